"""Read a school's own log of letters and contacts, as CSV, by a map of its columns and words.

A map is TOML: ``[columns]`` says which heading is which of ours, ``[steps]`` turns the log's own
words into ids of steps or acts, ``dates`` says how dates are written. Every problem is told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from sro_adapters.interchange import columns
from sro_adapters.interchange.problems import MASK, Report
from sro_adapters.interchange.tables import Table, read_table
from sro_core.errors import BadValue

OURS = ("Student_id", "School_id", "Step", "Date", "Means")
NEEDED = ("Student_id", "Step", "Date")
ORDERS = {"year-month-day": None, "month/day/year": (2, 0, 1), "day/month/year": (2, 1, 0)}


@attrs.frozen(kw_only=True)
class LogMap:
    """Say how a log is read.

    Attributes:
        columns: our column to the heading of the log.
        steps: the log's own words to ids of steps or acts.
        dates: how its dates are written.
    """

    columns: Mapping[str, str] = attrs.field(factory=lambda: {each: each for each in OURS})
    steps: Mapping[str, str] = attrs.field(factory=dict)
    dates: str = "year-month-day"

    def __attrs_post_init__(self) -> None:
        """Refuse a map that names what there is not, or leaves out what is needed."""
        unknown = sorted(set(self.columns) - set(OURS))
        missing = [each for each in NEEDED if each not in self.columns]
        for wrong, why in (
            (unknown, f"there is no column {', '.join(unknown)} of ours; there are {_and(OURS)}"),
            (missing, f"it does not say which column is {', '.join(missing)}"),
            (self.dates not in ORDERS, f"dates are one of {_and(tuple(ORDERS))}"),
        ):
            if wrong:
                raise BadValue("map of a log", why)


def _and(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def read_log_map(path: Path) -> LogMap:
    """Read a map. Raises `BadValue` where it cannot be used."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadValue(f"map {path}", f"it cannot be read: {error}") from error
    unknown = sorted(set(document) - {"columns", "steps", "dates"})
    if unknown:
        raise BadValue(f"map {path}", f"no such key: {', '.join(unknown)}")
    for key in ("columns", "steps"):
        table = document.get(key, {})
        if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
            raise BadValue(f"map {path}", f"[{key}] holds names, each equal to a text")
    return LogMap(**document)


@attrs.frozen(kw_only=True)
class StepRow:
    """Hold one row of a log that could be read."""

    line: int
    student: str
    site: str
    step: str
    on: date
    means: str


def read_step_log(path: Path, mapping: LogMap | None = None) -> tuple[tuple[StepRow, ...], Report]:
    """Read a log; rows with a problem are left out, and every problem is in the report."""
    chosen, report = mapping or LogMap(), Report()
    if not path.is_file():
        raise BadValue(f"log {path}", "there is no such file", "give a CSV file")
    table = read_table(path.name, lambda: path.open("rb"), report)
    if table is None:
        return (), report
    wanted = dict(chosen.columns)
    lacks = [
        ours for ours, theirs in wanted.items() if theirs not in table.header and ours in NEEDED
    ]
    for ours in lacks:
        says = f"there is no column {wanted[ours]!r}, which is to be {ours}"
        report.error("missing_column", path.name, says, "name it in a map", line=1, column=ours)
    if lacks:
        return (), report
    places = {
        ours: table.header.index(theirs)
        for ours, theirs in wanted.items()
        if theirs in table.header
    }
    return tuple(_rows(table, places, chosen, report)), report


def _rows(
    table: Table, places: Mapping[str, int], mapping: LogMap, report: Report
) -> Iterator[StepRow]:
    for lines, rows in table.blocks():
        for line, cells in zip(lines, rows, strict=True):
            values: dict[str, Any] = {}
            for ours, place in places.items():
                try:
                    values[ours] = _value(ours, cells[place], mapping)
                except columns.CellRefused as refused:
                    report.error(
                        refused.code, table.file, refused.says, refused.hint, line=line,
                        column=mapping.columns[ours],
                        value=MASK if ours == "Means" else cells[place],
                    )  # fmt: skip
            if len(values) == len(places):
                yield StepRow(
                    line=line, student=values["Student_id"], site=values.get("School_id", ""),
                    step=values["Step"], on=values["Date"], means=values.get("Means", ""),
                )  # fmt: skip


def _value(ours: str, cell: str, mapping: LogMap) -> Any:
    """Turn a cell into its value, or raise `CellRefused`."""
    if ours in NEEDED and not cell.strip():
        raise columns.CellRefused("blank_cell", "it is blank", "fill it in, or leave the row out")
    if ours == "Date":
        return columns.day(_iso(cell.strip(), mapping.dates))
    if ours == "Step":
        bare = columns.text(cell).strip()
        return mapping.steps.get(bare, bare)
    return columns.identifier(cell) if ours.endswith("_id") else columns.text(cell)


def _iso(cell: str, dates: str) -> str:
    order = ORDERS[dates]
    parts = cell.split("/")
    if order is None or len(parts) != len(order) or not all(each.isdigit() for each in parts):
        return cell
    year, month, day = (parts[each] for each in order)
    return f"{year}-{month:0>2}-{day:0>2}"
