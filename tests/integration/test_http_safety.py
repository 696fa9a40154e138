"""Safety plans and drills over HTTP: what was read is what is changed, and the public page."""

import pytest

from sro_adapters.http import create_public_app
from sro_core import Role
from tests.served import HIGH, MIDDLE, serve

PLAN = "/api/sites/HIGH/plan"
YEAR = {"year": 2026}
SECRET = "north-east corner"


@pytest.fixture
def served():
    made = serve()
    assert made.ask(PLAN, method="POST", query_string=YEAR).status_code == 201
    return made


def put(served, id, told, *, tag=None, role=Role.OPERATOR):
    tag = tag or served.ask(PLAN, query_string=YEAR).headers["ETag"]
    return served.ask(
        f"{PLAN}/sections/{id}", role, method="PUT", json=told, query_string=YEAR,
        headers={"If-Match": tag},
    )  # fmt: skip


def post(served, path, told=None, role=Role.OPERATOR, **rest):
    return served.ask(path, role, method="POST", json=told, **rest)


GATES = {"title": "Gates <b>", "open_to": "public", "status": "written", "text": "Two & two."}
TEAMS = {"title": "Teams", "open_to": "tactical", "status": "written", "text": SECRET}


def test_a_section_is_written_over_the_plan_that_was_read(served):
    tag = served.ask(PLAN, query_string=YEAR).headers["ETag"]
    first = put(served, "gates", GATES, tag=tag)
    assert first.status_code == 200
    assert put(served, "gates", GATES | {"text": "Three."}, tag=tag).status_code == 412
    assert (
        put(served, "gates", GATES | {"text": "Three."}, tag=first.headers["ETag"]).json["public"][
            0
        ]["text"]
        == "Three."
    )


def test_a_change_that_does_not_say_what_it_read_is_refused(served):
    answer = served.ask(f"{PLAN}/sections/g", method="PUT", json=GATES, query_string=YEAR)
    assert answer.status_code == 428


def test_an_openness_that_no_section_has_is_refused(served):
    answer = put(served, "gates", GATES | {"open_to": "personnel"})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/open_to")


def test_who_is_not_cleared_gets_the_plan_without_and_writes_none_of_it(served):
    put(served, "teams", TEAMS)
    shown = served.ask(PLAN, Role.OFFICER, query_string=YEAR)
    assert "tactical" not in shown.json
    assert "tactical information is not open" in shown.json["withheld"]["tactical"]
    tag = shown.headers["ETag"]
    refused = put(served, "teams", TEAMS | {"open_to": "public"}, tag=tag, role=Role.OFFICER)
    assert refused.status_code == 403
    assert SECRET not in refused.text


def test_an_edition_that_was_kept_is_given_and_compared(served):
    put(served, "gates", GATES)
    adopted = {"step": "adopted", "on": "2026-11-20"}
    assert post(served, f"{PLAN}/steps", adopted, query_string=YEAR).status_code == 201
    put(served, "gates", GATES | {"text": "Three."})
    old = served.ask(PLAN, query_string=YEAR | {"edition": 1}).json
    assert (old["edition"], old["public"][0]["text"]) == (1, "Two & two.")
    (one,) = served.ask(f"{PLAN}/differences", query_string=YEAR).json["items"]
    assert one["lines"] == [
        {"change": "removed", "line": "Two & two."}, {"change": "added", "line": "Three."},
    ]  # fmt: skip
    steps = served.ask(f"{PLAN}/steps", query_string=YEAR).json["items"]
    assert [(each["step"], each["edition"]) for each in steps] == [("adopted", 1)]
    listed = served.ask("/api/plans").json["items"]
    assert listed == [{"site": "HIGH", "year": 2026, "edition": 2, "status": "draft"}]


def test_a_finding_names_rule_source_and_ask(served):
    items = served.ask(f"{PLAN}/findings", query_string={"on": "2026-11-20"}).json["items"]
    review = next(each for each in items if each["code"] == "plan_review_due")
    assert review["citations"][0]["section"] == "32286"
    assert review["asks"] == [
        {
            "who": "administrator",
            "what": "review the safety plan, bring it up to date and adopt it",
            "force": "must",
            "due": "2027-03-01",
        }
    ]


# --- the public page


@pytest.fixture
def public(served):
    return create_public_app(served.desk).test_client()


def test_the_public_page_shows_what_was_adopted_and_nothing_tactical(served, public):
    put(served, "gates", GATES)
    put(served, "teams", TEAMS)
    assert public.get("/sites/HIGH/safety-plan").status_code == 404
    post(served, f"{PLAN}/steps", {"step": "adopted", "on": "2026-11-20"}, query_string=YEAR)
    put(served, "gates", GATES | {"text": "A draft."})
    page = public.get("/sites/HIGH/safety-plan")
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    assert "Gates &lt;b&gt;" in page.text
    assert "Two &amp; two." in page.text
    assert "<script" not in page.text
    for closed in (SECRET, "Teams", "A draft."):
        assert closed not in page.text
    told = public.get("/api/sites/HIGH/safety-plan").json
    assert [each["title"] for each in told["sections"]] == ["Gates <b>"]
    assert told["school_year"] == "2026-27"


