"""Read who is enrolled where: orgs, sessions, classes, users, enrollments, demographics.

A spell is the union of a student's enrollments at a school; a blank date takes the class's
term, else the school-year session; end dates are exclusive, as OneRoster has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from sro_adapters.interchange import layouts
from sro_adapters.interchange.problems import MASK
from sro_adapters.interchange.rows import Files, Record
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.school_calendar import Session
from sro_core.sites import SchoolSite
from sro_core.students import Enrollment, Student

Span = tuple[date, date]
LONGEST_SESSION = timedelta(days=366)


@attrs.define
class Roster:
    """Hold what the roster files of a bundle say.

    Attributes:
        sites: the schools by id; in doubt every org that is no district or state.
        sessions: the school-year sessions.
        students: by reference.
        spells: of each student; None where nobody supplied any and enrollment is assumed.
        certain: no roster row was refused, so that dates can be held against it.
    """

    sites: dict[SiteId, SchoolSite]
    sessions: tuple[Session, ...]
    students: dict[StudentRef, Student]
    spells: dict[StudentRef, tuple[Enrollment, ...]] | None
    certain: bool = True


_ABOVE = frozenset({"district", "local", "state", "national"})


def read_roster(files: Files, *, assume_enrolled: bool) -> Roster:
    """Read the roster files of a bundle.

    Args:
        files: the tables; problems are added to its report.
        assume_enrolled: without enrollments, take every student as enrolled for the whole of
            the sessions of each site where there is an event.
    """
    sites = _sites(files)
    terms, sessions = _sessions(files)
    for course in files.records(layouts.COURSES):
        _refer(files, course, "orgSourcedId", layouts.ORGS)
        _refer(files, course, "schoolYearSourcedId", layouts.SESSIONS)
    classes = _classes(files, terms)
    students = _students(files)
    spells = None if assume_enrolled else _spells(files, students, sessions, classes)
    born = _births(files, sessions)
    return Roster(
        sites=sites,
        sessions=sessions,
        students={ref: Student(ref, born.get(ref)) for ref in sorted(students)},
        spells=spells,
        certain=all(
            files.keys[each.name].complete
            for each in (layouts.SESSIONS, layouts.CLASSES, layouts.ENROLLMENTS)
            if each.name in files.keys
        ),
    )


def _sites(files: Files) -> dict[SiteId, SchoolSite]:
    found, parents = {}, {}
    for row in files.records(layouts.ORGS):
        kind = row["type"] or "school"
        if row["parentSourcedId"]:
            parents[row["parentSourcedId"]] = row
        if kind not in _ABOVE:
            id, parent = SiteId(row["sourcedId"]), row["parentSourcedId"]
            district = DistrictId(parent) if parent else None
            found[id] = SchoolSite(id, row["name"], district, row["identifier"])
    for parent, row in parents.items():
        _refer(files, row, "parentSourcedId", layouts.ORGS, parent)
    return found


def _refer(files: Files, row: Record, column: str, to: layouts.Layout, key: str = "") -> bool:
    """Tell whether a reference leads somewhere; if nowhere, report it.

    A reference to a school or a person is an error, any other a warning, and one into a file
    that the input does not hold is neither.

    Args:
        files: the tables and their report.
        row: where the reference stands.
        column: its column.
        to: the file it leads into.
        key: the reference, where the column holds several.
    """
    key = key or row[column]
    keys = files.keys.get(to.name)
    if not key or keys is None or not files.has(to):
        return False
    if keys.misses(key):
        note = files.report.error if to.name in ("orgs", "users") else files.report.warn
        note(
            f"unknown_{_NOUNS[to.name]}", row.file, f"no row of {to.name} has this id",
            "check the id, or export that row too", line=row.line,
            column=files.original(row.layout, column), value=key,
        )  # fmt: skip
    return key in keys.found


_NOUNS = {"orgs": "school", "users": "student", "academicSessions": "session", "classes": "class"}


def _sessions(files: Files) -> tuple[dict[str, Span], tuple[Session, ...]]:
    """Give the spans of all sessions by id, and those in which school is taught."""
    spans: dict[str, Span] = {}
    by_type: dict[str, list[Session]] = {}
    rows = list(files.records(layouts.SESSIONS))
    for row in rows:
        start, end = row["startDate"], row["endDate"]
        wrong = _wrong_span(start, end)
        if wrong is not None:
            code, says = wrong
            files.report.error(
                code, row.file, says, "the end date is the day after the last", line=row.line,
                column=files.original(layouts.SESSIONS, "endDate"), value=str(end),
            )  # fmt: skip
            files.keys[layouts.SESSIONS.name].refused.add(row["sourcedId"])
            continue
        spans[row["sourcedId"]] = (start, end)
        session = Session(row["title"] or row["sourcedId"], DatePeriod(start, end))
        by_type.setdefault(row["type"], []).append(session)
    for row in rows:
        _refer(files, row, "parentSourcedId", layouts.SESSIONS)
    for kind in ("schoolYear", "semester", "term", "gradingPeriod"):
        if by_type.get(kind):
            if kind != "schoolYear" and files.keys[layouts.SESSIONS.name].complete:
                says = f"no session of type schoolYear; {kind}s are used"
                hint = "add a row of type schoolYear"
                files.report.warn("no_school_year", rows[0].file, says, hint)
            return spans, tuple(
                sorted(set(by_type[kind]), key=lambda each: (each.first, each.after, each.title))
            )
    return spans, ()


def _wrong_span(start: date, end: date) -> tuple[str, str] | None:
    """Give the code and the words for a session that cannot be, or None."""
    if end <= start:
        return "end_before_start", "the session ends before it begins"
    if end - start > LONGEST_SESSION:
        return "session_too_long", f"the session has more than {LONGEST_SESSION.days} days"
    return None


def _classes(files: Files, terms: dict[str, Span]) -> dict[str, Span]:
    """Give the span of each class that has terms."""
    spans = {}
    for row in files.records(layouts.CLASSES):
        _refer(files, row, "schoolSourcedId", layouts.ORGS)
        for term in row["termSourcedIds"]:
            _refer(files, row, "termSourcedIds", layouts.SESSIONS, term)
        own = [terms[term] for term in row["termSourcedIds"] if term in terms]
        if own:
            spans[row["sourcedId"]] = (min(s for s, _ in own), max(e for _, e in own))
    return spans


def _students(files: Files) -> set[StudentRef]:
    """Give who is a student: by the user's role, by roles.csv, or by an enrollment later on."""
    students = set()
    for row in files.records(layouts.USERS):
        for org in row["orgSourcedIds"]:
            _refer(files, row, "orgSourcedIds", layouts.ORGS, org)
        if row["role"] == "student":
            students.add(StudentRef(row["sourcedId"]))
    for row in files.records(layouts.ROLES):
        user = row["userSourcedId"]
        known = _refer(files, row, "userSourcedId", layouts.USERS, user)
        _refer(files, row, "orgSourcedId", layouts.ORGS)
        if known and row["role"] == "student":
            students.add(StudentRef(user))
    return students


