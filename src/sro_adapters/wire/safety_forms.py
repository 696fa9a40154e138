"""The forms of safety plans and drills.

Sections of a plan stand by how open they are; what is tactical is withheld as a whole, the
number of such sections too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from sro_adapters.wire.keys import of
from sro_adapters.wire.status_forms import CitationForm, cited
from sro_core.findings import Finding, Outcome
from sro_core.ids import SiteId
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import Force
from sro_core.safety.after_action import AfterAction
from sro_core.safety.corrective_actions import CorrectiveAction
from sro_core.safety.drill_compliance import DrillCompliance, Requirement
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drill_schedule import CannotBeMet, Schedule, Suggested
from sro_core.safety.drills import Confirmed, Drill, DrillStatus, LedBy
from sro_core.safety.facts import FireZone, SchoolFacts
from sro_core.safety.plan_acts import PlanAct
from sro_core.safety.plan_differences import Change, FieldChange, LineChange, SectionDifference
from sro_core.safety.plan_likeness import Likeness, Side
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plan_training import PlanTraining
from sro_core.safety.plans import (
    Attachment,
    Contributor,
    Hazard,
    Part,
    Plan,
    PublicSection,
    SectionStatus,
    StaffSection,
    TacticalSection,
)
from sro_core.safety.public_plan import PublicPlan
from sro_core.usecases.drill_reading import SiteDrills
from sro_core.usecases.plan_reading import Answered


@attrs.frozen
class SchoolFactsForm:
    """What is stated of a school for safety rules."""

    site: SiteId = of("site")
    lowest_grade: int | None = of("lowest_grade")
    highest_grade: int | None = of("highest_grade")
    fire_zone: FireZone | None = of("fire_zone")
    capacity: int | None = of("capacity")
    classrooms: int | None = of("classrooms")
    opened: date | None = of("opened")
    holds: Mapping[str, bool] = of(
        "holds", lambda one: {str(each): held for each, held in one.holds.items()}
    )
    staff: int | None = of("staff")
    keep_free: Mapping[str, str] = of(
        "keep_free", lambda one: {str(day): why for day, why in sorted(one.keep_free.items())}
    )


@attrs.frozen
class SectionForm:
    """One section of a plan."""

    id: str = of("id")
    title: str = of("title")
    part: Part = of("part")
    component: str = of("component")
    hazard: str = of("hazard")
    owner: str = of("owner")
    status: SectionStatus = of("status")
    evidence: str = of("evidence")
    text: str = of("text")
    attachments: tuple[Attachment, ...] = of("attachments")


@attrs.frozen
class PlanForm:
    """The safety plan of a site for a school year; its sections by how open they are."""

    site: SiteId = of("site")
    year: int = of("year")
    edition: int = of("edition")
    public: tuple[SectionForm, ...] = of("public")
    staff: tuple[SectionForm, ...] = of("staff")
    tactical: tuple[SectionForm, ...] = of("tactical")
    contributors: tuple[Contributor, ...] = of("contributors")
    hazards: tuple[Hazard, ...] = of("hazards")


@attrs.frozen
class PublicPlanForm:
    """The public part of an adopted plan."""

    site: SiteId = of("site")
    school_year: str = of("year", lambda one: one.school_year)
    edition: int = of("edition")
    adopted: date = of("adopted")
    meeting: date | None = of("meeting")
    sections: tuple[SectionForm, ...] = of("sections")


@attrs.frozen
class PlanActForm:
    """Something that was done with an edition of a plan."""

    step: PlanStep = of("step")
    on: date = of("on")
    edition: int = of("edition")
    by: str = of("by")
    party: str = of("party")
    to: str = of("to")
    tactical: bool = of("tactical")


@attrs.frozen
class PlanTrainingForm:
    """A training of staff on a plan."""

    id: str = of("id")
    site: SiteId = of("site")
    on: date = of("on")
    what: str = of("what")
    by: str = of("by")
    staff: tuple[str, ...] = of("staff", lambda one: sorted(one.staff))


@attrs.frozen
class SectionDifferenceForm:
    """What became of one section between two editions."""

    section: str = of("section")
    change: Change = of("change")
    particulars: tuple[FieldChange, ...] = of("particulars")
    lines: tuple[LineChange, ...] = of("lines")
    open_to: Sensitivity = of("sensitivity")


@attrs.frozen
class LikenessSideForm:
    """A section of one of two sites."""

    site: SiteId = of("site")
    section: str = of("section")
    text: str = of("text")


@attrs.frozen
class LikenessForm:
    """How much of a section stands in the plan of another site, side by side."""

    site: SiteId = of("site")
    section: str = of("section")
    other: SiteId = of("other")
    percent: int = of("percent")
    mine: LikenessSideForm = of("mine")
    theirs: LikenessSideForm = of("theirs")


@attrs.frozen
class SafetyAskForm:
    """What somebody must or may do about a finding."""

    who: Role
    what: str
    force: Force
    due: date | None


@attrs.frozen
class SafetyAnswerForm:
    """What a rule makes of a site's plan or drills."""

    code: str = of("finding", lambda one: one.finding.code)
    outcome: Outcome = of("finding", lambda one: one.finding.outcome)
    since: date | None = of("finding", lambda one: one.finding.since)
    says: str = of("finding", lambda one: one.finding.rule.says if one.finding.rule else "")
    why: str = of("finding", lambda one: one.finding.why)
    measured: str | None = of(
        "finding", lambda one: one.finding.measured and str(one.finding.measured)
    )
    missing: tuple[str, ...] = of("finding", lambda one: list(one.finding.missing))
    evidence: tuple[date, ...] = of("finding", lambda one: list(one.finding.evidence))
    readings: tuple[str, ...] = of("finding", lambda one: list(one.finding.readings))
    asks: tuple[SafetyAskForm, ...] = of("finding", lambda one: asked(one.finding))
    citations: tuple[CitationForm, ...] = of(
        "finding", lambda one: cited(one.finding.rule.citations) if one.finding.rule else []
    )


