"""What several districts in one database promise: they do not see each other."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

import pytest

from sro_adapters.testing.everything import HIGH, REF, begin, change_all, expunge, now, state
from sro_adapters.testing.records import (
    Contract,
    entry,
    full_file,
    full_identity,
    full_site,
    full_token,
    log,
    plain_file,
    save,
)
from sro_core.audit import verify
from sro_core.errors import Conflict, Unknown
from sro_core.ports import OpenStores, Stores


class DistrictsContract(Contract):
    """Hold two districts in one database to what `sro_core.ports` says of them.

    It needs the fixture `neighbour`, and is skipped without.
    """

    def test_each_district_has_a_name_and_a_chain_of_its_own(
        self, database: OpenStores, neighbour: OpenStores
    ) -> None:
        save(database, lambda stores: log(stores, "one", "two"))
        save(neighbour, lambda stores: log(stores, "three"))
        save(database, lambda stores: log(stores, "four"))
        acts = {}
        for each in (database, neighbour):
            with each() as stores:
                entries, head = list(stores.audit.all()), stores.audit.head()
            assert {one.district for one in entries} == {head.district}
            assert [one.place for one in entries] == list(range(1, len(entries) + 1))
            assert verify(head.district, entries, (head,)) == ()
            acts[head.district] = [one.act for one in entries]
        assert list(acts.values()) == [["one", "two", "four"], ["three"]]

    def test_what_one_district_saves_the_other_does_not_see(
        self, database: OpenStores, neighbour: OpenStores
    ) -> None:
        empty = now(neighbour)
        save(database, begin)
        assert now(neighbour) == empty
        with neighbour() as stores:
            with pytest.raises(Unknown):
                stores.students.get(REF)
            with pytest.raises(Unknown):
                stores.identities.get(REF)
            with pytest.raises(Unknown):
                stores.tokens.get("t-1")

    def test_the_same_reference_in_both_is_two_students(
        self, database: OpenStores, neighbour: OpenStores
    ) -> None:
        def other(stores: Stores) -> None:
            stores.students.put(full_file("S-1"), 0)
            stores.sites.put(full_site("HIGH"), 0)
            stores.identities.put(full_identity("S-1"), 0)
            stores.tokens.put(full_token("t-2"), 0)

        save(database, begin)
        before = now(database)
        save(neighbour, other)
        assert now(database) == before
        with neighbour() as stores:
            assert stores.students.get(REF).record == full_file("S-1")
            assert stores.sites.all()[HIGH].record == full_site("HIGH")
            assert stores.identities.get(REF).record == full_identity("S-1")
            assert stores.students.withdrawn(REF) == ()
            assert stores.disclosures.of(REF) == ()

    def test_to_change_records_leaves_their_namesakes_alone(
        self, database: OpenStores, neighbour: OpenStores
    ) -> None:
        for each in (database, neighbour):
            save(each, begin)
        before = now(neighbour)
        save(database, lambda stores: change_all(stores, "changed"))
        assert now(neighbour) == before

    def test_to_expunge_a_student_leaves_the_namesake_alone(
        self, database: OpenStores, neighbour: OpenStores
    ) -> None:
        for each in (database, neighbour):
            save(each, begin)
        before = now(neighbour)
        save(database, expunge)
        assert now(database).refs == []
        assert now(neighbour) == before

    def test_two_districts_that_commit_side_by_side_are_no_conflict(
        self, database: OpenStores, neighbour: OpenStores
    ) -> None:
        """Though each read before the other committed; their records have the same ids."""

        def twice(one: OpenStores, other: OpenStores) -> None:
            with one() as stores:
                assert state(stores).refs == []
                save(other, begin)
                try:
                    begin(stores)
                    stores.commit()
                except Conflict:
                    save(one, begin)  # a store may know one writer at a time; nothing is lost

        twice(database, neighbour)
        for each in (database, neighbour):
            with each() as stores:
                assert [one.record for one in stores.students.all()] == [plain_file("S-1")]
                assert [one.act for one in stores.audit.all()] == ["begin"]

    def test_an_entry_of_the_one_does_not_follow_the_chain_of_the_other(
        self, database: OpenStores, neighbour: OpenStores
    ) -> None:
        with neighbour() as stores:
            foreign = entry(stores.audit.head(), "foreign")
        with pytest.raises(Conflict):
            save(database, lambda stores: stores.audit.add(foreign))
        with database() as stores:
            assert list(stores.audit.all()) == []
