"""Drills: which are asked and until when, their records, and what they showed."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api import versions
from sro_adapters.http.api.safety_plans import SITE, TEXT, YEARS, OfDay, OfSite
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import ID, MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.http.problems import Fault
from sro_adapters.wire.safety_forms import (
    AfterActionForm,
    DrillForm,
    DrillScheduleForm,
    DrillsForm,
    SchoolFactsForm,
)
from sro_core.ids import SiteId
from sro_core.ports import Stored
from sro_core.privacy import Permission
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import Drill, DrillStatus, LedBy
from sro_core.safety.facts import Condition, FireZone, SchoolFacts
from sro_core.usecases import drill_reading, safety_drills, school_facts

DRILL = "the id of the drill"
CLOCK = {"maxLength": 5, "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
NUMBER = {"minimum": 0, "maximum": 1_000_000}
GRADE = {"minimum": 0, "maximum": 12}


class Recorded(StrEnum):
    """How far a drill has come; finishing it is an act of its own."""

    PLANNED = "planned"
    DRAFT = "draft"
    CANCELLED = "cancelled"


@attrs.frozen
class OfDrills:
    """Ask for the list of drills."""

    site: SiteId | None = query("only of this site", example="HIGH", facets=ID)
    year: int | None = query("only of this school year", example=2026, facets=YEARS)


@attrs.frozen
class OfDrill:
    """Ask for one drill."""

    drill: str = path(DRILL, example="drill-1")


@attrs.frozen
class DrillTold:
    """A drill that is planned, or the draft of its record."""

    kind: DrillKind = member("what is drilled", example="fire")
    on: date = member("the day", example="2026-11-20")
    status: Recorded = member("how far it has come", default=Recorded.DRAFT, example="draft")
    starts: str | None = member("local wall time", default=None, facets=CLOCK, example="10:15")
    ends: str | None = member("local wall time", default=None, facets=CLOCK)
    announced: bool | None = member("people knew of it", default=None)
    led_by: LedBy = member("who leads it", default=LedBy.SCHOOL, example="school")
    leader: str = member("that person, by position", default="", facets=MAYBE_WORDS)
    assisted_by: tuple[str, ...] = member("who helped", default=(), facets=WORDS)
    agencies: tuple[str, ...] = member("who came from outside", default=(), facets=WORDS)
    students: int | None = member("how many took part", default=None, facets=NUMBER)
    staff: int | None = member("how many took part", default=None, facets=NUMBER)
    evacuation_seconds: int | None = member("to leave", default=None, facets=NUMBER)
    observations: str = member("what was seen", default="", facets=TEXT)
    weaknesses: str = member("what it showed about tactical responses", default="", facets=TEXT)
    because: str = member("why it was cancelled", default="", facets=MAYBE_WORDS)
    retests: tuple[str, ...] = member("actions it tries again", default=(), facets=WORDS)


@attrs.frozen
class ToRecord:
    """Ask to keep a new drill."""

    site: SiteId = path(SITE, example="HIGH")
    drill: DrillTold = body("the drill")


@attrs.frozen
class ToChange:
    """Ask to change a drill that is not finished."""

    drill: str = path(DRILL, example="drill-1")
    told: DrillTold = body("the drill, the whole of it")


@attrs.frozen
class NewConfirmation:
    """Something that the rules ask about a drill, and the day on which it was done."""

    term: str = member("the id of the rule", example="age_appropriate", facets=WORDS)
    on: date = member("the day", example="2026-11-20")


@attrs.frozen
class ToConfirm:
    """Ask to confirm a term."""

    drill: str = path(DRILL, example="drill-1")
    new: NewConfirmation = body("what was done")


@attrs.frozen
class DrillReason:
    """Why a record is taken back."""

    because: str = member("why", example="wrong day", facets=WORDS)


@attrs.frozen
class ToRevert:
    """Ask to take a finished record back."""

    drill: str = path(DRILL, example="drill-1")
    reason: DrillReason = body("why")


@attrs.frozen
class FreeDay:
    """A day without drills."""

    on: date = member("the day", example="2026-12-15")
    because: str = member("why", example="exams", facets=WORDS)


@attrs.frozen
class FactsTold:
    """What is stated of a school, the whole of it; what is left out is not stated."""

    lowest_grade: int | None = member("0 is kindergarten", default=None, facets=GRADE, example=7)
    highest_grade: int | None = member("of those taught", default=None, facets=GRADE, example=8)
    fire_zone: FireZone | None = member("fire hazard severity", default=None, example="none")
    capacity: int | None = member("students its buildings hold", default=None, facets=NUMBER)
    classrooms: int | None = member("how many there are", default=None, facets=NUMBER)
    opened: date | None = member("its first day as a school", default=None)
    holds: tuple[Condition, ...] = member("what it does", default=())
    holds_no: tuple[Condition, ...] = member("what it does not do", default=())
    staff: int | None = member("people who work there", default=None, facets=NUMBER)
    keep_free: tuple[FreeDay, ...] = member("days without drills", default=())


@attrs.frozen
class ToState:
    """Ask to state what safety rules ask about a school."""

    site: SiteId = path(SITE, example="HIGH")
    told: FactsTold = body("what is stated")


@attrs.frozen
class DrillList:
    """Drills, by date."""

    items: tuple[DrillForm, ...]


def every(call: Call, asked: OfDrills) -> Answer:
    """List drills."""
    found = drill_reading.drills(call.desk, call.access, site=asked.site, year=asked.year)
    return Answer({"items": [wire.show(each.record, call.access) for each in found]})


def one(call: Call, asked: OfDrill) -> Answer:
    """Give one drill."""
    return _shown(call, drill_reading.drill(call.desk, call.access, asked.drill))


def record(call: Call, asked: ToRecord) -> Answer:
    """Keep a new drill."""
    new = Drill(id=call.desk.new_id(), site=asked.site, **_told(asked.drill))
    return _shown(call, safety_drills.record(call.desk, call.access, new, version=0))


def change(call: Call, asked: ToChange) -> Answer:
    """Change a drill over the one that was read."""
    told = _told(asked.told)
    found = safety_drills.change(
        call.desk, call.access, asked.drill,
        lambda before: Drill(id=before.id, site=before.site, **told),
        version=versions.read(call, f"drill {asked.drill}"),
    )  # fmt: skip
    return _shown(call, found)


def _told(told: DrillTold) -> dict[str, Any]:
    facts = {each.name: getattr(told, each.name) for each in attrs.fields(DrillTold)}
    for name in ("starts", "ends"):
        if facts[name] is not None:
            facts[name] = time.fromisoformat(facts[name])
    if facts["starts"] and facts["ends"] and facts["ends"] <= facts["starts"]:
        raise problems.invalid([Fault("it is not after the start", "/ends")])
    return facts | {"status": DrillStatus(told.status)}


def confirm(call: Call, asked: ToConfirm) -> Answer:
    """Confirm a term of a drill."""
    version = versions.read(call, f"drill {asked.drill}")
    return _shown(
        call,
        safety_drills.confirm(
            call.desk, call.access, asked.drill, asked.new.term, on=asked.new.on, version=version
        ),
    )


def finish(call: Call, asked: OfDrill) -> Answer:
    """Finish the record of a drill."""
    version = versions.read(call, f"drill {asked.drill}")
    return _shown(call, safety_drills.finish(call.desk, call.access, asked.drill, version=version))


def revert(call: Call, asked: ToRevert) -> Answer:
    """Take a finished record back."""
    version = versions.read(call, f"drill {asked.drill}")
    return _shown(
        call,
        safety_drills.revert(
            call.desk, call.access, asked.drill, because=asked.reason.because, version=version
        ),
    )


def report(call: Call, asked: OfDrill) -> Answer:
    """Give the report after a drill."""
    found = drill_reading.report(call.desk, call.access, asked.drill)
    return Answer(wire.show(found, call.access))


def status(call: Call, asked: OfDay) -> Answer:
    """Tell which drills of a site are short."""
    on = asked.on or call.today
    found = drill_reading.status(call.desk, call.access, asked.site, on=on)
    return Answer(wire.show(found, call.access))


def schedule(call: Call, asked: OfDay) -> Answer:
    """Suggest drills."""
    on = asked.on or call.today
    found = drill_reading.schedule(call.desk, call.access, asked.site, on=on)
    return Answer(wire.show(found, call.access))


def facts(call: Call, asked: OfSite) -> Answer:
    """Give what is stated of a school."""
    return _stated(call, school_facts.facts(call.desk, call.access, asked.site))


def state(call: Call, asked: ToState) -> Answer:
    """State what safety rules ask about a school, over what was read."""
    told = {each.name: getattr(asked.told, each.name) for each in attrs.fields(FactsTold)}
    does, does_not = told.pop("holds"), told.pop("holds_no")
    told["keep_free"] = {each.on: each.because for each in told["keep_free"]}
    if (told["lowest_grade"] is None) != (told["highest_grade"] is None):
        raise problems.invalid([Fault("give both grades or none", "/highest_grade")])
    new = SchoolFacts(
        site=asked.site,
        holds=dict.fromkeys(does, True) | dict.fromkeys(does_not, False),
        **told,
    )
    version = versions.read(call, f"school facts {asked.site}")
    found = school_facts.state_facts(
        call.desk, call.access, asked.site, lambda _: new, version=version
    )
    return _stated(call, found)


def _stated(call: Call, stored: Stored[SchoolFacts]) -> Answer:
    return Answer(wire.show(stored.record, call.access), version=stored.version)


def _shown(call: Call, stored: Stored[Drill]) -> Answer:
    return Answer(wire.show(stored.record, call.access), version=stored.version)


_SITE, _ONE = "/api/sites/{site}", "/api/drills/{drill}"
_MATCH = "If-Match is the ETag of the drill."
OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="drill_status", method="GET", path=f"{_SITE}/drills", does=status, asks=OfDay,
        gives=DrillsForm, permission=Permission.READ_DRILLS,
        says="Tell which drills of a site are short or open, and from when it will be short",
    ),
    Operation(
        id="drill_schedule", method="GET", path=f"{_SITE}/drills/schedule", does=schedule,
        asks=OfDay, gives=DrillScheduleForm, permission=Permission.READ_DRILLS,
        says="Suggest drills for the rest of the school year",
        more="Nothing is planned by it; what no schedule can keep is named with its reason.",
    ),
    Operation(
        id="drills", method="GET", path="/api/drills", does=every, asks=OfDrills, gives=DrillList,
        says="List drills by date, those planned too", permission=Permission.READ_DRILLS,
        problems=(problems.UNKNOWN,),
    ),
    Operation(
        id="record_drill", method="POST", path=f"{_SITE}/drills", does=record, asks=ToRecord,
        gives=DrillForm, says="Plan a drill, or write down one that was held",
        permission=Permission.RECORD_DRILL, status=201, tagged=True,
    ),
    Operation(
        id="drill", method="GET", path=_ONE, does=one, asks=OfDrill, gives=DrillForm,
        says="Give one drill", permission=Permission.READ_DRILLS, tagged=True,
    ),
    Operation(
        id="change_drill", method="PUT", path=_ONE, does=change, asks=ToChange, gives=DrillForm,
        says="Change a drill whose record is not finished", more=_MATCH,
        permission=Permission.RECORD_DRILL, tagged=True, fits=True,
    ),
    Operation(
        id="confirm_term", method="POST", path=f"{_ONE}/confirmations", does=confirm,
        asks=ToConfirm, gives=DrillForm, more=_MATCH,
        says="Confirm that something the rules ask about such a drill was done",
        permission=Permission.RECORD_DRILL, tagged=True, fits=True,
    ),
    Operation(
        id="finish_drill", method="POST", path=f"{_ONE}/finish", does=finish, asks=OfDrill,
        gives=DrillForm, says="Finish the record of a drill; it counts from then on", more=_MATCH,
        permission=Permission.FINISH_DRILL, tagged=True, fits=True,
    ),
    Operation(
        id="revert_drill", method="POST", path=f"{_ONE}/revert", does=revert, asks=ToRevert,
        gives=DrillForm, says="Take the finished record of a drill back", more=_MATCH,
        permission=Permission.REVERT_DRILL, tagged=True, fits=True,
    ),
    Operation(
        id="after_action", method="GET", path=f"{_ONE}/report", does=report, asks=OfDrill,
        gives=AfterActionForm, says="Give the report after a drill",
        permission=Permission.READ_DRILLS,
    ),
    Operation(
        id="school_facts", method="GET", path=f"{_SITE}/facts", does=facts, asks=OfSite,
        gives=SchoolFactsForm, says="Give what is stated of a school for safety rules",
        permission=Permission.READ_DRILLS, tagged=True,
    ),
    Operation(
        id="state_facts", method="PUT", path=f"{_SITE}/facts", does=state, asks=ToState,
        gives=SchoolFactsForm, says="State what safety rules ask about a school",
        more="If-Match is the ETag of what is stated.", permission=Permission.STATE_FACTS,
        tagged=True, fits=True,
    ),
)  # fmt: skip
