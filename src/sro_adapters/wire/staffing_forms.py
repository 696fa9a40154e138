"""The forms of officers, assignments and plans; `until` is the last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from sro_adapters.wire import site_forms
from sro_adapters.wire.keys import of
from sro_adapters.wire.record_forms import last_day
from sro_adapters.wire.site_forms import first_day, last_of
from sro_adapters.wire.status_forms import CitationForm, FindingForm, cited
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.officers.cycles import CycleHours
from sro_core.officers.eligibility import Lapse
from sro_core.officers.officer import Badge, Officer
from sro_core.officers.selection import Application, Decision, VacancyNotice
from sro_core.officers.training import Expiry, Training
from sro_core.periods import ONE_DAY
from sro_core.rotations.assignments import Assignment, AssignmentKind, AwayFor, Duty, TimeAway
from sro_core.rotations.coverage import State, Stretch
from sro_core.rotations.gate import Override
from sro_core.rotations.published import PlannedTour, PublishedPlan
from sro_core.rotations.tenure import Served
from sro_core.usecases.officer_files import OfficerFile, Selection
from sro_core.usecases.staffing import Assigned


@attrs.frozen
class BadgeForm:
    """A badge number and the days it was worn."""

    number: str = of("number")
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)


@attrs.frozen
class OfficerForm:
    """An officer of the programme."""

    id: OfficerId = of("id")
    name: str = of("name")
    sworn_from: date | None = of("sworn", lambda one: one.sworn.start)
    sworn_until: date | None = of("sworn", lambda one: last_day(one.sworn))
    certificate: date | None = of("certificate")
    badges: tuple[BadgeForm, ...] = of("badges")
    published: bool = of("published")
    email: str = of("email")


@attrs.frozen
class TrainingForm:
    """One completed course; hours are text, so that halves stay exact."""

    id: str = of("id")
    officer: OfficerId = of("officer")
    course: str = of("course")
    title: str = of("title")
    hours: str = of("hours", lambda one: str(one.hours))
    provider: str = of("provider")
    completed: date = of("completed")
    expiry: Expiry = of("expiry")
    expires: date | None = of("expires")
    topics: tuple[str, ...] = of("topics", lambda one: sorted(one.topics))
    evidence: str = of("evidence")


@attrs.frozen
class DecisionForm:
    """What was decided about an application, by whom and why."""

    date: date = of("on")
    by: str = of("by")
    selected: bool = of("selected")
    grounds: str = of("grounds")


@attrs.frozen
class ApplicationForm:
    """An officer's application for a post."""

    id: str = of("id")
    notice: str = of("notice")
    officer: OfficerId = of("officer")
    reason: str = of("reason")
    prefers: tuple[SiteId, ...] = of("prefers", lambda one: list(one.prefers))
    withdrawn: date | None = of("withdrawn")
    date: date = of("on")
    decision: DecisionForm | None = of("decision")


@attrs.frozen
class NoticeForm:
    """The notice that a post is to be filled."""

    id: str = of("id")
    post: PostId = of("post")
    site: SiteId = of("site")
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)
    criteria: str = of("criteria")


@attrs.frozen
class SelectionForm:
    """A notice, and the applications that may be read."""

    notice: NoticeForm = of("notice")
    applications: tuple[ApplicationForm, ...] = of("applications")


@attrs.frozen
class AssignmentForm:
    """Who fills which post, when; where an end is a bound, the day itself is not known."""

    id: str = of("id")
    officer: OfficerId = of("officer")
    site: SiteId = of("site")
    post: PostId = of("post")
    kind: AssignmentKind = of("kind")
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)
    from_is_bound: bool = of("start_is_bound")
    until_is_bound: bool = of("end_is_bound")
    shared: bool = of("shared")
    handover_until: date | None = of("handover", lambda one: _day_before(one.handover))
    went_to: Duty | None = of("went_to")
    because: str = of("because")


def _day_before(day: date | None) -> date | None:
    return None if day is None else day - ONE_DAY


@attrs.frozen
class AwayForm:
    """When an officer is away from the post."""

    id: str = of("id")
    officer: OfficerId = of("officer")
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)
    reason: AwayFor = of("reason")


@attrs.frozen
class OverrideForm:
    """A finding that was let pass for one officer at one post, by whom, why and until when."""

    id: str = of("id")
    officer: OfficerId = of("officer")
    post: PostId = of("post")
    code: str = of("code")
    rule: str = of("rule")
    approver: str = of("approver")
    reason: str = of("reason")
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)


