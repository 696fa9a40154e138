"""Incidents over HTTP, on pages and by command: the same use cases, and nobody is named."""

import json
import re

import pytest
from click.testing import CliRunner

from sro_adapters.cli.program import program
from sro_core import Role
from tests.pages import ROOT
from tests.served import HIGH, MIDDLE, serve

NEW = {
    "site": "HIGH", "place": "within the site", "at": "2026-11-19T10:15", "offenses": ["13B"],
    "number": "26-1", "persons": [{"ref": "P-017", "student": True, "referred": True}],
    "referral": {"basis": "discretionary", "by": "teacher", "on": "2026-11-19"},
}  # fmt: skip


@pytest.fixture
def served():
    made = serve()
    answer = made.ask("/api/incidents", Role.OFFICER, method="POST", json=NEW)
    assert answer.status_code == 201, answer.text
    return made


def test_an_incident_is_read_with_whether_school_was_in_session(served):
    shown = served.ask("/api/incidents/26-1", Role.RECORDS).json
    assert shown["session"] == "in session"
    assert shown["incident"]["persons"][0]["arrested"] is None
    assert shown["incident"]["offenses"][0]["title"] == "Simple assault"


def test_a_change_is_over_what_was_read(served):
    read = served.ask("/api/incidents/26-1", Role.RECORDS)
    fits = {"If-Match": read.headers["ETag"]}
    change = NEW | {"place": "near the site"}
    done = served.ask("/api/incidents/26-1", Role.RECORDS, method="PUT", json=change, headers=fits)
    assert done.json["incident"]["place"] == "near the site"
    again = served.ask("/api/incidents/26-1", Role.RECORDS, method="PUT", json=NEW, headers=fits)
    assert again.status_code == 412


def test_a_list_is_cut_and_goes_on(served):
    for number in ("26-2", "26-3"):
        new = NEW | {"number": number, "place": "near the site"}
        served.ask("/api/incidents", Role.OFFICER, method="POST", json=new)
    near = served.ask("/api/incidents?place=near the site&limit=1", Role.OFFICER).json
    rest = served.ask(near["next"], Role.OFFICER).json
    assert [each["incident"]["id"] for each in (*near["items"], *rest["items"])] == ["26-2", "26-3"]
    assert rest["next"] is None
    none = served.ask("/api/incidents?session=not in session", Role.OFFICER).json
    assert none["items"] == []


