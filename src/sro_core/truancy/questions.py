"""What is asked about a student before anything leaves the school, without the answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

import attrs

from sro_core.ids import SiteId, StudentRef
from sro_core.periods import SchoolYear
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import Rule, RuleBook
from sro_core.truancy.contents import Question

LETTER, REFERRAL = "letter", "referral"
"""Before what a question is asked."""


@attrs.frozen(kw_only=True)
class Asked:
    """Say that a question was asked about a student before something left the school.

    There is no place for the answer: whoever asked weighs it and decides.

    Attributes:
        id, student, site: its own; about whom, by which site.
        question: id of the question.
        on, by, at: the day it was asked, by whom, and when that was entered.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    id: str
    student: StudentRef
    site: SiteId | None
    question: str
    on: date
    by: str
    at: datetime


ASKED: Register[Asked] = Register(
    name="question asked",
    kind=Asked,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    concerns=lambda one: one.student,
    on=lambda one: one.on,
)


def unasked(
    rules: RuleBook, asked: Iterable[Asked], *, before: str, on: date
) -> tuple[Rule[Question], ...]:
    """Give the questions that nobody has asked about a student this school year.

    Args:
        rules: the book.
        asked: what was asked about the student.
        before: ``letter`` or ``referral``.
        on: the day on which it is to leave the school.
    """
    year = SchoolYear.of(on).to_date(on)
    done = {each.question for each in asked if each.on in year}
    every = (each for each in rules.all(Question, on) if before in each.value.before)
    return tuple(each for each in every if each.id not in done)
