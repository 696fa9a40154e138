"""A report as a page that stands alone: each table with a picture of the same numbers.

What comes in is the report as `sro_adapters.wire.show` gives it; a masked number is no number
here either. The same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sro_adapters.pages.charts import Figure, bars
from sro_adapters.pages.frame import Frame
from sro_adapters.pages.rendering import render
from sro_adapters.wire.report_tables import MASK, side_by_side

MOST_BARS = 24


def report_page(shown: Mapping[str, Any], frame: Frame | None = None) -> str:
    """Write a report as HTML.

    Args:
        shown: the report, as it was shown.
        frame: what stands around it; None for a page that stands alone.
    """
    return render("report.html", frame, **report_facts(shown))


def report_facts(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the template of a report shows."""
    tables = [_table(each) for each in shown.get("tables", ())]
    return {"report": shown, "tables": tables}


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    headings, rows = side_by_side(table)
    return {
        "title": table["title"],
        "says": table["says"],
        "unit": table["unit"],
        "form": table["form"],
        "notes": table["notes"],
        "headings": headings,
        "rows": rows,
        "numbers": tuple(range(1, len(headings))),
        "picture": _picture(table),
    }


def _picture(table: Mapping[str, Any]) -> Figure | None:
    """Draw the last column of the year, which is its total where it has one; counts only."""
    now = table["now"]
    if now is None or table["unit"] or not now["columns"]:
        return None
    rows = [row for row in now["rows"] if not row["total"]]
    cells = [(row["heading"], row["cells"][-1]) for row in rows]
    told = [(name, None if cell == MASK else cell) for name, cell in cells if cell is not None]
    if not told or len(told) > MOST_BARS or any(isinstance(cell, float) for _, cell in told):
        return None
    column = now["columns"][-1]
    says = f"{table['title']}, {column}, {now['years']}: " + ", ".join(
        f"{name} {'masked' if cell is None else format(cell, ',')}" for name, cell in told
    )
    key = table["id"].replace("_", "-")
    return bars(key, f"{table['title']}, {column}, {now['years']}", says, told)
