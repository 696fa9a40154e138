"""Which posts are filled, covered, left or doubly filled, day by day; gaps as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar

import attrs

from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Role, Sensitivity
from sro_core.rotations.assignments import Assignment, AssignmentKind, TimeAway
from sro_core.rules import Rule, RuleBook
from sro_core.sites.posts import Post

Teaches = Callable[[SiteId, date], bool]
"""Tells whether a site teaches on a day."""


class State(StrEnum):
    """How a post stands on a day."""

    FILLED = "filled"
    COVERED = "covered"
    AWAY = "away"
    DOUBLE = "double"
    UNCERTAIN = "uncertain"
    VACANT = "vacant"


@attrs.frozen
class Stretch:
    """Hold days on which a post stood in one way.

    Attributes:
        post: the post.
        period: the days.
        state: how it stood.
        officers: who was there; who is away where nobody was.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    post: Post
    period: DatePeriod
    state: State
    officers: tuple[OfficerId, ...]

    @property
    def site(self) -> SiteId:
        """Where the post is."""
        return self.post.site


@attrs.frozen
class PostFilled:
    """Ask that every post is filled, and say how long ahead somebody is told."""

    notice_days: int


@attrs.frozen
class AwayCovered:
    """Ask that somebody covers while an officer is away, and say how long ahead."""

    notice_days: int


def stretches(
    post: Post,
    assignments: Iterable[Assignment],
    away: Iterable[TimeAway],
    *,
    within: DatePeriod,
) -> tuple[Stretch, ...]:
    """Cut the days of a post into stretches, in order.

    Args:
        post: the post; only days for which it is authorised are looked at.
        assignments: on record.
        away: when officers are away.
        within: the days wanted; both ends are given.
    """
    days = post.period.meet(within)
    if days is None or days.start is None or days.end is None:
        return ()
    own = [each for each in assignments if each.post == post.id and each.period.meet(days)]
    gone = [each for each in away if each.period.meet(days)]
    turns = {days.start, days.end}
    for period in [
        *(each.period for each in own),
        *(each.certain for each in own if each.certain),
        *(each.period for each in gone),
        *(DatePeriod(each.start, each.handover) for each in own if each.handover),
    ]:
        turns |= {each for each in (period.start, period.end) if each and each in days}
    ordered = sorted(turns)
    found: list[Stretch] = []
    for start, end in pairwise(ordered):
        state, officers = _state(own, gone, start)
        if found and (found[-1].state, found[-1].officers) == (state, officers):
            joined = DatePeriod(found[-1].period.start, end)
            found[-1] = attrs.evolve(found[-1], period=joined)
        else:
            found.append(Stretch(post, DatePeriod(start, end), state, officers))
    return tuple(found)


def _state(
    own: list[Assignment], gone: list[TimeAway], day: date
) -> tuple[State, tuple[OfficerId, ...]]:
    there = [each for each in own if day in each.period]
    sure = [each for each in there if each.certain is not None and day in each.certain]
    missing = {each.officer for each in gone if day in each.period}
    cover = [each for each in sure if each.kind is AssignmentKind.COVER]
    serving = [each for each in sure if each.kind is AssignmentKind.TOUR]
    present = [each for each in serving if each.officer not in missing]
    names = tuple(sorted({each.officer for each in (*present, *cover)}))
    if len(present) > 1 and not any(each.handover and day < each.handover for each in present):
        return State.DOUBLE, names
    if present:
        return State.FILLED, names
    if cover:
        return State.COVERED, names
    if serving:
        return State.AWAY, tuple(sorted({each.officer for each in serving}))
    if there:
        return State.UNCERTAIN, tuple(sorted({each.officer for each in there}))
    return State.VACANT, ()


