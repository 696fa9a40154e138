"""What assignments can be true beside one another; refusals name both records."""

from datetime import date

import pytest

from sro_core import BadValue, DatePeriod
from sro_core.ids import PostId
from sro_core.rotations.assignments import (
    AssignmentKind,
    AwayFor,
    Duty,
    TimeAway,
    check_fit,
    ended,
)
from tests.staffing import HIGH_POST, MIDDLE, MIDDLE_POST, ONE, RULES, TWO, days, tour

COVER = AssignmentKind.COVER


def fit(new, *others, post=HIGH_POST, away=()):
    check_fit(new, post, others, away, rules=RULES)


def refused(new, *others, post=HIGH_POST, away=()):
    with pytest.raises(BadValue) as caught:
        fit(new, *others, post=post, away=away)
    return str(caught.value)


def test_an_assignment_that_ends_before_it_starts_is_refused():
    with pytest.raises(BadValue, match="ends before it starts"):
        tour("A", ONE, "2026-08-01", "2026-07-31")
    with pytest.raises(BadValue, match="ends before its first day is over"):
        tour("A", ONE, "2026-08-01", "2026-08-01")


@pytest.mark.parametrize(
    "more",
    [
        {"end_is_bound": True},
        {"went_to": Duty.PATROL},
        {"handover": date(2026, 8, 1)},
    ],
)
def test_bounds_duties_and_handovers_of_nothing_are_refused(more):
    with pytest.raises(BadValue):
        tour("A", ONE, "2026-08-01", **more)


def test_a_tour_without_a_first_day_is_refused():
    with pytest.raises(BadValue, match="no first day"):
        tour("A", ONE, "2026-08-01").__class__(
            id="A",
            officer=ONE,
            post=HIGH_POST.id,
            site=HIGH_POST.site,
            period=DatePeriod(None, None),
        )


def test_one_officer_is_at_one_post_at_a_time():
    here = tour("A-1", ONE, "2022-08-01", "2026-08-01")
    fit(tour("A-2", ONE, "2026-08-01", post=MIDDLE_POST), here, post=MIDDLE_POST)
    said = refused(tour("A-2", ONE, "2026-07-31", post=MIDDLE_POST), here, post=MIDDLE_POST)
    assert "tour of O-01 at MIDDLE-1, 2026-07-31.." in said
    assert "it overlaps tour of O-01 at HIGH-1, 2022-08-01..2026-07-31" in said
    assert "declare both shared" in said


def test_an_officer_serves_two_sites_where_both_records_say_so():
    here = tour("A-1", ONE, "2022-08-01", shared=True)
    fit(tour("A-2", ONE, "2023-08-01", post=MIDDLE_POST, shared=True), here, post=MIDDLE_POST)
    refused(tour("A-2", ONE, "2023-08-01", post=MIDDLE_POST), here, post=MIDDLE_POST)
    refused(tour("A-2", ONE, "2023-08-01", shared=True), here)


def test_the_same_again_is_refused():
    here = tour("A-1", ONE, "2022-08-01")
    assert "fills that post already" in refused(tour("A-2", ONE, "2022-08-01"), here)
    fit(here, here)


def test_a_post_has_one_officer_at_a_time():
    here = tour("A-1", ONE, "2022-08-01", "2026-08-01")
    said = refused(tour("A-2", TWO, "2026-07-15"), here)
    assert "tour of O-01" in said
    assert "state until when A-2 takes over" in said


def test_two_officers_hand_a_post_over_for_28_days_at_most():
    here = tour("A-1", ONE, "2022-08-01", "2026-08-01")
    fit(tour("A-2", TWO, "2026-07-15", handover=date(2026, 8, 1)), here)
    fit(tour("A-2", TWO, "2026-07-04", handover=date(2026, 8, 1)), here)
    assert "takes 29 days" in refused(
        tour("A-2", TWO, "2026-07-03", handover=date(2026, 8, 1)), here
    )
    refused(tour("A-2", TWO, "2026-07-15", handover=date(2026, 7, 31)), here)
    open_end = tour("A-1", ONE, "2022-08-01")
    refused(tour("A-2", TWO, "2026-07-15", handover=date(2026, 8, 1)), open_end)


