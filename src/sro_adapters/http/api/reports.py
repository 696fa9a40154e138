"""Reports: what was published for the council, a draft of what would be, an officer's sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api.attendance import ON
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import path, query
from sro_adapters.http.operations import Nothing, Operation
from sro_adapters.wire.reporting_forms import ProgrammeReportForm
from sro_core.errors import BadValue
from sro_core.ids import OfficerId
from sro_core.periods import SchoolYear
from sro_core.privacy import Permission
from sro_core.usecases import monthly_sheets, yearly_reports

YEAR = "the school year, as 2025-26"
SCHOOL_YEAR = {"pattern": "^[0-9]{4}-[0-9]{2}$"}


@attrs.frozen
class OfYear:
    """Ask for the published report of a school year."""

    year: str = path(YEAR, example="2025-26", facets=SCHOOL_YEAR)


@attrs.frozen
class OfDraft:
    """Ask for the draft of a report."""

    year: str = path(YEAR, example="2026-27", facets=SCHOOL_YEAR)
    on: date | None = query("nothing after this day; today where it is left out")


@attrs.frozen
class OfSheet:
    """Ask for an officer's monthly sheet."""

    officer: OfficerId = path("the officer's id", example="O-01")
    month: date | None = query("any day of the month; this month where it is left out")
    on: date | None = query(ON)


@attrs.frozen
class PublishedReports:
    """The reports that were published, the newest first."""

    items: tuple[ProgrammeReportForm, ...]


def year_of(text: str) -> SchoolYear:
    """Read a school year. Raises the problem of one that is none."""
    try:
        year = SchoolYear(int(text[:4])) if text[:4].isascii() and text[:4].isdigit() else None
    except BadValue:
        year = None
    if year is None or str(year) != text:
        raise problems.parameter("year", "it is no school year; write it as 2025-26")
    return year


def every(call: Call, _: Nothing) -> Answer:
    """Give the published reports."""
    found = yearly_reports.published(call.desk, call.access)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def one(call: Call, asked: OfYear) -> Answer:
    """Give a published report."""
    found = yearly_reports.one(call.desk, call.access, year_of(asked.year))
    return Answer(wire.show(found, call.access))


def draft(call: Call, asked: OfDraft) -> Answer:
    """Give what publishing a report now would publish."""
    on = asked.on or call.today
    made = yearly_reports.draft(call.desk, call.access, year_of(asked.year), on=on)
    return Answer(wire.show(made, call.access))


def publish(call: Call, asked: OfYear) -> Answer:
    """Publish the report of a year that is over."""
    made = yearly_reports.publish(call.desk, call.access, year_of(asked.year))
    return Answer(wire.show(made, call.access))


def sheet(call: Call, asked: OfSheet) -> Answer:
    """Give an officer's monthly sheet."""
    on = asked.on or call.today
    made = monthly_sheets.monthly(call.desk, call.access, asked.officer, asked.month or on, on=on)
    return Answer(wire.show(made, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="reports",
        method="GET",
        path="/api/reports",
        says="List the yearly reports that were published, the newest first",
        does=every,
        asks=Nothing,
        gives=PublishedReports,
        permission=Permission.READ_REPORT,
        tagged=True,
    ),
    Operation(
        id="report",
        method="GET",
        path="/api/reports/{year}",
        says="Give the published report of a school year",
        does=one,
        asks=OfYear,
        gives=ProgrammeReportForm,
        permission=Permission.READ_REPORT,
        problems=(problems.UNKNOWN,),
        tagged=True,
    ),
    Operation(
        id="draft_report",
        method="GET",
        path="/api/reports/{year}/draft",
        says="Give what publishing the report of a school year now would publish",
        does=draft,
        asks=OfDraft,
        gives=ProgrammeReportForm,
        permission=Permission.DRAFT_REPORT,
    ),
    Operation(
        id="publish_report",
        method="POST",
        path="/api/reports/{year}/publication",
        says="Publish the report of a school year that is over; it is not changed afterwards",
        does=publish,
        asks=OfYear,
        gives=ProgrammeReportForm,
        permission=Permission.PUBLISH_REPORT,
    ),
    Operation(
        id="monthly_sheet",
        method="GET",
        path="/api/officers/{officer}/sheet",
        says="Give the monthly sheet of an officer",
        does=sheet,
        asks=OfSheet,
        gives=ProgrammeReportForm,
        permission=Permission.READ_SHEET,
        problems=(problems.UNKNOWN,),
    ),
)
