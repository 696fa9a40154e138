"""``sro order``: what the daytime order of a place says about a minor at a minute."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, counter_options, json_option, on_option
from sro_core.ids import SiteId
from sro_core.truancy.order import OrderException, School
from sro_core.usecases import field_checks
from sro_core.usecases.field_checks import OrderQuestion

ALL = "all"


@click.command()
@click.argument("area")
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
              help="Local wall time; now where it is left out.")  # fmt: skip
@on_option
@click.option("--age", type=click.IntRange(0, 120), help="As told.")
@click.option("--school", type=click.Choice([str(each) for each in School]), help="As told.")
@click.option("--site", help="The school of the district they say they go to.")
@click.option("--holds", multiple=True, help="An exception that was found to hold.")
@click.option("--ruled-out", multiple=True, help="One that was asked about; `all` for the others.")
@click.option("--asked", "questions", multiple=True, help="A question that was asked first.")
@click.option("--contact", default="", help="Keep the answer with this open contact.")
@counter_options
@json_option
def order(
    area: str,
    at: datetime | None,
    on: date | None,
    age: int | None,
    school: str | None,
    site: str | None,
    holds: tuple[str, ...],
    ruled_out: tuple[str, ...],
    questions: tuple[str, ...],
    contact: str,
    as_json: bool,
    **asked: Any,
) -> None:
    """Say what the order in force in an AREA says: it applies, excepts, or cannot decide."""
    counter = Counter.of(**asked)
    known = {rule.id for rule in counter.desk.rules.ever(OrderException)}
    unknown = sorted({*holds, *ruled_out} - known - {ALL})
    if unknown:
        raise click.UsageError(
            f"no exception {unknown[0]!r}; there are: {', '.join(sorted(known))}"
        )
    no = known if ALL in ruled_out else set(ruled_out)
    question = OrderQuestion(
        area=area,
        at=at or (datetime.combine(on, counter.desk.clock().time()) if on else None),
        age=age,
        school=None if school is None else School(school),
        site=SiteId(site) if site else None,
        claims=dict.fromkeys(no, False) | dict.fromkeys(holds, True),
        asked=frozenset(questions),
    )
    found = field_checks.ask_order(counter.desk, counter.access, question, contact=contact)
    if as_json:
        click.echo(wire.to_json(wire.show(found, counter.access)))
    else:
        click.echo(found.explain())
