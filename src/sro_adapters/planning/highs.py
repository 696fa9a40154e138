"""The planner on HiGHS (extra ``plan``): tours as columns, generated as needed, level by level.

Each level is relaxed to a linear programme whose least value no plan can beat; then the level is
held there and the next one relaxed. At the end whole tours are chosen among the columns that can
matter: any other would cost more than the difference that is left. Where whole tours cannot hold
all levels at their relaxed values, each level is decided with whole tours in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import attrs
import numpy as np

from sro_adapters.planning.columns import Columns, Floats, Ints
from sro_adapters.planning.master import INF, TIGHT, Master, Relaxed
from sro_adapters.planning.solver import Interrupted
from sro_core.rotations.board import Board, Stint
from sro_core.rotations.bounds import bounds, forced_breaks
from sro_core.rotations.draft import UNPINNED
from sro_core.rotations.pins import TOGETHER, conflicts
from sro_core.rotations.plan import LEVELS, Plan, PostYear
from sro_core.rotations.planner import NoPlanYet, Progress, infeasible, never, planned, silent
from sro_core.rotations.problem import Problem, Tour
from sro_core.rotations.search import search
from sro_core.rotations.weights import Weights

Schedules = Sequence[tuple[Stint, ...]]

ENOUGH = 3_000
"""Columns among which whole tours are first chosen."""


@attrs.frozen(kw_only=True)
class HighsPlanner:
    """Find plans with HiGHS, and prove them where time allows.

    Attributes:
        seed: of the search that finds a plan to begin with.
        steps: how many steps that search takes for each officer.
    """

    seed: int = 1
    steps: int = 4

    @property
    def name(self) -> str:
        """What it is called in plans."""
        return f"HiGHS {version('highspy')}"

    def solve(
        self,
        problem: Problem,
        *,
        begin: Sequence[Tour] = (),
        stop: Callable[[], bool] = never,
        progress: Callable[[Progress], None] = silent,
    ) -> Plan:
        """Find the best plan it can; see `sro_core.rotations.planner.Planner`."""
        refused = conflicts(problem)
        if refused:
            return infeasible(self.name, refused)
        board = Board.of(problem)
        weights = Weights.of(board)
        columns = Columns.of(board)

        def sought(begin: Schedules, steps: int) -> tuple[int, Schedules]:
            return search(
                board, begin=begin, seed=self.seed, steps=steps, stop=stop, better=_unheard
            )

        weight, schedules = sought(
            board.schedules(begin or problem.published), self.steps * len(board.current)
        )
        if weight >= weights.vacant * UNPINNED:
            kept = _keep_pins(columns, stop)
            if kept is None:
                return infeasible(self.name, (TOGETHER,))
            weight, schedules = sought(kept, 0)
        run = _Run(columns, weights.levels(weight), schedules, stop, progress)
        run.go()
        plan = planned(board, run.best, planner=self.name, bound=run.bounds)
        return attrs.evolve(plan, shortage=run.shortage) if plan.vacant else plan


def _unheard(_step: int, _weight: int) -> None:
    """Take no notice of better plans."""


def _keep_pins(columns: Columns, stop: Callable[[], bool]) -> Schedules | None:
    """Find schedules of the pinned officers that keep all pins, nobody else serving; or None."""
    board, master = columns.board, Master(columns, stop)
    pinned = np.array([bool(pins) for pins in board.pinned], bool)
    leaving = columns.site < 0
    chosen = np.flatnonzero(pinned[columns.officer] | leaving).astype(np.int32)
    try:
        found = master.whole(0, chosen)
    except Interrupted as early:
        found = early.args[0]
        if found is None:
            raise NoPlanYet from early
    return None if found is None else columns.schedules(found[1])


class _Run:
    """Hold one solution in the making: the best plan so far and what is proven."""

    def __init__(
        self,
        columns: Columns,
        values: tuple[int, ...],
        best: Schedules,
        stop: Callable[[], bool],
        progress: Callable[[Progress], None],
    ) -> None:
        self.columns, self.values, self.best = columns, values, best
        self.stop, self.progress = stop, progress
        board = columns.board
        # what a level comes to beside the columns' costs
        self.fixed = (
            sum(map(sum, board.posts)), 0, sum(map(len, board.promised)) + board.lost, 0, 0
        )  # fmt: skip
        self.least: list[int] = []
        self.shortage: tuple[PostYear, ...] = ()
        self.cheap = (0, forced_breaks(board), board.lost, 0, -INF)

    def go(self) -> None:
        """Prove a plan, or end early with what there is."""
        try:
            if self._together() and tuple(self.least) == self.values:
                return
        except Interrupted:
            return
        except ArithmeticError:  # rounding made a level that was held look impossible
            self.least.clear()
        try:
            self._in_turn()
        except (ArithmeticError, Interrupted):
            return  # what was proven by then stands

    def bounds(self, board: Board, values: tuple[int, ...]) -> tuple[int, ...]:
        """Give what is proven of each level, for a plan of these values."""
        if tuple(self.least) == values:
            return values
        cheap = bounds(board, values)
        made: list[int] = []
        for n, value in enumerate(values):
            before = tuple(values[:n]) == tuple(made)
            known = self.least[n] if before and n < len(self.least) else cheap[n]
            made.append(min(value, max(known, cheap[n])))
        return tuple(made)

    def _together(self) -> bool:
        """Try to have every level at its relaxed value; tell whether whole tours can."""
        master = self._master()
        relaxed = None
        for level in range(len(LEVELS)):
            relaxed = self._relax(master, level)
            if level < len(LEVELS) - 1:
                master.settle(level, _value(relaxed), relaxed)
        return relaxed is not None and self._choose(master, len(LEVELS) - 1, relaxed)

    def _in_turn(self) -> None:
        """Decide level by level with whole tours."""
        master = self._master()
        self.least = []
        for level in range(len(LEVELS)):
            relaxed = self._relax(master, level)
            if not self._choose(master, level, relaxed):
                raise ArithmeticError
            self.least[level] = self.values[level]
            master.settle(level, self.values[level] - self.fixed[level], relaxed)

    def _master(self) -> Master:
        master = Master(self.columns, self.stop)
        master.take(np.array(sorted(self.columns.places(self.best)), np.int32))
        return master

    def _relax(self, master: Master, level: int) -> Relaxed:
        """Relax a level and note what no plan can beat."""
        relaxed = master.relax(level, enough=self.cheap[level] - self.fixed[level])
        if level == 0 and relaxed.prices is not None:
            self.shortage = self._short(master, relaxed.prices)
        self.least.append(_value(relaxed) + self.fixed[level])
        self.progress(Progress(f"{LEVELS[level]} relaxed", self.values, tuple(self.least)))
        return relaxed

    def _short(self, master: Master, prices: Floats) -> tuple[PostYear, ...]:
        """Give the posts that more officers would fill: those whose being full costs nothing."""
        board, rows = self.columns.board, master.rows
        free = np.abs(prices[rows.first_site : rows.first_district]) < TIGHT
        return tuple(
            PostYear(board.sites[n // rows.years], board.problem.years.first + n % rows.years)
            for n in np.flatnonzero(free).tolist()
        )

    def _choose(self, master: Master, level: int, relaxed: Relaxed) -> bool:
        """Choose whole tours that are best on a level; tell whether there are any at all."""
        costs = np.zeros(len(self.columns)) if relaxed.left is None else relaxed.left
        left = np.where(master.alive, costs, INF)
        number = max(ENOUGH, 5 * len(relaxed.used))
        if relaxed.whole:
            self._note((_value(relaxed), relaxed.used.tolist()))
            return True
        first = master.taken.astype(np.int8)
        first[relaxed.used] = 2
        limit, chosen = _cheapest(left, first, number)
        while True:
            try:
                found = master.whole(level, chosen)
            except Interrupted as early:
                self._note(early.args[0])
                raise
            if found is None:
                if len(chosen) == np.count_nonzero(~np.isinf(left)):
                    return False
                number *= 4
                limit, chosen = _cheapest(left, first, number)
                continue
            self._note(found)
            needed = found[0] - 1 - relaxed.value  # a better choice costs no more than that
            if needed <= limit:
                return True
            limit = needed + TIGHT
            chosen = np.flatnonzero(left <= limit).astype(np.int32)

    def _note(self, found: tuple[int, list[int]] | None) -> None:
        """Keep a choice of whole tours if it is better than what there is."""
        if found is None:
            return
        schedules = self.columns.schedules(found[1])
        values = planned(self.columns.board, schedules, planner="").values
        if values < self.values:
            self.values, self.best = values, schedules
            self.progress(Progress("whole tours", self.values, tuple(self.least)))


def _value(relaxed: Relaxed) -> int:
    """Give the least whole number that a level can come to."""
    return int(np.ceil(relaxed.value - TIGHT))


def _cheapest(left: Floats, first: Any, number: int) -> tuple[float, Ints]:
    """Choose so many columns that cost least, of equal ones those with the higher number first.

    Returns:
        A cost up to which they are all there, and the columns.
    """
    alive = np.flatnonzero(~np.isinf(left))
    if len(alive) <= number:
        return INF, alive.astype(np.int32)
    order = np.lexsort((-first[alive], np.maximum(left[alive], 0).round(5)))
    chosen, first_out = alive[order[:number]], alive[order[number]]
    return float(left[first_out]) - 2 * TIGHT, np.sort(chosen).astype(np.int32)
