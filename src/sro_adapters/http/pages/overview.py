"""The first page, the due list and the yearly reports, for browsers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import attrs

from sro_adapters import wire
from sro_adapters.http.api.due import SITE, wanted_of
from sro_adapters.http.api.reports import OfYear, year_of
from sro_adapters.http.calls import Call
from sro_adapters.http.fields import ID, query
from sro_adapters.http.operations import Nothing
from sro_adapters.http.screens import Page, Shown
from sro_adapters.pages.reports import report_facts
from sro_core.due import DueKind
from sro_core.ids import SiteId
from sro_core.privacy import Permission, Role
from sro_core.usecases import reporting, yearly_reports

DUE, REPORTS = "/due", "/reports"
PER_PAGE = 50
HORIZONS = (("", "Any time"), ("0", "Overdue or today"), ("7", "7 days"), ("30", "30 days"))


@attrs.frozen
class Looked:
    """Ask for the due list."""

    site: SiteId | None = query(SITE, facets=ID)
    kind: DueKind | None = query("only this area")
    who: Role | None = query("only what this role must or may do")
    person: str | None = query("only what this officer has to see to", facets=ID)
    within: int | None = query(
        "only what is overdue or due in so many days", facets={"minimum": 0, "maximum": 3660}
    )
    page: int = query("the page of the list", default=1, facets={"minimum": 1, "maximum": 10_000})


def start(call: Call, _: Nothing) -> Shown:
    """Show what matters today, and where the viewer may go."""
    blocks = reporting.today(call.desk, call.access, on=call.today)
    return Shown("start.html", {"today": call.today, "blocks": [*map(wire.plain, blocks)]})


def due(call: Call, asked: Looked) -> Shown:
    """Show a page of what is due, with what it can be cut down to."""
    wanted = wanted_of(asked.site, asked.kind, asked.who, asked.person, asked.within)
    found = reporting.due(call.desk, call.access, on=call.today, wanted=wanted)
    pages = max(1, -(-len(found.items) // PER_PAGE))
    page = min(asked.page, pages)
    items = found.items[(page - 1) * PER_PAGE : page * PER_PAGE]
    chosen = {
        "site": asked.site or "",
        "kind": asked.kind or "",
        "who": asked.who or "",
        "person": asked.person or "",
        "within": "" if asked.within is None else str(asked.within),
    }
    return Shown(
        "due.html",
        {
            "today": call.today,
            "items": [wire.show(each, call.access) for each in items],
            "number": len(found.items),
            "left_out": found.left_out,
            "page": page,
            "pages": pages,
            "earlier": _link(chosen, page - 1) if page > 1 else "",
            "later": _link(chosen, page + 1) if page < pages else "",
            "chosen": chosen,
            "kinds": [("", "Every area"), *((e.value, e.value.replace("_", " ")) for e in DueKind)],
            "roles": [("", "Anybody"), *((each.value, each.value) for each in Role)],
            "horizons": HORIZONS,
        },
    )


def _link(chosen: Mapping[str, str], page: int) -> str:
    asked = {name: value for name, value in chosen.items() if value}
    return f"{DUE}?{urlencode({**asked, 'page': page})}"


def reports(call: Call, _: Nothing) -> Shown:
    """Show which reports were published."""
    found = yearly_reports.published(call.desk, call.access)
    keys = ("year", "title", "published")
    return Shown(
        "reports.html",
        {"reports": [wire.show(each, call.access, only=keys) for each in found]},
    )


def report(call: Call, asked: OfYear) -> Shown:
    """Show a published report."""
    found = yearly_reports.one(call.desk, call.access, year_of(asked.year))
    return Shown("report.html", report_facts(wire.show(found, call.access)))


PAGES: tuple[Page[Call, Any], ...] = (
    Page(
        id="start",
        path="/",
        says="Show what matters today, and where one may go",
        does=start,
        permission=Permission.READ_TODAY,
    ),
    Page(
        id="due_list",
        path=DUE,
        says="See who must or may do what, and by when",
        does=due,
        asks=Looked,
        permission=Permission.READ_DUE,
        menu="Due",
    ),
    Page(
        id="report_list",
        path=REPORTS,
        says="Read the yearly reports that were published",
        does=reports,
        permission=Permission.READ_REPORT,
        menu="Reports",
    ),
    Page(
        id="report_page",
        path=f"{REPORTS}/{{year}}",
        says="Read the published report of a school year",
        does=report,
        asks=OfYear,
        permission=Permission.READ_REPORT,
    ),
)
