"""The forms of activities and of what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from sro_adapters.wire.keys import of
from sro_core.ids import OfficerId, SiteId
from sro_core.safety.activities import Activity, HandedTo, Move, State
from sro_core.safety.activity_review import Line, Summary
from sro_core.safety.activity_rules import TriadRole


@attrs.frozen
class MoveForm:
    """One step of an activity."""

    at: datetime = of("at")
    by: str = of("by")
    to: State = of("to")
    because: str = of("because")


@attrs.frozen
class ActivityForm:
    """One activity; `count` is null where nobody counted, `to` where nothing is handed on."""

    id: str = of("id")
    kind: str = of("kind")
    site: SiteId = of("site")
    officer: OfficerId = of("officer")
    on: date = of("on")
    minutes: int = of("minutes")
    triad: TriadRole = of("triad")
    topic: str = of("topic")
    audience: str = of("audience")
    count: int | None = of("count")
    note: str = of("note")
    to: HandedTo | None = of("handed_on", lambda one: one.handed_on and one.handed_on.to.value)
    answer_by: date | None = of("handed_on", lambda one: one.handed_on and one.handed_on.answer_by)
    answered: date | None = of("handed_on", lambda one: one.handed_on and one.handed_on.answered)
    state: State = of("state")
    asked: str = of("asked")
    moves: tuple[MoveForm, ...] = of("moves")


@attrs.frozen
class LineForm:
    """What the activities of one name add up to; `count` is null where nobody counted any."""

    name: str = of("name")
    activities: int = of("activities")
    minutes: int = of("minutes")
    count: int | None = of("count")
    uncounted: int = of("uncounted")


@attrs.frozen
class SummaryForm:
    """What approved activities add up to; `left_out` are those that are not, by state."""

    activities: int = of("activities")
    minutes: int = of("minutes")
    by_triad: tuple[LineForm, ...] = of("by_triad")
    by_kind: tuple[LineForm, ...] = of("by_kind")
    by_topic: tuple[LineForm, ...] = of("by_topic")
    by_site: tuple[LineForm, ...] = of("by_site")
    by_officer: tuple[LineForm, ...] = of("by_officer")
    left_out: Mapping[str, int] = of(
        "left_out", lambda one: {state.value: number for state, number in one.left_out.items()}
    )


FORMS: Mapping[type, type] = {
    Activity: ActivityForm,
    Line: LineForm,
    Move: MoveForm,
    Summary: SummaryForm,
}
