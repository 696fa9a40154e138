"""The police's records of incidents: recorded, changed, read, and the tables of offenses.

Only police open them, and whoever runs the system. What a school may know of them are counts
(`incident_figures`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import attrs

from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, DueKind, due_list, to_decide
from sro_core.errors import BadValue, Conflict, Unknown
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Role
from sro_core.rules import RuleBook
from sro_core.safety import incident_review
from sro_core.safety.incident_rules import ReferralGround
from sro_core.safety.incidents import (
    INCIDENTS,
    Incident,
    IncidentKind,
    Person,
    Place,
    SchoolReferral,
    Threat,
)
from sro_core.safety.offenses import OFFENSE_TABLES, Offenses, OffenseTable
from sro_core.school_calendar import InSession

SHOWN = 5
"""So many lines stand on the screen of a day; the commands have them all."""


@attrs.frozen(kw_only=True)
class ToldIncident:
    """Hold what is said of an incident; offenses by code, ``13B`` or ``doj:13045``.

    The other attributes are those of `Incident`.
    """

    number: str = ""
    kind: IncidentKind = IncidentKind.OFFENSE
    site: SiteId | None
    place: Place
    at: datetime
    offenses: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()
    referral: SchoolReferral | None = None
    handed_back: bool = False
    threat: Threat | None = None


def record(
    desk: Desk, access: Access, told: ToldIncident, *, id: str = "", version: int | None = None
) -> Incident:
    """Record an incident, or all of one again.

    Args:
        desk: the stores and rules.
        access: who records it.
        told: what is said of it.
        id: of the one that is changed; empty for a new one.
        version: of the one that was read, None to take it as it is now.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such site, offense or ground.
        BadValue: it cannot be, or the record number is another incident's.
        Conflict: the incident is no longer of that version.
    """
    with desk.acting(access, Permission.RECORD_INCIDENT) as work:
        before = _incident(work, id) if id else None
        if before is not None and version not in (None, before.version):
            raise Conflict(f"incident {id}")
        made = made_of(desk.rules, work, told, id or told.number or f"I-{desk.new_id()[:14]}")
        if before is not None:
            _refuse_sealed(before.record, made)
            made = before.record.told_again(made)
        _refuse_twin(work, made, "" if before is None else made.id)
        work.stores.records(INCIDENTS).put(made, before.version if before else 0)
        act = "change incident" if before else "record incident"
        work.commit(act, site=made.site, about=made.id, details={"place": made.place})
    return made


def made_of(rules: RuleBook, work: Work, told: ToldIncident, id: str) -> Incident:
    """Make an incident of what is said of it, its site and codes looked up."""
    sites = work.stores.sites.all()
    if told.site is not None and told.site not in sites:
        raise Unknown("site", told.site, tuple(sites))
    work.require(told.site)
    if told.at > work.at:
        raise BadValue("at", f"{told.at} has not come yet", "record what has happened")
    ground = told.referral.ground if told.referral else ""
    if ground and rules.one(ReferralGround, ground, told.at.date()) is None:
        known = rules.all(ReferralGround, told.at.date())
        raise Unknown("ground of a referral", ground, tuple(each.id for each in known))
    find = offenses_of(rules, work).find
    fields = {each.name: getattr(told, each.name) for each in attrs.fields(ToldIncident)}
    found = tuple(find(code, told.at.date()) for code in told.offenses)
    return Incident(**fields | {"id": id, "offenses": found})


def offenses_of(rules: RuleBook, work: Work) -> Offenses:
    """Give every table of offenses that a unit of work holds."""
    tables = work.stores.records(OFFENSE_TABLES).all()
    return Offenses(rules, tuple(each.record for each in tables))


def _incident(work: Work, id: str) -> Stored[Incident]:
    stored = work.stores.records(INCIDENTS).get(id)
    work.require(stored.record.site)
    if stored.record.sealed:
        raise Unknown("incident", id)  # what is sealed is answered as if it were not there
    return stored


def _refuse_sealed(before: Incident, made: Incident) -> None:
    """Refuse to tell of somebody whose record is sealed; who they are is not said."""
    sealed = {each.ref for each in before.persons if each.kept.sealed}
    if any(each.ref in sealed for each in made.persons):
        why = "one of the persons cannot be recorded in it"
        raise BadValue(f"incident {made.id}", why, "ask the records unit")


def _refuse_twin(work: Work, made: Incident, own: str) -> None:
    """Refuse a record number that another incident has; a new one has no id of its own yet."""
    if not made.number:
        return
    for each in work.stores.records(INCIDENTS).all():
        if each.record.number == made.number and each.record.id != own:
            if each.record.sealed:
                raise BadValue("number", f"{made.number} cannot be used", "ask the records unit")
            what = f"{made.number} is incident {each.record.id}'s"
            raise BadValue("number", what, "change that one, or give another number")


@attrs.frozen(kw_only=True)
class SoughtIncidents:
    """Say which incidents are looked for; what is left out looks for any."""

    site: SiteId | None = None
    within: DatePeriod | None = None
    place: Place | None = None
    kind: IncidentKind | None = None
    session: InSession | None = None

    def takes(self, one: Incident, session: InSession) -> bool:
        """Tell whether an incident is one of them."""
        return (
            self.place in (None, one.place)
            and self.kind in (None, one.kind)
            and self.session in (None, session)
        )


@attrs.frozen
class Read:
    """Hold an incident as it is read.

    Attributes:
        incident: itself.
        session: whether school was in session, by the calendar as it is now.
        version: of the record.
    """

    incident: Incident
    session: InSession
    version: int


def listed(desk: Desk, access: Access, sought: SoughtIncidents | None = None) -> tuple[Read, ...]:
    """Give the incidents that the viewer may read, by day and id; it is on the audit log."""
    wanted = sought or SoughtIncidents()
    with desk.reading(access, Permission.READ_INCIDENTS) as work:
        if wanted.site is not None:
            work.require(wanted.site)
        found = read(work, wanted)
        work.log("list incidents", site=wanted.site, details={"incidents": str(len(found))})
    return found


def read(work: Work, wanted: SoughtIncidents) -> tuple[Read, ...]:
    """Give the incidents of a unit of work that its viewer answers for; nothing that is sealed."""
    session = sessions(work)
    stored = work.stores.records(INCIDENTS).all(site=wanted.site, within=wanted.within)
    every = (
        Read(each.record.unsealed(), session(each.record), each.version)
        for each in stored
        if not each.record.sealed
    )
    return tuple(
        each
        for each in every
        if work.viewer.covers(each.incident.site) and wanted.takes(each.incident, each.session)
    )


def sessions(work: Work) -> Callable[[Incident], InSession]:
    """Give what tells whether school was in session, from the calendars and bells."""
    sites = work.stores.sites.all()

    def session(one: Incident) -> InSession:
        if one.site is None or one.site not in sites:
            return InSession.UNKNOWN
        return sites[one.site].record.calendar.in_session(one.at)

    return session


def opened(desk: Desk, access: Access, id: str) -> Read:
    """Give one incident; it is on the audit log."""
    with desk.reading(access, Permission.READ_INCIDENTS) as work:
        stored = _incident(work, id)
        found = Read(stored.record.unsealed(), sessions(work)(stored.record), stored.version)
        work.log("read incident", site=stored.record.site, about=id)
    return found


# ---------------------------------------------------------------- tables of offenses


def keep_offenses(desk: Desk, access: Access, table: OffenseTable) -> bool:
    """Keep a table of offenses in the place of the one of its name; tell whether it changed.

    Incidents on record keep the words that they were recorded with.
    """
    with desk.acting(access, Permission.KEEP_OFFENSES) as work:
        tables = work.stores.records(OFFENSE_TABLES)
        before = {each.record.id: each for each in tables.all()}.get(table.id)
        if before is not None and before.record.entries == table.entries:
            return False
        tables.put(table, before.version if before else 0)
        details = {"table": table.id, "codes": str(len(table.entries))}
        work.commit("keep offenses", details=details)
    return True


def offenses(desk: Desk, access: Access) -> Offenses:
    """Give every table of offenses."""
    with desk.reading(access, Permission.COUNT_INCIDENTS) as work:
        return offenses_of(desk.rules, work)


# ---------------------------------------------------------------- due and today


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List what threats ask of the police, and what the records unit decides about records."""
    with desk.reading(access, Permission.READ_INCIDENTS) as work:
        if site is not None:
            work.require(site)
        day = DatePeriod(None, on + ONE_DAY)
        found = [each.incident for each in read(work, SoughtIncidents(site=site, within=day))]
    return (
        *due_list(DueKind.INCIDENT, incident_review.findings(found, desk.rules, on=on)),
        *due_list(DueKind.SEALING, incident_review.record_findings(found, desk.rules, on=on)),
    )


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Give the incidents of the day at the viewer's sites, and what threats wait for."""
    with desk.reading(access, Permission.READ_INCIDENTS) as work:
        if site is not None:
            work.require(site)
        day = DatePeriod(on, None)
        found = read(work, SoughtIncidents(site=site, within=day))
    lines = [_line(each) for each in found if each.incident.on == on]
    asked = due(desk, access, on=on, site=site)
    lines += [f"{each.what} (due {each.due})" for each in asked if each.kind is DueKind.INCIDENT]
    if access.viewer.role is Role.RECORDS:
        lines = [*to_decide(asked), *lines]
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    shown = (*lines[:SHOWN], *more)
    return (Block("Incidents", "sro incident list", shown),) if lines else ()


def _line(each: Read) -> str:
    one = each.incident
    what = one.offenses[0].title if one.offenses else str(one.kind)
    return f"{one.at:%H:%M} {what}, {one.place} {one.site or ''}, {each.session} ({one.id})"
