"""Laws of drills: the breach date is where compliance first fails; the schedule is the best of all.

Both are held against walkers that share no code with what they judge: one goes day by day, the
other tries every schedule.
"""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from sro_core.safety.drill_compliance import compliance
from sro_core.safety.drill_rules import Every
from sro_core.safety.drill_schedule import suggest
from sro_core.safety.drills import Drill, DrillStatus
from sro_core.safety.facts import SchoolFacts
from tests.strategies_safety import KINDS, SITE, books, calendars, days_of, drills_in

FACTS = SchoolFacts(site=SITE)
FIRST, LAST = date(2026, 7, 1), date(2027, 6, 30)
ONE_DAY = timedelta(days=1)


# ------------------------------------------------------------------ a walker of its own


def school(calendar):
    """The school days of the year, asked one by one."""
    day, found = FIRST, []
    while day <= LAST:
        if calendar.is_school_day(day):
            found.append(day)
        day += ONE_DAY
    return found


def parts_of(calendar, every):
    """The stretches of the year as lists of school days."""
    days = school(calendar)
    if every is Every.MONTH:
        months = sorted({(day.year, day.month) for day in days})
        return [[day for day in days if (day.year, day.month) == month] for month in months]
    number = {Every.QUARTER: 4, Every.SEMESTER: 2, Every.YEAR: 1}[every]
    own = [[day for day in days if day in each.period] for each in calendar.sessions]
    own = [each for each in own if each]
    if len(own) == number:
        return own
    if len(own) == 4 and number == 2:
        return [own[0] + own[1], own[2] + own[3]]
    if len(own) == 2 and number == 4:
        return [half for each in own for half in halves(each, 2)]
    return halves(days, number)


def halves(days, number):
    cut = [len(days) * n // number for n in range(number + 1)]
    found = [days[cut[n] : cut[n + 1]] for n in range(number)]
    return [each for each in found if each]


def fails(calendar, book, drills, on, parts):
    """Tell whether compliance fails on a day, by the records up to it."""
    days = set(school(calendar))
    for rule in book.rules:
        wanted = rule.value
        kinds = {wanted.kind, *wanted.counts_too}
        held = {
            each.on
            for each in drills
            if each.kind in kinds
            and each.status is DrillStatus.FINISHED
            and each.on <= on
            and each.on in days
        }
        for part in parts[wanted.every]:
            if part[0] > on:
                continue
            still = [day for day in part if day >= on and day not in held]
            if len(held & set(part)) + len(still) < wanted.at_least:
                return True
    return False


def walk(calendar, book, drills):
    """The first day of the year on which compliance fails."""
    parts = {every: parts_of(calendar, every) for every in Every}
    day = FIRST
    while day <= LAST + ONE_DAY:
        if fails(calendar, book, drills, day, parts):
            return day
        day += ONE_DAY
    return None


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_breach_date_is_the_first_day_on_which_compliance_fails(data):
    calendar, book = data.draw(calendars()), data.draw(books())
    on = FIRST + timedelta(days=data.draw(st.integers(0, 364)))
    drills = data.draw(drills_in(calendar))
    known = [each for each in drills if each.on <= on]
    found = compliance(drills, calendar, FACTS, book, on=on)
    if not school(calendar):
        assert all(each.undecided for each in found.requirements)
        return
    assert found.breach == walk(calendar, book, known)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_site_is_compliant_on_a_date_if_the_walker_finds_no_failure_up_to_it(data):
    calendar, book = data.draw(calendars(longest=100)), data.draw(books())
    drills = data.draw(drills_in(calendar))
    on = FIRST + timedelta(days=data.draw(st.integers(0, 364)))
    if not school(calendar):
        return
    first = walk(calendar, book, [each for each in drills if each.on <= on])
    found = compliance(drills, calendar, FACTS, book, on=on)
    assert found.compliant is (first is None or first > on)


# ------------------------------------------------------------------ every schedule there is


def subsets(days):
    return [set(some) for n in range(len(days) + 1) for some in combinations(days, n)]


def kept(calendar, book, by_kind):
    """The requirements and stretches that are kept if drills are held on these days."""
    found = set()
    for rule in book.rules:
        wanted = rule.value
        held = set().union(*(by_kind.get(kind, set()) for kind in wanted.counted))
        for n, part in enumerate(parts_of(calendar, wanted.every)):
            if len(held & set(part)) >= wanted.at_least:
                found.add((rule.id, n))
    return found


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_schedule_keeps_all_that_any_schedule_can_keep_and_names_the_rest(data):
    calendar, book = data.draw(calendars(longest=9)), data.draw(books())
    days = school(calendar)
    if not days:
        return
    drills = data.draw(drills_in(calendar, most=4))
    on = max(FIRST, days[0] + timedelta(days=data.draw(st.integers(-2, 8))))
    planned = data.draw(st.sets(st.sampled_from(days), max_size=2))
    drills += [
        Drill(id=f"p{day}", site=SITE, kind=data.draw(st.sampled_from(KINDS)), on=day,
              status=DrillStatus.PLANNED)
        for day in sorted(planned)
    ]  # fmt: skip
    exams = days_of(data.draw, days[0], days[-1], 2)
    found = compliance(drills, calendar, FACTS, book, on=on)
    schedule = suggest(found, drills, keep_free=dict.fromkeys(exams, "exams"))

    base = {}
    for each in drills:
        ahead = each.status is DrillStatus.PLANNED and each.on >= on
        held = each.status is DrillStatus.FINISHED and each.on <= on
        if each.on in days and (ahead or held):
            base.setdefault(each.kind, set()).add(each.on)
    free = [
        day
        for day in days
        if day >= on
        and day not in exams
        and not any(each.status is DrillStatus.PLANNED and each.on == day for each in drills)
    ]
    assert {each.on for each in schedule.drills} <= set(free)
    chosen = {kind: set(own) for kind, own in base.items()}
    for each in schedule.drills:
        chosen.setdefault(each.kind, set()).add(each.on)
    by_schedule = kept(calendar, book, chosen)

    everything = {
        (rule.id, n)
        for rule in book.rules
        for n, _ in enumerate(parts_of(calendar, rule.value.every))
    }
    best = set()
    for some in subsets(free):
        tried = {kind: base.get(kind, set()) | some for kind in KINDS}
        best |= kept(calendar, book, tried)
    assert by_schedule == best
    assert len(schedule.cannot) == len(everything - best)
    assert {each.requirement for each in schedule.cannot} == {id for id, _ in everything - best}
    assert all(each.because and each.missing > 0 for each in schedule.cannot)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_every_suggestion_serves_a_requirement(data):
    calendar, book = data.draw(calendars()), data.draw(books())
    found = compliance([], calendar, FACTS, book, on=FIRST)
    schedule = suggest(found, [], keep_free={})
    assert all(each.serves for each in schedule.drills)
    assert len({(each.on, each.kind) for each in schedule.drills}) == len(schedule.drills)
