"""Kinds of truancy rule that judge: criteria, the duties they bring, and what is listed.

A `Criterion` holds a series of dates against a limit; met, it is a status.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.periods import months_later
from sro_core.privacy import Role
from sro_core.truancy.steps_taken import Action

WHOLE = 100  # per cent


class WindowKind(StrEnum):
    """The stretch of time in which a criterion counts; always inside one school year."""

    SCHOOL_YEAR = "school_year"
    CALENDAR_MONTH = "calendar_month"
    MONTHS = "months"
    WEEKS = "weeks"


class Whole(StrEnum):
    """What a percentage is of."""

    SCHOOL_DAYS_ENROLLED = "school_days_enrolled"
    WEEKDAYS_ENROLLED = "weekdays_enrolled"


@attrs.frozen
class Window:
    """Say in which stretch of time a criterion counts.

    Attributes:
        kind: of what sort.
        length: how many months or weeks, for those two.
    """

    kind: WindowKind = WindowKind.SCHOOL_YEAR
    length: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse a rolling window without a length."""
        rolling = self.kind in (WindowKind.MONTHS, WindowKind.WEEKS)
        if rolling != (self.length > 0):
            raise BadValue(
                "window", f"{self.kind} with length {self.length}", "months and weeks need one"
            )

    def nth(self, dates: list[date], n: int) -> date | None:
        """Give the date on which the nth entry fell inside one window, or None.

        Args:
            dates: ascending, of one school year; a date may repeat.
            n: at least 1.
        """
        if self.kind is WindowKind.SCHOOL_YEAR:
            return dates[n - 1] if len(dates) >= n else None
        for index in range(n - 1, len(dates)):
            if self.holds(dates[index - n + 1], dates[index]):
                return dates[index]
        return None

    def around(self, dates: list[date], day: date) -> list[date]:
        """Give the entries in one window with a day: of a rolling one, those up to that day."""
        return [
            each
            for each in dates
            if (self.holds(each, day) if each <= day else not self.length and self.holds(day, each))
        ]

    def most(self, dates: list[date]) -> int:
        """Give the largest number of entries in any one window."""
        if self.kind is WindowKind.SCHOOL_YEAR:
            return len(dates)
        best = first = 0
        for index, day in enumerate(dates):
            while not self.holds(dates[first], day):
                first += 1
            best = max(best, index - first + 1)
        return best

    def holds(self, first: date, last: date) -> bool:
        """Tell whether two dates of one school year lie in one window, the first one opening it."""
        if self.kind is WindowKind.SCHOOL_YEAR:
            return True
        if self.kind is WindowKind.CALENDAR_MONTH:
            return (first.year, first.month) == (last.year, last.month)
        if self.kind is WindowKind.MONTHS:
            return last < months_later(first, self.length)
        return last < first + timedelta(weeks=self.length)

    def __str__(self) -> str:
        """Print in words."""
        if self.length:
            return f"{self.length} {self.kind} of a school year"
        return self.kind.value.replace("_", " ")


@attrs.frozen
class Criterion:
    """Hold a series against a limit; met, it is a status.

    Attributes:
        series: id of the measure, repeat or recorded series that is counted.
        window: the stretch of time in which it is counted.
        at_least: the number that meets it; or
        at_least_percent: the share of ``of`` that meets it.
        of: what the percentage is of.
        minimum_expected_days: a percentage of fewer days than this is not judged.
        pending_on: a series that makes it pending as soon as it reaches ``at_least``.
        needs: acts that must be on record too,
        needs_since: on or after the first date of this recorded series.
        any_of: earlier criteria, any of which meets this one; then nothing else is counted.
        subject_to: id of the `Ages` the student must have on the date judged.
        part: it only serves in another's ``any_of`` and is no status of its own.
    """

    series: str | None = None
    window: Window = Window()
    at_least: int | None = None
    at_least_percent: int | None = None
    of: Whole | None = None
    minimum_expected_days: int = 0
    pending_on: str | None = None
    needs: tuple[Action, ...] = ()
    needs_since: str | None = None
    any_of: tuple[str, ...] = ()
    subject_to: str | None = None
    part: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what the engine cannot do, in words."""
        limits = [self.at_least is not None, self.at_least_percent is not None, bool(self.any_of)]
        whole_year = self.window.kind is WindowKind.SCHOOL_YEAR
        for wrong, why in (
            (limits.count(True) != 1, "give exactly one of at_least, at_least_percent and any_of"),
            (bool(self.any_of and self.series), "give either a series or any_of"),
            ((self.of is None) == limits[1], "at_least_percent and of belong together"),
            (limits[1] and not whole_year, "a percentage is of the school year only"),
            (bool(self.needs) != bool(self.needs_since), "needs and needs_since belong together"),
            (self.pending_on and not limits[0], "pending_on goes with at_least"),
            (
                bool(self.minimum_expected_days) and not limits[1],
                "minimum_expected_days goes with a percentage",
            ),
            (self.minimum_expected_days < 0, "minimum_expected_days is below 0"),
            (self.series is None and not self.any_of, "name a series"),
            (
                bool(self.any_of and self.needs),
                "any_of with needs is not built; put the acts on its parts",
            ),
            (self.at_least is not None and self.at_least < 1, "at_least starts at 1"),
            (
                self.at_least_percent is not None and not 1 <= self.at_least_percent <= WHOLE,
                "a percentage lies in 1 to 100",
            ),
        ):
            if wrong:
                raise BadValue("criterion", why)


@attrs.frozen
class Duty:
    """Say what a status asks people to do.

    Attributes:
        after: id of the criterion, or of the repeat whose every date asks for the act, or of the
            ages: then it is asked, and nothing else, where a student's age is not known.
        who: the role that must or may do it.
        done_by: the act that settles it once it is on record.
        while_pending: it is asked while the criterion is pending, not once it is met.
    """

    after: str
    who: Role
    done_by: Action | None = None
    while_pending: bool = False


@attrs.frozen
class ListedFrom:
    """Keep percentages off the due list until a student was enrolled long enough (local)."""

    enrolled_days: int

    def __attrs_post_init__(self) -> None:
        """Refuse a number of days that nobody has."""
        if self.enrolled_days < 0:
            raise BadValue("enrolled_days", "it is below 0")
