"""What the rules make of attendance, over HTTP: the same as the use cases, a page at a time."""

from urllib.parse import quote

import pytest

from sro_adapters import wire
from sro_core import Role, StudentRef
from sro_core.usecases import attendance_review, reporting
from tests.served import EXAMPLE, FILES, HIGH, MIDDLE, ON, PURPOSE, agree, file, operator, serve


@pytest.fixture(scope="module")
def served():
    return serve()


def of(student, what="findings", **query):
    return f"/api/students/{quote(student, safe='')}/{what}" + (
        "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
    )


def document(record, access):
    """A record as `sro … --json` prints it."""
    return wire._out.loads(wire.to_json(wire.show(record, access)), dict)


def test_findings_are_those_of_the_use_case(served):
    access = operator(served.desk)
    one = attendance_review.review_one(served.desk, access, StudentRef(EXAMPLE), on=ON)
    answer = served.ask(of(EXAMPLE, on=ON))
    assert answer.status_code == 200
    assert answer.json == document(one, access)
    assert [each["code"] for each in answer.json["findings"]] == ["truant"]


def test_today_is_the_default(served):
    assert served.ask(of(EXAMPLE)).json == served.ask(of(EXAMPLE, on=ON)).json
    assert served.ask(of(EXAMPLE, on="2026-09-02")).json["findings"] == []


def test_a_code_chooses_among_findings(served):
    assert served.ask(of(EXAMPLE, code="truant")).json["findings"]
    assert served.ask(of(EXAMPLE, code="chronic_truant")).json["findings"] == []


def test_an_unknown_code_is_told_with_those_there_are(served):
    answer = served.ask(of(EXAMPLE, code="trunt"))
    assert answer.status_code == 422
    (fault,) = answer.json["errors"]
    assert fault["parameter"] == "code"
    assert "habitual_truant" in fault["detail"]


def test_a_student_without_an_enrolled_day_has_no_findings_and_a_reason(served):
    answer = served.ask(of("S-gone"))
    assert answer.status_code == 200
    assert answer.json["findings"] == []
    assert answer.json["reason"] == "no enrolled school day in the school year to 2026-11-20"


def test_an_unknown_student_is_a_404_problem(served):
    answer = served.ask(of("S-nobody"))
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/unknown")
    assert answer.json["kind"] == "student"


def test_an_id_may_hold_a_slash(served):
    assert served.ask(of("S/00005")).json["student_id"] == "S/00005"


def test_another_site_is_refused_with_the_reason(served):
    answer = served.ask(of("S-00004"), Role.CLERK, HIGH)
    assert (answer.status_code, answer.json["type"]) == (403, "/problems/refused")
    assert answer.json["reason"] == "MIDDLE is another site"
    assert answer.json["asked"] == "read a student's status"


def test_an_explanation_is_the_same_words(served):
    access = operator(served.desk)
    one = attendance_review.review_one(served.desk, access, StudentRef(EXAMPLE), on=ON)
    assert served.ask(of(EXAMPLE, "explanation")).json == {
        "student_id": EXAMPLE, "as_of": "2026-11-20",
        "explanation": wire.explain(one, access), "reason": "",
    }  # fmt: skip
    longer = served.ask(of(EXAMPLE, "explanation", lists="true")).json["explanation"]
    assert longer == wire.explain(one, access, lists=True)
    assert served.ask(of("S-gone", "explanation")).json["reason"]


def test_an_officer_under_an_agreement_gets_what_the_core_shows(served):
    fresh = serve()
    agree(fresh.desk)
    fresh.token(Role.OFFICER)
    access = fresh.desk.admit(fresh.tokens[Role.OFFICER, (), 30][0].viewer(PURPOSE))
    one = attendance_review.review_one(fresh.desk, access, StudentRef(EXAMPLE), on=ON)
    assert fresh.ask(of(EXAMPLE), Role.OFFICER).json == document(one, access)


# ---------------------------------------------------------------- lists


def pages(served, path, role=Role.OPERATOR, *sites):
    """Every page from the first on, by the links they give."""
    found = []
    while path:
        answer = served.ask(path, role, *sites)
        assert answer.status_code == 200, answer.text
        found.append(answer.json)
        path = answer.json["next"]
        assert answer.headers.get("Link") == (f'<{path}>; rel="next"' if path else None)
        assert len(found) < 100
    return found


def items(found):
    return [item for page in found for item in page["items"]]


@pytest.mark.parametrize("path", ["/api/findings", "/api/unverified", "/api/due"])
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_pages_together_are_the_whole_list_in_order(served, path, limit):
    whole = items(pages(served, path))
    assert whole
    found = pages(served, f"{path}?limit={limit}")
    assert items(found) == whole
    assert all(len(page["items"]) <= limit for page in found)


