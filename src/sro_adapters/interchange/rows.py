"""Turn the text cells of a table into typed rows, reporting every cell that is refused.

A refused row is left out; its key is remembered, so that what refers to it is not reported
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from sro_adapters.interchange.columns import CellRefused, Column
from sro_adapters.interchange.layouts import Layout
from sro_adapters.interchange.problems import MASK, Problem, Report, Severity
from sro_adapters.interchange.tables import Table


@attrs.define
class Keys:
    """Hold the keys of a file: those read, and those of rows that were refused.

    Attributes:
        found: keys of the rows that were taken.
        refused: keys of the rows that were not.
        deleted: keys of the rows that the export says are to be deleted.
        unreadable: a refused row whose own key could not be read may be meant by any reference.
    """

    found: set[str] = attrs.field(factory=set)
    refused: set[str] = attrs.field(factory=set)
    deleted: set[str] = attrs.field(factory=set)
    unreadable: bool = False

    @property
    def complete(self) -> bool:
        """Whether no row was refused."""
        return not self.refused and not self.unreadable

    def misses(self, key: str) -> bool:
        """Tell whether a reference leads nowhere, and not to a row refused already."""
        known = key in self.found or key in self.refused or key in self.deleted
        return not known and not self.unreadable


def check_header(table: Table, layout: Layout, report: Report) -> bool:
    """Report missing and unknown columns; tell whether the file can be read."""
    known = layout.by_name
    if not any(name in known for name in table.header):
        # The first row may be a person's: none of its cells is shown.
        says = "none of its column names is known here; is the header row missing?"
        report.error("no_header", table.file, says, "export it with column names", line=1)
        return False
    missing = [
        each.name for each in layout.columns if each.required and each.name not in table.header
    ]
    for name in missing:
        near = [each for each in table.header if each.lower().replace(" ", "_") == name.lower()]
        hint = f"rename {near[0]!r}" if near else "export it too, or map another column with --map"
        report.error(
            "missing_column",
            table.file,
            "a column is missing",
            hint,
            line=1,
            column=table.original(name),
        )
    for name in table.header:
        if name and name not in known and name not in layout.unread:
            report.warn("extra_column", table.file, "this column is not read", line=1, column=name)
    return not missing


def read_rows(
    table: Table, layout: Layout, report: Report, keys: Keys
) -> Iterator[tuple[int, list[Any]]]:
    """Give (line, values) of every row that has no problem, values in the layout's order.

    A column that the file does not have gives the value of a blank cell.
    """
    places = [
        (column, table.header.index(column.name) if column.name in table.header else None)
        for column in layout.columns
    ]
    blanks = [None if column.filled else column.read("") for column, _ in places]
    read = [
        (n, column, column.read, place)
        for n, (column, place) in enumerate(places)
        if place is not None
    ]
    key = next((place for column, place in places if column.name == "sourcedId"), None)
    for line, cells in table.rows():
        values = blanks.copy()
        refused = False
        for n, column, read_cell, place in read:
            cell = cells[place]
            if not cell and not column.filled:
                continue
            try:
                if column.filled and not cell.strip():
                    raise _BLANK
                values[n] = read_cell(cell)
            except CellRefused as why:
                refused = True
                shown = MASK if column.identity else cell
                report.add(_problem(table, line, column, shown, why))
        if not refused:
            yield line, values
        elif key is not None and cells[key].strip():
            keys.refused |= {cells[key], cells[key].strip()}
            keys.unreadable |= cells[key] != cells[key].strip()
        else:
            keys.unreadable = True


_BLANK = CellRefused("blank_cell", "it may not be blank", "fill it in")


def _problem(table: Table, line: int, column: Column, cell: str, why: CellRefused) -> Problem:
    return Problem(
        Severity.ERROR,
        why.code,
        table.file,
        line,
        table.original(column.name),
        cell,
        why.says,
        why.hint,
    )


@attrs.frozen
class Record:
    """Hold a row of a small file with its values by column name."""

    layout: Layout
    file: str
    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        """Give the value of a column."""
        return self.values[column]


@attrs.define
class Files:
    """Hold the tables of one input by layout, and gather what is wrong with them.

    Attributes:
        tables: by the layout's name.
        report: every problem so far.
        keys: the keys of each file read so far.
    """

    tables: dict[str, Table]
    report: Report
    keys: dict[str, Keys] = attrs.field(factory=dict)

    def has(self, layout: Layout) -> bool:
        """Tell whether the input holds the file."""
        return layout.name in self.tables

    def spoiled(self, layout: Layout) -> bool:
        """Tell whether the input holds the file, but nothing of it can be used."""
        return not self.has(layout) and any(
            each.severity is Severity.ERROR and each.file.lower() == f"{layout.name}.csv".lower()
            for each in self.report.problems
        )

    def rows(self, layout: Layout) -> Iterator[tuple[int, list[Any]]]:
        """Stream the typed rows of a file; nothing where the input does not hold it."""
        keys = self.keys.setdefault(layout.name, Keys())
        table = self.tables.get(layout.name)
        if table is None:
            keys.unreadable = layout.required or self.spoiled(layout)
            return
        if not check_header(table, layout, self.report):
            keys.unreadable = True
            return
        before = self._without_key
        yield from read_rows(table, layout, self.report, keys)
        keys.unreadable |= self._without_key > before

    @property
    def _without_key(self) -> int:
        """How many rows the tables themselves refused, so that nobody knows their keys."""
        return sum(self.report.counts[Severity.ERROR, code] for code in ("row_length", "bad_csv"))

    def records(self, layout: Layout) -> Iterator[Record]:
        """Stream a small file as records; deleted rows are left out, doubled keys reported."""
        names = [each.name for each in layout.columns]
        keys = self.keys.setdefault(layout.name, Keys())
        seen: dict[str | tuple[Any, ...], list[Any]] = {}
        file = self.tables[layout.name].file if layout.name in self.tables else ""
        for line, values in self.rows(layout):
            record = Record(layout, file, line, dict(zip(names, values, strict=True)))
            key = record.values.get("sourcedId")
            whole = key or tuple(values)
            if whole in seen:
                self._doubled(record, same=seen[whole] == values)
                continue
            seen[whole] = values
            if record.values.get("status") == "tobedeleted":
                keys.deleted.add(key or "")
                continue
            if key is not None:
                keys.found.add(key)
            yield record

    def original(self, layout: Layout, column: str) -> str:
        """Give a column's name as the file has it."""
        return self.tables[layout.name].original(column)

    def _doubled(self, record: Record, *, same: bool) -> None:
        key = record.values.get("sourcedId", "")
        if same:
            self.report.warn(
                "identical_row",
                record.file,
                "the row stands twice",
                "it counts once",
                line=record.line,
                column="sourcedId" if key else "",
                value=key,
            )
        else:
            self.report.error(
                "duplicate_id",
                record.file,
                "two different rows have this id",
                "keep one of them",
                line=record.line,
                column="sourcedId",
                value=key,
            )
