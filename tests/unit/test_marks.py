"""What a row of attendance.csv or actions.csv says, and which rows cannot be."""

from datetime import date

import pytest

from sro_core.ids import SiteId, StudentRef
from sro_core.truancy.attendance import AttendanceKind, Excuse, Scope
from sro_core.truancy.steps_taken import Action, StepTaken
from tests.bundles import look, marks, places, roll_of, said, said_of_marks, small

CLASSES = "sourcedId,schoolSourcedId,termSourcedIds\nC-1,HIGH,FALL\n"


def test_a_mark_is_read_with_all_that_it_says():
    roll = roll_of(
        small(
            attendance=marks(
                "S-1,HIGH,C-1,2026-09-01,section,absent,UNX,50", "S-1 2026-09-01 tardy ILL 31"
            ),
            classes=CLASSES,
        )
    )
    lesson, late = roll.files[0].events
    assert (lesson.scope, lesson.kind, lesson.excuse) == (
        Scope.CLASS, AttendanceKind.ABSENT, Excuse.UNEXCUSED,
    )  # fmt: skip
    assert (lesson.section, lesson.minutes, lesson.code) == ("C-1", 50, "UNX")
    assert (late.scope, late.kind, late.excuse) == (Scope.DAY, AttendanceKind.TARDY, Excuse.EXCUSED)
    assert (late.on, late.site, late.minutes) == (date(2026, 9, 1), "HIGH", 31)


def test_words_are_read_however_they_are_capitalised():
    row = "S-1,HIGH,,2026-09-01,Daily,ABSENT,UNX,"
    assert roll_of(small(attendance=marks(row))).files[0].events[0].kind is AttendanceKind.ABSENT


def test_attendance_reaches_to_the_last_date_of_each_school():
    attendance = marks(
        "S-1 2026-09-02 present", "S-1 2026-09-01 absent", "S-2,MIDDLE,,2026-08-31,daily,absent,,"
    )
    through = look(small(attendance=attendance)).roll.data_through
    assert through == {"HIGH": date(2026, 9, 2), "MIDDLE": date(2026, 8, 31)}


def test_acts_keep_who_what_when_where_and_how():
    actions = (
        "Student_id,School_id,Action,Date,Means\n"
        "S-1,HIGH,truancy_report,2026-09-09,form\nS-1,,other,2026-09-08,\n"
    )
    assert roll_of(small(actions=actions)).files[0].steps == (
        StepTaken(
            StudentRef("S-1"), Action.TRUANCY_REPORT, date(2026, 9, 9), SiteId("HIGH"), "form"
        ),
        StepTaken(StudentRef("S-1"), Action.OTHER, date(2026, 9, 8)),
    )


def test_codes_mean_what_codes_csv_says():
    codes = "Excuse_code,Excuse,Reason\nA,excused,\nB,unexcused,\nunexcused,excused,\n,unexcused,\n"
    attendance = marks(
        "S-1 2026-09-01 absent A", "S-1 2026-09-02 absent B", "S-1 2026-09-03 absent unexcused",
        "S-1 2026-09-04 absent",
    )  # fmt: skip
    events = roll_of(small(codes=codes, attendance=attendance)).files[0].events
    assert [each.excuse for each in events] == ["excused", "unexcused", "excused", "unexcused"]


def test_without_codes_csv_the_words_mean_themselves():
    attendance = marks("S-1 2026-09-01 absent Excused", "S-1 2026-09-02 absent unexcused")
    events = roll_of(small(codes=None, attendance=attendance)).files[0].events
    assert [each.excuse for each in events] == [Excuse.EXCUSED, Excuse.UNEXCUSED]
    assert [each.code for each in events] == ["Excused", "unexcused"]


@pytest.mark.parametrize("codes", [None, "Excuse_code,Excuse\nILL,excused\n"])
def test_an_unknown_code_is_warned_of_once_with_its_count_and_stays_unknown(codes):
    attendance = marks(
        "S-1 2026-09-01 absent", "S-1 2026-09-02 absent QQ", "S-1 2026-09-03 absent QQ",
        "S-2 2026-09-02 tardy QQ", "S-2 2026-09-03 absent qq",
    )  # fmt: skip
    checked = look(small(codes=codes, attendance=attendance))
    assert places(checked.report) == [
        "warning unknown_excuse_code attendance.csv:3 Excuse_code=QQ",
        "warning unknown_excuse_code attendance.csv:6 Excuse_code=qq",
    ]
    assert "3 row(s)" in str(checked.report.problems[0])
    events = [event for file in checked.roll.files for event in file.events]
    assert {each.excuse for each in events} == {Excuse.UNKNOWN}


def test_a_present_mark_has_no_excuse_and_its_code_needs_no_meaning():
    roll = roll_of(small(attendance=marks("S-1 2026-09-01 present QQ")))
    assert roll.files[0].events[0].excuse is Excuse.UNKNOWN


