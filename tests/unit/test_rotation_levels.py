"""Each rule of a plan, on the smallest problem that shows it, by both planners."""

import pytest

from sro_adapters.planning.highs import HighsPlanner
from sro_adapters.planning.reading import problem_of
from sro_core.rotations.plan import LevelName, Status
from sro_core.rotations.planner import DefaultPlanner

ALWAYS = [[2026, 2040]]
both = pytest.mark.parametrize("planner", [DefaultPlanner(steps=200), HighsPlanner()])


def problem(*, years=(2026, 2027), posts=1, officers=None, tenure=(2, 4, 2), **more):
    """A problem of one site, with one officer who is always there unless others are given."""
    return problem_of({
        "years": list(years),
        "tenure": dict(zip(("minimum", "maximum", "break"), tenure, strict=True)),
        "stagger_share": "0.4",
        "sites": [{"id": "HIGH", "district": "D", "posts": posts}],
        "officers": officers or [{"id": "A", "available": ALWAYS}],
        **more,
    })  # fmt: skip


def entry(first, last, officer="A", site="HIGH"):
    return {"officer": officer, "site": site, "from": first, "to": last}


def current(since, officer="A", site="HIGH"):
    return [{"officer": officer, "site": site, "since": since}]


def solved(planner, asked):
    """The tours, short, and the values by level."""
    plan = planner.solve(asked)
    assert plan.status is Status.PROVEN
    tours = [(tour.officer, tour.first, tour.last) for tour in plan.tours]
    return tours, {level.name: level.value for level in plan.levels}


@both
def test_a_continuing_tour_begins_with_its_since(planner):
    tours, _ = solved(planner, problem(current=current(2024)))
    assert tours == [("A", 2024, 2027)]


@both
def test_years_served_before_count_towards_the_maximum(planner):
    published = [entry(2023, 2027)]
    asked = problem(years=(2026, 2029), current=current(2023), published=published)
    tours, values = solved(planner, asked)
    assert tours == [("A", 2023, 2026), ("A", 2029, 2029)]
    assert values[LevelName.CHANGES] == 1
    assert values[LevelName.VACANT] == 2


@both
def test_who_has_served_the_maximum_cannot_go_on_and_the_break_counts_from_before(planner):
    tours, values = solved(planner, problem(years=(2026, 2029), current=current(2022)))
    assert tours == [("A", 2028, 2029)]
    assert values[LevelName.BROKEN_TENURE] == 0


@both
def test_a_break_of_none_lets_a_tour_follow_at_once(planner):
    asked = problem(years=(2026, 2029), tenure=(2, 2, 0), current=current(2024))
    tours, values = solved(planner, asked)
    assert tours == [("A", 2026, 2027), ("A", 2028, 2029)]
    assert values[LevelName.VACANT] == 0


@both
@pytest.mark.parametrize(("until", "served"), [(2028, 1), (2027, 0)])
def test_the_last_year_cuts_a_tour_only_if_availability_lets_it_reach_the_minimum(
    planner, until, served
):
    officers = [{"id": "A", "available": [[2027, until]]}]
    tours, values = solved(planner, problem(years=(2026, 2027), officers=officers))
    assert tours == [("A", 2027, 2027)] * served
    assert values[LevelName.VACANT] == 2 - served


@both
def test_ranges_that_follow_each_other_count_as_one(planner):
    officers = [{"id": "A", "available": [[2026, 2026], [2027, 2027]]}]
    tours, _ = solved(planner, problem(officers=officers))
    assert tours == [("A", 2026, 2027)]


@both
@pytest.mark.parametrize(("since", "broken"), [(2025, 1), (2024, 0)])
def test_leaving_before_the_minimum_is_a_broken_tenure(planner, since, broken):
    officers = [{"id": "A", "available": [[2030, 2040]]}]
    _, values = solved(planner, problem(officers=officers, current=current(since)))
    assert values[LevelName.BROKEN_TENURE] == broken


@both
def test_who_still_serves_in_the_last_year_has_not_broken_a_tenure(planner):
    officers = [{"id": "A", "available": [[2026, 2026]]}]
    asked = problem(years=(2026, 2026), tenure=(4, 4, 2), officers=officers, current=current(2025))
    tours, values = solved(planner, asked)
    assert tours == [("A", 2025, 2026)]
    assert values[LevelName.BROKEN_TENURE] == 0


