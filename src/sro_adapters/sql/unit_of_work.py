"""A unit of work: the stores of one district on one transaction."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self, TypeVar

import attrs

from sro_adapters.sql.audit_store import SqlAudit
from sro_adapters.sql.disclosure_store import SqlDisclosures
from sro_adapters.sql.identity_store import SqlIdentities
from sro_adapters.sql.keyring import Keyring
from sro_adapters.sql.record_store import SqlRecords
from sro_adapters.sql.site_store import SqlSites
from sro_adapters.sql.student_store import SqlStudents
from sro_adapters.sql.token_store import SqlTokens
from sro_adapters.sql.transactions import Transaction
from sro_core.registers import Register

T = TypeVar("T")


@attrs.frozen
class SqlStores:
    """Hold the stores of one unit of work; undone unless `commit` was called."""

    transaction: Transaction
    exclusive: bool
    students: SqlStudents
    sites: SqlSites
    identities: SqlIdentities
    disclosures: SqlDisclosures
    tokens: SqlTokens
    audit: SqlAudit
    _registers: dict[str, SqlRecords[Any]] = attrs.field(factory=dict, init=False)

    @classmethod
    def on(cls, transaction: Transaction, keyring: Keyring, *, exclusive: bool) -> SqlStores:
        """Give the stores of a transaction that is not open yet."""
        return cls(
            transaction,
            exclusive,
            SqlStudents.on(transaction),
            SqlSites.on(transaction),
            SqlIdentities.on(transaction, keyring),
            SqlDisclosures.on(transaction),
            SqlTokens.on(transaction),
            SqlAudit(transaction),
        )

    def records(self, register: Register[T]) -> SqlRecords[T]:
        """Give the records of a register."""
        if register.name not in self._registers:
            self._registers[register.name] = SqlRecords.on(self.transaction, register)
        return self._registers[register.name]

    def commit(self) -> None:
        """Save everything at once. Raises `Conflict` if another unit of work came first."""
        for filed in self._registers.values():
            filed.write()
        for store in (
            self.students,
            self.sites,
            self.identities,
            self.disclosures,
            self.tokens,
            self.audit,
        ):
            store.write()
        self.transaction.commit()

    def __enter__(self) -> Self:
        """Open the unit of work."""
        self.transaction.open(exclusive=self.exclusive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it; what was not committed is gone."""
        self.transaction.close()
