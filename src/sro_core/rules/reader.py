"""Read a TOML file of rules strictly; unknown keys, loose types and bare numbers are refused.

A file holds ``[[citation]]`` tables and one table a rule, named by its kind. The kinds are
given by the caller as attrs classes. All problems of a file are reported at once, each with
the line of its table; a rule that cites nothing or has no date is a problem.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs

from sro_core.citations import Citation
from sro_core.errors import BadRules, BadValue, RuleProblem
from sro_core.periods import DatePeriod
from sro_core.rules.book import Force, Rule
from sro_core.rules.structure import Refusal, structure, structure_fields

_SAME = re.compile(r"^\[\[\s*([A-Za-z_]+)\s*\]\]", re.MULTILINE)
_COMMON = frozenset({"id", "says", "cites", "from", "until", "force", "reading"})


@attrs.frozen
class RuleFile:
    """Hold what one file says.

    Attributes:
        id, title: of the book that the file opens; empty in the further files of a book.
        files: the further files that belong to the book.
        citations: its citations by key.
        rules: its rules in order.
    """

    id: str
    title: str
    files: tuple[str, ...]
    citations: Mapping[str, Citation]
    rules: tuple[Rule[object], ...]


@attrs.frozen
class _Head:
    id: str = ""
    title: str = ""
    files: tuple[str, ...] = ()


@attrs.define
class _Reading:
    """The state of reading one file: where its tables stand and what was wrong so far."""

    file: str
    lines: Mapping[tuple[str, int], int]
    problems: list[RuleProblem]
    citations: dict[str, Citation]

    def refuse(self, table: str, nth: int, key: str, says: str) -> None:
        line = self.lines.get((table, nth), 1)
        self.problems.append(RuleProblem(self.file, line, table, key, says))

    def attempt(self, table: str, nth: int, make: Callable[[], Any]) -> Any:
        """Make something, or note every reason why it cannot be made and give None."""
        try:
            return make()
        except Refusal as refusal:
            for key, says in refusal.reasons:
                self.refuse(table, nth, key, says)
        except BadValue as wrong:
            self.refuse(table, nth, "", str(wrong))
        return None


def read_rules(
    text: str,
    *,
    file: str,
    kinds: Mapping[str, type],
    citations: Mapping[str, Citation] | None = None,
) -> RuleFile:
    """Read the text of a rule file.

    Args:
        text: TOML.
        file: how the file is called in problems.
        kinds: table name to the attrs class of its rules.
        citations: citations of files read before, which this one may use.

    Raises:
        BadRules: listing every problem; then nothing of the file is used.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRules((RuleProblem(file, 1, "", "", f"not TOML: {error}"),)) from error
    reading = _Reading(file, _table_lines(text), [], dict(citations or {}))
    own = _read_citations(document.pop("citation", []), reading)
    tables = {name: document.pop(name) for name in list(document) if name in kinds}
    head = reading.attempt("", 0, lambda: structure_fields(_Head, document))
    rules = [
        rule
        for name, nth in sorted(reading.lines, key=lambda each: reading.lines[each])
        if name in tables
        and isinstance(tables[name], list)
        and (rule := _read_rule(name, nth, tables[name][nth], kinds[name], reading))
    ]
    for name, value in tables.items():
        if not isinstance(value, list):
            reading.refuse(name, 0, "", f"write [[{name}]] with double brackets, a table a rule")
    _refuse_twins(rules, reading)
    if reading.problems:
        raise BadRules(tuple(reading.problems))
    return RuleFile(head.id, head.title, head.files, own, tuple(rules))


def _table_lines(text: str) -> dict[tuple[str, int], int]:
    """Find the line of the nth table of each name; tomllib keeps no positions."""
    counts: dict[str, int] = {}
    lines = {}
    for found in _SAME.finditer(text):
        name = found[1]
        lines[name, counts.get(name, 0)] = text.count("\n", 0, found.start()) + 1
        counts[name] = counts.get(name, 0) + 1
    return lines


def _read_citations(tables: list[dict[str, Any]], reading: _Reading) -> dict[str, Citation]:
    own = {}
    for nth, table in enumerate(tables):
        cited = reading.attempt("citation", nth, lambda table=table: structure(table, Citation))  # type: ignore[misc]
        if cited is None:
            continue
        if cited.key in own:
            reading.refuse("citation", nth, "key", f"{cited.key!r} stands twice")
        own[cited.key] = cited
    reading.citations.update(own)
    return own


def _read_rule(
    name: str, nth: int, table: dict[str, Any], kind: type, reading: _Reading
) -> Rule[object] | None:
    before = len(reading.problems)
    cites = table.get("cites", [])
    unknown = [key for key in cites if key not in reading.citations]
    for key in unknown:
        reading.refuse(name, nth, "cites", f"no [[citation]] above has the key {key!r}")
    if not cites:
        reading.refuse(name, nth, "cites", "missing; a rule must say where it is written")
    for key, wanted in (("id", str), ("says", str), ("from", date)):
        if not isinstance(table.get(key), wanted) or table[key] == "":
            reading.refuse(name, nth, key, f"missing or not a {wanted.__name__}")
    fields = {key: value for key, value in table.items() if key not in _COMMON}
    value = reading.attempt(name, nth, lambda: structure_fields(kind, fields))
    force = reading.attempt(name, nth, lambda: structure(table.get("force", "must"), Force))
    notes = reading.attempt(name, nth, lambda: structure(table.get("reading", []), tuple[str, ...]))
    if len(reading.problems) > before:
        return None
    period = reading.attempt(name, nth, lambda: DatePeriod(table["from"], table.get("until")))
    if period is None:
        return None
    return Rule(
        id=table["id"],
        says=table["says"],
        effective=period,
        citations=tuple(reading.citations[key] for key in cites),
        value=value,
        force=force,
        readings=notes,
        source=f"{reading.file}:{reading.lines.get((name, nth), 1)}",
    )


def _refuse_twins(rules: list[Rule[object]], reading: _Reading) -> None:
    """Refuse two rules of one kind and id whose dates overlap: which counts would be chance."""
    for index, rule in enumerate(rules):
        for other in rules[:index]:
            same = type(rule.value) is type(other.value) and rule.id == other.id
            if same and rule.effective.meet(other.effective):
                line = int(rule.source.rpartition(":")[2])
                reading.problems.append(
                    RuleProblem(
                        reading.file, line, "", "id", f"{rule.id!r} stands twice on one date"
                    )
                )
