"""Counts of people are masked where they are small, and where they would give a small one away."""

import pytest

from sro_core.errors import BadValue
from sro_core.masking import Counts, Masked, SmallCells, Zeros, mask, merged, pooled, published

TEN = SmallCells(10)
SHOWN = SmallCells(10, Zeros.SHOWN)


def counts(*cells: tuple[int, ...], title: str = "contacts", **settings: bool) -> Counts:
    rows = tuple(f"r{n}" for n in range(len(cells)))
    columns = tuple(f"c{n}" for n in range(len(cells[0])))
    return Counts(title, rows, columns, cells, **settings)


def masked(*cells: tuple[int, ...], rule: SmallCells = TEN, **settings: bool) -> Masked:
    return mask(counts(*cells, **settings), rule)


def test_ten_is_masked_and_eleven_is_not():
    assert masked((10, 40), row_totals=False, column_totals=False).cells == ((None, 40),)
    assert masked((11, 40), row_totals=False, column_totals=False).cells == ((11, 40),)


def test_a_table_without_small_counts_is_shown_whole_and_without_a_note():
    shown = masked((11, 40), (25, 12))
    assert shown.cells == ((11, 40), (25, 12))
    assert (shown.row_totals, shown.column_totals, shown.total) == ((51, 37), (36, 52), 88)
    assert (shown.masked_percent, shown.note) == (0, "")


def test_one_small_count_takes_a_rectangle_with_it():
    shown = masked((3, 40, 50), (25, 60, 70), (80, 90, 99))
    assert shown.cells == ((None, None, 50), (None, None, 70), (80, 90, 99))
    assert shown.total == 517
    assert shown.masked_percent == 45
    assert shown.note.startswith("* 10 or fewer")


def test_the_cheapest_guard_is_taken():
    shown = masked((3, 400, 12), (500, 600, 11))
    assert shown.cells == ((None, 400, None), (None, 600, None))


def test_a_small_total_is_masked_like_any_count():
    assert masked((2, 3)).total is None


def test_zeros_are_masked_unless_the_rule_shows_them():
    open_table = {"row_totals": False, "column_totals": False}
    assert masked((0, 40), **open_table).cells == ((None, 40),)
    assert masked((0, 40), rule=SHOWN, **open_table).cells == ((0, 40),)


def test_full_small_counts_do_not_follow_from_their_sum():
    """Two tens that add up to twenty: who knows that both are small would know both."""
    assert masked((10, 10), (50, 60)).row_totals[0] is None


def test_totals_that_are_not_published_bind_nobody():
    shown = masked((3, 40), (25, 60), column_totals=False)
    assert shown.cells == ((None, None), (25, 60))
    assert shown.column_totals == ()
    assert shown.total is None


def test_text_marks_what_is_masked_and_has_no_line_for_unpublished_totals():
    shown = masked((3, 40), (25, 6000), column_totals=False)
    assert shown.lines() == (
        ("", "c0", "c1", "total"), ("r0", "*", "*", "43"), ("r1", "25", "6,000", "6,025"),
    )  # fmt: skip
    assert masked((11, 40)).lines()[-1] == ("total", "11", "40", "51")


def test_a_table_of_nothing_is_masked_whole():
    assert masked((0, 0), (0, 0)).masked_percent == 100


def test_tables_with_too_much_masked_merge_with_their_neighbor():
    first, second = counts((3, 40), title="2024-25"), counts((9, 70), title="2025-26")
    rich = counts((44, 50), title="2026-27")
    shown = published([first, second, rich], TEN)
    assert [one.title for one in shown] == ["2024-25 and 2025-26", "2026-27"]
    assert shown[0].cells == ((12, 110),)


def test_the_last_table_merges_with_the_one_before_it():
    rich, poor = counts((44, 50), title="2025-26"), counts((3, 40), title="2026-27")
    assert [one.title for one in published([rich, poor], TEN)] == ["2025-26 and 2026-27"]


def test_a_single_poor_table_is_published_masked():
    assert [one.masked_percent for one in published([counts((3, 4))], TEN)] == [100]
    assert published([], TEN) == ()


def test_rows_merge_into_groups_in_place():
    table = counts((1, 2), (30, 40), (5, 6))
    assert merged(table, {"others": ("r0", "r2")}).cells == ((6, 8), (30, 40))
    assert merged(table, {"others": ("r0", "r2")}).rows == ("others", "r1")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: counts((1, -1)),
        lambda: Counts("t", ("a",), ("b", "b"), ((1, 2),)),
        lambda: Counts("t", ("a",), ("b",), ((1, 2),)),
        lambda: pooled([]),
        lambda: pooled([counts((1, 2)), counts((1, 2, 3))]),
        lambda: merged(counts((1, 2)), {"x": ("nothing",)}),
        lambda: SmallCells(1),
        lambda: SmallCells(10, merge_above_percent=101),
    ],
)
def test_what_is_no_table_or_no_limit_is_refused(wrong):
    with pytest.raises(BadValue):
        wrong()
