"""Plan rotations from a script: everything that it needs, from one place.

The other modules are how it is done; what is named here is the promise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sro_core.rotations.alternatives import Alternative, alternatives, why_not
from sro_core.rotations.cures import applied
from sro_core.rotations.explained import explain_vacancy, explained
from sro_core.rotations.plan import Cure, Level, LevelName, Plan, PostYear, Status, Vacancy
from sro_core.rotations.plan_check import PlanCheck, check_plan
from sro_core.rotations.planner import (
    DefaultPlanner,
    NoPlanYet,
    Planner,
    Progress,
    never,
    silent,
)
from sro_core.rotations.problem import (
    BadProblem,
    Candidate,
    Exclusion,
    Incumbent,
    Post,
    Problem,
    Tour,
    TourLimits,
    Years,
)

__all__ = [
    "Alternative",
    "BadProblem",
    "Candidate",
    "Cure",
    "DefaultPlanner",
    "Exclusion",
    "Incumbent",
    "Level",
    "LevelName",
    "NoPlanYet",
    "Plan",
    "PlanCheck",
    "Planner",
    "Post",
    "PostYear",
    "Problem",
    "Progress",
    "Status",
    "Tour",
    "TourLimits",
    "Vacancy",
    "Years",
    "alternatives",
    "applied",
    "check_plan",
    "explain_vacancy",
    "explained",
    "solve",
    "why_not",
]


def solve(
    problem: Problem,
    *,
    planner: Planner | None = None,
    begin: Sequence[Tour] = (),
    stop: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = silent,
) -> Plan:
    """Give the best plan that a planner finds, its vacancies explained.

    Args:
        problem: what to plan.
        planner: who plans; the default planner where it is left out.
        begin: tours of a plan to begin with; else the published ones.
        stop: asked often; once it says yes, the best plan so far is given with its gap.
        progress: told of each better plan and bound.

    Raises:
        NoPlanYet: the work ended before there was any plan.
    """
    chosen = DefaultPlanner() if planner is None else planner
    plan = chosen.solve(problem, begin=begin, stop=stop, progress=progress)
    return explained(problem, plan, stop=stop)
