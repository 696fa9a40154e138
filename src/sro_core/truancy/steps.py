"""Where a student stands on the ladders: what was found, held against the log of steps taken.

It follows from the log and from nothing else: there is no counter, and none is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Measured, Outcome, Subject
from sro_core.privacy import Sensitivity
from sro_core.rules import Force, Rule, RuleBook
from sro_core.truancy.classify import Classification
from sro_core.truancy.ladders import Deadline, Ladder, LadderStep, Requalify
from sro_core.truancy.step_log import Evidence, LogItem, StepLog
from sro_core.truancy.steps_taken import Action


class RungState(StrEnum):
    """What there is to say of a step."""

    TAKEN = "taken"
    DUE = "due"
    IN_HAND = "in hand"
    WAITS = "waits for an earlier step"
    AHEAD = "no ground yet"
    UNDECIDED = "age not known"
    NOT_SUBJECT = "not subject"


@attrs.frozen
class Rung:
    """Hold where a student stands with one step.

    Attributes:
        rule: the step.
        state: what there is to say.
        amount: how many entries of its series there are.
        ground: the day on which its ground was there, or None.
        evidence: the dates that bear it.
        taken: the entry of the log that took it, or None.
        waits_for: the earlier steps that must be taken first.
        due_by: the last day by local rule, or None.
    """

    rule: Rule[LadderStep]
    state: RungState
    amount: int = 0
    ground: date | None = None
    evidence: tuple[date, ...] = ()
    taken: LogItem | None = None
    waits_for: tuple[str, ...] = ()
    due_by: date | None = None


@attrs.frozen
class Loose:
    """Name a step on record that does not count, the step it would have taken, and why not."""

    item: LogItem
    step: str
    because: str


@attrs.frozen
class Standing:
    """Hold where one student stands on every ladder in force.

    Attributes:
        one: what the rules make of the student.
        rungs: the steps, in the order of the book.
        loose: steps on record that bear nothing: they lost their ground, never had any, or
            came before an earlier step.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    one: Classification = attrs.field(repr=False)
    rungs: tuple[Rung, ...]
    loose: tuple[Loose, ...] = ()

    @property
    def subject(self) -> Subject:
        """The student, and the site that answers."""
        return self.one.subject

    def rung(self, step: str) -> Rung:
        """Give one step. Raises `BadValue` where no ladder in force has it."""
        for each in self.rungs:
            if each.rule.id == step:
                return each
        known = ", ".join(each.rule.id for each in self.rungs)
        raise BadValue(f"step {step!r}", f"no ladder has it on {self.one.as_of}", f"use {known}")

    def due(self, step: str) -> Rung:
        """Give a step that may be taken now. Raises `BadValue` with the reason otherwise."""
        rung = self.rung(step)
        if rung.state is RungState.DUE:
            return rung
        why = str(rung.state)
        if rung.state is RungState.WAITS:
            why = f"{', '.join(rung.waits_for)} must be on record first"
        elif rung.state is RungState.TAKEN:
            why = f"it was taken on {rung.taken.on}" if rung.taken else "it follows by itself"
        raise BadValue(f"step {step!r} of {self.subject.id}", why, "take the step that is due")

    def findings(self) -> tuple[Finding, ...]:
        """Give what the ladders ask: one finding for each step with a ground."""
        return tuple(finding(self, each) for each in self.rungs if each.ground is not None)


_OUTCOMES = {
    RungState.TAKEN: Outcome.NOT_MET,
    RungState.DUE: Outcome.MET,
    RungState.IN_HAND: Outcome.PENDING,
    RungState.WAITS: Outcome.PENDING,
    RungState.AHEAD: Outcome.NOT_MET,
    RungState.UNDECIDED: Outcome.UNDECIDED,
    RungState.NOT_SUBJECT: Outcome.NOT_SUBJECT,
}


