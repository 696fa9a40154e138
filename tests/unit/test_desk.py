"""There is no way to the stores without a permission, and none to save without an audit entry."""

from datetime import datetime

import pytest

from sro_adapters.memory import MemoryDatabase
from sro_adapters.testing.records import plain_file
from sro_core import Conflict, Refused, Role, SiteId, StudentRef, Viewer, load_rules
from sro_core.audit import verify
from sro_core.desk import Desk
from sro_core.privacy import ALLOWED, Permission

AT = datetime(2026, 11, 20, 8, 30)
CLERK = Viewer("j.doe", Role.CLERK, frozenset({SiteId("HIGH")}), purpose="daily review")
SUBMIT = Permission.SUBMIT_ATTENDANCE


class Watched:
    """A database that remembers whether it was opened."""

    def __init__(self):
        self.inner = MemoryDatabase()
        self.opened = 0

    def __call__(self):
        self.opened += 1
        return self.inner()


@pytest.fixture
def database():
    return Watched()


@pytest.fixture
def desk(database):
    return Desk(database, lambda: AT, load_rules("us-ca"))


def entries(database):
    with database.inner() as stores:
        return list(stores.audit.all())


def refs(database):
    with database.inner() as stores:
        return [file.ref for file in stores.students.all()]


@pytest.mark.parametrize(
    ("role", "permission"),
    [(role, permission) for permission in Permission for role in Role],
)
def test_the_stores_open_for_roles_that_hold_the_permission_and_never_for_others(
    desk, database, role, permission
):
    viewer = Viewer("somebody", role)
    if role in ALLOWED[permission]:
        with desk.work(viewer, permission) as work:
            assert work.viewer == viewer
        assert database.opened == 1
    else:
        with pytest.raises(Refused) as refused, desk.work(viewer, permission):
            pytest.fail("the work was begun")
        assert (refused.value.actor, refused.value.role) == ("somebody", role)
        assert refused.value.what == permission
        assert database.opened == 0
        assert entries(database) == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT, Role.RECORDS])
def test_police_are_told_which_rule_keeps_school_records_from_them(desk, role):
    with (
        pytest.raises(Refused, match=r"34 CFR 99\.31\(a\)\(1\).*ask the school"),
        desk.work(Viewer("O-01", role), Permission.REVIEW_ATTENDANCE),
    ):
        pass


def test_a_commit_saves_the_change_and_its_entry_together(desk, database):
    with desk.work(CLERK, SUBMIT) as work:
        work.stores.students.put(plain_file("S-1"), 0)
        work.commit("submit attendance", "S-1", {"rows": "7", "from": "a file"})
    assert refs(database) == ["S-1"]
    (entry,) = entries(database)
    assert (entry.at, entry.actor, entry.role) == (AT, "j.doe", "clerk")
    assert (entry.act, entry.subject) == ("submit attendance", "S-1")
    assert entry.purpose == "daily review"
    assert entry.details == (("rows", "7"), ("from", "a file"))


def test_without_a_commit_nothing_is_saved_and_nothing_logged(desk, database):
    with desk.work(CLERK, SUBMIT) as work:
        work.stores.students.put(plain_file("S-1"), 0)
    assert (refs(database), entries(database)) == ([], [])


def test_an_exception_inside_undoes_the_work(desk, database):
    def fail():
        with desk.work(CLERK, SUBMIT) as work:
            work.stores.students.put(plain_file("S-1"), 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (refs(database), entries(database)) == ([], [])


def test_entries_of_several_works_form_a_chain(desk, database):
    for number in range(3):
        with desk.work(CLERK, SUBMIT) as work:
            work.commit(f"act {number}")
    log = entries(database)
    assert [each.act for each in log] == ["act 0", "act 1", "act 2"]
    assert verify(log) == ()


def test_of_two_works_at_once_the_second_gets_a_conflict_and_saves_nothing(desk, database):
    with desk.work(CLERK, SUBMIT) as one, desk.work(CLERK, SUBMIT) as two:
        one.stores.students.put(plain_file("S-1"), 0)
        two.stores.students.put(plain_file("S-2"), 0)
        one.commit("first")
        with pytest.raises(Conflict, match="read it again and repeat"):
            two.commit("second")
    assert refs(database) == [StudentRef("S-1")]
    assert [each.act for each in entries(database)] == ["first"]
