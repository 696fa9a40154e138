"""Marked copies: the original rows with what is wrong, without what names a person."""

import csv

import pytest

from sro_adapters.interchange import InputRefused, Report, check
from sro_adapters.interchange.mapfile import read_map
from sro_adapters.interchange.marked import PROBLEMS, SURPLUS, write_marked
from sro_adapters.interchange.problems import LISTED, MASK
from sro_adapters.interchange.sources import open_source

BUNDLE = {
    "orgs.csv": "sourcedId,name,type,identifier\nH,High,school,07\n",
    "academicSessions.csv": "sourcedId,type,startDate,endDate\n"
    "y,schoolYear,2026-08-20,2027-06-05\n",
    "users.csv": "sourcedId,role,username,givenName,password\n"
    "S-1,student,adal,Ada,hunter2\nS-2,pupil,babb,Babbage,secret\n",
    "enrollments.csv": "sourcedId,schoolSourcedId,userSourcedId,role\ne1,H,S-1,student\n",
    "attendance.csv": "Student_id,School_id,Attendance_date,Attendance_type,Attendance_status,"
    "Sis_id\n"
    "S-1,H,2026-09-01,daily,absent,77123\n"
    "S-1,H,soon,daily,gone,77123\n",
}


def put(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        content = text if isinstance(text, bytes) else text.encode()
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def marked(tmp_path):
    """Write a bundle, check it, and give the marked copies as rows by path."""

    def run(**files):
        given = put(tmp_path / "in", BUNDLE | {f"{name}.csv": text for name, text in files.items()})
        return copies(given, check(given).report, tmp_path / "out")

    return run


def copies(given, report, out, **more):
    made = write_marked(open_source(given), report, out, **more)
    found = {}
    for path in made:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found[path.relative_to(out).as_posix()] = list(csv.reader(stream))
    return found


def test_rows_carry_their_problems_and_no_person(marked):
    found = marked()
    assert found == {
        "attendance.csv": [
            ["Student_id", "School_id", "Attendance_date", "Attendance_type", "Attendance_status",
             PROBLEMS],
            ["S-1", "H", "2026-09-01", "daily", "absent", ""],
            ["S-1", "H", "soon", "daily", "gone", found["attendance.csv"][2][-1]],
        ],
        "users.csv": [
            ["sourcedId", "role", PROBLEMS],
            ["S-1", "student", ""],
            ["S-2", "pupil", found["users.csv"][2][-1]],
        ],
    }  # fmt: skip
    date, status = found["attendance.csv"][2][-1].split("; ")
    assert date.startswith("error bad_date: Attendance_date: it is no date")
    assert status == (
        "error bad_choice: Attendance_status: it is none of the words allowed here "
        "(use absent, tardy, present)"
    )
    assert found["users.csv"][2][-1].startswith("error bad_choice: role: ")


def test_problems_of_the_whole_file_stand_in_its_header(marked):
    found = marked(attendance=BUNDLE["attendance.csv"].replace("Attendance_date", "Day"))
    (head, *_) = found["attendance.csv"]
    assert head[-1].startswith(f"{PROBLEMS}: ")
    assert "error missing_column: Attendance_date: " in head[-1]
    assert "warning extra_column: Day: " in head[-1]


def test_rows_of_the_wrong_length_are_kept_and_what_may_have_moved_is_masked(marked):
    found = marked(
        users="sourcedId,role,status,username,enabledUser,grades\n"
        "S-1,student,active,adal,true,9\n"
        "S-2,student\n"
        "S-3,student,active,Lovelace, Ada,true,9\n"
        "\n"
        "S-4,student,active,x,true,9\n"
    )
    rows = found["users.csv"]
    assert rows[0] == ["sourcedId", "role", "status", "enabledUser", "grades", SURPLUS, PROBLEMS]
    assert rows[1] == ["S-1", "student", "active", "true", "9", "", ""]
    assert rows[2][:6] == [MASK, MASK, "", "", "", ""]
    assert rows[3][:6] == ["S-3", "student", "active", MASK, "true", "9"]
    assert "row_length" in rows[2][-1]
    assert "row_length" in rows[3][-1]
    assert rows[4] == [""] * 7
    assert rows[5][0] == "S-4"
    assert not any("Ada" in cell or "Lovelace" in cell for row in rows for cell in row)


def test_surplus_cells_without_persons_are_kept(marked):
    rows = marked(orgs="sourcedId,name\nH,High, North, Wing\n")["orgs.csv"]
    assert rows[1][:3] == ["H", "High", " North,  Wing"]


def test_a_file_without_known_headings_shows_no_cell(marked):
    rows = marked(users="S-1,student,adal,Ada,hunter2\nS-2,student,b,B,secret\n")["users.csv"]
    assert rows[0][0].startswith(f"{PROBLEMS}: error no_header")
    assert [len(row) for row in rows] == [1, 1]
    assert "hunter2" not in rows[0][0]


def test_a_quote_does_not_carry_a_password_into_a_copy(marked):
    rows = marked(
        users='sourcedId,role,password,grades\nS-1,student,x,"9\nS-2,student,secret,"\nS-3,cook,,9\n'
    )["users.csv"]
    assert rows[1][:3] == ["S-1", "student", MASK]
    assert rows[2][:2] == ["S-3", "cook"]


def test_a_file_that_breaks_off_is_copied_so_far(marked):
    rows = marked(
        orgs='sourcedId,name,type\nH,High,school\nK,"Low" x,school\nZ,"open,school\nzz,z,z\n'
    )["orgs.csv"]
    assert rows[1] == ["H", "High", "school", ""]
    assert len(rows) == 3
    assert rows[2][:3] == ["", "", ""]
    assert rows[2][-1].startswith("error bad_csv: it cannot be read on")
    assert rows[2][-1].endswith("the rest of the file cannot be read and is not copied")


def test_a_file_that_is_no_utf_8_is_copied_readably(marked):
    rows = marked(orgs=b"sourcedId,name,type\nH,High,school\nK,Caf\xe9,school\n")["orgs.csv"]
    assert rows[2][:3] == ["K", "Caf\\xe9", "school"]
    assert "not_utf8" in rows[2][-1]


def test_an_empty_file_gives_its_problem(marked):
    rows = marked(orgs="")["orgs.csv"]
    assert len(rows) == 1
    assert "empty_file" in rows[0][-1]


def test_a_deeper_bundle_is_found(tmp_path):
    given = put(tmp_path / "in", {f"export/2026/{path}": text for path, text in BUNDLE.items()})
    found = copies(given, check(given).report, tmp_path / "out")
    assert set(found) == {"export/2026/attendance.csv", "export/2026/users.csv"}


def test_what_is_no_csv_and_what_is_not_read_has_no_copy(tmp_path):
    given = put(tmp_path / "in", {"a.csv": "first name\nAda\n", "b.xml": "<a/>"})
    report = Report()
    report.warn("unread_file", "a.csv", "not read")
    report.error("bad_xml", "b.xml", "no", line=1)
    report.error("missing_file", "users.csv", "no")
    assert write_marked(open_source(given), report, tmp_path / "out") == ()
    assert not (tmp_path / "out").exists()


def test_an_input_is_never_written_over(tmp_path):
    given = put(tmp_path / "in", BUNDLE)
    report = check(given).report
    before = {path: path.read_bytes() for path in given.rglob("*.csv")}
    for folder in (given, given / "marked", given / ".." / "in" / "x"):
        with pytest.raises(InputRefused, match="inside the input"):
            write_marked(open_source(given), report, folder)
    assert {path: path.read_bytes() for path in given.rglob("*")} == before


def test_the_folder_above_an_input_does_not_lead_into_it(tmp_path):
    given = put(tmp_path / "in", {f"in/{path}": text for path, text in BUNDLE.items()})
    with pytest.raises(InputRefused, match="inside the input"):
        write_marked(open_source(given), check(given).report, tmp_path)


def test_a_copy_is_never_written_over(tmp_path):
    given = put(tmp_path / "in", BUNDLE)
    report = check(given).report
    write_marked(open_source(given), report, tmp_path / "out")
    with pytest.raises(InputRefused, match="there already"):
        write_marked(open_source(given), report, tmp_path / "out")
    put(tmp_path, {"file": "x"})
    with pytest.raises(InputRefused, match="there already"):
        write_marked(open_source(given), report, tmp_path / "file")


def test_unlisted_problems_are_counted(tmp_path):
    given = put(tmp_path / "in", {"codes.csv": "Excuse_code,Excuse\nA,maybe\n"})
    report = Report()
    for line in range(2, LISTED + 5):
        report.error("bad_choice", "codes.csv", "no", line=line, column="Excuse")
    rows = copies(given, report, tmp_path / "out")["codes.csv"]
    assert rows[0][-1].endswith("3 more problems of the input are counted and not marked")
    assert len(rows) == 3  # what stands behind the last row is not lost either


def mapped(tmp_path, header, *, row, given=True, told=True):
    said = f"header = {list(header.split(','))}\n".replace("'", '"') if given else ""
    (tmp_path / "m.toml").write_text(
        f'title = "t"\n[[table]]\nis = "actions"\nfrom = "*.csv"\n{said}'
        '[table.columns]\nStudent_id = "State ID"\nDate = "sent"\n'
        '[table.constants]\nAction = "truancy_notice"\n',
        encoding="utf-8",
    )
    content = row if given else f"{header}\n{row}"
    put(tmp_path / "in", {"people.csv": content})
    report = check(tmp_path / "in", map_file=tmp_path / "m.toml").report
    mapping = read_map(tmp_path / "m.toml") if told else None
    return copies(tmp_path / "in", report, tmp_path / "out", mapping=mapping)["people.csv"]


HEADER = "State ID,sent,Teacher Name,School Name,E-Mail,Gender,,Home Phone"
ROW = "7,soon,Babbage,High,a@b.c,f,?,555\n"


def test_other_exports_lose_common_names_of_persons_but_not_what_the_map_reads(tmp_path):
    head, row = mapped(tmp_path, HEADER, row=ROW, given=False)
    assert head == ["State ID", "sent", "School Name", PROBLEMS]
    assert row[:3] == ["7", "soon", "High"]
    assert "bad_date: sent" in row[3]


def test_without_the_map_known_headings_are_enough(tmp_path):
    header = HEADER.replace("sent", "Date").replace("State ID", "Student ID")
    put(tmp_path / "in", {"people.csv": f"{header}\n{ROW}"})
    report = Report()
    report.error("bad_date", "people.csv", "no date", line=2)
    head, row = copies(tmp_path / "in", report, tmp_path / "out")["people.csv"]
    assert head == ["Student ID", "Date", "School Name", PROBLEMS]
    assert row == ["7", "soon", "High", "error bad_date: no date"]


def test_a_first_row_that_may_be_no_header_is_not_shown(tmp_path):
    rows = mapped(tmp_path, HEADER.replace(",,", ",x,"), row=ROW, told=False)
    assert len(rows) == 1
    assert len(rows[0]) == 1
    assert "bad_date: sent" in rows[0][0]


def test_a_file_without_header_is_marked_by_that_of_the_map(tmp_path):
    (row,) = mapped(tmp_path, HEADER.replace(",,", ",x,"), row=ROW)
    assert row[:4] == ["7", "soon", "High", "?"]
    assert "bad_date: sent" in row[-1]
