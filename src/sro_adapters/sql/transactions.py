"""One transaction of one district: what it sees, and when it may write."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

import attrs
from sqlalchemy import (
    BindParameter,
    Connection,
    Engine,
    Executable,
    Select,
    Table,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from sro_adapters.sql import bulk
from sro_adapters.sql.engines import writing
from sro_adapters.sql.failures import code_of, is_locked, locked, translated
from sro_adapters.sql.tables import AUDIT_HEAD
from sro_core.audit import START
from sro_core.errors import StoreFailed
from sro_core.ids import DistrictId

DISTRICT: BindParameter[str] = bindparam("of_district")
"""The district in the condition of every prebuilt statement."""

_own = AUDIT_HEAD.c.district == DISTRICT
_HEAD = select(AUDIT_HEAD.c.count, AUDIT_HEAD.c.hash).where(_own)
_HEAD_LOCKED = _HEAD.with_for_update()
_NEW_HEAD = insert(AUDIT_HEAD).values(district=DISTRICT, count=0, hash=START, revision=0)
_RISE = update(AUDIT_HEAD).where(_own).values(revision=AUDIT_HEAD.c.revision + 1)
# What PostgreSQL says to whoever waited for the head of a district and finds it changed or made.
_AGAIN = frozenset({"40001", "40P01", "23505"})
_PAUSE = 0.005


@attrs.define
class Transaction:
    """Read one state of a district's rows, and write to it once nobody else may.

    Whatever commits first raises the revision of the district, so that a later one that was
    opened before finds out: on PostgreSQL by its row, on SQLite by the file.

    Attributes:
        engine: the connections.
        what: the database, as errors name it.
        district: whose rows.
        wait: so many seconds it waits for another unit of work.
        noted: the head of the audit log as it was noted, (count, hash), None where there is none.
    """

    engine: Engine
    what: str
    district: DistrictId
    wait: float
    noted: tuple[object, object] | None = attrs.field(default=None, init=False)
    _connection: Connection | None = attrs.field(default=None, init=False)
    _claimed: bool = attrs.field(default=False, init=False)
    _failed: bool = attrs.field(default=False, init=False)

    @classmethod
    def within(cls, connection: Connection, district: DistrictId) -> Transaction:
        """Read a district in a transaction that is somebody else's."""
        joined = cls(connection.engine, "the database", district, 0)
        joined._connection = connection
        joined.noted = joined._head(_HEAD)
        return joined

    @property
    def database(self) -> str:
        """The kind of database."""
        return self.engine.dialect.name

    @property
    def connection(self) -> Connection:
        """The connection. Raises `StoreFailed` where the unit of work is over."""
        if self._connection is None:
            raise StoreFailed("the unit of work", "it is not open", "open another one")
        return self._connection

    def open(self, *, exclusive: bool) -> None:
        """Begin, and take the state that is seen; an exclusive one waits for its turn first."""
        with self._translated():
            connection = self.engine.connect()
        self._connection, self._claimed = connection, False
        try:
            with self._translated():
                if self.database == "sqlite":
                    connection = writing(connection) if exclusive else connection
                    connection.begin()
                    self.noted = self._head(_HEAD)
                else:
                    self._begin_on_server(connection, exclusive=exclusive)
        except BaseException:
            self.close()
            raise

    def _begin_on_server(self, connection: Connection, *, exclusive: bool) -> None:
        until = time.monotonic() + self.wait
        while True:
            connection.begin()
            try:
                self.noted = self._head(_HEAD_LOCKED if exclusive else _HEAD)
                if exclusive and self.noted is None:
                    connection.execute(_NEW_HEAD, {"of_district": self.district})
                return
            except DBAPIError as error:
                connection.rollback()
                raw = error.orig
                if not exclusive or raw is None or code_of(self.database, raw) not in _AGAIN:
                    raise
                if time.monotonic() > until:
                    raise locked(self.what) from None

    def _head(self, statement: Select[Any]) -> tuple[object, object] | None:
        found = self.connection.execute(statement, {"of_district": self.district}).first()
        return None if found is None else (found[0], found[1])

    def claim(self) -> None:
        """Take the right to write, and note that this unit of work changed something.

        Raises:
            Conflict: somebody else committed since this one was opened.
        """
        if self._claimed:
            return
        until = time.monotonic() + self.wait
        with self._writing():
            while not self._raised_revision():
                if time.monotonic() > until:
                    raise locked(self.what)
                time.sleep(_PAUSE)
        self._claimed = True

    def _raised_revision(self) -> bool:
        """Raise the revision; False where SQLite says that another one is writing just now."""
        values = {"of_district": self.district}
        try:
            if not self.connection.execute(_RISE, values).rowcount:
                self.connection.execute(_NEW_HEAD, values)
        except DBAPIError as error:
            if is_locked(error):
                return False
            raise
        return True

    def rows(self, statement: Select[Any], **values: object) -> Sequence[bulk.Row]:
        """Give the rows that a prebuilt statement finds in the district."""
        with self._translated():
            found = self.connection.execute(statement, {"of_district": self.district, **values})
            return cast(Sequence[bulk.Row], found.all())

    @contextmanager
    def found(self, statement: Select[Any], **values: object) -> Iterator[Iterable[bulk.Row]]:
        """Give the same one by one as bare tuples, for statements that find many."""
        all_values = {"of_district": self.district, **values}
        with self._translated(), bulk.found(self.connection, statement, all_values) as rows:
            yield rows

    def run(self, statement: Executable, *values: Mapping[str, object]) -> int:
        """Change rows, once for each set of values, and give their number."""
        self.claim()
        every = [{"of_district": self.district, **each} for each in values or ({},)]
        with self._writing():
            if len(every) == 1:
                return self.connection.execute(statement, every[0]).rowcount
            return self.connection.execute(statement, every).rowcount

    def insert(self, table: Table, rows: Iterable[bulk.Row]) -> None:
        """Add rows that have a value for each column."""
        self.claim()
        with self._writing():
            bulk.insert(self.connection, table, rows)

    def commit(self) -> None:
        """Save everything at once and end; not where something could not be written."""
        if self._failed:
            raise StoreFailed(
                "the unit of work", "part of it could not be written", "open another one and repeat"
            )
        with self._translated():
            self.connection.commit()
        self.close()

    def close(self) -> None:
        """End; what was not committed is gone."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with self._translated():
                connection.close()

    @contextmanager
    def raw_text(self) -> Iterator[None]:
        """Have SQLite give text that is no UTF-8 too, which only tampering puts there."""
        if self.database != "sqlite":
            yield
            return
        driver: Any = self.connection.connection.driver_connection
        usual, driver.text_factory = driver.text_factory, _any_text
        try:
            yield
        finally:
            driver.text_factory = usual

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._translated():
                yield
        except BaseException:
            self._failed = True
            raise

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self.database, self.what)


def _any_text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")
