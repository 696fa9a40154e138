"""The pages: who is let in with a browser, that forms come from here, and what is said no to."""

import logging
import re
from datetime import timedelta

import attrs
import pytest

from sro_adapters import access_tokens
from sro_adapters.http import Settings, create_app
from sro_adapters.http.staff import PAGES
from sro_core import BadValue, Role, StoreFailed, Viewer
from sro_core.usecases import access_control
from tests.served import HIGH, NOW, operator, serve

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture(scope="module")
def served():
    return serve()


def forgery(answer):
    """What a form of the page must send along."""
    return re.search(r'name="forgery" value="([^"]+)"', answer.text)[1]


def opened(app):
    """A browser at the sign-in page, and what its form must send along."""
    client = app.test_client()
    return client, forgery(client.get("/sign-in", headers=BROWSER))


def signed_in(served, role=Role.CLERK, *sites, app=None):
    """A browser that is signed in, and what its forms must send along."""
    client, secret = opened(app or served.app)
    token = served.token(role, *sites)
    answer = client.post("/sign-in", data={"forgery": secret, "token": token}, headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/"), answer.text
    return client, forgery(client.get("/", headers=BROWSER))


def test_a_browser_is_led_to_the_sign_in_page_whatever_it_asks(served):
    answers = [
        served.app.test_client().open(path, method=method, headers=BROWSER)
        for path in ("/", "/nowhere", "/sign-out", "/activities/new")
        for method in ("GET", "POST", "DELETE")
    ]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(303, "/sign-in")}


def test_a_program_and_the_interface_are_answered_as_ever(served):
    for path, headers in (("/", {}), ("/nowhere", {}), ("/api/sites", BROWSER)):
        answer = served.app.test_client().get(path, headers=headers)
        assert (answer.status_code, answer.json["type"]) == (401, "/problems/unauthenticated")


def test_nobody_signs_in_with_the_token_of_a_program(served, caplog):
    viewer = Viewer("sis", Role.CLERK, program=True)
    made, text = access_tokens.mint(viewer, at=NOW, days=30, by="test")
    access_control.issue_token(served.desk, operator(served.desk), made)
    client, secret = opened(served.app)
    with caplog.at_level(logging.INFO):
        answer = client.post("/sign-in", data={"forgery": secret, "token": text}, headers=BROWSER)
    assert answer.status_code == 422
    assert "does not let anybody in" in answer.text
    assert "the token is a program's, and pages are for people" in caplog.text
    assert client.get("/", headers=BROWSER).headers["Location"] == "/sign-in"
    asked = served.app.test_client().get("/api/sites", headers={"Authorization": f"Bearer {text}"})
    assert asked.status_code == 200


def test_a_token_is_exchanged_for_a_cookie_without_it(served):
    client, secret = opened(served.app)
    sent = {"forgery": secret, "token": f" {served.token(Role.CLERK)} "}
    answer = client.post("/sign-in", data=sent, headers=BROWSER)
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert served.token(Role.CLERK) not in cookie
    page = client.get("/", headers=BROWSER)
    assert "You are signed in as clerk system, clerk." in page.text
    assert "You are signed in" not in client.get("/", headers=BROWSER).text


def test_over_https_the_cookie_is_secure_and_bound_to_the_host():
    app = serve(settings=Settings(https=True)).app
    answer = app.test_client().get("https://localhost/sign-in")
    name, *facts = re.split("[=;] ?", answer.headers["Set-Cookie"])
    assert name == "__Host-sro"
    assert "Secure" in facts


def test_a_page_allows_no_script_and_is_not_kept(served):
    client, _ = signed_in(served)
    for answer in (client.get("/", headers=BROWSER), client.get("/nowhere", headers=BROWSER)):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "<script" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert " style=" not in answer.text


def test_the_policy_names_the_style_sheet_by_what_is_in_it(served):
    import base64
    import hashlib

    answer = served.app.test_client().get("/sign-in")
    style = re.search("<style>(.*?)</style>", answer.text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"forgery": ""}},
        {"data": {"forgery": "x"}},
        {"data": {"forgery": "é"}},
        {"headers": {"Sec-Fetch-Site": "cross-site"}},
        {"headers": {"Sec-Fetch-Site": "same-site"}},
        {"headers": {"Origin": "https://elsewhere.example"}},
        {"headers": {"Origin": "null"}},
    ],
)
@pytest.mark.parametrize("path", ["/sign-out", "/sign-in"])
def test_a_form_from_elsewhere_is_refused(served, path, change):
    client, secret = signed_in(served)
    data = {"forgery": secret} | change.get("data", {})
    if path == "/sign-in":
        data["token"] = served.token(Role.OPERATOR)
    answer = client.post(path, data=data, headers=BROWSER | change.get("headers", {}))
    assert answer.status_code == 403
    assert "does not come from here" in answer.text
    assert "clerk system" in client.get("/", headers=BROWSER).text


