"""How long officers serve, what the rules make of staffing, the plan, and public contacts."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import MAYBE_WORDS, WORDS, body, member, query
from sro_adapters.http.operations import Nothing, Operation
from sro_adapters.http.problems import Fault
from sro_adapters.wire.site_forms import PublicContactForm
from sro_adapters.wire.staffing_forms import (
    LapseForm,
    PostDaysForm,
    PublishedPlanForm,
    ServedForm,
)
from sro_adapters.wire.status_forms import FindingForm
from sro_core.errors import Unknown
from sro_core.findings import Outcome
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Permission
from sro_core.rotations.published import PlannedTour, PublishedPlan
from sro_core.usecases import public_directory, rotation_plans, staffing_review

TODAY = "the date judged; today where it is left out"
YEAR = {"minimum": 1900, "maximum": 9000}
OPEN = (Outcome.MET, Outcome.PENDING, Outcome.UNDECIDED)


@attrs.frozen
class OfDate:
    """Ask for staffing on a date."""

    on: date | None = query(TODAY, example="2026-11-20")
    site: SiteId | None = query("only at this site", example="HIGH")


@attrs.frozen
class OfForecast:
    """Ask who will be out of compliance."""

    on: date | None = query(TODAY, example="2026-11-20")
    until: date | None = query("how far to look; the end of the published plan",
                               example="2030-06-30")  # fmt: skip


@attrs.frozen
class OfSpan:
    """Ask how posts stood over some days."""

    from_: date | None = query("the first day; four years ago where left out", example="2005-11-01")
    until: date | None = query("the last day; in four years where left out", example="2026-11-20")


@attrs.frozen
class NewPlannedTour:
    """Who is planned where; a year is the one in which the school year starts, both included."""

    officer: str = member("the officer", facets=WORDS, example="O-01")
    site: str = member("the site", facets=WORDS, example="HIGH")
    from_: int = member("the first year", facets=YEAR, example=2026)
    to: int = member("the last year", facets=YEAR, example=2029)


@attrs.frozen
class NewRotationPlan:
    """A rotation plan to publish."""

    tours: tuple[NewPlannedTour, ...] = member("who serves where")
    note: str = member("what people are told with it", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToPublish:
    """Ask to publish a plan."""

    plan: NewRotationPlan = body("the plan")


@attrs.frozen
class TermsServed:
    """Who serves where, how long already and until when, by site."""

    items: tuple[ServedForm, ...]


@attrs.frozen
class StaffingFindings:
    """What the rules make of staffing, met, pending or undecided."""

    items: tuple[FindingForm, ...]


@attrs.frozen
class ComplianceForecast:
    """On which day who will be out of compliance, by day."""

    items: tuple[LapseForm, ...]


@attrs.frozen
class Timeline:
    """How each post stood, stretch by stretch."""

    items: tuple[PostDaysForm, ...]


@attrs.frozen
class PublicContacts:
    """The public contacts, by site and post."""

    items: tuple[PublicContactForm, ...]


def status(call: Call, asked: OfDate) -> Answer:
    """Give how long officers serve."""
    day = asked.on or call.today
    found = staffing_review.terms_served(call.desk, call.access, on=day, site=asked.site)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def findings(call: Call, asked: OfDate) -> Answer:
    """Give what the rules make of staffing."""
    day = asked.on or call.today
    found = staffing_review.review(call.desk, call.access, on=day, site=asked.site)
    shown = [wire.show(each, call.access) for each in found if each.outcome in OPEN]
    return Answer({"items": shown})


def forecast(call: Call, asked: OfForecast) -> Answer:
    """Give who will be out of compliance."""
    day = asked.on or call.today
    found = rotation_plans.compliance(call.desk, call.access, on=day, until=asked.until)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def published(call: Call, _: Nothing) -> Answer:
    """Give the plan that counts today."""
    found = rotation_plans.published(call.desk, call.access, on=call.today)
    if found is None:
        raise Unknown("published plan", "of today")
    own = min(call.viewer.sites, default=None) if call.viewer.sites else None
    return Answer(wire.show(found, call.access, site=own))


def publish(call: Call, asked: ToPublish) -> Answer:
    """Publish a plan, as of today."""
    told = asked.plan
    tours = tuple(
        PlannedTour(OfficerId(each.officer), SiteId(each.site), each.from_, each.to)
        for each in told.tours
    )
    plan = PublishedPlan(
        id=str(call.today),
        on=call.today,
        by=call.viewer.actor,
        first=min((each.first for each in tours), default=call.today.year),
        last=max((each.last for each in tours), default=call.today.year),
        tours=tours,
        note=told.note,
    )
    return Answer(wire.show(rotation_plans.publish(call.desk, call.access, plan), call.access))


def timeline(call: Call, asked: OfSpan) -> Answer:
    """Give how posts stood."""
    year = call.today.year
    start, last = asked.from_ or date(year - 4, 7, 1), asked.until or date(year + 4, 6, 30)
    if last < start:
        raise problems.invalid([Fault("it ends before it starts", parameter="until")])
    within = DatePeriod(start, last + ONE_DAY)
    found = rotation_plans.timeline(call.desk, call.access, within=within)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def contacts(call: Call, asked: OfDate) -> Answer:
    """Give the public contacts."""
    day = asked.on or call.today
    found = public_directory.contacts(call.desk, call.access, on=day, site=asked.site)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="rotation_status",
        method="GET",
        path="/api/rotation",
        says="Tell who serves where, how long, and when a rotation is possible and due",
        does=status,
        asks=OfDate,
        gives=TermsServed,
        permission=Permission.READ_STAFFING,
        tagged=True,
    ),
    Operation(
        id="staffing_findings",
        method="GET",
        path="/api/rotation/findings",
        says="List what the rules make of terms, posts, courses and agreements",
        does=findings,
        asks=OfDate,
        gives=StaffingFindings,
        permission=Permission.READ_STAFFING,
    ),
    Operation(
        id="compliance",
        method="GET",
        path="/api/rotation/compliance",
        says="Say on which day who will be out of compliance, over tours on record and the plan",
        does=forecast,
        asks=OfForecast,
        gives=ComplianceForecast,
        permission=Permission.READ_STAFFING,
    ),
    Operation(
        id="timeline",
        method="GET",
        path="/api/rotation/timeline",
        says="Tell how each post stood and will stand, stretch by stretch",
        does=timeline,
        asks=OfSpan,
        gives=Timeline,
        permission=Permission.READ_STAFFING,
        tagged=True,
    ),
    Operation(
        id="published_plan",
        method="GET",
        path="/api/rotation/plan",
        says="Give the rotation plan that counts today",
        does=published,
        asks=Nothing,
        gives=PublishedPlanForm,
        permission=Permission.READ_STAFFING,
        problems=(problems.UNKNOWN,),
        tagged=True,
    ),
    Operation(
        id="publish_plan",
        method="POST",
        path="/api/rotation/plan",
        says="Publish a rotation plan, as of today; the latest one counts",
        does=publish,
        asks=ToPublish,
        gives=PublishedPlanForm,
        permission=Permission.PLAN_ROTATION,
        problems=(problems.UNKNOWN,),
        status=201,
    ),
    Operation(
        id="directory",
        method="GET",
        path="/api/directory",
        says="List the public contact of each site on a date",
        does=contacts,
        asks=OfDate,
        gives=PublicContacts,
        permission=Permission.READ_DIRECTORY,
        tagged=True,
    ),
)
