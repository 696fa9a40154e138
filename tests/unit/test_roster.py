"""Who is enrolled where: what the roster files of a bundle mean."""

from datetime import date

import pytest

from sro_core.ids import DistrictId, SiteId
from sro_core.periods import DatePeriod
from sro_core.students import Enrollment
from tests.bundles import full, look, marks, places, roll_of, said, small

YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
FALL = DatePeriod(date(2026, 8, 17), date(2026, 12, 19))
CLASSES = "sourcedId,schoolSourcedId,termSourcedIds\nC-1,HIGH,FALL\n"


def enrolled(*rows, **texts):
    """The spells of S-1, of rows of school, begin and end: ``HIGH 2026-09-01 2026-12-01``."""
    lines = ["sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate"]
    for number, row in enumerate(rows):
        school, begin, end, held = [*row.split(" "), ""][:4]
        lines.append(f"E-{number},{held},{school},S-1,student,{begin},{end}")
    return roll_of(small(enrollments="\n".join(lines) + "\n", **texts)).files[0].spells


def test_a_school_has_its_name_district_and_state_id():
    orgs = (
        "sourcedId,name,type,identifier,parentSourcedId\n"
        "D,District,district,,\nHIGH,Pine High,school,01612590000001,D\nMIDDLE,Oak,school,,\n"
    )
    sites = roll_of(small(orgs=orgs)).sites
    assert sites.keys() == {"HIGH", "MIDDLE"}
    high = sites[SiteId("HIGH")]
    assert (high.name, high.district, high.identifier) == (
        "Pine High", DistrictId("D"), "01612590000001",
    )  # fmt: skip
    assert sites[SiteId("MIDDLE")].district is None


def test_of_demographics_only_the_birth_date_is_read():
    demographics = "sourcedId,birthDate,sex\nS-1,2011-03-01,female\n"
    files = roll_of(small(demographics=demographics)).files
    assert [each.student.born for each in files] == [date(2011, 3, 1), None]


def test_version_1_2_tells_students_by_their_roles():
    files = {
        "users": "sourcedId,enabledUser\nS-1,true\nS-2,true\nT-1,true\n",
        "roles": (
            "sourcedId,userSourcedId,role,orgSourcedId\n1,S-1,student,HIGH\n2,T-1,teacher,HIGH\n"
        ),
        "enrollments": "sourcedId,schoolSourcedId,userSourcedId,role\nE,HIGH,S-2,student\n",
    }
    assert [each.ref for each in roll_of(small(**files)).files] == ["S-1", "S-2"]
    both = [look(full(version)).roll for version in ("1.1", "1.2")]
    assert both[0] == both[1]


def test_end_dates_are_the_day_after_the_last():
    calendar = roll_of(small()).calendars[SiteId("HIGH")]
    assert calendar.is_school_day(date(2027, 6, 4))
    assert not calendar.is_school_day(date(2027, 6, 5))
    (spell,) = enrolled("HIGH 2026-09-01 2026-12-01")
    assert date(2026, 11, 30) in spell.period
    assert date(2026, 12, 1) not in spell.period


@pytest.mark.parametrize(
    ("row", "period"),
    [
        ("HIGH   C-1", FALL),
        ("HIGH 2026-09-01  C-1", DatePeriod(date(2026, 9, 1), FALL.end)),
        ("HIGH  2026-11-01 C-1", DatePeriod(FALL.start, date(2026, 11, 1))),
        ("HIGH   C-2", DatePeriod(FALL.start, YEAR.end)),
        ("HIGH   C-3", YEAR),
        ("HIGH   ", YEAR),
    ],
)
def test_a_blank_date_is_the_class_term_s_else_the_school_year_s(row, period):
    sessions = (
        "sourcedId,title,type,startDate,endDate\nY,2026-27,schoolYear,2026-08-17,2027-06-05\n"
        "FALL,Fall,term,2026-08-17,2026-12-19\nSPRING,Spring,term,2027-01-04,2027-06-05\n"
    )
    classes = CLASSES + 'C-2,HIGH,"FALL,SPRING"\nC-3,HIGH,\n'
    assert enrolled(row, academicSessions=sessions, classes=classes) == (
        Enrollment(SiteId("HIGH"), period),
    )


