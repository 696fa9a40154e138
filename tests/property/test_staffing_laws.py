"""What holds of assignments whatever they are, held against a count of single days."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sro_core import BadValue, DatePeriod
from sro_core.rotations.assignments import AssignmentKind, check_fit
from sro_core.rotations.coverage import State, stretches
from sro_core.rotations.tenure import served
from tests.staffing import HIGH_POST, MIDDLE_POST, RULES
from tests.strategies_staffing import FIRST, SPAN, assignments, times_away
from tests.strategies_staffing import days as any_day

POSTS = {each.id: each for each in (HIGH_POST, MIDDLE_POST)}
ALL = [FIRST + timedelta(days=n) for n in range(SPAN + 30)]
WITHIN = DatePeriod(ALL[0], ALL[-1] + timedelta(days=1))
TOUR, COVER = AssignmentKind.TOUR, AssignmentKind.COVER


def accepted(offered, away):
    """What is on record after each was offered in turn."""
    known = []
    for each in offered:
        try:
            check_fit(each, POSTS[each.post], known, away, rules=RULES)
        except BadValue:
            continue
        known.append(each)
    return known


@given(assignments(8), times_away())
def test_what_was_accepted_holds_on_every_single_day(offered, away):
    known = accepted(offered, away)
    for day in ALL:
        there = [each for each in known if day in each.period]
        for n, one in enumerate(there):
            for other in there[:n]:
                same_post = one.post == other.post
                if one.officer == other.officer:
                    assert not same_post
                    assert COVER in (one.kind, other.kind) or (one.shared and other.shared)
                elif same_post and one.kind is other.kind:
                    later = max(one, other, key=lambda each: each.start)
                    assert later.handover is not None
                    assert day < later.handover
                elif same_post:
                    tour = one if one.kind is TOUR else other
                    assert any(each.officer == tour.officer and day in each.period for each in away)


@given(assignments(8), times_away())
def test_the_order_in_which_two_arrive_does_not_matter(offered, away):
    for n, one in enumerate(offered):
        for other in offered[:n]:
            assert len(accepted([one, other], away)) == len(accepted([other, one], away)) or (
                len(accepted([one], away)) + len(accepted([other], away)) < 2
            )


@given(assignments(8, bounds=True), times_away())
def test_stretches_cover_every_day_once_and_say_what_a_day_is(known, away):
    cut = stretches(HIGH_POST, known, away, within=WITHIN)
    assert cut[0].period.start == ALL[0]
    for one, other in pairwise(cut):
        assert one.period.end == other.period.start
        assert (one.state, one.officers) != (other.state, other.officers)
    assert cut[-1].period.end == WITHIN.end
    for day in ALL:
        (state,) = [each.state for each in cut if day in each.period]
        own = [each for each in known if each.post == HIGH_POST.id and day in each.period]
        sure = [each for each in own if each.certain is not None and day in each.certain]
        assert (state is State.VACANT) == (not own)
        assert (state is State.UNCERTAIN) == (bool(own) and not sure)


@given(assignments(6), any_day, st.sampled_from(["O-01", "O-02", "O-03"]))
def test_days_served_are_counted_once_and_only_while_serving(known, on, officer):
    own = [each for each in known if each.officer == officer and each.kind is TOUR]
    running = [each for each in own if on in each.period]
    found = served(officer, known, rules=RULES, on=on)
    assert len(found) == len(running)
    until = [FIRST + timedelta(days=n) for n in range((on - FIRST).days + 1)]
    days = sum(any(day in each.period for each in own) for day in until)
    for each in found:
        assert each.days == days  # all within two years, so one term in the programme
        assert each.possible <= each.ends
        assert each.notice <= each.ends or each.notice == each.tour.start
