"""Which days are school days at a site, and when school is in session."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_core import BadValue, BellTime, DatePeriod, InSession, SchoolCalendar, Session, SiteId
from tests.strategies import FIRST_DAYS, SITES, calendars, plain_calendar

MONDAY, TUESDAY, SATURDAY, SUNDAY = (date(2026, 9, 7 + n) for n in (0, 1, 5, 6))
TWO_BELLS = (BellTime(time(8), time(12)), BellTime(time(12, 30), time(14, 30)))
EVERY_WEEKDAY = dict.fromkeys(range(5), TWO_BELLS)


def test_monday_to_friday_in_a_session_are_school_days():
    calendar = plain_calendar()
    week = [MONDAY + timedelta(days=n) for n in range(7)]
    assert [calendar.is_school_day(day) for day in week] == [True] * 5 + [False] * 2


def test_a_closed_day_is_no_school_day_and_its_label_is_the_reason():
    calendar = plain_calendar(closed={MONDAY: "Labor Day"})
    assert calendar.why_not(MONDAY) == "closed (Labor Day)"


def test_a_closed_day_without_a_label_is_just_closed():
    assert plain_calendar(closed={MONDAY: ""}).why_not(MONDAY) == "closed"


def test_an_added_saturday_is_a_school_day():
    calendar = plain_calendar(added={SATURDAY: "make-up day"})
    assert calendar.is_school_day(SATURDAY)
    assert not calendar.is_school_day(SUNDAY)


def test_a_day_both_closed_and_added_is_a_school_day():
    assert plain_calendar(closed={MONDAY: ""}, added={MONDAY: ""}).is_school_day(MONDAY)


def test_a_day_added_outside_the_sessions_is_no_school_day():
    outside = date(2027, 6, 12)
    calendar = plain_calendar(added={outside: "too late"})
    assert calendar.why_not(outside) == "outside the school year's sessions"


def test_the_reason_of_a_weekend_names_the_day():
    assert plain_calendar().why_not(SATURDAY) == "a Saturday"
    assert plain_calendar().why_not(SUNDAY) == "a Sunday"


def test_days_between_two_sessions_are_no_school_days():
    terms = (
        Session("fall", DatePeriod(date(2026, 8, 17), date(2026, 12, 19))),
        Session("spring", DatePeriod(date(2027, 1, 4), date(2027, 6, 5))),
    )
    calendar = SchoolCalendar(SITES[0], terms)
    assert not calendar.is_school_day(date(2026, 12, 21))
    assert calendar.is_school_day(date(2027, 1, 4))


@given(st.sampled_from(FIRST_DAYS).flatmap(lambda first: calendars(SITES[0], first)))
def test_the_list_of_school_days_is_every_school_day_once_in_order(calendar):
    first = min(each.first for each in calendar.sessions)
    last = max(each.after for each in calendar.sessions)
    every = [first + timedelta(days=n) for n in range((last - first).days)]
    assert list(calendar.school_days) == [day for day in every if calendar.is_school_day(day)]


@pytest.mark.parametrize("bounds", [(None, date(2027, 6, 5)), (date(2026, 8, 17), None)])
def test_a_session_without_both_dates_is_refused(bounds):
    with pytest.raises(BadValue, match="no first or last day"):
        Session("2026-27", DatePeriod(*bounds))


def test_dates_are_not_known_where_only_their_number_is_stated():
    assert plain_calendar().dates_known
    assert not plain_calendar(stated_days=180).dates_known


@pytest.mark.parametrize("end", [time(8), time(7, 59)])
def test_a_last_bell_that_is_not_after_the_first_is_refused(end):
    with pytest.raises(BadValue, match="not after the first"):
        BellTime(time(8), end)


def test_the_minutes_of_a_day_are_those_between_its_bells():
    assert plain_calendar(bells=EVERY_WEEKDAY).instructional_minutes(MONDAY) == 360


def test_a_short_day_has_its_own_minutes():
    calendar = plain_calendar(bells=EVERY_WEEKDAY, minutes={TUESDAY: 240})
    assert calendar.instructional_minutes(TUESDAY) == 240
    assert calendar.instructional_minutes(MONDAY) == 360


def test_without_bells_no_minutes_are_known_even_on_a_short_day():
    assert plain_calendar(minutes={TUESDAY: 240}).instructional_minutes(TUESDAY) is None


def test_on_a_weekday_without_bells_no_minutes_are_known():
    assert plain_calendar(bells=EVERY_WEEKDAY).instructional_minutes(SATURDAY) is None


def test_on_a_weekday_with_an_empty_list_of_bells_no_minutes_are_known():
    assert plain_calendar(bells={0: (), 1: TWO_BELLS}).instructional_minutes(MONDAY) is None


def at(day, clock):
    return datetime.combine(day, time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("clock", "answer"),
    [
        ("07:59", InSession.NO),
        ("08:00", InSession.YES),
        ("11:59", InSession.YES),
        ("12:00", InSession.NO),
        ("12:29", InSession.NO),
        ("12:30", InSession.YES),
        ("14:29", InSession.YES),
        ("14:30", InSession.NO),
    ],
)
def test_school_is_in_session_from_the_first_bell_until_the_last(clock, answer):
    assert plain_calendar(bells=EVERY_WEEKDAY).in_session(at(MONDAY, clock)) is answer


@pytest.mark.parametrize(
    ("minutes", "clock", "answer"),
    [
        (120, "09:59", InSession.YES),
        (120, "10:00", InSession.NO),
        (120, "13:00", InSession.NO),
        (300, "13:29", InSession.YES),
        (300, "13:30", InSession.NO),
    ],
)
def test_a_short_day_ends_that_much_earlier(minutes, clock, answer):
    calendar = plain_calendar(bells=EVERY_WEEKDAY, minutes={MONDAY: minutes})
    assert calendar.in_session(at(MONDAY, clock)) is answer


def test_on_a_day_without_school_it_is_not_in_session():
    calendar = plain_calendar(bells=EVERY_WEEKDAY, closed={MONDAY: "Labor Day"})
    assert calendar.in_session(at(MONDAY, "09:00")) is InSession.NO


def test_without_bells_nobody_knows_whether_it_is_in_session():
    assert plain_calendar().in_session(at(MONDAY, "09:00")) is InSession.UNKNOWN
    saturday = plain_calendar(bells=EVERY_WEEKDAY, added={SATURDAY: "make-up day"})
    assert saturday.in_session(at(SATURDAY, "09:00")) is InSession.UNKNOWN


def test_the_identity_of_a_site_is_its_text_zeros_included():
    assert plain_calendar(site=SiteId("0071")).site == "0071"
