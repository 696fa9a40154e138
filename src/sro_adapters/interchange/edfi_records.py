"""Know the records of Ed-Fi XML that are read here, and turn them into typed rows.

Any version of the data standard whose elements have these paths; namespaces are not looked at,
beyond that an element must be in that of the root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import attrs

from sro_adapters.interchange.blocks import Keys
from sro_adapters.interchange.columns import (
    CellRefused,
    Column,
    day,
    identifier,
    minutes,
    text,
    whole,
)
from sro_adapters.interchange.layouts import BELL, Layout
from sro_adapters.interchange.problems import MASK, Report
from sro_adapters.interchange.sources import Source
from sro_adapters.interchange.xml_records import (
    Opener,
    XmlRecord,
    XmlRefused,
    read_records,
    root_of,
)
from sro_core.truancy.attendance import AttendanceKind, Excuse

CATEGORIES = {
    "Excused Absence": (AttendanceKind.ABSENT, Excuse.EXCUSED),
    "Unexcused Absence": (AttendanceKind.ABSENT, Excuse.UNEXCUSED),
    "Tardy": (AttendanceKind.TARDY, Excuse.UNKNOWN),
    "Early departure": (AttendanceKind.PARTIAL, Excuse.UNKNOWN),
    "Partial": (AttendanceKind.PARTIAL, Excuse.UNKNOWN),
    "In Attendance": (AttendanceKind.PRESENT, Excuse.UNKNOWN),
    "Present": (AttendanceKind.PRESENT, Excuse.UNKNOWN),
}
"""What each value of AttendanceEventCategoryDescriptor says; of a tardy nothing is excused."""
_BY_WORD = {name.lower(): (name, *meaning) for name, meaning in CATEGORIES.items()}


@lru_cache(maxsize=1024)
def category(cell: str) -> tuple[str, AttendanceKind, Excuse]:
    """Take an attendance category: its code value stands behind the descriptor's "#"."""
    found = _BY_WORD.get(cell.rpartition("#")[2].strip().lower())
    if found is None:
        says = "it is no attendance category that is known here"
        raise CellRefused("unknown_category", says, f"use one of {', '.join(CATEGORIES)}")
    return found


@lru_cache(maxsize=1024)
def part_of_day(cell: str) -> Decimal | None:
    """Take how much of a day was missed, 0 to 1; blank is None."""
    bare = cell.strip()
    if not bare:
        return None
    try:
        part = Decimal(bare) if bare.isascii() else Decimal("NaN")
    except InvalidOperation:
        part = Decimal("NaN")
    if part.is_finite() and 0 <= part <= 1:
        return part
    raise CellRefused(
        "bad_number", "it is no number of days from 0 to 1", "write 0.5 for half a day"
    )


def birth_date(cell: str) -> date | None:
    """Take the birth date of somebody who can be at school; blank is None."""
    born = day(cell)
    if born is not None and not _BORN_FROM <= born.year <= _BORN_TO:
        raise CellRefused("bad_date", "nobody at school is born then", "check the year")
    return born


_BORN_FROM, _BORN_TO = 1900, 2200

STUDENT_OF = "StudentReference/StudentIdentity/StudentUniqueId"
SCHOOL_OF = "SchoolReference/SchoolIdentity/SchoolId"
DISTRICT_OF = "LocalEducationAgencyReference/LocalEducationAgencyIdentity/LocalEducationAgencyId"
DISTRICT_REF = "LocalEducationAgencyReference/@ref"
BORN = "BirthData/BirthDate"
DATE = "AttendanceEvent/EventDate"
CATEGORY = "AttendanceEvent/AttendanceEventCategory"
PART = "AttendanceEvent/EventDuration"
MISSED = "SchoolAttendanceDuration"
TOTAL = "TotalInstructionalDays"


def _id(name: str) -> Column:
    return Column(name, identifier, " 7", filled=True)


# The first column of each is the id that the record is about.
STUDENT = Layout(
    "Student", (_id("StudentUniqueId"), Column(BORN, birth_date, "0013-05-01", identity=True))
)
SCHOOL = Layout(
    "School",
    (
        _id("SchoolId"),
        Column("NameOfInstitution", text, BELL),
        Column(DISTRICT_OF, identifier, " 7"),
        Column(DISTRICT_REF, text, BELL),
    ),
)
DISTRICT = Layout(
    "LocalEducationAgency", (_id("LocalEducationAgencyId"), Column("@id", text, BELL))
)
SESSION = Layout(
    "Session",
    (
        _id(SCHOOL_OF),
        Column("SessionName", text, BELL),
        Column("BeginDate", day, "2026-02-30", filled=True),
        Column("EndDate", day, "2026-02-30", filled=True),
        Column(TOTAL, whole(1, 366), "many"),
    ),
)
EVENT = Layout(
    "StudentSchoolAttendanceEvent",
    (
        _id(STUDENT_OF),
        _id(SCHOOL_OF),
        Column(DATE, day, "2026-02-30", filled=True),
        Column(CATEGORY, category, "Asleep", filled=True),
        Column(PART, part_of_day, "1.5"),
        Column(MISSED, minutes, "1.5"),
    ),
)
ATTENDANCE = "InterchangeStudentAttendance"
INTERCHANGES: Mapping[str, tuple[Layout, ...]] = {
    "InterchangeStudent": (STUDENT,),
    "InterchangeStudentParent": (STUDENT,),  # up to data standard 3
    "InterchangeEducationOrganization": (SCHOOL, DISTRICT),
    "InterchangeEducationOrgCalendar": (SESSION,),
    ATTENDANCE: (EVENT,),
}
_TELLING = {"CalendarDate": "days without school are not taken from them"}
"""Records that are not read although they could change a count; likewise other attendance."""
_BLANK = CellRefused("blank_cell", "it may not be blank", "fill it in")


