"""What a source hands over to be judged: files of students, and the calendars of their sites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from sro_core.ids import SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.school_calendar import SchoolCalendar
from sro_core.sites import SchoolSite
from sro_core.students import Enrollment, Student
from sro_core.truancy.attendance import AttendanceEvent
from sro_core.truancy.steps_taken import StepTaken


@attrs.frozen
class StudentFile:
    """Hold everything about one student that a rule may look at, independent of other students.

    Attributes:
        student: the pseudonymous student.
        spells: where the student is enrolled, when.
        events: attendance rows, in any order.
        steps: acts on record, in any order.
    """

    student: Student
    spells: tuple[Enrollment, ...] = ()
    events: tuple[AttendanceEvent, ...] = ()
    steps: tuple[StepTaken, ...] = ()

    @property
    def ref(self) -> StudentRef:
        """The student's reference."""
        return self.student.ref

    def site_on(self, day: date) -> SiteId | None:
        """Give the site that answers for the student on a day: of the spell begun last."""
        begun = [
            each for each in self.spells if each.period.start is None or each.period.start <= day
        ]
        begun.sort(key=lambda each: (day in each.period, each.period.start or date.min, each.site))
        return begun[-1].site if begun else None


@attrs.frozen
class Statement:
    """Say what a source states beyond the rows it holds, for whoever saves it.

    Attributes:
        span: first day of the source's sessions up to the day after their last; what it says of
            enrollment and calendars it says of these days. None where it has no sessions.
        whole: its roster is complete, so that whoever is missing has left (OneRoster bulk);
            False for changes since an earlier one (delta).
        left: enrollments that the source deletes, as student and site.
    """

    span: DatePeriod | None = None
    whole: bool = True
    left: frozenset[tuple[StudentRef, SiteId]] = frozenset()


@attrs.frozen
class Roll:
    """Hold the students of a district and the calendars they are judged by.

    Attributes:
        files: the students; any iterable, used up once (a store may stream it).
        calendars: by site.
        sites: the sites by id.
        data_through: the last date for which each site submitted attendance.
        statement: what the source states beyond its rows.
    """

    files: Iterable[StudentFile]
    calendars: Mapping[SiteId, SchoolCalendar]
    sites: Mapping[SiteId, SchoolSite] = attrs.field(factory=dict)
    data_through: Mapping[SiteId, date] = attrs.field(factory=dict)
    statement: Statement = Statement()
