"""Contacts and sweeps from the command line, on a database: a day in the field, end to end."""

import json

import pytest

from tests.pages import ROOT, run

PLAN = str(ROOT / "examples" / "sweeps" / "december.toml")


@pytest.fixture
def sro(sqlite_url, monkeypatch, tmp_path):
    """Run a command on a database with the example programme in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SRO_DATABASE_URL", sqlite_url)

    def command(line, code=0):
        ran = run(f"sro {line}")
        assert ran.exit_code == code, ran.output
        return ran

    command(f"import {ROOT / 'examples' / 'el_cerrito'} --identities")
    return command


@pytest.fixture
def opened(sro):
    return sro(
        "contact open --place plaza --area 'El Cerrito' --seen 'two bags' --as officer:O-01"
    ).stdout.strip()


def test_a_contact_from_what_was_seen_to_what_came_of_it(sro, opened):
    asked = "--given Nobody --family Sample --born 2011-03-04 --as officer:O-01"
    told = sro(f"contact check {opened} {asked}").stdout.splitlines()
    assert told[0].startswith("ask the school (as of ")
    assert told[-1] == "This is no reason to stop or to hold anybody."
    answer = json.loads(sro(f"contact check {opened} {asked} --json").stdout)
    assert answer["answer"] == "ask the school"
    sro(f"contact close {opened} --disposition counseled --narrative 'walked to school' "
        "--as officer:O-01")  # fmt: skip
    shown = json.loads(sro(f"contact show {opened} --as officer:O-01").stdout)
    assert shown["dispositions"] == ["counseled"]
    assert not shown["identified"]
    listed = sro("contact list --as officer:O-01").stdout
    assert opened in listed
    assert "not identified" in listed


def test_custody_needs_codes_and_who_was_told_is_entered(sro, opened):
    since = json.loads(sro(f"contact show {opened} --as officer:O-01").stdout)["at"][:16]
    held = f"contact close {opened} --disposition counseled --held-since {since} --as officer:O-01"
    assert "give the state's codes" in sro(held, 1).stderr
    assert "no code in force" in sro(f"{held} --stop-reason 99", 1).stderr
    done = sro(f"{held} --stop-reason 5 --result 8 --delivered-to school --delivered-at {since}")
    assert done.stdout.strip() == f"{opened}: counseled, delivered"
    due = sro("due --kind contact --as sergeant --json").stdout.splitlines()
    assert {json.loads(each)["codes"][0] for each in due} == {
        "tell_parent_of_custody", "tell_school_of_custody",
    }  # fmt: skip
    sro(f"contact told {opened} parent --as officer:O-01")
    assert len(sro("due --kind contact --as sergeant --json").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--delivered-to school", "needs --held-since"),
        ("--result 8", "needs --stop-reason"),
    ],
)
def test_half_a_custody_or_half_the_codes_is_a_usage_error(sro, opened, line, words):
    ran = sro(f"contact close {opened} --disposition counseled {line} --as officer:O-01", 2)
    assert words in ran.output


def test_the_records_unit_decides_and_seals(sro, opened):
    sro(f"contact close {opened} --disposition counseled --as officer:O-01")
    release = f"contact release {opened} parent --named 'the parent' --basis 827.95 --as records"
    assert "nobody has recorded its category" in sro(release, 1).stderr
    assert "may not" in sro(f"contact seal {opened} --basis 827.95", 1).stderr, "the operator"
    sro(f"contact category {opened} diverted --as records")
    assert json.loads(sro(release).stdout)["id"] == opened
    sro(f"contact seal {opened} --basis 827.95 --as records")
    assert "no contact" in sro(f"contact show {opened} --as officer:O-01", 1).stderr
    assert opened not in sro("contact list --as sergeant").stdout
    sro(f"contact unseal {opened} --basis 'order 26-0113' --as records")
    assert opened in sro("contact list --as sergeant").stdout


def test_a_referral_goes_to_the_school_that_was_named(sro, opened):
    said = sro(f"contact refer {opened} --site HIGH --reason 'met twice' --as officer:O-01").stdout
    assert said.startswith(f"{opened}: referred to HIGH, referral ")


def test_positive_contacts_are_heads(sro):
    sro("contact positive --place campus --area 'El Cerrito' --heads 24 --as officer:O-01")
    assert "24 minors" in sro("contact list --as officer:O-01").stdout


def test_an_unknown_exception_is_a_usage_error_that_lists_them(sro):
    ran = sro("order Sampleton --holds luck", 2)
    assert "with_adult" in ran.output


def test_an_order_is_asked_with_everything_ruled_out(sro):
    shapes = ROOT / "examples" / "orders" / "california_shapes.toml"
    asked = f"order Undertown --overlay {shapes} --at 2026-11-20T10:15 --age 15"
    assert sro(asked).stdout.startswith("cannot decide")
    whole = json.loads(sro(f"{asked} --ruled-out all --json").stdout)
    assert (whole["answer"], whole["order"], whole["to_ask"]) == ("applies", "under_17", [])


def test_a_sweep_is_planned_from_a_file_and_shown(sro):
    ran = sro(f"sweep plan {PLAN} --as sergeant")
    id = ran.stdout.strip()
    shown = sro(f"sweep show {id} --as administrator:HIGH")
    assert "transit plaza; the park behind the library" in shown.stdout
    assert "County Probation" in shown.stdout
    told = json.loads(sro(f"sweep show {id} --as administrator:HIGH --json").stdout)
    assert told["sweep"]["from"] == "2026-12-04T09:00:00"
    assert "planned" in sro("sweep list --on 2026-11-20 --as officer:O-01").stdout
    assert "planned for 2026-12-04" in sro(f"sweep open {id} --as sergeant", 1).stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "not TOML"),
        ("on = 2026-12-04", "zone"),
        ('on = 2026-12-04\nstart = "9"\nend = 11:00:00\nzone = []\nteam = []', "start"),
    ],
)
def test_a_file_that_is_no_plan_is_told_why(sro, tmp_path, text, words):
    path = tmp_path / "plan.toml"
    path.write_text(text)
    assert words in sro(f"sweep plan {path} --as sergeant", 1).stderr


def test_a_barred_partner_is_refused_with_its_section(sro, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text((ROOT / "examples/sweeps/december.toml").read_text().replace(
        '"County Probation"', '"ICE"'))  # fmt: skip
    refused = sro(f"sweep plan {path} --as sergeant", 1).stderr
    assert "immigration authorities are never a partner" in refused
    assert "234.7" in refused


def test_figures_by_group_are_masked_in_print_and_null_in_json(sro, opened):
    sro(f"contact close {opened} --disposition warned --as officer:O-01", 2)
    sro(f"contact close {opened} --disposition 'written warning' --stop-reason 5 --race 3 "
        "--as officer:O-01")  # fmt: skip
    printed = sro("sweep equity --as sergeant").stdout
    assert "* 10 or fewer" in printed
    told = json.loads(sro("sweep equity --group gender --enforced --as sergeant --json").stdout)
    assert {cell for row in told["cells"] for cell in row} == {None}
