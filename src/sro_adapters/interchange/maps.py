"""Read another export as a bundle, by a map of its columns and codes that a person checked.

Nothing is guessed: a cell that the map does not change goes to its column's reader as it
stands, and what is wrong with it is said in the export's own file, line and column.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

import attrs

from sro_adapters.interchange import columns as readers
from sro_adapters.interchange.layouts import LAYOUTS, Layout
from sro_adapters.interchange.mapfile import (
    DATES,
    ENDS,
    KEY,
    ColumnMap,
    RowsMap,
    TableMap,
    read_map,
)
from sro_adapters.interchange.problems import Line, Report
from sro_adapters.interchange.proposals import propose
from sro_adapters.interchange.sources import Source
from sro_adapters.interchange.tables import Rows, Table, read_table
from sro_core.periods import ONE_DAY

__all__ = ["ColumnMap", "mapped_tables", "propose", "read_map"]

Cells = list[str]
Change = Callable[[str], str]
_SLASHED = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})\2(\d{4})\s*")


@attrs.frozen
class _Part:
    """Hold what one file gives to a table of a bundle, under our column names.

    Attributes:
        file: the file's path inside the input.
        theirs: our column to the file's own.
        distinct: its rows count once among those of all such parts.
        blocks: gives lines and cells, these in the order of the joined header.
    """

    file: str
    theirs: Mapping[str, str]
    distinct: bool
    blocks: Callable[[], Iterator[Rows]]


def mapped_tables(mapping: ColumnMap, source: Source, report: Report) -> dict[str, Table]:
    """Give an export as the tables of a bundle, by the name of their layout.

    Args:
        mapping: what is what.
        source: the export.
        report: gathers what the map names and the export does not have, and unread files. A
            layout none of whose files can be used is left out.
    """
    _note_unread(mapping, source, report)
    opened: dict[tuple[str, tuple[str, ...] | None], Table | None] = {}
    tables = {}
    for layout in LAYOUTS.values():
        taken = [each for each in mapping.tables if each.layout is layout]
        stated = [each for each in mapping.rows if each.layout is layout]
        header = _header(layout, taken, stated)
        parts = []
        for each in taken:
            for path in _paths(mapping, each, source, report):
                known = (path, each.header)
                if known not in opened:
                    open_ = source.files[path]
                    opened[known] = read_table(path, open_, report, header=each.header)
                table = opened[known]
                if table is not None and _has_columns(mapping, each, table, report):
                    parts.append(_from_file(each, table, header))
        parts += [_by_hand(mapping, each, header) for each in stated]
        if parts:
            tables[layout.name] = _joined(header, parts)
    return tables


def _note_unread(mapping: ColumnMap, source: Source, report: Report) -> None:
    for path in source.files:
        if not any(each.matches(path) for each in mapping.tables):
            report.warn("unread_file", path, "the map does not name this file")


def _paths(mapping: ColumnMap, each: TableMap, source: Source, report: Report) -> list[str]:
    paths = sorted(path for path in source.files if each.matches(path))
    if not paths:
        near = difflib.get_close_matches(each.path, source.files, 1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "give its path inside the folder or zip"
        report.error(
            "map_no_file", mapping.file, "the input has no such file", hint,
            line=each.lines["from"], column="from", value=each.path,
        )  # fmt: skip
    return paths


def _has_columns(mapping: ColumnMap, each: TableMap, table: Table, report: Report) -> bool:
    """Tell whether a file has all columns that the map names; report those it has not."""
    missing = {ours: name for ours, name in each.columns.items() if name not in table.header}
    for ours, name in missing.items():
        near = difflib.get_close_matches(name, table.header, 1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "look at the first line of that file"
        report.error(
            "map_no_column", mapping.file, f"{table.file} has no such column", hint,
            line=each.lines[ours], column=ours, value=name,
        )  # fmt: skip
    return not missing


def _header(layout: Layout, taken: list[TableMap], stated: list[RowsMap]) -> tuple[str, ...]:
    """Give all our columns that anybody fills, in the layout's order."""
    filled = {name for each in taken for name in (*each.columns, *each.constants)}
    filled |= {name for each in stated for row in each.rows for name in row}
    if any(each.numbered for each in taken):
        filled.add(KEY)
    return tuple(column.name for column in layout.columns if column.name in filled)


