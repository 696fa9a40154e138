"""What a bundle must hold, and what is said of one whose files do not fit each other."""

from datetime import date

import pytest

from sro_adapters.interchange import read_bundle
from sro_core.periods import DatePeriod
from sro_core.truancy.roll import Statement
from tests.bundles import (
    full,
    look,
    marks,
    pack,
    places,
    roll_of,
    rows_of_full,
    said,
    small,
    texts,
)

DECLARED = [f"file.{name},bulk" for name in ("orgs", "academicSessions", "users", "enrollments")]


def test_leading_zeros_of_ids_are_kept():
    files = {
        "orgs": "sourcedId,type\n007,school\n07,school\n",
        "users": "sourcedId,role\n0001,student\n001,student\n",
        "enrollments": (
            "sourcedId,schoolSourcedId,userSourcedId,role\n01,007,0001,student\n1,07,001,student\n"
        ),
    }
    roll = roll_of(small(**files))
    assert [(each.ref, each.spells[0].site) for each in roll.files] == [
        ("0001", "007"), ("001", "07"),
    ]  # fmt: skip


def test_a_missing_required_file_is_an_error_and_the_only_one():
    for name in ("orgs", "academicSessions", "users", "enrollments"):
        report = look(small(attendance=marks("S-1 2026-09-01 absent UNX"), **{name: None})).report
        assert places(report) == [f"error missing_file {name}.csv"]


def test_a_bundle_without_attendance_is_warned_of():
    checked = look(small(attendance=None))
    assert places(checked.report) == ["warning no_attendance attendance.csv"]
    assert len(checked.roll.files) == 2


@pytest.mark.parametrize("name", ["codes", "calendar", "classes", "demographics"])
def test_an_unusable_file_is_told_once_and_nothing_that_follows_from_it(name):
    files = full() | {f"{name}.csv": b"\xff\xfe"}
    assert places(look(files).report) == [f"error not_utf8 {name}.csv:1"]


def test_a_file_that_is_not_read_is_warned_of_unless_it_is_known_to_be_unused():
    files = small() | {"notes.txt": "x", "old/orgs.csv": "x", "truth.csv": "x", "results.csv": "x"}
    assert places(look(files).report) == [
        "warning unread_file notes.txt", "warning unread_file old/orgs.csv",
    ]  # fmt: skip


def test_the_same_file_twice_is_an_error():
    assert places(look(small() | {"Orgs.CSV": "x"}).report) == ["error duplicate_file Orgs.CSV"]


def test_names_of_files_may_be_capitalised_in_any_way():
    roll = roll_of(small())
    assert roll_of({name.upper(): text for name, text in small().items()}) == roll


def test_a_vendor_s_extra_column_is_warned_of_and_a_known_unread_one_is_not():
    users = "sourcedId,role,password,metadata.x\nS-1,student,p,1\nS-2,student,p,2\n"
    enrollments = small()["enrollments.csv"].replace("E-3,HIGH,T-1,teacher,,\n", "")
    assert said(users=users, enrollments=enrollments) == [
        "warning extra_column users.csv:1 metadata.x="
    ]


def test_a_missing_column_whose_name_is_nearly_there_is_pointed_out():
    report = look(small(users="SourcedId,role\nS-1,student\n")).report
    assert places(report) == [
        "warning extra_column users.csv:1 SourcedId=",
        "error missing_column users.csv:1 sourcedId=",
    ]
    (error,) = (each for each in report if each.severity == "error")
    assert "SourcedId" in error.hint


def manifest(*lines):
    return "propertyName,value\n" + "".join(f"{each}\n" for each in lines)


def test_the_manifest_may_declare_every_file_and_need_not_name_ours():
    assert said(manifest=manifest("oneroster.version,1.1", *DECLARED)) == []


def test_a_file_that_the_manifest_does_not_declare_is_warned_of_and_read():
    checked = look(small(manifest=manifest(*DECLARED[1:], "file.orgs,absent")))
    assert places(checked.report) == ["warning undeclared_file orgs.csv"]
    assert checked.roll.sites.keys() == {"HIGH", "MIDDLE"}


