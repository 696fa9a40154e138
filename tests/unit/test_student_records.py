"""One student's record: opened for a purpose, told to the family, and taken away for good."""

import importlib
import pkgutil
from datetime import date, datetime
from itertools import count

import attrs
import pytest

import sro_core
from sro_adapters import wire
from sro_adapters.memory import MemoryDatabase
from sro_adapters.testing.records import plain_site, withdrawn
from sro_core import (
    Action,
    Agreement,
    AttendanceEvent,
    BadValue,
    DatePeriod,
    Enrollment,
    Identity,
    Refused,
    Role,
    SiteId,
    StepTaken,
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
from sro_core.registers import Keeper, Register
from sro_core.truancy.letters import BATCHES, Batch
from sro_core.truancy.marks import Mark
from sro_core.truancy.questions import ASKED, Asked
from sro_core.truancy.referrals import REFERRALS, Receiver, Referral
from sro_core.truancy.step_log import STEPS, StepEntry
from sro_core.usecases import audit_log
from sro_core.usecases.attendance_review import review_one
from sro_core.usecases.student_filings import OF_STUDENTS
from sro_core.usecases.student_records import (
    Expunged,
    Request,
    disclosures,
    expunge,
    held,
    open_identity,
    record_disclosure,
)

AT = datetime(2026, 11, 20, 8, 30)
ON = AT.date()
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
REF, OTHER, ELSEWHERE = (StudentRef(f"S-{n}") for n in (101, 102, 103))
CLERK = Viewer("j.doe", Role.CLERK, frozenset({HIGH}), "call the parent")
HEAD = Viewer("a.roe", Role.ADMINISTRATOR, frozenset({HIGH}), "request of the parent")
DISTRICT = Viewer("d.roe", Role.DISTRICT, None, "court order 12-345")
OFFICER = Viewer("O-01", Role.OFFICER, None, "truancy outreach")
ANA = Identity(REF, "Ana", family_name="Peñón", email="ana@example.org")
YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))


def file(ref, site):
    events = tuple(AttendanceEvent(ref, site, date(2026, 11, day)) for day in (9, 10))
    steps = (StepTaken(ref, Action.TRUANCY_NOTICE, date(2026, 11, 12)),)
    student = Student(ref, date(2012, 3, 4))
    return StudentFile(student, (Enrollment(site, YEAR),), events, steps)


@pytest.fixture
def database():
    """A database with two students of the high school and one of the middle school."""
    made = MemoryDatabase()
    with made() as stores:
        for site in (HIGH, MIDDLE):
            stores.sites.put(plain_site(site), 0)
        for ref, site in ((REF, HIGH), (OTHER, HIGH), (ELSEWHERE, MIDDLE)):
            stores.students.put(file(ref, site), 0)
            stores.identities.put(attrs.evolve(ANA, ref=ref), 0)
        stores.students.withdraw([withdrawn(REF), withdrawn(OTHER)])
        stores.commit()
    return made


@pytest.fixture
def desk(database):
    numbers = count(1)
    return Desk(database, lambda: AT, load_rules("us-ca"), lambda: f"salt {next(numbers)}")


def log(database):
    with database() as stores:
        return list(stores.audit.all())


def entered(database, ref=REF):
    with database() as stores:
        return stores.disclosures.of(ref)


# --- identity


def test_an_identity_is_opened_for_a_purpose_and_that_is_on_the_log(desk, database):
    assert open_identity(desk, desk.admit(CLERK), REF).identity == ANA
    (entry,) = log(database)
    assert (entry.act, entry.actor, entry.role) == ("open identity", "j.doe", "clerk")
    assert (entry.subject, entry.site, entry.purpose) == (REF, "HIGH", "call the parent")
    assert "Ana" not in repr(entry)
    assert entered(database) == ()


@pytest.mark.parametrize("purpose", ["", "  "])
def test_without_a_purpose_no_identity_is_opened(desk, database, purpose):
    asked = attrs.evolve(CLERK, purpose=purpose)
    with pytest.raises(Refused, match="state the purpose"):
        open_identity(desk, desk.admit(asked), REF)
    assert [each.act for each in log(database)] == ["refused"]


