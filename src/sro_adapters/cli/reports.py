"""``sro report``: the yearly report for the council, and an officer's monthly sheet."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from sro_adapters import compose, wire
from sro_adapters.cli.options import (
    FOLDER,
    Counter,
    counter_options,
    json_option,
    on_option,
    today,
)
from sro_adapters.cli.paper import table
from sro_adapters.wire.report_tables import side_by_side
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import SchoolYear
from sro_core.reports.report import Report
from sro_core.usecases import monthly_sheets, yearly_reports


class Year(click.ParamType[SchoolYear]):
    """A school year, as 2025-26."""

    name = "school year"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> SchoolYear:
        """Read the year or fail as a usage error."""
        if isinstance(value, SchoolYear):
            return value
        found = re.fullmatch(r"(\d{4})-(\d{2})", value)
        if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
            self.fail(f"{value!r} is no school year; write it as 2025-26", param, ctx)
        return SchoolYear(int(found[1]))


class Month(click.ParamType[date]):
    """A month, as 2026-11."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the month or fail as a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"{value!r} is no month; write it as 2026-11", param, ctx)


html_option = click.option(
    "--html", type=FOLDER, metavar="FILE", help="Write it as a page with pictures instead."
)


@click.group()
def report() -> None:
    """Report what was recorded, with no claim of what it brought about."""


@report.command()
@click.argument("year", type=Year())
@click.option("--published", is_flag=True, help="Only what was published; no draft.")
@html_option
@on_option
@json_option
@counter_options
def yearly(
    year: SchoolYear,
    published: bool,
    html: Path | None,
    on: date | None,
    as_json: bool,
    zone: str,
    **asked: Any,
) -> None:
    """Show the report of a school YEAR, such as 2025-26: as it was published, else a draft."""
    counter = Counter.of(zone=zone, **asked)
    if published:
        made = yearly_reports.one(counter.desk, counter.access, year)
    else:
        day = on or today(zone)
        made = yearly_reports.draft(counter.desk, counter.access, year, on=day)
    _out(made, counter, html, as_json=as_json)


@report.command()
@click.argument("officer")
@click.option("--month", type=Month(), help="Such as 2026-11; this month where it is left out.")
@html_option
@on_option
@json_option
@counter_options
def monthly(
    officer: str,
    month: date | None,
    html: Path | None,
    on: date | None,
    as_json: bool,
    zone: str,
    **asked: Any,
) -> None:
    """Show the monthly sheet of an OFFICER: the month, and the school year up to its end."""
    counter = Counter.of(zone=zone, **asked)
    day = on or today(zone)
    made = monthly_sheets.monthly(
        counter.desk, counter.access, OfficerId(officer), month or day, on=day
    )
    _out(made, counter, html, as_json=as_json)


@report.command()
@click.argument("year", type=Year())
@counter_options
def publish(year: SchoolYear, **asked: Any) -> None:
    """Publish the report of a school YEAR that is over. It is not changed afterwards."""
    counter = Counter.of(**asked)
    made = yearly_reports.publish(counter.desk, counter.access, year)
    click.echo(f"{made.title}: published on {made.published:%Y-%m-%d} by {made.by}")


@report.command(name="list")
@json_option
@counter_options
def list_reports(as_json: bool, **asked: Any) -> None:
    """List the reports that were published, the newest first."""
    counter = Counter.of(**asked)
    found = yearly_reports.published(counter.desk, counter.access)
    keys = ("year", "title", "through", "published", "by")
    shown = [wire.show(each, counter.access, only=keys) for each in found]
    if as_json:
        for line in shown:
            click.echo(wire.to_json(line))
        return
    table(keys, [[line[key] for key in keys] for line in shown])


@report.command()
@click.argument("topic")
@click.argument("year", type=Year())
@click.option("--site", help="Where; left out for what no site answers for.")
@counter_options
def collected(topic: str, year: SchoolYear, site: str | None, **asked: Any) -> None:
    """State that a TOPIC was kept all of a school YEAR, so that none found means none.

    Without it a table in which nothing was counted stays blank.
    """
    counter = Counter.of(**asked)
    where = SiteId(site) if site else None
    made = yearly_reports.state_collected(counter.desk, counter.access, topic, where, year)
    click.echo(f"{made.topic} at {made.site or 'no site'} in {made.year}: stated by {made.by}")


def _out(made: Report, counter: Counter, html: Path | None, *, as_json: bool) -> None:
    shown = wire.show(made, counter.access)
    if html is not None:
        with compose.needs("pages"):
            from sro_adapters.pages.reports import report_page
        html.write_text(report_page(shown), "utf-8")
        click.echo(f"wrote {html}", err=True)
    elif as_json:
        click.echo(wire.to_json(shown))
    else:
        _print(shown)


def _print(shown: dict[str, Any]) -> None:
    if "tables" not in shown:
        click.echo("withheld: " + "; ".join(dict.fromkeys(shown["withheld"].values())))
        return
    state = f"published on {shown['published']:%Y-%m-%d}" if shown["published"] else "not published"
    click.echo(f"{shown['title']} ({state}; through {shown['through']}; rules {shown['rules']})")
    for each in shown["tables"]:
        unit = f", in {each['unit']}" if each["unit"] else ""
        click.echo(f"\n{each['title']}{unit} ({each['form']})")
        headings, rows = side_by_side(each)
        table(headings, rows)
        for note in each["notes"]:
            click.echo(f"  {note}")
    for note in shown["notes"]:
        click.echo(f"\n{note}")
