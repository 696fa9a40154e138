"""How many of some posts one officer can fill at most: the count behind "too few officers".

Part of the plan check, so it works from the problem alone and tries every schedule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sro_core.ids import SiteId
from sro_core.rotations.plan import PostYear
from sro_core.rotations.problem import Candidate, Problem


def most_filled(problem: Problem, officer: Candidate, posts: frozenset[PostYear]) -> int:
    """Give the most of these post-years that any schedule of the officer fills.

    Pinned years hold. Where they leave the officer no schedule at all, it is 0.
    """
    return _Count(problem, officer, posts).most() or 0


class _Count:
    """Hold one count; a number that is None stands for "not possible"."""

    def __init__(self, problem: Problem, officer: Candidate, posts: frozenset[PostYear]) -> None:
        self.problem, self.officer = problem, officer
        self.pins = {year: site for who, site, year in problem.fixed if who == officer.id}
        self.sites = sorted({post.site for post in posts} | {*self.pins.values()})
        self.wanted = {site: {p.year for p in posts if p.site == site} for site in self.sites}
        self.known: dict[int, int | None] = {}
        self.able: dict[tuple[SiteId, int], bool] = {}

    def most(self) -> int | None:
        """Give the most over all schedules."""
        first, now = self.problem.years.first, self.problem.incumbent.get(self.officer.id)
        if now is None:
            return self.free(first)
        found = [self.idle(first, first + self.problem.limits.between)]
        end = first
        while self.serves(now.site, end) and end - now.since < self.problem.limits.maximum:
            found.append(self.tour(now.site, first, end))
            end += 1
        return _largest(found)

    def free(self, year: int) -> int | None:
        """Give the most from a year on for an officer who is free in it."""
        if year > self.problem.years.last:
            return 0
        if year not in self.known:
            found = [self.idle(year, year + 1)]
            found += [self.tour(s, year, end) for s in self.sites for end in self.ends(s, year)]
            self.known[year] = _largest(found)
        return self.known[year]

    def idle(self, year: int, until: int) -> int | None:
        """Give the most for an officer who serves nowhere from ``year`` up to before ``until``."""
        last = min(until, self.problem.years.last + 1)
        if any(each in self.pins for each in range(year, last)):
            return None
        return self.free(last)

    def tour(self, site: SiteId, first: int, end: int) -> int | None:
        """Give the most with a tour and all that can follow it."""
        if any(self.pins.get(year, site) != site for year in range(first, end + 1)):
            return None
        rest = self.idle(end + 1, end + 1 + self.problem.limits.between)
        wanted = self.wanted.get(site, ())
        here = sum(year in wanted for year in range(first, end + 1))
        return None if rest is None else rest + here

    def ends(self, site: SiteId, first: int) -> Iterator[int]:
        """Give each year in which a tour that starts here and then may end."""
        limits, end = self.problem.limits, first
        while self.serves(site, end) and end - first < limits.maximum:
            beyond = range(end + 1, first + limits.minimum)
            cut = end == self.problem.years.last
            if not beyond or (cut and all(map(self.officer.is_available, beyond))):
                yield end
            end += 1

    def serves(self, site: SiteId, year: int) -> bool:
        """Tell whether the officer may serve at the site in the year."""
        if (site, year) not in self.able:
            self.able[site, year] = self._may(site, year)
        return self.able[site, year]

    def _may(self, site: SiteId, year: int) -> bool:
        return (
            year in self.problem.years
            and self.problem.site[site].posts_in(year) > 0
            and self.officer.is_available(year)
            and self.officer.excluded_from(site, year) is None
            and (self.officer.id, site, year) not in self.problem.barred
        )


def _largest(found: Iterable[int | None]) -> int | None:
    return max((each for each in found if each is not None), default=None)
