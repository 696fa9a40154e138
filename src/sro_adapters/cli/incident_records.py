"""``sro incident category``, ``release``, ``seal`` and ``unseal``: what becomes of a record."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.incident import choice
from sro_adapters.cli.incident_figures import incident
from sro_adapters.cli.options import Counter, Day, counter_options
from sro_core.police_records import Category, Requester
from sro_core.usecases import incident_records

__all__ = ["incident"]


@incident.command(name="category")
@click.argument("id")
@click.argument("person")
@click.argument("category", type=choice(Category))
@click.option("--probation-told", type=Day(), help="The day on which probation was told.")
@counter_options
def give_category(
    id: str, person: str, category: str, probation_told: date | None, **asked: Any
) -> None:
    """Record what category of record a PERSON has in the incident ID under section 827.95."""
    counter = Counter.of(**asked)
    incident_records.give_category(
        counter.desk, counter.access, id, person, Category(category),
        probation_referral=probation_told,
    )  # fmt: skip
    click.echo(f"{person} in {id}: {category}, decided by {counter.access.viewer.actor}")


@incident.command(name="release")
@click.argument("id")
@click.argument("person")
@click.argument("to", type=choice(Requester))
@click.option("--named", required=True, help="The person or agency.")
@click.option("--basis", required=True, help="The law, order or consent it rests on.")
@counter_options
def release(id: str, person: str, to: str, named: str, basis: str, **asked: Any) -> None:
    """Release a PERSON's record in the incident ID, where it goes TO them; nobody else is in it."""
    counter = Counter.of(**asked)
    found = incident_records.release(
        counter.desk, counter.access, id, person, Requester(to), named=named, basis=basis
    )
    click.echo(wire.to_json(wire.show(found, counter.access)))


@incident.command(name="seal")
@click.argument("id")
@click.argument("person")
@click.option("--basis", required=True, help="The rule it rests on.")
@counter_options
def seal(id: str, person: str, basis: str, **asked: Any) -> None:
    """Seal a PERSON's record in the incident ID; it is answered as if they were not in it."""
    counter = Counter.of(**asked)
    incident_records.seal(counter.desk, counter.access, id, person, basis=basis)
    click.echo(f"{person} in {id}: sealed by {counter.access.viewer.actor}")


@incident.command(name="unseal")
@click.argument("id")
@click.argument("person")
@click.option("--basis", required=True, help="The court's order.")
@counter_options
def unseal(id: str, person: str, basis: str, **asked: Any) -> None:
    """Unseal a PERSON's record in the incident ID, as a court ordered it."""
    counter = Counter.of(**asked)
    incident_records.unseal(counter.desk, counter.access, id, person, basis=basis)
    click.echo(f"{person} in {id}: unsealed by {counter.access.viewer.actor}")
