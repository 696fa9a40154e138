"""A Flask app that serves a table of operations and one of pages, and nothing else."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import attrs
from flask import Flask, Response, g, request
from werkzeug.routing import BaseConverter

from sro_adapters.http import parameters, problems, sessions
from sro_adapters.http.calls import Answer, written
from sro_adapters.http.operations import Operation
from sro_adapters.http.problems import Problem
from sro_adapters.http.screens import Gone, Page, Picture, Shown, faults_of
from sro_adapters.http.settings import Settings
from sro_adapters.pages import STYLE_HASH, Frame, render

LOG = logging.getLogger("sro.http")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every answer."""
PAGE_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'self'; "
    f"frame-ancestors 'none'; img-src data:; style-src '{STYLE_HASH}'",
    "Referrer-Policy": "same-origin",  # with none at all a browser hides where a form comes from
}
"""Of every page: no script, no style but ours, nothing loaded."""
HTML = "text/html"
_FORM = "application/x-www-form-urlencoded"
_YEAR = 365 * 24 * 60 * 60
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


@attrs.define
class Visit:
    """Hold what the log tells of a request: no value, no name, no purpose, no address with ids.

    Attributes:
        id: names the request.
        begun: when, in seconds of no clock in particular.
        token: the public part of the token shown, or empty.
        why: why it was not let in, or empty.
        fits: it had to say with If-Match what it has read.
        limit: bytes that its body may have.
        page: a browser asks, so that a problem is shown as a page.
    """

    id: str = attrs.field(factory=lambda: str(uuid.uuid4()))
    begun: float = attrs.field(factory=time.perf_counter)
    token: str = ""
    why: str = ""
    fits: bool = False
    limit: int = 0
    page: bool = False


@attrs.frozen
class SignInFirst(Exception):
    """A browser asks for something that wants somebody signed in."""


class _Text(BaseConverter):
    """An id in a path: any text, slashes too."""

    regex = ".+?"
    part_isolating = False


