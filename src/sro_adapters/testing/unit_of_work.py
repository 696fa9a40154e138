"""What every unit of work promises: all or nothing, one state of the store, and one winner."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ClassVar

import attrs
import pytest

from sro_adapters.testing.everything import HIGH, REF, begin, change_all, expunge, now, state
from sro_adapters.testing.records import (
    Contract,
    disclosure,
    entry,
    full_file,
    full_identity,
    full_site,
    full_token,
    log,
    plain_file,
    plain_site,
    plain_token,
    save,
    with_step,
    withdrawn,
)
from sro_core.audit import verify
from sro_core.errors import Conflict, Unknown
from sro_core.identities import Identity
from sro_core.ids import StudentRef
from sro_core.ports import OpenStores, SiteRecord, Stores


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


def _identity(stores: Stores, means: str) -> None:
    stored = stores.identities.get(REF)
    stores.identities.put(attrs.evolve(stored.record, given_name=means), stored.version)


def _new_identity(stores: Stores, means: str) -> None:
    stores.identities.put(Identity(StudentRef("S-2"), means), 0)


def _token(stores: Stores, means: str) -> None:
    stored = stores.tokens.get("t-1")
    stores.tokens.put(attrs.evolve(stored.record, actor=means), stored.version)


def _new_token(stores: Stores, means: str) -> None:
    stores.tokens.put(attrs.evolve(plain_token("t-2"), actor=means), 0)


def _audit(stores: Stores, means: str) -> None:
    log(stores, means)


Change = Callable[[Stores, str], None]
CHANGES: tuple[Change, ...] = (
    _student, _new_student, _site, _new_site, _identity, _new_identity, _token, _new_token,
    _audit, change_all,
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
        empty = now(database)
        with database() as stores:
            begin(stores)
        assert now(database) == empty

    def test_nothing_of_a_change_is_there_without_a_commit(self, database: OpenStores) -> None:
        save(database, begin)
        before = now(database)
        with database() as stores:
            change_all(stores, "never committed")
        assert now(database) == before

    def test_others_see_nothing_before_the_commit_and_everything_after_it(
        self, database: OpenStores
    ) -> None:
        save(database, begin)
        before = now(database)
        with database() as stores:
            change_all(stores, "commit")
            assert now(database) == before
            stores.commit()
            after = now(database)
        assert after.refs == [REF, "new, commit"]
        assert list(after.sites) == [HIGH, "new, commit"]
        assert [each.record.ref for each in after.identities] == [REF, "new, commit"]
        assert [each.record.id for each in after.tokens] == ["new, commit", "t-1"]
        assert [each.interest for each in after.disclosures] == ["begin", "commit"]
        assert [each.because for each in after.withdrawn] == ["begin", "commit"]
        assert after.acts == ["begin", "commit"]
        assert after.about == (after.entries[1],)
        assert after.head == after.entries[-1].head
        assert now(database) == after

    def test_an_exception_undoes_everything_and_is_not_swallowed(
        self, database: OpenStores
    ) -> None:
        save(database, begin)
        before = now(database)
        with pytest.raises(ZeroDivisionError), database() as stores:  # noqa: PT012 - what is undone
            change_all(stores, "in vain")
            raise ZeroDivisionError
        assert now(database) == before

    def test_an_exception_after_the_commit_undoes_nothing(self, database: OpenStores) -> None:
        with pytest.raises(ZeroDivisionError), database() as stores:  # noqa: PT012 - as above
            begin(stores)
            stores.commit()
            raise ZeroDivisionError
        assert (now(database).refs, now(database).acts) == ([REF], ["begin"])

    def test_a_commit_without_a_change_changes_nothing(self, database: OpenStores) -> None:
        save(database, begin)
        before = now(database)
        save(database, state)
        assert now(database) == before

    def test_a_unit_of_work_sees_its_own_changes(self, database: OpenStores) -> None:
        save(database, begin)
        with database() as stores:
            change_all(stores, "own")
            own = state(stores)
        assert own.refs == [REF, "new, own"]
        assert own.files[0].record == with_step(plain_file("S-1"), "own")
        assert own.sites[HIGH].record == full_site("HIGH")
        assert own.identities[0].record == full_identity("S-1")
        assert [each.record for each in own.tokens] == [full_token("new, own"), full_token("t-1")]
        assert [each.interest for each in own.disclosures] == ["begin", "own"]
        assert [each.because for each in own.withdrawn] == ["begin", "own"]
        assert own.acts == ["begin", "own"]
        assert own.head == own.entries[-1].head

    def test_what_is_expunged_is_gone_whole_and_the_chain_holds(self, database: OpenStores) -> None:
        save(database, begin)
        before = now(database)
        with database() as stores:
            expunge(stores)
        assert now(database) == before
        save(database, expunge)
        after = now(database)
        assert after.refs == []
        assert (after.identities, after.disclosures, after.withdrawn) == ([], (), ())
        assert after.about == ()
        assert verify(after.head.district, after.entries, (after.head,)) == ()

    def test_reads_are_stable_whatever_others_expunge(self, database: OpenStores) -> None:
        save(database, begin)
        with database() as reader:
            before = state(reader)
            save(database, expunge)
            assert state(reader) == before

    def test_reads_are_stable_whatever_others_commit(self, database: OpenStores) -> None:
        save(database, begin)
        with database() as reader:
            before, student = state(reader), reader.students.get(REF)
            save(database, lambda stores: change_all(stores, "meanwhile"))
            assert state(reader) == before
            assert reader.students.get(REF) == student
            with pytest.raises(Unknown):
                reader.students.get(StudentRef("new, meanwhile"))
        assert now(database) != before

    @pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__.strip("_"))
    def test_of_two_that_both_commit_the_second_gets_a_conflict(
        self, database: OpenStores, change: Change
    ) -> None:
        save(database, begin)
        with database() as one, database() as two:
            assert state(one) == state(two)
            change(one, "first")
            one.commit()
            first = now(database)
            with pytest.raises(Conflict):  # noqa: PT012 - at once or at commit, as the port allows
                change(two, "second")
                two.commit()
        assert now(database) == first

    @pytest.mark.parametrize("change", [_student, _site, _identity, _token, _audit])
    def test_nothing_of_the_second_is_saved(self, database: OpenStores, change: Change) -> None:
        save(database, begin)
        with database() as one, database() as two:
            assert state(one) == state(two)
            change(one, "first")
            one.commit()
            first = now(database)
            with pytest.raises(Conflict):  # noqa: PT012 - as above
                two.students.put(full_file("only the second has this"), 0)
                two.sites.put(full_site("and this"), 0)
                two.identities.put(full_identity("and this"), 0)
                two.tokens.put(full_token("and this"), 0)
                two.disclosures.add(disclosure("S-1", "and this"))
                two.students.withdraw([withdrawn("S-1", "and this")])
                change(two, "second")
                two.commit()
        assert now(database) == first

    def test_the_log_decides_between_two_that_touch_different_records(
        self, database: OpenStores
    ) -> None:
        save(database, begin)
        with database() as one, database() as two:
            assert state(one) == state(two)
            one.students.put(full_file("of one"), 0)
            log(one, "first")
            one.commit()
            first = now(database)
            with pytest.raises(Conflict):  # noqa: PT012 - as above
                two.students.put(full_file("of two"), 0)
                log(two, "second")
                two.commit()
        assert now(database) == first

    def test_after_a_conflict_reading_again_and_repeating_will_do(
        self, database: OpenStores
    ) -> None:
        save(database, begin)
        with database() as one, database() as two:
            assert state(one) == state(two)
            change_all(one, "first")
            one.commit()
            with pytest.raises(Conflict):  # noqa: PT012 - as above
                change_all(two, "second")
                two.commit()
        save(database, lambda stores: change_all(stores, "second"))
        after = now(database)
        assert after.acts == ["begin", "first", "second"]
        assert verify(after.head.district, after.entries, (after.head,)) == ()

    @pytest.fixture
    def hurry(self) -> Iterator[None]:
        """Let threads change over as often as they can, so that races show."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        yield
        sys.setswitchinterval(usual)

    @pytest.mark.usefixtures("hurry")
    def test_of_many_writers_at_once_exactly_one_wins(self, database: OpenStores) -> None:
        save(database, begin)
        together = Barrier(self.writers, timeout=60)

        def write(number: int) -> bool:
            with database() as stores:
                stored, head = stores.students.get(REF), stores.audit.head()
                together.wait()  # everybody has read the same version
                try:
                    stores.students.put(with_step(stored.record, str(number)), stored.version)
                    stores.audit.add(entry(head, "write", str(number)))
                    stores.commit()
                except Conflict:
                    return False
                return True

        with ThreadPoolExecutor(self.writers) as threads:
            for turn in range(1, self.rounds + 1):
                won = list(threads.map(write, range(self.writers)))
                assert sum(won) == 1, f"{sum(won)} of {self.writers} won round {turn}"
                found = now(database)
                steps = found.files[0].record.steps
                assert steps[-1].means == found.entries[-1].subject == str(won.index(True))
                assert (len(steps), len(found.entries)) == (turn, turn + 1)
        assert verify(found.head.district, found.entries, (found.head,)) == ()

    @pytest.mark.usefixtures("hurry")
    def test_of_many_writers_who_repeat_nobody_is_lost(self, database: OpenStores) -> None:
        save(database, begin)

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
        found = now(database)
        written = {step.means for step in found.files[0].record.steps}
        assert written == set(map(str, range(self.writers)))
        assert len(found.entries) == self.writers + 1
        assert verify(found.head.district, found.entries, (found.head,)) == ()
