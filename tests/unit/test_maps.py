"""Maps: another export as a bundle, strictly, with its problems told in its own terms."""

import io
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_adapters.interchange import InputRefused, Report, check
from sro_adapters.interchange.mapfile import read_map
from sro_adapters.interchange.maps import mapped_tables
from sro_adapters.interchange.proposals import MOST_VALUES, propose
from sro_adapters.interchange.sources import Source

MAP = """\
title = "Two days of marks"
assume_enrolled = true

[[table]]
is = "attendance"
from = "day*/marks.csv"
dates = "day/month/year"
[table.columns]
Student_id = "pupil"
School_id = "school"
Attendance_date = "on"
Attendance_status = "mark"
[table.constants]
Attendance_type = "daily"
[table.values.Attendance_status]
A = "absent"
P = "present"

[[table]]
is = "users"
from = "day*/marks.csv"
distinct = true
[table.columns]
sourcedId = "pupil"
[table.constants]
role = "student"

[[table]]
is = "orgs"
from = "day*/marks.csv"
distinct = true
[table.columns]
sourcedId = "school"

[[rows]]
is = "academicSessions"
rows = [
  { sourcedId = "y", type = "schoolYear", startDate = 2026-08-20, endDate = "2027-06-05" },
]
"""
HEAD = "pupil,school,on,mark\n"
EXPORT = {
    "day1/marks.csv": HEAD + "S-1,H,1/9/2026,A\nS-2,H,1/9/2026,P\n",
    "day2/marks.csv": HEAD + "S-1,H,14/09/2026,A\n",
}


@pytest.fixture
def checked(tmp_path):
    """Check an export by a map, both given as text."""

    def run(files=None, text=MAP):
        folder = tmp_path / "export"
        for path, content in (files or EXPORT).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8", newline="")
        (tmp_path / "marks.toml").write_text(text, encoding="utf-8")
        return check(folder, map_file=tmp_path / "marks.toml")

    return run


def told(found):
    """Give what is worth comparing of every problem."""
    return [(each.code, each.file, each.line, each.column, each.value) for each in found.report]


def line_of(text, wanted):
    return text[: text.index(wanted)].count("\n") + 1


# ---------------------------------------------------------------- what a map does


def test_a_map_makes_another_export_a_roll(checked):
    found = checked()
    assert told(found) == []
    assert found.form == "mapped: Two days of marks"
    days = {file.ref: [(str(each.on), str(each.kind)) for each in file.events]
            for file in found.roll.files}  # fmt: skip
    assert days == {
        "S-1": [("2026-09-01", "absent"), ("2026-09-14", "absent")],
        "S-2": [("2026-09-01", "present")],
    }
    assert all(spell.assumed for file in found.roll.files for spell in file.spells)


@pytest.mark.parametrize(
    ("dates", "cell", "iso"),
    [
        ("day/month/year", "1/9/2026", "2026-09-01"),
        ("day/month/year", "31.12.2026", "2026-12-31"),
        ("day/month/year", " 01-09-2026 ", "2026-09-01"),
        ("month/day/year", "9/1/2026", "2026-09-01"),
        ("month/day/year", "2026-09-01", "2026-09-01"),
        ("year-month-day", "2026-09-01", "2026-09-01"),
    ],
)
def test_dates_are_read_as_the_map_says(checked, dates, cell, iso):
    found = checked({"day1/marks.csv": HEAD + f"S-1,H,{cell},A\n"},
                    MAP.replace("day/month/year", dates))  # fmt: skip
    assert [str(each.on) for file in found.roll.files for each in file.events] == [iso]


@pytest.mark.parametrize(
    ("dates", "cell"),
    [
        ("day/month/year", "9/14/2026"),
        ("month/day/year", "14/9/2026"),
        ("day/month/year", "1/9/26"),
        ("day/month/year", "1/9-2026"),
        ("day/month/year", "29/2/2027"),
        ("year-month-day", "1/9/2026"),
        ("day/month/year", "1/9/2026 00:00"),
    ],
)
def test_a_date_in_no_stated_form_is_refused_as_it_stands(checked, dates, cell):
    found = checked({"day1/marks.csv": HEAD + f"S-1,H,{cell},A\n"},
                    MAP.replace("day/month/year", dates))  # fmt: skip
    assert told(found) == [("bad_date", "day1/marks.csv", 2, "on", cell)]


