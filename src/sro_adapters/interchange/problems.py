"""Everything wrong with an input, told at once: file, spreadsheet line, column, value, hint.

An error keeps the whole input out; a warning does not. Values of identity columns are masked,
those of passwords are never read. Each code is explained in ``docs/problems.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Self

import attrs

from sro_core.errors import SroError

MASK = "•••"
LISTED = 10_000
"""Beyond so many problems of one input they are counted by code, no longer listed."""
LONGEST_SHOWN = 80
"""A longer value is cut where it is printed."""
IN_A_SENTENCE = 20
"""So many errors stand in the sentence of a refusal; the report has them all."""


class Severity(StrEnum):
    """Whether a problem keeps the input out."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen
class Problem:
    """Hold one thing wrong with an input.

    Attributes:
        severity: error or warning.
        code: what kind of problem; listed in the documentation.
        file: the file inside the folder or zip.
        line: as a spreadsheet counts, the header is 1; 0 for the file as a whole.
        column: the column's name as the file has it, or empty.
        value: the cell as it stands, masked where it could name a person.
        says: what is wrong.
        hint: what to do about it.
    """

    severity: Severity
    code: str
    file: str
    line: int
    column: str
    value: str
    says: str
    hint: str = ""

    def __str__(self) -> str:
        """Print on one line, the place first."""
        file, column = _printable(self.file), _printable(self.column)
        place = f"{file}:{self.line}" if self.line else file
        cell = f" {column}={_short(self.value)!r}" if column else ""
        return f"{place}: {self.severity} {self.code}{cell}: {self.says}" + (
            f" ({self.hint})" if self.hint else ""
        )


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"


def _printable(text: str) -> str:
    """Escape what a terminal would act on instead of showing."""
    return text if text.isprintable() else repr(text)[1:-1]


class Line(int):
    """A line of one of several files that are read as one table; it knows which.

    Wherever such a line is reported, the problem names that file and its own columns.
    """

    file: str
    theirs: Mapping[str, str]

    def __new__(cls, number: int, file: str, theirs: Mapping[str, str]) -> Self:
        """Take the line's number in its own file, and our column names to those of the file."""
        line = super().__new__(cls, number)
        line.file, line.theirs = file, theirs
        return line

    def __getnewargs__(self) -> tuple[int, str, Mapping[str, str]]:  # type: ignore[override]
        """Give what it is made of, so that it can be written to a file and read again."""
        return int(self), self.file, self.theirs

    def place(self, problem: Problem) -> Problem:
        """Put a problem where it belongs."""
        column = self.theirs.get(problem.column, problem.column)
        return attrs.evolve(problem, file=self.file, line=int(self), column=column)


@attrs.define
class Report:
    """Gather the problems of one input, in the order of files and lines.

    Attributes:
        problems: the first `LISTED` of them.
        counts: how many there are of each (severity, code), listed or not.
    """

    problems: list[Problem] = attrs.field(factory=list)
    counts: Counter[tuple[Severity, str]] = attrs.field(factory=Counter)
    _listed: set[Problem] = attrs.field(factory=set, init=False, repr=False, eq=False)

    def add(self, problem: Problem) -> None:
        """Note one problem; the same one again, of a file that is read twice, is no news."""
        if isinstance(problem.line, Line):
            problem = problem.line.place(problem)
        if problem in self._listed:
            return
        self.counts[problem.severity, problem.code] += 1
        if len(self.problems) < LISTED:
            self.problems.append(problem)
            self._listed.add(problem)

    def error(
        self,
        code: str,
        file: str,
        says: str,
        hint: str = "",
        *,
        line: int = 0,
        column: str = "",
        value: str = "",
    ) -> None:
        """Note a problem that keeps the input out."""
        self.add(Problem(Severity.ERROR, code, file, line, column, value, says, hint))

    def warn(
        self,
        code: str,
        file: str,
        says: str,
        hint: str = "",
        *,
        line: int = 0,
        column: str = "",
        value: str = "",
    ) -> None:
        """Note a problem that does not keep the input out."""
        self.add(Problem(Severity.WARNING, code, file, line, column, value, says, hint))

    @property
    def errors(self) -> int:
        """How many problems keep the input out."""
        return sum(n for (severity, _), n in self.counts.items() if severity is Severity.ERROR)

    @property
    def warnings(self) -> int:
        """How many problems do not."""
        return self.counts.total() - self.errors

    @property
    def unlisted(self) -> int:
        """How many problems are counted only."""
        return self.counts.total() - len(self.problems)

    def put_in(self, later: LaterReport, begun: int) -> None:
        """Put in problems of a file that could be told only after its last row.

        They stand where they would, had each been told with its row; so it does not depend on
        when they were found which are the first `LISTED`.

        Args:
            later: these problems.
            begun: how many were listed when the file was begun.
        """
        if later.problems:
            self.counts.update(later.counts)
            theirs = sorted([*self.problems[begun:], *later.problems], key=_place)
            self.problems[begun:] = theirs[: LISTED - begun]
            self._listed = set(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        """Go through the listed problems, by file and line."""
        return iter(sorted(self.problems, key=lambda each: (*_place(each), each.column)))


def _place(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line


@attrs.define
class LaterReport(Report):
    """Gather problems in any order; the first by file and line are kept."""

    def add(self, problem: Problem) -> None:
        """Note one problem; the same one again is no news."""
        if isinstance(problem.line, Line):
            problem = problem.line.place(problem)
        if problem in self._listed:
            return
        self.counts[problem.severity, problem.code] += 1
        self.problems.append(problem)
        self._listed.add(problem)
        if len(self.problems) >= 2 * LISTED:
            self.problems = sorted(self.problems, key=_place)[:LISTED]
            self._listed = set(self.problems)


@attrs.frozen
class InputRefused(SroError):
    """An input has errors; nothing of it was used.

    Attributes:
        name: the folder or zip.
        report: every problem, warnings included.
    """

    name: str
    report: Report

    def __str__(self) -> str:
        """Say how many errors there are and list the first of them."""
        errors = [each for each in self.report if each.severity is Severity.ERROR]
        shown = [f"  {each}" for each in errors[:IN_A_SENTENCE]]
        left = self.report.errors - len(shown)
        more = [f"  and {left} more"] if left else []
        head = f"{self.name}: {self.report.errors} error(s); nothing of it was used:"
        return "\n".join([head, *shown, *more])
