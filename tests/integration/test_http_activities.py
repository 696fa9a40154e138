"""Activities over HTTP and by command: the same use cases, what is said, what is refused."""

import re

import pytest
from click.testing import CliRunner

from sro_adapters.cli.program import program
from sro_core import Role
from tests.pages import ROOT
from tests.served import HIGH, MIDDLE, serve

NEW = {"kind": "presentation", "site": "HIGH", "minutes": 45, "count": 30, "topic": "civil rights"}


@pytest.fixture
def served():
    return serve()


def log(served, **facts):
    answer = served.ask("/api/activities", Role.OFFICER, method="POST", json=NEW | facts)
    assert answer.status_code == 201, answer.text
    return answer


def test_an_activity_goes_its_way(served):
    logged = log(served, draft=True)
    at = f"/api/activities/{logged.json['id']}"
    change = NEW | {"minutes": 50}
    fits = {"If-Match": logged.headers["ETag"]}
    changed = served.ask(at, Role.OFFICER, method="PUT", json=change, headers=fits)
    assert (changed.status_code, changed.json["minutes"]) == (200, 50)
    stale = served.ask(at, Role.OFFICER, method="PUT", json=change, headers=fits)
    assert stale.status_code == 412
    assert served.ask(f"{at}/submission", Role.OFFICER, method="POST").json["state"] == "submitted"
    review = {"to": "returned", "because": "say how many"}
    back = served.ask(f"{at}/review", Role.SERGEANT, method="POST", json=review)
    assert back.json["asked"] == "say how many"
    assert [each["to"] for each in back.json["moves"]] == ["submitted", "returned"]
    mine = served.ask(at, Role.OFFICER).json
    assert mine["asked"] == "say how many"
    assert len(mine["moves"]) == 2
    served.ask(f"{at}/submission", Role.OFFICER, method="POST")
    review = {"to": "approved"}
    done = served.ask(f"{at}/review", Role.SERGEANT, method="POST", json=review)
    assert done.json["state"] == "approved"
    school = served.ask(at, Role.ADMINISTRATOR, HIGH).json
    assert (school["minutes"], "moves" in school) == (50, False)
    assert "personnel" in school["withheld"]["moves"]
    assert served.ask("/api/activity-summary", Role.DISTRICT).json["minutes"] == 50


def test_a_list_goes_on_page_by_page(served):
    for on in ("2026-11-18", "2026-11-19", "2026-11-20"):
        log(served, on=on)
    first = served.ask("/api/activities?limit=2&from=2026-11-18", Role.OFFICER).json
    second = served.ask(first["next"], Role.OFFICER).json
    days = [each["on"] for each in (*first["items"], *second["items"])]
    assert (days, second["next"]) == (["2026-11-18", "2026-11-19", "2026-11-20"], None)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"note": "with Jordan"}, "looks like a name"),
        ({"minutes": 0}, "minutes"),
        ({"count": -1}, "count"),
        ({"on": "2026-11-21"}, "has not come yet"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_does_not_fit_is_a_problem(served, facts, words):
    answer = served.ask("/api/activities", Role.OFFICER, method="POST", json=NEW | facts)
    assert answer.status_code == 422
    assert words in answer.text


def test_days_that_end_before_they_start_are_a_problem(served):
    asked = "/api/activities?from=2026-11-20&until=2026-11-19"
    assert served.ask(asked, Role.OFFICER).json["errors"][0]["parameter"] == "until"


def test_a_page_changes_what_was_returned(served):
    id = log(served).json["id"]
    because = {"to": "returned", "because": "say how many"}
    assert served.ask(f"/activities/{id}/review", Role.SERGEANT, method="POST",
                      data=because).status_code == 303  # fmt: skip
    shown = served.ask(f"/activities/{id}", Role.OFFICER)
    assert "as it was" in shown.text
    assert re.search(r'name="minutes" value="45" checked', shown.text)
    sent = {"site": "HIGH", "minutes": "45", "other_count": "28", "kind": "presentation"}
    changed = served.ask(f"/activities/{id}", Role.OFFICER, method="POST", data=sent)
    assert changed.headers["Location"] == "/activities"
    assert served.ask(f"/api/activities/{id}", Role.OFFICER).json["count"] == 28


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "choose a site"),
        ({"site": "HIGH"}, "choose how long it took"),
        ({"site": "HIGH", "minutes": "5"}, "choose what it was"),
        ({"site": "HIGH", "minutes": "x", "kind": "other"}, "a whole number"),
        ({"site": "NOWHERE", "minutes": "5", "kind": "other"}, "no site"),
    ],
)
def test_a_form_that_does_not_fit_is_shown_again(served, sent, words):
    form = "application/x-www-form-urlencoded"
    answer = served.ask(
        "/activities/new", Role.OFFICER, method="POST", data=sent, content_type=form
    )
    assert answer.status_code in (404, 422)
    assert words in answer.text
    assert "What it was: tap to save" in answer.text


def test_the_list_shows_each_what_they_may_see(served):
    log(served, note="in the gym")
    for role, sites, words in (
        (Role.SERGEANT, (), "in the gym"),
        (Role.ADMINISTRATOR, (HIGH,), "None."),
        (Role.SERGEANT, (MIDDLE,), "None."),
    ):
        assert words in served.ask("/activities", role, *sites).text


# ---------------------------------------------------------------- commands


@pytest.fixture
def sro(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*args, ok=True):
        ran = CliRunner().invoke(program, args)
        assert (ran.exit_code == 0) == ok, ran.output
        return ran.stdout if ok else ran.stderr

    run("import", str(ROOT / "examples" / "el_cerrito"))
    return run


AS = ("--as", "officer:O-01")


def id_of(said):
    return said.partition(":")[0]


def test_commands_take_an_activity_its_way(sro):
    day = ("--on", "2026-11-20")
    said = sro("activity", "log", "parent", "HIGH", "10", "--handed-to", "counsellor",
               "--draft", *day, *AS)  # fmt: skip
    id = id_of(said)
    assert said.strip().endswith("10 min, other: draft")
    sro("activity", "amend", id, "parent", "HIGH", "15", "--handed-to", "counsellor", *day, *AS)
    sro("activity", "submit", id, *AS)
    sro("activity", "take-back", id, *AS)
    sro("activity", "submit", id, *AS)
    sro("activity", "return", id, "--because", "topic?", "--as", "sergeant")
    assert f"{id} was returned: topic?" in sro("activity", "list", *AS)
    sro("activity", "submit", id, *AS)
    assert sro("activity", "approve", id, "--as", "sergeant").strip().endswith("approved")
    assert "answered on 2026-11-21" in sro("activity", "answered", id, "--on", "2026-11-21", *AS)
    assert "1 approved activity, 15 minutes" in sro("activity", "summary", "--as", "district")
    other = id_of(sro("activity", "log", "mentoring", "HIGH", "5", "--draft", *day, *AS))
    assert sro("activity", "discard", other, *AS) == f"{other} is gone\n"
    assert '"minutes":15' in sro("activity", "list", "--json", "--as", "district")
    assert '"minutes":15' in sro("activity", "summary", "--json", "--as", "district")
    assert '"id":"presentation"' in sro("activity", "kinds", "--json")


def test_days_that_end_before_they_start_are_refused(sro):
    said = sro("activity", "list", "--from", "2026-11-20", "--until", "2026-11-19", ok=False)
    assert "is before" in said
