"""Decide what becomes of the police's records of minors: category, release, sealing, what is due.

Each is a named person's act with an entry in the log; nothing here happens by itself.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import attrs

from sro_core.contacts.contact import CONTACTS, Contact, ContactKind
from sro_core.contacts.custody import to_tell
from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, DueKind, asked_as, due_list, to_decide
from sro_core.errors import BadValue, Unknown
from sro_core.findings import Finding
from sro_core.ids import SiteId
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.police_records import Category, Kept, Requester, sealing_findings
from sro_core.ports import Stored
from sro_core.privacy import Permission, Role
from sro_core.truancy.debriefs import counted
from sro_core.truancy.order import DaytimeOrder
from sro_core.usecases.contact_referrals import continued_findings
from sro_core.usecases.field_work import reads

WEEK = timedelta(days=7)


def give_category(
    desk: Desk,
    access: Access,
    id: str,
    category: Category,
    *,
    probation_referral: date | None = None,
) -> Contact:
    """Record what category of record a contact is, and whether probation was told.

    Raises:
        Refused: the viewer may not.
        Unknown: there is no such contact.
        BadValue: it is a positive contact, a record of nobody.
    """
    with desk.acting(access, Permission.DECIDE_RECORD) as work:
        stored = _own(work, id)
        kept = stored.record.kept.categorized(
            category, work.viewer, work.at, probation_referral=probation_referral
        )
        return _keep(work, stored, kept, "give category", category=category)


def release(
    desk: Desk, access: Access, id: str, to: Requester, *, named: str, basis: str
) -> Contact:
    """Enter that the record was given to somebody, and give what may be given.

    A contact names no juvenile but its own, so that nobody else's identifiers leave with it.

    Raises:
        Refused: the category is not recorded yet, or the record does not go to them.
        BadValue: it does not say to whom, or on what basis.
    """
    with desk.acting(access, Permission.DECIDE_RECORD) as work:
        stored = _own(work, id)
        kept = stored.record.kept.released(
            to, work.viewer, work.at, named=named, basis=basis, rules=desk.rules
        )
        return _keep(work, stored, kept, "release contact", to=to, basis=basis)


def seal(desk: Desk, access: Access, id: str, *, basis: str) -> Contact:
    """Seal a record: it is answered as if it were not there, and leaves every later count.

    Raises:
        Refused: the viewer may not, nobody has recorded the category, or it is sealed already.
        BadValue: no basis is given.
    """
    return _set_seal(desk, access, id, basis, sealed=True)


def unseal(desk: Desk, access: Access, id: str, *, basis: str) -> Contact:
    """Unseal a record, as a court ordered it.

    Raises:
        Refused: the viewer may not, or it is not sealed.
        BadValue: no basis is given.
    """
    return _set_seal(desk, access, id, basis, sealed=False)


def _set_seal(desk: Desk, access: Access, id: str, basis: str, *, sealed: bool) -> Contact:
    with desk.acting(access, Permission.DECIDE_RECORD) as work:
        stored = _own(work, id)
        kept = stored.record.kept.with_seal(work.viewer, work.at, sealed=sealed, basis=basis)
        return _keep(work, stored, kept, f"{'seal' if sealed else 'unseal'} contact", basis=basis)


def _own(work: Work, id: str) -> Stored[Contact]:
    """Give a contact about whose record the viewer may decide, sealed or not."""
    stored = work.stores.records(CONTACTS).get(id)
    work.access.require(work.permission, stored.record.site)
    if stored.record.kind is ContactKind.POSITIVE:
        raise BadValue(f"contact {id}", "it is a positive contact, a record of nobody")
    return stored


def _keep(work: Work, stored: Stored[Contact], kept: Kept, act: str, **details: str) -> Contact:
    changed = attrs.evolve(stored.record, kept=kept)
    work.stores.records(CONTACTS).put(changed, stored.version)
    work.commit(act, site=changed.site, about=changed.id, details=details)
    return changed


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List who must still be told of custody, whom to refer, and what the records unit decides."""
    telling: list[Finding] = []
    deciding: list[Finding] = []
    for each in _readable(desk, access, site, DatePeriod(None, on + timedelta(days=1))):
        if each.kind is ContactKind.FIELD:
            deciding += sealing_findings(
                desk.rules, each.at, each.kept.category, each.subject, on=on
            )
            if each.custody is not None:
                end = datetime.combine(on, time.max)
                telling += to_tell(desk.rules, each.custody, each.subject, as_of=end)
    with desk.reading(access, Permission.READ_CONTACTS) as work:
        referring = continued_findings(work, desk.rules, on=on)
    return (
        *due_list(DueKind.CONTACT, telling),
        *due_list(DueKind.REFERRAL, (e for e in referring if site in (None, e.subject.site))),
        *due_list(DueKind.SEALING, deciding),
    )


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show the police this week's contacts, and what the orders in force still lack."""
    week = DatePeriod(on - WEEK + timedelta(days=1), on + timedelta(days=1))
    figures = counted(_readable(desk, access, site, week))
    free = figures.contacts - figures.enforced
    contacts = "1 contact" if figures.contacts == 1 else f"{figures.contacts} contacts"
    minors = "1 minor" if figures.heads == 1 else f"{figures.heads} minors"
    lines = [
        f"{contacts} in seven days, {free} of them without enforcement",
        f"{minors} met in positive contacts",
    ]
    if figures.mistaken:
        lines.append(f"{figures.mistaken} in which it turned out that nothing was amiss")
    if access.viewer.role is Role.RECORDS:
        lines = [*to_decide(due(desk, access, on=on, site=site)), *lines]
    blocks = [Block("Contacts", asked_as("sro contact list", access.viewer, on), tuple(lines))]
    lacking = [rule for rule in desk.rules.all(DaytimeOrder, on) if rule.value.to_supply]
    if lacking:
        told = tuple(
            f"the order at {', '.join(rule.value.places)} ({rule.id}) cannot decide; to supply: "
            + "; ".join(rule.value.to_supply)
            for rule in lacking
        )
        asked = asked_as(f"sro order '{lacking[0].value.places[0]}'", access.viewer, on)
        blocks.append(Block("Daytime order", asked, told))
    return tuple(blocks)


def _readable(
    desk: Desk, access: Access, site: SiteId | None, within: DatePeriod
) -> tuple[Contact, ...]:
    """Give the contacts that the viewer reads and that are not sealed."""
    with desk.reading(access, Permission.READ_CONTACTS) as work:
        if site is not None and site not in work.stores.sites.all():
            raise Unknown("site", site)
        if site is not None:
            work.require(site)
        found = tuple(
            each.record
            for each in work.stores.records(CONTACTS).all(site=site, within=within)
            if not each.record.sealed and reads(access, each.record)
        )
        work.log("count contacts", site=site, details={"contacts": str(len(found))})
    return found
