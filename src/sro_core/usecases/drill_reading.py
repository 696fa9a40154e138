"""Read a site's drills: which are short, until when, a schedule that fits, the report after one."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from sro_core.desk import Desk, Work
from sro_core.findings import Finding
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.safety import corrective_actions, drill_review
from sro_core.safety.after_action import AfterAction, after_action
from sro_core.safety.corrective_actions import ACTIONS, CorrectiveAction
from sro_core.safety.drill_compliance import DrillCompliance, compliance
from sro_core.safety.drill_schedule import Schedule, suggest
from sro_core.safety.drills import DRILLS, Drill
from sro_core.usecases.plan_reading import Answered
from sro_core.usecases.school_facts import at_site, own_sites, stated


@attrs.frozen(kw_only=True)
class SiteDrills:
    """Hold whether a site has held its drills on a date, and what is open.

    Attributes:
        found: the judgement.
        answers: its findings.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    found: DrillCompliance
    answers: tuple[Answered, ...]

    @property
    def site(self) -> SiteId:
        """Where."""
        return self.found.site


def drills(
    desk: Desk, access: Access, *, site: SiteId | None = None, year: int | None = None
) -> tuple[Stored[Drill], ...]:
    """List the drills of the sites that the viewer answers for, by date.

    Raises:
        Refused: the viewer may not read them, or answers for another site.
        Unknown: there is no such site.
    """
    within = None if year is None else SchoolYear(year).period
    with desk.reading(access, Permission.READ_DRILLS) as work:
        found = [
            each
            for own in own_sites(work, site)
            for each in work.stores.records(DRILLS).all(site=own, within=within)
        ]
    return tuple(sorted(found, key=lambda each: (each.record.on, each.record.id)))


def drill(desk: Desk, access: Access, id: str) -> Stored[Drill]:
    """Give one drill. Raises `Unknown` where there is none, `Refused` for another site."""
    with desk.reading(access, Permission.READ_DRILLS) as work:
        found = work.stores.records(DRILLS).get(id)
        work.require(found.record.site)
    return found


def actions(
    desk: Desk, access: Access, *, site: SiteId | None = None
) -> tuple[Stored[CorrectiveAction], ...]:
    """List what drills showed and has to be mended, closed or not."""
    with desk.reading(access, Permission.READ_DRILLS) as work:
        return tuple(
            each
            for own in own_sites(work, site)
            for each in work.stores.records(ACTIONS).all(site=own)
        )


def action(desk: Desk, access: Access, id: str) -> Stored[CorrectiveAction]:
    """Give one corrective action. Raises `Unknown` and `Refused` as `drill` does."""
    with desk.reading(access, Permission.READ_DRILLS) as work:
        found = work.stores.records(ACTIONS).get(id)
        work.require(found.record.site)
    return found


def status(desk: Desk, access: Access, site: SiteId, *, on: date) -> SiteDrills:
    """Tell which drills of a site are short or open on a date, and from when it will be short."""
    with desk.reading(access, Permission.READ_DRILLS) as work:
        at_site(work, site)
        found = judged(work, desk, site, on)
        answers = (*drill_review.review(found), *_open_records(work, desk, site, on))
    return SiteDrills(found=found, answers=tuple(map(Answered, answers)))


def schedule(desk: Desk, access: Access, site: SiteId, *, on: date) -> Schedule:
    """Suggest drills for the rest of the school year; nothing is planned by it."""
    with desk.reading(access, Permission.READ_DRILLS) as work:
        at_site(work, site)
        own = _drills(work, site)
        keep_free = stated(work, site).record.keep_free
        return suggest(judged(work, desk, site, on), own, keep_free=keep_free)


def report(desk: Desk, access: Access, id: str) -> AfterAction:
    """Give the report after a drill, made of what is on record."""
    with desk.reading(access, Permission.READ_DRILLS) as work:
        one = work.stores.records(DRILLS).get(id).record
        work.require(one.site)
        own = tuple(each.record for each in work.stores.records(ACTIONS).all(site=one.site))
        return after_action(one, _drills(work, one.site), own, desk.rules)


def findings(work: Work, desk: Desk, site: SiteId, on: date) -> tuple[Finding, ...]:
    """Give every finding about a site's drills, those about open records too."""
    found = drill_review.review(judged(work, desk, site, on))
    return (*found, *_open_records(work, desk, site, on))


def action_findings(work: Work, desk: Desk, site: SiteId, on: date) -> tuple[Finding, ...]:
    """Give every finding about what drills of a site showed."""
    own = (each.record for each in work.stores.records(ACTIONS).all(site=site))
    return corrective_actions.review(own, desk.rules, on=on)


def judged(work: Work, desk: Desk, site: SiteId, on: date) -> DrillCompliance:
    """Judge the drills of a site as of a date."""
    calendar = work.stores.sites.all()[site].record.calendar
    return compliance(_drills(work, site), calendar, stated(work, site).record, desk.rules, on=on)


def _open_records(work: Work, desk: Desk, site: SiteId, on: date) -> tuple[Finding, ...]:
    return drill_review.open_records(_drills(work, site), desk.rules, on=on)


def _drills(work: Work, site: SiteId) -> tuple[Drill, ...]:
    return tuple(each.record for each in work.stores.records(DRILLS).all(site=site))
