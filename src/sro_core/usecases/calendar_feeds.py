"""Calendar feeds: who is given one, what it shows, and how it is taken back.

A feed shows what is due in the areas open to its role, in lines that can hold no student's
data. What was published last is kept, so that a line moved keeps its UID and says that it
changed; each reading is on the audit log under the feed's own name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import attrs

from sro_core.desk import Desk
from sro_core.due import DueItem, DueKind, Wanted
from sro_core.errors import BadValue, Conflict, Refused, Unknown
from sro_core.feeds import (
    FEEDS,
    PUBLISHED,
    Entry,
    Feed,
    FeedItem,
    Keyed,
    Published,
    lines_of,
    why_barred,
)
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.safety.drills import DRILLS, Drill, DrillStatus
from sro_core.sites import SchoolSite
from sro_core.usecases import reporting

ON_PAPER = "file"
"""The name under which it is kept what was last written to a file."""
_LEAVES = frozenset({Sensitivity.PUBLIC, Sensitivity.STAFF, Sensitivity.JUVENILE})
"""Kinds of information of which dates may leave; of an officer's file, only to that officer."""


def give(desk: Desk, access: Access, feed: Feed) -> None:
    """Keep a feed that was made; its address is shown once, by whoever made it.

    Raises:
        Refused: the viewer may not, or would hand on what they may not read themselves.
        BadValue: no feed is given to such a reader.
        Unknown: there is no such site.
        Conflict: there is one of this id.
    """
    with desk.acting(access, Permission.MANAGE_FEEDS) as work:
        barred = why_barred(feed.name, desk.rules, work.at.date())
        if barred:
            raise BadValue(f"reader {feed.name!r}", barred)
        known = work.stores.sites.all()
        if feed.site is not None and feed.site not in known:
            raise Unknown("site", feed.site, tuple(known))
        work.require(feed.site)
        _check_handed_on(access, desk.admit(feed.viewer), feed)
        work.stores.records(FEEDS).put(feed, 0)
        details = {
            "reader": f"{feed.reader}, {feed.name}",
            "role": feed.role,
            "officer": feed.officer,
            "areas": ", ".join(sorted(feed.kinds)) or "all",
            "expires": feed.expires.isoformat(),
        }
        work.commit("give feed", site=feed.site, about=feed.id, details=details)


def _check_handed_on(giver: Access, reader: Access, feed: Feed) -> None:
    """Raise `Refused` where a feed would show what its giver may not read.

    What an officer alone reads goes into that officer's feed, which whoever keeps the officers'
    files may give.
    """
    if feed.officer and giver.sees(Sensitivity.PERSONNEL, feed.site):
        return
    for area in reporting.AREAS:
        shown = not feed.kinds or not feed.kinds.isdisjoint(area.kinds)
        theirs = [reader.why_not(each, feed.site) for each in area.needs]
        why = next(filter(None, (giver.why_not(each, feed.site) for each in area.needs)), "")
        if shown and why and not any(theirs):
            raise Refused(
                giver.viewer.actor, giver.viewer.role, Permission.MANAGE_FEEDS,
                f"it would show {area.name}, and {why}",
            )  # fmt: skip


def feeds(desk: Desk, access: Access) -> tuple[Feed, ...]:
    """List the feeds as they were made, revoked and expired ones included, without a secret."""
    with desk.reading(access, Permission.MANAGE_FEEDS) as work:
        found = [each.record for each in work.stores.records(FEEDS).all()]
        work.log("list feeds")
    own = [each for each in found if access.viewer.covers(each.site)]
    return tuple(sorted(own, key=lambda each: (each.made, each.id)))


def revoke(desk: Desk, access: Access, id: str) -> Feed:
    """Take a feed back; one that was revoked already stays so.

    Raises:
        Refused: the viewer may not, or does not answer for its site.
        Unknown: there is no such feed.
    """
    with desk.acting(access, Permission.MANAGE_FEEDS) as work:
        stored = work.stores.records(FEEDS).get(id)
        work.require(stored.record.site)
        if stored.record.revoked is not None:
            return stored.record
        revoked = attrs.evolve(stored.record, revoked=work.at)
        work.stores.records(FEEDS).put(revoked, stored.version)
        work.commit("revoke feed", site=revoked.site, about=id)
    return revoked


