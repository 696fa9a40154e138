"""No way to the stores without a permission, none to save or to have read without an entry."""

from datetime import date, datetime
from itertools import count

import attrs
import pytest

from sro_adapters.memory import MemoryDatabase
from sro_adapters.testing.records import plain_file, plain_site
from sro_core import (
    Agreement,
    Conflict,
    DatePeriod,
    Enrollment,
    Permission,
    Refused,
    Role,
    SiteId,
    Student,
    StudentFile,
    StudentRef,
    Unknown,
    Viewer,
    load_rules,
)
from sro_core.audit import verify
from sro_core.desk import Desk
from sro_core.privacy import POLICE

AT = datetime(2026, 11, 20, 8, 30)
HIGH, MIDDLE, REF = SiteId("HIGH"), SiteId("MIDDLE"), StudentRef("S-1")
CLERK = Viewer("j.doe", Role.CLERK, frozenset({HIGH}), purpose="daily review")
OFFICER = Viewer("O-01", Role.OFFICER, purpose="truancy outreach")
SUBMIT, STATUS = Permission.SUBMIT_ATTENDANCE, Permission.READ_STATUS
FERPA = r"34 CFR 99\.31\(a\)\(1\).*ask the school"
SINCE_2020 = DatePeriod(date(2020, 7, 1), None)


class Watched:
    """A database that remembers how it was opened."""

    def __init__(self):
        self.inner = MemoryDatabase()
        self.opened = []

    def __call__(self, *, exclusive=False):
        self.opened.append("exclusive" if exclusive else "shared")
        return self.inner(exclusive=exclusive)


@pytest.fixture
def database():
    """A database in which one student of the high school is on record."""
    made = Watched()
    with made.inner() as stores:
        stores.sites.put(plain_site(HIGH), 0)
        stores.students.put(StudentFile(Student(REF), (Enrollment(HIGH, SINCE_2020),)), 0)
        stores.commit()
    return made


@pytest.fixture
def desk(database):
    numbers = count(1)
    return Desk(database, lambda: AT, load_rules("us-ca"), lambda: f"salt {next(numbers)}")


def agree(database, **changes):
    """Put the agreement of a site on record."""
    given = {"site": HIGH, "period": SINCE_2020, "school_official": True}
    agreement = Agreement(**given | {"purposes": frozenset({"truancy outreach"})} | changes)
    with database.inner() as stores:
        stored = stores.sites.all()[HIGH]
        stores.sites.put(attrs.evolve(stored.record, agreements=(agreement,)), stored.version)
        stores.commit()


def entries(database):
    with database.inner() as stores:
        return list(stores.audit.all())


def disclosures(database, ref=REF):
    with database.inner() as stores:
        return stores.disclosures.of(ref)


def refs(database):
    with database.inner() as stores:
        return [each.record.ref for each in stores.students.all()]


# --- who is admitted


def test_access_is_admitted_by_the_rules_and_agreements_of_today(desk, database):
    agree(database)
    access = desk.admit(OFFICER)
    assert (access.viewer, access.on) == (OFFICER, AT.date())
    assert [each.site for each in access.agreements] == [HIGH]
    assert not access.why_not(STATUS, HIGH)
    assert database.opened == ["shared"]
    assert entries(database) == []


def test_an_agreement_that_was_taken_back_admits_nobody_any_more(desk, database):
    agree(database)
    agree(database, period=DatePeriod(date(2020, 7, 1), AT.date()))
    assert desk.admit(OFFICER).why_not(STATUS, HIGH)


@pytest.mark.parametrize("how", ["reading", "acting"])
@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_the_stores_open_for_whoever_holds_the_permission_and_never_for_others(
    desk, database, role, permission, how
):
    access = desk.admit(Viewer("somebody", role, purpose="a reason"))
    database.opened.clear()
    if not access.why_not(permission):
        with getattr(desk, how)(access, permission) as work:
            assert (work.viewer, work.permission) == (access.viewer, permission)
            assert (work.at, work.concerning) == (AT, None)
        assert database.opened == ["exclusive" if how == "acting" else "shared"]
        assert entries(database) == []
    else:
        with pytest.raises(Refused) as refused, getattr(desk, how)(access, permission):
            pytest.fail("the work was begun")
        assert (refused.value.actor, refused.value.role) == ("somebody", role)
        assert refused.value.what == permission
        assert [each.act for each in entries(database)] == ["refused"]


@pytest.mark.parametrize("role", POLICE)
def test_police_are_told_which_rule_keeps_school_records_from_them(desk, role):
    access = desk.admit(Viewer("O-01", role))
    with (
        pytest.raises(Refused, match=FERPA),
        desk.reading(access, Permission.REVIEW_ATTENDANCE),
    ):
        pass


# --- saving


