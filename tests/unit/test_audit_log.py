"""The audit log is read as far as one answers for it, and checked as a whole."""

from datetime import datetime
from itertools import count

import attrs
import pytest

from sro_adapters import memory
from sro_adapters.memory import MemoryDatabase
from sro_core import DistrictId, Refused, Role, SiteId, StudentRef, Viewer, load_rules
from sro_core.audit import AuditEntry, Break, Head
from sro_core.desk import Desk
from sro_core.privacy import POLICE, Permission
from sro_core.usecases.audit_log import check, entries

AT = datetime(2026, 11, 20, 8, 30)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
OPERATOR = Viewer("o", Role.OPERATOR)
AUDITOR = Viewer("w.atch", Role.AUDITOR, None, "yearly report")
HEAD = Viewer("a.roe", Role.ADMINISTRATOR, frozenset({HIGH}))
ACTS = (("one", HIGH), ("two", MIDDLE), ("three", None), ("four", HIGH))


@pytest.fixture
def database():
    return MemoryDatabase(DistrictId("EC"))


@pytest.fixture
def desk(database):
    """A desk with four entries on the log, of two sites and of the district."""
    numbers = count(1)
    made = Desk(database, lambda: AT, load_rules("us-ca"), lambda: str(next(numbers)))
    for act, site in ACTS:
        access = made.admit(OPERATOR)
        with made.acting(access, Permission.SUBMIT_ATTENDANCE, StudentRef("S-1")) as work:
            work.commit(act, site=site)
    return made


def log(database):
    with database() as stores:
        return tuple(stores.audit.all())


def acts(found):
    return [each.act for each in found]


# --- reading


def test_whoever_watches_the_district_reads_the_whole_log_in_order(desk, database):
    before = log(database)
    assert entries(desk, desk.admit(AUDITOR)) == before
    assert acts(before) == ["one", "two", "three", "four"]


def test_that_the_log_was_read_is_on_the_log(desk, database):
    entries(desk, desk.admit(AUDITOR))
    entry = log(database)[-1]
    assert (entry.act, entry.actor, entry.role) == ("read the audit log", "w.atch", "auditor")
    assert (entry.purpose, dict(entry.details)) == ("yearly report", {"entries": "4"})
    assert acts(entries(desk, desk.admit(AUDITOR)))[-1] == "read the audit log"


def test_whoever_answers_for_a_site_reads_the_entries_of_that_site_only(desk, database):
    assert acts(entries(desk, desk.admit(HEAD))) == ["one", "four"]
    assert dict(log(database)[-1].details) == {"entries": "2"}
    both = attrs.evolve(HEAD, sites=frozenset({HIGH, MIDDLE}))
    assert acts(entries(desk, desk.admit(both))) == ["one", "two", "four"]
    nobody = attrs.evolve(HEAD, sites=frozenset())
    assert entries(desk, desk.admit(nobody)) == ()


@pytest.mark.parametrize(
    ("after", "limit", "found"),
    [
        (0, 2, ["one", "two"]),
        (2, None, ["three", "four"]),
        (1, 2, ["two", "three"]),
        (3, 9, ["four"]),
        (4, None, []),
        (99, None, []),
        (0, 0, []),
    ],
)
def test_the_log_may_be_read_page_by_page(desk, after, limit, found):
    assert acts(entries(desk, desk.admit(AUDITOR), after=after, limit=limit)) == found


def test_a_page_counts_the_entries_of_the_viewers_sites_only(desk):
    assert acts(entries(desk, desk.admit(HEAD), after=1, limit=1)) == ["four"]


@pytest.mark.parametrize("role", [Role.CLERK, *sorted(POLICE), Role.PUBLIC])
def test_others_may_neither_read_nor_check_the_log(desk, database, role):
    access = desk.admit(Viewer("x", role))
    with pytest.raises(Refused, match="read the audit log"):
        entries(desk, access)
    with pytest.raises(Refused, match="verify the audit log"):
        check(desk, access)
    assert acts(log(database))[4:] == ["refused", "refused"]


