"""The registers of incidents keep their contract on every store."""

from datetime import date, datetime

import attrs

from sro_adapters.testing import RegisterContract
from sro_core import DatePeriod, SiteId
from sro_core.police_records import (
    Category,
    CategoryGiven,
    Kept,
    Release,
    Requester,
    Sealing,
)
from sro_core.safety.incidents import (
    COLLECTIONS,
    INCIDENTS,
    Collected,
    Disposition,
    Incident,
    IncidentKind,
    Part,
    Person,
    Place,
    ReferralBasis,
    SchoolPart,
    SchoolReferral,
    Threat,
)
from sro_core.safety.offenses import OFFENSE_TABLES, OffenseEntry, OffenseRef, OffenseTable
from tests.stores import InMemory, InPostgresql, InSqlite

DAY, AT = date(2026, 11, 20), datetime(2026, 11, 20, 10, 15)
SITE = SiteId("0042")
ASSAULT = OffenseRef(table="own", code="13B", title="Simple assault", group="assault")


class Incidents(RegisterContract[Incident]):
    register = INCIDENTS

    def plain(self, id):
        return Incident(id=id, site=SITE, place=Place.WITHIN, at=AT, handed_back=True)

    def full(self, id):
        return attrs.evolve(
            self.plain(id), number="26-1", kind=IncidentKind.THREAT, offenses=(ASSAULT,),
            persons=(
                Person(ref="P-1", part=Part.VICTIM, student=True, referred=False, arrested=None,
                       cited=True, disposition=Disposition.DIVERTED),
                Person(ref="P-2"),
                Person(ref="P-3", kept=Kept(
                    CategoryGiven(Category.DIVERTED, "rec", AT, DAY),
                    (Release(Requester.MINOR, "the minor", "827.95", "rec", AT),),
                    (Sealing(True, "827.95", "rec", AT),),
                )),
            ),
            referral=SchoolReferral(basis=ReferralBasis.REQUIRED, by=SchoolPart.TEACHER, on=DAY,
                                    ground="48902_drugs"),
            threat=Threat(received_at=AT, received_from=SchoolPart.PARENT, evidence=("E-1", "E-2"),
                          assessed_at=AT, registry_at=AT),
        )  # fmt: skip

    def changed(self, record, mark):
        ref = OffenseRef(table="own", code=mark, title=mark, group="")
        return attrs.evolve(record, offenses=(*record.offenses, ref))


class Collections(RegisterContract[Collected]):
    register = COLLECTIONS

    def plain(self, id):
        return Collected(id=id, site=SITE, year=2026, on=DAY, by="r")

    def full(self, id):
        return attrs.evolve(self.plain(id), year=2025, by="somebody")

    def changed(self, record, mark):
        return attrs.evolve(record, by=record.by + mark)


class Tables(RegisterContract[OffenseTable]):
    register = OFFENSE_TABLES

    def plain(self, id):
        return OffenseTable(id=id, title="t", taken=AT, entries=())

    def full(self, id):
        entry = OffenseEntry(code="09A", title="t", group="g", effective=DatePeriod(DAY, None))
        return attrs.evolve(
            self.plain(id), entries=(entry, OffenseEntry(code="1", title="", group=""))
        )

    def changed(self, record, mark):
        return attrs.evolve(record, title=record.title + mark)


class TestIncidentsInMemory(InMemory, Incidents):
    pass


class TestCollectionsInMemory(InMemory, Collections):
    pass


class TestTablesInMemory(InMemory, Tables):
    pass


class TestIncidentsInSqlite(InSqlite, Incidents):
    pass


class TestCollectionsInSqlite(InSqlite, Collections):
    pass


class TestTablesInSqlite(InSqlite, Tables):
    pass


class TestIncidentsInPostgresql(InPostgresql, Incidents):
    pass


class TestCollectionsInPostgresql(InPostgresql, Collections):
    pass


class TestTablesInPostgresql(InPostgresql, Tables):
    pass