def test_a_value_that_the_map_does_not_name_stays_and_is_refused(checked):
    found = checked({"day1/marks.csv": HEAD + "S-1,H,1/9/2026,L\n"})
    assert told(found) == [("bad_choice", "day1/marks.csv", 2, "mark", "L")]


def test_values_may_stand_for_blank_and_go_before_dates(checked):
    text = (
        MAP
        + """
[[table]]
is = "demographics"
from = "born.csv"
dates = "month/day/year"
[table.columns]
sourcedId = "pupil"
birthDate = "born"
[table.values.birthDate]
NULL = ""
"""
    )
    born = {"born.csv": "pupil,born\nS-1,NULL\nS-2,5/31/2010\n"}
    found = checked(EXPORT | born, text)
    assert [str(file.student.born) for file in found.roll.files] == ["None", "2010-05-31"]


def test_a_problem_of_several_files_names_the_right_one(checked):
    second = {"day2/marks.csv": HEAD + "S-1,H,1/9/2026,P\nS-1,,soon,A\n"}
    found = checked(EXPORT | second)
    assert sorted(told(found)) == [
        ("bad_date", "day2/marks.csv", 3, "on", "soon"),
        ("blank_cell", "day2/marks.csv", 3, "school", ""),
        ("present_and_absent", "day2/marks.csv", 2, "mark", "present"),
    ]


def test_tables_of_one_file_may_name_their_columns_differently(checked):
    text = (
        MAP
        + """
[[table]]
is = "attendance"
from = "more.csv"
[table.columns]
Student_id = "who"
School_id = "school"
Attendance_date = "date"
Attendance_status = "status"
[table.constants]
Attendance_type = "section"
"""
    )
    more = {"more.csv": "status,who,school,date\ntardy,S-1,H,2026-09-02\ngone,S-9,H,2026-09-02\n"}
    found = checked(EXPORT | more, text)
    assert told(found) == [("bad_choice", "more.csv", 3, "status", "gone")]


def test_identical_rows_collapse_silently_only_where_they_are_expected(checked):
    assert told(checked()) == []
    found = checked(text=MAP.replace("distinct = true\n", "", 1))
    assert told(found) == [("identical_row", "day2/marks.csv", 2, "pupil", "S-1")]


def test_a_file_that_is_read_three_times_tells_a_problem_once(checked):
    found = checked({"day1/marks.csv": HEAD + "S-1,H,1/9/2026\nS-1,H,1/9/2026,A\n,H,2/9/2026,A\n"})
    assert told(found) == [
        ("row_length", "day1/marks.csv", 2, "", ""),
        ("blank_cell", "day1/marks.csv", 4, "pupil", ""),
    ]


def test_a_file_without_header_is_given_one(checked):
    text = MAP.replace("dates =", 'header = ["pupil", "school", "on", "mark"]\ndates =').replace(
        "distinct = true", 'header = ["pupil", "school", "on", "mark"]\ndistinct = true'
    )
    found = checked({"day1/marks.csv": "S-1,H,1/9/2026,A\nS-1,H,soon,A\n"}, text)
    assert told(found) == [("bad_date", "day1/marks.csv", 2, "on", "soon")]
    found = checked({"day1/marks.csv": "S-1,H,1/9/2026,A\n"}, text)
    assert found.roll.files[0].events[0].kind == "absent"


def test_spells_without_an_id_are_numbered(checked):
    text = (
        MAP.replace("assume_enrolled = true\n", "")
        + """
[[table]]
is = "enrollments"
from = "spells.csv"
numbered = true
[table.columns]
userSourcedId = "pupil"
schoolSourcedId = "school"
beginDate = "from"
[table.constants]
role = "student"
"""
    )
    spells = {"spells.csv": "pupil,school,from\nS-1,H,2026-09-01\nS-1,H,2026-10-01\nS-2,H,\n"}
    found = checked(EXPORT | spells, text)
    assert told(found) == []
    starts = {file.ref: [str(each.period.start) for each in file.spells]
              for file in found.roll.files}  # fmt: skip
    assert starts == {"S-1": ["2026-09-01"], "S-2": ["2026-08-20"]}


