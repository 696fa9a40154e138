"""The published rotation plan: what people rely on, and what a new plan changes little of."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import DatePeriod, SchoolYear
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register


@attrs.frozen
class PlannedTour:
    """Hold that an officer is planned to serve a site for school years, both included."""

    officer: OfficerId
    site: SiteId
    first: int
    last: int

    def __attrs_post_init__(self) -> None:
        """Refuse years that end before they start."""
        if self.last < self.first:
            raise BadValue(
                f"planned tour of {self.officer} at {self.site}",
                f"{self.last} is before {self.first}",
                "give the first year first; both are included",
            )

    @property
    def period(self) -> DatePeriod:
        """Its days: school years run from 1 July to 30 June."""
        return DatePeriod(SchoolYear(self.first).period.start, SchoolYear(self.last).period.end)


@attrs.frozen(kw_only=True)
class PublishedPlan:
    """Hold a rotation plan as it was published; the latest one counts.

    Attributes:
        id: the day on which it was published, as text; one a day.
        on, by: when, and by whom.
        first, last: the school years that it plans, both included.
        tours: who serves where.
        note: what people were told with it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    on: date
    by: str
    first: int
    last: int
    tours: tuple[PlannedTour, ...]
    note: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a plan that nobody published, and an officer at two sites in one year."""
        if not self.by.strip():
            raise BadValue(f"plan {self.id}", "nobody published it", "say who")
        if self.last < self.first:
            raise BadValue(f"plan {self.id}", "it ends before it starts", "look at the years")
        years: dict[tuple[OfficerId, int], PlannedTour] = {}
        for each in self.tours:
            for year in range(each.first, each.last + 1):
                other = years.setdefault((each.officer, year), each)
                if other is not each:
                    raise BadValue(
                        f"plan {self.id}",
                        f"{each.officer} is at {other.site} and at {each.site} in {year}",
                        "plan one site a year",
                    )


PLANS = Register(
    name="published plan",
    kind=PublishedPlan,
    keeper=Keeper.PROGRAMME,
    on=lambda one: one.on,
)
