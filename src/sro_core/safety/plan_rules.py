"""Kinds of rule about safety plans: what they contain, who takes part, what is done by when.

The template of a plan is data. Letters of the statute have moved more than once, so that a
component is known by an id of its own.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.periods import SchoolYear, months_later
from sro_core.privacy import Role, Sensitivity
from sro_core.safety.facts import Buildings, Condition, FireZone

PLAN_KINDS = frozenset({Sensitivity.PUBLIC, Sensitivity.STAFF, Sensitivity.TACTICAL})
"""How open a section of a plan can be."""
_LEAP = 2000  # a year that has every day of the calendar
WHOLE = 100  # per cent


@attrs.frozen
class PlanComponent:
    """Say what a plan must contain, and of which schools it is asked.

    Attributes:
        at_next_review: it is asked at the first review on or after the rule's first day, and
            not of a plan adopted before.
        at_latest: it is asked by this date even if no review came before.
        lowest_grade, highest_grade: only of schools that teach any of these grades.
        fire_zones: only of schools in these zones; the zone is asked first.
        buildings: only of such buildings.
        where: only where the school does this; that is asked first.
        open_to: how open its section is unless somebody says otherwise.
        annex: it is the functional annex of this name, recommended rather than required.
    """

    at_next_review: bool = False
    at_latest: date | None = None
    lowest_grade: int | None = None
    highest_grade: int | None = None
    fire_zones: tuple[FireZone, ...] = ()
    buildings: Buildings | None = None
    where: Condition | None = None
    open_to: Sensitivity = Sensitivity.STAFF
    annex: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse half a span of grades, and an openness that no section has."""
        if (self.lowest_grade is None) != (self.highest_grade is None):
            raise BadValue("grades", "one end of the span is missing", "give both")
        if self.open_to not in PLAN_KINDS:
            raise BadValue("open_to", f"{self.open_to} is no openness of a section of a plan")


class Takes(StrEnum):
    """How somebody takes part in a plan."""

    WRITES = "writes"
    CONSULTED = "is consulted"
    GIVEN = "is given every version"
    NOTIFIED = "is notified of the meeting"


@attrs.frozen
class PlanParty:
    """Name somebody who takes part in a plan; the rule's id is what records call them.

    Attributes:
        takes: the ways in which they do.
    """

    takes: tuple[Takes, ...]


class PlanStep(StrEnum):
    """What is done with a plan, in the order in which it goes ahead."""

    REVIEW = "sent for review"
    CONSULTED = "consulted"
    NOTICE = "notice sent"
    MEETING = "public meeting held"
    ADOPTED = "adopted"
    TACTICAL_VOTE = "vote on tactical parts announced"
    FORWARDED = "forwarded to the district"
    GIVEN = "given"
    REPORTED = "reported to the state"


@attrs.frozen
class PlanStepNeeded:
    """Say which step a plan needs, and who sees to it.

    Attributes:
        step: which.
        who: who must see to it.
        before_adoption: it comes before the plan is adopted; else once it is.
        with_tactical_parts: only of a plan that has tactical parts.
    """

    step: PlanStep
    who: Role
    before_adoption: bool = False
    with_tactical_parts: bool = False


@attrs.frozen
class PlanDate:
    """Say by which day of every school year something is done about a plan.

    Attributes:
        step: the step that settles it.
        who: who must see to it.
        month, day: by when, each school year.
        new_school_months: a school opened less than so many months ago has until then; 0 for
            no such grace.
        for_year_before: it is about the plan of the school year that ended.
    """

    step: PlanStep
    who: Role
    month: int
    day: int
    new_school_months: int = 0
    for_year_before: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a day that the calendar does not have every year."""
        try:
            date(_LEAP + 1, self.month, self.day)
        except ValueError as error:
            raise BadValue("day", f"no day {self.day} in every month {self.month}") from error

    def in_year(self, year: SchoolYear) -> date:
        """Give the day of a school year by which it is due."""
        first = date(year.start, self.month, self.day)
        return first if first in year.period else date(year.start + 1, self.month, self.day)

    def on_or_after(self, day: date) -> date:
        """Give the first such day from a day on."""
        this = self.in_year(SchoolYear.of(day))
        return this if this >= day else self.in_year(SchoolYear(SchoolYear.of(day).start + 1))

    def grace(self, opened: date | None) -> date | None:
        """Give the day until which a new school has time, or None where there is none."""
        if opened is None or not self.new_school_months:
            return None
        return months_later(opened, self.new_school_months)


@attrs.frozen
class PlanOwner:
    """Say that every section of a plan has somebody who answers for it."""

    who: Role


@attrs.frozen
class PlanTrainingNeeded:
    """Say that the people who work at a school are trained on its plan."""

    who: Role


@attrs.frozen
class PlanLikeness:
    """Say from when on a section counts as taken over from another site (local).

    Attributes:
        percent: of its words that stand in the other section in the same order.
        words_at_least: a section shorter than this is not compared.
        who: who is asked to make it the site's own.
    """

    percent: int
    words_at_least: int
    who: Role

    def __attrs_post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 1 <= self.percent <= WHOLE:
            raise BadValue("percent", f"{self.percent} does not lie in 1 to 100")
