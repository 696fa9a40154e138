"""Pictures of counts as SVG, each with the same numbers as a table: bars, and hours by weekdays.

A picture is never to be had without its numbers. Every count also stands in words where its
bar or cell is, and the classes differ in lightness, so that nothing hangs on telling colours
apart. A count that is masked (None) is drawn as an empty dashed cell and never as nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import drawsvg
from markupsafe import Markup

WIDTH = 360
MASKED = "masked"
INK, SOFT, LINE = "#1a1d21", "#4a5058", "#8a9099"
CLASSES = (
    ("#ffffff", INK),
    ("#deebf7", INK),
    ("#9ecae1", INK),
    ("#4f9bcb", INK),
    ("#08519c", "#ffffff"),
)
"""Fill and ink of no count at all and of four classes, from few to many."""
BAR = "#2b6ca3"
_DASHED: dict[str, Any] = {"stroke_dasharray": "3 2"}
_LABEL = 44
"""So many characters of a label fit over a bar; the table has all of them."""


@attrs.frozen(kw_only=True)
class Figure:
    """Hold a picture and the numbers it shows.

    Attributes:
        title: what is counted.
        svg: the picture, which stands alone too.
        headings, rows: the same numbers as a table.
        numbers: the places of its columns of numbers.
    """

    title: str
    svg: Markup
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def bars(
    key: str,
    title: str,
    says: str,
    counts: Iterable[tuple[str, int | None]],
    *,
    label: str = "",
    number: str = "Number",
) -> Figure:
    """Draw a bar for each count.

    Args:
        key: names the picture within its page; letters and hyphens.
        title: what is counted.
        says: the picture in a sentence, for whoever does not see it.
        counts: label and count in order; None is masked.
        label: the heading of the table's first column.
        number: and of its second.
    """
    found = tuple(counts)
    most = max((count or 0 for _, count in found), default=0) or 1
    drawn = _drawing(key, title, says, 40 * len(found) + 4)
    for place, (name, count) in enumerate(found):
        top = 40 * place
        shown = name if len(name) <= _LABEL else name[: _LABEL - 1] + "…"
        drawn.append(drawsvg.Text(shown, 13, 0, top + 13, fill=INK))
        room = WIDTH - 64
        if count is None:
            drawn.append(_box(0, top + 18, 24, 15, CLASSES[0][0], **_DASHED))
            drawn.append(drawsvg.Text(MASKED, 13, 30, top + 30, fill=SOFT))
            continue
        long = _rounded(room * count / most)
        if count:
            drawn.append(drawsvg.Rectangle(0, top + 18, long, 15, fill=BAR))
        drawn.append(drawsvg.Text(f"{count:,}", 13, long + 6, top + 30, fill=INK))
    return Figure(
        title=title,
        svg=_text(drawn),
        headings=(label or "What", number),
        rows=tuple((name, _number(count)) for name, count in found),
        numbers=(1,),
    )


def grid(
    key: str,
    title: str,
    says: str,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Mapping[tuple[str, str], int | None],
    corner: str = "",
) -> Figure:
    """Draw a cell for each row and column, such as hours by weekdays.

    Args:
        key: names the picture within its page; letters and hyphens.
        title: what is counted.
        says: the picture in a sentence, for whoever does not see it.
        rows: their labels, in order.
        columns: their labels, in order.
        counts: of row and column; a cell that is not there counts 0, None is masked.
        corner: what the rows are, the heading of the table's first column.
    """
    found = {(row, each): counts.get((row, each), 0) for row in rows for each in columns}
    most = max((count or 0 for count in found.values()), default=0)
    left, high = 10 + 7 * max(map(len, rows), default=0), 26
    wide = (WIDTH - left) / max(1, len(columns))
    below = 22 + high * len(rows)
    drawn = _drawing(key, title, says, below + 44)
    for nth, name in enumerate(columns):
        x = _rounded(left + wide * (nth + 0.5))
        drawn.append(drawsvg.Text(name, 12, x, 14, fill=INK, text_anchor="middle"))
    for down, row in enumerate(rows):
        top = 22 + high * down
        drawn.append(drawsvg.Text(row, 12, left - 6, top + 17, fill=INK, text_anchor="end"))
        for nth, name in enumerate(columns):
            place = (_rounded(left + wide * nth), top, _rounded(wide), high)
            _cell(drawn, found[row, name], most, place)
    _legend(drawn, most, below + 12, masked=None in found.values())
    return Figure(
        title=title,
        svg=_text(drawn),
        headings=(corner or "", *columns),
        rows=tuple((row, *(_number(found[row, each]) for each in columns)) for row in rows),
        numbers=tuple(range(1, len(columns) + 1)),
    )


def _cell(
    drawn: drawsvg.Drawing, count: int | None, most: int, place: tuple[float, int, float, int]
) -> None:
    x, y, wide, high = place
    fill, ink = CLASSES[_class(count, most)]
    inside = (_rounded(x + 1), y + 1, _rounded(wide - 2), high - 2)
    edge: dict[str, Any] = _DASHED if count is None else {}
    drawn.append(_box(*inside, fill, **edge))
    said = "*" if count is None else f"{count:,}" if count else ""
    if said:
        middle = _rounded(x + wide / 2)
        drawn.append(drawsvg.Text(said, 12, middle, y + 17, fill=ink, text_anchor="middle"))


def _class(count: int | None, most: int) -> int:
    """Give the class of a count: 0 for none, then quarters of the largest."""
    return -(-4 * count // most) if count else 0


def _legend(drawn: drawsvg.Drawing, most: int, top: int, *, masked: bool) -> None:
    """Say what the classes are: each with its range of counts."""
    x = 0
    for place, (low, high) in enumerate(_ranges(most), start=1):
        if low > high:
            continue
        said = f"{low:,}" if low == high else f"{low:,}-{high:,}"
        drawn.append(_box(x, top, 14, 14, CLASSES[place][0]))
        drawn.append(drawsvg.Text(said, 12, x + 18, top + 11, fill=INK))
        x += 28 + 7 * len(said)
    drawn.append(drawsvg.Text("empty: none", 12, x, top + 11, fill=SOFT))
    if masked:
        drawn.append(drawsvg.Text(f"*: {MASKED}", 12, x + 84, top + 11, fill=SOFT))


def _ranges(most: int) -> tuple[tuple[int, int], ...]:
    """Give lowest and highest count of each class; the lowest is over the highest if it has none.

    >>> _ranges(10), _ranges(1)
    (((1, 2), (3, 5), (6, 7), (8, 10)), ((1, 0), (1, 0), (1, 0), (1, 1)))
    """
    ends = [most * place // 4 for place in range(5)]
    return tuple((low + 1, high) for low, high in itertools.pairwise(ends))


def _drawing(key: str, title: str, says: str, high: int) -> drawsvg.Drawing:
    drawn = drawsvg.Drawing(
        WIDTH,
        high,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family="system-ui, sans-serif",
    )
    drawn.append(drawsvg.Title(title, id=f"{key}-title"))
    drawn.append(_Says(says, id=f"{key}-desc"))
    return drawn


class _Says(drawsvg.Title):  # type: ignore[misc]  # drawsvg ships no types
    """A description; the library has the title only."""

    TAG_NAME = "desc"


def _box(x: float, y: float, wide: float, high: float, fill: str, **edge: Any) -> Any:
    return drawsvg.Rectangle(x, y, wide, high, fill=fill, stroke=LINE, **edge)


def _rounded(value: float) -> float:
    """Give a length that is written the same everywhere."""
    return round(value, 1)


def _number(count: int | None) -> str:
    return MASKED if count is None else f"{count:,}"


def _text(drawn: drawsvg.Drawing) -> Markup:
    return Markup(drawn.as_svg(header=""))  # noqa: S704 - drawsvg escapes its text
