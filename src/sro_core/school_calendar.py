"""School days and bell times of one site.

A school day is Monday to Friday inside a session, less the days closed, plus the days added
(make-up Saturdays). Where a source states only how many days a session had, every weekday in
it may be a school day and the dates stay unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod

SATURDAY = 5
_NONE: Mapping[date, str] = {}


@attrs.frozen
class Session:
    """Hold a stretch of the school year in which school is taught.

    Attributes:
        title: as the district calls it.
        period: first day up to the day after the last.
        stated_days: number of school days where only their number is known.
    """

    title: str
    period: DatePeriod
    stated_days: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a session without both dates."""
        if self.period.start is None or self.period.end is None:
            raise BadValue(f"session {self.title!r}", "it has no first or last day", "give both")

    @property
    def first(self) -> date:
        """The first day."""
        assert self.period.start is not None  # noqa: S101 - refused on construction
        return self.period.start

    @property
    def after(self) -> date:
        """The day after the last."""
        assert self.period.end is not None  # noqa: S101 - refused on construction
        return self.period.end


@attrs.frozen
class BellTime:
    """Hold the first and last bell of a stretch of instruction, local wall time."""

    start: time
    end: time

    def __attrs_post_init__(self) -> None:
        """Refuse a last bell that is not after the first."""
        if self.end <= self.start:
            raise BadValue(
                f"bells {self.start} to {self.end}", "the last bell is not after the first"
            )

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute


class InSession(StrEnum):
    """Whether school was in session at a minute."""

    YES = "in session"
    NO = "not in session"
    UNKNOWN = "bell times not known"


@attrs.frozen
class SchoolCalendar:
    """Answer which days are school days at a site, and when the bells ring.

    Attributes:
        site: whose calendar it is.
        sessions: the stretches in which school is taught.
        closed: days without school, with their label.
        added: days with school that the weekday or a closure would exclude, with their label.
        minutes: instructional minutes of days shorter than usual.
        bells: weekday (Monday is 0) to its bell times.

    >>> year = Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5)))
    >>> calendar = SchoolCalendar(SiteId("HIGH"), (year,), closed={date(2026, 9, 7): "Labor Day"})
    >>> calendar.is_school_day(date(2026, 9, 7)), calendar.why_not(date(2026, 9, 7))
    (False, 'closed (Labor Day)')
    """

    site: SiteId
    sessions: tuple[Session, ...]
    closed: Mapping[date, str] = attrs.field(default=_NONE, hash=False)
    added: Mapping[date, str] = attrs.field(default=_NONE, hash=False)
    minutes: Mapping[date, int] = attrs.field(factory=dict, hash=False)
    bells: Mapping[int, tuple[BellTime, ...]] = attrs.field(factory=dict, hash=False)

    @property
    def dates_known(self) -> bool:
        """Whether the dates of the school days are known, not only their number."""
        return all(each.stated_days is None for each in self.sessions)

    def is_school_day(self, day: date) -> bool:
        """Tell whether school is taught on the day (or may be, where dates are not known)."""
        return self.why_not(day) is None

    def why_not(self, day: date) -> str | None:
        """Give the reason why the day is no school day, or None if it is one."""
        if not any(day in each.period for each in self.sessions):
            return "outside the school year's sessions"
        if day in self.added:
            return None
        if day in self.closed:
            return f"closed ({self.closed[day]})" if self.closed[day] else "closed"
        return f"a {day:%A}" if day.weekday() >= SATURDAY else None

    @cached_property
    def school_days(self) -> tuple[date, ...]:
        """Every school day of every session, in order; worked out once."""
        days = set()
        for session in self.sessions:
            day = session.first
            while day < session.after:
                if self.is_school_day(day):
                    days.add(day)
                day += ONE_DAY
        return tuple(sorted(days))

    @cached_property
    def _weekday_minutes(self) -> dict[int, int]:
        return {
            day: sum(each.minutes for each in rings) for day, rings in self.bells.items() if rings
        }

    @cached_property
    def school_day_set(self) -> frozenset[date]:
        """The same days, for asking about one of them often."""
        return frozenset(self.school_days)

    def instructional_minutes(self, day: date) -> int | None:
        """Give the minutes taught on the day, or None where the site's bells are not known."""
        if not self.bells:
            return None
        if day in self.minutes:
            return self.minutes[day]
        return self._weekday_minutes.get(day.weekday())

    def in_session(self, moment: datetime) -> InSession:
        """Tell whether school is in session at a local wall time; the last bell ends it.

        On a day with fewer minutes than usual school ends that much earlier.
        """
        day = moment.date()
        if not self.is_school_day(day):
            return InSession.NO
        rings = self.bells.get(day.weekday(), ())
        if not rings:
            return InSession.UNKNOWN
        left = self.minutes.get(day, sum(each.minutes for each in rings))
        now = moment.hour * 60 + moment.minute
        for ring in rings:
            start = ring.start.hour * 60 + ring.start.minute
            if start <= now < start + min(ring.minutes, left):
                return InSession.YES
            left -= min(ring.minutes, left)
        return InSession.NO
