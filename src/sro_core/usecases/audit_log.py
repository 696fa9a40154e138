"""Read the audit log as far as one may see it, and check that nobody tampered with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from sro_core.audit import AuditEntry, Break, Head, verify
from sro_core.desk import Desk
from sro_core.due import Block, asked_as
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.privacy import Permission


@attrs.frozen
class Verified:
    """Say whether a chain holds.

    Attributes:
        head: where it ends; note it elsewhere, to be held against the log later.
        breaks: where it does not hold; empty where it does.
    """

    head: Head
    breaks: tuple[Break, ...]


def entries(
    desk: Desk, access: Access, *, after: int = 0, limit: int | None = None
) -> tuple[AuditEntry, ...]:
    """Give the entries of the log that the viewer answers for, in order.

    Whoever answers for some sites gets the entries of those sites only. What an entry was
    about is a field that `Access.withheld` may name.

    Args:
        desk: the stores and rules.
        access: who reads; that is an entry too.
        after: only entries behind this place.
        limit: at most so many.

    Raises:
        Refused: the viewer may not read the log.
    """
    with desk.reading(access, Permission.READ_AUDIT) as work:
        found: list[AuditEntry] = []
        for entry in work.stores.audit.all(after):
            own = work.viewer.sites is None or entry.site in work.viewer.sites
            if own and limit != len(found):
                found.append(entry)
            if limit == len(found):
                break
        work.log("read the audit log", details={"entries": str(len(found))})
    return tuple(found)


def check(desk: Desk, access: Access, noted: Iterable[Head] = ()) -> Verified:
    """Check the whole chain against the head kept apart from it, and any noted elsewhere.

    It tells where the chain breaks and shows nothing of what is in it, so it is no reading
    that the log has to name, and a backup is checked without being changed.

    Raises:
        Refused: the viewer may not check the log.
    """
    with desk.reading(access, Permission.VERIFY_AUDIT) as work:
        head = work.stores.audit.head()
        breaks = verify(head.district, work.stores.audit.all(), (head, *noted))
        count = sum(1 for _ in work.stores.audit.all(head.count))
    if count:
        says = f"{count} entries stand behind the head that is kept apart"
        breaks = (*breaks, Break(head.count + 1, says))
    return Verified(head, breaks)


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show how long the log is and what was done last; checking the chain takes longer."""
    if site is not None:
        return ()
    with desk.reading(access, Permission.READ_AUDIT) as work:
        head = work.stores.audit.head()
        last = next(work.stores.audit.all(max(0, head.count - 1)), None)
    lines = [f"{head.count:,} entries; head {str(head)[:18]}…"]
    if last is not None and access.viewer.covers(SiteId(last.site) if last.site else None):
        lines.append(f"the last: {last.actor} ({last.role}) {last.act}, {last.at:%Y-%m-%d %H:%M}")
    command = asked_as("sro audit verify", access.viewer, on).partition(" --on")[0]
    return (Block("Audit log", command, tuple(lines)),)
