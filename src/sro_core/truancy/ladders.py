"""Kinds of rule for ladders: the steps that may or must follow, in order, and their deadlines.

A ladder is data: the statute's, and local ones beside it. No ladder may hold suspension or
expulsion for absence; a book that does is refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import attrs

from sro_core.errors import BadValue, RuleProblem
from sro_core.privacy import Role
from sro_core.rules import Rule
from sro_core.school_calendar import SchoolCalendar
from sro_core.truancy.steps_taken import Action

_REMOVAL = ("suspen", "expel", "expuls")
"""What the words for suspension and expulsion begin with, in English and in Spanish."""


class Requalify(StrEnum):
    """What a step on record is worth after its ground is gone and another has come."""

    ANEW = "anew"
    ONCE = "once"


@attrs.frozen
class Ladder:
    """Set what holds for all steps of a ladder.

    Attributes:
        requalify: ``anew`` asks for a step again whose ground was lost and came back;
            ``once`` asks for a step once a school year, whatever became of its ground.
    """

    requalify: Requalify = Requalify.ANEW


class StepKind(StrEnum):
    """What a step is; the due list sorts by it."""

    STEP = "step"
    LETTER = "letter"
    REFERRAL = "referral"


@attrs.frozen
class LadderStep:
    """Hold one step of a ladder; the steps stand in the order of the book.

    Attributes:
        ladder: id of its ladder.
        who: the role that must or may take it.
        kind: step, letter or referral.
        series: the measure, repeat or recorded series that is counted, and either
        at_least: it is due from this number on, or
        more_than: from one more than this number on.
        status: instead of a series, the criterion that must be met.
        act: what goes on record for it; None where the law itself makes it so.
        letter: id of the letter that it sends.
        after: steps that must have been taken before; where it is not given, every earlier one
            of the ladder that must be taken, so that none is skipped.
        ages: the ages to which it is limited (low, below), or empty.
        asked_by: id of the duty that asks for it already, so that nobody is asked twice.
    """

    ladder: str
    who: Role
    kind: StepKind = StepKind.STEP
    series: str | None = None
    at_least: int | None = None
    more_than: int | None = None
    status: str | None = None
    act: Action | None = None
    letter: str | None = None
    after: tuple[str, ...] | None = None
    ages: tuple[int, ...] = ()
    asked_by: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a step whose ground cannot be told."""
        numbers = [each for each in (self.at_least, self.more_than) if each is not None]
        for wrong, why in (
            ((self.series is None) == (self.status is None), "name either a series or a status"),
            (self.series is not None and len(numbers) != 1, "give either at_least or more_than"),
            (self.status is not None and bool(numbers), "a status is met or not, without a number"),
            (any(each < 0 for each in numbers) or self.at_least == 0, "the number is too small"),
            (len(self.ages) not in (0, 2), "ages are a lower age and the first no longer meant"),
            (bool(self.letter) != (self.kind is StepKind.LETTER), "a letter step names its letter"),
        ):
            if wrong:
                raise BadValue("step", why)

    @property
    def nth(self) -> int:
        """The entry of the series that makes it due."""
        return self.at_least or (self.more_than or 0) + 1


class CountedIn(StrEnum):
    """The days in which a deadline is counted."""

    SCHOOL_DAYS = "school_days"
    DAYS = "days"


@attrs.frozen
class Deadline:
    """Set by when something is to be done; the statute sets few, so most are local.

    Attributes:
        of: id of the duty, the ladder step, or the stage of a referral.
        within: so many days after the day that made it due.
        counted_in: school days of the site, or calendar days.
    """

    of: str
    within: int
    counted_in: CountedIn = CountedIn.SCHOOL_DAYS

    def __attrs_post_init__(self) -> None:
        """Refuse a deadline before its ground."""
        if self.within < 0:
            raise BadValue("within", "it is below 0")

    def after(self, ground: date, calendar: SchoolCalendar | None) -> date | None:
        """Give the last day; None where the calendar does not reach it."""
        if self.counted_in is CountedIn.DAYS:
            return ground + timedelta(days=self.within)
        if calendar is None or not calendar.dates_known:
            return None
        later = [day for day in calendar.school_days if day > ground]
        if self.within == 0:
            return ground
        return later[self.within - 1] if len(later) >= self.within else None


def removals(rules: Iterable[Rule[object]], kinds: tuple[type, ...]) -> list[RuleProblem]:
    """Find rules that would suspend or expel for absence, whatever they call it.

    Args:
        rules: those of a book.
        kinds: the kinds that ask for something or are sent.
    """
    says = (
        "no ladder may hold suspension or expulsion for absence "
        "(California Senate Bill 274 of 2023); take the step out"
    )
    return [
        RuleProblem(*rule.place, rule.table, "says", says)
        for rule in rules
        if isinstance(rule.value, kinds)
        and _removes(f"{rule.id} {rule.says} {words_of(rule.value)}")
    ]


def words_of(value: Any) -> str:
    """Give all text inside a rule's value."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | frozenset):
        return " ".join(map(words_of, value))
    if attrs.has(type(value)):
        return " ".join(words_of(getattr(value, each.name)) for each in attrs.fields(type(value)))
    return ""


def _removes(text: str) -> bool:
    """Tell whether a text speaks of removal, however it is spelled, split or accented."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(each for each in plain if each.isalpha() and each.isascii())
    return any(each in letters for each in _REMOVAL)
