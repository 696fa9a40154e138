"""A database: opened once, it gives units of work on the stores of its districts."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self

import attrs
from sqlalchemy import URL, Engine, select, union

from sro_adapters.sql import schema
from sro_adapters.sql.engines import WAIT, engine_at, file_of, name_of, read_url
from sro_adapters.sql.failures import translated
from sro_adapters.sql.keyring import Keyring
from sro_adapters.sql.tables import AUDIT_HEAD, SITE
from sro_adapters.sql.transactions import Transaction
from sro_adapters.sql.unit_of_work import SqlStores
from sro_core.errors import StoreFailed
from sro_core.ids import DistrictId

_DISTRICTS = union(
    select(AUDIT_HEAD.c.district).where(AUDIT_HEAD.c.count > 0), select(SITE.c.district)
)


@attrs.frozen
class District:
    """Open units of work on the stores of one district.

    Attributes:
        database: where they are.
        id: the district.
    """

    database: SqlDatabase
    id: DistrictId

    def __call__(self, *, exclusive: bool = False) -> SqlStores:
        """Give a unit of work; it begins where it is entered."""
        database = self.database
        transaction = Transaction(database.engine, database.name, self.id, database.wait)
        return SqlStores.on(transaction, database.keyring, exclusive=exclusive)


@attrs.frozen
class SqlDatabase:
    """Hold the connections to a database.

    Attributes:
        url: its address.
        engine: the connections.
        keyring: the keys of identities.
        wait: so many seconds a unit of work waits for another one.
    """

    url: URL = attrs.field(repr=False)
    engine: Engine = attrs.field(repr=False)
    keyring: Keyring = attrs.field(repr=False)
    wait: float = WAIT

    @property
    def name(self) -> str:
        """The database as errors name it, without its password."""
        return name_of(self.url)

    def district(self, id: str) -> District:
        """Give what opens units of work on a district's stores."""
        return District(self, DistrictId(id))

    def districts(self) -> tuple[DistrictId, ...]:
        """Give the districts of which anything is on record, in order."""
        with translated(self.engine.dialect.name, self.name), self.engine.connect() as connection:
            return tuple(sorted(DistrictId(row[0]) for row in connection.execute(_DISTRICTS)))

    def close(self) -> None:
        """Close every connection that no unit of work is using."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


def open_database(
    url: str, *, create: bool = False, identity_keys: Iterable[str] = (), wait: float = WAIT
) -> SqlDatabase:
    """Open a database whose schema is this program's.

    Args:
        url: such as ``sqlite:///sro.db`` or ``postgresql://user@host/sro``.
        create: make it where there is none yet: a SQLite file, the tables in PostgreSQL.
        identity_keys: Fernet keys of identities; the first encrypts, all decrypt.
        wait: so many seconds a unit of work waits for another one.

    Raises:
        StoreFailed: it cannot be opened, or its schema is not this program's.
    """
    address, keyring = read_url(url), Keyring.of(identity_keys)
    file = file_of(address)
    if file is not None and not file.exists():
        if not create:
            raise StoreFailed(
                name_of(address),
                "there is no such file",
                "take an export in first (sro import PATH), or check the path",
            )
        schema.new_file(file)
    engine = engine_at(address, wait)
    database = SqlDatabase(address, engine, keyring, wait)
    try:
        with translated(engine.dialect.name, database.name):
            state = schema.state_of(engine)
            if state is schema.State.EMPTY and create:
                schema.upgraded(engine, database.name)
            else:
                schema.require_newest(state, database.name)
            schema.prepare(engine)
    except BaseException:
        engine.dispose()
        raise
    return database
