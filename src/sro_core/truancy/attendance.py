"""Attendance records, and how all rows of one student on one date become one fact.

Full-day and partial-day absences are told apart as California Education Code section 48260(a)
does. Unknown excuses stay unknown: they never count against a student.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId, StudentRef

MINUTES_OF_A_DAY = 24 * 60


class Excuse(StrEnum):
    """Whether an absence has a valid excuse."""

    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    UNKNOWN = "unknown"


class AttendanceKind(StrEnum):
    """What a row says happened."""

    ABSENT = "absent"
    PARTIAL = "absent in part"
    TARDY = "tardy"
    PRESENT = "present"


class Scope(StrEnum):
    """What a row is about: the school day or one class of it."""

    DAY = "day"
    CLASS = "class"


@attrs.frozen
class AttendanceEvent:
    """Hold one attendance row.

    Attributes:
        student, site, on: who, at which site, on which date.
        kind: what happened; ``PARTIAL`` is left early or absent for part of the day.
        scope: the whole day or one class.
        excuse: valid excuse or not, or unknown.
        minutes: minutes missed; None where they were not given.
        code: the district's own excuse code, as it came.
        section: the class, where the row is about one.

    >>> from sro_core.ids import SiteId, StudentRef
    >>> event = AttendanceEvent(StudentRef("S-1"), SiteId("HIGH"), date(2026, 9, 1))
    >>> event.kind, event.excuse
    (<AttendanceKind.ABSENT: 'absent'>, <Excuse.UNKNOWN: 'unknown'>)
    """

    student: StudentRef
    site: SiteId
    on: date
    kind: AttendanceKind = AttendanceKind.ABSENT
    scope: Scope = Scope.DAY
    excuse: Excuse = Excuse.UNKNOWN
    minutes: int | None = None
    code: str = ""
    section: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse minutes that no day has."""
        if self.minutes is not None and not 0 <= self.minutes <= MINUTES_OF_A_DAY:
            raise BadValue(f"minutes {self.minutes}", "a day has 0 to 1440", "give minutes missed")


# A gap is (excuse, minutes); a plain tuple, since a district year has hundreds of thousands.
Gap = tuple[Excuse, int | None]


@attrs.frozen(cache_hash=True)
class StudentDay:
    """Hold the one fact that all rows of a student on a date collapse to.

    Attributes:
        full: the excuse of a full-day absence, None where the day was not missed in full. Full-day
            rows that disagree, or one whose excuse is unknown, make it unknown.
        gaps: the partial absences; empty where the day was missed in full.
        ignored: number of gaps that the full-day absence covers.
        taught: instructional minutes of the day, where known.
        disagree: full-day rows of the day have different excuses.
    """

    full: Excuse | None
    gaps: tuple[Gap, ...] = ()
    ignored: int = 0
    taught: int | None = None
    disagree: bool = False

    @property
    def excused(self) -> bool:
        """Whether everything missed that day has a valid excuse."""
        if self.full is not None:
            return self.full is Excuse.EXCUSED
        return all(excuse is Excuse.EXCUSED for excuse, _ in self.gaps)

    @property
    def unresolved(self) -> str:
        """Why the day cannot be settled yet, or empty."""
        if self.disagree:
            return "full-day absences with different excuses"
        if self.full is not None:
            return "full-day absence with no known excuse" if self.full is Excuse.UNKNOWN else ""
        unknown = [minutes for excuse, minutes in self.gaps if excuse is Excuse.UNKNOWN]
        if unknown:
            lengths = ", ".join(
                "unknown length" if each is None else f"{each} min" for each in unknown
            )
            return f"partial absence ({lengths}) with no known excuse"
        if any(excuse is Excuse.UNEXCUSED and minutes is None for excuse, minutes in self.gaps):
            return "unexcused partial absence of unknown length"
        return ""


def fold(rows: Iterable[AttendanceEvent], taught: Mapping[SiteId, int]) -> StudentDay | None:
    """Collapse the rows of one student on one date; None where nobody was missing.

    Args:
        rows: all rows of that student-day, in any order.
        taught: instructional minutes of the day at each site whose bell times are known. A row
            with at least as many minutes is a full-day absence; without bell times minutes are
            a gap.
    """
    full: Excuse | None = None
    disagree = False
    gaps: list[Gap] = []
    for row in rows:
        kind, minutes = row.kind, row.minutes
        if kind is AttendanceKind.PRESENT:
            continue
        whole = (kind is AttendanceKind.ABSENT and row.scope is Scope.DAY and minutes is None) or (
            minutes is not None and row.site in taught and minutes >= taught[row.site]
        )
        if not whole:
            gaps.append((row.excuse, minutes))
        elif full is None:
            full = row.excuse
        elif full is not row.excuse:
            full, disagree = Excuse.UNKNOWN, True
    if full is not None:
        return StudentDay(full, (), len(gaps), disagree=disagree)
    if not gaps:
        return None
    gaps.sort(key=lambda gap: (gap[0], -1 if gap[1] is None else gap[1]))
    return StudentDay(None, tuple(gaps), 0, max(taught.values(), default=None))
