"""From rows to series of dates: what a day is worth, what is due, what an act rests on."""

from datetime import date, time, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_core import (
    AttendanceKind,
    BellTime,
    DatePeriod,
    Enrollment,
    Excuse,
    Scope,
    lay_over,
    load_rules,
)
from sro_core.truancy.attendance import StudentDay
from sro_core.truancy.counting import ground, value
from sro_core.truancy.criteria import Window, WindowKind
from sro_core.truancy.measures import GapReading, Measure, SameDayReading
from tests.strategies import SITES, absent, acts, judged, plain_calendar

CALIFORNIA = load_rules("us-ca")
HIGH, MIDDLE, _ = SITES
TUE, WED, THU, FRI = (date(2026, 9, n) for n in (1, 2, 3, 4))
SATURDAY = date(2026, 9, 5)
UNEXCUSED = frozenset({Excuse.UNEXCUSED})
DAYS = st.lists(st.dates(date(2026, 8, 1), date(2027, 6, 30)), max_size=12).map(sorted)


def gaps(*minutes, excuse=Excuse.UNEXCUSED, taught=None):
    return StudentDay(None, tuple((excuse, each) for each in minutes), 0, taught)


# ------------------------------------------------------------------ the worth of a day


@pytest.mark.parametrize(
    ("fact", "worth"),
    [
        (StudentDay(Excuse.UNEXCUSED), 1),
        (StudentDay(Excuse.EXCUSED), 0),
        (StudentDay(Excuse.UNKNOWN), 0),
        (gaps(31), 1),
        (gaps(30), 0),
        (gaps(31, excuse=Excuse.UNKNOWN), 0),
        (gaps(None), 0),
        (gaps(None, 31), 1),
        (gaps(20, 20), 0),
        (gaps(45, 45, 45), 1),
    ],
)
def test_a_day_is_worth_one_occasion_or_none(fact, worth):
    assert value(Measure(UNEXCUSED, gap_more_than_minutes=30), fact) == worth


@pytest.mark.parametrize(
    ("fact", "worth"), [(gaps(45, 30, 31), 2), (StudentDay(Excuse.UNEXCUSED), 1)]
)
def test_per_event_each_gap_over_the_limit_is_worth_one(fact, worth):
    measure = Measure(UNEXCUSED, gap_more_than_minutes=30, same_day=SameDayReading.PER_EVENT)
    assert value(measure, fact) == worth


@pytest.mark.parametrize(
    ("fact", "worth"), [(gaps(20, 20), 1), (gaps(15, 15), 0), (gaps(None, 31), 1)]
)
def test_by_the_sum_of_the_day_gaps_are_added(fact, worth):
    measure = Measure(UNEXCUSED, gap_more_than_minutes=30, gap=GapReading.SUM_OF_DAY)
    assert value(measure, fact) == worth


def test_the_sum_of_a_day_is_one_event():
    measure = Measure(
        UNEXCUSED,
        gap_more_than_minutes=30,
        gap=GapReading.SUM_OF_DAY,
        same_day=SameDayReading.PER_EVENT,
    )
    assert value(measure, gaps(45, 45)) == 1


@pytest.mark.parametrize(
    ("minutes", "taught", "worth"), [(180, 360, 0), (181, 360, 1), (350, None, 0)]
)
def test_a_share_of_the_day_needs_the_day_s_length(minutes, taught, worth):
    measure = Measure(UNEXCUSED, gap_more_than_percent_of_day=50)
    assert value(measure, gaps(minutes, taught=taught)) == worth


def test_a_measure_without_a_limit_counts_no_gap():
    assert value(Measure(UNEXCUSED), gaps(300)) == 0


def test_a_measure_of_gaps_alone_counts_no_full_day():
    measure = Measure(UNEXCUSED, full_day=False, gap_more_than_minutes=30)
    assert value(measure, StudentDay(Excuse.UNEXCUSED)) == 0


# ------------------------------------------------------------------ acts and what they rest on


@pytest.mark.parametrize(
    ("made", "due", "grounded"),
    [
        ([TUE], [], []),
        ([TUE], [TUE], [TUE]),
        ([TUE], [WED], []),
        ([WED], [TUE], [WED]),
        ([TUE, TUE], [TUE], [TUE]),
        ([TUE, TUE], [TUE, TUE], [TUE, TUE]),
        ([TUE, THU], [WED], [THU]),
        ([THU, FRI], [TUE, FRI], [THU, FRI]),
        ([THU, THU], [TUE, FRI], [THU]),
    ],
)
def test_an_act_uses_up_the_next_due_date_on_or_before_it(made, due, grounded):
    assert ground(made, due)[0] == grounded


