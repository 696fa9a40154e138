"""Who is let in: nobody without a token that holds, and nobody learns why not."""

import logging
from datetime import timedelta
from urllib.parse import quote

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sro_adapters.http import create_app
from sro_core import Role, StoreFailed
from sro_core.usecases import access_control
from tests.served import EXAMPLE, HIGH, NOW, agree, operator, serve

FINDINGS = f"/api/students/{EXAMPLE}/findings"


@pytest.fixture(scope="module")
def served():
    return serve()


def shown(answer):
    """An answer without what differs between any two."""
    headers = {name: value for name, value in answer.headers.items() if name != "Request-Id"}
    return answer.status_code, answer.data, headers


def refused(served):
    return shown(served.app.test_client().get("/api/sites"))


def test_without_a_token_the_answer_is_a_401_problem(served):
    answer = served.app.test_client().get(FINDINGS)
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["type"] == "/problems/unauthenticated"


PATHS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30).map(
    lambda text: f"/{quote(text)}"
)
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
KNOWN = st.sampled_from(
    ["/api/sites", FINDINGS, "/api/openapi.json", "/health", "/api/imports", "/openapi.json"]
)


@given(path=PATHS | KNOWN, method=METHODS)
@settings(max_examples=150)
def test_whatever_is_asked_without_a_token_the_answer_is_the_same(served, path, method):
    answer = served.app.test_client().open(path, method=method, query_string="on=x")
    assert shown(answer) == refused(served)


def test_head_without_a_token_is_the_same_without_the_body(served):
    answer = served.app.test_client().head("/api/nowhere")
    assert (answer.status_code, answer.data) == (401, b"")


@pytest.mark.parametrize(
    "shape",
    ["", "Bearer", "Bearer ", "Basic {0}", "Bearer {0} {0}", "Bearer {0}x", "bearer{0}", "{0}"],
)
def test_what_is_no_bearer_token_is_not_let_in(served, shape):
    headers = {"Authorization": shape.format(served.token())}
    assert shown(served.app.test_client().get("/api/sites", headers=headers)) == refused(served)


def test_the_scheme_may_be_written_small(served):
    headers = {"Authorization": f"bearer  {served.token()}"}
    assert served.app.test_client().get("/api/sites", headers=headers).status_code == 200


def test_the_right_id_with_another_secret_is_not_let_in(served):
    text = served.token()
    other = text[:-1] + ("A" if text[-1] != "A" else "B")
    headers = {"Authorization": f"Bearer {other}"}
    assert shown(served.app.test_client().get("/api/sites", headers=headers)) == refused(served)


def later(served, **passed):
    """The same programme some time later."""
    desk = attrs.evolve(served.desk, clock=lambda: NOW + timedelta(**passed))
    return create_app(desk).test_client()


def test_an_expired_token_is_not_let_in_and_only_the_log_says_why(caplog):
    served = serve()
    headers = served.headers()
    with caplog.at_level(logging.INFO, "sro.http"):
        answer = later(served, days=30).get("/api/sites", headers=headers)
    assert shown(answer) == refused(served)
    assert "expired on 2026-12-20" in caplog.text
    assert later(served, days=29, hours=23).get("/api/sites", headers=headers).status_code == 200


def test_a_revoked_token_is_not_let_in_from_then_on(caplog):
    served = serve()
    headers = served.headers(Role.CLERK)
    assert served.ask("/api/sites", Role.CLERK).status_code == 200
    made = served.tokens[Role.CLERK, (), 30][0]
    access_control.revoke_token(served.desk, operator(served.desk), made.id)
    with caplog.at_level(logging.INFO, "sro.http"):
        answer = served.app.test_client().get("/api/sites", headers=headers)
    assert shown(answer) == refused(served)
    assert "revoked" in caplog.text


def test_the_day_of_use_is_noted_once_a_day():
    served = serve()
    served.ask("/api/sites", Role.CLERK)
    served.ask("/api/sites", Role.CLERK)
    made = served.tokens[Role.CLERK, (), 30][0]
    with served.desk.open() as stores:
        stored = stores.tokens.get(made.id)
    assert (stored.record.used, stored.version) == (NOW.date(), 2)


def test_the_viewer_is_that_of_the_token_and_the_purpose_of_the_request():
    served = serve()
    served.ask(FINDINGS, Role.CLERK, HIGH, purpose="conference of 3 December")
    with served.desk.open() as stores:
        entry = list(stores.audit.all())[-1]
    assert (entry.actor, entry.role, entry.site) == ("clerk system", "clerk", HIGH)
    assert entry.purpose == "conference of 3 December"


def test_a_purpose_is_utf_8():
    served = serve()
    answer = served.ask(FINDINGS, purpose="reunión «padres» 学".encode().decode("latin-1"))
    assert answer.status_code == 200
    with served.desk.open() as stores:
        assert list(stores.audit.all())[-1].purpose == "reunión «padres» 学"


@pytest.mark.parametrize("purpose", ["x" * 501, "a\tb", "\xff\xfe"])
def test_a_purpose_that_cannot_be_kept_is_refused(served, purpose):
    answer = served.ask(FINDINGS, purpose=purpose)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == "Purpose"


def test_an_officer_reads_a_status_only_under_an_agreement_for_its_purpose():
    served = serve()
    assert served.ask(FINDINGS, Role.OFFICER).status_code == 403
    agree(served.desk)
    assert served.ask(FINDINGS, Role.OFFICER).status_code == 200
    other = served.ask(FINDINGS, Role.OFFICER, purpose="curiosity")
    assert other.status_code == 403
    assert "agreement" in other.json["reason"]
    assert served.acts()[-1] == "refused"


def test_a_store_that_does_not_answer_is_503_and_says_nothing_of_itself():
    served = serve()
    headers = served.headers()

    def broken(*, exclusive=False):
        raise StoreFailed("the database at secret.example", "no route", "call 555-0100")

    app = create_app(attrs.evolve(served.desk, open=broken))
    answer = app.test_client().get("/api/sites", headers=headers)
    assert (answer.status_code, answer.json["type"]) == (503, "/problems/unavailable")
    assert "secret" not in answer.text
    assert answer.headers["Retry-After"]


def test_no_token_is_made_and_nobody_is_expunged_over_http(served):
    rules = {rule.rule for rule in served.app.url_map.iter_rules()}
    assert not any("token" in each or "expunge" in each for each in rules)
