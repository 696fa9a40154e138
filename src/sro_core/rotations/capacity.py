"""How much of some posts one officer can fill at most, whatever the others do."""

from __future__ import annotations

from collections.abc import Iterable

from sro_core.rotations.board import Board

Bits = dict[int, int]  # by site, years as bits
Part = tuple[int, int, int, int]  # site, first year, the year after the last, years as bits

PIN = 1 << 20
"""What a pinned year that is not kept takes away: more than there are years to fill."""


class Capacity:
    """Count for one officer after the other, on one board."""

    def __init__(self, board: Board) -> None:
        """List the tours that each officer could have."""
        self.board = board
        self.tours = [_tours(board, officer) for officer in range(len(board.current))]

    def most(self, officer: int, cells: Bits) -> tuple[int, Bits]:
        """Give the most of some cells that an officer can fill, and one way to fill as many."""
        tours, pins = self.tours[officer], self.board.pinned[officer]
        years, between = self.board.years, self.board.problem.limits.between
        begins: list[list[tuple[int, int, Part]]] = [[] for _ in range(years)]
        for site in sorted(tours) if pins else cells.keys() & tours.keys():
            bits = cells.get(site, 0)
            for part in tours[site]:
                value = (bits & part[3]).bit_count()
                if value or pins:
                    value -= PIN * _pins(pins, part[2], part[2] + between)
                    begins[part[1]].append((value, min(part[2] + between, years), part))
        best = [0] * (years + 1)
        choice: list[tuple[int, Part] | None] = [None] * (years + 1)
        for year in range(years - 1, -1, -1):
            best[year] = best[year + 1] - PIN * (year in pins)
            for value, after, part in begins[year]:
                if value + best[after] > best[year]:
                    best[year], choice[year] = value + best[after], (after, part)
        most, year, first = self._beginning(officer, cells, best)
        filled: Bits = {} if first is None else {first[0]: first[1]}
        while year < years:
            taken = choice[year]
            if taken is None:
                year += 1
                continue
            year, (site, _, _, span) = taken
            filled[site] = filled.get(site, 0) | span
        return max(most, 0), filled

    def _beginning(
        self, officer: int, cells: Bits, best: list[int]
    ) -> tuple[int, int, tuple[int, int] | None]:
        """Give the most, the year in which the officer is free, and the tour gone on with."""
        years, between = self.board.years, self.board.problem.limits.between
        if self.board.current[officer] is None:
            return best[0], 0, None
        pins = self.board.pinned[officer]
        start = min(between, years)
        most, year, first = best[start] - PIN * _pins(pins, 0, start), start, None
        for stint in self.board.stints(officer):
            if stint.continues:
                after = stint.last + 1
                start = min(after + between, years)
                bits = (1 << after) - 1
                value = (cells.get(stint.site, 0) & bits).bit_count() + best[start]
                value -= PIN * _pins(pins, after, start)
                if value > most:
                    most, year, first = value, start, (stint.site, bits)
        return most, year, first


def _pins(pins: Iterable[int], first: int, after: int) -> int:
    return sum(first <= year < after for year in pins)


def _tours(board: Board, officer: int) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = {}
    for site, first, last, continues in board.stints(officer):
        mine = found.setdefault(site, [])
        if not continues:
            mine.append((site, first, last + 1, (1 << last + 1) - (1 << first)))
    return found