@given(DAYS, DAYS)
def test_every_act_is_either_grounded_or_not(made, due):
    grounded, ungrounded = ground(made, due)
    assert sorted([*grounded, *ungrounded]) == made
    assert all(act >= day for act, day in zip(grounded, due, strict=False))
    assert len(grounded) <= len(due)


@given(DAYS, DAYS)
def test_one_more_due_date_never_takes_an_act_its_ground(made, due):
    fewer, more = ground(made, due[1:])[0], ground(made, due)[0]
    assert len(fewer) <= len(more)


@given(DAYS, DAYS, st.randoms(use_true_random=False))
def test_acts_are_gone_through_by_date_whatever_their_order(made, due, dice):
    assert ground(dice.sample(made, len(made)), due) == ground(made, due)


# ------------------------------------------------------------------ series of a student


def series(events=(), steps=(), **more):
    return judged(events, steps, rules=CALIFORNIA, **more).tally.series


def test_a_report_falls_due_on_the_third_occasion_and_on_each_later_one():
    days = [TUE, WED, THU, FRI]
    assert series(absent(*days))["reports_due"] == [THU, FRI]


def test_with_two_occasions_no_report_is_due():
    assert series(absent(TUE, WED))["reports_due"] == []


def test_a_date_may_repeat_where_every_event_counts():
    rule = (
        '[[measure]]\nid = "occasions"\nsays = "each"\ncites = ["48260(a)"]\nfrom = 2010-01-01\n'
        'excuse = ["unexcused"]\ngap_more_than_minutes = 30\nsame_day = "per_event"\n'
    )
    tardy = (AttendanceKind.TARDY, Scope.DAY, Excuse.UNEXCUSED, 45)
    found = judged(
        absent(TUE, TUE, WED, shape=tardy), rules=lay_over(CALIFORNIA, rule, file="ours.toml")
    )
    assert found.tally.series["occasions"] == [TUE, TUE, WED]


def test_acts_of_the_year_are_kept_by_name_and_date():
    steps = acts(truancy_report=(WED, TUE), conference_effort=date(2026, 6, 30))
    assert judged(steps=steps, rules=CALIFORNIA).tally.acts == {"truancy_report": [TUE, WED]}


def test_rows_on_other_days_are_kept_apart():
    tally = judged(absent(SATURDAY, TUE), rules=CALIFORNIA).tally
    assert [each.on for each in tally.outside] == [SATURDAY]
    assert list(tally.days) == [TUE]


def test_a_row_present_makes_no_day():
    here = (AttendanceKind.PRESENT, Scope.DAY, Excuse.UNKNOWN, None)
    assert judged(absent(TUE, shape=here), rules=CALIFORNIA).tally.days == {}


def test_counts_carry_the_names_of_the_book():
    assert list(judged(rules=CALIFORNIA).counts) == [
        "full_days_unexcused",
        "occasions",
        "weekdays_absent",
        "unresolved_days",
        "school_days_enrolled",
        "weekdays_enrolled",
    ]


def test_a_count_is_not_lost_when_a_repeat_uses_its_measure():
    rule = (
        '[[repeat]]\nid = "reports_due"\nsays = "due"\ncites = ["48261"]\nfrom = 2010-01-01\n'
        'after = "truant"\nmeasure = "occasions"\n'
    )
    found = judged(absent(TUE), rules=lay_over(CALIFORNIA, rule, file="ours.toml"))
    assert found.counts["occasions"] == 1


def test_a_row_present_at_another_school_does_not_lengthen_the_day():
    calendars = {
        HIGH: plain_calendar(HIGH, bells={1: (BellTime(time(8), time(12)),)}),
        MIDDLE: plain_calendar(MIDDLE, bells={1: (BellTime(time(8), time(14)),)}),
    }
    missed = absent(TUE, shape=(AttendanceKind.PARTIAL, Scope.DAY, Excuse.UNEXCUSED, 130))
    here = absent(TUE, site=MIDDLE, shape=(AttendanceKind.PRESENT, Scope.DAY, Excuse.UNKNOWN, 5))
    found = judged((*missed, *here), rules=load_rules("us-wa"), calendars=calendars)
    assert found.counts["unexcused_absences"] == 1


