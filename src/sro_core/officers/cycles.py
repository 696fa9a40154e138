"""Hours of training in each cycle, with quotas by topic, counted from the courses on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Measured, Outcome, Subject
from sro_core.ids import OfficerId, SiteId
from sro_core.officers.training import Training
from sro_core.periods import ONE_DAY, DatePeriod, months_later
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import Rule, RuleBook


@attrs.frozen
class Quota:
    """Require that so many of a cycle's hours are on one topic."""

    topic: str
    hours: int


@attrs.frozen
class HoursRequired:
    """Require hours of training in each cycle.

    Attributes:
        hours: in all.
        months: the length of a cycle.
        first: the first day of any cycle; the others follow from it.
        quotas: how many of them on which topic.
    """

    hours: int
    months: int
    first: date
    quotas: tuple[Quota, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a cycle of no length, and quotas over the whole."""
        if self.months < 1 or self.hours < 1:
            raise BadValue("months or hours", "a cycle has at least one", "give 1 or more")
        if sum(each.hours for each in self.quotas) > self.hours:
            raise BadValue(
                "quotas",
                "together they are over the hours of the cycle",
                "raise hours or lower a quota",
            )


@attrs.frozen
class CycleHours:
    """Hold the hours that an officer completed in one cycle.

    Attributes:
        officer: who.
        rule: the requirement.
        cycle: its days.
        hours: in all.
        short: by topic of a quota, the hours that are still missing; ``""`` stands for the whole.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONNEL

    officer: OfficerId
    rule: Rule[HoursRequired]
    cycle: DatePeriod
    hours: Decimal
    short: tuple[tuple[str, Decimal], ...]


def cycle_of(required: HoursRequired, on: date) -> DatePeriod | None:
    """Give the cycle that a day lies in, or None before the first."""
    if on < required.first:
        return None
    months = (on.year - required.first.year) * 12 + on.month - required.first.month
    nth = months // required.months
    start = months_later(required.first, nth * required.months)
    if on < start:
        nth -= 1
        start = months_later(required.first, nth * required.months)
    return DatePeriod(start, months_later(required.first, (nth + 1) * required.months))


def cycle_hours(
    officer: OfficerId, trainings: Iterable[Training], *, rules: RuleBook, on: date
) -> tuple[CycleHours, ...]:
    """Count the hours of an officer in the cycle of a date, up to that date: one a rule."""
    known = [each for each in trainings if each.officer == officer and each.completed <= on]
    found = []
    for rule in rules.all(HoursRequired, on):
        cycle = cycle_of(rule.value, on)
        if cycle is not None:
            within = [each for each in known if each.completed in cycle]
            found.append(_counted(officer, rule, cycle, within))
    return tuple(found)


def _counted(
    officer: OfficerId, rule: Rule[HoursRequired], cycle: DatePeriod, within: list[Training]
) -> CycleHours:
    def hours(topic: str) -> Decimal:
        some = (each.hours for each in within if not topic or topic in each.topics)
        return sum(some, Decimal(0))

    wanted = [("", rule.value.hours), *((each.topic, each.hours) for each in rule.value.quotas)]
    short = tuple((topic, limit - hours(topic)) for topic, limit in wanted if hours(topic) < limit)
    return CycleHours(officer, rule, cycle, hours(""), short)


def hours_findings(
    officer: OfficerId,
    site: SiteId | None,
    trainings: Iterable[Training],
    *,
    rules: RuleBook,
    on: date,
) -> tuple[Finding, ...]:
    """Judge the hours of an officer in the current cycle: `hours_short`, pending while it runs."""
    return tuple(
        _finding(each, site, on=on) for each in cycle_hours(officer, trainings, rules=rules, on=on)
    )


def _finding(counted: CycleHours, site: SiteId | None, *, on: date) -> Finding:
    rule, end = counted.rule, counted.cycle.end
    assert end is not None  # noqa: S101 - cycles end
    short = [f"{left} h of {topic or 'training'}" for topic, left in counted.short]
    what = f"have {counted.officer} complete {', '.join(short)}"
    return Finding(
        code="hours_short",
        subject=Subject("officer", counted.officer, site),
        as_of=on,
        outcome=Outcome.PENDING if short else Outcome.NOT_MET,
        since=counted.cycle.start if short else None,
        rule=rule,
        measured=Measured(
            int(counted.hours), rule.value.hours, "hours", None, f"cycle {counted.cycle}"
        ),
        asks=(Ask(Role.SERGEANT, what, rule.force, rule, end - ONE_DAY),) if short else (),
        sensitivity=Sensitivity.PERSONNEL,
    )