def test_a_code_with_two_meanings_is_an_error():
    codes = "Excuse_code,Excuse\nA,excused\nA,excused\nA,unexcused\n"
    assert said(codes=codes) == [
        "warning identical_row codes.csv:3",
        "error duplicate_id codes.csv:4 Excuse_code=A",
    ]


def test_marks_that_differ_are_all_kept():
    attendance = marks("S-1 2026-09-01 absent UNX", "S-1 2026-09-01 absent ILL")
    assert len(roll_of(small(attendance=attendance)).files[0].events) == 2


@pytest.mark.parametrize("order", [("absent", "present"), ("present", "absent")])
def test_a_daily_present_beside_a_daily_absence_is_an_error(order):
    rows = [f"S-1 2026-09-01 {status} UNX" for status in order]
    assert said_of_marks(*rows) == [
        f"error present_and_absent attendance.csv:3 Attendance_status={order[1]}"
    ]


@pytest.mark.parametrize(
    "row",
    ["S-1 2026-09-02 present", "S-2 2026-09-01 present", "S-1 2026-09-01 tardy UNX",
     "S-1,HIGH,,2026-09-01,section,present,,"],
)  # fmt: skip
def test_a_present_that_contradicts_no_daily_absence_is_none(row):
    assert said_of_marks("S-1 2026-09-01 absent UNX", row) == []


def test_a_mark_of_an_unknown_student_or_school_is_an_error():
    assert said_of_marks(
        "S-9 2026-09-01 absent UNX", "S-1,NOWHERE,,2026-09-01,daily,absent,UNX,",
        "S-8,NOWHERE,,2026-09-01,daily,absent,UNX,",
    ) == [
        "error unknown_student attendance.csv:2 Student_id=S-9",
        "error unknown_school attendance.csv:3 School_id=NOWHERE",
        "error unknown_school attendance.csv:4 School_id=NOWHERE",
        "error unknown_student attendance.csv:4 Student_id=S-8",
    ]  # fmt: skip


def test_a_mark_of_a_teacher_or_of_the_district_is_an_error():
    assert said_of_marks("T-1 2026-09-01 absent UNX", "S-1,D,,2026-09-01,daily,absent,UNX,") == [
        "error not_a_student attendance.csv:2 Student_id=T-1",
        "error not_a_school attendance.csv:3 School_id=D",
    ]


def test_an_act_about_an_unknown_student_or_at_an_unknown_school_is_an_error():
    actions = (
        "Student_id,School_id,Action,Date\nS-9,,other,2026-09-09\nT-1,HIGH,other,2026-09-09\n"
        "S-1,NOWHERE,other,2026-09-09\n"
    )
    assert said(actions=actions) == [
        "error unknown_student actions.csv:2 Student_id=S-9",
        "error not_a_student actions.csv:3 Student_id=T-1",
        "error unknown_school actions.csv:4 School_id=NOWHERE",
    ]


def test_a_mark_of_an_unknown_section_is_a_warning_where_classes_are_listed():
    row = "S-1,HIGH,C-9,2026-09-01,section,absent,UNX,"
    assert said_of_marks(row) == []
    assert said_of_marks(row, classes=CLASSES) == [
        "warning unknown_section attendance.csv:2 Section_id=C-9"
    ]


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2026-08-14", "not_enrolled"),  # before the session, so before the enrollment too
        ("2026-09-05", "not_a_school_day"),
        ("2026-09-07", "not_a_school_day"),
        ("2027-06-05", "not_enrolled"),
    ],
)
def test_a_mark_on_a_day_that_is_none_for_the_student_is_warned_of_and_kept(on, code):
    calendar = "School_id,Date,Kind,Label\nHIGH,2026-09-07,closed,Labor Day\n"
    files = small(calendar=calendar, attendance=marks(f"S-1 {on} absent UNX"))
    checked = look(files)
    assert places(checked.report) == [f"warning {code} attendance.csv:2 Attendance_date={on}"]
    assert len(checked.roll.files[0].events) == 1


def test_a_mark_outside_the_student_s_own_enrollment_is_warned_of():
    enrollments = (
        "sourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
        "E-1,HIGH,S-1,student,2026-09-01,2026-10-01\n"
    )
    rows = [
        f"S-1 {on} absent UNX" for on in ("2026-08-31", "2026-09-01", "2026-09-30", "2026-10-01")
    ]
    rows.append("S-2 2026-09-01 absent UNX")
    assert said_of_marks(*rows, enrollments=enrollments) == [
        "warning not_enrolled attendance.csv:2 Attendance_date=2026-08-31",
        "warning not_enrolled attendance.csv:5 Attendance_date=2026-10-01",
        "warning not_enrolled attendance.csv:6 Attendance_date=2026-09-01",
    ]


def test_a_make_up_saturday_is_a_school_day():
    calendar = "School_id,Date,Kind\n,2026-09-12,added\n"
    assert said_of_marks("S-1 2026-09-12 absent UNX", calendar=calendar) == []
