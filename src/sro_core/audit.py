"""The audit log: who did or read what, chained so that tampering shows.

Each district has a chain of its own; each entry holds its place in it and the hash of the one
before. What an entry says about a person (its matter) is hashed apart, so that it can be
taken away when a record is expunged and the chain still holds. An entry names ids, never
names of people under eighteen.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from sro_core.digests import digest as digest_of
from sro_core.errors import BadValue
from sro_core.ids import DistrictId
from sro_core.privacy import Sensitivity, sensitive

START = "0" * 64
"""What the first entry of a chain names as the hash before it."""


@attrs.frozen
class Head:
    """Hold where a chain ends: noted outside the log, it shows when the end was cut off.

    >>> Head.read("EC", "2:" + "f" * 64).count
    2
    """

    district: DistrictId
    count: int = 0
    hash: str = START

    def __str__(self) -> str:
        """Print as `read` takes it."""
        return f"{self.count}:{self.hash}"

    @classmethod
    def read(cls, district: str, text: str) -> Head:
        """Read a head that was printed. Raises `BadValue` where it is none."""
        count, _, digest = text.strip().partition(":")
        hexadecimal = len(digest) == len(START) and set(digest) <= set("0123456789abcdef")
        if not (count.isascii() and count.isdigit() and hexadecimal):
            raise BadValue(f"head {text!r}", "it is no count and hash", "write it as COUNT:HASH")
        return cls(DistrictId(district), int(count), digest)


@attrs.frozen
class Matter:
    """Hold what an entry says about somebody; it can be taken away without breaking the chain.

    Attributes:
        subject: whom or what it was about, as an id; empty for the district.
        purpose: what for, in the actor's words.
        details: further facts as (name, value), in a fixed order.
        salt: random text, so that nobody finds the subject by trying ids.
    """

    subject: str = ""
    purpose: str = ""
    details: tuple[tuple[str, str], ...] = ()
    salt: str = attrs.field(default="", repr=False)

    def digest(self) -> str:
        """Work out what the entry keeps of it."""
        return digest_of([self.subject, self.purpose, self.details, self.salt])


_JUVENILE = sensitive(Sensitivity.JUVENILE)


@attrs.frozen
class AuditEntry:
    """Hold one act or reading.

    Attributes:
        district, place: whose chain, and the number in it; the first is 1.
        at: local wall time of the store.
        actor, role: who, in which part.
        act: what was done.
        site: the site that answers for it, or empty for the district.
        matter: what it was about; None once it was taken away.
        sealed: the digest of the matter, which stays.
        clears: places of earlier entries whose matter this act took away.
        previous: the hash of the entry before, `START` for the first.
        hash: of everything but the matter.
    """

    district: DistrictId
    place: int
    at: datetime
    actor: str
    role: str
    act: str
    site: str
    matter: Matter | None = attrs.field(metadata=_JUVENILE)
    sealed: str
    clears: tuple[int, ...]
    previous: str
    hash: str

    @classmethod
    def after(
        cls,
        head: Head,
        *,
        at: datetime,
        actor: str,
        role: str,
        act: str,
        site: str = "",
        matter: Matter | None = None,
        clears: Iterable[int] = (),
    ) -> AuditEntry:
        """Make the entry that follows the head of a chain."""
        about = matter or Matter()
        entry = cls(
            district=head.district,
            place=head.count + 1,
            at=at,
            actor=actor,
            role=role,
            act=act,
            site=site,
            matter=about,
            sealed=about.digest(),
            clears=tuple(clears),
            previous=head.hash,
            hash="",
        )
        return attrs.evolve(entry, hash=entry.digest())

    def digest(self) -> str:
        """Work out what the hash must be, from every field but the matter and the hash itself."""
        return digest_of(
            [
                self.district,
                self.place,
                self.at.isoformat(),
                self.actor,
                self.role,
                self.act,
                self.site,
                self.sealed,
                self.clears,
                self.previous,
            ]
        )

    @property
    def head(self) -> Head:
        """The head of the chain that ends with this entry."""
        return Head(self.district, self.place, self.hash)

    @property
    def subject(self) -> str:
        """Whom or what it was about; empty where that was taken away."""
        return self.matter.subject if self.matter else ""

    @property
    def purpose(self) -> str:
        """What for; empty where that was taken away."""
        return self.matter.purpose if self.matter else ""

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """Further facts; empty where they were taken away."""
        return self.matter.details if self.matter else ()


@attrs.frozen
class Break:
    """Name the place where a chain does not hold.

    Attributes:
        place: number of the entry, the first is 1.
        why: what does not fit.
    """

    place: int
    why: str


def head_of(district: DistrictId, entries: Iterable[AuditEntry]) -> Head:
    """Give the head of a chain, in order."""
    last = Head(district)
    for entry in entries:
        last = entry.head
    return last


def verify(
    district: DistrictId, entries: Iterable[AuditEntry], noted: Iterable[Head] = ()
) -> tuple[Break, ...]:
    """Check a chain from its first entry on; empty means that it holds.

    Args:
        district: whose chain.
        entries: the log in order of place.
        noted: heads noted elsewhere or earlier; the chain must still contain each.
    """
    kept = tuple(noted)
    heads = {(each.count, each.hash): each for each in kept if each.count}
    breaks = [
        Break(1, "no chain begins with the head that was noted")
        for each in kept
        if not each.count and each.hash != START
    ]
    expected = Head(district)
    bare: set[int] = set()
    cleared: set[int] = set()
    for entry in entries:
        breaks += _broken(entry, expected)
        if entry.matter is None:
            bare.add(entry.place)
        cleared.update(each for each in entry.clears if each < entry.place)
        for key, head in list(heads.items()):
            if head.count == entry.place:
                del heads[key]
                if head.hash != entry.hash:
                    breaks.append(Break(entry.place, "this is not the entry noted in the head"))
        expected = Head(district, max(entry.place, expected.count), entry.hash)
    breaks += [
        Break(place, "what it was about was taken away, and no later entry says so")
        for place in sorted(bare - cleared)
    ]
    breaks += [
        Break(expected.count + 1, f"{_entries(head.count - expected.count)} gone from the end")
        for head in heads.values()
        if head.count > expected.count
    ]
    return tuple(breaks)


def _broken(entry: AuditEntry, expected: Head) -> list[Break]:
    """Say what is wrong with one entry, given the head before it."""
    place = expected.count + 1
    found = []
    if entry.place > place:
        missing = entry.place - place
        found.append(Break(place, f"{_entries(missing)} missing here: removed, or the rest moved"))
    elif entry.place < place:
        found.append(Break(entry.place, "this entry was inserted: its place is taken"))
    elif entry.previous != expected.hash:
        says = "it does not follow the entry before it: one was changed, inserted or swapped"
        found.append(Break(entry.place, says))
    changed = entry.digest() != entry.hash or entry.district != expected.district
    if changed or (entry.matter is not None and entry.matter.digest() != entry.sealed):
        found.append(Break(entry.place, "this entry was changed"))
    return found


def _entries(number: int) -> str:
    return "1 entry is" if number == 1 else f"{number} entries are"
