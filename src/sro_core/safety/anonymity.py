"""Free text without persons: what looks like a name, an id or a way to reach somebody is refused.

A short note on an activity says what was done, never with whom. Only what can be seen in the
text is found: a name in small letters passes, and a phrase in capitals may be refused although
nobody is named; then small letters say the same.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from sro_core.errors import BadValue

_MAIL = re.compile(r"\S@\S")
_PHONE = re.compile(r"(?<!\d)(?:\+?\d[\s().-]{0,2}){7,}(?!\d)")
_NUMBER = re.compile(r"(?<![\d.$,])\d{6,}(?!\d)")
_ID = re.compile(r"\b(?!(?:AB|SB|PC|VC|HS|WI|BP)\d{1,4}\b)[A-Za-z]{1,3}[-_/#]?\d{4,}\w*")
_DATE = re.compile(r"\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?)\b")
_BIRTH = re.compile(r"\b(?:born|dob|d\.o\.b\.?|birth ?date|birthday)\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b\d+\s+(?:\w+\s){1,3}(?:st|street|ave|avenue|blvd|boulevard|rd|road|ln|lane|dr|drive|ct|"
    r"court|way|pl|place)\b",
    re.IGNORECASE,
)
_WEB = re.compile(r"(?:https?://|www\.)\S|(?:^|\s)@\w", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w.])[^\W\d_]+(?:['\u2019-][^\W\d_]+)*(?!\w)\.?")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sr", "sra"})
_PLAIN_WORDS = """
Activity Administration Advisory Amendment America American April Assembly August Avenue Back
Bill Board California Campus Career Citizenship City Civil Club Coffee Code College Community
Constitution Council County Court Crime Criminal December Department Digital District Drug Drive
East Education Elementary Emergency English Evening Fair Family February Fifth Fire First Fourth
Friday Gang Government Grade Graduation Hall Health High History Internet Intermediate January
July June Justice Juvenile Know Law Library Lincoln March May Meeting Middle Miranda Monday
National Night North November October Office Officer Online Open Parent Parents Park Police
Prevention Program Programme Questions Red Resource Ribbon Rights Role Rules Safe Safety
Saturday School Science Search September Seizure Sheriff Site Social South Spanish Sports Staff
State Street Student Students Sunday Teacher Thursday Traffic Training Truancy Tuesday United
States Vaping Violence Visit Wednesday Week Welcome West World Year Youth Your You The A An And
At For In Of On To With Talk Class Day Art Ed Inst Pen Penal Sec Section Stats Welf Welfare
Institutions Presentation Mentoring Drill Workshop Bullying Cyberbullying Substance Use Abuse
Homecoming Spirit Lunch Breakfast
"""
"""Words that stand with a capital and name nobody: of the subject, of days, of places."""
_PLAIN = frozenset(_PLAIN_WORDS.split())
LONGEST_NOTE = 200


def why_not_anonymous(text: str, *, known: Iterable[str] = ()) -> str:
    """Give the reason why a text seems to name or reach somebody, or nothing if it does not.

    Args:
        text: a short note.
        known: names of places and the like that may stand in it, such as the sites'.

    >>> why_not_anonymous("Talk on civil rights, Fourth Amendment, about 30 in grade 8")
    ''
    >>> why_not_anonymous("spoke with Jordan")
    "'Jordan' looks like a name"
    >>> why_not_anonymous("call back at 510 555 0100")
    "'510 555 0100' looks like a telephone number"
    """
    for pattern, looks in (
        (_MAIL, "an e-mail address"),
        (_WEB, "an address on the web"),
        (_STREET, "a street address"),
        (_PHONE, "a telephone number"),
        (_NUMBER, "an id or a number of a record"),
        (_ID, "an id or a number of a record"),
        (_BIRTH, "a birth date"),
    ):
        found = pattern.search(_DATE.sub(" ", text) if pattern is _PHONE else text)
        if found:
            said = found[0].strip() if pattern is not _MAIL else _around(text, found.start())
            return f"{said!r} looks like {looks}"
    name = _name_in(text, _plain(known))
    return f"{name!r} looks like a name" if name else ""


def refuse_persons(what: str, text: str, *, known: Iterable[str] = ()) -> None:
    """Refuse a text that is too long, or that seems to name or reach somebody.

    Args:
        what: how the text is called.
        text: itself.
        known: as `why_not_anonymous` has it.

    Raises:
        BadValue: saying what it looks like and what to write instead.
    """
    if len(text) > LONGEST_NOTE:
        raise BadValue(what, f"it has {len(text)} characters", f"give at most {LONGEST_NOTE}")
    why = why_not_anonymous(text, known=known)
    if why:
        instead = "name no person here; if it names nobody, write it in small letters"
        raise BadValue(what, why, instead)


def _around(text: str, place: int) -> str:
    """Give the word of a text at a place."""
    start = max(text.rfind(" ", 0, place + 1) + 1, 0)
    return text[start:].split(maxsplit=1)[0]


def _plain(known: Iterable[str]) -> frozenset[str]:
    return _PLAIN | {word.rstrip(".") for name in known for word in _WORD.findall(name)}


def _name_in(text: str, plain: frozenset[str]) -> str:
    """Find what is written as a name is: with a capital where no sentence begins."""
    words = [(found[0].rstrip("."), found.start(), found.end()) for found in _WORD.finditer(text)]
    shouted = frozenset(each.upper() for each in plain)
    for (before, start, end), (word, at, last) in itertools.pairwise(words):
        initial = len(before) == 1 and before.isupper()
        titled = initial or before.lower() in _TITLES
        named = _capital(word) and word not in plain
        if named and (titled or _goes_on(text[end - 1 : at])):
            led = titled or (_capital(before) and before not in plain)
            return text[start if led else at : last].rstrip(".")
        if all(map(_shouted, (before, word))) and not {before, word} & shouted:
            return text[start:last].rstrip(".")
    return ""


def _goes_on(between: str) -> bool:
    """Tell whether a sentence goes on between two words: an initial's point does not end it."""
    return not any(each in between for each in ".!?:;\u2022\n")


def _capital(word: str) -> bool:
    """Tell whether a word is written as a name is; abbreviations in capitals are not."""
    return word[:1].isupper() and not word.isupper()


def _shouted(word: str) -> bool:
    """Tell whether a word is all capitals and too long for an abbreviation."""
    return word.isupper() and len(word) > len("DARE")