@both
def test_a_site_has_no_more_officers_than_posts_even_if_so_published(planner):
    officers = [{"id": name, "available": ALWAYS} for name in "AB"]
    published = [entry(2026, 2027, "A"), entry(2026, 2027, "B")]
    tours, values = solved(planner, problem(officers=officers, published=published))
    assert len(tours) == 1
    assert values[LevelName.CHANGES] == 2


@both
def test_only_published_years_that_are_planned_count_as_changes(planner):
    officers = [{"id": "A", "available": [[2030, 2040]]}]
    asked = problem(officers=officers, published=[entry(2020, 2026), entry(2028, 2030)])
    _, values = solved(planner, asked)
    assert values[LevelName.CHANGES] == 1


@both
def test_starts_above_the_share_count_after_the_first_year_only(planner):
    officers = [{"id": name, "available": [[2027, 2040]]} for name in "ABC"]
    _, values = solved(planner, problem(years=(2026, 2028), posts=3, officers=officers))
    assert values[LevelName.STAGGER] == 1  # three starts in 2027; two may be: 0.4 of 3, rounded up
    early = [{"id": name, "available": ALWAYS} for name in "ABC"]
    _, values = solved(planner, problem(years=(2026, 2028), posts=3, officers=early))
    assert values[LevelName.STAGGER] == 0


@both
def test_going_on_is_no_start(planner):
    officers = [{"id": name, "available": ALWAYS} for name in "ABC"]
    now = [*current(2025, "A"), *current(2025, "B"), *current(2025, "C")]
    asked = problem(years=(2026, 2027), posts=3, officers=officers, current=now)
    tours, values = solved(planner, asked)
    assert [tour[1] for tour in tours] == [2025] * 3
    assert values[LevelName.STAGGER] == 0


@both
def test_preference_counts_each_planned_year_and_a_missing_one_costs_nothing(planner):
    officers = [{"id": "A", "available": ALWAYS, "preferences": {"HIGH": 7}}]
    _, values = solved(planner, problem(officers=officers, current=current(2024)))
    assert values[LevelName.PREFERENCE] == 14
    _, values = solved(planner, problem())
    assert values[LevelName.PREFERENCE] == 0


@both
@pytest.mark.parametrize(("until", "first"), [(2026, 2027), (None, None)])
def test_an_exclusion_holds_to_the_end_of_its_last_year(planner, until, first):
    excluded = [{"site": "HIGH", "reason": "no course", "until": until}]
    officers = [{"id": "A", "available": ALWAYS, "excluded": excluded}]
    tours, _ = solved(planner, problem(years=(2026, 2028), officers=officers))
    assert tours == ([] if first is None else [("A", first, 2028)])


@both
def test_pinned_years_stand_though_a_better_plan_is_lost(planner):
    officers = [{"id": name, "available": ALWAYS} for name in "AB"]
    officers[1]["preferences"] = {"HIGH": 9}
    tours, _ = solved(planner, problem(officers=officers, pinned=[entry(2027, 2027, "B")]))
    assert ("B", 2026, 2027) in tours


@both
def test_forbidden_years_are_not_served(planner):
    tours, _ = solved(planner, problem(years=(2026, 2028), forbidden=[entry(2026, 2026)]))
    assert tours == [("A", 2027, 2028)]


@both
@pytest.mark.parametrize(
    "pinned",
    [
        [entry(2026, 2026, "A"), entry(2026, 2026, "B")],
        [entry(2026, 2026, "A"), entry(2027, 2027, "B")],
        [entry(2030, 2030, "A"), entry(2026, 2026, "A"), entry(2028, 2028, "A")],
    ],
)
def test_pins_that_contradict_each_other_leave_no_plan_and_say_why(planner, pinned):
    officers = [{"id": name, "available": ALWAYS} for name in "AB"]
    plan = planner.solve(
        problem(years=(2026, 2030), tenure=(2, 2, 2), officers=officers, pinned=pinned)
    )
    assert (plan.status, plan.levels, plan.tours) == (Status.INFEASIBLE, (), ())
    assert plan.conflicts


@both
def test_after_a_loss_as_little_changes_as_can_be(planner):
    officers = [{"id": name, "available": ALWAYS} for name in "AC"]
    published = [entry(2026, 2027, "B"), entry(2028, 2030, "C")]
    asked = problem(years=(2026, 2030), officers=officers, published=published)
    tours, values = solved(planner, asked)
    assert tours == [("A", 2026, 2027), ("C", 2028, 2030)]
    assert values[LevelName.CHANGES] == 2  # what B had; nobody else moves
