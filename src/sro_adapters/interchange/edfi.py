"""Read a folder or zip of Ed-Fi XML: daily attendance, sessions, schools and birth dates.

Files are recognised by their root element, at any depth. Session dates include both ends.
Where a session states only how many instructional days it has, every weekday in it may be one.
There are no enrollments: a student with an event is taken as enrolled for the whole of the
sessions of that school.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from sro_adapters.interchange.edfi_records import (
    ATTENDANCE,
    BORN,
    CATEGORY,
    DATE,
    DISTRICT,
    DISTRICT_OF,
    DISTRICT_REF,
    EVENT,
    MISSED,
    PART,
    SCHOOL,
    SCHOOL_OF,
    SESSION,
    STUDENT,
    STUDENT_OF,
    Folder,
    Row,
    is_xml,
    open_folder,
)
from sro_adapters.interchange.edfi_sessions import read_sessions
from sro_adapters.interchange.problems import Report
from sro_adapters.interchange.rows import TOLD_EVERY, Progress
from sro_adapters.interchange.sources import Source
from sro_adapters.interchange.student_files import assumed_spells, span_of
from sro_adapters.interchange.xml_records import XmlRefused, root_of
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.school_calendar import SchoolCalendar
from sro_core.sites import SchoolSite
from sro_core.students import Enrollment, Student
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind
from sro_core.truancy.roll import Roll, Statement, StudentFile


def found_in(source: Source) -> bool:
    """Tell whether any file is an Ed-Fi interchange of student attendance, at any depth."""
    for path, open_ in source.files.items():
        if is_xml(path):
            try:
                root = root_of(open_)
            except XmlRefused as why:
                root = why.root
            if root == ATTENDANCE:
                return True
    return False


def read_edfi(source: Source, report: Report, *, progress: Progress | None = None) -> Roll:
    """Make a roll of the Ed-Fi files in a source; what is wrong with them is added to the report.

    Args:
        source: the folder or zip.
        report: gathers every problem. With errors the roll must not be used.
        progress: is told how many events were read.
    """
    folder = open_folder(source, report)
    born = _births(folder)
    sites = _sites(folder)
    calendars = {
        site: SchoolCalendar(site, sessions)
        for site, sessions in sorted(read_sessions(folder).items())
    }
    marks = _Marks(folder, calendars)
    for number, row in enumerate(folder.rows(EVENT), 1):
        marks.take(row)
        if progress is not None and number % TOLD_EVERY == 0:
            progress("events read", number)
    marks.finish()
    if not marks.events and not report.errors:
        says, hint = "there is no daily attendance in it", "export the events of the school day"
        report.warn("no_attendance", source.name, says, hint)
    named = {site: sites.get(site) or SchoolSite(site, site) for site in {*sites, *calendars}}
    return Roll(
        files=tuple(_file(ref, born, marks) for ref in sorted(marks.events)),
        calendars=calendars,
        sites=dict(sorted(named.items())),
        data_through=marks.through,
        # Whoever had no event is not known here, and may well be enrolled.
        statement=Statement(
            span_of(each for own in calendars.values() for each in own.sessions), whole=False
        ),
    )


def _file(ref: StudentRef, born: Mapping[StudentRef, date | None], marks: _Marks) -> StudentFile:
    days = marks.events[ref]
    rows = tuple(event for day in sorted(days) for event in days[day])
    spells: list[Enrollment] = []
    for site in sorted(marks.sites[ref]):
        spells += assumed_spells({site}, marks.calendars[site].sessions)
    return StudentFile(Student(ref, born.get(ref)), tuple(spells), rows)


def _births(folder: Folder) -> dict[StudentRef, date | None]:
    """Give the birth date of every student on file, None where there is none."""
    born: dict[StudentRef, date | None] = {}
    for row in folder.rows(STUDENT):
        ref = StudentRef(row["StudentUniqueId"])
        if ref in born:
            _doubled(folder, row, "StudentUniqueId", same=born[ref] == row[BORN])
            continue
        folder.keys[STUDENT.name].found.add(ref)
        born[ref] = row[BORN]
    return born


def _sites(folder: Folder) -> dict[SiteId, SchoolSite]:
    """Give the schools on file, each with its district."""
    districts: dict[tuple[str, str], str] = {}
    rows = []
    for row in folder.rows(SCHOOL, DISTRICT):
        if row.layout is SCHOOL:
            rows.append(row)
        else:
            id = row["LocalEducationAgencyId"]
            folder.keys[DISTRICT.name].found.add(id)
            districts[row.file, row["@id"]] = id
    sites: dict[SiteId, SchoolSite] = {}
    for row in rows:
        site = SiteId(row["SchoolId"])
        name = " ".join(row["NameOfInstitution"].split()) or site
        made = SchoolSite(site, name, _district(folder, row, districts))
        if site in sites:
            _doubled(folder, row, "SchoolId", same=sites[site] == made)
            continue
        folder.keys[SCHOOL.name].found.add(site)
        sites[site] = made
    return sites


def _district(
    folder: Folder, row: Row, districts: Mapping[tuple[str, str], str]
) -> DistrictId | None:
    """Give a school's district, by its id or by a reference inside the file."""
    given, ref, keys = row[DISTRICT_OF], row[DISTRICT_REF], folder.keys[DISTRICT.name]
    id = given or districts.get((row.file, ref), "")
    if (given or ref) and (keys.misses(id) if keys.found else not id and keys.complete):
        folder.report.warn(
            "unknown_district", row.file, "no LocalEducationAgency has this id",
            "export that record too", **row.at(DISTRICT_OF if given else DISTRICT_REF),
        )  # fmt: skip
    return DistrictId(id) if id else None


