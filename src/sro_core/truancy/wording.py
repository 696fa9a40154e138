"""Choose the words of a letter: by the date of the classification, in the family's language.

Nothing is translated here: a translation is used as the district supplied it, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from sro_core.errors import BadValue
from sro_core.rules import Rule, RuleBook
from sro_core.truancy.contents import (
    ENGLISH,
    Direction,
    Frame,
    LetterItem,
    LetterKind,
    Repeal,
    Sentence,
    Translation,
)


@attrs.frozen(kw_only=True)
class Wording:
    """Hold what a letter says, item by item, as it was chosen for its dates and language.

    Attributes:
        frame: what stands around the items.
        items: in order.
        language, direction: of the words.
        translator: who answers for a translation, or empty.
        wanted: the language asked for, where no translation into it was supplied.
        left_out: items whose law was repealed before the letter was made.
        template: the letter, the date that chose its text, and the language.
    """

    frame: Frame
    items: tuple[Sentence, ...]
    template: str
    language: str = ENGLISH
    direction: Direction = Direction.LEFT_TO_RIGHT
    translator: str = ""
    wanted: str = ""
    left_out: tuple[str, ...] = ()


def wording(
    rules: RuleBook, letter: str, *, classified: date, made: date, language: str = ENGLISH
) -> Wording:
    """Choose the words of a letter.

    Args:
        rules: the book, with any overlays over it.
        letter: id of the letter.
        classified: the date of the classification, which decides what it must say.
        made: the date of the letter; what is repealed by then is left out.
        language: of the family; English where no translation into it was supplied whole.

    Raises:
        BadValue: no such letter is in force, or its words name what is repealed.
    """
    kind = rules.one(LetterKind, letter, classified)
    if kind is None:
        raise BadValue(
            f"letter {letter!r}", f"no rule in force on {classified}", "write it as local policy"
        )
    repeals = [each.value for each in rules.all(Repeal, made)]
    items: list[Rule[LetterItem]] = []
    left_out: list[Rule[LetterItem]] = []
    for rule in rules.all(LetterItem, classified):
        if rule.value.letter == letter:
            (left_out if _repealed(rule, repeals) else items).append(rule)
    template = f"{letter}@{classified}:{language}"
    english = Wording(
        frame=kind.value.frame,
        items=tuple(Sentence(each.id, each.value.text) for each in items),
        template=template,
        wanted="" if language == ENGLISH else language,
        left_out=tuple(each.id for each in left_out),
    )
    chosen = _translated(rules, letter, classified, language, english) or english
    text = " ".join([*attrs.astuple(chosen.frame), *(each.text for each in chosen.items)])
    for repeal in repeals:
        name = repeal.named_in(text)
        if name:
            raise BadValue(f"letter {letter!r}", f"it names {name}, which is repealed on {made}")
    return chosen


def _repealed(rule: Rule[LetterItem], repeals: Iterable[Repeal]) -> bool:
    cited = " ".join(f"{each.key} {each.title}" for each in rule.citations)
    return any(each.named_in(f"{rule.value.text} {rule.says} {cited}") for each in repeals)


def _translated(
    rules: RuleBook, letter: str, on: date, language: str, english: Wording
) -> Wording | None:
    """Give the letter in a language, if the district supplied every item of it."""
    for rule in rules.all(Translation, on):
        value = rule.value
        if (value.letter, value.language) != (letter, language):
            continue
        known = {each.item: each for each in value.sentences}
        if all(each.item in known for each in english.items):
            return attrs.evolve(
                english,
                frame=value.frame,
                items=tuple(known[each.item] for each in english.items),
                language=language,
                direction=value.direction,
                translator=value.translator,
                wanted="",
            )
    return None
