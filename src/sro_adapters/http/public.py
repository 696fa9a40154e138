"""The public app: what anybody may read. It is given sites, public contacts and public plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import attrs
from flask import Flask, g, request

from sro_adapters import wire
from sro_adapters.http import front, openapi
from sro_adapters.http.calls import Answer
from sro_adapters.http.fields import query
from sro_adapters.http.operations import Nothing, Operation
from sro_adapters.http.pages import public_plans
from sro_adapters.http.pages.public_plans import GivesPlan
from sro_adapters.http.screens import Page, Shown
from sro_adapters.http.settings import Settings
from sro_adapters.pages import Frame
from sro_adapters.wire.site_forms import PublicContactForm
from sro_core.desk import Desk
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.ports import OpenStores, SiteRecord, Stored
from sro_core.privacy import Role, Viewer
from sro_core.safety.public_plan import PublicPlan
from sro_core.usecases import plan_reading, public_directory

Sites = Callable[[], Mapping[SiteId, Stored[SiteRecord]]]
"""Gives the sites, and nothing else of the stores."""
Contacts = Callable[[date, SiteId | None], Sequence[Mapping[str, Any]]]
"""Gives the public contacts of a date, of a site or of all, as they are shown."""
ANYBODY = Viewer("anybody", Role.PUBLIC)


@attrs.frozen
class Open:
    """Hold what a public view may use.

    Attributes:
        sites: gives the sites.
        contacts: gives the public contacts.
        today: the date at the sites.
        plan: gives the public part of a site's safety plan.
        root: where the app is mounted, empty for the top.
    """

    sites: Sites
    contacts: Contacts
    today: date
    plan: GivesPlan
    root: str


@attrs.frozen
class Health:
    """Whether the app and its store answer."""

    status: str


def health(call: Open, _: Nothing) -> Answer:
    """Ask the store for the sites and tell nothing of them."""
    call.sites()
    return Answer({"status": "ok"})


@attrs.frozen
class OfDirectory:
    """Ask whom to reach."""

    on: date | None = query("the date; today where it is left out", example="2026-11-20")
    site: SiteId | None = query("only this site", example="HIGH")


@attrs.frozen
class PublicDirectory:
    """Whom the public reaches for each site, by site and post."""

    as_of: date
    items: tuple[PublicContactForm, ...]


def directory(call: Open, asked: OfDirectory) -> Answer:
    """Give the public contacts."""
    day = asked.on or call.today
    return Answer({"as_of": day, "items": call.contacts(day, asked.site)})


def home(call: Open, asked: OfDirectory) -> Shown:
    """Show the programme in a few sentences, its sites and whom to reach."""
    day = asked.on or call.today
    by_site: dict[str, list[Mapping[str, Any]]] = {}
    for each in call.contacts(day, asked.site):
        by_site.setdefault(each["site"], []).append(each)
    facts = {"as_of": day, "today": call.today, "sites": list(by_site.values())}
    return Shown("public_directory.html", facts)


PAGES: tuple[Page[Open, Any], ...] = (
    Page(
        id="home",
        path="/",
        says="The programme in a few sentences, its sites and whom to reach",
        does=home,
        asks=OfDirectory,
        open=True,
    ),
)


def create_public_app(desk: Desk, *, settings: Settings | None = None) -> Flask:
    """Make the app that anybody may reach; it opens no student table.

    Args:
        desk: of the district. Only its sites, public contacts and public parts of plans are handed
            on.
        settings: limits, and whether it is reached over HTTPS.
    """
    sites, contacts = _only_sites(desk.open), _only_contacts(desk)

    @cache
    def described() -> dict[str, Any]:
        says = "What a district says in public about its school resource officer programme."
        return openapi.document(operations, title="SRO, public", says=says, staff=False)

    def describe(call: Open, _: Nothing) -> Answer:
        return Answer({**described(), "servers": [{"url": call.root or "/"}]})

    def let_in() -> None:
        """Let everybody in; whoever comes with a browser is told of problems on a page."""
        g.visit.page = front.wants_page()

    def call(_: str) -> Open:
        return Open(sites, contacts, desk.clock().date(), plan, request.script_root)

    def frame() -> Frame:
        return Frame(root=request.script_root, home=True)

    def plan(site: SiteId) -> tuple[PublicPlan, Access]:
        access = desk.admit(ANYBODY)
        return plan_reading.public(desk, access, site), access

    operations: tuple[Operation[Any, Any], ...] = (
        Operation(
            id="health",
            method="GET",
            path="/health",
            says="Tell whether the app and its store answer",
            does=health,
            asks=Nothing,
            gives=Health,
        ),
        *public_plans.OPERATIONS,
        Operation(
            id="directory",
            method="GET",
            path="/directory",
            says="List whom the public reaches for each site on a date",
            does=directory,
            asks=OfDirectory,
            gives=PublicDirectory,
            tagged=True,
        ),
        Operation(
            id="describe",
            method="GET",
            path="/openapi.json",
            says="Give this document",
            does=describe,
            asks=Nothing,
            gives=Mapping[str, Any],
        ),
    )
    described()
    return front.build(
        "sro_public",
        operations,
        settings or Settings(),
        let_in,
        call,
        pages=(*PAGES, *public_plans.PAGES),
        frame=frame,
    )


def _only_sites(open_stores: OpenStores) -> Sites:
    def sites() -> Mapping[SiteId, Stored[SiteRecord]]:
        with open_stores() as stores:
            return stores.sites.all()

    return sites


def _only_contacts(desk: Desk) -> Contacts:
    """Read the directory as the public may, by the same use case as everybody."""

    def contacts(on: date, site: SiteId | None) -> Sequence[Mapping[str, Any]]:
        access = desk.admit(ANYBODY)
        found = public_directory.contacts(desk, access, on=on, site=site)
        return [wire.show(each, access) for each in found]

    return contacts
