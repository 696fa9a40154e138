"""A CSV file is read however a spreadsheet or a system wrote it, or refused with its line."""

import pytest

from sro_core.ids import SiteId
from tests.bundles import (
    full,
    look,
    marks,
    places,
    roll_of,
    said,
    small,
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_byte_order_marks_and_a_missing_last_newline_do_not_matter(end, mark, last):
    files = small(attendance=marks("S-1 2026-09-01 absent UNX", "S-2 2026-09-02 absent ILL"))
    changed = {
        name: mark + (text if last else text.removesuffix("\n")).replace("\n", end)
        for name, text in files.items()
    }
    assert roll_of(changed) == roll_of(files)


def test_spaces_around_the_names_of_a_header_do_not_matter():
    assert said(users=" sourcedId , role\nS-1,student\nS-2,student\nT-1,teacher\n") == []


def test_columns_may_stand_in_any_order():
    assert said(users="role,sourcedId\nstudent,S-1\nstudent,S-2\nteacher,T-1\n") == []


@pytest.mark.parametrize("blank", ["\n", "\n\n\n", ",,,,,,,\n"])
def test_blank_lines_between_rows_are_passed_over_and_counted(blank):
    text = marks("S-1 2026-09-01 absent UNX")
    assert said(attendance=text + blank) == []
    text += blank + "S-1,HIGH,,2026-02-30,daily,absent,UNX,\n"
    line = 3 + blank.count("\n")
    place = f"attendance.csv:{line} Attendance_date=2026-02-30"
    assert said(attendance=text) == [f"error bad_date {place}"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_quoted_newline_is_one_line_of_a_spreadsheet(end):
    orgs = "sourcedId,name,type\nD,Dist,district\nHIGH,'Pine\nHigh\n',school\nMIDDLE,Oak,shop\n"
    changed = orgs.replace("'", '"').replace("\n", end)
    assert said(orgs=changed) == ["error bad_choice orgs.csv:4 type=shop"]
    latin = orgs.replace("'", '"').replace("shop", "école").replace("\n", end).encode("latin-1")
    assert places(look(small() | {"orgs.csv": latin}).report) == ["error not_utf8 orgs.csv:4"]
    good = orgs.replace("'", '"').replace("shop", "school").replace("\n", end)
    assert roll_of(small(orgs=good)).sites[SiteId("HIGH")].name == f"Pine{end}High{end}"


@pytest.mark.parametrize("content", ["", "\ufeff", "\n", ",,\n", " , \n"])
def test_a_file_without_a_header_is_an_error(content):
    assert said(attendance=content) == ["error empty_file attendance.csv:1"]
    assert said(users=content) == ["error empty_file users.csv:1"]


def test_files_may_hold_a_header_alone():
    headers = {name: text.splitlines()[0] for name, text in full().items()}
    del headers["manifest.csv"]
    roll = roll_of(headers | {"orgs.csv": small()["orgs.csv"]})
    assert roll.files == ()
    assert roll.sites.keys() == roll.calendars.keys() == {"HIGH", "MIDDLE"}


def test_a_column_that_stands_twice_is_an_error():
    users = "sourcedId,role,sourcedId\nS-1,student,S-9\n"
    assert said(users=users) == ["error duplicate_header users.csv:1 sourcedId="]


def test_columns_without_a_name_are_not_read():
    assert said(users="sourcedId,role,,\nS-1,student,,x\nS-2,student,,\nT-1,teacher,,\n") == []


@pytest.mark.parametrize("row", ["S-9", "S-9,student,extra", "S-9,student,", '"S-9,student"'])
def test_a_row_shorter_or_longer_than_the_header_is_an_error_and_all_that_is_said_of_it(row):
    users = f"sourcedId,role\nS-1,student\n{row}\nS-2,student\nT-1,gone\n"
    attendance = marks("S-9 2026-09-01 absent UNX")
    assert said(users=users, attendance=attendance) == [
        "error row_length users.csv:3",
        "error bad_choice users.csv:5 role=gone",
    ]


def test_a_file_that_is_no_text_is_an_error_with_its_line():
    for name in ("not_utf8 with é".encode("latin-1"), b"NUL \0", b"cut off \xc3"):
        users = b"sourcedId,role\nS-1,student\nS-2,student\nT-1,teacher\nT-2," + name
        report = look(small() | {"users.csv": users}).report
        assert places(report) == ["error not_utf8 users.csv:5"]
    sixteen = small()["users.csv"].encode("utf-16")
    assert places(look(small() | {"users.csv": sixteen}).report) == ["error not_utf8 users.csv:1"]


def test_a_quote_that_is_not_closed_is_an_error_with_its_line():
    users = 'sourcedId,role\nS-1,student\nS-2,"student\nT-1,teacher\n'
    assert said(users=users) == ["error bad_csv users.csv:3"]
    assert said(users='"sourcedId,role\nS-1,student\n') == ["error bad_csv users.csv:1"]


def test_a_cell_without_end_is_refused_before_it_fills_the_memory():
    users = "sourcedId,role\nS-1," + "x" * 2**21 + "\n"
    assert said(users=users) == ["error bad_csv users.csv:2"]


def test_a_file_that_is_neither_text_nor_csv_is_an_error_with_its_line():
    users = 'sourcedId,role\nS-1,student\nS-2,"stu"dent\nT-1,école\n'.encode("latin-1")
    assert places(look(small() | {"users.csv": users}).report) == ["error not_utf8 users.csv:3"]


def test_a_first_row_that_could_be_a_person_s_is_not_shown():
    report = look(small(users="S-1,Given-secret,Family-secret\nS-2,a,b\n")).report
    assert places(report) == ["error no_header users.csv:1"]
    assert "secret" not in repr(report)
