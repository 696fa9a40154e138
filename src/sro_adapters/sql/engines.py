"""Connections: how SQLite and PostgreSQL are opened so that both behave alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from sro_core.errors import StoreFailed

WAIT = 30.0
"""So many seconds a unit of work waits for another one."""
_BEGIN = "sro_begin"


def read_url(text: str) -> URL:
    """Read the address of a database.

    Raises:
        StoreFailed: it is none, or of a kind that is not supported.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreFailed("the address of the database", "it cannot be read", _SUCH_AS) from None
    kind = url.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise StoreFailed(f"the database {kind}", "it is not supported", _SUCH_AS)
    if not url.database or url.database == ":memory:":
        raise StoreFailed("the database sqlite", "its address names no file", _SUCH_AS)
    return url.set(drivername="sqlite+pysqlite")


_SUCH_AS = "write it as sqlite:///sro.db or postgresql://user@host/name"


def name_of(url: URL) -> str:
    """Name a database for people, without its password."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database}"
    return f"database {url.database or url.username or ''}" + (
        f" at {url.host}" if url.host else ""
    )


def file_of(url: URL) -> Path | None:
    """Give the file of a SQLite database, None for another one."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def engine_at(url: URL, wait: float = WAIT) -> Engine:
    """Give the connections to a database; none is made yet.

    There are as many as are asked for: a unit of work that waits for a second connection while
    it holds the first could wait for ever.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, wait)
    return _postgresql(url, wait)


def _sqlite(url: URL, wait: float) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": wait, "check_same_thread": False},
        hide_parameters=True,
        max_overflow=-1,
        paramstyle="named",
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `begin` does
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))

    return engine


def writing(connection: Connection) -> Connection:
    """Have the next transaction of a SQLite connection take the right to write at once."""
    return connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def _postgresql(url: URL, wait: float) -> Engine:
    try:
        import psycopg
        from psycopg.types.string import TextLoader
    except ModuleNotFoundError as missing:
        raise StoreFailed(
            "the extra postgres", f"{missing.name} is missing", 'pip install "sro-core[postgres]"'
        ) from missing
    engine = create_engine(
        url,
        connect_args={} if "application_name" in url.query else {"application_name": "sro"},
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        max_overflow=-1,
        pool_pre_ping=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: psycopg.Connection[Any], _: object) -> None:
        # Days and times come as ISO text, as they do from SQLite: one way to read rows.
        for type_ in ("date", "timestamp"):
            connection.adapters.register_loader(type_, TextLoader)
        milliseconds = max(1, round(wait * 1000))
        connection.execute("SET datestyle TO ISO")
        connection.execute(f"SET lock_timeout TO {milliseconds}")
        connection.commit()

    return engine
