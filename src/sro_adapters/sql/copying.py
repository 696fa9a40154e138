"""Every table from one database into another, row by row, in one transaction on each side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, select

from sro_adapters.sql import bulk
from sro_adapters.sql.bulk import Row
from sro_adapters.sql.rows import moment_text
from sro_adapters.sql.tables import TABLES, Moment

_AT_ONCE = 5000


def copy(source: Connection, target: Connection) -> None:
    """Add every row of one database to another one of the same schema, which must be empty."""
    for table in TABLES:
        bulk.insert(target, table, _rows(source, table))


def _rows(source: Connection, table: Table) -> Iterator[Row]:
    """Give the rows of a table, a part of them in memory; times as text that sorts."""
    statement = select(*table.c).order_by(*table.primary_key)
    moments = [n for n, each in enumerate(table.c) if isinstance(each.type, Moment)]
    found = source.execution_options(yield_per=_AT_ONCE).execute(statement)
    for row in found:
        if not moments:
            yield tuple(row)
            continue
        cells: list[Any] = list(row)
        for n in moments:
            if isinstance(cells[n], str):
                cells[n] = moment_text(datetime.fromisoformat(cells[n]))
        yield tuple(cells)


def counts(connection: Connection) -> dict[str, int]:
    """Give the number of rows of each table."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
    }
