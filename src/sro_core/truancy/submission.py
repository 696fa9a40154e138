"""What a source states, laid over what is on record: the difference it makes, and nothing else.

A source states the whole of every student, site and date that it names: what was on record of
them is replaced. With a declared scope it states every date in it, so that rows it no longer
has are withdrawn. A complete roster ends the enrollment of whoever is missing in it; acts are
only added. What is the same stays as it is, so that a second submission changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.privacy import Sensitivity
from sro_core.school_calendar import SchoolCalendar
from sro_core.students import Enrollment, Student
from sro_core.truancy.attendance import AttendanceEvent
from sro_core.truancy.roll import Statement, StudentFile
from sro_core.truancy.steps_taken import StepTaken


@attrs.frozen
class ShrinkLimit:
    """Set how much less a submission may leave on record before somebody must confirm it.

    Attributes:
        percent: more than this is refused; of attendance rows, and of students enrolled.
    """

    percent: int

    def __attrs_post_init__(self) -> None:
        """Refuse what is no percentage."""
        if not 0 <= self.percent <= 100:  # noqa: PLR2004 - what a percentage is
            raise BadValue("percent", "it is no percentage", "give 0 to 100")


@attrs.frozen
class Scope:
    """Say of which sites and dates a source has every row there is.

    Attributes:
        sites: the sites.
        period: the dates.
    """

    sites: frozenset[SiteId]
    period: DatePeriod

    def covers(self, event: AttendanceEvent) -> bool:
        """Tell whether a row lies within it."""
        return event.on in self.period and event.site in self.sites


@attrs.frozen
class Withdrawn:
    """Hold a row that is no longer on record, so that what was known then can be told.

    Attributes:
        event: the row as it was.
        at: local wall time at which it was withdrawn or replaced.
        because: why.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    event: AttendanceEvent
    at: datetime
    because: str


@attrs.frozen
class Change:
    """Hold what a source makes of one student's file.

    Attributes:
        file: the file as it is to be.
        is_new: nobody had a file of the student.
        added: rows that were not on record.
        replaced: rows that others take the place of.
        withdrawn: rows in the scope that the source no longer has.
        acts: acts that were not on record.
        enrollment: the spells or the birth date differ.
        left: the student is no longer enrolled anywhere after it, and was.
    """

    file: StudentFile
    is_new: bool = False
    added: int = 0
    replaced: tuple[AttendanceEvent, ...] = ()
    withdrawn: tuple[AttendanceEvent, ...] = ()
    acts: int = 0
    enrollment: bool = False
    left: bool = False

    @property
    def changes(self) -> bool:
        """Whether the file differs from what is on record."""
        return bool(
            self.is_new
            or self.added
            or self.replaced
            or self.withdrawn
            or self.acts
            or self.enrollment
        )


def laid_over(
    old: StudentFile | None,
    new: StudentFile | None,
    statement: Statement,
    sites: Collection[SiteId],
    *,
    on: date,
    scope: Scope | None = None,
) -> Change:
    """Give what a source makes of one student's file.

    Args:
        old: the file on record, None where there is none.
        new: what the source has of the student, None where it has nothing.
        statement: what the source states beyond its rows.
        sites: the sites whose roster it has.
        on: the date of the submission, on which an enrollment ends that is stated no longer.
        scope: of which sites and dates it has every row.
    """
    if old is None:
        assert new is not None  # noqa: S101 - somebody has a file
        return Change(new, is_new=True, added=len(new.events), acts=len(new.steps))
    stated = new or StudentFile(old.student)
    events, added, replaced, withdrawn = _events(old.events, stated.events, scope)
    reach = _Reach(old.ref, statement, sites, on)
    spells = _spells(old.spells, stated.spells, reach)
    student = _student(old.student, stated.student)
    acts = _acts(old.steps, stated.steps)
    return Change(
        StudentFile(student, spells, events, (*old.steps, *acts)),
        added=added,
        replaced=replaced,
        withdrawn=withdrawn,
        acts=len(acts),
        enrollment=spells != old.spells or student != old.student,
        left=_enrolled(old.spells, on) and not _enrolled(spells, on),
    )


def _enrolled(spells: Iterable[Enrollment], on: date) -> bool:
    return any(on in each.period for each in spells)


def enrolled(file: StudentFile, on: date) -> bool:
    """Tell whether a student is enrolled anywhere on a date."""
    return _enrolled(file.spells, on)


_Rows = tuple[AttendanceEvent, ...]


def _events(old: _Rows, new: _Rows, scope: Scope | None) -> tuple[_Rows, int, _Rows, _Rows]:
    """Give the rows to keep, how many are new, those replaced and those withdrawn."""
    if old == new or (not new and scope is None):
        return old, 0, (), ()
    before, after = _by_day(old), _by_day(new)
    kept: list[AttendanceEvent] = []
    replaced: list[AttendanceEvent] = []
    withdrawn: list[AttendanceEvent] = []
    added = 0
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key, []), after.get(key)
        if now is None:
            gone = scope is not None and scope.covers(was[0])
            (withdrawn if gone else kept).extend(was)
        elif Counter(was) == Counter(now):
            kept += was
        else:
            kept += now
            added += (Counter(now) - Counter(was)).total()
            replaced += (Counter(was) - Counter(now)).elements()
    if not (added or replaced or withdrawn):
        return old, 0, (), ()  # stated in another order
    return tuple(kept), added, tuple(replaced), tuple(withdrawn)


