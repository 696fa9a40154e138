"""A problem in numbers, for planners: officers and sites by position, years as offsets and bits.

Officers and sites stand in the order of their ids, so that the order in which a problem lists
them cannot change a plan. The plan check does not use this module: it reads the problem itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import attrs

from sro_core.ids import OfficerId, SiteId
from sro_core.rotations.plan import in_order
from sro_core.rotations.problem import Candidate, Problem, Tour


class Stint(NamedTuple):
    """A tour that an officer could have, in positions: site, first and last year, continuing."""

    site: int
    first: int
    last: int
    continues: bool


@attrs.frozen(kw_only=True)
class Incumbency:
    """Where an officer serves when the plan begins, and the years served before it."""

    site: int
    served: int


@attrs.frozen(kw_only=True)
class Board:
    """Hold a problem in numbers.

    Attributes:
        problem: as it was given.
        years: how many years are planned.
        posts: by site and year, the posts to fill.
        district: by site, its district's position.
        starts_allowed: by district and year; of the first year without meaning.
        open: by officer, for each site at which the officer could serve: the years as bits.
            A post held for an officer who is pinned to it is open to no other.
        reach: by officer, the available years in a row that follow the last planned one.
        current: by officer, where the officer serves when the plan begins.
        pinned: by officer, for each year that must stand its site.
        promised: by officer, the site and year of each year published.
        lost: officer-years published for officers or sites that are no longer there.
        cost: by officer and site, the yearly cost.
    """

    problem: Problem
    years: int
    posts: tuple[tuple[int, ...], ...]
    district: tuple[int, ...]
    starts_allowed: tuple[tuple[int, ...], ...]
    open: tuple[Mapping[int, int], ...]
    reach: tuple[int, ...]
    current: tuple[Incumbency | None, ...]
    pinned: tuple[Mapping[int, int], ...]
    promised: tuple[frozenset[tuple[int, int]], ...]
    lost: int
    cost: tuple[Mapping[int, int], ...]

    @classmethod
    def of(cls, problem: Problem) -> Board:
        """Number the officers, sites and years of a problem."""
        first, count = problem.years.first, len(problem.years)
        sites = sorted(problem.sites, key=lambda each: each.id)
        officers = sorted(problem.officers, key=lambda each: each.id)
        at = {each.id: n for n, each in enumerate(sites)}
        who = {each.id: n for n, each in enumerate(officers)}
        districts = {name: n for n, name in enumerate(sorted({each.district for each in sites}))}
        pinned: list[dict[int, int]] = [{} for _ in officers]
        for officer, site, year in sorted(problem.fixed):
            pinned[who[officer]].setdefault(year - first, at[site])
        barred: list[dict[int, int]] = [{} for _ in officers]
        for officer, site, year in problem.barred:
            mine = barred[who[officer]]
            mine[at[site]] = mine.get(at[site], 0) | 1 << year - first
        promised: list[set[tuple[int, int]]] = [set() for _ in officers]
        lost = 0
        for officer, site, year in problem.promised:
            if officer in who and site in at:
                promised[who[officer]].add((at[site], year - first))
            else:
                lost += 1
        current: list[Incumbency | None] = [None] * len(officers)
        for each in problem.current:
            current[who[each.officer]] = Incumbency(site=at[each.site], served=first - each.since)
        posts = tuple(tuple(each.posts_in(year) for year in problem.years) for each in sites)
        needed = [list(numbers) for numbers in posts]  # posts not held for a pinned officer
        for mine in pinned:
            for year, place in mine.items():
                needed[place][year] -= 1
        wanted = [sum(1 << y for y, number in enumerate(each) if number > 0) for each in needed]
        return cls(
            problem=problem,
            years=count,
            posts=posts,
            district=tuple(districts[each.district] for each in sites),
            starts_allowed=tuple(
                tuple(problem.starts_allowed(name, year) for year in problem.years)
                for name in districts
            ),
            open=tuple(
                dict(_open(problem, each, at, needed=wanted, barred=barred[n], pinned=pinned[n]))
                for n, each in enumerate(officers)
            ),
            reach=tuple(_reach(problem, each) for each in officers),
            current=tuple(current),
            pinned=tuple(pinned),
            promised=tuple(map(frozenset, promised)),
            lost=lost,
            cost=tuple(
                {at[site]: cost for site, cost in each.preferences.items()} for each in officers
            ),
        )

    @cached_property
    def sites(self) -> tuple[SiteId, ...]:
        """The sites' ids in order."""
        return tuple(sorted(each.id for each in self.problem.sites))

    @cached_property
    def officers(self) -> tuple[OfficerId, ...]:
        """The officers' ids in order."""
        return tuple(sorted(each.id for each in self.problem.officers))

    def stints(self, officer: int) -> Iterator[Stint]:
        """Give every tour that the officer could have, the pinned years apart respected."""
        limits, last = self.problem.limits, self.years - 1
        for site, mask in self.open[officer].items():
            for first in range(self.years):
                if not mask >> first & 1:
                    continue
                end = self.run(mask, first)
                for stop in range(first, min(end, first + limits.maximum - 1) + 1):
                    short = limits.minimum - (stop - first + 1)
                    if short <= 0 or (stop == last and self.reach[officer] >= short):
                        yield Stint(site, first, stop, False)
        now = self.current[officer]
        if now is not None:
            mask = self.open[officer].get(now.site, 0)
            for stop in range(min(self.run(mask, 0), limits.maximum - now.served - 1) + 1):
                yield Stint(now.site, 0, stop, True)

    def run(self, mask: int, first: int) -> int:
        """Give the last year of the run of open years that begins at ``first``; before it if none.

        >>> Board.run(None, 0b01101, 2)
        3
        """
        end = first
        while mask >> end & 1:
            end += 1
        return end - 1

    def breaks_tenure(self, officer: int, stint: Stint | None) -> bool:
        """Tell whether a current officer who serves on so (None: not at all) leaves too early."""
        now = self.current[officer]
        if now is None:
            return False
        if stint is None:
            return now.served < self.problem.limits.minimum
        served = now.served + stint.last + 1
        return stint.last < self.years - 1 and served < self.problem.limits.minimum

    def tours(self, schedules: Iterable[Iterable[Stint]]) -> tuple[Tour, ...]:
        """Turn schedules, one an officer in order, into the tours of a plan."""
        first, made = self.problem.years.first, []
        for officer, stints in enumerate(schedules):
            for site, start, last, continues in stints:
                now = self.current[officer]
                served = now.served if continues and now is not None else 0
                made.append(
                    Tour(
                        officer=self.officers[officer],
                        site=self.sites[site],
                        first=first + start - served,
                        last=first + last,
                    )
                )
        return in_order(made)

    def schedules(self, tours: Iterable[Tour]) -> list[tuple[Stint, ...]]:
        """Turn tours back into schedules; nothing for officers whose tours break a rule by now."""
        first, between = self.problem.years.first, self.problem.limits.between
        at = {site: n for n, site in enumerate(self.sites)}
        mine: dict[str, list[Tour]] = {}
        for tour in tours:
            if tour.last >= first:
                mine.setdefault(tour.officer, []).append(tour)
        made: list[tuple[Stint, ...]] = []
        for n, officer in enumerate(self.officers):
            now, stints, free = self.current[n], [], 0
            for tour in sorted(mine.get(officer, ()), key=lambda each: each.first):
                site = at.get(tour.site, -1)
                served = now.served if now is not None and now.site == site else 0
                goes_on = served > 0 and tour.first == first - served
                begin = 0 if goes_on else tour.first - first
                stints.append(Stint(site, begin, tour.last - first, goes_on))
            if stints:
                free = between if now is not None and not stints[0].continues else 0
                possible = set(self.stints(n))
                for stint in stints:
                    if stint not in possible or stint.first < free:
                        stints = []
                        break
                    free = stint.last + 1 + between
            made.append(tuple(stints))
        return made


