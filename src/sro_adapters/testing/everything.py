"""One of everything that stores keep: put it, change it, take it away, and read it all."""

from __future__ import annotations

import attrs

from sro_adapters.testing.records import (
    disclosure,
    entry,
    full_file,
    full_identity,
    full_site,
    full_token,
    plain_file,
    plain_identity,
    plain_site,
    plain_token,
    with_step,
    withdrawn,
)
from sro_adapters.testing.registers import NOTES, OTHERS, Note
from sro_core.audit import AuditEntry, Head
from sro_core.disclosures import Disclosure
from sro_core.identities import Identity
from sro_core.ids import SiteId, StudentRef
from sro_core.ports import OpenStores, SiteRecord, Stored, Stores
from sro_core.tokens import AccessToken
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.submission import Withdrawn

REF, HIGH = StudentRef("S-1"), SiteId("HIGH")


@attrs.frozen
class State:
    """Hold everything that a unit of work can see of the students and sites of these tests."""

    files: list[Stored[StudentFile]]
    withdrawn: tuple[Withdrawn, ...]
    sites: dict[SiteId, Stored[SiteRecord]]
    identities: list[Stored[Identity]]
    disclosures: tuple[Disclosure, ...]
    tokens: tuple[Stored[AccessToken], ...]
    notes: tuple[Stored[Note], ...]
    others: tuple[Stored[Note], ...]
    entries: list[AuditEntry]
    about: tuple[AuditEntry, ...]
    head: Head

    @property
    def refs(self) -> list[str]:
        """The references of the students."""
        return [each.record.ref for each in self.files]

    @property
    def acts(self) -> list[str]:
        """The acts of the log."""
        return [each.act for each in self.entries]


def state(stores: Stores) -> State:
    """Read everything that a unit of work can see."""
    return State(
        list(stores.students.all()),
        stores.students.withdrawn(REF),
        dict(stores.sites.all()),
        list(stores.identities.all()),
        stores.disclosures.of(REF),
        stores.tokens.all(),
        stores.records(NOTES).all(),
        stores.records(OTHERS).all(),
        list(stores.audit.all()),
        stores.audit.about(REF),
        stores.audit.head(),
    )


def now(database: OpenStores) -> State:
    """Read everything that is committed."""
    with database() as stores:
        return state(stores)


def begin(stores: Stores) -> None:
    """Put one of everything where there is nothing."""
    stores.students.put(plain_file("S-1"), 0)
    stores.students.withdraw([withdrawn("S-1", "begin")])
    stores.sites.put(plain_site("HIGH"), 0)
    stores.identities.put(plain_identity("S-1"), 0)
    stores.disclosures.add(disclosure("S-1", "begin"))
    stores.tokens.put(plain_token("t-1"), 0)
    stores.records(NOTES).put(Note(id="n-1", about=REF), 0)
    stores.records(OTHERS).put(Note(id="n-1", about=REF), 0)
    stores.audit.add(entry(stores.audit.head(), "begin", "S-1"))


def change_all(stores: Stores, means: str) -> None:
    """Change one of everything, add another, and log it."""
    student = stores.students.get(REF)
    stores.students.put(with_step(student.record, means), student.version)
    stores.students.withdraw([withdrawn("S-1", means)])
    stores.sites.put(full_site("HIGH"), stores.sites.all()[HIGH].version)
    stores.identities.put(full_identity("S-1"), stores.identities.get(REF).version)
    stores.disclosures.add(disclosure("S-1", means))
    stores.tokens.put(full_token("t-1"), stores.tokens.get("t-1").version)
    stores.students.put(full_file(f"new, {means}"), 0)
    stores.sites.put(full_site(f"new, {means}"), 0)
    stores.identities.put(full_identity(f"new, {means}"), 0)
    stores.tokens.put(full_token(f"new, {means}"), 0)
    note = stores.records(NOTES).get("n-1")
    stores.records(NOTES).put(attrs.evolve(note.record, words=(means,)), note.version)
    stores.records(OTHERS).put(Note(id=f"new, {means}", site=HIGH), 0)
    stores.audit.clear((1,))
    stores.audit.add(entry(stores.audit.head(), means, "S-1", clears=(1,)))


def expunge(stores: Stores) -> None:
    """Take away what there is on the student, in the order of the use case."""
    stores.students.remove(REF, stores.students.get(REF).version)
    stores.identities.remove(REF, stores.identities.get(REF).version)
    stores.disclosures.remove(REF)
    for register in (NOTES, OTHERS):
        for each in stores.records(register).all(concerns=REF):
            stores.records(register).remove(each.record.id, each.version)
    places = tuple(each.place for each in stores.audit.about(REF))
    stores.audit.clear(places)
    stores.audit.add(entry(stores.audit.head(), "expunge", clears=places))
