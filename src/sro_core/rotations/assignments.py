"""Who fills which post, when; what cannot be true beside another record is refused.

Days are half-open. Where it is known that a tour began or ended and not on which day, the
record holds the widest days it can have had, and says that this end is a bound; a bound proves
no overlap.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import RuleBook
from sro_core.sites.posts import Post


class AssignmentKind(StrEnum):
    """What an assignment is."""

    TOUR = "tour"
    COVER = "cover"


class Duty(StrEnum):
    """The kind of duty that an officer goes to when a tour ends."""

    PATROL = "patrol"
    INVESTIGATIONS = "investigations"
    TRAFFIC = "traffic"
    COMMUNITY = "community policing"
    SUPERVISION = "supervision"
    OTHER_SITE = "another site"
    OTHER = "other duty"
    LEFT = "left the department"


@attrs.frozen(kw_only=True)
class Assignment:
    """Hold that an officer fills a post.

    Attributes:
        id: of the record.
        officer, post, site: who and where.
        period: the days; open where no end is set.
        kind: a tour, or cover for somebody who is away.
        shared: the officer serves elsewhere on the same days; both records must say so.
        handover: the day up to which the predecessor may still be there, or None.
        start_is_bound, end_is_bound: that end of the days is a limit, not the fact.
        went_to: the kind of duty the officer went to when it ended.
        because: why it ended, in words.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    officer: OfficerId
    post: PostId
    site: SiteId
    period: DatePeriod
    kind: AssignmentKind = AssignmentKind.TOUR
    shared: bool = False
    handover: date | None = None
    start_is_bound: bool = False
    end_is_bound: bool = False
    went_to: Duty | None = None
    because: str = attrs.field(default="", metadata={"sensitivity": Sensitivity.PERSONNEL})

    def __attrs_post_init__(self) -> None:
        """Refuse days that hold nothing, bounds of nothing, and a handover outside the days."""
        start, end = self.period.start, self.period.end
        if start is None:
            raise BadValue(self.name, "it has no first day", "give one, or a bound for it")
        if start == end:
            raise BadValue(self.name, "it ends before its first day is over", "give a later end")
        if end is None and (self.end_is_bound or self.went_to):
            raise BadValue(self.name, "it has not ended", "give the day by which it had ended")
        if self.handover is not None and (
            self.handover <= start or (end is not None and self.handover > end)
        ):
            raise BadValue(
                self.name,
                f"its handover up to {self.handover} is outside its days",
                "let it end within the new tour",
            )

    @property
    def start(self) -> date:
        """The first day, or the earliest that it can have been."""
        assert self.period.start is not None  # noqa: S101 - an assignment always has one
        return self.period.start

    @property
    def name(self) -> str:
        """How messages call it."""
        about = " about" if self.start_is_bound or self.end_is_bound else ""
        return f"{self.kind} of {self.officer} at {self.post},{about} {self.period}"

    @property
    def certain(self) -> DatePeriod | None:
        """The days on which it is certain that it ran, or None where that is no day."""
        start, end = self.period.start, self.period.end
        if not self.start_is_bound and not self.end_is_bound:
            return self.period
        if self.start_is_bound:
            return DatePeriod(end - ONE_DAY, end) if end and not self.end_is_bound else None
        assert start is not None  # noqa: S101 - as above
        return DatePeriod(start, start + ONE_DAY)


class AwayFor(StrEnum):
    """Why an officer is away from the post."""

    LEAVE = "leave"
    COURT = "court"
    COURSE = "course"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class TimeAway:
    """Hold that an officer is away on some days; somebody may cover.

    Attributes:
        id: of the record.
        officer: who is away.
        period: the days.
        reason: leave, court, a course, …
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    officer: OfficerId
    period: DatePeriod
    reason: AwayFor = attrs.field(metadata={"sensitivity": Sensitivity.PERSONNEL})

    def __attrs_post_init__(self) -> None:
        """Refuse to be away without end, or on no day."""
        start, end = self.period.start, self.period.end
        if start is None or end is None or start == end:
            raise BadValue(
                f"time away of {self.officer}",
                "it needs a first and a last day",
                "give both; end the tour where no return is planned",
            )


@attrs.frozen
class Handover:
    """Say for how many days two officers may be at one post to hand it over."""

    longest_days: int


def tours(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Give the tours among assignments, by first day."""
    found = (each for each in assignments if each.kind is AssignmentKind.TOUR)
    return tuple(sorted(found, key=lambda each: (each.start, each.id)))


