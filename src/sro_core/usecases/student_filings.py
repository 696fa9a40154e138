"""What the registers of the school and the programme hold on one student: told, and taken away.

What the police keep is theirs: it is no part of the school's record of a student, is not shown
with it, and is sealed or taken away under another order (34 CFR 99.8).
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import attrs

from sro_core.desk import Work
from sro_core.ids import StudentRef
from sro_core.privacy import Sensitivity
from sro_core.registers import Register
from sro_core.truancy.letters import BATCHES, LETTERS
from sro_core.truancy.questions import ASKED
from sro_core.truancy.referrals import REFERRALS
from sro_core.truancy.step_log import STEPS

OF_STUDENTS: tuple[Register[Any], ...] = (STEPS, LETTERS, ASKED, REFERRALS)
"""Every register of the school or the programme whose records concern a student."""


@attrs.frozen
class Filed:
    """Hold a record that concerns a student, and what it is.

    Attributes:
        what: the name of its register.
        on: the day it is of, None where it has none.
        record: the record itself.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    what: str
    on: date | None
    record: Any


def filed(work: Work, ref: StudentRef) -> tuple[Filed, ...]:
    """Give every record that concerns a student, by day and register; those of the police apart."""
    found = [
        Filed(register.name, register.on(stored.record), stored.record)
        for register in OF_STUDENTS
        for stored in work.stores.records(register).all(concerns=ref)
    ]
    return tuple(sorted(found, key=lambda each: (each.on or date.min, each.what)))


def take_away(work: Work, ref: StudentRef) -> int:
    """Take away for good what `filed` gives, and the student's name from others; count records."""
    number = 0
    for register in OF_STUDENTS:
        store = work.stores.records(register)
        for stored in store.all(concerns=ref):
            store.remove(register.id(stored.record), stored.version)
            number += 1
    batches = work.stores.records(BATCHES)
    for stored in batches.all():
        skipped = dict(stored.record.skipped)
        if skipped.pop(ref, None) is not None:
            batches.put(attrs.evolve(stored.record, skipped=skipped), stored.version)
    return number
