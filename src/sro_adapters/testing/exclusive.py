"""What opening exclusively promises: one after the other, on the newest state, nobody lost."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock
from typing import ClassVar

import pytest

from sro_adapters.testing.records import Contract, full_file, log, plain_file, save, with_step
from sro_core.audit import AuditEntry, verify
from sro_core.errors import Conflict
from sro_core.ids import StudentRef
from sro_core.ports import OpenStores, Stores

REF, OTHER = StudentRef("S-1"), StudentRef("S-2")
SOON, AT_LAST = 0.2, 60.0
"""Seconds in which somebody who may go on would have, and in which everybody must have."""


def _begin(stores: Stores) -> None:
    stores.students.put(plain_file("S-1"), 0)
    log(stores, "begin")


def _change(stores: Stores, means: str, ref: StudentRef = REF) -> None:
    stored = stores.students.get(ref)
    stores.students.put(with_step(stored.record, means), stored.version)


def _means(database: OpenStores) -> list[str]:
    with database() as stores:
        return [each.means for each in stores.students.get(REF).record.steps]


def _acts(database: OpenStores) -> list[str]:
    with database() as stores:
        return [each.act for each in stores.audit.all()]


class ExclusiveContract(Contract):
    """Hold a database to what `sro_core.ports.OpenStores` says of ``exclusive``.

    Attributes:
        writers: how many threads open at once; the database must let so many wait.
        rounds: how often they do.
    """

    writers: ClassVar[int] = 16
    rounds: ClassVar[int] = 5

    @pytest.fixture
    def hurry(self) -> Iterator[None]:
        """Let threads change over as often as they can, so that races show."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        yield
        sys.setswitchinterval(usual)

    @pytest.mark.usefixtures("hurry")
    def test_many_at_once_all_succeed_one_after_the_other_and_nothing_is_lost(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        together = Barrier(self.writers, timeout=AT_LAST)
        alone = Lock()

        def write(number: int) -> bool:
            together.wait()
            with database(exclusive=True) as stores:
                was_alone = alone.acquire(blocking=False)
                _change(stores, str(number))
                log(stores, f"write {number}")
                if was_alone:
                    alone.release()
                stores.commit()
            return was_alone

        with ThreadPoolExecutor(self.writers) as threads:
            for turn in range(1, self.rounds + 1):
                assert all(threads.map(write, range(self.writers))), "two were in at once"
                written = self._written(database)
                assert len(written) == turn * self.writers
                assert sorted(written[-self.writers :]) == sorted(map(str, range(self.writers)))

    def _written(self, database: OpenStores) -> list[str]:
        """Give who wrote, in order; the file and the log must tell the same."""
        with database() as stores:
            steps = [each.means for each in stores.students.get(REF).record.steps]
            entries, head = list(stores.audit.all()), stores.audit.head()
        assert [each.act for each in entries] == ["begin", *(f"write {each}" for each in steps)]
        assert verify(head.district, entries, (head,)) == ()
        return steps

    def test_it_saves_what_a_shared_one_would(self, database: OpenStores) -> None:
        with database(exclusive=True) as stores:
            _begin(stores)
            stores.students.put(full_file("S-2"), 0)
            assert stores.students.get(OTHER).record == full_file("S-2")
            stores.commit()
        with database() as stores:
            found = [each.record for each in stores.students.all()]
        assert found == [plain_file("S-1"), full_file("S-2")]
        assert _acts(database) == ["begin"]

    def test_it_may_only_read(self, database: OpenStores) -> None:
        save(database, _begin)
        for _ in range(2):
            with database(exclusive=True) as stores:
                assert stores.students.get(REF).record == plain_file("S-1")

    def test_others_go_on_reading_their_own_state_while_it_commits(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        with database() as reader:
            before = self._seen(reader)
            with database(exclusive=True) as stores:
                _change(stores, "meanwhile")
                log(stores, "meanwhile")
                assert self._seen(reader) == before
                stores.commit()
                assert self._seen(reader) == before
            assert self._seen(reader) == before
        assert _means(database) == ["meanwhile"]
        assert _acts(database) == ["begin", "meanwhile"]

    def _seen(self, stores: Stores) -> tuple[list[object], list[AuditEntry]]:
        return list(stores.students.all()), list(stores.audit.all())

    def test_others_may_begin_to_read_while_it_is_open(self, database: OpenStores) -> None:
        save(database, _begin)
        with database(exclusive=True) as stores:
            _change(stores, "not yet")
            log(stores, "not yet")
            assert _means(database) == []
            assert _acts(database) == ["begin"]

    def test_it_reads_the_newest_state_however_long_others_have_been_reading(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        with database() as reader:
            assert reader.students.get(REF).record == plain_file("S-1")
            save(database, lambda stores: _change(stores, "before"))
            with database(exclusive=True) as stores:
                _change(stores, "after")
                stores.commit()
        assert _means(database) == ["before", "after"]

    @pytest.mark.parametrize("fails", [False, True], ids=["left", "failed"])
    def test_one_that_ends_without_a_commit_lets_the_next_one_in_and_saves_nothing(
        self,
        database: OpenStores,
        fails: bool,  # noqa: FBT001 - a parameter of a test
    ) -> None:
        save(database, _begin)

        def give_up() -> None:
            with database(exclusive=True) as stores:
                _change(stores, "in vain")
                log(stores, "in vain")
                if fails:
                    raise ZeroDivisionError

        for _ in range(2):
            if fails:
                with pytest.raises(ZeroDivisionError):
                    give_up()
            else:
                give_up()
        with database(exclusive=True) as stores:
            _change(stores, "next")
            stores.commit()
        assert _means(database) == ["next"]
        assert _acts(database) == ["begin"]

    def test_one_that_fails_after_its_commit_lets_the_next_one_in(
        self, database: OpenStores
    ) -> None:
        def fail() -> None:
            with database(exclusive=True) as stores:
                _begin(stores)
                stores.commit()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        with database(exclusive=True) as stores:
            _change(stores, "next")
            stores.commit()
        assert _means(database) == ["next"]

    def test_one_whose_commit_is_a_conflict_lets_the_next_one_in(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)

        def stale() -> None:
            with database(exclusive=True) as stores:
                stores.students.put(full_file("S-1"), 0)
                stores.commit()

        with pytest.raises(Conflict):
            stale()
        with database(exclusive=True) as stores:
            _change(stores, "next")
            stores.commit()
        assert _means(database) == ["next"]

    def test_the_next_one_waits_and_reads_what_the_first_one_saved(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        asked, entered = Event(), Event()

        def next_one() -> list[str]:
            asked.set()
            with database(exclusive=True) as stores:
                entered.set()
                return [each.means for each in stores.students.get(REF).record.steps]

        with ThreadPoolExecutor(1) as threads:
            with database(exclusive=True) as stores:
                waiting = threads.submit(next_one)
                assert asked.wait(AT_LAST)
                assert not entered.wait(SOON)
                _change(stores, "first")
                stores.commit()
            assert waiting.result(AT_LAST) == ["first"]

    def test_of_a_shared_one_and_it_the_later_committer_gets_a_conflict(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        with database() as shared:
            assert shared.students.get(REF).record == plain_file("S-1")
            with database(exclusive=True) as stores:
                _change(stores, "exclusive")
                stores.commit()
            with pytest.raises(Conflict):  # noqa: PT012 - at once or at commit, as the port allows
                _change(shared, "shared")
                shared.commit()
        assert _means(database) == ["exclusive"]

    def test_the_log_decides_between_a_shared_one_and_it(self, database: OpenStores) -> None:
        save(database, _begin)
        with database() as shared:
            assert shared.audit.head().count == 1
            with database(exclusive=True) as stores:
                log(stores, "exclusive")
                stores.commit()
            with pytest.raises(Conflict):  # noqa: PT012 - as above
                log(shared, "shared")
                shared.commit()
        assert _acts(database) == ["begin", "exclusive"]

    def test_nobody_else_commits_before_it_ends(self, database: OpenStores) -> None:
        """Who shares may change another record meanwhile; it is saved afterwards, or a conflict."""
        save(database, _begin)
        has_read, may_write = Event(), Event()

        def write() -> bool:
            with database() as shared:
                assert shared.students.get(REF).record == plain_file("S-1")
                has_read.set()
                assert may_write.wait(AT_LAST)
                try:
                    shared.students.put(full_file("S-2"), 0)
                    shared.commit()
                except Conflict:
                    return False
                return True

        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(write)
            assert has_read.wait(AT_LAST)
            with database(exclusive=True) as stores:
                _change(stores, "exclusive")
                log(stores, "exclusive")
                may_write.set()
                assert not Event().wait(SOON)
                with database() as reader:
                    assert [each.record.ref for each in reader.students.all()] == [REF]
                stores.commit()
            saved = writing.result(AT_LAST)
        with database() as stores:
            refs = [each.record.ref for each in stores.students.all()]
        assert refs == ([REF, OTHER] if saved else [REF])
        assert _means(database) == ["exclusive"]
        assert _acts(database) == ["begin", "exclusive"]

    def test_whoever_shares_and_changes_the_same_record_meanwhile_gets_a_conflict(
        self, database: OpenStores
    ) -> None:
        save(database, _begin)
        has_read, may_write = Event(), Event()

        def write() -> None:
            with database() as shared:
                stored = shared.students.get(REF)
                has_read.set()
                assert may_write.wait(AT_LAST)
                shared.students.put(with_step(stored.record, "shared"), stored.version)
                shared.commit()

        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(write)
            assert has_read.wait(AT_LAST)
            with database(exclusive=True) as stores:
                _change(stores, "exclusive")
                may_write.set()
                assert not Event().wait(SOON)
                stores.commit()
            with pytest.raises(Conflict):
                writing.result(AT_LAST)
        assert _means(database) == ["exclusive"]
