"""Police records of minors: category, release, sealing (Welfare and Institutions Code 827.95).

A person says what category a record is of; until then nothing of it is released. What comes up
for sealing waits for a person too: nothing seals or unseals itself.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

import attrs

from sro_core.errors import BadValue, Refused
from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.privacy import Role, Sensitivity, Viewer
from sro_core.rules import Rule, RuleBook


class Category(StrEnum):
    """What sort of record it is."""

    DIVERTED = "diverted"
    RELEASED = "counseled and released"
    OUTSIDE = "outside delinquency jurisdiction"
    OTHER = "none of these"


class Requester(StrEnum):
    """Who asks for a record."""

    MINOR = "minor"
    PARENT = "parent"
    AGENCY = "agency"
    COURT = "court"


FAMILY = frozenset({Requester.MINOR, Requester.PARENT})


@attrs.frozen
class CategoryGiven:
    """Hold a person's decision on the category.

    Attributes:
        category: which.
        by: who decided.
        at: local wall time.
        probation_referral: the day on which probation was told, or None.
    """

    category: Category
    by: str
    at: datetime
    probation_referral: date | None = None


@attrs.frozen
class Release:
    """Hold that the record was given to somebody.

    Attributes:
        to: who asked.
        named: the person or agency.
        basis: the law, order or consent it rests on.
        by: who released it.
        at: local wall time.
    """

    to: Requester
    named: str
    basis: str
    by: str
    at: datetime


@attrs.frozen
class Sealing:
    """Hold that a person sealed or unsealed the record.

    Attributes:
        sealed: sealed, or unsealed.
        basis: the rule or the court's order.
        by: who did it.
        at: local wall time.
    """

    sealed: bool
    basis: str
    by: str
    at: datetime

    def __attrs_post_init__(self) -> None:
        """Refuse an act without its basis."""
        if not self.basis.strip():
            raise BadValue("basis", "it is blank", "name the rule or the court's order")


@attrs.frozen
class Kept:
    """Hold what people decided about the record of one minor, each act in its turn.

    Attributes:
        category: what sort of record it is, or None while nobody has decided.
        releases: to whom it was given.
        sealings: when it was sealed or unsealed; the last one counts.
    """

    category: CategoryGiven | None = None
    releases: tuple[Release, ...] = ()
    sealings: tuple[Sealing, ...] = ()

    @property
    def sealed(self) -> bool:
        """Whether the record is sealed now."""
        return bool(self.sealings) and self.sealings[-1].sealed

    def categorized(
        self, category: Category, by: Viewer, at: datetime, *, probation_referral: date | None
    ) -> Kept:
        """Give it with the category that a person decided on."""
        given = CategoryGiven(category, by.actor, at, probation_referral)
        return attrs.evolve(self, category=given)

    def released(
        self, to: Requester, by: Viewer, at: datetime, *, named: str, basis: str, rules: RuleBook
    ) -> Kept:
        """Give it with a release to somebody.

        Raises:
            Refused: the category is not recorded yet, it is sealed, or it does not go to them.
            BadValue: it does not say to whom, or on what basis.
        """
        if not named.strip() or not basis.strip():
            raise BadValue("release", "it does not say to whom, or on what basis", "say both")
        why = why_not_released(rules, self.category, to, sealed=self.sealed, on=at.date())
        if why:
            raise Refused(by.actor, by.role, f"release the record to a {to}", why)
        given = Release(to, named, basis, by.actor, at)
        return attrs.evolve(self, releases=(*self.releases, given))

    def with_seal(self, by: Viewer, at: datetime, *, sealed: bool, basis: str) -> Kept:
        """Give it sealed, or unsealed.

        Raises:
            Refused: it is so already, or it is to be sealed and has no category.
            BadValue: no basis is given.
        """
        why = ""
        if self.sealed is sealed:
            why = "it is sealed already" if sealed else "it is not sealed"
        elif sealed and self.category is None:
            why = "nobody has recorded its category under section 827.95 yet"
        if why:
            raise Refused(by.actor, by.role, f"{'seal' if sealed else 'unseal'} the record", why)
        act = Sealing(sealed, basis, by.actor, at)
        return attrs.evolve(self, sealings=(*self.sealings, act))


@attrs.frozen
class SealingRule:
    """Say when records of a category are sealed.

    Attributes:
        category: which.
        after_days: days from what the record is of.
        unless_referred: not where probation was told within those days.
        who: the role that seals.
    """

    category: Category
    after_days: int
    unless_referred: bool = False
    who: Role = Role.RECORDS


@attrs.frozen
class CategoryRule:
    """Say who decides on the category of a record, and within how many days."""

    who: Role
    within_days: int


def sealing_findings(
    rules: RuleBook, made: datetime, given: CategoryGiven | None, subject: Subject, *, on: date
) -> tuple[Finding, ...]:
    """Find what a person has to decide about a record that is not sealed.

    Args:
        rules: those in force on the date judged; the duty is that day's.
        made: when the contact or the incident was.
        given: the category, or None while nobody has decided.
        subject: what the record is of.
        on: the date judged.
    """
    day = made.date()
    if given is None:
        return tuple(
            _finding(rule, rule.value.who, subject, on, since=day,
                     due=day + timedelta(days=rule.value.within_days))
            for rule in rules.all(CategoryRule, on)
        )  # fmt: skip
    found = []
    for rule in rules.all(SealingRule, on):
        value, over = rule.value, day + timedelta(days=rule.value.after_days)
        if value.category is given.category and not _referred(value, over, given):
            since = over if on > over or not value.after_days else None
            found.append(_finding(rule, value.who, subject, on, since=since, due=over))
    return tuple(found)


def _referred(rule: SealingRule, over: date, given: CategoryGiven) -> bool:
    told = given.probation_referral
    return rule.unless_referred and told is not None and told <= over


def _finding(
    rule: Rule[object], who: Role, subject: Subject, on: date, *, since: date | None, due: date
) -> Finding:
    """Ask for it once the days are over; until then it is on its way."""
    return Finding(
        code=rule.id,
        subject=subject,
        as_of=on,
        outcome=Outcome.PENDING if since is None else Outcome.MET,
        since=since,
        rule=rule,
        asks=(Ask(who, rule.says, rule.force, rule, due),) if since else (),
        sensitivity=Sensitivity.JUVENILE_POLICE,
    )


def why_not_released(
    rules: RuleBook, given: CategoryGiven | None, to: Requester, *, sealed: bool, on: date
) -> str:
    """Give the reason why a record may not be released to somebody, or nothing."""
    if sealed:
        return "it is sealed"
    if given is None:
        return "nobody has recorded its category under section 827.95 yet"
    closed = [each for each in rules.all(SealingRule, on) if each.value.category is given.category]
    if closed and to not in FAMILY:
        return f"{given.category}: it goes to the minor or the parents only"
    return ""
