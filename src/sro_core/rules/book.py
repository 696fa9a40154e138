"""A rule and the book it stands in; what was in force is asked by date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

import attrs

from sro_core.citations import Citation
from sro_core.periods import DatePeriod

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Force(StrEnum):
    """Whether the source commands or allows; "may" and "shall" survive into the data."""

    MUST = "must"
    MAY = "may"


@attrs.frozen
class Rule(Generic[T_co]):
    """Hold one dated, cited datum.

    Attributes:
        id: what it is called in its book; findings carry it as their code.
        says: the rule in one sentence; also the sentence of the explanation.
        effective: the days on which it is in force.
        citations: where it is written; never empty.
        value: the datum itself, of a kind that one of the areas defines.
        force: must or may.
        readings: what the source leaves open and how it was read here.
        table: the name of its kind in the file.
        source: file and line of its table.
    """

    id: str
    says: str
    effective: DatePeriod
    citations: tuple[Citation, ...]
    value: T_co
    force: Force = Force.MUST
    readings: tuple[str, ...] = ()
    table: str = attrs.field(default="", eq=False)
    source: str = attrs.field(default="", eq=False)

    @property
    def place(self) -> tuple[str, int]:
        """The file and the line of the rule's table; line 1 where it came from no file."""
        file, _, line = self.source.rpartition(":")
        return file, int(line or 1)


@attrs.frozen
class RuleBook:
    """Answer which rules of a kind were in force on a date.

    An overlay (a city order, a district's policy) stands over its base: where both have a rule
    of one kind and id in force on a date, the overlay's is the one that counts, in the place
    of the base's.

    Attributes:
        id: such as ``us-ca``.
        title: in words.
        rules: its own rules, in the order of the file.
        base: the book below, or None.
    """

    id: str
    title: str
    rules: tuple[Rule[object], ...] = attrs.field(repr=False)
    base: RuleBook | None = None

    def over(self, base: RuleBook) -> RuleBook:
        """Give this book, and what it stands on already, standing over another."""
        return attrs.evolve(self, base=base if self.base is None else self.base.over(base))

    @property
    def name(self) -> str:
        """The ids of the book and of those below it, joined: ``us-ca+our-district``."""
        return self.id if self.base is None else f"{self.base.name}+{self.id}"

    def in_force(self, on: date) -> tuple[Rule[object], ...]:
        """Give every rule in force on a date, in order."""
        found: dict[tuple[type, str], Rule[object]] = {}
        for rule in self._every():
            if on in rule.effective:
                found[type(rule.value), rule.id] = rule
        return tuple(found.values())

    def all(self, kind: type[T], on: date) -> tuple[Rule[T], ...]:
        """Give the rules of a kind in force on a date, in order; empty where there are none."""
        return tuple(each for each in self.in_force(on) if isinstance(each.value, kind))  # type: ignore[misc]  # what Rule[T] says

    def one(self, kind: type[T], id: str, on: date) -> Rule[T] | None:
        """Give one rule in force on a date, or None where no such rule is in force."""
        return next((each for each in self.all(kind, on) if each.id == id), None)

    def ever(self, kind: type[T]) -> tuple[Rule[T], ...]:
        """Give every rule of a kind, whatever its dates."""
        return tuple(each for each in self._every() if isinstance(each.value, kind))  # type: ignore[misc]  # what Rule[T] says

    def turning_points(self) -> tuple[date, ...]:
        """Give every date on which any rule begins or ends, in order."""
        days = {
            each
            for rule in self._every()
            for each in (rule.effective.start, rule.effective.end)
            if each is not None
        }
        return tuple(sorted(days))

    def _every(self) -> Iterator[Rule[object]]:
        books: list[RuleBook] = [self]
        while (below := books[-1].base) is not None:
            books.append(below)
        for book in reversed(books):
            yield from book.rules
