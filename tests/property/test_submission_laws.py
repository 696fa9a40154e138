"""Laws of laying what a source states over what is on record, held against a plain oracle."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import attrs
from hypothesis import given
from hypothesis import strategies as st

from sro_core import (
    Action,
    AttendanceEvent,
    DatePeriod,
    Enrollment,
    SchoolCalendar,
    Session,
    SiteId,
    Statement,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
)
from sro_core.truancy.submission import Scope, calendar_over, laid_over

REF = StudentRef("S-1")
SITES = (SiteId("A"), SiteId("B"), SiteId("C"))
FIRST = date(2026, 8, 17)
HORIZON = [FIRST + timedelta(days=number) for number in range(-12, 30)]
"""Every day on which anything happens here; the stated sessions are ten of them."""
SPAN = DatePeriod(FIRST, FIRST + timedelta(days=10))
DAYS = HORIZON[12:18]
ON = st.sampled_from(HORIZON[8:28])

codes = st.sampled_from("ab")
sites = st.sampled_from(SITES)
rows = st.builds(
    lambda site, on, code: AttendanceEvent(REF, site, on, code=code),
    sites,
    st.sampled_from(DAYS),
    codes,
)
events = st.lists(rows, max_size=8).map(tuple)
steps = st.lists(
    st.builds(
        lambda on, means: StepTaken(REF, Action.OTHER, on, means=means),
        st.sampled_from(DAYS),
        codes,
    ),
    max_size=3,
).map(tuple)


@st.composite
def spells(draw, where=SITES):
    """Spells inside the stated sessions, before or behind them; or open, from within them."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        sort = draw(st.sampled_from(("before", "inside", "open", "behind")))
        low, high = {"before": (0, 11), "behind": (22, 40)}.get(sort, (12, 21))
        start = draw(st.integers(low, high))
        end = None if sort == "open" else HORIZON[draw(st.integers(start, high))] + timedelta(1)
        period = DatePeriod(HORIZON[start], end)
        found.append(Enrollment(draw(st.sampled_from(where)), period, draw(st.booleans())))
    return tuple(found)


born = st.sampled_from((None, date(2012, 3, 4), date(2012, 4, 3)))
ages = st.sampled_from((None, True, False))
people = st.builds(Student, st.just(REF), born, ages)
files = st.builds(StudentFile, people, spells(), events, steps)
statements = st.builds(
    Statement,
    st.sampled_from((SPAN, SPAN, None)),
    st.booleans(),
    st.sets(sites, max_size=2).map(lambda left: frozenset((REF, site) for site in left)),
)
known = st.sets(sites).map(frozenset)
scopes = st.none() | st.builds(
    lambda where, first, length: Scope(where, DatePeriod(HORIZON[first], HORIZON[first + length])),
    known,
    st.integers(10, 18),
    st.integers(0, 6),
)


@st.composite
def submissions(draw):
    """What a source states of one student: file, statement, sites, date and scope."""
    return {
        "new": draw(st.none() | files),
        "statement": draw(statements),
        "sites": draw(known),
        "on": draw(ON),
        "scope": draw(scopes),
    }


def laid(old, submission):
    return laid_over(old, **submission)


# --- laws


@given(files, submissions())
def test_a_second_submission_changes_nothing(old, submission):
    once = laid(old, submission)
    again = laid(once.file, submission)
    assert not again.changes
    assert (again.file, again.left) == (once.file, False)


@given(files, submissions())
def test_a_new_student_submitted_again_is_no_change(new, submission):
    first = laid(None, submission | {"new": new})
    assert first.file == new
    stated = {spell.site for spell in new.spells}
    unsaid = {site for _, site in submission["statement"].left} & stated
    if submission["scope"] is None and not unsaid:
        assert not laid(first.file, submission | {"new": new}).changes


@given(files, submissions())
def test_a_change_says_it_is_one_exactly_where_the_file_differs(old, submission):
    change = laid(old, submission)
    assert change.changes == (change.file != old)


@given(files, submissions())
def test_rows_add_up(old, submission):
    """What there was, less what went, with what came, is what there is."""
    change = laid(old, submission)
    before, after = Counter(old.events), Counter(change.file.events)
    gone = Counter(change.replaced) + Counter(change.withdrawn)
    assert gone - before == Counter()
    assert (after - (before - gone)).total() == change.added
    assert len(change.file.events) == len(old.events) - gone.total() + change.added


@given(files, submissions())
def test_without_a_scope_nothing_is_withdrawn(old, submission):
    assert laid(old, submission | {"scope": None}).withdrawn == ()


