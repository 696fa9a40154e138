"""The command line on a database: what it prints is what it prints from the export."""

import csv
import json
import shutil
from datetime import date

import pytest
from click.testing import CliRunner

from sro_adapters.cli.program import program
from sro_adapters.compose import read_database
from sro_adapters.interchange import read_bundle
from sro_adapters.synthetic import generate
from sro_core import classify, load_rules
from tests.pages import ROOT

ON = ("--on", "2026-11-20")
EXAMPLE = ROOT / "examples" / "el_cerrito"
# A database has plans and officers too; in an export only attendance asks for anything.
DUE = ("due", "--kind", "truancy")
JUDGING = (
    ("classify",), ("classify", "--json"), ("unverified",), ("unverified", "--json"), DUE,
    (*DUE, "--json"), ("classify", "--json", "--as", "clerk:HIGH"), (*DUE, "--site", "HIGH"),
)  # fmt: skip


@pytest.fixture
def url(tmp_path, monkeypatch):
    """The address of a database that is not there yet; commands use it."""
    url = f"sqlite:///{tmp_path / 'sro.db'}"
    monkeypatch.setenv("SRO_DATABASE_URL", url)
    monkeypatch.delenv("SRO_IDENTITY_KEYS", raising=False)
    return url


def sro(*args):
    ran = CliRunner().invoke(program, [str(each) for each in args], prog_name="sro")
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


def done(*args):
    ran = sro(*args)
    assert ran.exit_code == 0, ran.stderr
    return ran.stdout


def refused(*args):
    ran = sro(*args)
    assert (ran.exit_code, ran.stdout) == (1, ""), ran.stdout
    return ran.stderr


@pytest.fixture(params=["example", "synthetic", "ed-fi"])
def export(request, tmp_path):
    if request.param == "example":
        return EXAMPLE
    if request.param == "ed-fi":
        return request.getfixturevalue("shared_data") / "edfi-data-standard-v5"
    generate(tmp_path / "district", students=120, seed=4)
    return tmp_path / "district"


def test_what_is_printed_from_the_database_is_what_is_printed_from_the_export(url, export):
    on = ("--on", "2022-05-27") if "edfi" in str(export) else ON
    named = ("--district", "EC")
    assert " changes in district EC; taken in\n" in done("import", export, *named, *on)
    for command, *options in JUDGING:
        chosen = [each.replace("HIGH", _site(export)) for each in options]
        assert done(command, *on, *chosen) == done(command, export, *on, *chosen)
    assert _of_truancy(done("due", "--json", *on)) == done("due", export, "--json", *on)
    students = [json.loads(line) for line in done("classify", "--json", *on).splitlines()]
    for student in students[:20]:
        id = student["student_id"]
        for lists in ((), ("--lists",), ("--json",)):
            assert done("explain", id, *on, *lists) == done("explain", id, export, *on, *lists)


def _of_truancy(items):
    chosen = [each for each in items.splitlines(True) if json.loads(each)["kind"] == "truancy"]
    assert 0 < len(chosen) < len(items.splitlines())
    return "".join(chosen)


def _site(export):
    return min(read_bundle(export).sites)


def test_a_second_import_says_no_changes(url, export):
    done("import", export, "--district", "EC", *ON)
    said = done("import", export, "--district", "EC", *ON)
    assert said.endswith(": 0 changes in district EC; taken in\n")
    assert json.loads(done("import", export, "--district", "EC", *ON, "--json"))["changes"] == 0


def test_a_database_is_read_as_the_same_roll(url, export):
    done("import", export, *ON, "--district", "EC")
    stated, read = read_bundle(export), read_database(url)
    files = list(stated.files)
    assert list(read.files) == files
    assert list(read.files) == files, "it can be gone through again"
    assert read.calendars == stated.calendars
    assert read.sites == stated.sites
    assert read.data_through == stated.data_through
    rules, on = load_rules("us-ca"), date(2026, 11, 20)
    said = [one.explain(lists=True) for one in classify(stated, rules=rules, on=on)]
    assert [one.explain(lists=True) for one in classify(read, rules=rules, on=on)] == said


def test_a_dry_run_saves_nothing_and_says_what_the_import_says(url):
    done("db", "upgrade")
    dry = done("import", EXAMPLE, "--dry-run", *ON)
    assert "a dry run, nothing is saved" in dry
    assert "it is empty" not in dry
    real = done("import", EXAMPLE, *ON)
    assert dry.replace("a dry run, nothing is saved", "taken in") == real


def test_a_dry_run_makes_no_database(url, tmp_path):
    refused("import", EXAMPLE, "--dry-run", *ON)
    assert not (tmp_path / "sro.db").exists()


