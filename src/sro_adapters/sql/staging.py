"""What a unit of work saved and has not written yet, laid over the rows that it sees.

Writing in bulk is what makes it fast, and a unit of work that is not exclusive locks nobody out
before its commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import attrs

from sro_core.errors import Conflict, Unknown
from sro_core.ids import StudentRef
from sro_core.ports import Stored

K = TypeVar("K", bound=str)
T = TypeVar("T")

_AT_ONCE = 20_000
"""So many rows are written at once; memory holds no more of them."""


class Rows(Protocol[K, T]):
    """The rows in which records lie, by key."""

    def many(self, keys: Sequence[K]) -> Mapping[K, Stored[T]]:
        """Give the records of these keys, those there are."""

    def versions(self, keys: Sequence[K]) -> Mapping[K, int]:
        """Give their versions only."""

    def stream(self, after: K | None) -> Iterator[tuple[K, Stored[T]]]:
        """Give every record behind a key, in order."""

    def weight(self, record: T) -> int:
        """Tell how many rows a record takes."""

    def add(self, records: Mapping[K, Stored[T]]) -> None:
        """Write records where there are none."""

    def replace(self, records: Mapping[K, Stored[T]]) -> None:
        """Write records over those there are."""

    def delete(self, keys: Sequence[K]) -> None:
        """Take records away."""


@attrs.frozen
class _Change(Generic[T]):
    """A record to save, None to take it away; the version that was read, 0 for none."""

    stored: Stored[T] | None
    expected: int

    def over(self, current: Stored[T] | None) -> Stored[T] | None:
        """Give what is seen of it: an equal record is no change."""
        if (
            current is not None
            and self.stored is not None
            and current.version == self.expected
            and current.record == self.stored.record
        ):
            return current
        return self.stored


@attrs.define
class Staging(Generic[K, T]):
    """Hold the changes to one kind of record.

    Attributes:
        kind: what the record is called in errors.
        rows: where the records lie.
    """

    kind: str
    rows: Rows[K, T]
    _changes: dict[K, _Change[T]] = attrs.field(factory=dict, init=False)
    _weight: int = attrs.field(default=0, init=False)

    def find(self, key: K) -> Stored[T] | None:
        """Give the record of a key as it is now, None where there is none."""
        change = self._changes.get(key)
        if change is None:
            return self.rows.many([key]).get(key)
        if change.stored is None or not change.expected:
            return change.stored
        seen = change.over(self.rows.many([key]).get(key))
        if seen is not change.stored:
            del self._changes[key]
        return seen

    def get(self, key: K) -> Stored[T]:
        """Give the record of a key. Raises `Unknown` where there is none."""
        found = self.find(key)
        if found is None:
            raise Unknown(self.kind, key)
        return found

    def stream(self, after: K | None = None) -> Iterator[tuple[K, Stored[T]]]:
        """Give every record behind a key, in order of keys as text."""
        if not self._changes:
            return self.rows.stream(after)
        return self._merged(after)

    def _merged(self, after: K | None) -> Iterator[tuple[K, Stored[T]]]:
        changes = dict(self._changes)
        waiting = iter(sorted(key for key in changes if after is None or key > after))
        mine = next(waiting, None)
        for key, stored in self.rows.stream(after):
            while mine is not None and mine < key:
                yield from _seen(mine, changes[mine].stored)
                mine = next(waiting, None)
            if mine == key:
                yield from _seen(key, changes[key].over(stored))
                mine = next(waiting, None)
            else:
                yield key, stored
        while mine is not None:
            yield from _seen(mine, changes[mine].stored)
            mine = next(waiting, None)

    def laid_over(self, found: Mapping[K, Stored[T]]) -> dict[K, Stored[T]]:
        """Give some of the records with every change laid over them, whether it fits or not."""
        seen = dict(found)
        for key in list(self._changes):
            now = self.find(key)
            if now is None:
                seen.pop(key, None)
            else:
                seen[key] = now
        return seen

    def put(self, key: K, record: T, version: int) -> None:
        """Save a record over the version that was read."""
        expected = version
        if key in self._changes:
            found = self.find(key)
            if (found.version if found else 0) != version:
                raise Conflict(f"{self.kind} {key}")
            if found is not None and found.record == record:
                return
            change = self._changes.get(key)
            expected = change.expected if change else version
        self._changes[key] = _Change(Stored(record, version + 1), expected)
        self._weight += self.rows.weight(record)
        if self._weight >= _AT_ONCE:
            self.write()

    def remove(self, key: K, version: int) -> None:
        """Take a record away. Raises `Unknown` where there is none."""
        if self.get(key).version != version:
            raise Conflict(f"{self.kind} {key}")
        change = self._changes.get(key)
        self._changes[key] = _Change(None, change.expected if change else version)

    def write(self) -> None:
        """Write every change.

        Raises:
            Conflict: a record is no longer of the version that was read.
        """
        if self._changes:
            self._write(self._changes)
            self._changes, self._weight = {}, 0

    def _write(self, changes: Mapping[K, _Change[T]]) -> None:
        before = self.rows.many([key for key, each in changes.items() if each.expected])
        taken = self.rows.versions([key for key, each in changes.items() if not each.expected])
        new: dict[K, Stored[T]] = {}
        changed: dict[K, Stored[T]] = {}
        gone: list[K] = []
        for key, change in changes.items():
            current = before.get(key)
            version = current.version if current else taken.get(key, 0)
            if version != change.expected:
                raise Conflict(f"{self.kind} {key}")
            if change.stored is None:
                if current is not None:  # one that was made in this very unit of work is not there
                    gone.append(key)
            elif current is None:
                new[key] = change.stored
            elif change.over(current) is not current:
                changed[key] = change.stored
        if gone:
            self.rows.delete(gone)
        if changed:
            self.rows.replace(changed)
        if new:
            self.rows.add(new)


def _seen(key: K, stored: Stored[T] | None) -> Iterator[tuple[K, Stored[T]]]:
    if stored is not None:
        yield key, stored


@attrs.define
class Log(Generic[T]):
    """Hold the changes to records that are only added, by student.

    Attributes:
        read: gives the records of a student.
        add: writes records behind those there are.
        delete: takes the records of students away.
    """

    read: Callable[[StudentRef], Iterable[T]]
    add: Callable[[Mapping[StudentRef, Sequence[T]]], None]
    delete: Callable[[Sequence[StudentRef]], None]
    _added: dict[StudentRef, list[T]] = attrs.field(factory=dict, init=False)
    _removed: set[StudentRef] = attrs.field(factory=set, init=False)
    _weight: int = attrs.field(default=0, init=False)

    def append(self, ref: StudentRef, record: T) -> None:
        """Add a record."""
        self._added.setdefault(ref, []).append(record)
        self._weight += 1
        if self._weight >= _AT_ONCE:
            self.write()

    def of(self, ref: StudentRef) -> tuple[T, ...]:
        """Give the records of a student, in the order in which they were added."""
        before = () if ref in self._removed else self.read(ref)
        return (*before, *self._added.get(ref, ()))

    def remove(self, ref: StudentRef) -> int:
        """Take the records of a student away, and give their number."""
        found = self.of(ref)
        self._removed.add(ref)
        self._added.pop(ref, None)
        return len(found)

    def write(self) -> None:
        """Write every change."""
        if self._removed:
            self.delete(sorted(self._removed))
            self._removed.clear()
        if self._added:
            self.add(self._added)
            self._added, self._weight = {}, 0
