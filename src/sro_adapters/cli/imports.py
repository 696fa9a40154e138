"""``sro import``: take in an export whole, or say what it would change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import click

from sro_adapters import compose, wire
from sro_adapters.cli.options import (
    FOLDER,
    Day,
    as_option,
    database_option,
    district_option,
    json_option,
    map_option,
    purpose_option,
    rules_options,
    today,
    with_purpose,
    zone_option,
)
from sro_adapters.cli.paper import plural, warn
from sro_adapters.interchange import Checked, InputRefused
from sro_adapters.interchange import check as check_input
from sro_core.desk import Desk
from sro_core.errors import BadValue, Shrinks
from sro_core.ids import SiteId, StudentRef
from sro_core.periods import ONE_DAY
from sro_core.permissions import Access
from sro_core.privacy import Permission, Viewer
from sro_core.truancy.corrections import Lost
from sro_core.truancy.difference import Difference
from sro_core.usecases import attendance_steps, submissions
from sro_core.usecases.submissions import DeclaredScope, Submission

CHANGED = 20
"""So many changed students are printed; ``--json`` has more."""


@click.command(name="import")
@click.argument("path", type=FOLDER)
@click.option("--dry-run", is_flag=True, help="Say what would change; save nothing.")
@click.option("--confirm", is_flag=True, help="Save even what leaves much less on record.")
@click.option("--identities", is_flag=True, help="Keep names and contacts too, apart.")
@click.option("--scope-from", type=Day(), help="From this date on the export has every row, …")
@click.option("--scope-to", type=Day(), help="… to this date; rows it lacks are withdrawn.")
@click.option(
    "--scope-site", "scope_sites", multiple=True, help="Only of this site; may be given again."
)
@click.option("--on", type=Day(), help="The date on which missing enrollments end; today.")
@json_option
@as_option
@purpose_option
@database_option
@district_option
@map_option
@rules_options
@zone_option
def import_(
    path: Path,
    dry_run: bool,
    confirm: bool,
    identities: bool,
    scope_from: date | None,
    scope_to: date | None,
    scope_sites: tuple[str, ...],
    on: date | None,
    as_json: bool,
    viewer: Viewer,
    purpose: str | None,
    url: str,
    district: str | None,
    map_file: Path | None,
    book: str,
    overlays: tuple[Path, ...],
    zone: str,
) -> None:
    """Take in an export whole, or nothing of it, and say what it changed.

    PATH is what `sro check` reads. It states the whole of every student, school and date it
    names; a second import of the same changes nothing. The database is made if there is none.
    """
    rules = compose.rules_with(book, overlays)
    asking = with_purpose(viewer, purpose)
    Access.of(asking, rules, on=today(zone)).require(Permission.SUBMIT_ATTENDANCE)
    scope = _scope(scope_from, scope_to, scope_sites)
    tell = _teller()
    checked = check_input(path, map_file=map_file, progress=tell)
    if checked.roll is None:
        raise InputRefused(checked.name, checked.report)
    warn(checked.report)
    database = compose.database_at(url, create=not dry_run)
    click.get_current_context().call_on_close(database.close)
    owner = compose.district_for(database, checked.roll, district)
    desk = compose.desk_at(database, owner, rules, zone)
    touched: set[StudentRef] = set()
    submission = Submission(
        checked.roll,
        identities=checked.identities() if identities else (),
        scope=scope,
        confirmed=confirm,
        source=checked.name,
        progress=tell,
        over=_noting(touched),
    )
    run = submissions.check if dry_run else submissions.submit
    try:
        found = run(desk, desk.admit(asking), submission, on=on or today(zone))
    except Shrinks as shrinks:
        raise BadValue(checked.name, str(shrinks), "with --confirm") from shrinks
    shaken = _shaken(desk, desk.admit(asking), touched, on or today(zone)) if not dry_run else ()
    if as_json:
        lost = [wire.show(each, desk.admit(asking)) for each in shaken]
        document = _document(checked, found, applied=not dry_run)
        click.echo(wire.to_json({**document, "lost": lost}))
    else:
        _print(checked, found, owner, applied=not dry_run)
        for each in shaken:
            click.echo(f"  {each.student}: {each.step} of {each.on} lost its ground")


def _noting(touched: set[StudentRef]) -> Callable[[str, str, int], None]:
    """Give what notes the students on record whom an import changes."""

    def note(kind: str, id: str, version: int) -> None:
        if kind == "student" and version:
            touched.add(StudentRef(id))

    return note


def _shaken(desk: Desk, access: Access, touched: set[StudentRef], on: date) -> tuple[Lost, ...]:
    """Look again at the students touched, and at nobody else: what lost its ground."""
    if not touched or access.why_not(Permission.READ_STEPS):
        return ()
    return attendance_steps.lost(desk, access, on=on, refs=touched)


def _scope(start: date | None, end: date | None, sites: tuple[str, ...]) -> DeclaredScope | None:
    """Read the declared scope. Raises a usage error where half of it is missing."""
    if start is None and end is None:
        if sites:
            raise click.UsageError("--scope-site needs --scope-from and --scope-to")
        return None
    if start is None or end is None or end < start:
        raise click.UsageError("a scope needs --scope-from and --scope-to, in this order")
    chosen = frozenset(SiteId(each) for each in sites) if sites else None
    return DeclaredScope(start, end + ONE_DAY, chosen)


def _teller() -> Callable[[str, int], None] | None:
    """Give what shows progress on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        return None

    def tell(what: str, number: int) -> None:
        click.echo(f"\r{number:,} {what}  ", nl=False, err=True)

    return tell


def _document(checked: Checked, found: Difference, *, applied: bool) -> dict[str, object]:
    return {
        "name": checked.name,
        "form": checked.form,
        "errors": checked.report.errors,
        "warnings": checked.report.warnings,
        "applied": applied,
        "changes": found.changes,
        "difference": wire.plain(found),
    }


_COUNTS = (
    ("sites_new", "new site"),
    ("sites_changed", "changed site"),
    ("students_new", "new student"),
    ("students_changed", "changed student"),
    ("students_left", "student no longer enrolled", "students no longer enrolled"),
    ("rows_added", "new attendance row"),
    ("rows_replaced", "replaced attendance row"),
    ("rows_withdrawn", "withdrawn attendance row"),
    ("acts_added", "new act"),
    ("identities_changed", "new or changed identity", "new or changed identities"),
)


def _print(checked: Checked, found: Difference, owner: str, *, applied: bool) -> None:
    said = ", ".join(
        plural(number, *nouns) for name, *nouns in _COUNTS if (number := getattr(found, name))
    )
    for each in found.students[:CHANGED]:
        if not each.is_new:
            parts = attrs.asdict(
                each, filter=lambda field, value: value and field.name != "student"
            )
            told = ", ".join(
                name.replace("_", " ") if number is True else f"{number} {name.replace('_', ' ')}"
                for name, number in parts.items()
            )
            click.echo(f"  {each.student}: {told}")
    done = "taken in" if applied else "a dry run, nothing is saved"
    click.echo(f"{checked.name}: {plural(found.changes, 'change')} in district {owner}; {done}")
    if said:
        click.echo(f"  {said}")
