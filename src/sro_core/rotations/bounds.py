"""What no plan can beat, level by level, by reckoning that is cheap and always holds.

Each bound looks away from something: posts and officers are matched year by year as if tours
had no length, and each officer is planned alone as if every post were free.
"""

from __future__ import annotations

from sro_core.rotations.board import Board
from sro_core.rotations.capacity import Bits, Capacity
from sro_core.rotations.outlook import Outlook


def bounds(board: Board, values: tuple[int, ...]) -> tuple[int, ...]:
    """Give a bound for each level, none above the value of the plan at hand.

    The bound of a level holds for every plan that is as good on all levels before it.
    """
    outlook, capacity = Outlook.of(board), Capacity(board)
    posts, officers = sum(map(sum, board.posts)), range(len(board.current))
    everything = dict.fromkeys(range(len(board.posts)), (1 << board.years) - 1)
    served = sum(capacity.most(officer, everything)[0] for officer in officers)
    kept = sum(capacity.most(officer, _promised(board, officer))[0] for officer in officers)
    vacant = posts - min(sum(outlook.fill), served)
    changes = sum(map(len, board.promised)) + board.lost - min(kept, sum(outlook.kept))
    preference = _wishes(board)
    if values[0] == vacant:  # every plan that counts fills as many posts, and these cost least
        preference = max(preference, sum(outlook.cheapest))
    found = (vacant, forced_breaks(board), changes, 0, preference)
    return tuple(min(pair) for pair in zip(found, values, strict=True))


def forced_breaks(board: Board) -> int:
    """Count the current officers who leave before the minimum whatever is planned."""
    count = 0
    for officer, now in enumerate(board.current):
        if now is not None and board.breaks_tenure(officer, None):
            stays = [stint for stint in board.stints(officer) if stint.continues]
            count += all(board.breaks_tenure(officer, stint) for stint in stays)
    return count


def _promised(board: Board, officer: int) -> Bits:
    made: Bits = {}
    for site, year in board.promised[officer]:
        made[site] = made.get(site, 0) | 1 << year
    return made


def _wishes(board: Board) -> int:
    """Give the least that preference can come to: less than nothing only where a cost is."""
    return sum(
        min(0, *(costs.get(site, 0) for site in mine)) * board.years
        for mine, costs in zip(board.open, board.cost, strict=True)
        if mine
    )