def coverage_findings(
    posts: Iterable[Post],
    assignments: Iterable[Assignment],
    away: Iterable[TimeAway],
    *,
    rules: RuleBook,
    on: date,
    teaches: Teaches = lambda _site, _day: True,
) -> tuple[Finding, ...]:
    """Judge the posts of a date: `post_vacant`, `post_double`, `away_uncovered`.

    A post that falls vacant soon, and an officer who is away soon, are pending.

    Args:
        posts: on record.
        assignments: on record.
        away: when officers are away.
        rules: the book; a rule says how long ahead is soon.
        on: the date judged.
        teaches: tells on which days a site teaches; nobody has to cover on the others.
    """
    every, gone, found = tuple(assignments), tuple(away), []
    for post in sorted(posts, key=lambda each: each.id):
        for rule in rules.all(PostFilled, on):
            found += _vacant(post, every, gone, rule, on)
        for covered in rules.all(AwayCovered, on):
            found += _uncovered(post, every, gone, covered, on=on, teaches=teaches)
    return tuple(found)


def _ahead(on: date, days: int) -> DatePeriod:
    return DatePeriod(on, on + timedelta(days=max(days, 0) + 1))


def _vacant(
    post: Post,
    assignments: tuple[Assignment, ...],
    away: tuple[TimeAway, ...],
    rule: Rule[PostFilled],
    on: date,
) -> list[Finding]:
    if on not in post.period:
        return []
    subject = Subject("site", post.site, post.site)
    past = DatePeriod(post.start, on + ONE_DAY)
    now = stretches(post, assignments, away, within=past)[-1]
    found = []
    if now.state is State.DOUBLE:
        what = f"end one of the tours of {' and '.join(now.officers)} at {post.id}"
        found.append(
            Finding(
                "post_double",
                subject,
                on,
                Outcome.MET,
                now.period.start,
                rule,
                why=f"{post.id} has {' and '.join(now.officers)}",
                asks=(Ask(Role.SERGEANT, what, rule.force, rule),),
            )
        )
    if now.state is State.UNCERTAIN:
        found.append(
            Finding(
                "post_vacant",
                subject,
                on,
                Outcome.UNDECIDED,
                None,
                rule,
                why=f"on which day the tour of {' and '.join(now.officers)} began or ended "
                "is not known",
            )
        )
        return found
    if now.state is State.VACANT:
        ask = Ask(Role.SERGEANT, f"fill {post.id}", rule.force, rule, now.period.start)
        found.append(
            Finding(
                "post_vacant",
                subject,
                on,
                Outcome.MET,
                now.period.start,
                rule,
                why=f"nobody is assigned to {post.id}",
                asks=(ask,),
            )
        )
        return found
    soon = stretches(post, assignments, away, within=_ahead(on, rule.value.notice_days))
    falls = next((each for each in soon if each.state is State.VACANT), None)
    if falls is not None:
        ask = Ask(Role.SERGEANT, f"fill {post.id}", rule.force, rule, falls.period.start)
        found.append(
            Finding(
                "post_vacant",
                subject,
                on,
                Outcome.PENDING,
                None,
                rule,
                why=f"{post.id} falls vacant on {falls.period.start}",
                asks=(ask,),
            )
        )
        return found
    found.append(
        Finding(
            "post_vacant",
            subject,
            on,
            Outcome.NOT_MET,
            None,
            rule,
            why=f"{post.id}: {' and '.join(now.officers)}",
        )
    )
    return found


def _when(period: DatePeriod) -> str:
    one = period.start is not None and period.end == period.start + ONE_DAY
    return f" on {period.start}" if one else f" {period}"


def _uncovered(
    post: Post,
    assignments: tuple[Assignment, ...],
    away: tuple[TimeAway, ...],
    rule: Rule[AwayCovered],
    *,
    on: date,
    teaches: Teaches,
) -> list[Finding]:
    within = _ahead(on, rule.value.notice_days)
    found = []
    for each in stretches(post, assignments, away, within=within):
        day = each.period.start
        if each.state is not State.AWAY or day is None or each.period.end is None:
            continue
        days = (day + ONE_DAY * n for n in range((each.period.end - day).days))
        first = next((one for one in days if teaches(post.site, one)), None)
        if first is None:
            continue
        what = f"have somebody cover {post.id} from {first}"
        found.append(
            Finding(
                "away_uncovered",
                Subject("site", post.site, post.site),
                on,
                Outcome.MET if first == on else Outcome.PENDING,
                first if first == on else None,
                rule,
                why=f"{' and '.join(each.officers)} is away{_when(each.period)}, and nobody covers",
                asks=(Ask(Role.SERGEANT, what, rule.force, rule, first),),
            )
        )
    return found
