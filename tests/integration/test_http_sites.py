"""Sites, hours, agreements, rules and the audit log over HTTP."""

import pytest

from sro_core import Conflict, Role
from sro_core.desk import Work
from sro_core.jurisdictions import KINDS
from tests.served import EXAMPLE, HIGH, MIDDLE, RULES, operator, serve

AGREED = {
    "from": "2026-07-01",
    "until": "2027-06-30",
    "school_official": True,
    "purposes": ["truancy outreach", "safety planning"],
}
PUT = "/api/sites/HIGH/agreement"


@pytest.fixture
def served():
    return serve()


def put(served, tag, body=None, role=Role.DISTRICT, path=PUT):
    headers = {} if tag is None else {"If-Match": tag}
    return served.ask(path, role, method="PUT", json=body or AGREED, headers=headers)


def tag_of(served, site=HIGH):
    return served.ask(f"/api/sites/{site}").headers["ETag"]


def test_sites_are_those_the_viewer_answers_for(served):
    def ids(*sites):
        return [each["id"] for each in served.ask("/api/sites", Role.CLERK, *sites).json["items"]]

    assert ids() == [HIGH, MIDDLE]
    assert ids(MIDDLE) == [MIDDLE]
    answer = served.ask("/api/sites/HIGH", Role.CLERK, MIDDLE)
    assert (answer.status_code, answer.json["reason"]) == (403, "HIGH is another site")


def test_the_tag_of_a_site_begins_with_the_version_of_its_record(served):
    assert tag_of(served).startswith('"1-')
    assert put(served, tag_of(served)).headers["ETag"].startswith('"2-')
    assert tag_of(served).startswith('"2-')
    assert tag_of(served, MIDDLE).startswith('"1-')


def test_an_agreement_is_recorded_over_what_was_read(served):
    answer = put(served, tag_of(served))
    assert answer.status_code == 200
    (agreed,) = answer.json["agreements"]
    assert agreed == {**AGREED, "purposes": sorted(AGREED["purposes"])}
    assert answer.json == served.ask("/api/sites/HIGH").json
    assert answer.headers["ETag"] == tag_of(served)
    assert "record agreement" in served.acts()


def test_without_if_match_nothing_is_recorded(served):
    answer = put(served, None)
    assert (answer.status_code, answer.json["type"]) == (428, "/problems/precondition-required")
    assert served.ask("/api/sites/HIGH").json["agreements"] == []


def test_a_stale_tag_is_a_412_problem_and_nothing_is_recorded(served):
    tag = tag_of(served)
    assert put(served, tag).status_code == 200
    later = {**AGREED, "purposes": ["something else"]}
    answer = put(served, tag, later)
    assert (answer.status_code, answer.json["type"]) == (412, "/problems/stale")
    assert "something else" not in served.ask("/api/sites/HIGH").text


@pytest.mark.parametrize(
    "tag", ['"x"', "1", '""', 'W/"1-0"', '"1"', '"-1-0"', '"²-0"', '"9999999999-0"']
)
def test_a_tag_of_nothing_that_was_read_is_a_412_problem(served, tag):
    assert put(served, tag).status_code == 412


def test_any_state_will_do_where_one_says_so(served):
    assert put(served, "*").status_code == 200
    assert put(served, "*").status_code == 200


def test_no_end_is_an_open_agreement(served):
    body = {**AGREED, "until": None}
    assert put(served, tag_of(served), body).json["agreements"][0]["until"] is None


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"until": "2026-06-30"}, "/until", "it ends before it starts"),
        ({"until": "2026-6-30"}, "/until", "it must be a date from 1900 to 2999"),
        ({"from": 5}, "/from", "it must be a date"),
        ({"school_official": 1}, "/school_official", "it must be true or false"),
        ({"purposes": "truancy"}, "/purposes", "it must be a list"),
        ({"purposes": ["x", 5]}, "/purposes/1", "it must be text"),
        ({"purposes": ["x", " "]}, "/purposes", "it is blank"),
        ({"purposes": []}, None, "officers school officials for no purpose"),
        ({"from_": "2026-07-01"}, "/from_", "there is no such field"),
    ],
)
def test_an_agreement_that_cannot_be_is_told(served, change, pointer, detail):
    answer = put(served, tag_of(served), AGREED | change)
    assert answer.status_code == 422
    (fault,) = answer.json["errors"]
    assert fault.get("pointer") == pointer
    assert detail in fault["detail"]


def test_overlapping_days_are_refused(served):
    put(served, tag_of(served))
    answer = put(served, tag_of(served), {**AGREED, "from": "2026-08-01"})
    assert answer.status_code == 422
    assert "overlap" in answer.json["errors"][0]["detail"]


