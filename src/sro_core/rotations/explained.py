"""A plan with its vacancies explained: why each post stays vacant, and what would cure it."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from sro_core.rotations.board import Board
from sro_core.rotations.competition import Competitions
from sro_core.rotations.cures import Cures
from sro_core.rotations.plan import Plan, Vacancy
from sro_core.rotations.planner import never
from sro_core.rotations.problem import Problem
from sro_core.rotations.reasons import Reasons, searched, shortage


def explained(problem: Problem, plan: Plan, *, stop: Callable[[], bool] = never) -> Plan:
    """Give the plan with reasons and cures for each vacancy.

    Args:
        problem: what was planned.
        plan: its plan, with its vacancies counted.
        stop: asked now and then; once it says yes, sets of competing posts are sought no more.
    """
    if not plan.vacant:
        return plan
    explain = _Explanation(problem, plan, stop)
    return attrs.evolve(plan, vacant=tuple(map(explain.of, plan.vacant)))


def explain_vacancy(problem: Problem, plan: Plan, vacancy: Vacancy) -> Vacancy:
    """Give one vacancy of a plan with its reasons and cures."""
    return _Explanation(problem, plan, never).of(vacancy)


class _Explanation:
    """Hold what the vacancies of one plan share."""

    def __init__(self, problem: Problem, plan: Plan, stop: Callable[[], bool]) -> None:
        self.problem, self.plan, self.board = problem, plan, Board.of(problem)
        first = problem.years.first
        at = {site: n for n, site in enumerate(self.board.sites)}
        known = ((at[post.site], post.year - first) for post in plan.shortage)
        self.at = at
        self.reasons = Reasons(problem, self.board, plan)
        self.competitions = Competitions(self.board, shortage=known, stop=stop)
        self.cures = Cures(problem, plan)

    def of(self, vacancy: Vacancy) -> Vacancy:
        """Explain one vacancy."""
        cell = (self.at[vacancy.site], vacancy.year - self.problem.years.first)
        found = self.competitions.of(cell)
        last = (
            searched(proven=not self.plan.levels[0].gap)
            if found is None
            else shortage(self.problem, self.board, found)
        )
        because = (*self.reasons.of(vacancy), last)
        return attrs.evolve(vacancy, because=because, cures=self.cures.of(vacancy))
