"""Half-open periods, school years and birthdays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_core import BadValue, DatePeriod, SchoolYear
from sro_core.periods import anniversary, months_later

TERM = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
BOUNDS = st.none() | DAYS


@st.composite
def periods(draw):
    start, end = draw(BOUNDS), draw(BOUNDS)
    if start and end and end < start:
        start, end = end, start
    return DatePeriod(start, end)


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 8, 16), False),
        (date(2026, 8, 17), True),
        (date(2027, 6, 4), True),
        (date(2027, 6, 5), False),
    ],
)
def test_a_period_holds_its_first_day_and_not_its_end(day, inside):
    assert (day in TERM) is inside


def test_a_period_without_bounds_holds_every_day():
    assert date.min in DatePeriod(None, None)
    assert date.max in DatePeriod(None, None)


def test_a_period_that_ends_on_its_first_day_is_empty():
    assert date(2026, 8, 17) not in DatePeriod(date(2026, 8, 17), date(2026, 8, 17))


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(BadValue, match="ends before it starts"):
        DatePeriod(date(2026, 8, 17), date(2026, 8, 16))


def test_a_period_prints_its_last_day_as_people_read_it():
    assert str(TERM) == "2026-08-17..2027-06-04"
    assert str(DatePeriod(None, None)) == ".."


@given(periods(), periods(), DAYS)
def test_the_meeting_of_two_periods_holds_the_days_in_both(one, other, day):
    both = one.meet(other)
    assert (both is not None and day in both) == (day in one and day in other)


@given(periods(), periods())
def test_periods_meet_each_other_alike(one, other):
    assert one.meet(other) == other.meet(one)


def test_periods_that_only_touch_do_not_meet():
    assert TERM.meet(DatePeriod(date(2027, 6, 5), None)) is None


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 6, 30), 2025), (date(2026, 7, 1), 2026), (date(2027, 6, 30), 2026)],
)
def test_a_school_year_begins_on_the_first_of_july(day, year):
    assert SchoolYear.of(day) == SchoolYear(year)


@given(DAYS)
def test_a_day_lies_in_its_school_year_and_in_no_other(day):
    year = SchoolYear.of(day)
    assert day in year.period
    assert day not in SchoolYear(year.start + 1).period
    assert day not in SchoolYear(year.start - 1).period


def test_the_year_to_date_ends_with_the_day_itself():
    to_date = SchoolYear(2026).to_date(date(2026, 9, 1))
    assert to_date == DatePeriod(date(2026, 7, 1), date(2026, 9, 2))


@pytest.mark.parametrize(
    ("start", "text"), [(2026, "2026-27"), (2009, "2009-10"), (2099, "2099-00")]
)
def test_a_school_year_prints_as_schools_do(start, text):
    assert str(SchoolYear(start)) == text


@pytest.mark.parametrize(
    ("born", "years", "birthday"),
    [
        (date(2008, 9, 1), 18, date(2026, 9, 1)),
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 12, date(2020, 2, 29)),
        (date(2008, 2, 28), 18, date(2026, 2, 28)),
    ],
)
def test_a_birthday_of_29_february_falls_on_1_march_of_a_common_year(born, years, birthday):
    assert anniversary(born, years) == birthday


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 17), 6, date(2027, 2, 17)),
        (date(2026, 8, 31), 6, date(2027, 3, 1)),
        (date(2027, 8, 29), 6, date(2028, 2, 29)),
        (date(2026, 8, 29), 6, date(2027, 3, 1)),
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
        (date(2026, 7, 1), 12, date(2027, 7, 1)),
        (date(2026, 10, 31), 1, date(2026, 12, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_first_of_the_month_after(day, months, later):
    assert months_later(day, months) == later
