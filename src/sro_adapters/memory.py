"""Every port in memory: a product for scripts and tests, and the reference for other stores.

A unit of work reads the state as it was opened and stages its own changes; the commit
compares versions and the head of the log under a lock, so the second of two gets `Conflict`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import attrs

from sro_core.audit import AuditEntry, Head
from sro_core.disclosures import Disclosure
from sro_core.errors import Conflict, Unknown
from sro_core.identities import Identity
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.ports import SiteRecord, Stored
from sro_core.registers import Register
from sro_core.tokens import AccessToken
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.submission import Withdrawn

K = TypeVar("K", bound=str)
T = TypeVar("T")


@attrs.define
class _Table(Generic[K, T]):
    """A view of one table: what was committed when the work was opened, and what it changed.

    A record that was taken away is there as None, so that its version is still compared.
    """

    kind: str
    committed: Mapping[K, Stored[T]]
    changed: dict[K, Stored[T] | None] = attrs.field(factory=dict)
    expected: dict[K, int] = attrs.field(factory=dict)

    def find(self, key: K) -> Stored[T] | None:
        return self.changed[key] if key in self.changed else self.committed.get(key)

    def get(self, key: K) -> Stored[T]:
        found = self.find(key)
        if found is None:
            raise Unknown(self.kind, key)
        return found

    def every(self) -> dict[K, Stored[T]]:
        merged = {**self.committed, **self.changed}
        return {key: found for key in sorted(merged) if (found := merged[key]) is not None}

    def put(self, key: K, record: T, version: int) -> None:
        found = self._checked(key, version)
        if found is None or found.record != record:
            self.expected.setdefault(key, version)
            self.changed[key] = Stored(record, version + 1)

    def remove(self, key: K, version: int) -> None:
        self.get(key)
        self._checked(key, version)
        self.expected.setdefault(key, version)
        self.changed[key] = None

    def _checked(self, key: K, version: int) -> Stored[T] | None:
        found = self.find(key)
        if (found.version if found else 0) != version:
            raise Conflict(f"{self.kind} {key}")
        return found

    def apply(self, table: dict[K, Stored[T]]) -> dict[K, Stored[T]]:
        """Give the table with the changes, or raise `Conflict` where somebody came first."""
        for key, version in self.expected.items():
            now = table.get(key)
            if (now.version if now else 0) != version:
                raise Conflict(f"{self.kind} {key}")
        if not self.changed:
            return table
        merged = {**table, **self.changed}
        return {key: found for key, found in merged.items() if found is not None}


@attrs.define
class _Log(Generic[T]):
    """A view of records that are only added, by student."""

    committed: Mapping[StudentRef, tuple[T, ...]]
    added: dict[StudentRef, list[T]] = attrs.field(factory=dict)
    removed: set[StudentRef] = attrs.field(factory=set)

    def add(self, ref: StudentRef, record: T) -> None:
        self.added.setdefault(ref, []).append(record)

    def of(self, ref: StudentRef) -> tuple[T, ...]:
        before = () if ref in self.removed else self.committed.get(ref, ())
        return (*before, *self.added.get(ref, ()))

    def remove(self, ref: StudentRef) -> int:
        found = self.of(ref)
        self.removed.add(ref)
        self.added.pop(ref, None)
        return len(found)

    def apply(self, log: dict[StudentRef, tuple[T, ...]]) -> dict[StudentRef, tuple[T, ...]]:
        """Give the log with what was taken away and added."""
        kept = {ref: own for ref, own in log.items() if ref not in self.removed}
        for ref, own in self.added.items():
            kept[ref] = (*kept.get(ref, ()), *own)
        return kept


@attrs.define
class _Students:
    table: _Table[StudentRef, StudentFile]
    gone: _Log[Withdrawn]

    def get(self, ref: StudentRef) -> Stored[StudentFile]:
        return self.table.get(ref)

    def all(self, after: StudentRef | None = None) -> Iterator[Stored[StudentFile]]:
        every = self.table.every()
        return (each for ref, each in every.items() if after is None or ref > after)

    def put(self, file: StudentFile, version: int) -> None:
        self.table.put(file.ref, file, version)

    def withdraw(self, rows: Iterable[Withdrawn]) -> None:
        for row in rows:
            self.gone.add(row.event.student, row)

    def withdrawn(self, ref: StudentRef) -> tuple[Withdrawn, ...]:
        return self.gone.of(ref)

    def remove(self, ref: StudentRef, version: int) -> None:
        self.table.remove(ref, version)
        self.gone.remove(ref)


@attrs.define
class _Sites:
    table: _Table[SiteId, SiteRecord]

    def all(self) -> Mapping[SiteId, Stored[SiteRecord]]:
        return self.table.every()

    def put(self, record: SiteRecord, version: int) -> None:
        self.table.put(record.site.id, record, version)


@attrs.define
class _Identities:
    table: _Table[StudentRef, Identity]

    def get(self, ref: StudentRef) -> Stored[Identity]:
        return self.table.get(ref)

    def all(self) -> Iterator[Stored[Identity]]:
        return iter(self.table.every().values())

    def put(self, identity: Identity, version: int) -> None:
        self.table.put(identity.ref, identity, version)

    def remove(self, ref: StudentRef, version: int) -> None:
        self.table.remove(ref, version)


@attrs.define
class _Disclosures:
    log: _Log[Disclosure]

    def add(self, disclosure: Disclosure) -> None:
        self.log.add(disclosure.student, disclosure)

    def of(self, ref: StudentRef) -> tuple[Disclosure, ...]:
        return self.log.of(ref)

    def remove(self, ref: StudentRef) -> int:
        return self.log.remove(ref)


@attrs.define
class _Tokens:
    table: _Table[str, AccessToken]

    def get(self, id: str) -> Stored[AccessToken]:
        return self.table.get(id)

    def all(self) -> tuple[Stored[AccessToken], ...]:
        every = self.table.every().values()
        return tuple(sorted(every, key=lambda each: (each.record.made, each.record.id)))

    def put(self, token: AccessToken, version: int) -> None:
        self.table.put(token.id, token, version)


@attrs.define
class _Records(Generic[T]):
    register: Register[T]
    table: _Table[str, T]

    def get(self, id: str) -> Stored[T]:
        return self.table.get(id)

    def all(
        self,
        *,
        site: SiteId | None = None,
        concerns: str | None = None,
        within: DatePeriod | None = None,
    ) -> tuple[Stored[T], ...]:
        found = (
            each
            for each in self.table.every().values()
            if self.register.fits(each.record, site=site, concerns=concerns, within=within)
        )
        return tuple(sorted(found, key=lambda each: self.register.place(each.record)))

    def put(self, record: T, version: int) -> None:
        self.table.put(self.register.id(record), record, version)

    def remove(self, id: str, version: int) -> None:
        self.table.remove(id, version)


@attrs.define
class _Audit:
    district: DistrictId
    committed: tuple[AuditEntry, ...]
    added: list[AuditEntry] = attrs.field(factory=list)
    cleared: set[int] = attrs.field(factory=set)

    def head(self) -> Head:
        entries = self.added or self.committed
        return entries[-1].head if entries else Head(self.district)

    def add(self, entry: AuditEntry) -> None:
        head = self.head()
        if (entry.district, entry.previous, entry.place) != (
            head.district, head.hash, head.count + 1,
        ):  # fmt: skip
            raise Conflict("the audit log")
        self.added.append(entry)

    def all(self, after: int = 0) -> Iterator[AuditEntry]:
        every = self.apply(self.committed)
        return (each for each in every if each.place > after)

    def about(self, subject: str) -> tuple[AuditEntry, ...]:
        return tuple(each for each in self.all() if each.matter and each.subject == subject)

    def clear(self, places: Iterable[int]) -> None:
        self.cleared.update(places)

    def apply(self, entries: tuple[AuditEntry, ...]) -> tuple[AuditEntry, ...]:
        """Give the log with what was added and cleared."""
        every = (*entries, *self.added)
        if not self.cleared:
            return every
        return tuple(
            attrs.evolve(each, matter=None) if each.place in self.cleared else each
            for each in every
        )


@attrs.frozen
class _State:
    """Everything that was committed."""

    students: dict[StudentRef, Stored[StudentFile]] = attrs.field(factory=dict)
    withdrawn: dict[StudentRef, tuple[Withdrawn, ...]] = attrs.field(factory=dict)
    sites: dict[SiteId, Stored[SiteRecord]] = attrs.field(factory=dict)
    identities: dict[StudentRef, Stored[Identity]] = attrs.field(factory=dict)
    disclosures: dict[StudentRef, tuple[Disclosure, ...]] = attrs.field(factory=dict)
    tokens: dict[str, Stored[AccessToken]] = attrs.field(factory=dict)
    audit: tuple[AuditEntry, ...] = ()
    records: dict[str, dict[str, Stored[Any]]] = attrs.field(factory=dict)


@attrs.define
class MemoryDatabase:
    """Hold everything of one district in memory; calling it opens a unit of work.

    Attributes:
        district: whose log it keeps.

    >>> database = MemoryDatabase()
    >>> with database() as stores:
    ...     stores.students.get(StudentRef("S-1"))
    Traceback (most recent call last):
    sro_core.errors.Unknown: no student 'S-1' on record; check the id (ids are text, zeros count)
    """

    district: DistrictId = DistrictId("district")
    _state: _State = attrs.field(factory=_State, init=False, repr=False)
    _lock: Lock = attrs.field(factory=Lock, init=False, repr=False)
    _turn: Lock = attrs.field(factory=Lock, init=False, repr=False)

    def __call__(self, *, exclusive: bool = False) -> MemoryStores:
        """Open a unit of work on the state as it is now, or when its turn has come."""
        if exclusive:
            self._turn.acquire()
        with self._lock:
            state = self._state
        release = self._turn.release if exclusive else None
        return MemoryStores(
            self,
            _Students(_Table("student", state.students), _Log(state.withdrawn)),
            _Sites(_Table("site", state.sites)),
            _Identities(_Table("identity", state.identities)),
            _Disclosures(_Log(state.disclosures)),
            _Tokens(_Table("token", state.tokens)),
            _Audit(self.district, state.audit),
            release,
            state.records,
        )

    def apply(self, work: MemoryStores) -> None:
        """Commit a unit of work, or raise `Conflict` and change nothing."""
        if work.release is None:
            with self._turn:
                self._apply(work)
        else:
            self._apply(work)

    def _apply(self, work: MemoryStores) -> None:
        with self._lock:
            now, before = self._state, work.audit.committed
            changed = work.audit.added or work.audit.cleared
            if changed and before[-1:] != now.audit[-1:]:
                raise Conflict("the audit log")
            self._state = _State(
                students=work.students.table.apply(now.students),
                withdrawn=work.students.gone.apply(now.withdrawn),
                sites=work.sites.table.apply(now.sites),
                identities=work.identities.table.apply(now.identities),
                disclosures=work.disclosures.log.apply(now.disclosures),
                tokens=work.tokens.table.apply(now.tokens),
                audit=work.audit.apply(now.audit),
                records=work.applied(now.records),
            )


@attrs.define
class MemoryStores:
    """Hold the stores of one unit of work in memory."""

    database: MemoryDatabase
    students: _Students
    sites: _Sites
    identities: _Identities
    disclosures: _Disclosures
    tokens: _Tokens
    audit: _Audit
    release: Callable[[], None] | None
    _filed: Mapping[str, dict[str, Stored[Any]]] = attrs.field(alias="filed")
    _open: dict[str, _Records[Any]] = attrs.field(factory=dict, init=False)

    def records(self, register: Register[T]) -> _Records[T]:
        """Give the records of a register."""
        if register.name not in self._open:
            table: _Table[str, T] = _Table(register.name, self._filed.get(register.name, {}))
            self._open[register.name] = _Records(register, table)
        return self._open[register.name]

    def applied(self, filed: dict[str, dict[str, Stored[Any]]]) -> dict[str, dict[str, Any]]:
        """Give every register with the changes, or raise `Conflict`."""
        changed = {name: each.table.apply(filed.get(name, {})) for name, each in self._open.items()}
        return {**filed, **changed}

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
        if self.release is not None:
            self.release()
            self.release = None
