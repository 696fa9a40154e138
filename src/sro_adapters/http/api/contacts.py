"""Contacts with minors in the field; answers are small enough for a phone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import COUNT, ID, MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.field_forms import ContactForm, FieldAnswerForm
from sro_core.contacts.contact import Contact, Disposition, Place
from sro_core.contacts.custody import Custody, Told, Whom
from sro_core.contacts.stop_data import StopData
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import DatePeriod
from sro_core.privacy import Permission
from sro_core.truancy.field_check import Asked
from sro_core.usecases import field_checks, field_work
from sro_core.usecases.field_work import Opening, Result

CONTACT = "the id of the contact"


@attrs.frozen
class Where:
    """Where and when a contact was."""

    place: str = member("where, in words; nobody's home", facets=WORDS, example="transit plaza")
    area: str = member("the city or area whose order holds there", facets=WORDS,
                       example="El Cerrito")  # fmt: skip
    campus: SiteId | None = member("the site, where it was on one", default=None, facets=ID)
    at: datetime | None = member("local wall time; now where it is left out", default=None)
    site: SiteId | None = member("the school that the officer works for", default=None, facets=ID)
    sweep: str = member("the sweep it is made in", default="", facets=MAYBE_WORDS)
    officer: OfficerId | None = member("who made it, where somebody else enters it", default=None,
                                       facets=ID)  # fmt: skip


@attrs.frozen
class NewContact:
    """A contact that begins, with what was seen before it."""

    where: Where = member("where and when")
    seen: tuple[str, ...] = member(
        "the facts seen before the stop", facets=WORDS,
        example=["two minors with school bags at the plaza"],
    )  # fmt: skip


@attrs.frozen
class ToOpen:
    """Ask to open a contact."""

    contact: NewContact = body("what is known before anything is done")


@attrs.frozen
class NewPositive:
    """A positive contact: heads, nobody named."""

    where: Where = member("where and when")
    heads: int = member("how many minors", facets=COUNT, example=12)
    narrative: str = member("what it was; names nobody", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToGreet:
    """Ask to record a positive contact."""

    contact: NewPositive = body("what it was")


@attrs.frozen
class OfContact:
    """Ask for one contact."""

    contact: str = path(CONTACT, example="f7976c0a04c5")


@attrs.frozen
class OfContacts:
    """Ask for contacts."""

    on: date | None = query("the last day; today where it is left out", example="2026-11-20")
    days: int = query("so many days up to it", default=7, facets=COUNT)
    sweep: str = query("only those made in this sweep", default="", facets=MAYBE_WORDS)


@attrs.frozen
class Person:
    """Who was met, exactly as they said."""

    given_name: str = member("given name", facets=WORDS, example="Xochitl")
    family_name: str = member("family name", facets=WORDS, example="Testperson")
    born: date = member("birth date", example="2012-03-04")


@attrs.frozen
class ToCheck:
    """Ask whether who was met is due in school."""

    contact: str = path(CONTACT, example="f7976c0a04c5")
    who: Person = body("who was met")


@attrs.frozen
class CustodyTold:
    """A temporary custody."""

    since: datetime = member("local wall time", example="2026-11-20T10:20")
    campus: SiteId | None = member("the school that released the minor", default=None, facets=ID)
    delivered_to: str = member("id of a delivery, such as school", default="", facets=MAYBE_WORDS)
    delivered_at: datetime | None = member("local wall time", default=None)
    abuse_suspected: bool = member("held as a suspected victim of child abuse", default=False)


@attrs.frozen
class Codes:
    """The state's stop-data codes."""

    reason: int = member("of the stop", example=5)
    assignment: int = member("of the officer", default=8)
    results: tuple[int, ...] = member("what came of it", default=())
    reason_given: int | None = member("as told to the person", default=None)
    school: str = member("the state's code of the school it was at", default="",
                         facets=MAYBE_WORDS)  # fmt: skip
    student: bool = member("a student, at a school", default=False)
    race: tuple[int, ...] = member("as perceived", default=())
    gender: int | None = member("as perceived", default=None)
    age: int | None = member("as perceived", default=None)
    disability: tuple[int, ...] = member("further codes", default=())
    search: tuple[int, ...] = member("basis of a search", default=())
    seizure: tuple[int, ...] = member("basis of a seizure", default=())


@attrs.frozen
class Came:
    """What came of a contact."""

    dispositions: tuple[Disposition, ...] = member("at least one", example=["counseled"])
    held: CustodyTold | None = member("a temporary custody", default=None)
    stop: Codes | None = member("the state's codes", default=None)
    narrative: str = member("at most 250 characters; names nobody", default="",
                            facets=MAYBE_WORDS)  # fmt: skip
    mistaken: str = member("why it turned out that nothing was amiss", default="",
                           facets=MAYBE_WORDS)  # fmt: skip


@attrs.frozen
class ToClose:
    """Ask to close a contact."""

    contact: str = path(CONTACT, example="f7976c0a04c5")
    came: Came = body("what came of it")


@attrs.frozen
class Telling:
    """That somebody was told of a custody."""

    whom: Whom = member("the parent or the school", example="parent")
    at: datetime | None = member("local wall time; now where it is left out", default=None)
    by: str = member("who told them; whoever asks where it is left out", default="",
                     facets=MAYBE_WORDS)  # fmt: skip
    without_place: bool = member("naming the place would endanger somebody", default=False)


