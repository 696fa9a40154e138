"""What every `AuditStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs
import pytest

from sro_adapters.testing.kept import ALIKE
from sro_adapters.testing.records import NOON, Contract, entry, log, logging, save
from sro_core.audit import START, AuditEntry, Head, Matter, head_of, verify
from sro_core.errors import Conflict
from sro_core.ids import DistrictId
from sro_core.ports import OpenStores, Stores

ANOTHER = {"district": DistrictId("another")}


def _entries(database: OpenStores) -> list[AuditEntry]:
    with database() as stores:
        return list(stores.audit.all())


def _head(database: OpenStores) -> Head:
    with database() as stores:
        return stores.audit.head()


def _about(*subjects: str) -> Callable[[Stores], None]:
    def add(stores: Stores) -> None:
        for subject in subjects:
            stores.audit.add(entry(stores.audit.head(), "read", subject))

    return add


def _clear(*places: int, told: bool = True) -> Callable[[Stores], None]:
    def clear(stores: Stores) -> None:
        stores.audit.clear(places)
        if told:
            stores.audit.add(entry(stores.audit.head(), "expunge", clears=places))

    return clear


class AuditStoreContract(Contract):
    """Hold an audit store to `sro_core.ports.AuditStore`."""

    def test_an_empty_log_ends_where_chains_start(self, database: OpenStores) -> None:
        with database() as stores:
            head = stores.audit.head()
            assert (head.count, head.hash) == (0, START)
            assert head.district
            assert list(stores.audit.all()) == []
            assert stores.audit.about("S-1") == ()

    @pytest.mark.parametrize("subject", ["", "S-007 é"])
    @pytest.mark.parametrize("at", [NOON, datetime(2026, 11, 20), datetime(2026, 3, 8, 2, 30)])
    def test_an_entry_comes_back_equal(
        self, database: OpenStores, subject: str, at: datetime
    ) -> None:
        made = AuditEntry.after(
            _head(database),
            at=at,
            actor="j. doe é",
            role="clerk",
            act="submit attendance",
            site="0042",
            matter=Matter(subject, "what for", (("b", "1"), ("a", ""), ("b", "1")), "salt"),
        )
        save(database, lambda stores: stores.audit.add(made))
        assert _entries(database) == [made]
        assert _head(database) == made.head
        assert verify(made.district, _entries(database), (made.head,)) == ()

    def test_an_entry_that_says_nothing_more_comes_back_equal(self, database: OpenStores) -> None:
        made = AuditEntry.after(
            _head(database), at=NOON, actor="", role="", act="", site="", matter=Matter()
        )
        save(database, lambda stores: stores.audit.add(made))
        assert _entries(database) == [made]
        assert _entries(database)[0].matter == Matter()

    def test_entries_stand_in_the_order_in_which_they_were_added(
        self, database: OpenStores
    ) -> None:
        acts = [f"act {n}" for n in range(12)]
        for few in (acts[:1], acts[1:2], acts[2:]):
            save(database, logging(*few))
        entries = _entries(database)
        assert [each.act for each in entries] == acts
        assert [each.place for each in entries] == list(range(1, 13))

    def test_all_after_a_place_are_those_behind_it(self, database: OpenStores) -> None:
        save(database, logging(*map(str, range(11))))
        entries = _entries(database)
        with database() as stores:
            for place in (0, 1, 9, 10, 11, 12, 1000):
                assert list(stores.audit.all(place)) == entries[place:]
            log(stores, "own")
            assert [each.act for each in stores.audit.all(10)] == ["10", "own"]

    def test_the_chain_holds_after_it_was_stored(self, database: OpenStores) -> None:
        for _ in range(3):
            save(database, logging("read", "write"))
        entries, head = _entries(database), _head(database)
        assert head == head_of(head.district, entries)
        assert head.count == len(entries)
        assert verify(head.district, entries, (head,)) == ()

    def test_the_head_follows_what_the_unit_of_work_adds(self, database: OpenStores) -> None:
        with database() as stores:
            first = entry(stores.audit.head(), "first")
            log(stores, "first")
            assert stores.audit.head() == first.head
            log(stores, "second")
            assert stores.audit.head() == entry(first.head, "second").head
        assert _head(database).count == 0

    @pytest.mark.parametrize(
        ("before", "wrong"),
        [
            *((0, wrong) for wrong in ({"hash": "f" * 64}, {"count": 1}, {"count": 7}, ANOTHER)),
            *((2, wrong) for wrong in ({"hash": START}, {"count": 1}, {"count": 3}, ANOTHER)),
            (2, {"count": 0, "hash": START}),
        ],
    )
    def test_an_entry_that_does_not_follow_the_head_is_a_conflict(
        self, database: OpenStores, before: int, wrong: dict[str, Any]
    ) -> None:
        for _ in range(before):
            save(database, logging("earlier"))
        earlier, head = _entries(database), _head(database)
        out_of_line = attrs.evolve(head, **wrong)
        with pytest.raises(Conflict):
            save(database, lambda stores: stores.audit.add(entry(out_of_line, "out of line")))
        assert _entries(database) == earlier
        assert _head(database) == head

    def test_an_entry_that_follows_an_earlier_one_is_a_conflict(self, database: OpenStores) -> None:
        save(database, logging("one"))
        first = _head(database)
        save(database, logging("two"))
        with pytest.raises(Conflict):
            save(database, lambda stores: stores.audit.add(entry(first, "out of line")))
        assert [each.act for each in _entries(database)] == ["one", "two"]

    def test_two_entries_after_the_same_one_are_a_conflict(self, database: OpenStores) -> None:
        head = _head(database)

        def add(stores: Stores) -> None:
            stores.audit.add(entry(head, "one"))
            stores.audit.add(entry(head, "other"))

        with pytest.raises(Conflict):
            save(database, add)
        assert _entries(database) == []
        assert _head(database) == head

    def test_the_entries_about_a_subject_are_those_in_order(self, database: OpenStores) -> None:
        save(database, _about("S-1", "S-2", "S-1", ""))
        save(database, _about(*ALIKE))
        with database() as stores:
            _about("S-1")(stores)
            entries = list(stores.audit.all())
            for subject in (*ALIKE, "S-2", "S-3"):
                about = tuple(each for each in entries if each.subject == subject)
                assert stores.audit.about(subject) == about
            found = [each.place for each in stores.audit.about("S-1")]
            assert found == [1, 3, 5 + ALIKE.index("S-1"), 5 + len(ALIKE)]

    def test_matter_that_was_cleared_is_gone_and_the_chain_holds(
        self, database: OpenStores
    ) -> None:
        save(database, _about("S-1", "S-2", "S-1"))
        before = _entries(database)
        save(database, _clear(1, 3))
        after, head = _entries(database), _head(database)
        assert [each.matter is None for each in after] == [True, False, True, False]
        assert after[:3] == [
            attrs.evolve(each, matter=None) if each.place != 2 else each  # noqa: PLR2004 - kept
            for each in before
        ]
        assert after[3].clears == (1, 3)
        assert verify(head.district, after, (head,)) == ()
        with database() as stores:
            assert stores.audit.about("S-1") == ()
            assert stores.audit.about("S-2") == (before[1],)

    def test_matter_that_was_cleared_without_an_entry_is_found(self, database: OpenStores) -> None:
        save(database, _about("S-1", "S-2"))
        save(database, _clear(1, told=False))
        head = _head(database)
        assert [each.place for each in verify(head.district, _entries(database), (head,))] == [1]

    def test_a_unit_of_work_sees_what_it_cleared_and_nobody_else_does(
        self, database: OpenStores
    ) -> None:
        save(database, _about("S-1", "S-2"))
        before = _entries(database)
        with database() as stores:
            _clear(1)(stores)
            assert next(stores.audit.all()).matter is None
            assert stores.audit.about("S-1") == ()
        assert _entries(database) == before

    def test_the_log_goes_on_after_matter_was_cleared_from_its_end(
        self, database: OpenStores
    ) -> None:
        save(database, _about("S-1", "S-1"))
        save(database, _clear(1, 2))
        save(database, _about("S-2"))
        head = _head(database)
        assert verify(head.district, _entries(database), (head,)) == ()
        assert [each.subject for each in _entries(database)] == ["", "", "", "S-2"]

    def test_to_clear_nothing_or_what_is_cleared_changes_nothing(
        self, database: OpenStores
    ) -> None:
        save(database, _about("S-1", "S-2"))
        save(database, _clear(1))
        before = _entries(database)
        save(database, lambda stores: stores.audit.clear(()))
        save(database, lambda stores: stores.audit.clear((1,)))
        assert _entries(database) == before
