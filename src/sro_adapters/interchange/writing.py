"""Write a roll as a bundle that reads as the same roll again, or refuse to.

OneRoster 1.1 and our own files. What a bundle has no words for is refused by name: a bundle
that says something else than the roll would be worse than none.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import attrs

from sro_adapters.interchange.columns import CellRefused, Column, weekday
from sro_adapters.interchange.layouts import LAYOUTS
from sro_adapters.interchange.problems import MASK
from sro_adapters.interchange.roster import LONGEST_SESSION
from sro_adapters.interchange.student_files import span_of
from sro_adapters.interchange.tables import LONGEST_CELL
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.school_calendar import SchoolCalendar, Session
from sro_core.students import Enrollment
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, Excuse, Scope
from sro_core.truancy.roll import Roll, StudentFile

WRITTEN = {
    "manifest": "propertyName value",
    "orgs": "sourcedId status dateLastModified name type identifier parentSourcedId",
    "academicSessions": (
        "sourcedId status dateLastModified title type startDate endDate parentSourcedId schoolYear"
    ),
    "users": (
        "sourcedId status dateLastModified enabledUser orgSourcedIds role username userIds "
        "givenName familyName middleName identifier email sms phone agentSourcedIds grades"
    ),
    "enrollments": (
        "sourcedId status dateLastModified classSourcedId schoolSourcedId userSourcedId role "
        "primary beginDate endDate"
    ),
    "demographics": "sourcedId status dateLastModified birthDate",
    "codes": "Excuse_code Excuse Reason",
    "calendar": "School_id Date Kind Label Minutes",
    "bells": "School_id Weekday Start End",
    "attendance": (
        "Student_id School_id Section_id Attendance_date Attendance_type Attendance_status "
        "Excuse_code Minutes_missed"
    ),
    "actions": "Student_id School_id Action Date Means",
}
"""The columns that are written of each file."""
_ABSENT = (
    "categories", "classes", "classResources", "courseResources", "courses", "lineItems",
    "resources", "results",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_STATUS = {
    AttendanceKind.ABSENT: "absent",
    AttendanceKind.TARDY: "tardy",
    AttendanceKind.PRESENT: "present",
}


def write_bundle(roll: Roll, folder: Path) -> None:
    """Write a roll as a bundle; `read_bundle` of the folder gives an equal roll.

    What has no order of its own comes back in the one in which bundles are read: students by
    reference, spells by site and date, attendance and sessions by date. Names, grades, classes
    and staff are on no roll, so the bundle has none.

    A bundle has no words for these, so they are refused:

    - a student of stated compulsory age, or two files of one student;
    - a spell that is assumed, open, empty, or touches another at its site;
    - attendance of kind ``PARTIAL``, a presence with an excuse, a daily presence beside a
      daily absence, one excuse code with several meanings;
    - data through another date than that of the site's last row;
    - a session of which only the number of days is known, one without title or days, and
      sites with different sessions;
    - a span other than that of the sessions, and somebody who left a site and is enrolled there;
    - weekdays without bells, bells out of order or with seconds;
    - a site without its calendar, a calendar without its site, an unknown site or student;
    - anything that stands twice, and text that its column refuses.

    Args:
        roll: what to write; its files are used up.
        folder: made where it is missing. Files of the same names are replaced.

    Raises:
        BadValue: the roll holds one of these, or the folder other files. Nothing was written.
    """
    pages = {name: _Page.of(name) for name in WRITTEN}
    _write_manifest(pages, whole=roll.statement.whole)
    _write_sites(pages, roll)
    _write_sessions(pages, roll)
    for calendar in roll.calendars.values():
        _write_days(pages, calendar)
    _write_students(pages, roll)
    _write_statement(pages, roll)
    ours = {f"{name}.csv" for name in WRITTEN}
    for other in folder.iterdir() if folder.exists() else ():
        if other.name not in ours:
            raise BadValue(f"folder {folder}", f"it holds {other.name}", "give an empty one")
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[column.name for column in page.columns], *page.rows])


Pages = Mapping[str, "_Page"]


@attrs.frozen
class _Page:
    """Hold the rows of one file; each cell is held against what its column would read."""

    name: str
    columns: tuple[Column, ...]
    rows: list[list[str]] = attrs.field(factory=list)

    @classmethod
    def of(cls, name: str) -> _Page:
        known = LAYOUTS[name].by_name
        return cls(name, tuple(known[column] for column in WRITTEN[name].split()))

    def add(self, **values: Any) -> None:
        """Add a row; a column that is not given stays blank."""
        self.rows.append([self._cell(each, values.get(each.name)) for each in self.columns])

    def _cell(self, column: Column, value: Any) -> str:
        cell = _text(column, value)
        if not cell and not column.filled:
            return cell
        what = f"{column.name} {MASK if column.identity else repr(cell)} in {self.name}.csv"
        try:
            cell.encode()
            same = column.read(cell) == value and len(cell) <= LONGEST_CELL
        except CellRefused as why:
            raise BadValue(what, why.says, why.hint) from why
        except UnicodeEncodeError as error:
            raise BadValue(what, "it is no text that UTF-8 can hold") from error
        if not same or (column.filled and not cell.strip()):
            raise BadValue(what, "a bundle cannot hold it")
        return cell


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if value is True:
        return "true"
    if column.read is weekday:
        return _WEEKDAYS[value] if value in range(7) else str(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _once(what: str, things: Iterable[Hashable]) -> None:
    """Refuse what stands twice."""
    for thing, times in Counter(things).items():
        if times > 1:
            raise BadValue(f"{what} {thing}", "it stands twice", "keep one")


def _write_manifest(pages: Pages, *, whole: bool) -> None:
    stated = {"manifest.version": "1.0", "oneroster.version": "1.1"}
    stated |= {f"file.{name}": "bulk" for name in pages if not LAYOUTS[name].ours}
    if not whole:
        stated |= {"file.users": "delta", "file.enrollments": "delta"}
    stated |= {f"file.{name}": "absent" for name in _ABSENT}
    stated |= {"source.systemName": "sro", "source.systemCode": "sro"}
    for name, value in stated.items():
        pages["manifest"].add(propertyName=name, value=value)


def _write_sites(pages: Pages, roll: Roll) -> None:
    for id in sorted(roll.sites.keys() | roll.calendars.keys()):
        site, calendar = roll.sites.get(id), roll.calendars.get(id)
        if site is None or calendar is None or not site.id == calendar.site == id:
            raise BadValue(f"site {id}", "site and calendar do not belong together", "give both")
        pages["orgs"].add(
            sourcedId=id, name=site.name, type="school", identifier=site.identifier,
            parentSourcedId=site.district,
        )  # fmt: skip
    districts = {each.district for each in roll.sites.values() if each.district is not None}
    for district in sorted(districts - roll.sites.keys()):
        pages["orgs"].add(sourcedId=district, type="district")


def _write_sessions(pages: Pages, roll: Roll) -> None:
    by_site = [each.sessions for each in roll.calendars.values()]
    if len({frozenset(each) for each in by_site}) > 1:
        raise BadValue("sessions", "they differ from site to site", "a bundle has those of all")
    for sessions in by_site:
        _once("session", sessions)
    for number, session in enumerate(by_site[0] if by_site else (), 1):
        if (
            session != Session(session.title, DatePeriod(session.first, session.after))
            or session.first == session.after
            or not session.title
            or session.after - session.first > LONGEST_SESSION
        ):
            what = f"session {session.title!r} of {session.period}"
            raise BadValue(
                what, "a bundle has its title, first and last day, of one year, and no more"
            )
        pages["academicSessions"].add(
            sourcedId=f"Y-{number}", title=session.title, type="schoolYear",
            startDate=session.first, endDate=session.after,
            schoolYear=(session.after - ONE_DAY).year,
        )  # fmt: skip


def _write_days(pages: Pages, calendar: SchoolCalendar) -> None:
    site = calendar.site
    for kind, days in (("closed", calendar.closed), ("added", calendar.added)):
        for day, label in days.items():
            pages["calendar"].add(School_id=site, Date=day, Kind=kind, Label=label)
    for day, minutes in calendar.minutes.items():
        pages["calendar"].add(School_id=site, Date=day, Kind="minimum", Minutes=minutes)
    for day_of_week, rings in calendar.bells.items():
        _once("bells", rings)
        if not rings or list(rings) != sorted(rings, key=lambda each: each.start):
            what = f"bells of {site} on weekday {day_of_week}"
            raise BadValue(what, "there are none, or out of order", "give them in order")
        for ring in rings:
            pages["bells"].add(School_id=site, Weekday=day_of_week, Start=ring.start, End=ring.end)


def _write_students(pages: Pages, roll: Roll) -> None:
    files = sorted(roll.files, key=lambda each: each.ref)
    _once("student", (each.ref for each in files))
    codes: dict[str, Excuse] = {}
    through: dict[SiteId, date] = {}
    for file in files:
        named = {each.site for each in file.spells} | {each.site for each in file.events}
        named |= {each.site for each in file.steps if each.site is not None}
        people = {each.student for each in file.events} | {each.student for each in file.steps}
        if people - {file.ref} or named - roll.sites.keys():
            raise BadValue(f"file of {file.ref}", "it names another student or an unknown site")
        _write_student(pages, file)
        _write_spells(pages, file)
        for event in _marks(file):
            _write_mark(pages, event, codes)
            through[event.site] = max(event.on, through.get(event.site, event.on))
        _once("act", file.steps)
        for step in file.steps:
            pages["actions"].add(
                Student_id=step.student, School_id=step.site, Action=step.action, Date=step.on,
                Means=step.means,
            )  # fmt: skip
    for code, excuse in sorted(codes.items()):
        if code or excuse is not Excuse.UNKNOWN:
            pages["codes"].add(Excuse_code=code, Excuse=excuse)
    for site in sorted(through.keys() | roll.data_through.keys()):
        last, stated = through.get(site), roll.data_through.get(site)
        if last != stated:
            raise BadValue(
                f"data of {site} through {stated}", f"its last row is of {last}",
                "a bundle states no other date than that",
            )  # fmt: skip


def _write_student(pages: Pages, file: StudentFile) -> None:
    if file.student.compulsory_age is not None:
        raise BadValue(f"student {file.ref}", "a bundle cannot state compulsory age")
    sites = tuple(sorted({each.site for each in file.spells}))
    pages["users"].add(sourcedId=file.ref, enabledUser=True, orgSourcedIds=sites, role="student")
    if file.student.born is not None:
        pages["demographics"].add(sourcedId=file.ref, birthDate=file.student.born)


def _write_spells(pages: Pages, file: StudentFile) -> None:
    page, before = pages["enrollments"], None
    for spell in sorted(file.spells, key=lambda each: (each.site, each.period.start or date.min)):
        start, end = spell.period.start, spell.period.end
        what = f"spell of {file.ref} at {spell.site} {spell.period}"
        if start is None or end is None or spell != Enrollment(spell.site, DatePeriod(start, end)):
            raise BadValue(what, "it is open or assumed", "a bundle has both dates")
        if start == end or (before and before[0] == spell.site and start <= before[1]):
            raise BadValue(what, "it has no day, or touches another", "join them")
        before = (spell.site, end)
        page.add(
            sourcedId=f"E-{len(page.rows) + 1}", schoolSourcedId=spell.site,
            userSourcedId=file.ref, role="student", beginDate=start, endDate=end,
        )  # fmt: skip


def _write_statement(pages: Pages, roll: Roll) -> None:
    """Write who left where; what else a source states, its other files and rows state."""
    sessions = [session for each in roll.calendars.values() for session in each.sessions]
    span = roll.statement.span
    if span not in (None, span_of(sessions)):
        raise BadValue(f"span {span}", "the sessions have another", "a bundle states no other")
    page = pages["enrollments"]
    place = {column.name: n for n, column in enumerate(page.columns)}
    enrolled = {(row[place["userSourcedId"]], row[place["schoolSourcedId"]]) for row in page.rows}
    for ref, site in sorted(roll.statement.left):
        if (ref, site) in enrolled:
            raise BadValue(f"{ref}, who left {site},", "is enrolled there", "keep one of the two")
        page.add(
            sourcedId=f"E-{len(page.rows) + 1}", status="tobedeleted", schoolSourcedId=site,
            userSourcedId=ref, role="student",
        )  # fmt: skip


def _marks(file: StudentFile) -> list[AttendanceEvent]:
    """Give a student's rows by date, none of which takes back another."""
    _once("row", file.events)
    daily = {(each.on, each.kind) for each in file.events if each.scope is Scope.DAY}
    for day, kind in daily:
        if kind is AttendanceKind.PRESENT and (day, AttendanceKind.ABSENT) in daily:
            raise BadValue(f"rows of {file.ref} on {day}", "they say present and absent")
    return sorted(file.events, key=lambda each: each.on)


def _write_mark(pages: Pages, event: AttendanceEvent, codes: dict[str, Excuse]) -> None:
    what = f"row of {event.student} on {event.on}"
    if event.kind is AttendanceKind.PARTIAL:
        raise BadValue(what, "a bundle has no word for absent in part", "give tardy with minutes")
    if event.kind is AttendanceKind.PRESENT:
        if event.excuse is not Excuse.UNKNOWN:
            raise BadValue(what, f"present and {event.excuse}", "a presence needs no excuse")
    elif codes.setdefault(event.code, event.excuse) is not event.excuse:
        known = codes[event.code]
        raise BadValue(what, f"code {event.code!r} is {event.excuse} here and {known} elsewhere")
    pages["attendance"].add(
        Student_id=event.student, School_id=event.site, Section_id=event.section,
        Attendance_date=event.on,
        Attendance_type="daily" if event.scope is Scope.DAY else "section",
        Attendance_status=_STATUS[event.kind], Excuse_code=event.code,
        Minutes_missed=event.minutes,
    )  # fmt: skip
