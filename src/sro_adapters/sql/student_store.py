"""Students' files in four tables, read a page at a time and written in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import Any

import attrs
from sqlalchemy import BindParameter, Select, Table, bindparam, delete, func, select, update

from sro_adapters.sql import rows
from sro_adapters.sql.bulk import Row
from sro_adapters.sql.staging import Log, Staging
from sro_adapters.sql.tables import ATTENDANCE, ENROLLMENT, STEP_TAKEN, STUDENT, WITHDRAWN
from sro_adapters.sql.transactions import DISTRICT, Transaction
from sro_core.errors import StoreFailed
from sro_core.ids import StudentRef
from sro_core.ports import Stored
from sro_core.students import Enrollment
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import StepTaken
from sro_core.truancy.submission import Withdrawn

PAGE = 100
"""So many students are read at once."""

_COLUMNS = {
    STUDENT: ("ref", "born", "compulsory_age", "version"),
    ENROLLMENT: ("student", "site", "starts", "ends", "assumed"),
    ATTENDANCE: (
        "student", "site", "day", "kind", "scope", "excuse", "minutes", "code", "section",
    ),
    STEP_TAKEN: ("student", "action", "day", "site", "means"),
}  # fmt: skip
_PARTS = (ENROLLMENT, ATTENDANCE, STEP_TAKEN)


def _columns(table: Table) -> Select[Any]:
    return select(*(table.c[each] for each in _COLUMNS[table])).where(table.c.district == DISTRICT)


_FIRST_PAGE = _columns(STUDENT).order_by(STUDENT.c.ref).limit(PAGE)
_NEXT_PAGE = _FIRST_PAGE.where(STUDENT.c.ref > bindparam("after"))
_PARTS_OF_PAGE = {
    part: _columns(part)
    .where(part.c.student >= bindparam("first"), part.c.student <= bindparam("last"))
    .order_by(part.c.student, part.c.nth)
    for part in _PARTS
}
_REFS: BindParameter[Any] = bindparam("refs", expanding=True)
_SOME = _columns(STUDENT).where(STUDENT.c.ref.in_(_REFS))
_PARTS_OF_SOME = {
    part: _columns(part).where(part.c.student.in_(_REFS)).order_by(part.c.student, part.c.nth)
    for part in _PARTS
}
_VERSIONS = select(STUDENT.c.ref, STUDENT.c.version).where(
    STUDENT.c.district == DISTRICT, STUDENT.c.ref.in_(_REFS)
)
_ONE = STUDENT.c.ref == bindparam("of_ref")
_CHANGE = (
    update(STUDENT)
    .where(STUDENT.c.district == DISTRICT, _ONE)
    .values(
        born=bindparam("new_born"),
        compulsory_age=bindparam("new_age"),
        version=bindparam("new_version"),
    )
)
_DELETE = delete(STUDENT).where(STUDENT.c.district == DISTRICT, _ONE)
_DELETE_PARTS = [
    delete(part).where(part.c.district == DISTRICT, part.c.student == bindparam("of_ref"))
    for part in _PARTS
]
_GONE = (
    select(*(WITHDRAWN.c[each] for each in (*_COLUMNS[ATTENDANCE], "at", "because")))
    .where(WITHDRAWN.c.district == DISTRICT, WITHDRAWN.c.student == bindparam("of_ref"))
    .order_by(WITHDRAWN.c.nth)
)
_LAST_GONE = (
    select(WITHDRAWN.c.student, func.max(WITHDRAWN.c.nth))
    .where(WITHDRAWN.c.district == DISTRICT, WITHDRAWN.c.student.in_(_REFS))
    .group_by(WITHDRAWN.c.student)
)
_DELETE_GONE = delete(WITHDRAWN).where(
    WITHDRAWN.c.district == DISTRICT, WITHDRAWN.c.student == bindparam("of_ref")
)


def pages(keys: Sequence[StudentRef]) -> Iterator[list[StudentRef]]:
    """Cut keys into lists that a statement can name."""
    for start in range(0, len(keys), PAGE):
        yield list(keys[start : start + PAGE])


@attrs.frozen
class StudentRows:
    """The rows in which students' files lie."""

    transaction: Transaction

    def many(self, keys: Sequence[StudentRef]) -> dict[StudentRef, Stored[StudentFile]]:
        """Give the files of these students, those there are."""
        found: dict[StudentRef, Stored[StudentFile]] = {}
        for refs in pages(keys):
            students = self.transaction.rows(_SOME, refs=refs)
            if students:
                parts = (self.transaction.rows(_PARTS_OF_SOME[each], refs=refs) for each in _PARTS)
                found.update(_files(students, *parts))
        return found

    def versions(self, keys: Sequence[StudentRef]) -> dict[StudentRef, int]:
        """Give their versions only."""
        read = self.transaction.rows
        return {ref: version for refs in pages(keys) for ref, version in read(_VERSIONS, refs=refs)}

    def stream(self, after: StudentRef | None) -> Iterator[tuple[StudentRef, Stored[StudentFile]]]:
        """Give every file behind a reference, in order; a page of them is in memory."""
        found = self.transaction.found
        while True:
            with found(_FIRST_PAGE) if after is None else found(_NEXT_PAGE, after=after) as rows:
                students = list(rows)
            if not students:
                return
            first, after = students[0][0], students[-1][0]
            with ExitStack() as stack:
                parts = [
                    stack.enter_context(found(_PARTS_OF_PAGE[each], first=first, last=after))
                    for each in _PARTS
                ]
                files = _files(students, *parts)
            yield from files
            if len(students) < PAGE:
                return

    def weight(self, record: StudentFile) -> int:
        """Tell how many rows a file takes."""
        return 1 + len(record.events) + len(record.spells) + len(record.steps)

    def add(self, records: Mapping[StudentRef, Stored[StudentFile]]) -> None:
        """Write files of students who have none."""
        district = self.transaction.district
        students = [rows.student(district, each.record, each.version) for each in records.values()]
        self.transaction.insert(STUDENT, students)
        self._add_parts([each.record for each in records.values()])

    def _add_parts(self, files: Sequence[StudentFile]) -> None:
        district, insert = self.transaction.district, self.transaction.insert
        for table, make in (
            (ENROLLMENT, rows.enrollments),
            (ATTENDANCE, rows.attendance),
            (STEP_TAKEN, rows.steps),
        ):
            insert(table, chain.from_iterable(make(district, file) for file in files))

    def replace(self, records: Mapping[StudentRef, Stored[StudentFile]]) -> None:
        """Write files over those there are."""
        run = self.transaction.run
        changes = []
        for ref, each in records.items():
            who = each.record.student
            changes.append(
                {
                    "of_ref": ref,
                    "new_born": rows.day_text(who.born),
                    "new_age": who.compulsory_age,
                    "new_version": each.version,
                }
            )
        run(_CHANGE, *changes)
        for statement in _DELETE_PARTS:
            run(statement, *({"of_ref": ref} for ref in records))
        self._add_parts([each.record for each in records.values()])

    def delete(self, keys: Sequence[StudentRef]) -> None:
        """Take files away; what belongs to them goes with them."""
        self.transaction.run(_DELETE, *({"of_ref": ref} for ref in keys))

    def gone(self, ref: StudentRef) -> list[Withdrawn]:
        """Give what was withdrawn from a student's file."""
        return [rows.withdrawn_of(each) for each in self.transaction.rows(_GONE, of_ref=ref)]

    def add_gone(self, added: Mapping[StudentRef, Sequence[Withdrawn]]) -> None:
        """Write withdrawn rows behind those there are."""
        last: dict[StudentRef, int] = {}
        for refs in pages(list(added)):
            last.update(dict(map(tuple, self.transaction.rows(_LAST_GONE, refs=refs))))
        self.transaction.insert(
            WITHDRAWN,
            (
                rows.withdrawn(self.transaction.district, nth, each)
                for ref, own in added.items()
                for nth, each in enumerate(own, last.get(ref, -1) + 1)
            ),
        )

    def delete_gone(self, keys: Sequence[StudentRef]) -> None:
        """Take withdrawn rows away."""
        self.transaction.run(_DELETE_GONE, *({"of_ref": ref} for ref in keys))


