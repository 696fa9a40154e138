"""What can be asked of an app, each declared once: the routes and the document both follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import attrs

from sro_adapters.http.calls import Answer
from sro_adapters.http.parameters import body_of
from sro_adapters.http.problems import Kind
from sro_core.privacy import Permission

K = TypeVar("K")
A = TypeVar("A")


@attrs.frozen
class Nothing:
    """Ask for nothing."""


@attrs.frozen(kw_only=True)
class Operation(Generic[K, A]):
    """Declare one thing that can be asked.

    Attributes:
        id: its name in the document.
        method, path: where; names in braces are parameters.
        says: what it does, in one line.
        does: the view: one use case between reading and writing.
        asks: a class of what it asks for, declared with `sro_adapters.http.fields`.
        gives: the type of the answer's document.
        permission: what the core will ask of the viewer, None where any token does.
        more: further facts for the document.
        problems: kinds it answers with, beside those that any operation may.
        status: of the answer.
        tagged: the answer has an ETag; a GET honours If-None-Match.
        fits: it wants If-Match.
        takes: the media type of a body that is no JSON, or empty.
    """

    id: str
    method: str
    path: str
    says: str
    does: Callable[[K, A], Answer]
    asks: type[A]
    gives: Any
    permission: Permission | None = None
    more: str = ""
    problems: tuple[Kind, ...] = ()
    status: int = 200
    tagged: bool = False
    fits: bool = False
    takes: str = ""

    @property
    def rule(self) -> str:
        """The path as Flask's router has it."""
        return routed(self.path)

    @property
    def body(self) -> str | None:
        """The media type of its body, or None where it takes none."""
        return self.takes or ("application/json" if body_of(self.asks) else None)


def routed(path: str) -> str:
    """Give a path as Flask's router has it; the id of a student may hold slashes."""
    return re.sub(r"{(\w+)}", r"<\1>", path).replace("<student>", "<text:student>")