def asked(finding: Finding) -> list[dict[str, object]]:
    """Give the asks of a finding as plain data."""
    return [
        {"who": str(each.who), "what": each.what, "force": str(each.force), "due": each.due}
        for each in finding.asks
    ]


@attrs.frozen
class DrillForm:
    """A drill and the record of it."""

    id: str = of("id")
    site: SiteId = of("site")
    kind: DrillKind = of("kind")
    on: date = of("on")
    status: DrillStatus = of("status")
    starts: str | None = of("starts", lambda one: one.starts and f"{one.starts:%H:%M}")
    ends: str | None = of("ends", lambda one: one.ends and f"{one.ends:%H:%M}")
    announced: bool | None = of("announced")
    led_by: LedBy = of("led_by")
    leader: str = of("leader")
    assisted_by: tuple[str, ...] = of("assisted_by")
    agencies: tuple[str, ...] = of("agencies")
    students: int | None = of("students")
    staff: int | None = of("staff")
    evacuation_seconds: int | None = of("evacuation_seconds")
    observations: str = of("observations")
    weaknesses: str = of("weaknesses")
    confirmed: tuple[Confirmed, ...] = of("confirmed")
    because: str = of("because")
    retests: tuple[str, ...] = of("retests")


@attrs.frozen
class CorrectiveActionForm:
    """Something to be mended after a drill."""

    id: str = of("id")
    site: SiteId = of("site")
    drill: str = of("drill")
    on: date = of("on")
    what: str = of("what")
    owner: str = of("owner")
    due: date | None = of("due")
    done: date | None = of("done")
    retested: str = of("retested")
    works: bool | None = of("works")
    open_to: Sensitivity = of("sensitivity")


@attrs.frozen
class DrillStretchForm:
    """A stretch of the school year, and the drills that count in it."""

    label: str
    first: date
    last: date
    held: tuple[date, ...]
    missing: int
    school_days_left: tuple[date, ...]
    short_from: date | None


@attrs.frozen
class DrillRequirementForm:
    """What one requirement makes of a site's drills."""

    id: str
    says: str
    followed: bool
    reading: str
    undecided: str
    short_from: date | None
    stretches: tuple[DrillStretchForm, ...]


@attrs.frozen
class DrillsForm:
    """Whether a site has held its drills on a date."""

    site: SiteId = of("found", lambda one: one.found.site)
    school_year: str = of("found", lambda one: str(one.found.year))
    as_of: date = of("found", lambda one: one.found.as_of)
    compliant: bool | None = of("found", lambda one: compliant(one.found))
    short_from: date | None = of("found", lambda one: one.found.breach)
    next_short_from: date | None = of("found", lambda one: one.found.next_breach)
    requirements: tuple[DrillRequirementForm, ...] = of(
        "found", lambda one: [required(each) for each in one.found.requirements]
    )
    findings: tuple[SafetyAnswerForm, ...] = of("answers")


def compliant(found: DrillCompliance) -> bool | None:
    """Tell whether a site is compliant; None while something that is missing could change it."""
    open_ones = any(each.undecided for each in found.requirements)
    return None if found.compliant and open_ones else found.compliant


def required(one: Requirement) -> dict[str, object]:
    """Give a requirement as plain data."""
    return {
        "id": one.rule.id,
        "says": one.rule.says,
        "followed": one.followed,
        "reading": one.reading.says if one.reading else "",
        "undecided": one.undecided,
        "short_from": one.breach,
        "stretches": [
            {
                "label": each.stretch.label,
                "first": each.stretch.first,
                "last": each.stretch.last,
                "held": list(each.held),
                "missing": each.missing,
                "school_days_left": list(each.left),
                "short_from": each.breach,
            }
            for each in one.counts
        ],
    }


@attrs.frozen
class DrillScheduleForm:
    """A suggested schedule of drills; nothing is planned by it."""

    site: SiteId = of("site")
    since: date = of("since")
    planned: tuple[date, ...] = of("planned", lambda one: list(one.planned))
    drills: tuple[Suggested, ...] = of("drills")
    cannot: tuple[CannotBeMet, ...] = of("cannot")


@attrs.frozen
class AfterActionForm:
    """The report after a drill."""

    drill: DrillForm = of("drill")
    counts_for: tuple[str, ...] = of("counts_for", lambda one: [each.id for each in one.counts_for])
    terms: Mapping[str, bool] = of(
        "terms", lambda one: {each.id: one.drill.confirms(each) for each in one.terms}
    )
    before: DrillForm | None = of("before")
    slower_by: int | None = of("drill", lambda one: one.slower_by)
    tried_again: tuple[CorrectiveActionForm, ...] = of("tried_again")
    actions: tuple[CorrectiveActionForm, ...] = of("actions")


FORMS: Mapping[type, type] = {
    AfterAction: AfterActionForm,
    Answered: SafetyAnswerForm,
    CorrectiveAction: CorrectiveActionForm,
    Drill: DrillForm,
    Likeness: LikenessForm,
    Plan: PlanForm,
    PlanAct: PlanActForm,
    PlanTraining: PlanTrainingForm,
    PublicPlan: PublicPlanForm,
    PublicSection: SectionForm,
    Schedule: DrillScheduleForm,
    SchoolFacts: SchoolFactsForm,
    SectionDifference: SectionDifferenceForm,
    Side: LikenessSideForm,
    SiteDrills: DrillsForm,
    StaffSection: SectionForm,
    TacticalSection: SectionForm,
}
