"""A state's directory of schools: each trap is told by line, twice changes nothing."""

import os
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from sro_adapters.cli.program import program
from sro_adapters.interchange import InputRefused
from sro_adapters.interchange.state_directory import read_directory
from sro_core import SiteId
from sro_core.sites.profile import Level, SiteStatus
from tests.pages import ROOT

SHARED = Path(os.environ.get("SRO_SHARED_DATA", ROOT.parent / "shared" / "data"))
REAL = SHARED / "cde-wccusd" / "pubschls_wccusd_extract.csv"
HEAD = (
    "CDSCode,NCESDist,NCESSchool,StatusType,School,Street,City,Zip,Phone,OpenDate,ClosedDate,"
    "Charter,SOC,SOCType,GSoffered,LastUpDate"
)
_ROWS = """
00000000000101,0000001,00101,Active,Alpha High,1 First Street,Town,00001,555-0101,07/01/1980,No Data,N,66,High,9-12,09/17/2025
00000000000102,0000001,00102,Active,Beta Middle,2 Second Street,Town,00001,555-0101,07/01/1980,No Data,N,62,Middle,7-8,09/17/2025
00000000000103,0000001,00103,Closed,Gamma Elementary,2 Second Street,Town,00001,No Data,07/01/1980,06/30/2009,N,60,Elementary,K-6,07/31/2009
00000000000104,0000001,00104,Closed,Beta Middle,2 Second Street,Town,00001,No Data,07/01/1980,10/20/2004,N,62,Middle,6-8,01/30/2009
00000000000105,0000001,No Data,Merged,Delta Elementary,5 Fifth Street,Town,00001,No Data,07/01/1980,06/03/1987,N,60,Elementary,No Data,06/24/1999
00000000000106,0000001,00106,Active,Epsilon Adult,6 Sixth Street,Town,00001,No Data,07/01/1980,No Data,N,70,Adult,Adult,04/12/2024
"""  # noqa: E501 - rows as a state writes them
ROWS = _ROWS.strip().splitlines()


def written(tmp_path, rows, head=HEAD):
    path = tmp_path / "directory.csv"
    path.write_text("\n".join((head, *rows, "")), "utf-8")
    return path


def told(report):
    return [(each.line, each.code, each.column, each.value) for each in report]


def test_each_trap_is_told_with_line_column_value_and_what_to_do(tmp_path):
    found = read_directory(written(tmp_path, ROWS))
    assert told(found.report) == [
        (2, "shared_phone", "Phone", "555-0101"),
        (3, "shared_phone", "Phone", "555-0101"),
        (3, "listed_twice", "School", "Beta Middle"),
        (3, "shared_address", "Street", "2 Second Street"),
        (4, "shared_address", "Street", "2 Second Street"),
        (5, "listed_twice", "School", "Beta Middle"),
        (5, "shared_address", "Street", "2 Second Street"),
        (6, "no_data", "GSoffered", "No Data"),
        (6, "no_data", "NCESSchool", "No Data"),
        (6, "school_merged", "StatusType", "Merged"),
        (7, "no_grades", "GSoffered", "Adult"),
        (7, "no_data", "Phone", "No Data"),
        (7, "level_open", "SOC", "70"),
    ]
    assert found.report.errors == 0
    assert all(each.says and each.hint for each in found.report)
    assert "Gamma Elementary (line 4, closed 06/30/2009)" in str(list(found.report)[3])


