"""Referrals: from officers to administration, from the school to others; a named person each."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import ID, MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Nothing, Operation
from sro_adapters.wire.step_forms import OfficerReferralForm, OwnForm, ReferralForm
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Permission
from sro_core.truancy.referrals import Body, Stage, Told
from sro_core.usecases import officer_referrals, referral_inbox, referring_out
from sro_core.usecases.referring_out import ForPolice, Outside

REFERRAL = "the id of the referral"
SITE = "the district's own id of the site"


@attrs.frozen
class ListReferrals:
    """Ask for the inbox."""

    site: SiteId | None = query("only of this site", example="HIGH", facets=ID)
    closed: bool | None = query("also those that are closed", example=False)


@attrs.frozen
class OfReferral:
    """Ask for what the school answered."""

    referral: str = path(REFERRAL, example="5f0c")


@attrs.frozen
class NewReferral:
    """What an officer refers."""

    reason: str = member("what the matter is", facets=WORDS, example="met twice downtown")
    on: date = member("the day of the referral", example="2026-11-20")
    student_id: str = member(
        "the student, where the officer knows the id", default="", facets=MAYBE_WORDS
    )
    contacts: tuple[date, ...] = member("the days of contacts it rests on", default=())
    contact: str = member(
        "id of a contact of your own: whom it concerns is taken from its record",
        default="", facets=MAYBE_WORDS,
    )  # fmt: skip


@attrs.frozen
class ToOpen:
    """Ask to refer a matter to a site."""

    site: SiteId = path(SITE, example="HIGH")
    referral: NewReferral = body("what is referred")


@attrs.frozen
class ReferralMove:
    """The next stage of a referral."""

    stage: Stage = member("the stage", example="acknowledged")
    because: str = member("the answer, or why it is declined", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToMove:
    """Ask to bring a referral one stage further."""

    referral: str = path(REFERRAL, example="5f0c")
    move: ReferralMove = body("the stage")


@attrs.frozen
class NewOutside:
    """How a student is referred outside the school."""

    way: str = member("id of the way", facets=WORDS, example="to_review_board")
    body: str = member("name of the body", facets=WORDS, example="County review board")
    address: str = member("its address", facets=WORDS, example="1 Main Street")
    reason: str = member("as the family is told", facets=WORDS, example="habitual truancy")
    supports: tuple[str, ...] = member(
        "what was tried at school", facets=WORDS, example=["mentor since September"]
    )
    on: date = member("the day of the referral", example="2026-11-20")
    confirmed: str = member("who confirmed the condition", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToReferOutside:
    """Ask to refer a student outside."""

    student: StudentRef = path("the district's own id of the student", example="S-00001")
    outside: NewOutside = body("how")


@attrs.frozen
class NewToldToPolice:
    """One thing to tell the police."""

    field: str = member("id of what is told", facets=WORDS, example="act")
    text: str = member("the words", facets=WORDS, example="a knife was shown at lunch")
    basis: str = member("the paper it rests on", default="", facets=MAYBE_WORDS)


@attrs.frozen
class NewForPolice:
    """What the police are told."""

    matter: str = member("id of the matter", facets=WORDS, example="reportable_act")
    agency: str = member("who is told", facets=WORDS, example="City police")
    reason: str = member("what the matter is", facets=WORDS, example="a knife at lunch")
    on: date = member("the day", example="2026-11-20")
    student_id: str = member("where it is about one", default="", facets=MAYBE_WORDS)
    told: tuple[NewToldToPolice, ...] = member("each thing with its basis", default=())


@attrs.frozen
class ToTellPolice:
    """Ask to tell the police of a matter."""

    site: SiteId = path(SITE, example="HIGH")
    matter: NewForPolice = body("what they are told")


@attrs.frozen
class Inbox:
    """The referrals of your sites, by date."""

    items: tuple[ReferralForm, ...]


@attrs.frozen
class Mine:
    """Your own referrals, and how far the school is with each."""

    items: tuple[OwnForm, ...]


@attrs.frozen
class ReferralAnswer:
    """What the school answered; empty where it has not."""

    answer: str


def inbox(call: Call, asked: ListReferrals) -> Answer:
    """Give the inbox."""
    found = referral_inbox.inbox(call.desk, call.access, site=asked.site, closed=bool(asked.closed))
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def mine(call: Call, _: Nothing) -> Answer:
    """Give an officer's own referrals."""
    found = officer_referrals.own(call.desk, call.access)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def answer(call: Call, asked: OfReferral) -> Answer:
    """Give what the school answered."""
    return Answer({"answer": officer_referrals.answer(call.desk, call.access, asked.referral)})


