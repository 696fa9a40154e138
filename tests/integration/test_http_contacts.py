"""Contacts and sweeps over HTTP: the field check fits a phone, and nobody is listed."""

import pytest

from sro_core import Role
from tests.served import EXAMPLE, HIGH, serve

WHERE = {"place": "plaza", "area": "Sampleton", "site": "HIGH"}


@pytest.fixture
def served():
    return serve()


def ask(served, method, path, role=Role.OFFICER, code=200, **body):
    headers = {"Authorization": f"Bearer {served.token(role, HIGH)}", "If-Match": "*"}
    answer = served.app.test_client().open(
        path, method=method, headers=headers, **({"json": body} if body else {})
    )
    assert answer.status_code == code, answer.text
    return answer


def opened(served):
    made = ask(served, "POST", "/api/contacts", code=201, where=WHERE, seen=["bags at the plaza"])
    return made.json["id"]


WHO = {"given_name": "Xochitl", "family_name": "Testperson", "born": "2012-03-04"}


def test_the_field_check_is_small_and_says_one_of_three(served):
    answer = ask(served, "POST", f"/api/contacts/{opened(served)}/check", **WHO)
    assert answer.json["answer"] == "in school"
    assert "because" not in answer.json
    assert len(answer.data) < 256
    assert EXAMPLE not in answer.text


def test_somebody_near_is_nobody(served):
    near = WHO | {"given_name": "Xochit"}
    answer = ask(served, "POST", f"/api/contacts/{opened(served)}/check", **near)
    assert answer.json["answer"] == "ask the school"


def test_a_contact_without_facts_or_with_a_wrong_code_is_a_problem(served):
    ask(served, "POST", "/api/contacts", code=422, where=WHERE, seen=[])
    id = opened(served)
    stop = {"reason": 99}
    refused = ask(served, "POST", f"/api/contacts/{id}/close", code=422,
                  dispositions=["cited"], stop=stop)  # fmt: skip
    assert "no code in force" in refused.text


def test_what_came_of_it_is_entered_and_listed_without_the_student(served):
    id = opened(served)
    ask(served, "POST", f"/api/contacts/{id}/check", **WHO)
    held = {"since": "2026-11-20T09:30", "delivered_to": "school",
            "delivered_at": "2026-11-20T09:50"}  # fmt: skip
    closed = ask(served, "POST", f"/api/contacts/{id}/close", dispositions=["counseled"],
                 held=held, stop={"reason": 5, "results": [8]})  # fmt: skip
    assert closed.json["custody"]["delivered_to"] == "school"
    told = ask(served, "POST", f"/api/contacts/{id}/told", whom="parent")
    assert told.json["custody"]["told"][0]["whom"] == "parent"
    listed = ask(served, "GET", "/api/contacts?on=2026-11-20")
    assert [each["id"] for each in listed.json["items"]] == [id]
    assert listed.json["items"][0]["identified"]
    assert EXAMPLE not in listed.text
    ask(served, "GET", f"/api/contacts/{id}", Role.CLERK, 403)


def test_a_positive_contact_is_heads(served):
    made = ask(served, "POST", "/api/positive-contacts", code=201, where=WHERE, heads=12)
    assert made.json["heads"] == 12


def test_the_order_of_a_place(served):
    told = ask(served, "POST", "/api/order", area="Sampleton", age=15)
    assert told.json["answer"] == "no order in force here"


def test_a_sweep_ends_on_the_day_it_begins(served):
    plan = {"from": "2026-11-20T09:00", "until": "2026-11-21T11:00",
            "zones": [{"name": "n", "places": ["plaza"]}],
            "teams": [{"name": "A", "zone": "n", "officers": ["O-01"]}]}  # fmt: skip
    headers = {"Authorization": f"Bearer {served.token(Role.SERGEANT)}"}
    client = served.app.test_client()
    refused = client.post("/api/sweeps", json=plan, headers=headers)
    assert refused.status_code == 422
    made = client.post("/api/sweeps", json=plan | {"until": "2026-11-20T11:00"}, headers=headers)
    assert made.status_code == 201
    id = made.json["sweep"]["id"]
    for act in ("open", "close", "debrief"):
        assert client.post(f"/api/sweeps/{id}/{act}", headers=headers).status_code == 200
    figures = client.get(f"/api/sweeps/{id}/figures", headers=headers).json
    assert figures["cells"][0] == [None]
    assert figures["note"].startswith("* 10 or fewer")
