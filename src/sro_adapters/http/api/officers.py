"""Officers: their files, courses and applications; officers read and send their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.http.problems import Fault
from sro_adapters.wire.staffing_forms import (
    ApplicationForm,
    OfficerFileForm,
    OfficerForm,
    SelectionForm,
    TrainingForm,
)
from sro_core.ids import OfficerId, SiteId
from sro_core.officers.officer import Officer
from sro_core.officers.selection import Application, Decision
from sro_core.officers.training import Expiry, Training
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Permission
from sro_core.usecases import officer_files

OFFICER = "the department's own id of the officer"
_HOURS = {"pattern": r"^([1-9][0-9]{0,3}(\.[0-9]{1,2})?|0\.[0-9]?[1-9])$"}


@attrs.frozen
class Everybody:
    """Ask for the officers of the programme."""


@attrs.frozen
class OfFile:
    """Ask for an officer's file."""

    officer: OfficerId = path(OFFICER, example="O-01")
    on: date | None = query("the date judged; today where it is left out", example="2026-11-20")


@attrs.frozen
class NewOfficer:
    """What is recorded of an officer."""

    name: str = member("as colleagues know them", facets=WORDS, example="A. Sample")
    sworn_from: date = member("sworn since", example="2015-03-01")
    sworn_until: date | None = member("the last day as a sworn officer", default=None)
    certificate: date | None = member(
        "the day the basic certificate was awarded", default=None, example="2016-03-01"
    )
    published: bool = member("the public may read the name", default=False)
    email: str = member("their own mailbox; not published", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToRecord:
    """Ask to record an officer."""

    officer: OfficerId = path(OFFICER, example="O-01")
    record: NewOfficer = body("who it is")


@attrs.frozen
class NewCourse:
    """One completed course."""

    course: str = member("its code, as rules name it", facets=WORDS, example="sro_basic")
    hours: str = member("as certified; text, so that halves stay exact", facets=_HOURS,
                        example="40")  # fmt: skip
    completed: date = member("the last day of it", example="2026-06-12")
    provider: str = member("who taught it", default="", facets=MAYBE_WORDS)
    title: str = member("in words", default="", facets=MAYBE_WORDS)
    expires: date | None = member("the first day on which it no longer counts", default=None)
    never_expires: bool = member("it counts for good, whatever the rule says", default=False)
    topics: tuple[str, ...] = member("what it counts towards", default=(), facets=WORDS)
    evidence: str = member("where the certificate is kept", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToTrain:
    """Ask to record a course."""

    officer: OfficerId = path(OFFICER, example="O-01")
    training: NewCourse = body("the course")


@attrs.frozen
class OfNotices:
    """Ask for vacancy notices."""

    site: SiteId | None = query("only for posts at this site", example="HIGH")


@attrs.frozen
class NewApplication:
    """An officer's application for a post."""

    notice: str = member("the notice that it answers", facets=WORDS, example="HIGH-1:2026-11-09")
    officer: str = member(OFFICER, facets=WORDS, example="O-06")
    reason: str = member("why, in the officer's own words", facets=WORDS, example="I like to teach")
    prefers: tuple[str, ...] = member("sites, best first", default=(), facets=WORDS)


@attrs.frozen
class ToApply:
    """Ask to enter an application."""

    application: NewApplication = body("what is applied for")


@attrs.frozen
class NewDecision:
    """What a person decided about an application."""

    selected: bool = member("whether the officer gets the post", example=True)
    grounds: str = member("why", facets=WORDS, example="knows the site")


@attrs.frozen
class ToDecide:
    """Ask to record a decision."""

    application: str = path(
        "the id of the application", example="HIGH-1:2026-11-09:O-06:2026-11-12"
    )
    decision: NewDecision = body("what was decided")


@attrs.frozen
class Officers:
    """The officers of the programme, by id."""

    items: tuple[OfficerForm, ...]


@attrs.frozen
class Selections:
    """Vacancy notices with the applications that you may read."""

    items: tuple[SelectionForm, ...]


def every(call: Call, _: Everybody) -> Answer:
    """Give the officers."""
    found = officer_files.officers(call.desk, call.access)
    return Answer(
        {"items": [wire.show(each.record, call.access, site=each.site) for each in found]}
    )


def file(call: Call, asked: OfFile) -> Answer:
    """Open an officer's file."""
    day = asked.on or call.today
    found = officer_files.file_of(call.desk, call.access, asked.officer, on=day)
    return Answer(wire.show(found, call.access))


def record(call: Call, asked: ToRecord) -> Answer:
    """Record an officer."""
    told = asked.record
    if told.sworn_until is not None and told.sworn_until < told.sworn_from:
        raise problems.invalid([Fault("it ends before it starts", "/sworn_until")])
    until = told.sworn_until and told.sworn_until + ONE_DAY
    made = Officer(
        id=asked.officer,
        name=told.name,
        sworn=DatePeriod(told.sworn_from, until),
        certificate=told.certificate,
        published=told.published,
        email=told.email,
    )
    stored = officer_files.record_officer(call.desk, call.access, made)
    return Answer(wire.show(stored.record, call.access))


def train(call: Call, asked: ToTrain) -> Answer:
    """Record a course."""
    told = asked.training
    if told.expires is not None and told.never_expires:
        raise problems.invalid([Fault("it has a date already", "/never_expires")])
    try:
        hours = Decimal(told.hours)
    except InvalidOperation as error:
        raise problems.invalid([Fault("it is no number", "/hours")]) from error
    expiry = Expiry.ON if told.expires else Expiry.NEVER if told.never_expires else Expiry.BY_RULE
    made = Training(
        id=f"{asked.officer}:{told.course}:{told.completed}",
        officer=asked.officer,
        course=told.course,
        hours=hours,
        completed=told.completed,
        provider=told.provider,
        title=told.title,
        expiry=expiry,
        expires=told.expires,
        topics=frozenset(told.topics),
        evidence=told.evidence,
    )
    done = officer_files.record_training(call.desk, call.access, made)
    return Answer(wire.show(done, call.access))


def notices(call: Call, asked: OfNotices) -> Answer:
    """Give notices with applications."""
    found = officer_files.selections(call.desk, call.access, site=asked.site)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def apply(call: Call, asked: ToApply) -> Answer:
    """Enter an application, as of today."""
    told = asked.application
    made = Application(
        id=f"{told.notice}:{told.officer}:{call.today}",
        notice=told.notice,
        officer=OfficerId(told.officer),
        on=call.today,
        reason=told.reason,
        prefers=tuple(map(SiteId, told.prefers)),
    )
    return Answer(wire.show(officer_files.apply(call.desk, call.access, made), call.access))


def decide(call: Call, asked: ToDecide) -> Answer:
    """Record a decision of whoever asks, as of today."""
    told = asked.decision
    decision = Decision(call.today, call.viewer.actor, told.selected, told.grounds)
    done = officer_files.decide(call.desk, call.access, asked.application, decision)
    return Answer(wire.show(done, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="officers",
        method="GET",
        path="/api/officers",
        says="List the officers of the programme, past ones too",
        does=every,
        asks=Everybody,
        gives=Officers,
        permission=Permission.READ_STAFFING,
        tagged=True,
    ),
    Operation(
        id="officer_file",
        method="GET",
        path="/api/officers/{officer}/file",
        says="Open an officer's file; officers open their own",
        more="It has no ETag: each reading of it is on the log.",
        does=file,
        asks=OfFile,
        gives=OfficerFileForm,
        permission=Permission.READ_OFFICER_FILE,
    ),
    Operation(
        id="record_officer",
        method="PUT",
        path="/api/officers/{officer}",
        says="Record an officer; one of the same id is replaced, badges stay",
        does=record,
        asks=ToRecord,
        gives=OfficerForm,
        permission=Permission.KEEP_OFFICERS,
    ),
    Operation(
        id="record_training",
        method="POST",
        path="/api/officers/{officer}/trainings",
        says="Record a course that an officer completed",
        does=train,
        asks=ToTrain,
        gives=TrainingForm,
        permission=Permission.KEEP_OFFICERS,
        status=201,
    ),
    Operation(
        id="notices",
        method="GET",
        path="/api/notices",
        says="List vacancy notices, each with the applications that you may read",
        does=notices,
        asks=OfNotices,
        gives=Selections,
        permission=Permission.READ_STAFFING,
    ),
    Operation(
        id="apply",
        method="POST",
        path="/api/applications",
        says="Apply for a post, as of today; officers for themselves",
        does=apply,
        asks=ToApply,
        gives=ApplicationForm,
        permission=Permission.APPLY,
        problems=(problems.UNKNOWN,),
        status=201,
    ),
    Operation(
        id="decide_application",
        method="POST",
        path="/api/applications/{application}/decision",
        says="Record what you decided about an application, with grounds, as of today",
        does=decide,
        asks=ToDecide,
        gives=ApplicationForm,
        permission=Permission.DECIDE_APPLICATION,
        status=201,
    ),
)
