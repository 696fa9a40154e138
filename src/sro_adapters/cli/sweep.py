"""``sro sweep``: plan a sweep from a file, lead it, and see what came of it."""

from __future__ import annotations

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Any

import attrs
import click

from sro_adapters import wire
from sro_adapters.cli.options import FOLDER, Counter, counter_options, json_option, on_option
from sro_adapters.cli.paper import table
from sro_core.contacts.stop_data import StopField
from sro_core.errors import BadValue
from sro_core.findings import Finding, Outcome
from sro_core.ids import OfficerId, SiteId
from sro_core.masking import Masked
from sro_core.periods import SchoolYear
from sro_core.rules.structure import Refusal, structure_fields
from sro_core.truancy.debriefs import Equity
from sro_core.truancy.sweeps import Figures, Team, Zone
from sro_core.usecases import sweeping
from sro_core.usecases.sweeping import SweepPlan

GROUPS = {"race": StopField.RACE, "gender": StopField.GENDER}


@click.group()
def sweep() -> None:
    """Plan and lead district-wide truancy sweeps; places, never students."""


@attrs.frozen
class _Team:
    """A team as a plan's file has it."""

    name: str
    zone: str
    officers: tuple[str, ...]
    partners: tuple[str, ...] = ()


@attrs.frozen
class _File:
    """What a plan's file holds."""

    on: date
    start: time
    end: time
    zone: tuple[Zone, ...]
    team: tuple[_Team, ...]


