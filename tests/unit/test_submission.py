"""What a source states, laid over what is on record: whole dates, whole rosters, and no more."""

from datetime import date, datetime, time, timedelta

import attrs
import pytest

from sro_core import (
    Action,
    AttendanceEvent,
    AttendanceKind,
    BadValue,
    BellTime,
    DatePeriod,
    Enrollment,
    Excuse,
    SchoolCalendar,
    Sensitivity,
    Session,
    SiteId,
    Statement,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
)
from sro_core.truancy.submission import (
    Change,
    Scope,
    ShrinkLimit,
    Withdrawn,
    calendar_over,
    enrolled,
    laid_over,
)

REF = StudentRef("S-1")
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ON = date(2026, 11, 20)
ONE_DAY = timedelta(days=1)
SPAN = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
WHOLE = Statement(SPAN)
DELTA = Statement(SPAN, whole=False)
MON, TUE, WED = (date(2026, 11, day) for day in (9, 10, 11))


def row(on=MON, site=HIGH, excuse=Excuse.UNEXCUSED, **more):
    return AttendanceEvent(REF, site, on, excuse=excuse, **more)


def spell(start=SPAN.start, end=None, site=HIGH, *, assumed=False):
    return Enrollment(site, DatePeriod(start, end), assumed)


ALL_YEAR = (spell(),)


def file(*events, spells=ALL_YEAR, steps=(), born=date(2012, 3, 4), age=None):
    return StudentFile(Student(REF, born, age), tuple(spells), events, tuple(steps))


def laid(old, new, statement=DELTA, sites=(HIGH,), on=ON, scope=None):
    """Lay one over the other, and hold it to what every change keeps."""
    change = laid_over(old, new, statement, sites, on=on, scope=scope)
    again = laid_over(change.file, new, statement, sites, on=on, scope=scope)
    assert not again.changes, "a second time changes nothing"
    assert again.file == change.file
    assert change.file.ref == REF
    if old is not None:
        assert change.changes == (change.file != old)
    return change


# --- a student nobody knew


def test_a_new_student_is_taken_as_stated():
    step = StepTaken(REF, Action.TRUANCY_REPORT, WED)
    new = file(row(TUE), row(MON), row(MON), steps=(step, step))
    change = laid(None, new)
    assert change == Change(new, is_new=True, added=3, acts=2)
    assert change.changes


def test_a_new_student_of_whom_nothing_else_is_known_is_a_change_too():
    assert laid(None, StudentFile(Student(REF))).changes


# --- nothing stated


@pytest.mark.parametrize("new", [None, StudentFile(Student(REF))], ids=["nothing", "the name only"])
def test_where_a_delta_says_nothing_everything_stays(new):
    old = file(row(), row(TUE), steps=(StepTaken(REF, Action.OTHER, TUE),), age=True)
    assert laid(old, new) == Change(old)


def test_the_same_again_changes_nothing_in_whatever_order():
    old = file(
        row(TUE), row(MON, code="a"), row(MON, code="b"), spells=(spell(), spell(site=MIDDLE))
    )
    again = attrs.evolve(old, events=old.events[::-1], spells=old.spells[::-1])
    assert laid(old, old, WHOLE, (HIGH, MIDDLE)) == Change(old)
    assert laid(old, again, WHOLE, (HIGH, MIDDLE)) == Change(old)


# --- rows of attendance


def test_a_date_that_is_not_on_record_is_added():
    change = laid(file(row(MON)), file(row(TUE)))
    assert change.file.events == (row(MON), row(TUE))
    assert (change.added, change.replaced, change.withdrawn) == (1, (), ())


def test_a_date_that_is_stated_is_replaced_whole_and_other_dates_stay():
    old = file(row(MON, code="1"), row(MON, code="2"), row(TUE, code="3"))
    change = laid(old, file(row(MON, excuse=Excuse.EXCUSED)))
    assert change.file.events == (row(MON, excuse=Excuse.EXCUSED), row(TUE, code="3"))
    assert change.added == 1
    assert change.replaced == (row(MON, code="1"), row(MON, code="2"))
    assert change.withdrawn == ()


