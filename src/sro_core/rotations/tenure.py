"""How long officers serve: minimum, maximum and break as dated policy; who may and who must go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod, anniversary, months_later
from sro_core.privacy import Role, Sensitivity
from sro_core.rotations.assignments import Assignment, tours
from sro_core.rules import Force, Rule, RuleBook


class CountedBy(StrEnum):
    """What a term is counted of."""

    SITE = "site"
    PROGRAMME = "programme"


@attrs.frozen
class Tenure:
    """Say how long an officer serves.

    Attributes:
        minimum_years, maximum_years: of a term.
        break_years: how long after a term before the next one.
        notice_months: how long before the end of a term it is due to say who follows.
        counted_by: the site, so that another site begins a new term, or the programme.
    """

    minimum_years: int
    maximum_years: int
    break_years: int
    notice_months: int
    counted_by: CountedBy

    def __attrs_post_init__(self) -> None:
        """Refuse a term that ends before it may."""
        if not 0 <= self.minimum_years <= self.maximum_years or self.maximum_years < 1:
            raise BadValue("maximum_years", "it is below minimum_years or 1", "raise it")
        if self.break_years < 0 or self.notice_months < 0:
            raise BadValue("break_years or notice_months", "it is below 0", "give 0 or more")


@attrs.frozen
class Stagger:
    """Say which share of a district's posts, in per cent, may begin a tour in one year."""

    percent: int

    def __attrs_post_init__(self) -> None:
        """Refuse what is no share."""
        if not 0 <= self.percent <= 100:  # noqa: PLR2004 - per cent
            raise BadValue("percent", f"{self.percent} is no share", "give 0 to 100")


