"""What every `DisclosureStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from sro_adapters.testing.kept import ALIKE
from sro_adapters.testing.records import NOON, Contract, disclosure, plain_file, save
from sro_core.disclosures import Disclosure
from sro_core.ids import StudentRef
from sro_core.ports import OpenStores, Stores

REF, OTHER = StudentRef("S-1"), StudentRef("S-2")


def _add(database: OpenStores, *entered: Disclosure) -> None:
    def add(stores: Stores) -> None:
        for each in entered:
            stores.disclosures.add(each)

    save(database, add)


def _of(database: OpenStores, ref: str = REF) -> tuple[Disclosure, ...]:
    with database() as stores:
        return stores.disclosures.of(StudentRef(ref))


class DisclosureStoreContract(Contract):
    """Hold a store of disclosures to `sro_core.ports.DisclosureStore`."""

    @pytest.fixture(autouse=True)
    def files(self, database: OpenStores) -> None:
        """Put the students on record, whose log it is."""

        def put(stores: Stores) -> None:
            for ref in {*ALIKE, "S-1", "S-2"}:
                stores.students.put(plain_file(ref), 0)

        save(database, put)

    def test_of_a_student_whom_nobody_asked_for_there_is_nothing(
        self, database: OpenStores
    ) -> None:
        _add(database, disclosure("S-2"))
        assert _of(database) == ()
        assert _of(database, "nobody") == ()

    @pytest.mark.parametrize("given", [True, False])
    def test_an_entry_comes_back_equal(self, database: OpenStores, given: bool) -> None:  # noqa: FBT001 - a parameter of a test
        entered = disclosure("S-1", given=given)
        _add(database, entered)
        assert _of(database) == (entered,)

    def test_an_entry_may_leave_out_site_and_basis(self, database: OpenStores) -> None:
        entered = attrs.evolve(disclosure("S-1"), site=None, basis="", by="")
        _add(database, entered)
        assert _of(database) == (entered,)

    def test_entries_stand_in_the_order_in_which_they_were_added(
        self, database: OpenStores
    ) -> None:
        made = [
            attrs.evolve(disclosure("S-1", f"interest {n}"), at=NOON - timedelta(days=n % 3))
            for n in range(12)
        ]
        for few in (made[:1], made[1:2], made[2:]):
            _add(database, *few)
            _add(database, disclosure("S-2"))
        assert list(_of(database)) == made
        assert _of(database, OTHER) == (disclosure("S-2"),) * 3

    def test_equal_entries_are_all_kept(self, database: OpenStores) -> None:
        _add(database, disclosure("S-1"), disclosure("S-1"))
        _add(database, disclosure("S-1"))
        assert _of(database) == (disclosure("S-1"),) * 3

    def test_references_are_text_of_which_every_character_counts(
        self, database: OpenStores
    ) -> None:
        _add(database, *map(disclosure, ALIKE))
        for ref in ALIKE:
            assert _of(database, ref) == (disclosure(ref),)

    def test_a_unit_of_work_sees_its_own_entries_and_nobody_else_does(
        self, database: OpenStores
    ) -> None:
        _add(database, disclosure("S-1", "first"))
        with database() as stores:
            stores.disclosures.add(disclosure("S-1", "second"))
            found = [each.interest for each in stores.disclosures.of(REF)]
            assert found == ["first", "second"]
        assert [each.interest for each in _of(database)] == ["first"]

    def test_to_remove_gives_the_number_and_leaves_other_students_alone(
        self, database: OpenStores
    ) -> None:
        _add(database, *map(disclosure, ALIKE))
        _add(database, disclosure("S-1", "again"))
        with database() as stores:
            assert stores.disclosures.remove(REF) == 2  # noqa: PLR2004 - as entered above
            assert stores.disclosures.of(REF) == ()
            stores.commit()
        assert _of(database) == ()
        for ref in set(ALIKE) - {REF}:
            assert _of(database, ref) == (disclosure(ref),)

    def test_to_remove_where_there_is_nothing_gives_none(self, database: OpenStores) -> None:
        _add(database, disclosure("S-2"))
        with database() as stores:
            assert stores.disclosures.remove(REF) == 0
            stores.commit()
        assert _of(database, OTHER) == (disclosure("S-2"),)

    def test_to_remove_takes_what_was_added_in_the_same_unit_of_work_too(
        self, database: OpenStores
    ) -> None:
        _add(database, disclosure("S-1", "before"))
        with database() as stores:
            stores.disclosures.add(disclosure("S-1", "meanwhile"))
            assert stores.disclosures.remove(REF) == 2  # noqa: PLR2004 - before and meanwhile
            stores.disclosures.add(disclosure("S-1", "after"))
            stores.commit()
        assert [each.interest for each in _of(database)] == ["after"]

    def test_nothing_is_removed_without_a_commit(self, database: OpenStores) -> None:
        _add(database, disclosure("S-1"))
        with database() as stores:
            stores.disclosures.remove(REF)
        assert _of(database) == (disclosure("S-1"),)
