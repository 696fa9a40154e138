"""The forms of calendar feeds and reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from sro_adapters.wire.keys import of
from sro_core.due import DueKind
from sro_core.feeds import Feed, Reader
from sro_core.ids import SiteId
from sro_core.privacy import Role
from sro_core.reports.report import Cell, Form, Grid, Report, ReportKind, Statement, Table


@attrs.frozen
class FeedForm:
    """A calendar feed, without its secret; no areas named means all."""

    id: str = of("id")
    name: str = of("name")
    reader: Reader = of("reader")
    role: Role = of("role")
    officer: str = of("officer")
    site: SiteId | None = of("site")
    kinds: tuple[DueKind, ...] = of("kinds", lambda one: sorted(one.kinds))
    made: datetime = of("made")
    by: str = of("by")
    expires: datetime = of("expires")
    used: date | None = of("used")
    revoked: datetime | None = of("revoked")


@attrs.frozen
class ReportRowForm:
    """One row; a cell is its number, `*` where it is masked, or null where not collected."""

    heading: str
    total: bool
    cells: tuple[float | str | None, ...]


@attrs.frozen
class ReportGridForm:
    """A table of one year, or of several merged into one."""

    years: str
    columns: tuple[str, ...]
    rows: tuple[ReportRowForm, ...]


@attrs.frozen
class ReportTableForm:
    """A table of a report: a year, and beside it the year before where it is shown."""

    id: str
    title: str
    says: str
    unit: str
    form: Form
    now: ReportGridForm | None
    before: ReportGridForm | None
    notes: tuple[str, ...]


@attrs.frozen
class ProgrammeReportForm:
    """A report; `published` is null while it is a draft."""

    id: str = of("id")
    kind: ReportKind = of("kind")
    title: str = of("title")
    year: str = of("year", lambda one: str(one.year))
    month: date | None = of("month")
    officer: str = of("officer")
    through: date = of("through")
    rules: str = of("rules")
    published: datetime | None = of("published")
    by: str = of("by")
    notes: tuple[str, ...] = of("notes")
    tables: tuple[ReportTableForm, ...] = of("tables", lambda one: [*map(_table, one.tables)])


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "says": table.says,
        "unit": table.unit,
        "form": table.form.value,
        "now": _grid(table.now),
        "before": _grid(table.before),
        "notes": list(table.notes),
    }


def _grid(grid: Grid | None) -> dict[str, Any] | None:
    if grid is None:
        return None
    rows = [
        {"heading": row.heading, "total": row.total, "cells": [*map(_cell, row.cells)]}
        for row in grid.rows
    ]
    return {"years": grid.years, "columns": list(grid.columns), "rows": rows}


def _cell(cell: Cell) -> float | str | None:
    if cell.amount is None:
        return str(cell) or None
    whole = cell.amount == cell.amount.to_integral_value()
    return int(cell.amount) if whole else float(cell.amount)


@attrs.frozen
class StatementForm:
    """That somebody stated that a topic was collected at a site for a school year."""

    topic: str = of("topic")
    site: str = of("site")
    year: str = of("year", lambda one: str(one.year))
    by: str = of("by")


FORMS: Mapping[type, type] = {Feed: FeedForm, Report: ProgrammeReportForm, Statement: StatementForm}
