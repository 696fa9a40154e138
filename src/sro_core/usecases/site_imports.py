"""Take in what a state's directory states of sites, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from sro_core.desk import Desk
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.sites.profile import PROFILES, SiteProfile


@attrs.frozen
class Imported:
    """Hold what an import of a directory did.

    Attributes:
        new, changed: the sites, by id.
        same: how many were as they are on record.
    """

    new: tuple[SiteId, ...]
    changed: tuple[SiteId, ...]
    same: int

    @property
    def changes(self) -> int:
        """How many sites are not as they were."""
        return len(self.new) + len(self.changed)


def import_profiles(
    desk: Desk, access: Access, stated: Iterable[SiteProfile], *, source: str, save: bool = True
) -> Imported:
    """Take in what a directory states of sites, whole or not at all.

    A site that is on record under another id, with the same state's or nation's id, keeps its
    own id; headcounts, staff and levels that the directory does not state stay.

    Args:
        desk: the stores and rules.
        access: who imports; it takes somebody who answers for the whole district.
        stated: profiles, each with an id of its own.
        source: what it was read from, for the log.
        save: False to say only what would change.

    Raises:
        Refused: the viewer may not.
    """
    with desk.acting(access, Permission.KEEP_SITES) as work:
        access.require_whole(Permission.KEEP_SITES)
        records = work.stores.records(PROFILES)
        known = {each.record.id: each for each in records.all()}
        ids = {each.record.cds: id for id, each in known.items() if each.record.cds}
        new: list[SiteId] = []
        changed: list[SiteId] = []
        same = 0
        for each in stated:
            id = ids.get(each.cds, each.id)
            old = known.get(id)
            told = _merged(attrs.evolve(each, id=id), old.record if old else None)
            if old is None:
                new.append(id)
            elif told == old.record:
                same += 1
                continue
            else:
                changed.append(id)
            records.put(told, old.version if old else 0)
        found = Imported(tuple(new), tuple(changed), same)
        if save and found.changes:
            details = {"source": source, "new": str(len(new)), "changed": str(len(changed))}
            work.commit("import sites", details=details)
    return found


def _merged(new: SiteProfile, old: SiteProfile | None) -> SiteProfile:
    """Give what the directory states, with what only the programme knows."""
    if old is None:
        return new
    return attrs.evolve(
        new,
        level=new.level or old.level,
        levels=old.levels,
        headcounts=old.headcounts,
        staff=old.staff,
    )
