"""What every `IdentityStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from typing import ClassVar

import attrs

from sro_adapters.testing.kept import RemovableContract
from sro_adapters.testing.records import full_identity, plain_file, plain_identity, save
from sro_core.identities import Guardian, Identity
from sro_core.ids import StudentRef
from sro_core.ports import OpenStores, Stored, Stores

REF = StudentRef("S-1")


class IdentityStoreContract(RemovableContract[Identity]):
    """Hold an identity store to `sro_core.ports.IdentityStore`.

    Attributes:
        many: so many identities are streamed while they are changed.
    """

    many: ClassVar[int] = 1200

    def plain(self, id: str) -> Identity:
        return plain_identity(id)

    def full(self, id: str) -> Identity:
        return full_identity(id)

    def changed(self, record: Identity, mark: str) -> Identity:
        return attrs.evolve(record, guardians=(*record.guardians, Guardian(mark)))

    def put(self, stores: Stores, record: Identity, version: int) -> None:
        stores.identities.put(record, version)

    def every(self, stores: Stores) -> dict[str, Stored[Identity]]:
        return {each.record.ref: each for each in stores.identities.all()}

    def find(self, stores: Stores, id: str) -> Stored[Identity]:
        return stores.identities.get(StudentRef(id))

    def remove(self, stores: Stores, id: str, version: int) -> None:
        stores.identities.remove(StudentRef(id), version)

    def test_the_file_stays_where_the_identity_goes(self, database: OpenStores) -> None:
        def both(stores: Stores) -> None:
            stores.students.put(plain_file("S-1"), 0)
            stores.identities.put(full_identity("S-1"), 0)

        save(database, both)
        version = self.one(database).version
        save(database, lambda stores: stores.identities.remove(REF, version))
        with database() as stores:
            assert stores.students.get(REF).record == plain_file("S-1")

    def test_identities_may_be_changed_and_added_while_all_are_streamed(
        self, database: OpenStores
    ) -> None:
        """As a submission does it, which walks through the store once."""
        refs = [f"{number:05}" for number in range(self.many)]
        self.save(database, *map(plain_identity, refs))

        def change(stores: Stores) -> None:
            seen = []
            for stored in stores.identities.all():
                ref = stored.record.ref
                seen.append(ref)
                stores.identities.put(self.changed(stored.record, "seen"), stored.version)
                if ref.endswith("5"):
                    stores.identities.put(plain_identity(f"{ref[:-1]}4-new"), 0)
            assert seen == refs

        save(database, change)
        found = self.saved(database)
        assert all(found[ref] == self.changed(plain_identity(ref), "seen") for ref in refs)
