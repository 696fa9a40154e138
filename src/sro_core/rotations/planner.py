"""What a planner is, and the default one, which needs nothing but Python.

The default planner proves its plan for small departments. Beyond them it gives a good plan and
bounds that hold, and says so. A planner has no clock: it is told by `stop` when time is up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import attrs

from sro_core.errors import SroError
from sro_core.rotations.board import Board, Stint
from sro_core.rotations.bounds import bounds
from sro_core.rotations.draft import UNPINNED, Draft
from sro_core.rotations.exact import TooLarge, exact
from sro_core.rotations.pins import TOGETHER, conflicts, only_pinned
from sro_core.rotations.plan import LEVELS, Level, Plan, Status, Vacancy
from sro_core.rotations.problem import Problem, Tour
from sro_core.rotations.search import search
from sro_core.rotations.weights import Weights

Schedules = Sequence[tuple[Stint, ...]]

SHORT = 1_000
"""Steps of the search before a proof is tried."""
SMALL = 1_500
"""Tours that officers could have, up to which the default planner tries to prove its plan."""


@attrs.frozen
class Progress:
    """What a planner has so far.

    Attributes:
        doing: what it does, in words.
        values: of the best plan so far by level, empty where there is none yet.
        bounds: what is proven so far, by level.
    """

    doing: str
    values: tuple[int, ...] = ()
    bounds: tuple[int, ...] = ()


def never() -> bool:
    """Say that there is time."""
    return False


def silent(progress: Progress) -> None:
    """Take no notice of progress."""


class NoPlanYet(SroError):
    """Time was up before a plan that keeps the pins was found, or shown not to exist."""

    def __str__(self) -> str:
        """Say what happened and what to do."""
        return (
            "no plan that keeps all pinned years was found in the time given, nor proof that there "
            "is none; give more time, pin less, or use the planner of the extra `plan`"
        )


class Planner(Protocol):
    """Something that finds plans."""

    @property
    def name(self) -> str:
        """What it is called in plans."""

    def solve(
        self,
        problem: Problem,
        *,
        begin: Sequence[Tour] = (),
        stop: Callable[[], bool] = never,
        progress: Callable[[Progress], None] = silent,
    ) -> Plan:
        """Find the best plan it can.

        Args:
            problem: what to plan.
            begin: tours of a plan to begin with, else the published ones; they need not keep every
                rule any more.
            stop: asked often; once it says yes, the best plan so far is given with its gap.
            progress: told of each better plan and bound.

        Returns:
            A plan whose vacancies are counted and not yet explained. The same problem gives the
            same plan wherever `stop` was not what ended the work.

        Raises:
            NoPlanYet: the work ended before there was any plan.
        """


@attrs.frozen(kw_only=True)
class DefaultPlanner:
    """Find plans with Python alone.

    Attributes:
        seed: of the numbers that choose in large departments.
        steps: how many steps the search takes there at most.
        exact_steps: how many positions the proof may look at.
    """

    seed: int = 1
    steps: int = 20_000
    exact_steps: int = 400_000

    @property
    def name(self) -> str:
        """What it is called in plans."""
        return f"default (seed {self.seed}, {self.steps:,} steps)"

    def solve(
        self,
        problem: Problem,
        *,
        begin: Sequence[Tour] = (),
        stop: Callable[[], bool] = never,
        progress: Callable[[Progress], None] = silent,
    ) -> Plan:
        """Find the best plan it can; see `Planner.solve`."""
        refused = conflicts(problem)
        if refused:
            return infeasible(self.name, refused)
        board = Board.of(problem)
        weights = Weights.of(board)
        tours = sum(1 for n in range(len(board.current)) for _ in board.stints(n))

        def tell(step: int, weight: int) -> None:
            if weight < weights.vacant * UNPINNED:
                progress(Progress(f"step {step:,}", weights.levels(weight)))

        def sought(begin: Iterable[tuple[Stint, ...]], steps: int) -> tuple[int, Schedules]:
            return search(board, begin=begin, seed=self.seed, steps=steps, stop=stop, better=tell)

        short = tours <= SMALL and self.steps > SHORT
        weight, schedules = sought(
            board.schedules(begin or problem.published), SHORT if short else self.steps
        )
        if weight >= weights.vacant * UNPINNED:
            kept = self._keep_pins(problem, stop)
            if kept is None:
                return infeasible(self.name, (TOGETHER,))
            weight, schedules = sought(board.schedules(kept), self.steps)
        plan = planned(board, schedules, planner=self.name, bound=bounds)
        if plan.status is Status.PROVEN and tours > SMALL:
            return plan
        if tours <= SMALL:
            progress(Progress("proving", plan.values, tuple(each.bound for each in plan.levels)))
            try:
                best = exact(board, known=weight, steps=self.exact_steps, stop=stop)
            except TooLarge:
                weight, schedules = sought(schedules, self.steps)
                return planned(board, schedules, planner=self.name, bound=bounds)
            return planned(board, best or schedules, planner=self.name)
        return plan

    def _keep_pins(self, problem: Problem, stop: Callable[[], bool]) -> tuple[Tour, ...] | None:
        """Give tours that keep all pins, or None if there are none."""
        board = Board.of(only_pinned(problem))
        try:
            found = exact(board, known=None, steps=self.exact_steps, stop=stop)
        except TooLarge as error:
            raise NoPlanYet from error
        return None if found is None else board.tours(found)


def planned(
    board: Board,
    schedules: Schedules,
    *,
    planner: str,
    bound: Callable[[Board, tuple[int, ...]], tuple[int, ...]] | None = None,
) -> Plan:
    """Make a plan of schedules, one an officer.

    Args:
        board: the problem.
        schedules: what each officer does, in order.
        planner: who found them.
        bound: gives what is proven of each level's value; left out where all is.
    """
    draft = Draft(board, Weights.of(board))
    for officer, stints in enumerate(schedules):
        draft.put(officer, stints)
    values = draft.weights.levels(draft.cost)
    proven = values if bound is None else bound(board, values)
    levels = tuple(map(Level, LEVELS, values, proven))
    return Plan(
        status=Status.PROVEN if values == proven else Status.FEASIBLE,
        levels=levels,
        tours=board.tours(schedules),
        vacant=tuple(
            Vacancy(
                site=site,
                year=board.problem.years.first + year,
                posts=number,
            )
            for site, left in zip(board.sites, draft.left, strict=True)
            for year, number in enumerate(left)
            if number
        ),
        planner=planner,
    )


def infeasible(planner: str, conflicts: tuple[str, ...]) -> Plan:
    """Give the answer to a problem whose pins cannot stand."""
    return Plan(
        status=Status.INFEASIBLE, levels=(), tours=(), vacant=(), planner=planner,
        conflicts=conflicts,
    )  # fmt: skip