@attrs.frozen
class Served:
    """Hold how long an officer has served in the present term, and what follows from it.

    Attributes:
        officer: who.
        tour: the present tour.
        rule: the policy, as of the date judged.
        on: the date judged.
        days: served up to and including it, in this term.
        at_most: the days are a bound: the first day of a tour is not known.
        possible: the first day on which a rotation is possible.
        notice: the first day on which it is due to say who follows.
        ends: the day on which the term is over.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    officer: OfficerId
    tour: Assignment
    rule: Rule[Tenure]
    on: date
    days: int
    at_most: bool
    possible: date
    notice: date
    ends: date

    @property
    def site(self) -> SiteId:
        """Where the present tour is."""
        return self.tour.site

    @property
    def words(self) -> str:
        """Say in words how long: ``2 years 3 months``."""
        start = self.on + ONE_DAY - timedelta(days=self.days)
        months = (self.on + ONE_DAY).year * 12 + (self.on + ONE_DAY).month
        months -= start.year * 12 + start.month
        if months_later(start, months) > self.on + ONE_DAY:
            months -= 1
        years, left = divmod(months, 12)
        parts = [f"{years} year{'s' * (years != 1)}"] * (years > 0)
        parts += [f"{left} month{'s' * (left != 1)}"] * (left > 0 or not years)
        return ("at most " if self.at_most else "") + " ".join(parts)


def served(
    officer: OfficerId, assignments: Iterable[Assignment], *, rules: RuleBook, on: date
) -> tuple[Served, ...]:
    """Give the terms that an officer serves on a date: one a tour and policy.

    Tours with less than the break between them are one term; shared days count once.

    Args:
        officer: who.
        assignments: on record, of anybody.
        rules: the book; what was in force on the date counts.
        on: the date judged.
    """
    own = [each for each in tours(assignments) if each.officer == officer and each.start <= on]
    return tuple(
        _term(tour, own, rule, on=on)
        for rule in rules.all(Tenure, on)
        for tour in own
        if on in tour.period and not (tour.end_is_bound and on > tour.start)
    )


def _term(tour: Assignment, own: list[Assignment], rule: Rule[Tenure], *, on: date) -> Served:
    policy = rule.value
    chain = [tour]
    for other in sorted(own, key=lambda each: each.period.end or date.max, reverse=True):
        same = policy.counted_by is CountedBy.PROGRAMME or other.site == tour.site
        end = other.period.end
        if other is tour or not same or other.start > chain[-1].start:
            continue
        first = min(each.start for each in chain)
        if end is None or first < anniversary(end, policy.break_years):
            chain.append(other)
    days = _days((each.period for each in chain), until=on + ONE_DAY)
    before = _days((each.period for each in chain if each is not tour), until=tour.start)
    ends = anniversary(tour.start, policy.maximum_years) - timedelta(days=before)
    possible = anniversary(tour.start, policy.minimum_years) - timedelta(days=before)
    return Served(
        officer=tour.officer,
        tour=tour,
        rule=rule,
        on=on,
        days=days,
        at_most=any(each.start_is_bound or each.end_is_bound for each in chain),
        possible=max(possible, tour.start),
        notice=max(months_later(ends, -policy.notice_months), tour.start),
        ends=ends,
    )


def _days(periods: Iterable[DatePeriod], *, until: date) -> int:
    """Count the days of periods up to a day, each day once."""
    total, reached = 0, date.min
    for each in sorted(periods, key=lambda one: one.start or date.min):
        start = max(each.start or date.min, reached)
        end = min(each.end or until, until)
        if end > start:
            total += (end - start).days
            reached = end
    return total


def tenure_findings(
    officer: OfficerId, assignments: Iterable[Assignment], *, rules: RuleBook, on: date
) -> tuple[Finding, ...]:
    """Judge the terms of an officer on a date: `rotation_possible` and `rotation_due`, one each.

    `rotation_due` is pending from the notice date on and met once the term is over; it is
    overdue by the days since.
    """
    found: list[Finding] = []
    for one in served(officer, assignments, rules=rules, on=on):
        found += [_possible(one), _due(one)]
    return tuple(found)


def _possible(one: Served) -> Finding:
    can = one.on >= one.possible
    ask = Ask(Role.SERGEANT, f"rotate {one.officer} out of {one.tour.site}", Force.MAY, one.rule)
    return Finding(
        code="rotation_possible",
        subject=Subject("officer", one.officer, one.tour.site),
        as_of=one.on,
        outcome=Outcome.MET if can else Outcome.PENDING,
        since=one.possible if can else None,
        rule=one.rule,
        why=f"{one.words} served; possible {'since' if can else 'from'} {one.possible}",
        asks=(ask,) if can and one.on < one.notice else (),
    )


def _due(one: Served) -> Finding:
    if one.on >= one.ends:
        outcome, since = Outcome.MET, one.ends
    elif one.on >= one.notice:
        outcome, since = Outcome.PENDING, one.notice
    else:
        outcome, since = Outcome.NOT_MET, None
    settled = one.tour.period.end is not None and one.tour.period.end <= one.ends
    asked = since is not None and not settled
    what = f"rotate {one.officer} out of {one.tour.site} and say who follows"
    return Finding(
        code="rotation_due",
        subject=Subject("officer", one.officer, one.tour.site),
        as_of=one.on,
        outcome=outcome,
        since=since,
        rule=one.rule,
        why=f"{one.words} served; the term is over on {one.ends}"
        + ("; its end is on record" if settled else ""),
        asks=(Ask(Role.SERGEANT, what, one.rule.force, one.rule, one.ends),) if asked else (),
    )


def break_findings(
    officer: OfficerId,
    site: SiteId,
    assignments: Iterable[Assignment],
    *,
    rules: RuleBook,
    start: date,
) -> tuple[Finding, ...]:
    """Judge whether a tour from a day on comes too soon after the last: `break_short`.

    A tour that follows on in the same term, as one without any day between, is no new term.
    """
    own = [each for each in tours(assignments) if each.officer == officer]
    found = []
    for rule in rules.all(Tenure, start):
        ends = [
            each.period.end
            for each in own
            if each.period.end is not None
            and each.period.end <= start
            and (rule.value.counted_by is CountedBy.PROGRAMME or each.site == site)
        ]
        if not ends:
            continue
        last = max(ends)
        free = anniversary(last, rule.value.break_years)
        short = last < start < free
        found.append(
            Finding(
                code="break_short",
                subject=Subject("officer", officer, site),
                as_of=start,
                outcome=Outcome.MET if short else Outcome.NOT_MET,
                since=last if short else None,
                rule=rule,
                why=f"the last tour ended on {last - ONE_DAY}; the next may begin on {free}",
                sensitivity=Sensitivity.STAFF,
            )
        )
    return tuple(found)
