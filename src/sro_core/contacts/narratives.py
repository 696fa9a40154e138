"""Narratives without identifiers: at most 250 characters that name nobody.

What can be found by form is refused: addresses, telephone numbers, dates, long numbers, ids, and
the names that the student whom the contact is about is known by. A person still reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sro_core.errors import BadValue

LONGEST = 250  # characters; 11 CCR 999.226
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_FORMS = {
    "an e-mail address": re.compile(r"\S+@\S+\.\S+"),
    "a date": re.compile(
        r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b"
        rf"|\b(?:{_MONTHS})[a-z]*\.? +\d{{1,2}}(?:st|nd|rd|th)?,? +\d{{2,4}}\b"
        rf"|\b\d{{1,2}} +(?:{_MONTHS})[a-z]*\.?,? +\d{{2,4}}\b",
        re.IGNORECASE,
    ),
    "a telephone number": re.compile(r"(?<!\d)\+?(?:\d[ ().-]{0,2}){7,15}(?!\d)"),
    "an id": re.compile(r"\b\d{5,}\b|\b[A-Za-z]{1,3}[-_]?\d{4,}\b"),
}


def check_narrative(text: str, *, what: str, names: Iterable[str] = ()) -> None:
    """Raise `BadValue` if a text is too long or holds an identifier that can be found by form.

    Args:
        text: what somebody wrote.
        what: how to call it in the error.
        names: names and ids by which the student is known; the error does not repeat them.
    """
    if len(text) > LONGEST:
        raise BadValue(what, f"{len(text)} characters", f"write {LONGEST} at most")
    found = [name for name, form in _FORMS.items() if form.search(text)]
    if _names_in(text, names):
        found.append("a name or id by which the student is known")
    if found:
        raise BadValue(what, f"it holds {' and '.join(found)}", "say what happened, name nobody")


def _names_in(text: str, names: Iterable[str]) -> bool:
    words = f" {' '.join(_words(text))} "
    return any(
        f" {' '.join(parts)} " in words
        for name in names
        if (parts := _words(name)) and len("".join(parts)) > 1
    )


def _words(text: str) -> list[str]:
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)
    )
    return re.findall(r"\w+", plain.casefold())
