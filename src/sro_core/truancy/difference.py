"""What a submission changes in all: counts, and the students one by one."""

from __future__ import annotations

from collections import Counter

import attrs

from sro_core.ids import StudentRef
from sro_core.truancy.submission import Change

LISTED = 1000
"""So many changed students are listed one by one; the counts have them all."""


@attrs.frozen
class StudentChange:
    """Say what a submission makes of one student."""

    student: StudentRef
    is_new: bool
    rows_added: int
    rows_replaced: int
    rows_withdrawn: int
    acts_added: int
    enrollment: bool
    left: bool


@attrs.frozen
class Difference:
    """Say what a submission changes, or would change.

    Attributes:
        sites_new, sites_changed: sites, with their calendars.
        students_new, students_changed: files of students; `students_left` of the changed ones
            are enrolled nowhere any more.
        rows_added, rows_replaced, rows_withdrawn: attendance rows.
        acts_added: acts on record, such as a notice sent.
        identities_changed: names and contacts, new or changed.
        students: the first `LISTED` students that change, by reference.
    """

    sites_new: int = 0
    sites_changed: int = 0
    students_new: int = 0
    students_changed: int = 0
    students_left: int = 0
    rows_added: int = 0
    rows_replaced: int = 0
    rows_withdrawn: int = 0
    acts_added: int = 0
    identities_changed: int = 0
    students: tuple[StudentChange, ...] = ()

    @property
    def changes(self) -> int:
        """How many records differ: sites, students' files and identities."""
        return (
            self.sites_new
            + self.sites_changed
            + self.students_new
            + self.students_changed
            + self.identities_changed
        )


@attrs.define
class Tally:
    """Count while a source is laid over what is on record.

    Attributes:
        counts: what changes, by the names of `Difference`.
        students: the first `LISTED` students that change.
        rows, enrolled: how many there are in reach, before and after.
    """

    counts: Counter[str] = attrs.field(factory=Counter)
    students: list[StudentChange] = attrs.field(factory=list)
    rows: tuple[int, int] = (0, 0)
    enrolled: tuple[int, int] = (0, 0)

    def add(self, change: Change) -> None:
        """Count what a source makes of one student."""
        counts = self.counts
        counts["students_new" if change.is_new else "students_changed"] += 1
        counts["students_left"] += change.left
        counts["rows_added"] += change.added
        counts["rows_replaced"] += len(change.replaced)
        counts["rows_withdrawn"] += len(change.withdrawn)
        counts["acts_added"] += change.acts
        if len(self.students) < LISTED:
            self.students.append(
                StudentChange(
                    change.file.ref,
                    change.is_new,
                    change.added,
                    len(change.replaced),
                    len(change.withdrawn),
                    change.acts,
                    change.enrollment,
                    change.left,
                )
            )

    def difference(self) -> Difference:
        """Give what was counted."""
        return Difference(**self.counts, students=tuple(self.students))
