"""`sro feeds`, `sro calendar` and `sro due --ics` on a database."""

import json

import pytest
import vobject
from click.testing import CliRunner

from sro_adapters.cli.program import program
from tests.pages import ROOT

EXAMPLE = ROOT / "examples" / "el_cerrito"
CLOSURES = str(ROOT / "examples" / "closures.ics")
ON = ("--on", "2026-11-20")


@pytest.fixture
def sro(tmp_path, monkeypatch):
    monkeypatch.setenv("SRO_DATABASE_URL", f"sqlite:///{tmp_path / 'sro.db'}")

    def run(*args, code=0):
        ran = CliRunner().invoke(program, [*map(str, args)], prog_name="sro")
        assert ran.exit_code == code, ran.output
        return ran

    run("import", EXAMPLE)
    return run


def test_a_feed_is_made_listed_and_taken_back(sro):
    made = sro("feeds", "new", "front office", "--reader", "school", "--role", "administrator:HIGH",
               "--kind", "truancy", "--days", "30")  # fmt: skip
    address = made.stdout.strip()
    assert address.startswith("/feeds/feed_")
    assert address.endswith(".ics")
    (line,) = map(json.loads, sro("feeds", "list", "--json").stdout.splitlines())
    assert (line["name"], line["site"], line["kinds"]) == ("front office", "HIGH", ["truancy"])
    assert "digest" not in line
    assert address.rpartition("_")[2].removesuffix(".ics") not in json.dumps(line)
    assert "until 20" in sro("feeds", "list").stdout
    assert "revoked on" in sro("feeds", "revoke", line["id"]).stdout
    assert "the feed was revoked" in sro("feeds", "list").stdout


def test_an_officers_feed_is_of_that_officer(sro):
    sro("feeds", "new", "phone", "--reader", "police", "--role", "officer:O-01")
    (line,) = map(json.loads, sro("feeds", "list", "--json").stdout.splitlines())
    assert (line["role"], line["officer"], line["site"]) == ("officer", "O-01", None)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("ICE field office", "--reader", "police", "--role", "sergeant"), "234.7"),
        (("x", "--reader", "school", "--role", "clerk:HIGH", "--site", "MIDDLE"), "leave one of"),
        (("x", "--reader", "school", "--role", "clerk", "--as", "clerk"), "may not manage"),
        (("x", "--reader", "school", "--role", "clerk", "--as", "sergeant"), "would show"),
    ],
)
def test_a_feed_that_may_not_be_is_refused_with_the_reason(sro, args, said):
    assert said in sro("feeds", "new", *args, code=1).stderr


def test_the_due_list_as_a_file_is_a_calendar_that_keeps_its_uids(sro, tmp_path):
    file = tmp_path / "due.ics"
    said = sro("due", "--kind", "truancy", "--ics", file, *ON).stdout
    assert said.endswith("lines of a calendar for 7 items with a date\n")
    uids = [each.uid.value for each in vobject.readOne(file.read_text()).vevent_list]
    first = file.read_bytes()
    sro("due", "--kind", "truancy", "--ics", file, *ON)
    assert file.read_bytes() == first
    assert len(uids) == len(set(uids)) == 6
    assert b"S-0" not in first


def test_a_file_of_an_export_is_refused_for_it_keeps_nothing(sro, tmp_path):
    said = sro("due", EXAMPLE, "--ics", tmp_path / "due.ics", *ON, code=1).stderr
    assert "sro import PATH" in said


def test_closures_are_imported_once_and_a_dry_run_saves_nothing(sro):
    dry = sro("calendar", "import", CLOSURES, "--site", "HIGH", "--dry-run").stdout
    assert "13 days changed at HIGH; nothing saved, as asked" in dry
    done = sro("calendar", "import", CLOSURES, "--site", "HIGH").stdout
    assert "13 days changed at HIGH; saved" in done
    assert "1 event with a time closed no day" in done
    again = json.loads(sro("calendar", "import", CLOSURES, "--site", "HIGH", "--json").stdout)
    assert (again["changes"], again["timed_events"]) == (0, 1)
    assert "Thanksgiving recess" in sro("hours", "HIGH", "--at", "2026-11-27T10:15").stdout


def test_a_broken_calendar_is_refused_with_its_reasons(sro, tmp_path):
    file = tmp_path / "broken.ics"
    file.write_text("BEGIN:VCALENDAR\nX\nEND:VCALENDAR\n")
    said = sro("calendar", "import", file, "--site", "HIGH", code=1).stderr
    assert said.startswith("sro: broken.ics: 1 problem(s); nothing of it is used:")
    missing = sro("calendar", "import", tmp_path / "none.ics", "--site", "HIGH", code=1).stderr
    assert "it cannot be read: No such file" in missing
