"""The schema of a database: which one it has, and how it is brought up to date.

Migrations are Alembic's and lie in the package; nothing needs to be configured.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect

from sro_adapters.sql.engines import WAIT, engine_at, file_of, name_of, read_url, writing
from sro_adapters.sql.failures import translated
from sro_adapters.sql.tables import TABLES
from sro_core.errors import StoreFailed

REVISIONS = ("0001", "0002")
"""The revisions of the schema, in order; the last is this program's."""
VERSION_TABLE = "sro_schema"
MIGRATIONS = Path(__file__).parent / "migrations"


class State(Enum):
    """How the schema of a database stands to this program's."""

    EMPTY = "there are no tables in it"
    FOREIGN = "it holds tables that are not of this program"
    OLDER = "its schema is an older one"
    NEWEST = "its schema is up to date"
    NEWER = "its schema was made by a newer program"


def state_of(engine: Engine) -> State:
    """Tell how the schema of a database stands to this program's."""
    with engine.connect() as connection:
        return state_on(connection)


def state_on(connection: Connection) -> State:
    """Tell the same on a connection."""
    names = set(inspect(connection).get_table_names())
    if VERSION_TABLE in names:
        found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608 - a name of our own
        if found is not None:
            if found not in REVISIONS:
                return State.NEWER
            return State.NEWEST if found == REVISIONS[-1] else State.OLDER
        names.remove(VERSION_TABLE)
    # A PostgreSQL database may hold the tables of other programs; a SQLite file is one program's.
    ours = {table.name for table in TABLES}
    taken = names if connection.dialect.name == "sqlite" else names & ours
    return State.FOREIGN if taken else State.EMPTY


def require_newest(state: State, name: str) -> None:
    """Raise `StoreFailed` unless the schema is this program's."""
    if state is State.NEWEST:
        return
    instead = {
        State.NEWER: "upgrade the program",
        State.FOREIGN: "check the address of the database",
    }
    raise StoreFailed(name, state.value, instead.get(state, "run sro db upgrade"))


def prepare(engine: Engine) -> None:
    """Set what a database keeps by itself: SQLite its journal, PostgreSQL its encoding."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
            if encoding != "UTF8":
                raise StoreFailed(
                    f"the encoding {encoding}", "it cannot hold every name",
                    "create the database with the encoding UTF8",
                )  # fmt: skip
            return
        driver: Any = connection.connection.driver_connection
        if driver.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            _write_ahead(driver)


def _write_ahead(driver: Any) -> None:
    """Let readings go on while something is written, where the file may be changed at all."""
    import sqlite3

    try:
        driver.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError:
        return  # a file that may only be read, or that is in use, is read as it is


def upgrade(url: str, *, wait: float = WAIT) -> str:
    """Make a database, or bring its schema up to date, and say which of them it did.

    Raises:
        StoreFailed: it cannot be opened, or its schema is not of this program.
    """
    address = read_url(url)
    name = name_of(address)
    engine = engine_at(address, wait)
    try:
        file = file_of(address)
        with translated(engine.dialect.name, name):
            if file is not None and not file.exists():
                new_file(file)
            before = state_of(engine)
            if before in (State.EMPTY, State.OLDER):
                upgraded(engine, name)
            else:
                require_newest(before, name)
            prepare(engine)
    finally:
        engine.dispose()
    done = {State.EMPTY: "made", State.OLDER: "brought up to date"}
    return f"{name}: {done.get(before, 'up to date already')}, schema {REVISIONS[-1]}"


def new_file(path: Path) -> None:
    """Make an empty file that nobody but its owner may read.

    Raises:
        StoreFailed: it is there already, or its folder is not.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreFailed(f"file {path}", "it is there already", "name another one") from None
    except OSError as error:
        raise StoreFailed(
            f"file {path}", f"it cannot be made: {error.strerror}", "check its folder"
        ) from None


def upgraded(engine: Engine, name: str) -> None:
    """Bring the schema up to date in one transaction."""
    with migrating(engine) as connection:
        run_migrations(connection, REVISIONS[-1])
        if (
            engine.dialect.name == "sqlite"
            and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        ):
            raise StoreFailed(
                name, "rows refer to others that are not there", "restore the latest backup"
            )


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction in which the schema may be changed.

    SQLite makes a table anew to change it; with foreign keys on, that would delete the rows that
    refer to it.
    """
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with writing(connection).begin():
                yield connection
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def run_migrations(connection: Connection, revision: str) -> None:
    """Migrate to a revision on a connection; ``base`` takes everything away."""
    try:
        from alembic import command
        from alembic.config import Config
    except ModuleNotFoundError as missing:
        raise StoreFailed(
            "the extra sql", f"{missing.name} is missing", 'pip install "sro-core[sql]"'
        ) from missing

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    if revision == "base":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
