"""What every `StudentStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from collections.abc import Callable

import pytest

from sro_adapters.testing.records import IDS, Contract, full_file, plain_file, save, with_step
from sro_core.errors import Conflict, Unknown
from sro_core.ids import StudentRef
from sro_core.ports import OpenStores, Stores
from sro_core.students import Student
from sro_core.truancy.roll import StudentFile

REF = StudentRef("S-1")


def _save(database: OpenStores, *files: StudentFile, version: int = 0) -> None:
    def put(stores: Stores) -> None:
        for file in files:
            stores.students.put(file, version)

    save(database, put)


class StudentStoreContract(Contract):
    """Hold a student store to `sro_core.ports.StudentStore`."""

    def test_an_empty_store_has_no_students(self, database: OpenStores) -> None:
        with database() as stores:
            assert list(stores.students.all()) == []

    def test_a_student_who_is_not_there_is_unknown(self, database: OpenStores) -> None:
        _save(database, plain_file("S-2"))
        with database() as stores, pytest.raises(Unknown) as raised:
            stores.students.get(REF)
        assert raised.value.id == REF

    @pytest.mark.parametrize("make", [plain_file, full_file])
    def test_a_file_comes_back_equal(
        self, database: OpenStores, make: Callable[[str], StudentFile]
    ) -> None:
        file = make("S-1")
        _save(database, file)
        with database() as stores:
            assert stores.students.get(REF).record == file
            assert list(stores.students.all()) == [file]

    def test_an_age_that_nobody_stated_is_neither_yes_nor_no(self, database: OpenStores) -> None:
        stated = {"S-1": None, "S-2": True, "S-3": False}
        _save(database, *(StudentFile(Student(StudentRef(r), None, s)) for r, s in stated.items()))
        with database() as stores:
            found = {file.ref: file.student.compulsory_age for file in stores.students.all()}
        assert found == stated

    def test_all_are_ordered_by_reference_as_text(self, database: OpenStores) -> None:
        _save(database, *map(plain_file, IDS))
        with database() as stores:
            assert [file.ref for file in stores.students.all()] == sorted(IDS)

    def test_references_are_text_of_which_every_character_counts(
        self, database: OpenStores
    ) -> None:
        files = {ref: full_file(ref) for ref in (*IDS, "s-1", "S-1", "S-1 ")}
        _save(database, *files.values())
        with database() as stores:
            for ref, file in files.items():
                assert stores.students.get(StudentRef(ref)).record == file
            for absent in ("00010", "09", "b", "É", "S-01"):
                with pytest.raises(Unknown):
                    stores.students.get(StudentRef(absent))

    def test_a_changed_file_raises_the_version_and_replaces_the_old_one(
        self, database: OpenStores
    ) -> None:
        _save(database, full_file("S-1"))
        with database() as stores:
            first = stores.students.get(REF)
        changed = with_step(first.record, "by telephone")
        _save(database, changed, version=first.version)
        with database() as stores:
            second = stores.students.get(REF)
            assert list(stores.students.all()) == [changed]
        assert first.version > 0
        assert second.record == changed
        assert second.version > first.version

    def test_what_a_file_loses_is_gone(self, database: OpenStores) -> None:
        _save(database, full_file("S-1"))
        with database() as stores:
            version = stores.students.get(REF).version
        _save(database, plain_file("S-1"), version=version)
        with database() as stores:
            assert stores.students.get(REF).record == plain_file("S-1")

    def test_an_equal_file_changes_nothing_the_version_neither(self, database: OpenStores) -> None:
        _save(database, full_file("S-1"))
        with database() as stores:
            first = stores.students.get(REF)
        _save(database, full_file("S-1"), version=first.version)
        with database() as stores:
            assert stores.students.get(REF) == first

    def test_saving_one_student_leaves_the_others_alone(self, database: OpenStores) -> None:
        _save(database, full_file("S-1"), full_file("S-2"))
        with database() as stores:
            first, other = stores.students.get(REF), stores.students.get(StudentRef("S-2"))
        _save(database, with_step(first.record, "by letter"), version=first.version)
        with database() as stores:
            assert stores.students.get(StudentRef("S-2")) == other

    def test_a_version_that_somebody_raised_meanwhile_is_a_conflict(
        self, database: OpenStores
    ) -> None:
        _save(database, plain_file("S-1"))
        with database() as stores:
            version = stores.students.get(REF).version
        newer = with_step(plain_file("S-1"), "came first")
        _save(database, newer, version=version)
        with pytest.raises(Conflict):
            _save(database, with_step(plain_file("S-1"), "came second"), version=version)
        with database() as stores:
            assert stores.students.get(REF).record == newer

    def test_a_new_file_over_one_that_is_there_is_a_conflict(self, database: OpenStores) -> None:
        _save(database, plain_file("S-1"))
        with pytest.raises(Conflict):
            _save(database, full_file("S-1"))
        with database() as stores:
            assert stores.students.get(REF).record == plain_file("S-1")

    def test_a_version_of_a_file_that_is_not_there_is_a_conflict(
        self, database: OpenStores
    ) -> None:
        with pytest.raises(Conflict):
            _save(database, plain_file("S-1"), version=1)
        with database() as stores:
            assert list(stores.students.all()) == []
