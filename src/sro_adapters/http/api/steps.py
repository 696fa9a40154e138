"""Steps of the ladders: where students stand, what was done, what lost its ground."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api.attendance import CURSOR, LIMIT, ON
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import COUNT, ID, MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.step_forms import AskedForm, LostForm, StandingForm, StepEntryForm
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Permission
from sro_core.truancy.step_log import EntryKind
from sro_core.usecases import attendance_steps

STUDENT = "the district's own id of the student"
_SITE = "only students for whom this site answers"


@attrs.frozen
class ListSteps:
    """Ask where students stand."""

    on: date | None = query(ON, example="2026-11-20")
    site: SiteId | None = query(_SITE, example="HIGH", facets=ID)
    cursor: str | None = query(CURSOR)
    limit: int | None = query(LIMIT, example=100, facets=COUNT)


@attrs.frozen
class ListLost:
    """Ask what lost its ground."""

    on: date | None = query(ON, example="2026-11-20")
    site: SiteId | None = query(_SITE, example="HIGH", facets=ID)


@attrs.frozen
class StepDone:
    """A step that was taken."""

    step: str = member("id of the step", facets=WORDS, example="report_1")
    on: date = member("the day on which it was taken", example="2026-11-20")
    means: str = member("how it was done", default="", facets=MAYBE_WORDS, example="telephone")


@attrs.frozen
class ToTake:
    """Ask to enter a step."""

    student: StudentRef = path(STUDENT, example="S-00001")
    step: StepDone = body("what was done")


@attrs.frozen
class Settlement:
    """What a person decided about a step on record."""

    key: str = member("the key of the step in the log", facets=WORDS)
    kind: EntryKind = member("withdrawn, or upheld though it lost its ground", example="withdrawn")
    because: str = member("why", facets=WORDS, example="the excuse came late")


@attrs.frozen
class ToSettle:
    """Ask to take a step back, or to let it stand."""

    student: StudentRef = path(STUDENT, example="S-00001")
    decision: Settlement = body("what was decided")


@attrs.frozen
class NewAsked:
    """Which questions were asked; there is no place for the answers."""

    on: date = member("the day on which they were asked", example="2026-11-20")
    questions: tuple[str, ...] = member(
        "ids of the questions", facets=WORDS, example=["language", "transport"]
    )


@attrs.frozen
class ToAsk:
    """Ask to enter that questions were asked."""

    student: StudentRef = path(STUDENT, example="S-00001")
    asked: NewAsked = body("what was asked")


@attrs.frozen
class StepsPage:
    """Where students stand, by id."""

    as_of: date
    items: tuple[StandingForm, ...]
    next: str | None


@attrs.frozen
class LostList:
    """Steps and letters that lost their ground."""

    as_of: date
    items: tuple[LostForm, ...]


@attrs.frozen
class AskedList:
    """The questions that were entered as asked."""

    items: tuple[AskedForm, ...]


def every(call: Call, asked: ListSteps) -> Answer:
    """Give a page of where students stand."""
    on = asked.on or call.today
    page = call.page(asked, (str, int), on=on, site=asked.site)
    found = attendance_steps.standings(call.desk, call.access, on=on, site=asked.site)
    shown, last = page.cut(found, lambda each: (each.subject.id,))
    return page.answer([wire.show(each, call.access) for each in shown], last, as_of=on)


def lost(call: Call, asked: ListLost) -> Answer:
    """Give what lost its ground."""
    on = asked.on or call.today
    found = attendance_steps.lost(call.desk, call.access, on=on, site=asked.site)
    return Answer({"as_of": on, "items": [wire.show(each, call.access) for each in found]})


def take(call: Call, asked: ToTake) -> Answer:
    """Enter a step."""
    told = asked.step
    entry = attendance_steps.take(
        call.desk, call.access, asked.student, told.step, on=told.on, means=told.means
    )
    return Answer(wire.show(entry, call.access))


def settle(call: Call, asked: ToSettle) -> Answer:
    """Take a step back, or let it stand."""
    told = asked.decision
    entry = attendance_steps.settle(
        call.desk, call.access, asked.student, told.key, kind=told.kind, because=told.because
    )
    return Answer(wire.show(entry, call.access))


def ask(call: Call, asked: ToAsk) -> Answer:
    """Enter that questions were asked."""
    told = asked.asked
    entered = attendance_steps.ask(
        call.desk, call.access, asked.student, told.questions, on=told.on
    )
    return Answer({"items": [wire.show(each, call.access) for each in entered]})


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="steps",
        method="GET",
        path="/api/steps",
        says="List where students stand on the ladders, by id",
        does=every,
        asks=ListSteps,
        gives=StepsPage,
        permission=Permission.READ_STEPS,
        problems=(problems.UNKNOWN,),
    ),
    Operation(
        id="lost_ground",
        method="GET",
        path="/api/steps/lost",
        says="List steps and letters that lost their ground",
        does=lost,
        asks=ListLost,
        gives=LostList,
        permission=Permission.READ_STEPS,
        problems=(problems.UNKNOWN,),
    ),
    Operation(
        id="take_step",
        method="POST",
        path="/api/students/{student}/steps",
        says="Enter that a step was taken; it must have been due that day",
        does=take,
        asks=ToTake,
        gives=StepEntryForm,
        permission=Permission.TAKE_STEP,
        status=201,
    ),
    Operation(
        id="settle_step",
        method="POST",
        path="/api/students/{student}/steps/settled",
        says="Take a step back, or let one stand that lost its ground; what was known stays",
        does=settle,
        asks=ToSettle,
        gives=StepEntryForm,
        permission=Permission.TAKE_STEP,
        status=201,
    ),
    Operation(
        id="questions_asked",
        method="POST",
        path="/api/students/{student}/questions",
        says="Enter that questions were asked first; the answers are kept nowhere",
        does=ask,
        asks=ToAsk,
        gives=AskedList,
        permission=Permission.ASK_FIRST,
        status=201,
    ),
)
