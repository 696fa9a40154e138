"""Backups: a SQLite file with every row, whatever database it is of.

It is taken from one state while others go on working, and it is a database itself. It appears
under its name only when it is whole and on the disk.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, select, union

from sro_adapters.sql import copying, schema
from sro_adapters.sql.audit_store import SqlAudit
from sro_adapters.sql.database import SqlDatabase
from sro_adapters.sql.engines import WAIT, engine_at, file_of, name_of, read_url, writing
from sro_adapters.sql.failures import translated
from sro_adapters.sql.tables import AUDIT_ENTRY, AUDIT_HEAD
from sro_adapters.sql.transactions import Transaction
from sro_core.audit import verify
from sro_core.errors import StoreFailed
from sro_core.ids import DistrictId

_CHAINS = union(select(AUDIT_HEAD.c.district), select(AUDIT_ENTRY.c.district))


def backup(database: SqlDatabase, path: str | Path) -> int:
    """Copy everything into a new SQLite file that only its owner may read; give the row count.

    Identities stay encrypted if they are.

    Raises:
        StoreFailed: the file is there already, or something could not be read or written.
    """
    kind, name = database.engine.dialect.name, database.name
    with _new_file(Path(path)) as part, translated(kind, name):
        if kind == "sqlite":
            _duplicate(database.engine, part)
            with _opened(_at(part)) as engine, engine.connect() as connection:
                return sum(copying.counts(connection).values())
        with _opened(_at(part)) as engine, translated("sqlite", f"backup {path}"):
            schema.upgraded(engine, name)
            with (
                database.engine.connect() as source,
                engine.connect() as target,
                source.begin(),
                writing(target).begin(),
            ):
                return _copied(source, target)


def restore(path: str | Path, url: str, *, wait: float = WAIT) -> int:
    """Copy a backup into an empty database of either kind, and give the row count.

    The schema of an older backup is brought up to date on the way. Nothing is there before
    everything is, and every audit chain holds.

    Raises:
        StoreFailed: the database is not empty, the file is no backup, or a chain is broken.
    """
    address, file = read_url(url), Path(path)
    if not file.exists():
        raise StoreFailed(f"backup {file}", "there is no such file", "check the path")
    with translated("sqlite", f"backup {file}"), _up_to_date(file) as source:
        target = file_of(address)
        if target is not None:
            return _into_file(source, target)
        with _opened(address, wait) as engine:
            return _into_server(source, engine, name_of(address))


def _into_file(source: Engine, target: Path) -> int:
    with _new_file(target) as part:
        _duplicate(source, part)
        with (
            _opened(_at(part)) as engine,
            source.connect() as before,
            engine.connect() as after,
        ):
            _require_chains(after)
            return _require_equal(before, after)


def _into_server(source: Engine, engine: Engine, name: str) -> int:
    with (
        source.connect() as before,
        translated("postgresql", name),
        engine.connect() as after,
        after.begin(),
    ):
        if schema.state_on(after) is not schema.State.EMPTY:
            raise StoreFailed(name, "there are tables in it", "name an empty database")
        schema.run_migrations(after, schema.REVISIONS[-1])
        rows = _copied(before, after)
        _require_chains(after)
        return rows


@contextmanager
def _up_to_date(file: Path) -> Iterator[Engine]:
    """Give a backup with the schema of this program; it is not changed itself."""
    with _opened(_at(file, read_only=True)) as engine:
        state = schema.state_of(engine)
        if state is not schema.State.OLDER:
            schema.require_newest(state, f"backup {file}")
            yield engine
            return
        with tempfile.TemporaryDirectory(prefix="sro-restore-") as folder:
            newer = Path(folder) / "backup.db"
            _duplicate(engine, newer)
            with _opened(_at(newer)) as upgraded:
                schema.upgraded(upgraded, f"backup {file}")
                yield upgraded


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """Give a file to write that takes its name when it is whole and on the disk."""
    if path.exists():
        raise StoreFailed(f"file {path}", "it is there already", "name another one")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    schema.new_file(part)
    try:
        yield part
        _sync(part)
        _rename(part, path)
        _sync(path.parent)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder."""
    with suppress(PermissionError):  # where folders cannot be opened, their names keep themselves
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _rename(part: Path, path: Path) -> None:
    """Give a file its name, and take nobody else's."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise StoreFailed(f"file {path}", "it is there already", "name another one") from None
    except OSError:  # not every file system has hard links
        part.rename(path)


@contextmanager
def _opened(url: URL, wait: float = WAIT) -> Iterator[Engine]:
    engine = engine_at(url, wait)
    try:
        yield engine
    finally:
        engine.dispose()


def _at(path: Path, *, read_only: bool = False) -> URL:
    if not read_only:
        return URL.create("sqlite+pysqlite", database=str(path))
    uri = path.absolute().as_uri()
    return URL.create("sqlite+pysqlite", database=uri, query={"mode": "ro", "uri": "true"})


def _duplicate(source: Engine, path: Path) -> None:
    """Copy a SQLite database as it is at one moment, odd rows and all."""
    with source.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("VACUUM INTO ?", (str(path),))


def _copied(source: Connection, target: Connection) -> int:
    copying.copy(source, target)
    return _require_equal(source, target)


def _require_equal(source: Connection, target: Connection) -> int:
    """Give the number of rows, which must be the same in every table."""
    before, after = copying.counts(source), copying.counts(target)
    for table, number in before.items():
        if number != after[table]:
            raise StoreFailed(
                f"table {table}", f"of {number:,} rows {after[table]:,} were copied", "try again"
            )
    return sum(after.values())


def _require_chains(connection: Connection) -> None:
    """Raise `StoreFailed` unless the audit log of every district holds."""
    for district in connection.scalars(_CHAINS).all():
        transaction = Transaction.within(connection, DistrictId(district))
        audit = SqlAudit(transaction)
        head = audit.head()
        breaks = list(verify(head.district, audit.all(), (head,)))
        behind = next(audit.all(head.count), None)
        if breaks or behind is not None:
            place = breaks[0].place if breaks else head.count + 1
            raise StoreFailed(
                f"the audit log of district {district}", f"it does not hold at entry {place}",
                "restore another backup, or look into this one with sro audit verify",
            )  # fmt: skip