@pytest.mark.parametrize(
    ("ends", "end"), [("", "2026-10-01"), ('ends = "last day"\n', "2026-10-02")]
)
def test_an_end_may_be_the_last_day(checked, ends, end):
    text = (
        MAP.replace("assume_enrolled = true\n", "")
        + f"""
[[table]]
is = "enrollments"
from = "spells.csv"
numbered = true
dates = "month/day/year"
{ends}[table.columns]
userSourcedId = "pupil"
schoolSourcedId = "school"
endDate = "until"
[table.constants]
role = "student"
"""
    )
    spells = {"spells.csv": "pupil,school,until\nS-1,H,10/1/2026\nS-2,H,\n"}
    found = checked(EXPORT | spells, text)
    after = {file.ref: [str(each.period.end) for each in file.spells] for file in found.roll.files}
    assert after == {"S-1": [end], "S-2": ["2027-06-05"]}
    spells["spells.csv"] += "S-2,H,soon\nS-2,H,10/1\n"
    assert [each[-1] for each in told(checked(EXPORT | spells, text))] == ["soon", "10/1"]


def test_rows_by_hand_are_read_like_any_others(checked):
    text = MAP.replace('endDate = "2027-06-05"', 'endDate = "2026-06-05"')
    found = checked(text=text)
    assert told(found) == [
        ("end_before_start", "marks.toml", line_of(text, "[[rows]]"), "endDate", "2026-06-05")
    ]


def test_a_file_that_the_map_does_not_name_is_told(checked):
    more = {"other/deep/marks.csv": HEAD, "readme.txt": "", "day1/deeper/marks.csv": HEAD}
    found = checked(EXPORT | more)
    assert [(each.code, each.file) for each in found.report] == [
        ("unread_file", "day1/deeper/marks.csv"),
        ("unread_file", "other/deep/marks.csv"),
        ("unread_file", "readme.txt"),
    ]


def test_a_file_or_column_that_is_not_there_is_an_error_in_the_map(checked):
    text = MAP.replace('"day*/marks.csv"', '"Day*/marks.csv"', 1).replace(
        'sourcedId = "pupil"', 'sourcedId = "pupl"'
    )
    found = checked(text=text)
    line = line_of(text, 'sourcedId = "pupl"')
    assert [each for each in told(found) if each[1] == "marks.toml"] == [
        ("map_no_file", "marks.toml", line_of(text, "from"), "from", "Day*/marks.csv"),
        ("map_no_column", "marks.toml", line, "sourcedId", "pupl"),
        ("map_no_column", "marks.toml", line, "sourcedId", "pupl"),
    ]
    assert found.roll is None
    hints = {each.says: each.hint for each in found.report}
    assert hints["day2/marks.csv has no such column"] == "did you mean pupil?"


# ---------------------------------------------------------------- what is refused