def test_a_date_is_replaced_at_the_site_that_states_it_only():
    old = file(row(MON, HIGH), row(MON, MIDDLE))
    change = laid(old, file(row(MON, HIGH, Excuse.EXCUSED)))
    assert change.file.events == (row(MON, HIGH, Excuse.EXCUSED), row(MON, MIDDLE))
    assert change.replaced == (row(MON, HIGH),)


def test_a_row_that_is_stated_again_is_neither_added_nor_replaced():
    old = file(row(MON, code="same"), row(MON, code="old"))
    change = laid(old, file(row(MON, code="new"), row(MON, code="same")))
    assert (change.added, change.replaced) == (1, (row(MON, code="old"),))


def test_equal_rows_are_counted_one_by_one():
    fewer = laid(file(row(), row(), row()), file(row()))
    assert (fewer.added, fewer.replaced) == (0, (row(), row()))
    assert fewer.file.events == (row(),)
    more = laid(file(row()), file(row(), row(), row()))
    assert (more.added, more.replaced) == (2, ())


def test_a_row_that_says_present_states_the_date_too():
    change = laid(file(row(MON)), file(row(MON, kind=AttendanceKind.PRESENT)))
    assert change.replaced == (row(MON),)


# --- a declared scope

WEEK = DatePeriod(date(2026, 11, 9), date(2026, 11, 14))


def test_rows_that_are_absent_in_the_scope_are_withdrawn():
    old = file(row(MON), row(TUE), row(WED))
    change = laid(old, file(row(TUE)), scope=Scope(frozenset({HIGH}), WEEK))
    assert change.file.events == (row(TUE),)
    assert change.withdrawn == (row(MON), row(WED))
    assert (change.added, change.replaced) == (0, ())
    assert change.changes


def test_rows_of_a_student_whom_the_source_does_not_have_are_withdrawn_too():
    change = laid(file(row(MON)), None, scope=Scope(frozenset({HIGH}), WEEK))
    assert (change.file.events, change.withdrawn) == ((), (row(MON),))


def test_a_scope_reaches_from_its_first_day_to_its_last_and_no_other_site():
    before, first, last, after = (date(2026, 11, day) for day in (8, 9, 13, 14))
    old = file(row(before), row(first), row(last), row(after), row(first, MIDDLE))
    change = laid(old, None, sites=(HIGH, MIDDLE), scope=Scope(frozenset({HIGH}), WEEK))
    assert set(change.withdrawn) == {row(first), row(last)}
    assert set(change.file.events) == {row(before), row(after), row(first, MIDDLE)}


def test_a_date_outside_the_scope_that_is_stated_is_replaced_all_the_same():
    outside = date(2026, 10, 5)
    change = laid(
        file(row(outside), row(MON)),
        file(row(outside, excuse=Excuse.EXCUSED), row(MON)),
        scope=Scope(frozenset({HIGH}), WEEK),
    )
    assert (change.replaced, change.withdrawn) == ((row(outside),), ())


def test_a_scope_in_which_nothing_is_absent_changes_nothing():
    old = file(row(MON), row(date(2026, 10, 5)))
    scope = Scope(frozenset({HIGH}), WEEK)
    assert not laid(old, file(row(MON)), scope=scope).changes
    assert not laid(file(), None, scope=scope).changes


def test_a_scope_covers_sites_and_days():
    scope = Scope(frozenset({HIGH}), WEEK)
    assert scope.covers(row(MON))
    assert not scope.covers(row(MON, MIDDLE))
    assert not scope.covers(row(WEEK.end))


def test_what_was_withdrawn_is_of_a_juvenile():
    gone = Withdrawn(row(), datetime(2026, 11, 20, 8, 30), "a later export no longer has it")
    assert gone.sensitivity is Sensitivity.JUVENILE


# --- acts


def test_acts_are_only_added():
    letter, call = (StepTaken(REF, Action.OTHER, MON, means=means) for means in ("letter", "call"))
    change = laid(file(steps=(letter,)), file(steps=(call, letter)))
    assert (change.file.steps, change.acts) == ((letter, call), 1)
    assert laid(file(steps=(letter, call)), file(steps=(call,))).file.steps == (letter, call)
    assert laid(file(steps=(letter,)), None, WHOLE).file.steps == (letter,)


