"""Serve an app on waitress, until the process is told to end."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from sro_adapters.http import front, problems
from sro_adapters.http.api.imports import Reads
from sro_adapters.http.pages.calendars import WritesCalendar
from sro_adapters.http.problems import Problem
from sro_adapters.http.public import create_public_app
from sro_adapters.http.settings import Settings
from sro_adapters.http.staff import create_app
from sro_core.desk import Desk

LOCAL = "127.0.0.1"
PORT = 8321
THREADS = 4
_LAST_SECONDS = 5
"""So long may the last answers take to be sent."""


def serve(
    app: Flask,
    host: str = LOCAL,
    port: int = PORT,
    threads: int = THREADS,
    *,
    largest: int = Settings().largest,
) -> None:
    """Serve an app until SIGTERM or an interrupt; requests that are being answered end first.

    Args:
        app: what to serve.
        host: the address to listen at.
        port: and its port.
        threads: how many requests are answered at once.
        largest: bytes of a body; a larger one is refused before it is read.
    """
    sockets: dict[int, Any] = {}
    server: Any = create_server(
        app,
        map=sockets,
        host=host,
        port=port,
        threads=threads,
        ident="",
        expose_tracebacks=False,
        clear_untrusted_proxy_headers=True,
        max_request_body_size=largest + 1,
    )
    for each in sockets.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = _Channel
    try:
        with _told_to_end() as told:
            while not told.is_set():
                wasyncore.loop(timeout=1, map=sockets, count=1)
    finally:
        for each in list(sockets.values()):
            if isinstance(each, BaseWSGIServer):
                each.accepting = False
        server.task_dispatcher.shutdown(timeout=_LAST_SECONDS)
        _send_the_rest(sockets)
        server.close()


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """Give what is set once the process is told to end; no request is cut off by it."""
    told = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield told
        return
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(each, lambda *_: told.set()) for each in signals]
    try:
        yield told
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


def _send_the_rest(sockets: dict[int, Any]) -> None:
    """Send what was answered and is not on its way yet."""
    until = time.monotonic() + _LAST_SECONDS
    while time.monotonic() < until and any(
        isinstance(each, HTTPChannel) and each.total_outbufs_len for each in sockets.values()
    ):
        wasyncore.loop(timeout=0.1, map=sockets, count=1)
    for each in list(sockets.values()):
        if isinstance(each, HTTPChannel):
            each.handle_close()


class _Refused(ErrorTask):
    """Answer what waitress refuses to read with a problem, as everything else."""

    def execute(self) -> None:
        request: Any = self.request
        problem = _unread(request.error.code, self.channel.adj.max_request_body_size - 1)
        body = problems.to_bytes(problem, None)
        self.status = f"{problem.kind.status} {request.error.reason}"
        self.response_headers = [
            ("Content-Type", problems.MEDIA_TYPE),
            ("Cache-Control", "no-store"),
            *front.HEADERS.items(),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        front.LOG.info("id=- method=- route=- status=%d token=-", problem.kind.status)


def _unread(code: int, largest: int) -> Problem:
    if code == problems.TOO_LARGE.status:
        return problems.too_large(largest)
    if code == problems.HEADERS.status:
        return Problem(problems.HEADERS, "send fewer or shorter headers, and a shorter address")
    return Problem(problems.MALFORMED, "it is no request of HTTP/1.1 that is read here")


class _Channel(HTTPChannel):
    """A connection whose unreadable requests are answered with problems."""

    error_task_class = _Refused


def serve_staff(
    desk: Desk,
    host: str = LOCAL,
    port: int = PORT,
    threads: int = THREADS,
    *,
    settings: Settings | None = None,
    reader: Reads | None = None,
    calendar: WritesCalendar | None = None,
) -> None:
    """Serve the staff app, on this machine alone unless told otherwise; see `create_app`."""
    chosen = settings or Settings()
    app = create_app(desk, settings=chosen, reader=reader, calendar=calendar)
    serve(app, host, port, threads, largest=chosen.largest)


def serve_public(
    desk: Desk,
    host: str = LOCAL,
    port: int = PORT,
    threads: int = THREADS,
    *,
    settings: Settings | None = None,
) -> None:
    """Serve the public app; see `create_public_app`."""
    chosen = settings or Settings()
    app = create_public_app(desk, settings=chosen)
    serve(app, host, port, threads, largest=chosen.body_limit)
