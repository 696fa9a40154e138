"""The due list: what the findings ask people to do, merged and sorted. It reads asks only.

Equal asks of one subject become one item, so that nobody is told the same thing twice. An
item is done when the act behind it is on record; nothing here does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

import attrs

from sro_core.citations import Citation
from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Subject
from sro_core.ids import SiteId
from sro_core.privacy import Role, Sensitivity, Viewer
from sro_core.rules import Force, Rule

T = TypeVar("T")


class DueKind(StrEnum):
    """The areas that things wait in; each is the kind of its items."""

    TRUANCY = "truancy"
    STEP = "step"
    LETTER = "letter"
    REFERRAL = "referral"
    CONTACT = "contact"
    SWEEP = "sweep"
    ROTATION = "rotation"
    TRAINING = "training"
    AGREEMENT = "agreement"
    DIRECTORY = "directory"
    PLAN = "plan"
    DRILL = "drill"
    CORRECTIVE_ACTION = "corrective_action"
    ACTIVITY = "activity"
    INCIDENT = "incident"
    SEALING = "sealing"


@attrs.frozen
class Block:
    """Hold one part of the screen that somebody opens in the morning.

    Attributes:
        title: what it shows.
        command: prints the whole of it.
        lines: what matters of it, chosen for whoever asked and free of what they may not see.
    """

    title: str
    command: str
    lines: tuple[str, ...]


def asked_as(command: str, viewer: Viewer, on: date) -> str:
    """Give a command as somebody of this role and these sites asks it on a date.

    >>> asked_as("sro due", Viewer("O-01", Role.OFFICER), date(2026, 11, 20))
    'sro due --as officer:O-01 --on 2026-11-20'
    """
    part = str(viewer.role)
    if viewer.role is Role.OFFICER:
        part = f"{part}:{viewer.actor}"
    elif viewer.sites is not None and len(viewer.sites) == 1:
        part = f"{part}:{next(iter(viewer.sites))}"
    return f"{command} --as {part} --on {on}"


@attrs.frozen
class DueItem:
    """Hold one thing that waits for somebody.

    Attributes:
        kind: the area.
        what: the act, as an instruction.
        concerns: whom or what it is about.
        who: the role that must or may do it.
        force: must or may.
        due: by when, or None where the source sets no date.
        as_of: the date of the list.
        rules: those that ask for it.
        codes: the statuses that ask for it.
        sensitivity: who may see it.
    """

    kind: str
    what: str
    concerns: Subject
    who: Role
    force: Force
    due: date | None
    as_of: date
    rules: tuple[Rule[object], ...]
    codes: tuple[str, ...]
    sensitivity: Sensitivity

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where it is written, each source once."""
        return tuple(dict.fromkeys(each for rule in self.rules for each in rule.citations))

    @property
    def overdue_days(self) -> int:
        """Calendar days since it was due; 0 where it is not, or no date is set."""
        return max(0, (self.as_of - self.due).days) if self.due else 0

    def due_in(self, days: int) -> bool:
        """Tell whether it is overdue, or due in so many days; what has no date never is."""
        return self.due is not None and (self.due - self.as_of).days <= days

    @property
    def place(self) -> tuple[bool, str, str, str, str, str]:
        """Where it stands in a list: duties before choices, then by date, then by whom it is of."""
        day = (self.due or date.max).isoformat()
        whose = self.concerns.id, str(self.who), self.what
        last = f"{self.concerns.kind} {self.concerns.site} {self.sensitivity}"
        return self.force is Force.MAY, day, *whose, last


@attrs.frozen(kw_only=True)
class Wanted:
    """Say which part of a due list is asked for; what is left out asks for all.

    Attributes:
        site: only what this site answers for.
        kinds: only these areas.
        who: only what this role must or may do.
        person: only what this officer has to see to: what concerns them, and what any officer
            has to do at one of their `posts`.
        posts: the sites at which that officer serves.
        within: only what is due in so many days or overdue; what has no date is left out.

    >>> Wanted(within=14).kinds
    frozenset()
    """

    site: SiteId | None = None
    kinds: frozenset[DueKind] = frozenset()
    who: Role | None = None
    person: str = ""
    posts: frozenset[SiteId] = frozenset()
    within: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse to look backwards: what is overdue is always in the list."""
        if self.within is not None and self.within < 0:
            raise BadValue("within", "it is a number of days from the date on", "give 0 or more")

    def cut(self, items: Iterable[DueItem]) -> tuple[DueItem, ...]:
        """Give the items that are asked for, in the order in which they came."""
        return tuple(each for each in items if self._takes(each))

    def _takes(self, item: DueItem) -> bool:
        return (
            (self.within is None or item.due_in(self.within))
            and self.site in (None, item.concerns.site)
            and (not self.kinds or item.kind in self.kinds)
            and self.who in (None, item.who)
            and (not self.person or self._falls_to(item))
        )

    def _falls_to(self, item: DueItem) -> bool:
        if item.concerns.kind == "officer":
            return item.concerns.id == self.person
        return item.who is Role.OFFICER and item.concerns.site in self.posts


def due_list(kind: str, findings: Iterable[Finding]) -> tuple[DueItem, ...]:
    """Gather the asks of findings into items: what must be done first, the longest overdue first.

    Asks of one subject, role, act and date are one item, unless one is less open than another.

    Args:
        kind: the area the findings come from.
        findings: any findings; those that ask nothing add nothing.

    Raises:
        BadValue: there is no such area.
    """
    if kind not in set(DueKind):
        known = ", ".join(DueKind)
        raise BadValue(f"kind {kind!r}", "no area is called so", f"there are: {known}")
    area = DueKind(kind)
    return joined(_item(area, finding, ask) for finding in findings for ask in finding.asks)


def to_decide(items: Iterable[DueItem]) -> tuple[str, ...]:
    """Give a line of a day's screen on the records that wait for a person's decision, if any."""
    waiting = [each for each in items if each.kind is DueKind.SEALING]
    if not waiting:
        return ()
    first = waiting[0]
    number = "1 record waits" if len(waiting) == 1 else f"{len(waiting)} records wait"
    return (f"{number} for a person's decision, the first: {first.what} (due {first.due})",)


def joined(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """Merge and sort the items of several areas; one that two of them ask is of the first."""
    merged: dict[tuple[Subject, Role, str, date | None, Sensitivity], DueItem] = {}
    for item in items:
        key = (item.concerns, item.who, item.what, item.due, item.sensitivity)
        merged[key] = _merged(merged[key], item) if key in merged else item
    return tuple(sorted(merged.values(), key=lambda each: each.place))


def _item(kind: DueKind, finding: Finding, ask: Ask) -> DueItem:
    return DueItem(
        kind=kind,
        what=ask.what,
        concerns=finding.subject,
        who=ask.who,
        force=ask.force,
        due=ask.due,
        as_of=finding.as_of,
        rules=(ask.rule,),
        codes=(finding.code,),
        sensitivity=finding.sensitivity,
    )


def _merged(one: DueItem, other: DueItem) -> DueItem:
    return attrs.evolve(
        one,
        force=Force.MUST if Force.MUST in (one.force, other.force) else Force.MAY,
        rules=_once((*one.rules, *other.rules)),
        codes=_once((*one.codes, *other.codes)),
    )


def _once(every: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(each for n, each in enumerate(every) if each not in every[:n])
