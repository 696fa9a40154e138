"""Kinds of rule for letters: what a letter must say and when, in which language, and what never.

Which text a letter has follows the date of the classification that it is about. A translation
is the district's own; nothing here translates. What is repealed is never cited.
"""

from __future__ import annotations

from enum import StrEnum

import attrs

from sro_core.errors import BadValue

ENGLISH = "en"


@attrs.frozen
class Frame:
    """Hold what stands around the items of a letter; ``{student}`` is put in when it is printed."""

    title: str
    greeting: str
    opening: str
    dates_heading: str
    closing: str

    def __attrs_post_init__(self) -> None:
        """Refuse a letter that does not speak to anybody of anything."""
        for name in ("title", "greeting", "dates_heading"):
            if not getattr(self, name).strip():
                raise BadValue(f"letter, {name}", "it is blank")


@attrs.frozen
class LetterKind:
    """Describe a letter.

    Attributes:
        frame: its words in English.
    """

    frame: Frame


@attrs.frozen
class LetterItem:
    """Hold one thing that a letter says.

    Attributes:
        letter: id of the letter.
        text: the words, as they are printed.
    """

    letter: str
    text: str


@attrs.frozen
class Sentence:
    """Hold one item in another language."""

    item: str
    text: str


class Direction(StrEnum):
    """How a language is written."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


@attrs.frozen
class Translation:
    """Hold a letter in another language, as the district had it translated by a person.

    Attributes:
        letter: id of the letter.
        language: as BCP 47 has it, ``es``.
        translator: who answers for the words.
        frame: what stands around the items.
        sentences: the items; a letter with an item that is missing here goes out in English.
        direction: how it is written.
    """

    letter: str
    language: str
    translator: str
    frame: Frame
    sentences: tuple[Sentence, ...]
    direction: Direction = Direction.LEFT_TO_RIGHT

    def __attrs_post_init__(self) -> None:
        """Refuse a translation nobody answers for, and one of English into English."""
        if not self.translator.strip():
            raise BadValue("translator", "it is blank", "name the person or office")
        if not self.language.strip() or self.language == ENGLISH:
            raise BadValue("language", "a translation is into another language", "such as es")


@attrs.frozen
class Repeal:
    """Name law that is repealed from the rule's first day on; no letter may cite it.

    Attributes:
        names: the ways in which it is cited.
    """

    names: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse a repeal of nothing."""
        if not self.names or not all(each.strip() for each in self.names):
            raise BadValue("names", "it names nothing")

    def named_in(self, text: str) -> str:
        """Give the name by which a text cites it, or empty."""
        plain = " ".join(text.split()).casefold()
        return next((each for each in self.names if each.casefold() in plain), "")


@attrs.frozen
class Question:
    """Ask something before a letter or a referral leaves the school.

    That it was asked is recorded, by whom and when; the answer never is.

    Attributes:
        before: ``letter`` or ``referral``, or both.
    """

    before: tuple[str, ...]
