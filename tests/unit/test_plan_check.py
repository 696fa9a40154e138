"""The plan check finds each broken rule and each wrong number, whoever made the plan."""

import attrs
import pytest

from sro_adapters.planning.reading import problem_of
from sro_core.errors import BadValue
from sro_core.rotations.plan import Because, Level, LevelName, Plan, PostYear, Status, Vacancy
from sro_core.rotations.plan_check import broken_rules, check_plan, competes
from sro_core.rotations.planning import explained, solve
from sro_core.rotations.problem import Tour

PROBLEM = problem_of({
    "years": [2026, 2031],
    "tenure": {"minimum": 2, "maximum": 4, "break": 2},
    "stagger_share": "0.4",
    "sites": [
        {"id": "HIGH", "district": "D", "posts": 1},
        {"id": "MIDDLE", "district": "D", "posts": 1},
    ],
    "officers": [
        {"id": "A", "available": [[2026, 2040]]},
        {"id": "B", "available": [[2027, 2031]],
         "excluded": [{"site": "HIGH", "reason": "no course", "until": 2028}]},
    ],
    "current": [{"officer": "A", "site": "HIGH", "since": 2024}],
    "pinned": [{"officer": "A", "site": "HIGH", "from": 2026, "to": 2026}],
    "forbidden": [{"officer": "B", "site": "MIDDLE", "from": 2030, "to": 2030}],
})  # fmt: skip
STAYS = Tour(officer="A", site="HIGH", first=2024, last=2027)


def tour(officer, site, first, last):
    return Tour(officer=officer, site=site, first=first, last=last)


@pytest.mark.parametrize(
    ("tours", "said"),
    [
        ([STAYS, tour("B", "MIDDLE", 2026, 2028)], "not available in 2026"),
        ([STAYS, tour("B", "HIGH", 2028, 2029)], "excluded from the site in 2028"),
        ([STAYS, tour("B", "MIDDLE", 2029, 2030)], "forbidden in 2030"),
        ([STAYS, tour("B", "MIDDLE", 2028, 2028)], "shorter than 2 years"),
        ([STAYS, tour("B", "HIGH", 2031, 2031)], "availability does not let it reach 2 years"),
        ([tour("A", "HIGH", 2024, 2028)], "longer than 4 years"),
        ([STAYS, tour("A", "MIDDLE", 2029, 2031)], "break of less than 2 years"),
        ([tour("A", "HIGH", 2026, 2028)], "the next may not start before 2028"),
        ([tour("A", "MIDDLE", 2028, 2029)], "A is pinned to HIGH in 2026"),
        ([STAYS, tour("B", "MIDDLE", 2031, 2032)], "it leaves the planned years"),
        ([STAYS, tour("C", "MIDDLE", 2027, 2028)], "C is no officer of the problem"),
        ([STAYS, tour("B", "LOW", 2027, 2028)], "LOW is no site of the problem"),
        ([STAYS, STAYS], "2 officers for 1 posts"),
    ],
)
def test_each_rule_that_is_broken_is_named(tours, said):
    assert any(said in each for each in broken_rules(PROBLEM, tuple(tours)))


def test_a_plan_that_keeps_every_rule_passes():
    plan = solve(PROBLEM)
    assert check_plan(PROBLEM, plan).passed
    assert check_plan(PROBLEM, plan).values == dict(zip(LevelName, plan.values, strict=True))


def test_numbers_that_are_wrong_are_found():
    plan = solve(PROBLEM)
    levels = (attrs.evolve(plan.levels[0], value=99), *plan.levels[1:])
    found = check_plan(PROBLEM, attrs.evolve(plan, levels=levels, vacant=()))
    assert any("vacant is stated as 99" in each for each in found.broken)
    assert any("stated as proven with a gap" in each for each in found.broken)
    assert any("0 stated as vacant" in each for each in found.broken)


def test_a_set_of_posts_that_does_not_compete_is_found():
    plan = solve(PROBLEM)
    said = Because(
        code="too_few_officers", officers=1, text="", posts=(PostYear("MIDDLE", 2028),), can_fill=0
    )
    wrong = Vacancy(site=plan.vacant[0].site, year=plan.vacant[0].year, posts=1, because=(said,))
    found = check_plan(PROBLEM, attrs.evolve(plan, vacant=(wrong, *plan.vacant[1:])))
    assert any("do not compete" in each for each in found.broken)


def test_posts_compete_if_officers_counted_alone_cannot_fill_them_all():
    first, second = PostYear("MIDDLE", 2026), PostYear("MIDDLE", 2027)
    assert competes(PROBLEM, first, [first])  # B is not there yet, A is pinned elsewhere
    assert not competes(PROBLEM, second, [second])
    assert competes(PROBLEM, second, [first, second])
    assert not competes(PROBLEM, PostYear("HIGH", 2026), [first])


def test_infeasible_needs_a_reason():
    without = Plan(status=Status.INFEASIBLE, levels=(), tours=(), vacant=(), planner="")
    assert not check_plan(PROBLEM, without).passed


def test_a_bound_above_its_value_cannot_be_stated():
    with pytest.raises(BadValue):
        Level(LevelName.VACANT, 1, 2)


def test_explaining_changes_nothing_but_the_explanations():
    plan = solve(PROBLEM)
    assert explained(PROBLEM, plan) == plan
