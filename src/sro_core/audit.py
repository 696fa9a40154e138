"""The audit log: who did or read what, chained so that tampering shows.

Each entry holds the hash of the one before it. Text only, so that the chain can be verified
without a converter; it names ids, never names of people under eighteen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

import attrs

START = "0" * 64
"""What the first entry of a chain names as the hash before it."""


@attrs.frozen
class AuditEntry:
    """Hold one act or reading.

    Attributes:
        at: local wall time of the store.
        actor, role: who, in which part.
        act: what was done.
        subject: what it was done to, as an id; empty for the district.
        purpose: what for, in the actor's words.
        details: further facts as (name, value), in a fixed order.
        previous: the hash of the entry before, `START` for the first.
        hash: of everything above.
    """

    at: datetime
    actor: str
    role: str
    act: str
    subject: str
    purpose: str
    details: tuple[tuple[str, str], ...]
    previous: str
    hash: str

    @classmethod
    def after(
        cls,
        previous: str,
        *,
        at: datetime,
        actor: str,
        role: str,
        act: str,
        subject: str = "",
        purpose: str = "",
        details: Iterable[tuple[str, str]] = (),
    ) -> AuditEntry:
        """Make the entry that follows the one with the given hash."""
        entry = cls(at, actor, role, act, subject, purpose, tuple(details), previous, "")
        return attrs.evolve(entry, hash=entry.digest())

    def digest(self) -> str:
        """Work out what the hash must be, from every field but the hash itself."""
        fields = [
            self.at.isoformat(),
            self.actor,
            self.role,
            self.act,
            self.subject,
            self.purpose,
            self.details,
            self.previous,
        ]
        return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


@attrs.frozen
class Head:
    """Hold where a chain ended: kept outside the log, it shows when the end was cut off."""

    count: int
    hash: str


@attrs.frozen
class Break:
    """Name the place where a chain does not hold.

    Attributes:
        place: number of the entry, the first is 1.
        why: what does not fit.
    """

    place: int
    why: str


def head(entries: Iterable[AuditEntry]) -> Head:
    """Give the head of a chain, in order."""
    count, last = 0, START
    for entry in entries:
        count, last = count + 1, entry.hash
    return Head(count, last)


def verify(entries: Iterable[AuditEntry], noted: Head | None = None) -> tuple[Break, ...]:
    """Check a chain from its first entry on; empty means that it holds.

    Args:
        entries: the log in order.
        noted: a head noted earlier; the chain must still contain it.
    """
    breaks = []
    previous, place, seen = START, 0, noted is None or noted.count == 0
    for place, entry in enumerate(entries, 1):
        if entry.previous != previous:
            breaks.append(Break(place, "an entry before this one was removed, inserted or swapped"))
        if entry.digest() != entry.hash:
            breaks.append(Break(place, "this entry was changed"))
        if noted is not None and noted.count == place:
            seen = True
            if noted.hash != entry.hash:
                breaks.append(Break(place, "this is not the entry noted in the head"))
        previous = entry.hash
    if not seen:
        breaks.append(
            Break(place + 1, f"{noted.count - place if noted else 0} entries are gone from the end")
        )
    return tuple(breaks)
