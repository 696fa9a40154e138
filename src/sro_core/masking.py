"""Masking of published counts of people, so that no small number can be read or worked out.

A count of ``at_most`` or fewer is masked, and with it as many others as it takes that none can be
worked out from the rest of its table, its totals and the knowledge which masked counts are small.
A table guards itself only: a count stands in one published table, and a table is published by
itself or in a pool, never both.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import attrs

from sro_core.errors import BadValue

MARK = "*"
_WHOLE = 100  # per cent


class Zeros(StrEnum):
    """Whether a count of nobody is shown; it tells of everybody in its group."""

    MASKED = "masked"
    SHOWN = "shown"


@attrs.frozen
class SmallCells:
    """Say which counts are too small to publish, and when tables merge.

    Attributes:
        at_most: counts up to this one are masked.
        zeros: whether a count of nobody is.
        merge_above_percent: a table of which more cells than this are masked merges with its
            neighbor.
    """

    at_most: int
    zeros: Zeros = Zeros.MASKED
    merge_above_percent: int = 50

    def __attrs_post_init__(self) -> None:
        """Refuse a limit that leaves nothing to be uncertain about."""
        if self.at_most < 2:  # noqa: PLR2004 - of "one or none" zeros shown would leave one
            raise BadValue("at_most", f"{self.at_most} masks nobody", "give 2 or more")
        if not 0 <= self.merge_above_percent <= _WHOLE:
            raise BadValue(
                "merge_above_percent", f"{self.merge_above_percent} is no percentage of cells"
            )

    def hides(self, count: int) -> bool:
        """Tell whether a count is masked for its own sake."""
        return count <= self.at_most and (count > 0 or self.zeros is Zeros.MASKED)


@attrs.frozen
class Counts:
    """Hold a table of counts of people, before masking.

    Attributes:
        title: what is counted.
        rows, columns: the headings.
        cells: a tuple a row.
        row_totals, column_totals: whether those sums are published. They are sums: where one
            person may stand in two rows, publish no totals of columns.

    >>> table = Counts("contacts", ("HIGH", "MIDDLE"), ("met", "cited"), ((40, 3), (25, 12)))
    >>> table.total
    80
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    row_totals: bool = True
    column_totals: bool = True

    def __attrs_post_init__(self) -> None:
        """Refuse cells that do not fit the headings, and counts below zero."""
        fits = len(self.cells) == len(self.rows)
        if not fits or any(len(row) != len(self.columns) for row in self.cells):
            raise BadValue(f"table {self.title!r}", "its cells do not fit its headings")
        for names in (self.rows, self.columns):
            if len(set(names)) != len(names):
                raise BadValue(f"table {self.title!r}", "a heading stands twice")
        if any(cell < 0 for row in self.cells for cell in row):
            raise BadValue(f"table {self.title!r}", "a count is below zero")

    @property
    def total(self) -> int:
        """The sum of all cells."""
        return sum(map(sum, self.cells))


