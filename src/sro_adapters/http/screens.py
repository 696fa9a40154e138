"""What a browser can ask of an app: pages, each declared once with its permission.

A page that takes a form reads its fields as an operation reads the query; a field left empty is
one left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import attrs

from sro_adapters.http.operations import Nothing, routed
from sro_adapters.http.problems import Problem
from sro_core.privacy import Permission

K = TypeVar("K")
A = TypeVar("A")
Typed = Mapping[str, Sequence[str]]
"""The fields of a form as they were sent."""


@attrs.frozen
class Shown:
    """Hold a page to show.

    Attributes:
        template: of `sro_adapters.pages`.
        facts: what it shows, as plain data that went through `wire.show` or is public.
    """

    template: str
    facts: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen
class Gone:
    """Go to another page, since what a form asked was done.

    Attributes:
        to: the path of the page, with its query.
        said: what was done, in a sentence; shown there once.
    """

    to: str
    said: str = ""


@attrs.frozen
class Picture:
    """Hold a file to give, such as a picture that stands alone."""

    content: bytes
    media_type: str


@attrs.frozen(kw_only=True)
class Page(Generic[K, A]):
    """Declare one page, or one form that is sent.

    Attributes:
        id: its name.
        path: where; names in braces are parameters.
        says: what is there, in one line.
        does: the view: one use case between reading and showing.
        asks: a class of what it asks for, declared with `sro_adapters.http.fields.query`.
        permission: what the core will ask of the viewer, None where anybody let in may.
        method: GET to show, POST for a form.
        menu: its name in the menu, or empty.
        again: shows the form once more, with what was typed and what is wrong with it.
        open: it is shown to whoever comes, signed in or not.
    """

    id: str
    path: str
    says: str
    does: Callable[[K, A], Shown | Gone | Picture]
    asks: type[Any] = Nothing
    permission: Permission | None = None
    method: str = "GET"
    menu: str = ""
    again: Callable[[K, Typed, Problem], Shown] | None = None
    open: bool = False

    @property
    def rule(self) -> str:
        """The path as Flask's router has it, as `Operation.rule` is."""
        return routed(self.path)


def first(typed: Typed) -> dict[str, str]:
    """Give the first value of each field, for a form that is shown again."""
    return {name: values[0] for name, values in typed.items() if values}


def faults_of(problem: Problem) -> list[dict[str, str]]:
    """Give everything wrong with a form, each with the field it is in, which may be empty."""
    found = problem.members.get("errors") or [{"detail": problem.detail}]
    return [{"parameter": each.get("parameter", ""), "detail": each["detail"]} for each in found]
