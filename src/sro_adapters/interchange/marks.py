"""Read attendance marks and acts: codes.csv, attendance.csv and actions.csv.

An excuse code that nobody explained is unknown, never silently unexcused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from sro_adapters.interchange import layouts
from sro_adapters.interchange.roster import Roster
from sro_adapters.interchange.rows import Files
from sro_core.ids import SiteId, StudentRef
from sro_core.school_calendar import SchoolCalendar
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, Excuse, Scope
from sro_core.truancy.steps_taken import Action, StepTaken

_WORDS = {"excused": Excuse.EXCUSED, "unexcused": Excuse.UNEXCUSED}
_KINDS = {
    "absent": AttendanceKind.ABSENT,
    "tardy": AttendanceKind.TARDY,
    "present": AttendanceKind.PRESENT,
}
Events = dict[StudentRef, dict[date, list[AttendanceEvent]]]


@attrs.define
class _Codes:
    """What each excuse code means, and which were met without a meaning."""

    meaning: Mapping[str, Excuse] | None
    complete: bool
    unknown: dict[str, tuple[int, int]] = attrs.field(factory=dict)

    def excuse(self, code: str, line: int) -> Excuse:
        if not code.strip() and (self.meaning is None or code not in self.meaning):
            return Excuse.UNKNOWN
        known = _WORDS.get(code.strip().lower()) if self.meaning is None else self.meaning.get(code)
        if known is None:
            first, count = self.unknown.get(code, (line, 0))
            self.unknown[code] = (first, count + 1)
            return Excuse.UNKNOWN
        return known


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


def read_attendance(
    files: Files, roster: Roster, calendars: Mapping[SiteId, SchoolCalendar]
) -> tuple[Events, dict[SiteId, date]]:
    """Give the events by student and date, and the last date submitted by each site."""
    events: Events = {}
    through: dict[SiteId, date] = {}
    codes = _codes(files)
    table = files.tables.get(layouts.ATTENDANCE.name)
    judge = _Placing(files, roster, calendars)
    for line, values in files.rows(layouts.ATTENDANCE):
        ref, site, section, day, scope, status, code, _, minutes = values
        if not judge.known(line, ref, site, section):
            continue
        kind = _KINDS[status]
        event = AttendanceEvent(
            student=ref,
            site=site,
            on=day,
            kind=kind,
            scope=Scope.DAY if scope == "daily" else Scope.CLASS,
            excuse=Excuse.UNKNOWN if kind is AttendanceKind.PRESENT else codes.excuse(code, line),
            minutes=minutes,
            code=code,
            section=section,
        )
        through[site] = max(day, through.get(site, day))
        own = events.setdefault(ref, {}).setdefault(day, [])
        if event in own:
            files.report.warn(
                "identical_row",
                table.file if table else "",
                "the row stands twice",
                "it counts once",
                line=line,
            )
            continue
        if scope == "daily" and _contradicts(files, line, event, own):
            continue
        own.append(event)
        judge.place(line, event)
    if codes.complete:
        for code, (line, count) in codes.unknown.items():
            says = f"nobody says what it means; {count} row(s) stay unverified"
            files.report.warn(
                "unknown_excuse_code", table.file if table else "", says,
                "list it in codes.csv as excused, unexcused or unknown", line=line,
                column=files.original(layouts.ATTENDANCE, "Excuse_code"), value=code,
            )  # fmt: skip
    return events, through


def _contradicts(
    files: Files, line: int, event: AttendanceEvent, own: list[AttendanceEvent]
) -> bool:
    """Report a daily "present" beside a daily absence of the same student-day."""
    opposite = {
        AttendanceKind.PRESENT: AttendanceKind.ABSENT,
        AttendanceKind.ABSENT: AttendanceKind.PRESENT,
    }.get(event.kind)
    if not any(each.kind is opposite and each.scope is Scope.DAY for each in own):
        return False
    table = files.tables[layouts.ATTENDANCE.name]
    says = f"another row says {opposite} of {event.student} on {event.on}"
    column = table.original("Attendance_status")
    hint = "keep the one that is right"
    files.report.error(
        "present_and_absent",
        table.file,
        says,
        hint,
        line=line,
        column=column,
        value=str(event.kind),
    )
    return True


@attrs.define
class _Placing:
    """Hold rows against the roster and the calendar."""

    files: Files
    roster: Roster
    calendars: Mapping[SiteId, SchoolCalendar]

    def known(self, line: int, ref: StudentRef, site: SiteId, section: str) -> bool:
        """Report unknown students, schools and sections; tell whether the row can be kept."""
        table = self.files.tables[layouts.ATTENDANCE.name]
        good = True
        for noun, column, key, found in (
            ("student", "Student_id", ref, ref in self.roster.students),
            ("school", "School_id", site, site in self.roster.sites),
        ):
            if not found:
                good = False
                _unknown(self.files, noun, (table.file, line, table.original(column)), key)
        classes = self.files.keys.get("classes")
        if section and self.files.has(layouts.CLASSES) and classes and classes.misses(section):
            self.files.report.warn(
                "unknown_section",
                table.file,
                "no row of classes has this id",
                line=line,
                column=table.original("Section_id"),
                value=section,
            )
        return good

    def place(self, line: int, event: AttendanceEvent) -> None:
        """Warn of a date on which the student was not enrolled, or nobody was taught."""
        if not self.roster.certain or not self._calendar_certain:
            return
        sites = [event.site]
        if self.roster.spells is not None:
            spells = self.roster.spells.get(event.student, ())
            sites = [spell.site for spell in spells if event.on in spell.period]
        calendars = [self.calendars[each] for each in sites if each in self.calendars]
        if any(event.on in each.school_day_set for each in calendars):
            return
        reasons = [each.why_not(event.on) for each in calendars]
        table = self.files.tables[layouts.ATTENDANCE.name]
        code, says = "not_enrolled", "the student is not enrolled on this day; the row is set aside"
        if reasons:
            code, says = "not_a_school_day", f"no school day: {reasons[0]}; the row is set aside"
        self.files.report.warn(
            code,
            table.file,
            says,
            "check the date",
            line=line,
            column=table.original("Attendance_date"),
            value=str(event.on),
        )

    @property
    def _calendar_certain(self) -> bool:
        keys = self.files.keys.get(layouts.CALENDAR.name)
        return keys is None or keys.complete


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
