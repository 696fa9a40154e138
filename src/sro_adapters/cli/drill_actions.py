"""The parts of ``sro drills`` after a drill: the report, and what is to be mended."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, Day, counter_options, json_option, today
from sro_adapters.cli.paper import table
from sro_core.ids import SiteId
from sro_core.privacy import Sensitivity
from sro_core.safety.corrective_actions import CorrectiveAction
from sro_core.usecases import drill_reading, safety_drills


@click.command()
@click.argument("drill")
@json_option
@counter_options
def report(drill: str, as_json: bool, **asked: Any) -> None:
    """Print the report after a DRILL, made of what is on record."""
    counter = Counter.of(**asked)
    shown = wire.show(drill_reading.report(counter.desk, counter.access, drill), counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    one, before = shown["drill"], shown["before"]
    click.echo(f"after-action report: {one['kind']} drill at {one['site']}, {one['on']}")
    for name, label in (
        ("status", "record"), ("starts", "began"), ("ends", "ended"), ("led_by", "led by"),
        ("leader", "leader"), ("assisted_by", "assisted by"), ("agencies", "agencies"),
        ("students", "students"), ("staff", "staff"),
        ("evacuation_seconds", "seconds to leave"), ("observations", "observations"),
        ("weaknesses", "weaknesses"),
    ):  # fmt: skip
        value = one.get(name, f"withheld: {one.get('withheld', {}).get(name)}")
        if value not in (None, "", []):
            click.echo(f"  {label}: {', '.join(value) if isinstance(value, list) else value}")
    if shown["slower_by"] is not None:
        more = "slower" if shown["slower_by"] > 0 else "faster"
        click.echo(f"  {abs(shown['slower_by'])} seconds {more} than on {before['on']}")
    click.echo(f"  counts for: {', '.join(shown['counts_for']) or 'nothing that is asked'}")
    for term, done in shown["terms"].items():
        click.echo(f"  {term}: {'confirmed' if done else 'not confirmed'}")
    for name, label in (("tried_again", "tried again"), ("actions", "to be mended")):
        for each in shown[name]:
            click.echo(f"  {label}: {each.get('what', 'withheld')}")


@click.group()
def action() -> None:
    """Follow up on what a drill showed, until a later drill has tried it again."""


@action.command(name="list")
@click.option("--site", help="Only of this site.")
@json_option
@counter_options
def list_actions(site: str | None, as_json: bool, **asked: Any) -> None:
    """List what drills showed and has to be mended, closed or not."""
    counter = Counter.of(**asked)
    chosen = SiteId(site) if site else None
    found = drill_reading.actions(counter.desk, counter.access, site=chosen)
    shown = [wire.show(each.record, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    columns = ("id", "site", "on", "what", "owner", "due", "done", "retested")
    rows = [[each[name] for name in columns] for each in shown if "id" in each]
    table(("action", "site", "on", "what", "owner", "due", "done", "tried again"), rows)


@action.command(name="new")
@click.argument("drill")
@click.argument("what")
@click.option("--owner", required=True, help="Who does it, by position.")
@click.option("--due", type=Day(), help="By when.")
@click.option("--tactical", is_flag=True, help="It is about tactical responses.")
@counter_options
def new_action(
    drill: str, what: str, owner: str, due: date | None, tactical: bool, **asked: Any
) -> None:
    """Note WHAT is to be mended after a DRILL."""
    counter = Counter.of(**asked)
    id, kind = counter.desk.new_id(), Sensitivity.TACTICAL if tactical else Sensitivity.STAFF
    safety_drills.note_action(
        counter.desk, counter.access, drill,
        lambda held: CorrectiveAction(
            id=id, site=held.site, drill=drill, on=today(asked["zone"]), what=what, owner=owner,
            due=due, sensitivity=kind,
        ),
    )  # fmt: skip
    click.echo(f"action {id} of drill {drill}")


@action.command(name="done")
@click.argument("action")
@click.option("--on", type=Day(), help="The day; today where it is left out.")
@counter_options
def action_done(action: str, on: date | None, **asked: Any) -> None:
    """Record that an ACTION was done; it waits for the drill that tries it again."""
    counter, day = Counter.of(**asked), on or today(asked["zone"])
    safety_drills.close_action(counter.desk, counter.access, action, done=day)
    click.echo(f"action {action}: done {day}, to be tried again")


@action.command()
@click.argument("action")
@click.argument("drill")
@click.option("--works/--fails", required=True, help="Whether it held.")
@counter_options
def retested(action: str, drill: str, works: bool, **asked: Any) -> None:
    """Record that a later DRILL tried an ACTION again, and whether it held."""
    counter = Counter.of(**asked)
    safety_drills.retest(counter.desk, counter.access, action, drill=drill, works=works)
    click.echo(f"action {action}: tried again, " + ("it held" if works else "open again"))
