"""What activities there are and what is asked of them, as rules that a department may add to.

Kinds and topics are this library's defaults; a department's overlay replaces one by the same id
or adds its own. What waits too long, and for whom, is local policy as well.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

import attrs

from sro_core.errors import BadValue, Unknown
from sro_core.privacy import Role
from sro_core.rules import Rule, RuleBook

T = TypeVar("T")


class TriadRole(StrEnum):
    """The three parts of an officer's work at a school (NASRO's triad)."""

    LAW_ENFORCEMENT = "law enforcement"
    COUNSELLOR = "counsellor"
    TEACHER = "teacher"


@attrs.frozen
class ActivityKind:
    """Describe a kind of activity.

    Attributes:
        label: what people call it.
        triad: the part of the work it belongs to, unless an activity says otherwise.
        counts: what its number is of, such as people; empty where there is nothing to count.
        audience: whom it reaches, unless an activity says so.
        topic: the id of its topic, unless an activity says so.
        handed_on: it is a first contact, which somebody else may have to answer.
    """

    label: str
    triad: TriadRole
    counts: str = "people"
    audience: str = ""
    topic: str = ""
    handed_on: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a kind that nobody could call by name."""
        if not self.label.strip():
            raise BadValue("label", "it is empty", "give the words that people use")


@attrs.frozen
class ActivityTopic:
    """Describe what an activity can be about.

    Attributes:
        label: what people call it.
    """

    label: str

    def __attrs_post_init__(self) -> None:
        """Refuse a topic that nobody could call by name."""
        if not self.label.strip():
            raise BadValue("label", "it is empty", "give the words that people use")


class Wait(StrEnum):
    """What an activity on record may wait for."""

    ANSWER = "an answer"
    APPROVAL = "approval"
    MENDING = "mending"


@attrs.frozen
class ActivityDuty:
    """Say who must end a wait, and how soon.

    Attributes:
        wait: what is waited for.
        who: who must see to it.
        what: the act, as an instruction.
        within_days: calendar days after the day on which the wait began.
    """

    wait: Wait
    who: Role
    what: str
    within_days: int

    def __attrs_post_init__(self) -> None:
        """Refuse a wait that ends before it began."""
        if self.within_days < 0:
            raise BadValue("within_days", "it is below zero", "give the days there are for it")


def kind_of(rules: RuleBook, asked: str, on: date) -> Rule[ActivityKind]:
    """Find a kind of activity by its id, its label or the beginning of either.

    Raises:
        Unknown: there is no such kind on that day, or several begin so.
    """
    every = rules.all(ActivityKind, on)
    return _called("kind of activity", asked, every, {each.id: each.value.label for each in every})


def topic_of(rules: RuleBook, asked: str, on: date) -> Rule[ActivityTopic]:
    """Find a topic, as `kind_of` finds a kind.

    Raises:
        Unknown: there is no such topic on that day, or several begin so.
    """
    every = rules.all(ActivityTopic, on)
    return _called("topic", asked, every, {each.id: each.value.label for each in every})


def _called(what: str, asked: str, every: tuple[Rule[T], ...], labels: dict[str, str]) -> Rule[T]:
    wanted = _plain(asked)
    names = {each.id: {_plain(each.id), _plain(labels[each.id])} for each in every}
    exact = [each for each in every if wanted in names[each.id]]
    begun = [each for each in every if any(name.startswith(wanted) for name in names[each.id])]
    found = exact or (begun if wanted else [])
    if len(found) != 1:
        raise Unknown(what, asked, tuple(each.id for each in every))
    return found[0]


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").casefold().split())
