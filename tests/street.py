"""A small programme for tests of field work: two sites, made-up students, the police."""

from datetime import date, datetime, time
from itertools import count

import attrs

from sro_adapters.memory import MemoryDatabase
from sro_core import (
    Agreement,
    AttendanceEvent,
    BellTime,
    DatePeriod,
    Enrollment,
    Excuse,
    Guardian,
    Identity,
    Role,
    SchoolCalendar,
    SchoolSite,
    Session,
    SiteId,
    Student,
    StudentFile,
    StudentRef,
    Viewer,
    load_rules,
)
from sro_core.contacts.contact import Place
from sro_core.desk import Desk
from sro_core.ids import OfficerId
from sro_core.ports import SiteRecord
from sro_core.truancy.field_check import Asked
from sro_core.usecases.field_work import Opening

HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, 15)
YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
RULES = load_rules("us-ca")
BORN = date(2011, 3, 4)
PLAZA = Place("transit plaza", "El Cerrito")
SEEN = ("two minors with school bags at the plaza",)
OFFICER = Viewer("O-01", Role.OFFICER)
OTHER = Viewer("O-02", Role.OFFICER)
SERGEANT = Viewer("sgt", Role.SERGEANT)
RECORDS = Viewer("rec", Role.RECORDS)
CLERK = Viewer("clerk", Role.CLERK)
OPERATOR = Viewer("op", Role.OPERATOR, purpose="test")


def calendar(site):
    """Bells from 8:30 to 15:30 on school days; closed on 2026-11-26."""
    bells = {day: (BellTime(time(8, 30), time(15, 30)),) for day in range(5)}
    closed = {date(2026, 11, 26): "Thanksgiving"}
    return SchoolCalendar(site, (Session("2026-27", YEAR),), closed, bells=bells)


def file(ref, site=HIGH, born=BORN, events=()):
    """A student of a site, with attendance rows."""
    return StudentFile(Student(StudentRef(ref), born), (Enrollment(site, YEAR),), tuple(events))


def absent(ref, excuse=Excuse.UNEXCUSED, on=ON, site=HIGH, **more):
    return AttendanceEvent(StudentRef(ref), site, on, excuse=excuse, **more)


def named(ref, given, family="Sample", **more):
    return Identity(StudentRef(ref), given, family_name=family, **more)


FILES = (
    file("S-00001"),
    file("S-00002", events=[absent("S-00002", Excuse.EXCUSED)]),
    file("S-00003", MIDDLE),
    file("S-00004"),
    file("S-00005"),
)
IDENTITIES = (
    named("S-00001", "Ana", middle_name="Rosalind", preferred_name="Annie",
          guardians=(Guardian("Gloria", "Keeper"),)),
    named("S-00002", "Ben"),
    named("S-00003", "Cleo"),
    named("S-00004", "Twin"),
    named("S-00005", "Twin"),
)  # fmt: skip
ANA, BEN, TWIN = (Asked(name, "Sample", BORN) for name in ("Ana", "Ben", "Twin"))
NOBODY = Asked("Nobody", "Sample", BORN)


@attrs.define
class Field:
    """A desk whose clock can be set, with the programme on it."""

    database: MemoryDatabase
    now: datetime
    desk: Desk

    def access(self, viewer=OFFICER):
        return self.desk.admit(viewer)

    def log(self):
        with self.database() as stores:
            return list(stores.audit.all())

    def disclosures(self, ref):
        with self.database() as stores:
            return stores.disclosures.of(StudentRef(ref))


def field(*, rules=RULES, agreement=False, files=FILES, identities=IDENTITIES):
    """The programme on stores in memory."""
    database = MemoryDatabase()
    agreed = (Agreement(HIGH, YEAR, True, frozenset({"truancy outreach"})),) if agreement else ()
    with database() as stores:
        for site in (HIGH, MIDDLE):
            kept = agreed if site == HIGH else ()
            school = SchoolSite(site, f"{site.title()} School")
            stores.sites.put(SiteRecord(school, calendar(site), ON, kept), 0)
        for each in files:
            stores.students.put(each, 0)
        for each in identities:
            stores.identities.put(each, 0)
        stores.commit()
    numbers = count(1)
    made = Field(database, NOW, None)
    made.desk = Desk(database, lambda: made.now, rules, lambda: f"id-{next(numbers)}")
    return made


def opening(**more):
    """What is known before anything is done."""
    return Opening(**({"place": PLAZA, "seen": SEEN} | more))


O1 = OfficerId("O-01")
