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
from functools import partial
from typing import Any

import attrs

from sro_core.citations import Citation
from sro_core.errors import BadRules, BadValue, RuleProblem
from sro_core.periods import DatePeriod
from sro_core.rules.book import Force, Rule
from sro_core.rules.structure import Refusal, structure, structure_fields

_HEADER = re.compile(r"^\s*\[\[\s*\"?([A-Za-z_]+)\"?\s*\]\]", re.MULTILINE)
_COMMON: Mapping[str, Any] = {
    "id": str,
    "says": str,
    "cites": tuple[str, ...],
    "from": date,
    "until": date,
    "force": Force,
    "reading": tuple[str, ...],
}
_NEEDED = ("id", "says", "cites", "from")


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
    lines: Mapping[str, list[int]]
    problems: list[RuleProblem]
    citations: dict[str, Citation]

    def refuse(self, table: str, nth: int, key: str, says: str) -> None:
        lines = self.lines.get(table, [])
        line = lines[nth] if nth < len(lines) else 1
        self.problems.append(RuleProblem(self.file, line, table, key, says))

    def attempt(self, table: str, nth: int, make: Callable[[], Any], key: str = "") -> Any:
        """Make something, or note every reason why it cannot be made and give None."""
        try:
            return make()
        except Refusal as refusal:
            for inner, says in refusal.reasons:
                self.refuse(table, nth, ".".join(filter(None, (key, inner))), says)
        except BadValue as wrong:
            self.refuse(table, nth, key, str(wrong))
        return None

    def tables(self, document: dict[str, Any], name: str) -> list[dict[str, Any]]:
        """Take the tables of a name out of the document; each must stand under its own header."""
        value = document.pop(name, [])
        lines = self.lines.get(name, [])
        if isinstance(value, list) and len(value) == len(lines):
            return value
        self.refuse(name, 0, "", f"write [[{name}]] with double brackets on a line of its own")
        return []


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
    reading = _Reading(file, _header_lines(text), [], dict(citations or {}))
    own = _read_citations(reading.tables(document, "citation"), reading)
    tables = [
        (reading.lines[name][nth], name, nth, table)
        for name in kinds
        for nth, table in enumerate(reading.tables(document, name))
    ]
    for name in [each for each in document if each in reading.lines]:
        del document[name]
        known = ", ".join(kinds)
        says = f"no kind of rule of this engine; it is refused, never approximated (known: {known})"
        reading.refuse(name, 0, name, says)
    head = reading.attempt("", 0, lambda: structure_fields(_Head, document))
    tables.sort(key=lambda each: each[0])
    read = [_read_rule(name, nth, table, kinds[name], reading) for _, name, nth, table in tables]
    rules = tuple(each for each in read if each is not None)
    _refuse_twins(rules, reading)
    if reading.problems:
        raise BadRules(tuple(reading.problems))
    return RuleFile(head.id, head.title, head.files, own, rules)


def _header_lines(text: str) -> dict[str, list[int]]:
    """Find the lines of the tables of each name; tomllib keeps no positions."""
    lines: dict[str, list[int]] = {}
    for found in _HEADER.finditer(text):
        lines.setdefault(found[1], []).append(text.count("\n", 0, found.start(1)) + 1)
    return lines


def _read_citations(tables: list[dict[str, Any]], reading: _Reading) -> dict[str, Citation]:
    own: dict[str, Citation] = {}
    for nth, table in enumerate(tables):
        cited = reading.attempt("citation", nth, partial(structure, table, Citation))
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
    common = {
        key: reading.attempt(name, nth, partial(structure, table[key], wanted), key)
        for key, wanted in _COMMON.items()
        if key in table
    }
    for key in common.get("cites") or ():
        if key not in reading.citations:
            reading.refuse(name, nth, "cites", f"no [[citation]] above has the key {key!r}")
    for key in _NEEDED:
        if table.get(key, "") in ("", []):
            why = "missing; a rule must say where it is written" if key == "cites" else "missing"
            reading.refuse(name, nth, key, why)
    fields = {key: value for key, value in table.items() if key not in _COMMON}
    value = reading.attempt(name, nth, lambda: structure_fields(kind, fields))
    if len(reading.problems) > before:
        return None
    period = reading.attempt(
        name, nth, lambda: DatePeriod(common["from"], common.get("until")), "until"
    )
    if period is None:
        return None
    return Rule(
        id=common["id"],
        says=common["says"],
        effective=period,
        citations=tuple(reading.citations[key] for key in common["cites"]),
        value=value,
        force=common.get("force", Force.MUST),
        readings=common.get("reading", ()),
        table=name,
        source=f"{reading.file}:{reading.lines[name][nth]}",
    )


def _refuse_twins(rules: tuple[Rule[object], ...], reading: _Reading) -> None:
    """Refuse two rules of one kind and id whose dates overlap: which counts would be chance."""
    for index, rule in enumerate(rules):
        for other in rules[:index]:
            same = rule.table == other.table and rule.id == other.id
            if same and rule.effective.meet(other.effective):
                says = f"{rule.id!r} stands twice on one date"
                reading.problems.append(RuleProblem(*rule.place, rule.table, "id", says))
