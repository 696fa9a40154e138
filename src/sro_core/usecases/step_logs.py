"""Take in a school's own log of letters and contacts as steps taken, whole or not at all.

What is imported was done elsewhere: it is entered as it was, and where it bears no step of a
ladder the list of what lost its ground says so. The same log taken in again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.digests import digest
from sro_core.errors import SroError, Unknown
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.rules import RuleBook
from sro_core.truancy.ladders import LadderStep
from sro_core.truancy.step_log import STEPS, StepEntry
from sro_core.truancy.steps_taken import Action


@attrs.frozen(kw_only=True)
class LogRow:
    """Hold one row of a log: a step of a ladder by its id, or an act by its name.

    Attributes:
        line: where it stands, to be told.
        student, site, step, on, means: what it says.
    """

    line: int
    student: StudentRef
    step: str
    on: date
    site: SiteId | None = None
    means: str = ""


@attrs.frozen
class RowProblem:
    """Say what is wrong with a row of a log: its line, the column, and why."""

    line: int
    column: str
    code: str
    says: str


@attrs.frozen
class LogRefused(SroError):
    """A log cannot be taken in; every problem is told, and nothing of it was saved."""

    problems: tuple[RowProblem, ...]

    def __str__(self) -> str:
        """List the first problems."""
        first = "; ".join(f"line {each.line}: {each.says}" for each in self.problems[:20])
        return f"the log has {len(self.problems)} problem(s), nothing of it was saved: {first}"


@attrs.frozen
class TakenIn:
    """Say what of a log was new, and what was on record already."""

    entered: int
    known: int


def take_in(
    desk: Desk, access: Access, rows: Iterable[LogRow], *, source: str, save: bool = True
) -> TakenIn:
    """Enter the rows of a log as steps taken.

    Args:
        desk: the stores and rules.
        access: who takes it in.
        rows: the log.
        source: what the log calls it.
        save: False only says what it would do.

    Raises:
        Refused: the viewer may not.
        LogRefused: rows do not fit; all of them are told.
    """
    with desk.acting(access, Permission.IMPORT_STEPS) as work:
        problems: list[RowProblem] = []
        entries: dict[str, StepEntry] = {}
        for row in rows:
            found = _problems(work, desk.rules, row)
            problems += found
            if not found:
                entry = _entry(work, desk.rules, row, source)
                entries[entry.id] = entry
        if problems:
            raise LogRefused(tuple(problems))
        store, new = work.stores.records(STEPS), 0
        for id, entry in entries.items():
            with suppress(Unknown):
                store.get(id)
                continue
            new += 1
            if save:
                store.put(entry, 0)
        if save:
            details = {"source": source, "entered": str(new)}
            work.commit("take in a log of steps", details=details)
    return TakenIn(new, len(entries) - new)


def _problems(work: Work, rules: RuleBook, row: LogRow) -> list[RowProblem]:
    found = []
    if row.on > work.at.date():
        found.append(RowProblem(row.line, "Date", "future_date", f"{row.on} is still to come"))
    if row.step not in set(Action) and rules.one(LadderStep, row.step, row.on) is None:
        known = ", ".join(each.id for each in rules.all(LadderStep, row.on))
        says = f"{row.step!r} is no step in force on {row.on} and no act; there are: {known}"
        found.append(RowProblem(row.line, "Step", "unknown_step", says))
    if row.site is not None and row.site not in work.stores.sites.all():
        found.append(RowProblem(row.line, "School_id", "unknown_school", "no such school"))
    try:
        site = work.stores.students.get(row.student).record.site_on(row.on)
    except Unknown:
        found.append(RowProblem(row.line, "Student_id", "unknown_student", "no such student"))
    else:
        if not work.viewer.covers(row.site or site):
            says = "another site answers for the student"
            found.append(RowProblem(row.line, "Student_id", "other_site", says))
    return found


def _entry(work: Work, rules: RuleBook, row: LogRow, source: str) -> StepEntry:
    rule = rules.one(LadderStep, row.step, row.on)
    action = Action(row.step) if rule is None else rule.value.act or Action.OTHER
    key = digest([row.student, row.step, row.on.isoformat()])
    return StepEntry(
        id=f"log-{key[:32]}",
        student=row.student,
        site=row.site or work.stores.students.get(row.student).record.site_on(row.on),
        on=row.on,
        by=work.viewer.actor,
        at=work.at,
        step="" if rule is None else row.step,
        action=action,
        means=row.means,
        source=source,
    )
