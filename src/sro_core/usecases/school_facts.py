"""What is stated of a school for safety rules: grades, buildings, fire zone, staff, exam days."""

from __future__ import annotations

from collections.abc import Callable

from sro_core.desk import Desk, Work
from sro_core.errors import Unknown
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission
from sro_core.safety.facts import FACTS, SchoolFacts


def facts(desk: Desk, access: Access, site: SiteId) -> Stored[SchoolFacts]:
    """Give what is stated of a site; version 0 where nothing is.

    Raises:
        Refused: the viewer may not read its drills, or answers for another site.
        Unknown: there is no such site.
    """
    with desk.reading(access, Permission.READ_DRILLS) as work:
        at_site(work, site)
        return stated(work, site)


def state_facts(
    desk: Desk,
    access: Access,
    site: SiteId,
    make: Callable[[SchoolFacts], SchoolFacts],
    *,
    version: int | None = None,
) -> Stored[SchoolFacts]:
    """Keep what is stated of a site, in the place of what was stated before.

    Args:
        desk: the stores and rules.
        access: who states it.
        site: of which.
        make: gives all that is stated from what was.
        version: of what was read, None to take it as it is now.

    Raises:
        Refused, Unknown: as `facts`.
        Conflict: it is no longer of that version.
    """
    with desk.acting(access, Permission.STATE_FACTS) as work:
        at_site(work, site)
        before = stated(work, site)
        new = make(before.record)
        work.stores.records(FACTS).put(new, before.version if version is None else version)
        found = stated(work, site)
        work.commit("state school facts", site=site, about=new.id)
    return found


def at_site(work: Work, site: SiteId) -> None:
    """Raise `Refused` or `Unknown` unless the viewer answers for the site and it is on record."""
    work.require(site)
    known = work.stores.sites.all()
    if site not in known:
        raise Unknown("site", site, tuple(each for each in known if work.viewer.covers(each)))


def stated(work: Work, site: SiteId) -> Stored[SchoolFacts]:
    """Give what is stated of a site; of version 0 and empty where nothing is."""
    try:
        return work.stores.records(FACTS).get(site)
    except Unknown:
        return Stored(SchoolFacts(site=site), 0)


def own_sites(work: Work, site: SiteId | None) -> tuple[SiteId, ...]:
    """Give the sites on record that the viewer answers for, or the one asked for.

    Raises:
        Refused, Unknown: as `facts`.
    """
    if site is not None:
        at_site(work, site)
        return (site,)
    return tuple(each for each in work.stores.sites.all() if work.viewer.covers(each))
