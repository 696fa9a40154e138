"""Lay the tables of a shown report out: the year before beside each column of the year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BLANK, MASK = "", "*"


def side_by_side(table: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Give headings and rows of a table, the year before beside each column of the year."""
    now, before = table["now"], table["before"]
    if now is None:
        return [""], []
    columns = list(dict.fromkeys((*now["columns"], *(before["columns"] if before else ()))))
    grids = [now, *([before] if before else [])]
    headings = [""] + [f"{column}, {grid['years']}" for column in columns for grid in grids]
    names = dict.fromkeys(row["heading"] for grid in grids for row in grid["rows"])
    rows = [
        [name, *(_told(grid, name, column) for column in columns for grid in grids)]
        for name in names
    ]
    return headings, rows


def _told(grid: Mapping[str, Any], name: str, column: str) -> str:
    if column not in grid["columns"]:
        return BLANK
    place = grid["columns"].index(column)
    row = next((each for each in grid["rows"] if each["heading"] == name), None)
    return BLANK if row is None else number(row["cells"][place])


def number(cell: float | str | None) -> str:
    """Give a cell as it stands in a table.

    >>> number(1200), number(33.3), number("*"), number(None)
    ('1,200', '33.3', '*', '')
    """
    if cell is None:
        return BLANK
    return cell if isinstance(cell, str) else f"{cell:,}"
