"""Plans and drills: plain cases with the law on one side and what is expected on the other."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from sro_core import (
    DatePeriod,
    Force,
    Outcome,
    SchoolCalendar,
    Session,
    SiteId,
    lay_over,
    load_rules,
)
from sro_core.jurisdictions.kinds import KINDS
from sro_core.safety import drill_review, plan_review
from sro_core.safety.drill_compliance import compliance
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import Drill, DrillStatus
from sro_core.safety.facts import Condition, FireZone, SchoolFacts
from sro_core.safety.plan_acts import PlanAct
from sro_core.safety.plan_file import PlanFile
from sro_core.safety.plan_rules import PlanComponent, PlanStep
from sro_core.safety.plans import Plan, SectionStatus, StaffSection

HERE = Path(__file__).parent
PLANS = tomllib.loads((HERE / "safety_plans.toml").read_text("utf-8"))
DRILLS = tomllib.loads((HERE / "drills.toml").read_text("utf-8"))
CALIFORNIA = load_rules("us-ca")
SITE = SiteId("MAIN")
ONE_DAY = timedelta(days=1)
ROWS = [("plan_component", row["id"], row) for row in PLANS["component"]] + [
    (kind, row[kind], row)
    for row in DRILLS["drill_row"]
    for kind in ("drill_required", "drill_reading", "drill_term")
    if kind in row
]
FACTS = ("fire_zone", "holds", "capacity", "classrooms", "opened")


# ------------------------------------------------------------------ rows on their dates


@pytest.mark.parametrize(
    ("kind", "id", "row"), ROWS, ids=lambda each: each if isinstance(each, str) else ""
)
def test_it_holds_on_its_first_day_and_not_on_the_day_before(kind, id, row):
    rule = CALIFORNIA.one(KINDS[kind], id, row["in_force"])
    assert rule.force is (Force.MAY if "may" in row else Force.MUST)
    assert row.get("may", row.get("says")) in rule.says
    before = CALIFORNIA.one(KINDS[kind], id, row["in_force"] - ONE_DAY)
    assert before != rule if row.get("replaces") else before is None
    if "ended" in row:
        assert CALIFORNIA.one(KINDS[kind], id, row["ended"] - ONE_DAY) == rule
        assert CALIFORNIA.one(KINDS[kind], id, row["ended"]) != rule


def test_every_component_and_every_drill_of_the_book_has_its_row():
    written = {(kind, id, row["in_force"], row.get("ended")) for kind, id, row in ROWS}
    shipped = {
        (kind, rule.id, rule.effective.start, rule.effective.end)
        for kind in ("plan_component", "drill_required", "drill_reading", "drill_term")
        for rule in CALIFORNIA.ever(KINDS[kind])
    }
    assert written == shipped


# ------------------------------------------------------------------ plans


def facts(case):
    low, high = case.get("grades", (None, None))
    told = {name: case[name] for name in FACTS if name in case}
    if "fire_zone" in told:
        told["fire_zone"] = FireZone(told["fire_zone"])
    if "holds" in told:
        told["holds"] = {Condition(name): held for name, held in told["holds"].items()}
    return SchoolFacts(site=SITE, lowest_grade=low, highest_grade=high, **told)


def plan_file(case):
    year = case["on"].year - (case["on"].month < 7)
    plan = Plan(
        site=SITE,
        year=year,
        staff=tuple(
            StaffSection(
                id=id,
                title=id,
                component=id,
                status=status,
                text="" if status is SectionStatus.OPEN else "What is done.",
            )
            for status, ids in (
                (SectionStatus.WRITTEN, case.get("sections", [])),
                (SectionStatus.OPEN, case.get("open_sections", [])),
            )
            for id in ids
        ),
    )
    acts = tuple(
        PlanAct(
            id=f"a-{n}", site=SITE, year=year, edition=1, step=PlanStep.ADOPTED, on=day, by="board"
        )
        for n, day in enumerate(case.get("adopted", []))
    )
    return PlanFile(facts=facts(case), plans=(plan,), acts=acts)


@pytest.mark.parametrize("case", PLANS["plan_case"], ids=lambda case: case["name"])
def test_a_plan(case):
    on, expect = case["on"], case["expect"]
    assert set(expect) <= {"missing", "pending", "not_asked", "undecided", "present", "gone"}
    found = {
        each.code.removesuffix("_missing"): each
        for each in plan_review.review(plan_file(case), CALIFORNIA, on=on)
    }
    for id, since in expect.get("missing", {}).items():
        assert (found[id].outcome, found[id].since) == (Outcome.MET, since), id
        assert found[id].asks[0].who == "administrator"
    for id, due in expect.get("pending", {}).items():
        assert (found[id].outcome, found[id].asks[0].due) == (Outcome.PENDING, due), id
    for word, outcome in (
        ("not_asked", Outcome.NOT_SUBJECT),
        ("undecided", Outcome.UNDECIDED),
        ("present", Outcome.NOT_MET),
    ):
        for id in expect.get(word, []):
            assert found[id].outcome is outcome, id
            assert found[id].why
    for id in expect.get("gone", []):
        assert id not in found


def test_every_component_asks_for_itself_when_it_is_missing_and_is_still_when_it_is_written():
    on = date(2026, 11, 20)
    required = [each for each in CALIFORNIA.all(PlanComponent, on) if not each.value.annex]
    case = {
        "on": on,
        "grades": [7, 12],
        "fire_zone": "high",
        "holds": dict.fromkeys(map(str, Condition), True),
        "capacity": 500,
    }
    for sections, outcome in (([], Outcome.MET), ([each.id for each in required], Outcome.NOT_MET)):
        codes = {
            each.code: each.outcome
            for each in plan_review.review(
                plan_file(case | {"sections": sections}), CALIFORNIA, on=on
            )
        }
        assert {codes[f"{each.id}_missing"] for each in required} == {outcome}


# ------------------------------------------------------------------ drills

STATUTE = """
id = "ours"
title = "Our district (illustrative)"

