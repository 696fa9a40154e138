"""Put a yearly report for the council together, and an officer's monthly sheet.

Everything is handed in: counted things, plain figures, statements of what was collected, and
the reports that were published. The same records give the same report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.masking import SmallCells
from sro_core.periods import SchoolYear
from sro_core.privacy import Sensitivity
from sro_core.reports.counting import PROGRAMME, tally
from sro_core.reports.merging import POOLED_YEARS, Masking, MergeTables
from sro_core.reports.report import Cell, Form, Grid, Report, ReportKind, Row, State, Table
from sro_core.reports.topics import CONTACTS, TOPICS, Collected, Counted
from sro_core.rules import RuleBook

NO_CLAIM = (
    "This says what was recorded, and nothing of what it brought about: figures rise and fall "
    "with how much is recorded, and schools and years differ in more than their officers."
)
ZERO = "0 stands only where something was collected and none was found; blank is not collected."
WITHOUT = "without enforcement"


@attrs.frozen(kw_only=True)
class Subject:
    """Say what a table of plain figures is about: money, minutes, numbers of events.

    Attributes:
        id: names it.
        title, says: what stands in it.
        unit: of its numbers.
    """

    id: str
    title: str
    says: str
    unit: str = ""


@attrs.frozen
class Figure:
    """Hold one figure that counts no people met, so that it is not masked.

    Attributes:
        subject: the id of its table.
        row: its heading, such as ``drills held``.
        column: the site, or the programme.
        year: the school year.
        amount: how much.
    """

    subject: str
    row: str
    column: str
    year: SchoolYear
    amount: Decimal


POPULATION = Subject(
    id="population", title="Population served", says="headcounts as the district states them",
    unit="people",
)  # fmt: skip
COST = Subject(
    id="cost", title="Cost and who bears it",
    says="as the agreements of the sites have it; a share is of the programme's cost at the site",
    unit="dollars and per cent",
)  # fmt: skip
TIME = Subject(
    id="time", title="Officers' time by what they did",
    says="minutes of approved activities, for all officers together", unit="minutes and per cent",
)  # fmt: skip
WORK = Subject(
    id="work", title="Drills, plans, sweeps and presentations",
    says="numbers of events, not of people",
)  # fmt: skip
SUBJECTS = (POPULATION, COST, TIME, WORK)
"""Every table of plain figures, in the order of the report."""


def yearly(
    *,
    year: SchoolYear,
    through: date,
    sites: Sequence[SiteId],
    counted: Iterable[Counted],
    collected: Iterable[Collected],
    figures: Iterable[Figure],
    earlier: Iterable[Report],
    rules: RuleBook,
) -> Report:
    """Put the report of a school year together, as a draft.

    Args:
        year: the school year.
        through: the last day counted.
        sites: of the programme.
        counted: what happened, in this year and the two before.
        collected: what was stated to be collected in those years.
        figures: plain figures of this year and the one before.
        earlier: the reports that were published.
        rules: the book; it says which counts are masked and when tables merge.

    Raises:
        BadValue: no rule says how to mask, or the year has not begun.
    """
    if year.period.start is None or through < year.period.start:
        raise BadValue(f"report of {year}", f"the year has not begun on {through}")
    things, stated, published = tuple(counted), tuple(collected), tuple(earlier)
    masking = _masking(rules, through, published)
    tables: list[Table] = []
    every = tuple(figures)
    for subject in SUBJECTS:
        made = plain(subject, every, year, published)
        if made is not None:
            tables.append(made)
    years = [SchoolYear(year.start - n) for n in range(POOLED_YEARS)]
    for topic in TOPICS:
        tallies = {
            each: tally(topic, things, stated, sites=sites, year=each, through=through)
            for each in years
        }
        made = masking.table(topic, tallies, year)
        tables.append(made)
        if topic is CONTACTS:
            tables.append(ratio(made))
    return Report(
        id=f"yearly:{year}",
        kind=ReportKind.YEARLY,
        title=f"School resource officer programme, school year {year}",
        year=year,
        through=through,
        rules=rules.name,
        tables=tuple(tables),
        notes=(NO_CLAIM, ZERO),
    )


def _masking(rules: RuleBook, on: date, earlier: tuple[Report, ...]) -> Masking:
    small, merge = rules.all(SmallCells, on), rules.all(MergeTables, on)
    if not small or not merge:
        raise BadValue(
            f"report on {on}", "no rule in force says how counts are masked",
            "give rules of the kinds small_cells and merge_tables",
        )  # fmt: skip
    return Masking(small=small[-1].value, merge=merge[-1].value, earlier=earlier)


def plain(
    subject: Subject, figures: Iterable[Figure], year: SchoolYear, earlier: Iterable[Report]
) -> Table | None:
    """Give a table of plain figures with the year before beside it; None where there is none.

    What was published of the year before stands as it was published.
    """
    before = SchoolYear(year.start - 1)
    found = {
        (each.row, each.column, each.year): each.amount
        for each in figures
        if each.subject == subject.id
    }
    for report in earlier:
        told = report.table(subject.id)
        if told is not None and told.now is not None and told.now.first == before:
            found = {key: amount for key, amount in found.items() if key[2] != before}
            found |= _amounts(told.now, before)
    rows = tuple(dict.fromkeys(row for row, _, each in found if each in (year, before)))
    if not rows:
        return None
    named = {column for _, column, each in found if each in (year, before)}
    columns = tuple(sorted(named - {PROGRAMME})) + ((PROGRAMME,) if PROGRAMME in named else ())

    def grid(of: SchoolYear) -> Grid:
        return Grid(
            first=of,
            last=of,
            columns=columns,
            rows=tuple(
                Row(row, tuple(Cell.of(found.get((row, column, of))) for column in columns))
                for row in rows
            ),
        )

    return Table(
        id=subject.id,
        title=subject.title,
        says=subject.says,
        unit=subject.unit,
        form=Form.PLAIN,
        now=grid(year),
        before=grid(before),
    )


def _amounts(grid: Grid, year: SchoolYear) -> dict[tuple[str, str, SchoolYear], Decimal]:
    return {
        (row.heading, column, year): cell.amount
        for row in grid.rows
        for column, cell in zip(grid.columns, row.cells, strict=True)
        if cell.amount is not None
    }


def ratio(contacts: Table) -> Table:
    """Give contacts without enforcement for each one with, of what is shown of contacts only."""
    return Table(
        id="ratio",
        title="Contacts without enforcement for each contact with enforcement",
        says="worked out of the table of contacts, from numbers that are shown there",
        form=contacts.form,
        now=_ratio_of(contacts.now),
        before=_ratio_of(contacts.before),
        notes=("* where a number it needs is masked",),
    )


def _ratio_of(grid: Grid | None) -> Grid | None:
    if grid is None:
        return None
    rows = [row for row in grid.rows if not row.total]
    cells = tuple(_ratio([row.cells[n] for row in rows], rows) for n in range(len(grid.columns)))
    return attrs.evolve(grid, rows=(Row("without, for each one with", cells),))


def _ratio(cells: list[Cell], rows: list[Row]) -> Cell:
    states = {each.state for each in cells}
    if State.MASKED in states:
        return Cell(State.MASKED)
    amounts = {
        row.heading: each.amount
        for row, each in zip(rows, cells, strict=True)
        if each.amount is not None
    }
    without = amounts.pop(WITHOUT, None)
    enforced = sum(amounts.values(), Decimal(0))
    if without is None or not enforced:
        return Cell(State.BLANK)
    return Cell.of((without / enforced).quantize(Decimal("0.1"), ROUND_HALF_UP))


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Give a share in per cent with one decimal.

    >>> share(Decimal(1), Decimal(3))
    Decimal('33.3')
    """
    return (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def sheet(
    *,
    officer: str,
    month: date,
    through: date,
    rules: RuleBook,
    figures: Iterable[tuple[str, str, Decimal | None, Decimal | None]],
) -> Report:
    """Put an officer's monthly sheet together: the month, and the school year up to its end.

    It is of the officer's own file and for nobody else, so nothing of it is masked.

    Args:
        officer: whose.
        month: its first day.
        through: the last day counted.
        rules: the rule book, by name.
        figures: title of a table, heading, amount of the month, amount of the year to date.
    """
    year = SchoolYear.of(month)
    rows: dict[str, list[Row]] = {}
    for title, heading, own, to_date in figures:
        rows.setdefault(title, []).append(Row(heading, (Cell.of(own), Cell.of(to_date))))
    columns = (f"{month:%B %Y}", "school year to date")
    tables = tuple(
        Table(
            id=title.lower().replace(" ", "_"),
            title=title,
            says="as recorded by or for the officer",
            form=Form.PLAIN,
            now=Grid(first=year, last=year, columns=columns, rows=tuple(each)),
        )
        for title, each in rows.items()
    )
    return Report(
        id=f"monthly:{officer}:{month:%Y-%m}",
        kind=ReportKind.MONTHLY,
        title=f"Monthly sheet of {officer}, {month:%B %Y}",
        year=year,
        month=month,
        officer=officer,
        through=through,
        rules=rules.name,
        tables=tables,
        notes=(NO_CLAIM,),
        sensitivity=Sensitivity.PERSONNEL,
    )
