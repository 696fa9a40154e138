"""What differs between two editions of a plan, by section and line.

Each difference is as closed as the more closed of the two sides: a section that was tactical
once does not become readable by being declared public later.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from enum import StrEnum

import attrs

from sro_core.privacy import Sensitivity
from sro_core.safety.plans import Plan, Section, closer


class Change(StrEnum):
    """What became of a line, or of a section."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@attrs.frozen
class LineChange:
    """Say what became of one line."""

    change: Change
    line: str


@attrs.frozen
class FieldChange:
    """Say what became of one of a section's particulars, such as its owner."""

    name: str
    before: str
    after: str


@attrs.frozen(kw_only=True)
class SectionDifference:
    """Hold what became of one section.

    Attributes:
        section: its id.
        change: added, removed or changed.
        particulars: what else of it changed.
        lines: every line of both editions in order, with what became of it.
        sensitivity: that of the more closed side.
    """

    section: str
    change: Change
    particulars: tuple[FieldChange, ...] = ()
    lines: tuple[LineChange, ...] = ()
    sensitivity: Sensitivity


def differences(before: Plan, after: Plan) -> tuple[SectionDifference, ...]:
    """Compare two editions; sections that are the same are left out.

    >>> from sro_core.ids import SiteId
    >>> from sro_core.safety.plans import PublicSection
    >>> first = Plan(site=SiteId("HIGH"), year=2026)
    >>> gates = PublicSection(id="gates", title="Gates", text="Two gates.")
    >>> (one,) = differences(first, first.with_section(gates))
    >>> one.section, one.change.value
    ('gates', 'added')
    """
    old = {each.id: each for each in before.sections}
    new = {each.id: each for each in after.sections}
    pairs = ((id, old.get(id), new.get(id)) for id in dict.fromkeys((*old, *new)))
    return tuple(_difference(id, one, other) for id, one, other in pairs if one != other)


def _difference(id: str, before: Section | None, after: Section | None) -> SectionDifference:
    change = Change.CHANGED
    if before is None or after is None:
        change = Change.ADDED if before is None else Change.REMOVED
    sides = [each.sensitivity for each in (before, after) if each is not None]
    return SectionDifference(
        section=id,
        change=change,
        particulars=_particulars(before, after),
        lines=line_changes(before.text if before else "", after.text if after else ""),
        sensitivity=closer(*sides),
    )


def _particulars(before: Section | None, after: Section | None) -> tuple[FieldChange, ...]:
    found = []
    for name in ("title", "part", "component", "hazard", "owner", "status", "evidence"):
        one, other = (str(getattr(each, name, "")) for each in (before, after))
        found.append(FieldChange(name, one, other))
    kinds = [str(each.sensitivity) if each else "" for each in (before, after)]
    found.append(FieldChange("open to", *kinds))
    files = [
        ", ".join(f"{one.title} ({one.sha256[:12]})" for one in each.attachments) if each else ""
        for each in (before, after)
    ]
    found.append(FieldChange("attachments", *files))
    return tuple(each for each in found if each.before != each.after)


def line_changes(before: str, after: str) -> tuple[LineChange, ...]:
    """Give the lines of two texts in order, each the same, added or removed."""
    old, new = before.splitlines(), after.splitlines()
    found: list[LineChange] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [LineChange(Change.SAME, line) for line in old[i:j]]
            continue
        found += [LineChange(Change.REMOVED, line) for line in old[i:j]]
        found += [LineChange(Change.ADDED, line) for line in new[k:m]]
    return tuple(found)
