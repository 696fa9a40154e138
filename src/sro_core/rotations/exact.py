"""The best plan of a small department, proven: year by year over all that officers can be in.

After each year an officer is free, has some years of break left, or has served some years of a
tour at a site. Of all ways to come to one such position of all officers only the cheapest is
kept, and none that cannot beat the plan already known. The number of positions grows steeply
with officers, so the search counts its steps and gives up beyond its limit: it proves or says
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sro_core.rotations.board import Board, Stint
from sro_core.rotations.outlook import Outlook
from sro_core.rotations.weights import Weights

# What an officer is in: a number below zero, minus the years of break left; FREE; or a tour.
FREE = 0
Place = tuple[int, int, int, bool]  # site, years served in all, first planned year, current
State = int | Place
Trail = tuple[Any, ...] | None
Move = tuple[State, int, int, bool, Place | None]  # new state, cost, site, start, tour ended


class TooLarge(Exception):  # not a failure of the library, never leaves it
    """The search would take more steps than it may."""


def exact(
    board: Board,
    *,
    known: int | None,
    steps: int,
    stop: Callable[[], bool],
) -> Sequence[tuple[Stint, ...]] | None:
    """Find a best plan's schedules, or None where there is no plan at all.

    Args:
        board: the problem.
        known: the weight of a plan already known; only plans at least as good are sought.
        steps: how many positions may be looked at.
        stop: asked now and then whether to give up.

    Raises:
        TooLarge: the steps are used up, or `stop` said so.
    """
    return _Search(board, known, steps, stop).run()


class _Search:
    """Hold what one search needs at hand."""

    def __init__(
        self, board: Board, known: int | None, steps: int, stop: Callable[[], bool]
    ) -> None:
        self.board, self.known, self.left, self.stop = board, known, steps, stop
        self.weights = Weights.of(board)
        self.outlook = Outlook.of(board)
        costs = [cost for mine in board.cost for cost in mine.values()]
        self.dearest = max(0, -min(costs, default=0))  # what a year can at best be preferred by
        self.starts = [_starts(board, officer) for officer in range(len(board.current))]

    def run(self) -> Sequence[tuple[Stint, ...]] | None:
        """Go through the years."""
        board = self.board
        before = tuple(
            FREE if now is None else (now.site, now.served, 0, True) for now in board.current
        )
        total = sum(map(sum, board.posts)) * self.weights.vacant
        total += (sum(map(len, board.promised)) + board.lost) * self.weights.changes
        layer: dict[tuple[State, ...], tuple[int, Trail]] = {before: (total, None)}
        for year in range(board.years):
            layer = self._year(year, layer)
        if not layer:
            return None
        final, (_, trail) = min(layer.items(), key=lambda item: (item[1][0], _sortable(item[0])))
        return self._schedules(final, trail)

    def _year(
        self, year: int, layer: dict[tuple[State, ...], tuple[int, Trail]]
    ) -> dict[tuple[State, ...], tuple[int, Trail]]:
        """Let the officers decide one after the other what they do in the year."""
        # Beside cost and trail: posts filled by site, starts by district.
        nobody = (0,) * len(self.board.posts)
        none = (0,) * len(self.board.starts_allowed)
        steps: dict[Any, Any] = {
            states: (cost, trail, nobody, none) for states, (cost, trail) in layer.items()
        }
        for officer in range(len(self.board.current)):
            steps = self._officer(year, officer, steps)
        return {states: (cost, trail) for states, (cost, trail, _, _) in steps.items()}

    def _officer(self, year: int, officer: int, steps: dict[Any, Any]) -> dict[Any, Any]:
        after: dict[Any, Any] = {}
        moves: dict[State, list[Move]] = {}
        for states, (cost, trail, filled, started) in steps.items():
            self._count()
            mine = states[officer]
            if mine not in moves:
                moves[mine] = self._moves(officer, year, mine)
            for new, delta, site, begins, ended in moves[mine]:
                price, now_filled, now_started = cost + delta, filled, started
                if site >= 0:
                    if filled[site] >= self.board.posts[site][year]:
                        continue
                    now_filled = _one_more(filled, site)
                    if begins and year:
                        place = self.board.district[site]
                        price += self._stagger(year, place, started[place])
                        now_started = _one_more(started, place)
                if self._hopeless(year, officer, price, sum(now_filled)):
                    continue
                key = (*states[:officer], new, *states[officer + 1 :])
                held = after.get(key)
                if held is None or price < held[0]:
                    left = trail if ended is None else (officer, ended, year - 1, trail)
                    after[key] = (price, left, now_filled, now_started)
        return after

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0 or (self.left & 0xFFF == 0 and self.stop()):
            raise TooLarge

    def _stagger(self, year: int, district: int, starts: int) -> int:
        above = starts >= self.board.starts_allowed[district][year]
        return self.weights.stagger if above else 0

    def _hopeless(self, year: int, officer: int, price: int, filled: int) -> bool:
        """Tell whether even the best that can follow is worse than the plan already known."""
        if self.known is None:
            return False
        outlook, weights = self.outlook, self.weights
        more = min(outlook.fill[year] - filled, outlook.able[year][officer + 1])
        gain = more * (weights.vacant + self.dearest)
        gain += outlook.keep[year][officer + 1] * weights.changes
        return price + outlook.rest[year + 1] - gain > self.known

    def _moves(self, officer: int, year: int, state: State) -> list[Move]:
        """List what an officer can do in a year: new state, cost, site, start, tour ended."""
        board, limits = self.board, self.board.problem.limits
        moves: list[Move] = []
        if isinstance(state, int):
            return self._idle(officer, year, state, 0, None)
        site, served, first, current = state
        if served < limits.maximum and board.open[officer].get(site, 0) >> year & 1:
            moves.append((
                (site, served + 1, first, current), self._serve(officer, site, year), site,
                False, None,
            ))  # fmt: skip
        if current or served >= limits.minimum:
            early = current and served < limits.minimum
            ended = None if current and year == 0 else state
            moves += self._idle(
                officer, year, -limits.between, self.weights.broken if early else 0, ended
            )
        return moves

    def _idle(
        self, officer: int, year: int, state: int, cost: int, ended: Place | None
    ) -> list[Move]:
        """List what an officer can do who serves nowhere when the year begins."""
        moves: list[Move] = []
        if year not in self.board.pinned[officer]:
            moves.append((min(state + 1, FREE), cost, -1, False, ended))
        if state == FREE:
            moves += [
                ((site, 1, year, False), cost + self._serve(officer, site, year), site, True, ended)
                for site in self.starts[officer][year]
            ]
        return moves

    def _serve(self, officer: int, site: int, year: int) -> int:
        kept = (site, year) in self.board.promised[officer]
        gain = self.weights.vacant + (self.weights.changes if kept else 0)
        return self.board.cost[officer].get(site, 0) - gain

    def _schedules(self, final: tuple[State, ...], trail: Trail) -> list[tuple[Stint, ...]]:
        made: list[list[Stint]] = [[] for _ in final]
        for officer, state in enumerate(final):
            if not isinstance(state, int):
                site, _, first, current = state
                made[officer].append(Stint(site, first, self.board.years - 1, current))
        while trail is not None:
            officer, (site, _, first, current), last, trail = trail
            made[officer].append(Stint(site, first, last, current))
        return [tuple(reversed(each)) for each in made]


def _starts(board: Board, officer: int) -> list[list[int]]:
    """List, by year, the sites at which a tour of the officer may start."""
    found: list[set[int]] = [set() for _ in range(board.years)]
    for site, first, _, continues in board.stints(officer):
        if not continues:
            found[first].add(site)
    return [sorted(each) for each in found]


def _one_more(counts: tuple[int, ...], place: int) -> tuple[int, ...]:
    return (*counts[:place], counts[place] + 1, *counts[place + 1 :])


def _sortable(states: tuple[State, ...]) -> tuple[tuple[int, ...], ...]:
    return tuple((each,) if isinstance(each, int) else each for each in states)
