"""A planning problem: posts to fill, officers to fill them, and what was decided before.

A year is the calendar year in which the school year starts; spans of years include both ends.
A problem is whole in itself: nothing outside of it bears on the plan. What is *not* here: why
the rule is two to four years (that is policy, see tenure), and how a plan is found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil

import attrs

from sro_core.errors import BadValue, SroError
from sro_core.ids import DistrictId, OfficerId, SiteId

MOST_YEARS = 60
"""More years than anybody plans for, or serves."""


@attrs.frozen
class Fault:
    """One thing wrong in a problem.

    Attributes:
        path: where it stands, names of fields and places in lists, such as ("current", 2, "site").
        says: what is wrong there and what would be right.
    """

    path: tuple[str | int, ...]
    says: str

    def __str__(self) -> str:
        """Write the path as programs do, then what is wrong."""
        shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return f"{shown.removeprefix('.') or 'the whole'}: {self.says}"


@attrs.frozen
class BadProblem(SroError):
    """A planning problem, or a plan, cannot be used; every fault found in it is listed."""

    faults: tuple[Fault, ...]
    what: str = "problem"

    def __str__(self) -> str:
        """List every fault, a line each."""
        return "\n  ".join(
            [f"{len(self.faults)} fault(s) in the {self.what}:", *map(str, self.faults)]
        )


@attrs.frozen
class Years:
    """Hold the years from ``first`` to ``last``, both included.

    >>> list(Years(2026, 2028)), 2029 in Years(2026, 2028), len(Years(2026, 2028))
    ([2026, 2027, 2028], False, 3)
    """

    first: int
    last: int

    def __attrs_post_init__(self) -> None:
        """Refuse a span that ends before it starts."""
        if self.last < self.first:
            raise BadValue(
                f"years {self.first} to {self.last}", "they end before they start",
                "give the first year first; both ends are included",
            )  # fmt: skip

    def __contains__(self, year: int) -> bool:
        """Tell whether the year is one of them."""
        return self.first <= year <= self.last

    def __iter__(self) -> Iterator[int]:
        """Give each year in turn."""
        return iter(range(self.first, self.last + 1))

    def __len__(self) -> int:
        """Count the years."""
        return self.last - self.first + 1


@attrs.frozen(kw_only=True)
class TourLimits:
    """Say how long a tour may last and how long the break between two tours is, in years."""

    minimum: int
    maximum: int
    between: int

    def __attrs_post_init__(self) -> None:
        """Refuse limits that no tour can meet."""
        if self.minimum < 1:
            raise BadValue("minimum of a tour", f"{self.minimum} years are none", "give 1 or more")
        if self.maximum < self.minimum:
            raise BadValue(
                "maximum of a tour",
                f"{self.maximum} years are less than the minimum of {self.minimum}",
            )
        if self.between < 0:
            raise BadValue("break between tours", f"{self.between} years", "give 0 or more")


@attrs.frozen(kw_only=True)
class Post:
    """Say how many officers a site needs.

    Attributes:
        id, district: the site, and the district whose starts are staggered together.
        posts: officers needed in a year.
        changed: the number for single years in which it differs.
    """

    id: SiteId
    district: DistrictId
    posts: int
    changed: Mapping[int, int] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Refuse a negative number of posts."""
        for number in (self.posts, *self.changed.values()):
            if number < 0:
                raise BadValue(f"posts of {self.id}", f"{number} is less than none")

    def posts_in(self, year: int) -> int:
        """Give the number of posts in a year."""
        return self.changed.get(year, self.posts)


@attrs.frozen(kw_only=True)
class Exclusion:
    """Keep an officer from a site, with the reason, to the end of year ``until`` (None: always)."""

    site: SiteId
    reason: str = "no reason given"
    until: int | None = None

    def holds(self, year: int) -> bool:
        """Tell whether it still holds in a year."""
        return self.until is None or year <= self.until


@attrs.frozen(kw_only=True)
class Candidate:
    """An officer who can be given a tour.

    Attributes:
        id: the officer.
        available: the years in which the officer can serve at all; they may run past the plan.
        excluded: sites where the officer cannot serve, each with its reason.
        preferences: cost of each year at a site; a site that is missing costs 0.
    """

    id: OfficerId
    available: tuple[Years, ...]
    excluded: tuple[Exclusion, ...] = ()
    preferences: Mapping[SiteId, int] = attrs.field(factory=dict)

    def is_available(self, year: int) -> bool:
        """Tell whether the officer can serve at all in a year."""
        return any(year in span for span in self.available)

    def excluded_from(self, site: SiteId, year: int) -> Exclusion | None:
        """Give the exclusion that keeps the officer from a site in a year, if one does."""
        return next((x for x in self.excluded if x.site == site and x.holds(year)), None)


@attrs.frozen(kw_only=True)
class Incumbent:
    """An officer who serves at a site when the plan begins; ``since`` is the first year served."""

    officer: OfficerId
    site: SiteId
    since: int


@attrs.frozen(kw_only=True)
class Tour:
    """An officer's years at one site, both ends included."""

    officer: OfficerId
    site: SiteId
    first: int
    last: int

    def __attrs_post_init__(self) -> None:
        """Refuse a tour that ends before it starts."""
        if self.last < self.first:
            raise BadValue(
                f"tour of {self.officer} at {self.site}",
                f"{self.first} to {self.last} ends before it starts",
            )

    @property
    def years(self) -> Years:
        """The years of the tour."""
        return Years(self.first, self.last)


