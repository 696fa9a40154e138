"""Laws that hold for every plan of every problem: P1 to P14 of the planner's design.

They are tried on problems small enough to try every plan, so that "best" is known and not
believed. Each law is held to both planners.
"""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sro_adapters.planning.documents import plan_document, problem_document
from sro_adapters.planning.highs import HighsPlanner
from sro_adapters.planning.reading import problem_of, read_plan, read_problem
from sro_core.rotations.board import Board
from sro_core.rotations.cures import applied
from sro_core.rotations.explained import explained
from sro_core.rotations.plan import PostYear, Status
from sro_core.rotations.plan_check import check_plan, competes, continues
from sro_core.rotations.planner import DefaultPlanner
from sro_core.rotations.search import search
from sro_core.rotations.weights import Weights
from tests.planning_oracle import best_plan, size
from tests.strategies_rotations import documents

FEW = 1_500  # combinations that a test tries
DEFAULT, HIGHS = DefaultPlanner(steps=100), HighsPlanner()
both = pytest.mark.parametrize("planner", [DEFAULT, HIGHS], ids=["default", "highs"])
law = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.differing_executors]
)


def values(planner, document):
    """The levels of a problem's plan, or None where there is none."""
    plan = planner.solve(problem_of(document))
    assert plan.status is not Status.FEASIBLE
    return plan.values or None


@both
@law
@given(documents())
def test_p1_a_planner_agrees_with_trying_every_plan(planner, document):
    assume(size(document) <= FEW)
    assert values(planner, document) == best_plan(document)


@both
@law
@given(documents())
def test_p2_the_plan_check_finds_every_rule_kept_and_every_value_right(planner, document):
    problem = problem_of(document)
    assert check_plan(problem, explained(problem, planner.solve(problem))).broken == ()


@both
@law
@given(documents(pins=False), st.integers(0, 40))
def test_p3_no_bound_is_above_its_value_even_where_time_is_up(planner, document, patience):
    assume(size(document) <= FEW)
    left = [patience]

    def stop():
        left[0] -= 1
        return left[0] < 0

    problem = problem_of(document)
    plan = planner.solve(problem, stop=stop)
    best = best_plan(document)
    assert check_plan(problem, plan).broken == ()
    assert best <= plan.values
    for n, level in enumerate(plan.levels):
        assert level.bound <= level.value
        if plan.values[:n] == best[:n]:
            assert level.bound <= best[n]
    assert (plan.status is Status.PROVEN) == (plan.gap == {})
    assert plan.status is Status.FEASIBLE or plan.values == best


def unbound(document, name):
    """Tell whether an officer has no tour now and none published."""
    entries = [*document["current"], *document["published"]]
    return all(each["officer"] != name for each in entries)


@both
@law
@given(documents(pins=False), st.data())
def test_p4_more_to_choose_from_never_makes_a_plan_worse(planner, document, data):
    officer = data.draw(st.sampled_from(document["officers"]))
    first, last = document["years"]
    more = copy.deepcopy(document)
    (changed,) = (each for each in more["officers"] if each["id"] == officer["id"])
    match data.draw(st.sampled_from(["eligible", "available", "another"])):
        case "eligible":
            changed["excluded"] = []
        case "available":
            changed["available"].append([first, last + 9])
        case "another":
            more["officers"].append({"id": "O9", "available": [[first, last + 9]]})
            changed = {"id": "O9"}
    before, after = values(planner, document), values(planner, more)
    assert after[0] <= before[0]
    if unbound(document, changed["id"]):
        assert after <= before


@both
@law
@given(documents(pins=False))
def test_p4_an_officer_less_never_makes_a_plan_better(planner, document):
    less = copy.deepcopy(document)
    gone = less["officers"].pop()["id"]
    less["current"] = [each for each in less["current"] if each["officer"] != gone]
    less["forbidden"] = [each for each in less["forbidden"] if each["officer"] != gone]
    before, after = values(planner, document), values(planner, less)
    assert after[0] >= before[0]
    if unbound(document, gone):
        assert after >= before


@both
@law
@given(documents(pins=False))
def test_p5_a_post_more_never_leaves_fewer_vacant(planner, document):
    more = copy.deepcopy(document)
    more["sites"][0]["posts"] += 1
    assert values(planner, more)[0] >= values(planner, document)[0]


@both
@law
@given(documents(), st.randoms(use_true_random=False))
def test_p6_the_order_of_a_problem_does_not_change_its_plan(planner, document, dice):
    plan = planner.solve(problem_of(document))
    for key in ("sites", "officers", "current", "published", "pinned", "forbidden"):
        dice.shuffle(document[key])
    again = planner.solve(problem_of(document))
    assert json.dumps(plan_document(again)) == json.dumps(plan_document(plan))


