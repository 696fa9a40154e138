"""What else a plan could be: who else could hold a post, and what it would cost, level by level.

Each answer is a plan of its own, found with the wish pinned, so nothing is guessed: what it costs
is the difference of the levels of two plans.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from sro_core.ids import OfficerId, SiteId
from sro_core.rotations.board import Board
from sro_core.rotations.draft import Draft
from sro_core.rotations.outlook import servable
from sro_core.rotations.plan import LevelName, Plan, Status
from sro_core.rotations.planner import NoPlanYet, Planner, never
from sro_core.rotations.problem import Problem, Tour
from sro_core.rotations.weights import Weights


@attrs.frozen(kw_only=True)
class Alternative:
    """A plan in which an officer serves at a site in a year, beside the plan at hand.

    Attributes:
        officer, site, year: the wish.
        plan: the best plan with the wish pinned; infeasible where there is none.
        costs: by level, how much worse it is than the plan at hand; less than 0 is better.
            Empty where there is no such plan.
        why_not: in words, where there is none.
    """

    officer: OfficerId
    site: SiteId
    year: int
    plan: Plan
    costs: Mapping[LevelName, int]
    why_not: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What it costs, in words."""
        wish = f"{self.officer} at {self.site} in {self.year}"
        if not self.costs:
            return f"{wish}: not possible; {'; '.join(self.why_not)}"
        worse = [f"{name.replace('_', ' ')} {cost:+,}" for name, cost in self.costs.items() if cost]
        proven = "" if self.plan.status is Status.PROVEN else " (not proven)"
        return f"{wish}: {', '.join(worse) or 'costs nothing'}{proven}"


def why_not(
    problem: Problem,
    plan: Plan,
    planner: Planner,
    *,
    officer: OfficerId,
    site: SiteId,
    year: int,
    stop: Callable[[], bool] = never,
) -> Alternative:
    """Say what it would cost to have an officer at a site in a year, by planning again so.

    Raises:
        NoPlanYet: time was up before there was any plan.
    """
    wish = Tour(officer=officer, site=site, first=year, last=year)
    forced = problem.with_(pinned=(*problem.pinned, wish))
    found = planner.solve(forced, begin=plan.tours, stop=stop)
    costs = {
        mine.name: mine.value - level.value
        for mine, level in zip(found.levels, plan.levels, strict=False)
    }
    return Alternative(
        officer=officer, site=site, year=year, plan=found, costs=costs, why_not=found.conflicts
    )


def alternatives(
    problem: Problem,
    plan: Plan,
    planner: Planner,
    *,
    site: SiteId,
    year: int,
    most: int = 3,
    stop: Callable[[], bool] = never,
) -> tuple[Alternative, ...]:
    """Give the officers who could hold a post in a year and do not in the plan, the best first.

    Args:
        problem: what was planned.
        plan: its plan.
        planner: plans again for each of them.
        site: of the post.
        year: of the post.
        most: so many are planned for; those who look best by moving only who is in their way.
        stop: asked between plans, and within them.
    """
    found: list[Alternative] = []
    for officer in _promising(problem, plan, site, year)[:most]:
        if stop() and found:
            break
        try:
            found.append(
                why_not(problem, plan, planner, officer=officer, site=site, year=year, stop=stop)
            )
        except NoPlanYet:
            continue
    possible = [each for each in found if each.costs]
    return tuple(sorted(possible, key=lambda each: (each.plan.values, each.officer)))


def _promising(problem: Problem, plan: Plan, site: SiteId, year: int) -> list[OfficerId]:
    """Order the officers who could hold a post by a quick estimate of the plan they would make."""
    board = Board.of(problem)
    weights, schedules = Weights.of(board), board.schedules(plan.tours)
    at, when = board.sites.index(site), year - problem.years.first
    able = servable(board)
    ranked = []
    for officer, stints in enumerate(schedules):
        holds = any(s.site == at and s.first <= when <= s.last for s in stints)
        if holds or not able[officer].get(at, 0) >> when & 1:
            continue
        name = board.officers[officer]
        wish = Tour(officer=name, site=site, first=year, last=year)
        forced = Board.of(problem.with_(pinned=(*problem.pinned, wish)))
        draft = Draft(forced, weights)
        for other, theirs in enumerate(schedules):
            moves = other == officer or any(
                s.site == at and s.first <= when <= s.last for s in theirs
            )
            if not moves:
                draft.put(other, theirs)
        draft.put(officer, draft.best(officer))
        for other in range(len(schedules)):
            if not draft.placed[other]:
                draft.put(other, draft.best(other))
        ranked.append((draft.cost, name))
    return [name for _, name in sorted(ranked)]