@attrs.frozen(kw_only=True)
class Problem:
    """Hold everything that a plan depends on.

    Attributes:
        years: the planned years.
        limits: length of tours and of the break between them.
        stagger_share: the part of a district's posts that may start in one year without cost.
        sites: the posts to fill.
        officers: who can fill them.
        current: who serves where when the plan begins, an officer at one site.
        published: the plan that people rely on; leaving it is counted as changes. It may name
            officers and sites that are no longer there: what they had is lost and counted.
        pinned: years that must stand (each year of each entry); frozen years are pinned.
        forbidden: years that must not be (each year of each entry).

    Raises:
        BadProblem: with every id named twice and every reference to nothing.
    """

    years: Years
    limits: TourLimits
    stagger_share: Decimal
    sites: tuple[Post, ...]
    officers: tuple[Candidate, ...]
    current: tuple[Incumbent, ...] = ()
    published: tuple[Tour, ...] = ()
    pinned: tuple[Tour, ...] = ()
    forbidden: tuple[Tour, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what does not hold together, all of it at once."""
        found = tuple(faults(self))
        if found:
            raise BadProblem(found)

    @cached_property
    def officer(self) -> Mapping[OfficerId, Candidate]:
        """The officers by id."""
        return {each.id: each for each in self.officers}

    @cached_property
    def site(self) -> Mapping[SiteId, Post]:
        """The sites by id."""
        return {each.id: each for each in self.sites}

    @cached_property
    def incumbent(self) -> Mapping[OfficerId, Incumbent]:
        """The officers who serve when the plan begins."""
        return {each.officer: each for each in self.current}

    @cached_property
    def promised(self) -> frozenset[tuple[OfficerId, SiteId, int]]:
        """The officer-years of the published plan in the planned years."""
        return frozenset(self._years_of(self.published))

    @cached_property
    def fixed(self) -> frozenset[tuple[OfficerId, SiteId, int]]:
        """The officer-years that must stand."""
        return frozenset(self._years_of(self.pinned))

    @cached_property
    def barred(self) -> frozenset[tuple[OfficerId, SiteId, int]]:
        """The officer-years that must not be."""
        return frozenset(self._years_of(self.forbidden))

    def _years_of(self, tours: Iterable[Tour]) -> Iterator[tuple[OfficerId, SiteId, int]]:
        for tour in tours:
            first, last = max(tour.first, self.years.first), min(tour.last, self.years.last)
            for year in range(first, last + 1):
                yield tour.officer, tour.site, year

    def starts_allowed(self, district: DistrictId, year: int) -> int:
        """Give how many tours may start in a district in a year without counting as stagger.

        It is the share of the posts, rounded up.
        """
        posts = sum(each.posts_in(year) for each in self.sites if each.district == district)
        return ceil(Fraction(self.stagger_share) * posts)

    def with_(self, **changes: object) -> Problem:
        """Give the problem with some of its fields replaced."""
        return attrs.evolve(self, **changes)  # type: ignore[arg-type] # checked by the class


def faults(one: Problem) -> Iterator[Fault]:
    """Find what does not hold together: ids named twice, references to nothing, wrong years."""
    if len(one.years) > MOST_YEARS or one.years.first < 1:
        yield Fault(("years",), f"{one.years.first} to {one.years.last}; plan {MOST_YEARS} at most")
    if one.limits.maximum > MOST_YEARS or one.limits.between > MOST_YEARS:
        yield Fault(("tenure",), f"nobody serves or waits for more than {MOST_YEARS} years")
    if not 0 <= one.stagger_share <= 1:  # also not a number
        yield Fault(("stagger_share",), f"{one.stagger_share} is no share; give 0 to 1")
    yield from _twice("sites", [each.id for each in one.sites])
    yield from _twice("officers", [each.id for each in one.officers])
    yield from _twice("current", [each.officer for each in one.current])
    yield from _dangling(one)
    for n, current in enumerate(one.current):
        if current.since > one.years.first:
            yield Fault(
                ("current", n, "since"),
                f"{current.since} is after the first planned year, {one.years.first}; "
                "pin a tour that has not begun",
            )


def _dangling(one: Problem) -> Iterator[Fault]:
    """Find references to officers and sites that are not there."""
    sites = {each.id for each in one.sites}
    officers = {each.id for each in one.officers}
    for n, officer in enumerate(one.officers):
        for m, exclusion in enumerate(officer.excluded):
            yield from _known(("officers", n, "excluded", m, "site"), exclusion.site, sites)
        for site in officer.preferences:
            yield from _known(("officers", n, "preferences", site), site, sites)
    for name in ("current", "pinned", "forbidden"):
        for n, entry in enumerate(getattr(one, name)):
            yield from _known((name, n, "officer"), entry.officer, officers, "officer")
            yield from _known((name, n, "site"), entry.site, sites)


def _twice(name: str, ids: list[str] | list[SiteId] | list[OfficerId]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for n, each in enumerate(ids):
        if each in seen:
            key = "officer" if name == "current" else "id"
            yield Fault((name, n, key), f"{each!r} stands at {name}[{seen[each]}] already")
        seen.setdefault(each, n)


def _known(
    path: tuple[str | int, ...], wanted: str, known: Collection[str], what: str = "site"
) -> Iterator[Fault]:
    if wanted not in known:
        yield Fault(path, f"{wanted!r} is no {what} of this problem; ids are text, zeros count")