def _plan(file: Path) -> SweepPlan:
    """Read the file of a plan. Raises `BadValue` with everything wrong in it."""
    try:
        told = structure_fields(_File, tomllib.loads(file.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise BadValue(str(file), f"not TOML: {error}") from error
    except Refusal as refusal:
        why = "; ".join(f"{key}: {says}" if key else says for key, says in refusal.reasons)
        raise BadValue(str(file), why, "see docs/sweeps.md#planning") from refusal
    teams = tuple(
        Team(each.name, each.zone, tuple(map(OfficerId, each.officers)), each.partners)
        for each in told.team
    )
    return SweepPlan(on=told.on, start=told.start, end=told.end, zones=told.zone, teams=teams)


@sweep.command(name="plan")
@click.argument("file", type=FOLDER)
@counter_options
def plan(file: Path, **asked: Any) -> None:
    """Plan a sweep from a TOML FILE; prints its id, and what is amiss on standard error."""
    counter = Counter.of(**asked)
    made = sweeping.plan(counter.desk, counter.access, _plan(file))
    _warn(made.findings)
    click.echo(made.sweep.id)


def _site(counter: Counter) -> SiteId | None:
    """Give a site of the viewer: a sweep is every site's."""
    sites = counter.access.viewer.sites
    return min(sites, default=None) if sites else None


def _warn(findings: tuple[Finding, ...]) -> None:
    for each in findings:
        if each.outcome is not Outcome.NOT_MET:
            click.echo(f"{each.code}: {each.outcome}: {each.why}", err=True)


@sweep.command(name="list")
@on_option
@counter_options
@json_option
def list_sweeps(on: date | None, as_json: bool, **asked: Any) -> None:
    """List the sweeps of the school year."""
    counter = Counter.of(**asked)
    year = SchoolYear.of(on or counter.desk.clock().date())
    found = sweeping.sweeps(counter.desk, counter.access, within=year.period)
    if as_json:
        for each in found:
            click.echo(wire.to_json(wire.show(each, counter.access, site=_site(counter))))
        return
    rows = [
        (each.id, each.on, f"{each.start:%H:%M} to {each.end:%H:%M}", len(each.teams),
         "debriefed" if each.debriefed else "closed" if each.closed
         else "open" if each.opened else "planned")
        for each in found
    ]  # fmt: skip
    table(("sweep", "day", "hours", "teams", "state"), rows)


@sweep.command(name="show")
@click.argument("sweep_id", metavar="SWEEP")
@counter_options
@json_option
def show(sweep_id: str, as_json: bool, **asked: Any) -> None:
    """Print the plan of a SWEEP: zones, places, teams, and what is amiss."""
    counter = Counter.of(**asked)
    found = sweeping.sweep(counter.desk, counter.access, sweep_id)
    if as_json:
        click.echo(wire.to_json(wire.show(found, counter.access, site=_site(counter))))
        return
    one = found.sweep
    click.echo(f"{one.on}, {one.start:%H:%M} to {one.end:%H:%M}")
    places = {zone.name: "; ".join(zone.places) for zone in one.zones}
    rows = [
        (team.name, team.zone, places[team.zone], " ".join(team.officers), "; ".join(team.partners))
        for team in one.teams
    ]
    table(("team", "zone", "places", "officers", "partners"), rows)
    _warn(found.findings)


@sweep.command(name="open")
@click.argument("sweep_id", metavar="SWEEP")
@counter_options
def open_sweep(sweep_id: str, **asked: Any) -> None:
    """Open a SWEEP on its day; contacts are made in it from now on."""
    counter = Counter.of(**asked)
    found = sweeping.open_sweep(counter.desk, counter.access, sweep_id)
    click.echo(f"{sweep_id}: open, {len(found.teams)} teams")


@sweep.command(name="close")
@click.argument("sweep_id", metavar="SWEEP")
@counter_options
def close_sweep(sweep_id: str, **asked: Any) -> None:
    """Close a SWEEP."""
    counter = Counter.of(**asked)
    sweeping.close_sweep(counter.desk, counter.access, sweep_id)
    click.echo(f"{sweep_id}: closed")


@sweep.command(name="debrief")
@click.argument("sweep_id", metavar="SWEEP")
@counter_options
def debrief(sweep_id: str, **asked: Any) -> None:
    """Count what came of a closed SWEEP, once and for all."""
    counter = Counter.of(**asked)
    found = sweeping.debrief(counter.desk, counter.access, sweep_id)
    if found.figures is not None:
        _figures(found.figures)


def _figures(one: Figures) -> None:
    click.echo(f"{one.contacts} contacts with {one.students} distinct students, "
               f"{one.unidentified} not identified")  # fmt: skip
    for to, number in one.delivered.items():
        click.echo(f"  delivered to {to}: {number}")
    click.echo(f"  referred {one.referred}, excepted {one.excepted}, mistaken {one.mistaken}, "
               f"enforced {one.enforced}")  # fmt: skip
    click.echo(f"  {one.heads} minors in positive contacts")


@sweep.command(name="figures")
@click.argument("sweep_id", metavar="SWEEP")
@counter_options
@json_option
def figures(sweep_id: str, as_json: bool, **asked: Any) -> None:
    """Lay the figures of a SWEEP beside those of earlier ones, small counts masked."""
    counter = Counter.of(**asked)
    _table(counter, sweeping.beside(counter.desk, counter.access, sweep_id), as_json=as_json)


@sweep.command(name="equity")
@click.option("--group", "by", type=click.Choice(sorted(GROUPS)), default="race",
              show_default=True)  # fmt: skip
@click.option("--enforced", is_flag=True, help="Only those held, warned, cited or arrested.")
@click.option("--years", type=click.IntRange(1, 30), default=5, show_default=True)
@on_option
@counter_options
@json_option
def equity(
    by: str, enforced: bool, years: int, on: date | None, as_json: bool, **asked: Any
) -> None:
    """Count students met by group, for each school year and pooled, small counts masked."""
    counter = Counter.of(**asked)
    found = sweeping.equity_figures(
        counter.desk, counter.access, Equity(GROUPS[by], enforced),
        on=on or counter.desk.clock().date(), years=years,
    )  # fmt: skip
    _table(counter, found, as_json=as_json)


def _table(counter: Counter, masked: Masked, *, as_json: bool) -> None:
    if as_json:
        click.echo(wire.to_json(wire.show(masked, counter.access)))
        return
    click.echo(masked.title)
    head, *rows = masked.lines()
    table(head, rows)
    if masked.note:
        click.echo(masked.note)
