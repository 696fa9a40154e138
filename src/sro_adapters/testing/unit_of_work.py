"""What every unit of work promises: all or nothing, one state of the store, and one winner."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ClassVar

import pytest

from sro_adapters.testing.records import (
    Contract,
    entry,
    full_file,
    full_site,
    log,
    plain_file,
    plain_site,
    save,
    with_step,
)
from sro_core.audit import START, AuditEntry, verify
from sro_core.errors import Conflict, Unknown
from sro_core.ids import SiteId, StudentRef
from sro_core.ports import OpenStores, SiteRecord, Stored, Stores
from sro_core.truancy.roll import StudentFile

REF, HIGH = StudentRef("S-1"), SiteId("HIGH")
State = tuple[list[StudentFile], dict[SiteId, Stored[SiteRecord]], list[AuditEntry], str]


def _state(stores: Stores) -> State:
    """Read everything that a unit of work can see."""
    files, sites = list(stores.students.all()), dict(stores.sites.all())
    return files, sites, list(stores.audit.all()), stores.audit.last()


def _now(database: OpenStores) -> State:
    with database() as stores:
        return _state(stores)


def _begin(stores: Stores) -> None:
    """Put a student, a site and an entry where there are none."""
    stores.students.put(plain_file("S-1"), 0)
    stores.sites.put(plain_site("HIGH"), 0)
    log(stores, "begin")


def _change_all(stores: Stores, means: str) -> None:
    """Change the student, change the site, add another of each, and log it."""
    student = stores.students.get(REF)
    stores.students.put(with_step(student.record, means), student.version)
    stores.sites.put(full_site("HIGH"), stores.sites.all()[HIGH].version)
    stores.students.put(full_file(f"new, {means}"), 0)
    stores.sites.put(full_site(f"new, {means}"), 0)
    log(stores, means)


def _student(stores: Stores, means: str) -> None:
    stored = stores.students.get(REF)
    stores.students.put(with_step(stored.record, means), stored.version)


def _new_student(stores: Stores, means: str) -> None:
    stores.students.put(with_step(plain_file("S-2"), means), 0)


def _site(stores: Stores, means: str) -> None:
    stored = stores.sites.all()[HIGH]
    changed = SiteRecord(full_site("HIGH").site, plain_site("HIGH").calendar)
    stores.sites.put(changed if means == "first" else full_site("HIGH"), stored.version)


def _new_site(stores: Stores, means: str) -> None:
    stores.sites.put(plain_site("NEW") if means == "first" else full_site("NEW"), 0)


def _audit(stores: Stores, means: str) -> None:
    log(stores, means)


CHANGES: tuple[Callable[[Stores, str], None], ...] = (
    _student, _new_student, _site, _new_site, _audit, _change_all,
)  # fmt: skip


class UnitOfWorkContract(Contract):
    """Hold a database to `sro_core.ports.Stores` and `OpenStores`.

    Attributes:
        writers: how many threads write at once; the database must let so many be open.
        rounds: how often they do.
    """

    writers: ClassVar[int] = 16
    rounds: ClassVar[int] = 10

    def test_nothing_is_there_without_a_commit(self, database: OpenStores) -> None:
        with database() as stores:
            _begin(stores)
        assert _now(database) == ([], {}, [], START)

    def test_nothing_of_a_change_is_there_without_a_commit(self, database: OpenStores) -> None:
        save(database, _begin)
        before = _now(database)
        with database() as stores:
            _change_all(stores, "never committed")
        assert _now(database) == before

    def test_others_see_nothing_before_the_commit_and_everything_after_it(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        before = _now(database)
        with database() as stores:
            _change_all(stores, "commit")
            assert _now(database) == before
            stores.commit()
            after = _now(database)
        files, sites, entries, last = after
        assert [file.ref for file in files] == [REF, "new, commit"]
        assert list(sites) == [HIGH, "new, commit"]
        assert [each.act for each in entries] == ["begin", "commit"]
        assert last == entries[-1].hash
        assert _now(database) == after

    def test_an_exception_undoes_everything_and_is_not_swallowed(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        before = _now(database)
        with pytest.raises(ZeroDivisionError), database() as stores:  # noqa: PT012 - what is undone
            _change_all(stores, "in vain")
            raise ZeroDivisionError
        assert _now(database) == before

    def test_an_exception_after_the_commit_undoes_nothing(self, database: OpenStores) -> None:
        with pytest.raises(ZeroDivisionError), database() as stores:  # noqa: PT012 - as above
            _begin(stores)
            stores.commit()
            raise ZeroDivisionError
        files, _, entries, _ = _now(database)
        assert [file.ref for file in files] == [REF]
        assert [each.act for each in entries] == ["begin"]

    def test_a_commit_without_a_change_changes_nothing(self, database: OpenStores) -> None:
        save(database, _begin)
        before = _now(database)
        save(database, _state)
        assert _now(database) == before

    def test_a_unit_of_work_sees_its_own_changes(self, database: OpenStores) -> None:
        save(database, _begin)
        with database() as stores:
            _change_all(stores, "own")
            files, sites, entries, last = _state(stores)
            assert stores.students.get(REF).record == with_step(plain_file("S-1"), "own")
        assert [file.ref for file in files] == [REF, "new, own"]
        assert sites[HIGH].record == full_site("HIGH")
        assert [each.act for each in entries] == ["begin", "own"]
        assert last == entries[-1].hash

    def test_one_record_may_be_saved_twice_over_what_was_read_again(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)

        def twice(stores: Stores) -> None:
            _student(stores, "once")
            _student(stores, "again")

        save(database, twice)
        with database() as stores:
            acts = [each.means for each in stores.students.get(REF).record.steps]
        assert acts == ["once", "again"]

    def test_reads_are_stable_whatever_others_commit(self, database: OpenStores) -> None:
        save(database, _begin)
        with database() as reader:
            before, student = _state(reader), reader.students.get(REF)
            save(database, lambda stores: _change_all(stores, "meanwhile"))
            assert _state(reader) == before
            assert reader.students.get(REF) == student
            with pytest.raises(Unknown):
                reader.students.get(StudentRef("new, meanwhile"))
        assert _now(database) != before

    @pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__.strip("_"))
    def test_of_two_that_both_commit_the_second_gets_a_conflict(
        self, database: OpenStores, change: Callable[[Stores, str], None]
    ) -> None:
        save(database, _begin)
        with database() as one, database() as two:
            assert _state(one) == _state(two)
            change(one, "first")
            one.commit()
            first = _now(database)
            with pytest.raises(Conflict):  # noqa: PT012 - at once or at commit, as the port allows
                change(two, "second")
                two.commit()
        assert _now(database) == first

    @pytest.mark.parametrize("change", [_student, _site, _audit])
    def test_nothing_of_the_second_is_saved(
        self, database: OpenStores, change: Callable[[Stores, str], None]
    ) -> None:
        save(database, _begin)
        with database() as one, database() as two:
            assert _state(one) == _state(two)
            change(one, "first")
            one.commit()
            first = _now(database)
            with pytest.raises(Conflict):  # noqa: PT012 - as above
                two.students.put(full_file("only the second has this"), 0)
                two.sites.put(full_site("and this"), 0)
                change(two, "second")
                two.commit()
        assert _now(database) == first

    def test_the_log_decides_between_two_that_touch_different_records(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        with database() as one, database() as two:
            assert _state(one) == _state(two)
            one.students.put(full_file("of one"), 0)
            log(one, "first")
            one.commit()
            first = _now(database)
            with pytest.raises(Conflict):  # noqa: PT012 - as above
                two.students.put(full_file("of two"), 0)
                log(two, "second")
                two.commit()
        assert _now(database) == first

    def test_after_a_conflict_reading_again_and_repeating_will_do(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        with database() as one, database() as two:
            assert _state(one) == _state(two)
            _change_all(one, "first")
            one.commit()
            with pytest.raises(Conflict):  # noqa: PT012 - as above
                _change_all(two, "second")
                two.commit()
        save(database, lambda stores: _change_all(stores, "second"))
        _, _, entries, _ = _now(database)
        assert [each.act for each in entries] == ["begin", "first", "second"]
        assert verify(entries) == ()

    @pytest.fixture
    def hurry(self) -> Iterator[None]:
        """Let threads change over as often as they can, so that races show."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        yield
        sys.setswitchinterval(usual)

    @pytest.mark.usefixtures("hurry")
    def test_of_many_writers_at_once_exactly_one_wins(self, database: OpenStores) -> None:
        save(database, _begin)
        together = Barrier(self.writers, timeout=60)

        def write(number: int) -> bool:
            with database() as stores:
                stored, last = stores.students.get(REF), stores.audit.last()
                together.wait()  # everybody has read the same version
                try:
                    stores.students.put(with_step(stored.record, str(number)), stored.version)
                    stores.audit.add(entry(last, "write", str(number)))
                    stores.commit()
                except Conflict:
                    return False
                return True

        with ThreadPoolExecutor(self.writers) as threads:
            for turn in range(1, self.rounds + 1):
                won = list(threads.map(write, range(self.writers)))
                assert sum(won) == 1, f"{sum(won)} of {self.writers} won round {turn}"
                files, _, entries, _ = _now(database)
                assert files[0].steps[-1].means == entries[-1].subject == str(won.index(True))
                assert (len(files[0].steps), len(entries)) == (turn, turn + 1)
        assert verify(entries) == ()

    @pytest.mark.usefixtures("hurry")
    def test_of_many_writers_who_repeat_nobody_is_lost(self, database: OpenStores) -> None:
        save(database, _begin)

        def write(number: int) -> int:
            try:
                with database() as stores:
                    _student(stores, str(number))
                    log(stores, "write")
                    stores.commit()
            except Conflict:
                return 1 + write(number)
            return 1

        with ThreadPoolExecutor(self.writers) as threads:
            list(threads.map(write, range(self.writers)))
        files, _, entries, _ = _now(database)
        assert {step.means for step in files[0].steps} == set(map(str, range(self.writers)))
        assert len(entries) == self.writers + 1
        assert verify(entries) == ()
