"""Guess from the headings of an export which of its files is which file of a bundle.

Headings are known by their synonyms, without case, spaces and underscores. No cell is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from os.path import commonprefix

import attrs

from sro_adapters.interchange.formats import Heading, plain
from sro_adapters.interchange.layouts import LAYOUTS, Layout
from sro_adapters.interchange.mapfile import matches

_STUDENT = (
    "studentid", "studentsisid", "studentuniqueid", "sisid", "studentnumber", "localstudentid",
    "pupilid", "personid", "sid", "usersourcedid",
)  # fmt: skip
_SCHOOL = (
    "schoolid", "schoolsisid", "schoolsourcedid", "schoolcode", "schoolnumber", "campusid",
    "siteid", "orgid", "orgsourcedid",
)  # fmt: skip
_SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "attendance": {
        "Student_id": _STUDENT,
        "School_id": _SCHOOL,
        "Section_id": ("sectionid", "sectionsisid", "classid", "classsourcedid"),
        "Attendance_date": ("attendancedate", "date", "absencedate", "eventdate", "calendardate"),
        "Attendance_type": ("attendancetype",),
        "Attendance_status": ("attendancestatus", "status", "presence", "attendance"),
        "Excuse_code": ("excusecode", "attendancecode", "absencecode", "reasoncode", "code"),
        "Minutes_missed": ("minutesmissed", "minutesabsent", "absentminutes", "minutes"),
    },
    "enrollments": {
        "userSourcedId": _STUDENT,
        "schoolSourcedId": _SCHOOL,
        "role": ("role",),
        "beginDate": (
            "enrollmentdate", "enrolldate", "entrydate", "admitdate", "begindate", "startdate",
            "rolestartdate",
        ),
        "endDate": (
            "withdrawaldate", "withdrawdate", "exitdate", "leavedate", "enddate", "roleenddate",
        ),
    },
    "users": {"sourcedId": ("sourcedid", *_STUDENT), "role": ("role",)},
    "demographics": {
        "sourcedId": ("sourcedid", *_STUDENT),
        "birthDate": ("birthdate", "dateofbirth", "dob", "studentbirthdate"),
    },
    "orgs": {
        "sourcedId": ("sourcedid", "sisid", *_SCHOOL),
        "name": ("name", "schoolname", "orgname"),
        "type": ("type",),
        "parentSourcedId": ("parentsourcedid",),
    },
    "academicSessions": {
        "sourcedId": ("sourcedid", "sessionid", "termsisid", "termid"),
        "title": ("title", "termname", "sessionname"),
        "type": ("type", "sessiontype"),
        "startDate": ("startdate", "termstartdate"),
        "endDate": ("enddate", "termenddate"),
    },
}  # fmt: skip
_PEOPLE = frozenset({
    "username", "firstname", "lastname", "givenname", "familyname", "birthdate", "dateofbirth",
    "dob", "role",
})  # fmt: skip


@attrs.frozen
class Guess:
    """Hold what one file, or several with the same headings, may be.

    Attributes:
        layout: the file of a bundle.
        path: of the files, with asterisks.
        files: the files themselves.
        about: what they are called.
        header: all of their columns.
        columns: our column to theirs.
        derived: it is made of a file that is about something else.
    """

    layout: Layout
    path: str
    files: tuple[str, ...]
    about: str
    header: tuple[str, ...]
    columns: Mapping[str, str]
    derived: bool = False


def guess(found: tuple[Heading, ...]) -> list[Guess]:
    """Give what the files of an export may be, in the order of a bundle's files."""
    guesses = [each for path, group in _alike(found) for each in _recognised(path, group)]
    guesses += _derived(guesses)
    order = list(LAYOUTS)
    return sorted(guesses, key=lambda each: (order.index(each.layout.name), each.path))


def are_headings(cells: Iterable[str]) -> bool:
    """Tell whether a first row is one of headings: at least two of them are known."""
    known = {each for table in _SYNONYMS.values() for names in table.values() for each in names}
    return len(known & set(map(plain, cells))) > 1