def _spells(
    files: Files,
    students: set[StudentRef],
    sessions: tuple[Session, ...],
    classes: dict[str, Span],
) -> dict[StudentRef, tuple[Enrollment, ...]]:
    spans: dict[tuple[StudentRef, SiteId], set[Span]] = {}
    year = (
        min((each.first for each in sessions), default=date.min),
        max((each.after for each in sessions), default=date.max),
    )
    for row in files.records(layouts.ENROLLMENTS):
        ref, site = StudentRef(row["userSourcedId"]), SiteId(row["schoolSourcedId"])
        known = _refer(files, row, "userSourcedId", layouts.USERS, ref)
        _refer(files, row, "schoolSourcedId", layouts.ORGS, site)
        _refer(files, row, "classSourcedId", layouts.CLASSES)
        if row["role"] != "student" or not known:
            continue
        term = classes.get(row["classSourcedId"], year)
        students.add(ref)
        start, end = row["beginDate"] or term[0], row["endDate"] or term[1]
        stated = row["beginDate"] is not None and row["endDate"] is not None
        if end < start or (end == start and not stated):
            _report_empty(files, row, start, end)
            continue
        spans.setdefault((ref, site), set()).add((start, end))
    spells: dict[StudentRef, tuple[Enrollment, ...]] = {}
    for (ref, site), own in sorted(spans.items()):
        merged = tuple(Enrollment(site, DatePeriod(*span)) for span in _union(own))
        spells[ref] = spells.get(ref, ()) + merged
    return spells


def _report_empty(files: Files, row: Record, start: date, end: date) -> None:
    """Report an enrollment that ends before it begins; a warning where a date was not stated."""
    if row["beginDate"] and row["endDate"]:
        files.report.error(
            "end_before_start", row.file, "the enrollment ends before it begins",
            "the end date is the day after the last", line=row.line,
            column=files.original(layouts.ENROLLMENTS, "endDate"), value=str(end),
        )  # fmt: skip
        files.keys[layouts.ENROLLMENTS.name].unreadable = True
        return
    stated = "beginDate" if row["beginDate"] else "endDate"
    says = f"its term or school year {'ended' if row['beginDate'] else 'begins'} on "
    says += str(end if row["beginDate"] else start)
    files.report.warn(
        "outside_session", row.file, says,
        "state both dates; the enrollment counts for nothing", line=row.line,
        column=files.original(layouts.ENROLLMENTS, stated), value=str(row[stated]),
    )  # fmt: skip


def _union(spans: Iterable[Span]) -> list[Span]:
    """Join overlapping and touching spans; empty ones vanish."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if start == end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _births(files: Files, sessions: tuple[Session, ...]) -> dict[StudentRef, date]:
    born = {}
    for row in files.records(layouts.DEMOGRAPHICS):
        ref = StudentRef(row["sourcedId"])
        _refer(files, row, "sourcedId", layouts.USERS, ref)
        if row["birthDate"] is None:
            continue
        born[ref] = row["birthDate"]
        if sessions and born[ref] >= sessions[0].first:
            files.report.warn(
                "born_too_late", row.file, "the school year had begun by the birth date",
                "check the year; nobody so young is judged", line=row.line,
                column=files.original(layouts.DEMOGRAPHICS, "birthDate"), value=MASK,
            )  # fmt: skip
    return born
