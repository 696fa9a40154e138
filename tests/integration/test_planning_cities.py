"""Made-up cities: proven by HiGHS, every vacancy explained by counting, every first cure helps."""

import pytest

from sro_adapters.pages.timeline import timeline
from sro_adapters.planning.highs import HighsPlanner
from sro_adapters.synthetic.departments import department
from sro_core.rotations.board import Board
from sro_core.rotations.bounds import bounds
from sro_core.rotations.planning import (
    DefaultPlanner,
    Status,
    applied,
    check_plan,
    solve,
)

HIGHS = HighsPlanner()


@pytest.fixture(scope="module")
def short():
    problem = department(sites=6, officers=11, years=8, seed=1)
    return problem, solve(problem, planner=HIGHS)


def test_a_staffed_city_is_proven_and_repeatable():
    problem = department(sites=30, officers=110, seed=0)
    plan = HIGHS.solve(problem)
    assert (plan.status, plan.values[:2]) == (Status.PROVEN, (0, 0))
    assert check_plan(problem, plan).passed
    assert HIGHS.solve(problem) == plan
    assert all(
        bound <= value
        for bound, value in zip(bounds(Board.of(problem), plan.values), plan.values, strict=True)
    )


def test_every_vacant_post_of_a_short_staffed_city_is_explained_and_its_first_cure_helps(short):
    problem, plan = short
    assert plan.status is Status.PROVEN
    assert plan.vacant
    assert check_plan(problem, plan).passed
    for vacancy in plan.vacant:
        assert vacancy.because[-1].code == "too_few_officers"
        here = sum(each.officers for each in vacancy.because[:-1])
        serving = [t for t in plan.tours if t.site == vacancy.site and vacancy.year in t.years]
        assert here == len(problem.officers) - len(serving)
        cure = vacancy.cures[0]
        cured = HIGHS.solve(applied(problem, cure), begin=plan.tours)
        assert cured.values[0] <= cure.vacant < plan.values[0]


def test_the_default_planner_keeps_every_rule_of_a_city_and_its_bounds_hold(short):
    problem, best = short
    plan = DefaultPlanner(steps=300, exact_steps=0).solve(problem)
    assert plan.status is Status.FEASIBLE
    assert check_plan(problem, plan).passed
    assert plan.values >= best.values
    assert plan.levels[0].bound <= best.values[0]
    assert DefaultPlanner(steps=300, exact_steps=0).solve(problem) == plan


def test_after_a_loss_frozen_years_stand_and_nothing_else_moves_without_need(short):
    problem, plan = short
    lost = next(t.officer for t in plan.tours if t.first > problem.years.first)
    frozen = [t for t in plan.tours if t.officer != lost and t.first <= problem.years.first + 1]
    pins = tuple(
        type(t)(officer=t.officer, site=t.site, first=t.first, last=min(t.last, 2027))
        for t in frozen
    )
    left = problem.with_(
        officers=tuple(each for each in problem.officers if each.id != lost),
        current=tuple(each for each in problem.current if each.officer != lost),
        published=plan.tours,
        pinned=pins,
    )
    again = HIGHS.solve(left, begin=plan.tours)
    assert again.status is Status.PROVEN
    assert check_plan(left, again).passed
    gone = sum(
        len([y for y in t.years if y in problem.years]) for t in plan.tours if t.officer == lost
    )
    assert again.values[2] >= gone


def test_the_timeline_has_every_tour_and_the_same_numbers_as_a_table(short):
    problem, plan = short
    figure = timeline(problem, plan)
    cells = [cell for row in figure.rows for cell in row[1:]]
    assert cells.count("vacant") == plan.values[0]
    served = sum(len([y for y in t.years if y in problem.years]) for t in plan.tours)
    assert sum(bool(cell) and cell != "vacant" for cell in cells) == served
    assert all(f"<title>{t.officer} at {t.site}" in figure.svg for t in plan.tours)
