"""What incidents add up to: masked for whoever may count them, exact for whoever may read them.

Masked figures are of a school year up to its last finished month, so that nobody tells a single
incident by asking for one day less.
"""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Unknown
from sro_core.ids import SiteId
from sro_core.masking import Counts, Masked, SmallCells, mask
from sro_core.periods import ONE_DAY, DatePeriod, SchoolYear
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.rules import Rule, RuleBook
from sro_core.safety.incident_counts import (
    CivilRights,
    by_hour,
    by_offense,
    by_place,
    civil_rights,
)
from sro_core.safety.incident_rules import CivilRightsCount
from sro_core.safety.incidents import COLLECTIONS, Collected, IncidentKind, Place
from sro_core.safety.offenses import Offense
from sro_core.usecases.incident_log import SoughtIncidents, read

JULY = 7


@attrs.frozen
class Figures:
    """Hold what the incidents of a time add up to.

    Attributes:
        site: whose, None for all that the viewer answers for.
        within: the days.
        places: where the incidents by hour and by offense were.
        masked: small counts are hidden.
        by_place, by_hour, by_offense: the tables.
    """

    site: SiteId | None
    within: DatePeriod
    places: tuple[Place, ...]
    masked: bool
    by_place: Masked
    by_hour: Masked
    by_offense: Masked


def figures(
    desk: Desk,
    access: Access,
    *,
    on: date,
    site: SiteId | None = None,
    places: tuple[Place, ...] = tuple(Place),
    year: SchoolYear | None = None,
    within: DatePeriod | None = None,
    exact: bool = False,
) -> Figures:
    """Add incidents up.

    Args:
        desk: the stores and rules.
        access: who asks.
        on: the date of the request.
        site: only this one's.
        places: where the incidents by hour and by offense were; masked figures are of all.
        year: the school year; the one of the date where it is left out.
        within: the days, for exact figures.
        exact: hide nothing; for whoever may read the incidents themselves.

    Raises:
        Refused: the viewer may not count them, or not read them for exact figures.
        BadValue: masked figures of days or places of one's choice.
    """
    permission = Permission.READ_INCIDENTS if exact else Permission.COUNT_INCIDENTS
    if not exact and (within is not None or set(places) != set(Place)):
        why = "masked figures are of a school year and of every place"
        raise BadValue("figures", why, "leave days and places out, or ask for exact ones")
    days = within or _finished(year or SchoolYear.of(on), on, exact=exact)
    with desk.reading(access, permission) as work:
        if site is not None:
            work.require(site)
        found = read(work, SoughtIncidents(site=site, within=days))
        work.log("count incidents", site=site, details={"exact": "yes" if exact else "no"})
    incidents = [each.incident for each in found]
    session = {each.incident.id: each.session for each in found}
    tables = (
        by_place(incidents, lambda one: session[one.id]),
        by_hour(incidents, places),
        by_offense(incidents, places, None if exact else _groups(desk.rules, on)),
    )
    rule = None if exact else small_cells(desk.rules, on).value
    return Figures(site, days, places, not exact, *(_shown(each, rule) for each in tables))


def _groups(rules: RuleBook, on: date) -> frozenset[str]:
    """Give the groups of our own table, which stand in a masked table whatever happened."""
    return frozenset(each.value.group for each in rules.all(Offense, on))


def _finished(year: SchoolYear, on: date, *, exact: bool) -> DatePeriod:
    """Give the days of a school year that are counted: to date, or up to the last month's end."""
    start = date(year.start, JULY, 1)
    end = on + ONE_DAY if exact else on.replace(day=1)
    last = min(end, date(year.start + 1, JULY, 1))
    return DatePeriod(start, max(start, last))


def small_cells(rules: RuleBook, on: date) -> Rule[SmallCells]:
    """Give the rule by which counts are masked. Raises `Unknown` where none is in force."""
    found = rules.all(SmallCells, on)
    if not found:
        raise Unknown("rule of masking", "small_cells")
    return found[0]


def _shown(counts: Counts, rule: SmallCells | None) -> Masked:
    if rule is not None:
        return mask(counts, rule)
    columns = tuple(map(sum, zip(*counts.cells, strict=True))) if counts.cells else ()
    return Masked(
        counts.title,
        counts.rows,
        counts.columns,
        counts.cells,
        tuple(map(sum, counts.cells)),
        columns,
        counts.total,
        "",
    )


# ---------------------------------------------------------------- civil rights data


@attrs.frozen
class SiteYear:
    """Hold the civil rights counts of a site and school year.

    Attributes:
        site, year: whose.
        counts: referrals and arrests.
        reading: the rule by which they were counted.
    """

    site: SiteId
    year: SchoolYear
    counts: CivilRights
    reading: Rule[CivilRightsCount]


def civil_rights_data(
    desk: Desk, access: Access, site: SiteId, year: SchoolYear, *, on: date
) -> SiteYear:
    """Count referrals and arrests of a site and school year, for whoever reports them.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such site, or no rule says how to count.
    """
    with desk.reading(access, Permission.REPORT_CIVIL_RIGHTS) as work:
        _site(work, site)
        found = read(work, SoughtIncidents(site=site, within=year.period))
        records = {each.record.id for each in work.stores.records(COLLECTIONS).all(site=site)}
        details = {"school year": str(year)}
        work.log("count civil rights data", site=site, details=details)
    rules = desk.rules.all(CivilRightsCount, on)
    if not rules:
        raise Unknown("rule of civil rights counts", "civil_rights_count")
    offenses = [each.incident for each in found if each.incident.kind is IncidentKind.OFFENSE]
    collected = f"{site}:{year.start}" in records
    counts = civil_rights(offenses, rules[0].value, collected=collected)
    return SiteYear(site, year, counts, rules[0])


def state_collected(desk: Desk, access: Access, site: SiteId, year: SchoolYear) -> Collected:
    """State that referrals and arrests of a site and school year were kept; a person does.

    Raises:
        Refused: the viewer may not, or it is another site.
        BadValue: the school year has not begun.
    """
    with desk.acting(access, Permission.RECORD_INCIDENT) as work:
        _site(work, site)
        if work.at.date() < date(year.start, JULY, 1):
            raise BadValue("year", f"{year} has not begun")
        made = Collected.of(site, year.start, on=work.at.date(), by=work.viewer.actor)
        records = work.stores.records(COLLECTIONS)
        stored = {each.record.id: each for each in records.all(site=site)}.get(made.id)
        if stored is not None:
            return stored.record
        records.put(made, 0)
        work.commit("state collection", site=site, about=made.id)
    return made


def _site(work: Work, site: SiteId) -> None:
    known = work.stores.sites.all()
    if site not in known:
        raise Unknown("site", site, tuple(known))
    work.require(site)
