"""The apps on waitress: what goes over the wire, and that they end cleanly when told to."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

SERVER = """
import sys, time
import attrs
from sro_adapters.http import Settings, serve_public, serve_staff
from tests.served import serve

served, slow = serve(), float(sys.argv[3])
print(served.token(), flush=True)

def opened(*, exclusive=False):
    if slow:
        print("answering", flush=True)
        time.sleep(slow)
    return served.desk.open(exclusive=exclusive)

desk = attrs.evolve(served.desk, open=opened)
run = {"staff": serve_staff, "public": serve_public}[sys.argv[1]]
run(desk, port=int(sys.argv[2]), threads=2, settings=Settings(body_limit=1000, upload_limit=1000))
print("ended", flush=True)
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Running:
    """A server in a process of its own."""

    def __init__(self, root, app="staff", slow=0.0):
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, app, str(self.port), str(slow)],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.token = self.process.stdout.readline().strip()
        for _ in range(2000):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("it does not listen")

    def ask(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {"Authorization": f"Bearer {self.token}"} | headers
        with closing(connection):
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer, answer.read()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=120)
        return self.process.returncode, out, err


@pytest.fixture
def running(pytestconfig):
    started = []

    def run(*args, **rest):
        started.append(Running(pytestconfig.rootpath, *args, **rest))
        return started[-1]

    yield run
    for each in started:
        each.process.kill()
        each.process.communicate()


@pytest.fixture(scope="module")
def server(pytestconfig):
    """One that runs for all tests that do not end it."""
    started = Running(pytestconfig.rootpath)
    yield started
    started.end()


def test_the_staff_app_is_served_and_ends_when_told(running):
    server = running()
    answer, body = server.ask("/api/sites")
    assert (answer.status, b"HIGH" in body) == (200, True)
    assert answer.headers["Server"] is None
    assert answer.headers["Via"] is None
    other, body = server.ask("/api/sites", Authorization="")
    assert (other.status, other.headers["WWW-Authenticate"]) == (401, "Bearer")
    code, out, err = server.end()
    assert (code, out, err) == (0, "ended\n", "")


def test_the_public_app_is_served_without_a_token(running):
    server = running("public")
    answer, body = server.ask("/health", Authorization="")
    assert (answer.status, body) == (200, b'{"status":"ok"}')
    assert server.end()[0] == 0


@pytest.mark.parametrize("token", [True, False])
@pytest.mark.parametrize(
    ("method", "headers", "body", "status", "slug"),
    [
        ("POST", {}, b" " * 1001, 413, "too-large"),
        ("POST", {"Content-Length": str(10**12)}, None, 413, "too-large"),
        ("GET", {"X": "x" * 300_000}, None, 431, "headers-too-large"),
        ("GET", {"Transfer-Encoding": "odd"}, None, 400, "malformed"),
    ],
)
def test_what_is_not_even_read_is_answered_with_a_problem(
    server, token, method, headers, body, status, slug
):
    headers = headers if token else headers | {"Authorization": ""}
    answer, raw = server.ask("/api/sites", method, body, **headers)
    assert answer.status == status
    problem = json.loads(raw)
    assert problem["type"] == f"/problems/{slug}"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Server"] is None
    assert b"waitress" not in raw


def test_a_request_that_is_being_answered_is_answered_before_the_end(running):
    server = running(slow=0.3)
    found = []
    asking = threading.Thread(target=lambda: found.append(server.ask("/api/sites")))
    asking.start()
    assert server.process.stdout.readline() == "answering\n"
    code, out, _ = server.end()
    asking.join()
    assert (code, out.split("\n")[-2:]) == (0, ["ended", ""])
    assert found
    assert found[0][0].status == 200
