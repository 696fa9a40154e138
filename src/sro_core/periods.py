"""Spans of days: one half-open interval for everything, and the school year.

The school year runs from 1 July to 30 June (California Education Code section 37200).
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, timedelta

import attrs

from sro_core.errors import BadValue

ONE_DAY = timedelta(days=1)
JULY = 7


@attrs.frozen
class DatePeriod:
    """Hold the days from ``start`` up to, but not including, ``end``.

    Attributes:
        start: first day, or None for "always before".
        end: first day no longer in it, or None for "still running".

    >>> term = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
    >>> date(2027, 6, 4) in term, date(2027, 6, 5) in term
    (True, False)
    """

    start: date | None
    end: date | None

    def __attrs_post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.start is not None and self.end is not None and self.end < self.start:
            raise BadValue(
                f"period {self.start} to {self.end}",
                "it ends before it starts",
                "give an end on or after the start",
            )

    def __contains__(self, day: date) -> bool:
        """Tell whether the day lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def meet(self, other: DatePeriod) -> DatePeriod | None:
        """Give the days in both periods, or None where there are none."""
        starts = [each for each in (self.start, other.start) if each is not None]
        ends = [each for each in (self.end, other.end) if each is not None]
        start, end = max(starts, default=None), min(ends, default=None)
        if start is not None and end is not None and end <= start:
            return None
        return DatePeriod(start, end)

    def __str__(self) -> str:
        """Print both bounds, the last day included, as people read it."""
        last = "" if self.end is None else str(self.end - ONE_DAY)
        return f"{self.start or ''}..{last}"


@attrs.frozen(order=True)
class SchoolYear:
    """Name a school year by the calendar year in which it starts.

    >>> SchoolYear.of(date(2027, 6, 30))
    SchoolYear(start=2026)
    >>> print(SchoolYear(2026))
    2026-27
    """

    start: int

    def __attrs_post_init__(self) -> None:
        """Refuse a year that begins or ends outside the calendar."""
        if not MINYEAR <= self.start < MAXYEAR:
            raise BadValue(f"school year {self.start}", "the calendar does not reach there")

    @classmethod
    def of(cls, day: date) -> SchoolYear:
        """Give the school year that contains the day."""
        return cls(day.year if day.month >= JULY else day.year - 1)

    @property
    def period(self) -> DatePeriod:
        """The year's days, 1 July up to the next 1 July."""
        return DatePeriod(date(self.start, JULY, 1), date(self.start + 1, JULY, 1))

    def to_date(self, on: date) -> DatePeriod:
        """Give the year's days up to and including ``on``."""
        return DatePeriod(date(self.start, JULY, 1), on + ONE_DAY)

    def __str__(self) -> str:
        """Print as schools do, 2026-27."""
        return f"{self.start}-{(self.start + 1) % 100:02d}"


def anniversary(born: date, years: int) -> date:
    """Give the day on which somebody born on ``born`` becomes ``years`` old.

    Somebody born on 29 February becomes a year older on 1 March of a common year.
    """
    if born.year + years > MAXYEAR:
        return date.max
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or the first of the month after where it has none.

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 3, 1)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(index + 1, 12)
        return date(year, month + 1, 1)