def open_(call: Call, asked: ToOpen) -> Answer:
    """Refer a matter to a site."""
    told = asked.referral
    made = officer_referrals.open_referral(
        call.desk, call.access, asked.site, reason=told.reason, on=told.on,
        student=StudentRef(told.student_id), contacts=told.contacts, contact=told.contact,
    )  # fmt: skip
    return Answer(wire.show(made, call.access))


def move(call: Call, asked: ToMove) -> Answer:
    """Bring a referral one stage further."""
    told = asked.move
    done = referral_inbox.advance(
        call.desk, call.access, asked.referral, told.stage, because=told.because
    )
    return Answer(wire.show(done, call.access))


def outside(call: Call, asked: ToReferOutside) -> Answer:
    """Refer a student outside."""
    told = asked.outside
    given = Outside(
        way=told.way, supports=told.supports, confirmed=told.confirmed,
        body=Body(name=told.body, address=told.address, reason=told.reason),
    )  # fmt: skip
    made = referring_out.refer_outside(call.desk, call.access, asked.student, given, on=told.on)
    return Answer(wire.show(made, call.access))


def police(call: Call, asked: ToTellPolice) -> Answer:
    """Tell the police of a matter."""
    told = asked.matter
    given = ForPolice(
        matter=told.matter, agency=told.agency, reason=told.reason,
        student=StudentRef(told.student_id),
        told=tuple(
            Told(field=each.field, text=each.text, basis=each.basis) for each in told.told
        ),
    )  # fmt: skip
    made = referring_out.tell_police(call.desk, call.access, asked.site, given, on=told.on)
    return Answer(wire.show(made, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="referral_inbox",
        method="GET",
        path="/api/referrals",
        says="List the referrals of your sites, by date",
        does=inbox,
        asks=ListReferrals,
        gives=Inbox,
        permission=Permission.READ_REFERRALS,
    ),
    Operation(
        id="own_referrals",
        method="GET",
        path="/api/referrals/mine",
        says="List your own referrals as an officer, and how far the school is with each",
        does=mine,
        asks=Nothing,
        gives=Mine,
        permission=Permission.READ_OWN_REFERRALS,
    ),
    Operation(
        id="referral_answer",
        method="GET",
        path="/api/referrals/{referral}/answer",
        says="Give what the school answered to your own referral, as its agreement allows",
        does=answer,
        asks=OfReferral,
        gives=ReferralAnswer,
        permission=Permission.READ_ANSWER,
    ),
    Operation(
        id="open_referral",
        method="POST",
        path="/api/sites/{site}/referrals",
        says="Refer a matter to a site's administration, as an officer",
        does=open_,
        asks=ToOpen,
        gives=OfficerReferralForm,
        permission=Permission.OPEN_REFERRAL,
        status=201,
    ),
    Operation(
        id="mark_referral",
        method="POST",
        path="/api/referrals/{referral}/stage",
        says="Bring a referral to its next stage; an answer or a refusal says something",
        does=move,
        asks=ToMove,
        gives=ReferralForm,
        permission=Permission.HANDLE_REFERRALS,
    ),
    Operation(
        id="refer_outside",
        method="POST",
        path="/api/students/{student}/referrals",
        says="Refer a student outside the school with a packet; state the purpose",
        does=outside,
        asks=ToReferOutside,
        gives=ReferralForm,
        permission=Permission.REFER_OUTSIDE,
        status=201,
    ),
    Operation(
        id="tell_police",
        method="POST",
        path="/api/sites/{site}/police-referrals",
        says="Tell the police of a matter, only what a rule opens; state the purpose",
        does=police,
        asks=ToTellPolice,
        gives=ReferralForm,
        permission=Permission.TELL_POLICE,
        status=201,
    ),
)
