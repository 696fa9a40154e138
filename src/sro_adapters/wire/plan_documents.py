"""Read the tours of a rotation plan as `sro rotation plan --json` gives them."""

from __future__ import annotations

import json
from typing import Any

from sro_core.errors import BadValue
from sro_core.ids import OfficerId, SiteId
from sro_core.rotations.published import PlannedTour


def read_tours(text: str, name: str) -> tuple[PlannedTour, ...]:
    """Read the tours of a plan.

    Args:
        text: JSON with ``tours``, each with officer, site, from and to.
        name: how the text is called in messages.

    Raises:
        BadValue: it is no such document.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise BadValue(f"plan {name}", f"it is no JSON: {error}", "give a plan's answer") from error
    tours = document.get("tours") if isinstance(document, dict) else None
    if not isinstance(tours, list) or not tours:
        raise BadValue(f"plan {name}", "it holds no tours", "give the answer of sro rotation plan")
    return tuple(_tour(each, n, name) for n, each in enumerate(tours))


def _tour(document: Any, n: int, name: str) -> PlannedTour:
    what = f"tours[{n}] of plan {name}"
    if not isinstance(document, dict) or {"officer", "site", "from", "to"} - set(document):
        raise BadValue(what, "it lacks a key", "it has officer, site, from and to")
    officer, site = document["officer"], document["site"]
    first, last = document["from"], document["to"]
    if not all(isinstance(each, str) for each in (officer, site)) or not all(
        type(each) is int for each in (first, last)
    ):
        raise BadValue(what, "ids are text, years whole numbers", "look at the tour")
    return PlannedTour(OfficerId(officer), SiteId(site), first, last)
