"""``sro sites``: what the programme knows of its sites, posts and agreements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import click

from sro_adapters import wire
from sro_adapters.cli.officers import Hours
from sro_adapters.cli.options import (
    FOLDER,
    Counter,
    Day,
    counter_options,
    json_option,
    on_option,
    today,
)
from sro_adapters.cli.paper import plural
from sro_adapters.cli.showing import days, print_records
from sro_adapters.interchange.state_directory import read_directory
from sro_core.ids import PostId, SiteId
from sro_core.sites.posts import Post
from sro_core.sites.profile import Address, Grades, Headcount, Level, SiteProfile, StaffContact
from sro_core.sites.terms import AgreementTerms
from sro_core.usecases import site_imports, site_registry

LEVEL = click.Choice([str(each) for each in Level])


@click.group()
def sites() -> None:
    """Keep the programme's sites, posts and terms of agreements."""


@sites.command(name="list")
@click.option("--all", "every", is_flag=True, help="Sites without a post that day too.")
@on_option
@counter_options
@json_option
def list_sites(every: bool, on: date | None, as_json: bool, zone: str, **asked: Any) -> None:
    """List the sites with their posts on a date; any date since the first post can be asked."""
    counter = Counter.of(zone=zone, **asked)
    day = on or today(zone)
    counts = site_registry.count_posts(counter.desk, counter.access, on=day)
    found = site_registry.profiles(counter.desk, counter.access)
    shown = [
        {**wire.show(each.record, counter.access), "posts": counts.get(each.record.id, 0)}
        for each in found
        if every or each.record.id in counts
    ]
    columns = {"site": "id", "name": "name", "grades": "grades", "level": "level",
               "posts": "posts", "CDS": "cds", "NCES": "nces", "status": "status"}  # fmt: skip
    print_records(shown, columns, as_json=as_json)
    if not as_json:
        click.echo(f"{plural(sum(counts.values()), 'post')} on {day}")


@sites.command(name="show")
@click.argument("site")
@on_option
@counter_options
@json_option
def show_site(site: str, on: date | None, as_json: bool, zone: str, **asked: Any) -> None:
    """Show a SITE with its posts, headcounts, staff and agreements."""
    counter = Counter.of(zone=zone, **asked)
    desk, access, day = counter.desk, counter.access, on or today(zone)
    stored = site_registry.profile(desk, access, SiteId(site))
    posts = [each.record for each in site_registry.posts(desk, access) if each.record.site == site]
    terms = [each.record for each in site_registry.terms(desk, access) if each.record.site == site]
    shown = {
        **wire.show(stored.record, access),
        "posts": [wire.show(each, access) for each in posts],
        "agreements": [wire.show(each, access) for each in terms],
    }
    if as_json:
        click.echo(wire.to_json(shown))
        return
    click.echo(
        f"{shown['id']} {shown['name']}, {shown['address'] or 'no address'}, {shown['phone']}"
    )
    click.echo(f"  grades {shown['grades']}, {shown['level']}; CDS {shown['cds'] or 'none'}, "
               f"NCES {shown['nces'] or 'none'}, {shown['status']}")  # fmt: skip
    for each in posts:
        when = "authorised" if day in each.period else "not authorised on that day"
        click.echo(f"  post {each.id}, {each.period}: {when}, {each.mailbox or 'no mailbox'}")
    for count in shown["headcounts"]:
        click.echo(f"  {count['year']}: {count['students']} students, {count['staff']} staff")
    for person in shown.get("staff", ()):
        reach = ", ".join(filter(None, (person["email"], person["phone"])))
        click.echo(f"  {person['role']}: {person['name']}" + (f", {reach}" if reach else ""))
    for term in terms:
        parts = ", ".join(sorted(term.parts)) or "none"
        click.echo(f"  agreement {term.period}, parts: {parts}")


@sites.command(name="import")
@click.argument("path", type=FOLDER)
@click.option("--known", "known", multiple=True, metavar="SITE=CDS",
              help="The district's own id of a site; may be given again.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would change; save nothing.")