def _doubled(folder: Folder, row: Row, column: str, *, same: bool) -> None:
    """Report a record whose id was there before."""
    if same:
        folder.report.warn(
            "identical_row", row.file, "the row stands twice", "it counts once", **row.at(column)
        )
    else:
        says = "two different rows have this id"
        folder.report.error("duplicate_id", row.file, says, "keep one of them", **row.at(column))


@attrs.define
class _Marks:
    """Take the events one by one and hold them against schools, students and calendars.

    Attributes:
        folder: the files and their report; students, schools and sessions are read.
        calendars: of each school with sessions.
        events: by student and date.
        sites: where each student has an event.
        through: the last date submitted by each site.
    """

    folder: Folder
    calendars: Mapping[SiteId, SchoolCalendar]
    events: dict[StudentRef, dict[date, list[AttendanceEvent]]] = attrs.field(factory=dict)
    sites: dict[StudentRef, set[SiteId]] = attrs.field(factory=dict)
    through: dict[SiteId, date] = attrs.field(factory=dict)
    _without: dict[SiteId, tuple[Row, int]] = attrs.field(factory=dict)
    _doubtful: list[tuple[Row, AttendanceEvent]] = attrs.field(factory=list)

    def take(self, row: Row) -> None:
        """Take one event, or report why not."""
        event = _event(row)
        known = self._student_known(row, event.student)
        if not self._school_known(row, event.site) or not known:
            return
        site = event.site
        self.through[site] = max(event.on, self.through.get(site, event.on))
        own = self.events.setdefault(event.student, {}).setdefault(event.on, [])
        if event in own:
            self.folder.report.warn(
                "identical_row", row.file, "the row stands twice", "it counts once",
                line=row.record.line,
            )  # fmt: skip
        elif not self._contradicts(row, event, own):
            own.append(event)
            self.sites.setdefault(event.student, set()).add(site)
            keys = self.folder.keys[SESSION.name]
            certain = site not in keys.refused and not keys.unreadable
            if certain and event.on not in self.calendars[site].school_day_set:
                self._doubtful.append((row, event))

    def finish(self) -> None:
        """Report what can be told only when all events are known."""
        for site, (row, count) in self._without.items():
            says = f"no session of school {site} is there; {count} event(s) have no school year"
            hint = "export the sessions too, Interchange-EducationOrgCalendar"
            self.folder.report.error("no_session", row.file, says, hint, **row.at(SCHOOL_OF))
        for row, event in self._doubtful:
            calendars = [self.calendars[site] for site in self.sites[event.student]]
            if not any(event.on in each.school_day_set for each in calendars):
                reason = self.calendars[event.site].why_not(event.on)
                says = f"no school day: {reason}; the row is set aside"
                self.folder.report.warn(
                    "not_a_school_day", row.file, says, "check the date", **row.at(DATE)
                )

    def _student_known(self, row: Row, ref: StudentRef) -> bool:
        """Report a student who is not among those on file, where there are any."""
        keys = self.folder.keys[STUDENT.name]
        if not (keys.found or keys.refused) or not keys.misses(ref):
            return True
        says, hint = "no such student is on file", "check the id, or export that student too"
        self.folder.report.error("unknown_student", row.file, says, hint, **row.at(STUDENT_OF))
        return False

    def _school_known(self, row: Row, site: SiteId) -> bool:
        """Report a school that nothing is known of; note one without sessions."""
        sessions, schools = self.folder.keys[SESSION.name], self.folder.keys[SCHOOL.name]
        if site in self.calendars or not sessions.misses(site):
            return site in self.calendars
        if schools.misses(site) and (schools.found or sessions.found):
            says, hint = "no such school is on file", "check the id, or export that school too"
            self.folder.report.error("unknown_school", row.file, says, hint, **row.at(SCHOOL_OF))
        else:
            first, count = self._without.get(site, (row, 0))
            self._without[site] = first, count + 1
        return False

    def _contradicts(self, row: Row, event: AttendanceEvent, own: list[AttendanceEvent]) -> bool:
        """Report a "present" beside an absence of the same student-day."""
        opposite = {
            AttendanceKind.PRESENT: AttendanceKind.ABSENT,
            AttendanceKind.ABSENT: AttendanceKind.PRESENT,
        }.get(event.kind)
        if not any(each.kind is opposite for each in own):
            return False
        says = f"another row says {opposite} of {event.student} on {event.on}"
        hint = "keep the one that is right"
        self.folder.report.error("present_and_absent", row.file, says, hint, **row.at(CATEGORY))
        return True


def _event(row: Row) -> AttendanceEvent:
    """Make the event; what a part of a day was missed is a gap, not an absence of the day."""
    code, kind, excuse = row[CATEGORY]
    part, missed = row[PART], row[MISSED]
    if kind is AttendanceKind.ABSENT and part is not None:
        kind, missed = (AttendanceKind.PARTIAL, missed) if part < 1 else (kind, None)
    elif kind is AttendanceKind.PRESENT:
        missed = None
    return AttendanceEvent(
        student=StudentRef(row[STUDENT_OF]),
        site=SiteId(row[SCHOOL_OF]),
        on=row[DATE],
        kind=kind,
        excuse=excuse,
        minutes=missed,
        code=code,
    )
