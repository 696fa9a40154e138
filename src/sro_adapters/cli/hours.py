"""``sro hours``: is school in session at a site at this minute?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from sro_adapters import compose, wire
from sro_adapters.cli.options import (
    as_option,
    database_option,
    district_option,
    json_option,
    map_option,
    path_argument,
    zone_option,
)
from sro_adapters.cli.paper import plural
from sro_adapters.interchange import InputRefused
from sro_core.desk import Desk
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.privacy import Viewer
from sro_core.rules import RuleBook
from sro_core.usecases import school_hours

FORMS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


@click.command()
@click.argument("site")
@path_argument
@click.option("--at", type=click.DateTime(FORMS), help="Local wall time; now where it is left out.")
@as_option
@database_option
@district_option
@map_option
@zone_option
@json_option
def hours(
    site: str,
    path: Path | None,
    at: datetime | None,
    viewer: Viewer,
    url: str,
    district: str | None,
    map_file: Path | None,
    zone: str,
    as_json: bool,
) -> None:
    """Tell whether school is in session at a SITE at a minute, by its calendar and bells.

    It is about the school, never about a student: any role may ask.
    """
    rules = compose.rules_with("us-ca")
    if path is None:
        database = compose.database_at(url)
        desk = compose.desk_at(database, compose.district_of(database, district), rules, zone)
    else:
        desk = _desk_on(path, rules, zone, map_file)
    moment = at or compose.now_in(zone)
    found = school_hours.in_session(desk, desk.admit(viewer), SiteId(site), at=moment)
    if as_json:
        click.echo(wire.to_json(wire.plain(found)))
    else:
        click.echo(f"{site} on {moment:%A %Y-%m-%d at %H:%M}: {found.answer} ({found.because})")


def _desk_on(path: Path, rules: RuleBook, zone: str, map_file: Path | None) -> Desk:
    """Read an input, and keep to yourself what is wrong with the rows of students.

    Any role may ask for school hours; what stands in those rows is not for any role.
    """
    try:
        return compose.desk_on(path, rules, zone=zone, map_file=map_file)[0]
    except InputRefused as refused:
        errors = plural(refused.report.errors, "error")
        why = f"the export has {errors}, so its calendar is not used"
        raise BadValue(str(path), why, "the school's clerk can list them") from None
