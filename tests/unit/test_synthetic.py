"""A synthetic district is reproducible, complete and consistent with its own truth file."""

import csv
from collections import Counter
from datetime import date
from random import Random

import pytest

from sro_adapters.synthetic import Summary, generate, write_faulty_export
from sro_adapters.synthetic.district import district
from sro_adapters.synthetic.faulty import mistakes, quiet_tales
from sro_adapters.synthetic.stories import STORIES, first_day_to_tell, tales

ON = date(2026, 11, 20)
BUNDLE = {
    "academicSessions.csv",
    "actions.csv",
    "attendance.csv",
    "bells.csv",
    "calendar.csv",
    "classes.csv",
    "codes.csv",
    "demographics.csv",
    "enrollments.csv",
    "manifest.csv",
    "orgs.csv",
    "users.csv",
}
CODES = ("truant", "habitual_truant", "chronic_truant", "chronic_absentee")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def table(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def bundle(tmp_path):
    generate(tmp_path, students=60, seed=7, on=ON)
    return tmp_path


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    generate(tmp_path / "a", students=60, seed=7)
    generate(tmp_path / "b", students=60, seed=7)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.parametrize("students", [1, 60])
def test_another_seed_gives_another_district(tmp_path, students):
    generate(tmp_path / "a", students=students, seed=7)
    generate(tmp_path / "b", students=students, seed=8)
    assert contents(tmp_path / "a") != contents(tmp_path / "b")


def test_writing_twice_to_one_folder_leaves_the_second_district(tmp_path):
    generate(tmp_path / "a", students=60, seed=7)
    generate(tmp_path / "a", students=20, seed=8)
    generate(tmp_path / "b", students=20, seed=8)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_the_summary_counts_what_was_written(tmp_path):
    summary = generate(tmp_path, students=60, seed=7)
    rows = len(table(tmp_path, "attendance"))
    assert summary == Summary(sites=2, students=60, staff=4, attendance_rows=rows, on=ON)
    roles = Counter(user["role"] for user in table(tmp_path, "users"))
    assert roles == {"student": 60, "teacher": 2, "administrator": 2}


@pytest.mark.parametrize("seed", range(5))
def test_every_story_is_told_as_soon_as_there_are_students_for_all(seed):
    told = list(tales(district(len(STORIES), ON), len(STORIES), Random(seed)))
    assert [tale.story for tale in told] == [story.name for story in STORIES]


def test_stories_bring_about_every_status_in_every_outcome():
    told = tales(district(len(STORIES), ON), len(STORIES), Random(7))
    found = {(finding.code, finding.outcome) for tale in told for finding in tale.findings}
    pending = {("habitual_truant", "pending"), ("chronic_truant", "pending")}
    assert found == {(code, "met") for code in CODES} | pending


def test_a_large_district_has_plausible_shares():
    told = list(tales(district(2_000, ON), 2_000, Random(7)))
    found = Counter(finding.code for tale in told for finding in tale.findings)
    assert 0.02 < found["truant"] / 2_000 < 0.05
    assert 0.09 < found["chronic_absentee"] / 2_000 < 0.15
    assert 0 < found["chronic_truant"] < found["habitual_truant"] < found["truant"]


@pytest.mark.parametrize("students", [1, 2, 29])
@pytest.mark.parametrize("on", [date(2026, 8, 24), date(2026, 9, 5), date(2027, 6, 30)])
def test_few_students_and_any_date_from_the_second_week_on_will_do(tmp_path, students, on):
    summary = generate(tmp_path, students=students, seed=3, on=on)
    assert summary.students == students
    assert len({line["student_id"] for line in table(tmp_path, "truth")}) == students


def test_a_year_too_young_for_any_story_is_refused(tmp_path):
    first = first_day_to_tell(district(1, ON))
    assert first == date(2026, 8, 24)
    with pytest.raises(ValueError, match="2026-08-24 is the first date"):
        generate(tmp_path / "none", students=1, seed=1, on=date(2026, 8, 23))
    assert not (tmp_path / "none").exists()


def test_a_district_without_students_is_refused(tmp_path):
    with pytest.raises(ValueError, match="ask for 1 or more"):
        generate(tmp_path, students=0, seed=1)


def test_further_sites_open_beyond_four_thousand_students():
    sites = [[site.id for site in district(n, ON).sites] for n in (4_000, 4_001, 6_000, 6_001)]
    assert [len(each) for each in sites] == [2, 3, 4, 5]
    assert sites[-1] == ["HIGH", "MIDDLE", "SITE-003", "SITE-004", "SITE-005"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("orgs", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"),
        (
            "enrollments",
            (
                "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
                "primary,beginDate,endDate"
            ),
        ),
        (
            "attendance",
            (
                "Student_id,School_id,Section_id,Attendance_date,Attendance_type,Attendance_status,"
                "Excuse_code,Minutes_missed"
            ),
        ),
        ("codes", "Excuse_code,Excuse,Reason"),
        ("calendar", "School_id,Date,Kind,Label,Minutes"),
        ("bells", "School_id,Weekday,Start,End"),
        ("actions", "Student_id,School_id,Action,Date,Means"),
        ("truth", "student_id,as_of,code,outcome,since,missing"),
    ],
)
def test_files_open_with_the_header_that_readers_expect(bundle, name, header):
    assert (bundle / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0] == header


def test_every_line_has_as_many_cells_as_its_header(bundle):
    for path in bundle.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            assert len({len(line) for line in csv.reader(file)}) == 1, path.name


def test_the_manifest_declares_the_roster_files_and_no_others(bundle):
    declared = {line["propertyName"]: line["value"] for line in table(bundle, "manifest")}
    bulk = {name.removeprefix("file.") for name, value in declared.items() if value == "bulk"}
    assert bulk == {"academicSessions", "classes", "demographics", "enrollments", "orgs", "users"}
    assert (declared["manifest.version"], declared["oneroster.version"]) == ("1.0", "1.1")
    assert set(contents(bundle)) == BUNDLE | {"truth.csv"}


def test_nobody_has_a_name_an_address_or_a_password(bundle):
    for user in table(bundle, "users"):
        assert (user["givenName"], user["familyName"]) == ("Synthetic", user["sourcedId"])
        assert not any(user[column] for column in ("email", "sms", "phone", "password"))
    for line in table(bundle, "demographics"):
        assert {column for column, cell in line.items() if cell} <= {"sourcedId", "birthDate"}


def test_references_point_to_lines_of_the_bundle(bundle):
    ids = {
        name: {line["sourcedId"] for line in table(bundle, name)}
        for name in ("users", "orgs", "classes", "academicSessions")
    }
    for line in table(bundle, "enrollments"):
        assert line["userSourcedId"] in ids["users"]
        assert line["schoolSourcedId"] in ids["orgs"]
        assert line["classSourcedId"] in ids["classes"]
    for line in table(bundle, "classes"):
        assert line["termSourcedIds"] in ids["academicSessions"]
    for line in table(bundle, "attendance"):
        assert line["Student_id"] in ids["users"]
        assert line["Section_id"] in ids["classes"] | {""}
        assert line["Attendance_date"] <= str(ON)


def test_the_truth_has_each_student_once_or_once_per_finding(bundle):
    by_student = {}
    for line in table(bundle, "truth"):
        by_student.setdefault(line["student_id"], []).append(line["code"])
    assert list(by_student) == sorted(f"S-{n:05}" for n in range(1, 61))
    for codes in by_student.values():
        assert len(codes) == len(set(codes))
        assert codes == [""] or "" not in codes


def test_the_truth_tells_since_when_and_what_is_missing(bundle):
    for line in table(bundle, "truth"):
        assert line["as_of"] == str(ON)
        assert line["code"] in {"", *CODES}
        dated = line["outcome"] == "met" and line["code"] in {"truant", "habitual_truant"}
        assert bool(line["since"]) == dated
        assert bool(line["missing"]) == (line["outcome"] == "pending")


def test_the_first_two_students_are_a_minute_apart(bundle):
    """Two full days and 31 minutes make a truant; two full days and 30 minutes do not."""
    minutes = {"S-00001": [], "S-00002": []}
    for line in table(bundle, "attendance"):
        if line["Student_id"] in minutes and line["Excuse_code"] in {"UNX", "TDY"}:
            minutes[line["Student_id"]].append(int(line["Minutes_missed"] or 999))
    assert sorted(minutes["S-00001"])[-3:] == [31, 999, 999]
    assert sorted(minutes["S-00002"])[-3:] == [30, 999, 999]
    truth = {line["student_id"]: line["code"] for line in table(bundle, "truth")}
    assert (truth["S-00001"], truth["S-00002"]) == ("truant", "")


def test_a_faulty_export_holds_its_six_mistakes_and_no_truth(tmp_path):
    write_faulty_export(tmp_path, seed=7, on=ON)
    assert set(contents(tmp_path)) == BUNDLE
    place = district(30, ON)
    planted = mistakes(place, quiet_tales(place, Random(7)))
    assert Counter(mistake.level for mistake in planted) == {"error": 4, "warning": 2}
    lines = (tmp_path / "attendance.csv").read_text(encoding="utf-8").splitlines()
    for mistake in planted:
        assert lines.count(",".join(map(str, mistake.line))) == 1


def test_the_present_row_of_a_faulty_export_stands_beside_an_absence(tmp_path):
    write_faulty_export(tmp_path, seed=7, on=ON)
    rows = table(tmp_path, "attendance")
    (present,) = [row for row in rows if row["Attendance_status"] == "present"]
    same = ("Student_id", "School_id", "Attendance_date", "Attendance_type")
    beside = [row for row in rows if all(row[column] == present[column] for column in same)]
    assert {row["Attendance_status"] for row in beside} == {"present", "absent"}