def test_a_file_that_is_declared_and_not_there_is_warned_of():
    assert said(manifest=manifest(*DECLARED, "file.classes,bulk", "file.courses,absent")) == [
        "warning declared_missing manifest.csv:6"
    ]


def test_an_unknown_version_is_warned_of():
    assert said(manifest=manifest("oneroster.version,2.0", *DECLARED)) == [
        "warning unknown_version manifest.csv:2 value=2.0"
    ]


def test_rows_to_be_deleted_are_left_out_and_marks_of_them_are_warned_of():
    users = (
        "sourcedId,status,role\nS-1,active,student\nS-2,tobedeleted,student\n"
        "T-1,,teacher\nS-3,inactive,student\n"
    )
    attendance = marks("S-1 2026-09-01 absent UNX", "S-2 2026-09-01 absent UNX")
    found = look(small(users=users, attendance=attendance, manifest=manifest(
        "file.users,delta", *DECLARED[:2], DECLARED[3]
    )))  # fmt: skip
    assert [each.ref for each in found.roll.files] == ["S-1", "S-3"]
    (warning,) = found.report
    assert (warning.code, warning.line, warning.value) == ("deleted_student", 3, "S-2")


def test_a_session_of_more_than_a_year_is_an_error_on_the_day_it_becomes_one():
    def sessions(end):
        head = "sourcedId,title,type,startDate,endDate\n"
        return small(academicSessions=f"{head}Y,2026-27,schoolYear,2026-07-01,{end}\n")

    assert not look(sessions("2027-07-02")).report.errors
    (error,) = look(sessions("2027-07-03")).report
    assert (error.code, error.column) == ("session_too_long", "endDate")


YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))


def test_a_bundle_states_its_school_year_and_a_whole_roster():
    assert roll_of(small()).statement == Statement(span=YEAR)
    assert roll_of(small(manifest=manifest(*DECLARED))).statement == Statement(span=YEAR)
    headers = {name: text.splitlines()[0] for name, text in small().items()}
    assert roll_of(headers | {"users.csv": "sourcedId"}).statement == Statement()


def test_the_days_stated_are_those_of_the_school_years_not_of_their_terms():
    sessions = (
        "sourcedId,type,startDate,endDate\nOLD,schoolYear,2025-08-18,2026-06-06\n"
        "Y,schoolYear,2026-08-17,2027-06-05\nT,term,2024-08-17,2024-12-19\n"
    )
    span = DatePeriod(date(2025, 8, 18), date(2027, 6, 5))
    assert roll_of(small(academicSessions=sessions)).statement.span == span


@pytest.mark.parametrize("name", ["users", "enrollments", "orgs"])
def test_a_roster_of_changes_is_not_whole(name):
    declared = [line for line in DECLARED if name not in line]
    roll = roll_of(small(manifest=manifest(*declared, f"file.{name}, Delta")))
    assert roll.statement.whole is (name == "orgs")


def test_who_has_only_deleted_enrollments_at_a_school_left_it():
    enrollments = (
        "sourcedId,status,schoolSourcedId,userSourcedId,role\n"
        "E-1,active,HIGH,S-1,student\nE-2,tobedeleted,HIGH,S-1,student\n"
        "E-3,tobedeleted,MIDDLE,S-1,student\nE-4,tobedeleted,HIGH,T-1,teacher\n"
        "E-5,tobedeleted,HIGH,S-9,student\n"
    )
    checked = look(small(enrollments=enrollments))
    assert places(checked.report) == []
    assert checked.roll.statement.left == {("S-1", "MIDDLE"), ("S-9", "HIGH")}


@pytest.mark.parametrize(("column", "code"), [("user", "student"), ("school", "school")])
def test_changes_may_refer_only_to_people_and_schools_that_they_hold(column, code):
    row = {"school": "HIGH", "user": "S-1"} | {column: "ELSEWHERE"}
    enrollments = (
        f"sourcedId,schoolSourcedId,userSourcedId,role\nE-1,{row['school']},{row['user']},student\n"
    )
    declared = [*DECLARED[:3], "file.enrollments,delta"]
    assert said(enrollments=enrollments, manifest=manifest(*declared)) == [
        f"error unknown_{code} enrollments.csv:2 {column}SourcedId=ELSEWHERE"
    ]


