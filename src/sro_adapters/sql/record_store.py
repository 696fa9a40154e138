"""The records of the registers, each a document with what it is found by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

import attrs
from sqlalchemy import BindParameter, Select, Table, bindparam, delete, select

from sro_adapters.sql.record_documents import form_of, record_of, text_of
from sro_adapters.sql.rows import day_text
from sro_adapters.sql.staging import Staging
from sro_adapters.sql.tables import RECORDS
from sro_adapters.sql.transactions import DISTRICT, Transaction
from sro_core.ids import SiteId
from sro_core.periods import DatePeriod
from sro_core.ports import Stored
from sro_core.registers import Keeper, Register

T = TypeVar("T")
PAGE = 500
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@attrs.frozen
class _Statements:
    """The prebuilt statements of one of the tables."""

    table: Table
    every: Select[Any]
    some: Select[Any]
    versions: Select[Any]
    delete: Any

    @classmethod
    def of(cls, table: Table) -> _Statements:
        column = table.c
        own = (column.district == DISTRICT, column.kind == bindparam("of_kind"))
        every = select(column.id, column.document, column.form, column.version).where(*own)
        return cls(
            table,
            every.order_by(column.id),
            every.where(column.id.in_(_IDS)),
            select(column.id, column.version).where(*own, column.id.in_(_IDS)),
            delete(table).where(*own, column.id == bindparam("of_id")),
        )

    def those(self, asked: frozenset[str]) -> Select[Any]:
        """Give the statement that finds records by what is asked of them."""
        column, found = self.table.c, self.every
        if "site" in asked:
            found = found.where(column.site == bindparam("site"))
        if "concerns" in asked:
            found = found.where(column.concerns == bindparam("concerns"))
        if "since" in asked:
            found = found.where(column.day >= bindparam("since"))
        if "before" in asked:
            found = found.where(column.day < bindparam("before"))
        return found


@cache
def _statements(keeper: Keeper) -> _Statements:
    return _Statements.of(RECORDS[keeper])


@cache
def _those(keeper: Keeper, asked: frozenset[str]) -> Select[Any]:
    return _statements(keeper).those(asked)


@attrs.frozen
class RecordRows(Generic[T]):
    """The rows in which the records of a register lie."""

    transaction: Transaction
    register: Register[T]

    @property
    def _own(self) -> _Statements:
        return _statements(self.register.keeper)

    def _read(self, statement: Select[Any], **values: object) -> dict[str, Stored[T]]:
        found = self.transaction.rows(statement, of_kind=self.register.name, **values)
        return {
            id: Stored(record_of(self.register, text, form), version)
            for id, text, form, version in found
        }

    def many(self, keys: Sequence[str]) -> dict[str, Stored[T]]:
        """Give these records, those there are."""
        found: dict[str, Stored[T]] = {}
        for start in range(0, len(keys), PAGE):
            found |= self._read(self._own.some, ids=list(keys[start : start + PAGE]))
        return found

    def versions(self, keys: Sequence[str]) -> dict[str, int]:
        """Give their versions only."""
        found: dict[str, int] = {}
        for start in range(0, len(keys), PAGE):
            ids = list(keys[start : start + PAGE])
            rows = self.transaction.rows(self._own.versions, of_kind=self.register.name, ids=ids)
            found.update(dict(map(tuple, rows)))
        return found

    def those(self, asked: Mapping[str, object]) -> dict[str, Stored[T]]:
        """Give the records that fit."""
        return self._read(_those(self.register.keeper, frozenset(asked)), **asked)

    def stream(self, after: str | None) -> Iterator[tuple[str, Stored[T]]]:
        """Give every record behind an id, in order; there are few enough to read at once."""
        for id, stored in self._read(self._own.every).items():
            if after is None or id > after:
                yield id, stored

    def weight(self, record: T) -> int:  # noqa: ARG002 - as the protocol has it
        """Tell how many rows a record takes."""
        return 1

    def add(self, records: Mapping[str, Stored[T]]) -> None:
        """Write records where there are none."""
        register, district = self.register, self.transaction.district
        form = form_of(register).newest
        rows = [
            (
                district, register.name, id, register.site(each.record),
                register.concerns(each.record), day_text(register.on(each.record)),
                text_of(register, each.record), form, each.version,
            )
            for id, each in records.items()
        ]  # fmt: skip
        self.transaction.insert(self._own.table, rows)

    def replace(self, records: Mapping[str, Stored[T]]) -> None:
        """Write records over those there are."""
        self.delete(list(records))
        self.add(records)

    def delete(self, keys: Sequence[str]) -> None:
        """Take records away."""
        of_kind = self.register.name
        self.transaction.run(self._own.delete, *({"of_kind": of_kind, "of_id": id} for id in keys))


@attrs.frozen
class SqlRecords(Generic[T]):
    """Keep the records of one register in a table."""

    register: Register[T]
    rows: RecordRows[T]
    table: Staging[str, T]

    @classmethod
    def on(cls, transaction: Transaction, register: Register[T]) -> SqlRecords[T]:
        """Give the store of a unit of work."""
        rows = RecordRows(transaction, register)
        return cls(register, rows, Staging(register.name, rows))

    def get(self, id: str) -> Stored[T]:
        """Give a record. Raises `Unknown` where there is none."""
        return self.table.get(id)

    def all(
        self,
        *,
        site: SiteId | None = None,
        concerns: str | None = None,
        within: DatePeriod | None = None,
    ) -> tuple[Stored[T], ...]:
        """Give records, ordered by their day, then by id as text; those without a day first."""
        asked: dict[str, object] = {"site": site, "concerns": concerns}
        if within is not None:
            asked |= {"since": day_text(within.start), "before": day_text(within.end)}
        asked = {name: value for name, value in asked.items() if value is not None}
        found = self.table.laid_over(self.rows.those(asked))
        fitting = (
            each
            for each in found.values()
            if self.register.fits(each.record, site=site, concerns=concerns, within=within)
        )
        return tuple(sorted(fitting, key=lambda each: self.register.place(each.record)))

    def put(self, record: T, version: int) -> None:
        """Save a record over the version that was read."""
        self.table.put(self.register.id(record), record, version)

    def remove(self, id: str, version: int) -> None:
        """Take a record away for good."""
        self.table.remove(id, version)

    def write(self) -> None:
        """Write what was saved."""
        self.table.write()
