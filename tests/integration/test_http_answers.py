"""What every answer has in common: headers, problems, methods, and what the log says of it."""

import logging
import re
import threading

import pytest

from sro_adapters.http import Settings, create_app, create_public_app
from sro_adapters.interchange import check
from sro_adapters.sql import open_database
from sro_core import BadValue, DistrictId, Role
from sro_core.desk import Desk
from sro_core.officers.officer import OFFICERS
from sro_core.registers import Keeper
from sro_core.rotations.assignments import ASSIGNMENTS
from sro_core.sites.posts import POSTS
from sro_core.sites.profile import PROFILES
from sro_core.usecases import attendance_review
from tests.served import EXAMPLE, FILES, HIGH, NAMES, file, serve

ASKED = [
    ("GET", f"/api/students/{EXAMPLE}/findings"),
    ("HEAD", f"/api/students/{EXAMPLE}/findings"),
    ("GET", "/api/students/S-nobody/findings"),
    ("GET", "/api/students/S-00001/findings?on=x"),
    ("OPTIONS", "/api/sites"),
    ("DELETE", "/api/sites"),
    ("GET", "/api/nowhere"),
    ("POST", "/api/imports"),
    ("GET", "/api/openapi.json"),
]
SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture(scope="module")
def served():
    return serve(reader=check)


@pytest.mark.parametrize(("method", "path"), ASKED)
@pytest.mark.parametrize("with_token", [True, False])
def test_every_answer_has_the_security_headers_and_no_cookie(served, method, path, with_token):
    headers = served.headers() if with_token else {}
    headers["Origin"] = "https://elsewhere.example"
    answer = served.app.test_client().open(path, method=method, headers=headers)
    assert SECURITY.items() <= dict(answer.headers).items()
    headers = dict(answer.headers)
    assert not {"Set-Cookie", "Server", "Strict-Transport-Security"} & set(headers)
    assert not [name for name in headers if name.startswith("Access-Control")]
    assert re.fullmatch("[0-9a-f-]{36}", answer.headers["Request-Id"])


def test_over_https_browsers_are_told_to_stay_with_it():
    served = serve(settings=Settings(https=True))
    assert "max-age=31536000" in served.ask("/api/sites").headers["Strict-Transport-Security"]


def test_options_tells_the_methods_and_nothing_else(served):
    answer = served.ask(f"/api/students/{EXAMPLE}/disclosures", method="OPTIONS")
    assert (answer.status_code, answer.data) == (204, b"")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert "Content-Type" not in answer.headers


def test_head_is_get_without_the_body_and_is_on_the_log(served):
    path = f"/api/students/{EXAMPLE}/findings"
    whole, before = served.ask(path), len(served.acts())
    answer = served.ask(path, method="HEAD")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == whole.headers["ETag"]
    assert answer.headers["Content-Length"] == str(len(whole.data))
    assert len(served.acts()) == before + 1


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "POST", "FOO"])
def test_another_method_is_a_405_problem_with_those_there_are(served, method):
    answer = served.ask("/api/sites", method=method)
    assert (answer.status_code, answer.json["type"]) == (405, "/problems/method")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/api", "/api/sites/", "/api//sites", "/api/sites//", "/x"])
def test_another_address_is_a_404_problem_and_never_a_redirect(served, path):
    answer = served.app.test_client().get(
        "/", headers=served.headers(), environ_overrides={"PATH_INFO": path}
    )
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/no-such-page")


def test_a_problem_has_the_members_of_rfc_9457_and_no_id_in_its_instance(served):
    answer = served.ask("/api/students/S-nobody/findings")
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "/problems/unknown",
        "title": "There is no such record",
        "status": 404,
        "detail": "no student 'S-nobody' on record; check the id (ids are text, zeros count)",
        "instance": f"urn:uuid:{answer.headers['Request-Id']}",
        "kind": "student",
        "known": [],
    }


def test_an_error_nobody_foresaw_is_a_500_problem_without_any_detail(monkeypatch, caplog):
    served = serve()

    def broken(*_, **__):
        raise RuntimeError(f"{EXAMPLE} Xochitl at /etc/secret")

    monkeypatch.setattr(attendance_review, "review_one", broken)
    with caplog.at_level(logging.INFO, "sro.http"):
        answer = served.ask(f"/api/students/{EXAMPLE}/findings")
    assert (answer.status_code, answer.json["type"]) == (500, "/problems/internal")
    assert answer.json["detail"] == "it is on the log of the server; nothing was saved"
    assert "RuntimeError" in caplog.text
    assert "test_http_answers.py" in caplog.text
    assert EXAMPLE not in caplog.text + answer.text
    assert "Xochitl" not in caplog.text + answer.text


