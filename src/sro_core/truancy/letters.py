"""Letters to families, in batches, frozen with their evidence; a person releases them.

A batch goes draft, reviewed, released, delivered, and no other way. What a letter rests on is
sealed with a hash, so that a changed byte shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum
from typing import Any, ClassVar

import attrs

from sro_core.digests import digest
from sro_core.errors import BadValue
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import RuleBook
from sro_core.truancy.contents import ENGLISH
from sro_core.truancy.marks import Mark
from sro_core.truancy.step_log import Evidence
from sro_core.truancy.steps import Standing, evidence
from sro_core.truancy.wording import Wording, wording


class DeliveredBy(StrEnum):
    """How a letter reached the family."""

    ELECTRONIC = "electronic"
    PRINT = "print"
    BOTH = "both"
    NONE = "none"


@attrs.frozen(kw_only=True)
class Letter:
    """Hold one letter with the evidence it rests on.

    Attributes:
        id, batch: its own, and of its batch.
        student, site: whom it is about; the site that sends it.
        step: the ladder step that it takes.
        letter: id of the kind of letter.
        made_on: the date of the letter.
        wording: what it says.
        evidence: what was known when it was decided.
        seal: the hash of all of the above.
        held: it is not to be sent: who decided so, and why.
        delivered: how it reached the family; the last entry counts.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    id: str
    batch: str
    student: StudentRef
    site: SiteId
    step: str
    letter: str
    made_on: date
    wording: Wording
    evidence: Evidence
    seal: str = ""
    held: Mark | None = None
    delivered: tuple[Mark, ...] = ()

    def sealed(self) -> Letter:
        """Give the letter with the hash of what it holds."""
        return attrs.evolve(self, seal=self.digest())

    def digest(self) -> str:
        """Work out the hash of everything that was decided."""
        parts = (
            self.id, self.batch, self.student, self.site, self.step, self.letter, self.made_on,
            self.wording, self.evidence,
        )  # fmt: skip
        return digest([_plain(each) for each in parts])

    @property
    def intact(self) -> bool:
        """Whether nothing of it was changed since it was sealed."""
        return bool(self.seal) and self.digest() == self.seal

    @property
    def reached(self) -> DeliveredBy | None:
        """How it reached the family; None where nobody has recorded that."""
        return DeliveredBy(self.delivered[-1].what) if self.delivered else None


def _plain(value: Any) -> Any:
    """Give a value as plain data that has one form only."""
    if attrs.has(type(value)):
        return [_plain(getattr(value, each.name)) for each in attrs.fields(type(value))]
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(each)] for key, each in sorted(value.items())]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


LETTERS: Register[Letter] = Register(
    name="letter",
    kind=Letter,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    concerns=lambda one: one.student,
    on=lambda one: one.made_on,
)


class BatchState(StrEnum):
    """How far a batch is."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    RELEASED = "released"
    DELIVERED = "delivered"


_ORDER = tuple(BatchState)


@attrs.frozen(kw_only=True)
class Batch:
    """Hold a batch of letters of one step at one site.

    Attributes:
        id, site, step: which.
        made_on: the date of its letters.
        log: who brought it how far, and when; it only grows.
        skipped: students who would get a letter and do not, with the reason.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    id: str
    site: SiteId
    step: str
    made_on: date
    log: tuple[Mark, ...]
    skipped: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def state(self) -> BatchState:
        """How far it is."""
        return BatchState(self.log[-1].what)

    def marked(self, mark: Mark) -> Batch:
        """Give the batch one state further. Raises `BadValue` for any other state."""
        wanted = BatchState(mark.what)
        place = _ORDER.index(self.state)
        if _ORDER.index(wanted) != place + 1:
            following = "nothing" if place + 1 == len(_ORDER) else _ORDER[place + 1]
            raise BadValue(f"batch {self.id}", f"it is {self.state}", f"next is: {following}")
        return attrs.evolve(self, log=(*self.log, mark))


BATCHES: Register[Batch] = Register(
    name="batch",
    kind=Batch,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    on=lambda one: one.made_on,
)


@attrs.frozen(kw_only=True)
class Order:
    """Say which letter is to be made: ids, its date, and the family's language."""

    id: str
    batch: str
    step: str
    made_on: date
    language: str = ENGLISH


def compose(standing: Standing, order: Order, rules: RuleBook) -> Letter:
    """Make a letter for a student for whom its step is due, and seal it.

    Raises:
        BadValue: the step is not due, the age is not known, or it sends no letter.
    """
    one, site = standing.one, standing.subject.site
    if one.of_age is not True:
        raise BadValue(
            f"letter for {standing.subject.id}",
            "the age is not known" if one.of_age == "assumed" else "not of compulsory age",
            "nothing leaves the school; find out the birth date",
        )
    rung = standing.due(order.step)
    letter = rung.rule.value.letter
    if letter is None or site is None or rung.ground is None:
        raise BadValue(f"step {order.step!r}", "it sends no letter", "name a step that does")
    return Letter(
        id=order.id,
        batch=order.batch,
        student=one.file.ref,
        site=site,
        step=order.step,
        letter=letter,
        made_on=order.made_on,
        wording=wording(
            rules, letter, classified=rung.ground, made=order.made_on, language=order.language
        ),
        evidence=evidence(standing, rung),
    ).sealed()
