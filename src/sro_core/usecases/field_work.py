"""Record contacts with minors in the field, in the order in which they happen.

First what was seen, then who it is and what the order says (`field_checks`), then what came of
it. Nobody but the officer adds to a contact, and a closed one is no longer changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from sro_core.contacts.contact import (
    CONTACTS,
    Contact,
    ContactKind,
    Disposition,
    Place,
)
from sro_core.contacts.custody import Custody, Told, check_delivery
from sro_core.contacts.narratives import check_narrative
from sro_core.contacts.stop_data import StopData, check_stop_data
from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Refused, Unknown
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission
from sro_core.truancy.consequences import Provision, Topic
from sro_core.usecases.sweeping import running


@attrs.frozen(kw_only=True)
class Opening:
    """Hold what is known before anything is done.

    Attributes:
        place: where.
        seen: the facts seen before the stop.
        at: local wall time; now where it is None.
        site: the school that the officer works for, or None.
        sweep: id of a sweep that is open, or empty.
        officer: who made it, where somebody else enters it.
    """

    place: Place
    seen: tuple[str, ...] = ()
    at: datetime | None = None
    site: SiteId | None = None
    sweep: str = ""
    officer: OfficerId | None = None


@attrs.frozen(kw_only=True)
class Result:
    """Hold what came of a contact.

    Attributes:
        dispositions, custody, stop, narrative, mistaken: as `Contact` has them.
    """

    dispositions: frozenset[Disposition]
    custody: Custody | None = None
    stop: StopData | None = None
    narrative: str = ""
    mistaken: str = ""


def open_contact(desk: Desk, access: Access, opening: Opening) -> Contact:
    """Open a field contact with what was seen before it.

    Raises:
        Refused: the viewer may not record contacts, or not those of another officer.
        BadValue: nothing was seen, or a text holds an identifier.
    """
    with desk.acting(access, Permission.RECORD_CONTACT) as work:
        made = _made(desk, work, opening, ContactKind.FIELD)
        work.stores.records(CONTACTS).put(made, 0)
        work.commit("open contact", site=made.site, about=made.id, details=_of_sweep(made))
    return made


def record_positive(
    desk: Desk, access: Access, opening: Opening, *, heads: int, narrative: str = ""
) -> Contact:
    """Record a positive contact: heads only, nobody named, nothing enforced."""
    with desk.acting(access, Permission.RECORD_CONTACT) as work:
        made = _made(desk, work, opening, ContactKind.POSITIVE, heads)
        made = attrs.evolve(made, narrative=narrative, closed=work.at)
        work.stores.records(CONTACTS).put(made, 0)
        details = {"heads": str(heads)}
        work.commit("record positive contact", site=made.site, about=made.id, details=details)
    return made


def _made(desk: Desk, work: Work, opening: Opening, kind: ContactKind, heads: int = 0) -> Contact:
    officer = opening.officer or OfficerId(work.viewer.actor)
    site = opening.site or opening.place.campus
    if site is None and work.viewer.sites is not None and len(work.viewer.sites) == 1:
        (site,) = work.viewer.sites
    work.access.require(work.permission, site, officer)
    known = work.stores.sites.all()
    for named in filter(None, (opening.site, opening.place.campus)):
        if named not in known:
            raise Unknown("site", named, tuple(known))
    if opening.sweep:
        running(work, opening.sweep)
    at = opening.at or work.at.replace(second=0, microsecond=0)
    if at > work.at:
        raise BadValue(f"contact at {at}", "that is in the future", "give when it was")
    return Contact(
        id=desk.new_id()[:14],  # short enough to be read out
        kind=kind,
        officer=officer,
        at=at,
        place=opening.place,
        seen=opening.seen,
        heads=heads,
        site=site,
        sweep=opening.sweep,
    )


def _of_sweep(contact: Contact) -> Mapping[str, str]:
    return {"sweep": contact.sweep} if contact.sweep else {}


def close_contact(desk: Desk, access: Access, id: str, result: Result) -> Contact:
    """Enter what came of a contact; after that it is no longer changed.

    Raises:
        Refused: the viewer may not, or it is no open contact of theirs.
        BadValue: codes do not fit the date, the delivery is to nobody a rule names, a text
            names somebody, or somebody was held or cited without stop data.
    """
    with desk.acting(access, Permission.RECORD_CONTACT) as work:
        stored = open_contact_of(work, id, Permission.RECORD_CONTACT)
        contact, day = stored.record, stored.record.at.date()
        dispositions = result.dispositions
        if result.custody is not None:
            check_delivery(desk.rules, result.custody)
            if result.custody.since < contact.at:
                raise BadValue("custody", "it began before the contact", "check the times")
            if result.custody.delivered_to:
                dispositions |= {Disposition.DELIVERED}
        if not dispositions:
            raise BadValue("dispositions", "none is given", f"at least {Disposition.NO_ACTION!r}")
        names = _names(work, contact)
        for text in (result.narrative, result.mistaken, *contact.seen):
            check_narrative(text, what=f"contact {id}", names=names)
        changed = attrs.evolve(
            contact,
            dispositions=dispositions,
            custody=result.custody,
            stop=result.stop,
            narrative=result.narrative,
            mistaken=result.mistaken,
            closed=work.at,
        )
        if result.stop is not None:
            check_stop_data(desk.rules, result.stop, day)
        elif changed.enforced:
            raise BadValue("stop data", "somebody was held, warned, cited or arrested",
                           "give the state's codes")  # fmt: skip
        work.stores.records(CONTACTS).put(changed, stored.version)
        details = {"dispositions": ", ".join(sorted(dispositions))}
        work.commit("close contact", site=contact.site, about=id, details=details)
    return changed


def _names(work: Work, contact: Contact) -> tuple[str, ...]:
    """Give what the student of a contact is known by; a text must not hold it."""
    if contact.student is None:
        return ()
    try:
        who = work.stores.identities.get(contact.student).record
    except Unknown:
        return (contact.student,)
    return (who.given_name, who.middle_name, who.family_name, who.preferred_name, who.ref)


def tell(desk: Desk, access: Access, id: str, told: Told) -> Contact:
    """Enter that the parent or the school was told of a custody.

    Raises:
        Refused: the viewer may not, or it is a contact of another officer.
        BadValue: nobody was held.
    """
    with desk.acting(access, Permission.RECORD_CONTACT) as work:
        stored = own_contact(work, id, Permission.RECORD_CONTACT)
        custody = stored.record.custody
        if custody is None:
            raise BadValue(f"contact {id}", "nobody was held", "nobody has to be told")
        changed = attrs.evolve(
            stored.record, custody=attrs.evolve(custody, told=(*custody.told, told))
        )
        work.stores.records(CONTACTS).put(changed, stored.version)
        work.commit("tell of custody", site=changed.site, about=id, details={"told": told.whom})
    return changed


def contacts(
    desk: Desk, access: Access, *, within: DatePeriod | None = None, sweep: str = ""
) -> tuple[Contact, ...]:
    """List contacts, an officer's own ones only; no student is among what police see of them."""
    with desk.reading(access, Permission.READ_CONTACTS) as work:
        found = tuple(
            each.record
            for each in work.stores.records(CONTACTS).all(within=within)
            if not each.record.sealed
            and (not sweep or each.record.sweep == sweep)
            and reads(access, each.record)
        )
        work.log("list contacts", details={"contacts": str(len(found))})
    return found


