"""``sro audit``: read the audit log, and check that nobody tampered with it."""

from __future__ import annotations

from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, counter_options, json_option
from sro_adapters.cli.paper import plural, table
from sro_core.audit import Head
from sro_core.usecases import audit_log as use_case


@click.group()
def audit() -> None:
    """Read the audit log, and check that its chain holds."""


@audit.command(name="list")
@click.option("--after", type=click.IntRange(min=0), default=0, help="Only entries behind this.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@counter_options
@json_option
def list_(after: int, limit: int | None, as_json: bool, **asked: Any) -> None:
    """List the entries: who did or read what, when and what for."""
    counter = Counter.of(**asked)
    found = use_case.entries(counter.desk, counter.access, after=after, limit=limit)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    keys = ("place", "at", "actor", "role", "act", "site", "subject", "purpose")
    rows = [
        [f"{each['at']:%Y-%m-%d %H:%M:%S}" if key == "at" else each.get(key, "withheld")
         for key in keys]
        for each in shown
    ]  # fmt: skip
    table(("no", "when", "who", "role", "what", "site", "about", "what for"), rows)
    hidden = {why for each in shown for why in each.get("withheld", {}).values()}
    for why in sorted(hidden):
        click.echo(f"withheld: {why}", err=True)


@audit.command()
@click.option("--head", help="A head noted earlier, as COUNT:HASH; the log must still contain it.")
@counter_options
@json_option
@click.pass_context
def verify(ctx: click.Context, /, head: str | None, as_json: bool, **asked: Any) -> None:
    """Check the chain, and print its head: note that somewhere else.

    Exit status 1 where an entry was changed, removed or inserted; it says which.
    """
    counter = Counter.of(**asked)
    with counter.desk.open() as stores:
        district = stores.audit.head().district
    noted = [Head.read(district, head)] if head else []
    found = use_case.check(counter.desk, counter.access, noted)
    if as_json:
        document = {
            "holds": not found.breaks,
            "entries": found.head.count,
            "head": str(found.head),
            "breaks": [wire.plain(each) for each in found.breaks],
        }
        click.echo(wire.to_json(document))
    else:
        for each in found.breaks:
            click.echo(f"  entry {each.place}: {each.why}")
        said = "the chain holds" if not found.breaks else "the chain is BROKEN"
        number = plural(found.head.count, "entry", "entries")
        click.echo(f"{number}; {said}; head {found.head}")
    ctx.exit(1 if found.breaks else 0)
