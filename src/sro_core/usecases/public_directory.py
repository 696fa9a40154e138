"""Tell the public whom to reach for a site; it opens records of the programme and no others."""

from __future__ import annotations

from datetime import date

from sro_core.desk import Desk
from sro_core.directory import PublicContact, contact_findings, directory
from sro_core.due import Block, DueItem, DueKind, due_list
from sro_core.findings import Finding
from sro_core.ids import SiteId
from sro_core.officers.officer import OFFICERS
from sro_core.permissions import Access
from sro_core.ports import Stores
from sro_core.privacy import Permission
from sro_core.rotations.assignments import ASSIGNMENTS
from sro_core.sites.posts import POSTS, posts_on
from sro_core.sites.profile import PROFILES


def contacts_in(stores: Stores, *, on: date) -> tuple[PublicContact, ...]:
    """Give the public contacts of a date from stores that are open, by site and post."""
    return directory(
        (each.record for each in stores.records(PROFILES).all()),
        (each.record for each in stores.records(POSTS).all()),
        (each.record for each in stores.records(ASSIGNMENTS).all()),
        {each.record.id: each.record for each in stores.records(OFFICERS).all()},
        on=on,
    )


def contacts(
    desk: Desk, access: Access, *, on: date, site: SiteId | None = None
) -> tuple[PublicContact, ...]:
    """Give the public contacts of a date.

    Args:
        desk: the stores and rules.
        access: who reads; everybody may.
        on: the date.
        site: only those of this site.
    """
    with desk.reading(access, Permission.READ_DIRECTORY) as work:
        found = contacts_in(work.stores, on=on)
    return tuple(each for each in found if site in (None, each.site))


def review(
    desk: Desk, access: Access, *, on: date, site: SiteId | None = None
) -> tuple[Finding, ...]:
    """Find the sites of the programme for which the public reaches nobody."""
    with desk.reading(access, Permission.READ_STAFFING) as work:
        posts = [each.record for each in work.stores.records(POSTS).all()]
        sites = {each.site for each in posts_on(posts, on)}
        sites |= {each.site for each in posts if each.period.end is None}
        found = contacts_in(work.stores, on=on)
    shown = [each for each in sites if access.viewer.covers(each) and site in (None, each)]
    return contact_findings(found, shown, rules=desk.rules, on=on)


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List the sites that want a public contact."""
    return due_list(DueKind.DIRECTORY, review(desk, access, on=on, site=site))


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show whom to reach for each site."""
    lines = tuple(
        f"{each.name}: {', '.join(each.officers) or each.title}, {each.mailbox or 'no mailbox'}"
        for each in contacts(desk, access, on=on, site=site)
    )
    block = Block("Officers of our schools", f"sro directory --on {on}", lines)
    return (block,) if lines else ()
