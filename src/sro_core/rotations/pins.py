"""What is wrong with pinned years: the only thing that can leave a problem without any plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sro_core.rotations.board import Board
from sro_core.rotations.draft import Draft
from sro_core.rotations.problem import Problem
from sro_core.rotations.weights import Weights

TOGETHER = "the pinned years cannot all stand: no plan that keeps every rule has them all"


def conflicts(problem: Problem) -> tuple[str, ...]:
    """Say which pinned years contradict each other or a rule, as far as it shows at once.

    Pins of several officers can also contradict each other through the rest of their tours;
    only a planner finds that.
    """
    found = tuple(dict.fromkeys((*_each(problem), *_two_sites(problem), *_posts(problem))))
    return found or tuple(_alone(problem))


def _each(problem: Problem) -> Iterator[str]:
    for officer, site, year in sorted(problem.fixed):
        who, pin = problem.officer[officer], f"{officer} is pinned to {site} in {year}"
        exclusion = who.excluded_from(site, year)
        if not who.is_available(year):
            yield f"{pin} but not available"
        if exclusion is not None:
            yield f"{pin} but excluded from it: {exclusion.reason}"
        if (officer, site, year) in problem.barred:
            yield f"{pin} and forbidden there"
        if not problem.site[site].posts_in(year):
            yield f"{pin}, where there is no post"


def _two_sites(problem: Problem) -> Iterator[str]:
    at: dict[tuple[str, int], str] = {}
    for officer, site, year in sorted(problem.fixed):
        other = at.setdefault((officer, year), site)
        if other != site:
            yield f"{officer} is pinned to {other} and to {site} in {year}"


def _posts(problem: Problem) -> Iterator[str]:
    for (site, year), number in sorted(Counter((s, y) for _, s, y in problem.fixed).items()):
        posts = problem.site[site].posts_in(year)
        if number > posts:
            yield f"{number} officers are pinned to {site} in {year}, which has {posts} post(s)"


def _alone(problem: Problem) -> Iterator[str]:
    """Find the officers whose own pins no schedule of theirs can keep."""
    if not problem.fixed:
        return
    board = Board.of(problem)
    draft = Draft(board, Weights.of(board))
    limits = problem.limits
    for officer, pins in enumerate(board.pinned):
        stints = draft.best(officer) if pins else ()
        if not all(any(s.first <= year <= s.last for s in stints) for year in pins):
            years = ", ".join(str(problem.years.first + year) for year in sorted(pins))
            yield (
                f"{board.officers[officer]} cannot serve in each pinned year ({years}) with tours "
                f"of {limits.minimum} to {limits.maximum} years and {limits.between} years between"
            )


def only_pinned(problem: Problem) -> Problem:
    """Give the problem of the pinned officers alone: it has a plan exactly if the whole one has.

    Nobody else has to serve, so nobody else can stand in the way.
    """
    names = {officer for officer, _, _ in problem.fixed}
    return problem.with_(
        officers=tuple(each for each in problem.officers if each.id in names),
        current=tuple(each for each in problem.current if each.officer in names),
        published=(),
        forbidden=tuple(each for each in problem.forbidden if each.officer in names),
    )
