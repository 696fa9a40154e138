"""Read a CSV file as a table of text cells with the lines a spreadsheet shows.

UTF-8 with or without a byte-order mark, any line ends, quoted newlines, a missing last
newline. What is wrong with the file as such is a problem; what its cells mean is not known
here.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import BinaryIO

import attrs

from sro_adapters.interchange.problems import Report

LONGEST_CELL = 2**20
csv.field_size_limit(LONGEST_CELL)
AT_ONCE = 512
"""So many rows are read and handed on together."""
_NO_TEXT = re.compile("[\0\udc80-\udcff]")
Rows = tuple[Sequence[int], Sequence[list[str]]]
"""Rows that stand together: the line of each, and its cells."""


@attrs.frozen
class Table:
    """Hold an opened CSV file.

    Attributes:
        file: its path inside the input.
        header: its column names, spaces around them taken off.
        blocks: gives the rows that have as many cells as the header, some at once, never none.
        theirs: where columns were mapped, our name to the one in the file.
    """

    file: str
    header: tuple[str, ...]
    blocks: Callable[[], Iterator[Rows]] = attrs.field(repr=False, eq=False)
    theirs: Mapping[str, str] = attrs.field(factory=dict)

    def original(self, column: str) -> str:
        """Give a column's name as the file has it."""
        return self.theirs.get(column, column)


def read_table(
    file: str,
    open_: Callable[[], BinaryIO],
    report: Report,
    *,
    header: tuple[str, ...] | None = None,
) -> Table | None:
    """Open a CSV file; None where it has no usable header, which is then a problem.

    Args:
        file: its path inside the input.
        open_: opens it.
        report: gathers what is wrong with the file as such.
        header: the column names of a file that has none; its first line is then a row.
    """
    says = _not_text(open_)
    if says:
        report.error("not_utf8", file, says, "save it as CSV UTF-8", line=_no_text_on(open_))
        return None
    if header is not None:
        return Table(file, header, lambda: _blocks(file, header, open_, report, first=1))
    found = _header(file, open_, report)
    if found is None:
        return None
    return Table(file, found, lambda: _blocks(file, found, open_, report, first=2))


def _not_text(open_: Callable[[], BinaryIO]) -> str:
    """Say why a file is not UTF-8 text, or nothing; it is read in pieces."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with open_() as stream:
        try:
            while chunk := stream.read(2**20):
                if "\0" in decoder.decode(chunk):
                    return "it holds NUL characters; it is no text"
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "it is not UTF-8 text"
    return ""


def _no_text_on(open_: Callable[[], BinaryIO]) -> int:
    """Give the line on which a file first is no text."""
    line = 0
    try:
        for line, cells in enumerate(_reader(open_, errors="surrogateescape"), 1):
            if _NO_TEXT.search(" ".join(cells)):
                return line
    except csv.Error:
        pass
    return line + 1


def _reader(open_: Callable[[], BinaryIO], errors: str = "strict") -> Iterator[list[str]]:
    with io.TextIOWrapper(open_(), encoding="utf-8-sig", errors=errors, newline="") as text:
        yield from csv.reader(text, strict=True)


def _header(file: str, open_: Callable[[], BinaryIO], report: Report) -> tuple[str, ...] | None:
    try:
        header = tuple(cell.strip() for cell in next(_reader(open_), []))
    except csv.Error as error:
        report.error(
            "bad_csv", file, f"the header cannot be read: {error}", "export it again", line=1
        )
        return None
    if not any(header):
        report.error(
            "empty_file", file, "it has no header", "export it again, with column names", line=1
        )
        return None
    twice = sorted({name for name in header if name and header.count(name) > 1})
    for name in twice:
        report.error(
            "duplicate_header",
            file,
            "the column stands twice",
            "keep one of them",
            line=1,
            column=name,
        )
    return None if twice else header


def _blocks(
    file: str,
    header: tuple[str, ...],
    open_: Callable[[], BinaryIO],
    report: Report,
    *,
    first: int,
) -> Iterator[Rows]:
    reader, width = _reader(open_), len(header)
    line, broken = first, None
    if first > 1:
        next(reader)
    while broken is None:
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, AT_ONCE))
        except csv.Error as error:
            broken = error  # what was read before it stays in rows
        if not (rows or broken):
            return
        lines = range(line, line + len(rows))
        if rows and set(map(len, rows)) == {width} and all(map(any, rows)):
            yield lines, rows
        else:
            yield from _whole_ones(file, width, lines, rows, report)
        line = lines.stop
    report.error(
        "bad_csv",
        file,
        f"it cannot be read on: {broken}",
        "look for a quote that is not closed",
        line=line,
    )


def _whole_ones(
    file: str, width: int, lines: range, rows: list[list[str]], report: Report
) -> Iterator[Rows]:
    """Pass over blank lines and report the rows of another length, each when it is reached."""
    kept: list[int] = []
    for n, cells in enumerate(rows):
        if not any(cells):
            continue  # a blank line, which a spreadsheet writes as commas
        if len(cells) == width:
            kept.append(n)
            continue
        if kept:
            yield [lines[each] for each in kept], [rows[each] for each in kept]
            kept = []
        says = f"the row has {len(cells)} cells, the header {width}"
        report.error("row_length", file, says, "look for a comma that is not quoted", line=lines[n])
    if kept:
        yield [lines[each] for each in kept], [rows[each] for each in kept]
