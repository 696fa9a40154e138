"""The memory adapter keeps every contract."""

import pytest

from sro_adapters.memory import MemoryDatabase
from sro_adapters.testing import (
    AuditStoreContract,
    SiteStoreContract,
    StudentStoreContract,
    UnitOfWorkContract,
)


class InMemory:
    @pytest.fixture
    def database(self):
        return MemoryDatabase()


class TestStudents(InMemory, StudentStoreContract):
    pass


class TestSites(InMemory, SiteStoreContract):
    pass


class TestAuditLog(InMemory, AuditStoreContract):
    pass


class TestUnitOfWork(InMemory, UnitOfWorkContract):
    rounds = 100
