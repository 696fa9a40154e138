"""Write a calendar as iCalendar text (RFC 5545), with the time zone of the schools.

What is due is an all-day event on its date; what is planned for a time has that wall time in
the schools' zone, whose rules stand in the file. The same entries give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from sro_core.feeds import Entry, FeedItem
from sro_core.periods import ONE_DAY

PRODUCT = "-//sro-core//school resource officer programme//EN"
REFRESH = timedelta(hours=6)


def write_calendar(title: str, entries: Iterable[Entry], *, zone: str) -> bytes:
    """Write a calendar.

    Args:
        title: what a calendar program calls it.
        entries: in order.
        zone: the time zone of the schools, by its name in the tz database.
    """
    every = tuple(entries)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    if every:
        years = [each.item.day.year for each in every]
        first, last = date(min(years), 1, 1), date(max(years) + 2, 1, 1)
        calendar.add_component(Timezone.from_tzid(zone, first_date=first, last_date=last))
    for entry in every:
        calendar.add_component(_event(entry, ZoneInfo(zone)))
    text: bytes = calendar.to_ical()
    return text


def _event(entry: Entry, zone: ZoneInfo) -> Event:
    item = entry.item
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    changed = entry.changed.replace(tzinfo=zone).astimezone(UTC)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    if item.begins is None:
        event.add("dtstart", item.day)
        event.add("dtend", item.day + ONE_DAY)
        event.add("transp", "TRANSPARENT")
    else:
        begins = datetime.combine(item.day, item.begins, zone)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(minutes=item.minutes))
    event.add("summary", item.title)
    event.add("categories", [str(item.kind)])
    event.add("description", _described(item))
    if item.site is not None:
        event.add("location", item.site.name)
    return event


def _described(item: FeedItem) -> str:
    """Say who has to see to it, what asks for it, and where the rest is."""
    said = [f"{item.who} {item.force or ''}".strip()] if item.who else []
    for rule in item.rules:
        cited = "; ".join(each.title for each in rule.citations)
        said.append(f"{rule.says} ({cited})")
    return "\n".join([*said, "Whom or what it is about stands in the due list."])
