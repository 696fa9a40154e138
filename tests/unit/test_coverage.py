"""How posts stand day by day, and which gaps somebody is told about, how long ahead."""

from datetime import date, timedelta

import pytest

from sro_core import Outcome
from sro_core.rotations.assignments import AssignmentKind, AwayFor, TimeAway
from sro_core.rotations.coverage import State, coverage_findings, stretches
from sro_core.sites.posts import posts_on
from tests.staffing import HIGH, HIGH_POST, MIDDLE, ON, ONE, POSTS, RULES, TWO, days, tour

DAY = timedelta(days=1)
YEAR = days("2026-01-01", "2027-01-01")


def away(start, end, who=ONE):
    return TimeAway(id=start, officer=who, period=days(start, end), reason=AwayFor.LEAVE)


def cut(assignments, gone=(), within=YEAR):
    return [
        (each.state, str(each.period), each.officers)
        for each in stretches(HIGH_POST, assignments, gone, within=within)
    ]


def test_posts_of_any_date_can_be_counted():
    """First officer 1 November 2005, the middle school's post later."""
    counts = [
        len(posts_on(POSTS, date.fromisoformat(each)))
        for each in ("2005-10-31", "2005-11-01", "2009-06-30", "2009-07-01", "2026-11-20")
    ]
    assert counts == [0, 1, 1, 2, 2]
    assert [each.id for each in posts_on(POSTS, ON, MIDDLE)] == ["MIDDLE-1"]


def test_days_are_cut_where_anything_changes():
    known = [
        tour("A-1", ONE, "2022-08-01", "2026-06-15"),
        tour("A-2", TWO, "2026-08-10"),
        tour("C-1", TWO, "2026-03-02", "2026-03-05", kind=AssignmentKind.COVER),
    ]
    assert cut(known, [away("2026-03-01", "2026-03-07")]) == [
        (State.FILLED, "2026-01-01..2026-02-28", (ONE,)),
        (State.AWAY, "2026-03-01..2026-03-01", (ONE,)),
        (State.COVERED, "2026-03-02..2026-03-04", (TWO,)),
        (State.AWAY, "2026-03-05..2026-03-06", (ONE,)),
        (State.FILLED, "2026-03-07..2026-06-14", (ONE,)),
        (State.VACANT, "2026-06-15..2026-08-09", ()),
        (State.FILLED, "2026-08-10..2026-12-31", (TWO,)),
    ]


def test_a_handover_is_no_double_post_and_what_goes_beyond_it_is():
    known = [
        tour("A-1", ONE, "2022-08-01", "2026-09-01"),
        tour("A-2", TWO, "2026-08-01", handover=date(2026, 8, 15)),
    ]
    assert [each[:2] for each in cut(known)] == [
        (State.FILLED, "2026-01-01..2026-07-31"),
        (State.FILLED, "2026-08-01..2026-08-14"),
        (State.DOUBLE, "2026-08-15..2026-08-31"),
        (State.FILLED, "2026-09-01..2026-12-31"),
    ]


def test_days_that_a_bound_leaves_open_are_uncertain():
    known = [tour("A-1", ONE, "2026-01-01", "2026-06-01", end_is_bound=True)]
    assert [each[:2] for each in cut(known)] == [
        (State.FILLED, "2026-01-01..2026-01-01"),
        (State.UNCERTAIN, "2026-01-02..2026-05-31"),
        (State.VACANT, "2026-06-01..2026-12-31"),
    ]
    assert cut([], within=days("2000-01-01", "2001-01-01")) == []


def judged(assignments, gone=(), on=ON, **more):
    found = coverage_findings([HIGH_POST], assignments, gone, rules=RULES, on=on, **more)
    return [(each.code, each.outcome, each.since, [ask.due for ask in each.asks]) for each in found]


def test_a_vacant_post_is_found_with_the_day_since_when():
    assert judged([tour("A-1", ONE, "2022-08-01", "2026-11-20")]) == [
        ("post_vacant", Outcome.MET, ON, [ON])
    ]
    assert judged([]) == [("post_vacant", Outcome.MET, date(2005, 11, 1), [date(2005, 11, 1)])]


@pytest.mark.parametrize(("ahead", "outcome"), [(120, Outcome.PENDING), (121, Outcome.NOT_MET)])
def test_a_post_that_falls_vacant_is_told_120_days_before(ahead, outcome):
    end = ON + timedelta(days=ahead)
    (found,) = judged([tour("A-1", ONE, "2022-08-01", str(end))])
    assert found == ("post_vacant", outcome, None, [end] * (outcome is Outcome.PENDING))


def test_a_post_filled_twice_is_found():
    known = [tour("A-1", ONE, "2022-08-01"), tour("A-2", TWO, "2026-10-01")]
    assert [each[:3] for each in judged(known)] == [
        ("post_double", Outcome.MET, date(2026, 10, 1)),
        ("post_vacant", Outcome.NOT_MET, None),
    ]


def test_what_is_not_known_is_undecided():
    known = [tour("A-1", ONE, "2022-08-01", "2027-01-01", end_is_bound=True)]
    assert [each[:2] for each in judged(known)] == [("post_vacant", Outcome.UNDECIDED)]


def test_an_officer_away_without_cover_is_found_on_days_on_which_school_is_held():
    known = [tour("A-1", ONE, "2022-08-01")]
    gone = [away(str(ON - DAY), str(ON + 3 * DAY))]
    assert judged(known, gone)[1:] == [("away_uncovered", Outcome.MET, ON, [ON])]
    later = judged(known, gone, teaches=lambda site, day: site == HIGH and day > ON)[1:]
    assert later == [("away_uncovered", Outcome.PENDING, None, [ON + DAY])]
    assert judged(known, gone, teaches=lambda _site, _day: False)[1:] == []


@pytest.mark.parametrize(("ahead", "told"), [(14, 1), (15, 0)])
def test_time_away_is_told_two_weeks_before(ahead, told):
    start = ON + timedelta(days=ahead)
    gone = [away(str(start), str(start + DAY))]
    assert len(judged([tour("A-1", ONE, "2022-08-01")], gone)[1:]) == told


def test_nothing_is_asked_of_a_post_that_is_no_longer_or_before_the_policy():
    assert judged([], on=date(2004, 12, 31)) == []