def test_an_identity_of_another_site_is_refused(desk, database):
    with pytest.raises(Refused, match="MIDDLE is another site"):
        open_identity(desk, desk.admit(CLERK), ELSEWHERE)
    (entry,) = log(database)
    assert (entry.act, entry.subject, entry.site) == ("refused", ELSEWHERE, "MIDDLE")


def test_an_identity_that_is_not_held_is_unknown_and_nothing_was_opened(desk, database):
    with database() as stores:
        stores.identities.remove(REF, stores.identities.get(REF).version)
        stores.commit()
    with pytest.raises(Unknown, match="no identity"):
        open_identity(desk, desk.admit(CLERK), REF)
    with pytest.raises(Unknown, match="no student"):
        open_identity(desk, desk.admit(CLERK), StudentRef("S-1"))
    assert log(database) == []


@pytest.mark.parametrize("agreed", [False, True])
@pytest.mark.parametrize("role", POLICE)
def test_police_open_no_identity_agreement_or_not_and_the_family_can_read_that(
    desk, database, role, agreed
):
    if agreed:
        agree(database)
    police = Viewer("O-01", role, None, "truancy outreach")
    with pytest.raises(Refused):
        open_identity(desk, desk.admit(police), REF)
    (entry,) = log(database)
    assert (entry.act, entry.subject) == ("refused", REF)
    (asked,) = entered(database)
    assert (asked.given, asked.what) == (False, "open a student's identity")


def agree(database):
    with database() as stores:
        stored = stores.sites.all()[HIGH]
        agreement = Agreement(HIGH, YEAR, True, frozenset({"truancy outreach"}))
        changed = attrs.evolve(stored.record, agreements=(agreement,))
        stores.sites.put(changed, stored.version)
        stores.commit()


# --- disclosures


SUBPOENA = Request("Juvenile Court", "case 12-345", "attendance", given=True, basis="a subpoena")


def test_a_request_is_entered_with_who_entered_it_and_the_site_that_answers(desk, database):
    made = record_disclosure(desk, desk.admit(CLERK), REF, SUBPOENA)
    assert entered(database) == (made,)
    assert (made.student, made.at, made.by, made.site) == (REF, AT, "j.doe", HIGH)
    assert (made.to, made.interest) == ("Juvenile Court", "case 12-345")
    assert (made.what, made.given, made.basis) == ("attendance", True, "a subpoena")
    (entry,) = log(database)
    assert (entry.act, entry.subject, entry.site) == ("record disclosure", REF, "HIGH")


@pytest.mark.parametrize("blank", ["to", "interest", "what"])
def test_a_request_that_does_not_say_who_what_and_what_for_is_not_entered(desk, database, blank):
    with pytest.raises(BadValue, match=f"disclosure, {blank}: it is blank"):
        record_disclosure(desk, desk.admit(CLERK), REF, attrs.evolve(SUBPOENA, **{blank: " "}))
    assert (entered(database), log(database)) == ((), [])


def test_a_request_for_a_student_of_another_site_or_of_nobody_is_not_entered(desk, database):
    with pytest.raises(Refused, match="MIDDLE is another site"):
        record_disclosure(desk, desk.admit(CLERK), ELSEWHERE, SUBPOENA)
    with pytest.raises(Unknown):
        record_disclosure(desk, desk.admit(CLERK), StudentRef("S-1"), SUBPOENA)
    assert entered(database, ELSEWHERE) == ()


def test_disclosures_are_read_in_order_and_that_is_on_the_log(desk, database):
    one = record_disclosure(desk, desk.admit(CLERK), REF, SUBPOENA)
    refused = attrs.evolve(SUBPOENA, given=False, basis="no subpoena")
    other = record_disclosure(desk, desk.admit(CLERK), REF, refused)
    record_disclosure(desk, desk.admit(CLERK), OTHER, SUBPOENA)
    assert disclosures(desk, desk.admit(HEAD), REF) == (one, other)
    entry = log(database)[-1]
    assert (entry.act, entry.actor, entry.subject) == ("read disclosures", "a.roe", REF)


