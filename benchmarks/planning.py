"""Measure the planners against a greedy plan and a straightforward CP-SAT model, in one run.

The departments are made up here, seeded, so everybody measures the same ones. Each planner runs
in a process of its own, one after the other, so that memory can be told. Run it with
``make bench`` or ``python benchmarks/planning.py``; ``--only city,short`` takes less time.
CP-SAT needs the extra ``bench``; without it its line says so.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable

import cp_sat_model

from sro_adapters.planning.highs import HighsPlanner
from sro_adapters.synthetic.departments import department
from sro_core.rotations.cures import applied
from sro_core.rotations.explained import explained
from sro_core.rotations.plan import Plan, Status
from sro_core.rotations.plan_check import check_plan
from sro_core.rotations.planner import DefaultPlanner
from sro_core.rotations.problem import Problem

SIZES = {
    "city": (30, 110, 3),
    "short": (30, 60, 3),
    "200/720": (200, 720, 1),
    "400/1440": (400, 1440, 1),
}
"""Sites, officers, and how many seeds; ten years each."""
FOREVER = 10**9


def until(seconds: float) -> Callable[[], bool]:
    """Give what says that so many seconds are over."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= end


def greedy(problem: Problem, seconds: float) -> Plan:
    """Put officers in one by one, each as well as the posts still free allow."""
    del seconds
    return DefaultPlanner(steps=0, exact_steps=0).solve(problem)


def default(problem: Problem, seconds: float) -> Plan:
    """Let the default planner work for a time."""
    return DefaultPlanner(steps=FOREVER).solve(problem, stop=until(seconds))


def highs(problem: Problem, seconds: float) -> Plan:
    """Let the planner on HiGHS prove a plan."""
    return HighsPlanner().solve(problem, stop=until(seconds))


def again(problem: Problem, seconds: float) -> Plan:
    """Publish the best plan, lose an officer, and plan again from it."""
    plan = highs(problem, seconds)
    lost = next(t.officer for t in plan.tours if t.first > problem.years.first)
    left = problem.with_(
        officers=tuple(each for each in problem.officers if each.id != lost),
        current=tuple(each for each in problem.current if each.officer != lost),
        published=plan.tours,
    )
    start = time.perf_counter()
    found = HighsPlanner().solve(left, begin=plan.tours, stop=until(seconds))
    print(f"{'':10}  {'':22}  planned again in {time.perf_counter() - start:.2f} s")
    return found


def cp_sat(problem: Problem, seconds: float) -> tuple[str, tuple[int, ...], tuple[int, ...] | None]:
    """Solve x[officer, site, year] as anybody would write it down, with one weighted sum."""
    return cp_sat_model.solve(problem, seconds)


def measured(method: Callable, problem: Problem, seconds: float, pipe) -> None:
    """Run one method in this process and send what it came to."""
    start, before = time.perf_counter(), time.process_time()
    try:
        found = method(problem, seconds)
    except ModuleNotFoundError as missing:
        pipe.send((f"needs {missing.name}: pip install 'sro-core[bench]'", (), (), 0.0, 0.0, 0))
        return
    took, worked = time.perf_counter() - start, time.process_time() - before
    if isinstance(found, Plan):
        broken = check_plan(problem, found).broken if method is not again else ()
        status = f"{found.status}" + (" BROKEN" if broken else "")
        found = (status, found.values, tuple(each.bound for each in found.levels))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pipe.send((*found, took, worked, memory))


def line(name: str, method: Callable, problem: Problem, seconds: float) -> tuple[str, float]:
    """Run one method in a process of its own and print its line."""
    here, there = multiprocessing.Pipe()
    task = multiprocessing.get_context("spawn").Process(
        target=measured, args=(method, problem, seconds, there)
    )
    task.start()
    status, values, bounds, took, worked, memory = here.recv()
    task.join()
    gap = "" if bounds in (None, values) else f"  bounds {bounds}"
    what = f"{name:10}  {method.__name__:9} {status:12}"
    print(
        f"{what}  {took:7.2f} s (processor {worked:.2f} s)  {memory:5} MB  {values}{gap}",
        flush=True,
    )
    return status, took


def explanations(name: str, problem: Problem) -> None:
    """Explain every vacant post, check it, and apply each first cure by planning again."""
    plan = HighsPlanner().solve(problem)
    start = time.perf_counter()
    told = explained(problem, plan)
    took = time.perf_counter() - start
    counted = sum(bool(vacancy.because[-1].posts) for vacancy in told.vacant)
    broken = check_plan(problem, told).broken
    helped = 0
    for vacancy in told.vacant:
        cured = HighsPlanner().solve(applied(problem, vacancy.cures[0]), begin=plan.tours)
        helped += cured.level(plan.levels[0].name).value < plan.levels[0].value
    print(
        f"{name:10}  explained {len(told.vacant)} vacant in {took:.2f} s, {counted} by counting, "
        f"plan check {'passed' if not broken else 'FAILED'}; first cure helped {helped} of "
        f"{len(told.vacant)}",
        flush=True,
    )


def main() -> None:
    """Make the departments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(SIZES), help="names of departments")
    parser.add_argument("--cp-sat", type=float, default=60, metavar="SECONDS")
    asked = parser.parse_args()
    print(
        "levels: vacant, broken tenure, changes, stagger, preference; each run in its own process"
    )
    for name in asked.only.split(","):
        sites, officers, seeds = SIZES[name]
        for seed in range(seeds):
            problem = department(sites=sites, officers=officers, seed=seed)
            label = f"{name} {seed}"
            line(label, greedy, problem, FOREVER)
            status, took = line(label, highs, problem, 300)
            if name == "city":
                line(label, default, problem, 10)
            if name in ("city", "short") and seed == 0:
                theirs, _ = line(label, cp_sat, problem, asked.cp_sat)
                if status == Status.PROVEN and "needs" not in theirs:
                    ratio = asked.cp_sat / took
                    print(
                        f"{label:10}  proven {ratio:.0f}x sooner than CP-SAT's {asked.cp_sat:.0f} s"
                    )
                line(label, again, problem, 300)
            if name == "short" and seed == 0:
                explanations(label, problem)


if __name__ == "__main__":
    main()
