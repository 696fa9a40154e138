"""Laws that hold for every student, whatever the records say."""

import ast
import re
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sro_core
from sro_core import (
    Action,
    Excuse,
    Outcome,
    Roll,
    SchoolYear,
    StepTaken,
    classify,
    load_rules,
    shipped,
)
from sro_core.periods import anniversary
from tests.strategies import PLAIN, PUPIL, SITES, cases, row

CALIFORNIA = load_rules("us-ca")
BOOKS = {id: load_rules(id) for id in shipped()}
CORE = Path(sro_core.__file__).parent


def judged(case, rules=CALIFORNIA):
    """Give the classification of a case, or None where no school day is in it."""
    return next(classify(case.roll, rules=rules, on=case.on), None)


def everything(found):
    """Give all that a reader could be shown, as plain text and numbers."""
    if found is None:
        return None
    return {
        "policy": found.policy.id,
        "of_age": found.of_age,
        "counts": dict(found.counts),
        "series": found.tally.series,
        "ungrounded": found.tally.ungrounded,
        "findings": [
            (*attrs.astuple(each, recurse=False)[:5], each.evidence, each.missing, each.explain())
            for each in map(found.finding, found.policy.criteria)
        ],
        "unresolved": found.unresolved,
        "all": found.if_all_unexcused,
        "set_aside": found.set_aside,
        "would_change": found.would_change,
        "refused": found.refused,
        "asks": [ask for each in found.findings for ask in each.asks],
        "text": found.explain(),
        "lists": found.explain(lists=True),
    }


def excused_on(case, day):
    """Give the case with every row of one day excused."""
    events = [
        attrs.evolve(each, excuse=Excuse.EXCUSED) if each.on == day else each
        for each in case.file.events
    ]
    return case.with_file(events=tuple(events))


@given(cases(), st.randoms(use_true_random=False), st.sampled_from(sorted(BOOKS)))
def test_rows_and_acts_in_any_order_give_the_same_result(case, dice, book):
    def shuffled(rows):
        return tuple(dice.sample(rows, len(rows)))

    file = case.file
    other = case.with_file(events=shuffled(file.events), steps=shuffled(file.steps))
    rules = BOOKS[book]
    assert everything(judged(other, rules)) == everything(judged(case, rules))


@given(cases(), st.randoms(use_true_random=False))
def test_spells_in_any_order_give_the_same_result(case, dice):
    spells = tuple(dice.sample(case.file.spells, len(case.file.spells)))
    assert everything(judged(case.with_file(spells=spells))) == everything(judged(case))


@given(cases())
def test_a_student_judged_among_others_is_judged_the_same(case):
    """What is kept between students of a run must not leak from one to the next."""
    others = [
        attrs.evolve(case.file, events=case.file.events[::2], spells=case.file.spells[:1]),
        attrs.evolve(case.file, student=attrs.evolve(case.file.student, born=date(2021, 3, 1))),
    ]
    roll = Roll([*others, case.file], case.calendars)
    found = [
        each for each in classify(roll, rules=CALIFORNIA, on=case.on) if each.file == case.file
    ]
    assert everything(found[-1] if found else None) == everything(judged(case))


@given(cases())
def test_nothing_after_the_date_judged_changes_the_result(case):
    past = case.with_file(
        events=tuple(each for each in case.file.events if each.on <= case.on),
        steps=tuple(each for each in case.file.steps if each.on <= case.on),
    )
    assert everything(judged(past)) == everything(judged(case))


@given(cases(), st.lists(st.sampled_from((-1, 1)), min_size=1, max_size=3))
def test_rows_and_acts_of_another_school_year_do_not_count(case, years):
    year = SchoolYear.of(case.on)
    rows, acts = [], []
    for step in years:
        for day in SchoolYear(year.start + step).period.start, SchoolYear(year.start).period.start:
            # the last day before this school year, or the first day after it
            other = day - timedelta(days=1) if step < 0 else year.period.end
            rows += [row(site, other, PLAIN) for site in SITES]
            acts += [StepTaken(PUPIL, act, other) for act in Action]
    more = case.with_file(events=(*case.file.events, *rows), steps=(*case.file.steps, *acts))
    assert everything(judged(more)) == everything(judged(case))


