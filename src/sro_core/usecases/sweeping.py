"""Plan, open, close and debrief sweeps, and lay their figures beside each other, masked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

import attrs

from sro_core.contacts.contact import CONTACTS, Contact
from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, DueKind, asked_as, due_list
from sro_core.errors import BadValue, Refused
from sro_core.findings import Finding, Outcome
from sro_core.ids import OfficerId, SiteId
from sro_core.masking import Masked, SmallCells, mask, mask_columns
from sro_core.periods import DatePeriod, SchoolYear
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission
from sro_core.rotations.assignments import ASSIGNMENTS
from sro_core.sites.posts import POSTS, posts_on
from sro_core.truancy.debriefs import Equity, counted, equity, outcomes
from sro_core.truancy.sweeps import (
    SWEEPS,
    Figures,
    Mark,
    Sweep,
    Team,
    Zone,
    check_partners,
    plan_findings,
    year_findings,
)

Posts = Mapping[SiteId, frozenset[OfficerId]]
"""Who serves on a day at each site that has a post."""


@attrs.frozen(kw_only=True)
class SweepPlan:
    """Hold what is planned, as `Sweep` has it."""

    on: date
    start: time
    end: time
    zones: tuple[Zone, ...]
    teams: tuple[Team, ...]


@attrs.frozen
class Planned:
    """Hold a sweep with what its plan still lacks."""

    sweep: Sweep
    findings: tuple[Finding, ...]


def plan(desk: Desk, access: Access, planned: SweepPlan) -> Planned:
    """Plan a sweep; what is amiss with it is told, and does not keep it from being planned.

    Raises:
        Refused: the viewer may not.
        BadValue: the plan is none, or names a partner that a rule bars.
    """
    with desk.acting(access, Permission.LEAD_SWEEP) as work:
        access.require_whole(Permission.LEAD_SWEEP)
        sweep = Sweep(
            id=desk.new_id()[:14],
            on=planned.on,
            start=planned.start,
            end=planned.end,
            zones=planned.zones,
            teams=planned.teams,
            planned=Mark(work.viewer.actor, work.at),
        )
        check_partners(desk.rules, sweep)
        findings = _findings(desk, work, sweep)
        work.stores.records(SWEEPS).put(sweep, 0)
        work.commit("plan sweep", about=sweep.id, details={"day": str(sweep.on)})
    return Planned(sweep, findings)


def _findings(desk: Desk, work: Work, sweep: Sweep) -> tuple[Finding, ...]:
    calendars = {id: each.record.calendar for id, each in work.stores.sites.all().items()}
    return plan_findings(desk.rules, sweep, calendars, _posts(work, sweep.on))


def _posts(work: Work, on: date) -> Posts:
    """Give who serves where on a day, as the assignments have it."""
    posts = posts_on((each.record for each in work.stores.records(POSTS).all()), on)
    serving: dict[SiteId, set[OfficerId]] = {each.site: set() for each in posts}
    for stored in work.stores.records(ASSIGNMENTS).all():
        if on in stored.record.period:
            serving.setdefault(stored.record.site, set()).add(stored.record.officer)
    return {site: frozenset(officers) for site, officers in serving.items()}


def open_sweep(desk: Desk, access: Access, id: str) -> Sweep:
    """Open a sweep; contacts are made in it from now on.

    Raises:
        Refused: the viewer may not, it is not its day, or it was opened before.
    """
    return _mark(desk, access, id, opens=True)


def close_sweep(desk: Desk, access: Access, id: str) -> Sweep:
    """Close a sweep; no contact is made in it any more.

    Raises:
        Refused: the viewer may not, or it is not open.
    """
    return _mark(desk, access, id, opens=False)


def _mark(desk: Desk, access: Access, id: str, *, opens: bool) -> Sweep:
    with desk.acting(access, Permission.LEAD_SWEEP) as work:
        access.require_whole(Permission.LEAD_SWEEP)
        stored = work.stores.records(SWEEPS).get(id)
        sweep, mark = stored.record, Mark(work.viewer.actor, work.at)
        act, why = "open the sweep" if opens else "close the sweep", ""
        if opens and sweep.opened is not None:
            why = f"it was opened by {sweep.opened.by}"
        elif opens and work.at.date() != sweep.on:
            why = f"it is planned for {sweep.on}"
        elif not opens and not sweep.running:
            why = "it is not open"
        if why:
            raise Refused(work.viewer.actor, work.viewer.role, act, why)
        changed = attrs.evolve(sweep, opened=mark) if opens else attrs.evolve(sweep, closed=mark)
        work.stores.records(SWEEPS).put(changed, stored.version)
        work.commit(act, about=id)
    return changed


def debrief(desk: Desk, access: Access, id: str) -> Sweep:
    """Count what came of a sweep, once and for all; contacts sealed later do not change it.

    Raises:
        Refused: the viewer may not, the sweep is still open, was debriefed, or a contact of it
            is still open.
    """
    with desk.acting(access, Permission.LEAD_SWEEP) as work:
        access.require_whole(Permission.LEAD_SWEEP)
        stored = work.stores.records(SWEEPS).get(id)
        sweep, viewer = stored.record, work.viewer
        made = _contacts(work, sweep)
        unfinished = [each.id for each in made if each.closed is None]
        why = ""
        if sweep.closed is None:
            why = "it is not closed yet"
        elif sweep.debriefed is not None:
            why = f"it was debriefed by {sweep.debriefed.by}"
        elif unfinished:
            why = f"{len(unfinished)} of its contacts are still open: {', '.join(unfinished[:5])}"
        if why:
            raise Refused(viewer.actor, viewer.role, "debrief the sweep", why)
        mark = Mark(viewer.actor, work.at)
        changed = attrs.evolve(sweep, debriefed=mark, figures=counted(made))
        work.stores.records(SWEEPS).put(changed, stored.version)
        work.commit("debrief sweep", about=id)
    return changed


def _contacts(work: Work, sweep: Sweep) -> list[Contact]:
    day = DatePeriod(sweep.on, None)
    every = work.stores.records(CONTACTS).all(within=day)
    return [each.record for each in every if each.record.sweep == sweep.id]


def running(work: Work, id: str) -> Stored[Sweep]:
    """Give a sweep that is open, for a contact to be made in it. Raises `BadValue` if not."""
    stored = work.stores.records(SWEEPS).get(id)
    if not stored.record.running:
        raise BadValue(f"sweep {id}", "it is not open", "open it first, or leave it out")
    return stored


def sweeps(desk: Desk, access: Access, *, within: DatePeriod | None = None) -> tuple[Sweep, ...]:
    """List sweeps, by their day."""
    with desk.reading(access, Permission.READ_SWEEPS) as work:
        found = tuple(each.record for each in work.stores.records(SWEEPS).all(within=within))
        work.log("list sweeps")
    return found


def sweep(desk: Desk, access: Access, id: str) -> Planned:
    """Give one sweep with what its plan lacks. Raises `Unknown` where there is none."""
    with desk.reading(access, Permission.READ_SWEEPS) as work:
        found = work.stores.records(SWEEPS).get(id).record
        findings = _findings(desk, work, found)
        work.log("read sweep", about=id)
    return Planned(found, findings)


def beside(desk: Desk, access: Access, id: str) -> Masked:
    """Lay the figures of a sweep beside those of earlier ones, oldest first, masked.

    Raises:
        Refused: the viewer may not, or the sweep was not debriefed yet.
        Unknown: there is no such sweep.
    """
    with desk.reading(access, Permission.READ_SWEEPS) as work:
        one = work.stores.records(SWEEPS).get(id).record
        if one.figures is None:
            raise Refused(work.viewer.actor, work.viewer.role, "read what came of the sweep",
                          "it was not debriefed yet")  # fmt: skip
        every = [each.record for each in work.stores.records(SWEEPS).all()]
        work.log("read debrief", about=id)
    earlier = [each for each in every if (each.on, each.start) <= (one.on, one.start)]
    return mask(outcomes(earlier), _small_cells(desk, one.on))


def figures(desk: Desk, access: Access, id: str) -> Figures | None:
    """Give the figures of a sweep as they are, to those who read its contacts; else None."""
    with desk.reading(access, Permission.READ_SWEEPS) as work:
        found = work.stores.records(SWEEPS).get(id).record.figures
        shown = not access.why_not(Permission.READ_CONTACTS)
        work.log("read figures of sweep", about=id)
    return found if shown else None


def equity_figures(
    desk: Desk, access: Access, wanted: Equity, *, on: date, years: int = 5
) -> Masked:
    """Give students met by group, for each school year and pooled, masked as one table.

    Args:
        desk: the stores and rules.
        access: who reads.
        wanted: which groups, and of which contacts.
        on: up to this date.
        years: how many school years, this one with it.
    """
    first = SchoolYear(SchoolYear.of(on).start - years + 1).period.start
    within = DatePeriod(first, SchoolYear.of(on).to_date(on).end)
    with desk.reading(access, Permission.READ_SWEEPS) as work:
        found = [each.record for each in work.stores.records(CONTACTS).all(within=within)]
        work.log("read equity figures", details={"by": wanted.field})
    counts = equity(found, desk.rules, wanted, on=on)
    return mask_columns(counts, _small_cells(desk, on))


def _small_cells(desk: Desk, on: date) -> SmallCells:
    rules = desk.rules.all(SmallCells, on)
    if not rules:
        raise BadValue("small counts", f"no rule in force on {on} says which are masked",
                       "add one to the rules")  # fmt: skip
    return rules[-1].value


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List what the school year's sweeps still ask; they are the district's, not a site's."""
    if site is not None:
        return ()
    with desk.reading(access, Permission.READ_SWEEPS) as work:
        every = [each.record for each in work.stores.records(SWEEPS).all()]
        found = [*year_findings(desk.rules, every, on=on)]
        for each in every:
            if each.on >= on and each.closed is None:
                found += _findings(desk, work, each)
        work.log("list sweeps")
    return due_list(DueKind.SWEEP, found)


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show the last sweep that was debriefed, and the next one."""
    if site is not None:
        return ()
    every = sweeps(desk, access)
    lines = []
    coming = [each for each in every if each.on >= on and each.closed is None]
    if coming:
        next_one = coming[0]
        places = sum(len(each.places) for each in next_one.zones)
        lines.append(f"next: {next_one.on} {next_one.start:%H:%M} to {next_one.end:%H:%M}, "
                     f"{len(next_one.teams)} teams, {places} places")  # fmt: skip
    held = [each for each in every if each.figures is not None and each.on <= on]
    if held:
        last = held[-1]
        table = beside(desk, access, last.id)
        told = ", ".join(f"{row[0]} {row[-1]}" for row in table.lines()[1:4])
        lines.append(f"last: {last.on}: {told}")
    missing = [each for each in year_findings(desk.rules, every, on=on)
               if each.outcome in (Outcome.MET, Outcome.PENDING)]  # fmt: skip
    lines += [each.asks[0].what for each in missing if each.asks]
    return (Block("Sweeps", asked_as("sro sweep list", access.viewer, on), tuple(lines)),)
