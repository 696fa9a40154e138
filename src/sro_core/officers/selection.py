"""How an officer is chosen for a post: notice, applications, a decision with its grounds.

Nothing here ranks anybody. A person decides, named, and says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Role, Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import Rule, RuleBook


@attrs.frozen(kw_only=True)
class VacancyNotice:
    """Hold the notice that a post is to be filled.

    Attributes:
        id: of the notice.
        post, site: what is to be filled, and where.
        period: the days on which it is posted; applications come in on these.
        criteria: what is looked for, in words.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    post: PostId
    site: SiteId
    period: DatePeriod
    criteria: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a notice that is never taken down or was never posted."""
        if self.period.start is None or self.period.end is None:
            raise BadValue(f"notice {self.id}", "it has no first or no last day", "give both")

    @property
    def opens(self) -> date:
        """The first day on which it is posted."""
        assert self.period.start is not None  # noqa: S101 - a notice always has one
        return self.period.start

    @property
    def closes(self) -> date:
        """The day after the last on which it is posted."""
        assert self.period.end is not None  # noqa: S101 - a notice always has one
        return self.period.end


@attrs.frozen
class Decision:
    """Hold what was decided about an application.

    Attributes:
        on, by: when, and who.
        selected: whether the officer gets the post.
        grounds: why, in words.
    """

    on: date
    by: str
    selected: bool
    grounds: str

    def __attrs_post_init__(self) -> None:
        """Refuse a decision that nobody made, or that gives no grounds."""
        if not self.by.strip() or not self.grounds.strip():
            raise BadValue("decision", "it names nobody or no grounds", "say who decided, and why")


@attrs.frozen(kw_only=True)
class Application:
    """Hold an officer's application for a post.

    Attributes:
        id: of the application.
        notice: what it answers.
        officer, on: who applied, and when.
        reason: why, in the officer's own words.
        prefers: sites the officer would rather serve, the first one most.
        withdrawn: the day on which the officer took it back, or None.
        decision: what was decided, or None.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONNEL

    id: str
    notice: str
    officer: OfficerId
    on: date
    reason: str
    prefers: tuple[SiteId, ...] = ()
    withdrawn: date | None = None
    decision: Decision | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse an application without a reason, and one that ends before it came."""
        if not self.reason.strip():
            raise BadValue(f"application {self.id}", "it gives no reason", "say why")
        settled = None if self.decision is None else self.decision.on
        for each in (self.withdrawn, settled):
            if each is not None and each < self.on:
                raise BadValue(
                    f"application {self.id}",
                    f"{each} is before it came in",
                    f"give a day from {self.on} on",
                )
        if self.withdrawn and self.decision and self.decision.selected:
            raise BadValue(
                f"application {self.id}",
                "it was withdrawn; nobody is selected by it",
                "decide about another one",
            )

    @property
    def waits(self) -> bool:
        """Whether nobody has settled it."""
        return self.withdrawn is None and self.decision is None


@attrs.frozen
class PostingPeriod:
    """Say how long a notice is posted at least, and how soon after it somebody decides."""

    minimum_days: int
    decide_within_days: int

    def __attrs_post_init__(self) -> None:
        """Refuse less than a day."""
        if self.minimum_days < 1 or self.decide_within_days < 0:
            raise BadValue("minimum_days", "it is no time at all", "give 1 or more")


def check_notice(notice: VacancyNotice, rules: RuleBook) -> None:
    """Refuse a notice that is posted for less than the rule in force on its first day says.

    Raises:
        BadValue: with the rule's sentence and the first day on which it may close.
    """
    days = (notice.closes - notice.opens).days
    for rule in rules.all(PostingPeriod, notice.opens):
        last = notice.opens + timedelta(days=rule.value.minimum_days - 1)
        if days < rule.value.minimum_days:
            raise BadValue(
                f"notice {notice.id}",
                f"it is posted for {days} days; {rule.says} ({_cited(rule)})",
                f"let {last} be its last day, or a later one",
            )


def check_application(
    application: Application, notice: VacancyNotice, others: Iterable[Application]
) -> None:
    """Refuse an application out of time, or a second one while the first stands.

    Raises:
        BadValue: with the reason.
    """
    if application.on not in notice.period:
        raise BadValue(
            f"application of {application.officer}",
            f"{application.on} is outside the days on which {notice.id} is posted, {notice.period}",
            "apply while it is posted",
        )
    for each in others:
        same = (each.notice, each.officer) == (application.notice, application.officer)
        if same and each.id != application.id and each.withdrawn is None:
            raise BadValue(
                f"application of {application.officer}",
                f"application {each.id} of {each.on} answers the same notice",
                "withdraw that one first",
            )


def decided(application: Application, decision: Decision, notice: VacancyNotice) -> Application:
    """Give the application with a decision; none is made while the notice is posted.

    Raises:
        BadValue: it was withdrawn or decided already, or the notice is still posted.
    """
    what = f"decision on {application.id}"
    if application.withdrawn is not None:
        raise BadValue(what, f"it was withdrawn on {application.withdrawn}", "decide about another")
    if application.decision is not None:
        said = "selected" if application.decision.selected else "not selected"
        raise BadValue(
            what,
            f"{application.decision.by} decided on {application.decision.on}: {said}",
            "a decision stands; post the vacancy anew",
        )
    if decision.on < notice.closes:
        raise BadValue(
            what,
            f"the notice is posted until {notice.closes - ONE_DAY}",
            f"decide on {notice.closes} or later",
        )
    return attrs.evolve(application, decision=decision)


def withdrawn(application: Application, on: date) -> Application:
    """Give the application taken back.

    Raises:
        BadValue: it was settled already.
    """
    if not application.waits:
        raise BadValue(f"application {application.id}", "it is settled already", "nothing to do")
    return attrs.evolve(application, withdrawn=on)


def selection_findings(
    notices: Iterable[VacancyNotice],
    applications: Iterable[Application],
    *,
    rules: RuleBook,
    on: date,
) -> tuple[Finding, ...]:
    """Find the applications that wait for a decision: `decision_waits`, one a notice."""
    waiting: dict[str, list[Application]] = {}
    for each in applications:
        if each.waits and each.on <= on:
            waiting.setdefault(each.notice, []).append(each)
    return tuple(
        _waits(notice, rule, len(waiting[notice.id]), on=on)
        for notice in notices
        if notice.id in waiting and on >= notice.closes
        for rule in rules.all(PostingPeriod, notice.opens)
    )


def _waits(notice: VacancyNotice, rule: Rule[PostingPeriod], number: int, *, on: date) -> Finding:
    due = notice.closes + timedelta(days=rule.value.decide_within_days)
    what = f"decide about {number} application{'s' * (number != 1)} for {notice.post}"
    return Finding(
        code="decision_waits",
        subject=Subject("site", notice.site, notice.site),
        as_of=on,
        outcome=Outcome.MET,
        since=notice.closes,
        rule=rule,
        why=f"notice {notice.id} closed on {notice.closes - ONE_DAY}",
        asks=(Ask(Role.SERGEANT, what, rule.force, rule, due),),
        sensitivity=Sensitivity.PERSONNEL,
    )


def _cited(rule: Rule[PostingPeriod]) -> str:
    return "; ".join(f"{each.title}, {each.standing}" for each in rule.citations)


NOTICES = Register(
    name="vacancy notice",
    kind=VacancyNotice,
    keeper=Keeper.PROGRAMME,
    site=lambda one: one.site,
    on=lambda one: one.opens,
)
APPLICATIONS = Register(
    name="application",
    kind=Application,
    keeper=Keeper.POLICE,
    concerns=lambda one: one.officer,
    on=lambda one: one.on,
)
