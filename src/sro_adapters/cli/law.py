"""``sro rules``: what is in force on a date, by which source, and how that was read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sro_adapters import compose, wire
from sro_adapters.cli.options import json_option, on_option, rules_options, today, zone_option
from sro_adapters.cli.paper import plural
from sro_core.jurisdictions.kinds import KINDS
from sro_core.rules import Rule

_NAMES = {kind: name for name, kind in KINDS.items()}


@click.command()
@rules_options
@zone_option
@on_option
@json_option
@click.option("--kind", type=click.Choice(sorted(KINDS)), help="Only rules of this kind.")
def rules(
    book: str,
    overlays: tuple[Path, ...],
    zone: str,
    on: date | None,
    as_json: bool,
    kind: str | None,
) -> None:
    """List the rules in force on a date with their citations. This is not legal advice."""
    day = on or today(zone)
    held = compose.rules_with(book, overlays)
    found = [each for each in held.in_force(day) if kind in (None, _NAMES[type(each.value)])]
    if as_json:
        for rule in found:
            click.echo(wire.to_json({"kind": _NAMES[type(rule.value)], **wire.public(rule)}))
        return
    for rule in found:
        _print(rule)
    click.echo(f"{plural(len(found), 'rule')} of {held.name} in force on {day}")


def _print(rule: Rule[object]) -> None:
    click.echo(
        f"{_NAMES[type(rule.value)]} {rule.id} ({rule.force}, {rule.effective}): {rule.says}"
    )
    for cited in rule.citations:
        click.echo(f"  {cited.title} ({cited.standing}, {cited.checked}) {cited.link}")
    for reading in rule.readings:
        click.echo(f"  read here as: {reading}")