# --- the student


@pytest.mark.parametrize(
    ("was", "says", "then"),
    [
        (None, date(2012, 3, 4), date(2012, 3, 4)),
        (date(2012, 3, 4), None, date(2012, 3, 4)),
        (date(2012, 3, 4), date(2012, 4, 3), date(2012, 4, 3)),
    ],
)
def test_a_birth_date_that_is_stated_is_taken_and_else_stays_known(was, says, then):
    change = laid(file(born=was), file(born=says))
    assert change.file.student.born == then
    assert change.enrollment == change.changes == (was != then)


@pytest.mark.parametrize(
    ("was", "says", "then"),
    [(None, True, True), (True, None, True), (True, False, False), (False, None, False)],
)
def test_what_a_school_says_of_the_age_is_taken_and_else_stays_known(was, says, then):
    change = laid(file(age=was), file(age=says))
    assert change.file.student.compulsory_age is then
    assert change.changes == (was is not then)


# --- where a student is enrolled


def test_a_student_missing_from_a_whole_roster_has_left_on_the_day_of_the_submission():
    change = laid(file(), None, WHOLE)
    assert change.file.spells == (spell(end=ON),)
    assert change.left
    assert change.enrollment


def test_a_spell_that_a_whole_roster_no_longer_has_ends_and_others_stay():
    change = laid(file(spells=(spell(), spell(site=MIDDLE))), file(), WHOLE, sites=(HIGH, MIDDLE))
    assert change.file.spells == (spell(), spell(end=ON, site=MIDDLE))
    assert not change.left


def test_a_student_missing_from_a_delta_stays():
    assert not laid(file(), None, DELTA).changes
    change = laid(file(), file(spells=(spell(site=MIDDLE),)), DELTA, sites=(HIGH, MIDDLE))
    assert change.file.spells == (spell(), spell(site=MIDDLE))


def test_an_enrollment_that_a_delta_deletes_ends():
    left = attrs.evolve(DELTA, left=frozenset({(REF, HIGH)}))
    change = laid(file(), None, left)
    assert change.file.spells == (spell(end=ON),)
    assert change.left


@pytest.mark.parametrize("other", [(StudentRef("S-2"), HIGH), (REF, MIDDLE)])
def test_an_enrollment_of_another_student_or_site_that_is_deleted_ends_nothing_here(other):
    assert not laid(file(), None, attrs.evolve(DELTA, left=frozenset({other}))).changes


def test_who_is_deleted_at_one_site_and_stated_at_another_has_moved_and_not_left():
    left = attrs.evolve(DELTA, left=frozenset({(REF, HIGH)}))
    moved = spell(ON, site=MIDDLE)
    change = laid(file(), file(spells=(moved,)), left, sites=(HIGH, MIDDLE))
    assert change.file.spells == (spell(end=ON), moved)
    assert not change.left


@pytest.mark.parametrize("statement", [WHOLE, attrs.evolve(DELTA, left=frozenset({(REF, HIGH)}))])
class TestSpellsThatNobodyStatesAnyMore:
    @pytest.mark.parametrize("end", [ON, ON - ONE_DAY, SPAN.start + ONE_DAY])
    def test_one_that_is_over_stays_as_it_was(self, statement, end):
        assert not laid(file(spells=(spell(end=end),)), None, statement).changes

    def test_one_that_would_have_ended_later_ends_now(self, statement):
        change = laid(file(spells=(spell(end=ON + ONE_DAY),)), None, statement)
        assert change.file.spells == (spell(end=ON),)
        assert change.left

    @pytest.mark.parametrize("start", [ON, ON + ONE_DAY])
    def test_one_that_had_not_begun_vanishes(self, statement, start):
        change = laid(file(spells=(spell(start),)), None, statement)
        assert change.file.spells == ()
        assert change.left == (start == ON)

    def test_one_that_began_the_day_before_lasted_one_day(self, statement):
        change = laid(file(spells=(spell(ON - ONE_DAY),)), None, statement)
        assert change.file.spells == (spell(ON - ONE_DAY, ON),)

    def test_one_that_was_always_there_ends(self, statement):
        change = laid(file(spells=(spell(None),)), None, statement)
        assert change.file.spells == (spell(None, ON),)

    def test_one_of_last_year_stays(self, statement):
        last_year = spell(date(2025, 8, 18), date(2026, 6, 6))
        change = laid(file(spells=(last_year, spell())), None, statement)
        assert change.file.spells == (last_year, spell(end=ON))

    def test_one_of_another_site_stays(self, statement):
        other = spell(site=MIDDLE)
        assert laid(file(spells=(other,)), None, statement).file.spells == (other,)


