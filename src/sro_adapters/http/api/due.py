"""The due list, and one screen for a role: what waits for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api.attendance import CURSOR, LIMIT, ON
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import COUNT, ID, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.status_forms import DueItemForm
from sro_core.due import DueKind, Wanted
from sro_core.ids import SiteId
from sro_core.privacy import Permission, Role
from sro_core.usecases import reporting

SITE = "only what this site answers for"


@attrs.frozen
class Due:
    """Ask for the due list."""

    on: date | None = query(ON, example="2026-11-20")
    site: SiteId | None = query(SITE, example="HIGH", facets=ID)
    kind: DueKind | None = query("only this area", example="truancy")
    who: Role | None = query("only what this role must or may do", example="clerk")
    person: str | None = query("only what this officer has to see to", facets=ID)
    within: int | None = query(
        "only what is overdue or due in so many days", facets={"minimum": 0, "maximum": 3660}
    )
    cursor: str | None = query(CURSOR)
    limit: int | None = query(LIMIT, example=100, facets=COUNT)


@attrs.frozen
class Today:
    """Ask for what matters today."""

    on: date | None = query(ON, example="2026-11-20")
    site: SiteId | None = query(SITE, example="HIGH", facets=ID)


@attrs.frozen
class LeftOutForm:
    """An area that is not open to whoever asks, and why."""

    area: str
    reason: str


@attrs.frozen
class DuePage:
    """What somebody must or may do, first what must be done; and what is not open to you."""

    as_of: date
    left_out: tuple[LeftOutForm, ...]
    items: tuple[DueItemForm, ...]
    next: str | None


@attrs.frozen
class BlockForm:
    """One part of the screen, and the command that prints the whole of it."""

    title: str
    command: str
    lines: tuple[str, ...]


@attrs.frozen
class Screen:
    """What matters to your role on a date."""

    as_of: date
    blocks: tuple[BlockForm, ...]


def wanted_of(
    site: SiteId | None,
    kind: DueKind | None,
    who: Role | None,
    person: str | None,
    within: int | None,
) -> Wanted:
    """Say which part of the due list is asked for."""
    kinds = frozenset({kind} if kind else ())
    return Wanted(site=site, kinds=kinds, who=who, person=person or "", within=within)


def due(call: Call, asked: Due) -> Answer:
    """Give a page of what somebody must or may do."""
    on = asked.on or call.today
    page = call.page(
        asked, (bool, str, str, str, str, str, int), on=on, site=asked.site, kind=asked.kind,
        who=asked.who, person=asked.person, within=asked.within,
    )  # fmt: skip
    wanted = wanted_of(asked.site, asked.kind, asked.who, asked.person, asked.within)
    every = reporting.due(call.desk, call.access, on=on, wanted=wanted)
    found, last = page.cut(every.items, lambda each: each.place)
    left_out = [{"area": name, "reason": why} for name, why in every.left_out]
    items = [wire.show(each, call.access) for each in found]
    return page.answer(items, last, as_of=on, left_out=left_out)


def today(call: Call, asked: Today) -> Answer:
    """Give the blocks of every area that is open to the viewer."""
    on = asked.on or call.today
    blocks = reporting.today(call.desk, call.access, on=on, site=asked.site)
    return Answer({"as_of": on, "blocks": [wire.plain(each) for each in blocks]})


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="due",
        method="GET",
        path="/api/due",
        says="List who must or may do what, duties first, by date",
        more="Areas that are not open to you are named with the reason.",
        does=due,
        asks=Due,
        gives=DuePage,
        permission=Permission.READ_DUE,
        problems=(problems.UNKNOWN,),
    ),
    Operation(
        id="today",
        method="GET",
        path="/api/today",
        says="Show what matters to your role on a date",
        does=today,
        asks=Today,
        gives=Screen,
        permission=Permission.READ_TODAY,
        problems=(problems.UNKNOWN,),
    ),
)