def test_a_form_from_here_is_taken(served):
    client, secret = signed_in(served)
    headers = BROWSER | {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = client.post("/sign-out", data={"forgery": secret}, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert client.get("/", headers=BROWSER).status_code == 303


def test_signing_in_keeps_nothing_of_the_session_before(served):
    client, before = opened(served.app)
    client.post("/sign-in", data={"forgery": before, "token": served.token()}, headers=BROWSER)
    assert forgery(client.get("/", headers=BROWSER)) != before


def test_a_wrong_token_is_told_apart_only_in_the_log(served, caplog):
    revoked = serve()
    text = revoked.token(Role.CLERK)
    made = revoked.tokens[Role.CLERK, (), 30][0]
    access_control.revoke_token(revoked.desk, operator(revoked.desk), made.id)
    shown = set()
    for one, token in ((revoked, text), (served, "sro_nothing"), (served, text), (served, "")):
        client, secret = opened(one.app)
        with caplog.at_level(logging.INFO, "sro.http"):
            answer = client.post("/sign-in", data={"forgery": secret, "token": token})
        assert answer.status_code == 422
        assert not token or token not in answer.text
        shown.add(re.sub(r'name="forgery" value="[^"]+"', "", answer.text))
    assert len(shown) == 1
    assert "revoked on" in caplog.text
    assert "not a token that was made here" in caplog.text


def test_a_token_taken_back_signs_out_at_once():
    served = serve()
    client, _ = signed_in(served)
    made = served.tokens[Role.CLERK, (), 30][0]
    access_control.revoke_token(served.desk, operator(served.desk), made.id)
    assert client.get("/", headers=BROWSER).headers["Location"] == "/sign-in"


def test_a_session_ends_after_its_hours_and_with_its_token():
    served = serve()
    key = Settings(session_key=b"k" * 32)
    client, _ = signed_in(served, app=create_app(served.desk, settings=key))
    cookie = client.get_cookie("sro").value
    for hours, status in ((11.9, 200), (12, 303), (-1, 303)):
        later = attrs.evolve(served.desk, clock=lambda hours=hours: NOW + timedelta(hours=hours))
        other = create_app(later, settings=key).test_client()
        other.set_cookie("sro", cookie)
        assert other.get("/", headers=BROWSER).status_code == status


def test_a_cookie_of_another_key_or_tampered_with_lets_nobody_in(served):
    client, _ = signed_in(served)
    cookie = client.get_cookie("sro").value
    for app, value in ((create_app(served.desk), cookie), (served.app, cookie[:-3] + "AAA")):
        other = app.test_client()
        other.set_cookie("sro", value)
        assert other.get("/", headers=BROWSER).headers["Location"] == "/sign-in"


def test_the_cookie_opens_no_interface_for_programs(served):
    client, _ = signed_in(served, Role.OPERATOR)
    assert client.get("/api/sites", headers=BROWSER).status_code == 401


def test_a_key_that_could_be_guessed_is_refused():
    with pytest.raises(BadValue, match="shorter than 32 bytes"):
        Settings(session_key=b"secret")


def test_an_address_that_is_not_there_is_said_on_a_page(served):
    client, _ = signed_in(served, Role.CLERK, HIGH)
    answer = client.get("/<b>nowhere", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.content_type == "text/html; charset=utf-8"
    assert "There is nothing at this address" in answer.text
    assert "<b>" not in answer.text
    assert client.put("/", headers=BROWSER).status_code == 405


def test_a_form_of_another_type_or_too_large_is_refused():
    served = serve(settings=Settings(body_limit=1000))
    client, secret = signed_in(served)
    answer = client.post("/sign-out", json={"forgery": secret}, headers=BROWSER)
    assert answer.status_code == 415
    answer = client.post("/sign-out", data={"forgery": secret, "x": "x" * 2000}, headers=BROWSER)
    assert answer.status_code == 413


def test_a_form_with_unknown_fields_is_refused(served):
    client, secret = signed_in(served)
    answer = client.post("/sign-out", data={"forgery": secret, "x": "1"}, headers=BROWSER)
    assert answer.status_code == 422
    assert "there is no such parameter" in answer.text


def test_a_store_that_fails_is_said_on_a_page_without_its_inside(served, caplog):
    client, _ = signed_in(served, app=create_app(served.desk, settings=Settings(session_key=KEY)))
    cookie = client.get_cookie("sro").value

    def broken(*, exclusive=False):
        raise StoreFailed("the database at secret.example", "no route", "call 555-0100")

    other = create_app(
        attrs.evolve(served.desk, open=broken), settings=Settings(session_key=KEY)
    ).test_client()
    other.set_cookie("sro", cookie)
    answer = other.get("/", headers=BROWSER)
    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert "urn:uuid:" in answer.text


KEY = b"k" * 32


def test_the_log_has_a_line_for_each_page_with_the_token_it_was_for(served, caplog):
    client, _ = signed_in(served)
    with caplog.at_level(logging.INFO, "sro.http"):
        client.get("/", headers=BROWSER)
    made = served.tokens[Role.CLERK, (), 30][0]
    assert "route=/ status=200" in caplog.text.replace("method=GET ", "")
    assert f"token={made.id}" in caplog.text


def test_every_page_is_declared_once_and_says_what_it_is():
    assert len({each.id for each in PAGES}) == len(PAGES)
    assert len({(each.method, each.path) for each in PAGES}) == len(PAGES)
    for each in PAGES:
        assert each.says
        assert each.method in ("GET", "POST")
        assert not (each.open and each.permission)
