"""``sro activity``: what officers do at their sites, entered in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, Day, counter_options, json_option
from sro_adapters.cli.options import today as today_in
from sro_adapters.cli.paper import plural, table
from sro_core.errors import BadValue
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.safety.activities import Activity, HandedTo, State
from sro_core.safety.activity_rules import TriadRole
from sro_core.usecases import activity_log, activity_overview
from sro_core.usecases.activity_log import Told
from sro_core.usecases.activity_overview import Sought

F = TypeVar("F", bound=Callable[..., Any])
COLUMNS = ("id", "on", "site", "officer", "kind", "topic", "minutes", "count", "state")


def _choice(kinds: Iterable[str]) -> click.Choice[str]:
    return click.Choice([str(each) for each in kinds])


def told_options(command: F) -> F:
    """Add the arguments and options that tell of an activity."""
    for option in reversed((
        click.argument("kind"),
        click.argument("site"),
        click.argument("minutes", type=int),
        click.option("--on", type=Day(), help="The day; today where it is left out."),
        click.option("--count", type=int, help="How many it reached; left out: nobody counted."),
        click.option("--topic", default="", help="What it was about."),
        click.option("--audience", default="", help="Whom it reached, in a word or two."),
        click.option("--note", default="", help="A short note that names nobody."),
        click.option("--triad", type=_choice(TriadRole), help="The part of the officer's work."),
        click.option("--officer", help="Whose it is; an officer's own where it is left out."),
        click.option("--handed-to", "to", type=_choice(HandedTo),
                     help="To whom a first contact was handed on."),
        click.option("--answer-by", type=Day(), help="By when an answer was promised."),
    )):  # fmt: skip
        command = option(command)
    return command


def _told(
    kind: str,
    site: str,
    minutes: int,
    on: date,
    triad: str | None,
    officer: str | None,
    to: str | None,
    **rest: Any,
) -> Told:
    return Told(
        kind=kind,
        site=SiteId(site),
        minutes=minutes,
        on=on,
        triad=TriadRole(triad) if triad else None,
        officer=OfficerId(officer) if officer else None,
        to=HandedTo(to) if to else None,
        **rest,
    )


def _say(one: Activity) -> None:
    count = "" if one.count is None else f", {one.count}"
    topic = f", {one.topic.replace('_', ' ')}" if one.topic else ""
    kind = one.kind.replace("_", " ")
    said = f"{one.id}: {kind} at {one.site}, {one.on}, {one.minutes} min{count}{topic}"
    click.echo(f"{said}: {one.state}")


@click.group()
def activity() -> None:
    """Enter what officers do at their sites, approve it, and add it up; no student is named."""


@activity.command(name="log")
@told_options
@click.option("--draft", is_flag=True, help="Do not submit it yet.")
@counter_options
def log_activity(
    kind: str, site: str, minutes: int, on: date | None, count: int | None, topic: str,
    audience: str, note: str, triad: str | None, officer: str | None, to: str | None,
    answer_by: date | None, draft: bool, **asked: Any,
) -> None:  # fmt: skip
    """Enter an activity: its KIND, the SITE and the MINUTES; the rest follows from the kind."""
    counter = Counter.of(**asked)
    told = _told(
        kind, site, minutes, on or counter.desk.clock().date(), triad, officer, to, count=count,
        topic=topic, audience=audience, note=note, answer_by=answer_by,
    )  # fmt: skip
    _say(activity_log.log(counter.desk, counter.access, told, draft=draft))


@activity.command(name="amend")
@click.argument("id")
@told_options
@counter_options
def amend_activity(
    id: str, kind: str, site: str, minutes: int, on: date | None, count: int | None, topic: str,
    audience: str, note: str, triad: str | None, officer: str | None, to: str | None,
    answer_by: date | None, **asked: Any,
) -> None:  # fmt: skip
    """Say all of the activity ID again; only a draft or a returned one can be changed."""
    counter = Counter.of(**asked)
    told = _told(
        kind, site, minutes, on or counter.desk.clock().date(), triad, officer, to, count=count,
        topic=topic, audience=audience, note=note, answer_by=answer_by,
    )  # fmt: skip
    _say(activity_log.amend(counter.desk, counter.access, id, told))


@activity.command(name="submit")
@click.argument("ids", nargs=-1, required=True)
@counter_options
def submit_activity(ids: tuple[str, ...], **asked: Any) -> None:
    """Submit drafts, or returned ones that were mended, by their IDS."""
    counter = Counter.of(**asked)
    for id in ids:
        _say(activity_log.submit(counter.desk, counter.access, id))


@activity.command(name="take-back")
@click.argument("id")
@counter_options
def take_back_activity(id: str, **asked: Any) -> None:
    """Take a submitted activity back, so that it is a draft again."""
    counter = Counter.of(**asked)
    _say(activity_log.take_back(counter.desk, counter.access, id))


@activity.command(name="discard")
@click.argument("id")
@counter_options
def discard_activity(id: str, **asked: Any) -> None:
    """Take a draft away for good."""
    counter = Counter.of(**asked)
    activity_log.discard(counter.desk, counter.access, id)
    click.echo(f"{id} is gone")


@activity.command(name="approve")
@click.argument("ids", nargs=-1, required=True)
@counter_options
def approve_activity(ids: tuple[str, ...], **asked: Any) -> None:
    """Approve submitted activities by their IDS; nobody approves their own."""
    counter = Counter.of(**asked)
    for id in ids:
        _say(activity_log.review(counter.desk, counter.access, id, State.APPROVED))


@activity.command(name="return")
@click.argument("id")
@click.option("--because", required=True, help="What is to be mended; it names nobody.")
@counter_options
def return_activity(id: str, because: str, **asked: Any) -> None:
    """Return an activity to its officer."""
    counter = Counter.of(**asked)
    _say(activity_log.review(counter.desk, counter.access, id, State.RETURNED, because=because))


@activity.command(name="answered")
@click.argument("id")
@click.option("--on", type=Day(), help="The day; today where it is left out.")
@counter_options
def answered_activity(id: str, on: date | None, **asked: Any) -> None:
    """Note that whoever turned to the officer first was answered."""
    counter = Counter.of(**asked)
    day = on or counter.desk.clock().date()
    done = activity_log.answered(counter.desk, counter.access, id, on=day)
    click.echo(f"{done.id}: answered on {day}")


def sought_options(command: F) -> F:
    """Add the options that say which activities are looked for."""
    for option in reversed((
        click.option("--site", help="Only this site's."),
        click.option("--officer", help="Only this officer's."),
        click.option("--from", "start", type=Day(), help="Only from this day on."),
        click.option("--until", "last", type=Day(), help="Only until this day."),
    )):  # fmt: skip
        command = option(command)
    return command


def _sought(
    site: str | None,
    officer: str | None,
    start: date | None,
    last: date | None,
    states: Iterable[str] = (),
) -> Sought:
    if start and last and last < start:
        raise BadValue("--until", f"{last} is before {start}", "give a later day")
    dated = start is not None or last is not None
    return Sought(
        site=SiteId(site) if site else None,
        officer=OfficerId(officer) if officer else None,
        within=DatePeriod(start, last and last + ONE_DAY) if dated else None,
        states=frozenset(map(State, states)),
    )


@activity.command(name="list")
@sought_options
@click.option("--state", "states", type=_choice(State), multiple=True,
              help="Only in this state; may be given again.")  # fmt: skip
@counter_options
@json_option
def list_activities(
    site: str | None, officer: str | None, start: date | None, last: date | None,
    states: tuple[str, ...], as_json: bool, **asked: Any,
) -> None:  # fmt: skip
    """List activities: an officer's own, a supervisor's to review, others' that are approved."""
    counter = Counter.of(**asked)
    sought = _sought(site, officer, start, last, states)
    found = activity_overview.listed(counter.desk, counter.access, sought)
    shown = [wire.show(each.record, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    table(COLUMNS, [[each.get(column, "withheld") for column in COLUMNS] for each in shown])
    for each in shown:
        if each["asked"]:
            click.echo(f"{each['id']} was returned: {each['asked']}")
    click.echo(plural(len(shown), "activity", "activities"))


@activity.command(name="summary")
@sought_options
@counter_options
@json_option
def summarize_activities(
    site: str | None, officer: str | None, start: date | None, last: date | None,
    as_json: bool, zone: str, **asked: Any,
) -> None:  # fmt: skip
    """Add up approved activities: minutes and numbers by part of the work, kind and topic."""
    counter = Counter.of(zone=zone, **asked)
    sought = _sought(site, officer, start, last)
    found = activity_overview.summarized(
        counter.desk, counter.access, sought, on=last or today_in(zone)
    )
    shown = wire.show(found, counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    minutes = f"{shown['minutes']:,} minutes"
    click.echo(
        f"{plural(shown['activities'], 'approved activity', 'approved activities')}, {minutes}"
    )
    for title, key in (
        ("part of the work", "by_triad"),
        ("kind", "by_kind"),
        ("topic", "by_topic"),
    ):
        click.echo("")
        table(
            (title, "activities", "minutes", "reached", "not counted"),
            [
                (each["name"], each["activities"], each["minutes"],
                 "nobody counted" if each["count"] is None else each["count"], each["uncounted"])
                for each in shown[key]
            ],
        )  # fmt: skip
    for state, number in shown["left_out"].items():
        click.echo(f"{state}, and not counted: {number}")


@activity.command(name="kinds")
@counter_options
@json_option
def list_kinds(as_json: bool, **asked: Any) -> None:
    """List the kinds of activity and the topics in force today, with what follows from each."""
    counter = Counter.of(**asked)
    offered = activity_overview.offered(
        counter.desk, counter.access, on=counter.desk.clock().date()
    )
    kinds, topics = offered.kinds, offered.topics
    if as_json:
        for each in (*kinds, *topics):
            click.echo(wire.to_json({"id": each.id, **wire.plain(each.value)}))
        return
    table(
        ("kind", "label", "part of the work", "counts", "topic"),
        [(each.id, each.value.label, each.value.triad, each.value.counts, each.value.topic)
         for each in kinds],
    )  # fmt: skip
    click.echo("")
    table(("topic", "label"), [(each.id, each.value.label) for each in topics])
