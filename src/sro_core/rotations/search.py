"""A good plan of a department of any size, without proof: take some officers out, put them back.

Each step takes a few officers out of the plan and puts them back one by one, each with the best
schedule that the posts still free allow; the new plan stays where it is no worse, and now and
then where only its preference is a little worse. The numbers that choose come from a seed, so
the same steps give the same plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import exp

from sro_core.rotations.board import Board, Stint
from sro_core.rotations.draft import Draft
from sro_core.rotations.weights import Weights

HEAT = 1.5
"""What a plan's preference may be worse by, about, and the change still stays now and then."""
COOLING = 20_000
"""Steps after which the heat, having gone down to nothing, begins anew."""

PROMISES, EMPTY = 2, 4
"""Of six steps the first two begin with a promise not kept, the last two with an empty post."""
LOOKS = 6
"""So many officers are looked at for a promise not kept."""


class Dice:
    """Give seeded whole numbers: a small generator of our own, the same on every machine.

    It is Marsaglia's 64-bit xorshift (Journal of Statistical Software 8(14), 2003).

    >>> dice = Dice(1)
    >>> [dice.below(6) for _ in range(4)]
    [3, 1, 3, 0]
    """

    def __init__(self, seed: int) -> None:
        """Begin with a seed; any whole number will do."""
        self._state = (seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) & (1 << 64) - 1 or 1
        for _ in range(8):
            self.below(2)

    def below(self, limit: int) -> int:
        """Give a number from 0 up to, but not including, the limit."""
        x = self._state
        x ^= x << 13 & (1 << 64) - 1
        x ^= x >> 7
        x ^= x << 17 & (1 << 64) - 1
        self._state = x
        return (x >> 11) % limit


def search(
    board: Board,
    *,
    begin: Iterable[tuple[Stint, ...]] | None,
    seed: int,
    steps: int,
    stop: Callable[[], bool],
    better: Callable[[int, int], None],
) -> tuple[int, list[tuple[Stint, ...]]]:
    """Find a good plan.

    Args:
        board: the problem.
        begin: schedules to begin with, or None.
        seed: of the numbers that choose.
        steps: how many steps to take.
        stop: asked between steps whether to end early.
        better: told the step and the weight of each plan better than all before.

    Returns:
        Its weight and its schedules, one an officer.
    """
    weights, dice = Weights.of(board), Dice(seed)
    draft = Draft(board, weights)
    _begin(draft, begin)
    best, kept = draft.cost, list(draft.schedules)
    better(0, best)
    near = _Neighbours(board)
    if not near.sites:
        return best, kept
    for step in range(steps):
        if step & 15 == 0 and stop():
            break
        heat = HEAT * (1 - step % COOLING / COOLING)
        was, out = draft.cost, near.choose(draft, dice)
        before = [(each, draft.take(each)) for each in out]
        for officer in _shuffled(out, dice):
            draft.put(officer, draft.best(officer))
        if not _stays(draft.cost - was, heat, dice):
            for officer in out:
                draft.take(officer)
            for officer, stints in before:
                draft.put(officer, stints)
        elif draft.cost < best:
            best, kept = draft.cost, list(draft.schedules)
            better(step + 1, best)
    return best, kept


def _stays(change: int, heat: float, dice: Dice) -> bool:
    """Tell whether a changed plan stays; a worse one the less often the worse it is."""
    if change <= 0:
        return True
    return change < 8 * heat and dice.below(1 << 20) < (1 << 20) * exp(-change / heat)


def _begin(draft: Draft, begin: Iterable[tuple[Stint, ...]] | None) -> None:
    """Put everybody into the draft: as told where it fits, then those first who are bound most."""
    board = draft.board
    for officer, stints in enumerate(begin or ()):
        if stints and draft.fits(stints):
            draft.put(officer, stints)
    everybody = [each for each in range(len(board.current)) if not draft.placed[each]]
    everybody.sort(
        key=lambda each: (
            not board.pinned[each],
            not board.promised[each],
            board.current[each] is None,
            sum(mask.bit_count() for mask in board.open[each].values()),
        )
    )
    for officer in everybody:
        draft.put(officer, draft.best(officer))


class _Neighbours:
    """Choose officers who could trade posts: they are open at one site in one year."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.able: list[list[int]] = [[] for _ in board.posts]
        for officer, mine in enumerate(board.open):
            for site in mine:
                self.able[site].append(officer)
        self.sites = [site for site, able in enumerate(self.able) if able]
        self.promised = [
            (officer, [cell for cell in sorted(mine) if board.open[officer].get(cell[0], 0)])
            for officer, mine in enumerate(board.promised)
            if mine
        ]

    def choose(self, draft: Draft, dice: Dice) -> list[int]:
        """Choose two to five officers who could serve at one site, one who serves there first.

        Every third time it begins with somebody whose published tour is lost, if it finds one,
        and who serves there instead; half the other times the site has an empty post.
        """
        chosen: list[int] = []
        sites = self.sites
        which = dice.below(6)
        lost = self._lost(draft, dice) if which < PROMISES else None
        if lost is not None:
            officer, site, year = lost
            chosen = [officer, *self._holding(draft, site, year)]
        else:
            if which >= EMPTY:
                sites = [each for each in sites if draft.free[each]] or sites
            site = sites[dice.below(len(sites))]
            holders = [
                each for each in self.able[site]
                if any(stint.site == site for stint in draft.schedules[each])
            ]  # fmt: skip
            chosen = _shuffled(holders, dice)[: 1 + dice.below(2)]
        able = self.able[site]
        wanted = 2 + dice.below(4)
        for _ in range(3 * wanted):
            if len(chosen) >= wanted:
                break
            other = able[dice.below(len(able))]
            if other not in chosen:
                chosen.append(other)
        return chosen

    def _lost(self, draft: Draft, dice: Dice) -> tuple[int, int, int] | None:
        """Find an officer with a year published and not kept: the officer, the site, the year."""
        for _ in range(LOOKS if self.promised else 0):
            officer, cells = self.promised[dice.below(len(self.promised))]
            stints = draft.schedules[officer]
            lost = [
                (site, year)
                for site, year in cells
                if not any(s.site == site and s.first <= year <= s.last for s in stints)
            ]
            if lost:
                site, year = lost[dice.below(len(lost))]
                return officer, site, year
        return None

    def _holding(self, draft: Draft, site: int, year: int) -> list[int]:
        return [
            each
            for each in self.able[site]
            if any(s.site == site and s.first <= year <= s.last for s in draft.schedules[each])
        ]


def _shuffled(items: list[int], dice: Dice) -> list[int]:
    made = list(items)
    for n in range(len(made) - 1, 0, -1):
        m = dice.below(n + 1)
        made[n], made[m] = made[m], made[n]
    return made