def test_lists_are_those_of_the_use_cases(served):
    access = operator(served.desk)
    for path, run in (
        ("/api/findings", attendance_review.review),
        ("/api/unverified", attendance_review.unverified),
        ("/api/due", lambda *asked, on: reporting.due(*asked, on=on).items),
    ):
        expected = [document(each, access) for each in run(served.desk, access, on=ON)]
        assert items(pages(served, path)) == expected


def test_a_site_and_a_role_choose(served):
    assert {each["site"] for each in items(pages(served, "/api/findings?site=MIDDLE"))} == {MIDDLE}
    assert {each["site"] for each in items(pages(served, "/api/due?site=HIGH"))} == {HIGH}
    every = items(pages(served, "/api/due"))
    for role in ("clerk", "administrator"):
        chosen = items(pages(served, f"/api/due?who={role}&limit=1"))
        assert chosen == [each for each in every if each["who"] == role]
    clerk = items(pages(served, "/api/findings", Role.CLERK, MIDDLE))
    assert {each["site"] for each in clerk} == {MIDDLE}


def test_a_code_leaves_out_students_without_it(served):
    found = pages(served, "/api/findings?code=truant&limit=2")
    assert [each["student_id"] for each in items(found)] == [EXAMPLE, "S-00004", "S/00005"]
    assert [len(page["items"]) for page in found] == [1, 1, 1]


def test_a_page_judges_no_more_students_than_it_holds(served):
    fresh = serve()
    fresh.ask("/api/findings?limit=2")
    with fresh.desk.open() as stores:
        details = dict(list(stores.audit.all())[-1].details)
    assert details == {"as of": "2026-11-20", "students": "2"}


def test_no_officer_lists_students(served):
    for path in ("/api/findings", "/api/unverified"):
        answer = served.ask(path, Role.OFFICER)
        assert answer.status_code == 403
        assert "no police officer lists students" in answer.json["reason"]
    due = served.ask("/api/due", Role.OFFICER).json
    students = {each["student_id"] for each in items(pages(served, "/api/findings"))}
    assert not students & {each["concerns"] for each in due["items"]}
    assert "no police officer lists students" in due["left_out"][0]["reason"]


def test_an_unknown_site_is_told(served):
    answer = served.ask("/api/findings?site=NOWHERE")
    assert (answer.status_code, answer.json["kind"]) == (404, "site")


def cursor(served, path):
    return served.ask(path).json["next"].partition("cursor=")[2]


def test_a_cursor_is_of_one_list_and_query(served):
    own = cursor(served, "/api/findings?limit=1")
    assert served.ask(f"/api/findings?cursor={own}").status_code == 200
    for path in (
        f"/api/findings?cursor={own}&site=HIGH",
        f"/api/findings?cursor={own}&on=2026-11-19",
        f"/api/findings?cursor={own[:-3]}",
        f"/api/findings?cursor={own[:8]}{'A' if own[8] != 'A' else 'B'}{own[9:]}",
        "/api/findings?cursor=",
        "/api/findings?cursor=W10",
        "/api/findings?cursor=%00",
        f"/api/unverified?cursor={own}",
        f"/api/audit?cursor={own}",
    ):
        answer = served.ask(path)
        assert answer.status_code == 422, path
        assert answer.json["errors"][0]["parameter"] == "cursor"


def test_a_page_goes_on_with_the_date_of_the_first(served):
    assert "on=2026-11-20" in served.ask("/api/findings?limit=1").json["next"]


def test_a_list_goes_on_where_it_was_although_a_student_went():
    served = serve()
    first = served.ask("/api/findings?limit=1").json
    with served.desk.open(exclusive=True) as stores:
        stores.students.remove(
            StudentRef(EXAMPLE), stores.students.get(StudentRef(EXAMPLE)).version
        )
        stores.commit()
    left = [each.ref for each in FILES if each.ref not in (EXAMPLE, "S-gone")]
    assert [each["student_id"] for each in items(pages(served, first["next"]))] == sorted(left)


def test_equal_places_in_a_list_are_neither_lost_nor_told_twice():
    days = ("09-01", "09-08", "10-05")
    served = serve(files=tuple(file(f"S-{n}", days=days) for n in range(5)))
    whole = items(pages(served, "/api/due"))
    for limit in (1, 2, 3):
        assert items(pages(served, f"/api/due?limit={limit}")) == whole


def test_a_limit_is_kept_within_what_the_server_allows(served):
    assert len(served.ask("/api/findings?limit=1000000").json["items"]) == 5
    answer = served.ask("/api/findings?limit=0")
    assert answer.json["errors"] == [
        {"parameter": "limit", "detail": "it must be from 1 to 1000000"}
    ]


def test_every_fault_of_a_request_is_told_at_once(served):
    answer = served.ask("/api/due?on=2026-02-30&who=mayor&limit=x&colour=red&site=A&site=B")
    assert answer.status_code == 422
    assert [each["parameter"] for each in answer.json["errors"]] == [
        "colour", "on", "site", "who", "limit",
    ]  # fmt: skip
