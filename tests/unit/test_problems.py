"""Problems are told all at once, in order, and without what nobody needs to see."""

import pytest

from sro_adapters import wire
from sro_adapters.interchange import InputRefused, Report
from sro_adapters.interchange.layouts import LAYOUTS
from sro_adapters.interchange.problems import Line
from tests.bundles import look, marks, places, rows_of_full, small, texts


def with_secrets(role):
    """A bundle in which every column that could name or describe a person holds a secret."""
    rows = rows_of_full()
    for name in ("users", "demographics"):
        known = {column.name: column for column in LAYOUTS[name].columns}
        for row in rows[name]:
            hidden = [each for each in row if known[each].identity and each != "birthDate"]
            row |= {column: f"{column}-secret" for column in hidden}
            row |= {column: f"{column}-secret" for column in LAYOUTS[name].unread}
    for user in rows["users"]:
        user["role"] = role
    rows["demographics"][0]["birthDate"] = "2011-03-01" if role == "student" else "1-secret-date"
    return texts(rows)


@pytest.mark.parametrize("role", ["student", "pupil"])
def test_passwords_names_and_places_of_birth_appear_nowhere(role):
    files = with_secrets(role)
    assert "password-secret" in files["users.csv"]
    assert "cityOfBirth-secret" in files["demographics.csv"]
    checked = look(files)
    assert (checked.roll is None) is (role == "pupil")
    shown = [repr(checked), *map(str, checked.report), *map(repr, checked.report)]
    shown += [wire.to_json([wire.plain(each) for each in checked.report])]
    shown += [str(InputRefused("bundle", checked.report))]
    assert not [each for each in shown if "secret" in each]


def test_a_refused_name_is_masked():
    rows = rows_of_full()
    for name in ("givenName", "email"):
        rows["users"][0][name] = "Given-secret\a"
    rows["attendance"][0]["Sis_id"] = "4711-secret\a"
    report = look(texts(rows)).report
    assert places(report) == [
        "error control_character attendance.csv:2 Sis_id=•••",
        "error control_character users.csv:2 email=•••",
        "error control_character users.csv:2 givenName=•••",
    ]
    assert "secret" not in repr(report)


def test_a_row_of_a_wrong_length_is_not_echoed():
    users = "sourcedId,role,password\nS-1,student,my,secret\nS-2,student,x\nT-1,teacher,x\n"
    report = look(small(users=users)).report
    assert [each.code for each in report] == ["row_length"]
    assert "secret" not in repr(report)


def test_beyond_ten_thousand_problems_are_counted_by_code():
    rows = [f"S-1,HIGH,,2026-02-30,daily,absent,UNX,{number}" for number in range(10_100)]
    report = look(small(attendance=marks(*rows))).report
    assert len(list(report)) == 10_000
    assert report.errors == 10_100 + 10_100 - 1441
    assert report.unlisted == report.errors - 10_000
    assert {code: number for (_, code), number in report.counts.items()} == {
        "bad_date": 10_100, "bad_number": 10_100 - 1441,
    }  # fmt: skip


def test_problems_are_listed_by_file_line_and_column():
    files = small(
        users="sourcedId,role\nS-1,student\nS-2,gone\n T-1,gone\n",
        attendance=marks("S-1 2026-13-01 absent UNX", "S-1 2026-09-01 gone UNX"),
    )
    found = [(each.file, each.line, each.column) for each in look(files).report]
    assert len(found) == 5
    assert found == sorted(found)


def test_a_problem_prints_its_place_first_and_its_hint_last():
    report = Report()
    report.error(
        "bad_date", "a.csv", "it is no date", "write it", line=3, column="D", value="x\x1b"
    )
    report.warn("unread_file", "b.csv", "this file is not read")
    assert [str(each) for each in report] == [
        r"a.csv:3: error bad_date D='x\x1b': it is no date (write it)",
        "b.csv: warning unread_file: this file is not read",
    ]


def test_a_refusal_prints_its_first_twenty_errors_and_no_warning():
    report = Report()
    for line in range(1, 31):
        report.error("bad_date", "a.csv", "it is no date", line=line)
        report.warn("extra_column", "a.csv", "this column is not read", line=line)
    lines = str(InputRefused("folder", report)).splitlines()
    assert lines[0] == "folder: 30 error(s); nothing of it was used:"
    assert lines[1:21] == [f"  a.csv:{n}: error bad_date: it is no date" for n in range(1, 21)]
    assert lines[21:] == ["  and 10 more"]


def test_the_same_problem_of_a_file_read_twice_is_told_once():
    report = Report()
    for _ in range(2):
        report.error("row_length", "a.csv", "too short", line=3)
    assert (report.errors, report.warnings, len(report.problems)) == (1, 0, 1)


def test_a_line_of_joined_files_names_its_own_file_and_column():
    report = Report()
    report.warn(
        "x", "a.csv and 1 more", "s", line=Line(7, "b.csv", {"Date": "When"}), column="Date"
    )
    assert places(report) == ["warning x b.csv:7 When="]