def test_a_whole_roster_ends_nothing_that_was_only_assumed():
    assert not laid(file(spells=(spell(assumed=True),)), None, WHOLE).changes


def test_an_assumed_spell_that_is_deleted_ends():
    left = attrs.evolve(DELTA, left=frozenset({(REF, HIGH)}))
    change = laid(file(spells=(spell(assumed=True),)), None, left)
    assert change.file.spells == (spell(end=ON, assumed=True),)


def test_a_roster_without_sessions_speaks_of_no_day_and_ends_nothing():
    assert not laid(file(), None, Statement(None)).changes


def test_a_roster_ends_nothing_outside_of_its_sessions():
    next_year = spell(date(2027, 8, 16), None)
    assert laid(file(spells=(next_year,)), None, WHOLE).file.spells == (next_year,)


def test_a_spell_of_a_complete_roster_replaces_those_of_its_site_in_these_sessions():
    old = (spell(), spell(date(2026, 10, 1), date(2026, 10, 9)), spell(assumed=True))
    new = spell(date(2026, 8, 20), date(2026, 12, 1))
    change = laid(file(spells=old), file(spells=(new,)), WHOLE)
    assert change.file.spells == (new,)
    assert change.enrollment
    assert not change.left


def test_a_spell_of_a_change_is_joined_with_those_it_meets():
    """It may be that of one class of several; whoever left is marked as deleted."""
    old = (spell(date(2026, 8, 17), date(2026, 12, 1)), spell(site=MIDDLE))
    new = spell(date(2026, 11, 2), date(2027, 1, 30))
    change = laid(file(spells=old), file(spells=(new,)), DELTA, sites=(HIGH, MIDDLE))
    assert change.file.spells == (
        spell(date(2026, 8, 17), date(2027, 1, 30)), spell(site=MIDDLE)
    )  # fmt: skip
    again = laid(change.file, file(spells=(new,)), DELTA, sites=(HIGH, MIDDLE))
    assert not again.changes


def test_a_spell_of_a_change_that_meets_none_stands_beside_them():
    old = spell(date(2026, 8, 17), date(2026, 9, 1))
    new = spell(date(2026, 11, 2), date(2027, 1, 30))
    assert laid(file(spells=(old,)), file(spells=(new,)), DELTA).file.spells == (old, new)


def test_last_years_spells_stay_when_this_years_are_stated():
    last_year = spell(date(2025, 8, 18), date(2026, 6, 6))
    new = spell(date(2026, 8, 20))
    change = laid(file(spells=(last_year, spell())), file(spells=(new,)), WHOLE)
    assert change.file.spells == (last_year, new)


def test_a_spell_that_is_stated_as_over_is_no_longer_enrolled():
    change = laid(file(), file(spells=(spell(end=ON),)), WHOLE)
    assert change.left
    assert not laid(file(), file(spells=(spell(end=ON + ONE_DAY),)), WHOLE).left


def test_who_was_not_enrolled_before_has_not_left():
    assert not laid(file(spells=(spell(end=ON - ONE_DAY),)), None, WHOLE).left
    assert not laid(None, file(spells=())).left


def test_spells_stand_in_the_order_of_site_and_first_day():
    old = file(spells=(spell(site=MIDDLE), spell(date(2025, 8, 18), date(2026, 6, 6))))
    change = laid(old, file(spells=(spell(date(2026, 9, 1)),)), sites=(HIGH, MIDDLE))
    assert change.file.spells == (
        spell(date(2025, 8, 18), date(2026, 6, 6)),
        spell(date(2026, 9, 1)),
        spell(site=MIDDLE),
    )


