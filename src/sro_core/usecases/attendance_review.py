"""Take in a district's attendance, and review what the rules make of it.

Every run is one entry in the audit log, with its purpose and the number of students.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar

import attrs

from sro_core.desk import Desk, Work
from sro_core.due import DueItem, due_list
from sro_core.errors import Refused, Unknown
from sro_core.findings import Subject
from sro_core.ids import SiteId, StudentRef
from sro_core.ports import SiteRecord
from sro_core.privacy import Permission, Sensitivity, Viewer
from sro_core.truancy.classify import Classification, classify
from sro_core.truancy.roll import Roll, StudentFile
from sro_core.truancy.what_if import OpenDay


@attrs.frozen
class Unverified:
    """Hold an absence that nobody has settled, and whose it is."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    subject: Subject
    day: OpenDay


def submit(desk: Desk, viewer: Viewer, roll: Roll) -> int:
    """Take in a roll whole, or nothing of it; return how many records it changed.

    Raises:
        Refused: the viewer may not submit attendance, or not for these sites.
        Conflict: somebody else saved first.
    """
    with desk.work(viewer, Permission.SUBMIT_ATTENDANCE) as work:
        _require_sites(viewer, roll.sites)
        changed = _put_sites(work, roll) + _put_files(work, roll)
        if changed:
            work.commit("submit attendance", details={"records changed": str(changed)})
    return changed


def _require_sites(viewer: Viewer, sites: Iterable[SiteId]) -> None:
    for site in sites:
        if not viewer.covers(site):
            raise Refused(viewer.actor, viewer.role, f"submit for {site}", "it is another site")


def _sites_of(file: StudentFile) -> set[SiteId]:
    """Give every site that has a part in a file: a spell or a row."""
    return {each.site for each in file.spells} | {each.site for each in file.events}


def _put_sites(work: Work, roll: Roll) -> int:
    changed, before = 0, work.stores.sites.all()
    for id, site in roll.sites.items():
        record = SiteRecord(site, roll.calendars[id], roll.data_through.get(id))
        old = before.get(id)
        if old is None or old.record != record:
            work.stores.sites.put(record, old.version if old else 0)
            changed += 1
    return changed


def _put_files(work: Work, roll: Roll) -> int:
    changed = 0
    known = {file.ref for file in work.stores.students.all()}
    for file in roll.files:
        old = work.stores.students.get(file.ref) if file.ref in known else None
        # A file is replaced whole, so what other sites put there must not go with it.
        _require_sites(work.viewer, _sites_of(file) | (_sites_of(old.record) if old else set()))
        if old is None or old.record != file:
            work.stores.students.put(file, old.version if old else 0)
            changed += 1
    return changed


def review(
    desk: Desk, viewer: Viewer, *, on: date, site: SiteId | None = None
) -> tuple[Classification, ...]:
    """Judge every student the viewer answers for, as of a date.

    Args:
        desk: the stores and rules.
        viewer: who reads; the reading is audited with their purpose.
        on: the date judged.
        site: only students for whom this site answers.

    Raises:
        Refused: the viewer may not review attendance, or does not answer for the site.
        Unknown: there is no such site.
    """
    with desk.work(viewer, Permission.REVIEW_ATTENDANCE) as work:
        _check_sites(work, site)
        judged = classify(roll_of(work, work.stores.students.all()), rules=desk.rules, on=on)
        found = tuple(
            each
            for each in judged
            if viewer.covers(each.subject.site) and site in (None, each.subject.site)
        )
        details = {"as of": str(on), "students": str(len(found))}
        work.commit("review attendance", site or "", details)
    return found


def _check_sites(work: Work, site: SiteId | None) -> None:
    """Raise `Unknown` or `Refused` unless the site, and those of the viewer, are on record."""
    known, viewer = work.stores.sites.all(), work.viewer
    for each in sorted({*(viewer.sites or ()), *([site] if site else [])}):
        if each not in known:
            raise Unknown("site", each)
    if site is not None and not viewer.covers(site):
        raise Refused(viewer.actor, viewer.role, f"review {site}", "it is another site")


def review_one(desk: Desk, viewer: Viewer, ref: StudentRef, *, on: date) -> Classification | None:
    """Judge one student; None where the student has no enrolled school day in the year to date.

    Raises:
        Unknown: there is no such student.
        Refused: the viewer may not review attendance, or another site answers for the student.
    """
    with desk.work(viewer, Permission.REVIEW_ATTENDANCE) as work:
        file = work.stores.students.get(ref).record
        if not viewer.covers(file.site_on(on)):
            raise Refused(
                viewer.actor, viewer.role, f"review {ref}", "another site answers for them"
            )
        found = next(classify(roll_of(work, [file]), rules=desk.rules, on=on), None)
        work.commit("review attendance", ref, {"as of": str(on)})
    return found


def unverified(
    desk: Desk, viewer: Viewer, *, on: date, site: SiteId | None = None
) -> tuple[Unverified, ...]:
    """List the absences nobody has settled: first those that would change a status, then by date.

    Raises:
        Refused, Unknown: as `review` does.
    """
    found = [
        Unverified(one.subject, day)
        for one in review(desk, viewer, on=on, site=site)
        for day in one.unresolved
    ]
    found.sort(key=lambda each: (not each.day.changes, each.day.on, each.subject.id))
    return tuple(found)


def due(desk: Desk, viewer: Viewer, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List what the statuses ask people to do, as of a date."""
    found = review(desk, viewer, on=on, site=site)
    return due_list("truancy", (each for one in found for each in one.findings))


def roll_of(work: Work, files: Iterator[StudentFile] | list[StudentFile]) -> Roll:
    """Give files of the store as a roll, with the calendars of every site."""
    sites = {id: stored.record for id, stored in work.stores.sites.all().items()}
    return Roll(
        files=files,
        calendars={id: record.calendar for id, record in sites.items()},
        sites={id: record.site for id, record in sites.items()},
        data_through={id: each.data_through for id, each in sites.items() if each.data_through},
    )