def _alike(found: tuple[Heading, ...]) -> Iterator[tuple[str, tuple[Heading, ...]]]:
    """Give files with the same headings under one path with asterisks, where one fits."""
    groups: dict[tuple[str, ...], list[Heading]] = {}
    for each in found:
        groups.setdefault(each.header, []).append(each)
    for group in groups.values():
        pattern = _pattern([each.path for each in group])
        if {each.path for each in found if matches(pattern, each.path)} == {
            each.path for each in group
        }:
            yield pattern, tuple(group)
        else:
            yield from ((each.path, (each,)) for each in group)


def _pattern(paths: list[str]) -> str:
    """Give the path that stands for several; empty where they lie at different depths."""
    split = [path.split("/") for path in paths]
    if len({len(parts) for parts in split}) > 1:
        return ""
    return "/".join(_common(sorted(set(names))) for names in zip(*split, strict=True))


def _common(names: list[str]) -> str:
    """Give a name with an asterisk in place of what differs."""
    if len(names) == 1:
        return names[0]
    head = commonprefix(names)  # noqa: RUF071 - letters in common are meant
    rests = [name[len(head) :][::-1] for name in names]
    return f"{head}*{commonprefix(rests)[::-1]}"  # noqa: RUF071 - as above


def _recognised(path: str, group: tuple[Heading, ...]) -> Iterator[Guess]:
    """Give what a file may be; one file may be several things at once."""
    one = group[0]
    for name, tells in _TELLS.items():
        columns = _columns(name, one)
        if tells(one, columns):
            files = tuple(each.path for each in group)
            yield Guess(LAYOUTS[name], path, files, one.about, one.header, columns)


def _columns(layout: str, one: Heading) -> dict[str, str]:
    """Give our columns to theirs, each by the first of its synonyms that is there."""
    theirs = {plain(each): each for each in reversed(one.header)}
    found: dict[str, str] = {}
    for ours, synonyms in _SYNONYMS[layout].items():
        known = [theirs[each] for each in synonyms if each in theirs]
        if known:
            found[ours] = known[0]
    return found


def _is_attendance(one: Heading, found: Mapping[str, str]) -> bool:
    said = {"Attendance_status", "Excuse_code", "Minutes_missed"} & found.keys()
    return {"Student_id", "Attendance_date"} <= found.keys() and bool(said) and not _staff(one)


def _is_enrollments(one: Heading, found: Mapping[str, str]) -> bool:
    return {"userSourcedId", "schoolSourcedId", "beginDate"} <= found.keys() and not _staff(one)


def _is_users(one: Heading, found: Mapping[str, str]) -> bool:
    about = re.search(r"student|pupil|^users$", one.about) is not None
    return about and "sourcedId" in found and bool(one.names & _PEOPLE)


def _is_demographics(one: Heading, found: Mapping[str, str]) -> bool:
    return {"sourcedId", "birthDate"} <= found.keys() and not _staff(one)


def _is_orgs(one: Heading, found: Mapping[str, str]) -> bool:
    about = re.fullmatch(r"schools?|orgs?|campus(es)?|sites?", one.about) is not None
    return about and {"sourcedId", "name"} <= found.keys()


def _is_sessions(one: Heading, found: Mapping[str, str]) -> bool:
    return {"sourcedId", "startDate", "endDate"} <= found.keys() and not one.names & {*_PEOPLE}


def _staff(one: Heading) -> bool:
    return re.search(r"teacher|staff|employee", one.about) is not None


_TELLS = {
    "attendance": _is_attendance,
    "enrollments": _is_enrollments,
    "users": _is_users,
    "demographics": _is_demographics,
    "orgs": _is_orgs,
    "academicSessions": _is_sessions,
}


def _derived(guesses: Iterable[Guess]) -> list[Guess]:
    """Take schools and students from the files that name them, where they have no own file."""
    made = []
    found = {each.layout.name for each in guesses}
    for layout, names in (
        ("orgs", ("School_id", "schoolSourcedId")),
        ("users", ("Student_id", "userSourcedId")),
    ):
        for each in guesses if layout not in found else ():
            own = [each.columns[name] for name in names if name in each.columns]
            if own:
                columns = {"sourcedId": own[0]}
                made.append(
                    attrs.evolve(each, layout=LAYOUTS[layout], columns=columns, derived=True)
                )
    return made
