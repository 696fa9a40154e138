"""A letter to a family as a page for screen and print, and the same as a PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sro_adapters.pages.rendering import render

PLACE = "{student}"
"""Where the words of a letter have the student's name."""
_NAMED = ("title", "greeting", "opening", "closing")


def letter_page(
    letter: Mapping[str, Any], *, student: str, site: str, to: Sequence[str] = ()
) -> str:
    """Give a letter as HTML; the same input gives the same bytes.

    Args:
        letter: as `sro_adapters.wire.show` gives it.
        student: the name to put in, or the student's id.
        site: the name of the school.
        to: the lines of the address.
    """
    named: dict[str, Any] = {key: str(letter[key]).replace(PLACE, student) for key in _NAMED}
    named["items"] = [str(each).replace(PLACE, student) for each in letter["items"]]
    return render("letter.html", letter={**letter, **named}, site=site, to=tuple(to))


def pdf_of(page: str) -> bytes:
    """Give a page as a PDF; it needs the extra ``pdf``.

    Raises:
        ModuleNotFoundError: the extra is not installed.
    """
    try:
        import weasyprint
    except ModuleNotFoundError as missing:
        said = f'a PDF needs {missing.name}: pip install "sro-core[pdf]"'
        raise ModuleNotFoundError(said, name=missing.name) from missing

    made: bytes = weasyprint.HTML(string=page).write_pdf()
    return made
