"""What the rest of a plan can gain at best: bounds that hold for every plan.

A year's posts and the officers who could serve in it are matched as if nothing else counted;
no plan fills more in that year. The same counting bounds the preference of the posts filled.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from sro_core.rotations.board import Board
from sro_core.rotations.weights import Weights


@attrs.frozen
class Outlook:
    """Hold, by year, what all its posts can gain at best.

    Attributes:
        fill: by year, the most posts that can be filled.
        cheapest: by year, the least that so many posts can cost in preference.
        keep: by year and officer, how many from this officer on could keep what was published.
        able: by year and officer, how many officers from this one on could serve.
        rest: by year, the least weight that this year and all later ones can add.
        kept: by year, the most officer-years published that can be kept, a post holding one.
    """

    fill: tuple[int, ...]
    cheapest: tuple[int, ...]
    keep: tuple[tuple[int, ...], ...]
    able: tuple[tuple[int, ...], ...]
    rest: tuple[int, ...]
    kept: tuple[int, ...]

    @classmethod
    def of(cls, board: Board) -> Outlook:
        """Match posts and officers year by year."""
        serving, weights = servable(board), Weights.of(board)
        fill, cheapest, keep, able, gains, most_kept = [], [], [], [], [], []
        for year in range(board.years):
            sites = [[site for site, mask in mine.items() if mask >> year & 1] for mine in serving]
            kept = [
                any(when == year and site in sites[officer] for site, when in mine)
                for officer, mine in enumerate(board.promised)
            ]
            fill.append(matched(sites, [posts[year] for posts in board.posts]))
            cheapest.append(_cheapest(board, sites, year, fill[year]))
            keep.append(_from_each_on(kept))
            able.append(_from_each_on(map(bool, sites)))
            most_kept.append(_kept(board, sites, year))
            gain = fill[year] * weights.vacant + most_kept[year] * weights.changes
            gains.append(cheapest[year] - gain)
        rest = (*(sum(gains[year:]) for year in range(board.years)), 0)
        return cls(tuple(fill), tuple(cheapest), tuple(keep), tuple(able), rest, tuple(most_kept))


def _from_each_on(flags: Iterable[bool]) -> tuple[int, ...]:
    counts = [0]
    for flag in reversed(list(flags)):
        counts.append(counts[-1] + flag)
    return tuple(reversed(counts))


def servable(board: Board) -> list[dict[int, int]]:
    """Give, by officer and site, the years that some tour of theirs covers, as bits."""
    found: list[dict[int, int]] = []
    for officer in range(len(board.current)):
        mine: dict[int, int] = {}
        for site, first, last, _ in board.stints(officer):
            mine[site] = mine.get(site, 0) | (1 << last + 1) - (1 << first)
        found.append(mine)
    return found


def matched(able: list[list[int]], posts: list[int]) -> int:
    """Give how many posts can be filled at once, by a largest matching.

    >>> matched([[0], [0, 1], [0]], [1, 2])
    2
    """
    holders: list[list[int]] = [[] for _ in posts]
    count = 0
    for officer in range(len(able)):
        count += _place(officer, able, posts, holders)
        if count == sum(posts):
            break
    return count


def _place(officer: int, able: list[list[int]], posts: list[int], holders: list[list[int]]) -> bool:
    """Find the officer a post, moving others on where needed (breadth first)."""
    came: dict[int, tuple[int, int] | None] = {}  # site: who could move there, from which site
    queue = [(officer, -1)]
    for who, source in queue:
        for site in able[who]:
            if site in came:
                continue
            came[site] = (who, source)
            if len(holders[site]) < posts[site]:
                _move(site, came, holders)
                return True
            queue += [(holder, site) for holder in holders[site]]
    return False


def _move(site: int, came: dict[int, tuple[int, int] | None], holders: list[list[int]]) -> None:
    while site >= 0:
        step = came[site]
        if step is None:
            return
        who, source = step
        if source >= 0:
            holders[source].remove(who)
        holders[site].append(who)
        site = source


def _cheapest(board: Board, able: list[list[int]], year: int, most: int) -> int:
    """Give the least preference of so many officers at different posts, roughly: a lower bound."""
    least: dict[int, int] = {}
    own = []
    for officer, sites in enumerate(able):
        costs = board.cost[officer]
        mine = [costs.get(site, 0) for site in sites]
        if mine:
            own.append(min(mine))
        for site, cost in zip(sites, mine, strict=True):
            least[site] = min(cost, least.get(site, cost))
    by_post = sorted(cost for site, cost in least.items() for _ in range(board.posts[site][year]))
    return max(sum(sorted(own)[:most]), sum(by_post[:most]))


def _kept(board: Board, able: list[list[int]], year: int) -> int:
    """Count the officer-years published that can be kept in a year: an officer one, a post one."""
    by_site: dict[int, int] = {}
    for officer, mine in enumerate(board.promised):
        for site in {site for site, when in mine if when == year}.intersection(able[officer]):
            by_site[site] = by_site.get(site, 0) + 1
    return sum(min(number, board.posts[site][year]) for site, number in by_site.items())
