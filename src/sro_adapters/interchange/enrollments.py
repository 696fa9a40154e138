"""Join the enrollments of students into spells: where each is enrolled, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sro_adapters.interchange import layouts
from sro_adapters.interchange.blocks import Block, Record
from sro_adapters.interchange.rows import Files
from sro_core.ids import SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.students import Enrollment

Span = tuple[date, date]


class _Terms(dict[tuple[str, date | None, date | None], Span | None]):
    """Give the span of an enrollment by its class and dates; None where it ends before it begins.

    Each is worked out once, as most students share theirs with many others.
    """

    def __init__(self, year: Span, classes: Mapping[str, Span]) -> None:
        super().__init__()
        self.year, self.classes = year, classes

    def stated(self, held: str, begin: date | None, end: date | None) -> Span:
        """Give the span as it stands; a blank date is that of the class, else of the year."""
        term = self.classes.get(held, self.year)
        return begin or term[0], end or term[1]

    def __missing__(self, row: tuple[str, date | None, date | None]) -> Span | None:
        start, end = self.stated(*row)
        sound = start < end or (start == end and None not in row)
        span = self[row] = (start, end) if sound else None
        return span


class Enrolled:
    """Take the rows of enrollments.csv, and give the spells that they make.

    Attributes:
        spans: the days by student and school.
    """

    def __init__(
        self, files: Files, year: Span, classes: Mapping[str, Span], students: set[StudentRef]
    ) -> None:
        """Take what is read before.

        Args:
            files: the tables and their report; users are read.
            year: the span of the school year.
            classes: the span of each class that has terms.
            students: takes whoever is enrolled as one.
        """
        self.spans: dict[tuple[StudentRef, SiteId], set[Span]] = defaultdict(set)
        self._files = files
        self._terms = _Terms(year, classes)
        self._students = students

    def take(self, block: Block) -> None:
        """Take some rows; those of nobody known or of no student are passed over."""
        known = self._files.keys["users"].found
        refs = block["userSourcedId"]
        student = [
            role == "student" and ref in known
            for role, ref in zip(block["role"], refs, strict=True)
        ]
        if not all(student):
            block = block.only([n for n, each in enumerate(student) if each])
            refs = block["userSourcedId"]
        self._students.update(refs)
        dates = zip(block["classSourcedId"], block["beginDate"], block["endDate"], strict=True)
        spans, terms = self.spans, map(self._terms.__getitem__, dates)
        for n, (ref, site, span) in enumerate(
            zip(refs, block["schoolSourcedId"], terms, strict=True)
        ):
            if span is not None:
                spans[ref, site].add(span)
                continue
            for row in block.only([n]).records():
                stated = self._terms.stated(row["classSourcedId"], row["beginDate"], row["endDate"])
                _report_empty(self._files, row, *stated)

    def spells(self) -> dict[StudentRef, tuple[Enrollment, ...]]:
        """Give the spells of each student, by school and date."""
        made: dict[tuple[SiteId, Span], Enrollment] = {}
        spells: dict[StudentRef, tuple[Enrollment, ...]] = {}
        for (ref, site), own in sorted(self.spans.items()):
            for span in _union(own):
                if (site, span) not in made:  # most students share theirs with many others
                    made[site, span] = Enrollment(site, DatePeriod(*span))
                spells[ref] = (*spells.get(ref, ()), made[site, span])
        return spells


def _report_empty(files: Files, row: Record, start: date, end: date) -> None:
    """Report an enrollment that ends before it begins; a warning where a date was not stated."""
    if row["beginDate"] and row["endDate"]:
        files.report.error(
            "end_before_start", row.file, "the enrollment ends before it begins",
            "the end date is the day after the last", line=row.line,
            column=files.original(layouts.ENROLLMENTS, "endDate"), value=str(end),
        )  # fmt: skip
        files.keys[layouts.ENROLLMENTS.name].unreadable = True
        return
    stated = "beginDate" if row["beginDate"] else "endDate"
    says = f"its term or school year {'ended' if row['beginDate'] else 'begins'} on "
    says += str(end if row["beginDate"] else start)
    files.report.warn(
        "outside_session", row.file, says,
        "state both dates; the enrollment counts for nothing", line=row.line,
        column=files.original(layouts.ENROLLMENTS, stated), value=str(row[stated]),
    )  # fmt: skip


def _union(spans: Iterable[Span]) -> list[Span]:
    """Join overlapping and touching spans; empty ones vanish."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if start == end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
