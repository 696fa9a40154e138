"""What every `SiteStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs
import pytest

from sro_adapters.testing.records import IDS, Contract, full_site, plain_site, save
from sro_core.errors import Conflict
from sro_core.ids import SiteId
from sro_core.ports import OpenStores, SiteRecord, Stores

HIGH = SiteId("HIGH")


def _save(database: OpenStores, *records: SiteRecord, version: int = 0) -> None:
    def put(stores: Stores) -> None:
        for record in records:
            stores.sites.put(record, version)

    save(database, put)


class SiteStoreContract(Contract):
    """Hold a site store to `sro_core.ports.SiteStore`."""

    def test_an_empty_store_has_no_sites(self, database: OpenStores) -> None:
        with database() as stores:
            assert dict(stores.sites.all()) == {}

    @pytest.mark.parametrize("make", [plain_site, full_site])
    def test_a_site_comes_back_equal(
        self, database: OpenStores, make: Callable[[str], SiteRecord]
    ) -> None:
        record = make("HIGH")
        _save(database, record)
        with database() as stores:
            assert stores.sites.all()[HIGH].record == record

    def test_a_calendar_comes_back_with_its_school_days(self, database: OpenStores) -> None:
        record = full_site("HIGH")
        _save(database, record)
        with database() as stores:
            calendar = stores.sites.all()[HIGH].record.calendar
        assert calendar.school_days == record.calendar.school_days
        assert calendar.dates_known == record.calendar.dates_known
        for day in (date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 17)):
            expected = record.calendar.instructional_minutes(day)
            assert calendar.instructional_minutes(day) == expected

    def test_sites_are_ordered_by_id_as_text(self, database: OpenStores) -> None:
        _save(database, *map(plain_site, IDS))
        with database() as stores:
            assert list(stores.sites.all()) == sorted(IDS)

    def test_ids_are_text_of_which_every_character_counts(self, database: OpenStores) -> None:
        records = {id: full_site(id) for id in (*IDS, "high", "HIGH", "HIGH ")}
        _save(database, *records.values())
        with database() as stores:
            found = {id: stored.record for id, stored in stores.sites.all().items()}
        assert found == records

    def test_a_changed_site_raises_the_version_and_replaces_the_old_one(
        self, database: OpenStores
    ) -> None:
        _save(database, full_site("HIGH"))
        with database() as stores:
            first = stores.sites.all()[HIGH]
        changed = attrs.evolve(first.record, data_through=date(2026, 11, 21))
        _save(database, changed, version=first.version)
        with database() as stores:
            second = stores.sites.all()[HIGH]
        assert first.version > 0
        assert second.record == changed
        assert second.version > first.version

    def test_what_a_site_loses_is_gone(self, database: OpenStores) -> None:
        _save(database, full_site("HIGH"))
        with database() as stores:
            version = stores.sites.all()[HIGH].version
        _save(database, plain_site("HIGH"), version=version)
        with database() as stores:
            assert stores.sites.all()[HIGH].record == plain_site("HIGH")

    def test_an_equal_site_changes_nothing_the_version_neither(self, database: OpenStores) -> None:
        _save(database, full_site("HIGH"))
        with database() as stores:
            first = stores.sites.all()[HIGH]
        _save(database, full_site("HIGH"), version=first.version)
        with database() as stores:
            assert stores.sites.all()[HIGH] == first

    def test_a_version_that_somebody_raised_meanwhile_is_a_conflict(
        self, database: OpenStores
    ) -> None:
        _save(database, plain_site("HIGH"))
        with database() as stores:
            version = stores.sites.all()[HIGH].version
        _save(database, full_site("HIGH"), version=version)
        with pytest.raises(Conflict):
            _save(database, plain_site("HIGH"), version=version)
        with database() as stores:
            assert stores.sites.all()[HIGH].record == full_site("HIGH")

    def test_a_new_site_over_one_that_is_there_is_a_conflict(self, database: OpenStores) -> None:
        _save(database, plain_site("HIGH"))
        with pytest.raises(Conflict):
            _save(database, full_site("HIGH"))
        with database() as stores:
            assert stores.sites.all()[HIGH].record == plain_site("HIGH")

    def test_a_version_of_a_site_that_is_not_there_is_a_conflict(
        self, database: OpenStores
    ) -> None:
        with pytest.raises(Conflict):
            _save(database, plain_site("HIGH"), version=1)
        with database() as stores:
            assert dict(stores.sites.all()) == {}
