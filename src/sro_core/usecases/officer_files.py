"""Keep officers' files: badges, courses, applications, decisions; each reading is on the log."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Conflict
from sro_core.findings import Finding
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.officers.cycles import CycleHours, cycle_hours, hours_findings
from sro_core.officers.eligibility import Serves, officer_findings, training_findings
from sro_core.officers.officer import OFFICERS, Officer, with_badge
from sro_core.officers.selection import (
    APPLICATIONS,
    NOTICES,
    Application,
    Decision,
    VacancyNotice,
    check_application,
    check_notice,
    decided,
    withdrawn,
)
from sro_core.officers.training import TRAININGS, Training
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.rotations.assignments import ASSIGNMENTS, Assignment, AssignmentKind
from sro_core.rotations.gate import OVERRIDES, Override
from sro_core.rotations.tenure import Served, served, tenure_findings
from sro_core.rules import RuleBook
from sro_core.sites.posts import POSTS
from sro_core.sites.profile import PROFILES


@attrs.frozen
class Listed:
    """Hold an officer as listed, and a site of the viewer's where they served, None for all."""

    record: Officer
    site: SiteId | None


def officers(desk: Desk, access: Access) -> tuple[Listed, ...]:
    """Give the officers of the programme, past ones too, by id; their files are not opened.

    Whoever answers for some sites gets those who ever served there.

    Raises:
        Refused: the viewer may not read who serves where.
    """
    viewer = access.viewer
    with desk.reading(access, Permission.READ_STAFFING) as work:
        found = [each.record for each in work.stores.records(OFFICERS).all()]
        tours = [each.record for each in work.stores.records(ASSIGNMENTS).all()]
    at = {each.officer: each.site for each in tours if viewer.covers(each.site)}
    every = viewer.sites is None
    return tuple(
        Listed(each, None if every else at[each.id])
        for each in sorted(found, key=lambda one: one.id)
        if every or each.id in at
    )


@attrs.frozen
class OfficerFile:
    """Hold everything on one officer, as of a date.

    Attributes:
        record: who it is.
        site: where the officer serves, None where nowhere.
        on: the date judged.
        tours: assignments, by first day.
        terms: how long the officer serves already.
        trainings, applications, overrides: on record.
        hours: of the present cycles.
        findings: what the rules make of it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONNEL

    record: Officer
    site: SiteId | None
    on: date
    tours: tuple[Assignment, ...]
    terms: tuple[Served, ...]
    trainings: tuple[Training, ...]
    applications: tuple[Application, ...]
    overrides: tuple[Override, ...]
    hours: tuple[CycleHours, ...]
    findings: tuple[Finding, ...]

    @property
    def officer(self) -> OfficerId:
        """Whose file it is."""
        return self.record.id


def file_of(desk: Desk, access: Access, officer: OfficerId, *, on: date) -> OfficerFile:
    """Open an officer's file; officers open their own.

    Raises:
        Refused: the viewer may not, or it is somebody else's.
        Unknown: there is no such officer.
    """
    with desk.reading(access, Permission.READ_OFFICER_FILE) as work:
        access.require(Permission.READ_OFFICER_FILE, officer=officer)
        record = work.stores.records(OFFICERS).get(officer).record
        found = _file(work, record, desk.rules, on)
        work.log("read an officer's file", about=officer, details={"as of": str(on)})
    return found


def _file(work: Work, record: Officer, rules: RuleBook, on: date) -> OfficerFile:
    stores = work.stores
    trainings = tuple(e.record for e in stores.records(TRAININGS).all(concerns=record.id))
    tours = tuple(e.record for e in stores.records(ASSIGNMENTS).all(concerns=record.id))
    posts = {e.record.id: e.record for e in stores.records(POSTS).all()}
    levels = {e.record.id: e.record.level for e in stores.records(PROFILES).all()}
    findings: list[Finding] = []
    now = [each for each in tours if on in each.period and each.kind is AssignmentKind.TOUR]
    for each in now:
        if each.post in posts:
            where = Serves(posts[each.post], levels.get(each.site), each.start)
            findings += officer_findings(record, where, rules=rules, on=on)
            findings += training_findings(record.id, trainings, where, rules=rules, on=on)
    site = now[0].site if now else None
    findings += hours_findings(record.id, site, trainings, rules=rules, on=on)
    findings += tenure_findings(record.id, tours, rules=rules, on=on)
    return OfficerFile(
        record=record,
        site=site,
        on=on,
        tours=tours,
        terms=served(record.id, tours, rules=rules, on=on),
        trainings=trainings,
        applications=tuple(e.record for e in stores.records(APPLICATIONS).all(concerns=record.id)),
        overrides=tuple(e.record for e in stores.records(OVERRIDES).all(concerns=record.id)),
        hours=cycle_hours(record.id, trainings, rules=rules, on=on),
        findings=tuple(findings),
    )


def record_officer(
    desk: Desk, access: Access, new: Officer, *, version: int | None = None
) -> Stored[Officer]:
    """Record an officer; badges on record stay where none are given.

    Raises:
        Refused: the viewer may not.
        Conflict: the officer's record is no longer of that version.
    """
    with desk.acting(access, Permission.KEEP_OFFICERS) as work:
        records = work.stores.records(OFFICERS)
        known = {each.record.id: each for each in records.all(concerns=new.id)}.get(new.id)
        current = known.version if known else 0
        if version is not None and version != current:
            raise Conflict(f"officer {new.id}")
        if known and not new.badges:
            new = attrs.evolve(new, badges=known.record.badges)
        records.put(new, current)
        work.commit("record officer", about=new.id, details={"sworn": str(new.sworn)})
    return _officer(desk, access, new.id)


def _officer(desk: Desk, access: Access, id: OfficerId) -> Stored[Officer]:
    with desk.reading(access, Permission.READ_STAFFING) as work:
        return work.stores.records(OFFICERS).get(id)


def record_badge(
    desk: Desk, access: Access, officer: OfficerId, number: str, start: date
) -> Stored[Officer]:
    """Record a new badge from a day on; the one worn before ends there.

    Raises:
        Refused: the viewer may not.
        Unknown: there is no such officer.
        BadValue: a badge is worn on that day already.
    """
    with desk.acting(access, Permission.KEEP_OFFICERS) as work:
        records = work.stores.records(OFFICERS)
        known = records.get(officer)
        records.put(with_badge(known.record, number, start), known.version)
        work.commit("record badge", about=officer, details={"from": str(start)})
    return _officer(desk, access, officer)


def record_training(desk: Desk, access: Access, new: Training) -> Training:
    """Record a completed course; one of the same id is replaced.

    Raises:
        Refused: the viewer may not.
        Unknown: there is no such officer.
    """
    with desk.acting(access, Permission.KEEP_OFFICERS) as work:
        work.stores.records(OFFICERS).get(new.officer)
        records = work.stores.records(TRAININGS)
        known = {e.record.id: e for e in records.all(concerns=new.officer)}.get(new.id)
        records.put(new, known.version if known else 0)
        details = {"course": new.course, "completed": str(new.completed)}
        work.commit("record training", about=new.officer, details=details)
    return new


def post_notice(
    desk: Desk, access: Access, post: PostId, period: DatePeriod, criteria: str = ""
) -> VacancyNotice:
    """Post the notice of a vacancy.

    Args:
        desk: the stores and rules.
        access: who posts it.
        post: what is to be filled.
        period: the days on which it is posted.
        criteria: what is looked for, in words.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such post.
        BadValue: it is posted for less than the rule in force says, or is on record already.
    """
    with desk.acting(access, Permission.ASSIGN) as work:
        there = work.stores.records(POSTS).get(post).record
        work.require(there.site)
        new = VacancyNotice(
            id=f"{post}:{period.start}",
            post=post,
            site=there.site,
            period=period,
            criteria=criteria,
        )
        check_notice(new, desk.rules)
        records = work.stores.records(NOTICES)
        if any(each.record.id == new.id for each in records.all(site=new.site)):
            raise BadValue(f"notice {new.id}", "it is on record already", "nothing to do")
        records.put(new, 0)
        work.commit("post vacancy", site=new.site, about=new.id, details={"days": str(new.period)})
    return new


@attrs.frozen
class Selection:
    """Hold a notice with the applications that the viewer may read."""

    notice: VacancyNotice
    applications: tuple[Application, ...]

    @property
    def site(self) -> SiteId:
        """Where the post is."""
        return self.notice.site


def selections(desk: Desk, access: Access, *, site: SiteId | None = None) -> tuple[Selection, ...]:
    """Give the notices with their applications, by first day; officers get their own ones.

    Raises:
        Refused: the viewer may not read who serves where.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        notices = [each.record for each in work.stores.records(NOTICES).all(site=site)]
        sites = {each.id: each.site for each in notices}
        found = [each.record for each in work.stores.records(APPLICATIONS).all()]
        shown = [
            each
            for each in found
            if each.notice in sites and not access.withheld(each, sites[each.notice])
        ]
        if shown:
            work.log("read applications", site=site, details={"number": str(len(shown))})
    return tuple(
        Selection(notice, tuple(each for each in shown if each.notice == notice.id))
        for notice in notices
        if access.viewer.covers(notice.site)
    )