def test_the_log_has_one_line_a_request_and_nothing_about_anybody(caplog):
    served = serve(reader=check)
    served.token(), served.token(Role.CLERK, HIGH), served.token(Role.OFFICER)
    secrets = [text for _, text in served.tokens.values()]
    purpose = "meeting with Xochitl"
    paths = [
        *(f"/api/students/{EXAMPLE}/{what}"
          for what in ("findings", "explanation", "identity", "record", "disclosures")),
        f"/api/students/S-00002/findings?on={EXAMPLE}", f"/api/{EXAMPLE}", "/api/findings?limit=1",
        f"/api/findings?cursor={EXAMPLE}", f"/api/due?{EXAMPLE}=1", "/api/audit", "/api/sites/HIGH",
    ]  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        for path in paths:
            for role in (Role.OPERATOR, Role.OFFICER):
                served.ask(path, role, purpose=purpose)
            served.app.test_client().get(path, headers={"Authorization": f"Bearer x{secrets[0]}"})
        served.ask(
            f"/api/students/{EXAMPLE}/disclosures", method="POST",
            json={"to": "Testperson", "interest": "x", "what": EXAMPLE, "given": True},
        )  # fmt: skip
        served.ask("/api/sites", method="S-00001SECRET")
    lines = [each.getMessage() for each in caplog.records if each.name == "sro.http"]
    assert len(lines) == len(paths) * 3 + 2
    refs = [each.ref for each in FILES]
    hashes = [part for text in secrets for part in (text, text.rpartition("_")[2])]
    for forbidden in (*refs, *NAMES, *hashes, purpose, "SECRET", HIGH):
        assert forbidden not in caplog.text, forbidden
    made = served.tokens[Role.OPERATOR, (), 30][0]
    assert re.fullmatch(
        r"id=[0-9a-f-]{36} method=GET route=/api/students/\{student\}/findings status=200 "
        rf"ms=[0-9.]+ token={made.id}",
        lines[0],
    )


@pytest.fixture(params=["memory", "sqlite"])
def database(request, tmp_path):
    if request.param == "memory":
        yield None
        return
    opened = open_database(f"sqlite:///{tmp_path}/sro.db", create=True)
    yield opened.district(DistrictId("EC"))
    opened.close()


def test_requests_at_the_same_time_all_get_their_own_answer(database):
    days = ("09-01", "09-08", "10-05")
    served = serve(database, files=tuple(file(f"S-{n}", days=days) for n in range(8)))
    served.token()
    wrong, again = [], 12

    def read(ref):
        for _ in range(again):
            answer = served.ask(f"/api/students/{ref}/findings")
            if answer.status_code != 200 or answer.json["student_id"] != ref:
                wrong.append(answer.text)

    def write():
        asked = {"to": "x", "interest": "x", "what": "x", "given": False}
        for _ in range(again):
            answer = served.ask("/api/students/S-0/disclosures", method="POST", json=asked)
            if answer.status_code != 201:
                wrong.append(answer.text)

    before = len(served.acts())
    threads = [threading.Thread(target=read, args=(f"S-{n}",)) for n in range(8)]
    threads.append(threading.Thread(target=write))
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    assert len(served.acts()) == before + 9 * again
    assert served.ask("/api/audit/verification").json["holds"]
    assert len(served.ask("/api/students/S-0/disclosures").json["items"]) == again


# ---------------------------------------------------------------- the public app


class Touched(AssertionError):
    pass


class OnlySites:
    """A unit of work that may give the sites and what the directory is made of, nothing else."""

    def __init__(self, stores):
        self.sites = stores.sites
        self._stores = stores

    def records(self, register):
        if register not in (PROFILES, POSTS, ASSIGNMENTS, OFFICERS):
            raise Touched(register.name)
        assert register.keeper is Keeper.PROGRAMME
        return self._stores.records(register)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def __getattr__(self, name):
        raise Touched(name)


def test_the_public_app_opens_the_sites_and_the_programmes_own_records_and_nothing_else():
    whole = serve().desk
    desk = Desk(lambda **how: OnlySites(whole.open(**how)), whole.clock, whole.rules, whole.new_id)
    client = create_public_app(desk).test_client()
    for rule in client.application.url_map.iter_rules():
        answer = client.get(rule.rule)
        assert answer.status_code == (404 if rule.arguments else 200)
    assert client.get("/health").json == {"status": "ok"}
    assert client.get("/nowhere").status_code == 404
    assert client.get("/api/sites").status_code == 404


def test_the_public_app_needs_no_token_and_has_the_same_headers(served):
    answer = create_public_app(served.desk).test_client().get("/health")
    assert SECURITY.items() <= dict(answer.headers).items()
    assert create_public_app(served.desk).test_client().get("/health?x=1").status_code == 422


def test_an_app_may_be_mounted_below_a_path(served):
    environ = {"SCRIPT_NAME": "/sro"}
    client = create_app(served.desk).test_client()
    page = client.get("/api/findings?limit=1", headers=served.headers(), environ_overrides=environ)
    assert page.json["next"].startswith("/sro/api/findings?")
    document = client.get("/api/openapi.json", headers=served.headers(), environ_overrides=environ)
    assert document.json["servers"] == [{"url": "/sro"}]


@pytest.mark.parametrize("wrong", [{"page_size": 0}, {"body_limit": -1}, {"page_limit": 5}])
def test_settings_that_let_nothing_through_are_refused(wrong):
    with pytest.raises(BadValue):
        Settings(**wrong)