@pytest.mark.parametrize("role", POLICE)
def test_what_police_were_refused_is_among_the_disclosures_and_on_the_log(desk, database, role):
    police = Viewer("O-01", role, None, "a hunch")
    with pytest.raises(Refused) as refused:
        review_one(desk, desk.admit(police), REF, on=ON)
    (asked,) = disclosures(desk, desk.admit(HEAD), REF)
    assert (asked.to, asked.interest, asked.given) == (f"O-01 ({role})", "a hunch", False)
    assert (asked.basis, asked.site, asked.at) == (refused.value.why, HIGH, AT)
    assert [(each.act, each.subject) for each in log(database)] == [
        ("refused", REF),
        ("read disclosures", REF),
    ]


def test_disclosures_of_another_site_are_refused(desk):
    with pytest.raises(Refused, match="MIDDLE is another site"):
        disclosures(desk, desk.admit(HEAD), ELSEWHERE)


@pytest.mark.parametrize("role", [*sorted(POLICE), Role.AUDITOR, Role.PUBLIC])
def test_nobody_outside_of_the_school_reads_or_enters_disclosures(desk, database, role):
    access = desk.admit(Viewer("x", role, None, "truancy outreach"))
    with pytest.raises(Refused):
        disclosures(desk, access, REF)
    with pytest.raises(Refused):
        record_disclosure(desk, access, REF, SUBPOENA)
    assert all(not each.given for each in entered(database))


# --- everything held


def test_everything_held_on_a_student_is_given_and_nothing_of_anybody_else(desk, database):
    made = record_disclosure(desk, desk.admit(CLERK), REF, SUBPOENA)
    record_disclosure(desk, desk.admit(CLERK), OTHER, SUBPOENA)
    open_identity(desk, desk.admit(CLERK), REF)
    found = held(desk, desk.admit(HEAD), REF)
    assert (found.ref, found.site, found.file) == (REF, HIGH, file(REF, HIGH))
    assert found.withdrawn == (withdrawn(REF),)
    assert (found.identity, found.disclosures) == (ANA, (made,))
    assert [each.act for each in found.seen] == ["record disclosure", "open identity"]
    assert OTHER not in repr(found)
    entry = log(database)[-1]
    assert (entry.act, entry.subject) == ("read the record held", REF)
    assert (entry.purpose, entry.site) == ("request of the parent", "HIGH")


def test_a_record_without_an_identity_is_given_without_one(desk, database):
    with database() as stores:
        stores.identities.remove(REF, stores.identities.get(REF).version)
        stores.commit()
    assert held(desk, desk.admit(HEAD), REF).identity is None


def test_who_read_a_record_is_in_it_the_next_time(desk):
    held(desk, desk.admit(HEAD), REF)
    assert [each.act for each in held(desk, desk.admit(HEAD), REF).seen] == ["read the record held"]


def test_a_record_is_read_with_a_purpose_by_those_who_answer_for_its_site(desk):
    with pytest.raises(Refused, match="state the purpose"):
        held(desk, desk.admit(attrs.evolve(HEAD, purpose="")), REF)
    with pytest.raises(Refused, match="MIDDLE is another site"):
        held(desk, desk.admit(HEAD), ELSEWHERE)
    with pytest.raises(Refused, match="does not hold this permission"):
        held(desk, desk.admit(CLERK), REF)
    with pytest.raises(Unknown):
        held(desk, desk.admit(HEAD), StudentRef("S-1"))


def test_for_a_student_who_has_not_come_yet_the_district_answers(desk, database):
    soon = StudentFile(Student(REF), (Enrollment(HIGH, DatePeriod(date(2027, 1, 4), None)),))
    with database() as stores:
        stores.students.put(soon, stores.students.get(REF).version)
        stores.commit()
    with pytest.raises(Refused, match="the whole district"):
        held(desk, desk.admit(HEAD), REF)
    assert held(desk, desk.admit(DISTRICT), REF).site is None


