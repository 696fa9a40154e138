"""Take in what a district states: its sites, students, attendance and acts, whole or not at all.

The source and the store are both in order of reference, so that they are laid over each other
in one pass, whatever their size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Conflict, Refused, Shrinks, Unknown
from sro_core.identities import Identity
from sro_core.ids import SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.ports import SiteRecord, Stored
from sro_core.privacy import Permission
from sro_core.truancy.difference import Difference, Tally
from sro_core.truancy.roll import Roll, StudentFile
from sro_core.truancy.submission import (
    Change,
    Scope,
    ShrinkLimit,
    Withdrawn,
    calendar_over,
    enrolled,
    laid_over,
)

Progress = Callable[[str, int], None]
_EVERY = 1000


@attrs.frozen
class Submission:
    """Hold what is to be taken in, and how.

    Attributes:
        roll: the source; its files are used up.
        identities: names and contacts, where they are to be kept too; in order of reference.
        scope: of which sites and dates the source has every row, so that others are withdrawn.
        confirmed: somebody looked at how much it shrinks what is on record.
        source: what the log calls it, such as the name of the export.
        progress: told now and then how far it is, as a noun and a number.
        over: told every record that changes: its kind, its id, and the version that it has, 0
            where it is new.
        agreed: asked before it is saved whether this is the difference that was agreed to.
    """

    roll: Roll
    identities: Iterable[Identity] = ()
    scope: DeclaredScope | None = None
    confirmed: bool = False
    source: str = ""
    progress: Progress | None = attrs.field(default=None, eq=False)
    over: Callable[[str, str, int], None] | None = attrs.field(default=None, eq=False)
    agreed: Callable[[Difference], bool] | None = attrs.field(default=None, eq=False)

    def tell_over(self, kind: str, id: str, stored: Stored[Any] | None) -> None:
        """Tell that a record changes."""
        if self.over is not None:
            self.over(kind, id, stored.version if stored else 0)


@attrs.frozen
class DeclaredScope:
    """Say of which dates a source has every row, and of which sites; None is all it has.

    The end is the day after the last, as that of every period.
    """

    start: date
    end: date
    sites: frozenset[SiteId] | None = None


def check(desk: Desk, access: Access, submission: Submission, *, on: date) -> Difference:
    """Say what a submission would change; nothing is saved.

    Raises:
        Refused: the viewer may not submit attendance, or not for these sites.
        Shrinks: it would leave much less on record, and nobody confirmed that.
    """
    with desk.reading(access, Permission.SUBMIT_ATTENDANCE) as work:
        found = _laid(work, desk, submission, on, save=False)
        work.log("check attendance", details=_details(submission, found))
    return found


def submit(desk: Desk, access: Access, submission: Submission, *, on: date) -> Difference:
    """Take in a submission whole, or nothing of it, and say what it changed.

    Args:
        desk: the stores and rules.
        access: who submits.
        submission: what.
        on: the date of the submission; enrollments that are stated no longer end on it.

    Raises:
        Refused, Shrinks: as `check` does.
        Conflict: somebody else saved first, or it is not what was agreed to.
    """
    with desk.acting(access, Permission.SUBMIT_ATTENDANCE) as work:
        found = _laid(work, desk, submission, on, save=True)
        if submission.agreed is not None and not submission.agreed(found):
            raise Conflict("what the submission would change")
        work.commit("submit attendance", details=_details(submission, found))
    return found


def _details(submission: Submission, found: Difference) -> dict[str, str]:
    counts = attrs.asdict(found, filter=lambda field, _: field.name != "students")
    told = {name.replace("_", " "): str(number) for name, number in counts.items() if number}
    return {"source": submission.source, "changes": str(found.changes), **told}


def _laid(work: Work, desk: Desk, submission: Submission, on: date, *, save: bool) -> Difference:
    roll, tally = submission.roll, Tally()
    _require_sites(work, roll.sites)
    _require_sites(work, sorted({site for _, site in roll.statement.left}))
    _lay_sites(work, submission, tally, save=save)
    # Identities first: who answers for a student is read before the files change it, so that
    # nobody gains an identity by claiming the student in the same submission.
    _lay_identities(work, submission, tally, save=save)
    _lay_files(work, submission, tally, on, save=save)
    limit = desk.rules.one(ShrinkLimit, "shrink", on)
    if limit is not None and not submission.confirmed:
        _check_shrink("attendance rows", *tally.rows, limit.value.percent)
        _check_shrink("students enrolled", *tally.enrolled, limit.value.percent)
    return tally.difference()


def _check_shrink(what: str, before: int, after: int, percent: int) -> None:
    if (before - after) * 100 > before * percent:
        raise Shrinks(what, before, after, percent)


def _require_sites(work: Work, sites: Iterable[SiteId]) -> None:
    for site in sites:
        if not work.viewer.covers(site):
            viewer = work.viewer
            raise Refused(viewer.actor, viewer.role, f"submit for {site}", "it is another site")


def _sites_of(file: StudentFile) -> set[SiteId]:
    """Give every site that has a part in a file."""
    sites = {each.site for each in file.spells} | {each.site for each in file.events}
    return sites | {each.site for each in file.steps if each.site is not None}


def _lay_sites(work: Work, submission: Submission, tally: Tally, *, save: bool) -> None:
    before, roll = work.stores.sites.all(), submission.roll
    for id, site in roll.sites.items():
        old = before.get(id)
        record = SiteRecord(site, roll.calendars[id], roll.data_through.get(id))
        if old is not None:
            was = old.record
            reached = [each for each in (was.data_through, record.data_through) if each]
            record = attrs.evolve(
                was,
                site=site,
                calendar=calendar_over(was.calendar, record.calendar, roll.statement.span),
                data_through=max(reached, default=None),
            )
            if record == was:
                continue
        tally.counts["sites_changed" if old else "sites_new"] += 1
        submission.tell_over("site", id, old)
        if save:
            work.stores.sites.put(record, old.version if old else 0)


def _in_order(files: Iterable[StudentFile]) -> Iterator[StudentFile]:
    """Give files in order of reference; one that streams must be so already."""
    if isinstance(files, list | tuple):
        files = sorted(files, key=lambda file: file.ref)
    last: StudentRef | None = None
    for file in files:
        if last is not None and file.ref <= last:
            raise BadValue(
                f"student {file.ref}", "it comes twice or out of order", "order by reference"
            )
        last = file.ref
        yield file


def _lay_files(work: Work, submission: Submission, tally: Tally, on: date, *, save: bool) -> None:
    roll, tell = submission.roll, submission.progress
    scope, span = _scope(submission), roll.statement.span
    reach = scope.period if scope else span
    students = work.stores.students
    pairs = _paired(students.all(), _in_order(roll.files))
    for seen, (stored, stated) in enumerate(pairs, 1):
        old = stored.record if stored else None
        if stated is not None and work.viewer.sites is not None:
            _require_sites(work, sorted(_sites_of(stated)))
        change = laid_over(old, stated, roll.statement, roll.sites.keys(), on=on, scope=scope)
        if old is not None and work.viewer.sites is not None:
            _require_no_claim(work, old, change.file)
        if old is not None:
            before = sum(1 for event in old.events if reach is None or event.on in reach)
            lost = len(change.replaced) + len(change.withdrawn)
            tally.rows = (tally.rows[0] + before, tally.rows[1] + before + change.added - lost)
            was, now = enrolled(old, on), enrolled(change.file, on)
            tally.enrolled = (tally.enrolled[0] + was, tally.enrolled[1] + now)
        if change.changes:
            tally.add(change)
            submission.tell_over("student", change.file.ref, stored)
            if save:
                _save(work, change, stored.version if stored else 0)
        if tell is not None and seen % _EVERY == 0:
            tell("students compared", seen)


def _require_no_claim(work: Work, old: StudentFile, new: StudentFile) -> None:
    """Raise `Refused` where a student would come to the viewer's site while enrolled elsewhere.

    Whoever answers for a student reads their record, so one site cannot take a student over from
    another by stating a later enrollment: the other one ends its own first, or the district says.
    """
    today = work.at.date()
    starts = (each.period.start for each in new.spells)
    for day in sorted({today, *(each for each in starts if each is not None and each > today)}):
        before, after = old.site_on(day), new.site_on(day)
        if before is None or before == after or work.viewer.covers(before):
            continue
        if any(each.site == before and day in each.period for each in old.spells):
            viewer, what = work.viewer, f"take over student {old.ref}"
            why = f"{before} is another site, where they are enrolled; it ends that first"
            raise Refused(viewer.actor, viewer.role, what, why)


def _scope(submission: Submission) -> Scope | None:
    declared, roll = submission.scope, submission.roll
    if declared is None:
        return None
    sites = frozenset(roll.sites) if declared.sites is None else declared.sites
    unknown = sorted(sites - roll.sites.keys())
    if unknown:
        raise BadValue(
            f"scope {', '.join(unknown)}", "the export has no such site", "name sites that it has"
        )
    return Scope(sites, DatePeriod(declared.start, declared.end))


def _paired(
    stored: Iterator[Stored[StudentFile]], stated: Iterator[StudentFile]
) -> Iterator[tuple[Stored[StudentFile] | None, StudentFile | None]]:
    """Walk both in order of reference, side by side."""
    old, new = next(stored, None), next(stated, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.record.ref < new.ref):
            yield old, None
            old = next(stored, None)
        elif old is None or new.ref < old.record.ref:
            yield None, new
            new = next(stated, None)
        else:
            yield old, new
            old, new = next(stored, None), next(stated, None)


def _save(work: Work, change: Change, version: int) -> None:
    students = work.stores.students
    students.put(change.file, version)
    gone = [Withdrawn(each, work.at, "replaced by a later export") for each in change.replaced]
    gone += [
        Withdrawn(each, work.at, "a later export of these dates no longer has it")
        for each in change.withdrawn
    ]
    if gone:
        students.withdraw(gone)


def _lay_identities(work: Work, submission: Submission, tally: Tally, *, save: bool) -> None:
    if not submission.identities:
        return
    stored = work.stores.identities.all()
    old = next(stored, None)
    for new in submission.identities:
        while old is not None and old.record.ref < new.ref:
            old = next(stored, None)
        same = old if old is not None and old.record.ref == new.ref else None
        if same is not None and same.record == new:
            continue
        if work.viewer.sites is not None:
            _require_own(work, new.ref, held=same is not None)
        tally.counts["identities_changed"] += 1
        submission.tell_over("identity", new.ref, same)
        if save:
            work.stores.identities.put(new, same.version if same else 0)


def _require_own(work: Work, ref: StudentRef, *, held: bool) -> None:
    """Raise `Refused` where another site answers for a student on record, or for what is held."""
    try:
        site = work.stores.students.get(ref).record.site_on(work.at.date())
    except Unknown:
        if not held:
            return  # a new student, whom a clerk can state only at their own sites
        site = None
    _require_sites(work, [site or SiteId("no site")])
