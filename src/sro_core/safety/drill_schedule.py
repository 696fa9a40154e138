"""A schedule of drills for the rest of a school year that keeps every requirement that can be kept.

Days on which school is closed, that shall be kept free, or on which something is planned are
passed over. Of each kind there is at most one drill a day, and no day is given two kinds while
another is free; drills stand in the middle of the time there is. What cannot be met from the
date on is named with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

import attrs

from sro_core.ids import SiteId
from sro_core.privacy import Sensitivity
from sro_core.safety.drill_compliance import DrillCompliance, StretchCount
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import Drill, DrillStatus


@attrs.frozen
class Suggested:
    """Suggest a drill.

    Attributes:
        on: the day.
        kind: of what.
        serves: ids of the requirements that it helps to keep.
    """

    on: date
    kind: DrillKind
    serves: tuple[str, ...]


@attrs.frozen
class CannotBeMet:
    """Name a stretch in which a requirement cannot be met any more.

    Attributes:
        requirement: its rule's id.
        stretch: its label.
        missing: how many drills are missing in it.
        because: in words.
    """

    requirement: str
    stretch: str
    missing: int
    because: str


@attrs.frozen(kw_only=True)
class Schedule:
    """Hold a suggested schedule.

    Attributes:
        site, since: where, and from which day on.
        planned: days of drills that are planned already and count.
        drills: those suggested, in order of date.
        cannot: what no schedule can keep from that day on.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    site: SiteId
    since: date
    planned: tuple[date, ...] = ()
    drills: tuple[Suggested, ...] = ()
    cannot: tuple[CannotBeMet, ...] = ()


@attrs.define
class _Calendar:
    """The days that are taken by kind, and those that are not to be used."""

    blocked: Mapping[date, str]
    taken: dict[DrillKind, set[date]]
    suggested: dict[tuple[date, DrillKind], list[str]] = attrs.field(factory=dict)

    def counted(self, count: StretchCount) -> set[date]:
        """The days of a stretch on which a drill that counts was held, is planned or suggested."""
        held = set(count.held)
        for kind in count.rule.value.counted:
            held |= self.taken.get(kind, set()) & set(count.stretch.days)
        return held

    def free(self, count: StretchCount) -> list[date]:
        """The days of a stretch that can still be used for a drill that counts."""
        used = self.counted(count)
        return [day for day in count.left if day not in self.blocked and day not in used]


def suggest(
    found: DrillCompliance,
    drills: Iterable[Drill],
    *,
    keep_free: Mapping[date, str],
) -> Schedule:
    """Suggest drills from the date of a judgement to the end of its school year.

    Args:
        found: the judgement; its date is the first day used.
        drills: of the site; those planned from that day on are taken to be held.
        keep_free: days that shall have no drill, with the reason.
    """
    since = found.as_of
    planned = [each for each in drills if each.status is DrillStatus.PLANNED and each.on >= since]
    blocked = {each.on: f"a drill is planned ({each.kind})" for each in planned}
    calendar = _Calendar(blocked | dict(keep_free), {})
    for each in planned:
        calendar.taken.setdefault(each.kind, set()).add(each.on)
    cannot = []
    counts = [count for each in found.followed for count in each.counts if count.missing]
    counts.sort(key=lambda one: (one.stretch.last, len(one.rule.value.counted), one.rule.id))
    for count in counts:
        missing = count.rule.value.at_least - len(calendar.counted(count))
        free = calendar.free(count)
        if missing > len(free):
            cannot.append(_cannot(count, missing - len(free), calendar))
        held = min(missing, len(free))
        for n in range(held):
            _add(calendar, count, free[(2 * n + 1) * len(free) // (2 * held)])
        _note(calendar, count)
    counting = {kind for count in counts for kind in count.rule.value.counted}
    return Schedule(
        site=found.site,
        since=since,
        planned=tuple(sorted({each.on for each in planned if each.kind in counting})),
        drills=tuple(
            Suggested(day, kind, tuple(serves))
            for (day, kind), serves in sorted(calendar.suggested.items())
        ),
        cannot=tuple(cannot),
    )


def _add(calendar: _Calendar, count: StretchCount, near: date) -> None:
    """Suggest one more drill: on a day without another one, near the day given."""
    kind = count.rule.value.kind
    crowded = {day for day, _ in calendar.suggested}

    def worth(day: date) -> tuple[bool, int, date]:
        return day in crowded, abs((day - near).days), day

    best = min(calendar.free(count), key=worth)
    calendar.taken.setdefault(kind, set()).add(best)
    calendar.suggested.setdefault((best, kind), [])


def _note(calendar: _Calendar, count: StretchCount) -> None:
    """Say of each suggested drill that counts in the stretch that it serves the requirement."""
    for (day, kind), serves in calendar.suggested.items():
        fits = kind in count.rule.value.counted and day in count.stretch.days
        if fits and count.rule.id not in serves:
            serves.append(count.rule.id)


def _cannot(count: StretchCount, missing: int, calendar: _Calendar) -> CannotBeMet:
    left = [day for day in count.left if day in calendar.blocked]
    if left:
        reasons = dict.fromkeys(calendar.blocked[day] for day in left)
        because = f"the days left are to be kept free: {'; '.join(reasons)}"
    elif count.left:
        because = "too few school days are left in it"
    else:
        because = "it has no school day left"
    return CannotBeMet(count.rule.id, count.stretch.label, missing, because)
