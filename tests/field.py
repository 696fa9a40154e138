"""A district for tests of steps, letters and referrals: two sites, a handful of students.

The clock stands on 20 November 2026. Students are absent without excuse on Mondays and Tuesdays
in September, as many as they are given.
"""

from datetime import date, datetime, timedelta
from itertools import count

import attrs

from sro_adapters.memory import MemoryDatabase
from sro_core import (
    AttendanceEvent,
    DatePeriod,
    Enrollment,
    Excuse,
    Role,
    Roll,
    SchoolCalendar,
    SchoolSite,
    Session,
    SiteId,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
    Viewer,
    lay_over,
    load_rules,
)
from sro_core.desk import Desk
from sro_core.usecases.submissions import Submission, submit

ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 30)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
YEAR = Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5)))
CALENDARS = {site: SchoolCalendar(site, (YEAR,)) for site in (HIGH, MIDDLE)}
BORN = date(2012, 3, 4)
DAYS = [date(2026, 9, 7) + timedelta(weeks=week, days=day) for week in range(8) for day in range(2)]
"""The days on which students are absent, in order."""
THREE_SIX_NINE = """
id = "our-district"
title = "Our district (illustrative)"

[[ladder]]
id = "own"
says = "own letters at three, six and nine occasions"
cites = ["local: letters"]
from = 2026-07-01
requalify = "{requalify}"

[[letter]]
id = "own_letter"
says = "the district's own letter about absences"
cites = ["local: letters"]
from = 2026-07-01
frame.title = "Absences"
frame.greeting = "Dear family of {{student}},"
frame.opening = "We miss {{student}} at school."
frame.dates_heading = "Days"
frame.closing = "Call us."

[[letter_item]]
id = "own_support"
says = "the letter offers help"
cites = ["local: letters"]
from = 2026-07-01
letter = "own_letter"
text = "We would like to help."

[[step]]
id = "letter_1"
says = "send the first letter"
cites = ["local: letters"]
from = 2026-07-01
ladder = "own"
who = "clerk"
kind = "letter"
series = "occasions"
at_least = 3
act = "other"
letter = "own_letter"

[[step]]
id = "letter_2"
says = "send the second letter"
cites = ["local: letters"]
from = 2026-07-01
ladder = "own"
who = "clerk"
kind = "letter"
series = "occasions"
at_least = 6
act = "other"
letter = "own_letter"

[[step]]
id = "letter_3"
says = "send the third letter"
cites = ["local: letters"]
from = 2026-07-01
ladder = "own"
who = "clerk"
kind = "letter"
series = "occasions"
more_than = 8
act = "other"
letter = "own_letter"

[[deadline]]
id = "letter_1_sent"
says = "the first letter goes out within five school days"
cites = ["local: letters"]
from = 2026-07-01
of = "letter_1"
within = 5

[[deadline]]
id = "notice_sent"
says = "the notice goes out within ten school days"
cites = ["local: letters"]
from = 2026-07-01
of = "send_notice"
within = 10
"""
LAW = load_rules("us-ca")


def own_rules(requalify="anew", more=""):
    """California with the district's own letters over it."""
    text = THREE_SIX_NINE.format(requalify=requalify) + more
    return lay_over(LAW, text, file="own.toml")


def viewer(role, *sites, actor="", purpose="daily work"):
    return Viewer(actor or f"the {role}", Role(role), frozenset(sites) or None, purpose)


CLERK, ADMINISTRATOR = viewer("clerk", HIGH), viewer("administrator", HIGH)
DISTRICT, OPERATOR = viewer("district"), viewer("operator")
OFFICER = viewer("officer", actor="O-01")


def events(ref, days, excuse=Excuse.UNEXCUSED, site=HIGH):
    return tuple(AttendanceEvent(StudentRef(ref), site, on, excuse=excuse) for on in days)


def student(ref, absent=0, *, site=HIGH, born=BORN, acts=()):
    """A student absent on the first so many of `DAYS`, with acts as (action, day)."""
    ref = StudentRef(ref)
    return StudentFile(
        Student(ref, born),
        (Enrollment(site, YEAR.period),),
        events(ref, DAYS[:absent], site=site),
        tuple(StepTaken(ref, action, on, site) for action, on in acts),
    )


def roll(*files):
    sites = {site: SchoolSite(site, f"{site.title()} School") for site in (HIGH, MIDDLE)}
    return Roll(sorted(files, key=lambda one: one.ref), CALENDARS, sites, dict.fromkeys(sites, ON))


def desk_on(*files, rules=LAW, at=AT, database=None, identities=()):
    """A desk on a district that has these students."""
    numbers = count(1)
    made = Desk(database or MemoryDatabase(), lambda: at, rules, lambda: f"id-{next(numbers):04}")
    put_in(made, *files, identities=identities)
    return made


def put_in(desk, *files, identities=()):
    """Take in the students as an export would state them."""
    stated = Submission(roll(*files), identities=identities)
    submit(desk, desk.admit(OPERATOR), attrs.evolve(stated, confirmed=True), on=ON)
