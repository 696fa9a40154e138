"""What a drill showed and somebody has to mend: tracked until a later drill has tried it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import SiteId
from sro_core.privacy import Role, Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import RuleBook
from sro_core.safety.drills import Drill, DrillStatus


@attrs.frozen
class ActionFollowed:
    """Say that what a drill showed is mended and tried again (local).

    Attributes:
        who: whose item it is.
    """

    who: Role


@attrs.frozen(kw_only=True)
class CorrectiveAction:
    """Record something to be mended after a drill.

    Attributes:
        id: its own.
        site: where.
        drill: the drill that showed it.
        on: the day on which it was noted.
        what: what is to be done.
        owner: who does it, by position.
        due: by when, or None where no day was set.
        done: the day on which it was done.
        retested: the drill that tried it again.
        works: whether it held then; None while that is open.
        sensitivity: staff, or tactical where it is about tactical responses.
    """

    KINDS: ClassVar[frozenset[Sensitivity]] = frozenset({Sensitivity.STAFF, Sensitivity.TACTICAL})

    id: str
    site: SiteId
    drill: str
    on: date
    what: str
    owner: str
    due: date | None = None
    done: date | None = None
    retested: str = ""
    works: bool | None = None
    sensitivity: Sensitivity = Sensitivity.STAFF

    def __attrs_post_init__(self) -> None:
        """Refuse an action of nobody, one that everybody could read, and a result of no drill."""
        if not self.what.strip() or not self.owner.strip():
            raise BadValue("corrective action", "what is to be done or by whom is missing")
        if self.sensitivity not in self.KINDS:
            raise BadValue("sensitivity", f"{self.sensitivity}", "it is staff or tactical")
        if (self.works is None) != (not self.retested):
            raise BadValue("works", "it belongs to the drill that tried it again", "give both")
        if self.done is not None and self.done < self.on:
            raise BadValue("done", f"{self.done} is before it was noted, {self.on}")

    @property
    def closed(self) -> bool:
        """Whether it was done, tried again, and held."""
        return self.done is not None and self.works is True


def retested(action: CorrectiveAction, drill: Drill, *, works: bool) -> CorrectiveAction:
    """Give an action with the drill that tried it again; one that did not hold is open again.

    Raises:
        BadValue: the drill is of another site, not finished, or not after the action.
    """
    what = f"drill {drill.id}"
    if drill.site != action.site:
        raise BadValue(what, "it was held at another site")
    if drill.status is not DrillStatus.FINISHED:
        raise BadValue(what, f"its record is {drill.status}", "finish it first")
    if drill.id == action.drill or drill.on < (action.done or action.on):
        raise BadValue(what, "it was not held after the action was done", "name a later one")
    return attrs.evolve(action, retested=drill.id, works=works, done=action.done if works else None)


def review(
    actions: Iterable[CorrectiveAction], rules: RuleBook, *, on: date
) -> tuple[Finding, ...]:
    """Judge which actions are not done, and which were done and not tried again."""
    rule = next(iter(rules.all(ActionFollowed, on)), None)
    if rule is None:
        return ()
    found = []
    for each in actions:
        if each.closed or each.on > on:
            continue
        done = each.done is not None and each.done <= on
        what = "try again at the next drill" if done else f"see it done by {each.owner}"
        late = not done and each.due is not None and on > each.due
        found.append(
            Finding(
                code="corrective_action_open",
                subject=Subject("site", each.site, each.site),
                as_of=on,
                outcome=Outcome.MET if late else Outcome.PENDING,
                since=each.on,
                rule=rule,
                asks=(
                    Ask(rule.value.who, f"{what}: {each.what}", rule.force, rule,
                        None if done else each.due),
                ),
                sensitivity=each.sensitivity,
            )
        )  # fmt: skip
    return tuple(found)


ACTIONS = Register(
    name="corrective action",
    kind=CorrectiveAction,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    on=lambda one: one.on,
)
