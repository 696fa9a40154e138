"""Read who is enrolled where: orgs, sessions, classes, users, enrollments, demographics.

A spell is the union of a student's enrollments at a school; a blank date takes the class's
term, else the school-year session; end dates are exclusive, as OneRoster has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

import attrs

from sro_adapters.interchange import layouts
from sro_adapters.interchange.blocks import Block, Record
from sro_adapters.interchange.enrollments import Enrolled, Span
from sro_adapters.interchange.problems import MASK
from sro_adapters.interchange.rows import Files
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.school_calendar import Session
from sro_core.sites import SchoolSite
from sro_core.students import Enrollment, Student

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
        left: students and the schools at which only enrollments to be deleted are left of them.
    """

    sites: dict[SiteId, SchoolSite]
    sessions: tuple[Session, ...]
    students: dict[StudentRef, Student]
    spells: dict[StudentRef, tuple[Enrollment, ...]] | None
    certain: bool = True
    left: frozenset[tuple[StudentRef, SiteId]] = frozenset()


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
    spells, left = (
        (None, frozenset()) if assume_enrolled else _spells(files, students, sessions, classes)
    )
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
        left=left,
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


Reference = tuple[str, layouts.Layout]
"""A column, and the file that it leads into."""


def _referred(files: Files, block: Block, *references: Reference) -> Iterator[Block]:
    """Give a block on; one with references that lead nowhere row by row, each reported first."""
    if not any(_astray(files, block[column], to) for column, to in references):
        yield block
        return
    for n, row in enumerate(block.records()):
        for column, to in references:
            for key in row[column] if isinstance(row[column], tuple) else (row[column],):
                _refer(files, row, column, to, key)
        yield block.only([n])


def _astray(files: Files, values: Sequence[Any], to: layouts.Layout) -> bool:
    """Tell whether any reference of a column leads nowhere."""
    keys = files.keys.get(to.name)
    if keys is None or not files.has(to):
        return False
    ids = set(values)
    if any(isinstance(each, tuple) for each in ids):
        ids = set(chain.from_iterable(ids))
    return any(map(keys.misses, ids - keys.found - {""}))


def _students(files: Files) -> set[StudentRef]:
    """Give who is a student: by the user's role, by roles.csv, or by an enrollment later on."""
    students: set[StudentRef] = set()
    for block in files.entries(layouts.USERS):
        for part in _referred(files, block, ("orgSourcedIds", layouts.ORGS)):
            students.update(ref for (ref,) in part.of_role("student", "sourcedId"))
    known = files.keys[layouts.USERS.name].found
    to = (("userSourcedId", layouts.USERS), ("orgSourcedId", layouts.ORGS))
    for block in files.entries(layouts.ROLES):
        for part in _referred(files, block, *to):
            found = part.of_role("student", "userSourcedId")
            students.update(ref for (ref,) in found if ref in known)
    return students


def _spells(
    files: Files,
    students: set[StudentRef],
    sessions: tuple[Session, ...],
    classes: dict[str, Span],
) -> tuple[dict[StudentRef, tuple[Enrollment, ...]], frozenset[tuple[StudentRef, SiteId]]]:
    """Give the spells of each student, and who has at a school only what is to be deleted."""
    year = (
        min((each.first for each in sessions), default=date.min),
        max((each.after for each in sessions), default=date.max),
    )
    to = (
        ("userSourcedId", layouts.USERS),
        ("schoolSourcedId", layouts.ORGS),
        ("classSourcedId", layouts.CLASSES),
    )
    enrolled = Enrolled(files, year, classes, students)
    deleted: list[Block] = []
    for block in files.entries(layouts.ENROLLMENTS, deleted=deleted):
        for part in _referred(files, block, *to):
            enrolled.take(part)
    left = {
        (ref, site)
        for block in deleted
        for ref, site in block.of_role("student", "userSourcedId", "schoolSourcedId")
    }
    return enrolled.spells(), frozenset(left - enrolled.spans.keys())


def _births(files: Files, sessions: tuple[Session, ...]) -> dict[StudentRef, date]:
    born: dict[StudentRef, date] = {}
    begun = sessions[0].first if sessions else None
    for block in files.entries(layouts.DEMOGRAPHICS):
        for part in _referred(files, block, ("sourcedId", layouts.USERS)):
            days = dict(zip(part["sourcedId"], part["birthDate"], strict=True))
            born.update((ref, day) for ref, day in days.items() if day is not None)
            for line, day in zip(part.lines, part["birthDate"], strict=True):
                if begun and day is not None and day >= begun:
                    files.report.warn(
                        "born_too_late", part.file, "the school year had begun by the birth date",
                        "check the year; nobody so young is judged", line=line,
                        column=files.original(layouts.DEMOGRAPHICS, "birthDate"), value=MASK,
                    )  # fmt: skip
    return born
