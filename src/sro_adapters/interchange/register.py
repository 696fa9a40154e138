"""Keep attendance rows by student, so that they may come in any order and any number.

So many rows stand in memory, more in a file of the system's folder for such: nobody else can
read it, it has no name, and it is gone with the register or the process.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import chain, filterfalse, groupby
from operator import itemgetter
from typing import IO, Any

from sro_core.ids import SiteId, StudentRef
from sro_core.truancy.attendance import AttendanceKind, Excuse, Scope

Fact = tuple[SiteId, str, AttendanceKind, Scope, Excuse, int | None, str]
"""What a row says beside whom and when: site, section, kind, scope, excuse, minutes, code."""
Mark = tuple[date, int, Fact]
"""The date, line and fact of a row."""
Page = tuple[StudentRef, list[Any]]
"""The rows of one student, one behind the other: date, line, fact, date, line, fact, ..."""

IN_MEMORY = 400_000
"""A row takes about sixty bytes there."""
ON_A_SHEET = 1024
"""So many rows are written and read together."""


class Register:
    """Take rows as they come; give them student by student, as often as asked.

    Attributes:
        doubtful: students some of whose rows are to be left out; see `student_days.judged`.
    """

    def __init__(self) -> None:
        self.doubtful: set[StudentRef] = set()
        self._away: set[StudentRef] = set()
        self._pages: dict[StudentRef, list[Any]] = defaultdict(list)
        self._held = 0
        self._drawer = _Drawer()
        self._runs: list[list[Place]] = []

    @property
    def refs(self) -> set[StudentRef]:
        """The students with rows."""
        return self._away.union(self._pages)

    def new_among(self, refs: Iterable[StudentRef]) -> set[StudentRef]:
        """Give the students of whom there is no row, or none that stands in memory."""
        return set(filterfalse(self._pages.__contains__, refs))

    def add(
        self,
        refs: Sequence[StudentRef],
        days: Sequence[date],
        lines: Sequence[int],
        facts: Iterable[Fact],
    ) -> None:
        """Take some rows, column by column."""
        pages = map(self._pages.__getitem__, refs)
        for page, mark in zip(pages, zip(days, lines, facts, strict=True), strict=True):
            # No tuple is kept: the garbage collector would visit every one again and again.
            page.extend(mark)
        self._held += len(refs)
        if self._held >= IN_MEMORY:
            self._put_away()

    def __iter__(self) -> Iterator[tuple[StudentRef, list[Mark]]]:
        """Give the rows of each student by date, students in the order of their references."""
        for ref, rows in self._merged():
            marks = list(zip(rows[::3], rows[1::3], rows[2::3], strict=True))
            marks.sort(key=itemgetter(0))
            yield ref, marks

    def _merged(self) -> Iterator[Page]:
        own = ((ref, self._pages[ref]) for ref in sorted(self._pages))
        if not self._runs:
            yield from own
            return
        runs = [*map(self._run, self._runs), own]
        for ref, pages in groupby(merge(*runs, key=itemgetter(0)), key=itemgetter(0)):
            yield ref, list(chain.from_iterable(page for _, page in pages))

    def _put_away(self) -> None:
        """Put what is in memory into the drawer, by student."""
        self._away.update(self._pages)
        run: list[Place] = []
        sheet: list[Page] = []
        rows = 0
        for ref in sorted(self._pages):
            page = self._pages.pop(ref)
            sheet.append((ref, page))
            rows += len(page) // 3
            if rows >= ON_A_SHEET:
                run.append(self._drawer.put(sheet))
                sheet, rows = [], 0
        run.append(self._drawer.put(sheet))
        self._runs.append(run)
        self._held = 0

    def _run(self, places: list[Place]) -> Iterator[Page]:
        for place in places:
            yield from self._drawer.take(place)


Place = tuple[int, int]
"""Where a sheet stands in the drawer, and its length."""


class _Drawer:
    """Keep sheets in a file without a name, made when the first is put in."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="sro-")  # noqa: SIM115 - closed with this
            weakref.finalize(self, self._file.close)
        return self._file

    def put(self, sheet: list[Page]) -> Place:
        """Write a sheet at the end."""
        file, data = self._opened(), pickle.dumps(sheet, pickle.HIGHEST_PROTOCOL)
        place = file.seek(0, os.SEEK_END), len(data)
        file.write(data)
        return place

    def take(self, place: Place) -> list[Page]:
        """Read a sheet again."""
        file = self._opened()
        file.seek(place[0])
        # Only this process can have written what is read here: the file has no name.
        sheet: list[Page] = pickle.loads(file.read(place[1]))  # noqa: S301
        return sheet