@attrs.frozen
class AssignedForm:
    """An assignment that was recorded, with what it warns of."""

    assignment: AssignmentForm = of("assignment")
    warnings: tuple[FindingForm, ...] = of("warned")
    overridden: tuple[FindingForm, ...] = of("overridden")


@attrs.frozen
class ServedForm:
    """How long an officer serves in the present term, and what follows from it."""

    officer: OfficerId = of("officer")
    site: SiteId = of("tour", lambda one: one.tour.site)
    post: PostId = of("tour", lambda one: one.tour.post)
    since: date = of("tour", lambda one: one.tour.start)
    served: str = of("days", lambda one: one.words)
    days: int = of("days")
    at_most: bool = of("at_most")
    possible: date = of("possible")
    notice: date = of("notice")
    ends: date = of("ends")
    leaves: date | None = of("tour", lambda one: one.tour.period.end)
    citations: tuple[CitationForm, ...] = of("rule", lambda one: cited(one.rule.citations))


@attrs.frozen
class CycleHoursForm:
    """The hours of training of an officer in one cycle."""

    officer: OfficerId = of("officer")
    rule: str = of("rule", lambda one: one.rule.id)
    needed: int = of("rule", lambda one: one.rule.value.hours)
    from_: date | None = of("cycle", lambda one: one.cycle.start)
    until: date | None = of("cycle", lambda one: last_day(one.cycle))
    hours: str = of("hours", lambda one: str(one.hours))
    short: Mapping[str, str] = of(
        "short", lambda one: {topic or "all": str(left) for topic, left in one.short}
    )


@attrs.frozen
class OfficerFileForm:
    """Everything on one officer, as of a date."""

    officer: OfficerForm = of("record")
    as_of: date = of("on")
    tours: tuple[AssignmentForm, ...] = of("tours")
    terms: tuple[ServedForm, ...] = of("terms")
    trainings: tuple[TrainingForm, ...] = of("trainings")
    applications: tuple[ApplicationForm, ...] = of("applications")
    overrides: tuple[OverrideForm, ...] = of("overrides")
    hours: tuple[CycleHoursForm, ...] = of("hours")
    findings: tuple[FindingForm, ...] = of("findings")


@attrs.frozen
class LapseForm:
    """On which day somebody who serves, or is planned to, lacks a required course."""

    date: date = of("on")
    officer: OfficerId = of("officer")
    site: SiteId = of("site")
    rule: str = of("rule", lambda one: one.rule.id)
    why: str = of("why")
    citations: tuple[CitationForm, ...] = of("rule", lambda one: cited(one.rule.citations))


@attrs.frozen
class PlannedTourForm:
    """Who is planned where, in which school years; both are included."""

    officer: OfficerId = of("officer")
    site: SiteId = of("site")
    from_: int = of("first")
    to: int = of("last")


@attrs.frozen
class PublishedPlanForm:
    """A rotation plan as it was published; a year is the one in which the school year starts."""

    id: str = of("id")
    published: date = of("on")
    by: str = of("by")
    years: tuple[int, ...] = of("first", lambda one: [one.first, one.last])
    tours: tuple[PlannedTourForm, ...] = of("tours")
    note: str = of("note")


@attrs.frozen
class PostDaysForm:
    """Days on which a post stood in one way."""

    post: PostId = of("post", lambda one: one.post.id)
    site: SiteId = of("post", lambda one: one.post.site)
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)
    state: State = of("state")
    officers: tuple[OfficerId, ...] = of("officers", lambda one: list(one.officers))


FORMS: Mapping[type, type] = {
    **site_forms.FORMS,
    Application: ApplicationForm,
    Assigned: AssignedForm,
    Assignment: AssignmentForm,
    Badge: BadgeForm,
    CycleHours: CycleHoursForm,
    Decision: DecisionForm,
    Lapse: LapseForm,
    Officer: OfficerForm,
    OfficerFile: OfficerFileForm,
    Override: OverrideForm,
    PlannedTour: PlannedTourForm,
    PublishedPlan: PublishedPlanForm,
    Selection: SelectionForm,
    Served: ServedForm,
    Stretch: PostDaysForm,
    TimeAway: AwayForm,
    Training: TrainingForm,
    VacancyNotice: NoticeForm,
}
"""Every record of staffing that is shown, and its form."""
