"""Drills: planned, held, and written down. The school leads them, others assist.

Only a finished record counts. What the law asks about a kind of drill is confirmed in it, and
while any of that is missing it cannot be finished; taking a finished one back is a right of
its own.
"""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.privacy import Sensitivity, sensitive
from sro_core.registers import Keeper, Register
from sro_core.rules import Rule, RuleBook
from sro_core.safety.drill_rules import DrillKind, DrillTerm


class DrillStatus(StrEnum):
    """How far a drill and its record have come."""

    PLANNED = "planned"
    DRAFT = "draft"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class LedBy(StrEnum):
    """Who leads a drill: the school, or the fire department where the board lets it (5 CCR 550)."""

    SCHOOL = "school"
    FIRE_DEPARTMENT = "fire department"


@attrs.frozen
class Confirmed:
    """Confirm that something was done about a drill.

    Attributes:
        term: id of the rule that asks for it.
        on: the day on which it was done.
        by: who says so.
    """

    term: str
    on: date
    by: str


@attrs.frozen(kw_only=True)
class Drill:
    """Record a drill.

    Attributes:
        id: its own.
        site: where.
        kind: what was drilled.
        on: the day.
        status: how far it has come.
        starts, ends: local wall times.
        announced: people knew of it beforehand; None where that is not stated.
        led_by: who led it.
        leader: that person, by position.
        assisted_by: others who helped, such as officers, by id or position.
        agencies: from outside, who took part or watched.
        students, staff: how many took part.
        evacuation_seconds: until the building was empty.
        observations: what was seen, for those who work there.
        weaknesses: what it showed about tactical responses.
        confirmed: what the rules ask about such a drill.
        because: why it was cancelled or taken back.
        retests: ids of corrective actions that it was to try again.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    site: SiteId
    kind: DrillKind
    on: date
    status: DrillStatus = DrillStatus.DRAFT
    starts: time | None = None
    ends: time | None = None
    announced: bool | None = None
    led_by: LedBy = LedBy.SCHOOL
    leader: str = ""
    assisted_by: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    students: int | None = None
    staff: int | None = None
    evacuation_seconds: int | None = None
    observations: str = ""
    weaknesses: str = attrs.field(default="", metadata=sensitive(Sensitivity.TACTICAL))
    confirmed: tuple[Confirmed, ...] = ()
    because: str = ""
    retests: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse numbers below none, an end before the start, and what did not happen yet."""
        for name in ("students", "staff", "evacuation_seconds"):
            number = getattr(self, name)
            if number is not None and number < 0:
                raise BadValue(name, f"{number} is below 0")
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            raise BadValue("ends", f"{self.ends} is not after {self.starts}")
        if self.led_by is LedBy.FIRE_DEPARTMENT and self.kind not in _FIRE:
            raise BadValue(
                "led_by", f"the fire department leads no {self.kind} drill", "the school does"
            )
        if self.status is DrillStatus.CANCELLED and not self.because.strip():
            raise BadValue("because", "nothing is said", "say why the drill was cancelled")

    def confirms(self, term: Rule[DrillTerm]) -> bool:
        """Tell whether what a rule asks about such a drill was done on a day that is right."""
        return any(
            each.term == term.id and term.value.fits(each.on, self.on) for each in self.confirmed
        )


_FIRE = (DrillKind.FIRE, DrillKind.ALARM_SIGNAL)


def terms_of(drill: Drill, rules: RuleBook) -> tuple[Rule[DrillTerm], ...]:
    """Give what must be confirmed of a drill, as of its own day."""
    return tuple(each for each in rules.all(DrillTerm, drill.on) if drill.kind in each.value.kinds)


def unmet(drill: Drill, rules: RuleBook) -> tuple[Rule[DrillTerm], ...]:
    """Give what must still be confirmed before the record of a drill can be finished."""
    return tuple(each for each in terms_of(drill, rules) if not drill.confirms(each))


def finished(drill: Drill, rules: RuleBook, *, today: date) -> Drill:
    """Give a drill with its record finished.

    Raises:
        BadValue: it is not a draft, lies ahead, says too little, or a term of it is not met.
    """
    what = f"drill {drill.id}"
    if drill.status not in (DrillStatus.DRAFT, DrillStatus.PLANNED):
        raise BadValue(what, f"it is {drill.status}", "only a draft can be finished")
    if drill.on > today:
        raise BadValue(what, f"it is on {drill.on}", "finish it once it was held")
    if drill.starts is None or not drill.leader.strip():
        raise BadValue(what, "when it began or who led it is not said", "say both")
    left = unmet(drill, rules)
    if left:
        named = "; ".join(f"{each.id}: {each.says} ({each.value.timing})" for each in left)
        raise BadValue(what, f"not confirmed: {named}", "confirm each, or leave it a draft")
    return attrs.evolve(drill, status=DrillStatus.FINISHED)


def reverted(drill: Drill, because: str) -> Drill:
    """Give a finished drill as a draft again. Raises `BadValue` without a reason."""
    if drill.status is not DrillStatus.FINISHED:
        raise BadValue(
            f"drill {drill.id}", f"it is {drill.status}", "only a finished one is taken back"
        )
    if not because.strip():
        raise BadValue("because", "nothing is said", "say why the record is taken back")
    return attrs.evolve(drill, status=DrillStatus.DRAFT, because=because)


DRILLS = Register(
    name="drill",
    kind=Drill,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    on=lambda one: one.on,
)