def check_fit(
    new: Assignment,
    post: Post,
    others: Iterable[Assignment],
    away: Iterable[TimeAway],
    *,
    rules: RuleBook,
) -> None:
    """Refuse an assignment that cannot be true beside what is on record.

    Args:
        new: the assignment; others with its id are what it replaces.
        post: the post it names.
        others: assignments on record.
        away: when officers are away.
        rules: the book, for how long a handover may be.

    Raises:
        BadValue: naming both records.
    """
    _check_post(new, post)
    _check_handover(new, rules)
    for other in sorted(others, key=lambda each: (each.start, each.id)):
        if other.id == new.id:
            continue
        both = _certain_overlap(new, other)
        if both is None:
            continue
        if other.officer == new.officer:
            _check_officer(new, other)
        if other.post == new.post:
            _check_filled(new, other, both, tuple(away))


def _check_post(new: Assignment, post: Post) -> None:
    if new.site != post.site or new.post != post.id:
        raise BadValue(new.name, f"post {post.id} is at {post.site}", "name the post's own site")
    end = new.period.end
    last = None if end is None else end - ONE_DAY
    for day in (new.start, last):
        if day is not None and day not in post.period:
            raise BadValue(
                new.name,
                f"post {post.id} is authorised {post.period} only",
                "authorise the post for these days first",
            )


def _check_handover(new: Assignment, rules: RuleBook) -> None:
    if new.handover is None:
        return
    days = (new.handover - new.start).days
    for rule in rules.all(Handover, new.start):
        if days > rule.value.longest_days:
            cited = "; ".join(f"{each.title}, {each.standing}" for each in rule.citations)
            last = new.start + timedelta(days=rule.value.longest_days)
            raise BadValue(
                new.name,
                f"its handover takes {days} days; {rule.says} ({cited})",
                f"let it end by {last}",
            )


def _certain_overlap(one: Assignment, other: Assignment) -> DatePeriod | None:
    sure, too = one.certain, other.certain
    return sure.meet(too) if sure and too else None


def _check_officer(new: Assignment, other: Assignment) -> None:
    """An officer is at one post at a time, unless both records say that the time is shared."""
    if AssignmentKind.COVER in (new.kind, other.kind) and new.post != other.post:
        return  # whoever covers for a colleague stays at their own site too
    if new.shared and other.shared and new.post != other.post:
        return
    raise BadValue(
        new.name,
        f"it overlaps {other.name}",
        "end that one first, or declare both shared"
        if new.post != other.post
        else "the officer fills that post already; end that tour first",
    )


def _check_filled(
    new: Assignment, other: Assignment, both: DatePeriod, away: tuple[TimeAway, ...]
) -> None:
    """A post has one officer at a time, but for a handover, or cover while they are away."""
    if new.officer == other.officer:
        return
    if new.kind is other.kind:
        later = max(new, other, key=lambda each: each.start)
        until = later.handover if new.start != other.start else None  # of two at once none is first
        if until is not None and both.end is not None and both.end <= until:
            return
        hint = f"end {other.id} first, or state until when {new.id} takes over from it"
        raise BadValue(new.name, f"it overlaps {other.name}", hint)
    cover, tour = (new, other) if new.kind is AssignmentKind.COVER else (other, new)
    gone = [each.period for each in away if each.officer == tour.officer]
    if not _within(both, gone):
        raise BadValue(
            cover.name,
            f"it covers for {tour.name}, who is not away on all of {both}",
            f"record first when {tour.officer} is away",
        )


def _within(days: DatePeriod, periods: Iterable[DatePeriod]) -> bool:
    """Tell whether each day lies in one of the periods."""
    at, end = days.start, days.end
    for each in sorted(periods, key=lambda one: one.start or date.min):
        if at is not None and at in each:
            at = each.end
            if at is None or (end is not None and end <= at):
                return True
    return False


def ended(
    assignment: Assignment,
    period: DatePeriod,
    went_to: Duty,
    *,
    because: str = "",
    bound: bool = False,
) -> Assignment:
    """Give the assignment ended; one whose end was a bound may be told the day later.

    Args:
        assignment: as it is on record.
        period: its days now.
        went_to: the kind of duty the officer went to.
        because: why, in words.
        bound: only known is that it had ended by then.

    Raises:
        BadValue: it ended already, or would end before it starts.
    """
    if assignment.went_to is not None and not assignment.end_is_bound:
        raise BadValue(assignment.name, "it has ended already", "it is on record; nothing to do")
    handover = assignment.handover
    if handover is not None and period.end is not None and handover > period.end:
        handover = None
    return attrs.evolve(
        assignment,
        period=period,
        went_to=went_to,
        because=because,
        end_is_bound=bound,
        handover=handover,
    )


ASSIGNMENTS = Register(
    name="assignment",
    kind=Assignment,
    keeper=Keeper.PROGRAMME,
    site=lambda one: one.site,
    concerns=lambda one: one.officer,
    on=lambda one: one.start,
)
TIMES_AWAY = Register(
    name="time away",
    kind=TimeAway,
    keeper=Keeper.PROGRAMME,
    concerns=lambda one: one.officer,
    on=lambda one: one.period.start,
)
