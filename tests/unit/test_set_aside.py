"""Why a day with a row does not count: every reason that a reader is owed."""

from datetime import date

import pytest

from sro_core import AttendanceKind, DatePeriod, Enrollment, Excuse, Scope, lay_over, load_rules
from tests.strategies import SITES, absent, judged, plain_calendar

CALIFORNIA, WASHINGTON = load_rules("us-ca"), load_rules("us-wa")
HIGH, MIDDLE, _ = SITES
TUE, WED, FRI = (date(2026, 9, n) for n in (1, 2, 4))
SATURDAY, LABOR_DAY, SUMMER = date(2026, 9, 5), date(2026, 9, 7), date(2026, 8, 3)


def gap(*minutes, excuse=Excuse.UNEXCUSED, kind=AttendanceKind.TARDY, on=TUE):
    return tuple(
        row for each in minutes for row in absent(on, shape=(kind, Scope.DAY, excuse, each))
    )


def reasons(events, rules=CALIFORNIA, **more):
    """Give the days set aside with their reason, as (date, reason)."""
    return [(each.on, each.because) for each in judged(events, rules=rules, **more).set_aside]


def test_what_counts_is_not_set_aside():
    assert reasons((*absent(TUE), *gap(31, on=WED))) == []


def test_an_excused_absence_is_not_set_aside():
    events = (*absent(TUE, excuse=Excuse.EXCUSED), *gap(45, excuse=Excuse.EXCUSED, on=WED))
    assert reasons(events) == []


def test_a_gap_of_exactly_the_limit_is_told_apart():
    assert reasons(gap(30)) == [(TUE, "exactly 30 min is not more than 30")]


def test_a_shorter_gap_is_told_with_its_length():
    assert reasons(gap(12)) == [(TUE, "12 min is not more than 30")]


def test_several_long_gaps_are_said_to_count_once():
    assert reasons(gap(45, 50)) == [(TUE, "2 partial absences over 30 min on this day count once")]


def test_gaps_that_a_full_day_covers_are_told_by_number():
    events = (*absent(TUE), *gap(45, 12))
    assert reasons(events) == [(TUE, "2 partial absence(s) covered by the full-day absence")]


def test_an_open_day_is_told_with_what_is_not_known():
    assert reasons(absent(TUE, excuse=Excuse.UNKNOWN)) == [
        (TUE, "full-day absence with no known excuse")
    ]


def test_a_row_present_is_not_set_aside_even_on_a_saturday():
    assert reasons(gap(None, kind=AttendanceKind.PRESENT, on=SATURDAY)) == []


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (SATURDAY, "not a school day at HIGH: a Saturday"),
        (LABOR_DAY, "not a school day at HIGH: closed (Labor Day)"),
        (SUMMER, "not a school day at HIGH: outside the school year's sessions"),
    ],
)
def test_a_row_on_a_day_without_school_is_told_with_the_reason(day, why):
    calendars = {HIGH: plain_calendar(closed={LABOR_DAY: "Labor Day"})}
    assert reasons(absent(day), calendars=calendars) == [(day, why)]


def test_a_row_outside_of_enrolment_is_told():
    spells = (Enrollment(HIGH, DatePeriod(WED, None)),)
    assert reasons(absent(TUE), spells=spells) == [(TUE, "not enrolled on this day")]


def test_every_school_of_the_day_is_named():
    calendars = {
        HIGH: plain_calendar(closed={TUE: "repairs"}),
        MIDDLE: plain_calendar(MIDDLE, closed={TUE: ""}),
    }
    spells = tuple(Enrollment(site, DatePeriod(None, None)) for site in (HIGH, MIDDLE))
    (found,) = reasons(absent(TUE), calendars=calendars, spells=spells)
    assert (
        found[1] == "not a school day at HIGH: closed (repairs); not a school day at MIDDLE: closed"
    )


def test_a_row_of_a_school_without_a_calendar_says_that_the_calendar_is_missing():
    spells = (
        Enrollment(HIGH, DatePeriod(None, TUE)),
        Enrollment(MIDDLE, DatePeriod(TUE, None)),
    )
    (found,) = reasons(absent(WED), spells=spells)
    assert "not enrolled" not in found[1]


def test_rows_of_another_year_or_later_than_the_date_are_not_listed():
    assert reasons(absent(date(2026, 6, 30), FRI), on=WED) == []


def test_a_weekend_day_is_left_out_of_what_counts_weekdays():
    calendars = {HIGH: plain_calendar(added={SATURDAY: "make-up day"})}
    assert reasons(absent(SATURDAY), calendars=calendars) == [
        (SATURDAY, "a Saturday: left out of weekdays_absent")
    ]


def test_a_day_before_compulsory_age_is_told_once():
    assert reasons(absent(TUE), born=date(2020, 9, 2)) == [
        (TUE, "not of compulsory age on this day (compulsory_age)")
    ]


def test_an_excused_gap_of_a_young_student_is_not_set_aside():
    assert reasons(gap(45, excuse=Excuse.EXCUSED), born=date(2021, 6, 1)) == []


def test_reasons_stand_in_order_of_their_dates():
    events = (*gap(30, on=FRI), *gap(12, on=TUE), *absent(SATURDAY))
    assert [on for on, _ in reasons(events)] == [TUE, FRI, SATURDAY]


def test_by_the_sum_of_the_day_the_sum_is_told():
    rule = (
        '[[measure]]\nid = "occasions"\nsays = "s"\ncites = ["48260(a)"]\nfrom = 2010-01-01\n'
        'excuse = ["unexcused"]\ngap_more_than_minutes = 30\ngap = "sum_of_day"\n'
    )
    found = reasons(gap(10, 20), rules=lay_over(CALIFORNIA, rule, file="ours.toml"))
    assert (TUE, "30 min in all is not more than 30") in found


def test_where_a_share_of_the_day_is_asked_missing_bell_times_are_told():
    assert reasons(gap(200), rules=WASHINGTON) == [
        (TUE, "bell times not known, so no share of the day can be taken")
    ]