@given(cases(), st.data())
def test_an_excuse_never_adds_a_finding_in_california(case, data):
    """Whatever acts are on record: neither met nor pending is ever reached by an excuse."""
    days = sorted({each.on for each in case.file.events})
    if not days:
        return
    before, after = judged(case), judged(excused_on(case, data.draw(st.sampled_from(days))))
    if before is None:
        return
    codes = {each.code: each.outcome for each in before.findings}
    for each in after.findings:
        assert each.code in codes
        assert not (each.outcome is Outcome.MET and codes[each.code] is Outcome.PENDING)


@given(cases(), st.data())
def test_one_more_excused_absence_never_makes_a_truant(case, data):
    days = sorted(case.calendars[SITES[0]].school_days)
    if not days:
        return
    extra = attrs.evolve(
        row(SITES[0], data.draw(st.sampled_from(days)), PLAIN), excuse=Excuse.EXCUSED
    )
    before, after = judged(case), judged(case.with_file(events=(*case.file.events, extra)))
    if before is None:
        return
    for code in ("truant", "habitual_truant", "chronic_truant"):
        listed = {each.code for each in before.findings}
        assert (code in {each.code for each in after.findings}) <= (code in listed)


@given(cases())
def test_an_unknown_excuse_counts_no_more_than_a_valid_one(case):
    events = tuple(
        attrs.evolve(each, excuse=Excuse.EXCUSED) if each.excuse is Excuse.UNKNOWN else each
        for each in case.file.events
    )
    before, after = judged(case), judged(case.with_file(events=events))
    if before is not None:
        assert levels(before) == levels(after)


def levels(found):
    """Give the levels of truancy of a classification, without the share of all absences."""
    return [
        (each.code, each.outcome, each.since, each.evidence)
        for each in found.findings
        if each.code != "chronic_absentee"
    ]


# ------------------------------------------------------------------ what would change


@given(cases())
def test_the_days_named_as_withdrawing_a_status_withdraw_it_and_no_others(case):
    found = judged(case)
    if found is None:
        return
    for each in found.would_change:
        claim = re.fullmatch(r"(\w+) (withdrawn|stays met)", each.then)
        if claim is None:
            continue
        code, days = claim[1], re.findall(r"\d{4}-\d\d-\d\d", each.change)
        named = {date.fromisoformat(day) for day in days}
        really = {
            day
            for day in {event.on for event in case.file.events}
            if judged(excused_on(case, day)).finding(code).outcome is Outcome.NOT_MET
        }
        assert named == really


def next_school_days(case, number):
    """Give the school days after the date judged on which the student can be absent."""
    found = judged(case)
    period = SchoolYear.of(case.on).period
    days = {
        day
        for spell in case.file.spells
        for day in getattr(case.calendars.get(spell.site), "school_days", ())
        if day in spell.period and day in period and day > case.on and day.weekday() < 5
    }
    return sorted(days)[:number] if found else []


@given(cases())
def test_so_many_more_reach_a_status_and_one_fewer_does_not(case):
    found = judged(case)
    if found is None:
        return
    for each in found.would_change:
        claim = re.match(r"(\d+) more (?:occasion|full day|weekday)s?\b", each.change)
        if claim is None:
            continue
        more, (code, outcome) = int(claim[1]), each.then.split()
        days = next_school_days(case, more)
        if len(days) < more or not weekdays_only_between(case, days[-1]):
            continue  # the year is too short to try it, or a make-up Saturday comes between
        if not of_age_until(case, days[-1]):
            continue  # a birthday comes between
        for number, reached in ((more, True), (more - 1, False)):
            rows = tuple(row(SITES[0], day, PLAIN) for day in days[:number])
            later = case.with_file(events=(*past(case), *rows), steps=past_steps(case))
            later = attrs.evolve(later, on=days[number - 1] if number else case.on)
            after = judged(later).finding(code).outcome.value
            assert (after == outcome) == reached, (each, number, after)


