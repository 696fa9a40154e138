"""Review what the rules make of attendance: lists for the school, one status for whoever may.

Every run is one entry in the audit log, with its purpose and the number of students.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import ClassVar

import attrs

from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, asked_as, due_list
from sro_core.errors import Unknown
from sro_core.findings import Subject
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Permission, Sensitivity
from sro_core.truancy.classify import Classification, classify
from sro_core.truancy.roll import Roll, StudentFile
from sro_core.truancy.step_log import STEPS, logs
from sro_core.truancy.what_if import OpenDay


@attrs.frozen
class Unverified:
    """Hold an absence that nobody has settled, and whose it is."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    subject: Subject
    day: OpenDay


def review(
    desk: Desk,
    access: Access,
    *,
    on: date,
    site: SiteId | None = None,
    after: StudentRef | None = None,
    limit: int | None = None,
) -> tuple[Classification, ...]:
    """Judge every student the viewer answers for, as of a date.

    Args:
        desk: the stores and rules.
        access: who reads; the reading is audited with their purpose.
        on: the date judged.
        site: only students for whom this site answers.
        after: only students whose reference comes after this one.
        limit: at most so many, the first by reference.

    Raises:
        Refused: the viewer may not review attendance, or does not answer for the site.
        Unknown: there is no such site.
    """
    with desk.reading(access, Permission.REVIEW_ATTENDANCE) as work:
        check_sites(work, site)
        files = joined(work, (each.record for each in work.stores.students.all(after)))
        own = (
            each
            for each in classify(roll_of(work, files), rules=desk.rules, on=on)
            if access.viewer.covers(each.subject.site) and site in (None, each.subject.site)
        )
        found = tuple(islice(own, limit))
        details = {"as of": str(on), "students": str(len(found))}
        work.log("review attendance", site=site, details=details)
    return found


def check_sites(work: Work, site: SiteId | None) -> None:
    """Raise `Unknown` or `Refused` unless the site, and those of the viewer, are on record."""
    known, viewer = work.stores.sites.all(), work.viewer
    for each in sorted({*(viewer.sites or ()), *([site] if site else [])}):
        if each not in known:
            raise Unknown("site", each)
    if site is not None:
        work.require(site)


def review_one(desk: Desk, access: Access, ref: StudentRef, *, on: date) -> Classification | None:
    """Judge one student; None where the student has no enrolled school day in the year to date.

    Raises:
        Unknown: there is no such student.
        Refused: the viewer may not read a status, or another site answers for the student.
    """
    with desk.reading(access, Permission.READ_STATUS, ref) as work:
        file = work.stores.students.get(ref).record
        site = file.site_on(on)
        work.require(site)
        own = joined(work, [file], ref)
        found = next(classify(roll_of(work, own), rules=desk.rules, on=on), None)
        work.log("review attendance", site=site, details={"as of": str(on)})
    return found


def unverified(
    desk: Desk, access: Access, *, on: date, site: SiteId | None = None
) -> tuple[Unverified, ...]:
    """List the absences nobody has settled: first those that would change a status, then by date.

    Raises:
        Refused, Unknown: as `review` does.
    """
    found = [
        Unverified(one.subject, day)
        for one in review(desk, access, on=on, site=site)
        for day in one.unresolved
    ]
    found.sort(key=lambda each: (not each.day.changes, each.day.on, each.subject.id))
    return tuple(found)


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List what the statuses ask people to do, as of a date."""
    found = review(desk, access, on=on, site=site)
    return due_list("truancy", (each for one in found for each in one.findings))


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show a school role its unverified absences, and the reports and notices that are due."""
    found = review(desk, access, on=on, site=site)
    days = sorted(day.on for one in found for day in one.unresolved)
    telling = sum(day.changes for one in found for day in one.unresolved)
    lines = [f"{len(days):,} unverified absences"]
    if days:
        lines = [f"{lines[0]}, the oldest of {days[0]}; {telling} would change a status"]
    unknown = sum(1 for one in found if one.of_age == "assumed" and one.findings)
    if unknown:
        who = "1 student" if unknown == 1 else f"{unknown} students"
        lines.append(f"{who} with a status but no birth date: nothing leaves the school")
    items = due_list("truancy", (each for one in found for each in one.findings))
    late = [each for each in items if each.overdue_days]
    asked = [f"{len(items):,} things to see to, {len(late):,} of them overdue"]
    asked += [
        f"{each.concerns.id}: {each.who} {each.force} {each.what}, {each.overdue_days} days ago"
        for each in late[:2]
    ]
    return (
        Block("Attendance", asked_as("sro unverified", access.viewer, on), tuple(lines)),
        Block("Attendance reports and notices",
              asked_as("sro due --kind truancy", access.viewer, on), tuple(asked)),
    )  # fmt: skip


@attrs.frozen
class _Streamed:
    """Stream the files of the store, in a unit of work of its own each time it is gone through."""

    desk: Desk
    access: Access

    def __iter__(self) -> Iterator[StudentFile]:
        with self.desk.reading(self.access, Permission.REVIEW_ATTENDANCE) as work:
            work.access.require_whole(Permission.REVIEW_ATTENDANCE)
            work.log("read the roll")
            yield from joined(work, (each.record for each in work.stores.students.all()))


def roll(desk: Desk, access: Access) -> Roll:
    """Give the whole district as a roll, for scripts; each time it is gone through is audited.

    Raises:
        Refused: the viewer may not review attendance, or answers for some sites only.
    """
    with desk.reading(access, Permission.REVIEW_ATTENDANCE) as work:
        work.access.require_whole(Permission.REVIEW_ATTENDANCE)
        return roll_of(work, _Streamed(desk, access))


def joined(
    work: Work, files: Iterable[StudentFile], ref: StudentRef | None = None
) -> Iterator[StudentFile]:
    """Give files with the acts that were entered here, less those that were taken back.

    Args:
        work: the stores.
        files: as they were imported.
        ref: the student, where they are of one only.
    """
    entries = (each.record for each in work.stores.records(STEPS).all(concerns=ref))
    return (each.joined for each in logs(files, entries))


def roll_of(work: Work, files: Iterable[StudentFile]) -> Roll:
    """Give files of the store as a roll, with the calendars of every site."""
    sites = {id: stored.record for id, stored in work.stores.sites.all().items()}
    return Roll(
        files=files,
        calendars={id: record.calendar for id, record in sites.items()},
        sites={id: record.site for id, record in sites.items()},
        data_through={id: each.data_through for id, each in sites.items() if each.data_through},
    )