# --- taken away


def mark(what):
    return Mark(what=what, by="j.doe", role=Role.CLERK, at=AT)


STEP = StepEntry(
    id="step", student=REF, site=HIGH, on=ON, by="j.doe", at=AT, step="first_notice", means="post"
)
ASK = Asked(
    id="ask", student=REF, site=HIGH, question="disability", on=date(2026, 11, 3), by="j.doe", at=AT
)
REFERRAL = Referral(
    id="referral", to=Receiver.REVIEW_BOARD, site=HIGH, on=ON, reason="a chronic truant",
    log=(mark("opened"),), student=REF,
)  # fmt: skip
BATCH = Batch(
    id="batch", site=HIGH, step="first_notice", made_on=ON, log=(mark("draft"),),
    skipped={REF: "the age is not known", OTHER: "already sent"},
)  # fmt: skip


def test_every_record_of_the_school_or_the_programme_that_names_a_student_is_told_and_taken_away():
    """Those of the police are theirs: apart, and taken away under another order."""
    every = {
        id(each): each
        for module in pkgutil.walk_packages(sro_core.__path__, "sro_core.")
        for each in vars(importlib.import_module(module.name)).values()
        if isinstance(each, Register)
    }
    assert len(every) > 10
    naming = {
        each.name
        for each in every.values()
        if each.keeper is not Keeper.POLICE
        and any(
            "StudentRef" in str(field.type)
            for field in attrs.fields(attrs.resolve_types(each.kind))
        )
    }
    assert naming == {each.name for each in OF_STUDENTS}


@pytest.fixture
def filed(database):
    """A step, a question and a referral of the student, and a batch that skipped two."""
    with database() as stores:
        for register, record in (
            (STEPS, STEP), (STEPS, attrs.evolve(STEP, id="other", student=OTHER)), (ASKED, ASK),
            (REFERRALS, REFERRAL), (BATCHES, BATCH),
        ):  # fmt: skip
            stores.records(register).put(record, 0)
        stores.commit()


def test_what_is_filed_under_a_student_is_held_in_order_and_nothing_of_anybody_else(filed, desk):
    found = held(desk, desk.admit(HEAD), REF).filed
    assert [(each.what, each.on, each.record) for each in found] == [
        ("question asked", date(2026, 11, 3), ASK),
        ("referral", ON, REFERRAL),
        ("step", ON, STEP),
    ]
    shown = wire.show(held(desk, desk.admit(HEAD), REF), desk.admit(HEAD))["filed"]
    assert [each["what"] for each in shown] == ["question asked", "referral", "step"]
    assert shown[2]["record"]["means"] == "post"
    assert wire.to_json(shown)


def test_what_is_filed_is_expunged_with_the_rest(filed, known, database):
    gone = expunge(known, known.admit(DISTRICT), REF, because="an order")
    assert gone.filed == 3
    assert REF not in repr(database._state)
    with database() as stores:
        (batch,) = stores.records(BATCHES).all()
        assert dict(batch.record.skipped) == {OTHER: "already sent"}
        assert [each.record.student for each in stores.records(STEPS).all()] == [OTHER]


@pytest.fixture
def known(desk, database):
    """Everybody has left a trace of the student, and of another one."""
    for ref in (REF, OTHER):
        record_disclosure(desk, desk.admit(CLERK), ref, SUBPOENA)
        open_identity(desk, desk.admit(CLERK), ref)
        review_one(desk, desk.admit(CLERK), ref, on=ON)
        with pytest.raises(Refused):
            review_one(desk, desk.admit(OFFICER), ref, on=ON)
        held(desk, desk.admit(HEAD), ref)
    return desk


def test_what_is_expunged_leaves_no_trace_of_the_student_in_any_store(known, database):
    assert REF in repr(database._state)
    gone = expunge(known, known.admit(DISTRICT), REF, because="Penal Code 851.7 order")
    assert gone == Expunged(rows=3, acts=1, filed=0, disclosures=2, entries=5)
    assert REF not in repr(database._state)


