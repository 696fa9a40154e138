"""The audit log of a district, and the head that is noted apart from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
from sqlalchemy import Select, bindparam, select, update

from sro_adapters.sql.audit_rows import entry_of, entry_row
from sro_adapters.sql.tables import AUDIT_ENTRY, AUDIT_HEAD
from sro_adapters.sql.transactions import DISTRICT, Transaction
from sro_core.audit import START, AuditEntry, Head
from sro_core.errors import Conflict

PAGE = 1000
_AT_ONCE = 5000
_EVERY = select(*AUDIT_ENTRY.c).where(AUDIT_ENTRY.c.district == DISTRICT)
_PAGE = (
    _EVERY.where(AUDIT_ENTRY.c.place > bindparam("after")).order_by(AUDIT_ENTRY.c.place).limit(PAGE)
)
_ABOUT = _EVERY.where(AUDIT_ENTRY.c.subject == bindparam("about")).order_by(AUDIT_ENTRY.c.place)
_CLEAR = (
    update(AUDIT_ENTRY)
    .where(AUDIT_ENTRY.c.district == DISTRICT, AUDIT_ENTRY.c.place == bindparam("of_place"))
    .values(subject=None, purpose=None, details=None, salt=None)
)
_NOTE = (
    update(AUDIT_HEAD)
    .where(AUDIT_HEAD.c.district == DISTRICT)
    .values(count=bindparam("new_count"), hash=bindparam("new_hash"))
)


@attrs.define
class SqlAudit:
    """Keep the log in a table, and its head in another one."""

    transaction: Transaction
    _added: list[AuditEntry] = attrs.field(factory=list, init=False)
    _cleared: set[int] = attrs.field(factory=set, init=False)
    _head: Head | None = attrs.field(default=None, init=False)

    def head(self) -> Head:
        """Give the head of the chain as it is noted apart from the entries."""
        if self._head is None:
            count, last = self.transaction.noted or (0, START)
            self._head = Head(
                self.transaction.district,
                count if isinstance(count, int) else 0,
                last if isinstance(last, str) else "",
            )
        return self._head

    def add(self, entry: AuditEntry) -> None:
        """Add an entry and note the new head."""
        head = self.head()
        follows = (head.district, head.hash, head.count + 1)
        if (entry.district, entry.previous, entry.place) != follows:
            raise Conflict("the audit log")
        self._added.append(entry)
        self._head = entry.head
        if len(self._added) >= _AT_ONCE:
            self.write()

    def all(self, after: int = 0) -> Iterator[AuditEntry]:
        """Stream the entries behind a place, in order of place."""
        added = tuple(self._added)
        behind: object = after
        place = after
        while True:
            page = self._fetch(_PAGE, after=behind)
            for row in page:
                entry = entry_of(row, self.transaction.district, place + 1)
                place = entry.place
                yield self._seen(entry)
            if len(page) < PAGE:
                break
            behind = page[-1][1]
        yield from (self._seen(entry) for entry in added if entry.place > after)

    def about(self, subject: str) -> tuple[AuditEntry, ...]:
        """Give the entries about a subject, in order."""
        found = [
            entry_of(row, self.transaction.district, 0)
            for row in self._fetch(_ABOUT, about=subject)
        ]
        found += [entry for entry in self._added if entry.subject == subject]
        return tuple(entry for entry in found if entry.place not in self._cleared)

    def clear(self, places: Iterable[int]) -> None:
        """Take the matter of entries away."""
        self._cleared.update(places)

    def _fetch(self, statement: Select[Any], **values: object) -> list[Sequence[Any]]:
        with self.transaction.raw_text(), self.transaction.found(statement, **values) as rows:
            return list(rows)

    def _seen(self, entry: AuditEntry) -> AuditEntry:
        return attrs.evolve(entry, matter=None) if entry.place in self._cleared else entry

    def write(self) -> None:
        """Write what was added and taken away."""
        if self._added:
            self.transaction.insert(AUDIT_ENTRY, [entry_row(each) for each in self._added])
            last = self._added[-1]
            new = {"new_count": last.place, "new_hash": last.hash}
            self.transaction.run(_NOTE, new)
            self._added = []
        if self._cleared:
            self.transaction.run(_CLEAR, *({"of_place": place} for place in sorted(self._cleared)))
            self._cleared = set()