@given(files, submissions())
def test_without_a_scope_rows_of_no_other_date_and_site_are_touched(old, submission):
    change = laid(old, submission | {"scope": None})
    new = submission["new"]
    stated = {(row.on, row.site) for row in new.events} if new else set()

    def others(events):
        return Counter(row for row in events if (row.on, row.site) not in stated)

    assert others(change.file.events) == others(old.events)
    assert all((row.on, row.site) in stated for row in change.replaced)


@given(files, submissions())
def test_a_scope_touches_rows_within_it_and_those_stated_only(old, submission):
    change, scope, new = laid(old, submission), submission["scope"], submission["new"]
    stated = {(row.on, row.site) for row in new.events} if new else set()
    for row in change.withdrawn:
        assert scope.covers(row)
        assert (row.on, row.site) not in stated


@given(files, submissions())
def test_what_a_delta_does_not_name_stays_enrolled(old, submission):
    delta = attrs.evolve(submission["statement"], whole=False, left=frozenset())
    change = laid(old, submission | {"statement": delta, "new": None})
    assert change.file.spells == old.spells
    assert not change.left


@given(files, submissions())
def test_at_sites_of_which_a_source_has_no_roster_nobody_leaves(old, submission):
    left = attrs.evolve(submission["statement"], left=frozenset())
    change = laid(old, submission | {"statement": left})
    for spell in old.spells:
        if spell.site not in submission["sites"]:
            days = [day for day in HORIZON if day in spell.period]
            assert all(enrolled(change.file, spell.site, day) for day in days)


@given(files, submissions())
def test_who_is_not_deleted_leaves_by_a_complete_roster_only(old, submission):
    delta = attrs.evolve(submission["statement"], whole=False, left=frozenset())
    change = laid(old, submission | {"statement": delta})
    assert not change.left
    for site in SITES:
        for day in HORIZON:
            assert enrolled(change.file, site, day) >= enrolled(old, site, day)


@given(files, submissions())
def test_spells_that_a_delta_states_are_apart_from_each_other(old, submission):
    """However often classes of one site come, they become one stretch of enrollment."""
    delta = attrs.evolve(submission["statement"], whole=False)
    change = laid(old, submission | {"statement": delta})
    if submission["new"] is None or set(change.file.spells) == set(old.spells):
        return
    for site in {spell.site for spell in submission["new"].spells}:
        periods = [spell.period for spell in change.file.spells if spell.site == site]
        for one, other in pairwise(periods):
            assert one.end is not None
            assert one.end < other.start


@given(files, submissions())
def test_acts_are_only_ever_added(old, submission):
    change, new = laid(old, submission), submission["new"]
    assert change.file.steps[: len(old.steps)] == old.steps
    assert set(change.file.steps) == set(old.steps) | set(new.steps if new else ())


# --- an oracle that looks at one day at a time


def rows_by_hand(old, new, scope):
    """Every date and site: as stated, or withdrawn in the scope, or as it was."""
    found = Counter()
    for site in SITES:
        for day in HORIZON:
            was, now = (
                [row for row in (each.events if each else ()) if (row.on, row.site) == (day, site)]
                for each in (old, new)
            )
            within = scope is not None and site in scope.sites and day in scope.period
            found.update(now or ([] if within else was))
    return found


@given(files, submissions())
def test_rows_are_those_that_an_oracle_finds_day_by_day(old, submission):
    expected = rows_by_hand(old, submission["new"], submission["scope"])
    assert Counter(laid(old, submission).file.events) == expected


def enrolled(file, site, day):
    return any(spell.site == site and day in spell.period for spell in file.spells)


def enrolled_by_hand(old, submission, site, day):
    """Tell whether a student is enrolled at a site on a day, by what was known and is said."""
    new, statement, on = (submission[name] for name in ("new", "statement", "on"))
    said = new is not None and enrolled(new, site, day)
    speaks = site in submission["sites"] and statement.span is not None
    states = new is not None and any(spell.site == site for spell in new.spells)
    for spell in old.spells:
        if spell.site != site or day not in spell.period:
            continue
        if new is not None and spell in new.spells:
            return True
        here = speaks and spell.period.meet(statement.span) is not None
        if statement.whole and here and states:
            continue  # what is stated of the site stands in its place
        deleted = (REF, site) in statement.left
        missing = statement.whole and here and not spell.assumed
        if not (deleted or missing) or day < on:
            return True
    return said


@given(files, submissions())
def test_spells_are_those_that_an_oracle_finds_day_by_day(old, submission):
    change = laid(old, submission)
    for site in SITES:
        for day in HORIZON:
            expected = enrolled_by_hand(old, submission, site, day)
            assert enrolled(change.file, site, day) == expected, (site, day)


# --- two submissions that speak of different things