def test_what_is_stated_is_kept_and_no_data_is_nothing(tmp_path):
    alpha, beta, gamma, _, delta, adult = read_directory(
        written(tmp_path, ROWS), known_as={"00000000000101": SiteId("HIGH")}
    ).profiles
    assert (alpha.id, alpha.cds, alpha.nces) == ("HIGH", "00000000000101", "000000100101")
    assert (str(alpha.grades), alpha.level, str(alpha.stated)) == (
        "9-12",
        Level.SECONDARY,
        "2025-09-17",
    )
    assert (beta.id, beta.level) == ("00000000000102", Level.INTERMEDIATE)
    assert (gamma.status, str(gamma.closed), gamma.phone) == (SiteStatus.CLOSED, "2009-06-30", "")
    assert (delta.status, delta.nces, delta.grades) == (SiteStatus.MERGED, "", None)
    assert (adult.level, adult.closed) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("00000000000101", "101", "zeros_lost", "CDSCode"),
        ("00000000000101", "1.01E+2", "bad_id", "CDSCode"),
        ("0000001,00101", "1,00101", "zeros_lost", "NCESDist"),
        ("00000000000101", "00000000000102", "id_twice", "CDSCode"),
        ("0000001,00101", "0000001,00102", "id_twice", "NCESSchool"),
        ("Active", "Open", "bad_status", "StatusType"),
        ("07/01/1980", "1980-07-01", "bad_date", "OpenDate"),
        ("07/01/1980,No Data", "07/01/1980,06/30/1979", "row_contradicts", "ClosedDate"),
        ("Alpha High", "", "blank_cell", "School"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line(tmp_path, old, new, code, column):
    rows = [ROWS[0].replace(old, new, 1), *ROWS[1:]]
    with pytest.raises(InputRefused) as caught:
        read_directory(written(tmp_path, rows))
    errors = [each for each in caught.value.report if each.severity == "error"]
    assert (code, column) in [(each.code, each.column) for each in errors]
    assert min(each.line for each in errors) in {2, 3}


def test_a_missing_column_a_missing_file_and_an_unknown_code_are_refused(tmp_path):
    with pytest.raises(InputRefused, match="missing_column"):
        read_directory(written(tmp_path, ROWS, HEAD.replace("StatusType", "Status")))
    with pytest.raises(InputRefused, match="no_such_file"):
        read_directory(tmp_path / "nothing.csv")
    with pytest.raises(InputRefused, match="unknown_code"):
        read_directory(written(tmp_path, ROWS), known_as={"1": SiteId("HIGH")})


# ---------------------------------------------------------------- taken in


@pytest.fixture
def sro(monkeypatch, tmp_path):
    monkeypatch.setenv("SRO_DATABASE_URL", f"sqlite:///{tmp_path / 'sro.db'}")

    def run(*args):
        ran = CliRunner().invoke(program, args, prog_name="sro")
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    run("import", str(ROOT / "examples" / "el_cerrito"))
    return run


def test_it_is_taken_in_and_again_changes_nothing(sro, tmp_path):
    path = str(written(tmp_path, ROWS))
    known = ("--known", "HIGH=00000000000101")
    assert "6 rows, 13 warnings; 6 would change" in sro(
        "sites", "import", path, *known, "--dry-run"
    )
    assert "6 new, 0 changed, 0 as before" in sro("sites", "import", path, *known)
    assert "; 0 changes" in sro("sites", "import", path, *known)
    assert "; 0 changes" in sro("sites", "import", path)  # the code is known by now


def test_what_the_programme_knows_stays_and_what_changed_is_taken_over(sro, tmp_path):
    path = str(written(tmp_path, ROWS))
    sro("sites", "import", path, "--known", "HIGH=00000000000101")
    sro("sites", "record", "HIGH", "--headcount", "2026:900:40", "--staff", "principal=P. Sample")
    sro("sites", "record", "HIGH", "--level-for", "fire_drill=intermediate")
    assert "; 0 changes" in sro("sites", "import", path)
    moved = str(written(tmp_path, [ROWS[0].replace("1 First", "9 Ninth"), *ROWS[1:]]))
    assert "0 new, 1 changed, 5 as before" in sro("sites", "import", moved)
    shown = sro("sites", "show", "HIGH")
    for each in ("9 Ninth Street", "2026: 900 students, 40 staff", "principal: P. Sample"):
        assert each in shown


def test_nothing_of_a_faulty_directory_is_taken_in(sro, tmp_path):
    path = written(tmp_path, [*ROWS[:5], ROWS[5].replace("00000000000106", "106")])
    ran = CliRunner().invoke(program, ["sites", "import", str(path)], prog_name="sro")
    assert ran.exit_code == 1
    assert "zeros_lost" in ran.stderr
    assert "Alpha" not in sro("sites", "list", "--all")


# ---------------------------------------------------------------- the real one

no_data = pytest.mark.skipif(not REAL.is_file(), reason=f"the real directory is not at {REAL}")


@no_data
def test_the_41_rows_are_read_with_their_traps():
    found = read_directory(REAL)
    counts = Counter(each.code for each in found.report)
    assert len(found.profiles) == 41
    assert (found.report.errors, counts) == (
        0,
        {
            "shared_address": 13,
            "no_data": 11,
            "level_open": 4,
            "listed_twice": 2,
            "shared_phone": 2,
            "no_grades": 1,
            "school_merged": 1,
        },
    )
    by_cds = {each.cds: each for each in found.profiles}
    high, middle = by_cds["07617960732941"], by_cds["07617966057244"]
    assert (high.name, high.nces, str(high.grades)) == ("El Cerrito High", "063255005022", "9-12")
    assert (middle.name, str(middle.grades)) == ("Fred T. Korematsu Middle", "7-8")
    addresses = [each for each in found.report if each.line == 33]
    assert "Castro Elementary (line 20, closed 06/30/2009)" in str(addresses[0])
    phones = [each.value for each in found.report if each.code == "shared_phone"]
    assert phones == ["(510) 231-1429"] * 2
    assert {each.status for each in found.profiles} == {
        SiteStatus.ACTIVE,
        SiteStatus.CLOSED,
        SiteStatus.MERGED,
    }


@no_data
def test_the_41_rows_are_taken_in_and_again_change_nothing(sro):
    known = ("--known", "HIGH=07617960732941", "--known", "MIDDLE=07617966057244")
    assert "41 rows, 34 warnings; 41 changes" in sro("sites", "import", str(REAL), *known)
    assert "41 rows, 34 warnings; 0 changes" in sro("sites", "import", str(REAL))
