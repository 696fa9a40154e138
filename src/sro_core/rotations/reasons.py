"""Why a post stays vacant: every officer counted once, by the first thing in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sro_core.ids import OfficerId
from sro_core.rotations.board import Board
from sro_core.rotations.competition import Competition
from sro_core.rotations.outlook import servable
from sro_core.rotations.plan import Because, Plan, PostYear, Vacancy
from sro_core.rotations.problem import Problem, Tour

SHOWN = 6
"""So many posts of a set are named in words; all of them stand in the reason."""

WORDS: Mapping[str, str] = {
    "not_available": "{who} not available in {year}",
    "excluded": "{who} excluded from {site}: {why}",
    "forbidden": "{who} forbidden at {site} in {year}",
    "pinned": "{who} pinned elsewhere in {year}",
    "no_tour": "{who} able to serve in {year}, but in no tour of {low} to {high} years at {site}",
    "serves": "{who} serving at other sites in {year}",
    "on_break": "{who} on the break between tours in {year}",
    "does_not_fit": (
        "{who} free in {year}, but no tour at {site} fits between their own and the posts filled"
    ),
}
"""What each reason of the eligibility filter and of the plan says, in the order of the filter."""


class Reasons:
    """Give the reasons for each vacancy of one plan."""

    def __init__(self, problem: Problem, board: Board, plan: Plan) -> None:
        """Begin with a problem and its plan."""
        self.problem = problem
        self.able: dict[OfficerId, dict[str, int]] = {
            board.officers[n]: {board.sites[site]: bits for site, bits in mine.items()}
            for n, mine in enumerate(servable(board))
        }
        self.tours: dict[OfficerId, list[Tour]] = {each.id: [] for each in problem.officers}
        for tour in plan.tours:
            self.tours[tour.officer].append(tour)

    def of(self, vacancy: Vacancy) -> Iterator[Because]:
        """Count the officers by what stands in the way of each."""
        found: Counter[str] = Counter()
        why: Counter[str] = Counter()
        for officer in self.problem.officers:
            code, detail = self._first(officer.id, vacancy)
            found[code] += bool(code)
            if detail:
                why[detail] += 1
        limits = self.problem.limits
        for code, words in WORDS.items():
            if found[code]:
                yield Because(
                    code=code,
                    officers=found[code],
                    text=words.format(
                        who=_officers(found[code]), site=vacancy.site, year=vacancy.year,
                        why=_counted(why), low=limits.minimum, high=limits.maximum,
                    ),
                )  # fmt: skip

    def _first(self, name: OfficerId, vacancy: Vacancy) -> tuple[str, str]:
        """Give the first reason that holds for an officer; none for who serves at the site."""
        officer, year = self.problem.officer[name], vacancy.year
        exclusion = officer.excluded_from(vacancy.site, year)
        pins = {site for who, site, when in self.problem.fixed if (who, when) == (name, year)}
        here = [tour for tour in self.tours[name] if year in tour.years]
        if any(tour.site == vacancy.site for tour in here):
            return "", ""
        if not officer.is_available(year):
            return "not_available", ""
        if exclusion is not None:
            return "excluded", exclusion.reason
        if (name, vacancy.site, year) in self.problem.barred:
            return "forbidden", ""
        if pins:
            return "pinned", ""
        if not self.able[name].get(vacancy.site, 0) >> (year - self.problem.years.first) & 1:
            return "no_tour", ""
        if here:
            return "serves", ""
        return ("on_break" if self._rests(name, year) else "does_not_fit"), ""

    def _rests(self, name: OfficerId, year: int) -> bool:
        between = self.problem.limits.between
        now = self.problem.incumbent.get(name)
        tours = self.tours[name]
        left = now is not None and not any(tour.first == now.since for tour in tours)
        if left and year < self.problem.years.first + between:
            return True
        return any(tour.last < year <= tour.last + between for tour in tours)


def shortage(problem: Problem, board: Board, found: Competition) -> Because:
    """Say that posts compete for too few officers."""
    first = problem.years.first
    posts = tuple(sorted(PostYear(board.sites[site], first + year) for site, year in found.cells))
    needed = sum(problem.site[each.site].posts_in(each.year) for each in posts)
    named = ", ".join(f"{each.site} in {each.year}" for each in posts[:SHOWN])
    more = f" and {len(posts) - SHOWN} more" if len(posts) > SHOWN else ""
    return Because(
        code="too_few_officers",
        officers=found.officers,
        text=_too_few(found, needed) + named + more,
        posts=posts,
        can_fill=found.can_fill,
    )


def _too_few(found: Competition, needed: int) -> str:
    if not found.can_fill:
        return "no officer at all can fill "
    return (
        f"{_officers(found.officers)}, each counted alone, can fill at most {found.can_fill} of "
        f"these {needed} posts: "
    )


def searched(*, proven: bool) -> Because:
    """Say that no count shows it: a search did, or nothing has."""
    text = (
        "no count of officers shows it; every plan was searched, and none fills more posts"
        if proven
        else "nothing shows yet that it must be: planning ended before that was proven"
    )
    return Because(code="searched" if proven else "not_proven", officers=0, text=text)


def _officers(number: int) -> str:
    return f"{number:,} officer" if number == 1 else f"{number:,} officers"


def _counted(why: Mapping[str, int]) -> str:
    """Name reasons with their numbers, the most frequent first."""
    order: Sequence[tuple[str, int]] = sorted(why.items(), key=lambda each: (-each[1], each[0]))
    return "; ".join(f"{reason} ({number})" for reason, number in order)
