"""Take in the department's own export of incidents: whole or not at all, again without change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission
from sro_core.safety.incidents import INCIDENTS, Incident
from sro_core.safety.offenses import Offenses
from sro_core.usecases.incident_log import ToldIncident, made_of, offenses_of


@attrs.frozen
class Known:
    """Hold what a reader of an export looks its cells up in.

    Attributes:
        sites: id and name.
        offenses: every table.
    """

    sites: Mapping[SiteId, str]
    offenses: Offenses


def known(desk: Desk, access: Access) -> Known:
    """Give what a reader of an export looks its cells up in."""
    with desk.reading(access, Permission.IMPORT_INCIDENTS) as work:
        sites = work.stores.sites.all()
        names = {id: stored.record.site.name for id, stored in sites.items()}
        return Known(names, offenses_of(desk.rules, work))


@attrs.frozen
class Taken:
    """Hold what an export changed, or would change.

    Attributes:
        new, changed, unchanged: record numbers.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def take_in(
    desk: Desk,
    access: Access,
    told: Iterable[ToldIncident],
    *,
    source: str = "",
    dry_run: bool = False,
) -> Taken:
    """Take in incidents by their record numbers; those not in the export stay as they are.

    Args:
        desk: the stores and rules.
        access: who takes them in.
        told: the incidents, each with its number.
        source: the name of the export, for the audit log.
        dry_run: say what would change and save nothing.

    Raises:
        Refused: the viewer may not, or one is of another site; then nothing is saved.
        BadValue: one has no number, or a number stands twice.
    """
    with desk.acting(access, Permission.IMPORT_INCIDENTS) as work:
        records = work.stores.records(INCIDENTS)
        before = {each.record.number: each for each in records.all() if each.record.number}
        new: list[str] = []
        changed: list[str] = []
        unchanged: list[str] = []
        seen: set[str] = set()
        for one in told:
            _check_number(one, seen)
            stored = before.get(one.number)
            made = _made(desk, work, one, stored)
            if stored is not None and stored.record == made:
                unchanged.append(one.number)
                continue
            (new if stored is None else changed).append(one.number)
            records.put(made, stored.version if stored else 0)
        if (new or changed) and not dry_run:
            details = {"source": source, "new": str(len(new)), "changed": str(len(changed))}
            work.commit("import incidents", details=details)
    return Taken(tuple(new), tuple(changed), tuple(unchanged))


def _check_number(one: ToldIncident, seen: set[str]) -> None:
    if not one.number:
        raise BadValue("number", "it is empty", "an export names each incident by its number")
    if one.number in seen:
        raise BadValue("number", f"{one.number} stands twice", "give each incident once")
    seen.add(one.number)


def _made(desk: Desk, work: Work, one: ToldIncident, stored: Stored[Incident] | None) -> Incident:
    """Make the incident; what an export does not tell of threat, referral or records is kept."""
    made = made_of(desk.rules, work, one, stored.record.id if stored else one.number)
    if stored is None:
        return made
    kept = stored.record
    return kept.told_again(
        attrs.evolve(
            made, kind=kept.kind, threat=kept.threat, referral=made.referral or kept.referral
        )
    )
