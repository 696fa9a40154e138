"""The stretches of a school year in which drills are counted, as a site's calendar has them.

A calendar month counts where school is taught in it. Quarters and semesters are the calendar's
own sessions where it has four or two of them; a year in one session is divided by its school
days. How it was divided is said with each stretch.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from sro_core.periods import SchoolYear
from sro_core.safety.drill_rules import Every
from sro_core.school_calendar import SchoolCalendar

_PARTS = {Every.QUARTER: 4, Every.SEMESTER: 2, Every.YEAR: 1}
_FOUND = "by the calendar's own sessions"


@attrs.frozen
class Stretch:
    """Hold one stretch.

    Attributes:
        label: such as ``November 2026`` or ``quarter 2``.
        days: its school days, in order; never empty.
        how: how it was found where the calendar does not say it, or empty.
    """

    label: str
    days: tuple[date, ...]
    how: str = ""

    @property
    def first(self) -> date:
        """Its first school day."""
        return self.days[0]

    @property
    def last(self) -> date:
        """Its last school day."""
        return self.days[-1]


def stretches(calendar: SchoolCalendar, year: SchoolYear, every: Every) -> tuple[Stretch, ...]:
    """Divide a school year at a site; empty where it has no school day.

    Args:
        calendar: of the site.
        year: which school year.
        every: into what.
    """
    days = [day for day in calendar.school_days if day in year.period]
    if not days:
        return ()
    if every is Every.MONTH:
        months = dict.fromkeys((day.year, day.month) for day in days)
        return tuple(
            Stretch(
                f"{date(*month, 1):%B %Y}",
                tuple(day for day in days if (day.year, day.month) == month),
            )
            for month in months
        )
    parts, how = _divided(calendar, days, _PARTS[every])
    name = {Every.QUARTER: "quarter", Every.SEMESTER: "semester"}.get(every)
    return tuple(
        Stretch(f"{name} {n}" if name else f"school year {year}", tuple(part), how if name else "")
        for n, part in enumerate(parts, 1)
        if part
    )


def _divided(
    calendar: SchoolCalendar, days: Sequence[date], parts: int
) -> tuple[list[Sequence[date]], str]:
    """Divide school days into parts: by the sessions where they fit, else evenly."""
    sessions = [
        own
        for each in sorted(calendar.sessions, key=lambda each: each.first)
        if (own := [day for day in days if day in each.period])
    ]
    seen = [day for own in sessions for day in own]
    apart = len(seen) == len(set(seen)) == len(days)
    if apart and len(sessions) == parts:
        return list(sessions), _FOUND
    if apart and len(sessions) in (2, 4) and parts in (2, 4):
        if len(sessions) > parts:
            halves = [[*sessions[0], *sessions[1]], [*sessions[2], *sessions[3]]]
            return list(halves), _FOUND
        return [half for own in sessions for half in _evenly(own, 2)], "semesters divided evenly"
    return _evenly(days, parts), "by the number of school days; the calendar does not say it"


def _evenly(days: Sequence[date], parts: int) -> list[Sequence[date]]:
    cuts = [len(days) * n // parts for n in range(parts + 1)]
    return [days[cuts[n] : cuts[n + 1]] for n in range(parts)]
