"""What drills showed and has to be mended, until a later drill has tried it again."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api import versions
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import ID, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.safety_forms import CorrectiveActionForm
from sro_core.ids import SiteId
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.safety.corrective_actions import CorrectiveAction
from sro_core.usecases import drill_reading, safety_drills

ACTION = "the id of the corrective action"


@attrs.frozen
class OfActions:
    """Ask for the list."""

    site: SiteId | None = query("only of this site", example="HIGH", facets=ID)


@attrs.frozen
class OfAction:
    """Ask for one."""

    action: str = path(ACTION, example="action-1")


@attrs.frozen
class NewCorrectiveAction:
    """Something to be mended."""

    what: str = member("what is to be done", example="mend the bell", facets=WORDS)
    owner: str = member("who does it, by position", example="custodian", facets=WORDS)
    due: date | None = member("by when", default=None, example="2026-12-01")
    tactical: bool = member("it is about tactical responses", default=False)


@attrs.frozen
class ToNote:
    """Ask to note something to be mended."""

    drill: str = path("the drill that showed it", example="drill-1")
    new: NewCorrectiveAction = body("what is to be mended")


@attrs.frozen
class ActionDone:
    """When it was done."""

    on: date = member("the day", example="2026-11-20")


@attrs.frozen
class ToClose:
    """Ask to record that it was done."""

    action: str = path(ACTION, example="action-1")
    done: ActionDone = body("when")


@attrs.frozen
class Retest:
    """The drill that tried it again."""

    drill: str = member("the drill", example="drill-2", facets=WORDS)
    works: bool = member("it held", example=True)


@attrs.frozen
class ToRetest:
    """Ask to record that it was tried again."""

    action: str = path(ACTION, example="action-1")
    again: Retest = body("the drill")


@attrs.frozen
class CorrectiveActions:
    """What has to be mended, closed or not."""

    items: tuple[CorrectiveActionForm, ...]


def every(call: Call, asked: OfActions) -> Answer:
    """List corrective actions."""
    found = drill_reading.actions(call.desk, call.access, site=asked.site)
    return Answer({"items": [wire.show(each.record, call.access) for each in found]})


def one(call: Call, asked: OfAction) -> Answer:
    """Give one corrective action."""
    return _shown(call, drill_reading.action(call.desk, call.access, asked.action))


def note(call: Call, asked: ToNote) -> Answer:
    """Note something to be mended."""
    kind = Sensitivity.TACTICAL if asked.new.tactical else Sensitivity.STAFF
    id = call.desk.new_id()
    found = safety_drills.note_action(
        call.desk, call.access, asked.drill,
        lambda held: CorrectiveAction(
            id=id, site=held.site, drill=held.id, on=call.today, what=asked.new.what,
            owner=asked.new.owner, due=asked.new.due, sensitivity=kind,
        ),
    )  # fmt: skip
    return _shown(call, found)


def close(call: Call, asked: ToClose) -> Answer:
    """Record that an action was done."""
    version = versions.read(call, f"corrective action {asked.action}")
    return _shown(
        call,
        safety_drills.close_action(
            call.desk, call.access, asked.action, done=asked.done.on, version=version
        ),
    )


def retest(call: Call, asked: ToRetest) -> Answer:
    """Record that a later drill tried an action again."""
    version = versions.read(call, f"corrective action {asked.action}")
    return _shown(
        call,
        safety_drills.retest(
            call.desk, call.access, asked.action, drill=asked.again.drill,
            works=asked.again.works, version=version,
        ),
    )  # fmt: skip


def _shown(call: Call, stored: Stored[CorrectiveAction]) -> Answer:
    return Answer(wire.show(stored.record, call.access), version=stored.version)


_ONE = "/api/corrective-actions/{action}"
_MATCH = "If-Match is the ETag of the corrective action."
OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="corrective_actions", method="GET", path="/api/corrective-actions", does=every,
        asks=OfActions, gives=CorrectiveActions, permission=Permission.READ_DRILLS,
        says="List what drills showed and has to be mended", problems=(problems.UNKNOWN,),
    ),
    Operation(
        id="note_action", method="POST", path="/api/drills/{drill}/corrective-actions", does=note,
        asks=ToNote, gives=CorrectiveActionForm, says="Note what is to be mended after a drill",
        permission=Permission.FOLLOW_ACTION, status=201, tagged=True,
    ),
    Operation(
        id="corrective_action", method="GET", path=_ONE, does=one, asks=OfAction,
        gives=CorrectiveActionForm, says="Give one corrective action",
        permission=Permission.READ_DRILLS, tagged=True,
    ),
    Operation(
        id="action_done", method="POST", path=f"{_ONE}/done", does=close, asks=ToClose,
        gives=CorrectiveActionForm, says="Record that an action was done", more=_MATCH,
        permission=Permission.FOLLOW_ACTION, tagged=True, fits=True,
    ),
    Operation(
        id="action_retested", method="POST", path=f"{_ONE}/retest", does=retest, asks=ToRetest,
        gives=CorrectiveActionForm, more=_MATCH,
        says="Record that a later drill tried an action again",
        permission=Permission.FOLLOW_ACTION, tagged=True, fits=True,
    ),
)  # fmt: skip
