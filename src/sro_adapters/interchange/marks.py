"""Read attendance marks and acts: codes.csv, attendance.csv and actions.csv.

An excuse code that nobody explained is unknown, never silently unexcused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from sro_adapters.interchange import layouts
from sro_adapters.interchange.blocks import REMEMBERED, Block
from sro_adapters.interchange.problems import LaterReport
from sro_adapters.interchange.register import Fact, Register
from sro_adapters.interchange.roster import Roster
from sro_adapters.interchange.rows import Files
from sro_adapters.interchange.student_days import Judge
from sro_core.ids import SiteId, StudentRef
from sro_core.school_calendar import SchoolCalendar
from sro_core.truancy.attendance import AttendanceKind, Excuse, Scope
from sro_core.truancy.steps_taken import Action, StepTaken

_WORDS = {"excused": Excuse.EXCUSED, "unexcused": Excuse.UNEXCUSED}
_KINDS = {
    "absent": AttendanceKind.ABSENT,
    "tardy": AttendanceKind.TARDY,
    "present": AttendanceKind.PRESENT,
}


@attrs.define
class _Codes:
    """What each excuse code means, and which were met without a meaning."""

    meaning: Mapping[str, Excuse] | None
    complete: bool
    unknown: dict[str, tuple[int, int]] = attrs.field(factory=dict)

    def excuse(self, code: str) -> Excuse:
        """Give what a code means; what nobody explained is unknown."""
        return self._known(code) or Excuse.UNKNOWN

    def _known(self, code: str) -> Excuse | None:
        if not code.strip() and (self.meaning is None or code not in self.meaning):
            return Excuse.UNKNOWN
        return _WORDS.get(code.strip().lower()) if self.meaning is None else self.meaning.get(code)

    def note(self, block: Block) -> None:
        """Count the rows of codes without a meaning; one who is present needs none."""
        met = {code for code in set(block["Excuse_code"]) if self._known(code) is None}
        if not met:
            return
        rows = zip(block.lines, block["Excuse_code"], block["Attendance_status"], strict=True)
        for line, code, status in rows:
            if code in met and status != "present":
                first, count = self.unknown.get(code, (line, 0))
                self.unknown[code] = (first, count + 1)


def _codes(files: Files) -> _Codes:
    if not files.has(layouts.CODES):
        return _Codes(None, complete=not files.spoiled(layouts.CODES))
    meaning: dict[str, Excuse] = {}
    for row in files.records(layouts.CODES):
        code, excuse = row["Excuse_code"], Excuse(row["Excuse"])
        if meaning.get(code, excuse) is not excuse:
            files.report.error(
                "duplicate_id",
                row.file,
                "the code has two meanings",
                "keep one of them",
                line=row.line,
                column=files.original(layouts.CODES, "Excuse_code"),
                value=code,
            )
        meaning.setdefault(code, excuse)
    return _Codes(meaning, complete=files.keys[layouts.CODES.name].complete)


class _Facts(dict[tuple[Any, ...], Fact]):
    """Give what the cells of a row say, made once where the same comes again."""

    def __init__(self, codes: _Codes) -> None:
        super().__init__()
        self.codes = codes

    def __missing__(self, cells: tuple[Any, ...]) -> Fact:
        if len(self) >= REMEMBERED:
            self.clear()
        site, section, status, scope, minutes, code = cells
        kind = _KINDS[status]
        excuse = Excuse.UNKNOWN if kind is AttendanceKind.PRESENT else self.codes.excuse(code)
        day = Scope.DAY if scope == "daily" else Scope.CLASS
        fact = self[cells] = (site, section, kind, day, excuse, minutes, code)
        return fact


_SAID = (
    "School_id", "Section_id", "Attendance_status", "Attendance_type", "Minutes_missed",
    "Excuse_code",
)  # fmt: skip


def read_attendance(
    files: Files, roster: Roster, calendars: Mapping[SiteId, SchoolCalendar]
) -> tuple[Register, dict[SiteId, date]]:
    """Give the rows by student, and the last date submitted by each site."""
    through: dict[SiteId, date] = {}
    codes = _codes(files)
    facts, register, begun = _Facts(codes), Register(), len(files.report.problems)
    for block in files.blocks(layouts.ATTENDANCE):
        kept = _known(files, roster, block, register.new_among(block["Student_id"]))
        codes.note(kept)
        days = kept["Attendance_date"]
        for site, day in set(zip(kept["School_id"], days, strict=True)):
            through[site] = max(day, through.get(site, day))
        said = map(facts.__getitem__, zip(*(kept[name] for name in _SAID), strict=True))
        register.add(kept["Student_id"], days, kept.lines, said)
    later = LaterReport()
    Judge(files, roster, calendars, later).look_over(register)
    files.report.put_in(later, begun)
    if codes.complete:
        table = files.tables.get(layouts.ATTENDANCE.name)
        for code, (line, count) in codes.unknown.items():
            says = f"nobody says what it means; {count} row(s) stay unverified"
            files.report.warn(
                "unknown_excuse_code", table.file if table else "", says,
                "list it in codes.csv as excused, unexcused or unknown", line=line,
                column=files.original(layouts.ATTENDANCE, "Excuse_code"), value=code,
            )  # fmt: skip
    return register, through


def _known(files: Files, roster: Roster, block: Block, fresh: set[StudentRef]) -> Block:
    """Report unknown students, schools and sections; give the rows that can be kept.

    Args:
        files: the tables and their report.
        roster: who and what is known.
        block: the rows.
        fresh: the students in it who may be unknown.
    """
    lost = files.keys.get("classes") if files.has(layouts.CLASSES) else None
    sections = set(block["Section_id"]) - {""}
    strays = set(filter(lost.misses, sections)) if lost else set[str]()
    if (
        not strays
        and all(map(roster.students.__contains__, fresh))
        and all(map(roster.sites.__contains__, block["School_id"]))
    ):
        return block
    table = files.tables[layouts.ATTENDANCE.name]
    kept = []
    rows = zip(
        block.lines, block["Student_id"], block["School_id"], block["Section_id"], strict=True
    )
    for n, (line, ref, site, section) in enumerate(rows):
        if ref not in roster.students:
            _unknown(files, "student", (table.file, line, table.original("Student_id")), ref)
        if site not in roster.sites:
            _unknown(files, "school", (table.file, line, table.original("School_id")), site)
        if section in strays:
            files.report.warn(
                "unknown_section",
                table.file,
                "no row of classes has this id",
                line=line,
                column=table.original("Section_id"),
                value=section,
            )
        if ref in roster.students and site in roster.sites:
            kept.append(n)
    return block.only(kept)


def _unknown(files: Files, noun: str, place: tuple[str, int, str], key: str) -> None:
    """Report an id that no row has, or of a user who is no student; one refused is no news.

    Args:
        files: the tables and their report.
        noun: ``student`` or ``school``.
        place: file, line and column of the id.
        key: the id.
    """
    rows = files.keys["users" if noun == "student" else "orgs"]
    file, line, column = place
    if key in rows.deleted:
        says = f"the roster deletes this {noun}; the row is left out"
        files.report.warn(f"deleted_{noun}", file, says, line=line, column=column, value=key)
        return
    if rows.misses(key):
        code, says = f"unknown_{noun}", f"no such {noun} in the roster"
    elif key in rows.found and all(
        files.keys[name].complete for name in ("enrollments", "roles") if name in files.keys
    ):
        code, says = f"not_a_{noun}", f"this id is of no {noun}"
    else:
        return
    hint = "check the id, or export that row too"
    files.report.error(code, file, says, hint, line=line, column=column, value=key)


def read_actions(files: Files, roster: Roster) -> dict[StudentRef, tuple[StepTaken, ...]]:
    """Give the acts on record by student."""
    steps: dict[StudentRef, list[StepTaken]] = {}
    for row in files.records(layouts.ACTIONS):
        ref, site = StudentRef(row["Student_id"]), row["School_id"]
        if site and site not in roster.sites:
            column = files.original(layouts.ACTIONS, "School_id")
            _unknown(files, "school", (row.file, row.line, column), site)
        if ref not in roster.students:
            column = files.original(layouts.ACTIONS, "Student_id")
            _unknown(files, "student", (row.file, row.line, column), ref)
            continue
        step = StepTaken(
            ref, Action(row["Action"]), row["Date"], SiteId(site) if site else None, row["Means"]
        )
        steps.setdefault(ref, []).append(step)
    return {ref: tuple(own) for ref, own in steps.items()}
