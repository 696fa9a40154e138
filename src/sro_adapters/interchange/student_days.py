"""Hold the rows of one student against each other, and against enrollment and calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs

from sro_adapters.interchange import layouts
from sro_adapters.interchange.problems import Report
from sro_adapters.interchange.register import Fact, Mark, Register
from sro_adapters.interchange.roster import Roster
from sro_adapters.interchange.rows import Files
from sro_core.ids import SiteId, StudentRef
from sro_core.school_calendar import SchoolCalendar
from sro_core.truancy.attendance import AttendanceKind, Scope

_OPPOSITE = {
    AttendanceKind.PRESENT: AttendanceKind.ABSENT,
    AttendanceKind.ABSENT: AttendanceKind.PRESENT,
}


def judged(marks: Sequence[Mark]) -> Iterator[tuple[Mark, str]]:
    """Give each row of a student, by date, with the code of what is wrong with it, or nothing."""
    day, own = date.min, list[Fact]()
    for mark in marks:
        fact = mark[2]
        if mark[0] != day:
            day, own = mark[0], []
        if fact in own:
            yield mark, "identical_row"
        elif _contradicts(fact, own):
            yield mark, "present_and_absent"
        else:
            own.append(fact)
            yield mark, ""


def _contradicts(fact: Fact, own: list[Fact]) -> bool:
    """Tell a daily "present" beside a daily absence."""
    _, _, kind, scope, *_ = fact
    if scope is not Scope.DAY or kind not in _OPPOSITE:
        return False
    return any(each[2] is _OPPOSITE[kind] and each[3] is Scope.DAY for each in own)


@attrs.define
class Judge:
    """Report what the rows of a student say together, and rows that no day of theirs can hold.

    Attributes:
        files: the tables.
        roster: where everybody is enrolled.
        calendars: when school is taught.
        report: takes the problems.
    """

    files: Files
    roster: Roster
    calendars: Mapping[SiteId, SchoolCalendar]
    report: Report

    def look_over(self, register: Register) -> None:
        """Report all that is wrong; note in the register whose rows are to be left out."""
        keys = self.files.keys.get(layouts.CALENDAR.name)
        certain = self.roster.certain and (keys is None or keys.complete)
        for ref, marks in register:
            days = {mark[0] for mark in marks}
            own = self._settled(ref, marks) if len(days) < len(marks) else marks
            if len(own) < len(marks):
                register.doubtful.add(ref)
            if certain and not self._at_school(ref, own, days):
                for mark in own:
                    self._place(ref, mark)

    def _settled(self, ref: StudentRef, marks: list[Mark]) -> list[Mark]:
        """Report rows that stand twice or contradict one before them; give the others."""
        own = []
        table = self.files.tables[layouts.ATTENDANCE.name]
        for mark, wrong in judged(marks):
            day, line, fact = mark
            if wrong == "identical_row":
                says, hint = "the row stands twice", "it counts once"
                self.report.warn("identical_row", table.file, says, hint, line=line)
            elif wrong:
                kind = fact[2]
                self.report.error(
                    "present_and_absent", table.file,
                    f"another row says {_OPPOSITE[kind]} of {ref} on {day}",
                    "keep the one that is right", line=line,
                    column=table.original("Attendance_status"), value=str(kind),
                )  # fmt: skip
            else:
                own.append(mark)
        return own

    def _at_school(self, ref: StudentRef, marks: Sequence[Mark], days: set[date]) -> bool:
        """Tell whether a student of one spell was enrolled and taught on all days; else look."""
        spells = (self.roster.spells or {}).get(ref, ())
        if len(spells) != 1 or spells[0].site not in self.calendars:
            return False
        period = spells[0].period
        within = marks[0][0] in period and marks[-1][0] in period
        return within and days <= self.calendars[spells[0].site].school_day_set

    def _place(self, ref: StudentRef, mark: Mark) -> None:
        """Warn of a date on which the student was not enrolled, or nobody was taught."""
        day, line, fact = mark
        sites = [fact[0]]
        if self.roster.spells is not None:
            spells = self.roster.spells.get(ref, ())
            sites = [spell.site for spell in spells if day in spell.period]
        calendars = [self.calendars[each] for each in sites if each in self.calendars]
        if any(day in each.school_day_set for each in calendars):
            return
        reasons = [each.why_not(day) for each in calendars]
        table = self.files.tables[layouts.ATTENDANCE.name]
        code, says = "not_enrolled", "the student is not enrolled on this day; the row is set aside"
        if reasons:
            code, says = "not_a_school_day", f"no school day: {reasons[0]}; the row is set aside"
        self.report.warn(
            code,
            table.file,
            says,
            "check the date",
            line=line,
            column=table.original("Attendance_date"),
            value=str(day),
        )
