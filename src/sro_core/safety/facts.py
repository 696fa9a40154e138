"""What safety rules need to know of a school before they can say anything of it.

The district states it once. What nobody stated stays unknown: a rule that rests on it is
undecided and asks for it, it is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register

KINDERGARTEN, LAST_GRADE = 0, 12
_NONE: Mapping[date, str] = {}


class FireZone(StrEnum):
    """The fire hazard severity zone that a school stands in, as the state maps it."""

    NONE = "none"
    MODERATE = "moderate"
    HIGH = "high"
    VERY_HIGH = "very high"


class Condition(StrEnum):
    """What a rule may depend on, and a school must be asked."""

    DRESS_CODE = "dress code adopted"
    ASSAILANT_DRILLS = "assailant drills held"


@attrs.frozen
class Buildings:
    """Say to which buildings a rule applies: large enough, or of several classrooms.

    Attributes:
        capacity_from: it applies from so many students on, or
        classrooms_over: where there are more classrooms than this.
    """

    capacity_from: int
    classrooms_over: int


@attrs.frozen(kw_only=True)
class SchoolFacts:
    """State what safety rules ask about a site; None and empty mean that nobody stated it.

    Attributes:
        site: which.
        lowest_grade, highest_grade: taught there; 0 is kindergarten.
        fire_zone: in which it stands.
        capacity: students its buildings hold.
        classrooms: how many there are.
        opened: its first day as a school, where that is recent enough to matter.
        holds: what it does of the things rules depend on; those left out are not stated.
        staff: people who work there, all of whom are to be trained on the plan.
        keep_free: days on which no drill shall be, such as exam days, with the reason.

    >>> SchoolFacts(site=SiteId("MIDDLE"), lowest_grade=7, highest_grade=8).teaches(7, 12)
    True
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    site: SiteId
    lowest_grade: int | None = None
    highest_grade: int | None = None
    fire_zone: FireZone | None = None
    capacity: int | None = None
    classrooms: int | None = None
    opened: date | None = None
    holds: Mapping[Condition, bool] = attrs.field(factory=dict, hash=False)
    staff: int | None = None
    keep_free: Mapping[date, str] = attrs.field(default=_NONE, hash=False)

    def __attrs_post_init__(self) -> None:
        """Refuse half a span of grades, one turned round, and numbers below none."""
        grades = (self.lowest_grade, self.highest_grade)
        if grades != (None, None):
            low, high = (-1 if each is None else each for each in grades)
            if not KINDERGARTEN <= low <= high <= LAST_GRADE:
                raise BadValue("grades", f"{grades[0]} to {grades[1]}", "give both, 0 to 12")
        for name in ("capacity", "classrooms", "staff"):
            number = getattr(self, name)
            if number is not None and number < 0:
                raise BadValue(name, f"{number} is below 0")

    @property
    def id(self) -> str:
        """There is one a site."""
        return self.site

    def teaches(self, lowest: int, highest: int) -> bool | None:
        """Tell whether any grade of a span is taught there; None where that is not stated."""
        if self.lowest_grade is None or self.highest_grade is None:
            return None
        return self.lowest_grade <= highest and lowest <= self.highest_grade

    def subject_to(self, buildings: Buildings) -> bool | None:
        """Tell whether a rule about buildings applies; None where that is not stated."""
        known = [
            None if self.capacity is None else self.capacity >= buildings.capacity_from,
            None if self.classrooms is None else self.classrooms > buildings.classrooms_over,
        ]
        if True in known:
            return True
        return None if None in known else False


FACTS = Register(
    name="school facts",
    kind=SchoolFacts,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
)