def test_an_auditor_gets_entries_but_not_what_they_were_about(desk):
    access = desk.admit(AUDITOR)
    (first, *_) = entries(desk, access)
    assert set(access.withheld(first, SiteId(first.site))) == {"matter"}
    head = desk.admit(HEAD)
    assert head.withheld(first, SiteId(first.site)) == {}


# --- checking


def test_a_chain_that_holds_has_a_head_and_no_break(desk, database):
    found = check(desk, desk.admit(AUDITOR))
    assert found.breaks == ()
    assert found.head == log(database)[-1].head == Head("EC", 4, found.head.hash)


def test_an_empty_chain_holds(database):
    made = Desk(MemoryDatabase(DistrictId("EC")), lambda: AT, load_rules("us-ca"), str)
    found = check(made, made.admit(AUDITOR))
    assert (found.head, found.breaks) == (Head("EC"), ())


def test_a_check_is_no_reading_and_changes_nothing(desk, database):
    """So that a backup, which may be read-only, can be checked."""
    before = log(database)
    check(desk, desk.admit(AUDITOR))
    assert log(database) == before


def test_whoever_answers_for_one_site_checks_the_whole_chain(desk):
    assert check(desk, desk.admit(HEAD)).head.count == 4


def test_the_log_must_contain_every_head_noted_elsewhere(desk, database):
    noted = [each.head for each in log(database)]
    assert check(desk, desk.admit(AUDITOR), noted).breaks == ()
    forged = Head("EC", 2, "f" * 64)
    broken = check(desk, desk.admit(AUDITOR), [*noted, forged]).breaks
    assert broken == (Break(2, "this is not the entry noted in the head"),)
    later = Head("EC", 7, "f" * 64)
    broken = check(desk, desk.admit(AUDITOR), [later]).breaks
    assert broken == (Break(5, "3 entries are gone from the end"),)


def tamper(database, change):
    """Write another log behind the back of the store."""
    made = change(list(database._state.audit))
    database._state = attrs.evolve(database._state, audit=tuple(made))


def changed(log):
    return [log[0], attrs.evolve(log[1], actor="nobody"), *log[2:]]


def silenced(log):
    return [log[0], attrs.evolve(log[1], matter=None), *log[2:]]


def removed(log):
    return [log[0], *log[2:]]


def inserted(log):
    forged = AuditEntry.after(log[0].head, at=AT, actor="x", role="clerk", act="forged", site="")
    return [log[0], forged, *log[1:]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (changed, "this entry was changed"),
        (silenced, "what it was about was taken away, and no later entry says so"),
        (removed, "1 entry is missing here: removed, or the rest moved"),
        (inserted, "this entry was inserted: its place is taken"),
    ],
)
def test_what_is_broken_is_named_with_its_place(desk, database, change, says):
    tamper(database, change)
    assert check(desk, desk.admit(AUDITOR)).breaks == (Break(2, says),)


def test_a_cut_end_shows_by_a_noted_head(desk, database):
    noted = log(database)[-1].head
    tamper(database, lambda log: log[:3])
    assert check(desk, desk.admit(AUDITOR), [noted]).breaks == (
        Break(4, "1 entry is gone from the end"),
    )


def test_entries_behind_the_head_that_is_kept_apart_are_named(desk, database, monkeypatch):
    head = log(database)[1].head
    monkeypatch.setattr(memory._Audit, "head", lambda self: head)
    found = check(desk, desk.admit(AUDITOR))
    assert found.head == head
    assert found.breaks == (Break(3, "2 entries stand behind the head that is kept apart"),)


def test_a_head_that_is_kept_apart_shows_what_was_cut_off(desk, database, monkeypatch):
    head = log(database)[-1].head
    tamper(database, lambda log: log[:2])
    monkeypatch.setattr(memory._Audit, "head", lambda self: head)
    found = check(desk, desk.admit(AUDITOR))
    assert found.breaks == (Break(3, "2 entries are gone from the end"),)
