"""The memory adapter keeps every contract."""

from sro_adapters.testing import (
    AuditStoreContract,
    DisclosureStoreContract,
    DistrictsContract,
    ExclusiveContract,
    IdentityStoreContract,
    RecordStoreContract,
    SiteStoreContract,
    StudentStoreContract,
    TokenStoreContract,
    UnitOfWorkContract,
)
from tests.stores import InMemory


class TestStudents(InMemory, StudentStoreContract):
    pass


class TestSites(InMemory, SiteStoreContract):
    pass


class TestIdentities(InMemory, IdentityStoreContract):
    pass


class TestRecords(InMemory, RecordStoreContract):
    pass


class TestDisclosures(InMemory, DisclosureStoreContract):
    pass


class TestTokens(InMemory, TokenStoreContract):
    pass


class TestAuditLog(InMemory, AuditStoreContract):
    pass


class TestDistricts(InMemory, DistrictsContract):
    pass


class TestUnitOfWork(InMemory, UnitOfWorkContract):
    rounds = 100


class TestExclusiveWork(InMemory, ExclusiveContract):
    rounds = 50
