"""State stop-data codes that are kept with a contact: dated rules, and whether codes fit them.

California Government Code section 12525.5 and 11 CCR 999.224 to 999.228. A student is one for
these codes only at a school from kindergarten to grade 12: who is met in a street is reported
as anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.rules import RuleBook


class StopField(StrEnum):
    """The fields of the state's record that are kept."""

    REASON = "reason"
    REASON_GIVEN = "reason given"
    ASSIGNMENT = "assignment"
    RESULT = "result"
    DISABILITY = "disability"
    SEARCH = "search basis"
    SEIZURE = "seizure basis"
    RACE = "perceived race or ethnicity"
    GENDER = "perceived gender"


@attrs.frozen
class StopCode:
    """Name one code of the state's tables.

    Attributes:
        field: whose code it is.
        code: the number.
        students_only: only with the student flag, so only at a school.
        with_search: only where a search took place.
    """

    field: StopField
    code: int
    students_only: bool = False
    with_search: bool = False


@attrs.frozen(kw_only=True)
class StopData:
    """Hold the codes kept with one contact.

    Attributes:
        reason: of the stop.
        reason_given: as told to the person, where the state asks for it.
        assignment: of the officer.
        results: what came of it.
        school: the state's code of the school where it happened, or empty.
        student: the person is a student, and it happened at a school.
        race, gender, age: as perceived; several races may be.
        disability, search, seizure: further codes.
    """

    reason: int
    assignment: int
    results: frozenset[int] = frozenset()
    reason_given: int | None = None
    school: str = ""
    student: bool = False
    race: frozenset[int] = frozenset()
    gender: int | None = None
    age: int | None = None
    disability: frozenset[int] = frozenset()
    search: frozenset[int] = frozenset()
    seizure: frozenset[int] = frozenset()

    def codes(self) -> Iterator[tuple[StopField, int]]:
        """Give every code with its field."""
        yield StopField.REASON, self.reason
        yield StopField.ASSIGNMENT, self.assignment
        for field, code in (
            (StopField.REASON_GIVEN, self.reason_given),
            (StopField.GENDER, self.gender),
        ):
            if code is not None:
                yield field, code
        for field, codes in (
            (StopField.RESULT, self.results),
            (StopField.RACE, self.race),
            (StopField.DISABILITY, self.disability),
            (StopField.SEARCH, self.search),
            (StopField.SEIZURE, self.seizure),
        ):
            for code in sorted(codes):
                yield field, code


def check_stop_data(rules: RuleBook, data: StopData, on: date) -> None:
    """Raise `BadValue` with everything that does not fit the codes in force on a date."""
    known = {(each.value.field, each.value.code): each for each in rules.all(StopCode, on)}
    wrong = []
    if data.student and not data.school:
        wrong.append("the student flag stands only for a contact at a school; give its code")
    for field, code in data.codes():
        rule = known.get((field, code))
        if rule is None:
            wrong.append(f"{field} {code} is no code in force on {on}")
        elif rule.value.students_only and not data.student:
            wrong.append(f"{field} {code} ({rule.says}) is for students at a school only")
        elif rule.value.with_search and not data.search:
            wrong.append(f"{field} {code} ({rule.says}) needs the basis of the search")
    if wrong:
        raise BadValue("stop data", "; ".join(wrong), "see docs/contacts.md#stop-data")