def test_spells_are_the_union_of_enrollments_at_a_school():
    spells = enrolled(
        "HIGH 2026-08-17 2026-10-01", "HIGH 2026-09-01 2026-11-01", "HIGH 2026-11-01 2026-11-20",
        "HIGH 2027-01-04 2027-02-01", "HIGH 2027-03-01 2027-03-01",
    )  # fmt: skip
    assert [str(each.period) for each in spells] == [
        "2026-08-17..2026-11-19", "2027-01-04..2027-01-31",
    ]  # fmt: skip


def test_a_transfer_is_a_spell_at_each_school():
    spells = enrolled("MIDDLE 2026-10-05 ", "HIGH  2026-10-05")
    assert [(each.site, str(each.period)) for each in spells] == [
        ("HIGH", "2026-08-17..2026-10-04"), ("MIDDLE", "2026-10-05..2027-06-04"),
    ]  # fmt: skip


def test_without_a_school_year_the_next_kind_of_session_is_used_with_a_warning():
    sessions = (
        "sourcedId,title,type,startDate,endDate\nF,Fall,term,2026-08-17,2026-12-19\n"
        "S,Spring,term,2027-01-04,2027-06-05\nQ,Quarter,gradingPeriod,2026-08-17,2026-10-17\n"
    )
    checked = look(small(academicSessions=sessions))
    assert places(checked.report) == ["warning no_school_year academicSessions.csv"]
    titles = [each.title for each in checked.roll.calendars[SiteId("HIGH")].sessions]
    assert titles == ["Fall", "Spring"]


def test_an_end_before_its_start_is_an_error():
    sessions = "sourcedId,type,startDate,endDate\nY,schoolYear,2026-08-17,2026-08-17\n"
    assert said(academicSessions=sessions) == [
        "error end_before_start academicSessions.csv:2 endDate=2026-08-17"
    ]
    enrollments = (
        "sourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
        "E,HIGH,S-1,student,2026-09-02,2026-09-01\n"
    )
    assert said(enrollments=enrollments, attendance=marks("S-1 2026-09-01 absent")) == [
        "error end_before_start enrollments.csv:2 endDate=2026-09-01"
    ]
    bells = "School_id,Weekday,Start,End\nHIGH,Monday,15:00,08:00\n"
    assert said(bells=bells) == ["error end_before_start bells.csv:2 End=08:00"]


def test_roster_references_to_schools_and_people_are_errors_and_others_warnings():
    files = {
        "academicSessions": (
            "sourcedId,type,startDate,endDate,parentSourcedId\n"
            "Y,schoolYear,2026-08-17,2027-06-05,X\n"
        ),
        "orgs": small()["orgs.csv"] + "NIGHT,Night,school,X\n",
        "users": 'sourcedId,orgSourcedIds,role\nS-1,"HIGH,X",student\nS-2,,student\n',
        "courses": "sourcedId,schoolYearSourcedId,orgSourcedId\nA,X,X\n",
        "classes": 'sourcedId,schoolSourcedId,termSourcedIds\nC-1,X,"Y,X"\n',
        "enrollments": (
            "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\n"
            "E-1,X,HIGH,S-1,student\nE-2,C-1,X,S-1,student\nE-3,C-1,HIGH,X,student\n"
        ),
        "demographics": "sourcedId,birthDate\nX,2011-01-01\n",
        "roles": "sourcedId,userSourcedId,role,orgSourcedId\nR,X,student,X\n",
        "calendar": "School_id,Date,Kind\nX,2026-09-07,closed\n",
        "bells": "School_id,Weekday,Start,End\nX,Monday,08:00,15:00\n",
    }  # fmt: skip
    assert said(**files) == [
        "warning unknown_session academicSessions.csv:2 parentSourcedId=X",
        "error unknown_school bells.csv:2 School_id=X",
        "error unknown_school calendar.csv:2 School_id=X",
        "error unknown_school classes.csv:2 schoolSourcedId=X",
        "warning unknown_session classes.csv:2 termSourcedIds=X",
        "error unknown_school courses.csv:2 orgSourcedId=X",
        "warning unknown_session courses.csv:2 schoolYearSourcedId=X",
        "error unknown_student demographics.csv:2 sourcedId=X",
        "warning unknown_class enrollments.csv:2 classSourcedId=X",
        "error unknown_school enrollments.csv:3 schoolSourcedId=X",
        "error unknown_student enrollments.csv:4 userSourcedId=X",
        "error unknown_school orgs.csv:5 parentSourcedId=X",
        "error unknown_school roles.csv:2 orgSourcedId=X",
        "error unknown_student roles.csv:2 userSourcedId=X",
        "error unknown_school users.csv:2 orgSourcedIds=X",
    ]
