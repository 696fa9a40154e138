"""Refer a matter from an officer to a school's administration, and see how far it is.

What the officer wrote is the police's record, what became of it the school's. The officer sees
how far the school is; what it answered only as the site's agreement says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

import attrs

from sro_core.contacts.contact import CONTACTS, Contact, ContactKind
from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, asked_as, due_list
from sro_core.errors import Refused, Unknown
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Permission, Sensitivity
from sro_core.truancy.referral_findings import continued
from sro_core.truancy.referral_rules import Receiver
from sro_core.truancy.referrals import (
    OFFICER_REFERRALS,
    REFERRALS,
    OfficerReferral,
    Referral,
    Stage,
)
from sro_core.usecases.referral_inbox import mark

NOBODY = StudentRef("")


def open_referral(
    desk: Desk,
    access: Access,
    site: SiteId,
    *,
    reason: str,
    on: date,
    student: StudentRef = NOBODY,
    contacts: Iterable[date] = (),
    contact: str = "",
) -> OfficerReferral:
    """Refer a matter to a site's administration; what the officer wrote is kept on both sides.

    Whether there is such a student is not told: the school knows, and answers.

    Args:
        desk: the stores and rules.
        access: the officer.
        site: whose administration is to take it on.
        reason: what the matter is.
        on: the day of the referral.
        student: the student, where the officer knows the id.
        contacts: the days of the contacts it rests on.
        contact: id of a contact of the officer's own: whom it concerns, and the days on which
            they met, are then taken from the record, and the officer is shown neither.

    Raises:
        Refused: the viewer may not, not at this site, or it is another officer's contact.
        Unknown: there is no such site or contact.
        BadValue: no reason is given.
    """
    with desk.acting(access, Permission.OPEN_REFERRAL) as work:
        known = work.stores.sites.all()
        if site not in known:
            raise Unknown("site", site, tuple(known))
        work.require(site)
        id, days = desk.new_id(), tuple(sorted(contacts))
        if contact:
            student, days = _met(work, contact, on)
        received = Referral(
            id=id, to=Receiver.ADMINISTRATION, site=site, on=on, reason=reason, student=student,
            log=(mark(work, Stage.OPENED),), contacts=days,
        )  # fmt: skip
        kept = OfficerReferral(
            id=id, officer=work.viewer.actor, site=site, on=on, at=work.at, reason=reason,
            student=student, contacts=days,
        )  # fmt: skip
        work.stores.records(REFERRALS).put(received, 0)
        work.stores.records(OFFICER_REFERRALS).put(kept, 0)
        work.commit("refer to administration", site=site, about=id)
    return kept


def _met(work: Work, id: str, on: date) -> tuple[StudentRef, tuple[date, ...]]:
    """Give whom a contact of the officer's own is about, and the days on which they met."""
    record = work.stores.records(CONTACTS).get(id).record
    viewer = work.viewer
    if record.officer != viewer.actor:
        why = "it is another officer's contact"
        raise Refused(viewer.actor, viewer.role, Permission.OPEN_REFERRAL, why)
    if record.student is None:
        return NOBODY, (record.at.date(),)
    met = _contacts(work, on).get(record.student, ())
    return record.student, tuple(each.at.date() for each in met) or (record.at.date(),)


def _contacts(work: Work, on: date) -> dict[StudentRef, tuple[Contact, ...]]:
    """Give the officer's own contacts in the field by student, in order; none that is sealed."""
    found: dict[StudentRef, tuple[Contact, ...]] = {}
    for each in work.stores.records(CONTACTS).all():
        one = each.record
        counts = one.kind is ContactKind.FIELD and not one.mistaken and not one.sealed
        own = one.officer == work.viewer.actor and one.at.date() <= on
        if counts and own and one.student is not None:
            found[one.student] = (*found.get(one.student, ()), one)
    return found


@attrs.frozen
class Own:
    """Hold an officer's own referral, and how far the school is with it."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    referral: OfficerReferral
    stage: Stage
    since: date

    @property
    def site(self) -> SiteId:
        """Where it went."""
        return self.referral.site


def own(desk: Desk, access: Access) -> tuple[Own, ...]:
    """List the viewer's own referrals and how far they are; no answer is among them.

    Raises:
        Refused: the viewer may not.
    """
    with desk.reading(access, Permission.READ_OWN_REFERRALS) as work:
        store, found = work.stores.records(REFERRALS), []
        for each in work.stores.records(OFFICER_REFERRALS).all():
            if each.record.officer == access.viewer.actor:
                received = store.get(each.record.id).record
                since = received.log[-1].at.date()
                found.append(Own(each.record, received.stage, since))
        work.log("list own referrals", details={"referrals": str(len(found))})
    return tuple(found)


def answer(desk: Desk, access: Access, id: str) -> str:
    """Give what the school answered to an officer's own referral.

    Raises:
        Refused: no agreement of the site says so, or it is somebody else's.
        Unknown: the viewer made no such referral.
    """
    with desk.reading(access, Permission.READ_OWN_REFERRALS) as work:
        kept = work.stores.records(OFFICER_REFERRALS).get(id).record
    with desk.reading(access, Permission.READ_ANSWER, kept.student or None) as work:
        if kept.officer != access.viewer.actor:
            why = "it is another officer's referral"
            raise Refused(access.viewer.actor, access.viewer.role, Permission.READ_ANSWER, why)
        work.require(kept.site)
        found = work.stores.records(REFERRALS).get(id).record.answer
        work.log("read answer", site=kept.site, about=id)
    return found


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List for an officer whose continued contacts make a referral due; the officer decides.

    It names the last contact, never the student.
    """
    referred: dict[StudentRef, date] = {}
    for each in own(desk, access):
        ref = each.referral.student
        referred[ref] = max(each.referral.on, referred.get(ref, date.min))
    with desk.reading(access, Permission.READ_OWN_REFERRALS) as work:
        met = _contacts(work, on)
    days = {ref: tuple(each.at.date() for each in found) for ref, found in met.items()}
    findings = []
    for found in continued(desk.rules, days, referred, site=site, on=on):
        last = met[StudentRef(found.subject.id)][-1]
        if site in (None, last.site):
            findings.append(attrs.evolve(found, subject=last.subject))
    return due_list("referral", findings)


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show an officer how far their referrals are, and what makes another one due."""
    found = [each for each in own(desk, access) if site in (None, each.site)]
    stages = ", ".join(
        f"{number} {stage}"
        for stage in Stage
        if (number := sum(1 for each in found if each.stage is stage))
    )
    lines = [f"{len(found)} referrals: {stages}" if found else "no referral"]
    waits = due(desk, access, on=on, site=site)
    lines += [f"contact {each.concerns.id}: {each.what}" for each in waits[:2]]
    command = asked_as("sro referrals mine", access.viewer, on)
    return (Block("Your referrals", command.replace(f" --on {on}", ""), tuple(lines)),)
