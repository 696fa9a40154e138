"""Safety plans and drills of the illustrative programme: made up, through use cases."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import attrs

from sro_core.desk import Desk
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.permissions import Access
from sro_core.privacy import Role, Sensitivity, Viewer
from sro_core.rules import Force, Rule
from sro_core.safety.corrective_actions import CorrectiveAction
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import Drill, DrillStatus
from sro_core.safety.facts import Condition, FireZone, SchoolFacts
from sro_core.safety.plan_rules import PlanComponent, PlanParty, PlanStep, Takes
from sro_core.safety.plans import SECTIONS, Contributor, Section, SectionStatus
from sro_core.usecases import safety_drills, safety_plans, school_facts

HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
SITES = {HIGH: (9, 12, 1500, 65), MIDDLE: (7, 8, 700, 35)}
"""Of each site: lowest and highest grade, capacity, people who work there."""
_WITHOUT_OWNER = frozenset({"adaptation_complaint", "cardiac_arrest"})
_NOT_WRITTEN = frozenset({"abuse_prevention", "instructional_continuity"})
_HELD = (
    (DrillKind.FIRE, 90, 214),
    (DrillKind.FIRE, 63, 190),
    (DrillKind.EARTHQUAKE, 36, None),
    (DrillKind.FIRE, 30, 176),
)
"""Drills of each site: how many days before, and seconds until the building was empty."""


def record(desk: Desk, *, on: date) -> None:
    """Enter what two sites have on record: plans adopted last year, this year's drafts, drills."""
    then = attrs.evolve(desk, clock=lambda: datetime.combine(on, time(9)))
    access = then.admit(Viewer("demo district", Role.DISTRICT, None, "demonstration"))
    year = SchoolYear.of(on).start
    for site in SITES:
        _facts(then, access, site, on)
        _plan_before(then, access, site, year - 1, on)
        _plan_at_hand(then, access, site, year)
        _drills(then, access, site, on)


def _facts(desk: Desk, access: Access, site: SiteId, on: date) -> None:
    low, high, capacity, staff = SITES[site]
    exams = {date(on.year, 12, day): "final exams" for day in (16, 17, 18)}
    stated = SchoolFacts(
        site=site, lowest_grade=low, highest_grade=high, fire_zone=FireZone.HIGH,
        capacity=capacity, classrooms=40, staff=staff, keep_free=exams,
        holds={Condition.DRESS_CODE: True, Condition.ASSAILANT_DRILLS: False},
    )  # fmt: skip
    school_facts.state_facts(desk, access, site, lambda _: stated)