REFUSED = [
    ('title = "Two days of marks"', "", "title", "needs a title"),
    ('title = "Two days of marks"', "title = 7", "title", "not a text"),
    (MAP[MAP.index("[[table]]") :], "", "table", "needs a [[table]]"),
    ('Attendance_type = "daily"', "Attendance_type = true", "Attendance_type", "none of the"),
    ("assume_enrolled = true", 'assume_enrolled = "yes"', "assume_enrolled", "not true or false"),
    ("assume_enrolled = true", "assume_enroled = true", "assume_enroled", "not known"),
    ('is = "attendance"', 'is = "attendence"', "is", "no file of a bundle"),
    ('is = "attendance"', "", "is", "no file of a bundle"),
    ('from = "day*/marks.csv"', "", "from", "needs a file"),
    ('dates = "day/month/year"', 'dates = "d.m.y"', "dates", "nobody knows what this means"),
    ('dates = "day/month/year"', 'date = "day/month/year"', "date", "not known"),
    ('dates = "day/month/year"', 'header = ["a", "a"]', "header", "names each column once"),
    ('dates = "day/month/year"', 'header = ["a", "b"]', "Student_id", "no such column"),
    ('dates = "day/month/year"', "numbered = true", "numbered", "not free to be numbered"),
    ('Student_id = "pupil"', "", "Student_id", "is missing"),
    ('Student_id = "pupil"', 'Student = "pupil"', "Student", "not known"),
    ('Student_id = "pupil"', "Student_id = 7", "Student_id", "no column's name"),
    ('Student_id = "pupil"', 'Student_id = ""', "Student_id", "no column's name"),
    ('sourcedId = "pupil"', 'sourcedId = "pupil"\npassword = "x"', "password", "never read"),
    ('role = "student"', 'role = "student"\npassword = "x"', "password", "never read"),
    ('Attendance_type = "daily"', 'Attendance_type = "weekly"', "Attendance_type", "none of the"),
    ('Attendance_type = "daily"', 'Attendance_type = "?"', "Attendance_type", "has to decide"),
    ('Attendance_type = "daily"', 'Attendance_type = ""', "Attendance_type", "not be blank"),
    ('Attendance_type = "daily"', "Attendance_type = 1.5", "Attendance_type", "no text, number"),
    ('Attendance_type = "daily"', 'Attendance_typ = "daily"', "Attendance_typ", "not known"),
    (
        'Attendance_type = "daily"', 'Attendance_type = "daily"\nSchool_id = "H"', "School_id",
        "a column and a constant",
    ),
    ('A = "absent"', 'A = "away"', "A", "none of the words"),
    ('A = "absent"', 'A = "?"', "A", "has to decide"),
    ("[table.values.Attendance_status]", "[table.values.Section_id]", "Section_id", "not known"),
    ('is = "academicSessions"', 'is = "academicSession"', "is", "no file of a bundle"),
    ("startDate = 2026-08-20", 'startDate = "?"', "startDate", "has to decide"),
    ("startDate = 2026-08-20, ", "", "startDate", "missing in a row"),
    ('sourcedId = "y"', 'sourcedId = "y", name = "n"', "name", "not known"),
    ("  { sourcedId", "  # { sourcedId", "rows", "needs rows"),
    ("[[rows]]", "[rows]", "rows", "no list of tables"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "says"), REFUSED)
def test_what_a_map_may_not_say(tmp_path, old, new, key, says):
    assert old in MAP
    text = MAP.replace(old, new, 1)
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        read_map(tmp_path / "m.toml")
    problems = list(refused.value.report)
    assert {each.code for each in problems} == {"bad_map"}
    assert any(each.column == key and says in each.says for each in problems), str(refused.value)
    assert all(each.file == "m.toml" and each.hint for each in problems)


def test_everything_wrong_with_a_map_is_told_at_once(tmp_path):
    text = """titel = "x"
[[table]]
is = "orgs"
from = "a.csv"
dates = "?"
[table.columns]
name = "n"
kind = "k"
[[table]]
is = "users"
[[rows]]
is = "codes"
"""
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        read_map(tmp_path / "m.toml")
    assert [(each.line, each.column) for each in refused.value.report] == [
        (0, "title"), (1, "titel"), (2, "sourcedId"), (5, "dates"), (8, "kind"),
        (9, "from"), (9, "sourcedId"), (11, "rows"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"\n\ntitle = ", 3, "not TOML"),
        (b'title = "x"\n[table\n', 2, "not TOML"),
        (b"title = \xff", 0, "not UTF-8"),
        (None, 0, "cannot be read"),
    ],
)
def test_a_map_that_is_no_toml_is_refused(tmp_path, content, line, says):
    if content is not None:
        (tmp_path / "m.toml").write_bytes(content)
    with pytest.raises(InputRefused) as refused:
        read_map(tmp_path / "m.toml")
    (problem,) = refused.value.report
    assert (problem.code, problem.line) == ("bad_map", line)
    assert says in problem.says


def test_an_asterisk_stays_inside_one_name(tmp_path):
    (tmp_path / "m.toml").write_text(MAP, encoding="utf-8")
    marks = read_map(tmp_path / "m.toml").tables[0]
    assert marks.matches("day1/marks.csv")
    assert marks.matches("day/marks.csv")
    assert not marks.matches("day1/more/marks.csv")
    assert not marks.matches("day1/marksXcsv")


# ---------------------------------------------------------------- proposals


def source(**files):
    return Source(
        "exports/north",
        {
            f"{name}.csv": lambda text=text: io.BytesIO(text.encode())
            for name, text in files.items()
        },
    )


def tables(text):
    return {each["is"]: each for each in tomllib.loads(text).get("table", [])}


def test_nothing_is_proposed_where_nothing_is_recognised():
    assert propose(source(rates="district,rate\n1,0.5\n")) == ""


