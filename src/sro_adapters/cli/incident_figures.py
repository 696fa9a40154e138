"""``sro incident counts``, ``civil-rights`` and ``collected``: what incidents add up to."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.incident import choice, days, incident
from sro_adapters.cli.options import Counter, Day, counter_options, json_option
from sro_adapters.cli.options import today as today_in
from sro_adapters.cli.paper import table
from sro_core.ids import SiteId
from sro_core.masking import Masked
from sro_core.periods import SchoolYear
from sro_core.safety.incidents import Place
from sro_core.usecases import incident_figures

__all__ = ["incident"]


@incident.command(name="counts")
@click.option("--site", help="Only this site's.")
@click.option("--year", type=int, help="The school year by the year in which it begins.")
@click.option("--place", "places", type=choice(Place), multiple=True,
              help="Only at this place, for exact counts; may be given again.")  # fmt: skip
@click.option("--from", "start", type=Day(), help="From this day on, for exact counts.")
@click.option("--until", "last", type=Day(), help="Until this day, for exact counts.")
@click.option("--exact", is_flag=True, help="Hide nothing; for whoever may read the incidents.")
@counter_options
@json_option
def count_incidents(
    site: str | None, year: int | None, places: tuple[str, ...], start: date | None,
    last: date | None, exact: bool, as_json: bool, zone: str, **asked: Any,
) -> None:  # fmt: skip
    """Count incidents by place, hour, weekday and offense; small counts are masked."""
    counter = Counter.of(zone=zone, **asked)
    found = incident_figures.figures(
        counter.desk,
        counter.access,
        on=today_in(zone),
        site=SiteId(site) if site else None,
        places=tuple(map(Place, places)) or tuple(Place),
        year=SchoolYear(year) if year is not None else None,
        within=days(start, last),
        exact=exact,
    )
    if as_json:
        click.echo(wire.to_json(wire.show(found, counter.access)))
        return
    click.echo(f"{site or 'all sites'}, {found.within}")
    for each in (found.by_place, found.by_hour, found.by_offense):
        _print(each)


def _print(found: Masked) -> None:
    click.echo(f"\n{found.title}")
    head, *rows = found.lines()
    table(head, rows)
    if found.note:
        click.echo(found.note)


@incident.command(name="civil-rights")
@click.argument("site")
@click.argument("year", type=int)
@counter_options
@json_option
def civil_rights(site: str, year: int, as_json: bool, zone: str, **asked: Any) -> None:
    """Count referrals and arrests of a SITE in the school year that begins in YEAR."""
    counter = Counter.of(zone=zone, **asked)
    found = incident_figures.civil_rights_data(
        counter.desk, counter.access, SiteId(site), SchoolYear(year), on=today_in(zone)
    )
    shown = wire.show(found, counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    table(
        (f"{site}, {shown['year']}", "instances", "students", "not recorded"),
        [
            (name, *("blank" if each[key] is None else each[key]
                     for key in ("instances", "students")), each["unrecorded"])
            for name, each in (("referrals", shown["referrals"]), ("arrests", shown["arrests"]))
        ],
    )  # fmt: skip
    if not shown["collected"]:
        click.echo("blank: nobody has stated that both were kept (sro incident collected)")
    click.echo(f"counted so: {shown['counted_by']}")


@incident.command(name="collected")
@click.argument("site")
@click.argument("year", type=int)
@counter_options
def collected(site: str, year: int, **asked: Any) -> None:
    """State that referrals and arrests of a SITE were kept in the school year begun in YEAR."""
    counter = Counter.of(**asked)
    made = incident_figures.state_collected(
        counter.desk, counter.access, SiteId(site), SchoolYear(year)
    )
    click.echo(f"{made.site}, {SchoolYear(made.year)}: stated on {made.on} by {made.by}")
