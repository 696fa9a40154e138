"""Decide what becomes of the police's record of one minor in an incident.

An incident can concern several minors, and each has a record of their own in it: one is sealed
or released without the others. Each act is a named person's, with an entry in the log.
"""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Unknown
from sro_core.permissions import Access
from sro_core.police_records import Category, Kept, Requester
from sro_core.ports import Stored
from sro_core.privacy import Permission
from sro_core.safety.incidents import INCIDENTS, Incident, Part, Person


def give_category(
    desk: Desk,
    access: Access,
    id: str,
    ref: str,
    category: Category,
    *,
    probation_referral: date | None = None,
) -> Incident:
    """Record what category of record somebody has in an incident, and whether probation was told.

    Raises:
        Refused: the viewer may not.
        Unknown: there is no such incident, or no such person in it.
        BadValue: the person was no more than a victim or witness.
    """
    with desk.acting(access, Permission.DECIDE_RECORD) as work:
        stored, person = _own(work, id, ref)
        kept = person.kept.categorized(
            category, work.viewer, work.at, probation_referral=probation_referral
        )
        return _keep(work, stored, person, kept, "give category", category=category)


def release(
    desk: Desk, access: Access, id: str, ref: str, to: Requester, *, named: str, basis: str
) -> Incident:
    """Enter that somebody's record was given out, and give what may be given.

    That is the incident with this one person in it: nobody else's identifiers leave with it.

    Raises:
        Refused: the category is not recorded yet, or the record does not go to them.
        Unknown: there is no such incident, or no such person in it.
        BadValue: it does not say to whom, or on what basis.
    """
    with desk.acting(access, Permission.DECIDE_RECORD) as work:
        stored, person = _own(work, id, ref)
        kept = person.kept.released(
            to, work.viewer, work.at, named=named, basis=basis, rules=desk.rules
        )
        _keep(work, stored, person, kept, "release incident", to=to, basis=basis)
    return attrs.evolve(stored.record, persons=(attrs.evolve(person, kept=kept),))


def seal(desk: Desk, access: Access, id: str, ref: str, *, basis: str) -> Incident:
    """Seal somebody's record: the incident is answered as if they were not in it.

    With the last one who was involved the incident itself is answered as if it were not there,
    and leaves every later count.

    Raises:
        Refused: the viewer may not, nobody has recorded the category, or it is sealed already.
        Unknown: there is no such incident, or no such person in it.
        BadValue: no basis is given.
    """
    return _set_seal(desk, access, id, ref, basis, sealed=True)


def unseal(desk: Desk, access: Access, id: str, ref: str, *, basis: str) -> Incident:
    """Unseal somebody's record, as a court ordered it.

    Raises:
        Refused: the viewer may not, or it is not sealed.
        Unknown: there is no such incident, or no such person in it.
        BadValue: no basis is given.
    """
    return _set_seal(desk, access, id, ref, basis, sealed=False)


def _set_seal(
    desk: Desk, access: Access, id: str, ref: str, basis: str, *, sealed: bool
) -> Incident:
    with desk.acting(access, Permission.DECIDE_RECORD) as work:
        stored, person = _own(work, id, ref)
        kept = person.kept.with_seal(work.viewer, work.at, sealed=sealed, basis=basis)
        act = f"{'seal' if sealed else 'unseal'} incident"
        return _keep(work, stored, person, kept, act, basis=basis)


def _own(work: Work, id: str, ref: str) -> tuple[Stored[Incident], Person]:
    """Give an incident with somebody about whose record the viewer may decide, sealed or not."""
    stored = work.stores.records(INCIDENTS).get(id)
    work.require(stored.record.site)
    person = next((each for each in stored.record.persons if each.ref == ref), None)
    if person is None:
        raise Unknown(f"person of incident {id}", ref)
    if person.part is not Part.INVOLVED:
        what = f"person {ref} of incident {id}"
        raise BadValue(what, f"they are a {person.part} in it, and no record is of them")
    return stored, person


def _keep(
    work: Work, stored: Stored[Incident], person: Person, kept: Kept, act: str, **details: str
) -> Incident:
    """Save the decision; gives the incident as it is answered from now on."""
    persons = tuple(
        attrs.evolve(each, kept=kept) if each.ref == person.ref else each
        for each in stored.record.persons
    )
    changed = attrs.evolve(stored.record, persons=persons)
    work.stores.records(INCIDENTS).put(changed, stored.version)
    work.commit(act, site=changed.site, about=changed.id, details=details)
    return changed.unsealed()
