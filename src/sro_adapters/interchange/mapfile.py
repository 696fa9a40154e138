"""Read a map: TOML in which a person says how another export's columns and codes are meant.

It is read strictly: whatever is not understood is refused, all of it at once, with its line.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs

from sro_adapters.interchange.columns import CellRefused, Column
from sro_adapters.interchange.layouts import LAYOUTS, Layout
from sro_adapters.interchange.problems import MASK, InputRefused, Report

DATES = ("year-month-day", "day/month/year", "month/day/year")
ENDS = ("day after", "last day")
KEY = "sourcedId"
OPEN = "?"
"""What a proposed map holds where a person has to decide; never accepted."""
_TOP = ("title", "assume_enrolled", "table", "rows")
_TABLE = (
    "is", "from", "dates", "ends", "distinct", "numbered", "header", "columns", "constants",
    "values",
)  # fmt: skip
_ROWS = ("is", "rows")
_KINDS: Mapping[type, str] = {
    str: "a text", bool: "true or false", dict: "a table", list: "a list",
}  # fmt: skip


@attrs.frozen
class TableMap:
    """Hold how one file of an export, or several alike, becomes a file of a bundle.

    Attributes:
        layout: the file of a bundle.
        path: inside the input; an asterisk stands for any part of one name.
        columns: our column to theirs.
        constants: our column to its fixed text.
        values: our column to their values and ours.
        dates: how dates are written, one of `DATES`.
        ends: what an end date means, one of `ENDS`; a bundle has the day after.
        distinct: rows that are identical after mapping count once, without a word.
        numbered: the key is made of file and line, where the file has none.
        header: the column names of files that have none.
        line: where the map says so.
        lines: our column to the line of the map that names theirs; also that of ``from``.
    """

    layout: Layout
    path: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    dates: str
    ends: str
    distinct: bool
    numbered: bool
    header: tuple[str, ...] | None
    line: int
    lines: Mapping[str, int]

    def matches(self, path: str) -> bool:
        """Tell whether a file of the input is meant."""
        return matches(self.path, path)


@attrs.frozen
class RowsMap:
    """Hold rows that a person states because the export does not have them.

    Attributes:
        layout: the file of a bundle.
        rows: our column to its text.
        line: where the map says so.
    """

    layout: Layout
    rows: tuple[Mapping[str, str], ...]
    line: int


@attrs.frozen
class ColumnMap:
    """Hold how another export maps onto a bundle.

    Attributes:
        file: the map's own name.
        title: what export it is for.
        assume_enrolled: the export has no enrolments; a student with a row is taken as enrolled.
        tables: what is taken from files.
        rows: what is stated by hand.
    """

    file: str
    title: str
    assume_enrolled: bool
    tables: tuple[TableMap, ...]
    rows: tuple[RowsMap, ...]


def matches(pattern: str, path: str) -> bool:
    """Tell whether a path is meant by one with asterisks, none of which crosses a slash."""
    parts = (re.escape(each) for each in pattern.split("*"))
    return re.fullmatch("[^/]*".join(parts), path) is not None


def read_map(path: Path) -> ColumnMap:
    """Read a map from a TOML file.

    Raises:
        InputRefused: it cannot be read, or it says something that is not understood.
    """
    reader = _Reader(path.name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader.lines = text.splitlines()
        said = tomllib.loads(text)
    except OSError as error:
        reader.refuse(f"it cannot be read: {error.strerror}", "check the path")
    except UnicodeDecodeError:
        reader.refuse("it is not UTF-8 text", "save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else len(reader.lines)
        reader.refuse(f"it is not TOML: {error}", "correct this line", line=line)
    else:
        found = reader.whole(said)
        if not reader.report.errors:
            return found
    raise InputRefused(str(path), reader.report)


@attrs.define
class _Reader:
    """Take a map apart and gather what is wrong with it."""

    file: str
    lines: list[str] = attrs.field(factory=list)
    report: Report = attrs.field(factory=Report)
    start: int = 0
    """The line on which the part now read begins."""

    def refuse(
        self, says: str, hint: str, *, key: str = "", line: int = 0, value: str = ""
    ) -> None:
        line = line or self.at(key)
        self.report.error("bad_map", self.file, says, hint, line=line, column=key, value=value)

    def at(self, key: str) -> int:
        """Find the line of the part now read that sets a key, else the part's first."""
        sets = re.compile(rf"""\s*(["']?){re.escape(key)}\1\s*=""")
        for line, text in enumerate(self.lines[self.start :], self.start + 1):
            if text.lstrip().startswith("[["):
                break
            if key and sets.match(text):
                return line
        return self.start

    def whole(self, said: dict[str, Any]) -> ColumnMap:
        self.keys(said, _TOP)
        if not (title := str(self.take(said, "title", str, ""))).strip():
            self.refuse("a map needs a title", "say what export it is for", key="title")
        assume = bool(self.take(said, "assume_enrolled", bool, default=False))
        if not said.get("table"):
            self.refuse("a map needs a [[table]]", "say which file is which", key="table")
        tables = tuple(each for each in map(self.table, self.parts(said, "table")) if each)
        rows = tuple(each for each in map(self.by_hand, self.parts(said, "rows")) if each)
        return ColumnMap(self.file, title, assume, tables, rows)

    def parts(self, said: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
        """Give each [[table]] or [[rows]], noting where it begins."""
        parts = said.get(name, [])
        if not isinstance(parts, list) or not all(isinstance(each, dict) for each in parts):
            self.refuse("it is no list of tables", f"write [[{name}]]", key=name)
            return
        head = re.compile(rf"\s*\[\[\s*{name}\s*]]")
        starts = [line for line, text in enumerate(self.lines, 1) if head.match(text)]
        for n, part in enumerate(parts):
            self.start = starts[n] if len(starts) == len(parts) else 0
            yield part
        self.start = 0

    def keys(self, said: Iterable[str], known: Iterable[str]) -> None:
        """Refuse keys that are not known."""
        known = list(known)
        for key in said:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]}?" if near else f"use {', '.join(known)}"
                self.refuse("this is not known here", hint, key=key)

    def take(self, said: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
        value = said.get(key, default)
        if isinstance(value, kind):
            return value
        self.refuse(f"it is not {_KINDS[kind]}", f"write {_KINDS[kind]}", key=key, value=str(value))
        return default

    def one_of(self, said: Mapping[str, Any], key: str, known: tuple[str, ...]) -> str:
        value = str(self.take(said, key, str, known[0]))
        if value not in known:
            hint = f"use {', '.join(known)}"
            self.refuse("nobody knows what this means", hint, key=key, value=value)
        return value

    def layout(self, said: Mapping[str, Any]) -> Layout | None:
        name = self.take(said, "is", str, "")
        if name in LAYOUTS:
            return LAYOUTS[name]
        near = difflib.get_close_matches(name, LAYOUTS, 1)
        hint = f"did you mean {near[0]}?" if near else f"use {', '.join(LAYOUTS)}"
        self.refuse("it is no file of a bundle", hint, key="is", value=name)
        return None

    def table(self, said: dict[str, Any]) -> TableMap | None:
        layout = self.layout(said)
        self.keys(said, _TABLE)
        path = self.take(said, "from", str, "")
        if not path:
            self.refuse("a [[table]] needs a file", 'write from = "path/inside.csv"', key="from")
        theirs = self.take(said, "columns", dict, {})
        fixed = self.take(said, "constants", dict, {})
        values = self.take(said, "values", dict, {})
        numbered = self.take(said, "numbered", bool, default=False)
        header = self.header(said, theirs)
        if layout is None:
            return None
        self.columns(layout, theirs, fixed, numbered=numbered)
        return TableMap(
            layout=layout,
            path=path,
            columns={ours: str(each).strip() for ours, each in theirs.items()},
            constants={ours: self.cell(layout, ours, each) for ours, each in fixed.items()},
            values=self.values(layout, theirs, values),
            dates=self.one_of(said, "dates", DATES),
            ends=self.one_of(said, "ends", ENDS),
            distinct=self.take(said, "distinct", bool, default=False),
            numbered=numbered,
            header=header,
            line=self.start,
            lines={key: self.at(key) for key in ("from", *theirs)},
        )

    def header(self, said: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Take the column names of files that have none; what is mapped must be among them."""
        if "header" not in said:
            return None
        names = tuple(str(each).strip() for each in self.take(said, "header", list, []))
        if not names or len(set(names)) < len(names):
            self.refuse("a header names each column once", "name every column", key="header")
        for ours, each in theirs.items():
            if str(each).strip() not in names:
                hint = "add it, or map another"
                self.refuse("the header has no such column", hint, key=ours, value=str(each))
        return names

    def columns(
        self, layout: Layout, theirs: Mapping[str, Any], fixed: Mapping[str, Any], *, numbered: bool
    ) -> None:
        known = layout.by_name
        for ours in theirs.keys() & layout.unread:
            self.refuse("this column is never read", "leave it out", key=ours)
        self.keys(theirs.keys() - layout.unread, known)
        for ours, each in theirs.items():
            if not isinstance(each, str) or not each.strip():
                hint = "write the name in quotes"
                self.refuse("it is no column's name", hint, key=ours, value=str(each))
        for ours in theirs.keys() & fixed.keys():
            self.refuse("it is a column and a constant", "keep one of them", key=ours)
        if numbered and (KEY not in known or KEY in theirs or KEY in fixed):
            self.refuse(f"{KEY} is not free to be numbered", "leave it out", key="numbered")
        for ours, column in known.items():
            given = ours in theirs or ours in fixed or (numbered and ours == KEY)
            if column.required and not given:
                hint = f"give {layout.name} this column or a constant"
                self.refuse(f"{ours} is missing", hint, line=self.start, key=ours)

    def values(
        self, layout: Layout, theirs: Mapping[str, Any], said: Mapping[str, Any]
    ) -> dict[str, dict[str, str]]:
        """Take their values and ours; ours must be what the column may hold."""
        self.keys(said, theirs)
        return {
            ours: {
                each: self.cell(layout, ours, mine, at=each)
                for each, mine in self.take(said, ours, dict, {}).items()
            }
            for ours in said
        }

    def cell(self, layout: Layout, ours: str, value: Any, *, at: str = "") -> str:
        """Give a value as the text of a cell, refusing what its column refuses."""
        text, column = _text(value), layout.by_name.get(ours)
        if column is None:
            if ours not in layout.unread:
                self.keys([ours], layout.by_name)
            else:
                self.refuse("this column is never read", "leave it out", key=ours)
            return ""
        why = _refused(column, text)
        if why is not None:
            shown = MASK if column.identity else str(value)
            self.refuse(f"{ours}: {why.says}", why.hint, key=at or ours, value=shown)
        return text or ""

    def by_hand(self, said: dict[str, Any]) -> RowsMap | None:
        layout = self.layout(said)
        self.keys(said, _ROWS)
        rows = self.take(said, "rows", list, [])
        if not rows or not all(isinstance(each, dict) for each in rows):
            self.refuse("[[rows]] needs rows", "write rows = [{ … }, { … }]", key="rows")
            return None
        if layout is None:
            return None
        needed = {each.name for each in layout.columns if each.required}
        for missing in sorted({name for row in rows for name in needed - row.keys()}):
            self.refuse(f"{missing} is missing in a row", "add it", line=self.start, key=missing)
        cells = [{ours: self.cell(layout, ours, row[ours]) for ours in row} for row in rows]
        return RowsMap(layout, tuple(cells), self.start)


def _text(value: Any) -> str | None:
    """Give a TOML value as a cell would have it; None for what no cell can hold."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, (str, int)) else None


def _refused(column: Column, text: str | None) -> CellRefused | None:
    if text is None:
        return CellRefused("bad_map", "it is no text, number or date", "write it in quotes")
    if text == OPEN:
        return CellRefused("bad_map", "somebody has to decide this", "replace the question mark")
    if column.filled and not text.strip():
        return CellRefused("blank_cell", "it may not be blank", "fill it in")
    try:
        column.read(text)
    except CellRefused as why:
        return why
    return None
