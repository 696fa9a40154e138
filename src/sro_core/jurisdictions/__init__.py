"""The rule books that are shipped, and how an overlay is put over one.

The one module that reads packaged data. A book is a folder of TOML files; ``book.toml`` names
the others, those in ``us/`` being shared by all states. Law is read-only: a city order or a
district's policy is an overlay. What is shipped is dated and cited, says how it was read, and
is not legal advice.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import attrs

from sro_core.citations import Citation, Standing
from sro_core.errors import BadRules, RuleProblem, Unknown
from sro_core.jurisdictions.kinds import KINDS
from sro_core.rules import Rule, RuleBook, RuleFile, read_rules
from sro_core.truancy.order import check_orders
from sro_core.truancy.policy import check_references


def shipped() -> tuple[str, ...]:
    """Give the ids of the books that are shipped."""
    folders = files(__package__).iterdir()
    return tuple(sorted(each.name for each in folders if each.joinpath("book.toml").is_file()))


@cache
def load_rules(id: str) -> RuleBook:
    """Load a shipped rule book; it never changes, so it is read once.

    Args:
        id: such as ``us-ca``; `shipped` lists them.

    Raises:
        Unknown: no such book is shipped.
        BadRules: it cannot be used; every problem is listed.

    >>> load_rules("us-ca").title
    'California'
    """
    if id not in shipped():
        raise Unknown("rule book", id, shipped())
    folder = files(__package__).joinpath(id)
    head = _read(f"{id}/book.toml", folder.joinpath("book.toml").read_text("utf-8"), {})
    citations: dict[str, Citation] = {}
    rules = list(head.rules)
    for name in head.files:
        path = name if "/" in name else f"{id}/{name}"
        part = _read(path, files(__package__).joinpath(path).read_text("utf-8"), citations)
        citations |= part.citations
        rules += part.rules
    book = RuleBook(head.id, head.title, tuple(rules))
    check_references(book)
    check_orders(book)
    return book


def lay_over(base: RuleBook, text: str, *, file: str) -> RuleBook:
    """Lay local policy over a book: a city order, a district's or a department's own rules.

    A rule replaces the one of the same kind and id below it on the dates it is in force. It
    may cite what the book below cites.

    Args:
        base: the book below, which stays as it is.
        text: TOML in the form of the shipped books, with ``id`` and ``title``.
        file: how the text is called in problems.

    Raises:
        BadRules: the overlay cannot be used; every problem is listed.
    """
    cited = {each.key: each for rule in base.ever(object) for each in rule.citations}
    part = _read(file, text, cited)
    if part.files:
        says = "an overlay is one file; put its rules here, or give several overlays"
        raise BadRules((RuleProblem(file, 1, "", "files", says),))
    title = part.title or file
    own = tuple(_local(each, title, file) for each in part.rules)
    book = RuleBook(part.id or file, title, own).over(base)
    check_references(book)
    check_orders(book)
    return book


def _local(rule: Rule[object], title: str, file: str) -> Rule[object]:
    """Put the overlay before the sources of its rule, so that local policy never passes as law."""
    start = rule.effective.start
    if start is None or any(each.standing is Standing.LOCAL for each in rule.citations):
        return rule
    own = Citation(title, f"{title}, as locally supplied", file, start, Standing.LOCAL)
    return attrs.evolve(rule, citations=(own, *rule.citations))


def _read(file: str, text: str, citations: dict[str, Citation]) -> RuleFile:
    return read_rules(text, file=file, kinds=KINDS, citations=citations)