def _plan_before(desk: Desk, access: Access, site: SiteId, year: int, on: date) -> None:
    """Enter the plan of the school year before, adopted in its February."""
    adopted = date(year + 1, 2, 12)
    safety_plans.begin(desk, access, site, year=year)
    for rule in desk.rules.all(PlanComponent, adopted):
        if not rule.value.annex:
            section = _section(rule.id, rule.says, rule.value.open_to, site)
            _put(desk, access, site, section, year)
    for party in _parties(desk, Takes.WRITES, adopted):
        who = Contributor(party.id, party.says)
        safety_plans.name_contributor(desk, access, site, who, year=year)
    steps = [
        *((PlanStep.CONSULTED, -40, each.id) for each in _parties(desk, Takes.CONSULTED, adopted)),
        *((PlanStep.NOTICE, -20, each.id) for each in _parties(desk, Takes.NOTIFIED, adopted)),
        (PlanStep.MEETING, -7, ""),
        (PlanStep.ADOPTED, 0, ""),
        (PlanStep.TACTICAL_VOTE, 0, ""),
        (PlanStep.FORWARDED, 1, ""),
        *((PlanStep.GIVEN, 5, each.id) for each in _parties(desk, Takes.GIVEN, adopted)),
    ]
    for step, days, party_id in steps:
        safety_plans.record_step(
            desk, access, site, step, year=year, on=adopted + timedelta(days=days),
            party=party_id, tactical=step is PlanStep.GIVEN,
        )  # fmt: skip
    trained = frozenset(f"{site}-T{n:03}" for n in range(SITES[site][3] * 3 // 4))
    safety_plans.record_training(
        desk, access, site, on=on - timedelta(days=70), what="evacuation and drop", staff=trained
    )


def _parties(desk: Desk, takes: Takes, on: date) -> list[Rule[PlanParty]]:
    """Give those who must take part in a way."""
    return [
        each
        for each in desk.rules.all(PlanParty, on)
        if takes in each.value.takes and each.force is Force.MUST
    ]


def _put(desk: Desk, access: Access, site: SiteId, section: Section, year: int) -> None:
    safety_plans.write_section(desk, access, site, section.id, lambda _: section, year=year)


def _section(id: str, says: str, open_to: Sensitivity, site: SiteId) -> Section:
    owner = "" if id in _WITHOUT_OWNER else "vice principal"
    text = f"How {site} does it: {says}."
    return SECTIONS[open_to](
        id=id, title=says.partition(":")[0].capitalize(), component=id, owner=owner,
        status=SectionStatus.WRITTEN, text=text,
    )  # fmt: skip


def _plan_at_hand(desk: Desk, access: Access, site: SiteId, year: int) -> None:
    """Begin this year's plan from that of the year before; some of it is still open."""
    safety_plans.begin(desk, access, site, year=year)
    for id in _NOT_WRITTEN:
        new = _section(id, id.replace("_", " "), Sensitivity.STAFF, site)
        blank = attrs.evolve(new, status=SectionStatus.OPEN, text="", owner="")
        _put(desk, access, site, blank, year)


def _drills(desk: Desk, access: Access, site: SiteId, on: date) -> None:
    """Enter drills up to last month, and what one of them showed."""
    drills = []
    for kind, days, seconds in _HELD:
        drill = Drill(
            id=desk.new_id(), site=site, kind=kind, on=_school_day(desk, site, on, days),
            starts=time(10, 15), ends=time(10, 40), announced=True, leader="principal",
            assisted_by=("O-01" if site == HIGH else "O-02",), agencies=("fire department",),
            staff=SITES[site][3] - 2, evacuation_seconds=seconds,
            observations="The east stairs were crowded.",
        )  # fmt: skip
        safety_drills.record(desk, access, drill)
        safety_drills.finish(desk, access, drill.id)
        drills.append(drill)
    new = CorrectiveAction(
        id=desk.new_id(), site=site, drill=drills[0].id, on=drills[0].on,
        what="send the east wing down the south stairs", owner="vice principal",
        due=drills[0].on + timedelta(days=30), done=drills[0].on + timedelta(days=14),
    )  # fmt: skip
    safety_drills.note_action(desk, access, new.drill, lambda _: new)
    later = next(each for each in drills[1:] if each.kind is DrillKind.FIRE)
    safety_drills.retest(desk, access, new.id, drill=later.id, works=True)
    latest = attrs.evolve(
        new, id=desk.new_id(), drill=drills[-1].id, on=drills[-1].on, done=None,
        what="mend the bell of the gymnasium", due=drills[-1].on + timedelta(days=14),
        owner="custodian",
    )  # fmt: skip
    safety_drills.note_action(desk, access, latest.drill, lambda _: latest)
    planned = Drill(
        id=desk.new_id(), site=site, kind=DrillKind.EARTHQUAKE, status=DrillStatus.PLANNED,
        on=_school_day(desk, site, on, -61), leader="principal",
    )  # fmt: skip
    safety_drills.record(desk, access, planned)


def _school_day(desk: Desk, site: SiteId, on: date, days: int) -> date:
    """Give the school day nearest before a day so many days ago, or after it where it is ahead."""
    with desk.open() as stores:
        calendar = stores.sites.all()[site].record.calendar
    wanted = on - timedelta(days=days)
    if days < 0:
        return next(day for day in calendar.school_days if day >= wanted)
    return [day for day in calendar.school_days if day <= wanted][-1]
