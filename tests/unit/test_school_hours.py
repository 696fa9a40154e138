"""School hours are the calendar's: any role may ask, and nothing of a student is in the answer."""

from datetime import date, datetime, time

import pytest

from sro_adapters.memory import MemoryDatabase
from sro_core import (
    BellTime,
    DatePeriod,
    InSession,
    Role,
    Roll,
    SchoolCalendar,
    SchoolSite,
    Session,
    SiteId,
    Unknown,
    Viewer,
    load_rules,
)
from sro_core.desk import Desk
from sro_core.usecases.attendance_review import submit
from sro_core.usecases.school_hours import in_session

HIGH = SiteId("HIGH")
YEAR = Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5)))
BELLS = {day: (BellTime(time(8, 30), time(15, 30)),) for day in range(5)}


@pytest.fixture
def desk():
    calendar = SchoolCalendar(
        HIGH, (YEAR,), closed={date(2026, 11, 11): "Veterans Day"},
        minutes={date(2026, 11, 20): 240}, bells=BELLS,
    )  # fmt: skip
    made = Desk(MemoryDatabase(), lambda: datetime(2026, 11, 20, 9, 0), load_rules("us-ca"))
    operator = Viewer("o", Role.OPERATOR)
    submit(made, operator, Roll((), {HIGH: calendar}, {HIGH: SchoolSite(HIGH, "High")}))
    return made


@pytest.mark.parametrize("role", Role)
def test_any_role_may_ask(desk, role):
    found = in_session(desk, Viewer("x", role), HIGH, at=datetime(2026, 11, 19, 10, 0))
    assert found.answer is InSession.YES
    assert found.because == "bells 08:30 to 15:30"


@pytest.mark.parametrize(
    ("at", "answer", "because"),
    [
        (
            datetime(2026, 11, 20, 12, 29),
            InSession.YES,
            "bells 08:30 to 15:30, 240 minutes that day",
        ),
        (
            datetime(2026, 11, 20, 12, 30),
            InSession.NO,
            "bells 08:30 to 15:30, 240 minutes that day",
        ),
        (datetime(2026, 11, 11, 10, 0), InSession.NO, "closed (Veterans Day)"),
        (datetime(2026, 11, 21, 10, 0), InSession.NO, "a Saturday"),
    ],
)
def test_the_closure_or_the_bells_decide(desk, at, answer, because):
    found = in_session(desk, Viewer("x", Role.OFFICER), HIGH, at=at)
    assert (found.answer, found.because) == (answer, because)


def test_a_site_that_is_not_on_record_is_told_with_those_that_are(desk):
    with pytest.raises(Unknown, match="there are: HIGH"):
        in_session(desk, Viewer("x", Role.PUBLIC), SiteId("NOWHERE"), at=datetime(2026, 11, 19))