@st.composite
def of_one_part(draw, site, days, code):
    """What a source states that speaks of one site, of some days and of acts of its own."""
    events = draw(
        st.lists(st.builds(AttendanceEvent, st.just(REF), st.just(site), days), max_size=4)
    )
    acts = draw(st.lists(st.sampled_from(DAYS), max_size=2, unique=True))
    student = Student(REF)
    new = StudentFile(
        student,
        draw(spells(where=(site,))),
        tuple(events),
        tuple(StepTaken(REF, Action.OTHER, on, means=code) for on in acts),
    )
    scope = draw(st.none() | st.just(Scope(frozenset({site}), DatePeriod(HORIZON[0], HORIZON[-1]))))
    left = draw(st.sampled_from((frozenset(), frozenset({(REF, site)}))))
    return {
        "new": draw(st.none() | st.just(new)),
        "statement": Statement(SPAN, draw(st.booleans()), left),
        "sites": frozenset({site}),
        "scope": scope,
    }


def same(one, other):
    """Two files say the same: rows and acts in any order."""
    assert one.student == other.student
    assert Counter(one.events) == Counter(other.events)
    assert set(one.spells) == set(other.spells)
    assert Counter(one.steps) == Counter(other.steps)


anywhen = st.sampled_from(DAYS)


@given(files, of_one_part(SITES[0], anywhen, "x"), of_one_part(SITES[1], anywhen, "y"), ON)
def test_two_submissions_of_different_sites_may_come_in_either_order(old, one, other, on):
    one, other = one | {"on": on}, other | {"on": on}
    same(laid(laid(old, one).file, other).file, laid(laid(old, other).file, one).file)


early, late = st.sampled_from(DAYS[:3]), st.sampled_from(DAYS[3:])


@given(files, of_one_part(SITES[0], early, "x"), of_one_part(SITES[0], late, "y"), ON)
def test_two_submissions_of_different_dates_may_come_in_either_order(old, one, other, on):
    """Rows only: where a student is enrolled, the later one of two rosters of a site says."""

    def of_rows(part):
        new = part["new"] and attrs.evolve(part["new"], spells=())
        delta = Statement(SPAN, whole=False)
        return part | {"new": new, "statement": delta, "scope": None, "on": on}

    one, other = of_rows(one), of_rows(other)
    same(laid(laid(old, one).file, other).file, laid(laid(old, other).file, one).file)


@given(files, of_one_part(SITES[0], anywhen, "x"), of_one_part(SITES[1], anywhen, "y"), ON)
def test_two_submissions_of_different_sites_are_together_what_one_of_both_is(old, one, other, on):
    parts = [each["new"] or StudentFile(Student(REF)) for each in (one, other)]
    both = StudentFile(
        Student(REF),
        (*parts[0].spells, *parts[1].spells),
        (*parts[0].events, *parts[1].events),
        (*parts[0].steps, *parts[1].steps),
    )
    whole = one["statement"].whole
    left = one["statement"].left | other["statement"].left
    one, other = (
        each | {"scope": None, "statement": attrs.evolve(each["statement"], whole=whole), "on": on}
        for each in (one, other)
    )
    together = {
        "new": both,
        "statement": Statement(SPAN, whole, left),
        "sites": one["sites"] | other["sites"],
        "scope": None,
        "on": on,
    }
    same(laid(laid(old, one).file, other).file, laid(old, together).file)


# --- calendars

labels = st.dictionaries(st.sampled_from(HORIZON), codes, max_size=4)
lengths = st.dictionaries(st.sampled_from(HORIZON), st.integers(0, 300), max_size=3)
sessions = st.builds(
    lambda title, start, length: Session(
        title, DatePeriod(HORIZON[start], HORIZON[start + length])
    ),
    codes,
    st.integers(0, 30),
    st.integers(1, 11),
)
calendars = st.builds(
    SchoolCalendar,
    st.just(SITES[0]),
    st.lists(sessions, max_size=3, unique=True).map(tuple),
    labels,
    labels,
    lengths,
)
spans = st.none() | st.just(SPAN)


@given(calendars, calendars, spans)
def test_a_calendar_laid_over_again_changes_nothing(old, new, span):
    merged = calendar_over(old, new, span)
    assert calendar_over(merged, new, span) is merged


@given(calendars, calendars, spans)
def test_each_day_of_a_calendar_is_as_stated_or_as_it_was_outside(old, new, span):
    merged = calendar_over(old, new, span)
    for name in ("closed", "added", "minutes"):
        was, says, now = (getattr(each, name) for each in (old, new, merged))
        for day in HORIZON:
            kept = None if span is not None and day in span else was.get(day)
            assert now.get(day) == says.get(day, kept)
