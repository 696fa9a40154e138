"""The officers' activities: entered in seconds, submitted, and returned or approved.

An officer enters and changes their own; nobody reviews their own.
"""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Conflict, Refused, Unknown
from sro_core.ids import OfficerId, SiteId
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Role
from sro_core.rules import Rule
from sro_core.safety.activities import (
    ACTIVITIES,
    OPEN,
    Activity,
    HandedOn,
    HandedTo,
    State,
)
from sro_core.safety.activity_rules import (
    ActivityKind,
    TriadRole,
    kind_of,
    topic_of,
)
from sro_core.safety.anonymity import refuse_persons

_NOT_THEIRS = "it is another officer's activity"


@attrs.frozen(kw_only=True)
class Told:
    """Hold what somebody says of an activity; what is left out follows from its kind.

    Attributes:
        kind: id, label or its beginning.
        site: where, or for which site.
        minutes: how long.
        on: the day.
        officer: whose it is; None for whoever says it.
        count: how many it reached, None where nobody counted.
        topic: id, label or its beginning.
        audience: whom it reached, in a word or two.
        note: a short note that names nobody.
        triad: the part of the officer's work.
        to: to whom a first contact was handed on.
        answer_by: the day by which an answer was promised.
    """

    kind: str
    site: SiteId
    minutes: int
    on: date
    officer: OfficerId | None = None
    count: int | None = None
    topic: str = ""
    audience: str = ""
    note: str = ""
    triad: TriadRole | None = None
    to: HandedTo | None = None
    answer_by: date | None = None


def log(desk: Desk, access: Access, told: Told, *, draft: bool = False) -> Activity:
    """Enter an activity, and submit it unless it is a draft.

    Raises:
        Refused: the viewer may not, it is another site, or another officer's.
        Unknown: there is no such site, kind or topic.
        BadValue: it cannot be, or its words seem to name somebody.
    """
    with desk.acting(access, Permission.LOG_ACTIVITY) as work:
        one = _made(desk, work, told, f"A-{desk.new_id()[:14]}")
        if not draft:
            one = _moved(work, one, State.SUBMITTED)
        work.stores.records(ACTIVITIES).put(one, 0)
        _commit(work, "log activity", one)
    return one


def amend(
    desk: Desk, access: Access, id: str, told: Told, *, version: int | None = None
) -> Activity:
    """Change an activity that is a draft or was returned; it stays in its state.

    Args:
        desk: the stores and rules.
        access: who changes it.
        id: of the activity.
        told: all of it, as it shall be.
        version: of the activity that was read, None to take it as it is now.

    Raises:
        Refused, Unknown, BadValue: as `log` does.
        Conflict: it is no longer of that version.
    """
    with desk.acting(access, Permission.LOG_ACTIVITY) as work:
        stored = _own(work, id)
        if version is not None and version != stored.version:
            raise Conflict(f"activity {id}")
        before = stored.record
        if before.state not in OPEN:
            raise BadValue(f"activity {id}", f"it is {before.state}", "take it back first")
        made = _made(desk, work, attrs.evolve(told, officer=before.officer), id)
        handed = made.handed_on
        if before.handed_on is not None and handed is not None:
            handed = attrs.evolve(handed, answered=before.handed_on.answered)
        one = attrs.evolve(
            made, state=before.state, asked=before.asked, moves=before.moves, handed_on=handed
        )
        work.stores.records(ACTIVITIES).put(one, stored.version)
        _commit(work, "amend activity", one)
    return one


def _made(desk: Desk, work: Work, told: Told, id: str) -> Activity:
    """Make an activity of what was told, with what follows from its kind."""
    sites = work.stores.sites.all()
    if told.site not in sites:
        raise Unknown("site", told.site, tuple(sites))
    work.require(told.site)
    today = work.at.date()
    if told.on > today:
        raise BadValue("on", f"{told.on} has not come yet", "enter what has happened")
    kind = kind_of(desk.rules, told.kind, told.on)
    asked = told.topic or kind.value.topic
    topic = topic_of(desk.rules, asked, told.on).id if asked else ""
    names = [stored.record.site.name for stored in sites.values()]
    for what, text in (("note", told.note), ("audience", told.audience)):
        refuse_persons(what, text, known=names)
    return Activity(
        id=id,
        kind=kind.id,
        site=told.site,
        officer=_whose(work, told.officer),
        on=told.on,
        minutes=told.minutes,
        triad=told.triad or kind.value.triad,
        topic=topic,
        audience=told.audience or kind.value.audience,
        count=told.count,
        note=told.note.strip(),
        handed_on=_handed(kind, told),
    )