def apply(desk: Desk, access: Access, new: Application) -> Application:
    """Enter an officer's application for a post.

    Raises:
        Refused: the viewer may not, or applies for somebody else.
        Unknown: there is no such officer or notice.
        BadValue: the notice is not posted on that day, or the officer applied already.
    """
    with desk.acting(access, Permission.APPLY) as work:
        access.require(Permission.APPLY, officer=new.officer)
        work.stores.records(OFFICERS).get(new.officer)
        notice = work.stores.records(NOTICES).get(new.notice).record
        records = work.stores.records(APPLICATIONS)
        others = [each.record for each in records.all(concerns=new.officer)]
        check_application(new, notice, others)
        if any(each.id == new.id for each in others):
            raise BadValue(
                f"application {new.id}", "it was withdrawn that day", "apply another day"
            )
        records.put(new, 0)
        work.commit("apply", about=new.id, details={"notice": new.notice})
    return new


def decide(desk: Desk, access: Access, id: str, decision: Decision) -> Application:
    """Record what was decided about an application, with its grounds.

    Raises:
        Refused: the viewer may not.
        Unknown: there is no such application.
        BadValue: it is settled, or the notice is still posted.
    """
    with desk.acting(access, Permission.DECIDE_APPLICATION) as work:
        records = work.stores.records(APPLICATIONS)
        known = records.get(id)
        notice = work.stores.records(NOTICES).get(known.record.notice).record
        work.require(notice.site)
        changed = decided(known.record, decision, notice)
        records.put(changed, known.version)
        details = {"selected": "yes" if decision.selected else "no"}
        work.commit("decide about application", site=notice.site, about=id, details=details)
    return changed


def withdraw(desk: Desk, access: Access, id: str, on: date) -> Application:
    """Take an application back.

    Raises:
        Refused: the viewer may not, or it is somebody else's.
        Unknown: there is no such application.
        BadValue: it is settled already.
    """
    with desk.acting(access, Permission.APPLY) as work:
        records = work.stores.records(APPLICATIONS)
        known = records.get(id)
        access.require(Permission.APPLY, officer=known.record.officer)
        changed = withdrawn(known.record, on)
        records.put(changed, known.version)
        work.commit("withdraw application", about=id)
    return changed
