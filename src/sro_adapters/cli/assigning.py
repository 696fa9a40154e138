"""``sro assign``: who fills which post, and what keeps them from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, Day, counter_options, json_option, on_option
from sro_adapters.cli.showing import days, print_records
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.privacy import Role
from sro_core.rotations.assignments import AssignmentKind, AwayFor, Duty, TimeAway
from sro_core.rotations.gate import Override
from sro_core.usecases import staffing
from sro_core.usecases.staffing import Assigned, ToAssign, ToEnd

COLUMNS = {"officer": "officer", "site": "site", "post": "post", "kind": "kind", "from": "from",
           "last day": "until", "bound": "until_is_bound", "went to": "went_to"}  # fmt: skip


@click.group()
def assign() -> None:
    """Assign officers to posts, end their tours, cover for them."""


@assign.command(name="list")
@click.option("--site", help="Only at this site.")
@click.option("--officer", help="Only of this officer.")
@on_option
@counter_options
@json_option
def list_assignments(
    site: str | None, officer: str | None, on: date | None, as_json: bool, **asked: Any
) -> None:
    """List assignments, past and planned ones too; with --on those of that date."""
    counter = Counter.of(**asked)
    found = staffing.assignments(
        counter.desk,
        counter.access,
        on=on,
        site=SiteId(site) if site else None,
        officer=OfficerId(officer) if officer else None,
    )
    shown = [wire.show(each, counter.access) for each in found]
    print_records(shown, COLUMNS, as_json=as_json)


@assign.command(name="record")
@click.argument("officer")
@click.argument("site")
@click.option("--from", "start", type=Day(), required=True, help="The first day.")
@click.option("--until", "last", type=Day(), help="The last day, where one is set.")
@click.option("--post", help="Which post; the first free one of the site where it is left out.")
@click.option("--cover", is_flag=True, help="It covers for the officer of the post, who is away.")
@click.option("--shared", is_flag=True, help="The officer serves elsewhere on the same days.")
@click.option("--handover-until", type=Day(), help="The last day with the predecessor.")
@click.option("--from-is-bound", is_flag=True, help="Only known is that it began by then or later.")
@click.option("--check", "dry_run", is_flag=True, help="Say what stands in the way; save nothing.")
@counter_options
@json_option
def record(
    officer: str,
    site: str,
    start: date,
    last: date | None,
    post: str | None,
    cover: bool,
    shared: bool,
    handover_until: date | None,
    from_is_bound: bool,
    dry_run: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Assign an OFFICER to a SITE; what cannot be, or is blocked by a rule, is refused."""
    counter = Counter.of(**asked)
    wanted = ToAssign(
        officer=OfficerId(officer),
        site=SiteId(site),
        period=days(start, last),
        post=PostId(post) if post else None,
        kind=AssignmentKind.COVER if cover else AssignmentKind.TOUR,
        shared=shared,
        handover=handover_until and handover_until + timedelta(days=1),
        start_is_bound=from_is_bound,
    )
    done = staffing.assign(counter.desk, counter.access, wanted, save=not dry_run)
    if as_json:
        click.echo(wire.to_json(wire.show(done, counter.access)))
        return
    _print(done, dry_run=dry_run)


def _print(done: Assigned, *, dry_run: bool) -> None:
    for finding in done.warned:
        click.echo(f"warning: {finding.code}: {finding.why}", err=True)
    for finding in done.overridden:
        click.echo(f"overridden: {finding.code}: {finding.why}", err=True)
    verb = "could be recorded" if dry_run else "recorded"
    click.echo(f"{done.assignment.name}: {verb}")


@assign.command(name="end")
@click.argument("officer")
@click.option("--last", type=Day(), required=True, help="The last day.")
@click.option("--to", "duty", type=click.Choice([str(each) for each in Duty]), required=True,
              help="The kind of duty the officer goes to.")  # fmt: skip
@click.option("--because", default="", help="Why, in words; part of the officer's file.")
@click.option("--by-then", is_flag=True, help="Only known is that it had ended by that day.")
@click.option("--post", help="Which post, where the officer fills several.")
@counter_options
def end(
    officer: str,
    last: date,
    duty: str,
    because: str,
    by_then: bool,
    post: str | None,
    **asked: Any,
) -> None:
    """End the tour of an OFFICER, or tell the day of one that ended on a day not known."""
    counter = Counter.of(**asked)
    wanted = ToEnd(
        officer=OfficerId(officer),
        end=last + timedelta(days=1),
        went_to=Duty(duty),
        because=because,
        bound=by_then,
        post=PostId(post) if post else None,
    )
    done = staffing.end(counter.desk, counter.access, wanted)
    click.echo(f"{done.name}: went to {duty}")


@assign.command(name="away")
@click.argument("officer")
@click.option("--from", "start", type=Day(), required=True, help="The first day.")
@click.option("--until", "last", type=Day(), required=True, help="The last day.")
@click.option("--for", "reason", type=click.Choice([str(each) for each in AwayFor]), required=True,
              help="Why; not told to the school.")  # fmt: skip
@counter_options
def away(officer: str, start: date, last: date, reason: str, **asked: Any) -> None:
    """Record on which days an OFFICER is away; somebody may cover."""
    counter = Counter.of(**asked)
    made = TimeAway(
        id=f"{officer}:{start}",
        officer=OfficerId(officer),
        period=days(start, last),
        reason=AwayFor(reason),
    )
    staffing.record_away(counter.desk, counter.access, made)
    click.echo(f"{officer} is away {made.period}")


@assign.command(name="override")
@click.argument("officer")
@click.argument("post")
@click.argument("code")
@click.argument("rule")
@click.option("--reason", required=True, help="Why it may pass.")
@click.option("--from", "start", type=Day(), required=True, help="The day from which it holds.")
@click.option("--until", "last", type=Day(), required=True, help="The last day.")
@counter_options
def override(
    officer: str,
    post: str,
    code: str,
    rule: str,
    reason: str,
    start: date,
    last: date,
    **asked: Any,
) -> None:
    """Let a finding CODE of a RULE pass for an OFFICER at a POST; you are the approver."""
    counter = Counter.of(**asked)
    made = Override(
        id=f"{officer}:{post}:{rule}:{start}",
        officer=OfficerId(officer),
        post=PostId(post),
        code=code,
        rule=rule,
        approver=counter.access.viewer.actor,
        role=Role(counter.access.viewer.role),
        reason=reason,
        period=days(start, last),
    )
    done = staffing.override(counter.desk, counter.access, made)
    click.echo(f"{code} of {officer} at {post} may pass {done.period}, approved by {done.approver}")
