"""``sro plans``: write a site's safety plan, and record what people do with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, Day, counter_options, json_option, today
from sro_adapters.cli.paper import plural, table
from sro_adapters.cli.plan_views import (
    check,
    copied,
    differences,
    public,
    show,
    steps,
    year_of,
    year_option,
)
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.privacy import Sensitivity
from sro_core.safety.facts import Condition, FireZone, SchoolFacts
from sro_core.safety.plan_acts import status
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plans import (
    SECTIONS,
    Attachment,
    Contributor,
    Hazard,
    Part,
    Section,
    SectionStatus,
)
from sro_core.usecases import plan_reading, safety_plans, school_facts

STEPS = {each.name.lower().replace("_", "-"): each for each in PlanStep}


@click.group()
def plans() -> None:
    """Keep a site's own safety plan, from its first draft to its yearly review."""


@plans.command(name="list")
@counter_options
@click.option("--site", help="Only of this site.")
@json_option
def list_plans(site: str | None, as_json: bool, **asked: Any) -> None:
    """List the safety plans with how far each has come."""
    counter = Counter.of(**asked)
    chosen = SiteId(site) if site else None
    found = plan_reading.plans(counter.desk, counter.access, site=chosen)
    rows = [
        {
            "site": plan.site,
            "school_year": str(SchoolYear(plan.year)),
            "edition": plan.edition,
            "status": status(plan, acts),
        }
        for plan, acts in found
    ]
    if as_json:
        for each in rows:
            click.echo(wire.to_json(each))
        return
    table(("site", "school year", "edition", "status"), [tuple(each.values()) for each in rows])


@plans.command()
@click.argument("site")
@year_option
@counter_options
def begin(site: str, year: int | None, **asked: Any) -> None:
    """Begin the plan of a SITE for a school year, from the one before where there is one."""
    counter, chosen = Counter.of(**asked), year_of(year, asked["zone"])
    found = safety_plans.begin(counter.desk, counter.access, SiteId(site), year=chosen).record
    said = plural(len(found.public) + len(found.staff), "section that is not tactical",
                  "sections that are not tactical")  # fmt: skip
    click.echo(f"safety plan of {site} for {SchoolYear(chosen)} begun with {said}")


@plans.command()
@click.argument("site")
@click.argument("section")
@year_option
@click.option("--title", help="Its heading; needed for a new section.")
@click.option(
    "--open-to", type=click.Choice([str(each) for each in SECTIONS]), help="How open it is."
)
@click.option("--part", type=click.Choice([str(each) for each in Part]), help="Where it stands.")
@click.option("--component", help="The id of the rule that asks for it; `plans check` names them.")
@click.option("--hazard", help="The hazard it is about.")
@click.option("--owner", help="Who answers for it, by position.")
@click.option("--status", "state", type=click.Choice([str(each) for each in SectionStatus]),
              help="How far it has come.")  # fmt: skip
