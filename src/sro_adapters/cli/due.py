"""``sro due`` and ``sro today``: what waits for whom, and one screen for each role."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from sro_adapters import compose, wire
from sro_adapters.cli.options import (
    FOLDER,
    Counter,
    Request,
    counter_options,
    json_option,
    on_option,
    request_options,
)
from sro_adapters.cli.options import today as today_in
from sro_adapters.cli.paper import plural, table
from sro_core.due import DueItem, DueKind, Wanted
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.privacy import Permission, Role
from sro_core.usecases import calendar_feeds, reporting

COLUMNS = ("due", "overdue_days", "force", "who", "concerns", "what")
HEADINGS = ("due", "days overdue", "force", "who", "concerns", "what")


@click.command()
@request_options
@click.option("--site", help="Only what this site answers for.")
@click.option("--kind", "kinds", type=click.Choice([str(each) for each in DueKind]),
              multiple=True, help="Only this area; may be given again.")  # fmt: skip
@click.option("--who", type=click.Choice([str(role) for role in Role]), help="Only this role's.")
@click.option("--person", help="Only what this officer has to see to.")
@click.option(
    "--ics",
    type=FOLDER,
    metavar="FILE",
    help="Write them as a calendar instead, without a word about any student.",
)
@click.option("--within", type=click.IntRange(0, 3660), metavar="DAYS",
              help="Only what is overdue or due in so many days.")  # fmt: skip
def due(
    as_json: bool,
    site: str | None,
    kinds: tuple[str, ...],
    who: str | None,
    person: str | None,
    within: int | None,
    ics: Path | None,
    zone: str,
    **asked: Any,
) -> None:
    """List who must or may do what: the due list. It reads what findings ask, and does nothing."""
    if ics is not None and asked["path"] is not None:
        why = "a calendar says what it changed since it was last written"
        raise BadValue("--ics", why, "take the export in first: sro import PATH")
    export = asked["path"] is not None
    request = Request.of(permission=Permission.REVIEW_ATTENDANCE, zone=zone, **asked)
    # An export tells of attendance only: that it holds no plan or officer says nothing of them.
    chosen = (
        frozenset({DueKind.TRUANCY}) if export and not kinds else frozenset(map(DueKind, kinds))
    )
    wanted = Wanted(
        site=SiteId(site) if site else None,
        kinds=chosen,
        who=Role(who) if who else None,
        person=person or "",
        within=within,
    )
    found = reporting.due(request.desk, request.access, on=request.on, wanted=wanted)
    for name, why in found.left_out:
        click.echo(f"{name} left out: {why}", err=True)
    if ics is not None:
        _write(request, found.items, wanted.person, ics, zone)
        return
    shown = [wire.show(item, request.access) for item in found.items]
    if as_json:
        for line in shown:
            click.echo(wire.to_json(line))
        return
    table(HEADINGS, [[line[column] or "" for column in COLUMNS] for line in shown])
    click.echo(f"{plural(len(shown), 'item')} on {request.on}")


def _write(
    request: Request, items: tuple[DueItem, ...], person: str, file: Path, zone: str
) -> None:
    with compose.needs("exchange"):
        from sro_adapters.interchange.calendars import write_calendar
    entries = calendar_feeds.written(request.desk, request.access, items, person=person)
    file.write_bytes(write_calendar(f"Due on {request.on}", entries, zone=zone))
    dated = plural(sum(each.due is not None for each in items), "item")
    click.echo(f"{file}: {plural(len(entries), 'line')} of a calendar for {dated} with a date")


@click.command()
@counter_options
@on_option
@json_option
@click.option("--site", help="Only what this site answers for.")
def today(on: date | None, as_json: bool, site: str | None, zone: str, **asked: Any) -> None:
    """Show what matters today to whoever asks: one screen, each part with its command."""
    counter = Counter.of(zone=zone, **asked)
    day = on or today_in(zone)
    chosen = SiteId(site) if site else None
    blocks = reporting.today(counter.desk, counter.access, on=day, site=chosen)
    if as_json:
        for block in blocks:
            click.echo(wire.to_json(wire.plain(block)))
        return
    viewer = counter.access.viewer
    where = f" of {', '.join(sorted(viewer.sites))}" if viewer.sites else ""
    click.echo(f"{viewer.role}{where}, {day:%A} {day}")
    for block in blocks:
        click.echo(f"\n{block.title} ({block.command})")
        for line in block.lines:
            click.echo(f"  {line}")
    if not blocks:
        click.echo("nothing waits")
