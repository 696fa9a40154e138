"""A calendar opens in a parser that is not ours, in the schools' time zone, the same each time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs
import icalendar
import pytest
import vobject

from sro_adapters.interchange.calendars import write_calendar
from sro_core import Force, Role, SchoolSite, SiteId
from sro_core.due import DueKind
from sro_core.feeds import Entry, FeedItem
from tests.strategies_due import RULES

ZONE = "America/Los_Angeles"
HIGH = SchoolSite(SiteId("HIGH"), "High School, main; campus")
DUE = FeedItem(
    kind=DueKind.DRILL, day=date(2026, 11, 30), who=Role.ADMINISTRATOR, force=Force.MUST,
    number=1, site=HIGH, rules=RULES[:2],
)  # fmt: skip
TIMED = FeedItem(
    kind=DueKind.DRILL, day=date(2026, 12, 4), planned=True, begins=time(10, 15), minutes=20,
    site=HIGH,
)  # fmt: skip
ENTRIES = (
    Entry("uid-1", 0, datetime(2026, 11, 20, 9, 30), DUE),
    Entry("uid-2", 3, datetime(2026, 7, 20, 9, 30), TIMED),
)


def opened(entries=ENTRIES):
    # The parser keeps the first zone of a name that it meets for the whole process, whatever years
    # that one covers; each calendar has to be read with its own.
    vobject.icalendar.registerTzid(ZONE, None)
    return vobject.readOne(write_calendar("Due", entries, zone=ZONE).decode())


def test_another_parser_reads_every_line():
    events = opened().vevent_list
    assert [each.uid.value for each in events] == ["uid-1", "uid-2"]
    assert [each.sequence.value for each in events] == ["0", "3"]
    assert events[0].summary.value == "Drill, High School, main; campus: due"
    assert events[0].location.value == HIGH.name
    assert events[0].dtstart.value == date(2026, 11, 30)
    assert events[0].dtend.value == date(2026, 12, 1)
    assert "a is asked (section a)" in events[0].description.value


def test_a_time_is_the_schools_wall_time():
    event = opened().vevent_list[1]
    assert event.dtstart.value.replace(tzinfo=None) == datetime(2026, 12, 4, 10, 15)
    assert event.dtstart.value.utcoffset() == timedelta(hours=-8)
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=20)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 6, 1), -7), (date(2027, 1, 11), -8)])
def test_the_zone_in_the_file_knows_summer_and_winter(day, hours):
    entry = Entry("u", 0, datetime(2026, 1, 1), attrs.evolve(TIMED, day=day))
    begins = opened([entry]).vevent.dtstart.value
    assert begins.utcoffset() == timedelta(hours=hours)
    assert begins == datetime.combine(day, time(10, 15), ZoneInfo(ZONE))


def test_when_a_line_changed_is_told_in_universal_time():
    first, second = opened().vevent_list
    assert first.dtstamp.value == datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    assert second.last_modified.value == datetime(2026, 7, 20, 16, 30, tzinfo=UTC)


def test_the_same_entries_give_the_same_bytes():
    assert write_calendar("Due", ENTRIES, zone=ZONE) == write_calendar("Due", ENTRIES, zone=ZONE)


def test_a_calendar_of_nothing_is_a_calendar():
    raw = write_calendar("Due", (), zone=ZONE)
    assert icalendar.Calendar.from_ical(raw).events == []
    assert b"X-WR-TIMEZONE:America/Los_Angeles" in raw


def test_no_line_is_longer_than_the_standard_allows():
    raw = write_calendar("Due", ENTRIES, zone=ZONE)
    assert max(map(len, raw.split(b"\r\n"))) <= 75
