"""``sro contact``: an officer's contacts with minors, in the order in which they happen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, Day, counter_options, json_option, on_option
from sro_adapters.cli.paper import table
from sro_core.contacts.contact import Contact, ContactKind, Disposition, Place
from sro_core.contacts.custody import Custody, Told, Whom
from sro_core.contacts.stop_data import StopData
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import DatePeriod
from sro_core.police_records import Category, Requester
from sro_core.truancy.field_check import Asked
from sro_core.usecases import contact_records, contact_referrals, field_checks, field_work
from sro_core.usecases.field_work import Opening, Result

MINUTES = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
NO_REASON = "This is no reason to stop or to hold anybody."


def _choices(kind: type[Any]) -> click.Choice[str]:
    return click.Choice([str(each) for each in kind])


def _add(command: Any, *options: Any) -> Any:
    for option in reversed(options):
        command = option(command)
    return command


def where_options(command: Any) -> Any:
    """Add where and when it was."""
    return _add(
        command,
        click.option("--place", required=True, help="Where, in words; nobody's home."),
        click.option("--area", required=True, help="The city or area whose order holds there."),
        click.option("--campus", help="The site, where it was on one."),
        click.option("--at", type=MINUTES, help="Local wall time; now where it is left out."),
        click.option("--site", help="The school that the officer works for."),
        click.option("--sweep", default="", help="The sweep it is made in."),
        click.option("--officer", help="Who made it, where somebody else enters it."),
    )


def _opening(
    *,
    place: str,
    area: str,
    campus: str | None,
    at: datetime | None,
    site: str | None,
    sweep: str,
    officer: str | None,
    seen: tuple[str, ...] = (),
) -> Opening:
    return Opening(
        place=Place(place, area, SiteId(campus) if campus else None),
        seen=seen,
        at=at,
        site=SiteId(site) if site else None,
        sweep=sweep,
        officer=OfficerId(officer) if officer else None,
    )


def _split(asked: dict[str, Any]) -> tuple[Opening, Counter]:
    names = ("place", "area", "campus", "at", "site", "sweep", "officer", "seen")
    opening = _opening(**{name: asked.pop(name) for name in names if name in asked})
    return opening, Counter.of(**asked)


@click.group()
def contact() -> None:
    """Record contacts with minors: what was seen, who it is, what came of it."""


@contact.command(name="open")
@where_options
@click.option("--seen", multiple=True, help="A fact seen before the stop; may be given again.")
@counter_options
def open_contact(**asked: Any) -> None:
    """Open a contact with the facts seen before it; prints its id, and what the law reminds of."""
    opening, counter = _split(asked)
    made = field_work.open_contact(counter.desk, counter.access, opening)
    for line in field_work.reminders(counter.desk, made.at.date()):
        click.echo(f"reminder: {line}", err=True)
    click.echo(made.id)


@contact.command(name="positive")
@where_options
@click.option("--heads", type=click.IntRange(1, 10_000), required=True, help="How many minors.")
@click.option("--narrative", default="", help="What it was; names nobody.")
@counter_options
def positive(heads: int, narrative: str, **asked: Any) -> None:
    """Record a positive contact: heads only, nobody named, nothing enforced."""
    opening, counter = _split(asked)
    made = field_work.record_positive(
        counter.desk, counter.access, opening, heads=heads, narrative=narrative
    )
    click.echo(made.id)


@contact.command(name="check")
@click.argument("contact_id", metavar="CONTACT")
@click.option("--given", required=True, help="Given name, exactly.")
@click.option("--family", required=True, help="Family name, exactly.")
@click.option("--born", type=Day(), required=True, help="Birth date.")
@counter_options
@json_option
def check(
    contact_id: str, given: str, family: str, born: date, as_json: bool, **asked: Any
) -> None:
    """Tell whether who was met is due in school now: in school, not in school, ask the school."""
    counter = Counter.of(**asked)
    who = Asked(given, family, born)
    found = field_checks.check_student(counter.desk, counter.access, contact_id, who)
    shown = wire.show(found, counter.access, site=found.site)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    click.echo(f"{found.answer} (as of {found.at:%Y-%m-%d %H:%M})")
    if shown.get("because"):
        click.echo(shown["because"])
    click.echo(NO_REASON)


@contact.command(name="close")
@click.argument("contact_id", metavar="CONTACT")
@click.option("--disposition", "dispositions", multiple=True, type=_choices(Disposition),
              help="What came of it; may be given again.")  # fmt: skip
@click.option("--held-since", type=MINUTES, help="Temporary custody began …")
@click.option("--held-campus", help="… on this campus, by release of the school …")
@click.option("--delivered-to", default="", help="… and ended with this delivery, such as school …")
@click.option("--delivered-at", type=MINUTES, help="… at this time.")
@click.option("--abuse-suspected", is_flag=True, help="Held as a suspected victim of child abuse.")
@click.option(
    "--stop-reason", "reason", type=int, help="Stop data: the state's code of the reason."
)
@click.option("--reason-given", type=int, help="Stop data: the reason as told to the person.")
@click.option("--assignment", type=int, default=8, show_default=True, help="Stop data.")
@click.option("--result", "results", type=int, multiple=True, help="Stop data; again for more.")
@click.option("--school", default="", help="Stop data: the state's code of the school it was at.")
@click.option("--student", is_flag=True, help="Stop data: a student, at a school.")
@click.option("--race", type=int, multiple=True, help="Stop data: as perceived.")
@click.option("--gender", type=int, help="Stop data: as perceived.")
@click.option("--age", type=int, help="Stop data: as perceived.")
@click.option("--disability", type=int, multiple=True, help="Stop data.")
@click.option("--search", type=int, multiple=True, help="Stop data: basis of a search.")
@click.option("--seizure", type=int, multiple=True, help="Stop data: basis of a seizure.")
@click.option("--narrative", default="", help="At most 250 characters; names nobody.")
@click.option("--mistaken", default="", help="Why it turned out that nothing was amiss.")
@counter_options
def close(
    contact_id: str,
    dispositions: tuple[str, ...],
    held_since: datetime | None,
    held_campus: str | None,
    delivered_to: str,
    delivered_at: datetime | None,
    abuse_suspected: bool,
    reason: int | None,
    narrative: str,
    mistaken: str,
    **asked: Any,
) -> None:
    """Enter what came of a CONTACT; after that it is no longer changed."""
    stop = _stop_data(asked, reason)
    custody = None
    if held_since is not None:
        campus = SiteId(held_campus) if held_campus else None
        custody = Custody(held_since, campus, delivered_to, delivered_at, abuse_suspected)
    elif held_campus or delivered_to or delivered_at or abuse_suspected:
        raise click.UsageError("a delivery or a removal from campus needs --held-since")
    counter = Counter.of(**asked)
    result = Result(
        dispositions=frozenset(map(Disposition, dispositions)),
        custody=custody,
        stop=stop,
        narrative=narrative,
        mistaken=mistaken,
    )
    closed = field_work.close_contact(counter.desk, counter.access, contact_id, result)
    click.echo(f"{contact_id}: {', '.join(sorted(closed.dispositions))}")


def _stop_data(asked: dict[str, Any], reason: int | None) -> StopData | None:
    names = ("reason_given", "assignment", "school", "student", "gender", "age")
    sets = ("results", "race", "disability", "search", "seizure")
    told: dict[str, Any] = {name: asked.pop(name) for name in names}
    told |= {name: frozenset(asked.pop(name)) for name in sets}
    if reason is not None:
        return StopData(reason=reason, **told)
    if any(value for name, value in told.items() if name != "assignment"):
        raise click.UsageError("stop data needs --stop-reason")
    return None


@contact.command(name="told")
@click.argument("contact_id", metavar="CONTACT")
@click.argument("whom", type=_choices(Whom))
@click.option("--at", type=MINUTES, help="Local wall time; now where it is left out.")
@click.option("--by", help="Who told them; whoever asks where it is left out.")
@click.option("--without-place", is_flag=True, help="Naming the place would endanger somebody.")
@counter_options
def tell(
    contact_id: str,
    whom: str,
    at: datetime | None,
    by: str | None,
    without_place: bool,
    **asked: Any,
) -> None:
    """Enter that the parent or the school was told of a custody."""
    counter = Counter.of(**asked)
    moment = at or counter.desk.clock().replace(second=0, microsecond=0)
    told = Told(Whom(whom), moment, by or counter.access.viewer.actor, without_place)
    field_work.tell(counter.desk, counter.access, contact_id, told)
    click.echo(f"{contact_id}: the {whom} was told at {moment:%Y-%m-%d %H:%M}")


@contact.command(name="refer")
@click.argument("contact_id", metavar="CONTACT")
@click.option("--site", required=True, help="The school they say they go to.")
@click.option("--reason", required=True, help="Why, in words; names nobody.")
@counter_options
def refer(contact_id: str, site: str, reason: str, **asked: Any) -> None:
    """Refer who was met to a school's administration."""
    counter = Counter.of(**asked)
    made = contact_referrals.refer(
        counter.desk, counter.access, contact_id, SiteId(site), reason=reason
    )
    click.echo(f"{contact_id}: referred to {site}, referral {made.id}")


