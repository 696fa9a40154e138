"""Every port in memory: a product for scripts and tests, and the reference for other stores.

A unit of work reads the state as it was opened and stages its own changes; the commit
compares versions and the audit chain under a lock, so the second of two gets `Conflict`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock
from types import TracebackType
from typing import Generic, Self, TypeVar

import attrs

from sro_core.audit import START, AuditEntry
from sro_core.errors import Conflict, Unknown
from sro_core.ids import SiteId, StudentRef
from sro_core.ports import SiteRecord, Stored
from sro_core.truancy.roll import StudentFile

K = TypeVar("K", bound=str)
T = TypeVar("T")


@attrs.define
class _Table(Generic[K, T]):
    """A view of one table: what was committed when the work was opened, and what it changed."""

    kind: str
    committed: Mapping[K, Stored[T]]
    changed: dict[K, Stored[T]] = attrs.field(factory=dict)
    expected: dict[K, int] = attrs.field(factory=dict)

    def find(self, key: K) -> Stored[T] | None:
        return self.changed.get(key) or self.committed.get(key)

    def every(self) -> dict[K, Stored[T]]:
        merged = {**self.committed, **self.changed}
        return {key: merged[key] for key in sorted(merged)}

    def put(self, key: K, record: T, version: int) -> None:
        found = self.find(key)
        if (found.version if found else 0) != version:
            raise Conflict(f"{self.kind} {key}")
        if found is None or found.record != record:
            self.expected.setdefault(key, version)
            self.changed[key] = Stored(record, version + 1)

    def apply(self, table: dict[K, Stored[T]]) -> dict[K, Stored[T]]:
        """Give the table with the changes, or raise `Conflict` where somebody came first."""
        for key, version in self.expected.items():
            now = table.get(key)
            if (now.version if now else 0) != version:
                raise Conflict(f"{self.kind} {key}")
        return {**table, **self.changed} if self.changed else table


@attrs.define
class _Students:
    table: _Table[StudentRef, StudentFile]

    def get(self, ref: StudentRef) -> Stored[StudentFile]:
        found = self.table.find(ref)
        if found is None:
            raise Unknown("student", ref)
        return found

    def all(self) -> Iterator[StudentFile]:
        return (stored.record for stored in self.table.every().values())

    def put(self, file: StudentFile, version: int) -> None:
        self.table.put(file.ref, file, version)


@attrs.define
class _Sites:
    table: _Table[SiteId, SiteRecord]

    def all(self) -> Mapping[SiteId, Stored[SiteRecord]]:
        return self.table.every()

    def put(self, record: SiteRecord, version: int) -> None:
        self.table.put(record.site.id, record, version)


@attrs.define
class _Audit:
    committed: tuple[AuditEntry, ...]
    added: list[AuditEntry] = attrs.field(factory=list)

    def last(self) -> str:
        entries = self.added or self.committed
        return entries[-1].hash if entries else START

    def add(self, entry: AuditEntry) -> None:
        if entry.previous != self.last():
            raise Conflict("the audit log")
        self.added.append(entry)

    def all(self) -> Iterator[AuditEntry]:
        return iter((*self.committed, *self.added))


@attrs.define
class MemoryDatabase:
    """Hold everything in memory; calling it opens a unit of work.

    >>> database = MemoryDatabase()
    >>> with database() as stores:
    ...     stores.students.get(StudentRef("S-1"))
    Traceback (most recent call last):
    sro_core.errors.Unknown: no student 'S-1' on record; check the id (ids are text, zeros count)
    """

    _students: dict[StudentRef, Stored[StudentFile]] = attrs.field(factory=dict, init=False)
    _sites: dict[SiteId, Stored[SiteRecord]] = attrs.field(factory=dict, init=False)
    _audit: tuple[AuditEntry, ...] = attrs.field(default=(), init=False)
    _lock: Lock = attrs.field(factory=Lock, init=False)

    def __call__(self) -> MemoryStores:
        """Open a unit of work on the state as it is now."""
        with self._lock:
            return MemoryStores(
                self,
                _Students(_Table("student", self._students)),
                _Sites(_Table("site", self._sites)),
                _Audit(self._audit),
            )

    def apply(self, work: MemoryStores) -> None:
        """Commit a unit of work, or raise `Conflict` and change nothing."""
        with self._lock:
            before = work.audit.committed[-1].hash if work.audit.committed else START
            if work.audit.added and before != (self._audit[-1].hash if self._audit else START):
                raise Conflict("the audit log")
            students = work.students.table.apply(self._students)
            sites = work.sites.table.apply(self._sites)
            self._students, self._sites = students, sites
            self._audit = (*self._audit, *work.audit.added)


@attrs.define
class MemoryStores:
    """Hold the stores of one unit of work in memory."""

    database: MemoryDatabase
    students: _Students
    sites: _Sites
    audit: _Audit

    def commit(self) -> None:
        """Save everything at once. Raises `Conflict` if another unit of work came first."""
        self.database.apply(self)

    def __enter__(self) -> Self:
        """Open the unit of work."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave; what was not committed was only staged and is gone."""
