"""Plan drills, write them down, finish their records, and follow up on what they showed.

The school leads. An officer may write down what was seen; the school finishes the record, and
only the district takes a finished one back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Conflict, Refused, Unknown
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.registers import Register
from sro_core.safety import corrective_actions
from sro_core.safety.corrective_actions import ACTIONS, CorrectiveAction
from sro_core.safety.drills import (
    DRILLS,
    Confirmed,
    Drill,
    DrillStatus,
    finished,
    reverted,
    terms_of,
)
from sro_core.usecases.school_facts import at_site

T = TypeVar("T")
_OPEN = (DrillStatus.PLANNED, DrillStatus.DRAFT, DrillStatus.CANCELLED)


def record(
    desk: Desk, access: Access, drill: Drill, *, version: int | None = None
) -> Stored[Drill]:
    """Keep a drill that is planned, or the draft of its record.

    Args:
        desk: the stores and rules.
        access: who records it.
        drill: of an id of its own (`new_id`), or of one that is on record and not finished.
        version: of what was read, None to take it as it is now.

    Raises:
        Refused: the viewer may not, answers for another site, or changes what is not open to
            them.
        Unknown: there is no such site.
        BadValue: it is finished, or a draft lies ahead.
        Conflict: it is no longer of that version.
    """
    with desk.acting(access, Permission.RECORD_DRILL) as work:
        at_site(work, drill.site)
        before = _found(work, DRILLS, drill.id)
        return _record(work, before, drill, version)


def change(
    desk: Desk,
    access: Access,
    id: str,
    make: Callable[[Drill], Drill],
    *,
    version: int | None = None,
) -> Stored[Drill]:
    """Change a drill whose record is not finished.

    Args:
        desk: the stores and rules.
        access: who changes it.
        id: of the drill.
        make: gives the drill from what it was, as far as that is open to the viewer.
        version: of what was read, None to take it as it is now.

    Raises:
        Unknown: there is no such drill.
        Refused, BadValue, Conflict: as `record`.
    """
    with desk.acting(access, Permission.RECORD_DRILL) as work:
        before = _stored(work, id, version)
        seen = before.record
        if not work.access.sees(Sensitivity.TACTICAL, seen.site):
            seen = attrs.evolve(seen, weaknesses="")
        return _record(work, before, make(seen), version)


def _record(
    work: Work, before: Stored[Drill] | None, drill: Drill, version: int | None
) -> Stored[Drill]:
    if drill.status not in _OPEN:
        raise BadValue("status", f"{drill.status}", "finish the record by itself")
    if drill.status is DrillStatus.DRAFT and drill.on > work.at.date():
        raise BadValue("on", f"{drill.on} lies ahead", "plan the drill instead")
    if before is not None:
        _open(work, before.record, drill)
        drill = attrs.evolve(drill, confirmed=before.record.confirmed)
    drill = _with_weaknesses(work, drill, before.record.weaknesses if before else "")
    kept = 0 if before is None else before.version
    work.stores.records(DRILLS).put(drill, kept if version is None else version)
    found = work.stores.records(DRILLS).get(drill.id)
    work.commit("record drill", site=drill.site, about=drill.id, details=_told(drill))
    return found


def _found(work: Work, register: Register[T], id: str) -> Stored[T] | None:
    try:
        return work.stores.records(register).get(id)
    except Unknown:
        return None


def _with_weaknesses(work: Work, drill: Drill, before: str) -> Drill:
    """Keep what a viewer who is not cleared for it cannot have read, and refuse what they add."""
    if work.access.sees(Sensitivity.TACTICAL, drill.site):
        return drill
    if drill.weaknesses:
        _cleared(work, drill.site, Sensitivity.TACTICAL)
    return attrs.evolve(drill, weaknesses=before)


def _open(work: Work, before: Drill, after: Drill) -> None:
    """Refuse a change of a finished record, and one that moves a drill to another site."""
    work.require(before.site)
    if before.status is DrillStatus.FINISHED:
        raise BadValue(f"drill {before.id}", "its record is finished", "the district takes it back")
    if before.site != after.site:
        raise BadValue(f"drill {before.id}", f"it is one of {before.site}", "record another")


def confirm(
    desk: Desk, access: Access, id: str, term: str, *, on: date, version: int | None = None
) -> Stored[Drill]:
    """Confirm that something the rules ask about a drill was done on a day.

    Raises:
        BadValue: no rule asks that about such a drill.
    """

    def change(work: Work, before: Drill) -> Drill:
        asked = {each.id for each in terms_of(before, desk.rules)}
        if term not in asked:
            known = ", ".join(sorted(asked)) or "nothing"
            raise BadValue(term, f"nobody asks it about a {before.kind} drill", f"asked: {known}")
        others = tuple(each for each in before.confirmed if each.term != term)
        new = Confirmed(term, on, work.viewer.actor)
        return attrs.evolve(before, confirmed=(*others, new))

    with desk.acting(access, Permission.RECORD_DRILL) as work:
        stored = _stored(work, id, version)
        _open(work, stored.record, stored.record)
        return _put(work, stored, change(work, stored.record), "confirm term of drill", term)


def finish(desk: Desk, access: Access, id: str, *, version: int | None = None) -> Stored[Drill]:
    """Finish the record of a drill; from then on it counts.

    Raises:
        BadValue: it is no draft, lies ahead, or something that must be confirmed is not.
    """
    with desk.acting(access, Permission.FINISH_DRILL) as work:
        stored = _stored(work, id, version)
        done = finished(stored.record, desk.rules, today=work.at.date())
        return _put(work, stored, done, "finish drill")


def revert(
    desk: Desk, access: Access, id: str, *, because: str, version: int | None = None
) -> Stored[Drill]:
    """Take a finished record back, with a reason; it is a draft again and does not count."""
    with desk.acting(access, Permission.REVERT_DRILL) as work:
        stored = _stored(work, id, version)
        return _put(work, stored, reverted(stored.record, because), "take back drill")


def _stored(work: Work, id: str, version: int | None) -> Stored[Drill]:
    stored = work.stores.records(DRILLS).get(id)
    work.require(stored.record.site)
    if version is not None and version != stored.version:
        raise Conflict(f"drill {id}")
    return stored


def _put(
    work: Work, before: Stored[Drill], after: Drill, act: str, what: str = ""
) -> Stored[Drill]:
    work.stores.records(DRILLS).put(after, before.version)
    found = work.stores.records(DRILLS).get(after.id)
    details = _told(after) | ({"what": what} if what else {})
    work.commit(act, site=after.site, about=after.id, details=details)
    return found


def _told(drill: Drill) -> dict[str, str]:
    return {"kind": str(drill.kind), "on": str(drill.on), "status": str(drill.status)}


def note_action(
    desk: Desk, access: Access, drill: str, make: Callable[[Drill], CorrectiveAction]
) -> Stored[CorrectiveAction]:
    """Note something to be mended after a drill.

    Args:
        desk: the stores and rules.
        access: who notes it; they must be cleared for what it is about.
        drill: the id of the drill.
        make: gives the action.

    Raises:
        Refused: the viewer may not, or is not cleared for what it is about.
        Unknown: there is no such drill.
    """
    with desk.acting(access, Permission.FOLLOW_ACTION) as work:
        held = work.stores.records(DRILLS).get(drill).record
        work.require(held.site)
        new = make(held)
        if (new.drill, new.site) != (held.id, held.site):
            raise BadValue(f"drill {held.id}", f"it was held at {held.site}")
        _cleared(work, new.site, new.sensitivity)
        return _put_action(work, new, 0, "note action")


def close_action(
    desk: Desk, access: Access, id: str, *, done: date, version: int | None = None
) -> Stored[CorrectiveAction]:
    """Record that an action was done; it waits for the drill that tries it again."""
    with desk.acting(access, Permission.FOLLOW_ACTION) as work:
        stored = _action(work, id, version)
        if done > work.at.date():
            raise BadValue("done", f"{done} lies ahead", "record it once it was done")
        new = attrs.evolve(stored.record, done=done, retested="", works=None)
        return _put_action(work, new, stored.version, "action done")


def retest(
    desk: Desk, access: Access, id: str, *, drill: str, works: bool, version: int | None = None
) -> Stored[CorrectiveAction]:
    """Record that a later drill tried an action again, and whether it held."""
    with desk.acting(access, Permission.FOLLOW_ACTION) as work:
        stored = _action(work, id, version)
        held = work.stores.records(DRILLS).get(drill).record
        work.require(held.site)
        new = corrective_actions.retested(stored.record, held, works=works)
        return _put_action(work, new, stored.version, "action tried again")


def _action(work: Work, id: str, version: int | None) -> Stored[CorrectiveAction]:
    stored = work.stores.records(ACTIONS).get(id)
    work.require(stored.record.site)
    _cleared(work, stored.record.site, stored.record.sensitivity)
    if version is not None and version != stored.version:
        raise Conflict(f"corrective action {id}")
    return stored


def _put_action(
    work: Work, new: CorrectiveAction, version: int, act: str
) -> Stored[CorrectiveAction]:
    work.stores.records(ACTIONS).put(new, version)
    found = work.stores.records(ACTIONS).get(new.id)
    work.commit(act, site=new.site, about=new.id, details={"drill": new.drill})
    return found


def _cleared(work: Work, site: SiteId, kind: Sensitivity) -> None:
    """Raise `Refused` unless the viewer may see what they write; what it says is not told."""
    if not work.access.sees(kind, site):
        why = f"{kind} information is not open to the role {work.viewer.role}"
        raise Refused(work.viewer.actor, work.viewer.role, f"write what is {kind}", why)
