"""What every store promises that keeps records with versions."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from typing import Generic, TypeVar

import pytest

from sro_adapters.testing.records import IDS, Contract, save
from sro_core.errors import Conflict, Unknown
from sro_core.ports import OpenStores, Stored, Stores

T = TypeVar("T")
ID = "S-1"
ALIKE = (*IDS, "s-1", "S-1", "S-1 ", " S-1", "S-1%", "S_1")


class KeptContract(Contract, Generic[T]):
    """Hold a store to what `sro_core.ports` says of records and their versions.

    A subclass says how its store is used; each contract of this package does.
    """

    def plain(self, id: str) -> T:
        """Give a record of which nothing else is known."""
        raise NotImplementedError

    def full(self, id: str) -> T:
        """Give a record with every field used."""
        raise NotImplementedError

    def changed(self, record: T, mark: str) -> T:
        """Give the record with one more fact in it."""
        raise NotImplementedError

    def put(self, stores: Stores, record: T, version: int) -> None:
        raise NotImplementedError

    def every(self, stores: Stores) -> dict[str, Stored[T]]:
        """Give every record by id, in the order in which the store gives them."""
        raise NotImplementedError

    def find(self, stores: Stores, id: str) -> Stored[T]:
        """Give one record."""
        return self.every(stores)[id]

    def save(self, database: OpenStores, *records: T, version: int = 0) -> None:
        def put(stores: Stores) -> None:
            for record in records:
                self.put(stores, record, version)

        save(database, put)

    def saved(self, database: OpenStores) -> dict[str, T]:
        with database() as stores:
            return {id: each.record for id, each in self.every(stores).items()}

    def one(self, database: OpenStores, id: str = ID) -> Stored[T]:
        with database() as stores:
            return self.find(stores, id)

    def test_an_empty_store_has_no_record(self, database: OpenStores) -> None:
        assert self.saved(database) == {}

    @pytest.mark.parametrize("sort", ["plain", "full"])
    def test_a_record_comes_back_equal(self, database: OpenStores, sort: str) -> None:
        record = self.plain(ID) if sort == "plain" else self.full(ID)
        self.save(database, record)
        assert self.one(database).record == record
        assert self.saved(database) == {ID: record}

    def test_records_are_ordered_by_id_as_text(self, database: OpenStores) -> None:
        self.save(database, *map(self.plain, IDS))
        assert list(self.saved(database)) == sorted(IDS)

    def test_ids_are_text_of_which_every_character_counts(self, database: OpenStores) -> None:
        records = {id: self.changed(self.full(id), id) for id in ALIKE}
        self.save(database, *records.values())
        assert self.saved(database) == records
        for id, record in records.items():
            assert self.one(database, id).record == record

    def test_what_one_reads_and_what_all_read_is_the_same(self, database: OpenStores) -> None:
        self.save(database, *map(self.full, IDS))
        with database() as stores:
            for id, stored in self.every(stores).items():
                assert self.find(stores, id) == stored

    def test_a_changed_record_raises_the_version_and_replaces_the_old_one(
        self, database: OpenStores
    ) -> None:
        self.save(database, self.full(ID))
        first = self.one(database)
        changed = self.changed(first.record, "by telephone")
        self.save(database, changed, version=first.version)
        second = self.one(database)
        assert first.version > 0
        assert second.record == changed
        assert second.version > first.version
        assert self.saved(database) == {ID: changed}

    def test_what_a_record_loses_is_gone(self, database: OpenStores) -> None:
        self.save(database, self.full(ID))
        self.save(database, self.plain(ID), version=self.one(database).version)
        assert self.one(database).record == self.plain(ID)

    def test_what_a_record_gains_is_there(self, database: OpenStores) -> None:
        self.save(database, self.plain(ID))
        self.save(database, self.full(ID), version=self.one(database).version)
        assert self.one(database).record == self.full(ID)

    @pytest.mark.parametrize("sort", ["plain", "full"])
    def test_an_equal_record_changes_nothing_the_version_neither(
        self, database: OpenStores, sort: str
    ) -> None:
        record = self.plain(ID) if sort == "plain" else self.full(ID)
        self.save(database, record)
        first = self.one(database)
        self.save(database, record, version=first.version)
        assert self.one(database) == first

    def test_saving_one_record_leaves_the_others_alone(self, database: OpenStores) -> None:
        self.save(database, self.full(ID), self.full("S-2"))
        first, other = self.one(database), self.one(database, "S-2")
        self.save(database, self.changed(first.record, "by letter"), version=first.version)
        assert self.one(database, "S-2") == other

    def test_a_version_that_somebody_raised_meanwhile_is_a_conflict(
        self, database: OpenStores
    ) -> None:
        self.save(database, self.plain(ID))
        version = self.one(database).version
        newer = self.changed(self.plain(ID), "came first")
        self.save(database, newer, version=version)
        with pytest.raises(Conflict):
            self.save(database, self.changed(self.plain(ID), "came second"), version=version)
        assert self.one(database).record == newer

    def test_a_version_that_is_still_to_come_is_a_conflict(self, database: OpenStores) -> None:
        self.save(database, self.plain(ID))
        first = self.one(database)
        with pytest.raises(Conflict):
            self.save(database, self.full(ID), version=first.version + 1)
        assert self.one(database) == first

    def test_a_new_record_over_one_that_is_there_is_a_conflict(self, database: OpenStores) -> None:
        self.save(database, self.plain(ID))
        with pytest.raises(Conflict):
            self.save(database, self.full(ID))
        assert self.saved(database) == {ID: self.plain(ID)}

    def test_a_version_of_a_record_that_is_not_there_is_a_conflict(
        self, database: OpenStores
    ) -> None:
        with pytest.raises(Conflict):
            self.save(database, self.plain(ID), version=1)
        assert self.saved(database) == {}

    def test_one_record_may_be_saved_twice_over_what_was_read_again(
        self, database: OpenStores
    ) -> None:
        self.save(database, self.plain(ID))

        def twice(stores: Stores) -> None:
            for mark in ("once", "again"):
                stored = self.find(stores, ID)
                self.put(stores, self.changed(stored.record, mark), stored.version)

        save(database, twice)
        both = self.changed(self.changed(self.plain(ID), "once"), "again")
        assert self.one(database).record == both

    def test_a_new_record_may_be_changed_before_the_commit(self, database: OpenStores) -> None:
        def new_and_changed(stores: Stores) -> None:
            self.put(stores, self.plain(ID), 0)
            self.put(stores, self.full(ID), self.find(stores, ID).version)

        save(database, new_and_changed)
        assert self.saved(database) == {ID: self.full(ID)}

    def test_nothing_is_saved_without_a_commit(self, database: OpenStores) -> None:
        self.save(database, self.plain(ID))
        before = self.one(database)
        with database() as stores:
            self.put(stores, self.full(ID), before.version)
            self.put(stores, self.full("S-2"), 0)
            assert list(self.every(stores)) == [ID, "S-2"]
            assert self.find(stores, ID).record == self.full(ID)
        assert self.one(database) == before
        assert self.saved(database) == {ID: self.plain(ID)}


class RemovableContract(KeptContract[T]):
    """Hold a store to what `sro_core.ports` says of records that are taken away for good."""

    def remove(self, stores: Stores, id: str, version: int) -> None:
        raise NotImplementedError

    def test_a_record_that_is_not_there_is_unknown(self, database: OpenStores) -> None:
        self.save(database, self.plain("S-2"))
        with database() as stores, pytest.raises(Unknown) as raised:
            self.find(stores, ID)
        assert raised.value.id == ID

    def test_only_the_very_id_is_known(self, database: OpenStores) -> None:
        self.save(database, *map(self.full, ALIKE))
        with database() as stores:
            for absent in ("00010", "09", "b", "É", "S-01", "S-2", ""):
                with pytest.raises(Unknown):
                    self.find(stores, absent)

    def test_a_removed_record_is_unknown_and_the_others_stay(self, database: OpenStores) -> None:
        self.save(database, *map(self.full, ALIKE))
        version = self.one(database).version
        save(database, lambda stores: self.remove(stores, ID, version))
        assert set(self.saved(database)) == set(ALIKE) - {ID}
        with database() as stores, pytest.raises(Unknown):
            self.find(stores, ID)

    def test_a_removed_record_is_gone_at_once_for_whoever_removed_it(
        self, database: OpenStores
    ) -> None:
        self.save(database, self.full(ID), self.full("S-2"))
        version = self.one(database).version
        with database() as stores:
            self.remove(stores, ID, version)
            assert list(self.every(stores)) == ["S-2"]
            with pytest.raises(Unknown):
                self.find(stores, ID)
            with pytest.raises(Unknown):
                self.remove(stores, ID, version)
        assert list(self.saved(database)) == [ID, "S-2"]

    def test_to_remove_what_is_not_there_is_unknown(self, database: OpenStores) -> None:
        self.save(database, self.plain("S-2"))
        with database() as stores, pytest.raises(Unknown):
            self.remove(stores, ID, 0)
        with database() as stores, pytest.raises(Unknown):
            self.remove(stores, ID, 1)

    def test_to_remove_an_old_version_is_a_conflict(self, database: OpenStores) -> None:
        self.save(database, self.plain(ID))
        version = self.one(database).version
        self.save(database, self.full(ID), version=version)
        newer = self.one(database)
        with pytest.raises(Conflict):
            save(database, lambda stores: self.remove(stores, ID, version))
        assert self.one(database) == newer

    def test_what_was_removed_may_be_saved_anew(self, database: OpenStores) -> None:
        self.save(database, self.full(ID))
        version = self.one(database).version
        save(database, lambda stores: self.remove(stores, ID, version))
        self.save(database, self.plain(ID))
        assert self.saved(database) == {ID: self.plain(ID)}

    def test_a_record_may_be_removed_and_saved_anew_at_once(self, database: OpenStores) -> None:
        self.save(database, self.full(ID))
        version = self.one(database).version

        def anew(stores: Stores) -> None:
            self.remove(stores, ID, version)
            self.put(stores, self.plain(ID), 0)
            assert self.find(stores, ID).record == self.plain(ID)

        save(database, anew)
        assert self.saved(database) == {ID: self.plain(ID)}

    @pytest.mark.parametrize("first", ["put", "remove"])
    @pytest.mark.parametrize("second", ["put", "remove"])
    def test_of_one_who_removes_and_one_who_changes_the_second_gets_a_conflict(
        self, database: OpenStores, first: str, second: str
    ) -> None:
        self.save(database, self.plain(ID))

        def act(stores: Stores, what: str, mark: str) -> None:
            stored = self.find(stores, ID)
            if what == "put":
                self.put(stores, self.changed(stored.record, mark), stored.version)
            else:
                self.remove(stores, ID, stored.version)
            stores.commit()

        with database() as one, database() as two:
            assert self.find(one, ID) == self.find(two, ID)
            act(one, first, "first")
            after = self.saved(database)
            with pytest.raises(Conflict):
                act(two, second, "second")
        assert self.saved(database) == after
