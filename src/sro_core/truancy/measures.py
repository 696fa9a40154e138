"""Kinds of truancy rule that count: ages, measures of a student-day, and series of dates.

A `Measure` says what one student-day is worth; `Repeat` and `Recorded` make series of dates.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.periods import anniversary
from sro_core.truancy.attendance import Excuse
from sro_core.truancy.steps_taken import Action

WHOLE = 100  # per cent


class GapReading(StrEnum):
    """How the gaps of one day are held against a limit in minutes."""

    LONGEST_SINGLE = "longest_single"
    SUM_OF_DAY = "sum_of_day"


class SameDayReading(StrEnum):
    """What several gaps over the limit on one day are worth."""

    COLLAPSE_TO_ONE = "collapse_to_one"
    PER_EVENT = "per_event"


@attrs.frozen
class Ages:
    """Give the ages to which a rule applies, judged on each date from the birth date."""

    low: int
    below: int

    def __attrs_post_init__(self) -> None:
        """Refuse ages to which nobody could belong."""
        if not 0 <= self.low < self.below:
            raise BadValue("ages", f"nobody is {self.low} and below {self.below}")

    def period(self, born: date) -> tuple[date, date]:
        """Give the first day at the lower age and the first day no longer of age."""
        return anniversary(born, self.low), anniversary(born, self.below)


@attrs.frozen
class Measure:
    """Say what one student-day is worth.

    Attributes:
        excuse: the excuses that count.
        full_day: whether a day missed in full counts.
        gap_more_than_minutes: partial absences of more minutes than this count.
        gap_more_than_percent_of_day: the same as a share of the day's instructional minutes.
        gap: whether the longest gap or the sum of the day's gaps is tested.
        same_day: whether a day counts once or each gap over the limit.
        weekdays_only: leave out Saturdays and Sundays.
        subject_to: id of the `Ages` to which days are limited.
    """

    excuse: frozenset[Excuse]
    full_day: bool = True
    gap_more_than_minutes: int | None = None
    gap_more_than_percent_of_day: int | None = None
    gap: GapReading = GapReading.LONGEST_SINGLE
    same_day: SameDayReading = SameDayReading.COLLAPSE_TO_ONE
    weekdays_only: bool = False
    subject_to: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a measure that can count nothing, and two limits at once."""
        if self.gap_more_than_minutes is not None and self.gap_more_than_percent_of_day is not None:
            raise BadValue("measure", "it has two limits for a gap", "keep one")
        if (self.gap_more_than_minutes or 0) < 0:
            raise BadValue("gap_more_than_minutes", "it is below 0")
        if not 0 <= (self.gap_more_than_percent_of_day or 0) < WHOLE:
            raise BadValue("gap_more_than_percent_of_day", "it lies in 0 to 99")
        if not self.excuse or not (self.full_day or self.counts_gaps):
            raise BadValue("measure", "it counts nothing", "name excuses and days or gaps")

    @property
    def counts_gaps(self) -> bool:
        """Whether partial absences can count."""
        return (self.gap_more_than_minutes, self.gap_more_than_percent_of_day) != (None, None)


@attrs.frozen
class Repeat:
    """Make a series: the date a criterion was met, and each later day that a measure counts."""

    after: str
    measure: str


@attrs.frozen
class Recorded:
    """Make a series of acts on record, each grounded in the next unused date of a series."""

    act: Action
    grounded_by: str
