"""Options that several commands share, and what they turn into."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import attrs
import click

from sro_adapters import compose
from sro_adapters.cli.paper import warn
from sro_adapters.interchange import columns
from sro_core.desk import Desk
from sro_core.ids import SiteId
from sro_core.jurisdictions import shipped
from sro_core.privacy import Permission, Role, Viewer
from sro_core.rules import RuleBook

F = TypeVar("F", bound=Callable[..., Any])
FOLDER = click.Path(path_type=Path)


class Day(click.ParamType[date]):
    """A date as ISO 8601 has it, from 1900 on."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date or fail as a usage error."""
        if isinstance(value, date):
            return value
        try:
            found = columns.day(value)
        except columns.CellRefused:
            found = None
        if found is None:
            self.fail(f"{value!r} is no date from 1900 on; write it as 2026-11-20", param, ctx)
        return found


class Part(click.ParamType[Viewer]):
    """A role, with the site or officer it is played for: ``clerk:HIGH``."""

    name = "role[:site or officer]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Viewer:
        """Read the role or fail as a usage error."""
        if isinstance(value, Viewer):
            return value
        role, colon, place = value.partition(":")
        if colon and not place:
            self.fail(f"{value!r} names no site or officer after the colon", param, ctx)
        if role not in set(Role):
            self.fail(f"{role!r} is none of: {', '.join(Role)}", param, ctx)
        actor = place if place and role == Role.OFFICER else _login()
        sites = frozenset({SiteId(place)}) if place and role != Role.OFFICER else None
        return Viewer(actor, Role(role), sites, purpose=f"sro {ctx.info_name if ctx else ''}")


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"


on_option = click.option("--on", type=Day(), help="The date judged; today where it is left out.")
as_option = click.option(
    "--as", "viewer", type=Part(), default="operator", show_default=True,
    help="Who asks: ROLE, ROLE:SITE or officer:OFFICER.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
map_option = click.option(
    "--map", "map_file", type=FOLDER, help="TOML that maps another export's columns and codes."
)
site_option = click.option("--site", help="Only students for whom this site answers.")


def rules_options(command: F) -> F:
    """Add ``--rules`` and ``--overlay``."""
    command = click.option(
        "--overlay", "overlays", type=FOLDER, multiple=True,
        help="TOML of local policy laid over the rules; may be given again.",
    )(command)  # fmt: skip
    return click.option(
        "--rules", "book", default="us-ca", show_default=True,
        help=f"The rule book: {', '.join(shipped())}.",
    )(command)  # fmt: skip


zone_option = click.option(
    "--zone", envvar="SRO_ZONE", default=compose.ZONE, show_default=True, hidden=True,
    help="The sites' time zone; decides what today is.",
)  # fmt: skip


@attrs.frozen
class Request:
    """Hold what the shared options ask for: the desk on the input, the viewer, the date."""

    desk: Desk
    viewer: Viewer
    on: date

    @classmethod
    def of(
        cls,
        path: Path,
        *,
        book: str,
        overlays: tuple[Path, ...],
        map_file: Path | None,
        zone: str,
        viewer: Viewer,
        on: date | None,
    ) -> Request:
        """Open the input; its warnings go to standard error."""
        viewer.require(Permission.REVIEW_ATTENDANCE)  # before anything of the input is shown
        rules = compose.rules_with(book, overlays)
        desk, checked = compose.desk_on(path, rules, zone=zone, map_file=map_file)
        warn(checked.report)
        return cls(desk, viewer, on or today(zone))

    @property
    def rules(self) -> RuleBook:
        """The rules in use."""
        return self.desk.rules


def today(zone: str) -> date:
    """Give today's date in a time zone."""
    return compose.now_in(zone).date()


def request_options(command: F) -> F:
    """Add the options of every command that judges an input, and its path."""
    for option in (
        rules_options, zone_option, map_option, as_option, json_option, on_option,
        click.argument("path", type=FOLDER),
    ):  # fmt: skip
        command = option(command)
    return command
