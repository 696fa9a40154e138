"""``sro rotation status`` and its like: who may and must go, and what falls short over the plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import (
    FOLDER,
    Counter,
    Day,
    counter_options,
    json_option,
    on_option,
    today,
)
from sro_adapters.cli.paper import plural
from sro_adapters.cli.rotation import rotation
from sro_adapters.cli.showing import print_records
from sro_adapters.wire.plan_documents import read_tours
from sro_core.due import DueKind
from sro_core.findings import Outcome
from sro_core.ids import SiteId
from sro_core.rotations.published import PublishedPlan
from sro_core.usecases import rotation_plans, staffing_review

__all__ = ["rotation"]
OPEN = (Outcome.MET, Outcome.PENDING, Outcome.UNDECIDED)


@rotation.command(name="status")
@click.option("--site", help="Only at this site.")
@click.option("--findings", is_flag=True, help="Also everything that the rules find, cited.")
@on_option
@counter_options
@json_option
def status(
    site: str | None, findings: bool, on: date | None, as_json: bool, zone: str, **asked: Any
) -> None:
    """Show who serves where on a date, how long, and from when a rotation is possible and due."""
    counter = Counter.of(zone=zone, **asked)
    desk, access, day = counter.desk, counter.access, on or today(zone)
    wanted = SiteId(site) if site else None
    found = staffing_review.terms_served(desk, access, on=day, site=wanted)
    shown = [wire.show(each, access) for each in found]
    columns = {"site": "site", "officer": "officer", "since": "since", "served": "served",
               "possible": "possible", "due by": "ends"}  # fmt: skip
    print_records(shown, columns, as_json=as_json)
    if not findings:
        return
    for each in staffing_review.review(desk, access, on=day, site=wanted):
        if as_json:
            click.echo(wire.to_json(wire.show(each, access)))
        elif each.outcome in OPEN:
            said = each.explain().replace("\n", "\n  ")
            because = f"\n    {each.why}" if each.why else ""
            click.echo(f"{each.subject.id}: {said}{because}")


@rotation.command(name="due")
@click.option("--site", help="Only what this site answers for.")
@on_option
@counter_options
@json_option
def due(site: str | None, on: date | None, as_json: bool, zone: str, **asked: Any) -> None:
    """List what staffing asks people to do: rotations, vacant posts, cover, decisions."""
    counter = Counter.of(zone=zone, **asked)
    day, wanted = on or today(zone), SiteId(site) if site else None
    found = staffing_review.due(counter.desk, counter.access, on=day, site=wanted)
    shown = [wire.show(each, counter.access) for each in found if each.kind is DueKind.ROTATION]
    columns = {"due": "due", "days overdue": "overdue_days", "force": "force",
               "concerns": "concerns", "what": "what"}  # fmt: skip
    print_records(shown, columns, as_json=as_json)
    if not as_json:
        click.echo(f"{plural(len(shown), 'item')} on {day}")


@rotation.command(name="compliance")
@click.option("--until", type=Day(), help="How far to look; the end of the published plan.")
@on_option
@counter_options
@json_option
def compliance(until: date | None, on: date | None, as_json: bool, zone: str, **asked: Any) -> None:
    """Say on which day who will be out of compliance, over the tours on record and the plan."""
    counter = Counter.of(zone=zone, **asked)
    day = on or today(zone)
    found = rotation_plans.compliance(counter.desk, counter.access, on=day, until=until)
    shown = [wire.show(each, counter.access) for each in found]
    columns = {"out of compliance on": "date", "officer": "officer", "site": "site",
               "rule": "rule", "why": "why"}  # fmt: skip
    print_records(shown, columns, as_json=as_json)


@rotation.command(name="publish")
@click.argument("path", type=FOLDER)
@click.option("--note", default="", help="What people are told with it.")
@on_option
@counter_options
def publish(path: Path, note: str, on: date | None, zone: str, **asked: Any) -> None:
    """Publish the plan in PATH, the answer of `sro rotation plan --json`; the latest one counts."""
    counter = Counter.of(zone=zone, **asked)
    day = on or today(zone)
    tours = read_tours(path.read_text("utf-8"), str(path))
    plan = PublishedPlan(
        id=str(day),
        on=day,
        by=counter.access.viewer.actor,
        first=min((each.first for each in tours), default=day.year),
        last=max((each.last for each in tours), default=day.year),
        tours=tours,
        note=note,
    )
    done = rotation_plans.publish(counter.desk, counter.access, plan)
    click.echo(f"plan {done.id}, {done.first} to {done.last}: {plural(len(done.tours), 'tour')}")
