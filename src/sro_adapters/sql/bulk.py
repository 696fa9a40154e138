"""The fast ways in and out: many rows at once, straight through the driver, in the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.sql.compiler import SQLCompiler

Row = tuple[Any, ...]


def insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Add rows that have a value for each column, in the order of the columns.

    SQLite gets them in one statement that is prepared once, PostgreSQL by COPY.
    """
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a connection in use has one
    if connection.dialect.name == "sqlite":
        driver.executemany(_insert(table), rows)
        return
    with driver.cursor() as cursor, cursor.copy(_copy(table)) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def found(
    connection: Connection, statement: Select[Any], values: Mapping[str, object]
) -> Iterator[Iterable[Row]]:
    """Give the rows that a statement finds one by one, as the driver has them.

    None is kept, and none gets a row object around it: both would take as long as reading it.
    """
    cursor = connection.connection.cursor()
    try:
        compiled = _compiled(statement, connection.dialect.name)
        cursor.execute(compiled.string, compiled.construct_params(values))
        yield cast(Iterable[Row], cursor)
    finally:
        cursor.close()


@cache
def _insert(table: Table) -> str:
    places = ", ".join("?" for _ in table.columns)
    return f"INSERT INTO {table.name} VALUES ({places})"  # noqa: S608 - names of our own


@cache
def _copy(table: Table) -> str:
    return f"COPY {table.name} ({', '.join(table.columns.keys())}) FROM STDIN"


@cache
def _compiled(statement: Select[Any], database: str) -> SQLCompiler:
    """Give a prebuilt statement in the words of a database, made once."""
    dialect: Any = sqlite if database == "sqlite" else psycopg
    style = "named" if database == "sqlite" else "pyformat"
    compiled = statement.compile(dialect=dialect.dialect(paramstyle=style))
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - a statement that selects
    return compiled
