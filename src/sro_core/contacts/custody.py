"""Temporary custody: whom a minor is delivered to, and who must be told of it.

California Education Code sections 48264 to 48266 and 48906. Only two of the places of delivery
were read in the source; the others are local policy. Nothing here says that anybody may or
should be held.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import SiteId
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import Rule, RuleBook


class After(StrEnum):
    """What makes it necessary to tell somebody."""

    CUSTODY = "custody"
    REMOVAL = "removal from campus"


class Whom(StrEnum):
    """Who is told."""

    PARENT = "parent"
    SCHOOL = "school"


@attrs.frozen
class Delivery:
    """Name somebody whom a minor in custody may be delivered to."""

    to: str


@attrs.frozen
class Telling:
    """Say who must be told of custody or of a removal.

    Attributes:
        after: what happened.
        whom: who is told.
        by: the role that tells them.
        not_if_abuse: not the parent of a suspected victim of child abuse.
        place_within_hours: an officer may keep the place back so long; None for never.
    """

    after: After
    whom: Whom
    by: Role
    not_if_abuse: bool = False
    place_within_hours: int | None = None


@attrs.frozen
class Told:
    """Hold that somebody was told.

    Attributes:
        whom: the parent or the school.
        at: local wall time.
        by: who told them.
        without_place: the place was kept back, because naming it would endanger somebody.
    """

    whom: Whom
    at: datetime
    by: str
    without_place: bool = False


@attrs.frozen
class Custody:
    """Hold one temporary custody.

    Attributes:
        since: local wall time.
        campus: the school the minor was taken from, or None.
        delivered_to: id of a `Delivery`; empty while the minor is still with the officer.
        delivered_at: local wall time.
        abuse_suspected: the minor is taken as a suspected victim of child abuse.
        told: who was told.
    """

    since: datetime
    campus: SiteId | None = None
    delivered_to: str = ""
    delivered_at: datetime | None = None
    abuse_suspected: bool = False
    told: tuple[Told, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a delivery without its time, or before the custody began."""
        if bool(self.delivered_to) != (self.delivered_at is not None):
            raise BadValue("custody", "a delivery needs both whom and when", "give both")
        if self.delivered_at is not None and self.delivered_at < self.since:
            raise BadValue("custody", "the minor was delivered before it began", "check the times")

    @property
    def occasions(self) -> frozenset[After]:
        """What happened, as rules name it."""
        removed = {After.REMOVAL} if self.campus is not None else set()
        return frozenset({After.CUSTODY, *removed})


def check_delivery(rules: RuleBook, custody: Custody) -> None:
    """Raise `BadValue` unless the minor is delivered to somebody whom a rule names."""
    if not custody.delivered_to:
        return
    known = {each.id for each in rules.all(Delivery, custody.since.date())}
    if custody.delivered_to not in known:
        choices = ", ".join(sorted(known)) or "none"
        raise BadValue(f"delivered to {custody.delivered_to!r}", "no rule names it",
                       f"give one of: {choices}")  # fmt: skip


def to_tell(
    rules: RuleBook, custody: Custody, subject: Subject, *, as_of: datetime
) -> tuple[Finding, ...]:
    """Find who must still be told of a custody."""
    return tuple(
        _telling(rule, custody, subject, as_of)
        for rule in rules.all(Telling, custody.since.date())
        if rule.value.after in custody.occasions
    )


def _telling(rule: Rule[Telling], custody: Custody, subject: Subject, as_of: datetime) -> Finding:
    value, due, why = rule.value, custody.since.date(), ""
    told = [each for each in custody.told if each.whom is value.whom]
    ask = Ask(value.by, rule.says, rule.force, rule, due)
    outcome, asks = Outcome.MET, [ask]
    if custody.abuse_suspected and value.not_if_abuse:
        outcome, asks, why = Outcome.NOT_SUBJECT, [], "a suspected victim of child abuse"
    elif any(not each.without_place for each in told):
        outcome, asks, why = Outcome.NOT_MET, [], "told"
    elif told and value.place_within_hours is not None:
        limit = told[0].at + timedelta(hours=value.place_within_hours)
        what = f"tell the {value.whom} the place; it may be kept back until {limit:%Y-%m-%d %H:%M}"
        asks = [attrs.evolve(ask, what=what, due=limit.date())]
        outcome = Outcome.MET if as_of >= limit else Outcome.PENDING
    return Finding(
        code=rule.id,
        subject=subject,
        as_of=as_of.date(),
        outcome=outcome,
        since=custody.since.date(),
        rule=rule,
        why=why,
        asks=tuple(asks),
        sensitivity=Sensitivity.JUVENILE_POLICE,
    )
