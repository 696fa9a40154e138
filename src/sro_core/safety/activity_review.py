"""What activities ask people to do, and what they add up to.

Findings name what waits: a first contact for an answer, a submitted activity for approval, a
returned one for mending. A summary adds up minutes and numbers; it counts what is approved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

import attrs

from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.rules import Rule, RuleBook
from sro_core.safety.activities import Activity, State
from sro_core.safety.activity_rules import (
    ActivityDuty,
    ActivityKind,
    ActivityTopic,
    TriadRole,
    Wait,
)

CODES = {
    Wait.ANSWER: "first_contact_unanswered",
    Wait.APPROVAL: "activity_not_approved",
    Wait.MENDING: "activity_returned",
}
"""The condition that each wait is, by which findings call it."""


def findings(activities: Iterable[Activity], rules: RuleBook, *, on: date) -> tuple[Finding, ...]:
    """Give what the rules in force make of activities on a date, in the order in which they come.

    A wait is *pending* until the day by which it must end, and *met* from the day after.
    """
    duties = {each.value.wait: each for each in rules.all(ActivityDuty, on)}
    return tuple(
        _finding(one, wait, since, duties[wait], on)
        for one in activities
        for wait, since in _waits(one)
        if wait in duties and since <= on
    )


def _waits(one: Activity) -> Iterable[tuple[Wait, date]]:
    if one.state is State.SUBMITTED:
        yield Wait.APPROVAL, one.since
    if one.state is State.RETURNED:
        yield Wait.MENDING, one.since
    if one.handed_on is not None and one.handed_on.waits:
        yield Wait.ANSWER, one.on


def _finding(one: Activity, wait: Wait, since: date, duty: Rule[ActivityDuty], on: date) -> Finding:
    promised = one.handed_on.answer_by if wait is Wait.ANSWER and one.handed_on else None
    due = promised or since + timedelta(days=duty.value.within_days)
    ask = Ask(duty.value.who, f"{duty.value.what}: {_named(one)}", duty.force, duty, due)
    late = on > due
    return Finding(
        code=CODES[wait],
        subject=_subject(one, wait),
        as_of=on,
        outcome=Outcome.MET if late else Outcome.PENDING,
        since=due + timedelta(days=1) if late else None,
        rule=duty,
        counted="waits since",
        evidence=(since,),
        asks=(ask,),
    )


def _subject(one: Activity, wait: Wait) -> Subject:
    """Say whom it falls to: the officer whose activity it is, or whoever approves at the site."""
    if wait is Wait.APPROVAL:
        return Subject("activity", one.id, one.site)
    return Subject("officer", one.officer, one.site)


def _named(one: Activity) -> str:
    topic = f" on {one.topic.replace('_', ' ')}" if one.topic else ""
    return f"{one.kind.replace('_', ' ')}{topic}, {one.on}, {one.officer} ({one.id})"


@attrs.frozen
class Line:
    """Hold what the activities of one kind, topic or part of the work add up to.

    Attributes:
        name: in words.
        activities: how many there were.
        minutes: together.
        count: how many they reached, None where nobody counted any.
        uncounted: activities of which nobody counted.
    """

    name: str
    activities: int
    minutes: int
    count: int | None
    uncounted: int


@attrs.frozen
class Summary:
    """Hold what activities add up to.

    Attributes:
        activities, minutes: of all of them.
        by_triad, by_kind, by_topic, by_site, by_officer: the same, apart.
        left_out: activities that are not approved, by state; they are not counted.
    """

    activities: int
    minutes: int
    by_triad: tuple[Line, ...]
    by_kind: tuple[Line, ...]
    by_topic: tuple[Line, ...]
    by_site: tuple[Line, ...]
    by_officer: tuple[Line, ...]
    left_out: Mapping[State, int]


def summary(activities: Iterable[Activity], rules: RuleBook, *, on: date) -> Summary:
    """Add up the approved ones of some activities.

    Args:
        activities: of any sites and officers.
        rules: name the kinds and topics; one that is no longer in force keeps its id.
        on: the date of the rules.
    """
    every = tuple(activities)
    counted = tuple(each for each in every if each.state is State.APPROVED)
    kinds = {each.id: each.value.label for each in rules.all(ActivityKind, on)}
    topics = {each.id: each.value.label for each in rules.all(ActivityTopic, on)}
    left: Counter[State] = Counter(each.state for each in every if each.state is not State.APPROVED)
    return Summary(
        activities=len(counted),
        minutes=sum(each.minutes for each in counted),
        by_triad=tuple(
            _line(part, [each for each in counted if each.triad is part]) for part in TriadRole
        ),
        by_kind=_lines(counted, lambda one: kinds.get(one.kind, one.kind)),
        by_topic=_lines(counted, lambda one: topics.get(one.topic, one.topic) or "no topic"),
        by_site=_lines(counted, lambda one: one.site),
        by_officer=_lines(counted, lambda one: one.officer),
        left_out={state: left[state] for state in State if state in left},
    )


def _lines(counted: tuple[Activity, ...], name: Callable[[Activity], str]) -> tuple[Line, ...]:
    groups: dict[str, list[Activity]] = {}
    for each in counted:
        groups.setdefault(name(each), []).append(each)
    return tuple(_line(each, groups[each]) for each in sorted(groups))


def _line(name: str, group: list[Activity]) -> Line:
    known = [each.count for each in group if each.count is not None]
    return Line(
        str(name),
        len(group),
        sum(each.minutes for each in group),
        sum(known) if known else None,
        len(group) - len(known),
    )