def _from_file(each: TableMap, table: Table, header: tuple[str, ...]) -> _Part:
    known = each.layout.by_name
    fixed = [each.constants.get(name, "") for name in header]
    taken: list[tuple[int, int, Change]] = []
    for place, name in enumerate(header):
        if name in each.columns:
            is_day = known[name].read is readers.day
            change = _change(each.values.get(name, {}), each.dates if is_day else DATES[0])
            if name == "endDate" and each.ends == ENDS[1]:
                change = _after(change)
            taken.append((place, table.header.index(each.columns[name]), change))
    key = header.index(KEY) if each.numbered else None

    def ours(line: int, theirs: Cells) -> Cells:
        cells = fixed.copy()
        for place, there, change in taken:
            cells[place] = change(theirs[there])
        if key is not None:
            cells[key] = f"{table.file}:{line}"
        return cells

    def blocks() -> Iterator[Rows]:
        for lines, rows in table.blocks():
            yield lines, [ours(*row) for row in zip(lines, rows, strict=True)]

    return _Part(table.file, each.columns, each.distinct, blocks)


def _change(values: Mapping[str, str], dates: str) -> Change:
    """Give what turns their cells into ours; a cell it does not know it leaves alone."""
    form = _FORMS[dates]
    if not values:
        return form

    def change(cell: str) -> str:
        known = values.get(cell, values.get(cell.strip()))
        return form(cell) if known is None else known

    return change


@lru_cache(maxsize=4096)
def _day_first(cell: str) -> str:
    found = _SLASHED.fullmatch(cell)
    return _iso(cell, found[4], found[3], found[1]) if found else cell


@lru_cache(maxsize=4096)
def _month_first(cell: str) -> str:
    found = _SLASHED.fullmatch(cell)
    return _iso(cell, found[4], found[1], found[3]) if found else cell


def _after(change: Change) -> Change:
    """Give the day after a last day, as a bundle has it."""

    def changed(cell: str) -> str:
        ours = change(cell)
        try:
            return (date.fromisoformat(ours.strip()) + ONE_DAY).isoformat()
        except (ValueError, OverflowError):
            return ours

    return changed


def _iso(cell: str, year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return cell


_FORMS: Mapping[str, Change] = {DATES[0]: str, DATES[1]: _day_first, DATES[2]: _month_first}


def _by_hand(mapping: ColumnMap, each: RowsMap, header: tuple[str, ...]) -> _Part:
    made = [[row.get(name, "") for name in header] for row in each.rows]
    lines = [each.line] * len(made)
    return _Part(mapping.file, {}, False, lambda: iter([(lines, made)]))


def _joined(header: tuple[str, ...], parts: list[_Part]) -> Table:
    """Give one table of all parts; where there are several, each line knows its file."""
    first, several = parts[0], len(parts) > 1

    def blocks() -> Iterator[Rows]:
        seen: set[tuple[str, ...]] = set()
        for part in parts:
            for lines, rows in part.blocks():
                own: Sequence[int] = lines
                if several:
                    own = [Line(line, part.file, part.theirs) for line in lines]
                if not part.distinct:
                    yield own, rows
                    continue
                new = [n for n, cells in enumerate(rows) if _unseen(tuple(cells), seen)]
                if new:
                    yield [own[n] for n in new], [rows[n] for n in new]

    if not several:
        return Table(first.file, header, blocks, first.theirs)
    return Table(f"{first.file} and {len(parts) - 1} more", header, blocks)


def _unseen(cells: tuple[str, ...], seen: set[tuple[str, ...]]) -> bool:
    """Tell whether these cells were not there before; from now on they were."""
    before = len(seen)
    seen.add(cells)
    return len(seen) > before