def test_a_commit_saves_the_change_and_its_entry_together(desk, database):
    with desk.acting(desk.admit(CLERK), SUBMIT) as work:
        work.stores.students.put(plain_file("S-2"), 0)
        work.commit("submit attendance", site=HIGH, details={"rows": "7", "from": "a file"})
    assert refs(database) == ["S-1", "S-2"]
    (entry,) = entries(database)
    assert (entry.at, entry.actor, entry.role) == (AT, "j.doe", "clerk")
    assert (entry.act, entry.site, entry.subject) == ("submit attendance", "HIGH", "")
    assert (entry.district, entry.place, entry.clears) == ("district", 1, ())
    assert entry.purpose == "daily review"
    assert entry.details == (("rows", "7"), ("from", "a file"))
    assert entry.matter.salt == "salt 1"


def test_an_entry_names_the_student_whom_the_work_concerns(desk, database):
    with desk.acting(desk.admit(CLERK), SUBMIT, REF) as work:
        work.commit("correct attendance")
    (entry,) = entries(database)
    assert (entry.subject, entry.site, entry.details) == (REF, "", ())


def test_an_entry_names_the_earlier_ones_whose_matter_it_took_away(desk, database):
    with desk.acting(desk.admit(CLERK), SUBMIT) as work:
        work.commit("first")
    with desk.acting(desk.admit(CLERK), SUBMIT) as work:
        work.stores.audit.clear((1,))
        work.commit("second", clears=(1,))
    first, second = entries(database)
    assert (first.matter, second.clears) == (None, (1,))
    assert verify(first.district, [first, second], [second.head]) == ()


def test_without_a_commit_nothing_is_saved_and_nothing_logged(desk, database):
    with desk.acting(desk.admit(CLERK), SUBMIT) as work:
        work.stores.students.put(plain_file("S-2"), 0)
    assert (refs(database), entries(database)) == (["S-1"], [])


