"""Nobody who knows the rule works a masked count out from the others of its table.

Two attackers: one tries every whole number that fits, and even knows which masked counts are
small; one solves the sums as linear equations, on larger tables.
"""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sro_core.masking import Counts, Masked, SmallCells, Zeros, mask

rules = st.builds(SmallCells, st.integers(2, 3), st.sampled_from(Zeros))


@st.composite
def tables(draw, rows: int, columns: int, highest: int) -> Counts:
    height, width = draw(st.integers(1, rows)), draw(st.integers(1, columns))
    line = st.tuples(*[st.integers(0, highest)] * width)
    cells = draw(st.tuples(*[line] * height))
    names = tuple(map(str, range(max(height, width))))
    return Counts(
        "t", names[:height], names[:width], cells, draw(st.booleans()), draw(st.booleans())
    )


def sums(counts: Counts, shown: Masked) -> list[tuple[list[int], int | None]]:
    """Give every published sum: the places it adds up, and what is told of it."""
    places, width = range(len(counts.rows) * len(counts.columns)), len(counts.columns)
    told = [([n for n in places if n // width == r], t) for r, t in enumerate(shown.row_totals)]
    told += [([n for n in places if n % width == c], t) for c, t in enumerate(shown.column_totals)]
    whole = counts.row_totals and counts.column_totals
    return [*told, (list(places), shown.total)] if whole else told


def possible(counts: Counts, shown: Masked, rule: SmallCells) -> list[tuple[int, ...]]:
    """Try every way to fill the masked cells; the attacker knows which of them are small."""
    truth, limit = sum(counts.cells, ()), rule.at_most
    least = 0 if rule.zeros is Zeros.MASKED else 1

    def span(value: int) -> range:
        return range(least, limit + 1) if value <= limit else range(limit + 1, value + 4)

    def fits(way: tuple[int, ...], places: list[int], told: int | None) -> bool:
        total, true = sum(way[n] for n in places), sum(truth[n] for n in places)
        return total == told if told is not None else (total <= limit) == (true <= limit)

    told = zip(sum(shown.cells, ()), truth, strict=True)
    body = [[cell] if cell is not None else span(value) for cell, value in told]
    published = sums(counts, shown)
    return [way for way in product(*body) if all(fits(way, *each) for each in published)]


@given(tables(2, 3, 7), rules)
def test_no_masked_count_can_be_worked_out_by_trying_everything(counts, rule):
    shown = mask(counts, rule)
    if {shown.total, *shown.row_totals, *shown.column_totals, *sum(shown.cells, ())} == {None}:
        return  # nothing is told, so nobody can know which counts are small
    ways = possible(counts, shown, rule)
    assert sum(counts.cells, ()) in ways, "what is shown is true"
    cells = [([n], told) for n, told in enumerate(sum(shown.cells, ()))]
    for places, told in (*cells, *sums(counts, shown)):
        if told is None:
            assert len({sum(way[n] for n in places) for way in ways}) > 1, (shown, places)


@given(tables(2, 3, 7), rules)
def test_every_small_count_is_masked(counts, rule):
    shown = mask(counts, rule)
    pairs = [
        pair
        for told, row in zip(shown.cells, counts.cells, strict=True)
        for pair in zip(told, row, strict=True)
    ]
    pairs += zip(shown.row_totals, map(sum, counts.cells), strict=False)
    pairs += zip(shown.column_totals, map(sum, zip(*counts.cells, strict=True)), strict=False)
    for told, value in pairs:
        assert told in (None, value)
        assert told is None or not rule.hides(value)


def solved(equations: list[list[Fraction]], unknowns: int) -> set[int]:
    """Reduce linear equations; give the unknowns that they determine."""
    pivot = 0
    for column in range(unknowns):
        found = next((r for r in range(pivot, len(equations)) if equations[r][column]), None)
        if found is None:
            continue
        equations[pivot], equations[found] = equations[found], equations[pivot]
        lead = equations[pivot][column]
        equations[pivot] = [each / lead for each in equations[pivot]]
        for r, row in enumerate(equations):
            if r != pivot and row[column]:
                factor = row[column]
                equations[r] = [a - factor * b for a, b in zip(row, equations[pivot], strict=True)]
        pivot += 1
    single = [[n for n, each in enumerate(row[:unknowns]) if each] for row in equations]
    return {row[0] for row in single if len(row) == 1}


@given(tables(6, 7, 60), st.sampled_from(Zeros))
def test_the_sums_of_a_large_table_determine_no_masked_count(counts, zeros):
    shown = mask(counts, SmallCells(10, zeros))
    height, width = len(counts.rows), len(counts.columns)
    told = {(r, c): shown.cells[r][c] for r in range(height) for c in range(width)}
    told |= {(r, width): each for r, each in enumerate(shown.row_totals)}
    told |= {(height, c): each for c, each in enumerate(shown.column_totals)}
    if counts.row_totals and counts.column_totals:
        told[height, width] = shown.total
    unknown = [cell for cell, each in told.items() if each is None]
    lines = [[(r, c) for c in range(width + 1)] for r in range(height + 1)]
    lines += [[(r, c) for r in range(height + 1)] for c in range(width + 1)]
    equations = [
        [Fraction(((-1) ** (line.index(cell) == len(line) - 1)) if cell in line else 0)
         for cell in unknown]
        for line in lines
        if all(cell in told for cell in line)
    ]  # fmt: skip
    assert solved(equations, len(unknown)) == set()