def finding(standing: Standing, rung: Rung) -> Finding:
    """Make the finding of one step; a step that a duty asks for already asks nothing itself."""
    rule, one = rung.rule, standing.one
    asks: tuple[Ask, ...] = ()
    if rung.state is RungState.DUE and rule.value.asked_by is None:
        asks = (Ask(rule.value.who, rule.says, rule.force, rule, rung.due_by),)
    counted = (rule.value.series or rule.value.status or "").replace("_", " ")
    return Finding(
        code=rule.id,
        subject=one.subject,
        as_of=one.as_of,
        outcome=_OUTCOMES[rung.state],
        since=rung.ground,
        rule=rule,
        measured=Measured(rung.amount, rule.value.nth, counted, None, "school year")
        if rule.value.series
        else None,
        counted=counted,
        evidence=rung.evidence,
        missing=rung.waits_for,
        why=str(rung.state),
        asks=asks,
        sensitivity=Sensitivity.JUVENILE,
    )


def evidence(standing: Standing, rung: Rung) -> Evidence:
    """Freeze what a step rests on. Raises `BadValue` where it has no ground."""
    if rung.ground is None:
        raise BadValue(f"step {rung.rule.id!r}", "it has no ground", "nothing is entered without")
    one, found = standing.one, finding(standing, rung)
    return Evidence(
        as_of=one.as_of,
        since=rung.ground,
        policy=one.policy.id,
        rule=rung.rule.id,
        says=rung.rule.says,
        counted=found.counted,
        dates=rung.evidence,
        counts=dict(one.counts),
        citations=tuple(f"{each.title} ({each.standing})" for each in rung.rule.citations),
        readings=one.policy.readings,
        explanation=found.explain(lists=True),
        data_through=one.data_through,
    )


@attrs.frozen
class Ladders:
    """Hold the ladders in force on a date; read once for all students.

    Attributes:
        settings: of each ladder, by id.
        steps: of all of them, in the order of the book.
        deadlines: by what they are of.
    """

    settings: Mapping[str, Ladder]
    steps: tuple[Rule[LadderStep], ...]
    deadlines: Mapping[str, Deadline]

    @classmethod
    def of(cls, rules: RuleBook, on: date) -> Ladders:
        """Read a rule book on a date."""
        return cls(
            {each.id: each.value for each in rules.all(Ladder, on)},
            rules.all(LadderStep, on),
            {each.value.of: each.value for each in rules.all(Deadline, on)},
        )


