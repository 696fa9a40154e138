"""The stores in PostgreSQL keep every contract; each test has a district of its own."""

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
from tests.stores import InPostgresql


class TestStudents(InPostgresql, StudentStoreContract):
    pass


class TestSites(InPostgresql, SiteStoreContract):
    pass


class TestIdentities(InPostgresql, IdentityStoreContract):
    pass


class TestRecords(InPostgresql, RecordStoreContract):
    pass


class TestDisclosures(InPostgresql, DisclosureStoreContract):
    pass


class TestTokens(InPostgresql, TokenStoreContract):
    pass


class TestAuditLog(InPostgresql, AuditStoreContract):
    pass


class TestUnitOfWork(InPostgresql, UnitOfWorkContract):
    pass


class TestExclusive(InPostgresql, ExclusiveContract):
    pass


class TestDistricts(InPostgresql, DistrictsContract):
    pass
