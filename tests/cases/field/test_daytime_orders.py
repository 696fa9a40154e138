"""The daytime order decides the whole case table, and refuses what was not supplied."""

import tomllib
from datetime import date, time
from pathlib import Path

import attrs
import pytest

from sro_core import BellTime, DatePeriod, SchoolCalendar, Session, SiteId, load_rules
from sro_core.jurisdictions import lay_over
from sro_core.truancy.order import (
    NOT_IN_SESSION,
    OTHER_SCHOOL,
    Answer,
    Circumstances,
    DaytimeOrder,
    OrderException,
    School,
    decide,
    ladder_step,
)

HERE = Path(__file__)
ORDERS = HERE.parents[3] / "examples" / "orders"
WRITTEN = tomllib.loads(HERE.with_name("daytime_orders.toml").read_text("utf-8"))
RULES = load_rules("us-ca")
for file in sorted(ORDERS.glob("*.toml")):
    RULES = lay_over(RULES, file.read_text("utf-8"), file=file.name)
EXCEPTIONS = {rule.id for rule in RULES.ever(OrderException)}
BELLS = {day: (BellTime(time(8, 30), time(15, 30)),) for day in range(5)}


def calendar(case):
    first = case.get("year", 2026)
    year = Session("year", DatePeriod(date(first, 8, 17), date(first + 1, 6, 5)))
    closed = {date(2026, 11, 26): "Thanksgiving"}
    bells = BELLS if case.get("bells", True) else {}
    return SchoolCalendar(SiteId("HIGH"), (year,), closed, bells=bells)


def circumstances(case):
    school, age = case.get("school", "public"), case.get("age", 15)
    known = {NOT_IN_SESSION, OTHER_SCHOOL}
    return Circumstances(
        at=case["at"],
        place=case["place"],
        age=None if age < 0 else age,
        school=None if school == "unknown" else School(school),
        calendar=calendar(case) if case.get("school_known", True) else None,
        claims=dict.fromkeys(EXCEPTIONS - known, False)
        | dict.fromkeys(case.get("holds", ()), True),
        asked=frozenset(case.get("asked", ("how old are you?", "why are you here?"))),
    )


@pytest.mark.parametrize("case", WRITTEN["case"], ids=lambda case: case["says"])
def test_the_order_of_the_place_answers(case):
    found = decide(RULES, circumstances(case))
    assert found.answer == case["expect"], found.explain()
    assert found.exception == case.get("exception", "")
    assert case.get("asks") in (None, *found.to_ask)
    assert case.get("supplies") in (None, *found.to_supply)
    assert bool(found.to_ask or found.to_supply) == (found.answer is Answer.CANNOT_DECIDE)


@pytest.mark.parametrize(
    "case", [case for case in WRITTEN["case"] if len(case.get("holds", ())) == 1
             and case["expect"] == "excepted" and "school_known" not in case
             and "unincorporated" not in case["place"]],
    ids=lambda case: case["exception"],
)  # fmt: skip
def test_without_its_exception_the_order_applies_and_unasked_it_cannot_decide(case):
    id = case["exception"]
    known = circumstances(case)
    without = attrs.evolve(known, claims={**known.claims, id: False})
    assert decide(RULES, without).answer is Answer.APPLIES
    rest = {name: holds for name, holds in known.claims.items() if name != id}
    unasked = decide(RULES, attrs.evolve(known, claims=rest))
    assert unasked.answer is Answer.CANNOT_DECIDE
    question = RULES.one(OrderException, id, case["at"].date()).value.question
    assert unasked.to_ask == (question,)


def test_a_school_that_turns_out_to_be_public_takes_its_exception_along():
    turned = [case for case in WRITTEN["case"] if "turned" in case]
    assert turned
    for case in turned:
        known = attrs.evolve(circumstances(case), school=School(case["turned"]))
        assert decide(RULES, known).answer is Answer.APPLIES


def test_every_exception_of_the_list_has_a_case():
    tried = {case["exception"] for case in WRITTEN["case"] if "exception" in case}
    assert tried == EXCEPTIONS


@pytest.mark.parametrize("case", WRITTEN["ladder"], ids=lambda case: case["says"])
def test_the_ladder_counts_within_its_look_back(case):
    order = RULES.one(DaytimeOrder, case["order"], case["on"]).value
    step = ladder_step(order, case["earlier"], case["on"])
    assert (step.consequence if step else "nothing") == case["expect"]


def test_the_pilots_order_decides_once_its_text_is_supplied():
    """With what its file offers for it filled in, order #2010-02 decides as any other."""
    text = (ORDERS / "el_cerrito_2010-02.toml").read_text("utf-8")
    head, _, left_out = text.partition("# low = 6")
    filled = head + "# low = 6".removeprefix("# ") + left_out.replace("\n# ", "\n")
    rules = lay_over(load_rules("us-ca"), filled, file="supplied.toml")
    case = {"place": "El Cerrito", "at": WRITTEN["case"][0]["at"],
            "asked": ["how old are you?", "why are you not in school?"]}  # fmt: skip
    known = circumstances(case)
    assert decide(rules, known).answer is Answer.APPLIES
    for id in EXCEPTIONS - {NOT_IN_SESSION, OTHER_SCHOOL}:
        excepted = decide(rules, attrs.evolve(known, claims={**known.claims, id: True}))
        assert (excepted.answer, excepted.exception) == (Answer.EXCEPTED, id)
