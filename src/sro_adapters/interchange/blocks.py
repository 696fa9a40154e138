"""Turn the text cells of a table into typed rows, a block at a time, column by column.

A refused cell is reported and its row left out; the row's key is remembered, so that what refers
to it is not reported again. Whatever a row is reported for, the rows before it were handed on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import Any

import attrs

from sro_adapters.interchange.columns import CellRefused, Column, text
from sro_adapters.interchange.layouts import Layout
from sro_adapters.interchange.problems import MASK, Problem, Report, Severity
from sro_adapters.interchange.tables import Rows, Table

REMEMBERED = 2**16
"""So many different cells of a column are kept with their values."""
DIFFERENT = frozenset({"sourcedId", "userSourcedId", "Student_id"})
"""Columns of ids that are as many as people."""


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


@attrs.frozen
class Record:
    """Hold one row with its values by column name."""

    layout: Layout
    file: str
    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        """Give the value of a column."""
        return self.values[column]


@attrs.frozen
class Block:
    """Hold rows of a file that stand together, column by column.

    Attributes:
        layout: which file it is.
        file: its path inside the input.
        lines: of each row.
        columns: by name in the layout's order, the values of each row.
    """

    layout: Layout
    file: str
    lines: Sequence[int]
    columns: Mapping[str, Sequence[Any]]

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self.lines)

    def __getitem__(self, column: str) -> Sequence[Any]:
        """Give the values of a column."""
        return self.columns[column]

    def halves(self) -> Iterator[Block]:
        """Give the first rows, and then the rest."""
        middle = len(self) // 2
        for half in (slice(middle), slice(middle, None)):
            columns = {name: values[half] for name, values in self.columns.items()}
            yield Block(self.layout, self.file, self.lines[half], columns)

    def only(self, places: Sequence[int]) -> Block:
        """Give some of the rows."""
        columns = {name: [values[n] for n in places] for name, values in self.columns.items()}
        return Block(self.layout, self.file, [self.lines[n] for n in places], columns)

    def of_role(self, role: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Give some columns of the rows that have a role."""
        rows = zip(*(self.columns[name] for name in columns), strict=True)
        return compress(rows, map(role.__eq__, self.columns["role"]))

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Give the values row by row."""
        return zip(*self.columns.values(), strict=True)

    def records(self) -> Iterator[Record]:
        """Give the rows one by one."""
        for line, values in zip(self.lines, self.rows(), strict=True):
            yield Record(self.layout, self.file, line, dict(zip(self.columns, values, strict=True)))


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


class _Values(dict[str, Any]):
    """Give the value of each cell of a column.

    Most columns hold a few words, dates or ids many times over; looking one up takes a tenth of
    the time of reading it. Free text and the ids of `DIFFERENT` hardly come again; they are their
    own values, so that a look at all of them at once tells whether each is sound.
    """

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column
        self._different = column.read is text or column.name in DIFFERENT

    def __missing__(self, cell: str) -> Any:
        if self.column.filled and not cell.strip():
            raise _BLANK
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[cell] = self.column.read(cell)
        return value

    def of(self, cells: Sequence[str]) -> Sequence[Any]:
        """Give the values of many cells.

        Raises:
            CellRefused: one of them is not what the column may hold.
        """
        if not self.column.filled and not any(cells):
            return [self[""]] * len(cells)
        if self._different and _printed(cells, spaces=not self.column.filled):
            return cells
        return list(map(self.__getitem__, cells))


def _printed(cells: Sequence[str], *, spaces: bool) -> bool:
    """Tell whether all that cells hold can be seen; without spaces, that none is blank too."""
    joined = "".join(cells)
    return joined.isprintable() and (spaces or (all(cells) and " " not in joined))


_BLANK = CellRefused("blank_cell", "it may not be blank", "fill it in")


@attrs.frozen
class _Typist:
    """Read the blocks of one file.

    Attributes:
        table, layout: the file and what it holds.
        values: of each column of the layout that the file has, with its place in the file.
        report, keys: gather what is wrong.
    """

    table: Table
    layout: Layout
    values: Mapping[str, tuple[_Values, int]]
    report: Report
    keys: Keys

    def typed(self, block: Rows) -> Iterator[Block]:
        """Give typed blocks of the rows that have no problem.

        A block with a refused cell is halved until the row stands alone: the others are still
        read together, and each problem is told when its row is reached.
        """
        lines, rows = block
        try:
            columns = self._columns(rows)
        except CellRefused:
            if len(rows) == 1:
                self._refuse(lines[0], rows[0])
                return
            middle = len(rows) // 2
            for half in (slice(middle), slice(middle, None)):
                yield from self.typed((lines[half], rows[half]))
            return
        yield Block(self.layout, self.table.file, lines, columns)

    def _columns(self, rows: Sequence[list[str]]) -> dict[str, Sequence[Any]]:
        cells = list(zip(*rows, strict=True))
        columns = {}
        for column in self.layout.columns:
            if column.name in self.values:
                values, place = self.values[column.name]
                columns[column.name] = values.of(cells[place])
            else:
                blank = None if column.filled else column.read("")
                columns[column.name] = [blank] * len(rows)
        return columns

    def _refuse(self, line: int, cells: list[str]) -> None:
        """Report every refused cell of a row."""
        table, keys = self.table, self.keys
        for name, (values, place) in self.values.items():
            column, cell = values.column, cells[place]
            try:
                values.of([cell])
            except CellRefused as why:
                shown = MASK if column.identity else cell
                self.report.add(
                    Problem(
                        Severity.ERROR, why.code, table.file, line, table.original(name), shown,
                        why.says, why.hint,
                    )
                )  # fmt: skip
        if "sourcedId" in self.values and cells[self.values["sourcedId"][1]].strip():
            key = cells[self.values["sourcedId"][1]]
            keys.refused |= {key, key.strip()}
            keys.unreadable |= key != key.strip()
        else:
            keys.unreadable = True


def read_blocks(table: Table, layout: Layout, report: Report, keys: Keys) -> Iterator[Block]:
    """Give every row that has no problem.

    A column that the file does not have gives the value of a blank cell.
    """
    values = {
        column.name: (_Values(column), table.header.index(column.name))
        for column in layout.columns
        if column.name in table.header
    }
    typist = _Typist(table, layout, values, report, keys)
    for block in table.blocks():
        yield from typist.typed(block)