def test_a_post_is_filled_only_while_it_is_authorised():
    assert "authorised 2009-07-01.. only" in refused(
        tour("A", ONE, "2008-08-01", post=MIDDLE_POST), post=MIDDLE_POST
    )
    gone = HIGH_POST.__class__(id=PostId("X"), site=MIDDLE, period=days("2010-01-01", "2020-06-30"))
    fit(tour("A", ONE, "2012-01-01", "2020-06-30", post=gone), post=gone)
    refused(tour("A", ONE, "2012-01-01", "2020-07-01", post=gone), post=gone)
    assert "post X is at MIDDLE" in refused(tour("A", ONE, "2012-01-01"), post=gone)


def away(start="2026-03-02", end="2026-03-07", who=ONE):
    return TimeAway(id="T-1", officer=who, period=days(start, end), reason=AwayFor.COURT)


def test_cover_is_for_days_on_which_the_officer_is_away():
    here = tour("A-1", ONE, "2022-08-01")
    cover = tour("C-1", TWO, "2026-03-02", "2026-03-07", kind=COVER)
    fit(cover, here, away=[away()])
    two_halves = [away(end="2026-03-04"), away("2026-03-04", "2026-03-08")]
    fit(cover, here, away=two_halves)
    for gone in (
        [],
        [away(end="2026-03-06")],
        [away(who=TWO)],
        [two_halves[0], away("2026-03-05")],
    ):
        said = refused(cover, here, away=gone)
        assert "it covers for tour of O-01" in said
        assert "record first when O-01 is away" in said


def test_whoever_covers_stays_at_their_own_site_too():
    here = tour("A-1", ONE, "2022-08-01")
    own = tour("A-2", TWO, "2024-08-01", post=MIDDLE_POST)
    fit(tour("C-1", TWO, "2026-03-02", "2026-03-07", kind=COVER), here, own, away=[away()])
    same = tour("C-1", ONE, "2026-03-02", "2026-03-07", kind=COVER)
    refused(same, here, away=[away()])


def test_time_away_has_both_ends():
    with pytest.raises(BadValue, match="first and a last day"):
        away(end=None)


def test_a_bound_proves_no_overlap_but_for_what_is_certain():
    about = tour("A-1", ONE, "2015-08-01", "2019-08-01", end_is_bound=True)
    fit(tour("A-2", TWO, "2018-08-01"), about)
    refused(tour("A-2", TWO, "2015-01-01", "2016-01-01"), about)
    began = tour("A-1", ONE, "2015-08-01", "2019-08-01", start_is_bound=True)
    fit(tour("A-2", TWO, "2014-08-01", "2019-07-31"), began)
    refused(tour("A-2", TWO, "2014-08-01", "2019-08-01"), began)
    assert tour("A", ONE, "2015-08-01", start_is_bound=True).certain is None
    both = tour("A", ONE, "2015-08-01", "2016-08-01", start_is_bound=True, end_is_bound=True)
    assert (both.certain, "about" in both.name) == (None, True)


def test_an_ended_tour_says_where_the_officer_went():
    here = tour("A-1", ONE, "2022-08-01", handover=date(2022, 8, 10))
    done = ended(here, days("2022-08-01", "2022-08-05"), Duty.PATROL, because="asked to")
    assert (done.went_to, done.handover, done.because) == (Duty.PATROL, None, "asked to")
    with pytest.raises(BadValue, match="ended already"):
        ended(done, days("2022-08-01", "2022-08-06"), Duty.TRAFFIC)


def test_a_bound_may_be_told_the_day_later():
    here = tour("A-1", ONE, "2015-08-01")
    about = ended(here, days("2015-08-01", "2019-08-01"), Duty.LEFT, bound=True)
    exact = ended(about, days("2015-08-01", "2018-06-15"), Duty.LEFT)
    assert (exact.end_is_bound, exact.certain) == (False, days("2015-08-01", "2018-06-15"))
