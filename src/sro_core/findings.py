"""What a rule makes of the records on a date, in a form that explains itself.

A finding's code names a condition that asks for attention, so that *met* means the same
everywhere. Who must or may do what about it stands in its asks; the due list reads those.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import Force, Rule


class Outcome(StrEnum):
    """The answers a rule can give about the condition that a code names."""

    MET = "met"
    PENDING = "pending"
    NOT_MET = "not met"
    UNDECIDED = "undecided"
    NOT_SUBJECT = "not subject"
    NO_RULE = "no rule in force"


@attrs.frozen
class Subject:
    """Say whom or what a finding is about, and which site answers for it.

    Attributes:
        kind: ``student``, ``officer`` or ``site``.
        id: as text.
        site: the site that answers for it, or None for the district.
    """

    kind: str
    id: str
    site: SiteId | None = None


@attrs.frozen
class Fact:
    """Name a record that was set aside or left open, and why."""

    on: date
    because: str


@attrs.frozen
class Measured:
    """Hold the comparison that was made.

    Attributes:
        amount: what was counted.
        limit: what it was held against; a percentage where ``whole`` is given.
        unit: what was counted, in words.
        whole: what the percentage is of, or None.
        within: the stretch of time.
    """

    amount: int
    limit: int
    unit: str
    whole: int | None
    within: str

    def __str__(self) -> str:
        """Print the comparison as it was made."""
        if self.whole is None:
            return f"{self.amount} {self.unit} ({self.limit} needed in one {self.within})"
        return f"{self.amount} of {self.whole} {self.unit}; {self.limit} % needed"


@attrs.frozen
class Counterfactual:
    """Say what one change of the records would make of the finding."""

    change: str
    then: str

    def __str__(self) -> str:
        """Print as one sentence."""
        return f"{self.change}: {self.then}"


@attrs.frozen
class Ask:
    """Say what somebody must or may do.

    Attributes:
        who: the role.
        what: the act, as an instruction.
        force: must or may.
        rule: the rule that asks it.
        due: by when, or None where the source sets no date.
    """

    who: Role
    what: str
    force: Force
    rule: Rule[object]
    due: date | None = None


@attrs.frozen
class Finding:
    """Hold what one rule makes of the records on a date.

    Attributes:
        code: the condition, which is the rule's id.
        subject: whom it concerns.
        as_of: the date judged.
        outcome: the answer.
        since: the first day on which it held, where there is one.
        rule: the rule applied; None only with the outcome "no rule in force".
        measured: the comparison made.
        counted: what the dates of the evidence are, in words.
        evidence: the dates counted, ascending.
        missing: codes of the acts that are not on record, each once.
        readings: how what the source leaves open was read.
        why: the reason of an undecided outcome.
        asks: who must or may do what.
        sensitivity: who may see it; set by whoever makes the finding.
    """

    code: str
    subject: Subject
    as_of: date
    outcome: Outcome
    since: date | None
    rule: Rule[object] | None
    measured: Measured | None = None
    counted: str = ""
    evidence: tuple[date, ...] = ()
    missing: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    why: str = ""
    asks: tuple[Ask, ...] = ()
    sensitivity: Sensitivity = Sensitivity.STAFF

    def __attrs_post_init__(self) -> None:
        """Refuse silence: only the outcome "no rule in force" may come without a rule."""
        if self.rule is None and self.outcome is not Outcome.NO_RULE:
            raise BadValue(f"finding {self.code!r}", "it applies no rule", "name the rule")

    def explain(self, *, lists: bool = False) -> str:
        """Say in words what was found, since when, by which rule and on what standing.

        Args:
            lists: also the dates counted.
        """
        if self.rule is None:
            return f"{self.code}: no rule in force on {self.as_of}"
        since = f" since {self.since}" if self.since else ""
        if self.outcome in (Outcome.MET, Outcome.PENDING):
            lines = [f"{self.code}: {self.outcome}{since}: {self.rule.says}"]
            lines += [f"  {self.measured}"] if self.measured else []
            cited = (f"{each.title} ({each.standing})" for each in self.rule.citations)
            lines.append(f"  {'; '.join(cited)}")
        else:
            because = self.why or str(self.measured or "")
            lines = [f"{self.code}: {self.outcome}" + (f", {because}" if because else "")]
        if self.missing and self.outcome is Outcome.PENDING:
            lines.append(f"  still to be on record: {', '.join(self.missing)}")
        if lists and self.evidence:
            lines.append(f"  {self.counted}: {', '.join(map(str, self.evidence))}")
        return "\n".join(lines)