def _by_day(events: _Rows) -> dict[tuple[date, SiteId], list[AttendanceEvent]]:
    days: dict[tuple[date, SiteId], list[AttendanceEvent]] = {}
    for event in events:
        days.setdefault((event.on, event.site), []).append(event)
    return days


def _acts(old: tuple[StepTaken, ...], new: tuple[StepTaken, ...]) -> tuple[StepTaken, ...]:
    known = set(old)
    return tuple(each for each in new if each not in known)


def _student(old: Student, new: Student) -> Student:
    """Take what is stated; what nobody states any more stays known."""
    return attrs.evolve(
        old,
        born=new.born or old.born,
        compulsory_age=old.compulsory_age if new.compulsory_age is None else new.compulsory_age,
    )


@attrs.frozen
class _Reach:
    """What a source speaks of, for one student."""

    ref: StudentRef
    statement: Statement
    sites: Collection[SiteId]
    on: date

    def speaks_of(self, spell: Enrollment) -> bool:
        """Tell whether the source would have the spell if it were so."""
        span = self.statement.span
        return spell.site in self.sites and span is not None and spell.period.meet(span) is not None

    def ends(self, spell: Enrollment) -> bool:
        """Tell whether a spell that the source does not have is over."""
        if (self.ref, spell.site) in self.statement.left:
            return True
        return self.statement.whole and not spell.assumed and self.speaks_of(spell)


def _spells(
    old: tuple[Enrollment, ...], new: tuple[Enrollment, ...], reach: _Reach
) -> tuple[Enrollment, ...]:
    """Lay spells over those on record.

    Spells of a complete roster replace those of the same site within the days that it speaks of,
    and one that it states no longer ends on the date of the submission, or vanishes if it had not
    begun. Spells of a change are joined with those on record.
    """
    if set(old) == set(new):
        return old
    whole, stated = reach.statement.whole, {each.site for each in new}
    kept = list(new)
    for spell in old:
        if spell in new or (whole and spell.site in stated and reach.speaks_of(spell)):
            continue
        start, end = spell.period.start, spell.period.end
        if not reach.ends(spell) or (end is not None and end <= reach.on):
            kept.append(spell)
        elif start is None or start < reach.on:
            kept.append(attrs.evolve(spell, period=DatePeriod(start, reach.on)))
    merged = tuple(sorted(kept if whole else _joined(kept, stated), key=_spell_order))
    return old if set(merged) == set(old) else merged


def _joined(spells: Iterable[Enrollment], sites: Collection[SiteId]) -> list[Enrollment]:
    """Join spells of a stated site that overlap or touch: a change may state one class of many."""
    joined: list[Enrollment] = []
    for spell in sorted(spells, key=_spell_order):
        last = joined[-1] if joined else None
        apart = last is None or last.site != spell.site or spell.site not in sites
        if last is None or apart or not _touch(last.period, spell.period):
            joined.append(spell)
            continue
        ends = (last.period.end, spell.period.end)
        end = None if None in ends else max(each for each in ends if each is not None)
        joined[-1] = Enrollment(
            spell.site, DatePeriod(last.period.start, end), last.assumed and spell.assumed
        )
    return joined


def _touch(one: DatePeriod, other: DatePeriod) -> bool:
    """Tell whether the later of two periods begins by the end of the earlier one."""
    return one.end is None or other.start is None or other.start <= one.end


def _spell_order(spell: Enrollment) -> tuple[SiteId, date, date]:
    return spell.site, spell.period.start or date.min, spell.period.end or date.max


def calendar_over(
    old: SchoolCalendar, new: SchoolCalendar, span: DatePeriod | None
) -> SchoolCalendar:
    """Lay a stated calendar over the one on record; outside the stated days the old one stays."""

    def within(day: date) -> bool:
        return span is not None and day in span

    def days(before: Mapping[date, object], after: Mapping[date, object]) -> dict[date, object]:
        kept = {day: each for day, each in before.items() if not within(day)}
        return dict(sorted({**kept, **after}.items()))

    sessions = [each for each in old.sessions if span is None or each.period.meet(span) is None]
    every = sorted(
        {*sessions, *new.sessions}, key=lambda each: (each.first, each.after, each.title)
    )
    merged = SchoolCalendar(
        new.site,
        tuple(every),
        closed=days(old.closed, new.closed),  # type: ignore[arg-type]  # labels in, labels out
        added=days(old.added, new.added),  # type: ignore[arg-type]  # as above
        minutes=days(old.minutes, new.minutes),  # type: ignore[arg-type]  # minutes likewise
        bells=new.bells or old.bells,
    )
    return old if merged == old else merged
