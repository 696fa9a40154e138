"""What every `StudentStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from sro_adapters.testing.kept import ALIKE, RemovableContract
from sro_adapters.testing.records import (
    IDS,
    NOON,
    full_file,
    full_identity,
    plain_file,
    save,
    with_step,
    withdrawn,
)
from sro_core.ids import StudentRef
from sro_core.ports import OpenStores, Stored, Stores
from sro_core.students import Student
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.submission import Withdrawn

REF, OTHER = StudentRef("S-1"), StudentRef("S-2")


class StudentStoreContract(RemovableContract[StudentFile]):
    """Hold a student store to `sro_core.ports.StudentStore`.

    Attributes:
        many: so many students are streamed while their files are changed.
    """

    many: ClassVar[int] = 1200

    def plain(self, id: str) -> StudentFile:
        return plain_file(id)

    def full(self, id: str) -> StudentFile:
        return full_file(id)

    def changed(self, record: StudentFile, mark: str) -> StudentFile:
        return with_step(record, mark)

    def put(self, stores: Stores, record: StudentFile, version: int) -> None:
        stores.students.put(record, version)

    def every(self, stores: Stores) -> dict[str, Stored[StudentFile]]:
        return {each.record.ref: each for each in stores.students.all()}

    def find(self, stores: Stores, id: str) -> Stored[StudentFile]:
        return stores.students.get(StudentRef(id))

    def remove(self, stores: Stores, id: str, version: int) -> None:
        stores.students.remove(StudentRef(id), version)

    def test_an_age_that_nobody_stated_is_neither_yes_nor_no(self, database: OpenStores) -> None:
        stated = {"S-1": None, "S-2": True, "S-3": False}
        files = (StudentFile(Student(StudentRef(ref), None, age)) for ref, age in stated.items())
        self.save(database, *files)
        found = self.saved(database)
        assert {ref: file.student.compulsory_age for ref, file in found.items()} == stated

    def test_all_after_a_reference_are_those_behind_it_as_text(self, database: OpenStores) -> None:
        self.save(database, *map(plain_file, IDS))
        with database() as stores:
            for after in (*ALIKE, "", "0", "~", "\U0010ffff"):
                found = [each.record.ref for each in stores.students.all(StudentRef(after))]
                assert found == sorted(ref for ref in IDS if ref > after)

    def test_all_after_a_reference_have_what_the_unit_of_work_changed(
        self, database: OpenStores
    ) -> None:
        self.save(database, plain_file("S-1"), plain_file("S-3"), plain_file("S-5"))
        with database() as stores:
            stores.students.put(plain_file("S-2"), 0)
            stores.students.put(plain_file("S-4"), 0)
            for ref in ("S-3", "S-5"):
                version = stores.students.get(StudentRef(ref)).version
                if ref == "S-3":
                    stores.students.put(full_file(ref), version)
                else:
                    stores.students.remove(StudentRef(ref), version)
            found = [each.record for each in stores.students.all(StudentRef("S-2"))]
            assert found == [full_file("S-3"), plain_file("S-4")]

    def test_files_may_be_changed_and_added_while_all_are_streamed(
        self, database: OpenStores
    ) -> None:
        """As a submission does it, which walks through the store once."""
        refs = [f"{number:05}" for number in range(self.many)]
        self.save(database, *map(plain_file, refs))

        def change(stores: Stores) -> None:
            seen = []
            for stored in stores.students.all():
                ref = stored.record.ref
                seen.append(ref)
                assert stored.record == plain_file(ref)
                stores.students.put(with_step(stored.record, "seen"), stored.version)
                stores.students.withdraw([withdrawn(ref)])
                if ref.endswith("5"):
                    stores.students.put(plain_file(f"{ref[:-1]}4-new"), 0)  # in front of it
            assert seen == refs

        save(database, change)
        found = self.saved(database)
        assert len(found) == self.many + len([ref for ref in refs if ref.endswith("5")])
        assert all(found[ref] == with_step(plain_file(ref), "seen") for ref in refs)

    def test_two_streams_at_once_do_not_disturb_each_other(self, database: OpenStores) -> None:
        self.save(database, *map(plain_file, IDS))
        with database() as stores:
            pairs = list(zip(stores.students.all(), stores.students.all(), strict=True))
        assert [one.record.ref for one, _ in pairs] == sorted(IDS)
        assert all(one == other for one, other in pairs)

    def _withdrawn(self, database: OpenStores, ref: StudentRef) -> tuple[Withdrawn, ...]:
        with database() as stores:
            return stores.students.withdrawn(ref)

    def test_of_a_student_of_whom_nothing_was_withdrawn_there_is_nothing(
        self, database: OpenStores
    ) -> None:
        self.save(database, full_file("S-1"))
        assert self._withdrawn(database, REF) == ()
        assert self._withdrawn(database, OTHER) == ()

    def test_withdrawn_rows_come_back_equal_in_the_order_in_which_they_were(
        self, database: OpenStores
    ) -> None:
        self.save(database, plain_file("S-1"), plain_file("S-2"))
        one, two, three = (
            withdrawn("S-1", f"because {n}", NOON - timedelta(days=n)) for n in range(3)
        )
        save(database, lambda stores: stores.students.withdraw([one, two]))
        save(database, lambda stores: stores.students.withdraw([withdrawn("S-2"), three, one]))
        save(database, lambda stores: stores.students.withdraw([]))
        assert self._withdrawn(database, REF) == (one, two, three, one)
        assert self._withdrawn(database, OTHER) == (withdrawn("S-2"),)

    def test_withdrawing_leaves_the_file_and_its_version_alone(self, database: OpenStores) -> None:
        self.save(database, full_file("S-1"))
        before = self.one(database)
        save(database, lambda stores: stores.students.withdraw([withdrawn("S-1")]))
        assert self.one(database) == before

    def test_a_unit_of_work_sees_what_it_withdrew_and_nobody_else_does(
        self, database: OpenStores
    ) -> None:
        self.save(database, plain_file("S-1"))
        save(database, lambda stores: stores.students.withdraw([withdrawn("S-1", "first")]))
        with database() as stores:
            stores.students.withdraw([withdrawn("S-1", "second")])
            assert [each.because for each in stores.students.withdrawn(REF)] == ["first", "second"]
        assert [each.because for each in self._withdrawn(database, REF)] == ["first"]

    def test_with_a_student_goes_what_was_withdrawn_of_them_only(
        self, database: OpenStores
    ) -> None:
        self.save(database, full_file("S-1"), full_file("S-2"))
        both = [withdrawn("S-1"), withdrawn("S-2")]
        save(database, lambda stores: stores.students.withdraw(both))

        def remove(stores: Stores) -> None:
            stores.students.remove(REF, stores.students.get(REF).version)
            assert stores.students.withdrawn(REF) == ()

        save(database, remove)
        assert self._withdrawn(database, REF) == ()
        assert self._withdrawn(database, OTHER) == (withdrawn("S-2"),)
        self.save(database, plain_file("S-1"))
        assert self._withdrawn(database, REF) == ()

    def test_the_identity_stays_where_the_file_goes(self, database: OpenStores) -> None:
        def both(stores: Stores) -> None:
            stores.students.put(full_file("S-1"), 0)
            stores.identities.put(full_identity("S-1"), 0)

        save(database, both)
        version = self.one(database).version
        save(database, lambda stores: stores.students.remove(REF, version))
        with database() as stores:
            assert stores.identities.get(REF).record == full_identity("S-1")