@contact.command(name="list")
@click.option("--days", type=click.IntRange(1, 10_000), default=7, show_default=True,
              help="So many days, up to the date.")  # fmt: skip
@click.option("--sweep", default="", help="Only those made in this sweep.")
@on_option
@counter_options
@json_option
def list_contacts(days: int, sweep: str, on: date | None, as_json: bool, **asked: Any) -> None:
    """List contacts; an officer's are their own. No student is named."""
    counter = Counter.of(**asked)
    after = (on or counter.desk.clock().date()) + timedelta(days=1)
    within = DatePeriod(after - timedelta(days=days), after)
    found = field_work.contacts(counter.desk, counter.access, within=within, sweep=sweep)
    if as_json:
        for each in found:
            click.echo(wire.to_json(wire.show(each, counter.access)))
        return
    rows = [
        (each.id, f"{each.at:%Y-%m-%d %H:%M}", each.officer, each.place.name, each.place.area,
         _who(each), ", ".join(sorted(each.dispositions)) or ("" if each.closed else "open"))
        for each in found
    ]  # fmt: skip
    table(("contact", "at", "officer", "place", "area", "who", "what came of it"), rows)


def _who(one: Contact) -> str:
    if one.kind is ContactKind.POSITIVE:
        return f"{one.heads} minors"
    return "one student" if one.student is not None else "not identified"


