"""``sro drills``: what a site must drill, until when, a schedule that fits, and the records."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import attrs
import click

from sro_adapters import wire
from sro_adapters.cli.drill_actions import action, report
from sro_adapters.cli.options import (
    Counter,
    Day,
    counter_options,
    json_option,
    on_option,
    today,
)
from sro_adapters.cli.paper import table
from sro_adapters.cli.plan_views import told, year_option
from sro_core.errors import BadValue, Unknown
from sro_core.ids import SiteId
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import Drill, DrillStatus, LedBy, unmet
from sro_core.usecases import drill_reading, safety_drills

_DAYS_SHOWN = 6
KINDS = click.Choice([str(each) for each in DrillKind])


class Clock(click.ParamType[time]):
    """A local wall time such as 10:15."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Read the time or fail as a usage error."""
        try:
            return value if isinstance(value, time) else time.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time; write it as 10:15", param, ctx)


@click.group()
def drills() -> None:
    """See which drill is due, plan it, write it down, and follow up on what it showed."""


@drills.command(name="list")
@click.option("--site", help="Only of this site.")
@year_option
@json_option
@counter_options
def list_drills(site: str | None, year: int | None, as_json: bool, **asked: Any) -> None:
    """List drills by date, those planned too."""
    counter = Counter.of(**asked)
    chosen = SiteId(site) if site else None
    found = drill_reading.drills(counter.desk, counter.access, site=chosen, year=year)
    shown = [wire.show(each.record, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    columns = ("id", "site", "on", "kind", "status", "evacuation_seconds", "leader")
    headings = ("drill", "site", "on", "kind", "status", "seconds to leave", "led by")
    table(headings, [[each[name] for name in columns] for each in shown])


@drills.command()
@click.argument("site")
@on_option
@json_option
@counter_options
def status(site: str, on: date | None, as_json: bool, **asked: Any) -> None:
    """Tell which drills of a SITE are short or open on a date, and from when it will be short."""
    counter, day = Counter.of(**asked), on or today(asked["zone"])
    found = drill_reading.status(counter.desk, counter.access, SiteId(site), on=day)
    shown = wire.show(found, counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    said = {None: "cannot be told yet", True: "kept so far"}.get(
        shown["compliant"], f"short since {shown['short_from']}"
    )
    coming = shown["next_short_from"]
    click.echo(f"{site}, {shown['school_year']}, on {day}: {said}"
               + (f"; short from {coming} if nothing more is held" if coming else ""))  # fmt: skip
    table(
        ("requirement", "stretch", "held", "missing", "school days left", "short from"),
        [_row(each, day) for each in shown["requirements"] if each["stretches"]],
    )
    for each in shown["requirements"]:
        if each["undecided"]:
            click.echo(f"{each['id']}: cannot be judged, not stated: {each['undecided']}")
    for reading in dict.fromkeys(each["reading"] for each in shown["requirements"]):
        if reading:
            click.echo(f"reading: {reading}")


def _row(one: dict[str, Any], day: date) -> tuple[object, ...]:
    """Give the stretch of a requirement that is running, else the last one."""
    running = [each for each in one["stretches"] if each["last"] >= day]
    now = running[0] if running else one["stretches"][-1]
    days = [f"{each:%m-%d}" for each in now["school_days_left"]]
    left = " ".join(days[:_DAYS_SHOWN]) + (" …" if days[_DAYS_SHOWN:] else "")
    name = one["id"] if one["followed"] else f"({one['id']})"
    return name, now["label"], len(now["held"]), now["missing"], left, now["short_from"]


@drills.command()
@click.argument("site")
@on_option
@json_option
@counter_options
def findings(site: str, on: date | None, as_json: bool, **asked: Any) -> None:
    """List what the drills of a SITE ask of whom on a date, records left open too."""
    counter, day = Counter.of(**asked), on or today(asked["zone"])
    found = drill_reading.status(counter.desk, counter.access, SiteId(site), on=day)
    told(counter, found.answers, as_json=as_json)


@drills.command()
@click.argument("site")
@on_option
@json_option
@counter_options
def suggest(site: str, on: date | None, as_json: bool, **asked: Any) -> None:
    """Suggest drills of a SITE for the rest of the school year; nothing is planned by it."""
    counter, day = Counter.of(**asked), on or today(asked["zone"])
    found = drill_reading.schedule(counter.desk, counter.access, SiteId(site), on=day)
    shown = wire.show(found, counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    rows = [(each["on"], each["kind"], ", ".join(each["serves"])) for each in shown["drills"]]
    table(("on", "kind", "serves"), rows)
    for each in shown["cannot"]:
        click.echo(
            f"cannot be met: {each['requirement']}, {each['stretch']}, "
            f"{each['missing']} missing: {each['because']}"
        )


@drills.command()
@click.argument("site")
@click.option("--id", "drill", help="A drill on record; what is left out stays as it is.")
@click.option("--kind", type=KINDS, help="What is drilled; needed for a new one.")
@click.option("--on", type=Day(), help="The day; today where it is left out.")
@click.option("--plan", is_flag=True, help="It lies ahead.")
@click.option("--cancel", "cancelled", metavar="REASON", help="It is not held.")
@click.option("--starts", type=Clock())
@click.option("--ends", type=Clock())
@click.option("--announced/--unannounced", default=None)
@click.option("--led-by", type=click.Choice([str(each) for each in LedBy]))
@click.option("--leader", help="That person, by position.")
@click.option("--assisted-by", multiple=True, help="Who helped; may be given again.")
@click.option("--agency", "agencies", multiple=True, help="Who came; may be given again.")
@click.option("--students", type=click.IntRange(0), help="How many took part.")
@click.option("--staff-number", "staff", type=click.IntRange(0), help="How many took part.")
@click.option("--seconds", "evacuation_seconds", type=click.IntRange(0), help="To leave.")
@click.option("--observations", help="What was seen.")
@click.option("--weaknesses", help="What it showed about tactical responses.")
@click.option("--retests", multiple=True, help="A corrective action it tries again.")
@counter_options
def record(
    site: str, drill: str | None, plan: bool, cancelled: str | None, on: date | None, **rest: Any
) -> None:
    """Plan a drill at a SITE, or write down one that was held; finishing is an act of its own."""
    own = {each.name for each in attrs.fields(Drill)}
    told_ = {name: rest.pop(name) for name in list(rest) if name in own}
    given = {name: value for name, value in told_.items() if value not in (None, ())}
    for name, kind in (("kind", DrillKind), ("led_by", LedBy)):
        if name in given:
            given[name] = kind(given[name])
    counter = Counter.of(**rest)
    if on is not None:
        given["on"] = on
    if plan or cancelled:
        given["status"] = DrillStatus.PLANNED if plan else DrillStatus.CANCELLED
        given["because"] = cancelled or ""
    if drill is None:
        if "kind" not in given:
            raise BadValue("kind", "nothing is said", "say what was drilled: --kind")
        told_ = {"on": today(rest["zone"]), **given}
        new = Drill(id=counter.desk.new_id(), site=SiteId(site), **told_)
        found = safety_drills.record(counter.desk, counter.access, new).record
    else:
        found = safety_drills.change(
            counter.desk, counter.access, drill, lambda before: _changed(before, site, given)
        ).record
    click.echo(f"drill {found.id}: {found.kind} at {site} on {found.on}, {found.status}")


def _changed(before: Drill, site: str, given: dict[str, Any]) -> Drill:
    """Give a drill with what was told of it; one that was planned is one that was held now."""
    if before.site != site:
        raise Unknown("drill of the site", before.id)
    held = {"status": DrillStatus.DRAFT} if before.status is DrillStatus.PLANNED else {}
    return attrs.evolve(before, **{**held, **given})


@drills.command()
@click.argument("drill")
@click.argument("term")
@click.option("--on", type=Day(), help="The day on which it was done; today where left out.")
@counter_options
def confirm(drill: str, term: str, on: date | None, **asked: Any) -> None:
    """Confirm that a TERM of a DRILL was met, such as that parents were told in the week of it."""
    counter, day = Counter.of(**asked), on or today(asked["zone"])
    found = safety_drills.confirm(counter.desk, counter.access, drill, term, on=day).record
    left = [each.id for each in unmet(found, counter.desk.rules)]
    click.echo(f"{term}: done {day}; not confirmed yet: {', '.join(left) or 'nothing'}")


@drills.command()
@click.argument("drill")
@counter_options
def finish(drill: str, **asked: Any) -> None:
    """Finish the record of a DRILL; it counts from then on."""
    counter = Counter.of(**asked)
    found = safety_drills.finish(counter.desk, counter.access, drill).record
    click.echo(f"drill {drill}: {found.kind} at {found.site} on {found.on}, {found.status}")


@drills.command()
@click.argument("drill")
@click.option("--because", required=True, help="Why.")
@counter_options
def revert(drill: str, because: str, **asked: Any) -> None:
    """Take the finished record of a DRILL back; it is a draft again and does not count."""
    counter = Counter.of(**asked)
    safety_drills.revert(counter.desk, counter.access, drill, because=because)
    click.echo(f"drill {drill} is a draft again")


for command in (action, report):
    drills.add_command(command)