# ------------------------------------------------------------------ enrolled school days


def enrolled(*spells, on=date(2026, 9, 11), **more):
    found = judged(rules=CALIFORNIA, spells=spells, on=on, **more)
    return found and found.tally.enrolled


def spell(first, last, site=HIGH):
    return Enrollment(site, DatePeriod(first, last and last + timedelta(days=1)))


def test_school_days_count_up_to_the_day_judged_itself():
    assert enrolled(spell(None, None)).count == 20


def test_spells_that_overlap_count_a_date_once():
    assert enrolled(spell(None, FRI), spell(TUE, None)).count == 20


def test_spells_with_a_hole_leave_the_hole_out():
    assert enrolled(spell(None, TUE), spell(FRI, None)).count == 18


def test_an_empty_spell_counts_nothing():
    assert enrolled(Enrollment(HIGH, DatePeriod(TUE, TUE)), spell(FRI, None)).count == 6


def test_a_site_without_a_calendar_has_no_school_days():
    assert enrolled(spell(None, None, MIDDLE)) is None


def test_a_stated_number_of_days_counts_once_the_session_has_ended():
    calendars = {HIGH: plain_calendar(stated_days=180)}
    after = enrolled(spell(None, None), on=date(2027, 6, 30), calendars=calendars)
    assert (after.count, after.weekdays, after.inexact) == (180, 180, "")


@pytest.mark.parametrize(
    ("spells", "on", "why"),
    [
        ((spell(None, None),), date(2027, 6, 3), "only a total of days is stated"),
        ((spell(TUE, None),), date(2027, 6, 30), "enrolled for a part of"),
        ((spell(None, None), spell(None, None)), date(2027, 6, 30), "several enrolments"),
    ],
)
def test_no_exact_number_is_made_of_a_stated_total(spells, on, why):
    calendars = {HIGH: plain_calendar(stated_days=180)}
    found = judged(rules=CALIFORNIA, spells=spells, on=on, calendars=calendars)
    assert why in found.tally.enrolled.inexact


# ------------------------------------------------------------------ windows

WINDOWS = (
    Window(),
    Window(WindowKind.CALENDAR_MONTH),
    Window(WindowKind.MONTHS, 6),
    Window(WindowKind.WEEKS, 4),
)


@pytest.mark.parametrize(
    ("window", "last_inside"),
    [
        (WINDOWS[1], date(2026, 9, 30)),
        (WINDOWS[2], date(2027, 2, 28)),
        (WINDOWS[3], date(2026, 9, 28)),
    ],
)
def test_a_window_opens_with_its_first_date_and_has_a_last_day(window, last_inside):
    assert window.holds(TUE, last_inside)
    assert not window.holds(TUE, last_inside + timedelta(days=1))


@given(DAYS, st.sampled_from(WINDOWS), st.integers(1, 5))
def test_the_nth_is_the_first_date_that_closes_a_window_of_n(dates, window, n):
    """Compared with trying every run of n dates."""
    closing = [
        dates[start + n - 1]
        for start in range(len(dates) - n + 1)
        if window.holds(dates[start], dates[start + n - 1])
    ]
    assert window.nth(dates, n) == min(closing, default=None)


@given(DAYS, st.sampled_from(WINDOWS))
def test_the_most_in_a_window_is_the_largest_number_that_any_window_holds(dates, window):
    held = [
        sum(window.holds(first, day) for day in dates[index:]) for index, first in enumerate(dates)
    ]
    assert window.most(dates) == max(held, default=0)


@given(DAYS, st.sampled_from(WINDOWS))
def test_a_window_holds_n_exactly_if_its_nth_has_a_date(dates, window):
    most = window.most(dates)
    if most:
        assert window.nth(dates, most) is not None
    assert window.nth(dates, most + 1) is None


def test_students_of_one_run_do_not_share_their_series():
    first = judged(absent(TUE), rules=CALIFORNIA)
    again = attrs.evolve(first.file, events=absent(WED))
    assert first.counter.count(again).series["occasions"] == [WED]
    assert first.tally.series["occasions"] == [TUE]