@attrs.define
class _Walk:
    """Go up the ladders once, each entry of the log used by one step of a ladder at most."""

    one: Classification
    items: tuple[LogItem, ...]
    ladders: Ladders
    in_hand: frozenset[str]
    found: dict[str, Rung] = attrs.field(factory=dict)
    used: dict[str, set[str]] = attrs.field(factory=dict)
    musts: dict[str, list[str]] = attrs.field(factory=dict)

    def climb(self, rule: Rule[LadderStep]) -> None:
        """Work out one step; the earlier ones are known."""
        step = rule.value
        ground, dates, amount = self._ground(step)
        musts = self.musts.setdefault(step.ladder, [])
        needs = tuple(musts) if step.after is None else step.after
        waits = tuple(each for each in needs if self.found[each].state is not RungState.TAKEN)
        item = None if waits else self._match(rule, ground, self._floor(needs))
        if item is not None:
            self.used.setdefault(step.ladder, set()).add(item.key)
        taken = item is not None or (step.act is None and ground is not None and not waits)
        state = RungState.TAKEN if taken else self._state(rule, ground, waits)
        self.found[rule.id] = Rung(
            rule, state, amount, ground, dates, item,
            waits if state is RungState.WAITS else (), self._due_by(rule, ground),
        )  # fmt: skip
        if rule.force is Force.MUST:
            musts.append(rule.id)

    def _ground(self, step: LadderStep) -> tuple[date | None, tuple[date, ...], int]:
        """Give the day of a step's ground, the dates that bear it, and how many there are."""
        if step.series is not None:
            series = self.one.tally.series[step.series]
            ground = series[step.nth - 1] if len(series) >= step.nth else None
            return ground, tuple(series[: step.nth]) if ground else tuple(series), len(series)
        verdict = self.one.verdicts[step.status or ""]
        if verdict.outcome is not Outcome.MET:
            return None, verdict.evidence, verdict.amount
        return verdict.since or self.one.as_of, verdict.evidence, verdict.amount

    def _floor(self, needs: Iterable[str]) -> date:
        days = [rung.taken.on for each in needs if (rung := self.found[each]).taken is not None]
        days += [ground for each in needs if (ground := self.found[each].ground) is not None]
        return max(days, default=date.min)

    def _match(self, rule: Rule[LadderStep], ground: date | None, floor: date) -> LogItem | None:
        """Find the first entry that takes a step: in its order, and not before its ground."""
        used = self.used.get(rule.value.ladder, set())
        fitting = [each for each in self.items if each.key not in used and fits(rule, each)]
        later = [each for each in fitting if each.on >= floor]
        grounded = [each for each in later if ground is not None and each.on >= ground]
        if grounded:
            return grounded[0]
        ladder = self.ladders.settings[rule.value.ladder]
        return later[0] if later and ladder.requalify is Requalify.ONCE else None

    def _state(
        self, rule: Rule[LadderStep], ground: date | None, waits: tuple[str, ...]
    ) -> RungState:
        if ground is None:
            return RungState.AHEAD
        if self.one.of_age is False or self._outside(rule.value.ages):
            return RungState.NOT_SUBJECT
        if waits:
            return RungState.WAITS
        if self.one.of_age == "assumed":
            return RungState.UNDECIDED
        return RungState.IN_HAND if rule.id in self.in_hand else RungState.DUE

    def _outside(self, ages: tuple[int, ...]) -> bool:
        born = self.one.file.student.born
        if not ages or born is None:
            return False
        on = self.one.as_of
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return not ages[0] <= age < ages[1]

    def _due_by(self, rule: Rule[LadderStep], ground: date | None) -> date | None:
        known = self.ladders.deadlines
        deadline = known.get(rule.id) or known.get(rule.value.asked_by or "")
        if ground is None or deadline is None:
            return None
        site = self.one.subject.site
        return deadline.after(ground, self.one.counter.calendars.get(site) if site else None)


def fits(rule: Rule[LadderStep], item: LogItem) -> bool:
    """Tell whether an entry of the log can take a step: by its act, else by its name."""
    if rule.value.act in (None, Action.OTHER):
        return item.step == rule.id
    return item.action is rule.value.act


def standing(
    one: Classification,
    log: StepLog,
    ladders: Ladders,
    *,
    in_hand: Iterable[str] = (),
) -> Standing:
    """Say where a student stands on every ladder in force.

    Args:
        one: what the rules make of the student's file with every act in force.
        log: of the same student.
        ladders: those in force on the date judged.
        in_hand: steps on their way already, such as a letter in a batch.
    """
    walk = _Walk(one, log.until(one.as_of), ladders, frozenset(in_hand))
    for rule in ladders.steps:
        walk.climb(rule)
    rungs = tuple(walk.found.values())
    return Standing(one, rungs, tuple(_loose(walk, rungs)))


def _loose(walk: _Walk, rungs: tuple[Rung, ...]) -> Iterable[Loose]:
    used = frozenset().union(*walk.used.values())
    for item in walk.items:
        if item.key in used:
            continue
        open_ = [
            each for each in rungs if each.state is not RungState.TAKEN and fits(each.rule, item)
        ]
        if open_:
            yield Loose(item, open_[0].rule.id, _why_loose(open_[0], walk))


def _why_loose(rung: Rung, walk: _Walk) -> str:
    if rung.ground is None:
        return f"{rung.rule.id} has no ground on {walk.one.as_of}"
    if rung.waits_for:
        return f"{', '.join(rung.waits_for)} is not on record before it"
    return f"the ground of {rung.rule.id} came only on {rung.ground}"
