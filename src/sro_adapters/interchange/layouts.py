"""The files a bundle may hold and what each of their columns means.

OneRoster 1.1 and 1.2 CSV (1EdTech), Clever's attendance.csv, and our own small files. A
column that stands in `UNREAD` is dropped at the border: never stored, logged or echoed.
"""

from __future__ import annotations

import attrs

from sro_adapters.interchange.columns import (
    Column,
    boolean,
    choice,
    clock,
    day,
    identifier,
    identifiers,
    minutes,
    moment,
    text,
    weekday,
    year,
)

BELL = "\a"  # a control character, refused in every text


@attrs.frozen
class Layout:
    """Describe one file of a bundle.

    Attributes:
        name: the file's name without ``.csv``.
        columns: what is read of it.
        unread: columns that are known and dropped at the border.
        ours: the file is this library's own; a manifest need not name it.
        required: a bundle without it is refused.
    """

    name: str
    columns: tuple[Column, ...]
    unread: frozenset[str] = frozenset()
    ours: bool = False
    required: bool = False

    @property
    def by_name(self) -> dict[str, Column]:
        """The columns by name."""
        return {each.name: each for each in self.columns}


def _key(name: str = "sourcedId") -> Column:
    return Column(name, identifier, " 7", required=True, filled=True)


def _id(name: str, *, required: bool = False) -> Column:
    return Column(name, identifier, " 7", required=required, filled=required)


def _text(name: str, *, identity: bool = False) -> Column:
    return Column(name, text, BELL, identity=identity)


def _day(name: str, *, required: bool = False) -> Column:
    return Column(name, day, "2026-02-30", required=required, filled=required)


_STANDARD = (
    Column("status", choice("active", "tobedeleted", "inactive"), "gone"),
    Column("dateLastModified", moment, "yesterday"),
)
_ROLES = choice(
    "administrator", "aide", "counselor", "districtAdministrator", "guardian", "parent",
    "principal", "proctor", "relative", "siteAdministrator", "student", "systemAdministrator",
    "teacher",
)  # fmt: skip
_ROLE = Column("role", _ROLES, "pupil")

