"""A report: tables of what was recorded, as they may be shown, frozen when it is published."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.periods import SchoolYear
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register

MASK, BLANK = "*", ""


class State(StrEnum):
    """What a cell of a report says."""

    SHOWN = "shown"
    MASKED = "masked"
    BLANK = "not collected"


@attrs.frozen
class Cell:
    """Hold one cell; only a shown one has an amount, and 0 is one.

    Attributes:
        state: shown, masked, or not collected.
        amount: what is shown.
    """

    state: State
    amount: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a masked or blank cell that knows its number."""
        if (self.state is State.SHOWN) != (self.amount is not None):
            raise BadValue("cell", f"it is {self.state} and its amount is {self.amount}")

    @classmethod
    def of(cls, amount: Decimal | int | None) -> Cell:
        """Show an amount; None is blank."""
        return cls(State.BLANK) if amount is None else cls(State.SHOWN, Decimal(amount))

    def __str__(self) -> str:
        """Print as it stands in a table."""
        if self.amount is None:
            return MASK if self.state is State.MASKED else BLANK
        return f"{self.amount:,f}"


@attrs.frozen
class Row:
    """Hold one row of a table.

    Attributes:
        heading: what is counted.
        cells: one a column.
        total: it sums the others.
    """

    heading: str
    cells: tuple[Cell, ...]
    total: bool = False


@attrs.frozen(kw_only=True)
class Grid:
    """Hold a table of one year, or of several merged into one.

    Attributes:
        first, last: the school years it covers.
        columns: their headings.
        rows: in order.
    """

    first: SchoolYear
    last: SchoolYear
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise BadValue("table of a report", "its rows do not fit its columns")

    @property
    def years(self) -> str:
        """The years in words."""
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"

    def covers(self, year: SchoolYear) -> bool:
        """Tell whether the counts of a year are in it."""
        return self.first <= year <= self.last


class Form(StrEnum):
    """How far a table breaks down."""

    SITES = "by site"
    MONTHS = "by month"
    PROGRAMME = "the whole programme"
    YEARS = "the whole programme over three years"
    PLAIN = "as recorded"


@attrs.frozen(kw_only=True)
class Table:
    """Hold a table of a report: a year and, beside it, the year before.

    Attributes:
        id: of the topic.
        title, says: what is counted, and how.
        unit: of its numbers, where they count no people.
        form: how far it breaks down.
        now: the year; None where nothing of it may be shown.
        before: the year before; None where it is not shown here.
        notes: what a reader must know, such as why it is merged.
    """

    id: str
    title: str
    says: str
    unit: str = ""
    form: Form
    now: Grid | None
    before: Grid | None = None
    notes: tuple[str, ...] = ()

    def covers(self, year: SchoolYear) -> bool:
        """Tell whether counts of a year stand in it."""
        return any(each is not None and each.covers(year) for each in (self.now, self.before))


class ReportKind(StrEnum):
    """The reports there are."""

    YEARLY = "yearly"
    MONTHLY = "monthly"


@attrs.frozen(kw_only=True)
class Report:
    """Hold a report.

    Attributes:
        id: such as ``yearly:2025-26``.
        kind: for the council, or an officer's sheet.
        title: in words.
        year: the school year.
        month: the first day of the month, of a monthly sheet.
        officer: whose sheet it is, or empty.
        through: the last day of the records it was made of.
        rules: the rule book it was made under.
        tables: in order.
        notes: what a reader must know of all of it.
        published: when, or None for a draft.
        by: who published it.
        sensitivity: who may see it.
    """

    id: str
    kind: ReportKind
    title: str
    year: SchoolYear
    month: date | None = None
    officer: str = ""
    through: date
    rules: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    published: datetime | None = None
    by: str = ""
    sensitivity: Sensitivity = Sensitivity.STAFF

    def __attrs_post_init__(self) -> None:
        """Refuse to call public what nobody published, and a sheet that is nobody's."""
        if self.sensitivity is Sensitivity.PUBLIC and self.published is None:
            raise BadValue(f"report {self.id}", "it is public and nobody published it")
        if (self.kind is ReportKind.MONTHLY) != bool(self.officer):
            raise BadValue(f"report {self.id}", "a monthly sheet, and no other, is of an officer")

    def table(self, id: str) -> Table | None:
        """Give the table of a topic, or None where there is none."""
        return next((each for each in self.tables if each.id == id), None)


@attrs.frozen
class Statement:
    """Hold that somebody stated what was collected; see `sro_core.reports.topics.Collected`."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    topic: str
    site: str
    year: SchoolYear
    by: str


PUBLISHED_REPORTS = Register(
    name="published report", kind=Report, keeper=Keeper.PROGRAMME, on=lambda one: one.through
)
STATEMENTS = Register(name="report statement", kind=Statement, keeper=Keeper.PROGRAMME)
