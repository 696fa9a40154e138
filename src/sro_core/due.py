"""The due list: what the findings ask people to do, merged and sorted. It reads asks only.

Equal asks of one subject become one item, so that nobody is told the same thing twice. An
item is done when the act behind it is on record; nothing here does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from sro_core.citations import Citation
from sro_core.findings import Ask, Finding, Subject
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import Force


@attrs.frozen
class DueItem:
    """Hold one thing that waits for somebody.

    Attributes:
        kind: the area, such as ``truancy``.
        what: the act, as an instruction.
        concerns: whom or what it is about.
        who: the role that must or may do it.
        force: must or may.
        due: by when, or None where the source sets no date.
        as_of: the date of the list.
        citations: where it is written.
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
    citations: tuple[Citation, ...]
    codes: tuple[str, ...]
    sensitivity: Sensitivity

    @property
    def overdue_days(self) -> int:
        """Calendar days since it was due; 0 where it is not, or no date is set."""
        return max(0, (self.as_of - self.due).days) if self.due else 0


def due_list(kind: str, findings: Iterable[Finding]) -> tuple[DueItem, ...]:
    """Gather the asks of findings into items: what must be done first, the longest overdue first.

    Asks of one subject, role, act and date are one item, unless one is less open than another.

    Args:
        kind: the area the findings come from.
        findings: any findings; those that ask nothing add nothing.
    """
    items: dict[tuple[Subject, Role, str, date | None, Sensitivity], DueItem] = {}
    for finding in findings:
        for ask in finding.asks:
            item = _item(kind, finding, ask)
            key = (item.concerns, item.who, item.what, item.due, item.sensitivity)
            items[key] = _merged(items[key], item) if key in items else item
    return tuple(sorted(items.values(), key=_order))


def _item(kind: str, finding: Finding, ask: Ask) -> DueItem:
    return DueItem(
        kind=kind,
        what=ask.what,
        concerns=finding.subject,
        who=ask.who,
        force=ask.force,
        due=ask.due,
        as_of=finding.as_of,
        citations=ask.rule.citations,
        codes=(finding.code,),
        sensitivity=finding.sensitivity,
    )


def _merged(one: DueItem, other: DueItem) -> DueItem:
    return attrs.evolve(
        one,
        force=Force.MUST if Force.MUST in (one.force, other.force) else Force.MAY,
        citations=tuple(dict.fromkeys((*one.citations, *other.citations))),
        codes=tuple(dict.fromkeys((*one.codes, *other.codes))),
    )


def _order(item: DueItem) -> tuple[bool, date, str, str, str]:
    """Sort duties before choices, then by date, then by whom they concern."""
    return item.force is Force.MAY, item.due or date.max, item.concerns.id, item.who, item.what
