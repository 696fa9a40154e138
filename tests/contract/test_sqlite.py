"""The stores in a SQLite file keep every contract."""

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
from tests.stores import InSqlite


class TestStudents(InSqlite, StudentStoreContract):
    pass


class TestSites(InSqlite, SiteStoreContract):
    pass


class TestIdentities(InSqlite, IdentityStoreContract):
    pass


class TestRecords(InSqlite, RecordStoreContract):
    pass


class TestDisclosures(InSqlite, DisclosureStoreContract):
    pass


class TestTokens(InSqlite, TokenStoreContract):
    pass


class TestAuditLog(InSqlite, AuditStoreContract):
    pass


class TestUnitOfWork(InSqlite, UnitOfWorkContract):
    pass


class TestExclusive(InSqlite, ExclusiveContract):
    pass


class TestDistricts(InSqlite, DistrictsContract):
    pass
