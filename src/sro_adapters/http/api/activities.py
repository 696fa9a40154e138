"""The officers' activities: entered, submitted, reviewed, listed and added up."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import COUNT, ID, MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.activity_forms import ActivityForm, SummaryForm
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.ports import Stored
from sro_core.privacy import Permission
from sro_core.safety.activities import LONGEST_DAY, MOST_PEOPLE, Activity, HandedTo, State
from sro_core.safety.activity_rules import TriadRole
from sro_core.safety.anonymity import LONGEST_NOTE
from sro_core.usecases import activity_log, activity_overview
from sro_core.usecases.activity_log import Told
from sro_core.usecases.activity_overview import Sought

NOTE = {**MAYBE_WORDS, "maxLength": LONGEST_NOTE}
SHORT = {**MAYBE_WORDS, "maxLength": 60}


@attrs.frozen
class Looked:
    """Ask for activities."""

    site: SiteId | None = query("only this site's", example="HIGH", facets=ID)
    officer: OfficerId | None = query("only this officer's", example="O-01", facets=ID)
    from_: date | None = query("only from this day on", example="2026-11-01")
    until: date | None = query("only until this day", example="2026-11-30")
    state: State | None = query("only in this state")
    cursor: str | None = query("where the list goes on, as the answer before it says")
    limit: int | None = query("activities on the page; the server gives no more than it allows",
                              example=100, facets=COUNT)  # fmt: skip

    @property
    def sought(self) -> Sought:
        """What the use case looks for."""
        return sought(self.site, self.officer, self.from_, self.until, self.state)


def sought(
    site: SiteId | None,
    officer: OfficerId | None,
    start: date | None,
    last: date | None,
    state: State | None,
) -> Sought:
    """Say which activities are looked for; days that end before they start are a problem."""
    if start is not None and last is not None and last < start:
        raise problems.parameter("until", "it ends before it starts")
    dated = start is not None or last is not None
    return Sought(
        site=site,
        officer=officer,
        within=DatePeriod(start, last and last + ONE_DAY) if dated else None,
        states=frozenset() if state is None else frozenset({state}),
    )


@attrs.frozen
class Added:
    """Ask what activities add up to."""

    site: SiteId | None = query("only this site's", example="HIGH", facets=ID)
    officer: OfficerId | None = query("only this officer's", example="O-01", facets=ID)
    from_: date | None = query("only from this day on", example="2026-11-01")
    until: date | None = query("only until this day", example="2026-11-30")


@attrs.frozen
class OfActivity:
    """Ask for one activity."""

    activity: str = path("its id", example="A-12345678")


@attrs.frozen
class NewActivity:
    """What somebody says of an activity; what is left out follows from its kind."""

    kind: str = member("id or label of its kind", example="presentation", facets=WORDS)
    site: SiteId = member("where, or for which site", example="HIGH", facets=ID)
    minutes: int = member("how long", example=45, facets={"minimum": 1, "maximum": LONGEST_DAY})
    on: date | None = member("the day; today where it is left out", default=None)
    officer: OfficerId | None = member("whose; the viewer's own where it is left out",
                                       default=None, facets=ID)  # fmt: skip
    count: int | None = member(
        "how many it reached; left out where nobody counted",
        default=None, example=30, facets={"minimum": 0, "maximum": MOST_PEOPLE},
    )  # fmt: skip
    topic: str = member("id or label", default="", example="civil rights", facets=SHORT)
    audience: str = member("whom it reached; never a person", default="", facets=SHORT)
    note: str = member("a short note that names nobody", default="", facets=NOTE)
    triad: TriadRole | None = member("the part of the officer's work", default=None)
    to: HandedTo | None = member("to whom a first contact was handed on", default=None)
    answer_by: date | None = member("by when an answer was promised", default=None)
    draft: bool = member("it is not submitted yet", default=False)

    def told(self, today: date) -> Told:
        """Give it as the use case takes it."""
        fields = {each.name: getattr(self, each.name) for each in attrs.fields(type(self))}
        del fields["draft"]
        return Told(**fields | {"on": self.on or today})


@attrs.frozen
class ToLog:
    """Ask to enter an activity."""

    activity: NewActivity = body("the activity")


@attrs.frozen
class ToAmend:
    """Ask to change an activity."""

    activity: str = path("its id", example="A-12345678")
    told: NewActivity = body("all of the activity, as it shall be")


@attrs.frozen
class Reviewed:
    """What a supervisor makes of an activity."""

    to: State = member("approved, or returned", example="approved")
    because: str = member("what is to be mended; it names nobody", default="", facets=NOTE)


@attrs.frozen
class ToReview:
    """Ask to approve or return an activity."""

    activity: str = path("its id", example="A-12345678")
    review: Reviewed = body("what is made of it")


@attrs.frozen
class Answered:
    """When a first contact was answered."""

    on: date | None = member("the day; today where it is left out", default=None)


@attrs.frozen
class ToAnswer:
    """Ask to note that a first contact was answered."""

    activity: str = path("its id", example="A-12345678")
    answer: Answered = body("when")


@attrs.frozen
class ActivityPage:
    """Activities by day and id."""

    items: tuple[ActivityForm, ...]
    next: str | None


def every(call: Call, asked: Looked) -> Answer:
    """List activities."""
    found = activity_overview.listed(call.desk, call.access, asked.sought)
    page = call.page(
        asked, (str, str, int), site=asked.site, officer=asked.officer,
        **{"from": asked.from_}, until=asked.until, state=asked.state,
    )  # fmt: skip
    shown, last = page.cut([each.record for each in found], lambda one: (str(one.on), one.id))
    return page.answer([wire.show(each, call.access) for each in shown], last)


def one(call: Call, asked: OfActivity) -> Answer:
    """Give one activity."""
    return _shown(call, activity_overview.one(call.desk, call.access, asked.activity))


def _shown(call: Call, stored: Stored[Activity]) -> Answer:
    return Answer(wire.show(stored.record, call.access), version=stored.version)


def _now(call: Call, done: Activity) -> Answer:
    return _shown(call, activity_overview.one(call.desk, call.access, done.id))


def log(call: Call, asked: ToLog) -> Answer:
    """Enter an activity."""
    told = asked.activity.told(call.today)
    return _now(call, activity_log.log(call.desk, call.access, told, draft=asked.activity.draft))


def amend(call: Call, asked: ToAmend) -> Answer:
    """Change an activity over the version that was read."""
    told = asked.told.told(call.today)
    version = call.version(f"activity {asked.activity}")
    return _now(
        call, activity_log.amend(call.desk, call.access, asked.activity, told, version=version)
    )


def submit(call: Call, asked: OfActivity) -> Answer:
    """Submit an activity."""
    return _now(call, activity_log.submit(call.desk, call.access, asked.activity))


def review(call: Call, asked: ToReview) -> Answer:
    """Approve or return an activity."""
    told = asked.review
    return _now(
        call,
        activity_log.review(call.desk, call.access, asked.activity, told.to, because=told.because),
    )


def answer(call: Call, asked: ToAnswer) -> Answer:
    """Note that a first contact was answered."""
    on = asked.answer.on or call.today
    return _now(call, activity_log.answered(call.desk, call.access, asked.activity, on=on))


def added(call: Call, asked: Added) -> Answer:
    """Add activities up."""
    looked = sought(asked.site, asked.officer, asked.from_, asked.until, None)
    found = activity_overview.summarized(
        call.desk, call.access, looked, on=asked.until or call.today
    )
    return Answer(wire.show(found, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="activities",
        method="GET",
        path="/api/activities",
        says="List activities: one's own, those one reviews, and what is approved",
        does=every,
        asks=Looked,
        gives=ActivityPage,
        permission=Permission.READ_ACTIVITIES,
    ),
    Operation(
        id="activity",
        method="GET",
        path="/api/activities/{activity}",
        says="Give one activity",
        does=one,
        asks=OfActivity,
        gives=ActivityForm,
        permission=Permission.READ_ACTIVITIES,
        tagged=True,
    ),
    Operation(
        id="activity_summary",
        method="GET",
        path="/api/activity-summary",
        says="Add up approved activities by part of the work, kind, topic, site and officer",
        does=added,
        asks=Added,
        gives=SummaryForm,
        permission=Permission.READ_ACTIVITIES,
    ),
    Operation(
        id="log_activity",
        method="POST",
        path="/api/activities",
        says="Enter an activity; it is submitted unless it is a draft",
        does=log,
        asks=ToLog,
        gives=ActivityForm,
        permission=Permission.LOG_ACTIVITY,
        problems=(problems.UNKNOWN,),
        status=201,
        tagged=True,
    ),
    Operation(
        id="amend_activity",
        method="PUT",
        path="/api/activities/{activity}",
        says="Change an activity that is a draft or was returned",
        does=amend,
        asks=ToAmend,
        gives=ActivityForm,
        permission=Permission.LOG_ACTIVITY,
        tagged=True,
        fits=True,
    ),
    Operation(
        id="submit_activity",
        method="POST",
        path="/api/activities/{activity}/submission",
        says="Submit an activity",
        does=submit,
        asks=OfActivity,
        gives=ActivityForm,
        permission=Permission.LOG_ACTIVITY,
        tagged=True,
    ),
    Operation(
        id="review_activity",
        method="POST",
        path="/api/activities/{activity}/review",
        says="Approve an activity, or return it; never one's own",
        does=review,
        asks=ToReview,
        gives=ActivityForm,
        permission=Permission.REVIEW_ACTIVITY,
        tagged=True,
    ),
    Operation(
        id="answer_contact",
        method="POST",
        path="/api/activities/{activity}/answer",
        says="Note that whoever turned to the officer first was answered",
        does=answer,
        asks=ToAnswer,
        gives=ActivityForm,
        permission=Permission.LOG_ACTIVITY,
        tagged=True,
    ),
)
