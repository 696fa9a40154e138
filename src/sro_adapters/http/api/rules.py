"""The rules in force, with their sources; nothing of anybody."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.keys import of
from sro_adapters.wire.status_forms import RuleForm
from sro_core.jurisdictions.kinds import KINDS

RuleKind = StrEnum("RuleKind", {name.upper(): name for name in KINDS})  # type: ignore[misc]  # the names are data
_NAMES = {kind: name for name, kind in KINDS.items()}


@attrs.frozen
class InForce:
    """Ask for the rules of a date."""

    on: date | None = query("the date; today where it is left out", example="2026-11-20")
    kind: RuleKind | None = query("only rules of this kind", example="criterion")


@attrs.frozen
class KindRuleForm(RuleForm):
    """One dated, cited datum, with the name of its kind."""

    kind: RuleKind = of("kind")


@attrs.frozen
class Rules:
    """The rules in force on a date, in the order of their book. This is not legal advice."""

    book: str
    on: date
    items: tuple[KindRuleForm, ...]


def rules(call: Call, asked: InForce) -> Answer:
    """Give the rules in force on a date."""
    on = asked.on or call.today
    named = [(_NAMES[type(each.value)], each) for each in call.desk.rules.in_force(on)]
    items = [
        {"kind": name, **wire.public(each)} for name, each in named if asked.kind in (None, name)
    ]
    return Answer({"book": call.desk.rules.name, "on": on, "items": items})


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="rules",
        method="GET",
        path="/api/rules",
        says="List the rules in force on a date with their citations",
        does=rules,
        asks=InForce,
        gives=Rules,
    ),
)
