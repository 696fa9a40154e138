"""The registers of activities keep their contract on every store."""

from datetime import date, datetime

import attrs

from sro_adapters.testing import RegisterContract
from sro_core import SiteId
from sro_core.ids import OfficerId
from sro_core.safety.activities import ACTIVITIES, Activity, HandedOn, HandedTo, Move, State
from sro_core.safety.activity_rules import TriadRole
from tests.stores import InMemory, InPostgresql, InSqlite

DAY = date(2026, 11, 20)


class Activities(RegisterContract[Activity]):
    register = ACTIVITIES

    def plain(self, id):
        return Activity(
            id=id, kind="other", site=SiteId("0042"), officer=OfficerId("O-01"), on=DAY,
            minutes=1, triad=TriadRole.TEACHER,
        )  # fmt: skip

    def full(self, id):
        step = Move(at=datetime(2026, 11, 20, 15, 5), by="S", to=State.RETURNED, because="count")
        return attrs.evolve(
            self.plain(id), topic="other", audience="parents", count=0, note="a note",
            handed_on=HandedOn(to=HandedTo.OTHER, answer_by=DAY, answered=DAY),
            state=State.RETURNED, asked="count", moves=(step,),
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, note=record.note + mark)


class TestInMemory(InMemory, Activities):
    pass


class TestInSqlite(InSqlite, Activities):
    pass


class TestInPostgresql(InPostgresql, Activities):
    pass
