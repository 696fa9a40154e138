"""What every `SiteStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from datetime import date, timedelta

import attrs

from sro_adapters.testing.kept import ID, KeptContract
from sro_adapters.testing.records import full_site, plain_site
from sro_core.ids import SiteId
from sro_core.periods import DatePeriod
from sro_core.ports import OpenStores, SiteRecord, Stored, Stores
from sro_core.sites import Agreement

LONG_AGO = date(1996, 7, 1)


class SiteStoreContract(KeptContract[SiteRecord]):
    """Hold a site store to `sro_core.ports.SiteStore`."""

    def plain(self, id: str) -> SiteRecord:
        return plain_site(id)

    def full(self, id: str) -> SiteRecord:
        return full_site(id)

    def changed(self, record: SiteRecord, mark: str) -> SiteRecord:
        return attrs.evolve(record, site=attrs.evolve(record.site, name=record.site.name + mark))

    def put(self, stores: Stores, record: SiteRecord, version: int) -> None:
        stores.sites.put(record, version)

    def every(self, stores: Stores) -> dict[str, Stored[SiteRecord]]:
        found: dict[str, Stored[SiteRecord]] = {}
        for id, stored in stores.sites.all().items():
            assert id == stored.record.site.id
            found[id] = stored
        return found

    def test_a_calendar_comes_back_with_its_school_days(self, database: OpenStores) -> None:
        record = full_site(ID)
        self.save(database, record)
        calendar = self.one(database).record.calendar
        assert calendar.school_days == record.calendar.school_days
        assert calendar.dates_known == record.calendar.dates_known
        for day in (date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 17)):
            expected = record.calendar.instructional_minutes(day)
            assert calendar.instructional_minutes(day) == expected

    def test_a_change_of_the_day_submitted_through_is_saved(self, database: OpenStores) -> None:
        self.save(database, full_site(ID))
        first = self.one(database)
        changed = attrs.evolve(first.record, data_through=date(2026, 11, 21))
        self.save(database, changed, version=first.version)
        assert self.one(database).record == changed
        assert self.one(database).version > first.version

    def test_agreements_stand_in_the_order_in_which_they_were_recorded(
        self, database: OpenStores
    ) -> None:
        starts = [LONG_AGO + timedelta(days=400 * n) for n in (5, 0, 12, 1, 9, 3, 11, 2, 4, 10)]
        for number in range(len(starts) + 1):
            terms = (DatePeriod(day, day + timedelta(days=365)) for day in starts[:number])
            agreements = tuple(Agreement(SiteId(ID), term, False) for term in terms)
            record = attrs.evolve(plain_site(ID), agreements=agreements)
            version = self.one(database).version if number else 0
            self.save(database, record, version=version)
            assert self.one(database).record == record

    def test_an_agreement_that_is_taken_back_is_gone(self, database: OpenStores) -> None:
        self.save(database, full_site(ID))
        first = self.one(database)
        fewer = attrs.evolve(first.record, agreements=first.record.agreements[1:])
        self.save(database, fewer, version=first.version)
        assert self.one(database).record == fewer
