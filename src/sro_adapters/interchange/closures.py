"""Read a district's calendar of closures: the whole-day events of an iCalendar file.

A calendar that cannot be read whole is refused with every reason. Whole-day events that
repeat are written out as far as the site's sessions reach; what has a time is no closure.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
from dateutil.rrule import rrulestr
from icalendar import Calendar, Component

from sro_core.errors import BadValue, SroError
from sro_core.periods import ONE_DAY, DatePeriod

LONGEST = 366
"""Days of one event; a longer one is a slip, not a closure."""
EARLIEST = 1900
_HOURLY = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})


@attrs.frozen
class CalendarRefused(SroError):
    """An iCalendar file cannot be used; every reason is given, and nothing of it is used.

    Attributes:
        name: of the file.
        reasons: what is wrong, in order.
    """

    name: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        """List every reason, a line each."""
        head = f"{self.name}: {len(self.reasons)} problem(s); nothing of it is used:"
        return "\n  ".join([head, *self.reasons])


@attrs.frozen
class Closures:
    """Hold what a file says of closed days.

    Attributes:
        days: each with its label.
        timed: events with a time, which close no day.
    """

    days: dict[date, str]
    timed: int


def read_closures(path: Path, *, within: DatePeriod) -> Closures:
    """Read the closures of an iCalendar file.

    Args:
        path: the file.
        within: as far as repeated events are written out; days outside are left out.

    Raises:
        CalendarRefused: it is no iCalendar, or an event of it cannot be used.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadValue(str(path), f"it cannot be read: {error.strerror}", "give a file") from error
    return closures_of(raw, name=path.name, within=within)


def closures_of(raw: bytes, *, name: str, within: DatePeriod) -> Closures:
    """Read the closures of the bytes of a file; see `read_closures`."""
    events: list[Any] = [  # its values have a dozen types, each of a class of its own
        event for component in components(raw, name=name) for event in component.walk("VEVENT")
    ]
    days: dict[date, str] = {}
    wrong: list[str] = []
    timed = 0
    for number, event in enumerate(events, 1):
        label = " ".join(str(event.get("summary", "")).split())
        where = f"event {number}" + (f" ({label})" if label else "")
        try:
            _check(event)
            if not _whole_day(event):
                timed += 1
                continue
            for day in _days(event, within):
                days.setdefault(day, label)
        except _Unusable as why:
            wrong.append(f"{where}: {why}")
    if not events:
        wrong.append("it holds no event; export the district's calendar of holidays")
    if wrong:
        raise CalendarRefused(name, tuple(wrong))
    return Closures(dict(sorted(days.items())), timed)


def components(raw: bytes, *, name: str) -> tuple[Component, ...]:
    """Parse an iCalendar file.

    Raises:
        CalendarRefused: it cannot be parsed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of time zones that it guesses; a whole day has none
            found = Calendar.from_ical(raw, multiple=True)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise CalendarRefused(name, (f"it is no iCalendar that can be read: {why}",)) from error
    return tuple(found)


class _Unusable(Exception):
    """An event cannot be used; the text says why."""


def _check(event: Any) -> None:
    """Refuse what could not be read of an event, and what would need guessing."""
    for field, why in event.errors:
        raise _Unusable(f"{field or 'a line'} cannot be read: {' '.join(str(why).split())}")
    if "dtstart" not in event:
        raise _Unusable("it has no DTSTART; give its day")
    if "recurrence-id" in event:
        raise _Unusable("it changes one day of a repeated event; write the days out one by one")


def _whole_day(event: Any) -> bool:
    start = event["dtstart"].dt
    return isinstance(start, date) and not isinstance(start, datetime)


def _days(event: Any, within: DatePeriod) -> Iterator[date]:
    """Give the days of an event and of its repetitions that lie in a period."""
    start: date = event["dtstart"].dt
    if start.year < EARLIEST:
        raise _Unusable(f"it begins on {start}, before {EARLIEST}")
    length = _length(event, start)
    excepted = set(_listed(event, "exdate"))
    for first in (*_repeated(event, start, within, length), *_listed(event, "rdate")):
        if first in excepted:
            continue
        yield from (
            day for day in (first + timedelta(days=n) for n in range(length)) if day in within
        )


def _length(event: Any, start: date) -> int:
    if "dtend" in event and "duration" in event:
        raise _Unusable("it has both DTEND and DURATION; give one")
    end = start + ONE_DAY
    if "dtend" in event:
        end = event["dtend"].dt
        if isinstance(end, datetime):
            raise _Unusable("it begins with a whole day and ends with a time; give whole days")
    elif "duration" in event:
        lasts = event["duration"].dt
        if lasts % ONE_DAY:
            raise _Unusable("its duration is no number of whole days")
        end = start + lasts
    length = (end - start).days
    if length < 1:
        raise _Unusable(f"its end {end} is not after its start {start}")
    if length > LONGEST:
        raise _Unusable(f"it lasts {length} days; a closure of over a year is taken for a slip")
    return length


def _repeated(event: Any, start: date, within: DatePeriod, length: int) -> Iterable[date]:
    """Give the first days of an event's repetitions that can reach into a period."""
    if "rrule" not in event:
        return (start,)
    rules = event["rrule"]
    if isinstance(rules, list):
        raise _Unusable("it has several RRULEs; give one")
    if within.start is None or within.end is None:
        raise _Unusable("it repeats without end; the site has no sessions to write it out for")
    text = rules.to_ical().decode()
    hourly = str(rules.get("FREQ", [""])[0]) in _HOURLY
    if hourly or any(part in rules for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise _Unusable("it repeats by the hour; a closure is a whole day")
    if int(rules.get("INTERVAL", [1])[0]) < 1:
        raise _Unusable("it repeats every 0 times; give an INTERVAL of 1 or more")
    try:
        rule = rrulestr(text, dtstart=_midnight(start))
    except (ValueError, TypeError, OverflowError) as error:
        raise _Unusable(f"its RRULE {text} cannot be used: {error}") from error
    first = max(within.start - timedelta(days=length), start)
    return [each.date() for each in rule.between(_midnight(first), _midnight(within.end), inc=True)]


def _listed(event: Any, field: str) -> list[date]:
    """Give the days of a list such as EXDATE, which may stand on several lines."""
    if field not in event:
        return []
    lines = event[field] if isinstance(event[field], list) else [event[field]]
    days: list[Any] = [each.dt for line in lines for each in line.dts]
    if any(isinstance(each, datetime) or not isinstance(each, date) for each in days):
        raise _Unusable(f"its {field.upper()} has a time; give whole days")
    return days


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