def test_marks_alone_give_students_and_schools_too():
    text = propose(source(marks="Student ID,School Code,Date,Status\nS-1,H,2026-09-14,A\n"))
    found = tables(text)
    assert set(found) == {"orgs", "users", "attendance"}
    assert found["users"]["columns"] == {"sourcedId": "Student ID"}
    assert found["attendance"]["values"] == {"Attendance_status": {"A": "absent"}}
    assert found["attendance"]["constants"] == {"Attendance_type": "?"}
    assert '# is = "academicSessions"' in text


def test_a_proposal_shows_no_person():
    head = "SIS ID,School SIS ID,First Name,Last Name,Username,Password,Birthdate,Grade\n"
    students = head + "S-77,H-55,Ada,Lovelace,adal,hunter2,12/10/2010,9\n"
    marks = "student_id,school_id,date,status,teacher_name\nS-77,H-55,2026-09-14,A,Babbage\n"
    text = propose(source(students=students, marks=marks))
    assert set(tables(text)) == {"orgs", "users", "attendance"}
    for secret in ("S-77", "H-55", "Ada", "Lovelace", "adal", "hunter2", "2010", "Babbage"):
        assert secret not in text
    assert '# birthDate = "Birthdate"' in text


@pytest.mark.parametrize(
    ("cells", "dates"),
    [
        (["2026-09-14"], None),
        (["14/9/2026", "1/9/2026"], "day/month/year"),
        (["9/14/2026", "9/1/2026"], "month/day/year"),
        (["9/1/2026"], "?"),
        (["9/14/2026", "14/9/2026"], "?"),
        (["14.9.2026", ""], "day/month/year"),
        (["14/9/2026", "1/9/26"], "day/month/year"),
    ],
)
def test_the_way_of_writing_dates_is_told_by_the_values_or_left_open(cells, dates):
    rows = "".join(f"S,H,{cell},A\n" for cell in cells)
    found = tables(propose(source(marks="student_id,school_id,date,status\n" + rows)))
    assert found["attendance"].get("dates") == dates


def test_a_date_in_another_way_is_remarked():
    text = propose(source(marks="student_id,school_id,date,status\nS,H,Sept 1,A\n"))
    assert 'dates = "year-month-day"  # some dates are written in another way' in text


def test_a_cell_beyond_all_measure_ends_the_look_and_not_the_proposal():
    marks = f'student_id,school_id,date,status\nS,H,14/9/2026,A\nS,H,"{"x" * 2**20}y",B\n'
    found = tables(propose(source(marks=marks)))
    assert found["attendance"]["values"] == {"Attendance_status": {"A": "absent"}}


def test_files_at_different_depths_stand_apart():
    marks = "student_id,school_id,date,status\nS,H,2026-09-14,A\n"
    text = propose(source(**{"marks": marks, "old/marks": marks}))
    assert {'from = "marks.csv"', 'from = "old/marks.csv"'} <= set(text.splitlines())


def test_roles_and_types_are_listed_only_where_they_are_not_ours():
    users = "sourcedId,role,username\nS-1,Student,a\nT-1,Professor,b\n"
    orgs = "sourcedId,name,type\nH,High,college\nK,Low,SCHOOL\n"
    found = tables(propose(source(users=users, orgs=orgs)))
    assert found["users"]["values"] == {"role": {"Professor": "?"}}
    assert found["orgs"]["values"] == {"type": {"college": "?"}}


def test_a_status_may_tell_the_excuse():
    marks = "student_id,school_id,date,status\nS,H,2026-09-14,Unexcused Absence\n"
    found = tables(propose(source(marks=marks + "S,H,2026-09-15,Excused Absence\n")))
    assert found["attendance"]["columns"]["Excuse_code"] == "status"
    assert found["attendance"]["values"] == {
        "Attendance_status": {"Unexcused Absence": "absent", "Excused Absence": "absent"},
        "Excuse_code": {"Unexcused Absence": "unexcused", "Excused Absence": "excused"},
    }


def test_a_code_may_tell_the_status():
    marks = "student_id,school_id,date,code,minutes\nS,H,2026-09-14,T,35\nS,H,2026-09-15,X,\n"
    found = tables(propose(source(marks=marks)))["attendance"]
    assert found["columns"]["Attendance_status"] == found["columns"]["Excuse_code"] == "code"
    assert found["values"]["Attendance_status"] == {"T": "tardy", "X": "?"}
    assert found["columns"]["Minutes_missed"] == "minutes"


