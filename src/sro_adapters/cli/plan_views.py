"""The parts of ``sro plans`` that only read: a plan, what the rules ask of it, what differs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, counter_options, json_option, on_option, today
from sro_adapters.cli.paper import plural, table
from sro_core.findings import Outcome
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.usecases import plan_reading

_QUIET = (Outcome.NOT_MET, Outcome.NOT_SUBJECT)
_MARKS = {"same": " ", "added": "+", "removed": "-"}
year_option = click.option(
    "--year", type=click.IntRange(1990, 9998), metavar="YEAR",
    help="The calendar year in which the school year begins; that of today where it is left out.",
)  # fmt: skip


def year_of(year: int | None, zone: str) -> int:
    """Give the school year asked for, or that of today."""
    return SchoolYear.of(today(zone)).start if year is None else year


@click.command()
@click.argument("site")
@year_option
@click.option("--edition", type=click.IntRange(1), help="An edition that was kept.")
@json_option
@counter_options
def show(site: str, year: int | None, edition: int | None, as_json: bool, **asked: Any) -> None:
    """Print a site's plan, as far as it is open to whoever asks; the reading is on the log."""
    counter, chosen = Counter.of(**asked), year_of(year, asked["zone"])
    stored = plan_reading.plan(
        counter.desk, counter.access, SiteId(site), year=chosen, edition=edition
    )
    shown = wire.show(stored.record, counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    click.echo(f"safety plan of {site}, {SchoolYear(chosen)}, edition {shown['edition']}")
    for kind in ("public", "staff", "tactical"):
        if kind not in shown:
            click.echo(f"\n{kind}: withheld, {shown['withheld'][kind]}")
            continue
        for each in shown[kind]:
            owner = each["owner"] or "nobody yet"
            click.echo(f"\n{each['title']} ({kind}; {each['status']}; owner: {owner})")
            for line in each["text"].splitlines():
                click.echo(f"  {line}")


@click.command()
@click.argument("site")
@year_option
@json_option
@counter_options
def steps(site: str, year: int | None, as_json: bool, **asked: Any) -> None:
    """List what was done with a site's plan: notices, adoption, who was given which edition."""
    counter, chosen = Counter.of(**asked), year_of(year, asked["zone"])
    found = plan_reading.acts(counter.desk, counter.access, SiteId(site), year=chosen)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    columns = ("on", "step", "edition", "party", "to", "by")
    table(columns, [[each[name] for name in columns] for each in shown])


@click.command()
@click.argument("site")
@on_option
@click.option("--all", "everything", is_flag=True, help="Also what is in order.")
@json_option
@counter_options
def check(site: str, on: date | None, everything: bool, as_json: bool, **asked: Any) -> None:
    """Hold a site's plan against every component, role, step and date that the rules ask."""
    counter, day = Counter.of(**asked), on or today(asked["zone"])
    found = plan_reading.check(counter.desk, counter.access, SiteId(site), on=day)
    open_ones = [each for each in found if everything or each.finding.outcome not in _QUIET]
    told(counter, open_ones, as_json=as_json)
    if not as_json:
        said = f"{plural(len(open_ones), 'finding')} of {len(found)} on {day}"
        click.echo(said)


def told(counter: Counter, found: Any, *, as_json: bool) -> None:
    """Print findings: as JSON, or as a table of what they ask."""
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    rows: list[tuple[object, ...]] = []
    for each in shown:
        if "code" not in each:
            continue  # the whole of it is withheld
        asks = each["asks"] or [{"who": "", "due": "", "what": each["why"]}]
        rows += [
            (each["code"], each["outcome"], ask["due"], ask["who"], ask["what"]) for ask in asks
        ]
    table(("code", "outcome", "due", "who", "what"), rows)
    withheld = sum("code" not in each for each in shown)
    if withheld:
        click.echo(f"{plural(withheld, 'finding')} withheld", err=True)


@click.command()
@click.argument("site")
@click.option("--before", type=click.IntRange(1), required=True, help="The earlier edition.")
@click.option("--after", type=click.IntRange(1), help="The later one; else the draft at hand.")
@year_option
@json_option
@counter_options
def differences(
    site: str, before: int, after: int | None, year: int | None, as_json: bool, **asked: Any
) -> None:
    """Show what differs between two editions of a site's plan, by section and line."""
    counter, chosen = Counter.of(**asked), year_of(year, asked["zone"])
    found = plan_reading.differences(
        counter.desk, counter.access, SiteId(site), year=chosen, before=before, after=after
    )
    for one in found:
        each = wire.show(one, counter.access, site=SiteId(site))
        if as_json:
            click.echo(wire.to_json(each))
        elif "section" not in each:
            click.echo(f"a section withheld: {next(iter(each['withheld'].values()))}")
        else:
            click.echo(f"{each['section']}: {each['change']}")
            for field in each["particulars"]:
                click.echo(f"  {field['name']}: {field['before']!r} to {field['after']!r}")
            for line in each["lines"]:
                click.echo(f"  {_MARKS[line['change']]} {line['line']}")


@click.command()
@click.argument("site")
@on_option
@json_option
@counter_options
def copied(site: str, on: date | None, as_json: bool, **asked: Any) -> None:
    """Show sections of a site's plan that stand in plans of other sites, side by side."""
    counter, day = Counter.of(**asked), on or today(asked["zone"])
    found = plan_reading.copied(counter.desk, counter.access, SiteId(site), on=day)
    for one in found:
        each = wire.show(one, counter.access)
        if as_json:
            click.echo(wire.to_json(each))
        elif "section" not in each:
            click.echo(f"a section withheld: {next(iter(each['withheld'].values()))}")
        else:
            click.echo(
                f"{each['section']}: {each['percent']} % stands in the plan of {each['other']}"
            )
            for name in ("mine", "theirs"):
                side = each[name]
                text = side.get("text", "withheld: it is of another site")
                click.echo(f"  {side.get('site', each['other'])}")
                click.echo("\n".join(f"    {line}" for line in text.splitlines()))
    if not found and not as_json:
        click.echo(f"no section of the plan of {site} stands in another")


@click.command()
@click.argument("site")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write HTML there.")
@json_option
@counter_options
def public(site: str, out: Path | None, as_json: bool, **asked: Any) -> None:
    """Print the public part of a site's adopted plan; it holds no other."""
    counter = Counter.of(**asked)
    found = plan_reading.public(counter.desk, counter.access, SiteId(site))
    shown = wire.show(found, counter.access)
    if out is not None:
        from sro_adapters.pages import render

        out.write_text(render("public_plan.html", plan=shown), "utf-8")
        click.echo(f"public part of the plan of {site} written to {out}")
    elif as_json:
        click.echo(wire.to_json(shown))
    else:
        click.echo(f"safety plan of {site}, {shown['school_year']}, adopted {shown['adopted']}")
        for each in shown["sections"]:
            click.echo(f"\n{each['title']}")
            click.echo("\n".join(f"  {line}" for line in each["text"].splitlines()))
