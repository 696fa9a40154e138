"""The public part of a site's safety plan, for anybody: as a page, and for programs.

It is made of `PublicPlan`, which holds public sections and has no place for any other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import attrs

from sro_adapters import wire
from sro_adapters.http.calls import Answer
from sro_adapters.http.fields import path
from sro_adapters.http.operations import Operation
from sro_adapters.http.screens import Page, Shown
from sro_adapters.wire.safety_forms import PublicPlanForm
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.safety.public_plan import PublicPlan

GivesPlan = Callable[[SiteId], tuple[PublicPlan, Access]]
"""Gives the public part of the plan of a site, and what anybody may see."""


class Opens(Protocol):
    """What a view is given."""

    @property
    def plan(self) -> GivesPlan:
        """Gives the public part of a plan."""


@attrs.frozen
class OfPublicPlan:
    """Ask for the public part of the plan of a site."""

    site: SiteId = path("the district's own id of the site", example="HIGH")


def _shown(call: Opens, asked: OfPublicPlan) -> dict[str, Any]:
    plan, access = call.plan(asked.site)
    return wire.show(plan, access)


def plan(call: Opens, asked: OfPublicPlan) -> Answer:
    """Give the public part of a plan."""
    return Answer(_shown(call, asked))


def page(call: Opens, asked: OfPublicPlan) -> Shown:
    """Show the public part of a plan."""
    return Shown("public_plan.html", {"plan": _shown(call, asked)})


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        id="public_safety_plan",
        method="GET",
        path="/api/sites/{site}/safety-plan",
        says="Give the public part of the safety plan of a site that was adopted last",
        does=plan,
        asks=OfPublicPlan,
        gives=PublicPlanForm,
    ),
)
PAGES: tuple[Page[Any, Any], ...] = (
    Page(
        id="public_plan_page",
        path="/sites/{site}/safety-plan",
        says="the public part of the safety plan of a site",
        does=page,
        asks=OfPublicPlan,
        open=True,
    ),
)
