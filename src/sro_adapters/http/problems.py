"""Everything the front says no with: one document (RFC 9457), one kind for each reason.

``docs/http.md`` tells what each kind means. A problem holds no value of the request except
what its sentence needs, and one of the server's own says nothing about its inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

import attrs
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from sro_adapters import wire
from sro_adapters.http.fields import left_out
from sro_core.errors import BadValue, Conflict, Refused, Shrinks, StoreFailed, Unknown

MEDIA_TYPE = "application/problem+json"


@attrs.frozen
class Fault:
    """One thing wrong with a request.

    Attributes:
        detail: what is wrong and what is expected.
        pointer: JSON pointer to the field of the body.
        parameter: the name in the path, the query or the headers.
    """

    detail: str
    pointer: str | None = left_out()
    parameter: str | None = left_out()

    def plain(self) -> dict[str, str]:
        """Give it as plain data; where it is stands first."""
        places = {"pointer": self.pointer, "parameter": self.parameter}
        placed = {name: place for name, place in places.items() if place is not None}
        return {**placed, "detail": self.detail}


@attrs.frozen
class ReportLine:
    """One thing wrong with an export; docs/problems.md explains each code."""

    severity: str
    code: str
    file: str
    line: int
    column: str
    value: str
    says: str
    hint: str


@attrs.frozen
class ReportForm:
    """Everything wrong with an export, as `sro check --json` has it."""

    name: str
    form: str
    errors: int
    warnings: int
    counts: Mapping[str, int]
    unlisted: int
    problems: tuple[ReportLine, ...]
    proposed_map: str


@attrs.frozen
class _Refusal:
    reason: str
    asked: str


@attrs.frozen
class _Missing:
    kind: str
    known: tuple[str, ...]


@attrs.frozen
class _Faults:
    errors: tuple[Fault, ...]


@attrs.frozen
class _Loss:
    what: str
    before: int
    after: int
    limit_percent: int


@attrs.frozen
class _Limit:
    limit_bytes: int


@attrs.frozen
class _Accepted:
    accepts: str


@attrs.frozen
class _Reported:
    report: ReportForm


@attrs.frozen
class Kind:
    """Name a reason to say no.

    Attributes:
        slug: the last part of its URI.
        status: of the answer.
        title: in a few words, always the same.
        adds: a class with the members it has beside those of every problem, or None.
    """

    slug: str
    status: int
    title: str
    adds: type | None = None

    @property
    def uri(self) -> str:
        """The reference that a problem of this kind carries as its type."""
        return f"/problems/{self.slug}"


MALFORMED = Kind("malformed", 400, "The request cannot be read")
UNAUTHENTICATED = Kind("unauthenticated", 401, "A valid access token is needed")
REFUSED = Kind("refused", 403, "You may not do this", _Refusal)
FORGED = Kind("forged", 403, "The form does not come from here")
UNKNOWN = Kind("unknown", 404, "There is no such record", _Missing)
NO_SUCH_PAGE = Kind("no-such-page", 404, "There is nothing at this address")
METHOD = Kind("method", 405, "This address does not take this method")
CONFLICT = Kind("conflict", 409, "Somebody else saved first")
SHRINKS = Kind("shrinks", 409, "Much less would be left on record", _Loss)
STALE = Kind("stale", 412, "The record is no longer what you read")
TOO_LARGE = Kind("too-large", 413, "The body is too large", _Limit)
MEDIA = Kind("media-type", 415, "The body is of another type than is read here", _Accepted)
INVALID = Kind("invalid", 422, "The request does not fit", _Faults)
INPUT_REFUSED = Kind("input-refused", 422, "The export has errors", _Reported)
IF_MATCH = Kind("precondition-required", 428, "Say with If-Match what you have read")
HEADERS = Kind("headers-too-large", 431, "The address or the headers are too long")
INTERNAL = Kind("internal", 500, "Something went wrong here")
UNAVAILABLE = Kind("unavailable", 503, "The store does not answer")

KINDS = (
    MALFORMED, UNAUTHENTICATED, REFUSED, FORGED, UNKNOWN, NO_SUCH_PAGE, METHOD, CONFLICT,
    SHRINKS, STALE, TOO_LARGE, MEDIA, INVALID, INPUT_REFUSED, IF_MATCH, HEADERS,
    INTERNAL, UNAVAILABLE,
)  # fmt: skip
"""Every kind there is, by status."""


@attrs.frozen
class Problem(Exception):
    """A request is answered with a problem.

    Attributes:
        kind: why.
        detail: this once, in a sentence.
        members: what the kind adds.
        headers: that go with the answer.
    """

    kind: Kind
    detail: str
    members: Mapping[str, Any] = attrs.field(factory=dict)
    headers: Mapping[str, str] = attrs.field(factory=dict)

    def document(self, instance: str | None) -> dict[str, Any]:
        """Give the body of the answer.

        Args:
            instance: names this answer, without a word about anybody; None leaves it out.
        """
        named = {} if instance is None else {"instance": instance}
        return {
            "type": self.kind.uri,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            **named,
            **self.members,
        }


def invalid(faults: Iterable[Fault]) -> Problem:
    """Make the problem of a request that does not fit, with all faults at once."""
    found = [each.plain() for each in faults]
    said = "1 thing is wrong" if len(found) == 1 else f"{len(found)} things are wrong"
    return Problem(INVALID, f"{said} with the request", {"errors": found})


def too_large(limit: int) -> Problem:
    """Make the problem of a body over a limit in bytes."""
    return Problem(TOO_LARGE, f"at most {limit:,} bytes", {"limit_bytes": limit})


def parameter(name: str, detail: str) -> Problem:
    """Make the problem of one parameter that does not fit."""
    return invalid([Fault(detail, parameter=name)])


@runtime_checkable
class Reported(Protocol):
    """An error with the report of an export."""

    report: Any


def of(error: Exception, *, fitting: bool) -> Problem | None:
    """Give the problem that an error of the library is; None where it is none to be told.

    Args:
        error: what was raised.
        fitting: the request said with If-Match what it had read.
    """
    match error:
        case Problem():
            return error
        case Refused():
            return Problem(REFUSED, str(error), {"reason": error.why, "asked": error.what})
        case Unknown():
            return Problem(UNKNOWN, str(error), {"kind": error.kind, "known": list(error.known)})
        case Conflict():
            return Problem(STALE if fitting else CONFLICT, str(error))
        case Shrinks():
            loss = {"what": error.what, "before": error.before, "after": error.after}
            return Problem(SHRINKS, str(error), {**loss, "limit_percent": error.limit})
        case BadValue():
            return invalid([Fault(str(error))])
        case StoreFailed():
            said = "nothing was saved; try again later"
            return Problem(UNAVAILABLE, said, headers={"Retry-After": "30"})
        case HTTPException():
            return _of_http(error)
    return None


def _of_http(error: HTTPException) -> Problem:
    match error.code:
        case 404:
            return Problem(NO_SUCH_PAGE, "see the OpenAPI document for the addresses there are")
        case 405:
            methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
            allowed = ", ".join(sorted(methods or ()))
            return Problem(METHOD, f"it takes {allowed}", headers={"Allow": allowed})
        case 413:
            return Problem(TOO_LARGE, "send less")
        case code if code is not None and code >= INTERNAL.status:
            return INSIDE
    return Problem(MALFORMED, "the request is not well formed")


INSIDE = Problem(INTERNAL, "it is on the log of the server; nothing was saved")
"""What is told of an error that nobody foresaw: nothing."""


def to_bytes(problem: Problem, instance: str | None) -> bytes:
    """Write a problem as JSON."""
    return wire.to_json(problem.document(instance)).encode()
