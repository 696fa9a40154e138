"""``sro referrals``: from officers to administration, from the school to others."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import (
    Counter,
    Day,
    counter_options,
    json_option,
    on_option,
    today,
)
from sro_adapters.cli.paper import plural, table
from sro_core.ids import SiteId, StudentRef
from sro_core.truancy.referrals import Body, Stage, Told
from sro_core.usecases import officer_referrals, referral_inbox, referring_out
from sro_core.usecases.referring_out import ForPolice, Outside

MOVES = [str(each) for each in Stage if each is not Stage.OPENED]


@click.group()
def referrals() -> None:
    """Refer a matter, and say how far it is; a named person does each."""


@referrals.command(name="open")
@click.option("--site", required=True, help="The site whose administration is to take it on.")
@click.option("--student", default="", help="The student, where the officer knows the id.")
@click.option("--reason", required=True, help="What the matter is.")
@click.option("--contact", "contacts", type=Day(), multiple=True,
              help="The day of a contact it rests on; may be given again.")  # fmt: skip
@click.option("--from-contact", "contact", default="", metavar="ID",
              help="A contact of your own: whom it concerns is taken from its record.")  # fmt: skip
@on_option
@counter_options
def open_referral(
    site: str,
    student: str,
    reason: str,
    contacts: tuple[date, ...],
    contact: str,
    on: date | None,
    zone: str,
    **asked: Any,
) -> None:
    """Refer a matter to a school's administration, as an officer."""
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    made = officer_referrals.open_referral(
        counter.desk, counter.access, SiteId(site), reason=reason, on=day,
        student=StudentRef(student), contacts=contacts, contact=contact,
    )  # fmt: skip
    click.echo(f"referral {made.id} to {site}, by {made.officer}")


@referrals.command(name="mine")
@json_option
@counter_options
def own_referrals(as_json: bool, **asked: Any) -> None:
    """List your own referrals, as an officer, and how far the school is with each."""
    counter = Counter.of(**asked)
    found = officer_referrals.own(counter.desk, counter.access)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    table(
        ("referral", "site", "date", "stage", "since"),
        [
            (each["referral"]["id"], each["referral"]["site"], each["referral"]["date"],
             each["stage"], each["since"])
            for each in shown
        ],
    )  # fmt: skip


@referrals.command(name="answer")
@click.argument("referral")
@counter_options
def read_answer(referral: str, **asked: Any) -> None:
    """Read what the school answered to your own REFERRAL, as its agreement allows."""
    counter = Counter.of(**asked)
    said = officer_referrals.answer(counter.desk, counter.access, referral)
    click.echo(said or "no answer yet")


@referrals.command(name="inbox")
@click.option("--site", help="Only of this site.")
@click.option("--all", "every", is_flag=True, help="Also those that are closed.")
@json_option
@counter_options
def list_inbox(site: str | None, every: bool, as_json: bool, **asked: Any) -> None:
    """List the referrals of your sites, as the school."""
    counter = Counter.of(**asked)
    chosen = SiteId(site) if site else None
    found = referral_inbox.inbox(counter.desk, counter.access, site=chosen, closed=every)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    keys = ("id", "site", "date", "to", "student_id", "stage", "by", "reason")
    table(
        ("referral", "site", "date", "to", "student", "stage", "by", "reason"),
        [[each[key] for key in keys] for each in shown],
    )
    click.echo(plural(len(shown), "referral"))


@referrals.command(name="mark")
@click.argument("referral")
@click.argument("stage", type=click.Choice(MOVES))
@click.option("--because", default="", help="The answer, or why it is declined.")
@counter_options
def mark_referral(referral: str, stage: str, because: str, **asked: Any) -> None:
    """Bring a REFERRAL to its next STAGE; an answer or a refusal says something."""
    counter = Counter.of(**asked)
    done = referral_inbox.advance(
        counter.desk, counter.access, referral, Stage(stage), because=because
    )
    click.echo(f"referral {referral}: {done.stage}, by {done.log[-1].by}")


@referrals.command(name="outside")
@click.argument("student")
@click.argument("way")
@click.option("--body", required=True, help="The name of the body, as the family is told.")
@click.option("--address", required=True, help="Its address, as the family is told.")
@click.option("--reason", required=True, help="The reason, as the family is told.")
@click.option("--support", "supports", multiple=True, required=True,
              help="What was tried at school; may be given again.")  # fmt: skip
@click.option("--confirmed", default="", help="Who confirmed the condition of the way, and when.")
@on_option
@counter_options
def refer_outside(
    student: str,
    way: str,
    body: str,
    address: str,
    reason: str,
    supports: tuple[str, ...],
    confirmed: str,
    on: date | None,
    zone: str,
    **asked: Any,
) -> None:
    """Refer a STUDENT outside the school, by a WAY of the rules such as to_review_board.

    A person does, for a --purpose; every question must have been asked first.
    """
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    outside = Outside(
        way=way, body=Body(name=body, address=address, reason=reason), supports=supports,
        confirmed=confirmed,
    )  # fmt: skip
    made = referring_out.refer_outside(
        counter.desk, counter.access, StudentRef(student), outside, on=day
    )
    click.echo(f"referral {made.id} of {student} to the {made.to}, by {made.opened_by}")


@referrals.command(name="police")
@click.argument("site")
@click.argument("matter")
@click.option("--agency", required=True, help="Who is told.")
@click.option("--reason", required=True, help="What the matter is.")
@click.option("--student", default="", help="The student, where it is about one.")
@click.option("--tell", "told", nargs=3, multiple=True, metavar="FIELD TEXT BASIS",
              help="One thing to tell, with the paper it rests on or ''.")  # fmt: skip
@on_option
@counter_options
def tell_police(
    site: str,
    matter: str,
    agency: str,
    reason: str,
    student: str,
    told: tuple[tuple[str, str, str], ...],
    on: date | None,
    zone: str,
    **asked: Any,
) -> None:
    """Tell the police of a MATTER at a SITE, only what a rule opens, each with its basis.

    A person does, for a --purpose. A matter of school rules alone goes back to administration.
    """
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    given = ForPolice(
        matter=matter, agency=agency, reason=reason, student=StudentRef(student),
        told=tuple(Told(field=field, text=text, basis=basis) for field, text, basis in told),
    )  # fmt: skip
    made = referring_out.tell_police(counter.desk, counter.access, SiteId(site), given, on=day)
    if made.handed_back:
        click.echo(f"referral {made.id}: handed back to the administration of {site}")
    else:
        fields = ", ".join(each.field for each in made.told)
        click.echo(f"referral {made.id} to the {agency}: {fields}, by {made.opened_by}")
