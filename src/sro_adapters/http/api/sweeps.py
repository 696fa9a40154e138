"""Sweeps: planned, led, debriefed; places and figures, never students."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import ID, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.http.problems import Fault
from sro_adapters.wire.field_forms import MaskedForm, PlannedForm, SweepForm
from sro_core.contacts.stop_data import StopField
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import SchoolYear
from sro_core.privacy import Permission
from sro_core.truancy.debriefs import Equity
from sro_core.truancy.sweeps import Sweep, Team, Zone
from sro_core.usecases import sweeping
from sro_core.usecases.sweeping import Planned, SweepPlan

SWEEP = "the id of the sweep"


class Group(StrEnum):
    """By what figures are grouped."""

    RACE = "race"
    GENDER = "gender"


GROUPS: Mapping[Group, StopField] = {Group.RACE: StopField.RACE, Group.GENDER: StopField.GENDER}


@attrs.frozen
class ZoneTold:
    """A part of the area, and the public places to look at in it."""

    name: str = member("its name", facets=WORDS, example="north")
    places: tuple[str, ...] = member("public places", facets=WORDS, example=["transit plaza"])


@attrs.frozen
class TeamTold:
    """Who goes where."""

    name: str = member("its name", facets=WORDS, example="A")
    zone: str = member("a zone, by name", facets=WORDS, example="north")
    officers: tuple[OfficerId, ...] = member("of the programme", facets=ID, example=["O-01"])
    partners: tuple[str, ...] = member("other agencies; never immigration authorities",
                                       default=(), facets=WORDS)  # fmt: skip


@attrs.frozen
class NewSweep:
    """The plan of a sweep."""

    from_: datetime = member("local wall time", example="2026-12-04T09:00")
    until: datetime = member("local wall time of the same day", example="2026-12-04T11:30")
    zones: tuple[ZoneTold, ...] = member("parts of the area")
    teams: tuple[TeamTold, ...] = member("who goes where")


@attrs.frozen
class ToPlan:
    """Ask to plan a sweep."""

    plan: NewSweep = body("the plan")


@attrs.frozen
class OfSweep:
    """Ask for one sweep."""

    sweep: str = path(SWEEP, example="5c0a1f77e2b9")


@attrs.frozen
class OfYear:
    """Ask for the sweeps of a school year."""

    on: date | None = query("a day of it; today where it is left out", example="2026-11-20")


@attrs.frozen
class OfGroup:
    """Ask for figures by group."""

    by: Group = query("the group", default=Group.RACE)
    enforced: bool = query("only those held, warned, cited or arrested", default=False)
    years: int = query("school years", default=5, facets={"minimum": 1, "maximum": 30})
    on: date | None = query("up to this day; today where it is left out")


@attrs.frozen
class Sweeps:
    """The sweeps of a school year, by their day."""

    items: tuple[SweepForm, ...]


def plan(call: Call, asked: ToPlan) -> Answer:
    """Plan a sweep."""
    told = asked.plan
    if told.until.date() != told.from_.date():
        raise problems.invalid([Fault("it must end on the same day", "/until")])
    made = SweepPlan(
        on=told.from_.date(),
        start=told.from_.time(),
        end=told.until.time(),
        zones=tuple(Zone(each.name, each.places) for each in told.zones),
        teams=tuple(Team(e.name, e.zone, e.officers, e.partners) for e in told.teams),
    )
    return _shown(call, sweeping.plan(call.desk, call.access, made))


def every(call: Call, asked: OfYear) -> Answer:
    """Give the sweeps of a school year."""
    within = SchoolYear.of(asked.on or call.today).period
    found = sweeping.sweeps(call.desk, call.access, within=within)
    return Answer({"items": [wire.show(each, call.access, site=_site(call)) for each in found]})


def one(call: Call, asked: OfSweep) -> Answer:
    """Give one sweep with what its plan lacks."""
    return _shown(call, sweeping.sweep(call.desk, call.access, asked.sweep))


def _shown(call: Call, found: Sweep | Planned) -> Answer:
    return Answer(wire.show(found, call.access, site=_site(call)))


def _site(call: Call) -> SiteId | None:
    """Give a site of the viewer: a sweep is every site's."""
    return min(call.viewer.sites, default=None) if call.viewer.sites else None


def begin(call: Call, asked: OfSweep) -> Answer:
    """Open a sweep."""
    return _shown(call, sweeping.open_sweep(call.desk, call.access, asked.sweep))


def close(call: Call, asked: OfSweep) -> Answer:
    """Close a sweep."""
    return _shown(call, sweeping.close_sweep(call.desk, call.access, asked.sweep))


def debrief(call: Call, asked: OfSweep) -> Answer:
    """Count what came of a sweep."""
    return _shown(call, sweeping.debrief(call.desk, call.access, asked.sweep))


def figures(call: Call, asked: OfSweep) -> Answer:
    """Give its figures beside earlier ones."""
    return Answer(wire.show(sweeping.beside(call.desk, call.access, asked.sweep), call.access))


def equity(call: Call, asked: OfGroup) -> Answer:
    """Give figures by group."""
    found = sweeping.equity_figures(
        call.desk, call.access, Equity(GROUPS[asked.by], asked.enforced),
        on=asked.on or call.today, years=asked.years,
    )  # fmt: skip
    return Answer(wire.show(found, call.access))


def _read(id: str, path: str, says: str, *, does: Any, asks: type, gives: Any) -> Any:
    return Operation(id=id, method="GET", path=path, says=says, does=does, asks=asks, gives=gives,
                     permission=Permission.READ_SWEEPS)  # fmt: skip


def _lead(id: str, path: str, says: str, does: Any, **more: Any) -> Any:
    return Operation(id=id, method="POST", path=path, says=says, does=does,
                     permission=Permission.LEAD_SWEEP,
                     **({"asks": OfSweep, "gives": SweepForm} | more))  # fmt: skip


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    _read("sweeps", "/api/sweeps", "List the sweeps of a school year", does=every, asks=OfYear,
          gives=Sweeps),
    _read("sweep", "/api/sweeps/{sweep}", "Give a sweep, and what its plan lacks", does=one,
          asks=OfSweep, gives=PlannedForm),
    _read("sweep_figures", "/api/sweeps/{sweep}/figures",
          "Lay the figures of a sweep beside those of earlier ones, small counts masked",
          does=figures, asks=OfSweep, gives=MaskedForm),
    _read("equity_figures", "/api/equity",
          "Count students met by group, for each school year and pooled, small counts masked",
          does=equity, asks=OfGroup, gives=MaskedForm),
    _lead("plan_sweep", "/api/sweeps", "Plan a sweep; what is amiss is told", plan, asks=ToPlan,
          gives=PlannedForm, status=201),
    _lead("open_sweep", "/api/sweeps/{sweep}/open", "Open a sweep on its day", begin),
    _lead("close_sweep", "/api/sweeps/{sweep}/close", "Close a sweep", close),
    _lead("debrief_sweep", "/api/sweeps/{sweep}/debrief",
          "Count what came of a closed sweep, once and for all", debrief),
)  # fmt: skip
