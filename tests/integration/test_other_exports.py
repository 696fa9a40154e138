"""Real exports and publications by others: named, mapped where that can be, never a traceback."""

import re
from collections import Counter
from datetime import date

import pytest

from sro_adapters.interchange import InputRefused, check
from sro_core.jurisdictions import load_rules
from sro_core.truancy.classify import classify

NAMES = {
    "cal-ripa": "Cal-RIPA",
    "cde-wccusd": "California public schools directory",
    "colorado-cde": "Colorado CDE",
    "edfi-data-standard-v5": "Ed-Fi XML",
    "ics-icalendar-py": "iCalendar",
    "maryland-msde": "Maryland MSDE",
    "moodle-oneroster": "a folder with a zip in it",
    "moodle-oneroster/Test_minimal_data_set.zip": "OneRoster CSV",
    "ms-oea-contoso-sis": "Microsoft OEA Contoso SIS",
    "ms-oea-sds-full": "Microsoft OEA normalised tables and Microsoft OEA Contoso SIS tables",
    "ms-oea-sds-full/contoso_sis": "Microsoft OEA Contoso SIS",
    "ms-oea-sds-full/m365": "Microsoft OEA normalised tables",
    "ms-sds-samples": "Microsoft School Data Sync",
    "ms-sds-samples/SDS Format": "Microsoft School Data Sync v1 CSV",
    "ms-sds-samples/SDS v2": "Microsoft School Data Sync v2 CSV",
    "ms-sds-samples/SDS v2.1": "Microsoft School Data Sync v2.1 CSV",
    "nibrs": "NIBRS",
    "nrp-schedulingbenchmarks": "NRP",
    "opensdp-college-going": "OpenSDP",
    "ripa-2018-codes": "RIPA stop data",
    "school-calendar-facts": "school-calendar dates",
    "vcards-vcard-json": "contact cards",
}
MAP = """\
title = "Contoso SIS, class-period marks"
assume_enrolled = true

[[table]]
is = "attendance"
from = "studentattendance/part1.csv"
dates = "day/month/year"
[table.columns]
Student_id = "student_id"
School_id = "school_id"
Section_id = "section_id"
Attendance_date = "attendance_date"
Attendance_status = "attendance_status"
[table.constants]
Attendance_type = "section"
[table.values.Attendance_status]
Present = "present"
Absent = "absent"

[[table]]
is = "orgs"
from = "studentattendance/part1.csv"
distinct = true
[table.columns]
sourcedId = "school_id"
[table.constants]
type = "school"

[[table]]
is = "users"
from = "students/part1.csv"
[table.columns]
sourcedId = "SIS ID"
[table.constants]
role = "student"

[[rows]]
is = "academicSessions"
rows = [
  { sourcedId = "2019-20", type = "schoolYear", startDate = 2019-07-01, endDate = 2020-07-01 },
]
"""


def test_every_form_is_named(shared_data):
    for path, name in NAMES.items():
        if not (shared_data / path).exists():
            continue
        found = check(shared_data / path)
        assert name in found.form, path
        read = found.form in ("Ed-Fi XML", "OneRoster CSV")
        assert read or [each.code for each in found.report] == ["form_not_read"], path
        assert read or found.roll is None
        assert all(each.says and each.hint for each in found.report if each.severity == "error")


def test_every_folder_and_zip_is_told_something_and_never_fails(shared_data):
    inputs = [each for each in shared_data.rglob("*") if each.is_dir() or each.suffix == ".zip"]
    assert len(inputs) > len(NAMES)
    unnamed = set()
    for each in [shared_data, *inputs]:
        try:
            found = check(each)
        except InputRefused as refused:  # a zip that cannot be trusted
            assert refused.report.errors  # noqa: PT017 - either is an answer
            continue
        if found.form == "not recognised":
            unnamed.add(each.relative_to(shared_data).as_posix())
    assert unnamed == set()


def test_the_same_holds_for_every_single_file(shared_data, tmp_path):
    for number, each in enumerate(sorted(shared_data.rglob("*"))):
        if each.is_file() and each.stat().st_size < 2**18 and each.suffix != ".ics":
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / each.name).write_bytes(each.read_bytes())
            assert check(folder).form


def contoso(shared_data, tmp_path, day, text=MAP):
    (tmp_path / "contoso.toml").write_text(text, encoding="utf-8")
    folder = shared_data / "ms-oea-contoso-sis" / day
    return check(folder, map_file=tmp_path / "contoso.toml")


