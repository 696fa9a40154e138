"""What the daytime order of a place says; nobody is looked up for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api.contacts import CONTACT
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import ID, WORDS, body, member, path
from sro_adapters.http.operations import Operation
from sro_adapters.wire.field_forms import OrderAnswerForm
from sro_core.ids import SiteId
from sro_core.privacy import Permission
from sro_core.truancy.order import School
from sro_core.usecases import field_checks
from sro_core.usecases.field_checks import OrderQuestion


@attrs.frozen
class Question:
    """What is asked about the daytime order; nobody is looked up for it."""

    area: str = member("where", facets=WORDS, example="El Cerrito")
    at: datetime | None = member("local wall time; now where it is left out", default=None)
    age: int | None = member("as told", default=None, facets={"minimum": 0, "maximum": 120})
    school: School | None = member("as told", default=None)
    site: SiteId | None = member("the school of the district they say they go to", default=None,
                                 facets=ID)  # fmt: skip
    holds: tuple[str, ...] = member("exceptions found to hold", default=(), facets=ID)
    ruled_out: tuple[str, ...] = member("exceptions asked about that do not", default=(), facets=ID)
    asked: tuple[str, ...] = member("questions that were asked first", default=(), facets=WORDS)


@attrs.frozen
class ToAsk:
    """Ask what the order says."""

    question: Question = body("what is known")


@attrs.frozen
class ToNote:
    """Ask what the order says in a contact, and keep it with it."""

    contact: str = path(CONTACT, example="f7976c0a04c5")
    question: Question = body("what is known; the contact's own place and time count")


def ask(call: Call, asked: ToAsk) -> Answer:
    """Tell what the order says."""
    return _order(call, asked.question, "")


def note(call: Call, asked: ToNote) -> Answer:
    """Tell what the order says, and keep it with the contact."""
    return _order(call, asked.question, asked.contact)


def _order(call: Call, told: Question, contact: str) -> Answer:
    question = OrderQuestion(
        area=told.area,
        at=told.at,
        age=told.age,
        school=told.school,
        site=told.site,
        claims=dict.fromkeys(told.ruled_out, False) | dict.fromkeys(told.holds, True),
        asked=frozenset(told.asked),
    )
    found = field_checks.ask_order(call.desk, call.access, question, contact=contact)
    return Answer(wire.show(found, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="ask_order",
        method="POST",
        path="/api/order",
        says="Tell what the daytime order of a place says; nobody is looked up",
        does=ask,
        asks=ToAsk,
        gives=OrderAnswerForm,
        permission=Permission.ASK_ORDER,
        problems=(problems.UNKNOWN,),
    ),
    Operation(
        id="note_order",
        method="POST",
        path="/api/contacts/{contact}/order",
        says="Tell what the daytime order says in a contact, and keep it with it",
        does=note,
        asks=ToNote,
        gives=OrderAnswerForm,
        permission=Permission.RECORD_CONTACT,
    ),
)
