"""Every tour that any officer could have, as arrays: the columns of the planner on HiGHS.

Beside tours there is a column for each current officer who leaves at once. All columns are kept
here; only those that a solution may need are ever handed to the solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from sro_core.rotations.board import Board, Stint

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

STAGGER = 3
"""The place of stagger among the levels; it is the only one whose cost is no column's."""


@attrs.frozen(eq=False)
class Rows:
    """Number the rows of the linear programme, block by block.

    An officer's year holds one tour or break at most, a current officer does one thing with the
    tour begun before, a site's year holds its posts at most, a district's year its starts.
    """

    officers: int
    years: int
    current: int
    sites: int
    districts: int

    @property
    def first_current(self) -> int:
        """Where the rows of current officers begin, after those of officers' years."""
        return self.officers * self.years

    @property
    def first_site(self) -> int:
        """Where the rows of sites' years begin."""
        return self.first_current + self.current

    @property
    def first_district(self) -> int:
        """Where the rows of districts' years begin."""
        return self.first_site + self.sites * self.years

    @property
    def count(self) -> int:
        """How many there are."""
        return self.first_district + self.districts * self.years


@attrs.frozen(eq=False)
class Columns:
    """Hold the columns as arrays of one length.

    Attributes:
        board: the problem.
        rows: how the rows are numbered.
        officer, site, first, last: the tour; who leaves at once has site -1 and last -1.
        continues: it carries on a tour begun before, or is the leaving.
        until: the first year in which the officer is free again.
        costs: by level, what the column adds to it; stagger is 0, it stands in rows.
        incumbent: by officer, the place among current officers, or -1.
    """

    board: Board
    rows: Rows
    officer: Ints
    site: Ints
    first: Ints
    last: Ints
    continues: NDArray[np.bool_]
    until: Ints
    costs: tuple[Any, ...]
    incumbent: Ints

    @classmethod
    def of(cls, board: Board) -> Columns:
        """List the columns of a problem."""
        officers, years = len(board.current), board.years
        now = [n for n in range(officers) if board.current[n] is not None]
        incumbent = np.full(officers, -1, np.int32)
        incumbent[now] = np.arange(len(now), dtype=np.int32)
        parts = [*_new_tours(board), _going_on(board, now)]
        officer, site, first, last, continues = (
            np.concatenate(each) for each in zip(*parts, strict=True)
        )
        until = np.minimum(last + 1 + board.problem.limits.between, years).astype(np.int32)
        fits = _keeps_pins(board, officer, last, until)
        officer, site, first, last = officer[fits], site[fits], first[fits], last[fits]
        continues, until = continues[fits], until[fits]
        rows = Rows(officers, years, len(now), len(board.posts), len(board.starts_allowed))
        costs = _costs(board, officer, site, first=first, last=last, continues=continues)
        return cls(board, rows, officer, site, first, last, continues, until, costs, incumbent)

    def __len__(self) -> int:
        """Count the columns."""
        return len(self.officer)

    @property
    def starts(self) -> NDArray[np.bool_]:
        """Which columns count as a start in their district."""
        return ~self.continues & (self.first > 0)

    def schedules(self, chosen: Sequence[int]) -> list[tuple[Stint, ...]]:
        """Turn chosen columns into schedules, one an officer."""
        made: list[list[Stint]] = [[] for _ in self.board.current]
        for j in chosen:
            if self.site[j] >= 0:
                stint = Stint(
                    int(self.site[j]), int(self.first[j]), int(self.last[j]),
                    bool(self.continues[j]),
                )  # fmt: skip
                made[self.officer[j]].append(stint)
        return [tuple(sorted(each, key=lambda stint: stint.first)) for each in made]

    def places(self, schedules: Sequence[Sequence[Stint]]) -> list[int]:
        """Find the columns of schedules, the leavings among them."""
        wanted = []
        for officer, stints in enumerate(schedules):
            wanted += [(officer, *stint) for stint in stints]
            if self.incumbent[officer] >= 0 and not any(stint.continues for stint in stints):
                wanted.append((officer, -1, 0, -1, True))
        keys = self._keys(self.officer, self.site, self.first, self.last, self.continues)
        order = np.argsort(keys, kind="stable")
        asked = np.array(wanted, np.int64).reshape(-1, 5).T
        found = np.searchsorted(keys[order], self._keys(*asked))
        return [int(j) for j in order[found]]

    def _keys(self, officer: Any, site: Any, first: Any, last: Any, continues: Any) -> Any:
        sites, years = self.rows.sites + 1, self.rows.years + 1
        key = (np.asarray(officer, np.int64) * sites + site + 1) * years + first
        return (key * years + last + 1) * 2 + continues


