"""Posts that compete for too few officers: a small set that shows that a post must stay vacant.

A set of post-years shows it if all officers together can fill fewer of them than there are,
each counted alone with the most that any schedule of theirs fills. The search looks at the
year of the vacant post first, then at more and more years around it, and takes away what the
set does not need, until each post left is needed. The plan check counts it again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy

import attrs

from sro_core.rotations.board import Board
from sro_core.rotations.capacity import Bits, Capacity

Cell = tuple[int, int]  # site and year, in positions


SMALL = 12
"""A set of so many posts is small enough: no smaller one is sought for other posts in it."""


@attrs.frozen
class Competition:
    """Post-years that compete, how many officers can fill some of them, and how many they can."""

    cells: frozenset[Cell]
    officers: int
    can_fill: int


class Competitions:
    """Find the posts that compete with each vacant one."""

    def __init__(
        self, board: Board, *, shortage: Iterable[Cell] = (), stop: Callable[[], bool]
    ) -> None:
        """Begin with a set that shows all that must stay vacant, if a planner knows one."""
        self.board, self.stop = board, stop
        everything = dict.fromkeys(range(len(board.posts)), (1 << board.years) - 1)
        self.bases = [everything]
        known = _bits(shortage)
        if known:
            self.bases.insert(0, known)
        self.capacity = Capacity(board)
        self.found: list[Competition] = []
        self.counts: dict[tuple[int, int, int], _Count] = {}

    def of(self, cell: Cell) -> Competition | None:
        """Find a small set with this vacant post that shows that it must stay vacant, or None."""
        known = [each for each in self.found if cell in each.cells]
        best = min(known, key=lambda each: len(each.cells), default=None)
        if best is not None and len(best.cells) <= SMALL:
            return best
        for base, low, high in self._windows(cell):
            if self.stop():
                break
            count = self._counted(base, low, high)
            if count.short() and count.cells.get(cell[0], 0) >> cell[1] & 1:
                count = count.copy()
                count.shrink(cell)
                found = count.competition()
                if best is None or len(found.cells) < len(best.cells):
                    self.found.append(found)
                    best = found
                break
        return best

    def _windows(self, cell: Cell) -> list[tuple[int, int, int]]:
        """List spans of years around a cell, the shortest first, for each base set."""
        years = self.board.years
        return sorted(
            (
                (base, low, high)
                for base in range(len(self.bases))
                for low in range(cell[1] + 1)
                for high in range(cell[1], years)
            ),
            key=lambda each: (each[2] - each[1], each),
        )

    def _counted(self, base: int, low: int, high: int) -> _Count:
        """Count a base set in a span of years, once."""
        key = (base, low, high)
        if key not in self.counts:
            span = (1 << high + 1) - (1 << low)
            cells = {site: bits & span for site, bits in self.bases[base].items() if bits & span}
            self.counts[key] = _Count(self, cells)
        return self.counts[key]


class _Count:
    """Hold one set, what each officer can fill of it, and with which posts."""

    def __init__(self, of: Competitions, cells: Bits) -> None:
        self.of, self.cells = of, cells
        self.mosts = [of.capacity.most(n, cells) for n in range(len(of.board.current))]
        self.can_fill = sum(most for most, _ in self.mosts)
        posts = of.board.posts
        self.needed = sum(posts[site][year] for site, year in _cells(cells))

    def copy(self) -> _Count:
        """Give the same count, to be shrunk."""
        made = copy(self)
        made.mosts = list(self.mosts)
        return made

    def short(self) -> bool:
        """Tell whether officers can fill less than is needed."""
        return self.can_fill < self.needed

    def shrink(self, cell: Cell) -> None:
        """Take away what the set does not need: whole sites first, then single years."""
        others = [site for site in sorted(self.cells) if site != cell[0]]
        for site in others:
            self._drop({site: self.cells[site]})
        for site, year in sorted(_cells(self.cells), key=lambda c: (-abs(c[1] - cell[1]), c)):
            if (site, year) != cell and not self.of.stop():
                self._drop({site: 1 << year})

    def _drop(self, gone: Bits) -> None:
        """Take some cells away if the set still shows a shortage without them."""
        cells = {site: bits & ~gone.get(site, 0) for site, bits in self.cells.items()}
        cells = {site: bits for site, bits in cells.items() if bits}
        posts = self.of.board.posts
        needed = self.needed - sum(posts[site][year] for site, year in _cells(gone))
        changed: dict[int, tuple[int, Bits]] = {}
        can_fill = self.can_fill
        for officer, (most, filled) in enumerate(self.mosts):
            # who filled as many without these cells still can
            if most and any(bits & filled.get(site, 0) for site, bits in gone.items()):
                changed[officer] = self.of.capacity.most(officer, cells)
                can_fill += changed[officer][0] - most
        if can_fill < needed:
            self.cells, self.needed, self.can_fill = cells, needed, can_fill
            for officer, most_filled in changed.items():
                self.mosts[officer] = most_filled

    def competition(self) -> Competition:
        """Give what was found."""
        officers = sum(bool(most) for most, _ in self.mosts)
        return Competition(frozenset(_cells(self.cells)), officers, self.can_fill)


def _bits(cells: Iterable[Cell]) -> Bits:
    made: Bits = {}
    for site, year in cells:
        made[site] = made.get(site, 0) | 1 << year
    return made


def _cells(bits: Bits) -> list[Cell]:
    return [
        (site, year)
        for site, mask in bits.items()
        for year in range(mask.bit_length())
        if mask >> year & 1
    ]
