"""What every `AuditStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

import pytest

from sro_adapters.testing.records import Contract, entry, log, logging, save
from sro_core.audit import START, head, verify
from sro_core.errors import Conflict
from sro_core.ports import OpenStores, Stores


class AuditStoreContract(Contract):
    """Hold an audit store to `sro_core.ports.AuditStore`."""

    def test_an_empty_log_ends_where_chains_start(self, database: OpenStores) -> None:
        with database() as stores:
            assert stores.audit.last() == START
            assert list(stores.audit.all()) == []

    def test_an_entry_comes_back_equal(self, database: OpenStores) -> None:
        made = entry(START, "submit attendance", "S-007 é")
        save(database, lambda stores: stores.audit.add(made))
        with database() as stores:
            assert list(stores.audit.all()) == [made]
            assert stores.audit.last() == made.hash

    def test_entries_stand_in_the_order_in_which_they_were_added(
        self, database: OpenStores
    ) -> None:
        acts = [f"act {n}" for n in range(12)]
        for few in (acts[:1], acts[1:2], acts[2:]):
            save(database, logging(*few))
        with database() as stores:
            assert [each.act for each in stores.audit.all()] == acts

    def test_the_chain_holds_after_it_was_stored(self, database: OpenStores) -> None:
        for _ in range(3):
            save(database, logging("read", "write"))
        with database() as stores:
            entries = list(stores.audit.all())
        assert verify(entries, head(entries)) == ()

    def test_the_last_hash_follows_what_the_unit_of_work_adds(self, database: OpenStores) -> None:
        with database() as stores:
            log(stores, "first")
            first = stores.audit.last()
            assert first == entry(START, "first").hash
            log(stores, "second")
            assert stores.audit.last() == entry(first, "second").hash

    @pytest.mark.parametrize(("before", "follows"), [(0, "f" * 64), (2, START), (2, "first")])
    def test_an_entry_that_does_not_follow_the_last_one_is_a_conflict(
        self, database: OpenStores, before: int, follows: str
    ) -> None:
        for _ in range(before):
            save(database, logging("earlier"))
        with database() as stores:
            earlier = list(stores.audit.all())
        previous = earlier[0].hash if follows == "first" else follows

        def add(stores: Stores) -> None:
            stores.audit.add(entry(previous, "out of line"))

        with pytest.raises(Conflict):
            save(database, add)
        with database() as stores:
            assert list(stores.audit.all()) == earlier

    def test_two_entries_after_the_same_one_are_a_conflict(self, database: OpenStores) -> None:
        def add(stores: Stores) -> None:
            stores.audit.add(entry(START, "one"))
            stores.audit.add(entry(START, "other"))

        with pytest.raises(Conflict):
            save(database, add)
        with database() as stores:
            assert list(stores.audit.all()) == []