@pytest.mark.parametrize("command", ["classify", "unverified", "due", "explain S-1", "hours HIGH"])
def test_without_a_database_nothing_is_made_and_the_way_is_told(url, command, tmp_path):
    assert "sro import" in refused(*command.split())
    assert not list(tmp_path.iterdir())


def test_an_export_with_errors_leaves_the_database_as_it_is(url, tmp_path):
    done("import", EXAMPLE, *ON)
    before = done("classify", "--json", *ON)
    bad = shutil.copytree(EXAMPLE, tmp_path / "bad")
    with (bad / "attendance.csv").open("a") as file:
        file.write("S-00001,HIGH,,2026-02-30,daily,absent,,\n")
    assert "bad_date" in refused("import", bad, *ON)
    assert done("classify", "--json", *ON) == before


def rewritten(folder, name, change):
    """Give a copy of the example with the rows of one file changed."""
    shutil.copytree(EXAMPLE, folder)
    path = folder / name
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    kept = change(rows)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(kept)
    return folder


def test_a_corrected_row_is_replaced_and_kept_as_replaced(url, tmp_path):
    done("import", EXAMPLE, *ON)

    def correct(rows):
        rows[0]["Attendance_status"] = "tardy"
        return rows

    fixed = rewritten(tmp_path / "fixed", "attendance.csv", correct)
    said = done("import", fixed, *ON)
    assert "1 changed student" in said
    assert "1 replaced attendance row" in said
    with (EXAMPLE / "attendance.csv").open(newline="") as file:
        student = next(csv.DictReader(file))["Student_id"]
    held = json.loads(done("record", student, "--purpose", "a question", "--json"))
    assert len(held["withdrawn"]) == 1
    assert done("classify", "--json", *ON) == done("classify", fixed, "--json", *ON)


def test_rows_are_withdrawn_only_with_a_declared_scope_and_a_shrink_wants_a_confirmation(
    url, tmp_path
):
    done("import", EXAMPLE, *ON)

    def dates(rows):
        return [row for row in rows if int(row["Attendance_date"][-2:]) % 2]

    half = rewritten(tmp_path / "half", "attendance.csv", dates)
    assert ": 0 changes" in done("import", half, *ON)
    scope = ("--scope-from", "2026-08-17", "--scope-to", "2026-11-20")
    said = refused("import", half, *ON, *scope)
    assert "more than 5 % wants a confirmation" in said
    assert "--confirm" in said
    assert " withdrawn attendance rows" in done("import", half, *ON, *scope, "--confirm")
    assert ": 0 changes" in done("import", half, *ON, *scope)
    assert done("classify", *ON) == done("classify", half, *ON)


def test_a_second_district_is_added_only_by_name(url, tmp_path):
    done("import", EXAMPLE, *ON)
    other = rewritten(
        tmp_path / "other", "orgs.csv",
        lambda rows: [
            {name: cell.replace("DISTRICT", "ELSEWHERE") for name, cell in row.items()}
            for row in rows
        ],
    )  # fmt: skip
    assert "--district" in refused("import", other, *ON)
    done("import", other, *ON, "--district", "ELSEWHERE")
    assert "it holds 2 districts" in refused("classify", *ON)
    for district in ("DISTRICT", "ELSEWHERE"):
        done("audit", "verify", "--district", district)
        assert done("classify", *ON, "--district", district)
    assert "nothing of it is on record" in refused("classify", *ON, "--district", "X")


def test_names_are_kept_only_on_request_and_opened_only_for_a_purpose(url):
    done("import", EXAMPLE, *ON)
    assert "no identity" in refused("identity", "S-00001", "--purpose", "a letter")
    assert "12 new or changed identities" in done("import", EXAMPLE, *ON, "--identities")
    assert "state the purpose" in refused("identity", "S-00001")
    assert "Synthetic" in done("identity", "S-00001", "--purpose", "a letter")
    assert ": 0 changes" in done("import", EXAMPLE, *ON, "--identities")


def test_names_are_encrypted_where_there_is_a_key(url, tmp_path, monkeypatch):
    old, new = done("db", "key").strip(), done("db", "key").strip()
    monkeypatch.setenv("SRO_IDENTITY_KEYS", old)
    done("import", EXAMPLE, *ON, "--identities")
    assert b"Synthetic" not in b"".join(each.read_bytes() for each in tmp_path.glob("sro.db*"))
    monkeypatch.setenv("SRO_IDENTITY_KEYS", f"{new},{old}")
    assert "12 identities" in done("db", "identities")
    monkeypatch.setenv("SRO_IDENTITY_KEYS", new)
    assert "Synthetic" in done("identity", "S-00001", "--purpose", "a letter")
    monkeypatch.setenv("SRO_IDENTITY_KEYS", old)
    said = refused("identity", "S-00001", "--purpose", "a letter")
    assert "SRO_IDENTITY_KEYS" in said
    assert old not in said