@counter_options
@json_option
def import_sites(
    path: Path,
    known: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Take in a state's directory of schools, a CSV file, and tell what is strange in it.

    It states the sites that it names; headcounts, staff and posts stay. Again changes nothing.
    """
    read = read_directory(path, known_as=dict(_known(each) for each in known))
    for problem in read.report:
        click.echo(str(problem), err=True)
    counter = Counter.of(**asked)
    done = site_imports.import_profiles(
        counter.desk, counter.access, read.profiles, source=read.name, save=not dry_run
    )
    if as_json:
        facts = attrs.asdict(done)
        click.echo(
            wire.to_json({**facts, "rows": len(read.profiles), "warnings": read.report.warnings})
        )
        return
    what = "would change" if dry_run else "changes"
    warned = plural(read.report.warnings, "warning")
    click.echo(f"{read.name}: {plural(len(read.profiles), 'row')}, {warned}; {done.changes} {what}")
    click.echo(f"  {len(done.new)} new, {len(done.changed)} changed, {done.same} as before")


def _known(text: str) -> tuple[str, SiteId]:
    site, sign, code = text.partition("=")
    if not (site and sign and code):
        raise click.UsageError(f"{text!r}: write the district's id and the code as SITE=CDS")
    return code, SiteId(site)


@sites.command(name="record")
@click.argument("site")
@click.option("--name", help="As the public knows it; needed where nothing is on record.")
@click.option("--grades", help="Such as 9-12.")
@click.option("--level", type=LEVEL, help="What most requirements see.")
@click.option("--level-for", "levels", multiple=True, metavar="REQUIREMENT=LEVEL",
              help="Another level that one requirement sees; may be given again.")  # fmt: skip
@click.option("--street", help="Of the address.")
@click.option("--city", help="Of the address.")
@click.option("--zip", "zip_", help="Of the address; text, zeros count.")
@click.option("--phone", help="Public.")
@click.option("--cds", help="The state's id, 14 digits.")
@click.option("--nces", help="The nation's id, 12 digits.")
@click.option("--headcount", "headcounts", multiple=True, metavar="YEAR:STUDENTS[:STAFF]",
              help="Of a school year, by its first half; may be given again.")  # fmt: skip
@click.option("--staff", "staff", multiple=True, metavar="ROLE=NAME",
              help="Whom to ask at the school, from --from on; may be given again.")  # fmt: skip
@click.option("--from", "start", type=Day(), help="Since when the staff named hold their roles.")
@counter_options
def record_site(
    site: str,
    name: str | None,
    grades: str | None,
    level: str | None,
    levels: tuple[str, ...],
    street: str | None,
    city: str | None,
    zip_: str | None,
    phone: str | None,
    cds: str | None,
    nces: str | None,
    headcounts: tuple[str, ...],
    staff: tuple[str, ...],
    start: date | None,
    **asked: Any,
) -> None:
    """Record what is known of a SITE; what is left out stays as it is on record."""
    counter = Counter.of(**asked)
    desk, access = counter.desk, counter.access
    given: dict[str, Any] = {
        "name": name,
        "grades": Grades.read(grades) if grades else None,
        "level": Level(level) if level else None,
        "phone": phone,
        "cds": cds,
        "nces": nces,
        "address": Address(street or "", city or "", zip_ or "") if street or city else None,
    }
    pairs = [each.partition("=") for each in levels]
    own = {key: Level(value) for key, _, value in pairs}

    def amend(old: SiteProfile | None) -> SiteProfile:
        if old is None and not name:
            raise click.UsageError(f"{site} is new; give it a --name")
        made = old or SiteProfile(id=SiteId(site), name=name or "")
        told = {key: value for key, value in given.items() if value is not None}
        return attrs.evolve(made, levels={**made.levels, **own}, **told)

    made = site_registry.amend_profile(desk, access, SiteId(site), amend).record
    for each in headcounts:
        site_registry.record_headcount(desk, access, made.id, _headcount(each))
    for each in staff:
        role, _, person = each.partition("=")
        contact = StaffContact(name=person, role=role, period=days(start, None))
        site_registry.record_staff(desk, access, made.id, contact)
    click.echo(f"{site} {made.name}: recorded")


def _headcount(text: str) -> Headcount:
    numbers = text.split(":")
    if not 2 <= len(numbers) <= 3 or not all(each.isascii() and each.isdigit() for each in numbers):  # noqa: PLR2004 - year, students, staff
        raise click.UsageError(f"{text!r}: write it as 2026:1350 or 2026:1350:66")
    year, students, *rest = map(int, numbers)
    return Headcount(year, students, rest[0] if rest else None)


@sites.command(name="post")
@click.argument("post")
@click.argument("site")
@click.option("--from", "start", type=Day(), required=True, help="Authorised since.")
@click.option("--until", "last", type=Day(), help="The last day.")
@click.option("--mailbox", default="", help="Of the post, whoever fills it; public.")
@click.option("--phone", default="", help="Of the post; public.")
@click.option("--title", default="School resource officer", show_default=True, help="Public.")
@click.option("--authority", default="", help="Who authorised it, and where that is written.")
@counter_options
def record_post(
    post: str,
    site: str,
    start: date,
    last: date | None,
    mailbox: str,
    phone: str,
    title: str,
    authority: str,
    **asked: Any,
) -> None:
    """Record an authorised POST at a SITE; one of the same id is replaced."""
    counter = Counter.of(**asked)
    made = Post(
        id=PostId(post),
        site=SiteId(site),
        period=days(start, last),
        title=title,
        mailbox=mailbox,
        phone=phone,
        authority=authority,
    )
    site_registry.record_post(counter.desk, counter.access, made)
    click.echo(f"{post} at {site}, {made.period}: recorded")


@sites.command(name="terms")
@click.argument("site")
@click.option("--from", "start", type=Day(), required=True, help="The first day of the term.")
@click.option("--until", "last", type=Day(), help="The last day.")
@click.option("--signed", type=Day(), help="The day of the last signature.")
@click.option("--share", type=Hours(), help="Per cent of the cost that the district bears.")
@click.option("--amount", type=Hours(), help="Dollars that the district pays in the term.")
@click.option("--duty", "duties", multiple=True, help="A duty of officers; may be given again.")
@click.option("--part", "parts", multiple=True, help="The id of a part that the text has.")
@click.option("--text", default="", help="Where the signed text is kept.")
@counter_options
def record_terms(
    site: str,
    start: date,
    last: date | None,
    signed: date | None,
    share: Decimal | None,
    amount: Decimal | None,
    duties: tuple[str, ...],
    parts: tuple[str, ...],
    text: str,
    **asked: Any,
) -> None:
    """Record the terms of a SITE's agreement; what it says of records is `sro agreement record`."""
    counter = Counter.of(**asked)
    made = AgreementTerms(
        id=f"{site}:{start}",
        site=SiteId(site),
        period=days(start, last),
        signed=signed,
        district_share=share,
        amount=amount,
        duties=duties,
        parts=frozenset(parts),
        text=text,
    )
    site_registry.record_terms(counter.desk, counter.access, made)
    click.echo(f"agreement {made.id}, {made.period}: recorded")
