"""A rotation plan as a picture: a lane for each post, a bar for each tour, and the same as a table.

The classes differ in lightness and edge, and each bar carries its officer, so nothing hangs on
telling colours apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import drawsvg
from markupsafe import Markup

from sro_adapters.pages.charts import CLASSES, INK, LINE, SOFT, Figure
from sro_core.rotations.plan import Plan
from sro_core.rotations.problem import Problem, Tour

YEAR, LANE, LEFT, TOP = 74, 30, 116, 26
CURRENT, NEW, UNFILLED = "current SRO", "new tour", "vacant"
_FILLS = {CURRENT: CLASSES[4], NEW: CLASSES[2]}
_FITS = 14
"""So many characters of a site's name fit before its lane."""


@attrs.frozen
class Lane:
    """One post of a site over the planned years: who holds it in which year."""

    site: str
    tours: tuple[Tour, ...]
    vacant: tuple[int, ...]


def timeline(problem: Problem, plan: Plan, *, key: str = "rotation") -> Figure:
    """Draw a plan.

    Args:
        problem: what was planned.
        plan: the tours.
        key: names the picture within its page; letters and hyphens.
    """
    lanes, years = tuple(_lanes(problem, plan)), tuple(problem.years)
    vacant = sum(each.posts for each in plan.vacant)
    title = f"Rotation plan {years[0]} to {years[-1]}"
    says = (
        f"{len(plan.tours)} tours at {len(problem.sites)} sites, a lane for each post; "
        f"{vacant} post-years are vacant. A year is the one in which the school year starts."
    )
    return Figure(
        title=title,
        svg=_drawn(problem, lanes, key, title, says),
        headings=("Site", *map(str, years)),
        rows=tuple((lane.site, *(_cell(lane, year) for year in years)) for lane in lanes),
        numbers=(),
    )


def _lanes(problem: Problem, plan: Plan) -> Iterator[Lane]:
    """Spread each site's tours over lanes so that none overlap in one."""
    empty = {(each.site, each.year): each.posts for each in plan.vacant}
    for site in sorted(problem.sites, key=lambda each: each.id):
        posts = max(site.posts_in(year) for year in problem.years)
        lanes: list[list[Tour]] = [[] for _ in range(posts)]
        for tour in (each for each in plan.tours if each.site == site.id):
            lane = next(each for each in lanes if not each or each[-1].last < tour.first)
            lane.append(tour)
        left = {year: empty.get((site.id, year), 0) for year in problem.years}
        for tours in lanes:
            held = {year for tour in tours for year in tour.years}
            gaps = [year for year, number in left.items() if number and year not in held]
            for year in gaps:
                left[year] -= 1
            yield Lane(site.id, tuple(tours), tuple(gaps))


def _cell(lane: Lane, year: int) -> str:
    if year in lane.vacant:
        return UNFILLED
    return next((tour.officer for tour in lane.tours if year in tour.years), "")


def _drawn(problem: Problem, lanes: Sequence[Lane], key: str, title: str, says: str) -> Markup:
    years = problem.years
    wide, below = LEFT + YEAR * len(years), TOP + LANE * len(lanes)
    drawn = drawsvg.Drawing(
        wide, below + 34, role="img", aria_labelledby=f"{key}-title {key}-desc",
        font_family="system-ui, sans-serif",
    )  # fmt: skip
    drawn.append(drawsvg.Title(title, id=f"{key}-title"))
    drawn.append(_Says(says, id=f"{key}-desc"))
    for n, year in enumerate(years):
        x = LEFT + YEAR * n
        drawn.append(drawsvg.Text(str(year), 12, x + YEAR / 2, 16, fill=INK, text_anchor="middle"))
        drawn.append(drawsvg.Line(x, TOP - 4, x, below, stroke=LINE, stroke_width=0.5))
    since = {(each.officer, each.site): each.since for each in problem.current}
    for n, lane in enumerate(lanes):
        top = TOP + LANE * n
        name = lane.site if len(lane.site) <= _FITS else lane.site[: _FITS - 1] + "…"
        drawn.append(drawsvg.Text(name, 12, LEFT - 8, top + 19, fill=INK, text_anchor="end"))
        for tour in lane.tours:
            kind = CURRENT if since.get((tour.officer, tour.site)) == tour.first else NEW
            _bar(drawn, problem, tour, kind, top)
        for year in lane.vacant:
            x = LEFT + YEAR * (year - years.first)
            drawn.append(_box(x, top, YEAR, "#ffffff", stroke_dasharray="3 2"))
            drawn.append(_label(UNFILLED, x + YEAR / 2, top, SOFT))
    _legend(drawn, below + 10)
    return Markup(drawn.as_svg(header=""))  # noqa: S704 - drawsvg escapes its text


def _bar(drawn: drawsvg.Drawing, problem: Problem, tour: Tour, kind: str, top: int) -> None:
    first = max(tour.first, problem.years.first)
    x, wide = LEFT + YEAR * (first - problem.years.first), YEAR * (tour.last - first + 1)
    fill, ink = _FILLS[kind]
    box = _box(x, top, wide, fill)
    words = f"{tour.officer} at {tour.site}, {tour.first} to {tour.last}, {kind}"
    box.append_title(words)
    drawn.append(box)
    drawn.append(_label(tour.officer, x + wide / 2, top, ink))


def _legend(drawn: drawsvg.Drawing, top: int) -> None:
    looks: Mapping[str, tuple[str, Mapping[str, Any]]] = {
        CURRENT: (CLASSES[4][0], {}),
        NEW: (CLASSES[2][0], {}),
        UNFILLED: ("#ffffff", {"stroke_dasharray": "3 2"}),
    }
    x = 8
    for name, (fill, edge) in looks.items():
        drawn.append(drawsvg.Rectangle(x, top, 14, 14, fill=fill, stroke=LINE, **edge))
        drawn.append(drawsvg.Text(name, 12, x + 20, top + 11, fill=INK))
        x += 40 + 7 * len(name)


def _box(x: float, top: int, wide: float, fill: str, **edge: Any) -> Any:
    return drawsvg.Rectangle(
        x + 1, top + 3, wide - 2, LANE - 6, rx=3, fill=fill, stroke=LINE, **edge
    )


def _label(words: str, x: float, top: int, ink: str) -> Any:
    return drawsvg.Text(words, 12, x, top + 19, fill=ink, text_anchor="middle")


class _Says(drawsvg.Title):  # type: ignore[misc]  # drawsvg ships no types
    """A description; the library has the title only."""

    TAG_NAME = "desc"