def test_a_map_makes_class_period_marks_a_roll(shared_data, tmp_path):
    found = contoso(shared_data, tmp_path, "day1")
    assert found.report.errors == 0
    twice = [each for each in found.report if each.code == "identical_row"]
    assert [(each.file, each.line) for each in twice] == [("studentattendance/part1.csv", 3)]
    (file,) = found.roll.files
    assert file.ref == "st1"
    assert len(file.events) == 1_462 - 1
    assert Counter(map(str, (each.kind for each in file.events))) == {
        "present": 1_169,
        "absent": 292,
    }
    assert {(str(each.scope), str(each.excuse), each.minutes) for each in file.events} == {
        ("class", "unknown", None)
    }
    assert {str(each.on.year) for each in file.events} == {"2019", "2020"}


def test_the_second_day_holds_two_students(shared_data, tmp_path):
    found = contoso(shared_data, tmp_path, "day2")
    assert found.report.errors == 0
    assert {file.ref: len(file.events) for file in found.roll.files} == {"st1": 3, "st2": 1_464}
    assert not any(each.code == "identical_row" for each in found.report)


def test_both_days_together(shared_data, tmp_path):
    text = re.sub(r'from = "(\w+)/', r'from = "day*/\1/', MAP)
    found = contoso(shared_data, tmp_path, "", text)
    assert found.report.errors == 0
    rows = {file.ref: len(file.events) for file in found.roll.files}
    assert rows == {"st1": 1_461 + 3, "st2": 1_464}
    twice = {(each.file, each.line) for each in found.report if each.code == "identical_row"}
    assert ("day1/studentattendance/part1.csv", 3) in twice
    assert ("day2/students/part1.csv", 2) in twice


def test_absences_of_unknown_length_and_excuse_stay_unresolved(shared_data, tmp_path):
    roll = contoso(shared_data, tmp_path, "day1").roll
    (file,) = roll.files
    (one,) = classify(roll, rules=load_rules("us-ca"), on=date(2020, 6, 1))
    weekdays = {
        each.on for each in file.events if each.kind == "absent" and each.on.isoweekday() <= 5
    }
    assert {each.on for each in one.unresolved} == weekdays
    assert one.counts["unresolved_days"] == len(weekdays) > 0
    assert not any(str(each.outcome) == "met" for each in one.findings)


@pytest.mark.parametrize(("day", "students"), [("day1", {"st1"}), ("day2", {"st1", "st2"}),
                                               ("", {"st1", "st2"})])  # fmt: skip
def test_the_proposal_is_usable_once_the_sessions_are_stated(shared_data, tmp_path, day, students):
    proposal = check(shared_data / "ms-oea-contoso-sis" / day).proposal
    assert "?" not in re.sub("(?m)^#.*", "", proposal)
    head, mark, rows = proposal.rpartition("# [[rows]]")
    rows = (mark + rows).replace("# ", "")
    rows = rows.replace('"?"', "2019-07-01", 1).replace('"?"', "2020-07-01", 1)
    found = contoso(shared_data, tmp_path, day, head + rows)
    assert found.report.errors == 0, str(list(found.report)[:3])
    assert {file.ref for file in found.roll.files} == students
    codes = [each for each in found.report if each.code == "unknown_excuse_code"]
    assert [each.value for each in codes] == ["A"]


def test_proposals_show_nobody(shared_data):
    for folder in ("ms-oea-contoso-sis", "ms-oea-sds-full", "ms-sds-samples"):
        proposal = check(shared_data / folder).proposal
        assert proposal
        for secret in ("Albert", "Klein", "@", "P@ss", "#3NOx", "st1", "13001", "sch0"):
            assert secret not in proposal, (folder, secret)


def test_dirty_spells_are_told_one_by_one(shared_data, tmp_path):
    folder = shared_data / "opensdp-college-going"
    proposal = check(folder).proposal
    head = proposal.rpartition("# [[rows]]")[0]
    years = ",\n".join(
        f'{{ sourcedId = "{year}", type = "schoolYear", '
        f"startDate = {year}-07-01, endDate = {year + 1}-07-01 }}"
        for year in range(2000, 2008)
    )
    rows = f'[[rows]]\nis = "academicSessions"\nrows = [\n{years}]\n'
    text = (head + rows).replace('ends = "?"', 'ends = "last day"')
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    found = check(folder, map_file=tmp_path / "m.toml")
    errors = Counter(each.code for each in found.report if each.severity == "error")
    assert errors["bad_date"] > 0
    assert errors["end_before_start"] > 0
    assert found.roll is None
    assert {each.file for each in found.report if each.severity == "error"} == {
        "Student_School_Enrollment_hand_even_sid.csv"
    }
    assert {each.column for each in found.report if each.code == "bad_date"} == {
        "enrollment_date", "withdrawal_date",
    }  # fmt: skip