def _files(
    students: Iterable[Sequence[Any]],
    enrollments: Iterable[Row],
    attendance: Iterable[Row],
    steps: Iterable[Row],
) -> list[tuple[StudentRef, Stored[StudentFile]]]:
    """Put files together from the rows of their parts.

    Raises:
        StoreFailed: a row holds what no record can hold.
    """
    spells: dict[str, list[Enrollment]] = defaultdict(list)
    acts: dict[str, list[StepTaken]] = defaultdict(list)
    try:
        for ref, site, starts, ends, assumed in enrollments:
            spells[ref].append(rows.spell_of(site, starts, ends, assumed))
        events = rows.events_of(attendance)
        for ref, *act in steps:
            acts[ref].append(rows.step_of(ref, *act))
        return [
            (
                ref,
                Stored(
                    StudentFile(
                        rows.student_of(ref, born, age),
                        tuple(spells.get(ref, ())),
                        events.get(ref, ()),
                        tuple(acts.get(ref, ())),
                    ),
                    version,
                ),
            )
            for ref, born, age, version in students
        ]
    except (KeyError, TypeError, ValueError):
        raise StoreFailed(
            "the file of a student", "what is stored cannot be read", "restore the latest backup"
        ) from None


@attrs.frozen
class SqlStudents:
    """Keep students' files in tables."""

    table: Staging[StudentRef, StudentFile]
    log: Log[Withdrawn]

    @classmethod
    def on(cls, transaction: Transaction) -> SqlStudents:
        """Give the store of a unit of work."""
        lie = StudentRows(transaction)
        return cls(Staging("student", lie), Log(lie.gone, lie.add_gone, lie.delete_gone))

    def get(self, ref: StudentRef) -> Stored[StudentFile]:
        """Give a student's file. Raises `Unknown` where there is none."""
        return self.table.get(ref)

    def all(self, after: StudentRef | None = None) -> Iterator[Stored[StudentFile]]:
        """Stream every file, ordered by reference as text."""
        return (stored for _, stored in self.table.stream(after))

    def put(self, file: StudentFile, version: int) -> None:
        """Save a file over the version that was read."""
        self.table.put(file.ref, file, version)

    def withdraw(self, rows: Iterable[Withdrawn]) -> None:
        """Keep rows that are no longer in a file."""
        for row in rows:
            self.log.append(row.event.student, row)

    def withdrawn(self, ref: StudentRef) -> tuple[Withdrawn, ...]:
        """Give what was withdrawn from a student's file."""
        return self.log.of(ref)

    def remove(self, ref: StudentRef, version: int) -> None:
        """Take a student's file away for good, and what was withdrawn from it."""
        self.table.remove(ref, version)
        self.log.remove(ref)

    def write(self) -> None:
        """Write what was saved."""
        self.table.write()
        self.log.write()
