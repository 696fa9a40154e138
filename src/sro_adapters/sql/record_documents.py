"""Records of the registers as JSON documents, by a strict converter made from their types.

Whatever a type does not say is refused, so that a damaged document is told and not guessed at.
A field that has its default is left out; a field that is added with one therefore needs no new
form. Other changes of a record raise the form of its register in `FORMS`, with what brings an
older document up to date.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, partial
from operator import is_
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.errors import BaseValidationError

from sro_adapters.sql.documents import Form, write
from sro_core.errors import SroError
from sro_core.registers import Register

T = TypeVar("T")

FORMS: Mapping[str, Form] = {}
"""The registers whose documents are no longer of their first form, by name."""


def form_of(register: Register[Any]) -> Form:
    """Give the form of a register's documents."""
    return FORMS.get(register.name) or _first(register.name)


@cache
def _first(name: str) -> Form:
    return Form(f"a {name}", 1)


def text_of(register: Register[T], record: T) -> str:
    """Give the document of a record, in the newest form."""
    return write(_converter().unstructure(record, register.kind))


def record_of(register: Register[T], text: str, version: int) -> T:
    """Read a document.

    Raises:
        StoreFailed: it cannot be read, or a newer program wrote it.
    """
    form = form_of(register)
    document = form.read(text, version)
    try:
        return _converter().structure(document, register.kind)
    except (BaseValidationError, SroError, KeyError, TypeError, ValueError):
        raise form.damaged() from None


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, omit_if_default=True)
    plain: tuple[type, ...] = (str, int, bool, float)
    for kind in plain:
        # Of exactly this type: an enum of words is a text too, and must come back as its member.
        converter.register_structure_hook_func(partial(is_, kind), _only(kind))
    for moment in (date, datetime, time):
        converter.register_unstructure_hook(moment, _iso)
        converter.register_structure_hook(moment, _read(moment.fromisoformat))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, _read(Decimal))
    converter.register_unstructure_hook_factory(
        lambda kind: getattr(kind, "__origin__", None) is frozenset,
        lambda _: lambda value: sorted(converter.unstructure(value, list[Any]), key=json.dumps),
    )
    return converter


def _iso(value: date | time) -> str:
    return value.isoformat()


def _only(kind: type) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            message = f"{value!r} is no {kind.__name__}"
            raise TypeError(message)
        return value

    return structure


def _read(parse: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not str:
            message = f"{value!r} is no text"
            raise TypeError(message)
        return parse(value)

    return structure