def test_an_exception_inside_undoes_the_work_and_the_next_one_may_begin(desk, database):
    def fail():
        with desk.acting(desk.admit(CLERK), SUBMIT) as work:
            work.stores.students.put(plain_file("S-2"), 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (refs(database), entries(database)) == (["S-1"], [])
    with desk.acting(desk.admit(CLERK), SUBMIT) as work:
        work.commit("next")
    assert [each.act for each in entries(database)] == ["next"]


def test_entries_of_several_works_form_a_chain_and_each_has_a_salt_of_its_own(desk, database):
    for number in range(3):
        with desk.acting(desk.admit(CLERK), SUBMIT) as work:
            work.commit(f"act {number}")
    log = entries(database)
    assert [each.act for each in log] == ["act 0", "act 1", "act 2"]
    assert verify(log[0].district, log, [log[-1].head]) == ()
    assert len({each.matter.salt for each in log}) == 3


def test_somebody_elses_commit_meanwhile_is_a_conflict_and_saves_nothing(desk, database):
    """Two who read: whoever acts waits for the other instead."""
    access = desk.admit(CLERK)
    with desk.reading(access, SUBMIT) as one, desk.reading(access, SUBMIT) as two:
        one.stores.students.put(plain_file("S-2"), 0)
        two.stores.students.put(plain_file("S-3"), 0)
        one.commit("first")
        with pytest.raises(Conflict, match="read it again and repeat"):
            two.commit("second")
    assert refs(database) == ["S-1", "S-2"]
    assert [each.act for each in entries(database)] == ["first"]


# --- reading


def test_what_was_read_is_entered_in_a_unit_of_work_of_its_own(desk, database):
    access = desk.admit(CLERK)
    database.opened.clear()
    with desk.reading(access, STATUS, REF) as work:
        work.log("review attendance", site=HIGH, details={"as of": "2026-11-20"})
        assert [each.act for each in entries(database)] == ["review attendance"]
    assert database.opened == ["shared", "exclusive"]
    (entry,) = entries(database)
    assert (entry.actor, entry.subject, entry.site) == ("j.doe", REF, "HIGH")
    assert (entry.purpose, entry.details) == ("daily review", (("as of", "2026-11-20"),))


def test_others_may_act_while_somebody_reads_and_the_reading_is_still_entered(desk, database):
    with desk.reading(desk.admit(CLERK), STATUS, REF) as reader:
        with desk.acting(desk.admit(CLERK), SUBMIT) as work:
            work.commit("meanwhile")
        assert list(reader.stores.audit.all()) == []
        reader.log("read")
    assert [each.act for each in entries(database)] == ["meanwhile", "read"]


def test_a_school_role_that_reads_a_record_is_no_disclosure(desk, database):
    with desk.reading(desk.admit(CLERK), STATUS, REF) as work:
        work.log("review attendance", site=HIGH)
    assert disclosures(database) == ()


def test_what_police_are_given_of_a_record_is_entered_for_the_family_too(desk, database):
    agree(database)
    with desk.reading(desk.admit(OFFICER), STATUS, REF) as work:
        work.require(HIGH)
        work.log("review attendance", site=HIGH)
    (entered,) = disclosures(database)
    assert (entered.student, entered.at, entered.to) == (REF, AT, "O-01 (officer)")
    assert (entered.interest, entered.what) == ("truancy outreach", "read a student's status")
    assert (entered.given, entered.site) == (True, HIGH)
    assert "agreement" in entered.basis
    (entry,) = entries(database)
    assert (entry.actor, entry.subject, entry.act) == ("O-01", REF, "review attendance")


def test_what_police_read_of_nobody_is_no_disclosure(desk, database):
    with desk.reading(desk.admit(OFFICER), Permission.READ_CALENDAR) as work:
        work.log("read the calendar", site=HIGH)
    assert disclosures(database) == ()
    assert len(entries(database)) == 1


def test_what_was_not_entered_as_read_was_not_given(desk, database):
    agree(database)
    with desk.reading(desk.admit(OFFICER), STATUS, REF):
        pass
    assert (disclosures(database), entries(database)) == ((), [])


# --- refusals


def test_a_refusal_is_on_the_log_with_what_was_asked_and_why_not(desk, database):
    auditor = Viewer("w.atch", Role.AUDITOR, purpose="yearly report")
    with pytest.raises(Refused), desk.acting(desk.admit(auditor), SUBMIT):
        pass
    (entry,) = entries(database)
    assert (entry.at, entry.actor, entry.role, entry.act) == (AT, "w.atch", "auditor", "refused")
    assert (entry.subject, entry.site, entry.purpose) == ("", "", "yearly report")
    assert dict(entry.details) == {
        "asked to": "submit attendance",
        "because": "the role auditor does not hold this permission",
    }


def test_a_refusal_during_the_work_undoes_it_and_is_on_the_log(desk, database):
    def overstep():
        with desk.acting(desk.admit(CLERK), SUBMIT) as work:
            work.stores.students.put(plain_file("S-2"), 0)
            work.require(MIDDLE)

    with pytest.raises(Refused, match="MIDDLE is another site"):
        overstep()
    assert refs(database) == ["S-1"]
    (entry,) = entries(database)
    assert entry.act == "refused"
    assert dict(entry.details)["because"] == "MIDDLE is another site"


@pytest.mark.parametrize("role", POLICE)
def test_what_police_are_refused_of_a_record_is_entered_for_the_family_too(desk, database, role):
    police = Viewer("O-01", role, purpose="  a hunch ")
    with pytest.raises(Refused) as refused, desk.reading(desk.admit(police), STATUS, REF):
        pass
    (entered,) = disclosures(database)
    assert (entered.given, entered.basis) == (False, refused.value.why)
    assert (entered.to, entered.interest) == (f"O-01 ({role})", "a hunch")
    assert (entered.what, entered.site, entered.at) == ("read a student's status", HIGH, AT)
    (entry,) = entries(database)
    assert (entry.act, entry.subject, entry.site) == ("refused", REF, "HIGH")


def test_police_who_state_no_interest_are_entered_as_such(desk, database):
    police = Viewer("O-01", Role.OFFICER)
    with pytest.raises(Refused), desk.reading(desk.admit(police), STATUS, REF):
        pass
    assert [each.interest for each in disclosures(database)] == ["not stated"]


def test_what_a_school_role_is_refused_is_no_disclosure(desk, database):
    other = Viewer("m.roe", Role.CLERK, frozenset({MIDDLE}))

    def ask():
        with desk.reading(desk.admit(other), STATUS, REF) as work:
            work.require(HIGH)

    with pytest.raises(Refused, match="HIGH is another site"):
        ask()
    assert disclosures(database) == ()
    (entry,) = entries(database)
    assert (entry.act, entry.subject, entry.site) == ("refused", REF, "HIGH")


def test_of_a_student_whom_nobody_knows_no_disclosure_is_entered(desk, database):
    unknown = StudentRef("S-404")
    with pytest.raises(Refused), desk.reading(desk.admit(OFFICER), STATUS, unknown):
        pass
    assert disclosures(database, unknown) == ()
    assert [each.act for each in entries(database)] == ["refused"]


def test_what_is_unknown_is_no_refusal_and_not_on_the_log(desk, database):
    def ask():
        with desk.reading(desk.admit(CLERK), STATUS, StudentRef("S-404")) as work:
            work.stores.students.get(StudentRef("S-404"))

    with pytest.raises(Unknown):
        ask()
    assert entries(database) == []


# --- the site that answers


def test_work_requires_the_permission_at_the_site_that_answers(desk):
    with desk.reading(desk.admit(CLERK), STATUS, REF) as work:
        work.require(HIGH)


def test_for_a_student_of_no_site_only_whoever_sees_the_whole_district_answers(desk):
    district = Viewer("d.roe", Role.DISTRICT)
    with desk.reading(desk.admit(district), STATUS, REF) as work:
        work.require(None)
    with (
        pytest.raises(Refused, match="the whole district"),
        desk.reading(desk.admit(CLERK), STATUS, REF) as work,
    ):
        work.require(None)


def test_an_agreement_of_one_site_does_not_answer_for_a_student_of_no_site(desk, database):
    agree(database)
    with (
        pytest.raises(Refused),
        desk.reading(desk.admit(OFFICER), STATUS, REF) as work,
    ):
        work.require(None)
