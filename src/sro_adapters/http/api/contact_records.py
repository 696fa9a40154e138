"""What becomes of contacts: referral, category, release, sealing; a person decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters.http.api.contacts import CONTACT, shown
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import ID, WORDS, body, member, path
from sro_adapters.http.operations import Operation
from sro_adapters.wire.field_forms import ContactForm
from sro_core.ids import SiteId
from sro_core.police_records import Category, Requester
from sro_core.privacy import Permission
from sro_core.usecases import contact_records, contact_referrals


@attrs.frozen
class Decided:
    """The category that a person decided on."""

    category: Category = member("of record, under section 827.95", example="diverted")
    probation_told: date | None = member("the day on which probation was told", default=None)


@attrs.frozen
class ToCategorize:
    """Ask to record the category of a record."""

    contact: str = path(CONTACT, example="f7976c0a04c5")
    decided: Decided = body("what was decided")


@attrs.frozen
class Given:
    """To whom the record is released."""

    to: Requester = member("who asks", example="parent")
    named: str = member("the person or agency", facets=WORDS, example="the parent")
    basis: str = member("the law, order or consent it rests on", facets=WORDS,
                        example="section 827.95(b)")  # fmt: skip


@attrs.frozen
class ToRelease:
    """Ask to release a record."""

    contact: str = path(CONTACT, example="f7976c0a04c5")
    given: Given = body("to whom, and on what basis")


@attrs.frozen
class Basis:
    """What an act rests on."""

    basis: str = member("the rule, or the court's order", facets=WORDS, example="section 827.95")


@attrs.frozen
class ToSeal:
    """Ask to seal or unseal a record."""

    contact: str = path(CONTACT, example="f7976c0a04c5")
    act: Basis = body("what it rests on")


@attrs.frozen
class Referring:
    """Where who was met is referred to, and why."""

    site: SiteId = member("the school they say they go to", facets=ID, example="HIGH")
    reason: str = member("in words; names nobody", facets=WORDS, example="met there twice")


@attrs.frozen
class ToReferContact:
    """Ask to refer who was met."""

    contact: str = path(CONTACT, example="f7976c0a04c5")
    referral: Referring = body("where to, and why")


@attrs.frozen
class Referred:
    """The referral that was made; the school answers it."""

    id: str
    site: SiteId


def refer(call: Call, asked: ToReferContact) -> Answer:
    """Refer who was met."""
    told = asked.referral
    made = contact_referrals.refer(
        call.desk, call.access, asked.contact, told.site, reason=told.reason
    )
    return Answer({"id": made.id, "site": made.site})


def categorize(call: Call, asked: ToCategorize) -> Answer:
    """Record the category."""
    told = asked.decided
    found = contact_records.give_category(
        call.desk, call.access, asked.contact, told.category, probation_referral=told.probation_told
    )
    return shown(call, found)


def release(call: Call, asked: ToRelease) -> Answer:
    """Release the record."""
    told = asked.given
    found = contact_records.release(
        call.desk, call.access, asked.contact, told.to, named=told.named, basis=told.basis
    )
    return shown(call, found)


def seal(call: Call, asked: ToSeal) -> Answer:
    """Seal the record."""
    found = contact_records.seal(call.desk, call.access, asked.contact, basis=asked.act.basis)
    return shown(call, found)


def unseal(call: Call, asked: ToSeal) -> Answer:
    """Unseal the record."""
    found = contact_records.unseal(call.desk, call.access, asked.contact, basis=asked.act.basis)
    return shown(call, found)


def _act(id: str, path: str, says: str, does: Any, asks: type) -> Operation[Call, Any]:
    return Operation(
        id=id, method="POST", path=f"/api/contacts/{{contact}}/{path}", says=says, does=does,
        asks=asks, gives=ContactForm, permission=Permission.DECIDE_RECORD,
    )  # fmt: skip


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="refer_contact",
        method="POST",
        path="/api/contacts/{contact}/referral",
        says="Refer who was met to a school's administration",
        does=refer,
        asks=ToReferContact,
        gives=Referred,
        permission=Permission.OPEN_REFERRAL,
        status=201,
    ),
    _act("give_category", "category", "Record what category of record a contact is", categorize,
         ToCategorize),
    _act("release_contact", "release", "Release the record, where its category lets it", release,
         ToRelease),
    _act("seal_contact", "seal", "Seal the record", seal, ToSeal),
    _act("unseal_contact", "unseal", "Unseal the record, as a court ordered", unseal, ToSeal),
)  # fmt: skip
