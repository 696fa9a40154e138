"""Recognise exports and publications that are known by name and not read as they are.

They are told by the names of files and the first row of each CSV file; nothing else is read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import attrs

from sro_adapters.interchange.edfi import found_in
from sro_adapters.interchange.sources import Source

_FIRST_BYTES = 2**16


@attrs.frozen
class Format:
    """Hold a form that is known by name and not read as it is.

    Attributes:
        name: what people call it.
        missing: in plain words, what it lacks to be judged.
        hint: what to do.
    """

    name: str
    missing: str
    hint: str


@attrs.frozen
class Heading:
    """Hold the first row of a CSV file.

    Attributes:
        path: inside the input.
        folder: the folder it lies in, the input's own name for the top.
        about: what it is called; for the parts of a table (part1.csv) its folder's name.
        header: the cells of the first row, spaces around them taken off.
    """

    path: str
    folder: str
    about: str
    header: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """The headings without case, spaces and underscores."""
        return frozenset(map(plain, self.header))


def plain(heading: str) -> str:
    """Give a heading without case, spaces, underscores and hyphens."""
    return re.sub(r"[\s_-]+", "", heading).casefold()


def headings(source: Source) -> tuple[Heading, ...]:
    """Give the first row of every CSV file of an input."""
    found = []
    top = Path(source.name).name
    for path in sorted(source.files):
        inside = PurePosixPath(path)
        if inside.suffix.lower() != ".csv":
            continue
        folder = inside.parent.name or top
        about = folder if re.fullmatch(r"part[-_\d]*", inside.stem.lower()) else inside.stem
        found.append(Heading(path, folder, about.casefold(), _first_row(source, path)))
    return tuple(found)


def _first_row(source: Source, path: str) -> tuple[str, ...]:
    rows = csv.reader(io.StringIO(_beginning(source, path), newline=""))
    return tuple(cell.strip() for cell in next(rows, []))


def _beginning(source: Source, path: str) -> str:
    with source.files[path]() as stream:
        return stream.read(_FIRST_BYTES).decode("utf-8-sig", errors="replace")


@attrs.frozen
class _Input:
    """What the forms are told by."""

    source: Source
    headings: tuple[Heading, ...]

    def any(self, *names: str) -> bool:
        """Tell whether one file has all these headings."""
        return any(each.names.issuperset(names) for each in self.headings)

    def called(self, *about: str) -> tuple[Heading, ...]:
        return tuple(each for each in self.headings if each.about in about)

    def ending(self, *ends: str) -> bool:
        return any(path.lower().endswith(ends) for path in self.source.files)

    def beside(self, one: Heading, *about: str) -> bool:
        """Tell whether another file lies in the same folder."""
        parent = PurePosixPath(one.path).parent
        return any(PurePosixPath(each.path).parent == parent for each in self.called(*about))


def recognise(source: Source) -> Format | None:
    """Name the form of an input; None where it is unknown or read as it is.

    Where an input holds several forms they are named together.
    """
    found = _Input(source, headings(source))
    if _is_bundle(found) or found_in(source):
        return None
    known = [form for form, test in _FORMS if test(found)]
    if not known:
        return next((form for form, ends in _WRAPPED if found.ending(*ends)), None)
    if len(known) == 1:
        return known[0]
    hints = dict.fromkeys(each.hint for each in known)
    return Format(
        " and ".join(each.name for each in known),
        "; ".join(f"{each.missing} ({each.name})" for each in known),
        "give one of them alone; " + "; ".join(hints),
    )


def _is_bundle(found: _Input) -> bool:
    """Tell whether it is what is read as it is, whatever lies beside it."""
    return (
        any("schoolsourcedid" in each.names for each in found.called("enrollments"))
        or any("propertyname" in each.names for each in found.called("manifest"))
        or any(
            each.names >= {"studentid", "attendancedate", "attendancestatus", "attendancetype"}
            for each in found.called("attendance")
        )
    )


def _sds_1(found: _Input) -> bool:
    stems = ("school", "section", "student", "teacher", "studentenrollment", "teacherroster")
    return any("sisid" in each.names for each in found.called(*stems))


def _sds_2(found: _Input) -> bool:
    return any(not _is_sds_2_1(found, each) for each in _sds_enrollments(found))


def _sds_2_1(found: _Input) -> bool:
    return any(_is_sds_2_1(found, each) for each in _sds_enrollments(found))


def _sds_enrollments(found: _Input) -> list[Heading]:
    """Give the enrollments of School Data Sync: without an id and without a school."""
    return [
        each
        for each in found.called("enrollments")
        if each.names >= {"classsourcedid", "usersourcedid", "role"}
        and not each.names & {"sourcedid", "schoolsourcedid"}
    ]


def _is_sds_2_1(found: _Input, enrollments: Heading) -> bool:
    return found.beside(enrollments, "roles", "academicsessions")


def _oea_tables(found: _Input) -> bool:
    tables = {
        "activity", "calendar", "course", "org", "person", "personidentifier", "refdefinition",
        "section", "session", "stafforgaffiliation", "staffsectionmembership",
        "studentorgaffiliation", "studentsectionmembership",
    }  # fmt: skip
    return any(
        each.about in tables and PurePosixPath(each.path).stem.startswith("part")
        for each in found.headings
    )


def _contoso(found: _Input) -> bool:
    return (
        found.any("studentid", "attendancedate", "attendancetype", "presenceflag")
        or found.any("sisid", "schoolsisid", "ellstatus", "cumulativegpa")
        or found.any("studentid", "sectionid", "numericgradeearned")
        or found.any("entityname", "attributename", "pseudonymization")
    )


def _opensdp(found: _Input) -> bool:
    return any(
        found.any("sid", "schoolyear", also)
        for also in ("raceethnicity", "enrollmentdate", "gradelevel")
    )


def _ripa_codes(found: _Input) -> bool:
    kinds = {"agegroup", "disability", "gender", "raceethnicity", "reasonforstop"}
    return any("code" in each.names and each.names & kinds for each in found.headings)


def _cal_ripa(found: _Input) -> bool:
    return found.any("offensecode", "offensestatute") or found.any("partitionkey", "stoptemplate")


def _rosters(found: _Input) -> bool:
    return any(
        path.lower().endswith(".txt") and "SECTION_HORIZON" in _beginning(found.source, path)[:500]
        for path in found.source.files
    )


_MAP = "check the proposed map, complete it, and give it with --map"
_AGGREGATE = "students; its figures are of schools and districts"
_REFERENCE = "students; it is a list of codes"
_EXPORT = "export attendance of students from the school's system"
_ATTENDANCE = "attendance of students"

_WRAPPED = (
    (
        Format("an Excel workbook", "its tables as text", "save each sheet as CSV UTF-8"),
        (".xlsx", ".xls"),
    ),
    (Format("a folder with a zip in it", "the files themselves", "give the zip itself"), (".zip",)),
)
_FORMS: tuple[tuple[Format, Callable[[_Input], bool]], ...] = (
    (
        Format(
            "Microsoft School Data Sync v1 CSV",
            f"{_ATTENDANCE}, and the school and dates of each enrolment",
            f"add a file of attendance; {_MAP}",
        ),
        _sds_1,
    ),
    (
        Format(
            "Microsoft School Data Sync v2 CSV",
            f"{_ATTENDANCE}, sessions, and the school and dates of each enrolment",
            f"add a file of attendance; {_MAP}",
        ),
        _sds_2,
    ),
    (
        Format(
            "Microsoft School Data Sync v2.1 CSV",
            f"{_ATTENDANCE}, and the school and dates of each enrolment in enrollments.csv",
            f"add a file of attendance; {_MAP}",
        ),
        _sds_2_1,
    ),
    (
        Format(
            "Microsoft OEA normalised tables",
            f"{_ATTENDANCE}, and the names of the columns, as its files have no header",
            "give the export of the school's system itself, or write a map that states each header",
        ),
        _oea_tables,
    ),
    (
        Format(
            "Microsoft OEA Contoso SIS tables",
            "sessions, enrolments, and what its columns and codes mean",
            _MAP,
        ),
        _contoso,
    ),
    (
        Format("OpenSDP college-going data", f"{_ATTENDANCE} and sessions", _MAP),
        _opensdp,
    ),
    (
        Format("Maryland MSDE published attendance rates", _AGGREGATE, _EXPORT),
        lambda found: found.any("attendratepct", "daysmembercnt"),
    ),
    (
        Format("Colorado CDE published chronic absence rates", _AGGREGATE, _EXPORT),
        lambda found: found.any("absenteestudents", "chronicallyabsentrate"),
    ),
    (
        Format(
            "the California public schools directory",
            "students; it is a list of schools",
            "take the codes of your schools from it as their ids",
        ),
        lambda found: found.any("cdscode", "ncesschool"),
    ),
    (
        Format("the table of NIBRS offences", _REFERENCE, _EXPORT),
        lambda found: found.any("offensecode", "crimeagainst"),
    ),
    (Format("the code tables of Cal-RIPA", _REFERENCE, _EXPORT), _cal_ripa),
    (Format("the code tables of RIPA stop data", _REFERENCE, _EXPORT), _ripa_codes),
    (
        Format(
            "iCalendar files (.ics)",
            f"{_ATTENDANCE}; events have no agreed meaning for school days",
            "state closed and added days in calendar.csv",
        ),
        lambda found: found.ending(".ics"),
    ),
    (
        Format("contact cards (.vcf)", _ATTENDANCE, _EXPORT),
        lambda found: found.ending(".vcf"),
    ),
    (
        Format(
            "a list of school-calendar dates",
            f"{_ATTENDANCE}; a row spans several days and names no school",
            "write one row a day in calendar.csv: closed, minimum or added",
        ),
        lambda found: any(each.names == {"start", "end", "kind"} for each in found.headings),
    ),
    (
        Format("nurse rostering (NRP) instances", _ATTENDANCE, _EXPORT),
        _rosters,
    ),
)
