"""``sro serve``: the HTTP front, for staff and, apart from it, for the public."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import click

from sro_adapters import compose
from sro_adapters.cli.options import (
    database_option,
    district_option,
    rules_options,
    zone_option,
)
from sro_adapters.interchange import check
from sro_core.errors import StoreFailed
from sro_core.feeds import Entry


@click.command()
@click.option("--public", is_flag=True, help="Serve what is public; no student table is opened.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8321, show_default=True)
@click.option("--https", is_flag=True, help="It is reached over HTTPS only, through a proxy.")
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@database_option
@district_option
@rules_options
@zone_option
def serve(
    public: bool,
    host: str,
    port: int,
    https: bool,
    threads: int,
    url: str,
    district: str | None,
    book: str,
    overlays: tuple[Path, ...],
    zone: str,
) -> None:
    """Serve the JSON interface and the pages over HTTP on waitress, to whoever shows a token.

    Without --public nothing is answered without a token; see `sro token new`. Browsers sign in
    with one at /sign-in.
    """
    with compose.needs("http"):
        from sro_adapters.http import Settings, serve_public, serve_staff
    settings = Settings(https=https, session_key=compose.session_key())
    rules = compose.rules_with(book, overlays)
    database = compose.database_at(url)
    click.get_current_context().call_on_close(database.close)
    desk = compose.desk_at(database, compose.district_of(database, district), rules, zone)
    click.echo(f"listening on http://{host}:{port}", err=True)
    if public:
        serve_public(desk, host, port, threads, settings=settings)
    else:
        calendar = _calendars(zone)
        serve_staff(desk, host, port, threads, settings=settings, reader=check, calendar=calendar)


def _calendars(zone: str) -> Callable[[str, Iterable[Entry]], bytes] | None:
    """Give what writes calendar feeds, or say why there are none."""
    try:
        with compose.needs("exchange"):
            from sro_adapters.interchange.calendars import write_calendar
    except StoreFailed as missing:
        click.echo(f"no calendar feeds: {missing}", err=True)
        return None
    return partial(write_calendar, zone=zone)