def _open(
    problem: Problem,
    officer: Candidate,
    at: Mapping[SiteId, int],
    *,
    needed: list[int],
    barred: Mapping[int, int],
    pinned: Mapping[int, int],
) -> Iterator[tuple[int, int]]:
    first, count = problem.years.first, len(problem.years)
    everywhere = 0
    for span in officer.available:
        low, high = max(span.first - first, 0), min(span.last - first, count - 1)
        if low <= high:
            everywhere |= (1 << high + 1) - (1 << low)
    shut = dict(barred)
    for exclusion in officer.excluded:
        upto = count if exclusion.until is None else min(exclusion.until - first + 1, count)
        if upto > 0:
            site = at[exclusion.site]
            shut[site] = shut.get(site, 0) | (1 << upto) - 1
    own: dict[int, int] = {}
    for year, site in pinned.items():
        own[site] = own.get(site, 0) | 1 << year
    elsewhere = sum(own.values())
    for site, wanted in enumerate(needed):
        mine = own.get(site, 0)
        mask = everywhere & (wanted & ~elsewhere | mine) & ~shut.get(site, 0)
        if mask:
            yield site, mask


def _reach(problem: Problem, officer: Candidate) -> int:
    count = 0
    while count < problem.limits.minimum and officer.is_available(problem.years.last + count + 1):
        count += 1
    return count