def _handed(kind: Rule[ActivityKind], told: Told) -> HandedOn | None:
    if not kind.value.handed_on:
        if told.to is not None or told.answer_by is not None:
            raise BadValue("to", f"{kind.value.label} is nothing that is handed on", "leave it out")
        return None
    return HandedOn(to=told.to or HandedTo.NOBODY, answer_by=told.answer_by)


def _whose(work: Work, named: OfficerId | None) -> OfficerId:
    """Give whose activity it is: an officer enters their own, others say whose it is."""
    viewer = work.viewer
    if viewer.role is not Role.OFFICER:
        if not named:
            raise BadValue("officer", "nobody is named", "say whose activity it is")
        return named
    if named and named != viewer.actor:
        raise Refused(viewer.actor, viewer.role, work.permission, _NOT_THEIRS)
    return OfficerId(viewer.actor)


def _own(work: Work, id: str) -> Stored[Activity]:
    """Give an activity that the viewer may change. Raises `Refused` where it is not theirs."""
    stored = work.stores.records(ACTIVITIES).get(id)
    work.require(stored.record.site)
    _whose(work, stored.record.officer)
    return stored


def _moved(work: Work, one: Activity, to: State, because: str = "") -> Activity:
    return one.moved(to, at=work.at, by=work.viewer.actor, because=because)


def _commit(work: Work, act: str, one: Activity) -> None:
    details = {"officer": one.officer, "kind": one.kind, "day": str(one.on), "state": one.state}
    work.commit(act, site=one.site, about=one.id, details=details)


def submit(desk: Desk, access: Access, id: str) -> Activity:
    """Submit a draft, or one that was returned and mended."""
    with desk.acting(access, Permission.LOG_ACTIVITY) as work:
        return _move(work, _own(work, id), State.SUBMITTED, "submit activity")


def take_back(desk: Desk, access: Access, id: str) -> Activity:
    """Take a submitted activity back, so that it is a draft again."""
    with desk.acting(access, Permission.LOG_ACTIVITY) as work:
        return _move(work, _own(work, id), State.DRAFT, "take activity back")


def discard(desk: Desk, access: Access, id: str) -> None:
    """Take a draft away for good.

    Raises:
        BadValue: it is no draft.
    """
    with desk.acting(access, Permission.LOG_ACTIVITY) as work:
        stored = _own(work, id)
        if stored.record.state is not State.DRAFT:
            raise BadValue(f"activity {id}", f"it is {stored.record.state}", "take it back first")
        work.stores.records(ACTIVITIES).remove(id, stored.version)
        _commit(work, "discard activity", stored.record)


def answered(desk: Desk, access: Access, id: str, *, on: date) -> Activity:
    """Note that a first contact was answered."""
    with desk.acting(access, Permission.LOG_ACTIVITY) as work:
        stored = _own(work, id)
        if on > work.at.date():
            raise BadValue("on", f"{on} has not come yet", "give the day of the answer")
        one = stored.record.answered(on)
        work.stores.records(ACTIVITIES).put(one, stored.version)
        _commit(work, "note answer", one)
    return one


def review(desk: Desk, access: Access, id: str, to: State, *, because: str = "") -> Activity:
    """Approve an activity, or return it with what is to be mended; never one's own.

    Raises:
        Refused: the viewer may not, it is another site, or their own.
        BadValue: it is not submitted, or is returned without a reason.
    """
    with desk.acting(access, Permission.REVIEW_ACTIVITY) as work:
        stored = work.stores.records(ACTIVITIES).get(id)
        work.require(stored.record.site)
        viewer = work.viewer
        if stored.record.officer == viewer.actor:
            raise Refused(viewer.actor, viewer.role, work.permission, "it is their own activity")
        if to not in (State.APPROVED, State.RETURNED):
            raise BadValue("state", f"{to} is no review", "approve it or return it")
        refuse_persons("because", because)
        act = "approve activity" if to is State.APPROVED else "return activity"
        return _move(work, stored, to, act, because)


def _move(work: Work, stored: Stored[Activity], to: State, act: str, because: str = "") -> Activity:
    one = _moved(work, stored.record, to, because)
    work.stores.records(ACTIVITIES).put(one, stored.version)
    _commit(work, act, one)
    return one
