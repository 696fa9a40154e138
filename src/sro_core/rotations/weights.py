"""The levels of a plan as one whole number that orders plans exactly as the levels do.

Python's whole numbers have no limit, so each level's weight is larger than all that the levels
below it can ever come to. No constant is guessed, nothing is rounded.
"""

from __future__ import annotations

import attrs

from sro_core.rotations.board import Board


@attrs.frozen
class Weights:
    """Say what one unit of a level weighs; a unit of preference weighs 1.

    Attributes:
        vacant, broken, changes, stagger: weights of the levels above preference.
        least: the least that preference can come to, as a number of zero or below.
    """

    vacant: int
    broken: int
    changes: int
    stagger: int
    least: int = 0

    @classmethod
    def of(cls, board: Board) -> Weights:
        """Choose weights by the most that each level can come to."""
        posts = sum(map(sum, board.posts))
        dearest = max((abs(cost) for mine in board.cost for cost in mine.values()), default=0)
        stagger = 2 * dearest * posts + 1
        changes = stagger * (posts + 1)
        broken = changes * (sum(map(len, board.promised)) + board.lost + 1)
        vacant = broken * (len(board.current) + 1)
        return cls(vacant, broken, changes, stagger, -dearest * posts)

    def weigh(self, values: tuple[int, ...]) -> int:
        """Give the number of five levels."""
        vacant, broken, changes, stagger, preference = values
        return (
            vacant * self.vacant
            + broken * self.broken
            + changes * self.changes
            + stagger * self.stagger
            + preference
        )

    def levels(self, weight: int) -> tuple[int, ...]:
        """Give the five levels that a number stands for."""
        rest, made = weight - self.least, []
        for unit in (self.vacant, self.broken, self.changes, self.stagger):
            number, rest = divmod(rest, unit)
            made.append(number)
        return (*made, rest + self.least)