@both
@law
@given(documents())
def test_p6_other_names_do_not_change_the_levels(planner, document):
    text = json.dumps(document)
    for old, new in (("S0", "Z"), ("S2", "A"), ("O0", "X"), ("O2", "B"), ('"D"', '"Q"')):
        text = text.replace(old, new)
    assert values(planner, json.loads(text)) == values(planner, document)


def later(value, years):
    """Move every year of a document."""
    if isinstance(value, dict):
        return {key: each if key in KEPT else later(each, years) for key, each in value.items()}
    if isinstance(value, list):
        return [later(each, years) for each in value]
    return value + years if type(value) is int else value


KEPT = ("tenure", "posts", "preferences")


@both
@law
@given(documents(), st.integers(-200, 200))
def test_p7_a_plan_does_not_depend_on_what_the_years_are_called(planner, document, years):
    assert values(planner, later(document, years)) == values(planner, document)


def apart(one, other):
    """Keep the officers of one problem from the sites of another."""
    far = [{"site": site["id"], "reason": "another city"} for site in other["sites"]]
    for officer in one["officers"]:
        officer["excluded"] = [*officer["excluded"], *far]


@both
@law
@given(documents(most_officers=2, most_years=3), documents(most_officers=2, most_years=3))
def test_p8_what_has_nothing_in_common_adds_up(planner, one, other):
    years = [2026, 2026 + 3]
    text = json.dumps(other).replace("S", "T").replace('"O', '"P').replace('"D"', '"F"')
    other = json.loads(text.replace('"E"', '"G"'))
    for key in ("tenure", "stagger_share"):
        other[key] = one[key]
    one["years"] = other["years"] = years
    apart(one, other)
    apart(other, one)
    joined = {
        key: one[key] + other[key] if type(one[key]) is list and key != "years" else one[key]
        for key in one
    }
    alone = copy.deepcopy((one, other))
    for each, rest in zip(alone, reversed((one, other)), strict=True):
        for officer in each["officers"]:
            gone = {site["id"] for site in rest["sites"]}
            officer["excluded"] = [x for x in officer["excluded"] if x["site"] not in gone]
    first, second = values(planner, alone[0]), values(planner, alone[1])
    both_values = first and second and tuple(map(sum, zip(first, second, strict=True)))
    assert values(planner, joined) == both_values


@both
@law
@given(documents())
def test_p9_planning_again_what_is_published_and_best_changes_nothing(planner, document):
    plan = planner.solve(problem_of(document))
    assume(plan.tours)
    document["published"] = plan_document(plan)["tours"]
    assert values(planner, document)[2] == 0


@law
@given(documents())
def test_p10_every_vacant_post_is_explained_and_its_first_cure_helps(document):
    problem = problem_of(document)
    plan = explained(problem, DEFAULT.solve(problem))
    for vacancy in plan.vacant:
        assert vacancy.because
        for reason in vacancy.because:
            if reason.posts:
                assert competes(problem, PostYear(vacancy.site, vacancy.year), reason.posts)
        for cure in vacancy.cures:
            cured = DEFAULT.solve(applied(problem, cure))
            assert cured.values[0] <= cure.vacant < plan.values[0]
        assert vacancy.cures


@both
@law
@given(documents())
def test_p11_every_tour_is_long_enough_or_has_its_reason(planner, document):
    problem = problem_of(document)
    limits = problem.limits
    for tour in planner.solve(problem).tours:
        cut_by_the_horizon = tour.last == problem.years.last
        leaves_early = continues(problem, tour)
        assert len(tour.years) >= limits.minimum or cut_by_the_horizon or leaves_early


@both
@law
@given(documents())
def test_p12_years_served_before_count_towards_the_maximum(planner, document):
    problem = problem_of(document)
    for tour in planner.solve(problem).tours:
        assert len(tour.years) <= problem.limits.maximum


@law
@given(documents())
def test_p13_a_problem_and_its_plan_survive_json(document):
    problem = problem_of(document)
    assert read_problem(json.dumps(problem_document(problem))) == problem
    plan = explained(problem, DEFAULT.solve(problem))
    assert read_plan(json.dumps(plan_document(plan))) == plan


@law
@given(documents(pins=False))
def test_p14_a_plan_made_in_one_go_is_never_better_than_the_best(document):
    board = Board.of(problem_of(document))
    weight, _ = search(board, begin=(), seed=1, steps=0, stop=lambda: False, better=lambda *_: None)
    assert Weights.of(board).levels(weight) >= values(DEFAULT, document)
