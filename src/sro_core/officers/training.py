"""Training that an officer completed, and the rules that require some: by post and date.

That a course never lapses, and that it counts for some days of grace after it did, are both
things a rule or a certificate may say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import OfficerId, PostId
from sro_core.periods import months_later
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import Rule
from sro_core.sites.posts import Post
from sro_core.sites.profile import Level


class Expiry(StrEnum):
    """How long a completed course counts."""

    BY_RULE = "as the rule says"
    NEVER = "never expires"
    ON = "until a date"


@attrs.frozen(kw_only=True)
class Training:
    """Hold one completed course.

    Attributes:
        id: of the record.
        officer: who completed it.
        course: its code, as rules name it.
        title: in words.
        hours: as certified; halves are possible.
        provider: who taught it.
        completed: the last day of it.
        expiry: how long it counts.
        expires: the first day on which it no longer counts; with `Expiry.ON` only.
        topics: what parts of cycle hours it counts towards.
        evidence: where the certificate is kept.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONNEL

    id: str
    officer: OfficerId
    course: str
    hours: Decimal
    completed: date
    provider: str = ""
    title: str = ""
    expiry: Expiry = Expiry.BY_RULE
    expires: date | None = None
    topics: frozenset[str] = frozenset()
    evidence: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a course of no hours, and an expiry that contradicts itself."""
        if self.hours <= 0:
            raise BadValue(
                f"hours of {self.course}",
                f"{self.hours} is no length of a course",
                "give the hours on the certificate",
            )
        if (self.expiry is Expiry.ON) != (self.expires is not None):
            raise BadValue(
                f"expiry of {self.course}",
                "a date goes with 'until a date' alone",
                "give both or neither",
            )
        if self.expires is not None and self.expires <= self.completed:
            raise BadValue(
                f"expiry of {self.course}",
                f"it expires on {self.expires}, before it was completed on {self.completed}",
                "look at both dates",
            )


@attrs.frozen
class TrainingRequired:
    """Require a course of whoever fills a post.

    Attributes:
        courses: codes, any of which will do.
        hours: the least that one such course must have.
        valid_months: how long it counts; left out where it never lapses.
        grace_days: how many days longer it counts after it lapsed.
        warn_days: how long before it lapses somebody is told.
        within_days: how long after the first day of a tour it may still be missing.
        levels: only at sites of these levels; all where empty.
        posts: only for these posts; all where empty.
    """

    courses: tuple[str, ...]
    hours: int = 0
    valid_months: int | None = None
    grace_days: int = 0
    warn_days: int = 90
    within_days: int = 0
    levels: tuple[Level, ...] = ()
    posts: tuple[PostId, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a requirement that nothing meets, or that lapses at once."""
        if not self.courses:
            raise BadValue("courses", "no course meets it", "name at least one")
        numbers = (self.hours, self.grace_days, self.warn_days, self.within_days)
        if any(each < 0 for each in numbers):
            raise BadValue("days or hours", "one is below 0", "give 0 or more")
        if self.valid_months is not None and self.valid_months < 1:
            raise BadValue(
                "valid_months", "it lapses at once", "leave it out where it never lapses"
            )

    def binds(self, post: Post, level: Level | None) -> bool:
        """Tell whether it holds for a post at a site of the level."""
        return (not self.levels or level in self.levels) and (
            not self.posts or post.id in self.posts
        )

    def met_by(self, training: Training) -> bool:
        """Tell whether a course is one that is required, lapsed or not."""
        return training.course in self.courses and training.hours >= self.hours


def lapse_of(training: Training, required: TrainingRequired) -> date | None:
    """Give the first day on which a course no longer counts, grace apart; None for never."""
    if training.expiry is Expiry.ON:
        return training.expires
    if training.expiry is Expiry.NEVER or required.valid_months is None:
        return None
    return months_later(training.completed, required.valid_months)


@attrs.frozen
class Standing:
    """Hold how an officer stands to one requirement on a date.

    Attributes:
        training: the course that counts longest, or None where there is none.
        lapses: the first day on which it no longer counts, grace apart; None for never.
        ends: the first day on which it counts no more at all; None for never.
    """

    training: Training | None
    lapses: date | None = None
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the requirement is met on a day, grace included."""
        return self.training is not None and (self.ends is None or day < self.ends)


def standing(
    trainings: Iterable[Training],
    rule: Rule[TrainingRequired],
    *,
    on: date,
    officer: OfficerId,
) -> Standing:
    """Give how an officer stands to a requirement, by what was completed up to a date."""
    required = rule.value
    fit = [
        (each, lapse_of(each, required))
        for each in trainings
        if each.officer == officer and each.completed <= on and required.met_by(each)
    ]
    if not fit:
        return Standing(None)
    training, lapses = max(fit, key=lambda each: (each[1] or date.max, each[0].completed))
    ends = lapses and lapses + timedelta(days=required.grace_days)
    return Standing(training, lapses, ends)


TRAININGS = Register(
    name="training",
    kind=Training,
    keeper=Keeper.POLICE,
    concerns=lambda one: one.officer,
    on=lambda one: one.completed,
)