@attrs.frozen
class ToTell:
    """Ask to enter that somebody was told."""

    contact: str = path(CONTACT, example="f7976c0a04c5")
    told: Telling = body("who was told, when")


@attrs.frozen
class Contacts:
    """Contacts, by their day; an officer's are their own."""

    items: tuple[ContactForm, ...]


def _opening(where: Where, seen: tuple[str, ...] = ()) -> Opening:
    return Opening(
        place=Place(where.place, where.area, where.campus),
        seen=seen,
        at=where.at,
        site=where.site,
        sweep=where.sweep,
        officer=where.officer,
    )


def shown(call: Call, contact: Contact) -> Answer:
    """Give a contact as its form has it."""
    return Answer(wire.show(contact, call.access))


def begin(call: Call, asked: ToOpen) -> Answer:
    """Open a contact."""
    opening = _opening(asked.contact.where, asked.contact.seen)
    return shown(call, field_work.open_contact(call.desk, call.access, opening))


def greet(call: Call, asked: ToGreet) -> Answer:
    """Record a positive contact."""
    told = asked.contact
    made = field_work.record_positive(
        call.desk, call.access, _opening(told.where), heads=told.heads, narrative=told.narrative
    )
    return shown(call, made)


def every(call: Call, asked: OfContacts) -> Answer:
    """Give contacts."""
    after = (asked.on or call.today) + timedelta(days=1)
    first = date.fromordinal(max(1, after.toordinal() - asked.days))
    within = DatePeriod(first, after)
    found = field_work.contacts(call.desk, call.access, within=within, sweep=asked.sweep)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def one(call: Call, asked: OfContact) -> Answer:
    """Give one contact."""
    return shown(call, field_work.contact(call.desk, call.access, asked.contact))


def check(call: Call, asked: ToCheck) -> Answer:
    """Tell whether who was met is due in school."""
    who = Asked(asked.who.given_name, asked.who.family_name, asked.who.born)
    found = field_checks.check_student(call.desk, call.access, asked.contact, who)
    return Answer(wire.show(found, call.access, site=found.site))


def close(call: Call, asked: ToClose) -> Answer:
    """Enter what came of a contact."""
    came, held, codes = asked.came, asked.came.held, asked.came.stop
    custody = stop = None
    if held is not None:
        custody = Custody(
            held.since, held.campus, held.delivered_to, held.delivered_at, held.abuse_suspected
        )
    if codes is not None:
        stop = StopData(
            reason=codes.reason,
            assignment=codes.assignment,
            results=frozenset(codes.results),
            reason_given=codes.reason_given,
            school=codes.school,
            student=codes.student,
            race=frozenset(codes.race),
            gender=codes.gender,
            age=codes.age,
            disability=frozenset(codes.disability),
            search=frozenset(codes.search),
            seizure=frozenset(codes.seizure),
        )
    result = Result(
        dispositions=frozenset(came.dispositions),
        custody=custody,
        stop=stop,
        narrative=came.narrative,
        mistaken=came.mistaken,
    )
    return shown(call, field_work.close_contact(call.desk, call.access, asked.contact, result))


def tell(call: Call, asked: ToTell) -> Answer:
    """Enter that somebody was told."""
    told = asked.told
    at = told.at or call.desk.clock().replace(second=0, microsecond=0)
    made = Told(told.whom, at, told.by or call.viewer.actor, told.without_place)
    return shown(call, field_work.tell(call.desk, call.access, asked.contact, made))


def _contact(
    id: str,
    path: str,
    says: str,
    *,
    does: Any,
    asks: type,
    method: str = "POST",
    gives: Any = ContactForm,
    permission: Permission = Permission.RECORD_CONTACT,
    status: int = 200,
    more: str = "",
) -> Operation[Call, Any]:
    """Declare an operation on contacts."""
    return Operation(id=id, method=method, path=path, says=says, does=does, asks=asks, gives=gives,
                     permission=permission, status=status, more=more,
                     problems=() if "{" in path else (problems.UNKNOWN,))  # fmt: skip


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    _contact("open_contact", "/api/contacts", "Open a contact with the facts seen before it",
             does=begin, asks=ToOpen, status=201),
    _contact("record_positive", "/api/positive-contacts",
             "Record a positive contact: heads, nobody named", does=greet, asks=ToGreet,
             status=201),
    _contact("contacts", "/api/contacts",
             "List contacts, an officer's own ones; no student is among it", does=every,
             asks=OfContacts, method="GET", gives=Contacts, permission=Permission.READ_CONTACTS),
    _contact("contact", "/api/contacts/{contact}", "Give one contact", does=one, asks=OfContact,
             method="GET", permission=Permission.READ_CONTACTS),
    _contact("check_student", "/api/contacts/{contact}/check",
             "Tell whether who was met is due in school: in school, not in school, ask the school",
             does=check, asks=ToCheck, gives=FieldAnswerForm, permission=Permission.CHECK_STUDENT,
             more="It is no reason to stop or to hold anybody; each try is logged."),
    _contact("close_contact", "/api/contacts/{contact}/close",
             "Enter what came of a contact; after that it is no longer changed", does=close,
             asks=ToClose),
    _contact("tell_of_custody", "/api/contacts/{contact}/told",
             "Enter that the parent or the school was told of a custody", does=tell, asks=ToTell),
)  # fmt: skip
