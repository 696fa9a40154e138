"""Read a site's days and bells: calendar.csv and bells.csv, on top of the sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from sro_adapters.interchange import layouts
from sro_adapters.interchange.blocks import Record
from sro_adapters.interchange.rows import Files
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.school_calendar import BellTime, SchoolCalendar, Session

EVERY = ""
"""A blank school stands for all of them."""


@attrs.define
class _Days:
    closed: dict[date, str] = attrs.field(factory=dict)
    added: dict[date, str] = attrs.field(factory=dict)
    minutes: dict[date, int] = attrs.field(factory=dict)
    bells: dict[int, list[BellTime]] = attrs.field(factory=dict)


def read_calendars(
    files: Files, sites: Iterable[SiteId], sessions: tuple[Session, ...]
) -> dict[SiteId, SchoolCalendar]:
    """Give the calendar of each site; a site's own rows stand beside those for all sites."""
    days: dict[str, _Days] = {}
    for row in files.records(layouts.CALENDAR):
        if _site_known(files, layouts.CALENDAR, row):
            _note_day(files, row, days.setdefault(row["School_id"], _Days()))
    for row in files.records(layouts.BELLS):
        if _site_known(files, layouts.BELLS, row):
            _note_bell(files, row, days.setdefault(row["School_id"], _Days()))
    every = days.get(EVERY, _Days())
    return {site: _calendar(site, sessions, every, days.get(site, _Days())) for site in sites}


def _calendar(
    site: SiteId, sessions: tuple[Session, ...], every: _Days, own: _Days
) -> SchoolCalendar:
    bells = own.bells or every.bells
    return SchoolCalendar(
        site=site,
        sessions=sessions,
        closed=every.closed | own.closed,
        added=every.added | own.added,
        minutes=every.minutes | own.minutes,
        bells={
            day: tuple(sorted(rings, key=lambda ring: ring.start)) for day, rings in bells.items()
        },
    )


def _site_known(files: Files, layout: layouts.Layout, row: Record) -> bool:
    site = row["School_id"]
    if site == EVERY or not files.keys["orgs"].misses(site):
        return site == EVERY or site in files.keys["orgs"].found
    column = files.original(layout, "School_id")
    files.report.error(
        "unknown_school",
        row.file,
        "no row of orgs has this id",
        "check the id",
        line=row.line,
        column=column,
        value=site,
    )
    return False


def _note_day(files: Files, row: Record, days: _Days) -> None:
    day, label = row["Date"], row["Label"]
    if row["Kind"] == "closed":
        days.closed[day] = label
    elif row["Kind"] == "added":
        days.added[day] = label
    elif row["Minutes"] is None:
        files.report.warn(
            "minimum_without_minutes",
            row.file,
            "a minimum day without minutes changes nothing",
            "fill in Minutes",
            line=row.line,
            column="Minutes",
        )
    if row["Minutes"] is not None:
        days.minutes[day] = row["Minutes"]


def _note_bell(files: Files, row: Record, days: _Days) -> None:
    try:
        ring = BellTime(row["Start"], row["End"])
    except BadValue:
        column = files.original(layouts.BELLS, "End")
        files.report.error(
            "end_before_start",
            row.file,
            "the last bell is not after the first",
            "write 24-hour times",
            line=row.line,
            column=column,
            value=f"{row['End']:%H:%M}",
        )
        return
    days.bells.setdefault(row["Weekday"], []).append(ring)