def _new_tours(board: Board) -> list[tuple[Any, ...]]:
    """List new tours, all pairs of officer and site at once for each first year and length."""
    limits, years = board.problem.limits, board.years
    pairs = [
        (officer, site, mask)
        for officer, mine in enumerate(board.open)
        for site, mask in sorted(mine.items())
    ]
    officer = np.array([pair[0] for pair in pairs], np.int32)
    site = np.array([pair[1] for pair in pairs], np.int32)
    mask = np.array([pair[2] for pair in pairs], np.uint64)
    reach = np.array(board.reach, np.int32)[officer] if pairs else officer
    parts = []
    for first in range(years):
        for length in range(1, min(limits.maximum, years - first) + 1):
            bits = np.uint64((1 << first + length) - (1 << first))
            able = (mask & bits) == bits
            short = limits.minimum - length
            if short > 0:
                able &= (reach >= short) if first + length == years else False
            chosen = np.flatnonzero(able)
            same = np.full(len(chosen), first, np.int32)
            parts.append(
                (
                    officer[chosen],
                    site[chosen],
                    same,
                    same + (length - 1),
                    np.zeros(len(chosen), bool),
                )
            )
    return parts


def _going_on(board: Board, now: list[int]) -> tuple[Any, ...]:
    """List how long current officers may serve on, and that they leave at once."""
    found = [(officer, -1, 0, -1) for officer in now]
    for officer in now:
        found += [
            (officer, stint.site, 0, stint.last)
            for stint in board.stints(officer)
            if stint.continues
        ]
    arrays = np.array(found, np.int32).reshape(-1, 4).T
    return (*arrays, np.ones(len(found), bool))


def _keeps_pins(board: Board, officer: Ints, last: Ints, until: Ints) -> NDArray[np.bool_]:
    """Tell which columns have no pinned year in the break that follows them."""
    pinned = np.zeros((len(board.pinned) or 1, board.years + 1), np.int32)
    for n, pins in enumerate(board.pinned):
        for year in pins:
            pinned[n, year + 1] = 1
    sums = pinned.cumsum(axis=1)
    return np.asarray(sums[officer, until] == sums[officer, last + 1])


def _costs(
    board: Board, officer: Ints, site: Ints, *, first: Ints, last: Ints, continues: Any
) -> tuple[Any, ...]:
    limits, years = board.problem.limits, board.years
    length = (last - first + 1).astype(np.int32)
    served = np.array([0 if now is None else now.served for now in board.current], np.int32)
    broken = continues & (last < years - 1)
    broken &= served[officer] + last + 1 < limits.minimum if len(officer) else broken
    pairs: dict[tuple[int, int], list[int]] = {}
    for n, mine in enumerate(board.promised):
        for place, year in mine:
            pairs.setdefault((n, place), [0] * (years + 1))[year + 1] = 1
    index = {pair: n + 1 for n, pair in enumerate(pairs)}
    kept = np.array([[0] * (years + 1), *pairs.values()], np.int32).cumsum(axis=1)
    sites = len(board.posts) + 1
    pair_of = np.zeros(len(board.current) * sites, np.int32)
    cost_of = np.zeros(len(board.current) * sites, np.int64)
    for (n, place), where in index.items():
        pair_of[n * sites + place] = where
    for n, costs in enumerate(board.cost):
        for place, cost in costs.items():
            cost_of[n * sites + place] = cost
    pair = officer * sites + np.where(site < 0, sites - 1, site)
    row = pair_of[pair]
    changes = -(kept[row, last + 1] - kept[row, first])
    preference = cost_of[pair] * length.astype(np.int64)
    nothing = np.zeros(len(officer), np.int32)
    return (-length, broken.astype(np.int32), changes.astype(np.int32), nothing, preference)