def test_a_student_is_enrolled_from_the_first_day_of_a_spell_to_the_last():
    one = file(spells=(spell(MON, WED),))
    days = (MON - ONE_DAY, MON, TUE, WED)
    assert [enrolled(one, day) for day in days] == [False, True, True, False]
    assert not enrolled(file(spells=()), MON)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_limit_that_is_no_percentage_is_refused(percent):
    with pytest.raises(BadValue, match="give 0 to 100"):
        ShrinkLimit(percent)


@pytest.mark.parametrize("percent", [0, 5, 100])
def test_a_limit_is_any_percentage(percent):
    assert ShrinkLimit(percent).percent == percent


# --- calendars

AUTUMN = Session("Autumn", DatePeriod(date(2026, 8, 17), date(2026, 12, 19)))
SPRING = Session("Spring", DatePeriod(date(2027, 1, 4), date(2027, 6, 5)))
PAST = Session("2025-26", DatePeriod(date(2025, 8, 18), date(2026, 6, 6)))
MORNING = {0: (BellTime(time(8), time(12)),)}
NOON = {0: (BellTime(time(12), time(15)),)}


def calendar(*sessions, **more):
    return SchoolCalendar(HIGH, sessions, **more)


def over(old, new, span=SPAN):
    merged = calendar_over(old, new, span)
    assert calendar_over(merged, new, span) is merged, "a second time changes nothing"
    return merged


def test_the_same_calendar_again_is_the_one_on_record():
    old = calendar(AUTUMN, SPRING, closed={MON: "x", TUE: "y"}, bells=MORNING)
    again = calendar(AUTUMN, SPRING, closed={TUE: "y", MON: "x"}, bells=MORNING)
    assert over(old, again) is old


def test_sessions_of_the_stated_days_are_replaced_and_others_stay():
    shorter = Session("Autumn", DatePeriod(date(2026, 8, 17), date(2026, 12, 12)))
    merged = over(calendar(PAST, AUTUMN), calendar(shorter, SPRING))
    assert merged.sessions == (PAST, shorter, SPRING)


def test_days_within_the_stated_days_are_those_stated_and_others_stay():
    past = date(2026, 3, 31)
    old = calendar(
        PAST,
        AUTUMN,
        closed={past: "César Chávez Day", MON: "gone", TUE: "renamed"},
        added={past: "a", MON: "b"},
        minutes={past: 100, MON: 200},
    )
    new = calendar(AUTUMN, closed={TUE: "Veterans Day"}, added={}, minutes={MON: 240})
    merged = over(old, new)
    assert merged.closed == {past: "César Chávez Day", TUE: "Veterans Day"}
    assert merged.added == {past: "a"}
    assert merged.minutes == {past: 100, MON: 240}


def test_the_stated_days_reach_from_the_first_to_the_last():
    edges = (SPAN.start - ONE_DAY, SPAN.start, SPAN.end - ONE_DAY, SPAN.end)
    merged = over(calendar(AUTUMN, closed=dict.fromkeys(edges, "x")), calendar(AUTUMN))
    assert list(merged.closed) == [edges[0], edges[3]]


def test_bells_that_nobody_states_any_more_stay_known():
    assert over(calendar(bells=MORNING), calendar()).bells == MORNING
    assert over(calendar(bells=MORNING), calendar(bells=NOON)).bells == NOON


def test_a_source_without_sessions_adds_days_and_takes_none_away():
    old = calendar(PAST, AUTUMN, closed={MON: "x"})
    merged = over(old, calendar(closed={TUE: "y"}), None)
    assert merged.sessions == (PAST, AUTUMN)
    assert merged.closed == {MON: "x", TUE: "y"}


def test_days_stand_in_order():
    merged = over(calendar(closed={WED: "c"}), calendar(closed={TUE: "b", MON: "a"}), None)
    assert list(merged.closed) == [MON, TUE, WED]
