"""In school, not in school, ask the school: what decides, and that nothing near is looked up."""

from datetime import date, datetime

import attrs
import pytest

from sro_core import AttendanceKind, BadValue, DatePeriod, Enrollment, Excuse, Scope
from sro_core.contacts.contact import DueNow
from sro_core.truancy.field_check import Asked, due_in_school, exactly
from sro_core.truancy.measures import Ages
from tests.street import BORN, HIGH, IDENTITIES, MIDDLE, NOW, ON, YEAR, absent, calendar, file

AGES = Ages(6, 18)
CALENDARS = {HIGH: calendar(HIGH), MIDDLE: calendar(MIDDLE)}


def asked(one=None, at=NOW, calendars=CALENDARS, ages=AGES, through=ON):
    return due_in_school(one or file("S-1"), calendars, {HIGH: through}, ages=ages, at=at)


def row(**more):
    return file("S-1", events=[absent("S-1", **more)])


def test_in_session_without_an_excuse_the_student_is_due_in_school():
    found = asked()
    assert found.answer is DueNow.IN_SCHOOL
    assert found.because == "no excuse on file as of 2026-11-20 10:15"


def test_it_says_how_far_attendance_reaches_where_that_is_behind():
    assert asked(through=date(2026, 11, 19)).because.endswith(
        "attendance reaches through 2026-11-19"
    )


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        (datetime(2026, 11, 20, 8, 29), DueNow.NOT_IN_SCHOOL),
        (datetime(2026, 11, 20, 8, 30), DueNow.IN_SCHOOL),
        (datetime(2026, 11, 20, 15, 29), DueNow.IN_SCHOOL),
        (datetime(2026, 11, 20, 15, 30), DueNow.NOT_IN_SCHOOL),
        (datetime(2026, 11, 21, 10, 15), DueNow.NOT_IN_SCHOOL),
        (datetime(2026, 11, 26, 10, 15), DueNow.NOT_IN_SCHOOL),
    ],
)
def test_bells_and_calendar_decide_to_the_minute(at, answer):
    assert asked(at=at).answer is answer


@pytest.mark.parametrize("excuse", [Excuse.UNEXCUSED, Excuse.UNKNOWN])
def test_an_absence_that_is_not_excused_is_no_excuse_on_file(excuse):
    found = asked(row(excuse=excuse))
    assert found.answer is DueNow.IN_SCHOOL
    assert "truant" not in found.because


def test_an_excuse_for_the_day_means_not_due():
    assert asked(row(excuse=Excuse.EXCUSED)).answer is DueNow.NOT_IN_SCHOOL


@pytest.mark.parametrize(
    "more",
    [
        {"kind": AttendanceKind.PARTIAL, "minutes": 60, "excuse": Excuse.EXCUSED},
        {"scope": Scope.CLASS, "excuse": Excuse.EXCUSED},
        {"kind": AttendanceKind.PRESENT},
    ],
)
def test_what_is_on_file_for_part_of_the_day_is_for_the_school_to_say(more):
    assert asked(row(**more)).answer is DueNow.ASK


def test_what_is_not_known_is_for_the_school_to_say():
    nowhere = attrs.evolve(file("S-1"), spells=())
    assumed = attrs.evolve(file("S-1"), spells=(Enrollment(HIGH, YEAR, assumed=True),))
    both = attrs.evolve(file("S-1"), spells=(Enrollment(HIGH, YEAR), Enrollment(MIDDLE, YEAR)))
    left = attrs.evolve(file("S-1"), spells=(Enrollment(HIGH, DatePeriod(date(2026, 8, 17), ON)),))
    silent = {HIGH: attrs.evolve(calendar(HIGH), bells={})}
    for one in (nowhere, assumed, both, left):
        assert asked(one).answer is DueNow.ASK
    assert asked(calendars=silent).answer is DueNow.ASK
    assert asked(ages=None).answer is DueNow.ASK


def test_who_is_eighteen_is_no_longer_of_compulsory_age():
    assert asked(file("S-1", born=date(2008, 11, 21))).answer is DueNow.IN_SCHOOL
    assert asked(file("S-1", born=date(2008, 11, 20))).answer is DueNow.ASK


def test_a_name_is_taken_exactly_case_and_blanks_aside():
    def found(given, family="Sample"):
        return list(exactly(IDENTITIES, Asked(given, family, BORN)))

    assert found("ana ") == ["S-00001"]
    assert found("ANNIE", " sample") == ["S-00001"]
    assert found("Twin") == ["S-00004", "S-00005"]
    for near in ("An", "Anna", "Ana Rosalind", "A", "Aña"):
        assert found(near) == []


@pytest.mark.parametrize(("given", "family"), [("", "Sample"), ("Ana", " ")])
def test_half_a_name_is_not_looked_up(given, family):
    with pytest.raises(BadValue, match="blank"):
        Asked(given, family, BORN)