@attrs.frozen
class Row:
    """Hold a record whose cells were all taken, with its values by path."""

    layout: Layout
    file: str
    record: XmlRecord
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        """Give the value of a column."""
        return self.values[column]

    def at(self, column: str) -> dict[str, Any]:
        """Say where a column stands, as a problem has it."""
        cell, line = self.record.cells.get(column, ("", self.record.line))
        return {"line": line, "column": column, "value": cell}


@attrs.define
class Folder:
    """Hold the Ed-Fi files of one input by their root element, and gather what is wrong.

    Attributes:
        report: every problem so far.
        files: path, opener and root element of each file that is read.
        keys: the ids of each kind of record, by its name.
    """

    report: Report
    files: list[tuple[str, Opener, str]] = attrs.field(factory=list)
    keys: dict[str, Keys] = attrs.field(
        factory=lambda: {each.name: Keys() for own in INTERCHANGES.values() for each in own}
    )

    def rows(self, *layouts: Layout) -> Iterator[Row]:
        """Stream the typed rows of some kinds of record, which stand in the same files."""
        for file, open_, root in self.files:
            if layouts[0] in INTERCHANGES[root]:
                yield from self._rows_of(file, open_, root, {each.name: each for each in layouts})

    def _rows_of(
        self, file: str, open_: Opener, root: str, layouts: Mapping[str, Layout]
    ) -> Iterator[Row]:
        wanted = {name: frozenset(layout.by_name) for name, layout in layouts.items()}
        others: dict[str, list[int]] = {}
        try:
            for record in read_records(open_, wanted):
                layout = layouts.get(record.name)
                if layout is not None:
                    row = self._row(file, layout, record)
                    if row is not None:
                        yield row
                elif root == ATTENDANCE or record.name in _TELLING:
                    others.setdefault(record.name, [record.line, 0])[1] += 1
        except XmlRefused as why:
            self.refuse(file, why, frozenset(layouts))
        for name, (line, count) in others.items():
            says = f"{count} record(s) {name} are not read"
            hint = _TELLING.get(name, "only attendance of the school day is")
            self.report.warn("unread_record", file, says, hint, line=line)

    def _row(self, file: str, layout: Layout, record: XmlRecord) -> Row | None:
        values, good = {}, True
        for column in layout.columns:
            cell, line = record.cells.get(column.name, ("", record.line))
            try:
                if column.filled and not cell.strip():
                    raise _BLANK
                values[column.name] = column.read(cell)
            except CellRefused as why:
                good = False
                shown = MASK if column.identity else cell
                self.report.error(
                    why.code, file, why.says, why.hint, line=line, column=column.name, value=shown
                )
        for path, line in record.twice:
            good = False
            says = f"this element stands twice in one {record.name}"
            self.report.error(
                "duplicate_element", file, says, "keep one of them", line=line, column=path
            )
        if good:
            return Row(layout, file, record, values)
        key, keys = record.cells.get(layout.columns[0].name, ("", 0))[0], self.keys[layout.name]
        keys.refused |= {key, key.strip()}
        keys.unreadable |= key != key.strip() or not key
        return None

    def refuse(self, file: str, why: XmlRefused, names: frozenset[str] | None = None) -> None:
        """Report a file that cannot be read; any reference may have led into it.

        Args:
            file: its path.
            why: what is wrong.
            names: the records it would have held; None where nobody can tell.
        """
        self.report.error(why.code, file, why.says, why.hint, line=why.line)
        for name in self.keys if names is None else names:
            self.keys[name].unreadable = True


def open_folder(source: Source, report: Report) -> Folder:
    """Look at the root element of every file; note files that are not read."""
    folder = Folder(report)
    for path, open_ in source.files.items():
        root = ""
        if is_xml(path):
            try:
                root = root_of(open_)
            except XmlRefused as why:
                folder.refuse(path, why)
                continue
        if root in INTERCHANGES:
            folder.files.append((path, open_, root))
        else:
            report.warn("unread_file", path, "this file is not read", "leave it out")
    return folder


def is_xml(path: str) -> bool:
    """Tell by its name whether a file is meant to be XML."""
    return path.lower().endswith(".xml")
