"""Fill in a template: everything is escaped, and a name that is not there is an error.

The style sheet stands in the page itself, so that a page saved or printed is whole; its hash
lets a browser apply it and no other.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sro_adapters.pages.frame import Frame

STYLE = files(__package__).joinpath("style.css").read_text("utf-8")
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""As a content security policy names the style sheet."""
WITHHELD = "withheld"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("sro_adapters.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["style"] = Markup(STYLE)  # noqa: S704 - our own style sheet
    made.filters |= {"told": told, "words": words}
    return made


def told(shown: Mapping[str, Any], key: str) -> str:
    """Give a value of shown data in words, or that it is withheld.

    >>> told({"minutes": 45}, "minutes"), told({"withheld": {"by": "personnel"}}, "by")
    ('45', 'withheld')
    """
    return words(shown[key]) if key in shown else WITHHELD


def words(value: Any) -> str:
    """Give a value as a reader has it: nothing for nothing, lists with commas.

    >>> words(None), words(True), words(("a", "b")), words(datetime(2026, 11, 20, 9, 5))
    ('', 'yes', 'a, b', '2026-11-20 09:05')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case list() | tuple() | set() | frozenset():
            return ", ".join(map(words, value))
    return str(value)


def render(template: str, frame: Frame | None = None, **facts: Any) -> str:
    """Fill in a template.

    Args:
        template: its file name.
        frame: what stands around it; None for a page that stands alone.
        facts: what it shows, as plain data.
    """
    return _environment().get_template(template).render(frame=frame or Frame(), **facts)
