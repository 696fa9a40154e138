"""Answer whether school is in session at a minute: what a calendar says, and nothing of anybody."""

from __future__ import annotations

from datetime import datetime

import attrs

from sro_core.desk import Desk
from sro_core.errors import Unknown
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.school_calendar import InSession


@attrs.frozen
class SchoolMinute:
    """Hold whether school was in session at a site and minute.

    Attributes:
        site: where.
        at: local wall time.
        answer: in session, not in session, or bell times not known.
        because: the closure or the bells that decide.
    """

    site: SiteId
    at: datetime
    answer: InSession
    because: str


def in_session(desk: Desk, access: Access, site: SiteId, *, at: datetime) -> SchoolMinute:
    """Tell whether school is in session at a site at a local wall time.

    Raises:
        Unknown: there is no such site.
    """
    with desk.reading(access, Permission.READ_CALENDAR) as work:
        sites = work.stores.sites.all()
        if site not in sites:
            raise Unknown("site", site, tuple(sites))
        calendar = sites[site].record.calendar
    answer, day = calendar.in_session(at), at.date()
    rings = ", ".join(
        f"{ring.start:%H:%M} to {ring.end:%H:%M}" for ring in calendar.bells.get(day.weekday(), ())
    )
    fewer = f", {calendar.minutes[day]} minutes that day" if day in calendar.minutes else ""
    because = calendar.why_not(day) or (f"bells {rings}{fewer}" if rings else "no bells supplied")
    return SchoolMinute(site, at, answer, because)
