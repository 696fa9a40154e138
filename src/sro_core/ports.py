"""What the core needs from a store and a clock, as protocols.

`sro_adapters.testing` holds one contract test class a port; a store that passes them serves.
Stores belong to one district; several districts in one database do not see each other. A unit
of work sees one state of the store and its own changes; nothing it did is there for
others until it committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

import attrs

from sro_core.audit import AuditEntry, Head
from sro_core.disclosures import Disclosure
from sro_core.identities import Identity
from sro_core.ids import SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.registers import Register
from sro_core.school_calendar import SchoolCalendar
from sro_core.sites import Agreement, SchoolSite
from sro_core.tokens import AccessToken
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.submission import Withdrawn

T = TypeVar("T")


@attrs.frozen
class Stored(Generic[T]):
    """Hold a record with the version under which it was read.

    Versions stay outside records, so that equal records mean that nothing changed.
    """

    record: T
    version: int


class StudentStore(Protocol):
    """Keep one file a student, and the rows that were withdrawn from it."""

    def get(self, ref: StudentRef) -> Stored[StudentFile]:
        """Give a student's file. Raises `Unknown` where there is none."""

    def all(self, after: StudentRef | None = None) -> Iterator[Stored[StudentFile]]:
        """Stream every file, ordered by reference as text; use it up inside the unit of work.

        Args:
            after: only files of references behind this one.
        """

    def put(self, file: StudentFile, version: int) -> None:
        """Save a file over the version that was read; 0 means that there was none.

        A version that is no longer the stored one raises `Conflict` here or at commit. Saving
        an equal file changes nothing, the version neither.
        """

    def withdraw(self, rows: Iterable[Withdrawn]) -> None:
        """Keep rows that are no longer in a file; they are added and never changed."""

    def withdrawn(self, ref: StudentRef) -> tuple[Withdrawn, ...]:
        """Give what was withdrawn from a student's file, in the order in which it was."""

    def remove(self, ref: StudentRef, version: int) -> None:
        """Take a student's file away for good, and what was withdrawn from it.

        Raises `Unknown` where there is none, `Conflict` as `put` does.
        """


@attrs.frozen
class SiteRecord:
    """Hold a site with its calendar, its agreements, and how far its attendance reaches.

    Attributes:
        site, calendar: as the district states them.
        data_through: the last date for which the site submitted attendance.
        agreements: with the police, in the order in which they were recorded.
    """

    site: SchoolSite
    calendar: SchoolCalendar
    data_through: date | None = None
    agreements: tuple[Agreement, ...] = ()


class SiteStore(Protocol):
    """Keep the sites with their calendars."""

    def all(self) -> Mapping[SiteId, Stored[SiteRecord]]:
        """Give every site, ordered by id as text."""

    def put(self, record: SiteRecord, version: int) -> None:
        """Save a site over the version that was read, as `StudentStore.put` does."""


class IdentityStore(Protocol):
    """Keep who students are, apart from everything else; a store may encrypt it."""

    def get(self, ref: StudentRef) -> Stored[Identity]:
        """Give an identity. Raises `Unknown` where there is none."""

    def all(self) -> Iterator[Stored[Identity]]:
        """Stream every identity, ordered by reference as text; use it up inside the unit."""

    def put(self, identity: Identity, version: int) -> None:
        """Save an identity over the version that was read, as `StudentStore.put` does."""

    def remove(self, ref: StudentRef, version: int) -> None:
        """Take an identity away for good, as `StudentStore.remove` does."""


class DisclosureStore(Protocol):
    """Keep the log of disclosures; entries are added and never changed."""

    def add(self, disclosure: Disclosure) -> None:
        """Add an entry."""

    def of(self, ref: StudentRef) -> tuple[Disclosure, ...]:
        """Give the entries of a student, in the order in which they were added."""

    def remove(self, ref: StudentRef) -> int:
        """Take away every entry of a student whose record is expunged; give their number."""


class TokenStore(Protocol):
    """Keep access tokens."""

    def get(self, id: str) -> Stored[AccessToken]:
        """Give a token. Raises `Unknown` where there is none."""

    def all(self) -> tuple[Stored[AccessToken], ...]:
        """Give every token, ordered by when it was made, then by id."""

    def put(self, token: AccessToken, version: int) -> None:
        """Save a token over the version that was read, as `StudentStore.put` does."""


class RecordStore(Protocol[T]):
    """Keep the records of one register."""

    def get(self, id: str) -> Stored[T]:
        """Give a record. Raises `Unknown` where there is none."""

    def all(
        self,
        *,
        site: SiteId | None = None,
        concerns: str | None = None,
        within: DatePeriod | None = None,
    ) -> tuple[Stored[T], ...]:
        """Give records, ordered by their day, then by id as text; those without a day first.

        Args:
            site: only those for which this site answers.
            concerns: only those about this officer or student.
            within: only those of a day in the period.
        """

    def put(self, record: T, version: int) -> None:
        """Save a record over the version that was read, as `StudentStore.put` does."""

    def remove(self, id: str, version: int) -> None:
        """Take a record away for good, as `StudentStore.remove` does."""


class AuditStore(Protocol):
    """Keep the audit log of the district; entries are added and never changed."""

    def head(self) -> Head:
        """Give the head of the chain as it is noted apart from the entries."""

    def add(self, entry: AuditEntry) -> None:
        """Add an entry and note the new head.

        One that does not follow the head raises `Conflict`, at the latest at commit.
        """

    def all(self, after: int = 0) -> Iterator[AuditEntry]:
        """Stream the entries in order of place, those behind the place given.

        A stored row that was tampered with comes back as an entry that does not verify.
        """

    def about(self, subject: str) -> tuple[AuditEntry, ...]:
        """Give the entries about a subject, in order."""

    def clear(self, places: Iterable[int]) -> None:
        """Take the matter of entries away; the entry of that act must name the places."""


class Stores(Protocol):
    """Hold the stores of one unit of work; undone unless `commit` was called."""

    @property
    def students(self) -> StudentStore:
        """The students' files."""

    @property
    def sites(self) -> SiteStore:
        """The sites."""

    @property
    def identities(self) -> IdentityStore:
        """Who the students are."""

    @property
    def disclosures(self) -> DisclosureStore:
        """Who asked for their records."""

    @property
    def tokens(self) -> TokenStore:
        """The access tokens."""

    @property
    def audit(self) -> AuditStore:
        """The audit log."""

    def records(self, register: Register[T]) -> RecordStore[T]:
        """Give the records of a register."""

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


class OpenStores(Protocol):
    """Open units of work on the stores of one district."""

    def __call__(self, *, exclusive: bool = False) -> Stores:
        """Open a unit of work.

        Args:
            exclusive: wait until no other exclusive unit of the district is open, and let
                nobody else commit to it until this one ends; what it reads is the newest state,
                so that its commit meets no `Conflict` over the log. Others go on reading.
        """


Clock = Callable[[], datetime]
"""Gives the local wall time."""
NewId = Callable[[], str]
"""Gives text that nobody can guess and that never comes again, for ids and salts.

Where it sorts behind what was given before, records of one day are listed as they were made.
"""
