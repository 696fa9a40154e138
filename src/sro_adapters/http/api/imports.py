"""Take in an export in two steps: look at what it would change, then apply exactly that.

Nothing is kept in between. The ETag of the first step binds the bytes of the zip, what was
asked, and the state of every record that would change.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any, Protocol

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import ID, query
from sro_adapters.http.operations import Operation
from sro_adapters.http.problems import Fault, Problem, ReportForm
from sro_core.identities import Identity
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY
from sro_core.privacy import Permission
from sro_core.truancy.difference import Difference
from sro_core.truancy.roll import Roll
from sro_core.usecases import submissions
from sro_core.usecases.submissions import DeclaredScope, Submission

UPLOAD = "upload.zip"
"""What an uploaded zip is called wherever it is named."""
ZIP = "application/zip"
_CHUNK = 2**20


class Checked(Protocol):
    """What a look at an export found, as `sro_adapters.interchange.Checked` holds it."""

    @property
    def form(self) -> str:
        """What it was recognised as."""

    @property
    def report(self) -> Any:
        """Every problem: errors, warnings, counts, unlisted; to be gone through."""

    @property
    def roll(self) -> Roll | None:
        """What was read; None where there are errors."""

    @property
    def proposal(self) -> str:
        """A map to start from, or empty."""

    def identities(self) -> Iterable[Identity]:
        """Give names and contacts, by reference."""


Reads = Callable[[Path], Checked]
"""Reads an export; it may also raise an error that holds a ``report``."""


@attrs.frozen
class ToImport:
    """Say how an export is to be taken in."""

    scope_start: date | None = query(
        "from this date on the export has every row", example="2026-08-17"
    )
    scope_end: date | None = query(
        "to this date, the last; rows it lacks are withdrawn", example="2026-11-20"
    )
    scope_sites: tuple[SiteId, ...] = query(
        "only of this site; may be given again", default=(), example=["HIGH"], facets=ID
    )
    identities: bool = query("keep names and contacts too, apart", default=False)
    confirmed: bool = query("take in even what leaves much less on record", default=False)

    def scope(self) -> DeclaredScope | None:
        """Give the declared scope. Raises `Problem` where half of it is missing."""
        start, end = self.scope_start, self.scope_end
        if start is None and end is None and not self.scope_sites:
            return None
        missing = [("scope_start", start), ("scope_end", end)]
        faults = [
            Fault("a scope needs its first and its last day", parameter=name)
            for name, day in missing
            if day is None
        ]
        if start is None or end is None:
            raise problems.invalid(faults)
        if end < start:
            raise problems.parameter("scope_end", "it is before scope_start")
        sites = frozenset(self.scope_sites) or None
        return DeclaredScope(start, end + ONE_DAY, sites)


@attrs.frozen
class Preview(ReportForm):
    """What is wrong with an export, and what it would change."""

    difference: Difference


@attrs.frozen
class Import(ReportForm):
    """What was wrong with an export, warnings only, and what it changed."""

    difference: Difference


@contextmanager
def _kept(body: IO[bytes]) -> Iterator[tuple[Path, str]]:
    """Keep an upload in a file of our own for as long as it is read; give its SHA-256 too.

    Only this process's user may read it, and it is gone afterwards, whatever happens.
    """
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="sro-upload-") as folder:
        path = Path(folder, UPLOAD)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            while chunk := body.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
        yield path, digest.hexdigest()


def _report(path: Path, report: Any, form: str, proposal: str) -> dict[str, Any]:
    """Give the report as `sro check --json` does, without the place of the upload."""

    def told(text: str) -> str:
        return text.replace(str(path), UPLOAD)

    lines = [wire.plain(each) for each in report]
    for line in lines:
        line["file"], line["says"] = told(line["file"]), told(line["says"])
    return {
        "name": UPLOAD,
        "form": form,
        "errors": report.errors,
        "warnings": report.warnings,
        "counts": {
            f"{severity} {code}": n for (severity, code), n in sorted(report.counts.items())
        },
        "unlisted": report.unlisted,
        "problems": lines,
        "proposed_map": proposal,
    }


def _read(reader: Reads, path: Path) -> tuple[Checked, Roll, dict[str, Any]]:
    """Read an upload. Raises `Problem` with the report where it has errors."""
    try:
        checked = reader(path)
    except Exception as error:
        if not isinstance(error, problems.Reported):
            raise
        raise _refused(_report(path, error.report, "not recognised", "")) from error
    report = _report(path, checked.report, checked.form, checked.proposal)
    if checked.roll is None:
        raise _refused(report)
    return checked, checked.roll, report


def _refused(report: dict[str, Any]) -> Problem:
    said = "nothing of it was used; its report lists every problem"
    return Problem(problems.INPUT_REFUSED, said, {"report": report})


@attrs.frozen
class _Tag:
    """Bind an upload, what was asked of it, and the records that it changes, into an ETag."""

    _digest: Any = attrs.field(factory=hashlib.sha256)

    def bind(self, *parts: object) -> None:
        self._digest.update(repr(parts).encode())

    def __str__(self) -> str:
        return str(self._digest.hexdigest()[:48])


def _laid(call: Call, asked: ToImport, reader: Reads, *, save: bool) -> Answer:
    scope, on, tag = asked.scope(), call.today, _Tag()
    with call.desk.reading(call.access, Permission.SUBMIT_ATTENDANCE):
        pass  # whoever may not is refused before the upload is read
    with _kept(call.body()) as (path, digest):
        checked, roll, report = _read(reader, path)
        tag.bind(digest, asked.identities, attrs.astuple(scope) if scope else None, on)
        submission = Submission(
            roll,
            identities=checked.identities() if asked.identities else (),
            scope=scope,
            confirmed=asked.confirmed,
            source=f"zip sha256:{digest}",
            over=tag.bind,
            agreed=None if call.any_tag else lambda _: str(tag) in call.tags,
        )
        run = submissions.submit if save else submissions.check
        found = run(call.desk, call.access, submission, on=on)
    return Answer({**report, "difference": wire.plain(found)}, tag=str(tag))


def operations(reader: Reads) -> tuple[Operation[Call, ToImport], ...]:
    """Give the two steps with what reads an export."""

    def check(call: Call, asked: ToImport) -> Answer:
        return _laid(call, asked, reader, save=False)

    def apply(call: Call, asked: ToImport) -> Answer:
        return _laid(call, asked, reader, save=True)

    further = (problems.INPUT_REFUSED, problems.SHRINKS)
    return (
        Operation(
            id="check_import",
            method="POST",
            path="/api/imports/check",
            says="Say what is wrong with an export and what it would change; nothing is saved",
            more="Its ETag is what POST /api/imports wants as If-Match.",
            does=check,
            asks=ToImport,
            gives=Preview,
            permission=Permission.SUBMIT_ATTENDANCE,
            problems=further,
            tagged=True,
            takes=ZIP,
        ),
        Operation(
            id="import",
            method="POST",
            path="/api/imports",
            says="Take in an export whole, as it was looked at before, or nothing of it",
            more="If-Match is the ETag of POST /api/imports/check with the same zip and options.",
            does=apply,
            asks=ToImport,
            gives=Import,
            permission=Permission.SUBMIT_ATTENDANCE,
            problems=further,
            fits=True,
            takes=ZIP,
        ),
    )
