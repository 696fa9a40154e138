"""The sites: their agreements with the police, and whether school is in session."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import WORDS, body, member, path, query
from sro_adapters.http.operations import Nothing, Operation
from sro_adapters.http.problems import Fault
from sro_adapters.wire.record_forms import SiteForm
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.ports import SiteRecord, Stored
from sro_core.privacy import Permission
from sro_core.school_calendar import InSession
from sro_core.sites import Agreement
from sro_core.usecases import access_control, school_hours

SITE = "the district's own id of the site"


@attrs.frozen
class OfSite:
    """Ask for one site."""

    site: SiteId = path(SITE, example="HIGH")


@attrs.frozen
class OfMinute:
    """Ask whether school is in session."""

    site: SiteId = path(SITE, example="HIGH")
    at: datetime | None = query("the site's wall time; now where it is left out",
                                example="2026-11-20T10:15")  # fmt: skip


@attrs.frozen
class NewAgreement:
    """What a site's agreement with the police says about student records."""

    from_: date = member("its first day", example="2026-07-01")
    school_official: bool = member("it makes officers school officials, for the purposes",
                                   example=True)  # fmt: skip
    until: date | None = member("its last day; open where there is none", default=None,
                                example="2027-06-30")  # fmt: skip
    purposes: tuple[str, ...] = member(
        "what for; a request must name one of them",
        default=(), facets=WORDS, example=["truancy outreach"],
    )  # fmt: skip


@attrs.frozen
class ToAgree:
    """Ask to record an agreement."""

    site: SiteId = path(SITE, example="HIGH")
    agreement: NewAgreement = body("what was agreed")


@attrs.frozen
class Sites:
    """The sites that the viewer answers for, by id."""

    items: tuple[SiteForm, ...]


@attrs.frozen
class Hours:
    """Whether school is in session at a site and minute, and the closure or bells that decide."""

    site: SiteId
    at: datetime
    answer: InSession
    because: str


def every(call: Call, _: Nothing) -> Answer:
    """Give the sites."""
    found = access_control.sites(call.desk, call.access)
    return Answer({"items": [wire.show(each.record, call.access) for each in found.values()]})


def one(call: Call, asked: OfSite) -> Answer:
    """Give one site."""
    return _shown(call, access_control.site(call.desk, call.access, asked.site))


def _shown(call: Call, stored: Stored[SiteRecord]) -> Answer:
    return Answer(wire.show(stored.record, call.access), version=stored.version)


def hours(call: Call, asked: OfMinute) -> Answer:
    """Tell whether school is in session."""
    at = asked.at or call.desk.clock().replace(second=0, microsecond=0)
    found = school_hours.in_session(call.desk, call.access, asked.site, at=at)
    return Answer(wire.plain(found))


def agree(call: Call, asked: ToAgree) -> Answer:
    """Record an agreement over the site's record that was read."""
    told = asked.agreement
    if told.until is not None and told.until < told.from_:
        raise problems.invalid([Fault("it ends before it starts", "/until")])
    agreement = Agreement(
        asked.site,
        DatePeriod(told.from_, None if told.until is None else told.until + ONE_DAY),
        told.school_official,
        frozenset(told.purposes),
    )
    version = call.version(f"site {asked.site}")
    stored = access_control.record_agreement(call.desk, call.access, agreement, version=version)
    return _shown(call, stored)


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="sites",
        method="GET",
        path="/api/sites",
        says="List the sites with their agreements, those you answer for",
        does=every,
        asks=Nothing,
        gives=Sites,
        permission=Permission.READ_AGREEMENT,
        tagged=True,
    ),
    Operation(
        id="site",
        method="GET",
        path="/api/sites/{site}",
        says="Give one site with its agreements",
        does=one,
        asks=OfSite,
        gives=SiteForm,
        permission=Permission.READ_AGREEMENT,
        tagged=True,
    ),
    Operation(
        id="hours",
        method="GET",
        path="/api/sites/{site}/hours",
        says="Tell whether school is in session at a site at a minute",
        does=hours,
        asks=OfMinute,
        gives=Hours,
        permission=Permission.READ_CALENDAR,
    ),
    Operation(
        id="record_agreement",
        method="PUT",
        path="/api/sites/{site}/agreement",
        says="Record the agreement of a site with the police; one of the same days is replaced",
        more="If-Match is the ETag of the site.",
        does=agree,
        asks=ToAgree,
        gives=SiteForm,
        permission=Permission.RECORD_AGREEMENT,
        tagged=True,
        fits=True,
    ),
)