def test_who_may_not_record_is_refused(served):
    assert put(served, tag_of(served), role=Role.CLERK).status_code == 403


def test_an_unknown_site_is_told_with_those_there_are(served):
    answer = put(served, "*", path="/api/sites/NOWHERE/agreement")
    assert (answer.status_code, answer.json["known"]) == (404, [HIGH, MIDDLE])


@pytest.mark.parametrize("path", ["/api/sites", "/api/sites/HIGH"])
def test_what_one_has_of_sites_is_not_sent_again(served, path):
    tag = served.ask(path).headers["ETag"]
    assert served.ask(path, headers={"If-None-Match": tag}).status_code == 304
    put(served, tag_of(served))
    assert served.ask(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("2026-11-20T10:15", "in session"),
        ("2026-11-20T15:30:00", "not in session"),
        ("2026-11-26T10:15", "not in session"),
    ],
)
def test_hours_are_for_any_role(served, at, answer):
    for role in Role:
        found = served.ask(f"/api/sites/HIGH/hours?at={at}", role)
        assert found.json["answer"] == answer
    assert served.ask("/api/sites/HIGH/hours").json["at"] == "2026-11-20T09:30:00"


@pytest.mark.parametrize(
    "at", ["2026-11-20", "2026-11-20T10:15Z", "2026-11-20T10:15-08:00", "2026-02-30T10:15", "now"]
)
def test_a_time_is_the_sites_own_without_an_offset(served, at):
    answer = served.ask("/api/sites/HIGH/hours", query_string={"at": at})
    assert answer.json["errors"][0]["parameter"] == "at"


def test_somebody_elses_commit_is_409_or_412(served, monkeypatch):
    def too_late(*_, **__):
        raise Conflict("the audit log")

    tag = tag_of(served)
    served.token(Role.DISTRICT)
    monkeypatch.setattr(Work, "commit", too_late)
    assert put(served, tag).status_code == 412
    asked = {"to": "x", "interest": "x", "what": "x", "given": True}
    path = f"/api/students/{EXAMPLE}/disclosures"
    answer = served.ask(path, method="POST", json=asked, headers={"If-Match": '"x"'})
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/conflict")


# ---------------------------------------------------------------- rules and the log


def test_rules_are_those_in_force_with_their_kind(served):
    found = served.ask("/api/rules?on=2026-11-20", Role.PUBLIC).json
    assert found["book"] == "us-ca"
    assert len(found["items"]) == len(RULES.in_force(operator(served.desk).on))
    kinds = {each["kind"] for each in found["items"]}
    assert kinds <= set(KINDS)
    chosen = served.ask("/api/rules?kind=criterion").json["items"]
    assert {each["kind"] for each in chosen} == {"criterion"}
    assert served.ask("/api/rules?on=1999-01-01").json["items"] == []
    assert served.ask("/api/rules?kind=truth").status_code == 422


def test_the_log_is_read_a_page_at_a_time(served):
    path, places = "/api/audit?limit=2", []
    while path:
        answer = served.ask(path, Role.AUDITOR)
        places += [each["place"] for each in answer.json["items"]]
        path = answer.json["next"]
    assert places == list(range(1, len(places) + 1))
    assert len(places) >= len(served.acts()) - 1


def test_an_auditor_does_not_see_whom_an_entry_is_about(served):
    served.ask(f"/api/students/{EXAMPLE}/findings")
    answer = served.ask("/api/audit", Role.AUDITOR)
    assert EXAMPLE not in answer.text
    assert "juvenile information is not open" in answer.json["items"][-1]["withheld"]["matter"]
    assert EXAMPLE in served.ask("/api/audit").text


def test_the_chain_is_verified_against_a_head_noted_earlier(served):
    first = served.ask("/api/audit/verification", Role.AUDITOR).json
    assert (first["holds"], first["breaks"]) == (True, [])
    assert first["head"].startswith(f"{first['entries']}:")
    assert served.ask(f"/api/audit/verification?head={first['head']}").json["holds"] is True
    other = f"{first['entries']}:{'0' * 64}"
    found = served.ask(f"/api/audit/verification?head={other}").json
    assert (found["holds"], found["breaks"][0]["place"]) == (False, first["entries"])


@pytest.mark.parametrize("head", ["1", "1:x", "-1:" + "0" * 64, "", "²:" + "0" * 64])
def test_what_is_no_head_is_told(served, head):
    answer = served.ask("/api/audit/verification", query_string={"head": head})
    assert answer.json["errors"][0]["parameter"] == "head"


def test_officers_read_no_log(served):
    assert served.ask("/api/audit", Role.OFFICER).status_code == 403
    assert served.ask("/api/audit/verification", Role.OFFICER).status_code == 403
