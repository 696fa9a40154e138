"""One student over HTTP: who it is, what is held, who asked; each reading is on the log."""

import io

import pytest

from sro_core import Role
from tests.served import EXAMPLE, HIGH, MIDDLE, NAMES, NOW, serve

OWN = f"/api/students/{EXAMPLE}"
ASKED = {
    "to": "Probation Department",
    "interest": "hearing of 3 December",
    "what": "attendance since August",
    "given": True,
    "basis": "court order 26-0113",
}


@pytest.fixture
def served():
    return serve()


def test_an_identity_is_opened_for_a_purpose_which_is_on_the_log(served):
    answer = served.ask(f"{OWN}/identity", Role.CLERK, HIGH, purpose="call home")
    assert answer.status_code == 200
    assert answer.json["given_name"] == "Xochitl"
    assert answer.json["guardians"][0]["phone"] == "+1 555 0100"
    with served.desk.open() as stores:
        entry = list(stores.audit.all())[-1]
    assert (entry.act, entry.subject, entry.purpose) == ("open identity", EXAMPLE, "call home")


def test_without_a_purpose_no_identity_is_opened(served):
    answer = served.ask(f"{OWN}/identity", purpose="")
    assert answer.status_code == 403
    assert "state the purpose" in answer.json["reason"]


def test_an_identity_that_is_not_held_is_unknown(served):
    answer = served.ask("/api/students/S-00003/identity")
    assert (answer.status_code, answer.json["kind"]) == (404, "identity")


@pytest.mark.parametrize("what", ["identity", "record", "disclosures"])
def test_police_read_nothing_of_a_student_and_the_family_can_see_that_they_asked(served, what):
    for role in (Role.OFFICER, Role.SERGEANT, Role.RECORDS):
        assert served.ask(f"{OWN}/{what}", role).status_code == 403
    asked = served.ask(f"{OWN}/disclosures").json["items"]
    assert [each["given"] for each in asked] == [False] * 3
    assert asked[0]["to"] == "officer system (officer)"


def test_everything_held_is_given_with_who_saw_it(served):
    served.ask(f"{OWN}/findings")
    found = served.ask(f"{OWN}/record", Role.ADMINISTRATOR, HIGH).json
    assert found["student_id"] == EXAMPLE
    assert found["born"] == "2012-03-04"
    assert found["spells"] == [
        {"site": HIGH, "from": "2026-08-17", "until": "2027-06-04", "assumed": False}
    ]
    assert len(found["attendance"]) == 4
    assert found["identity"]["family_name"] == "Testperson"
    assert [each["act"] for each in found["seen"]] == ["review attendance"]
    assert served.ask(f"{OWN}/record").headers.get("ETag") is None


def test_another_sites_student_is_not_shown(served):
    for what in ("identity", "record", "disclosures", "findings", "explanation"):
        assert served.ask(f"{OWN}/{what}", Role.ADMINISTRATOR, MIDDLE).status_code == 403


def test_a_disclosure_is_entered_and_listed(served):
    answer = served.ask(f"{OWN}/disclosures", Role.CLERK, HIGH, method="POST", json=ASKED)
    assert answer.status_code == 201
    assert answer.json == {
        **ASKED, "student_id": EXAMPLE, "at": NOW.isoformat(), "by": "clerk system", "site": HIGH,
    }  # fmt: skip
    assert served.ask(f"{OWN}/disclosures").json["items"] == [answer.json]
    assert {"record disclosure", "read disclosures"} <= set(served.acts())


def test_every_fault_of_a_body_has_its_pointer(served):
    body = {"to": " ", "interest": None, "given": "x", "colour/~": 1, "basis": 5.0}
    answer = served.ask(f"{OWN}/disclosures", method="POST", json=body)
    assert answer.status_code == 422
    assert {each["pointer"]: each["detail"] for each in answer.json["errors"]} == {
        "/to": "it is blank or holds a control character",
        "/interest": "it must be text",
        "/what": "it is missing",
        "/given": "it must be true or false",
        "/basis": "it must be text",
        "/colour~1~0": ("there is no such field; there are: to, interest, what, given, basis"),
    }
    assert served.ask(f"{OWN}/disclosures").json["items"] == []


