"""The files of a synthetic district: a OneRoster 1.1 bundle, our own files beside it, the truth.

Names are ids and the word "Synthetic"; e-mail addresses, passwords and places of birth stay blank.
Attendance holds exceptions only, as exports do. The truth names one finding a line, and a student
without any on a line with a blank code.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from attrs import frozen

from sro_adapters.synthetic.district import (
    DISTRICT,
    STUDENTS_OF_A_GROUP,
    District,
    SchoolClass,
    Staff,
    classes_of,
)
from sro_adapters.synthetic.page import MEANS, Finding, Tale

Line = Sequence[object]

HEADERS = {
    "manifest": "propertyName,value",
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"
    ),
    "users": (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,"
        "givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
    ),
    "classes": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
        "location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods"
    ),
    "enrollments": (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
        "primary,beginDate,endDate"
    ),
    "demographics": (
        "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,"
        "blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,"
        "demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,"
        "stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus"
    ),
    "attendance": (
        "Student_id,School_id,Section_id,Attendance_date,Attendance_type,Attendance_status,"
        "Excuse_code,Minutes_missed"
    ),
    "codes": "Excuse_code,Excuse,Reason",
    "calendar": "School_id,Date,Kind,Label,Minutes",
    "bells": "School_id,Weekday,Start,End",
    "actions": "Student_id,School_id,Action,Date,Means",
    "truth": "student_id,as_of,code,outcome,since,missing",
}
ROSTER = ("academicSessions", "classes", "demographics", "enrollments", "orgs", "users")
UNUSED = (
    "categories",
    "classResources",
    "courseResources",
    "courses",
    "lineItems",
    "resources",
    "results",
)
CODES = (
    ("ILL", "excused", "illness"),
    ("MED", "excused", "medical appointment"),
    ("BRV", "excused", "bereavement"),
    ("REL", "excused", "religious observance"),
    ("UNX", "unexcused", "absence without valid excuse"),
    ("TDY", "unexcused", "tardy without valid excuse"),
    ("UNV", "unknown", "not yet verified"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@frozen
class Contents:
    """A district with its people, ready to be written."""

    district: District
    tales: Sequence[Tale]
    staff: Sequence[Staff]
    classes: Sequence[SchoolClass]


def contents(district: District, tales: Sequence[Tale]) -> Contents:
    """Staff the district and open its classes for the students told of."""
    seats = Counter(tale.spells[0].site for tale in tales)
    groups = {site.id: max(1, -(-seats[site.id] // STUDENTS_OF_A_GROUP)) for site in district.sites}
    return Contents(district, tales, district.staff(len(tales)), list(district.classes(groups)))


def write_bundle(folder: Path, of: Contents, attendance: Iterable[Line]) -> None:
    """Write everything but the truth into a folder that exists."""
    year = of.district.year
    write(folder, "manifest", _manifest())
    write(folder, "orgs", _orgs(of))
    write(folder, "academicSessions", _sessions(of))
    write(folder, "users", _users(of))
    write(folder, "classes", map(_class, of.classes))
    write(folder, "enrollments", _enrollments(of))
    write(folder, "demographics", (_demographics(tale) for tale in of.tales))
    write(folder, "attendance", attendance)
    write(folder, "codes", CODES)
    write(folder, "calendar", ((m.site, m.day, m.kind, m.label, m.minutes) for m in year.marks))
    write(folder, "bells", _bells(of))
    write(folder, "actions", _actions(of))


def write_truth(folder: Path, tales: Iterable[Tale], on: date) -> None:
    """Write which student has which status on the date, sorted by student id as text."""
    ordered = sorted(tales, key=lambda tale: tale.student)
    write(folder, "truth", (line for tale in ordered for line in _truth(tale, on)))


def write(folder: Path, name: str, lines: Iterable[Line]) -> None:
    """Write one file with its header."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADERS[name] + "\n")
        csv.writer(file, lineterminator="\n").writerows(lines)


def attendance_lines(tales: Iterable[Tale]) -> list[Line]:
    """Lay out every student's rows, sorted by date and student."""
    rows = [(row.day, tale.student, row) for tale in tales for row in tale.rows]
    rows.sort(key=lambda entry: entry[:2])
    return [
        (
            student,
            row.site,
            row.section,
            day,
            "section" if row.section else "daily",
            row.status,
            row.code,
            row.minutes,
        )
        for day, student, row in rows
    ]


