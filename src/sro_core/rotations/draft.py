"""A plan in the making, and the best schedule that it leaves for one more officer."""

from __future__ import annotations

from sro_core.rotations.board import Board, Stint
from sro_core.rotations.weights import Weights

UNPINNED = 1 << 20  # a pinned year without its officer weighs more than any number of vacancies


class Draft:
    """A plan in the making: schedules, the posts they leave free, the starts they make."""

    def __init__(self, board: Board, weights: Weights) -> None:
        """Begin with nobody anywhere."""
        self.board, self.weights = board, weights
        count = len(board.current)
        self.schedules: list[tuple[Stint, ...]] = [()] * count
        self.placed = [False] * count
        self.left = [list(posts) for posts in board.posts]
        self.free = [_bits(posts) for posts in board.posts]
        self.starts = [[0] * board.years for _ in board.starts_allowed]
        self.prices = [_prices(board, weights, officer) for officer in range(count)]
        self.cost = sum(map(sum, board.posts)) * weights.vacant
        self.cost += (sum(map(len, board.promised)) + board.lost) * weights.changes

    def put(self, officer: int, stints: tuple[Stint, ...]) -> None:
        """Give an officer, who has none, a schedule."""
        board = self.board
        self.schedules[officer], self.placed[officer] = stints, True
        for site, first, last, continues in stints:
            place, left = board.district[site], self.left[site]
            if first and not continues:
                starts = self.starts[place]
                if starts[first] >= board.starts_allowed[place][first]:
                    self.cost += self.weights.stagger
                starts[first] += 1
            for year in range(first, last + 1):
                left[year] -= 1
                if not left[year]:
                    self.free[site] &= ~(1 << year)
        self.cost += self._alone(officer, stints)

    def take(self, officer: int) -> tuple[Stint, ...]:
        """Take an officer's schedule away and give it."""
        board, stints = self.board, self.schedules[officer]
        self.schedules[officer], self.placed[officer] = (), False
        for site, first, last, continues in stints:
            place, left = board.district[site], self.left[site]
            if first and not continues:
                starts = self.starts[place]
                starts[first] -= 1
                if starts[first] >= board.starts_allowed[place][first]:
                    self.cost -= self.weights.stagger
            for year in range(first, last + 1):
                left[year] += 1
            self.free[site] |= (1 << last + 1) - (1 << first)
        self.cost -= self._alone(officer, stints)
        return stints

    def fits(self, stints: tuple[Stint, ...]) -> bool:
        """Tell whether the posts of a schedule are free."""
        return all(
            self.left[site][year] > 0
            for site, first, last, _ in stints
            for year in range(first, last + 1)
        )

    def _alone(self, officer: int, stints: tuple[Stint, ...]) -> int:
        """Give what a schedule weighs whatever the others do."""
        prices, weight = self.prices[officer], 0
        for site, first, last, _ in stints:
            sums = prices[site]
            weight += sums[last + 1] - sums[first]
        if self.board.current[officer] is not None:
            going_on = stints[0] if stints and stints[0].continues else None
            weight += self.weights.broken * self.board.breaks_tenure(officer, going_on)
        pins = self.board.pinned[officer]
        if pins:
            kept = sum(first <= year <= last for year in pins for _, first, last, _ in stints)
            weight += (len(pins) - kept) * self.weights.vacant * UNPINNED
        return weight

    def best(self, officer: int) -> tuple[Stint, ...]:
        """Find the best schedule that the posts still free allow an officer who has none."""
        board, limits = self.board, self.board.problem.limits
        count, between, pins = board.years, limits.between, board.pinned[officer]
        unpinned = self.weights.vacant * UNPINNED
        begin = self._tours(officer)
        # from each year on, for an officer then free: weight, and the tour to take (None: wait)
        weight = [0] * (count + between + 1)
        choice: list[Stint | None] = [None] * count
        for year in range(count - 1, -1, -1):
            least = weight[year + 1] + (unpinned if year in pins else 0)
            chosen = None
            for price, tour in begin[year]:
                after = tour.last + 1 + between
                total = price + weight[after]
                if pins:
                    rest = range(tour.last + 1, min(after, count))
                    total += unpinned * sum(each in pins for each in rest)
                if total < least:
                    least, chosen = total, tour
            weight[year], choice[year] = least, chosen
        start = 0
        found: list[Stint] = []
        now = board.current[officer]
        if now is not None:
            stint = self._going_on(officer, weight)
            start = between if stint is None else stint.last + 1 + between
            found = [] if stint is None else [stint]
        while start < count:
            taken = choice[start]
            if taken is None:
                start += 1
            else:
                found.append(taken)
                start = taken.last + 1 + between
        return tuple(found)

    def _going_on(self, officer: int, weight: list[int]) -> Stint | None:
        """Find how long it is best for a current officer to serve on; None: not at all."""
        board, limits = self.board, self.board.problem.limits
        now = board.current[officer]
        if now is None:
            return None
        count, between, pins = board.years, limits.between, board.pinned[officer]
        mask = board.open[officer].get(now.site, 0) & self.free[now.site]
        end = min(board.run(mask, 0), limits.maximum - now.served - 1)
        unpinned = self.weights.vacant * UNPINNED
        sums = self.prices[officer].get(now.site, ())
        stays: list[Stint | None] = [
            None,
            *(Stint(now.site, 0, last, True) for last in range(end + 1)),
        ]
        totals = []
        for each in stays:
            stop = 0 if each is None else each.last + 1
            after = min(stop + between, count)
            total = weight[after] + (sums[stop] if stop else 0)
            total += self.weights.broken * board.breaks_tenure(officer, each)
            totals.append(total + unpinned * sum(year in pins for year in range(stop, after)))
        return stays[min(range(len(stays)), key=totals.__getitem__)]

    def _tours(self, officer: int) -> list[list[tuple[int, Stint]]]:
        """List, by first year, the tours that the posts still free allow, each with its weight."""
        board, limits = self.board, self.board.problem.limits
        last, prices, free = board.years - 1, self.prices[officer], self.free
        found: list[list[tuple[int, Stint]]] = [[] for _ in range(board.years)]
        for site, mask in board.open[officer].items():
            bits = mask & free[site]
            if not bits:
                continue
            sums, place = prices[site], board.district[site]
            starts, allowed = self.starts[place], board.starts_allowed[place]
            while bits:
                first = (bits & -bits).bit_length() - 1
                end = first
                while bits >> end & 1:
                    end += 1
                for begin in range(first, end):
                    base = -sums[begin]
                    if begin and starts[begin] >= allowed[begin]:
                        base += self.weights.stagger
                    shortest = begin + limits.minimum - 1
                    if shortest > last and end > last and self._reaches(officer, shortest):
                        shortest = last
                    longest = min(end, begin + limits.maximum)
                    found[begin] += [
                        (base + sums[stop + 1], Stint(site, begin, stop, False))
                        for stop in range(shortest, longest)
                    ]
                bits &= -1 << end
        return found

    def _reaches(self, officer: int, shortest: int) -> bool:
        """Tell whether the officer stays available up to a year after the last planned one."""
        return self.board.reach[officer] >= shortest - self.board.years + 1


def _bits(posts: tuple[int, ...]) -> int:
    return sum(1 << year for year, number in enumerate(posts) if number)


def _prices(board: Board, weights: Weights, officer: int) -> dict[int, list[int]]:
    """Give, by site, what serving from the first year up to each year weighs."""
    made = {}
    promised = board.promised[officer]
    for site in board.open[officer]:
        cost, sums = board.cost[officer].get(site, 0) - weights.vacant, [0]
        for year in range(board.years):
            kept = weights.changes if (site, year) in promised else 0
            sums.append(sums[-1] + cost - kept)
        made[site] = sums
    return made