def test_what_is_expunged_is_gone_from_each_store_and_the_others_stay(known, database):
    before = held(known, known.admit(HEAD), OTHER)
    expunge(known, known.admit(DISTRICT), REF, because="an order")
    with database() as stores:
        with pytest.raises(Unknown):
            stores.students.get(REF)
        with pytest.raises(Unknown):
            stores.identities.get(REF)
        assert stores.students.withdrawn(REF) == ()
        assert stores.disclosures.of(REF) == ()
        assert stores.audit.about(REF) == ()
    after = held(known, known.admit(HEAD), OTHER)
    assert after.seen[: len(before.seen)] == before.seen
    assert attrs.evolve(after, seen=()) == attrs.evolve(before, seen=())


def test_the_log_keeps_that_something_was_expunged_by_whom_and_the_chain_holds(known, database):
    entries = log(database)
    noted = [entry.head for entry in entries]
    places = tuple(each.place for each in entries if each.subject == REF)
    expunge(known, known.admit(DISTRICT), REF, because="an order")
    *earlier, last = log(database)
    assert (last.act, last.actor) == ("expunge a student's record", "d.roe")
    assert (last.subject, last.site, last.purpose) == ("", "HIGH", "court order 12-345")
    assert dict(last.details) == {"because": "an order", "entries cleared": str(len(places))}
    assert last.clears == places
    assert [each.hash for each in earlier] == [each.hash for each in entries]
    assert [each.place for each in earlier if each.matter is None] == list(places)
    assert verify(last.district, [*earlier, last], [*noted, last.head]) == ()
    assert audit_log.check(known, known.admit(DISTRICT), noted).breaks == ()


def test_who_was_expunged_is_unknown_and_may_be_taken_in_anew(known, database):
    expunge(known, known.admit(DISTRICT), REF, because="an order")
    with pytest.raises(Unknown):
        expunge(known, known.admit(DISTRICT), REF, because="an order")
    with database() as stores:
        stores.students.put(file(REF, HIGH), 0)
        stores.commit()
    found = held(known, known.admit(HEAD), REF)
    assert (found.withdrawn, found.identity, found.disclosures, found.seen) == ((), None, (), ())


def test_a_student_of_whom_only_the_file_is_held_is_expunged_too(desk, database):
    with database() as stores:
        stores.students.put(StudentFile(Student(StudentRef("S-9"))), 0)
        stores.commit()
    gone = expunge(desk, desk.admit(DISTRICT), StudentRef("S-9"), because="an order")
    assert gone == Expunged(0, 0, 0, 0, 0)


def test_nobody_is_expunged_without_a_reason_a_purpose_or_the_permission(known, database):
    before = repr(database._state.students)
    with pytest.raises(BadValue, match="name the order"):
        expunge(known, known.admit(DISTRICT), REF, because="  ")
    with pytest.raises(Refused, match="state the purpose"):
        expunge(known, known.admit(attrs.evolve(DISTRICT, purpose="")), REF, because="an order")
    for viewer in (CLERK, HEAD, OFFICER):
        with pytest.raises(Refused):
            expunge(known, known.admit(viewer), REF, because="an order")
    one_site = attrs.evolve(DISTRICT, sites=frozenset({MIDDLE}))
    with pytest.raises(Refused, match="HIGH is another site"):
        expunge(known, known.admit(one_site), REF, because="an order")
    with pytest.raises(Unknown):
        expunge(known, known.admit(DISTRICT), StudentRef("S-1"), because="an order")
    assert repr(database._state.students) == before
    assert open_identity(known, known.admit(CLERK), REF).identity == ANA


def test_a_refused_expunction_says_nothing_of_the_student(known, database):
    with pytest.raises(Refused):
        expunge(known, known.admit(HEAD), REF, because="an order")
    assert (log(database)[-1].act, log(database)[-1].subject) == ("refused", "")
