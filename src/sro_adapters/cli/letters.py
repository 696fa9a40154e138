"""``sro letters``: batches of letters from the draft to the family."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

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
from sro_core.errors import BadValue, Unknown
from sro_core.ids import SiteId, StudentRef
from sro_core.ports import SiteRecord
from sro_core.truancy.letters import BatchState, DeliveredBy, Letter
from sro_core.usecases import access_control, family_letters, letter_batches, student_records
from sro_core.usecases.family_letters import Drafted


@click.group()
def letters() -> None:
    """Draft, review, release and deliver letters; a named person releases."""


@letters.command(name="draft")
@click.argument("step")
@click.option("--site", required=True, help="For the students of this site.")
@click.option(
    "--language", "languages", multiple=True, metavar="STUDENT=LANGUAGE",
    help="In which language a family reads, such as S-00001=es; may be given again.",
)  # fmt: skip
@on_option
@counter_options
def draft_letters(
    step: str, site: str, languages: tuple[str, ...], on: date | None, zone: str, **asked: Any
) -> None:
    """Draft the letter of a STEP for every student of a site for whom it is due."""
    chosen = {}
    for each in languages:
        student, equals, language = each.rpartition("=")
        if not (student and equals and language):
            raise click.BadParameter(f"{each!r}: write it as S-00001=es", param_hint="--language")
        chosen[StudentRef(student)] = language
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    made = family_letters.draft(
        counter.desk, counter.access, step, site=SiteId(site), on=day, languages=chosen
    )
    _told(made, counter)


def _told(made: Drafted, counter: Counter) -> None:
    shown = wire.show(made.batch, counter.access)
    held = sum(1 for each in made.letters if each.held is not None)
    click.echo(
        f"batch {shown['id']}: {shown['state']}, {plural(len(made.letters), 'letter')} of "
        f"{shown['step']} at {shown['site']}, {held} held, by {shown['log'][-1]['by']}"
    )
    for student, why in shown["skipped"].items():
        click.echo(f"{student} gets none: {why}")
    for each in made.letters:
        if each.wording.wanted:
            said = f"no whole translation into {each.wording.wanted}: it is in English"
            click.echo(f"{each.student}: {said}")


@letters.command(name="list")
@click.option("--site", help="Only batches of this site.")
@json_option
@counter_options
def list_letters(site: str | None, as_json: bool, **asked: Any) -> None:
    """List the batches and how far they are."""
    counter = Counter.of(**asked)
    chosen = SiteId(site) if site else None
    found = letter_batches.batches(counter.desk, counter.access, site=chosen)
    shown = [wire.show(each.batch, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    table(
        ("batch", "site", "step", "date", "letters", "state", "since", "by"),
        [
            (batch["id"], batch["site"], batch["step"], batch["date"], len(each.letters),
             batch["state"], batch["log"][-1]["at"].date(), batch["log"][-1]["by"])
            for batch, each in zip(shown, found, strict=True)
        ],
    )  # fmt: skip


@letters.command(name="show")
@click.argument("batch")
@json_option
@counter_options
def show_batch(batch: str, as_json: bool, **asked: Any) -> None:
    """Show a BATCH with its letters; says of each whether its seal holds."""
    counter = Counter.of(**asked)
    found = letter_batches.batch_of(counter.desk, counter.access, batch)
    shown = wire.show(found, counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    rows = [
        (each["id"], each["student_id"], each["language"],
         "holds" if each["intact"] else "BROKEN",
         f"held: {each['held']['because']}" if each["held"] else each["reached"] or "")
        for each in shown["letters"]
    ]  # fmt: skip
    table(("letter", "student", "language", "seal", "delivered"), rows)
    _told(found, counter)
    if not all(each.intact for each in found.letters):
        click.get_current_context().exit(1)


@letters.command(name="review")
@click.argument("batch")
@counter_options
def review_letters(batch: str, **asked: Any) -> None:
    """Say that a BATCH was reviewed."""
    counter = Counter.of(**asked)
    _told(family_letters.review(counter.desk, counter.access, batch), counter)


@letters.command(name="release")
@click.argument("batch")
@counter_options
def release_letters(batch: str, **asked: Any) -> None:
    """Release a reviewed BATCH; every question must have been asked first."""
    counter = Counter.of(**asked)
    _told(family_letters.release(counter.desk, counter.access, batch), counter)


@letters.command(name="hold")
@click.argument("letter")
@click.option("--because", required=True, help="Why it is not to be sent.")
@counter_options
def hold_letter(letter: str, because: str, **asked: Any) -> None:
    """Mark a LETTER that it is not to be sent."""
    counter = Counter.of(**asked)
    held = family_letters.hold(counter.desk, counter.access, letter, because=because)
    click.echo(f"{held.student}: letter {letter} is not sent: {because}")


@letters.command(name="deliver")
@click.argument("letter")
@click.argument("how", type=click.Choice([str(each) for each in DeliveredBy]))
@click.option("--because", default="", help="Why nothing reached the family.")
@on_option
@counter_options
def deliver_letter(
    letter: str, how: str, because: str, on: date | None, zone: str, **asked: Any
) -> None:
    """Record HOW a released LETTER was delivered: electronic, print, both or none."""
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    done = family_letters.deliver(
        counter.desk, counter.access, letter, DeliveredBy(how), on=day, because=because
    )
    click.echo(f"{done.student}: letter {letter} delivered: {how}")


@letters.command(name="print")
@click.argument("batch")
@click.argument("folder", type=FOLDER)
@click.option("--pdf", "as_pdf", is_flag=True, help="Also as PDF; needs the extra pdf.")
@counter_options
def print_letters(batch: str, folder: Path, as_pdf: bool, **asked: Any) -> None:
    """Write the letters of a released BATCH into FOLDER, a page each.

    It opens the names of the families, so it wants a --purpose.
    """
    counter = Counter.of(**asked)
    with compose.needs("pages"):
        from sro_adapters.pages.letter import letter_page, pdf_of
    found = letter_batches.batch_of(counter.desk, counter.access, batch)
    if found.batch.state not in (BatchState.RELEASED, BatchState.DELIVERED):
        raise BadValue(f"batch {batch}", f"it is {found.batch.state}", "release it first")
    going = [each for each in found.letters if each.held is None]
    broken = [each.student for each in going if not each.intact]
    if broken:
        raise BadValue(f"batch {batch}", f"changed since it was drafted: {', '.join(broken)}")
    site = access_control.sites(counter.desk, counter.access)[found.batch.site].record
    folder.mkdir(parents=True, exist_ok=True)
    for each in going:
        page = letter_page(wire.show(each, counter.access), **_addressed(each, site, counter))
        (folder / f"{each.id}.html").write_bytes(page.encode())
        if as_pdf:
            with compose.needs("pdf"):
                (folder / f"{each.id}.pdf").write_bytes(pdf_of(page))
    click.echo(f"{plural(len(going), 'letter')} written to {folder}")


def _addressed(letter: Letter, site: SiteRecord, counter: Counter) -> dict[str, Any]:
    """Give whom a letter is about and to, as far as names are held."""
    school = wire.show(site, counter.access)["name"]
    try:
        opened = student_records.open_identity(counter.desk, counter.access, letter.student)
    except Unknown:
        return {"student": letter.student, "site": school}
    shown = wire.show(opened.identity, counter.access, site=opened.site)
    names = (shown["preferred_name"] or shown["given_name"], shown["family_name"])
    to = [
        " ".join(filter(None, (each["given_name"], each["family_name"])))
        for each in shown["guardians"]
    ]
    student = " ".join(filter(None, names)) or letter.student
    return {"student": student, "site": school, "to": [each for each in to if each]}
