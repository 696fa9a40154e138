"""The terms of a site's agreement: term, cost share, duties, and the parts it must have.

What the agreement says about student records is `Agreement`, beside it, because who may read
them hangs on that alone. The signed text stays where it is kept; this record refers to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import SiteId
from sro_core.periods import DatePeriod
from sro_core.privacy import Role, Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import Force, Rule, RuleBook
from sro_core.sites.site import Agreement

_ALL = 100


@attrs.frozen(kw_only=True)
class AgreementTerms:
    """Hold the terms of an agreement between department and district for one site.

    Attributes:
        id: such as ``HIGH:2026-07-01``.
        site: where it holds.
        period: its term.
        signed: the day of the last signature, or None.
        district_share: per cent of the cost that the district bears, where agreed.
        amount: what the district pays in the whole term, in dollars, where agreed.
        duties: what officers do there, in words.
        parts: ids of the parts that the text has.
        text: where the signed text is kept.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    site: SiteId
    period: DatePeriod
    signed: date | None = None
    district_share: Decimal | None = None
    amount: Decimal | None = None
    duties: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    text: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a term without a first day and shares that nobody can bear."""
        if self.period.start is None:
            raise BadValue(f"agreement {self.id}", "it has no first day", "give its first day")
        if self.district_share is not None and not 0 <= self.district_share <= _ALL:
            raise BadValue("district_share", f"{self.district_share} is no percentage", "0 to 100")
        if self.amount is not None and self.amount < 0:
            raise BadValue("amount", f"{self.amount} is below 0", "give what the district pays")


@attrs.frozen
class AgreementPart:
    """Require that an agreement has a part; the rule's id names it."""


@attrs.frozen
class AgreementTerm:
    """Say how long before its end an agreement asks to be renewed."""

    renew_days: int

    def __attrs_post_init__(self) -> None:
        """Refuse to ask after the end."""
        if self.renew_days < 0:
            raise BadValue("renew_days", "it lies after the end", "give 0 or more")


def agreement_findings(
    site: SiteId,
    terms: Iterable[AgreementTerms],
    records: Iterable[Agreement],
    *,
    rules: RuleBook,
    on: date,
) -> tuple[Finding, ...]:
    """Judge the agreement of a site that has posts: is there one, does it end, what does it lack.

    Args:
        site: the site.
        terms: agreements on record, of any site and date.
        records: what agreements say about student records; a reader is told which it is.
        rules: the book; without a rule of the kind nothing is asked.
        on: the date judged.
    """
    subject = Subject("site", site, site)
    in_force = [each for each in terms if each.site == site and on in each.period]
    opens = any(
        each.site == site and on in each.period and each.school_official for each in records
    )
    officials = (
        "it makes officers school officials"
        if opens
        else ("it does not make officers school officials")
    )
    found = [
        _term(subject, rule, in_force, officials, on=on) for rule in rules.all(AgreementTerm, on)
    ]
    if in_force:
        found += [_part(subject, rule, in_force, on=on) for rule in rules.all(AgreementPart, on)]
    return tuple(found)


def _term(
    subject: Subject,
    rule: Rule[AgreementTerm],
    in_force: list[AgreementTerms],
    officials: str,
    *,
    on: date,
) -> Finding:
    if not in_force:
        ask = Ask(Role.DISTRICT, f"make an agreement for {subject.id}", rule.force, rule, on)
        return Finding(
            "agreement_missing",
            subject,
            on,
            Outcome.MET,
            None,
            rule,
            why="no agreement is in force",
            asks=(ask,),
        )
    ends = [each.period.end for each in in_force]
    last = max((each for each in ends if each is not None), default=None)
    if None in ends or last is None or on < last - timedelta(days=rule.value.renew_days):
        until = (
            f"it runs to {last - timedelta(days=1)}" if last and None not in ends else "open end"
        )
        return Finding(
            "agreement_ends", subject, on, Outcome.NOT_MET, None, rule, why=f"{until}; {officials}"
        )
    ask = Ask(Role.DISTRICT, f"renew the agreement for {subject.id}", Force.MUST, rule, last)
    return Finding(
        "agreement_ends",
        subject,
        on,
        Outcome.PENDING,
        last - timedelta(days=rule.value.renew_days),
        rule,
        why=f"it ends on {last - timedelta(days=1)}; {officials}",
        asks=(ask,),
    )


def _part(
    subject: Subject, rule: Rule[AgreementPart], in_force: list[AgreementTerms], *, on: date
) -> Finding:
    lacking = [each for each in in_force if rule.id not in each.parts]
    if not lacking:
        return Finding(
            "agreement_part_missing",
            subject,
            on,
            Outcome.NOT_MET,
            None,
            rule,
            why=f"{rule.id} is there",
        )
    ask = Ask(Role.DISTRICT, f"add to the agreement: {rule.says}", rule.force, rule)
    return Finding(
        "agreement_part_missing",
        subject,
        on,
        Outcome.MET,
        lacking[0].period.start,
        rule,
        why=f"{rule.id} is not in it",
        missing=(rule.id,),
        asks=(ask,),
    )


TERMS = Register(
    name="agreement",
    kind=AgreementTerms,
    keeper=Keeper.PROGRAMME,
    site=lambda one: one.site,
    on=lambda one: one.period.start,
)
