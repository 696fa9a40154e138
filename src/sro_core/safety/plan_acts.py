"""What was done with a plan: which edition was reviewed, adopted, and given to whom.

Each act is a record of its own about one edition; an edition that somebody has seen is kept
as it was.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plans import Plan, plan_id


@attrs.frozen(kw_only=True)
class PlanEdition:
    """Keep an edition as somebody saw it, so that it can be shown later what they saw.

    Attributes:
        plan: as it was.
        on: the day on which it was kept.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    plan: Plan
    on: date

    @property
    def id(self) -> str:
        """There is one a plan and number."""
        return f"{self.plan.id}:{self.plan.edition}"


@attrs.frozen(kw_only=True)
class PlanAct:
    """Record what was done with an edition of a plan.

    Attributes:
        id: its own.
        site, year, edition: with which.
        step: what was done.
        on: the day.
        by: who did it.
        party: id of the rule that says who was notified, consulted or given it, or empty.
        to: that party by name, as the school names it.
        tactical: what was given had the tactical parts in it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    site: SiteId
    year: int
    edition: int
    step: PlanStep
    on: date
    by: str
    party: str = ""
    to: str = ""
    tactical: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a notice to nobody, and tactical parts that are given with nothing."""
        to_somebody = self.step in (PlanStep.NOTICE, PlanStep.CONSULTED, PlanStep.GIVEN)
        if to_somebody and not self.party.strip():
            raise BadValue(f"{self.step}", "it names no party", "say to whom, or with whom")
        if self.tactical and self.step is not PlanStep.GIVEN:
            raise BadValue("tactical", f"nothing is handed out when a plan is {self.step}")

    @property
    def plan(self) -> str:
        """The plan it is about."""
        return plan_id(self.site, self.year)


def status(plan: Plan, acts: tuple[PlanAct, ...]) -> str:
    """Tell how far the edition at hand has come: a draft, or the last step on its way."""
    own = [each.step for each in acts if (each.plan, each.edition) == (plan.id, plan.edition)]
    for step in (
        PlanStep.GIVEN, PlanStep.FORWARDED, PlanStep.ADOPTED, PlanStep.MEETING, PlanStep.REVIEW,
    ):  # fmt: skip
        if step in own:
            return "shared with responders" if step is PlanStep.GIVEN else _WORDS.get(step, step)
    return "draft"


_WORDS = {PlanStep.REVIEW: "in review", PlanStep.FORWARDED: "forwarded"}


EDITIONS = Register(
    name="safety plan edition",
    kind=PlanEdition,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.plan.site,
    on=lambda one: one.on,
)
PLAN_ACTS = Register(
    name="safety plan act",
    kind=PlanAct,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    on=lambda one: one.on,
)