@attrs.frozen
class Masked:
    """Hold a table as it may be published; None is a masked count.

    Attributes:
        title, rows, columns: as of the counts.
        cells, row_totals, column_totals: what may be shown; totals not published are empty.
        total: of everything; None too where not both kinds of totals are published.
        note: what the mark means, to stand below the table.
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    note: str

    @property
    def masked_percent(self) -> int:
        """The share of cells that are masked, in whole per cent, rounded up."""
        cells = [cell for row in self.cells for cell in row]
        return -(-_WHOLE * cells.count(None) // len(cells)) if cells else 0

    def lines(self) -> tuple[tuple[str, ...], ...]:
        """Give the table as text, headings and totals included, masked counts as the mark."""
        totals = [*self.row_totals, self.total] if self.row_totals else []
        body = [*self.cells, self.column_totals] if self.column_totals else [*self.cells]
        names = (*self.rows, "total") if self.column_totals else self.rows
        lines = [("", *self.columns, *(["total"] if totals else []))]
        for n, (name, row) in enumerate(zip(names, body, strict=True)):
            cells = (*row, totals[n]) if totals else row
            lines.append((name, *(MARK if each is None else f"{each:,}" for each in cells)))
        return tuple(lines)


def mask(counts: Counts, rule: SmallCells) -> Masked:
    """Mask a table.

    >>> table = Counts("contacts", ("HIGH", "MIDDLE"), ("met", "cited"), ((40, 3), (25, 12)))
    >>> mask(table, SmallCells(10)).cells
    ((None, None), (None, None))
    >>> mask(attrs.evolve(table, column_totals=False), SmallCells(10)).cells
    ((None, None), (25, 12))
    """
    grid = _Grid.of(counts, rule)
    hidden = grid.hidden()
    rows, columns = len(counts.rows), len(counts.columns)

    def shown(row: int, column: int) -> int | None:
        return None if (row, column) in hidden else grid.values[row, column]

    return Masked(
        counts.title,
        counts.rows,
        counts.columns,
        tuple(tuple(shown(r, c) for c in range(columns)) for r in range(rows)),
        tuple(shown(r, columns) for r in range(rows)) if counts.row_totals else (),
        tuple(shown(rows, c) for c in range(columns)) if counts.column_totals else (),
        shown(rows, columns),
        f"{MARK} {rule.at_most} or fewer, or masked so that such a number cannot be worked out"
        if hidden - grid.free
        else "",
    )


def pooled(tables: Sequence[Counts], title: str = "") -> Counts:
    """Add tables with the same headings up into one.

    Raises:
        BadValue: their headings differ, or there are none.
    """
    if not tables:
        raise BadValue("pool of tables", "it is empty", "give at least one table")
    first = tables[0]
    for each in tables:
        if (each.rows, each.columns) != (first.rows, first.columns):
            raise BadValue(f"table {each.title!r}", f"its headings are not those of {first.title}")
    cells = tuple(
        tuple(map(sum, zip(*row, strict=True)))
        for row in zip(*(each.cells for each in tables), strict=True)
    )
    name = title or " and ".join(each.title for each in tables)
    return attrs.evolve(first, title=name, cells=cells)


def merged(counts: Counts, groups: Mapping[str, Iterable[str]]) -> Counts:
    """Merge rows of a table into fewer; rows of no group stay as they are, in their place.

    Args:
        counts: the table.
        groups: the new heading to the rows that it takes in.
    """
    into = {old: new for new, olds in groups.items() for old in olds}
    unknown = sorted(set(into) - set(counts.rows))
    if unknown:
        raise BadValue(f"table {counts.title!r}", f"it has no row {unknown[0]!r}")
    sums: dict[str, tuple[int, ...]] = {}
    for name, row in zip(counts.rows, counts.cells, strict=True):
        new = into.get(name, name)
        sums[new] = (
            tuple(a + b for a, b in zip(sums[new], row, strict=True)) if new in sums else row
        )
    return attrs.evolve(counts, rows=tuple(sums), cells=tuple(sums.values()))


def published(tables: Iterable[Counts], rule: SmallCells) -> tuple[Masked, ...]:
    """Mask tables with the same headings; where too much of one is masked, neighbors merge.

    Args:
        tables: of neighboring periods or places, in order; no person's count stands in two.
        rule: which counts are masked, and when tables merge.
    """
    left = list(tables)
    while True:
        masks = [mask(each, rule) for each in left]
        poor = [n for n, one in enumerate(masks) if one.masked_percent > rule.merge_above_percent]
        if not poor or len(left) == 1:
            return tuple(masks)
        first = min(poor[0], len(left) - 2)
        left[first : first + 2] = [pooled(left[first : first + 2])]


def mask_columns(counts: Counts, rule: SmallCells) -> Masked:
    """Mask a table of neighboring periods; where too much is masked, show their sum alone.

    >>> years = Counts("contacts", ("met", "cited"), ("2025-26", "2026-27"), ((9, 31), (8, 11)))
    >>> mask_columns(years, SmallCells(10)).columns
    ('2025-26 to 2026-27',)
    """
    masks = mask(counts, rule)
    if masks.masked_percent <= rule.merge_above_percent or len(counts.columns) == 1:
        return masks
    name = f"{counts.columns[0]} to {counts.columns[-1]}" if counts.columns else "none"
    cells = tuple((sum(row),) for row in counts.cells)
    return mask(attrs.evolve(counts, columns=(name,), cells=cells, row_totals=False), rule)


_Cell = tuple[int, int]
_Node = tuple[bool, int]  # a column or not, and its place


@attrs.frozen
class _Grid:
    """Hold a table with its totals as one grid in which every line adds up to zero.

    Totals count negative, so that a change which keeps all sums runs around a cycle: up in one
    cell of a line, down in another. A masked cell cannot be worked out exactly where such a
    cycle leads through it, over masked cells that may go that way. (The sums form a network, so
    whole numbers need no further look.)
    """

    values: Mapping[_Cell, int]
    rule: SmallCells
    height: int
    width: int
    free: frozenset[_Cell]

    @classmethod
    def of(cls, counts: Counts, rule: SmallCells) -> _Grid:
        """Lay the totals beside the cells; those not published bind nobody."""
        height, width = len(counts.rows), len(counts.columns)
        sums = [(*row, sum(row)) for row in counts.cells]
        columns = tuple(map(sum, zip(*sums, strict=True))) if sums else (0,) * (width + 1)
        grid = enumerate((*sums, columns))
        values = {(r, c): value for r, row in grid for c, value in enumerate(row)}
        free = {(r, width) for r in range(height) if not counts.row_totals}
        free |= {(height, c) for c in range(width) if not counts.column_totals}
        if free:
            free.add((height, width))
        return cls(values, rule, height, width, frozenset(free))

    def hidden(self) -> frozenset[_Cell]:
        """Choose the cells to mask: the small ones, then the cheapest that guard them."""
        small = {cell for cell, value in self.values.items() if self.rule.hides(value)}
        hidden = small | self.free
        for cell in sorted(small - self.free):
            if self._guarded(cell, hidden):
                continue
            guards = self._guards(cell, hidden)
            if guards is None:  # nothing of the table is shown, not even which counts are small
                return frozenset(self.values)
            hidden |= guards
        return frozenset(hidden)

    def _guarded(self, cell: _Cell, hidden: set[_Cell]) -> bool:
        only = dict.fromkeys(hidden, 0)
        return any(self._way(cell, only, up=up) is not None for up in (True, False))

    def _guards(self, cell: _Cell, hidden: set[_Cell]) -> set[_Cell] | None:
        """Find what must be masked too, at the least loss: few cells, and body before totals."""
        high = max(self.values.values()) + 1
        costs = {
            each: 0 if each in hidden else value + high * (1 + 3 * self._margins(each))
            for each, value in self.values.items()
            if each in hidden or value > self.rule.at_most
        }
        ways = [self._way(cell, costs, up=up) for up in (True, False)]
        found = [each for each in ways if each is not None]
        return set(min(found)[1]) if found else None

    def _margins(self, cell: _Cell) -> int:
        return (cell[0] == self.height) + (cell[1] == self.width)

    def _way(
        self, cell: _Cell, costs: Mapping[_Cell, int], *, up: bool
    ) -> tuple[int, tuple[_Cell, ...]] | None:
        """Find the cheapest cycle on which the cell goes up (or down) by one; None where none."""
        if not self._may(cell, up=up):
            return None
        sign = up == (self._margins(cell) != 1)  # the way its line moves
        row, column = (False, cell[0]), (True, cell[1])
        start, goal = (column, row) if sign else (row, column)
        best: dict[_Node, int] = {}
        queue: list[tuple[int, _Node, tuple[_Cell, ...]]] = [(0, start, ())]
        while queue:
            cost, node, way = heapq.heappop(queue)
            if node == goal:
                return cost, way
            if node in best:
                continue
            best[node] = cost
            for other, over in self._steps(node):
                if over != cell and over in costs and other not in best:
                    moves_up = (not node[0]) == (self._margins(over) != 1)
                    if self._may(over, up=moves_up):
                        heapq.heappush(queue, (cost + costs[over], other, (*way, over)))
        return None

    def _steps(self, node: _Node) -> Iterator[tuple[_Node, _Cell]]:
        is_column, place = node
        for n in range(self.height + 1 if is_column else self.width + 1):
            yield (not is_column, n), (n, place) if is_column else (place, n)

    def _may(self, cell: _Cell, *, up: bool) -> bool:
        """Tell whether a masked cell could be one more (or less), knowing whether it is small."""
        value, limit = self.values[cell], self.rule.at_most
        if cell in self.free:
            return up or value > 0
        if up:
            return value != limit
        least = 0 if self.rule.zeros is Zeros.MASKED else 1
        return value not in (least, limit + 1)
