"""School hours are the calendar's: any role may ask, and nothing of a student is in the answer."""

from datetime import date, datetime, time

import attrs
import pytest

from sro_adapters.memory import MemoryDatabase
from sro_core import (
    BellTime,
    DatePeriod,
    InSession,
    Refused,
    Role,
    Roll,
    SchoolCalendar,
    SchoolSite,
    Session,
    SiteId,
    Unknown,
    Viewer,
    lay_over,
    load_rules,
)
from sro_core.desk import Desk
from sro_core.usecases.school_hours import in_session
from sro_core.usecases.submissions import Submission, submit

HIGH = SiteId("HIGH")
YEAR = Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5)))
BELLS = {day: (BellTime(time(8, 30), time(15, 30)),) for day in range(5)}


@pytest.fixture
def desk():
    calendar = SchoolCalendar(
        HIGH, (YEAR,), closed={date(2026, 11, 11): "Veterans Day"},
        minutes={date(2026, 11, 20): 240}, bells=BELLS,
    )  # fmt: skip
    at = datetime(2026, 11, 20, 9, 0)
    made = Desk(MemoryDatabase(), lambda: at, load_rules("us-ca"), lambda: "salt")
    roll = Roll((), {HIGH: calendar}, {HIGH: SchoolSite(HIGH, "High")})
    submit(made, made.admit(Viewer("o", Role.OPERATOR)), Submission(roll), on=at.date())
    return made


def ask(desk, viewer, site, *, at):
    return in_session(desk, desk.admit(viewer), site, at=at)


@pytest.mark.parametrize("role", Role)
def test_any_role_may_ask(desk, role):
    found = ask(desk, Viewer("x", role), HIGH, at=datetime(2026, 11, 19, 10, 0))
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
    found = ask(desk, Viewer("x", Role.OFFICER), HIGH, at=at)
    assert (found.answer, found.because) == (answer, because)


def test_a_site_that_is_not_on_record_is_told_with_those_that_are(desk):
    with pytest.raises(Unknown, match="there are: HIGH"):
        ask(desk, Viewer("x", Role.PUBLIC), SiteId("NOWHERE"), at=datetime(2026, 11, 19))


def test_that_somebody_asked_is_not_on_the_log(desk):
    """The calendar is public, and whoever asks for it need not be watched."""
    with desk.open() as stores:
        before = list(stores.audit.all())
    ask(desk, Viewer("x", Role.OFFICER), HIGH, at=datetime(2026, 11, 19, 10, 0))
    with desk.open() as stores:
        assert list(stores.audit.all()) == before


def test_any_site_may_be_asked_for_whatever_the_viewer_answers_for(desk):
    clerk = Viewer("c", Role.CLERK, frozenset({SiteId("MIDDLE")}))
    assert ask(desk, clerk, HIGH, at=datetime(2026, 11, 19, 10, 0)).answer is InSession.YES


def test_where_the_district_denies_it_nobody_is_told(desk):
    text = """\
[[denial]]
id = "no_calendar_for_the_public"
says = "when school is in session is told by the school"
cites = ["local: access"]
from = 2026-07-01
permissions = ["read a site's calendar"]
roles = ["public"]
"""
    strict = attrs.evolve(desk, rules=lay_over(desk.rules, text, file="ours.toml"))
    with pytest.raises(Refused, match="told by the school"):
        ask(strict, Viewer("x", Role.PUBLIC), HIGH, at=datetime(2026, 11, 19, 10, 0))
    assert ask(strict, Viewer("x", Role.CLERK), HIGH, at=datetime(2026, 11, 19, 10, 0))