def test_a_site_that_is_not_there_has_no_page(public):
    assert public.get("/sites/NOWHERE/safety-plan").status_code == 404


# --- drills


def drill(served, role=Role.OPERATOR, **told):
    asked = {"kind": "fire", "on": "2026-11-20", "starts": "10:15", "leader": "principal"}
    return post(served, "/api/sites/MIDDLE/drills", asked | told, role)


def test_a_drill_is_recorded_finished_and_taken_back_over_what_was_read(served):
    made = drill(served, students=300)
    assert made.status_code == 201
    where, tag = f"/api/drills/{made.json['id']}", made.headers["ETag"]
    done = post(served, f"{where}/finish", headers={"If-Match": tag})
    assert done.json["status"] == "finished"
    stale = post(served, f"{where}/finish", headers={"If-Match": tag})
    assert stale.status_code == 412
    tag = done.headers["ETag"]
    refused = post(
        served, f"{where}/revert", {"because": "x"}, Role.ADMINISTRATOR, headers={"If-Match": tag}
    )
    assert refused.status_code == 403
    back = post(served, f"{where}/revert", {"because": "typo"}, headers={"If-Match": tag})
    assert (back.json["status"], back.json["because"]) == ("draft", "typo")


def test_an_assailant_drill_is_not_finished_while_a_term_is_open(served):
    made = drill(served, kind="assailant")
    where = f"/api/drills/{made.json['id']}"
    answer = post(served, f"{where}/finish", headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert "no_simulated_gunfire" in answer.json["errors"][0]["detail"]
    term = {"term": "no_simulated_gunfire", "on": "2026-11-20"}
    told = post(served, f"{where}/confirmations", term, headers={"If-Match": "*"})
    assert told.json["confirmed"][0]["term"] == "no_simulated_gunfire"


def test_status_and_schedule_follow_from_what_is_stated(served):
    tag = served.ask("/api/sites/MIDDLE/facts").headers["ETag"]
    stated = {
        "lowest_grade": 7, "highest_grade": 8, "capacity": 700,
        "keep_free": [{"on": "2026-12-15", "because": "exams"}],
    }  # fmt: skip
    answer = served.ask(
        "/api/sites/MIDDLE/facts", method="PUT", json=stated, headers={"If-Match": tag}
    )
    assert answer.status_code == 200
    found = served.ask("/api/sites/MIDDLE/drills", query_string={"on": "2026-08-20"}).json
    assert (found["compliant"], found["short_from"]) == (True, "2026-09-01")
    assert any("stricter" in each["reading"] for each in found["requirements"])
    made = served.ask("/api/sites/MIDDLE/drills/schedule", query_string={"on": "2026-08-20"}).json
    assert made["cannot"] == []
    assert "2026-12-15" not in {each["on"] for each in made["drills"]}


@pytest.mark.parametrize("grades", [{"lowest_grade": 7}, {"lowest_grade": 8, "highest_grade": 7}])
def test_grades_that_are_no_span_are_refused(served, grades):
    answer = served.ask(
        "/api/sites/MIDDLE/facts", method="PUT", json=grades, headers={"If-Match": "*"}
    )
    assert answer.status_code == 422


def test_a_corrective_action_goes_from_note_to_retest(served):
    first = drill(served, on="2026-11-10").json["id"]
    later = drill(served).json["id"]
    for each in (first, later):
        post(served, f"/api/drills/{each}/finish", headers={"If-Match": "*"})
    note = {"what": "mend the bell", "owner": "custodian"}
    made = post(served, f"/api/drills/{first}/corrective-actions", note)
    where = f"/api/corrective-actions/{made.json['id']}"
    done = post(served, f"{where}/done", {"on": "2026-11-20"},
                headers={"If-Match": made.headers["ETag"]})  # fmt: skip
    assert done.json["done"] == "2026-11-20"
    again = post(served, f"{where}/retest", {"drill": later, "works": True},
                 headers={"If-Match": done.headers["ETag"]})  # fmt: skip
    assert (again.status_code, again.json["works"]) == (200, True)
    report = served.ask(f"/api/drills/{later}/report").json
    assert [each["what"] for each in report["tried_again"]] == ["mend the bell"]


def test_what_waits_for_the_administrator_is_on_the_due_list(served):
    answer = served.ask(
        "/api/due", Role.ADMINISTRATOR, MIDDLE,
        query_string={"on": "2026-11-20", "kind": "drill"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert {each["site"] for each in answer.json["items"]} == {MIDDLE}
    assert {each["who"] for each in answer.json["items"]} == {"administrator"}
    assert HIGH not in answer.text