def contact(desk: Desk, access: Access, id: str) -> Contact:
    """Give one contact.

    Raises:
        Refused: the viewer may not read it.
        Unknown: there is none, or it is sealed.
    """
    with desk.reading(access, Permission.READ_CONTACTS) as work:
        found = own_contact(work, id, Permission.READ_CONTACTS).record
        work.log("read contact", site=found.site, about=id)
    return found


def reads(access: Access, one: Contact) -> bool:
    """Tell whether a contact is one that the viewer reads: an officer's own, of their sites."""
    return not access.why_not(Permission.READ_CONTACTS, one.site, one.officer)


def reminders(desk: Desk, on: date) -> tuple[str, ...]:
    """Give what the law says of custody on a day, to be read before somebody is held."""
    return tuple(
        f"{rule.says} ({', '.join(each.title for each in rule.citations)})"
        for rule in desk.rules.all(Provision, on)
        if rule.value.topic is Topic.CUSTODY
    )


def own_contact(work: Work, id: str, permission: Permission) -> Stored[Contact]:
    """Give a contact that the viewer may work on: not sealed, an officer's own."""
    work.access.require(permission)
    stored = work.stores.records(CONTACTS).get(id)
    if stored.record.sealed:
        raise Unknown("contact", id)  # a sealed record is answered as if it were not there
    work.access.require(permission, stored.record.site, stored.record.officer)
    return stored


def open_contact_of(work: Work, id: str, permission: Permission) -> Stored[Contact]:
    """Give a contact that is not closed yet."""
    stored = own_contact(work, id, permission)
    if stored.record.closed is not None:
        why = f"it was closed on {stored.record.closed:%Y-%m-%d %H:%M}"
        raise Refused(work.viewer.actor, work.viewer.role, permission, why)
    return stored
