"""The baseline of planning.py: x[officer, site, year] in OR-Tools CP-SAT, as one writes it down.

A year served is a Boolean, a tour a run of them; minimum, maximum and break are clauses over
neighbouring years, and the levels one weighted sum with weights large enough to order them.
Run by itself it agrees with the other planners on made-up departments of two sites.
"""

from __future__ import annotations

from collections import defaultdict
from importlib.util import find_spec

from sro_adapters.synthetic.departments import department
from sro_core.rotations.board import Board
from sro_core.rotations.planner import DefaultPlanner
from sro_core.rotations.problem import Problem
from sro_core.rotations.weights import Weights


def solve(  # noqa: C901, PLR0912, PLR0915 # one model, to be read from top to bottom
    problem: Problem, seconds: float
) -> tuple[str, tuple[int, ...], tuple[int, ...] | None]:
    """Give status, levels, and the levels that the bound stands for where it stands for any."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 # the extra `bench` may be missing

    board = Board.of(problem)
    weights, limits, last = Weights.of(board), problem.limits, board.years - 1
    model = cp_model.CpModel()
    x, starts, terms = {}, defaultdict(list), []
    posts = defaultdict(list)
    for officer, mine in enumerate(board.open):
        now, busy = board.current[officer], defaultdict(list)
        for site, mask in mine.items():
            for year in range(board.years):
                if mask >> year & 1:
                    x[officer, site, year] = model.new_bool_var("")
                    busy[year].append(x[officer, site, year])
                    posts[site, year].append(x[officer, site, year])
        for year, some in busy.items():
            model.add_at_most_one(some)
            if year in board.pinned[officer]:
                model.add(x[officer, board.pinned[officer][year], year] == 1)
        for site in mine:
            here = now is not None and now.site == site
            for year in range(board.years):
                one = x.get((officer, site, year), 0)
                before = x.get((officer, site, year - 1), 0)
                going_on = here and year == 0
                if type(one) is int and type(before) is int:
                    continue
                if type(one) is not int:
                    keep = (site, year) in board.promised[officer]
                    cost = board.cost[officer].get(site, 0)
                    terms.append(one * (cost - weights.vacant - keep * weights.changes))
                if not going_on and type(one) is not int:
                    begin = model.new_bool_var("")
                    model.add(begin >= one - before)
                    model.add(begin <= one)
                    model.add(begin + before <= 1)
                    starts[board.district[site], year].append(begin)
                    for later in range(year + 1, min(year + limits.minimum - 1, last) + 1):
                        model.add(x.get((officer, site, later), 0) >= begin)
                    if year + limits.minimum - 1 - last > board.reach[officer]:
                        model.add(begin == 0)
                    if now is not None and year < limits.between:
                        model.add(begin == 0)
                for rest in range(year, min(year + limits.between - 1, last) + 1):
                    for other in busy[rest]:  # the tour before ended in the year before this one
                        if not (rest == year and other is one):
                            model.add(before - one + other <= 1)
            served = now.served if here else 0
            for year in range(board.years):
                span = range(year, year + limits.maximum + 1 - (served if year == 0 else 0))
                if span and span[-1] <= last:
                    run = [x.get((officer, site, each), 0) for each in span]
                    model.add(sum(run) <= len(span) - 1)
        if now is not None and now.served < limits.minimum:
            broken = model.new_bool_var("")
            for year in range(min(limits.minimum - now.served, board.years)):
                model.add(broken >= 1 - x.get((officer, now.site, year), 0))
            terms.append(broken * weights.broken)
    for (site, year), some in posts.items():
        model.add(sum(some) <= board.posts[site][year])
    for (district, year), some in starts.items():
        if year:
            over = model.new_int_var(0, len(some), "")
            model.add(over >= sum(some) - board.starts_allowed[district][year])
            terms.append(over * weights.stagger)
    constant = sum(map(sum, board.posts)) * weights.vacant
    constant += (sum(map(len, board.promised)) + board.lost) * weights.changes
    model.minimize(sum(terms) + constant)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return solver.status_name(status).lower(), (), None
    values = weights.levels(round(solver.objective_value))
    bound = max(0, int(solver.best_objective_bound))
    return solver.status_name(status).lower(), values, weights.levels(bound)


def main() -> None:
    """Hold the model to the default planner on small departments."""
    if find_spec("ortools") is None:
        print("CP-SAT, the baseline, needs ortools: pip install 'sro-core[bench]'")
        return
    for seed in range(12):
        problem = department(sites=2, officers=5, years=6, seed=seed)
        status, values, _ = solve(problem, 30)
        best = DefaultPlanner().solve(problem).values
        print(seed, status, values, "agrees" if values == best else f"DIFFERS: {best}")


if __name__ == "__main__":
    main()