def _manifest() -> Iterator[Line]:
    yield "manifest.version", "1.0"
    yield "oneroster.version", "1.1"
    for name in sorted(ROSTER + UNUSED, key=str.lower):
        yield f"file.{name}", "bulk" if name in ROSTER else "absent"
    yield "source.systemName", "sro generate"
    yield "source.systemCode", "sro"


def _orgs(of: Contents) -> Iterator[Line]:
    yield DISTRICT, "", "", "Illustrative School District (synthetic)", "district", "", ""
    for site in of.district.sites:
        yield site.id, "", "", site.name, "school", "", DISTRICT


def _sessions(of: Contents) -> Iterator[Line]:
    ending = of.district.year.first + 1
    for term in of.district.year.terms:
        yield term.id, "", "", term.title, term.type, term.start, term.end, term.parent, ending


def _users(of: Contents) -> Iterator[Line]:
    for staff in of.staff:
        yield _user(staff.id, staff.site, staff.role, "")
    for tale in of.tales:
        yield _user(tale.student, tale.spells[-1].site, "student", tale.grade)


def _user(person: str, site: str, role: str, grade: str) -> Line:
    names = ("Synthetic", person, "")
    return person, "", "", "TRUE", site, role, person, "", *names, "", "", "", "", "", grade, ""


def _class(school_class: SchoolClass) -> Line:
    morning = school_class.block == "AM"
    title = f"Group {school_class.group}, {'morning' if morning else 'afternoon'}"
    kind, periods = ("homeroom", "1") if morning else ("scheduled", "4")
    places = ("", school_class.site, school_class.term.id)
    return school_class.id, "", "", title, "", "", "", kind, *places, "", "", periods


def _enrollments(of: Contents) -> Iterator[Line]:
    """Enrol teachers and students; a date is blank where it is the term's own."""
    number = 0
    for tale in of.tales:
        for school_class, *dates in _seats(of.district, tale):
            number += 1
            yield _enrollment(number, school_class, tale.student, "student", *dates)
    teachers: dict[str, list[str]] = {}
    for staff in of.staff:
        if staff.role == "teacher":
            teachers.setdefault(staff.site, []).append(staff.id)
    for school_class in of.classes:
        here = teachers[school_class.site]
        number += 1
        person = here[school_class.group % len(here)]
        yield _enrollment(number, school_class, person, "teacher", None, None)


def _enrollment(
    number: int, school_class: SchoolClass, person: str, role: str, *dates: date | None
) -> Line:
    primary = "TRUE" if role == "teacher" else ""
    where = (school_class.id, school_class.site)
    return f"E-{number:06}", "", "", *where, person, role, primary, *dates


def _seats(
    district: District, tale: Tale
) -> Iterator[tuple[SchoolClass, date | None, date | None]]:
    """Seat a student in the classes of each semester that a spell of enrolment touches."""
    for spell in tale.spells:
        for term in district.year.terms[1:]:
            if spell.start < term.end and term.start < spell.end:
                begin = spell.start if spell.start > term.start else None
                end = spell.end if spell.end < term.end else None
                for school_class in classes_of(spell.site, spell.group, term):
                    yield school_class, begin, end


def _demographics(tale: Tale) -> Line:
    return tale.student, "", "", tale.born, *[""] * 12


def _bells(of: Contents) -> Iterator[Line]:
    for site in of.district.sites:
        for number, weekday in enumerate(WEEKDAYS):
            yield site.id, weekday, site.begins, site.end_of(number)


def _actions(of: Contents) -> list[Line]:
    """Give a line an act; a second equal act of one day says so, or it would count once."""
    acts = [(act.day, tale.student, act) for tale in of.tales for act in tale.acts]
    acts.sort(key=lambda entry: entry[:2])
    times: Counter[Line] = Counter()
    lines: list[Line] = []
    for day, student, act in acts:
        line: Line = (student, act.site, act.action, day)
        times[line] += 1
        again = f", no. {times[line]} of the day" if times[line] > 1 else ""
        lines.append((*line, MEANS[act.action] + again))
    return lines


def _truth(tale: Tale, on: date) -> Iterator[Line]:
    for finding in tale.findings or (Finding(code="", outcome=""),):
        missing = " ".join(finding.missing)
        yield tale.student, on, finding.code, finding.outcome, finding.since, missing
