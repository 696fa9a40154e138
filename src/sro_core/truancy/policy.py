"""The truancy policy of a date: the rules of a book then in force, their references checked.

A rule refers only to rules earlier in its book, so there are no cycles.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from sro_core.errors import BadRules, RuleProblem
from sro_core.rules import Rule, RuleBook
from sro_core.truancy.consequences import Escalation
from sro_core.truancy.contents import LetterItem, LetterKind, Repeal, Translation
from sro_core.truancy.criteria import Criterion, Duty, ListedFrom
from sro_core.truancy.ladders import Deadline, Ladder, LadderStep, removals, words_of
from sro_core.truancy.measures import Ages, Measure, Recorded, Repeat

_JUDGING = (Ages, Measure, Repeat, Recorded, Criterion)
_SENT = (Duty, Escalation, Ladder, LadderStep, LetterItem, LetterKind, Translation)
"""The kinds that ask for something or are sent to somebody."""


@attrs.frozen
class Policy:
    """Hold the truancy rules of a book in force on a date, by id and in the order of the book.

    Attributes:
        id: the book and the latest start among the rules that judge, ``us-ca@2011-01-01``.
        ages, measures, repeats, recorded, criteria: the rules.
        duties: what statuses ask people to do.
        listed_from: when a percentage reaches the due list, or None for at once.
        escalation: what may or must follow a report; quoted, never applied.
        deadlines: by when a duty is to be done, by the duty's id.
        not_in_force: statuses that the book has on other dates, not on this one.
    """

    id: str
    ages: Mapping[str, Rule[Ages]]
    measures: Mapping[str, Rule[Measure]]
    repeats: Mapping[str, Rule[Repeat]]
    recorded: Mapping[str, Rule[Recorded]]
    criteria: Mapping[str, Rule[Criterion]]
    duties: tuple[Rule[Duty], ...]
    listed_from: Rule[ListedFrom] | None
    escalation: tuple[Rule[Escalation], ...]
    deadlines: Mapping[str, Rule[Deadline]]
    not_in_force: tuple[str, ...]

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """Every reading applied: the open settings of the rules, and what they state."""
        rules = (*self.ages.values(), *self.measures.values(), *self.repeats.values())
        rules += (*self.recorded.values(), *self.criteria.values())
        return tuple(dict.fromkeys(each for rule in rules for each in readings_of(rule)))


def readings_of(rule: Rule[Any]) -> tuple[str, ...]:
    """Say how one rule was read where its source leaves something open."""
    value, shown = rule.value, []
    if isinstance(value, Measure) and value.counts_gaps:
        if value.gap_more_than_minutes is not None:
            shown.append(f"gap_more_than_minutes = {value.gap_more_than_minutes}")
        shown += [f"gap = {value.gap}", f"same_day = {value.same_day}"]
    if isinstance(value, Criterion) and value.at_least_percent is not None:
        shown.append(f"minimum_expected_days = {value.minimum_expected_days}")
    return tuple(f"{rule.id}: {each}" for each in (*shown, *rule.readings))


def policy_on(book: RuleBook, on: date) -> Policy:
    """Give the truancy policy of a book on a date.

    Raises:
        BadRules: a rule refers to one that stands later or is not in force that day.
    """
    in_force = book.in_force(on)
    problems = _dangling(in_force, on)
    if problems:
        raise BadRules(tuple(problems))
    starts = [each.effective.start for each in in_force if isinstance(each.value, _JUDGING)]
    latest = max((each for each in starts if each), default=None)
    criteria = {rule.id: rule for rule in book.all(Criterion, on)}
    every = dict.fromkeys(rule.id for rule in book.ever(Criterion) if not rule.value.part)
    return Policy(
        id=f"{book.name}@{latest}" if latest else book.name,
        ages={rule.id: rule for rule in book.all(Ages, on)},
        measures={rule.id: rule for rule in book.all(Measure, on)},
        repeats={rule.id: rule for rule in book.all(Repeat, on)},
        recorded={rule.id: rule for rule in book.all(Recorded, on)},
        criteria=criteria,
        duties=book.all(Duty, on),
        listed_from=next(iter(reversed(book.all(ListedFrom, on))), None),
        escalation=book.all(Escalation, on),
        deadlines={rule.value.of: rule for rule in book.all(Deadline, on)},
        not_in_force=tuple(each for each in every if each not in criteria),
    )


def check_references(book: RuleBook) -> None:
    """Raise `BadRules` if on any date a rule of the book refers to one not in force.

    So it does if a rule cites what is repealed on a date, or would suspend or expel for absence.
    Only the dates on which a rule begins or ends are looked at: nothing changes in between.
    Each reference is told once, for the first such date.
    """
    found: dict[tuple[str, int, str], RuleProblem] = {}
    for problem in removals(book.ever(object), _SENT):
        found[problem.file, problem.line, problem.key] = problem
    for day in book.turning_points():
        in_force = book.in_force(day)
        for problem in (*_dangling(in_force, day), *_repealed(in_force, day)):
            found.setdefault((problem.file, problem.line, problem.key), problem)
    if found:
        raise BadRules(tuple(found.values()))


def _repealed(in_force: tuple[Rule[object], ...], on: date) -> list[RuleProblem]:
    """Find rules in force that name or cite law repealed by then."""
    repeals = [each for each in in_force if isinstance(each.value, Repeal)]
    problems = []
    for rule in in_force:
        if isinstance(rule.value, Repeal):
            continue
        cited = " ".join(f"{each.key} {each.title}" for each in rule.citations)
        text = f"{rule.says} {words_of(rule.value)} {cited}"
        for repeal in repeals:
            assert isinstance(repeal.value, Repeal)  # noqa: S101 - they were chosen by it
            name = repeal.value.named_in(text)
            if name:
                says = f"it names {name}, which is repealed on {on}; give the rule an end"
                problems.append(RuleProblem(*rule.place, rule.table, "cites", says))
    return problems


def _references(value: object) -> list[tuple[str, str | None, tuple[type, ...]]]:
    """List what a rule refers to: the key, the id, and the kinds that fit there."""
    counted = (Measure, Repeat, Recorded)
    if isinstance(value, Measure):
        return [("subject_to", value.subject_to, (Ages,))]
    if isinstance(value, Repeat):
        return [("after", value.after, (Criterion,)), ("measure", value.measure, (Measure,))]
    if isinstance(value, Recorded):
        return [("grounded_by", value.grounded_by, (Repeat,))]
    if isinstance(value, Duty):
        return [("after", value.after, (Criterion, Repeat, Ages))]
    if isinstance(value, Criterion):
        return [
            ("series", value.series, counted),
            ("pending_on", value.pending_on, counted),
            ("needs_since", value.needs_since, (Recorded,)),
            ("subject_to", value.subject_to, (Ages,)),
            *(("any_of", part, (Criterion,)) for part in value.any_of),
        ]
    if isinstance(value, LadderStep):
        return [
            ("ladder", value.ladder, (Ladder,)),
            ("series", value.series, counted),
            ("status", value.status, (Criterion,)),
            ("letter", value.letter, (LetterKind,)),
            ("asked_by", value.asked_by, (Duty,)),
            *(("after", each, (LadderStep,)) for each in value.after or ()),
        ]
    if isinstance(value, LetterItem | Translation):
        return [("letter", value.letter, (LetterKind,))]
    return []


def _dangling(in_force: tuple[Rule[object], ...], on: date) -> list[RuleProblem]:
    seen: dict[tuple[type, str], Rule[object]] = {}
    problems = []
    for rule in in_force:
        for key, wanted, kinds in _references(rule.value):
            if wanted is None:
                continue
            found = [seen[kind, wanted] for kind in kinds if (kind, wanted) in seen]
            why = (
                f"{wanted!r} is no rule earlier in the book that fits here and is in force on {on}"
            )
            if key == "after" and isinstance(rule.value, Repeat) and found:
                found = [each for each in found if _dated(each.value, seen)]
                why = f"{wanted!r} has no first day: it must count a measure, without acts"
            if not found:
                problems.append(RuleProblem(*rule.place, rule.table, key, why))
        seen[type(rule.value), rule.id] = rule
    return problems


def _dated(value: object, seen: Mapping[tuple[type, str], Rule[object]]) -> bool:
    """Tell whether a criterion has a first day that its own series alone decides."""
    return (
        isinstance(value, Criterion)
        and value.at_least is not None
        and not value.needs
        and (Measure, value.series) in seen
    )
