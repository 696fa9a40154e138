"""``sro feeds``: give somebody a calendar of what is due, and take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from sro_adapters import access_tokens, wire
from sro_adapters.cli.options import Counter, Part, counter_options, json_option
from sro_adapters.cli.paper import table
from sro_core.due import DueKind
from sro_core.errors import BadValue
from sro_core.feeds import Feed, Reader
from sro_core.ids import SiteId
from sro_core.privacy import Role, Viewer
from sro_core.usecases import calendar_feeds

PATH = "/feeds/"


@click.group()
def feeds() -> None:
    """Give calendar programs what is due, without a word about any student."""


@feeds.command(name="new")
@click.argument("name")
@click.option("--reader", type=click.Choice([str(each) for each in Reader]), required=True,
              help="Who holds the address.")  # fmt: skip
@click.option("--role", "part", type=Part(), required=True,
              help="What they may see: ROLE, ROLE:SITE or officer:OFFICER.")  # fmt: skip
@click.option("--site", help="Only of this site.")
@click.option("--kind", "kinds", type=click.Choice([str(each) for each in DueKind]),
              multiple=True, help="Only this area; may be given again.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, 400), default=365, show_default=True)
@counter_options
def new_feed(
    name: str,
    reader: str,
    part: Viewer,
    site: str | None,
    kinds: tuple[str, ...],
    days: int,
    **asked: Any,
) -> None:
    """Make a feed for NAME, a person or system. Its address is printed once and kept nowhere.

    Whoever has the address reads the calendar; immigration agencies are given none.
    """
    counter = Counter.of(**asked)
    id, digest, text = access_tokens.fresh("feed")
    at = counter.desk.clock()
    own = next(iter(part.sites)) if part.sites else None
    if site and own and site != own:
        raise BadValue("--site", f"the role is of {own}", "leave one of them out")
    made = Feed(
        id=id,
        digest=digest,
        reader=Reader(reader),
        name=name,
        role=part.role,
        officer=part.actor if part.role is Role.OFFICER else "",
        site=SiteId(site) if site else own,
        kinds=frozenset(map(DueKind, kinds)),
        made=at,
        by=counter.access.viewer.actor,
        expires=at + timedelta(days=days),
    )
    calendar_feeds.give(counter.desk, counter.access, made)
    click.echo(f"feed {id} for {name}, until {made.expires:%Y-%m-%d}; its address:", err=True)
    click.echo(f"{PATH}{text}.ics")


@feeds.command(name="list")
@counter_options
@json_option
def list_feeds(as_json: bool, **asked: Any) -> None:
    """List the feeds, those revoked and expired too; no secret is among them."""
    counter = Counter.of(**asked)
    found = calendar_feeds.feeds(counter.desk, counter.access)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for line in shown:
            click.echo(wire.to_json(line))
        return
    now = counter.desk.clock()
    rows = [
        (line["id"], line["name"], line["reader"], line["role"], line["officer"], line["site"],
         " ".join(line["kinds"]), line["used"],
         each.why_not(now) or f"until {each.expires:%Y-%m-%d}")
        for line, each in zip(shown, found, strict=True)
    ]  # fmt: skip
    headings = ("feed", "for", "reader", "role", "officer", "site", "areas", "last read", "holds")
    table(headings, rows)


@feeds.command(name="revoke")
@click.argument("feed")
@counter_options
def revoke_feed(feed: str, **asked: Any) -> None:
    """Take back a FEED by its id; it holds from then on for nobody."""
    counter = Counter.of(**asked)
    taken = calendar_feeds.revoke(counter.desk, counter.access, feed)
    click.echo(f"feed {taken.id} for {taken.name}: revoked on {taken.revoked:%Y-%m-%d}")
