"""Who fills which post: assigning, ending, covering, overriding; what the rules make of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.http.problems import Fault
from sro_adapters.wire.staffing_forms import (
    AssignedForm,
    AssignmentForm,
    AwayForm,
    OverrideForm,
)
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Permission
from sro_core.rotations.assignments import AssignmentKind, AwayFor, Duty, TimeAway
from sro_core.rotations.gate import Override
from sro_core.usecases import staffing
from sro_core.usecases.staffing import ToAssign

OFFICER = "the department's own id of the officer"
SITE = "the district's own id of the site"


@attrs.frozen
class OfAssignments:
    """Ask for assignments."""

    on: date | None = query("only those of this date", example="2026-11-20")
    site: SiteId | None = query("only those at this site", example="HIGH")
    officer: OfficerId | None = query("only those of this officer", example="O-01")


@attrs.frozen
class NewAssignment:
    """Who shall fill which post, from when."""

    officer: str = member(OFFICER, facets=WORDS, example="O-01")
    site: str = member(SITE, facets=WORDS, example="HIGH")
    from_: date = member("the first day", example="2028-08-01")
    until: date | None = member("the last day, where one is set", default=None)
    post: str | None = member(
        "which post; the first free one of the site where it is left out", default=None,
        facets=WORDS, example="HIGH-1",
    )  # fmt: skip
    kind: AssignmentKind = member("a tour, or cover", default=AssignmentKind.TOUR)
    shared: bool = member("the officer serves elsewhere on the same days", default=False)
    handover_until: date | None = member("the last day with the predecessor", default=None)


@attrs.frozen
class ToRecord:
    """Ask to assign an officer."""

    assignment: NewAssignment = body("who, where and when")


@attrs.frozen
class NewEndOfTour:
    """How a tour ended or will end."""

    last: date = member("the last day", example="2026-06-30")
    went_to: Duty = member("the kind of duty the officer goes to", example="patrol")
    because: str = member("why, in words", default="", facets=MAYBE_WORDS)
    by_then: bool = member("only known is that it had ended by that day", default=False)


@attrs.frozen
class EndOfTour:
    """Ask to end a tour."""

    assignment: str = path("the id of the assignment", example="O-01:HIGH-1:2024-08-05")
    end: NewEndOfTour = body("how it ended")


@attrs.frozen
class NewTimeAway:
    """When an officer is away."""

    from_: date = member("the first day", example="2026-12-01")
    until: date = member("the last day", example="2026-12-02")
    reason: AwayFor = member("why", example="court")


@attrs.frozen
class ToBeAway:
    """Ask to record time away."""

    officer: OfficerId = path(OFFICER, example="O-01")
    away: NewTimeAway = body("when and why")


@attrs.frozen
class NewOverride:
    """A finding that may pass for an officer at a post."""

    officer: str = member(OFFICER, facets=WORDS, example="O-01")
    post: str = member("the post", facets=WORDS, example="HIGH-1")
    code: str = member("of the finding", facets=WORDS, example="training_missing")
    rule: str = member("the id of the rule behind it", facets=WORDS, example="basic_sro_course")
    reason: str = member("why it may pass", facets=WORDS, example="the course is in January")
    from_: date = member("the day from which it holds", example="2026-11-20")
    until: date = member("the last day", example="2027-01-31")


@attrs.frozen
class ToOverride:
    """Ask to let a finding pass."""

    override: NewOverride = body("what may pass")


@attrs.frozen
class Assignments:
    """Assignments at the sites you answer for, by first day."""

    items: tuple[AssignmentForm, ...]


def every(call: Call, asked: OfAssignments) -> Answer:
    """Give assignments."""
    found = staffing.assignments(
        call.desk, call.access, on=asked.on, site=asked.site, officer=asked.officer
    )
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def assign(call: Call, asked: ToRecord) -> Answer:
    """Assign an officer."""
    told = asked.assignment
    wanted = ToAssign(
        officer=OfficerId(told.officer),
        site=SiteId(told.site),
        period=_days(told.from_, told.until),
        post=PostId(told.post) if told.post else None,
        kind=told.kind,
        shared=told.shared,
        handover=told.handover_until and told.handover_until + ONE_DAY,
    )
    done = staffing.assign(call.desk, call.access, wanted)
    return Answer(wire.show(done, call.access))


def _days(start: date, last: date | None) -> DatePeriod:
    if last is not None and last < start:
        raise problems.invalid([Fault("it ends before it starts", "/until")])
    return DatePeriod(start, None if last is None else last + ONE_DAY)


def end(call: Call, asked: EndOfTour) -> Answer:
    """End a tour."""
    told = asked.end
    done = staffing.end_of(
        call.desk,
        call.access,
        asked.assignment,
        end=told.last + ONE_DAY,
        went_to=told.went_to,
        because=told.because,
        bound=told.by_then,
    )
    return Answer(wire.show(done, call.access))


def away(call: Call, asked: ToBeAway) -> Answer:
    """Record time away."""
    told = asked.away
    made = TimeAway(
        id=f"{asked.officer}:{told.from_}",
        officer=asked.officer,
        period=_days(told.from_, told.until),
        reason=told.reason,
    )
    return Answer(wire.show(staffing.record_away(call.desk, call.access, made), call.access))


def override(call: Call, asked: ToOverride) -> Answer:
    """Let a finding pass."""
    told = asked.override
    made = Override(
        id=f"{told.officer}:{told.post}:{told.rule}:{told.from_}",
        officer=OfficerId(told.officer),
        post=PostId(told.post),
        code=told.code,
        rule=told.rule,
        approver=call.viewer.actor,
        role=call.viewer.role,
        reason=told.reason,
        period=_days(told.from_, told.until),
    )
    return Answer(wire.show(staffing.override(call.desk, call.access, made), call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="assignments",
        method="GET",
        path="/api/assignments",
        says="List assignments, past and planned ones too",
        does=every,
        asks=OfAssignments,
        gives=Assignments,
        permission=Permission.READ_STAFFING,
        tagged=True,
    ),
    Operation(
        id="assign",
        method="POST",
        path="/api/assignments",
        says="Assign an officer to a post; what cannot be, or is blocked by a rule, is refused",
        does=assign,
        asks=ToRecord,
        gives=AssignedForm,
        permission=Permission.ASSIGN,
        problems=(problems.UNKNOWN,),
        status=201,
    ),
    Operation(
        id="end_tour",
        method="POST",
        path="/api/assignments/{assignment}/end",
        says="End a tour, or tell the day of one that ended on a day not known",
        does=end,
        asks=EndOfTour,
        gives=AssignmentForm,
        permission=Permission.ASSIGN,
    ),
    Operation(
        id="record_away",
        method="POST",
        path="/api/officers/{officer}/away",
        says="Record on which days an officer is away",
        does=away,
        asks=ToBeAway,
        gives=AwayForm,
        permission=Permission.ASSIGN,
        status=201,
    ),
    Operation(
        id="override_gate",
        method="POST",
        path="/api/overrides",
        says="Let a finding pass for one officer at one post; you are the approver",
        does=override,
        asks=ToOverride,
        gives=OverrideForm,
        permission=Permission.OVERRIDE_GATE,
        problems=(problems.UNKNOWN,),
        status=201,
    ),
)
