"""The pages of incidents: what they add up to, in pictures and numbers, and a list for police."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http.api.incidents import YEAR, days
from sro_adapters.http.calls import Call
from sro_adapters.http.fields import ID, query
from sro_adapters.http.screens import Page, Shown
from sro_adapters.pages import Figure, bars, grid
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.privacy import Permission
from sro_core.safety.incidents import Place
from sro_core.usecases import incident_figures, incident_log
from sro_core.usecases.incident_log import SoughtIncidents

LIST, FIGURES = "/incidents", "/incidents/figures"
SHOWN = timedelta(days=31)


@attrs.frozen
class ToCount:
    """Ask what incidents add up to."""

    site: SiteId | None = query("only this site's", facets=ID)
    year: int | None = query("the year in which the school year begins", facets=YEAR)
    place: Place | None = query("only at this place, for exact counts")
    exact: bool = query("hide nothing", default=False)


def figures(call: Call, asked: ToCount) -> Shown:
    """Show what incidents add up to; exact for whoever asks so and may read them."""
    places = tuple(Place) if asked.place is None else (asked.place,)
    year = SchoolYear.of(call.today) if asked.year is None else SchoolYear(asked.year)
    found = incident_figures.figures(
        call.desk, call.access, on=call.today, site=asked.site, places=places, year=year,
        exact=asked.exact or asked.place is not None,
    )  # fmt: skip
    shown = wire.show(found, call.access)
    return Shown(
        "incident_figures.html",
        {
            "figures": shown,
            "year": year,
            "site": asked.site,
            "place": asked.place,
            "places": [str(each) for each in Place],
            "pictures": pictures(shown),
            "reads": not call.access.why_not(Permission.READ_INCIDENTS),
        },
    )


def pictures(shown: Mapping[str, Any]) -> tuple[Figure, ...]:
    """Draw figures as they are shown; what is masked in them is masked here."""
    places, hours, offenses = (shown[f"by_{name}"] for name in ("place", "hour", "offense"))
    cells = {
        (row, column): count
        for row, counts in zip(hours["rows"], hours["cells"], strict=True)
        for column, count in zip(hours["columns"], counts, strict=True)
    }
    return (
        _bars("place", places, "Place"),
        grid(
            "hour",
            _title(hours),
            "A cell for each hour and weekday; the darker it is, the more incidents.",
            rows=hours["rows"],
            columns=hours["columns"],
            counts=cells,
            corner="Hour",
        ),
        _bars("offense", offenses, "Offense"),
    )


def _bars(key: str, counts: Mapping[str, Any], label: str) -> Figure:
    totals: Sequence[int | None] = counts["row_totals"]
    return bars(
        key,
        _title(counts),
        "A bar for each, as long as its number.",
        zip(counts["rows"], totals, strict=True),
        label=label,
        number="Incidents",
    )


def _title(counts: Mapping[str, Any]) -> str:
    title: str = counts["title"]
    return title[:1].upper() + title[1:]


@attrs.frozen
class Looked:
    """Ask for incidents."""

    site: SiteId | None = query("only this site's", facets=ID)
    from_: date | None = query("only from this day on")
    until: date | None = query("only until this day")


def every(call: Call, asked: Looked) -> Shown:
    """List the incidents of the last month, or of the days asked for."""
    until = asked.until or call.today
    start = asked.from_ or until - SHOWN
    sought = SoughtIncidents(site=asked.site, within=days(start, until))
    found = incident_log.listed(call.desk, call.access, sought)
    shown = [
        {**wire.show(each.incident, call.access), "session": str(each.session)}
        for each in reversed(found)
    ]
    return Shown("incidents.html", {"incidents": shown, "start": start, "until": until})


PAGES: tuple[Page[Call, Any], ...] = (
    Page(
        id="incident_figures_page",
        path=FIGURES,
        says="See incidents by place, hour, weekday and offense",
        does=figures,
        asks=ToCount,
        permission=Permission.COUNT_INCIDENTS,
        menu="Incident figures",
    ),
    Page(
        id="incident_list",
        path=LIST,
        says="See the incidents of the last month",
        does=every,
        asks=Looked,
        permission=Permission.READ_INCIDENTS,
        menu="Incidents",
    ),
)
