"""Assignments at random, made so that days touch, overlap and lie apart often."""

from datetime import date, timedelta

from hypothesis import strategies as st

from sro_core import DatePeriod
from sro_core.ids import OfficerId
from sro_core.rotations.assignments import Assignment, AssignmentKind, AwayFor, TimeAway
from tests.staffing import HIGH_POST, MIDDLE_POST

FIRST = date(2020, 1, 1)
SPAN = 60
OFFICERS = tuple(map(OfficerId, ("O-01", "O-02", "O-03")))
days = st.integers(0, SPAN).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def periods(draw):
    start = draw(days)
    return DatePeriod(
        start, draw(st.none() | st.integers(1, 25).map(lambda n: start + timedelta(n)))
    )


@st.composite
def assignments(draw, number=6, *, bounds=False):
    made = []
    for n in range(draw(st.integers(0, number))):
        period = draw(periods())
        post = draw(st.sampled_from((HIGH_POST, MIDDLE_POST)))
        handover = None
        if draw(st.booleans()):
            handover = period.start + timedelta(days=draw(st.integers(1, 28)))
            if period.end is not None:
                handover = min(handover, period.end)
        made.append(
            Assignment(
                id=str(n),
                officer=draw(st.sampled_from(OFFICERS)),
                post=post.id,
                site=post.site,
                period=period,
                kind=draw(st.sampled_from((AssignmentKind.TOUR,) * 3 + (AssignmentKind.COVER,))),
                shared=draw(st.booleans()),
                handover=handover,
                start_is_bound=bounds and draw(st.booleans()),
                end_is_bound=bounds and period.end is not None and draw(st.booleans()),
            )
        )
    return made


@st.composite
def times_away(draw):
    made = []
    for n in range(draw(st.integers(0, 3))):
        start = draw(days)
        end = start + timedelta(days=draw(st.integers(1, 15)))
        officer = draw(st.sampled_from(OFFICERS))
        made.append(
            TimeAway(
                id=str(n), officer=officer, period=DatePeriod(start, end), reason=AwayFor.LEAVE
            )
        )
    return made
