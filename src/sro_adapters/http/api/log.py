"""The audit log: its entries as far as one may see them, and whether its chain holds."""

from __future__ import annotations

from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import COUNT, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.record_forms import AuditEntryForm
from sro_core.audit import Break, Head
from sro_core.errors import BadValue
from sro_core.privacy import Permission
from sro_core.usecases import audit_log

HEAD = {"maxLength": 100, "pattern": "^[0-9]{1,15}:[0-9a-f]{64}$"}


@attrs.frozen
class Entries:
    """Ask for entries of the log."""

    cursor: str | None = query("where the list goes on, as the answer before it says")
    limit: int | None = query("entries on the page; the server gives no more than it allows",
                              example=100, facets=COUNT)  # fmt: skip


@attrs.frozen
class Noted:
    """Ask whether the chain holds."""

    head: str | None = query("a head noted earlier; the log must still contain it", facets=HEAD,
                             example="2:" + "f" * 64)  # fmt: skip


@attrs.frozen
class EntryPage:
    """Entries of the log, in order."""

    items: tuple[AuditEntryForm, ...]
    next: str | None


@attrs.frozen
class Verification:
    """Whether the chain holds, and its head, to be noted somewhere else."""

    holds: bool
    entries: int
    head: str
    breaks: tuple[Break, ...]


def entries(call: Call, asked: Entries) -> Answer:
    """Give a page of the log."""
    page = call.page(asked, (int,))
    after = int(page.after[0]) if page.after else 0
    found = audit_log.entries(call.desk, call.access, after=after, limit=page.limit)
    last = (found[-1].place,) if len(found) == page.limit else None
    return page.answer([wire.show(each, call.access) for each in found], last)


def verification(call: Call, asked: Noted) -> Answer:
    """Check the chain."""
    noted = []
    if asked.head is not None:
        try:
            noted.append(Head.read("", asked.head))
        except BadValue as error:
            raise problems.parameter("head", str(error)) from error
    found = audit_log.check(call.desk, call.access, noted)
    return Answer(
        {
            "holds": not found.breaks,
            "entries": found.head.count,
            "head": str(found.head),
            "breaks": [wire.plain(each) for each in found.breaks],
        }
    )


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="audit",
        method="GET",
        path="/api/audit",
        says="List the entries of the audit log, those of the sites you answer for",
        more="Reading it is an entry too, so that the last page grows by one each time.",
        does=entries,
        asks=Entries,
        gives=EntryPage,
        permission=Permission.READ_AUDIT,
    ),
    Operation(
        id="audit_verification",
        method="GET",
        path="/api/audit/verification",
        says="Check that nobody tampered with the audit log",
        does=verification,
        asks=Noted,
        gives=Verification,
        permission=Permission.VERIFY_AUDIT,
    ),
)