def test_an_enrollment_to_be_deleted_is_no_enrollment():
    enrollments = (
        "sourcedId,status,schoolSourcedId,userSourcedId,role\n"
        "E-1,active,HIGH,S-1,student\nE-2,tobedeleted,MIDDLE,S-1,student\n"
    )
    assert [each.site for each in roll_of(small(enrollments=enrollments)).files[0].spells] == [
        "HIGH"
    ]


def test_a_row_that_stands_twice_counts_once_with_a_warning():
    attendance = marks(*["S-1 2026-09-01 absent UNX"] * 3)
    actions = "Student_id,Action,Date\nS-1,other,2026-09-09\nS-1,other,2026-09-09\n"
    orgs = small()["orgs.csv"] + "HIGH,Pine High,school,D\n"
    checked = look(small(attendance=attendance, actions=actions, orgs=orgs))
    assert places(checked.report) == [
        "warning identical_row actions.csv:3",
        "warning identical_row attendance.csv:3",
        "warning identical_row attendance.csv:4",
        "warning identical_row orgs.csv:5 sourcedId=HIGH",
    ]
    assert len(checked.roll.files[0].events) == len(checked.roll.files[0].steps) == 1


def test_a_row_without_an_id_that_stands_twice_counts_once_too():
    files = {
        "manifest": manifest("oneroster.version,1.1", "oneroster.version,1.1", *DECLARED),
        "codes": "Excuse_code,Excuse\nILL,excused\nILL,Excused\n",
        "calendar": "School_id,Date,Kind\n,2026-09-07,closed\n,2026-09-07,closed\n",
        "bells": "School_id,Weekday,Start,End\n,Monday,08:00,12:00\n,Mon,8:00,12:00\n",
    }
    checked = look(small(**files))
    assert places(checked.report) == [
        "warning identical_row bells.csv:3",
        "warning identical_row calendar.csv:3",
        "warning identical_row codes.csv:3",
        "warning identical_row manifest.csv:3",
    ]
    assert [len(rings) for rings in checked.roll.calendars["HIGH"].bells.values()] == [1]


def test_two_different_rows_of_one_id_are_an_error():
    orgs = small()["orgs.csv"] + "HIGH,Fir High,school,D\n"
    assert said(orgs=orgs) == ["error duplicate_id orgs.csv:5 sourcedId=HIGH"]


def test_references_to_refused_rows_are_not_reported_again():
    rows = rows_of_full()
    for name, column, cell in (
        ("orgs", "type", "shop"), ("users", "role", "pupil"), ("academicSessions", "type", "x"),
        ("classes", "classType", "x"), ("calendar", "Date", "x"), ("codes", "Excuse", "x"),
    ):  # fmt: skip
        for row in rows[name]:
            row[column] = cell
    expected = sum(len(rows[name]) for name in ("orgs", "users", "academicSessions", "classes",
                                                "calendar", "codes"))  # fmt: skip
    report = look(texts(rows)).report
    assert {each.code for each in report} == {"bad_choice", "bad_date"}
    assert report.counts.total() == expected


def test_all_references_into_a_file_with_a_row_whose_id_is_refused_are_left_alone():
    users = 'sourcedId,role\n" S-1",student\nS-2,student\nT-1,teacher\n'
    assert said(users=users, attendance=marks("S-1 2026-09-01 absent UNX")) == [
        "error space_around_id users.csv:2 sourcedId= S-1"
    ]


def test_a_bundle_with_warnings_is_read(tmp_path):
    attendance = marks("S-1 2026-09-05 absent QQ")
    roll = read_bundle(pack(small(attendance=attendance), tmp_path / "b.zip"))
    assert len(roll.files[0].events) == 1
