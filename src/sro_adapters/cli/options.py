"""Options that several commands share, and what they turn into."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from sro_adapters import compose
from sro_adapters.cli.paper import warn
from sro_adapters.interchange import columns
from sro_core.desk import Desk
from sro_core.ids import SiteId
from sro_core.jurisdictions import shipped
from sro_core.permissions import Access
from sro_core.privacy import Permission, Role, Viewer
from sro_core.rules import RuleBook

if TYPE_CHECKING:
    from sro_adapters.sql import SqlDatabase

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
        actor = place if place and role == Role.OFFICER else compose.login()
        sites = frozenset({SiteId(place)}) if place and role != Role.OFFICER else None
        return Viewer(actor, Role(role), sites)


on_option = click.option("--on", type=Day(), help="The date judged; today where it is left out.")
as_option = click.option(
    "--as", "viewer", type=Part(), default="operator", show_default=True,
    help="Who asks: ROLE, ROLE:SITE or officer:OFFICER.",
)  # fmt: skip
purpose_option = click.option("--purpose", help="What it is needed for; kept on the audit log.")
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
map_option = click.option(
    "--map", "map_file", type=FOLDER, help="TOML that maps another export's columns and codes."
)
site_option = click.option("--site", help="Only students for whom this site answers.")
path_argument = click.argument("path", metavar="[PATH]", type=FOLDER, required=False)
zone_option = click.option(
    "--zone", envvar="SRO_ZONE", default=compose.ZONE, show_default=True, hidden=True,
    help="The sites' time zone; decides what today is.",
)  # fmt: skip
database_option = click.option(
    "--database", "url", envvar="SRO_DATABASE_URL", default=compose.DATABASE, show_default=True,
    metavar="URL", help="Where the programme's data is: SQLite or PostgreSQL.",
)  # fmt: skip
district_option = click.option(
    "--district", envvar="SRO_DISTRICT", metavar="ID",
    help="Whose data, where the database holds several districts.",
)  # fmt: skip


def _add(command: F, *options: Callable[[F], F]) -> F:
    for option in reversed(options):
        command = option(command)
    return command


def rules_options(command: F) -> F:
    """Add ``--rules`` and ``--overlay``."""
    return _add(
        command,
        click.option(
            "--rules", "book", default="us-ca", show_default=True,
            help=f"The rule book: {', '.join(shipped())}.",
        ),
        click.option(
            "--overlay", "overlays", type=FOLDER, multiple=True,
            help="TOML of local policy laid over the rules; may be given again.",
        ),
    )  # fmt: skip


def today(zone: str) -> date:
    """Give today's date in a time zone."""
    return compose.now_in(zone).date()


def with_purpose(viewer: Viewer, purpose: str | None) -> Viewer:
    """Give the viewer with the purpose stated, if one was."""
    return viewer if purpose is None else attrs.evolve(viewer, purpose=purpose)


@attrs.frozen
class Counter:
    """Hold what the shared options of a command on the database ask for.

    Attributes:
        desk: on the stores of the district.
        access: who asks, and what they may do today.
        database: the database it is in.
    """

    desk: Desk
    access: Access
    database: SqlDatabase

    @classmethod
    def of(
        cls,
        *,
        url: str,
        district: str | None,
        book: str,
        overlays: tuple[Path, ...],
        zone: str,
        viewer: Viewer,
        purpose: str | None,
    ) -> Counter:
        """Open the database."""
        rules = compose.rules_with(book, overlays)
        database = compose.database_at(url)
        click.get_current_context().call_on_close(database.close)
        desk = compose.desk_at(database, compose.district_of(database, district), rules, zone)
        return cls(desk, desk.admit(with_purpose(viewer, purpose)), database)


def counter_options(command: F) -> F:
    """Add the options of every command on the database."""
    return _add(
        command, database_option, district_option, as_option, purpose_option, rules_options,
        zone_option,
    )  # fmt: skip


@attrs.frozen
class Request:
    """Hold what the shared options ask for: the desk, who asks, the date.

    The desk is on the input where a path was given, else on the database.
    """

    desk: Desk
    access: Access
    on: date

    @classmethod
    def of(
        cls,
        path: Path | None,
        permission: Permission,
        *,
        url: str,
        district: str | None,
        book: str,
        overlays: tuple[Path, ...],
        map_file: Path | None,
        zone: str,
        viewer: Viewer,
        purpose: str | None,
        on: date | None,
    ) -> Request:
        """Open the database, or the input, whose warnings then go to standard error."""
        if path is None:
            counter = Counter.of(
                url=url, district=district, book=book, overlays=overlays, zone=zone,
                viewer=viewer, purpose=purpose,
            )  # fmt: skip
            return cls(counter.desk, counter.access, on or today(zone))
        rules = compose.rules_with(book, overlays)
        asking = with_purpose(viewer, purpose)
        # An input states no agreement, so whoever needs one is refused before it is shown.
        Access.of(asking, rules, on=today(zone)).require(permission)
        desk, checked = compose.desk_on(path, rules, zone=zone, map_file=map_file)
        warn(checked.report)
        return cls(desk, desk.admit(asking), on or today(zone))

    @property
    def rules(self) -> RuleBook:
        """The rules in use."""
        return self.desk.rules


def request_options(command: F) -> F:
    """Add the options of every command that judges an input or the database, and its path."""
    return _add(
        command, path_argument, on_option, json_option, as_option, purpose_option, database_option,
        district_option, map_option, zone_option, rules_options,
    )  # fmt: skip