@pytest.mark.parametrize("raw", ["[]", '"text"', "5", "null", "true"])
def test_a_body_that_is_no_object_is_refused(served, raw):
    answer = served.ask(
        f"{OWN}/disclosures", method="POST", data=raw, content_type="application/json"
    )
    assert answer.json["errors"] == [{"pointer": "", "detail": "it must be an object"}]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b'{"to": NaN}', b'{"to": "a", "to": "b"}', b"\xff", b"[" * 30_000, b"9" * 5000],
)
def test_what_is_no_json_is_a_400_problem(served, raw):
    answer = served.ask(
        f"{OWN}/disclosures", method="POST", data=raw, content_type="application/json"
    )
    assert (answer.status_code, answer.json["type"]) == (400, "/problems/malformed")


def test_half_a_character_is_refused(served):
    raw = b'{"to": "\\ud800", "interest": "x", "what": "x", "given": true}'
    answer = served.ask(
        f"{OWN}/disclosures", method="POST", data=raw, content_type="application/json"
    )
    assert answer.json["errors"] == [{"pointer": "/to", "detail": "it holds half a character"}]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_a_415_problem(served, kind):
    answer = served.ask(f"{OWN}/disclosures", method="POST", data=b"{}", content_type=kind)
    assert (answer.status_code, answer.json["accepts"]) == (415, "application/json")


def test_a_packed_body_is_a_415_problem(served):
    packed = {"Content-Encoding": "gzip"}
    answer = served.ask(f"{OWN}/disclosures", method="POST", json=ASKED, headers=packed)
    assert answer.status_code == 415


def test_a_body_over_the_limit_is_a_413_problem(served):
    body = {**ASKED, "what": "x" * 70_000}
    answer = served.ask(f"{OWN}/disclosures", method="POST", json=body)
    assert (answer.status_code, answer.json["limit_bytes"]) == (413, 65536)


def test_a_body_that_does_not_say_its_length_is_cut_off_too(served):
    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            self.given += len(buffer)
            assert self.given < 10**6
            buffer[:] = b" " * len(buffer)
            return len(buffer)

    environ = {
        "wsgi.input": Endless(), "wsgi.input_terminated": True, "CONTENT_LENGTH": "",
        "CONTENT_TYPE": "application/json",
    }  # fmt: skip
    answer = served.ask(f"{OWN}/disclosures", method="POST", environ_overrides=environ)
    assert (answer.status_code, answer.json["limit_bytes"]) == (413, 65536)


@pytest.mark.parametrize("what", ["findings", "explanation", "identity", "disclosures"])
def test_what_one_has_is_not_sent_again_and_its_reading_is_still_on_the_log(served, what):
    first = served.ask(f"{OWN}/{what}")
    before = len(served.acts())
    tag = first.headers["ETag"]
    again = served.ask(f"{OWN}/{what}", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Type" not in again.headers
    assert again.headers["Cache-Control"] == "no-store"
    assert len(served.acts()) == before + 1
    assert served.ask(f"{OWN}/{what}", headers={"If-None-Match": '"other"'}).data == first.data


def test_a_tag_changes_with_the_answer(served):
    first = served.ask(f"{OWN}/findings").headers["ETag"]
    assert served.ask(f"{OWN}/findings").headers["ETag"] == first
    assert served.ask(f"{OWN}/findings?on=2026-11-19").headers["ETag"] != first


def test_no_name_stands_where_it_was_not_asked_for(served):
    for what in ("findings", "explanation", "disclosures"):
        text = served.ask(f"{OWN}/{what}").text
        assert not any(name in text for name in NAMES)