def test_an_officer_reads_one_status_under_an_agreement_and_both_requests_are_logged(url):
    done("import", EXAMPLE, *ON)
    asked = ("explain", "S-00004", *ON, "--as", "officer:O-01", "--purpose", "outreach")
    assert "ask the school" in refused(*asked)
    done("agreement", "record", "HIGH", "--from", "2020-07-01", "--school-official",
         "--for", "outreach")  # fmt: skip
    assert done(*asked).startswith("S-00004 at HIGH")
    assert "ask the school" in refused(*asked[:-1], "curiosity")
    assert "lists students" in refused("classify", *ON, "--as", "officer:O-01")
    entries = [json.loads(each) for each in done("disclosures", "S-00004", "--json").splitlines()]
    assert [each["given"] for each in entries] == [False, True, False]
    assert {each["to"] for each in entries} == {"O-01 (officer)"}


def test_a_record_is_expunged_and_the_chain_still_holds(url, tmp_path):
    done("import", EXAMPLE, *ON, "--identities")
    done("explain", "S-00004", *ON)
    done("disclose", "S-00004", "--to", "x", "--interest", "y", "--what", "z")
    gone = done("expunge", "S-00004", "--because", "an order", "--purpose", "order 1", "--yes")
    assert "1 disclosure;" in gone
    assert "no student" in refused("explain", "S-00004", *ON)
    assert "the chain holds" in done("audit", "verify")
    assert "S-00004" not in done("audit", "list", "--json")
    assert "S-00004" not in done("classify", "--json", *ON)


def test_a_head_noted_earlier_shows_that_the_end_was_cut_off(url, tmp_path):
    done("import", EXAMPLE, *ON)
    head = done("audit", "verify").split()[-1]
    done("classify", *ON)
    assert "the chain holds" in done("audit", "verify", "--head", head)
    wrong = head[:-1] + ("0" if head[-1] != "0" else "1")
    ran = sro("audit", "verify", "--head", wrong)
    assert ran.exit_code == 1
    assert "not the entry noted" in ran.stdout


def test_a_backup_is_restored_elsewhere_and_prints_the_same(url, tmp_path, monkeypatch):
    done("import", EXAMPLE, *ON)
    before = done("classify", "--json", *ON)
    assert "rows copied" in done("db", "backup", tmp_path / "b.db")
    elsewhere = f"sqlite:///{tmp_path / 'other.db'}"
    assert "the audit chains hold" in done(
        "db", "restore", tmp_path / "b.db", "--database", elsewhere
    )
    assert done("classify", "--json", *ON, "--database", elsewhere) == before
    refused("db", "backup", tmp_path / "b.db")
    refused("db", "restore", tmp_path / "b.db", "--database", elsewhere)


def test_a_token_is_shown_once_and_taken_back(url):
    done("import", EXAMPLE, *ON)
    ran = sro("token", "new", "sis", "--role", "clerk:HIGH", "--days", "10")
    text, id = ran.stdout.strip(), ran.stdout.split("_")[1]
    assert text.startswith("sro_")
    assert text not in ran.stderr
    assert text.split("_", 2)[2] not in done("token", "list", "--json")
    assert "holds" in done("token", "list")
    done("token", "revoke", id)
    assert "revoked" in done("token", "list")


def test_a_token_of_a_program_says_so_in_the_list(url):
    done("import", EXAMPLE, *ON)
    for name, more in (("sis", ["--program"]), ("J. Doe", [])):
        assert sro("token", "new", name, "--role", "clerk:HIGH", *more).exit_code == 0
    shown = [json.loads(line) for line in done("token", "list", "--json").splitlines()]
    assert {each["actor"]: each["program"] for each in shown} == {"sis": True, "J. Doe": False}
    assert "sis (program)" in done("token", "list")
    assert "Doe (program)" not in done("token", "list")


def test_a_token_of_an_officer_speaks_for_that_officer(url):
    done("import", EXAMPLE, *ON)
    ran = sro("token", "new", "tablet", "--role", "officer:O-01")
    assert ran.exit_code == 2
    assert "write sro token new O-01" in ran.stderr
    assert sro("token", "new", "O-01", "--role", "officer:O-01").exit_code == 0
    assert "O-01" in done("token", "list")
