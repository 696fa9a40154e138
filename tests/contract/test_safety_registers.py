"""What is filed of safety plans and drills comes back as it was, in every store."""

from datetime import date, time

import attrs

from sro_adapters.testing import RegisterContract
from sro_adapters.testing.records import ODD
from sro_core import SiteId
from sro_core.privacy import Sensitivity
from sro_core.safety.corrective_actions import ACTIONS, CorrectiveAction
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import DRILLS, Confirmed, Drill, DrillStatus, LedBy
from sro_core.safety.facts import FACTS, Condition, FireZone, SchoolFacts
from sro_core.safety.plan_acts import EDITIONS, PLAN_ACTS, PlanAct, PlanEdition
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plan_training import PLAN_TRAININGS, PlanTraining
from sro_core.safety.plans import (
    PLANS,
    SECTIONS,
    Attachment,
    Contributor,
    Hazard,
    Part,
    Plan,
    SectionStatus,
)
from tests.stores import InMemory, InPostgresql, InSqlite

DAY = date(2026, 11, 20)
HIGH = SiteId("HIGH")
FILE = Attachment(ODD, "binder 3", "0a" * 32)


def full_plan(site):
    plan = Plan(site=SiteId(site), year=2026, edition=3)
    for kind, section in SECTIONS.items():
        plan = plan.with_section(
            section(
                id=kind, title=ODD, part=Part.HAZARD, component="c", hazard="flood", owner=ODD,
                status=SectionStatus.REVIEWED, evidence=ODD, text=f"{ODD}\nline",
                attachments=(FILE,),
            )
        )  # fmt: skip
    return attrs.evolve(plan, contributors=(Contributor("p", ODD),), hazards=(Hazard(ODD, ""),))


def alone(register):
    """The register with ids of the contract, where an id is made of a site and a year."""
    return attrs.evolve(register, id=lambda one: getattr(one, "plan", one).site)


class Plans(RegisterContract):
    register = alone(PLANS)

    def plain(self, id):
        return Plan(site=SiteId(id), year=2026)

    def full(self, id):
        return full_plan(id)

    def changed(self, record, mark):
        return record.with_contributor(Contributor("p", mark))


class Editions(RegisterContract):
    register = alone(EDITIONS)

    def plain(self, id):
        return PlanEdition(plan=Plan(site=SiteId(id), year=2026), on=DAY)

    def full(self, id):
        return PlanEdition(plan=full_plan(id), on=DAY)

    def changed(self, record, mark):
        return attrs.evolve(record, plan=record.plan.with_contributor(Contributor("p", mark)))


class Acts(RegisterContract):
    register = PLAN_ACTS

    def plain(self, id):
        return PlanAct(id=id, site=HIGH, year=2026, edition=1, step=PlanStep.REVIEW, on=DAY, by="")

    def full(self, id):
        return PlanAct(
            id=id, site=HIGH, year=2026, edition=2, step=PlanStep.GIVEN, on=DAY, by=ODD,
            party="fire_department", to=ODD, tactical=True,
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, by=record.by + mark)


class Trainings(RegisterContract):
    register = PLAN_TRAININGS

    def plain(self, id):
        return PlanTraining(id=id, site=HIGH, on=DAY, what="", by="", staff=frozenset({"T-1"}))

    def full(self, id):
        staff = frozenset({"T-1", ODD})
        return PlanTraining(id=id, site=HIGH, on=DAY, what=ODD, by=ODD, staff=staff)

    def changed(self, record, mark):
        return attrs.evolve(record, staff=record.staff | {mark})


class Facts(RegisterContract):
    register = FACTS

    def plain(self, id):
        return SchoolFacts(site=SiteId(id))

    def full(self, id):
        return SchoolFacts(
            site=SiteId(id), lowest_grade=0, highest_grade=12, fire_zone=FireZone.VERY_HIGH,
            capacity=50, classrooms=0, opened=DAY, holds=dict.fromkeys(Condition, False),
            staff=1, keep_free={DAY: ODD},
        )  # fmt: skip

    def changed(self, record, mark):
        days = {DAY: record.keep_free.get(DAY, "") + mark}
        return attrs.evolve(record, keep_free=days)


class Drills(RegisterContract):
    register = DRILLS

    def plain(self, id):
        return Drill(id=id, site=HIGH, kind=DrillKind.LOCKDOWN, on=DAY)

    def full(self, id):
        return Drill(
            id=id, site=HIGH, kind=DrillKind.FIRE, on=DAY, status=DrillStatus.FINISHED,
            starts=time(10), ends=time(10, 30), announced=False, led_by=LedBy.FIRE_DEPARTMENT,
            leader=ODD, assisted_by=("O-01",), agencies=(ODD,), students=0, staff=1,
            evacuation_seconds=180, observations=ODD, weaknesses=ODD,
            confirmed=(Confirmed("t", DAY, ODD),), because=ODD, retests=("a", "b"),
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, observations=record.observations + mark)


class Actions(RegisterContract):
    register = ACTIONS

    def plain(self, id):
        return CorrectiveAction(id=id, site=HIGH, drill="d", on=DAY, what="bell", owner="custodian")

    def full(self, id):
        return CorrectiveAction(
            id=id, site=HIGH, drill="d", on=DAY, what=ODD, owner=ODD, due=DAY, done=DAY,
            retested="e", works=False, sensitivity=Sensitivity.TACTICAL,
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, what=record.what + mark)


for store in (InMemory, InSqlite, InPostgresql):
    for contract in (Plans, Editions, Acts, Trainings, Facts, Drills, Actions):
        name = f"Test{contract.__name__}{store.__name__}"
        globals()[name] = type(name, (store, contract), {"__module__": __name__})
del store, contract, name