def of_age_until(case, day):
    """Tell whether no birthday changes what counts up to a day."""
    born = case.file.student.born
    return born is None or not any(
        case.on < anniversary(born, years) <= day for years in (6, 12, 17, 18, 19)
    )


def past(case):
    return tuple(each for each in case.file.events if each.on <= case.on)


def past_steps(case):
    return tuple(each for each in case.file.steps if each.on <= case.on)


def weekdays_only_between(case, last):
    """Tell whether no make-up Saturday or Sunday lies between: the share is of weekdays."""
    return not any(
        case.on < day <= last and day.weekday() > 4
        for each in case.calendars.values()
        for day in each.school_days
    )


@given(cases())
def test_acts_named_as_completing_a_status_complete_it_and_others_do_not(case):
    """With the acts entered that are named, a pending status is met if, and only if, so said."""
    found = judged(case)
    if found is None:
        return
    for each in found.findings:
        if each.outcome is not Outcome.PENDING:
            continue
        (said,) = (it for it in found.would_change if it.then.startswith(each.code))
        wanted = {
            act: int(claim[1])
            for act in Action
            if (claim := re.search(rf"(\d+) more {act.words}s?\b", said.change))
        }
        steps = [
            StepTaken(PUPIL, act, case.on) for act, number in wanted.items() for _ in range(number)
        ]
        after = judged(case.with_file(steps=(*case.file.steps, *steps))).finding(each.code)
        assert set(wanted) == set(each.missing)
        assert (after.outcome is Outcome.MET) == (said.then == f"{each.code} met")


@given(cases())
def test_what_settling_an_open_day_would_change_is_true(case):
    """Each open day says which statuses come of it; judged with it unexcused, they do."""
    found = judged(case)
    if found is None:
        return
    for each in found.unresolved:
        if any(0 < length <= 46 for length in lengths(case, each.on)):
            continue  # too short a day for a gap over every limit
        named = set(re.findall(r"(\w+) (?:met|pending)", each.would_change))
        events = tuple(
            attrs.evolve(event, excuse=Excuse.UNEXCUSED, minutes=long(event))
            if event.on == each.on
            else event
            for event in case.file.events
        )
        after = judged(case.with_file(events=events))
        changed = {
            other.code
            for other in after.findings
            if (other.outcome, other.since)
            != (found.finding(other.code).outcome, found.finding(other.code).since)
        }
        assert named == changed


def lengths(case, day):
    """Give the instructional minutes of a day at every site that knows them."""
    every = (each.instructional_minutes(day) for each in case.calendars.values())
    return [minutes for minutes in every if minutes is not None]


def long(event):
    """Give a partial absence of unknown length a length over every limit."""
    whole = event.kind.value == "absent" and event.scope.value == "day"
    return 45 if event.minutes is None and not whole else event.minutes


# ------------------------------------------------------------------ the engine is pure

CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime"}
EFFECTS = {"open", "__import__", "print", "input", "exec", "eval", "breakpoint"}


@pytest.mark.parametrize(
    "path", sorted(CORE.rglob("*.py")), ids=lambda each: str(each.relative_to(CORE))
)
def test_the_core_reads_no_clock_and_no_file_and_prints_nothing(path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in EFFECTS, f"{path.name}:{node.lineno} calls {node.func.id}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            clock = isinstance(node.func.value, ast.Name | ast.Attribute) and name in CLOCKS
            owner = ast.unparse(node.func.value).split(".")[-1]
            assert not (clock and owner in {"date", "datetime", "time"}), (
                f"{path.name}:{node.lineno} reads the clock"
            )
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [each.name for each in node.names] + [getattr(node, "module", None) or ""]
            assert not {"time", "random", "os", "uuid"} & set(names) or names[-1] == "datetime", (
                f"{path.name}:{node.lineno} imports a clock or dice"
            )