def test_many_different_values_are_not_shown():
    rows = "".join(f"S,H,2026-09-14,word{n}\n" for n in range(MOST_VALUES + 1))
    text = propose(source(marks="student_id,school_id,date,status\n" + rows))
    assert "word" not in text
    assert "is this the right column?" in text


def test_missing_columns_are_named():
    text = propose(source(marks="student_id,date,status\nS,2026-09-14,A\n"))
    assert "# missing: School_id" in text


def test_types_are_constant_or_mapped():
    head = "student_id,school_id,date,status,attendance_type\n"
    one = tables(propose(source(marks=head + "S,H,2026-09-14,A,ClassSectionAttendance\n")))
    assert one["attendance"]["constants"] == {"Attendance_type": "section"}
    rows = "S,H,2026-09-14,A,ClassSectionAttendance\nS,H,2026-09-14,A,Daily Attendance\n"
    two = tables(propose(source(marks=head + rows)))
    assert two["attendance"]["values"]["Attendance_type"] == {
        "ClassSectionAttendance": "section", "Daily Attendance": "daily",
    }  # fmt: skip


def test_spells_and_terms_are_recognised():
    spells = "sid,school_code,enrollment_date,withdrawal_date\n2,14,8/27/2005,6/5/2006\n"
    terms = "Term SIS ID,Term Name,Term StartDate,Term EndDate\n1,2026,8/20/2026,6/5/2027\n"
    text = propose(source(spells=spells, terms=terms))
    found = tables(text)
    assert tomllib.loads(text)["assume_enrolled"] is False
    assert found["enrollments"]["numbered"] is True
    assert found["enrollments"]["ends"] == found["academicSessions"]["ends"] == "?"
    assert found["enrollments"]["columns"]["endDate"] == "withdrawal_date"
    assert found["academicSessions"]["constants"] == {"type": "?"}
    assert "[[rows]]" not in text


def test_teachers_are_no_students():
    text = propose(source(teacher="SIS ID,First Name,Username,Birthdate\n7,Ada,ada,1980-01-01\n"))
    assert text == ""


def test_files_alike_share_a_path():
    marks = "student_id,school_id,date,status\nS,H,2026-09-14,A\n"
    files = {"a/p1": marks, "a/p2": marks, "b/p1": marks}
    assert 'from = "*/p*.csv"' in propose(source(**files))
    files["c/p9"] = "other,columns\n"
    assert '"*/p*.csv"' not in propose(source(**files))
    assert 'from = "a/p1.csv"' in propose(source(**files))


cells = st.text(st.characters(codec="utf-8"), max_size=12)
heading = st.sampled_from(["Student ID", "school_id", "Date", "Status", "Code", "type"]) | cells


@given(
    st.lists(heading, max_size=7, unique=True), st.lists(st.lists(cells, max_size=7), max_size=4)
)
def test_a_proposal_is_always_toml(header, rows):
    lines = [
        ",".join('"' + each.replace('"', '""') + '"' for each in row) for row in [header, *rows]
    ]
    tomllib.loads(propose(source(marks="\n".join(lines))))


def test_a_proposal_once_completed_reads_the_export(checked, tmp_path):
    text = propose(source(marks="student_id,school_id,date,status\nS-1,H,14/9/2026,A\n"))
    text = text.replace('Attendance_type = "?"', 'Attendance_type = "daily"')
    text = text.replace("marks.csv", "day1/marks.csv")
    last = text.rindex("# [[rows]]")
    rows = (
        text[last:].replace("# ", "").replace('"?"', "2026-08-20", 1).replace('"?"', "2027-06-05")
    )
    found = checked(
        {"day1/marks.csv": "student_id,school_id,date,status\nS-1,H,14/9/2026,A\n"},
        text[:last] + rows,
    )
    assert told(found) == []
    assert [str(each.on) for file in found.roll.files for each in file.events] == ["2026-09-14"]


def test_a_layout_that_has_no_usable_file_is_left_out(tmp_path):
    (tmp_path / "m.toml").write_text(MAP, encoding="utf-8")
    report = Report()
    found = mapped_tables(read_map(tmp_path / "m.toml"), Source("x", {}), report)
    assert set(found) == {"academicSessions"}
    assert {each.code for each in report} == {"map_no_file"}
