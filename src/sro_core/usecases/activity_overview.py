"""The officers' activities as they are read: lists, sums, what waits, and what matters today.

An officer reads their own, whoever reviews them every one of their sites, and others who may
read activities what is approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import attrs

from sro_core.desk import Desk
from sro_core.due import Block, DueItem, due_list
from sro_core.errors import Unknown
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Role
from sro_core.rules import Rule
from sro_core.safety import activity_review
from sro_core.safety.activities import ACTIVITIES, Activity, State
from sro_core.safety.activity_review import Summary
from sro_core.safety.activity_rules import ActivityKind, ActivityTopic


@attrs.frozen(kw_only=True)
class Sought:
    """Say which activities are looked for; what is left out looks for any.

    Attributes:
        site, officer: whose.
        within: days they are of.
        states: how far they have come.
    """

    site: SiteId | None = None
    officer: OfficerId | None = None
    within: DatePeriod | None = None
    states: frozenset[State] = frozenset()


def listed(
    desk: Desk, access: Access, sought: Sought | None = None
) -> tuple[Stored[Activity], ...]:
    """Give the activities that the viewer may read, by day and id.

    Raises:
        Refused: the viewer may not, or asks for another site.
    """
    wanted = sought or Sought()
    with desk.reading(access, Permission.READ_ACTIVITIES) as work:
        if wanted.site is not None:
            work.require(wanted.site)
        found = work.stores.records(ACTIVITIES).all(
            site=wanted.site, concerns=wanted.officer, within=wanted.within
        )
    return tuple(
        each
        for each in found
        if _readable(access, each.record)
        and (not wanted.states or each.record.state in wanted.states)
    )


def one(desk: Desk, access: Access, id: str) -> Stored[Activity]:
    """Give one activity. Raises `Unknown` where there is none that the viewer may read."""
    with desk.reading(access, Permission.READ_ACTIVITIES) as work:
        stored = work.stores.records(ACTIVITIES).get(id)
    if not _readable(access, stored.record):
        raise Unknown("activity", id)
    return stored


def _readable(access: Access, record: Activity) -> bool:
    """Tell whether the viewer may read an activity: their own, their reviewing, or approved."""
    if not access.viewer.covers(record.site):
        return False
    if record.state is State.APPROVED or record.officer == access.viewer.actor:
        return True
    return not access.why_not(Permission.REVIEW_ACTIVITY, record.site)


def summarized(desk: Desk, access: Access, sought: Sought | None = None, *, on: date) -> Summary:
    """Add up the approved activities that the viewer may read."""
    found = [each.record for each in listed(desk, access, sought)]
    return activity_review.summary(found, desk.rules, on=on)


@attrs.frozen
class Offered:
    """Hold the kinds and topics in force on a date."""

    kinds: tuple[Rule[ActivityKind], ...]
    topics: tuple[Rule[ActivityTopic], ...]


def offered(desk: Desk, access: Access, *, on: date) -> Offered:
    """Give the kinds and topics in force on a date."""
    with desk.reading(access, Permission.READ_ACTIVITIES):
        return Offered(desk.rules.all(ActivityKind, on), desk.rules.all(ActivityTopic, on))


@attrs.frozen
class Choices:
    """Hold what can be chosen when an activity is entered.

    Attributes:
        offered: the kinds and topics.
        sites: those the viewer answers for, id and name.
        last: their last activity, None where there is none of the last month.
    """

    offered: Offered
    sites: tuple[tuple[SiteId, str], ...]
    last: Activity | None


def choices(desk: Desk, access: Access, *, on: date) -> Choices:
    """Give what can be chosen when an activity is entered on a date."""
    with desk.reading(access, Permission.LOG_ACTIVITY) as work:
        sites = [
            (id, stored.record.site.name)
            for id, stored in work.stores.sites.all().items()
            if work.viewer.covers(id)
        ]
        month = DatePeriod(on - timedelta(days=31), on + timedelta(days=1))
        recent = work.stores.records(ACTIVITIES).all(concerns=work.viewer.actor, within=month)
    own = [each.record for each in recent if access.viewer.covers(each.record.site)]
    rules = desk.rules
    every = Offered(rules.all(ActivityKind, on), rules.all(ActivityTopic, on))
    return Choices(every, tuple(sites), own[-1] if own else None)


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List what waits: first contacts for an answer, activities for approval or mending."""
    found = (each.record for each in listed(desk, access, Sought(site=site)))
    return due_list("activity", activity_review.findings(found, desk.rules, on=on))


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Give what matters today: an officer's day so far, a supervisor's to approve."""
    viewer = access.viewer
    if viewer.role is Role.OFFICER:
        own = Sought(site=site, officer=OfficerId(viewer.actor))
        return (_day(listed(desk, access, own), on),)
    if access.why_not(Permission.REVIEW_ACTIVITY):
        return ()
    found = listed(desk, access, Sought(site=site, states=frozenset({State.SUBMITTED})))
    return (_to_approve([each.record for each in found]),)


def _day(found: Sequence[Stored[Activity]], on: date) -> Block:
    every = [each.record for each in found]
    done = [each for each in every if each.on == on]
    minutes = sum(each.minutes for each in done)
    head = f"{len(done)} so far, {minutes} minutes" if done else "none entered yet"
    back = [f"{_line(each)}: {each.asked}" for each in every if each.state is State.RETURNED]
    waits = [_line(each) for each in every if each.handed_on is not None and each.handed_on.waits]
    return Block(
        "Activities",
        "sro activity list",
        (
            head,
            *_first(map(_line, done)),
            *(f"returned: {each}" for each in _first(back)),
            *(f"waits for an answer: {each}" for each in _first(waits)),
        ),
    )


SHOWN = 3
"""So many lines of one sort stand on the screen; the command has them all."""


def _first(lines: Iterable[str]) -> tuple[str, ...]:
    every = tuple(lines)
    more = (f"and {len(every) - SHOWN} more",) if len(every) > SHOWN else ()
    return (*every[:SHOWN], *more)


def _to_approve(found: Iterable[Activity]) -> Block:
    lines = tuple(f"{each.id}: {_line(each)}, {each.officer}" for each in found)
    head = f"{len(lines)} to approve or return" if lines else "none to approve"
    return Block("Activities", "sro activity list --state submitted", (head, *_first(lines)))


def _line(each: Activity) -> str:
    count = "" if each.count is None else f", {each.count}"
    return f"{each.on} {each.kind.replace('_', ' ')} at {each.site}, {each.minutes} min{count}"
