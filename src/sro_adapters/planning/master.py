"""The linear programme over the columns generated so far, and the prices it gives to rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import highspy
import numpy as np

from sro_adapters.planning.columns import STAGGER, Columns, Floats, Ints
from sro_adapters.planning.solver import Interrupted, listen, quiet

EPS = 1e-6
TIGHT = 1e-5
INF = highspy.kHighsInf
FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible
MOST = 3
"""So many columns of one officer are taken in at a time at most."""


class Master:
    """Hold what is true of every level: rows, their limits, which columns are still alive.

    Beside columns there is one excess a district's year: the starts above the share. Levels
    that are settled show in four ways: columns that are dead, rows that must be full, excess
    that must be nothing, and rows of their own that hold a level at its value.
    """

    def __init__(self, columns: Columns, stop: Callable[[], bool]) -> None:
        """Begin with all columns alive and none taken in."""
        self.columns, self.rows, self.stop = columns, columns.rows, stop
        self.alive = np.ones(len(columns), bool)
        self.taken = np.zeros(len(columns), bool)
        self.inside: Ints = np.zeros(0, np.int32)
        self.lower, self.upper = self._limits()
        self.excess_upper = np.full(self.rows.districts * self.rows.years, INF)
        self.held: list[tuple[int, int]] = []  # level, and the value it is held at
        self.highs = quiet()
        self.built = False
        self.rounds = 0
        self._stretch()

    def _limits(self) -> tuple[Floats, Floats]:
        board, rows = self.columns.board, self.rows
        lower, upper = np.full(rows.count, -INF), np.ones(rows.count)
        lower[rows.first_current : rows.first_site] = 1
        for officer, pins in enumerate(board.pinned):
            for year in pins:
                lower[officer * rows.years + year] = 1
        posts = [number for site in board.posts for number in site]
        upper[rows.first_site : rows.first_district] = posts
        upper[rows.first_district :] = [each for place in board.starts_allowed for each in place]
        return lower, upper

    def _stretch(self) -> None:
        """Find where each column's prices stand in flat tables of running sums."""
        c, rows = self.columns, self.rows
        wide = rows.years + 1
        self._busy_from = (c.officer * wide + c.first).astype(np.int32)
        self._busy_to = (c.officer * wide + c.until).astype(np.int32)
        site = np.where(c.site < 0, rows.sites, c.site)
        self._post_from = (site * wide + c.first).astype(np.int32)
        self._post_to = (site * wide + c.last + 1).astype(np.int32)
        nothing = rows.districts * rows.years
        district = np.array([*self.columns.board.district, 0], np.int32)[site]
        self._start = np.where(c.starts, district * rows.years + c.first, nothing).astype(np.int32)
        which = np.where(c.continues, c.incumbent[c.officer], -1)
        self._current = np.where(which < 0, rows.current, which).astype(np.int32)

    # ------------------------------------------------------------------ prices

    def reduced(self, level: int, prices: Floats) -> Floats:
        """Give what each column would still save or cost at these prices of rows."""
        rows, years = self.rows, self.rows.years
        busy = _sums(prices[: rows.first_current].reshape(rows.officers, years))
        posts = prices[rows.first_site : rows.first_district].reshape(rows.sites, years)
        filled = _sums(np.vstack([posts, np.zeros((1, years))]))
        starts = np.append(prices[rows.first_district : rows.count], 0.0)
        current = np.append(prices[rows.first_current : rows.first_site], 0.0)
        left: Floats = self.columns.costs[level].astype(np.float64)
        left -= busy[self._busy_to] - busy[self._busy_from]
        left -= filled[self._post_to] - filled[self._post_from]
        left -= starts[self._start]
        left -= current[self._current]
        for n, (held, _) in enumerate(self.held):
            price = prices[rows.count + n]
            if price and held != STAGGER:
                left -= price * self.columns.costs[held]
        return left

    # ------------------------------------------------------------------ the programme

    def entries(self, chosen: Ints) -> tuple[Ints, Ints, Floats]:
        """Give chosen columns as a sparse matrix: starts, rows, values."""
        c, rows = self.columns, self.rows
        officer, site = c.officer[chosen], c.site[chosen]
        first, until, last = c.first[chosen], c.until[chosen], c.last[chosen]
        place = np.arange(len(chosen), dtype=np.int32)
        busy, year = _spread(first, until - first)
        parts: list[tuple[Any, Any]] = [(place[busy], officer[busy] * rows.years + year)]
        serves, year = _spread(first, last - first + 1)
        parts.append((place[serves], rows.first_site + site[serves] * rows.years + year))
        begins = np.flatnonzero(self._start[chosen] < rows.districts * rows.years)
        parts.append((begins, rows.first_district + self._start[chosen][begins]))
        going = np.flatnonzero(self._current[chosen] < rows.current)
        parts.append((going, rows.first_current + self._current[chosen][going]))
        values = [np.ones(len(each)) for each, _ in parts]
        for n, (level, _) in enumerate(self.held):
            costs = c.costs[level][chosen]
            some = np.flatnonzero(costs)
            parts.append((some, np.full(len(some), rows.count + n)))
            values.append(costs[some].astype(np.float64))
        of = np.concatenate([part[0] for part in parts])
        row = np.concatenate([part[1] for part in parts])
        order = np.argsort(of, kind="stable")
        begin = np.searchsorted(of[order], np.arange(len(chosen) + 1))
        return (
            begin.astype(np.int32), row[order].astype(np.int32), np.concatenate(values)[order]
        )  # fmt: skip

    def model(self, chosen: Ints, level: int, *, whole: bool) -> Any:
        """Build the programme of chosen columns and the excesses, for one level."""
        rows = self.rows
        begin, index, value = self.entries(chosen)
        excess = rows.districts * rows.years
        held = [rows.count + n for n, (each, _) in enumerate(self.held) if each == STAGGER]
        first = rows.first_district + np.arange(excess, dtype=np.int32)
        each = 1 + len(held)
        excess_rows = np.empty((excess, each), np.int32)
        excess_rows[:, 0], excess_rows[:, 1:] = first, held
        excess_values = np.ones((excess, each))
        excess_values[:, 0] = -1
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = excess + len(chosen), rows.count + len(self.held)
        lp.col_cost_ = self.costs(level, chosen)
        lp.col_lower_ = np.zeros(lp.num_col_)
        lp.col_upper_ = np.append(self.excess_upper, np.full(len(chosen), 1.0 if whole else INF))
        lp.row_lower_ = np.append(self.lower, np.full(len(self.held), -INF))
        lp.row_upper_ = np.append(self.upper, [float(value) for _, value in self.held])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        starts = each * np.arange(excess, dtype=np.int32)
        lp.a_matrix_.start_ = np.append(starts, each * excess + begin)
        lp.a_matrix_.index_ = np.append(excess_rows.ravel(), index)
        lp.a_matrix_.value_ = np.append(excess_values.ravel(), value)
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
        return lp

    def costs(self, level: int, chosen: Ints) -> Floats:
        """Give the costs of the excesses and of chosen columns on a level."""
        excess = np.full(self.rows.districts * self.rows.years, float(level == STAGGER))
        return np.append(excess, self.columns.costs[level][chosen].astype(np.float64))

    def take(self, chosen: Ints) -> None:
        """Take columns in; the programme is built anew when it is next solved."""
        more = chosen[~self.taken[chosen]]
        self.taken[more] = True
        self.inside = np.append(self.inside, more).astype(np.int32)
        self.built = False

    def relax(self, level: int, *, enough: float = -INF) -> Relaxed:
        """Solve the programme over all columns that are alive, generating those it needs.

        Args:
            level: what to make least.
            enough: a value known to be the least there can be; once reached, the work ends.

        Raises:
            Interrupted: time was up; `bound` has what was proven by then.
        """
        if not self.built:
            self.inside = self.inside[self.alive[self.inside]]
            self.taken = np.zeros(len(self.columns), bool)
            self.taken[self.inside] = True
            self.highs = quiet()
            listen(self.highs, self.stop)
            self.highs.passModel(self.model(self.inside, level, whole=False))
            self.built = True
        else:
            self._push(level)
        while True:
            self.rounds += 1
            value, prices = self._solved()
            if value <= enough + EPS:
                return Relaxed(value, None)
            left = self.reduced(level, prices)
            left[~self.alive] = INF
            wanted = self._wanted(left)
            if not len(wanted):
                return Relaxed(value, left, prices, *self._used())
            self._add(level, wanted)

    def _push(self, level: int) -> None:
        """Bring the solver's programme up to date, so that it goes on from where it stands."""
        costs = self.costs(level, self.inside)
        every = np.arange(len(costs), dtype=np.int32)
        upper = np.append(self.excess_upper, np.where(self.alive[self.inside], INF, 0.0))
        self.highs.changeColsCost(len(costs), every, costs)
        self.highs.changeColsBounds(len(costs), every, np.zeros(len(costs)), upper)
        lp = self.highs.getLp()
        was_lower, was_upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
        count = self.rows.count
        for row in np.flatnonzero(
            (was_lower[:count] != self.lower) | (was_upper[:count] != self.upper)
        ):
            self.highs.changeRowBounds(int(row), self.lower[row], self.upper[row])
        for n in range(len(was_lower) - count, len(self.held)):
            which, value = self.held[n]
            row_costs = self.costs(which, self.inside)
            some = np.flatnonzero(row_costs).astype(np.int32)
            self.highs.addRow(-INF, float(value), len(some), some, row_costs[some])

    def settle(self, level: int, value: int, relaxed: Relaxed) -> None:
        """Hold a level at a value from now on.

        Where the programme came to just that value, its prices say all: what would cost
        anything is dead, and what has a price is used up. Else the level gets a row, and only
        what would cost more than the difference is dead.
        """
        if relaxed.left is None or relaxed.prices is None:
            self._hold(level, value)
            return
        gap = value - relaxed.value
        self.alive &= relaxed.left <= gap + TIGHT
        if gap > TIGHT:
            self._hold(level, value)
            return
        prices = relaxed.prices[: self.rows.count]
        full, least = prices < -TIGHT, prices > TIGHT
        self.lower = np.where(full, self.upper, self.lower)
        self.upper = np.where(least, self.lower, self.upper)
        held = [
            relaxed.prices[self.rows.count + n]
            for n, (x, _) in enumerate(self.held)
            if x == STAGGER
        ]
        excess = float(level == STAGGER) + prices[self.rows.first_district :] - sum(held)
        self.excess_upper[excess > TIGHT] = 0
        if np.any(relaxed.prices[self.rows.count :] < -TIGHT):
            self._hold(level, value)  # a held level would have to stay exactly where it is

    def _hold(self, level: int, value: int) -> None:
        """Hold a level as plainly as can be: by full posts, no excess, dead tours, or a row."""
        rows = self.rows
        if level == 0 and value == -self.upper[rows.first_site : rows.first_district].sum():
            posts = slice(rows.first_site, rows.first_district)
            self.lower[posts] = self.upper[posts]
        elif level == STAGGER and value == 0:
            self.excess_upper[:] = 0
        elif value == 0 and self.columns.costs[level].min(initial=0) >= 0:
            self.alive &= self.columns.costs[level] == 0
        else:
            self.held.append((level, value))

    def whole(self, level: int, chosen: Ints) -> tuple[int, list[int]] | None:
        """Find the best choice of whole columns among some; None where there is no choice.

        Raises:
            Interrupted: time was up, with the best choice found by then.
        """
        highs = quiet()
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 0.99)  # costs are whole numbers
        highs.passModel(self.model(chosen, level, whole=True))
        listen(highs, self.stop)
        highs.run()
        status = highs.getModelStatus()
        found = None
        if highs.getInfo().primal_solution_status == FEASIBLE:
            values = np.array(highs.getSolution().col_value)
            picked = values[len(self.excess_upper) :] > 0.5  # noqa: PLR2004 # whole up to rounding
            found = round(highs.getInfo().objective_function_value), chosen[picked].tolist()
        if status == highspy.HighsModelStatus.kOptimal:
            return found
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        raise Interrupted(found)

    def _solved(self) -> tuple[float, Floats]:
        self.highs.run()
        if self.stop():
            raise Interrupted
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(str(self.highs.getModelStatus()))
        solution = self.highs.getSolution()
        return self.highs.getObjectiveValue(), np.array(solution.row_dual)

    def _used(self) -> tuple[Ints, bool]:
        """Give the columns that the solution takes something of, and whether all of each."""
        shares = np.array(self.highs.getSolution().col_value)[len(self.excess_upper) :]
        some = shares > EPS
        return self.inside[some], bool(np.all(shares[some] > 1 - EPS))

    def _wanted(self, left: Floats) -> Ints:
        """Choose the best columns not taken in that would help, a few an officer."""
        found = np.flatnonzero((left < -EPS) & ~self.taken)
        order = np.lexsort((left[found], self.columns.officer[found]))
        found = found[order]
        officer = self.columns.officer[found]
        begins = np.searchsorted(officer, officer)
        return found[np.arange(len(found)) - begins < MOST].astype(np.int32)

    def _add(self, level: int, chosen: Ints) -> None:
        begin, index, value = self.entries(chosen)
        costs = self.columns.costs[level][chosen].astype(np.float64)
        nothing, any_number = np.zeros(len(chosen)), np.full(len(chosen), INF)
        self.highs.addCols(
            len(chosen), costs, nothing, any_number, len(index), begin[:-1], index, value
        )
        self.taken[chosen] = True
        self.inside = np.append(self.inside, chosen).astype(np.int32)


@attrs.frozen(eq=False)
class Relaxed:
    """What the programme came to.

    Attributes:
        value: the least value.
        left: by column, what it would cost to use it; None where the least value was known.
        prices: of rows.
        used: the columns that the solution takes something of.
        whole: it takes all of each of them, so that it is a plan.
    """

    value: float
    left: Floats | None
    prices: Floats | None = None
    used: Ints = attrs.field(factory=lambda: np.zeros(0, np.int32))
    whole: bool = False


def _sums(table: Floats) -> Floats:
    """Give running sums along each row, with a zero before, as one flat array."""
    made = np.zeros((table.shape[0], table.shape[1] + 1))
    np.cumsum(table, axis=1, out=made[:, 1:])
    return made.ravel()


def _spread(first: Ints, number: Ints) -> tuple[Ints, Ints]:
    """Give for each item its place, once a year, and the year."""
    total = int(number.sum())
    item = np.repeat(np.arange(len(number), dtype=np.int32), number)
    before = np.cumsum(number) - number
    year = np.arange(total, dtype=np.int32) - np.repeat(before, number) + np.repeat(first, number)
    return item, year.astype(np.int32)