class Front(Flask):
    """Serve operations and pages; every other address and method is answered with a problem."""

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS with the methods that the address takes."""
        answer = super().make_default_options_response()
        answer.status_code = 204
        del answer.headers["Content-Type"]
        return answer


def build(
    name: str,
    operations: Sequence[Operation[Any, Any]],
    settings: Settings,
    admits: Callable[[], None],
    call: Callable[[str], Any],
    *,
    pages: Sequence[Page[Any, Any]] = (),
    frame: Callable[[], Frame] = Frame,
) -> Front:
    """Make an app.

    Args:
        name: of the app.
        operations: what it serves.
        settings: of the app.
        admits: raises a problem for whoever is not let in; asked before anything else.
        call: makes what a view is given, of the name of its operation.
        pages: the pages it serves to browsers.
        frame: gives what stands around a page.
    """
    app = Front(name, static_folder=None)
    sessions.prepare(app, settings)
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    app.url_map.converters["text"] = _Text
    paths = {each.id: each.path for each in operations} | {each.id: each.path for each in pages}
    for each in operations:
        app.add_url_rule(each.rule, each.id, _view(each, settings, call), methods=[each.method])
    for page in pages:
        view = _page_view(page, settings, call, frame)
        app.add_url_rule(page.rule, page.id, view, methods=[page.method])

    def begin() -> None:
        g.visit = Visit()
        admits()

    def fail(error: Exception) -> Response:
        return _failed(error, frame)

    def finish(answer: Response) -> Response:
        return _finished(answer, settings, paths)

    app.before_request(begin)
    app.register_error_handler(Exception, fail)
    app.after_request(finish)
    return app


def wants_page() -> bool:
    """Tell whether a browser asks, which wants pages."""
    return HTML in request.accept_mimetypes.values()


def _view(
    operation: Operation[Any, Any], settings: Settings, call: Callable[[str], Any]
) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        g.visit.fits = operation.fits
        if operation.fits and not request.headers.get("If-Match"):
            said = "read the record first and send its ETag"
            raise Problem(problems.IF_MATCH, said)
        limit = settings.upload_limit if operation.takes else settings.body_limit
        g.visit.limit = limit
        request.max_content_length = limit + 1  # one more than may come shows that it is more
        _check_body(operation, limit)
        query = request.args.to_dict(flat=False)
        asked = parameters.read(operation.asks, path, query, _body)
        return _answered(operation, operation.does(call(operation.id), asked))

    return view


def _page_view(
    page: Page[Any, Any],
    settings: Settings,
    call: Callable[[str], Any],
    frame: Callable[[], Frame],
) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        g.visit.page, g.visit.limit = True, settings.body_limit
        given = _filled(request.args.to_dict(flat=False))
        if page.method == "POST":
            given |= _form(settings.body_limit)
        try:
            asked = parameters.read(page.asks, path, given)
            made = page.does(call(page.id), asked)
        except Exception as error:
            problem = problems.of(error, fitting=False)
            if page.again is None or problem is None or problem.kind not in _MENDED:
                raise
            made = page.again(call(page.id), given, problem)
            return _shown(made, frame, problem.kind.status)
        return _shown(made, frame, 200)

    return view


_MENDED = frozenset({problems.INVALID, problems.CONFLICT, problems.UNKNOWN})
"""Problems that whoever filled in a form can mend."""


def _form(limit: int) -> dict[str, list[str]]:
    """Give the fields of a form that comes from here; one left empty is left out."""
    if request.mimetype != _FORM:
        raise Problem(problems.MEDIA, f"send {_FORM}", {"accepts": _FORM})
    request.max_content_length = limit
    given = request.form.to_dict(flat=False)
    if "Authorization" not in request.headers:  # which no browser adds by itself
        sessions.check_form()
    given.pop(sessions.FORGERY, None)
    return _filled(given)


def _filled(given: dict[str, list[str]]) -> dict[str, list[str]]:
    """Leave out the fields that a form sends empty."""
    return {name: kept for name, texts in given.items() if (kept := [*filter(None, texts)])}


def _shown(made: Shown | Gone | Picture, frame: Callable[[], Frame], status: int) -> Response:
    match made:
        case Gone():
            if made.said:
                sessions.say(made.said)
            return _gone(request.script_root + made.to)
        case Picture():
            answer = Response(made.content, status, content_type=made.media_type)
            answer.set_etag(sha256(made.content).hexdigest()[:32])
            answer.make_conditional(request)
            return answer
    return _written(render(made.template, frame(), **made.facts), status)


def _written(text: str, status: int) -> Response:
    return Response(text, status, content_type=f"{HTML}; charset=utf-8")


def _gone(to: str) -> Response:
    return Response(status=303, headers={"Location": to}, content_type=f"{HTML}; charset=utf-8")


def _check_body(operation: Operation[Any, Any], limit: int) -> None:
    """Refuse a body of another type, or one that says it is too large, before it is read."""
    if operation.body is None:
        return
    encoding = request.headers.get("Content-Encoding", "identity")
    if request.mimetype != operation.body or encoding != "identity":
        said = f"send {operation.body}, not packed otherwise"
        raise Problem(problems.MEDIA, said, {"accepts": operation.body})
    if request.content_length is not None and request.content_length > limit:
        raise problems.too_large(limit)


def _body() -> Any:
    raw = request.get_data(cache=False)
    if len(raw) > g.visit.limit:
        raise problems.too_large(g.visit.limit)
    return parameters.parse(raw)


def _answered(operation: Operation[Any, Any], answer: Answer) -> Response:
    raw = written(answer.document)
    made = Response(raw, operation.status, content_type="application/json")
    if operation.tagged:
        version = "" if answer.version is None else f"{answer.version}-"
        made.set_etag(answer.tag or version + sha256(raw).hexdigest()[:32])
        if request.method in ("GET", "HEAD"):
            made.make_conditional(request)
    if answer.next:
        made.headers["Link"] = f'<{answer.next}>; rel="next"'
    return made


def _failed(error: Exception, frame: Callable[[], Frame]) -> Response:
    if isinstance(error, SignInFirst):
        return _gone(f"{request.script_root}/sign-in")
    problem = problems.of(error, fitting=g.visit.fits)
    if problem is None:
        _log_error(error)
        problem = problems.INSIDE
    if problem.kind is problems.TOO_LARGE:
        problem = problems.too_large(g.visit.limit)
    instance = f"urn:uuid:{g.visit.id}"
    told = None if problem.kind is problems.UNAUTHENTICATED else instance
    if g.visit.page:
        return _failed_page(problem, instance, frame)
    raw = problems.to_bytes(problem, told)
    made = Response(raw, problem.kind.status, content_type=problems.MEDIA_TYPE)
    made.headers.update(problem.headers)
    return made


def _failed_page(problem: Problem, instance: str, frame: Callable[[], Frame]) -> Response:
    ours = problem.kind.status >= problems.INTERNAL.status  # then the store may not answer
    around = Frame(root=request.script_root, home=True) if ours else frame()
    told = {
        "title": problem.kind.title,
        "detail": problem.detail,
        "faults": faults_of(problem) if "errors" in problem.members else (),
        "instance": instance if ours else "",
    }
    made = _written(render("problem.html", around, problem=told), problem.kind.status)
    made.headers.update(problem.headers)
    return made


def _log_error(error: Exception) -> None:
    """Log where an error nobody foresaw came from; its text may hold values and is left out."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    LOG.error("id=%s error=%s at=%s", g.visit.id, type(error).__name__, " > ".join(places))


def _finished(answer: Response, settings: Settings, paths: Mapping[str, str]) -> Response:
    """Add the headers of every answer, and one line to the log.

    The line has the address as it is declared, never as it was asked, for it may hold an id.
    """
    answer.headers.update(PAGE_HEADERS if answer.mimetype == HTML else HEADERS)
    answer.headers.setdefault("Cache-Control", "no-store")
    if settings.https:
        answer.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    visit = g.visit
    answer.headers["Request-Id"] = visit.id
    LOG.info(
        "id=%s method=%s route=%s status=%d ms=%.1f token=%s%s",
        visit.id,
        request.method if request.method in _METHODS else "other",
        paths.get(request.endpoint or "", "-"),
        answer.status_code,
        (time.perf_counter() - visit.begun) * 1000,
        visit.token or "-",
        f" why={visit.why!r}" if visit.why else "",
    )
    return answer
