"""Ask in the field: is somebody who was met due in school, and what does the order say?

Each try to learn of a student is on the audit log, and in the log for the family where a student
fitted. There is nothing to browse: whoever asks states name and birth date exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from sro_core.contacts.contact import CONTACTS, ENFORCED, Check, Contact, DueNow, OrderNote
from sro_core.desk import Desk, Work
from sro_core.disclosures import Disclosure
from sro_core.errors import Refused, Unknown
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.truancy.field_check import (
    Asked,
    ChecksLimit,
    FieldAnswer,
    due_in_school,
    exactly,
)
from sro_core.truancy.measures import Ages
from sro_core.truancy.order import (
    Answer,
    Circumstances,
    OrderAnswer,
    School,
    decide,
    ladder_step,
)
from sro_core.usecases.attendance_review import roll_of
from sro_core.usecases.field_work import open_contact_of


def check_student(desk: Desk, access: Access, id: str, asked: Asked) -> FieldAnswer:
    """Tell whether somebody met is due in school now: in school, not in school, ask the school.

    They are looked up by exact name and birth date; of nobody, or of two, nothing is told but
    "ask the school". Each try is on the log.

    Raises:
        Refused: the viewer may not, it is no open contact of theirs, or there were too many
            tries.
        Unknown: there is no such contact.
    """
    with desk.acting(access, Permission.CHECK_STUDENT) as work:
        stored = open_contact_of(work, id, Permission.CHECK_STUDENT)
        contact = stored.record
        limits = desk.rules.all(ChecksLimit, work.at.date())
        for rule in limits:
            if len(contact.checks) >= rule.value.tries:
                raise Refused(work.viewer.actor, work.viewer.role, work.permission, rule.says)
        ref = _one(work, asked)
        found = FieldAnswer(DueNow.ASK, work.at)
        if ref is not None:
            found = _due(desk, work, ref)
            _disclose(work, ref, contact, found.site)
        check = Check(work.at, found.answer, ref is not None)
        changed = attrs.evolve(
            contact,
            checks=(*contact.checks, check),
            student=ref if ref is not None else contact.student,
            enrolled=found.site if ref is not None else contact.enrolled,
        )
        work.stores.records(CONTACTS).put(changed, stored.version)
        details = {"answer": found.answer, "one student": "yes" if ref is not None else "no"}
        work.commit("check student", site=contact.site, about=id, details=details)
    return found


def _one(work: Work, asked: Asked) -> StudentRef | None:
    """Give the one student of exactly this name and birth date, or None."""
    fitting = []
    for ref in exactly((each.record for each in work.stores.identities.all()), asked):
        try:
            born = work.stores.students.get(ref).record.student.born
        except Unknown:
            continue
        if born == asked.born:
            fitting.append(ref)
    return fitting[0] if len(fitting) == 1 else None


def _due(desk: Desk, work: Work, ref: StudentRef) -> FieldAnswer:
    roll = roll_of(work, ())
    ages = desk.rules.all(Ages, work.at.date())
    return due_in_school(
        work.stores.students.get(ref).record,
        roll.calendars,
        roll.data_through,
        ages=ages[0].value if ages else None,
        at=work.at,
    )


def _disclose(work: Work, ref: StudentRef, contact: Contact, site: SiteId | None) -> None:
    """Enter for the family that police asked for their child."""
    work.stores.disclosures.add(
        Disclosure(
            student=ref,
            at=work.at,
            to=f"{work.viewer.actor} ({work.viewer.role})",
            interest=work.viewer.purpose.strip() or f"field contact at {contact.place.name}",
            what=work.permission,
            given=True,
            basis="one of three answers, by the district's own rule",
            by="entered by the system",
            site=site,
        )
    )


@attrs.frozen(kw_only=True)
class OrderQuestion:
    """Hold what an officer says to ask what the daytime order says.

    Attributes:
        area: where; the contact's own where one is named.
        at: local wall time; now where it is None.
        age: as told, or None.
        school: the kind of school, as told.
        site: the school of the district they say they go to, or None.
        claims: exceptions that were asked about, and whether they hold.
        asked: the questions that were asked.
    """

    area: str = ""
    at: datetime | None = None
    age: int | None = None
    school: School | None = None
    site: SiteId | None = None
    claims: Mapping[str, bool] = attrs.field(factory=dict)
    asked: frozenset[str] = frozenset()


def ask_order(
    desk: Desk, access: Access, question: OrderQuestion, *, contact: str = ""
) -> OrderAnswer:
    """Tell what the order of a place says, and keep the answer with the contact, if one is named.

    It works with what the minor says, and looks nobody up.

    Raises:
        Refused: the viewer may not, or it is no open contact of theirs.
        Unknown: there is no such contact or site.
    """
    if not contact:
        with desk.reading(access, Permission.ASK_ORDER) as work:
            found = _answer(desk, work, question, question.area, question.at or work.at)
            work.log("ask order", details={"area": question.area, "answer": found.answer})
        return found
    with desk.acting(access, Permission.RECORD_CONTACT) as work:
        stored = open_contact_of(work, contact, Permission.RECORD_CONTACT)
        held = stored.record
        found = _answer(desk, work, question, held.place.area, held.at)
        found = _with_ladder(work, held, found)
        order = found.rule.id if found.rule else ""
        asked = tuple(sorted(question.asked))
        note = OrderNote(work.at, order, found.answer, found.exception, asked)
        work.stores.records(CONTACTS).put(attrs.evolve(held, order=note), stored.version)
        details = {"order": order, "answer": found.answer}
        work.commit("ask order", site=held.site, about=contact, details=details)
    return found


def _with_ladder(work: Work, contact: Contact, found: OrderAnswer) -> OrderAnswer:
    """Add what the order provides where it applies, counting earlier breaches of the student."""
    if found.answer is not Answer.APPLIES or found.rule is None or contact.student is None:
        return found
    earlier = [
        each.record.at.date()
        for each in work.stores.records(CONTACTS).all(concerns=contact.student)
        if _breach(each.record, found.rule.id) and each.record.id != contact.id
    ]
    step = ladder_step(found.rule.value, earlier, contact.at.date())
    return attrs.evolve(found, provides=step.consequence) if step else found


def _breach(contact: Contact, order: str) -> bool:
    """Tell whether a person found an order broken in a contact, and did something about it."""
    note = contact.order
    return (
        not contact.sealed
        and not contact.mistaken
        and note is not None
        and (note.order, note.answer) == (order, Answer.APPLIES)
        and bool(ENFORCED & contact.dispositions)
    )


def _answer(
    desk: Desk, work: Work, question: OrderQuestion, area: str, at: datetime
) -> OrderAnswer:
    known = work.stores.sites.all()
    if question.site is not None and question.site not in known:
        raise Unknown("site", question.site, tuple(known))
    calendar = known[question.site].record.calendar if question.site is not None else None
    school = question.school or (School.PUBLIC if question.site is not None else None)
    seen = Circumstances(at, area, question.age, school, calendar, question.claims, question.asked)
    return decide(desk.rules, seen)
