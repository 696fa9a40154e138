"""What would fill a vacant post: changes to the problem, each shown to lower ``vacant``.

A change is shown by a plan of the changed problem that leaves fewer posts vacant, made out of
the plan at hand: somebody's tour is put in or made longer, and who held those posts moves on.
The smallest changes come first: an exclusion lifted, a year made available, one more officer;
last, cover for one year by somebody who is not planned here, which always helps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from sro_core.errors import BadValue
from sro_core.ids import OfficerId
from sro_core.rotations.board import Board, Stint
from sro_core.rotations.draft import Draft
from sro_core.rotations.plan import Cure, Plan, PostYear, Vacancy
from sro_core.rotations.problem import Candidate, Exclusion, Problem, Tour, Years
from sro_core.rotations.weights import Weights

NEW = OfficerId("one more officer")
"""The id of the officer whom a hire adds."""


def applied(problem: Problem, cure: Cure) -> Problem:
    """Give the problem with a cure applied."""
    if cure.code == "hire":
        return problem.with_(officers=(*problem.officers, _hired(problem, cure.first)))
    if cure.code == "cover" and cure.site is not None:
        site = problem.site[cure.site]
        changed = {**site.changed, cure.first: max(0, site.posts_in(cure.first) - 1)}
        fewer = attrs.evolve(site, changed=changed)
        return problem.with_(sites=tuple(fewer if x is site else x for x in problem.sites))
    if cure.officer is None:
        raise BadValue(f"cure {cure.code}", "it names no officer", "use one that a plan gave")
    officer = problem.officer[cure.officer]
    if cure.code == "available":
        more = attrs.evolve(
            officer, available=(*officer.available, Years(cure.first, cure.last))
        )  # fmt: skip
        return problem.with_(officers=tuple(more if x is officer else x for x in problem.officers))
    if cure.code == "exclusion":
        kept = tuple(_until(each, cure) for each in officer.excluded)
        free = attrs.evolve(officer, excluded=tuple(each for each in kept if each is not None))
        return problem.with_(officers=tuple(free if x is officer else x for x in problem.officers))
    return problem.with_(
        forbidden=tuple(part for tour in problem.forbidden for part in _outside(tour, cure))
    )


def _until(exclusion: Exclusion, cure: Cure) -> Exclusion | None:
    """Give an exclusion that ends before the years of a cure, or None if nothing is left."""
    if exclusion.site != cure.site or not exclusion.holds(cure.first):
        return exclusion
    return attrs.evolve(exclusion, until=cure.first - 1)


def _outside(tour: Tour, cure: Cure) -> Iterator[Tour]:
    """Give what is left of a forbidden entry without the years of a cure."""
    if (tour.officer, tour.site) != (cure.officer, cure.site):
        yield tour
        return
    if tour.first < cure.first:
        yield attrs.evolve(tour, last=min(tour.last, cure.first - 1))
    if tour.last > cure.last:
        yield attrs.evolve(tour, first=max(tour.first, cure.last + 1))


def _hired(problem: Problem, first: int) -> Candidate:
    beyond = problem.years.last + problem.limits.maximum
    return Candidate(id=NEW, available=(Years(first, beyond),))


class Cures:
    """Find cures for the vacancies of one plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """Begin with a problem and its plan."""
        self.problem, self.plan = problem, plan
        self.vacant = plan.levels[0].value
        self.empty = {PostYear(each.site, each.year): each.posts for each in plan.vacant}
        self.tours: dict[OfficerId, list[Tour]] = {each.id: [] for each in problem.officers}
        for tour in plan.tours:
            self.tours[tour.officer].append(tour)

    def of(self, vacancy: Vacancy) -> tuple[Cure, ...]:
        """Give the cures of a vacancy, the smallest first."""
        found = [*self._of_officers(vacancy), *self._hire(vacancy), self._cover(vacancy)]
        return tuple(found)

    # ------------------------------------------------------------------ officers there are

    def _of_officers(self, vacancy: Vacancy) -> Iterator[Cure]:
        """Give the smallest change of each kind that lets an officer there is take the post."""
        kinds: dict[str, tuple[int, str, Cure]] = {}
        for officer in self.problem.officers:
            for tour, gained in self._possible(officer.id, vacancy):
                cure = self._needed(officer, tour, gained)
                if cure is not None:
                    rank = (cure.last - cure.first, officer.id, cure)
                    if cure.code not in kinds or rank[:2] < kinds[cure.code][:2]:
                        kinds[cure.code] = rank
        for code in ("exclusion", "forbidden", "available"):
            if code in kinds:
                yield kinds[code][2]

    def _possible(self, name: OfficerId, vacancy: Vacancy) -> Iterator[tuple[Tour, int]]:
        """Give tours over the vacant post that fit the officer's others, and the posts gained.

        They begin and end where posts of the site are empty, or make a tour there longer.
        """
        limits, mine = self.problem.limits, self.tours[name]
        if any(tour.site == vacancy.site and vacancy.year in tour.years for tour in mine):
            return
        gap = self._gap(vacancy)
        own = [tour for tour in mine if tour.site == vacancy.site]
        for tour in own:
            if tour.last + 1 in gap and tour.last < vacancy.year:
                longer = attrs.evolve(tour, last=vacancy.year)
                if len(longer.years) <= limits.maximum and self._apart(longer, mine, tour):
                    yield longer, vacancy.year - tour.last
            if tour.first - 1 in gap and vacancy.year < tour.first and not self._goes_on(tour):
                longer = attrs.evolve(tour, first=vacancy.year)
                if len(longer.years) <= limits.maximum and self._apart(longer, mine, tour):
                    yield longer, tour.first - vacancy.year
        for first in range(gap.first, vacancy.year + 1):
            for last in range(vacancy.year, min(gap.last, first + limits.maximum - 1) + 1):
                cut = last == self.problem.years.last
                tour = Tour(officer=name, site=vacancy.site, first=first, last=last)
                if (len(tour.years) >= limits.minimum or cut) and self._apart(tour, mine, None):
                    yield tour, len(tour.years)

    def _gap(self, vacancy: Vacancy) -> Years:
        """Give the years around a vacancy in which the site has an empty post."""
        first = last = vacancy.year
        while PostYear(vacancy.site, first - 1) in self.empty:
            first -= 1
        while PostYear(vacancy.site, last + 1) in self.empty:
            last += 1
        return Years(first, last)

    def _goes_on(self, tour: Tour) -> bool:
        now = self.problem.incumbent.get(tour.officer)
        return now is not None and (now.site, now.since) == (tour.site, tour.first)

    def _apart(self, tour: Tour, mine: Sequence[Tour], instead: Tour | None) -> bool:
        """Tell whether a tour keeps the break to the officer's other ones."""
        between = self.problem.limits.between
        now = self.problem.incumbent.get(tour.officer)
        others = [each for each in mine if each is not instead]
        left = now is not None and not any(map(self._goes_on, mine))
        if left and tour.first < self.problem.years.first + between:
            return False
        return all(
            other.last + between < tour.first or tour.last + between < other.first
            for other in others
        )

    def _needed(self, officer: Candidate, tour: Tour, gained: int) -> Cure | None:
        """Give the one change that lets the officer serve the tour, if one is enough."""
        last = max(tour.last, tour.first + self.problem.limits.minimum - 1)
        years = range(max(tour.first, self.problem.years.first), tour.last + 1)
        absent = [y for y in range(years[0], last + 1) if not officer.is_available(y)]
        shut = [y for y in years if officer.excluded_from(tour.site, y)]
        barred = [y for y in years if (officer.id, tour.site, y) in self.problem.barred]
        held = any(
            who == officer.id and year in tour.years and site != tour.site
            for who, site, year in self.problem.fixed
        )
        kinds = [bool(absent), bool(shut), bool(barred)]
        if held or sum(kinds) != 1:
            return None
        code = ("available", "exclusion", "forbidden")[kinds.index(True)]
        span = absent or shut or barred
        name, where = officer.id, tour.site
        stretch = _span(span[0], span[-1])
        if code == "exclusion":
            exclusion = officer.excluded_from(where, span[0])
            reason = "" if exclusion is None else exclusion.reason
            text = f"lift for {name} from {span[0]} what keeps them from {where}: {reason}"
        elif code == "available":
            text = f"make {name} available {stretch}"
        else:
            text = f"allow {name} at {where} {stretch}"
        return Cure(
            code=code, text=f"{text}; then they serve there {_span(tour.first, tour.last)}",
            officer=name, site=where, first=span[0], last=span[-1], vacant=self.vacant - gained,
        )  # fmt: skip

    # ------------------------------------------------------------------ one more, and cover

    def _hire(self, vacancy: Vacancy) -> Iterator[Cure]:
        """Give a hire if one more officer lowers vacant; others may move for them."""
        first = self.problem.years.first
        for begin in dict.fromkeys((max(first, vacancy.year - 1), first)):
            changed = self.problem.with_(
                officers=(*self.problem.officers, _hired(self.problem, begin))
            )
            board = Board.of(changed)
            left = self._with_one_more(board, vacancy)
            if left < self.vacant:
                text = f"one more officer from {begin} who may serve anywhere"
                yield Cure(
                    code="hire", text=f"{text}; then {left:,} posts are vacant in all",
                    site=vacancy.site, first=begin, last=changed.officers[-1].available[0].last,
                    vacant=left,
                )  # fmt: skip
                return

    def _with_one_more(self, board: Board, vacancy: Vacancy) -> int:
        """Give what vacant comes to with the new officer put in, whoever held the posts moving."""
        weights = Weights.of(board)
        draft = Draft(board, weights)
        for officer, stints in enumerate(board.schedules(self.plan.tours)):
            if board.officers[officer] != NEW:
                draft.put(officer, stints)
        new = board.officers.index(NEW)
        best = draft.best(new)
        draft.put(new, best)
        least = weights.levels(draft.cost)[0]
        draft.take(new)
        site, year = board.sites.index(vacancy.site), vacancy.year - self.problem.years.first
        for stint in board.stints(new):
            if least < self.vacant:
                return least
            if stint.site == site and stint.first <= year <= stint.last:
                least = min(least, _moved(draft, new, stint))
        return least

    def _cover(self, vacancy: Vacancy) -> Cure:
        return Cure(
            code="cover",
            text=f"cover {vacancy.site} in {vacancy.year} by somebody who is not planned here",
            site=vacancy.site, first=vacancy.year, last=vacancy.year, vacant=self.vacant - 1,
        )  # fmt: skip


def _moved(draft: Draft, new: int, stint: Stint) -> int:
    """Give what vacant comes to if a tour is put in and those in its way are put elsewhere."""
    site, first, last, _ = stint
    full = [year for year in range(first, last + 1) if not draft.left[site][year]]
    out: list[int] = []
    for officer, stints in enumerate(draft.schedules):
        if any(s.site == site and any(s.first <= y <= s.last for y in full) for s in stints):
            out.append(officer)
    before = [(officer, draft.take(officer)) for officer in out]
    draft.put(new, (stint,))
    for officer in out:
        draft.put(officer, draft.best(officer))
    found = draft.weights.levels(draft.cost)[0]
    for officer in (new, *out):
        draft.take(officer)
    for officer, stints in before:
        draft.put(officer, stints)
    return found


def _span(first: int, last: int) -> str:
    return f"in {first}" if first == last else f"{first} to {last}"
