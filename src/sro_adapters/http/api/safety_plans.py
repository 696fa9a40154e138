"""Safety plans: writing them, recording what people do with them, and what the rules ask."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api import versions
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import COUNT, ID, MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.safety_forms import (
    LikenessForm,
    PlanActForm,
    PlanForm,
    PlanTrainingForm,
    PublicPlanForm,
    SafetyAnswerForm,
    SectionDifferenceForm,
)
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.safety.plan_acts import status
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plans import (
    SECTIONS,
    Attachment,
    Contributor,
    Hazard,
    Part,
    Plan,
    SectionStatus,
)
from sro_core.usecases import plan_reading, safety_plans

SITE = "the district's own id of the site"
YEAR = "the calendar year in which the school year begins; this one where it is left out"
YEARS = {"minimum": 1990, "maximum": 9998}
TEXT = {"maxLength": 20_000, "pattern": r"^[^\u0000-\u0008\u000b-\u001f\u007f]*$"}
HEX = {"minLength": 64, "maxLength": 64, "pattern": "^[0-9a-f]{64}$"}


class Openness(StrEnum):
    """How open a section is."""

    PUBLIC = "public"
    STAFF = "staff"
    TACTICAL = "tactical"


@attrs.frozen
class OfPlans:
    """Ask for the list of plans."""

    site: SiteId | None = query("only of this site", example="HIGH", facets=ID)


@attrs.frozen
class OfPlan:
    """Ask for the plan of a site."""

    site: SiteId = path(SITE, example="HIGH")
    year: int | None = query(YEAR, example=2026, facets=YEARS)


@attrs.frozen
class OfEdition:
    """Ask for an edition of a plan."""

    site: SiteId = path(SITE, example="HIGH")
    year: int | None = query(YEAR, example=2026, facets=YEARS)
    edition: int | None = query("an edition that was kept; else the draft", facets=COUNT)


@attrs.frozen
class OfDay:
    """Ask for what holds at a site on a date."""

    site: SiteId = path(SITE, example="HIGH")
    on: date | None = query("the date judged; today where left out", example="2026-11-20")


@attrs.frozen
class OfSite:
    """Ask for what a site has."""

    site: SiteId = path(SITE, example="HIGH")


@attrs.frozen
class OfDifference:
    """Ask for what differs between two editions; the draft at hand where `after` is left out."""

    site: SiteId = path(SITE, example="HIGH")
    year: int | None = query(YEAR, example=2026, facets=YEARS)
    before: int | None = query("the earlier edition; the first where left out", facets=COUNT)
    after: int | None = query("the later edition", facets=COUNT)


@attrs.frozen
class PlanFileTold:
    """A document that is kept elsewhere."""

    title: str = member("as a reader knows it", example="Map", facets=WORDS)
    reference: str = member("where it is kept", example="binder 3", facets=WORDS)
    sha256: str = member("of its bytes", example="0" * 64, facets=HEX)


@attrs.frozen
class NewSection:
    """A section of a plan, the whole of it."""

    title: str = member("its heading", example="Arrival and departure", facets=WORDS)
    open_to: Openness = member("how open it is", example="public")
    part: Part = member("where it stands", default=Part.BASIC, example="basic plan")
    component: str = member("the rule that asks for it", default="", facets=MAYBE_WORDS,
                            example="ingress_egress")  # fmt: skip
    hazard: str = member("the hazard it is about", default="", facets=MAYBE_WORDS)
    owner: str = member("who answers for it", default="", facets=MAYBE_WORDS)
    status: SectionStatus = member("how far it has come", default=SectionStatus.OPEN,
                                   example="written")  # fmt: skip
    evidence: str = member("what shows it", default="", facets=MAYBE_WORDS)
    text: str = member("what it says", default="", facets=TEXT, example="Two gates.")
    attachments: tuple[PlanFileTold, ...] = member("documents kept elsewhere", default=())


@attrs.frozen
class ToWrite:
    """Ask to write a section."""

    site: SiteId = path(SITE, example="HIGH")
    section: str = path("its name in the plan", example="gates")
    new: NewSection = body("the section")
    year: int | None = query(YEAR, example=2026, facets=YEARS)


@attrs.frozen
class ToRemove:
    """Ask to take a section out."""

    site: SiteId = path(SITE, example="HIGH")
    section: str = path("its name in the plan", example="gates")
    year: int | None = query(YEAR, example=2026, facets=YEARS)


@attrs.frozen
class NewContributor:
    """Somebody who takes part in a plan."""

    party: str = member("the id of the rule that says as what", example="principal", facets=WORDS)
    who: str = member("the person, by position", example="the principal", facets=WORDS)


@attrs.frozen
class ToName:
    """Ask to name somebody who takes part."""

    site: SiteId = path(SITE, example="HIGH")
    new: NewContributor = body("who takes part")
    year: int | None = query(YEAR, example=2026, facets=YEARS)


@attrs.frozen
class NewHazard:
    """A hazard that was found at a site."""

    name: str = member("what it is", example="earthquake", facets=WORDS)
    rests_on: str = member("what it rests on", example="state map", facets=WORDS)


@attrs.frozen
class ToFind:
    """Ask to name a hazard."""

    site: SiteId = path(SITE, example="HIGH")
    new: NewHazard = body("the hazard")
    year: int | None = query(YEAR, example=2026, facets=YEARS)


@attrs.frozen
class NewPlanStep:
    """Something that people did with a plan."""

    step: PlanStep = member("what", example="consulted")
    on: date = member("the day", example="2026-11-20")
    party: str = member("to or with whom: the id of a rule", default="", facets=MAYBE_WORDS,
                        example="fire_department")  # fmt: skip
    to: str = member("that party by name", default="", facets=MAYBE_WORDS)
    tactical: bool = member("what was given had the tactical parts in it", default=False)


@attrs.frozen
class ToRecord:
    """Ask to record a step."""

    site: SiteId = path(SITE, example="HIGH")
    new: NewPlanStep = body("what was done")
    year: int | None = query(YEAR, example=2026, facets=YEARS)


@attrs.frozen
class NewPlanTraining:
    """A training of staff on the plan."""

    on: date = member("the day", example="2026-11-20")
    what: str = member("what was trained", example="evacuation", facets=WORDS)
    staff: tuple[str, ...] = member("who was there", facets=WORDS, example=["T-01"])


@attrs.frozen
class ToTrain:
    """Ask to record a training."""

    site: SiteId = path(SITE, example="HIGH")
    new: NewPlanTraining = body("the training")


@attrs.frozen
class PlanListed:
    """A plan and how far it has come."""

    site: SiteId
    year: int
    edition: int
    status: str


@attrs.frozen
class Plans:
    """The plans of the sites that you answer for."""

    items: tuple[PlanListed, ...]


@attrs.frozen
class PlanSteps:
    """What was done with a plan."""

    items: tuple[PlanActForm, ...]


@attrs.frozen
class PlanAnswers:
    """What the rules make of a site on a date."""

    as_of: date
    items: tuple[SafetyAnswerForm, ...]


@attrs.frozen
class PlanDifferences:
    """What differs between two editions, by section."""

    items: tuple[SectionDifferenceForm, ...]


@attrs.frozen
class PlanLikenesses:
    """The sections of a plan that stand in plans of other sites."""

    items: tuple[LikenessForm, ...]


def every(call: Call, asked: OfPlans) -> Answer:
    """List the plans."""
    found = plan_reading.plans(call.desk, call.access, site=asked.site)
    items = [
        {"site": own.site, "year": own.year, "edition": own.edition, "status": status(own, acts)}
        for own, acts in found
    ]
    return Answer({"items": items})


def one(call: Call, asked: OfEdition) -> Answer:
    """Give a plan."""
    year = _year(call, asked.year)
    found = plan_reading.plan(call.desk, call.access, asked.site, year=year, edition=asked.edition)
    return _shown(call, found)


def begin(call: Call, asked: OfPlan) -> Answer:
    """Begin a plan."""
    year = _year(call, asked.year)
    return _shown(call, safety_plans.begin(call.desk, call.access, asked.site, year=year))


def write(call: Call, asked: ToWrite) -> Answer:
    """Write a section over the plan that was read."""
    told = {each.name: getattr(asked.new, each.name) for each in attrs.fields(NewSection)}
    kind = SECTIONS[Sensitivity(told.pop("open_to"))]
    files = tuple(
        Attachment(each.title, each.reference, each.sha256) for each in told.pop("attachments")
    )
    section = kind(id=asked.section, attachments=files, **told)
    found = safety_plans.write_section(
        call.desk, call.access, asked.site, section.id, lambda _: section,
        year=_year(call, asked.year), version=versions.read(call, f"safety plan of {asked.site}"),
    )  # fmt: skip
    return _shown(call, found)


def remove(call: Call, asked: ToRemove) -> Answer:
    """Take a section out of the plan that was read."""
    found = safety_plans.remove_section(
        call.desk, call.access, asked.site, asked.section, year=_year(call, asked.year),
        version=versions.read(call, f"safety plan of {asked.site}"),
    )  # fmt: skip
    return _shown(call, found)


def name(call: Call, asked: ToName) -> Answer:
    """Name somebody who takes part."""
    new = Contributor(asked.new.party, asked.new.who)
    year = _year(call, asked.year)
    return _shown(
        call, safety_plans.name_contributor(call.desk, call.access, asked.site, new, year=year)
    )


def hazard(call: Call, asked: ToFind) -> Answer:
    """Name a hazard."""
    new = Hazard(asked.new.name, asked.new.rests_on)
    year = _year(call, asked.year)
    return _shown(
        call, safety_plans.name_hazard(call.desk, call.access, asked.site, new, year=year)
    )


def steps(call: Call, asked: OfPlan) -> Answer:
    """List what was done with a plan."""
    year = _year(call, asked.year)
    found = plan_reading.acts(call.desk, call.access, asked.site, year=year)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def step(call: Call, asked: ToRecord) -> Answer:
    """Record what was done with a plan."""
    new = asked.new
    made = safety_plans.record_step(
        call.desk, call.access, asked.site, new.step, year=_year(call, asked.year), on=new.on,
        party=new.party.strip(), to=new.to, tactical=new.tactical,
    )  # fmt: skip
    return Answer(wire.show(made, call.access))


def train(call: Call, asked: ToTrain) -> Answer:
    """Record a training."""
    new = asked.new
    made = safety_plans.record_training(
        call.desk, call.access, asked.site, on=new.on, what=new.what, staff=frozenset(new.staff)
    )
    return Answer(wire.show(made, call.access))


def check(call: Call, asked: OfDay) -> Answer:
    """Hold a plan against the rules."""
    on = asked.on or call.today
    found = plan_reading.check(call.desk, call.access, asked.site, on=on)
    return Answer({"as_of": on, "items": [wire.show(each, call.access) for each in found]})


def differences(call: Call, asked: OfDifference) -> Answer:
    """Compare two editions."""
    found = plan_reading.differences(
        call.desk, call.access, asked.site, year=_year(call, asked.year),
        before=asked.before or 1, after=asked.after,
    )  # fmt: skip
    return Answer({"items": [wire.show(each, call.access, site=asked.site) for each in found]})


def copied(call: Call, asked: OfDay) -> Answer:
    """Show what stands in other plans too."""
    found = plan_reading.copied(call.desk, call.access, asked.site, on=asked.on or call.today)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def public(call: Call, asked: OfSite) -> Answer:
    """Give the public part."""
    found = plan_reading.public(call.desk, call.access, asked.site)
    return Answer(wire.show(found, call.access))


def _year(call: Call, year: int | None) -> int:
    return SchoolYear.of(call.today).start if year is None else year


def _shown(call: Call, stored: Stored[Plan]) -> Answer:
    return Answer(wire.show(stored.record, call.access), version=stored.version)


_PLAN = "/api/sites/{site}/plan"
_MATCH = "If-Match is the ETag of the plan."
OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="plans", method="GET", path="/api/plans", does=every, asks=OfPlans, gives=Plans,
        says="List the safety plans and how far each has come", permission=Permission.READ_PLAN,
        problems=(problems.UNKNOWN,),
    ),
    Operation(
        id="plan", method="GET", path=_PLAN, does=one, asks=OfEdition, gives=PlanForm,
        says="Give the safety plan of a site, or an edition that was kept",
        permission=Permission.READ_PLAN, tagged=True,
    ),
    Operation(
        id="begin_plan", method="POST", path=_PLAN, does=begin, asks=OfPlan, gives=PlanForm,
        says="Begin the plan of a school year, from the one before where there is one",
        permission=Permission.WRITE_PLAN, status=201, tagged=True,
    ),
    Operation(
        id="write_section", method="PUT", path=f"{_PLAN}/sections/{{section}}", does=write,
        asks=ToWrite, gives=PlanForm, says="Write a section of a plan", more=_MATCH,
        permission=Permission.WRITE_PLAN, tagged=True, fits=True,
    ),
    Operation(
        id="remove_section", method="DELETE", path=f"{_PLAN}/sections/{{section}}", does=remove,
        asks=ToRemove, gives=PlanForm, says="Take a section out of a plan", more=_MATCH,
        permission=Permission.WRITE_PLAN, tagged=True, fits=True,
    ),
    Operation(
        id="name_contributor", method="POST", path=f"{_PLAN}/contributors", does=name,
        asks=ToName, gives=PlanForm, says="Name somebody who takes part in a plan",
        permission=Permission.WRITE_PLAN, tagged=True,
    ),
    Operation(
        id="name_hazard", method="POST", path=f"{_PLAN}/hazards", does=hazard, asks=ToFind,
        gives=PlanForm, says="Name a hazard that was found at a site",
        permission=Permission.WRITE_PLAN, tagged=True,
    ),
    Operation(
        id="plan_steps", method="GET", path=f"{_PLAN}/steps", does=steps, asks=OfPlan,
        gives=PlanSteps, says="List what was done with a plan, and who was given which edition",
        permission=Permission.READ_PLAN,
    ),
    Operation(
        id="record_step", method="POST", path=f"{_PLAN}/steps", does=step, asks=ToRecord,
        gives=PlanActForm, says="Record what people did with a plan, such as a notice",
        more="That it was adopted, and reports, want the permission to record an adoption.",
        permission=Permission.RECORD_PLAN_STEP, status=201,
    ),
    Operation(
        id="train_on_plan", method="POST", path=f"{_PLAN}/trainings", does=train, asks=ToTrain,
        gives=PlanTrainingForm, says="Record that staff were trained on the plan",
        permission=Permission.RECORD_PLAN_TRAINING, status=201,
    ),
    Operation(
        id="check_plan", method="GET", path=f"{_PLAN}/findings", does=check, asks=OfDay,
        gives=PlanAnswers, says="Hold a plan against everything that the rules ask",
        permission=Permission.READ_PLAN,
    ),
    Operation(
        id="plan_differences", method="GET", path=f"{_PLAN}/differences", does=differences,
        asks=OfDifference, gives=PlanDifferences, permission=Permission.READ_PLAN,
        says="Show what differs between two editions, by section and line",
    ),
    Operation(
        id="plan_copied", method="GET", path=f"{_PLAN}/copied", does=copied, asks=OfDay,
        gives=PlanLikenesses, permission=Permission.READ_PLAN,
        says="Show the sections that stand in plans of other sites, side by side",
    ),
    Operation(
        id="public_plan", method="GET", path=f"{_PLAN}/public", does=public, asks=OfSite,
        gives=PublicPlanForm, says="Give the public part of the plan that was adopted last",
        permission=Permission.READ_PUBLIC_PLAN,
    ),
)  # fmt: skip