@contact.command(name="show")
@click.argument("contact_id", metavar="CONTACT")
@counter_options
def show(contact_id: str, **asked: Any) -> None:
    """Print one CONTACT as JSON, without what is withheld."""
    counter = Counter.of(**asked)
    found = field_work.contact(counter.desk, counter.access, contact_id)
    click.echo(wire.to_json(wire.show(found, counter.access)))


@contact.command(name="category")
@click.argument("contact_id", metavar="CONTACT")
@click.argument("category", type=_choices(Category))
@click.option("--probation-told", type=Day(), help="The day on which probation was told.")
@counter_options
def give_category(
    contact_id: str, category: str, probation_told: date | None, **asked: Any
) -> None:
    """Record what category of record a CONTACT is under section 827.95."""
    counter = Counter.of(**asked)
    contact_records.give_category(
        counter.desk, counter.access, contact_id, Category(category),
        probation_referral=probation_told,
    )  # fmt: skip
    click.echo(f"{contact_id}: {category}, decided by {counter.access.viewer.actor}")


@contact.command(name="release")
@click.argument("contact_id", metavar="CONTACT")
@click.argument("to", type=_choices(Requester))
@click.option("--named", required=True, help="The person or agency.")
@click.option("--basis", required=True, help="The law, order or consent it rests on.")
@counter_options
def release(contact_id: str, to: str, named: str, basis: str, **asked: Any) -> None:
    """Release the record of a CONTACT, where its category lets it go TO them; prints it."""
    counter = Counter.of(**asked)
    found = contact_records.release(
        counter.desk, counter.access, contact_id, Requester(to), named=named, basis=basis
    )
    click.echo(wire.to_json(wire.show(found, counter.access)))


@contact.command(name="seal")
@click.argument("contact_id", metavar="CONTACT")
@click.option("--basis", required=True, help="The rule it rests on.")
@counter_options
def seal(contact_id: str, basis: str, **asked: Any) -> None:
    """Seal the record of a CONTACT; it is answered as if it were not there."""
    counter = Counter.of(**asked)
    contact_records.seal(counter.desk, counter.access, contact_id, basis=basis)
    click.echo(f"{contact_id}: sealed by {counter.access.viewer.actor}")


@contact.command(name="unseal")
@click.argument("contact_id", metavar="CONTACT")
@click.option("--basis", required=True, help="The court's order.")
@counter_options
def unseal(contact_id: str, basis: str, **asked: Any) -> None:
    """Unseal the record of a CONTACT, as a court ordered it."""
    counter = Counter.of(**asked)
    contact_records.unseal(counter.desk, counter.access, contact_id, basis=basis)
    click.echo(f"{contact_id}: unsealed by {counter.access.viewer.actor}")
