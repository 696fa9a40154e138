"""Which days and bells a school has, of calendar.csv and bells.csv."""

from datetime import date, time

from sro_core.ids import SiteId
from sro_core.school_calendar import BellTime
from tests.bundles import (
    roll_of,
    said,
    small,
)


def test_a_blank_school_in_the_calendar_stands_for_all():
    calendar = (
        "School_id,Date,Kind,Label,Minutes\n,2026-09-07,closed,Labor Day,\n"
        "HIGH,2026-09-07,closed,Pine Day,\nHIGH,2026-09-12,added,make-up,\n"
        "MIDDLE,2026-09-04,minimum,,180\n"
    )
    high, middle = roll_of(small(calendar=calendar)).calendars.values()
    assert high.closed == {date(2026, 9, 7): "Pine Day"}
    assert middle.closed == {date(2026, 9, 7): "Labor Day"}
    assert high.is_school_day(date(2026, 9, 12))
    assert not middle.is_school_day(date(2026, 9, 12))
    assert (high.minutes, middle.minutes) == ({}, {date(2026, 9, 4): 180})


def test_bells_of_a_school_stand_instead_of_those_for_all():
    bells = (
        "School_id,Weekday,Start,End\n,Monday,08:30,15:00\n,Tue,08:30,15:00\n"
        "HIGH,monday,13:00,15:00\nHIGH,Monday,8:00,12:00\n"
    )
    high, middle = roll_of(small(bells=bells)).calendars.values()
    morning, afternoon = BellTime(time(8), time(12)), BellTime(time(13), time(15))
    assert high.bells == {0: (morning, afternoon)}
    assert middle.bells.keys() == {0, 1}


def test_a_minimum_day_without_minutes_is_warned_of():
    calendar = "School_id,Date,Kind,Minutes\n,2026-09-04,minimum,\n"
    assert said(calendar=calendar) == ["warning minimum_without_minutes calendar.csv:2 Minutes="]


def test_a_minimum_day_may_have_the_minutes_that_make_a_row_a_full_day():
    calendar = "School_id,Date,Kind,Minutes\n,2026-09-04,minimum,180\n"
    bells = "School_id,Weekday,Start,End\n,Friday,08:30,15:00\n"
    high = roll_of(small(calendar=calendar, bells=bells)).calendars[SiteId("HIGH")]
    assert high.instructional_minutes(date(2026, 9, 4)) == 180
    assert high.instructional_minutes(date(2026, 9, 11)) == 390
