"""Every kind of store in turn, for the contracts: mix one of these into a contract's subclass."""

import pytest

from sro_adapters.memory import MemoryDatabase
from sro_adapters.sql import open_database
from sro_core import DistrictId


class InMemory:
    """Stores in memory."""

    @pytest.fixture
    def database(self):
        return MemoryDatabase(DistrictId("0007"))

    @pytest.fixture
    def neighbour(self):
        return MemoryDatabase(DistrictId("007"))


class InSqlite:
    """Stores in a SQLite file."""

    @pytest.fixture
    def opened(self, sqlite_url):
        with open_database(sqlite_url) as database:
            yield database

    @pytest.fixture
    def database(self, opened):
        return opened.district("0007")

    @pytest.fixture
    def neighbour(self, opened):
        return opened.district("007")


class InPostgresql:
    """Stores in PostgreSQL; each test has a district of its own."""

    @pytest.fixture
    def database(self, shared_postgresql, district):
        return shared_postgresql.district(district)

    @pytest.fixture
    def neighbour(self, shared_postgresql, district):
        return shared_postgresql.district(f"{district}, next door")
