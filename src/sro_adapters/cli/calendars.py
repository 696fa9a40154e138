"""``sro calendar``: the days on which schools are closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sro_adapters import compose, wire
from sro_adapters.cli.options import FOLDER, Counter, counter_options, json_option
from sro_adapters.cli.paper import plural, table
from sro_core.ids import SiteId
from sro_core.usecases import closures

QUIET = ("same", "weekend")
"""What changes nothing and is not printed."""


@click.group()
def calendar() -> None:
    """Say when schools are closed."""


@calendar.command(name="import")
@click.argument("file", type=FOLDER)
@click.option("--site", required=True, help="The site whose days they are.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@counter_options
@json_option
def import_closures(file: Path, site: str, dry_run: bool, as_json: bool, **asked: Any) -> None:
    """Close the whole-day events of an iCalendar FILE at a site; events with a time close none.

    It adds and renames closures and opens no day. The same file again changes nothing.
    """
    with compose.needs("exchange"):
        from sro_adapters.interchange.closures import read_closures
    counter = Counter.of(**asked)
    where = SiteId(site)
    within = closures.sessions_of(counter.desk, counter.access, where)
    read = read_closures(file, within=within)
    found = closures.take_in(
        counter.desk, counter.access, where, read.days, source=file.name, dry_run=dry_run
    )
    if as_json:
        click.echo(wire.to_json({**wire.plain(found), "changes": found.changes,
                                 "timed_events": read.timed}))  # fmt: skip
        return
    rows = [(each.on, each.change, each.label) for each in found.days if each.change not in QUIET]
    if rows:
        table(("date", "change", "label"), rows)
    said = "nothing saved, as asked" if dry_run else "saved" if found.changes else "nothing to save"
    click.echo(f"{file.name}: {plural(found.changes, 'day')} changed at {site}; {said}")
    if found.kept:
        click.echo(f"{plural(found.kept, 'closure')} on record that it does not name stay")
    if read.timed:
        click.echo(f"{plural(read.timed, 'event')} with a time closed no day")