ORGS = Layout(
    "orgs",
    (
        _key(),
        *_STANDARD,
        _text("name"),
        Column(
            "type", choice("department", "school", "district", "local", "state", "national"), "shop"
        ),
        _id("identifier"),
        _id("parentSourcedId"),
    ),
    required=True,
)
SESSIONS = Layout(
    "academicSessions",
    (
        _key(),
        *_STANDARD,
        _text("title"),
        Column(
            "type",
            choice("gradingPeriod", "semester", "schoolYear", "term"),
            "season",
            required=True,
            filled=True,
        ),
        _day("startDate", required=True),
        _day("endDate", required=True),
        _id("parentSourcedId"),
        Column("schoolYear", year, "26"),
    ),
    required=True,
)
USERS = Layout(
    "users",
    (
        _key(),
        *_STANDARD,
        Column("enabledUser", boolean, "perhaps"),
        Column("orgSourcedIds", identifiers, BELL),
        _ROLE,
        Column("grades", identifiers, BELL),
        Column("agentSourcedIds", identifiers, BELL),
        _id("primaryOrgSourcedId"),
        *(
            _text(name, identity=True)
            for name in (
                "username", "userIds", "givenName", "familyName", "middleName", "identifier",
                "email", "sms", "phone", "userMasterIdentifier", "preferredGivenName",
                "preferredMiddleName", "preferredFamilyName", "pronouns",
            )
        ),
    ),
    unread=frozenset({"password", "resourceSourcedIds"}),
    required=True,
)  # fmt: skip
ROLES = Layout(
    "roles",
    (
        _key(),
        *_STANDARD,
        _id("userSourcedId", required=True),
        Column("roleType", choice("primary", "secondary"), "third"),
        Column("role", _ROLES, "pupil", required=True, filled=True),
        _day("beginDate"),
        _day("endDate"),
        _id("orgSourcedId", required=True),
        _id("userProfileSourcedId"),
    ),
)
CLASSES = Layout(
    "classes",
    (
        _key(),
        *_STANDARD,
        _text("title"),
        Column("grades", identifiers, BELL),
        _id("courseSourcedId"),
        _text("classCode"),
        Column("classType", choice("homeroom", "scheduled"), "club"),
        _text("location"),
        _id("schoolSourcedId"),
        Column("termSourcedIds", identifiers, BELL),
        Column("subjects", identifiers, BELL),
        Column("subjectCodes", identifiers, BELL),
        Column("periods", identifiers, BELL),
    ),
    unread=frozenset({"resources", "resourceSourcedIds"}),
)
COURSES = Layout(
    "courses",
    (
        _key(),
        *_STANDARD,
        _id("schoolYearSourcedId"),
        _text("title"),
        _text("courseCode"),
        Column("grades", identifiers, BELL),
        _id("orgSourcedId"),
        Column("subjects", identifiers, BELL),
        Column("subjectCodes", identifiers, BELL),
    ),
    unread=frozenset({"resources", "resourceSourcedIds"}),
)
ENROLLMENTS = Layout(
    "enrollments",
    (
        _key(),
        *_STANDARD,
        _id("classSourcedId"),
        _id("schoolSourcedId", required=True),
        _id("userSourcedId", required=True),
        Column("role", _ROLES, "pupil", required=True, filled=True),
        Column("primary", boolean, "perhaps"),
        _day("beginDate"),
        _day("endDate"),
    ),
    required=True,
)
DEMOGRAPHICS = Layout(
    "demographics",
    (_key(), *_STANDARD, Column("birthDate", day, "2026-02-30", identity=True)),
    unread=frozenset({
        "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation",
        "cityOfBirth", "publicSchoolResidenceStatus",
    }),
)  # fmt: skip
MANIFEST = Layout(
    "manifest",
    (Column("propertyName", text, BELL, required=True, filled=True), _text("value")),
    ours=True,
)
ATTENDANCE = Layout(
    "attendance",
    (
        _id("Student_id", required=True),
        _id("School_id", required=True),
        _id("Section_id"),
        _day("Attendance_date", required=True),
        Column("Attendance_type", choice("daily", "section"), "weekly", required=True, filled=True),
        Column(
            "Attendance_status",
            choice("absent", "tardy", "present"),
            "gone",
            required=True,
            filled=True,
        ),
        _text("Excuse_code"),
        Column("Sis_id", text, BELL, identity=True),
        Column("Minutes_missed", minutes, "4O"),
    ),
    ours=True,
)
CODES = Layout(
    "codes",
    (
        Column("Excuse_code", text, BELL, required=True),
        Column(
            "Excuse", choice("excused", "unexcused", "unknown"), "maybe", required=True, filled=True
        ),
        _text("Reason", identity=True),
    ),
    ours=True,
)
CALENDAR = Layout(
    "calendar",
    (
        Column("School_id", identifier, " 7", required=True),
        _day("Date", required=True),
        Column("Kind", choice("closed", "minimum", "added"), "holiday", required=True, filled=True),
        _text("Label"),
        Column("Minutes", minutes, "four hours"),
    ),
    ours=True,
)
BELLS = Layout(
    "bells",
    (
        Column("School_id", identifier, " 7", required=True),
        Column("Weekday", weekday, "Someday", required=True, filled=True),
        Column("Start", clock, "8.30", required=True, filled=True),
        Column("End", clock, "25:00", required=True, filled=True),
    ),
    ours=True,
)
ACTIONS = Layout(
    "actions",
    (
        _id("Student_id", required=True),
        _id("School_id"),
        Column(
            "Action",
            choice(
                "truancy_report", "truancy_notice", "conference_effort", "conference_held",
                "sarb_review", "written_warning", "other",
            ),
            "suspension", required=True, filled=True,
        ),
        _day("Date", required=True),
        _text("Means", identity=True),
    ),
    ours=True,
)  # fmt: skip

LAYOUTS = {
    each.name: each
    for each in (
        MANIFEST, ORGS, SESSIONS, USERS, ROLES, COURSES, CLASSES, ENROLLMENTS, DEMOGRAPHICS,
        CODES, CALENDAR, BELLS, ATTENDANCE, ACTIONS,
    )
}  # fmt: skip
KNOWN_UNREAD = frozenset({"truth.csv", "lineItems.csv", "results.csv", "resources.csv"})
