"""What the core needs from a store and a clock, as protocols.

`sro_adapters.testing` holds one contract test class a port; a store that passes them serves.
A unit of work sees one state of the store and its own changes; nothing it did is there for
others until it committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

import attrs

from sro_core.audit import AuditEntry
from sro_core.ids import SiteId, StudentRef
from sro_core.school_calendar import SchoolCalendar
from sro_core.sites import SchoolSite
from sro_core.truancy.roll import StudentFile

T = TypeVar("T")


@attrs.frozen
class Stored(Generic[T]):
    """Hold a record with the version under which it was read.

    Versions stay outside records, so that equal records mean that nothing changed.
    """

    record: T
    version: int


class StudentStore(Protocol):
    """Keep one file a student."""

    def get(self, ref: StudentRef) -> Stored[StudentFile]:
        """Give a student's file. Raises `Unknown` where there is none."""

    def all(self) -> Iterator[StudentFile]:
        """Stream every file, ordered by reference as text; use it up inside the unit of work."""

    def put(self, file: StudentFile, version: int) -> None:
        """Save a file over the version that was read; 0 means that there was none.

        A version that is no longer the stored one raises `Conflict` here or at commit. Saving
        an equal file changes nothing, the version neither.
        """


@attrs.frozen
class SiteRecord:
    """Hold a site with its calendar and the last date for which it submitted attendance."""

    site: SchoolSite
    calendar: SchoolCalendar
    data_through: date | None = None


class SiteStore(Protocol):
    """Keep the sites with their calendars."""

    def all(self) -> Mapping[SiteId, Stored[SiteRecord]]:
        """Give every site, ordered by id as text."""

    def put(self, record: SiteRecord, version: int) -> None:
        """Save a site over the version that was read, as `StudentStore.put` does."""


class AuditStore(Protocol):
    """Keep the audit log; entries are added and never changed."""

    def last(self) -> str:
        """Give the hash of the last entry, `START` where there is none."""

    def add(self, entry: AuditEntry) -> None:
        """Add an entry. One whose previous is not the last hash raises `Conflict` by commit."""

    def all(self) -> Iterator[AuditEntry]:
        """Stream the log in order."""


class Stores(Protocol):
    """Hold the stores of one unit of work; undone unless `commit` was called."""

    @property
    def students(self) -> StudentStore:
        """The students' files."""

    @property
    def sites(self) -> SiteStore:
        """The sites."""

    @property
    def audit(self) -> AuditStore:
        """The audit log."""

    def commit(self) -> None:
        """Save everything at once. Raises `Conflict` if another unit of work came first."""

    def __enter__(self) -> Self:
        """Open the unit of work."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it; what was not committed is gone."""


OpenStores = Callable[[], Stores]
Clock = Callable[[], datetime]
