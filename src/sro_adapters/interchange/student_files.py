"""Give the files of students one after another, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import eq
from typing import overload

from sro_adapters.interchange.register import Mark, Register
from sro_adapters.interchange.roster import Roster
from sro_adapters.interchange.student_days import judged
from sro_core.ids import SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.school_calendar import Session
from sro_core.students import Enrollment
from sro_core.truancy.attendance import AttendanceEvent
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import StepTaken


def span_of(sessions: Iterable[Session]) -> DatePeriod | None:
    """Give the first day of sessions up to the day after their last; None where there are none."""
    days = [(each.first, each.after) for each in sessions]
    if not days:
        return None
    return DatePeriod(min(first for first, _ in days), max(after for _, after in days))


def assumed_spells(sites: set[SiteId], sessions: tuple[Session, ...]) -> tuple[Enrollment, ...]:
    """Take a student as enrolled for the whole of the sessions of the sites."""
    span = span_of(sessions)
    if span is None:
        return ()
    return tuple(Enrollment(site, span, assumed=True) for site in sorted(sites))


class StudentFiles(Sequence[StudentFile]):
    """Hold the students of a bundle, by reference; going through them again makes them anew.

    Equal to any sequence of equal files. One by its number is found by going there.
    """

    def __init__(
        self,
        roster: Roster,
        register: Register,
        steps: Mapping[StudentRef, tuple[StepTaken, ...]],
    ) -> None:
        self._roster = roster
        self._register = register
        self._steps = steps

    @property
    def refs(self) -> Sequence[StudentRef]:
        """The students; where enrollment is assumed, those with a row."""
        students = self._roster.students
        if self._roster.spells is None:
            with_rows = self._register.refs
            return [ref for ref in students if ref in with_rows]
        return list(students)

    def __len__(self) -> int:
        return len(self.refs)

    def __iter__(self) -> Iterator[StudentFile]:
        pages = iter(self._register)
        at, marks = next(pages, (None, []))
        for ref in self.refs:
            own: list[Mark] = []
            if ref == at:
                own = marks
                at, marks = next(pages, (None, []))
            yield self._file(ref, own)

    def _file(self, ref: StudentRef, marks: list[Mark]) -> StudentFile:
        roster = self._roster
        if ref in self._register.doubtful:
            marks = [mark for mark, wrong in judged(marks) if not wrong]
        events = tuple(
            [
                AttendanceEvent(ref, site, day, kind, scope, excuse, minutes, code, section)
                for day, _, (site, section, kind, scope, excuse, minutes, code) in marks
            ]
        )
        if roster.spells is None:
            spells = assumed_spells({event.site for event in events}, roster.sessions)
        else:
            spells = roster.spells.get(ref, ())
        return StudentFile(roster.students[ref], spells, events, self._steps.get(ref, ()))

    @overload
    def __getitem__(self, place: int) -> StudentFile: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[StudentFile, ...]: ...
    def __getitem__(self, place: int | slice) -> StudentFile | tuple[StudentFile, ...]:
        if isinstance(place, slice):
            return tuple(self)[place]
        return next(islice(self, range(len(self))[place], None))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} student files>"
