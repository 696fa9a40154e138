"""Made-up records that use every field, for the contracts to save and read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import attrs
import pytest

from sro_core.audit import AuditEntry
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.ports import OpenStores, SiteRecord, Stores
from sro_core.school_calendar import BellTime, SchoolCalendar, Session
from sro_core.sites import SchoolSite
from sro_core.students import Enrollment, Student
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, Excuse, Scope
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import Action, StepTaken

IDS = ("10", "9", "010", "0010", "B", "a", "Z", "é", "e\u0301", "ñ", "学", "\uffee", "😀")
"""Ids in no order: numbers as text, zeros in front, both cases, both spellings of an accent."""

NOON = datetime(2026, 11, 20, 12, 0, 0, 123456)


class Contract:
    """Base of the contracts: what a store is held to with the database that a subclass gives."""

    @pytest.fixture
    def database(self) -> OpenStores:
        """Give an empty database: a callable that opens a unit of work. Override it."""
        raise NotImplementedError(f"{type(self).__name__} must override the fixture `database`")


def plain_file(ref: str) -> StudentFile:
    """Give a student of whom nothing else is known."""
    return StudentFile(Student(StudentRef(ref)))


def full_file(ref: str) -> StudentFile:
    """Give a student with every field of every record used, odd values included."""
    student, high, middle = StudentRef(ref), SiteId("0042"), SiteId("Escuela Peñón")
    return StudentFile(
        Student(student, date(2008, 2, 29), compulsory_age=False),
        spells=(
            Enrollment(middle, DatePeriod(None, date(2026, 9, 1))),
            Enrollment(high, DatePeriod(date(2026, 9, 1), None), assumed=True),
        ),
        events=(
            *(
                AttendanceEvent(student, high, date(2026, 10, 5), kind, scope, excuse, minutes)
                for kind in AttendanceKind
                for scope in Scope
                for excuse in Excuse
                for minutes in (None, 0, 1440)
            ),
            AttendanceEvent(student, high, date(2026, 9, 2), code="007 ½", section="Ω-1"),
            AttendanceEvent(student, high, date(2026, 9, 2), code="007 ½", section="Ω-1"),
        ),
        steps=(
            *(StepTaken(student, action, date(2026, 11, 2)) for action in reversed(Action)),
            StepTaken(student, Action.OTHER, date(2026, 11, 1), high, "por carta, «en español»"),
        ),
    )


def with_step(file: StudentFile, means: str) -> StudentFile:
    """Give the file with one more act on record."""
    step = StepTaken(file.ref, Action.CONFERENCE_EFFORT, date(2026, 11, 3), means=means)
    return attrs.evolve(file, steps=(*file.steps, step))


def plain_site(id: str) -> SiteRecord:
    """Give a site of which nothing else is known."""
    return SiteRecord(SchoolSite(SiteId(id), ""), SchoolCalendar(SiteId(id), ()))


def full_site(id: str) -> SiteRecord:
    """Give a site with every field of every record used, odd values included."""
    site = SiteId(id)
    autumn = Session("Otoño", DatePeriod(date(2026, 8, 17), date(2026, 12, 19)))
    spring = Session("Spring", DatePeriod(date(2027, 1, 4), date(2027, 6, 5)), stated_days=0)
    calendar = SchoolCalendar(
        site,
        (autumn, spring),
        closed={date(2026, 11, 26): "Thanksgiving / día festivo", date(2026, 11, 11): ""},
        added={date(2026, 11, 14): "make-up Saturday"},
        minutes={date(2026, 11, 13): 0, date(2026, 11, 14): 240},
        bells={
            0: (BellTime(time(8, 30), time(12)), BellTime(time(12, 45), time(15, 5))),
            6: (BellTime(time(9), time(9, 1)),),
        },
    )
    school = SchoolSite(site, "Escuela «Peñón» 学校", DistrictId("0007"), "01612590130005")
    return SiteRecord(school, calendar, date(2026, 11, 20))


def entry(previous: str, act: str, subject: str = "") -> AuditEntry:
    """Give the entry that follows the one with the given hash."""
    return AuditEntry.after(
        previous,
        at=NOON,
        actor="j. doe é",
        role="clerk",
        act=act,
        subject=subject,
        purpose="the contract 学",
        details=(("to", "é"), ("from", ""), ("to", "0042")),
    )


def log(stores: Stores, *acts: str) -> None:
    """Add entries to the log of a unit of work."""
    for act in acts:
        stores.audit.add(entry(stores.audit.last(), act))


def logging(*acts: str) -> Callable[[Stores], None]:
    """Give the change that adds entries to the log."""
    return lambda stores: log(stores, *acts)


def save(database: OpenStores, change: Callable[[Stores], object]) -> None:
    """Make a change in a unit of work of its own and commit it."""
    with database() as stores:
        change(stores)
        stores.commit()
