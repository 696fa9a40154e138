"""A plan: tours, what each level comes to, how far it is proven, and why posts stay vacant."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.ids import OfficerId, SiteId
from sro_core.rotations.problem import Tour


class LevelName(StrEnum):
    """What a plan is judged by, the most important first: less is better on every level.

    A plan is better than another if it is on the first level on which they differ.
    """

    VACANT = "vacant"
    """Post-years that nobody fills."""
    BROKEN_TENURE = "broken_tenure"
    """Current officers who leave before the minimum."""
    CHANGES = "changes"
    """Officer-years of the published plan that are not kept."""
    STAGGER = "stagger"
    """Starts in a district and year above the share, after the first year."""
    PREFERENCE = "preference"
    """Yearly cost of every officer-year served."""


LEVELS = tuple(LevelName)


class Status(StrEnum):
    """How far a plan is proven."""

    PROVEN = "proven"
    """No plan is better, on every level in turn."""
    FEASIBLE = "feasible"
    """It keeps every rule; on some level a better one may exist, by the gap at most."""
    INFEASIBLE = "infeasible"
    """The pinned years contradict each other or the rules: there is no plan."""


@attrs.frozen
class Level:
    """What a plan comes to on one level, and what no plan at least as good before can beat."""

    name: LevelName
    value: int
    bound: int

    def __attrs_post_init__(self) -> None:
        """Refuse a bound that its own plan beats."""
        if self.bound > self.value:
            raise BadValue(f"level {self.name}", f"bound {self.bound} above value {self.value}")

    @property
    def gap(self) -> int:
        """How much better a plan could be at most; 0 where it is proven."""
        return self.value - self.bound


@attrs.frozen(order=True)
class PostYear:
    """A site's posts in one year."""

    site: SiteId
    year: int


@attrs.frozen(kw_only=True)
class Because:
    """One reason why a post stays vacant.

    Attributes:
        code: the reason, the same in every language.
        officers: how many officers it concerns.
        text: in words.
        posts: the post-years that compete, where the reason is that too few officers do.
        can_fill: how many of those post-years the officers can fill at most, all told.
    """

    code: str
    officers: int
    text: str
    posts: tuple[PostYear, ...] = ()
    can_fill: int | None = None


@attrs.frozen(kw_only=True)
class Cure:
    """One change to the problem that was shown to lower ``vacant`` by at least one.

    Attributes:
        code: ``exclusion``, ``forbidden``, ``available``, ``hire`` or ``cover``.
        text: in words.
        officer, site: whom and what it concerns, where it concerns one.
        first, last: the years of the change.
        vacant: what ``vacant`` comes to with it.
    """

    code: str
    text: str
    officer: OfficerId | None = None
    site: SiteId | None = None
    first: int
    last: int
    vacant: int


@attrs.frozen(kw_only=True)
class Vacancy:
    """Posts of a site that nobody fills in a year, why, and what would cure it."""

    site: SiteId
    year: int
    posts: int
    because: tuple[Because, ...] = ()
    cures: tuple[Cure, ...] = ()


@attrs.frozen(kw_only=True)
class Plan:
    """What a planner found.

    Attributes:
        status: how far it is proven.
        levels: value and bound of each level in order; empty where it is infeasible.
        tours: by site, first year and officer; a continuing tour begins with its ``since``.
        vacant: the posts that nobody fills, by site and year.
        planner: what found it, and with what.
        conflicts: why the pins cannot stand, where it is infeasible.
        shortage: post-years of which officers, each counted alone, leave as many vacant as the
            plan does, where the planner knows such a set; explanations begin with it.
    """

    status: Status
    levels: tuple[Level, ...]
    tours: tuple[Tour, ...]
    vacant: tuple[Vacancy, ...]
    planner: str
    conflicts: tuple[str, ...] = ()
    shortage: tuple[PostYear, ...] = attrs.field(default=(), eq=False)

    @property
    def values(self) -> tuple[int, ...]:
        """The values of the levels in order: what two plans are compared by."""
        return tuple(level.value for level in self.levels)

    def level(self, name: LevelName) -> Level:
        """Give one level."""
        return next(level for level in self.levels if level.name is name)

    @property
    def gap(self) -> Mapping[LevelName, int]:
        """The levels that are not proven, with how much better they could be at most."""
        return {level.name: level.gap for level in self.levels if level.gap}


def in_order(tours: tuple[Tour, ...] | list[Tour]) -> tuple[Tour, ...]:
    """Give tours as a plan lists them: by site, first year and officer."""
    return tuple(sorted(tours, key=lambda each: (each.site, each.first, each.officer)))
