"""``sro rotation``: plans for the years to come."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from sro_adapters import compose, wire
from sro_adapters.cli.options import (
    FOLDER,
    Counter,
    counter_options,
    json_option,
    on_option,
    today,
)
from sro_adapters.cli.paper import plural, table
from sro_adapters.planning import documents, reading
from sro_core.errors import BadValue, Unknown
from sro_core.ids import OfficerId, SiteId
from sro_core.rotations.planning import (
    Alternative,
    Plan,
    Problem,
    Progress,
    Status,
    check_plan,
    solve,
    why_not,
)
from sro_core.rotations.planning import alternatives as ranked
from sro_core.usecases import rotation_planning

Id = TypeVar("Id", OfficerId, SiteId)

EVERY = 0.5  # seconds between two lines of progress


@click.group()
def rotation() -> None:
    """See who serves how long and who may or must rotate; plan the years to come."""


_planner_option = click.option(
    "--planner", type=click.Choice(compose.PLANNERS), default="best", show_default=True,
    help="Who plans: HiGHS where the extra `plan` is installed, else the default planner.",
)  # fmt: skip
_seconds_option = click.option(
    "--seconds", type=click.FloatRange(min=0), metavar="NUMBER",
    help="Time to plan; then the best plan so far is given with its gap.",
)  # fmt: skip


@rotation.command()
@click.argument("path", metavar="[PATH]", type=FOLDER, required=False)
@click.option("--json", "as_json", is_flag=True, help="The plan as one JSON object.")
@_planner_option
@_seconds_option
@click.option("--seed", type=int, default=1, show_default=True, help="Of the default planner.")
@click.option(
    "--steps", type=click.IntRange(min=0), default=20_000, show_default=True,
    help="Of the default planner's search: a budget that does not depend on the machine.",
)  # fmt: skip
@click.option("--svg", type=FOLDER, metavar="FILE", help="Also draw the plan as a timeline.")
@click.option("--years", type=click.IntRange(1, 30), default=5, show_default=True,
              help="How many school years, where no PATH is given.")  # fmt: skip
@on_option
@counter_options
def plan(
    path: Path | None,
    as_json: bool,
    planner: str,
    seconds: float | None,
    seed: int,
    steps: int,
    svg: Path | None,
    years: int,
    on: date | None,
    zone: str,
    **asked: Any,
) -> None:
    """Plan the years of a problem, proven best where it can be, and say why posts stay vacant.

    Without a PATH it is the problem of the programme on record, from the next school year on.

    Ctrl-C ends the planning and gives the best plan so far.
    """
    if path is None:
        counter = Counter.of(zone=zone, **asked)
        problem = rotation_planning.problem(
            counter.desk, counter.access, on=on or today(zone), years=years
        )
    else:
        problem = reading.read_problem(_text(path))
    found = _planned(problem, planner, seconds, seed, steps)
    if svg is not None:
        _draw(problem, found, svg)
    if as_json:
        click.echo(wire.to_json(documents.plan_document(found)))
    else:
        _print(problem, found)


@rotation.command()
@click.argument("path", metavar="PROBLEM", type=FOLDER)
@click.option("--site", required=True, help="The post's site.")
@click.option("--year", type=int, required=True, help="The year in which the school year starts.")
@click.option("--officer", help="Only this officer, with the reason where it cannot be.")
@click.option("--most", type=click.IntRange(1), default=3, show_default=True,
              help="How many officers to plan for.")  # fmt: skip
@json_option
@_planner_option
@_seconds_option
def alternatives(
    path: Path,
    site: str,
    year: int,
    officer: str | None,
    most: int,
    as_json: bool,
    planner: str,
    seconds: float | None,
) -> None:
    """Say who else could hold a post in a year, and what it would cost, level by level.

    Each answer is a plan of its own with the wish pinned; what it costs is the difference.
    """
    problem = reading.read_problem(_text(path))
    post = _one_of(problem.site, site, "site")
    if year not in problem.years:
        raise BadValue(f"year {year}", "it is not planned", f"{problem.years.first} is the first")
    chosen = compose.planner_called(planner)
    with _until(seconds) as stop:
        plan = chosen.solve(problem, stop=stop, progress=_shown())
        if officer is not None:
            who = _one_of(problem.officer, officer, "officer")
            found: tuple[Alternative, ...] = (
                why_not(problem, plan, chosen, officer=who, site=post, year=year, stop=stop),
            )
        else:
            found = ranked(problem, plan, chosen, site=post, year=year, most=most, stop=stop)
    for each in found:
        click.echo(wire.to_json(documents.alternative_document(each)) if as_json else each.text)
    if not found and not as_json:
        click.echo(f"nobody else could serve at {site} in {year}")


def _one_of(known: Mapping[Id, Any], wanted: str, what: str) -> Id:
    """Give the id that is wanted, or refuse it with those there are."""
    for each in known:
        if each == wanted:
            return each
    raise Unknown(f"{what} of the problem", wanted, tuple(known)[:20])


@rotation.command()
@click.argument("problem", metavar="PROBLEM", type=FOLDER)
@click.argument("plan", metavar="PLAN", type=FOLDER)
def check(problem: Path, plan: Path) -> None:
    """Check a plan against its problem: every rule, every number, why posts are vacant.

    It shares nothing with what makes plans, so it also judges one that was changed by hand.
    """
    asked = reading.read_problem(_text(problem))
    stated = reading.read_plan(_text(plan))
    found = check_plan(asked, stated)
    for said in found.broken:
        click.echo(said)
    if found.broken:
        click.echo(f"sro: the plan check found {plural(len(found.broken), 'fault')}", err=True)
        click.get_current_context().exit(1)
    click.echo("the plan check passed: " + ", ".join(
        f"{name.replace('_', ' ')} {value:,}" for name, value in found.values.items()
    ))  # fmt: skip


def _text(path: Path) -> bytes:
    return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()


def _planned(problem: Problem, planner: str, seconds: float | None, seed: int, steps: int) -> Plan:
    chosen = compose.planner_called(planner, seed=seed, steps=steps)
    with _until(seconds) as stop:
        told = solve(problem, planner=chosen, stop=stop, progress=_shown())
    broken = check_plan(problem, told).broken
    if broken:  # a planner's mistake, never to be shown as a plan
        raise BadValue("plan check", "; ".join(broken), "please report this problem as a bug")
    return told


@contextmanager
def _until(seconds: float | None) -> Iterator[Callable[[], bool]]:
    """Give what says that time is up: after so many seconds, or once somebody pressed Ctrl-C."""
    ends = None if seconds is None else time.monotonic() + seconds
    pressed: list[bool] = []

    def interrupt(*_: Any) -> None:
        if pressed:  # the second time it is meant
            raise KeyboardInterrupt
        pressed.append(True)

    if threading.current_thread() is not threading.main_thread():
        yield lambda: ends is not None and time.monotonic() >= ends
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield lambda: bool(pressed) or (ends is not None and time.monotonic() >= ends)
    finally:
        signal.signal(signal.SIGINT, before)


def _shown() -> Callable[[Progress], None]:
    """Give what shows progress: a line now and then on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return lambda _: None
    last = [0.0]

    def show(progress: Progress) -> None:
        if time.monotonic() - last[0] >= EVERY:
            last[0] = time.monotonic()
            values = ", ".join(f"{value:,}" for value in progress.values)
            click.echo(f"{progress.doing}" + (f": {values}" if values else ""), err=True)

    return show


def _print(problem: Problem, found: Plan) -> None:
    if found.status is Status.INFEASIBLE:
        click.echo("infeasible: " + "; ".join(found.conflicts))
        return
    click.echo(f"{found.status}, by the {found.planner}; the plan check passed")
    table(
        ("level", "value", "bound"),
        [(each.name.replace("_", " "), each.value, each.bound) for each in found.levels],
    )
    click.echo()
    now = {(each.officer, each.site): each.since for each in problem.current}
    table(
        ("site", "officer", "from", "to", ""),
        [
            (
                each.site, each.officer, each.first, each.last,
                "current SRO" if now.get((each.officer, each.site)) == each.first else "",
            )
            for each in found.tours
        ],
    )  # fmt: skip
    for vacancy in found.vacant:
        click.echo(f"\nvacant: {vacancy.site} in {vacancy.year}, {vacancy.posts} post(s)")
        for reason in vacancy.because:
            click.echo(f"  because {reason.text}")
        for cure in vacancy.cures:
            click.echo(f"  cure: {cure.text}")


def _draw(problem: Problem, found: Plan, path: Path) -> None:
    from sro_adapters.pages.timeline import timeline

    path.write_text(str(timeline(problem, found).svg), "utf-8")
