"""From a contact to a school's administration: refer who was met, and say when it is due.

The officer names the school that the minor named. The student's reference goes along to that
school only, and only if it answers for the student; the officer's own copy is without it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import attrs

from sro_core.contacts.contact import CONTACTS, Contact, ContactKind
from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Unknown
from sro_core.findings import Finding
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Permission, Sensitivity
from sro_core.rules import RuleBook
from sro_core.truancy.referral_findings import continued
from sro_core.truancy.referral_rules import Receiver
from sro_core.truancy.referrals import (
    OFFICER_REFERRALS,
    REFERRALS,
    OfficerReferral,
    Referral,
    Stage,
)
from sro_core.usecases.field_work import own_contact, reads
from sro_core.usecases.referral_inbox import mark


def refer(desk: Desk, access: Access, id: str, site: SiteId, *, reason: str) -> OfficerReferral:
    """Refer who was met to a school's administration; a person does it, never the due list.

    Raises:
        Refused: the viewer may not, or it is a contact of another officer.
        Unknown: there is no such contact or site.
        BadValue: no reason is given, or it was a positive contact.
    """
    with desk.acting(access, Permission.OPEN_REFERRAL) as work:
        contact = own_contact(work, id, Permission.RECORD_CONTACT).record
        known = work.stores.sites.all()
        if site not in known:
            raise Unknown("site", site, tuple(known))
        if contact.kind is ContactKind.POSITIVE:
            raise BadValue(
                f"contact {id}", "it was a positive contact", "nobody is referred for it"
            )
        ref = contact.student if contact.enrolled == site else None
        days = _days(work, contact, ref)
        on, made = work.at.date(), desk.new_id()
        received = Referral(
            id=made, to=Receiver.ADMINISTRATION, site=site, on=on, reason=reason,
            student=ref or StudentRef(""), log=(mark(work, Stage.OPENED),), contacts=days,
        )  # fmt: skip
        own = OfficerReferral(
            id=made, officer=work.viewer.actor, site=site, on=on, at=work.at, reason=reason,
            contacts=(contact.at.date(),),
        )  # fmt: skip
        work.stores.records(REFERRALS).put(received, 0)
        work.stores.records(OFFICER_REFERRALS).put(own, 0)
        work.commit("refer contact", site=site, about=id)
    return own


def _days(work: Work, contact: Contact, ref: StudentRef | None) -> tuple[date, ...]:
    """Give the days on which the officer met the student."""
    if ref is None:
        return (contact.at.date(),)
    every = work.stores.records(CONTACTS).all(concerns=ref)
    return tuple(
        sorted(
            {
                each.record.at.date()
                for each in every
                if each.record.officer == contact.officer and not each.record.sealed
            }
        )
    )


def continued_findings(work: Work, rules: RuleBook, *, on: date) -> list[Finding]:
    """Find the contacts after which a referral is due; each is about a contact, not a student."""
    met: dict[StudentRef, list[Contact]] = defaultdict(list)
    for stored in work.stores.records(CONTACTS).all():
        one = stored.record
        if one.student is not None and not one.sealed and reads(work.access, one):
            met[one.student].append(one)
    referred = {
        ref: max(each.record.on for each in found)
        for ref in met
        if (found := work.stores.records(REFERRALS).all(concerns=ref))
    }
    days = {ref: tuple(sorted({each.at.date() for each in found})) for ref, found in met.items()}
    return [
        attrs.evolve(
            each,
            subject=max(met[StudentRef(each.subject.id)], key=lambda one: one.at).subject,
            sensitivity=Sensitivity.JUVENILE_POLICE,
        )
        for each in continued(rules, days, referred, site=None, on=on)
    ]
