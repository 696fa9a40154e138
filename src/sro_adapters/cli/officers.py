"""``sro officers``: who they are, what they were taught, how they are chosen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, Day, counter_options, json_option, on_option, today
from sro_adapters.cli.paper import plural
from sro_adapters.cli.showing import days, print_records
from sro_core.findings import Outcome
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.officers.officer import Officer
from sro_core.officers.selection import Application, Decision
from sro_core.officers.training import Expiry, Training
from sro_core.usecases import officer_files

DECISION = click.Choice(["selected", "not selected"])


@click.group()
def officers() -> None:
    """Keep officers' files: badges, courses, applications."""


@officers.command(name="list")
@counter_options
@json_option
def list_officers(as_json: bool, **asked: Any) -> None:
    """List the officers of the programme, past ones too."""
    counter = Counter.of(**asked)
    found = officer_files.officers(counter.desk, counter.access)
    shown = [wire.show(each.record, counter.access, site=each.site) for each in found]
    columns = {"officer": "id", "name": "name", "sworn": "sworn_from", "last day": "sworn_until",
               "published": "published"}  # fmt: skip
    print_records(shown, columns, as_json=as_json)


@officers.command(name="show")
@click.argument("officer")
@counter_options
@on_option
@json_option
def show_officer(officer: str, on: date | None, as_json: bool, zone: str, **asked: Any) -> None:
    """Open the file of an OFFICER; officers open their own, and each reading is on the log."""
    counter = Counter.of(zone=zone, **asked)
    day = on or today(zone)
    found = officer_files.file_of(counter.desk, counter.access, OfficerId(officer), on=day)
    shown = wire.show(found, counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    if "officer" not in shown:
        click.echo("withheld: " + "; ".join(dict.fromkeys(shown["withheld"].values())))
        return
    person = shown["officer"]
    badges = ", ".join(f"{each['number']} from {each['from']}" for each in person["badges"])
    given = person["certificate"] or "not on record"
    click.echo(f"{person['id']} {person['name']}, sworn {person['sworn_from']}, "
               f"certificate {given}, badge {badges or 'none'}")  # fmt: skip
    for each in shown["terms"]:
        click.echo(f"  serves {each['site']} since {each['since']}: {each['served']}; "
                   f"rotation possible from {each['possible']}, due by {each['ends']}")  # fmt: skip
    for each in shown["trainings"]:
        click.echo(
            f"  {each['completed']} {each['course']} {each['hours']} h {each['provider']}".rstrip()
        )
    for each in shown["hours"]:
        short = ", ".join(f"{left} h short of {topic}" for topic, left in each["short"].items())
        click.echo(f"  {each['hours']} of {each['needed']} h from {each['from']} to "
                   f"{each['until']}" + (f"; {short}" if short else ""))  # fmt: skip
    for finding in found.findings:
        if finding.outcome in (Outcome.MET, Outcome.PENDING):
            said = finding.explain().replace("\n", "\n  ")
            click.echo(f"  {said}" + (f"\n    {finding.why}" if finding.why else ""))


@officers.command(name="record")
@click.argument("officer")
@click.option("--name", required=True, help="As colleagues know them.")
@click.option("--from", "start", type=Day(), required=True, help="Sworn since.")
@click.option("--until", "last", type=Day(), help="The last day as a sworn officer.")
@click.option("--certificate", type=Day(), help="The day the basic certificate was awarded.")
@click.option("--badge", help="A new badge, …")
@click.option("--badge-from", type=Day(), help="… worn from this day; the one before ends there.")
@click.option("--published", is_flag=True, help="The public may read the name.")
@click.option("--email", default="", help="The officer's own mailbox; not published.")
@counter_options
def record_officer(
    officer: str,
    name: str,
    start: date,
    last: date | None,
    certificate: date | None,
    badge: str | None,
    badge_from: date | None,
    published: bool,
    email: str,
    **asked: Any,
) -> None:
    """Record an OFFICER; one of the same id is replaced, badges stay."""
    counter = Counter.of(**asked)
    made = Officer(
        id=OfficerId(officer),
        name=name,
        sworn=days(start, last),
        certificate=certificate,
        published=published,
        email=email,
    )
    officer_files.record_officer(counter.desk, counter.access, made)
    if badge is not None:
        since = badge_from or start
        officer_files.record_badge(counter.desk, counter.access, made.id, badge, since)
    click.echo(f"{officer}, sworn {made.sworn}: recorded")


class Hours(click.ParamType[Decimal]):
    """Hours as a certificate has them; halves are possible."""

    name = "hours"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read the number or fail as a usage error."""
        try:
            found = Decimal(value)
        except InvalidOperation:
            self.fail(f"{value!r} is no number; write it as 40 or 4.5", param, ctx)
        if not found.is_finite():
            self.fail(f"{value!r} is no number of hours", param, ctx)
        return found


@officers.command(name="train")
@click.argument("officer")
@click.argument("course")
@click.option("--hours", type=Hours(), required=True, help="As certified.")
@click.option("--completed", type=Day(), required=True, help="The last day of the course.")
@click.option("--provider", default="", help="Who taught it.")
@click.option("--title", default="", help="In words.")
@click.option("--expires", type=Day(), help="The first day on which it no longer counts.")
@click.option("--never-expires", is_flag=True, help="It counts for good, whatever the rule says.")
@click.option("--topic", "topics", multiple=True, help="It counts towards; may be given again.")
@click.option("--evidence", default="", help="Where the certificate is kept.")
@counter_options
def train(
    officer: str,
    course: str,
    hours: Decimal,
    completed: date,
    provider: str,
    title: str,
    expires: date | None,
    never_expires: bool,
    topics: tuple[str, ...],
    evidence: str,
    **asked: Any,
) -> None:
    """Record that an OFFICER completed a COURSE, by its code."""
    counter = Counter.of(**asked)
    if expires is not None and never_expires:
        raise click.UsageError("--expires and --never-expires exclude each other")
    expiry = Expiry.ON if expires else Expiry.NEVER if never_expires else Expiry.BY_RULE
    made = Training(
        id=f"{officer}:{course}:{completed}",
        officer=OfficerId(officer),
        course=course,
        hours=hours,
        completed=completed,
        provider=provider,
        title=title,
        expiry=expiry,
        expires=expires,
        topics=frozenset(topics),
        evidence=evidence,
    )
    officer_files.record_training(counter.desk, counter.access, made)
    click.echo(f"{officer}: {course}, {hours} h, completed {completed}")


@officers.command(name="notices")
@click.option("--site", help="Only for posts at this site.")
@counter_options
@json_option
def notices(site: str | None, as_json: bool, **asked: Any) -> None:
    """List vacancy notices, each with the applications that you may read."""
    counter = Counter.of(**asked)
    wanted = SiteId(site) if site else None
    found = officer_files.selections(counter.desk, counter.access, site=wanted)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        print_records(shown, {}, as_json=True)
        return
    for each in shown:
        notice = each["notice"]
        posted = f"posted {notice['from']} to {notice['until']}"
        click.echo(f"{notice['id']}: {notice['post']}, {posted}, "
                   f"{plural(len(each['applications']), 'application')}")  # fmt: skip
        for one in each["applications"]:
            decision = one["decision"]
            said = f"withdrawn {one['withdrawn']}" if one["withdrawn"] else "waits"
            if decision:
                chosen = "selected" if decision["selected"] else "not selected"
                said = f"{chosen} {decision['date']} by {decision['by']}: {decision['grounds']}"
            click.echo(f"  {one['id']}: {one['officer']}, {one['reason']!r}, prefers "
                       f"{', '.join(one['prefers']) or 'no site'}; {said}")  # fmt: skip


@officers.command(name="notice")
@click.argument("post")
@click.option("--from", "start", type=Day(), required=True, help="The first day it is posted.")
@click.option("--until", "last", type=Day(), required=True, help="The last day.")
@click.option("--criteria", default="", help="What is looked for.")
@counter_options
def post_notice(post: str, start: date, last: date, criteria: str, **asked: Any) -> None:
    """Post the notice that a POST is to be filled, for as long as the rule says at least."""
    counter = Counter.of(**asked)
    made = officer_files.post_notice(
        counter.desk, counter.access, PostId(post), days(start, last), criteria
    )
    click.echo(f"notice {made.id}, {made.period}")


@officers.command(name="apply")
@click.argument("notice")
@click.argument("officer")
@click.option("--reason", required=True, help="Why, in the officer's own words.")
@click.option("--prefer", "prefers", multiple=True, help="A site; may be given again, best first.")
@on_option
@counter_options
def apply(
    notice: str,
    officer: str,
    reason: str,
    prefers: tuple[str, ...],
    on: date | None,
    zone: str,
    **asked: Any,
) -> None:
    """Apply for the post of a NOTICE as an OFFICER."""
    counter = Counter.of(zone=zone, **asked)
    day = on or today(zone)
    made = Application(
        id=f"{notice}:{officer}:{day}",
        notice=notice,
        officer=OfficerId(officer),
        on=day,
        reason=reason,
        prefers=tuple(map(SiteId, prefers)),
    )
    officer_files.apply(counter.desk, counter.access, made)
    click.echo(f"application {made.id}")


@officers.command(name="decide")
@click.argument("application")
@click.option("--decision", "decided", type=DECISION, required=True, help="What was decided.")
@click.option("--grounds", required=True, help="Why.")
@click.option("--by", help="Who decided; you where it is left out.")
@on_option
@counter_options
def decide(
    application: str,
    decided: str,
    grounds: str,
    by: str | None,
    on: date | None,
    zone: str,
    **asked: Any,
) -> None:
    """Record what a person decided about an APPLICATION; nothing here ranks anybody."""
    counter = Counter.of(zone=zone, **asked)
    who = by or counter.access.viewer.actor
    decision = Decision(on or today(zone), who, decided == DECISION.choices[0], grounds)
    officer_files.decide(counter.desk, counter.access, application, decision)
    click.echo(f"{application}: {decided} on {decision.on}")


@officers.command(name="withdraw")
@click.argument("application")
@on_option
@counter_options
def withdraw(application: str, on: date | None, zone: str, **asked: Any) -> None:
    """Take an APPLICATION back; officers their own."""
    counter = Counter.of(zone=zone, **asked)
    day = on or today(zone)
    officer_files.withdraw(counter.desk, counter.access, application, day)
    click.echo(f"{application}: withdrawn on {day}")
