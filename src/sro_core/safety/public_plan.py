"""The part of a plan that is open to the public (California Education Code section 32282).

The type holds public sections and has no place for any other: it takes no `Plan`, no text and
no list that could carry one. Whatever renders it cannot show what is not in it.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.privacy import Sensitivity
from sro_core.safety.plan_acts import PlanAct
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plans import Plan, PublicSection


@attrs.frozen(kw_only=True)
class PublicPlan:
    """Hold what the public may read of an adopted plan.

    Attributes:
        site, year, edition: of which plan.
        adopted: the day on which it was adopted.
        meeting: the day of the public meeting before it, where one is on record.
        sections: the public ones, and nothing else.

    >>> PublicPlan(site=SiteId("HIGH"), year=2026, edition=1, adopted=date(2026, 2, 1),
    ...            sections=("where the tactical team stands",))
    Traceback (most recent call last):
    ...
    sro_core.errors.BadValue: sections: only public sections fit here
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PUBLIC

    site: SiteId
    year: int
    edition: int
    adopted: date
    meeting: date | None = None
    sections: tuple[PublicSection, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse anything that is no public section, whatever it looks like."""
        if any(type(each) is not PublicSection for each in self.sections):
            raise BadValue("sections", "only public sections fit here")

    @property
    def school_year(self) -> str:
        """The school year as schools write it."""
        return str(SchoolYear(self.year))


def public_plan(plan: Plan, acts: tuple[PlanAct, ...]) -> PublicPlan | None:
    """Give the public part of a plan, or None while the edition was not adopted."""
    own = [each for each in acts if (each.plan, each.edition) == (plan.id, plan.edition)]
    adopted = [each.on for each in own if each.step is PlanStep.ADOPTED]
    if not adopted:
        return None
    held = [
        each.on
        for each in acts
        if each.plan == plan.id and each.step is PlanStep.MEETING and each.on <= adopted[-1]
    ]
    return PublicPlan(
        site=plan.site,
        year=plan.year,
        edition=plan.edition,
        adopted=adopted[-1],
        meeting=held[-1] if held else None,
        sections=plan.public,
    )
