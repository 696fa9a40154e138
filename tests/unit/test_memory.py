"""The memory adapter beyond the contracts: what its staging allows and what it must not show."""

from threading import Event, Thread

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from sro_adapters.memory import MemoryDatabase
from sro_adapters.testing.records import (
    entry,
    log,
    plain_file,
    plain_identity,
    plain_site,
    plain_token,
    with_step,
    withdrawn,
)
from sro_core import Conflict, DistrictId, StudentRef, Unknown
from sro_core.audit import Head, verify

REFS = ("S-1", "S-2", "S-3")


@pytest.fixture
def database():
    return MemoryDatabase()


def test_two_databases_share_nothing(database):
    with database() as stores:
        stores.students.put(plain_file("S-1"), 0)
        stores.commit()
    with MemoryDatabase()() as stores, pytest.raises(Unknown):
        stores.students.get(StudentRef("S-1"))


def test_changes_of_several_works_may_be_staged_side_by_side(database):
    with database() as one, database() as two:
        one.students.put(plain_file("S-1"), 0)
        two.students.put(with_step(plain_file("S-1"), "other"), 0)
        two.students.put(plain_file("S-2"), 0)
        two.sites.put(plain_site("HIGH"), 0)
        one.commit()
        with pytest.raises(Conflict, match="student S-1"):
            two.commit()
    with database() as stores:
        assert [each.record for each in stores.students.all()] == [plain_file("S-1")]
        assert dict(stores.sites.all()) == {}


def test_rows_and_disclosures_of_several_works_are_all_kept(database):
    """They are only added, so nobody comes first."""
    with database() as stores:
        stores.students.put(plain_file("S-1"), 0)
        stores.commit()
    with database() as one, database() as two:
        one.students.withdraw([withdrawn("S-1", "one")])
        two.students.withdraw([withdrawn("S-1", "two")])
        one.commit()
        two.commit()
    with database() as stores:
        found = stores.students.withdrawn(StudentRef("S-1"))
    assert [each.because for each in found] == ["one", "two"]


def test_a_conflict_names_what_was_changed(database):
    with database() as stores:
        with pytest.raises(Conflict, match=r"^student S-1 was changed .* read it again"):
            stores.students.put(plain_file("S-1"), 3)
        with pytest.raises(Conflict, match=r"^site HIGH was changed"):
            stores.sites.put(plain_site("HIGH"), 3)
        with pytest.raises(Conflict, match=r"^identity S-1 was changed"):
            stores.identities.put(plain_identity("S-1"), 3)
        with pytest.raises(Conflict, match=r"^token t-1 was changed"):
            stores.tokens.put(plain_token("t-1"), 3)
        with pytest.raises(Conflict, match=r"^the audit log was changed"):
            stores.audit.add(entry(Head("district", 0, "f" * 64), "read"))


def test_what_is_unknown_is_named_by_its_kind(database):
    with database() as stores:
        for kind, store in (
            ("student", stores.students),
            ("identity", stores.identities),
            ("token", stores.tokens),
        ):
            with pytest.raises(Unknown, match=f"no {kind} 'x' on record"):
                store.get("x")


def test_a_log_names_the_district_whose_it_is():
    with MemoryDatabase(DistrictId("0007"))() as stores:
        assert stores.audit.head() == Head("0007")
    with MemoryDatabase()() as stores:
        assert stores.audit.head().district == "district"


def test_a_database_does_not_print_what_it_holds(database):
    with database() as stores:
        stores.students.put(plain_file("S-1"), 0)
        stores.commit()
    assert repr(database) == "MemoryDatabase(district='district')"


def test_leaving_twice_lets_in_one_at_a_time_all_the_same(database):
    """A unit of work that is left has no turn to give back any more."""
    stores = database(exclusive=True)
    stores.__exit__(None, None, None)
    with database(exclusive=True):
        stores.__exit__(None, None, None)
        entered = Event()

        def enter():
            with database(exclusive=True):
                entered.set()

        waiting = Thread(target=enter)
        waiting.start()
        assert not entered.wait(0.1)
    assert entered.wait(30)
    waiting.join(30)


class Histories(RuleBasedStateMachine):
    """Whatever is open at once, only what was committed counts, and nobody overwrites anybody."""

    works = Bundle("works")

    def __init__(self):
        super().__init__()
        self.database = MemoryDatabase()
        self.files = {}
        self.acts = []
        self.seen = {}  # what each open work must see

    @rule(target=works)
    def begin(self):
        stores = self.database()
        self.seen[id(stores)] = (dict(self.files), list(self.acts))
        return stores

    @rule(stores=works, ref=st.sampled_from(REFS), means=st.sampled_from("abc"))
    def change(self, stores, ref, means):
        if id(stores) not in self.seen:
            return
        files, acts = self.seen[id(stores)]
        try:
            stored = stores.students.get(ref)
        except Unknown:
            assert ref not in files
            files[ref] = plain_file(ref)
            stores.students.put(files[ref], 0)
        else:
            assert stored.record == files[ref]
            files[ref] = with_step(stored.record, means)
            stores.students.put(files[ref], stored.version)
        log(stores, means)
        acts.append(means)

    @rule(stores=works, ref=st.sampled_from(REFS))
    def remove(self, stores, ref):
        if id(stores) not in self.seen or ref not in self.seen[id(stores)][0]:
            return
        files, acts = self.seen[id(stores)]
        stores.students.remove(ref, stores.students.get(ref).version)
        del files[ref]
        log(stores, f"remove {ref}")
        acts.append(f"remove {ref}")

    @rule(ref=st.sampled_from(REFS), means=st.sampled_from("abc"))
    def act_alone(self, ref, means):
        """What is opened exclusively meets no conflict, whatever else is open."""
        with self.database(exclusive=True) as stores:
            if ref in self.files:
                stored = stores.students.get(ref)
                self.files[ref] = with_step(stored.record, means)
                stores.students.put(self.files[ref], stored.version)
            else:
                self.files[ref] = plain_file(ref)
                stores.students.put(self.files[ref], 0)
            log(stores, means)
            stores.commit()
            self.acts.append(means)

    @rule(stores=works)
    def look(self, stores):
        if id(stores) in self.seen:
            files, acts = self.seen[id(stores)]
            found = [each.record for each in stores.students.all()]
            assert found == [files[ref] for ref in sorted(files)]
            assert [each.act for each in stores.audit.all()] == acts

    @rule(stores=works)
    def commit(self, stores):
        if id(stores) not in self.seen:
            return
        files, acts = self.seen.pop(id(stores))
        added = len(stores.audit.added)
        if added and len(acts) - added != len(self.acts):  # somebody committed since it was opened
            with pytest.raises(Conflict):
                stores.commit()
            return
        stores.commit()
        if added:
            self.files, self.acts = files, acts

    @invariant()
    def the_store_holds_what_was_committed(self):
        with self.database() as stores:
            found = [each.record for each in stores.students.all()]
            assert found == [self.files[ref] for ref in sorted(self.files)]
            assert [each.act for each in stores.audit.all()] == self.acts
            head = stores.audit.head()
            assert verify(head.district, stores.audit.all(), [head]) == ()


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
