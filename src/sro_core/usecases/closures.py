"""Take the days on which a school is closed into its calendar, and say what that changes.

A calendar of holidays adds closures and renames them; it never opens a day, for it does not
say that it holds all of them. An export that states its own calendar replaces what it covers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import attrs

from sro_core.desk import Desk
from sro_core.errors import BadValue, Unknown
from sro_core.ids import SiteId
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.school_calendar import SchoolCalendar


@attrs.frozen
class ClosureChange:
    """Say what one day of a calendar of closures changes.

    Attributes:
        on: the day.
        label: as the calendar has it.
        change: ``closed`` (it was a school day), ``renamed``, ``added day`` (the district added
            it as a school day: it stays one), ``outside`` (no session has it), ``weekend`` or
            ``same``.
    """

    on: date
    label: str
    change: Literal["closed", "renamed", "added day", "outside", "weekend", "same"]


@attrs.frozen
class ClosureImport:
    """Hold what a calendar of closures changes at a site.

    Attributes:
        site: where.
        days: each day of it.
        kept: closures on record that it does not name; they stay.
        saved: whether it was saved.
    """

    site: SiteId
    days: tuple[ClosureChange, ...]
    kept: int
    saved: bool

    @property
    def changes(self) -> int:
        """How many days it changes."""
        return sum(each.change in ("closed", "renamed") for each in self.days)


def sessions_of(desk: Desk, access: Access, site: SiteId) -> DatePeriod:
    """Give the days from a site's first session to its last, for writing out what repeats.

    Raises:
        Refused: the viewer may not change its calendar.
        Unknown: there is no such site.
        BadValue: it has no session.
    """
    with desk.reading(access, Permission.CHANGE_CALENDAR) as work:
        work.require(site)
        sites = work.stores.sites.all()
        if site not in sites:
            raise Unknown("site", site, tuple(sites))
        sessions = sites[site].record.calendar.sessions
    if not sessions:
        raise BadValue(f"calendar of {site}", "it has no session", "take in the school year first")
    return DatePeriod(min(each.first for each in sessions), max(each.after for each in sessions))


def take_in(
    desk: Desk,
    access: Access,
    site: SiteId,
    closed: Mapping[date, str],
    *,
    source: str,
    dry_run: bool = False,
) -> ClosureImport:
    """Close the days of a calendar at a site.

    Args:
        desk: the stores and rules.
        access: who does it.
        site: whose calendar.
        closed: the days with their labels.
        source: the file, for the log.
        dry_run: only say what it would change.

    Raises:
        Refused: the viewer may not, or does not answer for the site.
        Unknown: there is no such site.
    """
    with desk.acting(access, Permission.CHANGE_CALENDAR) as work:
        work.require(site)
        sites = work.stores.sites.all()
        if site not in sites:
            raise Unknown("site", site, tuple(sites))
        stored = sites[site]
        calendar = stored.record.calendar
        days = tuple(
            ClosureChange(day, label, _change(calendar, day, label))
            for day, label in sorted(closed.items())
        )
        kept = sum(day not in closed for day in calendar.closed)
        found = ClosureImport(site, days, kept, saved=not dry_run)
        if dry_run or not found.changes:
            return found
        new = {each.on: each.label for each in days if each.change in ("closed", "renamed")}
        changed = attrs.evolve(calendar, closed={**calendar.closed, **new})
        work.stores.sites.put(attrs.evolve(stored.record, calendar=changed), stored.version)
        details = {"source": source, "days changed": str(found.changes)}
        work.commit("close days", site=site, details=details)
    return found


def _change(
    calendar: SchoolCalendar, day: date, label: str
) -> Literal["closed", "renamed", "added day", "outside", "weekend", "same"]:
    if not any(day in each.period for each in calendar.sessions):
        return "outside"
    if day in calendar.closed:
        return "same" if calendar.closed[day] == label else "renamed"
    if day in calendar.added:
        return "added day"
    return "closed" if calendar.is_school_day(day) else "weekend"
