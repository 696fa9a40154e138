"""``sro check`` and ``sro generate``: look at an export before it is used, or make one up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sro_adapters import synthetic, wire
from sro_adapters.cli.options import FOLDER, Day, json_option, map_option
from sro_adapters.cli.paper import plural
from sro_adapters.interchange import Checked, marked
from sro_adapters.interchange import check as check_input
from sro_adapters.interchange.maps import read_map
from sro_adapters.interchange.sources import open_source
from sro_core.errors import BadValue


@click.command()
@click.argument("path", type=FOLDER)
@map_option
@json_option
@click.option("--rows", type=FOLDER, help="Write the original rows with an error column here.")
@click.pass_context
def check(
    ctx: click.Context, path: Path, map_file: Path | None, as_json: bool, rows: Path | None
) -> None:
    """Say everything that is wrong with an export; nothing is kept or changed.

    Exit status 1 where an error would keep it out, 0 where there are only warnings.
    """
    found = check_input(path, map_file=map_file)
    if rows is not None:
        mapping = read_map(map_file) if map_file else None
        for written in marked.write_marked(open_source(path), found.report, rows, mapping=mapping):
            click.echo(f"wrote {written}", err=True)
    if as_json:
        click.echo(wire.to_json(_document(found)))
    else:
        _print(found)
    ctx.exit(1 if found.report.errors else 0)


def _numbers(found: Checked) -> dict[str, int]:
    if found.roll is None:
        return {}
    files = list(found.roll.files)
    return {
        "student": len(files),
        "site": len(found.roll.sites),
        "attendance row": sum(len(each.events) for each in files),
        "act": sum(len(each.steps) for each in files),
    }


def _document(found: Checked) -> dict[str, object]:
    report = found.report
    return {
        "name": found.name,
        "form": found.form,
        "errors": report.errors,
        "warnings": report.warnings,
        "counts": {
            f"{severity} {code}": n for (severity, code), n in sorted(report.counts.items())
        },
        "unlisted": report.unlisted,
        "read": {f"{name}s": number for name, number in _numbers(found).items()},
        "problems": [wire.plain(each) for each in report],
        "proposed_map": found.proposal,
    }


def _print(found: Checked) -> None:
    report = found.report
    click.echo(f"{found.name}: {found.form}")
    for problem in report:
        click.echo(f"  {problem}")
    if report.unlisted:
        click.echo(f"  and {report.unlisted:,} more, counted only:")
        for (severity, code), number in sorted(report.counts.items()):
            click.echo(f"    {severity} {code}: {number:,}")
    read = ", ".join(plural(number, name) for name, number in _numbers(found).items())
    said = f"{plural(report.errors, 'error')}, {plural(report.warnings, 'warning')}"
    click.echo(f"{said}; {read or 'nothing of it can be used'}")
    if found.proposal:
        click.echo("a map to start from; check it, save it, and give it with --map:\n")
        click.echo(found.proposal)


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--students", type=click.IntRange(min=1), default=2000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--on", type=Day(), default=str(synthetic.DEMO_DATE), show_default=True)
def generate(folder: Path, students: int, seed: int, on: date) -> None:
    """Write a synthetic district with its truth: which student reaches which status, and when.

    The truth (truth.csv) follows from how each student's story was made, not from the rules.
    """
    try:
        made = synthetic.generate(folder, students=students, seed=seed, on=on)
    except ValueError as error:
        raise BadValue(f"--on {on}", str(error)) from error
    numbers = (
        plural(made.sites, "site"), plural(made.students, "student"), f"{made.staff:,} staff",
        plural(made.attendance_rows, "attendance row"),
    )  # fmt: skip
    click.echo(f"{folder}: synthetic; {', '.join(numbers)}; truth as of {made.on}")
