"""Made-up records that use every field, for the contracts to save and read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import attrs
import pytest

from sro_core.audit import AuditEntry, Head, Matter
from sro_core.disclosures import Disclosure
from sro_core.identities import Guardian, Identity
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.ports import OpenStores, SiteRecord, Stores
from sro_core.privacy import Role
from sro_core.school_calendar import BellTime, SchoolCalendar, Session
from sro_core.sites import Agreement, SchoolSite
from sro_core.students import Enrollment, Student
from sro_core.tokens import AccessToken
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, Excuse, Scope
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import Action, StepTaken
from sro_core.truancy.submission import Withdrawn

IDS = ("10", "9", "010", "0010", "B", "a", "Z", "é", "e\u0301", "ñ", "学", "\uffee", "😀")
"""Ids in no order: numbers as text, zeros in front, both cases, both spellings of an accent."""

ODD = "«é» e\u0301 学 😀\n\t' \" \\ % _ ; -- {} $1 :name \u00a0"
"""Text that some store somewhere takes for something else."""

NOON = datetime(2026, 11, 20, 12, 0, 0, 123456)


class Contract:
    """Base of the contracts: what a store is held to with the databases that a subclass gives."""

    @pytest.fixture
    def database(self) -> OpenStores:
        """Give an empty database of one district, which opens units of work. Override it."""
        raise NotImplementedError(f"{type(self).__name__} must override the fixture `database`")

    @pytest.fixture
    def neighbour(self) -> OpenStores:
        """Give another empty district of the same database. Override it where there can be one."""
        return pytest.skip("no second district: override the fixture `neighbour`")


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
    purposes = frozenset({"truancy outreach", "safety; «plan», 50 %"})
    agreements = (
        Agreement(site, DatePeriod(date(2027, 7, 1), None), True, purposes),
        Agreement(site, DatePeriod(date(2025, 7, 1), date(2026, 7, 1)), False),
        Agreement(site, DatePeriod(None, date(2025, 7, 1)), True, frozenset({ODD})),
    )
    return SiteRecord(school, calendar, date(2026, 11, 20), agreements)


def plain_identity(ref: str) -> Identity:
    """Give the identity of somebody of whom no name is known."""
    return Identity(StudentRef(ref))


def full_identity(ref: str) -> Identity:
    """Give an identity with every field used, odd values included."""
    return Identity(
        StudentRef(ref),
        given_name="María José",
        middle_name=ODD,
        family_name="O'Peñón-学",
        preferred_name="Majo",
        email="majo+%_@example.org",
        phone="+1 (555) 010-0042 ext. 007",
        guardians=(
            Guardian("Zoë", "O'Peñón", "zoe@example.org", "0042"),
            Guardian(),
            Guardian("Abel", ODD),
            Guardian("Zoë", "O'Peñón", "zoe@example.org", "0042"),
        ),
    )


def plain_token(id: str) -> AccessToken:
    """Give a token that was never used."""
    return AccessToken(
        id, "ab" * 32, "nightly import", Role.OPERATOR, None, NOON, "o", NOON + timedelta(days=90)
    )


def full_token(id: str) -> AccessToken:
    """Give a token with every field used, odd values included."""
    return AccessToken(
        id,
        digest="0123456789abcdef" * 4,
        actor=ODD,
        role=Role.CLERK,
        sites=frozenset({SiteId("0042"), SiteId("42"), SiteId("Escuela, «Peñón»")}),
        made=NOON,
        by="j. doe é",
        expires=NOON + timedelta(microseconds=1),
        used=date(2026, 11, 21),
        revoked=datetime(2026, 11, 22),
        program=True,
    )


def disclosure(ref: str, interest: str = ODD, *, given: bool = True) -> Disclosure:
    """Give an entry of the log of disclosures with every field used."""
    return Disclosure(
        student=StudentRef(ref),
        at=NOON,
        to="Ofc. Peñón (officer)",
        interest=interest,
        what="read a student's status",
        given=given,
        basis=ODD,
        by="j. doe é",
        site=SiteId("0042"),
    )


def withdrawn(ref: str, because: str = ODD, at: datetime = NOON) -> Withdrawn:
    """Give a row that is no longer on record, with every field used."""
    event = AttendanceEvent(
        StudentRef(ref),
        SiteId("0042"),
        date(2026, 10, 5),
        AttendanceKind.PARTIAL,
        Scope.CLASS,
        Excuse.EXCUSED,
        0,
        "007 ½",
        "Ω-1",
    )
    return Withdrawn(event, at, because)


def entry(head: Head, act: str, subject: str = "", clears: tuple[int, ...] = ()) -> AuditEntry:
    """Give the entry that follows a head, with every field used."""
    return AuditEntry.after(
        head,
        at=NOON,
        actor="j. doe é",
        role="clerk",
        act=act,
        site="0042",
        matter=Matter(subject, ODD, (("to", "é"), ("from", ""), ("to", "0042")), salt="7f½"),
        clears=clears,
    )


def log(stores: Stores, *acts: str) -> None:
    """Add entries to the log of a unit of work."""
    for act in acts:
        stores.audit.add(entry(stores.audit.head(), act))


def logging(*acts: str) -> Callable[[Stores], None]:
    """Give the change that adds entries to the log."""
    return lambda stores: log(stores, *acts)


def save(database: OpenStores, change: Callable[[Stores], object]) -> None:
    """Make a change in a unit of work of its own and commit it."""
    with database() as stores:
        change(stores)
        stores.commit()
