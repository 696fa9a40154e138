"""Read a CSV file as a table of text cells with the lines a spreadsheet shows.

UTF-8 with or without a byte-order mark, any line ends, quoted newlines, a missing last
newline. What is wrong with the file as such is a problem; what its cells mean is not known
here.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

import attrs

from sro_adapters.interchange.problems import Report

LONGEST_CELL = 2**20
csv.field_size_limit(LONGEST_CELL)


@attrs.frozen
class Table:
    """Hold an opened CSV file.

    Attributes:
        file: its path inside the input.
        header: its column names, spaces around them taken off.
        rows: gives (line, cells) of each row that has as many cells as the header.
        theirs: where columns were mapped, our name to the one in the file.
    """

    file: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[int, list[str]]]] = attrs.field(repr=False, eq=False)
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
    with open_() as stream:
        problem = _not_text(stream)
    if problem is not None:
        line, says = problem
        report.error("not_utf8", file, says, "save it as CSV UTF-8", line=line)
        return None
    if header is not None:
        return Table(file, header, lambda: _rows(file, header, open_, report, first=1))
    found = _header(file, open_, report)
    if found is None:
        return None
    return Table(file, found, lambda: _rows(file, found, open_, report, first=2))


def _not_text(stream: BinaryIO) -> tuple[int, str] | None:
    """Find the first line that is not UTF-8 text, reading in pieces."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    line = 1
    while chunk := stream.read(2**20):
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            line += chunk[: error.start].count(b"\n")
            return line, "it is not UTF-8 text"
        if "\0" in text:
            return line + text[: text.index("\0")].count(
                "\n"
            ), "it holds NUL characters; it is no text"
        line += text.count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line, "it is not UTF-8 text: it ends inside a character"
    return None


def _reader(open_: Callable[[], BinaryIO]) -> Iterator[list[str]]:
    with io.TextIOWrapper(open_(), encoding="utf-8-sig", newline="") as text:
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
    twice = sorted({name for name in header if header.count(name) > 1})
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


def _rows(
    file: str,
    header: tuple[str, ...],
    open_: Callable[[], BinaryIO],
    report: Report,
    *,
    first: int,
) -> Iterator[tuple[int, list[str]]]:
    line, width = first - 1, len(header)
    try:
        reader = _reader(open_)
        if first > 1:
            next(reader)
        for line, cells in enumerate(reader, first):
            if len(cells) == width:
                yield line, cells
            elif cells:
                says = f"the row has {len(cells)} cells, the header {width}"
                report.error(
                    "row_length", file, says, "look for a comma that is not quoted", line=line
                )
    except csv.Error as error:
        report.error(
            "bad_csv",
            file,
            f"it cannot be read on: {error}",
            "look for a quote that is not closed",
            line=line + 1,
        )
