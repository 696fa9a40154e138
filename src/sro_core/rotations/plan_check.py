"""The plan check: every rule and every level's value again, from the problem alone.

It shares no line with any planner, so a planner's mistake cannot hide in it. It is written to
be read beside the rules of docs/rotations.md, not to be fast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import attrs

from sro_core.ids import OfficerId
from sro_core.rotations.counting import most_filled
from sro_core.rotations.plan import LEVELS, LevelName, Plan, PostYear, Status
from sro_core.rotations.problem import Problem, Tour


@attrs.frozen
class PlanCheck:
    """What the plan check found.

    Attributes:
        broken: each rule that is broken and each stated number that is wrong, in words.
        values: each level's value, computed again.
        vacant: the number of unfilled posts of each site and year that has some.
    """

    broken: tuple[str, ...]
    values: Mapping[LevelName, int]
    vacant: Mapping[PostYear, int]

    @property
    def passed(self) -> bool:
        """Tell whether nothing was found."""
        return not self.broken


def check_plan(problem: Problem, plan: Plan) -> PlanCheck:
    """Check a plan against its problem: rules, values, vacancies, and why they are vacant."""
    if plan.status is Status.INFEASIBLE:
        said = () if not plan.tours and plan.conflicts else ("infeasible, without a reason",)
        return PlanCheck(said, {}, {})
    rules = tuple(broken_rules(problem, plan.tours))
    values, vacant = level_values(problem, plan.tours), vacancies(problem, plan.tours)
    return PlanCheck((*rules, *_misstated(problem, plan, values, vacant)), values, vacant)


def _misstated(
    problem: Problem,
    plan: Plan,
    values: Mapping[LevelName, int],
    vacant: Mapping[PostYear, int],
) -> Iterator[str]:
    if tuple(level.name for level in plan.levels) != LEVELS:
        yield "the levels are not all there in their order"
    for level in plan.levels:
        if level.value != values[level.name]:
            yield f"{level.name} is stated as {level.value} and comes to {values[level.name]}"
        if plan.status is Status.PROVEN and level.gap:
            yield f"{level.name} is stated as proven with a gap of {level.gap}"
    stated = {PostYear(each.site, each.year): each.posts for each in plan.vacant}
    for post in sorted({*stated, *vacant}):
        if stated.get(post, 0) != vacant.get(post, 0):
            yield (
                f"{post.site} in {post.year}: {stated.get(post, 0)} stated as vacant, "
                f"{vacant.get(post, 0)} are"
            )
    for each in plan.vacant:
        here = PostYear(each.site, each.year)
        for reason in each.because:
            if reason.posts and not competes(problem, here, reason.posts):
                yield f"{each.site} in {each.year}: the posts named do not compete for too few"


def competes(problem: Problem, here: PostYear, posts: Iterable[PostYear]) -> bool:
    """Tell, by counting, whether officers can fill fewer of these posts than there are.

    Each officer is counted alone, with as many of the posts as any schedule of theirs can fill,
    so together they can fill no more than the sum.
    """
    wanted = frozenset(posts)
    if here not in wanted:
        return False
    needed = sum(problem.site[post.site].posts_in(post.year) for post in wanted)
    return sum(most_filled(problem, each, wanted) for each in problem.officers) < needed


def vacancies(problem: Problem, tours: Iterable[Tour]) -> Mapping[PostYear, int]:
    """Count the unfilled posts of each site and year that has some."""
    filled = Counter((tour.site, year) for tour in tours for year in tour.years)
    left = {
        PostYear(site.id, year): site.posts_in(year) - filled[site.id, year]
        for site in problem.sites
        for year in problem.years
    }
    return {post: number for post, number in left.items() if number > 0}


def level_values(problem: Problem, tours: tuple[Tour, ...]) -> dict[LevelName, int]:
    """Compute what tours come to on each level."""
    planned = [
        (tour.officer, tour.site, year)
        for tour in tours
        for year in tour.years
        if year in problem.years
    ]
    starts = Counter(
        (problem.site[tour.site].district, tour.first)
        for tour in tours
        if not continues(problem, tour) and tour.first > problem.years.first
    )
    return {
        LevelName.VACANT: sum(vacancies(problem, tours).values()),
        LevelName.BROKEN_TENURE: len(broken_tenures(problem, tours)),
        LevelName.CHANGES: len(problem.promised - set(planned)),
        LevelName.STAGGER: sum(
            max(0, number - problem.starts_allowed(district, year))
            for (district, year), number in starts.items()
        ),
        LevelName.PREFERENCE: sum(
            problem.officer[officer].preferences.get(site, 0) for officer, site, _ in planned
        ),
    }


def continues(problem: Problem, tour: Tour) -> bool:
    """Tell whether a tour carries on where its officer serves when the plan begins."""
    now = problem.incumbent.get(tour.officer)
    return now is not None and (tour.site, tour.first) == (now.site, now.since)


def broken_tenures(problem: Problem, tours: Iterable[Tour]) -> tuple[OfficerId, ...]:
    """Give the current officers who leave before the minimum."""
    stays = {tour.officer: tour.last for tour in tours if continues(problem, tour)}
    before = problem.years.first - 1
    return tuple(
        now.officer
        for now in problem.current
        if stays.get(now.officer, before) < problem.years.last
        and stays.get(now.officer, before) - now.since + 1 < problem.limits.minimum
    )


def broken_rules(problem: Problem, tours: tuple[Tour, ...]) -> Iterator[str]:
    """Say each rule that tours break, in words."""
    for tour in tours:
        yield from _unknown(problem, tour)
    if any(True for tour in tours for _ in _unknown(problem, tour)):
        return
    for tour in tours:
        yield from _broken_alone(problem, tour)
    for officer in problem.officers:
        mine = sorted((t for t in tours if t.officer == officer.id), key=lambda t: t.first)
        yield from _broken_breaks(problem, mine)
    filled = Counter((tour.site, year) for tour in tours for year in tour.years)
    for site in problem.sites:
        for year in problem.years:
            if filled[site.id, year] > site.posts_in(year):
                yield (
                    f"{site.id} in {year}: {filled[site.id, year]} officers for "
                    f"{site.posts_in(year)} posts"
                )
    served = {(tour.officer, tour.site, year) for tour in tours for year in tour.years}
    for officer_id, site_id, year in sorted(problem.fixed - served):
        yield f"{officer_id} is pinned to {site_id} in {year} and does not serve there"


def _unknown(problem: Problem, tour: Tour) -> Iterator[str]:
    if tour.officer not in problem.officer:
        yield f"{tour.officer} is no officer of the problem"
    if tour.site not in problem.site:
        yield f"{tour.site} is no site of the problem"


def _broken_alone(problem: Problem, tour: Tour) -> Iterator[str]:
    """Say each rule that a tour breaks whatever else is planned."""
    limits, officer = problem.limits, problem.officer[tour.officer]
    name = f"{tour.officer} at {tour.site}, {tour.first} to {tour.last}"
    going_on = continues(problem, tour)
    if tour.last not in problem.years or (tour.first not in problem.years and not going_on):
        yield f"{name}: it leaves the planned years"
        return
    for year in range(max(tour.first, problem.years.first), tour.last + 1):
        if not officer.is_available(year):
            yield f"{name}: not available in {year}"
        if officer.excluded_from(tour.site, year):
            yield f"{name}: excluded from the site in {year}"
        if (tour.officer, tour.site, year) in problem.barred:
            yield f"{name}: forbidden in {year}"
    if len(tour.years) > limits.maximum:
        yield f"{name}: longer than {limits.maximum} years"
    if len(tour.years) < limits.minimum and not going_on:
        beyond = range(tour.last + 1, tour.first + limits.minimum)
        if tour.last < problem.years.last:
            yield f"{name}: shorter than {limits.minimum} years"
        elif not all(map(officer.is_available, beyond)):
            yield f"{name}: availability does not let it reach {limits.minimum} years"


def _broken_breaks(problem: Problem, mine: list[Tour]) -> Iterator[str]:
    """Say where an officer's tours stand too close; the tour before the plan counts too."""
    between = problem.limits.between
    now = problem.incumbent.get(mine[0].officer) if mine else None
    if now is not None and not continues(problem, mine[0]):
        free = problem.years.first + between
        if mine[0].first < free:
            yield (
                f"{now.officer}: the tour at {now.site} ended before {problem.years.first}, "
                f"the next may not start before {free}"
            )
    for one, other in pairwise(mine):
        if other.first - one.last - 1 < between:
            yield (
                f"{one.officer}: {one.site} until {one.last} and {other.site} from "
                f"{other.first}, with a break of less than {between} years"
            )
