"""Contacts and sweeps keep the contract of registers on every store."""

from datetime import date, datetime, time, timedelta

import attrs

from sro_adapters.testing import RegisterContract
from sro_core import SiteId, StudentRef
from sro_core.contacts.contact import (
    CONTACTS,
    Check,
    Contact,
    Disposition,
    DueNow,
    OrderNote,
    Place,
)
from sro_core.contacts.custody import Custody, Told, Whom
from sro_core.contacts.stop_data import StopData
from sro_core.ids import OfficerId
from sro_core.police_records import Category, CategoryGiven, Kept, Release, Requester, Sealing
from sro_core.truancy.sweeps import SWEEPS, Figures, Mark, Sweep, Team, Zone
from tests.stores import InMemory, InPostgresql, InSqlite

AT = datetime(2026, 11, 20, 10, 15)
KEPT = Kept(
    CategoryGiven(Category.RELEASED, "rec", AT, date(2026, 11, 30)),
    (Release(Requester.PARENT, "the parent", "827.95", "rec", AT),),
    (Sealing(True, "827.95", "rec", AT),),
)
O1 = OfficerId("O-01")
HIGH = SiteId("HIGH")


class Contacts(RegisterContract[Contact]):
    """Contacts, with every field filled in once."""

    register = CONTACTS

    def plain(self, id):
        return Contact(id=id, officer=O1, at=AT, place=Place("plaza", "Sampleton"), seen=("bags",))

    def full(self, id):
        return attrs.evolve(
            self.plain(id),
            site=HIGH,
            sweep="s-1",
            student=StudentRef("S-☃"),
            enrolled=HIGH,
            checks=(Check(AT, DueNow.IN_SCHOOL, resolved=True),),
            order=OrderNote(AT, "2010-02", "cannot decide", asked=("age",)),
            dispositions=frozenset({Disposition.DELIVERED, Disposition.COUNSELED}),
            custody=Custody(
                AT, HIGH, "school", AT + timedelta(minutes=20),
                told=(Told(Whom.PARENT, AT, "O-01", without_place=True),),
            ),
            stop=StopData(reason=5, assignment=8, results=frozenset({8, 9}), race=frozenset({3}),
                          gender=1, age=15),
            narrative="walked to school",
            mistaken="a day off",
            closed=AT,
            kept=KEPT,
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, narrative=f"walked to school, {mark}")


class Sweeps(RegisterContract[Sweep]):
    """Sweeps, with every field filled in once."""

    register = SWEEPS

    def plain(self, id):
        return Sweep(
            id=id,
            on=date(2026, 11, 20),
            start=time(9),
            end=time(11, 30),
            zones=(Zone("north", ("plaza", "park ☃")),),
            teams=(Team("A", "north", (O1,)),),
            planned=Mark("sgt", AT),
        )

    def full(self, id):
        mark = Mark("sgt", AT)
        team = Team("A", "north", (O1, OfficerId("O-02")), ("County Probation",))
        figures = Figures(contacts=40, students=35, unidentified=0, delivered={"school": 18})
        return attrs.evolve(
            self.plain(id), teams=(team,), opened=mark, closed=mark, debriefed=mark,
            figures=figures,
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, zones=(Zone("north", ("plaza", mark)),))


class TestContactsInMemory(InMemory, Contacts):
    pass


class TestContactsInSqlite(InSqlite, Contacts):
    pass


class TestContactsInPostgresql(InPostgresql, Contacts):
    pass


class TestSweepsInMemory(InMemory, Sweeps):
    pass


class TestSweepsInSqlite(InSqlite, Sweeps):
    pass


class TestSweepsInPostgresql(InPostgresql, Sweeps):
    pass
