"""What stands between an officer and a post: findings that block or warn, and overrides.

Whether a finding blocks is a rule. An override lets one finding pass for one officer at one
post, with who approved it, why, and until when; afterwards the finding stands as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Finding, Outcome
from sro_core.ids import OfficerId, PostId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Role, Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import Rule, RuleBook


class Effect(StrEnum):
    """What a finding does to an assignment."""

    BLOCK = "block"
    WARN = "warn"


@attrs.frozen
class Gate:
    """Say what findings of some codes do to an assignment.

    Attributes:
        codes: the findings meant.
        effect: block, or warn.
        approvers: the roles that may override a block; none where nobody may.
        longest_days: for how long, at most.
    """

    codes: tuple[str, ...]
    effect: Effect
    approvers: tuple[Role, ...] = ()
    longest_days: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse overrides without end, and of what does not block."""
        if bool(self.approvers) != (self.longest_days > 0):
            raise BadValue("longest_days", "approvers and a longest time go together", "give both")
        if self.effect is Effect.WARN and self.approvers:
            raise BadValue("approvers", "what only warns needs no override", "leave them out")


@attrs.frozen(kw_only=True)
class Override:
    """Hold that somebody let a finding pass.

    Attributes:
        id: of the record.
        officer, post: for whom and where.
        code, rule: the finding, and the id of the rule behind it.
        approver, role: who approved it, in which role.
        reason: why.
        period: from the day of approval up to its expiry.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONNEL

    id: str
    officer: OfficerId
    post: PostId
    code: str
    rule: str
    approver: str
    role: Role
    reason: str
    period: DatePeriod

    def __attrs_post_init__(self) -> None:
        """Refuse an override without reason, approver or expiry."""
        if not self.reason.strip() or not self.approver.strip():
            raise BadValue(f"override {self.id}", "it names nobody or no reason", "give both")
        if self.period.start is None or self.period.end is None:
            raise BadValue(f"override {self.id}", "it never expires", "say until when it holds")


@attrs.frozen
class Passage:
    """Hold what the gate makes of findings.

    Attributes:
        blocked: those that keep the officer from the post.
        warned: those that do not.
        overridden: those that would, each with its override.
    """

    blocked: tuple[Finding, ...]
    warned: tuple[Finding, ...]
    overridden: tuple[tuple[Finding, Override], ...]

    def require(self, what: str) -> None:
        """Raise `BadValue` with every reason unless nothing blocks.

        Args:
            what: the assignment, as messages call it.
        """
        if not self.blocked:
            return
        reasons = "; ".join(_reason(each) for each in self.blocked)
        hint = "mend it first, or have it overridden with approver, reason and expiry"
        raise BadValue(what, reasons, hint)


def _reason(finding: Finding) -> str:
    rule = finding.rule
    cited = "" if rule is None else "; ".join(f"{e.title}, {e.standing}" for e in rule.citations)
    says = "" if rule is None else f": {rule.says} ({cited})"
    return f"{finding.code}, {finding.why}{says}"


def judge(
    findings: Iterable[Finding],
    overrides: Iterable[Override],
    post: PostId,
    *,
    rules: RuleBook,
    on: date,
) -> Passage:
    """Sort findings into those that block, those that warn, and those overridden.

    Args:
        findings: about one officer and one post. Met ones count, and pending ones as warnings.
        overrides: on record, of anybody.
        post: the post.
        rules: the book; a code without a rule warns.
        on: the day on which the officer shall begin.
    """
    known = tuple(overrides)
    blocked, warned, passed = [], [], []
    for each in findings:
        if each.outcome is Outcome.PENDING:
            warned.append(each)
        elif each.outcome is Outcome.MET:
            rule = gate_of(each.code, rules, on)
            if rule is None or rule.value.effect is Effect.WARN:
                warned.append(each)
                continue
            able = [one for one in known if one.role in rule.value.approvers]
            found = next((one for one in able if _lets(one, each, post, on)), None)
            if found is None:
                blocked.append(each)
            else:
                passed.append((each, found))
    return Passage(tuple(blocked), tuple(warned), tuple(passed))


def gate_of(code: str, rules: RuleBook, on: date) -> Rule[Gate] | None:
    """Give the rule for findings of a code; a later one in the book counts over an earlier."""
    found = [each for each in rules.all(Gate, on) if code in each.value.codes]
    return found[-1] if found else None


def _lets(override: Override, finding: Finding, post: PostId, on: date) -> bool:
    return (
        (override.officer, override.post, override.code) == (finding.subject.id, post, finding.code)
        and finding.rule is not None
        and override.rule == finding.rule.id
        and on in override.period
    )


def check_override(override: Override, *, rules: RuleBook, on: date) -> None:
    """Refuse an override that its rule does not allow.

    Raises:
        BadValue: nothing blocks, the role may not approve it, or it would last too long.
    """
    what = f"override of {override.code} for {override.officer}"
    rule = gate_of(override.code, rules, on)
    if rule is None or rule.value.effect is Effect.WARN:
        raise BadValue(what, "this finding only warns", "assign the officer; no override is needed")
    gate = rule.value
    if override.role not in gate.approvers:
        able = ", ".join(gate.approvers) or "nobody"
        raise BadValue(
            what,
            f"the role {override.role} does not approve it; {rule.says}",
            f"it is approved by: {able}",
        )
    start, end = override.period.start, override.period.end
    assert start is not None and end is not None  # noqa: S101, PT018 - an override has both
    if (end - start).days > gate.longest_days:
        last = start + timedelta(days=gate.longest_days) - ONE_DAY
        raise BadValue(
            what,
            f"it would last {(end - start).days} days; {rule.says}",
            f"let it end on {last} or sooner",
        )


OVERRIDES = Register(
    name="override",
    kind=Override,
    keeper=Keeper.POLICE,
    concerns=lambda one: one.officer,
    on=lambda one: one.period.start,
)
