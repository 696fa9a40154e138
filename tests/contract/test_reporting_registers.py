"""The registers of feeds and reports keep their contract on every store."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import attrs

from sro_adapters.testing import RegisterContract
from sro_core import Role, SchoolYear, Sensitivity, SiteId
from sro_core.due import DueKind
from sro_core.feeds import FEEDS, PUBLISHED, Feed, Line, Published, Reader
from sro_core.reports.report import (
    PUBLISHED_REPORTS,
    STATEMENTS,
    Cell,
    Form,
    Grid,
    Report,
    ReportKind,
    Row,
    State,
    Statement,
    Table,
)
from tests.stores import InMemory, InPostgresql, InSqlite

AT = datetime(2026, 11, 20, 9, 30)


class Feeds(RegisterContract[Feed]):
    register = FEEDS

    def plain(self, id):
        return Feed(
            id=id, digest="d", reader=Reader.SCHOOL, name="n", role=Role.CLERK, made=AT, by="op",
            expires=AT + timedelta(days=1),
        )  # fmt: skip

    def full(self, id):
        return attrs.evolve(
            self.plain(id), role=Role.OFFICER, officer="O-01", site=SiteId("0042"),
            kinds=frozenset({DueKind.DRILL, DueKind.PLAN}), used=date(2026, 11, 20),
            revoked=AT + timedelta(hours=1),
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, name=mark)


class Calendars(RegisterContract[Published]):
    register = PUBLISHED

    def plain(self, id):
        return Published(id)

    def full(self, id):
        return Published(id, (Line("a key", "uid", 3, "Ω | «line»", AT),))

    def changed(self, record, mark):
        return attrs.evolve(record, lines=(*record.lines, Line(mark, "uid-2", 0, "", AT)))


class Reports(RegisterContract[Report]):
    register = PUBLISHED_REPORTS

    def plain(self, id):
        return Report(
            id=id, kind=ReportKind.YEARLY, title="t", year=SchoolYear(2025),
            through=date(2026, 6, 30), rules="us-ca", tables=(),
        )  # fmt: skip

    def full(self, id):
        row = Row("r", (Cell.of(Decimal("33.3")), Cell(State.MASKED), Cell.of(None)), total=True)
        grid = Grid(
            first=SchoolYear(2023), last=SchoolYear(2025), columns=("a", "b", "c"), rows=(row,)
        )
        table = Table(
            id="t", title="T", says="s", unit="u", form=Form.YEARS, now=grid, before=grid,
            notes=("Ω",),
        )  # fmt: skip
        return attrs.evolve(
            self.plain(id), kind=ReportKind.MONTHLY, officer="O-01", month=date(2026, 6, 1),
            tables=(table,), notes=("n",), published=AT, by="op",
            sensitivity=Sensitivity.PERSONNEL,
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, title=mark)


class Statements(RegisterContract[Statement]):
    register = STATEMENTS

    def plain(self, id):
        return Statement(id, "contacts", "", SchoolYear(2025), "op")

    def full(self, id):
        return Statement(id, "contacts", "0042", SchoolYear(2025), "op")

    def changed(self, record, mark):
        return attrs.evolve(record, by=mark)


for contract in (Feeds, Calendars, Reports, Statements):
    for store in (InMemory, InSqlite, InPostgresql):
        name = f"Test{contract.__name__}{store.__name__}"
        globals()[name] = type(name, (store, contract), {"__module__": __name__})