@pytest.mark.parametrize(
    ("facts", "status", "words"),
    [
        ({"persons": [{"ref": "Jordan"}]}, 422, "no name belongs here"),
        ({"offenses": ["99Z"]}, 404, "no offense code"),
        ({"offenses": []}, 422, "names no offense"),
        ({"place": "somewhere"}, 422, "within the site"),
        ({"at": "2026-11-21T10:15"}, 422, "has not come yet"),
        ({"threat": {"received_at": "2026-11-19T10:15", "received_from": "teacher",
                     "score": 3}}, 422, "no such field"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_problem(served, facts, status, words):
    answer = served.ask(
        "/api/incidents", Role.OFFICER, method="POST", json=NEW | {"number": ""} | facts
    )
    assert (answer.status_code, words in answer.text) == (status, True), answer.text


def test_figures_are_masked_for_the_school_on_the_page_too(served):
    masked = served.ask("/api/incident-figures", Role.ADMINISTRATOR, HIGH).json
    assert masked["masked"]
    assert {cell for row in masked["by_hour"]["cells"] for cell in row} == {None}
    page = served.ask("/incidents/figures", Role.ADMINISTRATOR, HIGH)
    assert "masked" in page.text
    assert "exact=true" not in page.text
    refused = served.ask("/incidents/figures?exact=true", Role.ADMINISTRATOR, HIGH)
    assert refused.status_code == 403
    assert "may not read incidents" in refused.text


def test_the_picture_and_the_table_have_the_same_numbers(served):
    page = served.ask("/incidents/figures?exact=true", Role.OFFICER).text
    figure = re.search(r"<figure>\s*<figcaption>Incidents by hour.*?</figure>", page, re.DOTALL)[0]
    drawn = re.findall(r'text-anchor="middle">(\d+)</text>', figure)
    told = [each for each in re.findall(r'<td class="number">(\d+)</td>', figure) if each != "0"]
    assert drawn == told == ["1"]


def test_the_same_figures_give_the_same_bytes(served):
    secret = r'name="forgery" value="[^"]+"'
    pages = {
        re.sub(secret, "", served.ask("/incidents/figures?exact=true", Role.OFFICER).text)
        for _ in range(2)
    }
    assert len(pages) == 1


def test_the_page_lists_incidents_to_police_only(served):
    assert ">26-1<" in served.ask("/incidents", Role.OFFICER).text
    assert served.ask("/incidents", Role.ADMINISTRATOR, HIGH).status_code == 403
    assert ">26-1<" not in served.ask("/incidents", Role.OFFICER, MIDDLE).text
    assert "P-017" not in served.ask("/incidents", Role.OFFICER).text


def test_civil_rights_data_is_blank_until_it_was_collected(served):
    at = "/api/civil-rights/HIGH/2026"
    before = served.ask(at, Role.DISTRICT).json
    assert (before["referrals"]["instances"], before["collected"]) == (None, False)
    stated = served.ask(f"{at}/collection", Role.RECORDS, method="PUT").json
    assert stated["year"] == 2026
    assert served.ask(at, Role.DISTRICT).json["referrals"]["instances"] == 1
    assert served.ask("/api/civil-rights/HIGH/26", Role.DISTRICT).status_code == 422


# ---------------------------------------------------------------- commands


@pytest.fixture
def sro(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*args, code=0):
        ran = CliRunner().invoke(program, args)
        assert ran.exit_code == code, ran.output
        return ran.stdout if code == 0 else ran.stderr

    run("import", str(ROOT / "examples" / "el_cerrito"))
    return run


PLACE = ("--place", "within the site", "--at", "2026-11-20T10:15")
EXAMPLE = ROOT / "examples" / "incidents"
IMPORT = ("incident", "import", str(EXAMPLE / "export.csv"), "--map", str(EXAMPLE / "map.toml"))


def test_commands_record_show_and_change(sro):
    person = "P-1,involved,student,referred,no-arrested,diverted"
    said = sro("incident", "record", "--site", "HIGH", *PLACE, "--offense", "13B", "--number",
               "26-7", "--person", person, "--referral", "required", "--ground",
               "48902_weapons", "--as", "officer:O-01")  # fmt: skip
    assert said == "26-7: Simple assault, within the site HIGH, 2026-11-20 10:15\n"
    shown = json.loads(sro("incident", "show", "26-7"))
    assert shown["persons"] == [
        {"ref": "P-1", "part": "involved", "student": True, "referred": True, "arrested": False,
         "cited": None, "disposition": "diverted", "category": None}
    ]  # fmt: skip
    sro("incident", "change", "26-7", "--site", "HIGH", *PLACE, "--offense", "290", "--number",
        "26-7")  # fmt: skip
    assert "Vandalism" in sro("incident", "list")
    assert '"session":"in session"' in sro("incident", "list", "--json")


def test_a_threat_is_recorded_with_what_was_done(sro):
    sro("incident", "record", "--site", "HIGH", *PLACE, "--threat-from", "teacher", "--number",
        "26-8", "--evidence", "E-1", "--assessed-at", "2026-11-20T10:40")  # fmt: skip
    shown = json.loads(sro("incident", "show", "26-8"))["threat"]
    assert (shown["received_from"], shown["assessed_at"]) == ("teacher", "2026-11-20T10:40:00")
    assert "check the firearm registry" in sro("due", "--kind", "incident", "--as", "sergeant")


@pytest.mark.parametrize("person", ["Jordan", "P-1,tall", "P-1,no-victim"])
def test_a_person_that_is_none_is_a_usage_error(sro, person):
    args = ("--site", "HIGH", *PLACE, "--offense", "13B", "--person", person)
    assert "'--person'" in sro("incident", "record", *args, code=2)
    assert json.loads(f"[{sro('incident', 'list', '--json')}]") == []


def test_an_export_is_taken_in_and_counted(sro):
    assert sro(*IMPORT, "--dry-run").startswith(
        "export.csv: 7 rows, 5 incidents: 5 would be new, 0 would be changed, 0 unchanged"
    )
    assert "5 new" in sro(*IMPORT)
    assert "0 new, 0 changed, 5 unchanged" in sro(*IMPORT)
    assert "assault            1" in sro("incident", "counts", "--exact", "--year", "2026")
    assert '"masked":true' in sro("incident", "counts", "--json", "--year", "2026")
    said = sro("incident", "civil-rights", "HIGH", "2026")
    assert re.search(r"referrals +blank +blank +0", said)
    sro("incident", "collected", "HIGH", "2026")
    said = sro("incident", "civil-rights", "HIGH", "2026")
    assert re.search(r"referrals +3 +3 +0", said)
    assert '"arrests":{"instances":1' in sro("incident", "civil-rights", "HIGH", "2026", "--json")


def test_a_list_of_codes_is_taken_in_and_asked(sro, tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("OFFENSE_CODE,OFFENSE_NAME,OFFENSE_CATEGORY_NAME\n09C,Justifiable,Homicide\n")
    take = ("incident", "codes", "import", str(path), "--format", "nibrs")
    assert sro(*take) == "nibrs: 1 code; taken in\n"
    assert sro(*take) == "nibrs: 1 code; nothing changed\n"
    assert sro("incident", "codes", "find", "nibrs:09C") == (
        "nibrs:09C Justifiable (counted under homicide)\n"
    )
    assert "not in force" in sro("incident", "codes", "find", "13B", "--on", "2009-12-31", code=1)


def test_days_that_end_before_they_start_and_times_that_are_none_are_refused(sro):
    days = ("--from", "2026-11-20", "--until", "2026-11-19")
    assert "is before" in sro("incident", "list", *days, code=1)
    at = ("--place", "within the site", "--at", "2026-11-20")
    sro("incident", "record", "--site", "HIGH", *at, "--offense", "13B", code=2)