def note_use(desk: Desk, feed: Stored[Feed], at: datetime) -> None:
    """Keep the day on which a feed was last read; a day later is written, nothing sooner."""
    if feed.record.used == at.date():
        return
    with desk.open(exclusive=True) as stores:
        try:
            stores.records(FEEDS).put(attrs.evolve(feed.record, used=at.date()), feed.version)
            stores.commit()
        except Conflict:
            return  # somebody revoked it, or noted the day, meanwhile


def read(desk: Desk, feed: Feed, *, on: date) -> tuple[Entry, ...]:
    """Give what a feed shows on a date.

    Raises:
        Refused: no area is open to it any more.
    """
    access = desk.admit(feed.viewer)
    wanted = Wanted(site=feed.site, kinds=feed.kinds, person=feed.officer)
    items = reporting.due(desk, access, on=on, wanted=wanted).items
    planned = appointments(desk, access, on=on, wanted=wanted)
    return _published(desk, access, feed.id, _leaving(items, feed.officer), planned)


def appointments(desk: Desk, access: Access, *, on: date, wanted: Wanted) -> tuple[Keyed, ...]:
    """Give the drills that are planned from a date on, as lines; one kept secret is in no calendar.

    A drill is named by its own id, so that one moved to another day is the same line.
    """
    asked = not wanted.kinds or DueKind.DRILL in wanted.kinds
    if not asked or access.why_not(Permission.READ_DRILLS):
        return ()
    with desk.reading(access, Permission.READ_DRILLS) as work:
        sites = {id: stored.record.site for id, stored in work.stores.sites.all().items()}
        posts = reporting.posts_of(work, wanted.person, on) if wanted.person else None
        ahead = DatePeriod(on, None)
        found = [each.record for each in work.stores.records(DRILLS).all(within=ahead)]
    return tuple(
        Keyed(f"planned drill {each.id}", _appointment(each, sites[each.site]))
        for each in found
        if each.status is DrillStatus.PLANNED
        and each.announced is not False
        and each.site in sites
        and access.viewer.covers(each.site)
        and wanted.site in (None, each.site)
        and (posts is None or each.site in posts)
    )


def _appointment(drill: Drill, site: SchoolSite) -> FeedItem:
    lasts = timedelta(hours=1)
    if drill.starts is not None and drill.ends is not None:
        lasts = datetime.combine(drill.on, drill.ends) - datetime.combine(drill.on, drill.starts)
    return FeedItem(
        kind=DueKind.DRILL,
        day=drill.on,
        planned=True,
        detail=drill.kind,
        begins=drill.starts,
        site=site,
        minutes=lasts // timedelta(minutes=1),
    )


def written(
    desk: Desk, access: Access, items: Iterable[DueItem], *, person: str = ""
) -> tuple[Entry, ...]:
    """Give due items as a calendar for a file of one's own.

    Args:
        desk: the stores and rules.
        access: who writes it.
        items: of their due list.
        person: the officer whose list it is, or empty.
    """
    return _published(desk, access, ON_PAPER, _leaving(items, person))


def _leaving(items: Iterable[DueItem], officer: str) -> tuple[DueItem, ...]:
    """Give the items whose dates may leave the programme."""
    return tuple(
        each
        for each in items
        if each.sensitivity in _LEAVES
        or (each.sensitivity is Sensitivity.PERSONNEL and officer and each.concerns.id == officer)
    )


def _published(
    desk: Desk,
    access: Access,
    id: str,
    items: Iterable[DueItem],
    planned: tuple[Keyed, ...] = (),
) -> tuple[Entry, ...]:
    with desk.acting(access, Permission.READ_DUE) as work:
        sites = {each: stored.record.site for each, stored in work.stores.sites.all().items()}
        shown = (*lines_of(items, sites), *planned)
        try:
            stored = work.stores.records(PUBLISHED).get(id)
        except Unknown:
            stored = Stored(Published(id), 0)
        now = stored.record.updated(shown, at=work.at, new_id=desk.new_id)
        if now != stored.record or stored.version == 0:
            work.stores.records(PUBLISHED).put(now, stored.version)
            work.commit("publish calendar", about=id, details={"lines": str(len(shown))})
    return now.entries(shown)
