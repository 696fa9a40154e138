"""``sro agreement`` and ``sro token``: who may come in, and for what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import click

from sro_adapters import access_tokens, compose, wire
from sro_adapters.cli.options import Counter, Day, Part, counter_options, json_option
from sro_adapters.cli.paper import table
from sro_core.ids import SiteId
from sro_core.periods import DatePeriod
from sro_core.privacy import Role, Viewer
from sro_core.sites import Agreement
from sro_core.usecases import access_control


@click.group()
def agreement() -> None:
    """Record what a site's agreement with the police says about student records."""


@agreement.command(name="list")
@counter_options
@json_option
def list_agreements(as_json: bool, **asked: Any) -> None:
    """List the sites on record with their agreements."""
    counter = Counter.of(**asked)
    found = access_control.sites(counter.desk, counter.access)
    shown = [wire.show(each.record, counter.access) for each in found.values()]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    rows = [
        (site["id"], site["name"], each.get("from", ""), each.get("until", ""),
         "yes" if each.get("school_official") else "no", "; ".join(each.get("purposes", ())))
        for site in shown
        for each in (site["agreements"] or [{}])
    ]  # fmt: skip
    table(("site", "name", "from", "last day", "school officials", "purposes"), rows)


@agreement.command(name="record")
@click.argument("site")
@click.option("--from", "start", type=Day(), required=True, help="Its first day.")
@click.option("--until", "last", type=Day(), help="Its last day; open where it is left out.")
@click.option("--school-official", is_flag=True, help="It makes officers school officials, for …")
@click.option("--for", "purposes", multiple=True, help="… this purpose; may be given again.")
@counter_options
def record_agreement(
    site: str,
    start: date,
    last: date | None,
    school_official: bool,
    purposes: tuple[str, ...],
    **asked: Any,
) -> None:
    """Record the agreement of a SITE; one of the same dates is replaced."""
    counter = Counter.of(**asked)
    period = DatePeriod(start, None if last is None else last + timedelta(days=1))
    made = Agreement(SiteId(site), period, school_official, frozenset(purposes))
    access_control.record_agreement(counter.desk, counter.access, made)
    said = "officers are school officials" if school_official else "officers read no records"
    click.echo(f"{site}, {period}: {said}" + (f" for {'; '.join(purposes)}" if purposes else ""))


@click.group()
def token() -> None:
    """Give people and programs access over HTTP, and take it back."""


@token.command(name="new")
@click.argument("name")
@click.option("--role", "part", type=Part(), required=True, help="ROLE or ROLE:SITE.")
@click.option("--site", "sites", multiple=True, help="Only this site; may be given again.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True)
@click.option("--program", is_flag=True, help="A program shows it: it decides about nobody.")
@counter_options
def new_token(
    name: str, part: Viewer, sites: tuple[str, ...], days: int, program: bool, **asked: Any
) -> None:
    """Make a token for NAME, a person or a program. It is printed once and kept nowhere.

    NAME is who acts, on the log too: for an officer's token it is the officer's id.
    """
    if part.role is Role.OFFICER and part.actor not in (name, compose.login()):
        said = f"NAME is who acts: write sro token new {part.actor} --role officer"
        raise click.UsageError(said)
    counter = Counter.of(**asked)
    own = frozenset(map(SiteId, sites)) or part.sites
    speaks = Viewer(name, part.role, own, program=program)
    at = counter.desk.clock()
    made, text = access_tokens.mint(speaks, at=at, days=days, by=counter.access.viewer.actor)
    access_control.issue_token(counter.desk, counter.access, made)
    click.echo(f"token {made.id} for {name}, until {made.expires:%Y-%m-%d}:", err=True)
    click.echo(text)


@token.command(name="list")
@counter_options
@json_option
def list_tokens(as_json: bool, **asked: Any) -> None:
    """List the tokens, those revoked and expired too; no secret is among them."""
    counter = Counter.of(**asked)
    found = access_control.tokens(counter.desk, counter.access)
    now = counter.desk.clock()
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    rows = [
        (
            each.id,
            each.actor + (" (program)" if each.program else ""),
            each.role,
            "all" if each.sites is None else " ".join(sorted(each.sites)),
            each.made.date(),
            each.expires.date(),
            each.used,
            each.why_not(now) or "holds",
        )
        for each in found
    ]
    table(("token", "for", "role", "sites", "made", "expires", "last used", "standing"), rows)


@token.command(name="revoke")
@click.argument("id")
@counter_options
def revoke_token(id: str, **asked: Any) -> None:
    """Take a token back, at once and for good."""
    counter = Counter.of(**asked)
    revoked = access_control.revoke_token(counter.desk, counter.access, id)
    click.echo(f"token {id} of {revoked.actor} is revoked")
