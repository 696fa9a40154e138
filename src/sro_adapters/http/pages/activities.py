"""The pages of activities: entering one with four taps, and what was entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api.activities import NOTE, SHORT, sought
from sro_adapters.http.calls import Call
from sro_adapters.http.fields import ID, path, query
from sro_adapters.http.operations import Nothing
from sro_adapters.http.problems import Problem
from sro_adapters.http.screens import Gone, Page, Shown, Typed, faults_of, first
from sro_adapters.pages import rendering
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import DatePeriod
from sro_core.privacy import Permission, Role
from sro_core.safety.activities import LONGEST_DAY, MOST_PEOPLE, Activity, HandedTo, State
from sro_core.usecases import activity_log, activity_overview
from sro_core.usecases.activity_log import Told
from sro_core.usecases.activity_overview import Sought

LIST, NEW = "/activities", "/activities/new"
MINUTES = (5, 10, 15, 30, 45, 60, 90)
COUNTS = (1, 2, 5, 10, 20, 30, 60)
SHOWN, YEAR = timedelta(days=31), timedelta(days=366)
_MINUTES: Mapping[str, Any] = {"minimum": 1, "maximum": LONGEST_DAY}
_COUNT: Mapping[str, Any] = {"minimum": 0, "maximum": MOST_PEOPLE}


@attrs.frozen
class OfActivity:
    """One activity."""

    activity: str = path("its id", example="A-12345678")


@attrs.frozen
class Entered:
    """The form of a new activity; of two fields for one number the typed one counts."""

    kind: str = query("what it was", default="", facets=SHORT)
    site: SiteId | None = query("where", facets=ID)
    minutes: int | None = query("how long", facets=_MINUTES)
    other_minutes: int | None = query("how long", facets=_MINUTES)
    count: int | None = query("how many it reached", facets=_COUNT)
    other_count: int | None = query("how many it reached", facets=_COUNT)
    topic: str = query("what about", default="", facets=SHORT)
    on: date | None = query("the day")
    officer: OfficerId | None = query("whose it is", facets=ID)
    audience: str = query("whom it reached", default="", facets=SHORT)
    note: str = query("a short note that names nobody", default="", facets=NOTE)
    to: HandedTo | None = query("to whom a first contact was handed on")
    answer_by: date | None = query("by when an answer was promised")
    draft: bool = query("it is not submitted yet", default=False)

    def told(self, today: date) -> Told:
        """Give it as the use case takes it. Raises the problem of what is not chosen."""
        minutes = self.other_minutes or self.minutes
        if self.site is None:
            raise problems.parameter("site", "choose a site")
        if minutes is None:
            raise problems.parameter("minutes", "choose how long it took")
        if not self.kind:
            raise problems.parameter("kind", "choose what it was")
        return Told(
            kind=self.kind,
            site=self.site,
            minutes=minutes,
            on=self.on or today,
            officer=self.officer,
            count=self.count if self.other_count is None else self.other_count,
            topic=self.topic,
            audience=self.audience,
            note=self.note,
            to=self.to,
            answer_by=self.answer_by,
        )


@attrs.frozen(kw_only=True)
class Changed(Entered):
    """The form of an activity that is changed."""

    activity: str = path("its id", example="A-12345678")


def form(call: Call, _: Nothing) -> Shown:
    """Show the form, with the site of the last activity chosen."""
    return _form(call, {}, ())


def again(call: Call, typed: Typed, problem: Problem) -> Shown:
    """Show the form with what was typed and what is wrong with it."""
    return _form(call, first(typed), faults_of(problem))


def change(call: Call, asked: OfActivity) -> Shown:
    """Show the form with what an activity says."""
    empty = _form(call, {}, (), asked.activity)
    stored = activity_overview.one(call.desk, call.access, asked.activity)
    shown = wire.show(stored.record, call.access)
    typed = {name: rendering.words(value) for name, value in shown.items()}
    for name, chips in (("minutes", MINUTES), ("count", COUNTS)):
        if shown[name] not in (None, *chips):
            typed[f"other_{name}"] = str(shown[name])
    return attrs.evolve(empty, facts={**empty.facts, "typed": typed})


def change_again(call: Call, typed: Typed, problem: Problem) -> Shown:
    """Show the form of a change with what was typed and what is wrong with it."""
    return _form(call, first(typed), faults_of(problem), call.path.rsplit("/", 1)[-1])


def _form(call: Call, typed: Mapping[str, str], faults: Any, id: str = "") -> Shown:
    found = activity_overview.choices(call.desk, call.access, on=call.today)
    known = [id for id, _ in found.sites]
    last = found.last.site if found.last else known[0] if len(known) == 1 else ""
    return Shown(
        "activity_new.html",
        {
            "sites": found.sites,
            "kinds": [(each.id, each.value.label) for each in found.offered.kinds],
            "topics": [("", "As usual"), *((e.id, e.value.label) for e in found.offered.topics)],
            "minutes": [(str(each), str(each)) for each in MINUTES],
            "counts": [("", "Not counted"), *((str(each), str(each)) for each in COUNTS)],
            "handed": [("", "Nobody yet"), *((each.value, each.value) for each in HandedTo)],
            "names_officer": call.viewer.role is not Role.OFFICER,
            "today": call.today,
            "changes": bool(id),
            "action": f"{LIST}/{quote(id, safe='')}" if id else NEW,
            "typed": {"site": last, **typed},
            "faults": faults,
        },
    )


def enter(call: Call, asked: Entered) -> Gone:
    """Enter an activity."""
    done = activity_log.log(call.desk, call.access, asked.told(call.today), draft=asked.draft)
    return Gone(NEW, f"Saved: {_said(done)}. It is {done.state}.")


def amend(call: Call, asked: Changed) -> Gone:
    """Change an activity."""
    done = activity_log.amend(call.desk, call.access, asked.activity, asked.told(call.today))
    return Gone(LIST, f"Changed: {_said(done)}. It is {done.state}.")


def _said(done: Activity) -> str:
    count = "" if done.count is None else f", {done.count} reached"
    return f"{done.kind.replace('_', ' ')} at {done.site}, {done.minutes} minutes{count}"


@attrs.frozen
class Looked:
    """Ask for activities."""

    site: SiteId | None = query("only this site's", facets=ID)
    officer: OfficerId | None = query("only this officer's", facets=ID)
    from_: date | None = query("only from this day on")
    until: date | None = query("only until this day")
    state: State | None = query("only in this state")


def every(call: Call, asked: Looked) -> Shown:
    """Show the activities of the last month, and everything that waits."""
    start = asked.from_ or (asked.until or call.today) - SHOWN
    dated = sought(asked.site, asked.officer, start, asked.until, asked.state)
    year = DatePeriod(call.today - YEAR, None)
    waiting = Sought(site=asked.site, officer=asked.officer, within=year)
    found = activity_overview.listed(call.desk, call.access, dated)
    open_ones = activity_overview.listed(call.desk, call.access, waiting)
    reviews = not call.access.why_not(Permission.REVIEW_ACTIVITY)
    own = [each.record for each in open_ones if _own(call, each.record) and _waits(each.record)]
    theirs = [
        each.record
        for each in open_ones
        if reviews and each.record.state is State.SUBMITTED and not _own(call, each.record)
    ]
    show = [wire.show(each.record, call.access) for each in reversed(found)]
    return Shown(
        "activities.html",
        {
            "start": start,
            "until": asked.until or call.today,
            "activities": show,
            "own": [wire.show(each, call.access) for each in own],
            "theirs": [wire.show(each, call.access) for each in theirs],
            "enters": not call.access.why_not(Permission.LOG_ACTIVITY),
            "new": NEW,
        },
    )


def _waits(one: Activity) -> bool:
    return one.state is not State.APPROVED or (one.handed_on is not None and one.handed_on.waits)


def _own(call: Call, one: Activity) -> bool:
    return one.officer == call.viewer.actor


@attrs.frozen
class Reviewed:
    """One activity, and what a supervisor makes of it."""

    activity: str = path("its id", example="A-12345678")
    to: State = query("approved, or returned", default=State.APPROVED)
    because: str = query("what is to be mended", default="", facets=NOTE)


def submit(call: Call, asked: OfActivity) -> Gone:
    """Submit a draft, or a returned one."""
    done = activity_log.submit(call.desk, call.access, asked.activity)
    return Gone(LIST, f"Submitted: {_said(done)}.")


def take_back(call: Call, asked: OfActivity) -> Gone:
    """Take a submitted activity back."""
    done = activity_log.take_back(call.desk, call.access, asked.activity)
    return Gone(LIST, f"Taken back: {_said(done)}. It is a draft again.")


def discard(call: Call, asked: OfActivity) -> Gone:
    """Take a draft away."""
    activity_log.discard(call.desk, call.access, asked.activity)
    return Gone(LIST, "The draft is gone.")


def answered(call: Call, asked: OfActivity) -> Gone:
    """Note that a first contact was answered today."""
    done = activity_log.answered(call.desk, call.access, asked.activity, on=call.today)
    return Gone(LIST, f"Answered: {_said(done)}.")


def review(call: Call, asked: Reviewed) -> Gone:
    """Approve or return an activity."""
    done = activity_log.review(
        call.desk, call.access, asked.activity, asked.to, because=asked.because
    )
    return Gone(LIST, f"{done.state.capitalize()}: {_said(done)}.")


PAGES: tuple[Page[Call, Any], ...] = (
    Page(
        id="activity_form",
        path=NEW,
        says="Enter a talk, a meeting, a question or a contact with four taps",
        does=form,
        permission=Permission.LOG_ACTIVITY,
        menu="Log activity",
    ),
    Page(
        id="enter_activity",
        path=NEW,
        method="POST",
        says="Enter an activity",
        does=enter,
        asks=Entered,
        permission=Permission.LOG_ACTIVITY,
        again=again,
    ),
    Page(
        id="activity_list",
        path=LIST,
        says="See what was entered, and what waits to be mended or approved",
        does=every,
        asks=Looked,
        permission=Permission.READ_ACTIVITIES,
        menu="Activities",
    ),
    Page(
        id="activity_changed",
        path=f"{LIST}/{{activity}}",
        says="Show an activity to be changed",
        does=change,
        asks=OfActivity,
        permission=Permission.LOG_ACTIVITY,
    ),
    Page(
        id="change_activity",
        path=f"{LIST}/{{activity}}",
        method="POST",
        says="Change an activity that is a draft or was returned",
        does=amend,
        asks=Changed,
        permission=Permission.LOG_ACTIVITY,
        again=change_again,
    ),
    *(
        Page(
            id=f"activity_{name}",
            path=f"{LIST}/{{activity}}/{name}",
            method="POST",
            says=says,
            does=does,
            asks=OfActivity,
            permission=Permission.LOG_ACTIVITY,
        )
        for name, does, says in (
            ("submission", submit, "Submit an activity"),
            ("withdrawal", take_back, "Take a submitted activity back"),
            ("removal", discard, "Take a draft away for good"),
            ("answer", answered, "Note that a first contact was answered today"),
        )
    ),
    Page(
        id="activity_review",
        path=f"{LIST}/{{activity}}/review",
        method="POST",
        says="Approve an activity, or return it",
        does=review,
        asks=Reviewed,
        permission=Permission.REVIEW_ACTIVITY,
    ),
)