[[drill_reading]]
id = "intermediate_fire"
says = "the statute is followed"
cites = ["32001"]
from = 2010-01-01
follow = "fire_drill_intermediate_statute"
instead_of = ["fire_drill_intermediate_regulation"]
"""
SECONDARY = """
id = "ours"
title = "Our district (illustrative)"

[[school_levels]]
id = "drop_levels"
says = "grades 7 and 8 are secondary"
cites = ["local: drills"]
from = 2010-01-01
bands = [{ level = "elementary", highest_at_most = 6 }, { level = "secondary" }]
"""


def drills_of(case):
    held = [
        (kind, day, DrillStatus.FINISHED)
        for kind in (DrillKind.FIRE, DrillKind.ALARM_SIGNAL, DrillKind.EARTHQUAKE)
        for day in case.get(kind.value.replace(" ", "_"), [])
    ]
    held += [(DrillKind.FIRE, day, DrillStatus.DRAFT) for day in case.get("drafts", [])]
    return [
        Drill(id=f"d-{n}", site=SITE, kind=kind, on=day, status=status)
        for n, (kind, day, status) in enumerate(held)
    ]


def judged(case):
    rules = CALIFORNIA
    for word, overlay in (("follow_statute", STATUTE), ("drop_secondary", SECONDARY)):
        if case.get(word):
            rules = lay_over(rules, overlay, file=word)
    calendar = SchoolCalendar(
        SITE, (Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5))),)
    )
    stated = facts({"capacity": 700} | case)
    return compliance(drills_of(case), calendar, stated, rules, on=case["on"])


@pytest.mark.parametrize("case", DRILLS["drill_case"], ids=lambda case: case["name"])
def test_drills(case):
    found, expect = judged(case), case["expect"]
    assert set(expect) <= {
        "short", "open", "held", "shown", "undecided", "next_breach", "reading",
    }  # fmt: skip
    findings = {each.code.removesuffix("_short"): each for each in drill_review.review(found)}
    followed = {each.rule.id for each in found.followed}
    short = {id: each for id, each in findings.items() if each.outcome is Outcome.MET}
    assert {id: each.since for id, each in short.items() if id in followed} == expect.get(
        "short", {}
    )
    pending = {
        id: each.asks[-1].due
        for id, each in findings.items()
        if each.outcome is Outcome.PENDING and id in followed
    }
    assert pending == expect.get("open", {})
    held = {
        id for id, each in findings.items() if each.outcome is Outcome.NOT_MET and id in followed
    }
    assert held == set(expect.get("held", []))
    shown = {each.rule.id for each in found.requirements if not each.followed}
    assert shown == set(expect.get("shown", []))
    assert all(not findings[id].asks for id in shown)
    undecided = {id for id, each in findings.items() if each.outcome is Outcome.UNDECIDED}
    assert undecided == set(expect.get("undecided", []))
    if "next_breach" in expect:
        assert found.next_breach == expect["next_breach"]
    if "reading" in expect:
        assert any(
            expect["reading"] in said for each in findings.values() for said in each.readings
        )