@click.option("--evidence", help="What shows that it is more than words.")
@click.option("--text", help="What it says.")
@click.option("--text-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="A file with what it says.")  # fmt: skip
@click.option("--attach", multiple=True, metavar="TITLE REFERENCE SHA256", nargs=3,
              help="A document that is kept elsewhere; may be given again.")  # fmt: skip
@counter_options
def section(
    site: str, section: str, year: int | None, open_to: str | None, text_file: Path | None,
    text: str | None, attach: tuple[tuple[str, str, str], ...], **rest: Any,
) -> None:  # fmt: skip
    """Write the SECTION of a site's plan; what is left out stays as it is."""
    told = {name: rest.pop(name) for name in ("title", "part", "component", "hazard", "owner",
                                              "state", "evidence")}  # fmt: skip
    counter, chosen = Counter.of(**rest), year_of(year, rest["zone"])
    if text_file is not None:
        text = text_file.read_text("utf-8")
    found = safety_plans.write_section(
        counter.desk, counter.access, SiteId(site), section,
        lambda before: _written(before, section, open_to, told | {"text": text}, attach),
        year=chosen,
    ).record  # fmt: skip
    new = found.section(section)
    click.echo(f"section {section} of {site}: {new.status}, edition {found.edition}")


def _written(
    before: Section | None,
    id: str,
    open_to: str | None,
    told: dict[str, str | None],
    attach: tuple[tuple[str, str, str], ...],
) -> Section:
    """Give the section with what was told of it, and the rest as it was."""
    if before is None and not told["title"]:
        raise BadValue(f"section {id}", "it is not in the plan yet", "give it a --title")
    kind = Sensitivity(open_to) if open_to else (before.sensitivity if before else None)
    facts = {each.name: getattr(before, each.name) for each in attrs.fields(Section) if before} | {
        "id": id
    }
    facts |= {
        name: value
        for name, value in told.items()
        if value is not None and name not in ("state", "part")
    }
    if told["part"]:
        facts["part"] = Part(told["part"])
    if told["state"]:
        facts["status"] = SectionStatus(told["state"])
    elif before is None and told["text"]:
        facts["status"] = SectionStatus.WRITTEN
    if attach:
        facts["attachments"] = tuple(Attachment(*each) for each in attach)
    return SECTIONS[kind or Sensitivity.STAFF](**facts)


@plans.command()
@click.argument("site")
@click.argument("section")
@year_option
@counter_options
def remove(site: str, section: str, year: int | None, **asked: Any) -> None:
    """Take a SECTION out of a site's plan; editions that somebody saw still have it."""
    counter, chosen = Counter.of(**asked), year_of(year, asked["zone"])
    found = safety_plans.remove_section(
        counter.desk, counter.access, SiteId(site), section, year=chosen
    )
    click.echo(f"section {section} of {site} is taken out, edition {found.record.edition}")


@plans.command()
@click.argument("site")
@click.argument("party")
@click.argument("who")
@year_option
@counter_options
def contributor(site: str, party: str, who: str, year: int | None, **asked: Any) -> None:
    """Name WHO takes part in a site's plan as PARTY, the id of a rule."""
    counter, chosen = Counter.of(**asked), year_of(year, asked["zone"])
    safety_plans.name_contributor(
        counter.desk, counter.access, SiteId(site), Contributor(party, who), year=chosen
    )
    click.echo(f"{who} takes part in the plan of {site}: {party}")


@plans.command()
@click.argument("site")
@click.argument("hazard")
@click.option("--rests-on", required=True, help="What it rests on.")
@year_option
@counter_options
def hazard(site: str, hazard: str, rests_on: str, year: int | None, **asked: Any) -> None:
    """Name a HAZARD that was found at a site."""
    counter, chosen = Counter.of(**asked), year_of(year, asked["zone"])
    safety_plans.name_hazard(
        counter.desk, counter.access, SiteId(site), Hazard(hazard, rests_on), year=chosen
    )
    click.echo(f"hazard of {site}: {hazard}")


@plans.command()
@click.argument("site")
@click.argument("step", type=click.Choice(list(STEPS)))
@click.option("--on", type=Day(), help="The day; today where it is left out.")
@click.option("--party", default="", help="To or with whom: the id of a rule.")
@click.option("--to", default="", help="That party by name.")
@click.option("--tactical", is_flag=True, help="What was given had the tactical parts in it.")
@year_option
@counter_options
def step(
    site: str, step: str, on: date | None, party: str, to: str, tactical: bool, year: int | None,
    **asked: Any,
) -> None:  # fmt: skip
    """Record a STEP that people took with a site's plan, such as its adoption."""
    counter, chosen = Counter.of(**asked), year_of(year, asked["zone"])
    made = safety_plans.record_step(
        counter.desk, counter.access, SiteId(site), STEPS[step], year=chosen,
        on=on or today(asked["zone"]), party=party, to=to, tactical=tactical,
    )  # fmt: skip
    click.echo(f"edition {made.edition} of the plan of {site}: {made.step}, {made.on}")


@plans.command()
@click.argument("site")
@click.option("--on", type=Day(), help="The day; today where it is left out.")
@click.option("--what", required=True, help="What was trained.")
@click.option("--staff", multiple=True, required=True, help="Who was there; may be given again.")
@counter_options
def trained(site: str, on: date | None, what: str, staff: tuple[str, ...], **asked: Any) -> None:
    """Record that staff of a SITE were trained on its plan."""
    counter = Counter.of(**asked)
    made = safety_plans.record_training(
        counter.desk, counter.access, SiteId(site), on=on or today(asked["zone"]), what=what,
        staff=frozenset(staff),
    )  # fmt: skip
    click.echo(f"{plural(len(made.staff), 'person', 'people')} of {site} trained on {made.on}")


@plans.command()
@click.argument("site")
@click.option("--grades", nargs=2, type=click.IntRange(0, 12), help="Lowest and highest; 0 is K.")
@click.option("--fire-zone", type=click.Choice([str(each) for each in FireZone]))
@click.option("--capacity", type=click.IntRange(0), help="Students its buildings hold.")
@click.option("--classrooms", type=click.IntRange(0))
@click.option("--opened", type=Day(), help="Its first day as a school.")
@click.option("--holds", multiple=True, type=click.Choice([str(each) for each in Condition]),
              help="It does this; may be given again.")  # fmt: skip
@click.option("--holds-no", multiple=True, type=click.Choice([str(each) for each in Condition]),
              help="It does not do this; may be given again.")  # fmt: skip
@click.option("--staff-number", type=click.IntRange(0), help="People who work there.")
@click.option("--keep-free", multiple=True, nargs=2, type=(Day(), str), metavar="DATE REASON",
              help="A day without drills, such as one of exams; may be given again.")  # fmt: skip
@json_option
@counter_options
def facts(site: str, as_json: bool, **rest: Any) -> None:
    """State what safety rules ask about a SITE; without options, print what is stated."""
    names = ("grades", "fire_zone", "capacity", "classrooms", "opened", "holds", "holds_no",
             "staff_number", "keep_free")  # fmt: skip
    told = {name: rest.pop(name) for name in names}
    counter = Counter.of(**rest)
    if any(each not in (None, ()) for each in told.values()):
        stored = school_facts.state_facts(
            counter.desk, counter.access, SiteId(site), lambda before: _stated(before, told)
        )
    else:
        stored = school_facts.facts(counter.desk, counter.access, SiteId(site))
    shown = wire.show(stored.record, counter.access, site=SiteId(site))
    if as_json:
        click.echo(wire.to_json(shown))
        return
    table(("stated", "of the school"), [(name, value) for name, value in shown.items() if value])


def _stated(before: SchoolFacts, told: dict[str, Any]) -> SchoolFacts:
    new: dict[str, Any] = {
        name: told[name] for name in ("capacity", "classrooms", "opened") if told[name] is not None
    }
    if told["grades"]:
        new["lowest_grade"], new["highest_grade"] = told["grades"]
    if told["fire_zone"]:
        new["fire_zone"] = FireZone(told["fire_zone"])
    if told["staff_number"] is not None:
        new["staff"] = told["staff_number"]
    holds = {Condition(each): True for each in told["holds"]}
    holds |= {Condition(each): False for each in told["holds_no"]}
    return attrs.evolve(
        before,
        holds={**before.holds, **holds},
        keep_free={**before.keep_free, **dict(told["keep_free"])},
        **new,
    )


for command in (check, copied, differences, public, show, steps):
    plans.add_command(command)
