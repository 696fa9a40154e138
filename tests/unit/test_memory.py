"""The memory adapter beyond the contracts: what its staging allows and what it must not show."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from sro_adapters.memory import MemoryDatabase
from sro_adapters.testing.records import entry, log, plain_file, plain_site, with_step
from sro_core import Conflict, StudentRef, Unknown
from sro_core.audit import verify

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
        assert list(stores.students.all()) == [plain_file("S-1")]
        assert dict(stores.sites.all()) == {}


def test_a_conflict_names_what_was_changed(database):
    with database() as stores:
        with pytest.raises(Conflict, match=r"^student S-1 was changed .* read it again"):
            stores.students.put(plain_file("S-1"), 3)
        with pytest.raises(Conflict, match=r"^site HIGH was changed"):
            stores.sites.put(plain_site("HIGH"), 3)
        with pytest.raises(Conflict, match=r"^the audit log was changed"):
            stores.audit.add(entry("f" * 64, "read"))


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
    def open(self):
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

    @rule(stores=works)
    def look(self, stores):
        if id(stores) in self.seen:
            files, acts = self.seen[id(stores)]
            assert list(stores.students.all()) == [files[ref] for ref in sorted(files)]
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
            assert list(stores.students.all()) == [self.files[ref] for ref in sorted(self.files)]
            assert [each.act for each in stores.audit.all()] == self.acts
            assert verify(stores.audit.all()) == ()


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
