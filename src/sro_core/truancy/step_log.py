"""The log of steps: what was done, by whom, and what was known then.

Entries are added and never changed. What was entered by mistake or lost its ground is taken
back by a further entry: a withdrawal is a step too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId, StudentRef
from sro_core.periods import SchoolYear
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import Action, StepTaken


@attrs.frozen(kw_only=True)
class Evidence:
    """Freeze what a step or a letter rested on when it was decided.

    Attributes:
        as_of: the date judged.
        since: the day on which its ground was there.
        policy: the policy applied.
        rule: id of the step.
        says: the rule's sentence.
        counted, dates: the series that bears it and the dates counted, ascending.
        counts: every count of the student, by name.
        citations: where it is written, with the standing of each.
        readings: how what the source leaves open was read.
        explanation: the finding in words.
        data_through: the last date for which attendance was submitted.
    """

    as_of: date
    since: date
    policy: str
    rule: str
    says: str
    counted: str
    dates: tuple[date, ...]
    counts: Mapping[str, int]
    citations: tuple[str, ...]
    readings: tuple[str, ...] = ()
    explanation: str = ""
    data_through: date | None = None


class EntryKind(StrEnum):
    """What an entry of the log does."""

    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"


@attrs.frozen(kw_only=True)
class StepEntry:
    """Hold one entry of the log of steps; it is added and never changed.

    Attributes:
        id: its own.
        student: whom it concerns.
        site: the site that took it.
        on: when it was done.
        kind: a step taken; an earlier one taken back; or one that lost its ground let stand.
        step: id of the ladder step; empty where only the act is known.
        action: the act on record.
        means: how, in the words of whoever did it.
        by, at: who entered it, and when.
        ground: what was known then; None for what was imported.
        source: the log it was imported from, or empty.
        letter, referral: ids of what it came with, or empty.
        about: the key of the earlier step that this takes back or lets stand.
        because: why.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    id: str
    student: StudentRef
    site: SiteId | None
    on: date
    by: str
    at: datetime
    kind: EntryKind = EntryKind.TAKEN
    step: str = ""
    action: Action = Action.OTHER
    means: str = ""
    ground: Evidence | None = None
    source: str = ""
    letter: str = ""
    referral: str = ""
    about: str = ""
    because: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse an act of nobody, and a withdrawal of nothing or without a reason."""
        if not self.by.strip():
            raise BadValue("step, by", "it is blank", "a person takes every step: name them")
        if self.kind is not EntryKind.TAKEN and not (self.about and self.because.strip()):
            raise BadValue(f"step {self.kind}", "it lacks which step or why", "give both")


STEPS: Register[StepEntry] = Register(
    name="step",
    kind=StepEntry,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    concerns=lambda one: one.student,
    on=lambda one: one.on,
)


def key_of(act: StepTaken) -> str:
    """Give the key of an act that came with an export: the action and its day."""
    return f"{act.action}@{act.on}"


@attrs.frozen
class LogItem:
    """Name one step in force: its key, the ladder step or the act, and its day."""

    key: str
    step: str
    action: Action
    on: date


@attrs.frozen
class StepLog:
    """Hold the log of one student: what came with exports, and what was entered here.

    Attributes:
        file: the student's file as it was imported.
        entries: what was entered here.
    """

    file: StudentFile
    entries: tuple[StepEntry, ...] = ()

    @property
    def withdrawn(self) -> frozenset[str]:
        """The keys of what was taken back."""
        return self._about(EntryKind.WITHDRAWN)

    @property
    def upheld(self) -> frozenset[str]:
        """The keys of what lost its ground and was let stand."""
        return self._about(EntryKind.UPHELD)

    def _about(self, kind: EntryKind) -> frozenset[str]:
        return frozenset(each.about for each in self.entries if each.kind is kind)

    def _imported(self) -> list[StepTaken]:
        """Give the imported acts in force; one that was entered here too counts once."""
        gone = self.withdrawn
        entered = {(each.action, each.on) for each in self._taken()}
        return [
            each
            for each in self.file.steps
            if key_of(each) not in gone and (each.action, each.on) not in entered
        ]

    def _taken(self) -> list[StepEntry]:
        gone = self.withdrawn
        return [
            each for each in self.entries if each.kind is EntryKind.TAKEN and each.id not in gone
        ]

    @property
    def joined(self) -> StudentFile:
        """The student's file with every act in force: what is judged."""
        if not self.entries:
            return self.file
        own = [
            StepTaken(each.student, each.action, each.on, each.site, each.means)
            for each in self._taken()
        ]
        return attrs.evolve(self.file, steps=(*self._imported(), *own))

    @property
    def in_force(self) -> tuple[LogItem, ...]:
        """Give every step in force, by day."""
        items = [LogItem(key_of(each), "", each.action, each.on) for each in self._imported()]
        items += [LogItem(each.id, each.step, each.action, each.on) for each in self._taken()]
        return tuple(sorted(items, key=lambda one: (one.on, one.key)))

    def until(self, on: date) -> tuple[LogItem, ...]:
        """Give what is in force of the school year to a date, by day."""
        year = SchoolYear.of(on).to_date(on)
        return tuple(each for each in self.in_force if each.on in year)


def logs(files: Iterable[StudentFile], entries: Iterable[StepEntry]) -> Iterator[StepLog]:
    """Give the log of each student, in the order of the files."""
    own: dict[StudentRef, list[StepEntry]] = {}
    for each in entries:
        own.setdefault(each.student, []).append(each)
    for file in files:
        yield StepLog(file, tuple(own.get(file.ref, ())))
