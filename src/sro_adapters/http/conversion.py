"""Turn text and JSON into typed values, strictly: nothing is coerced, nothing guessed.

What is wrong is told without the value itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from sro_adapters.http.fields import FACETS
from sro_adapters.wire import key_name

_Hook = Callable[[Any, Any], Any]

DATE_PATTERN = r"^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$"
"""Dates that a programme could mean: from 1900 to 2999."""
MINUTE_PATTERN = (
    r"^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
)
_DIGITS = re.compile(r"[0-9]{1,9}")


class Unfit(ValueError):
    """A value is not what its field may hold; says what is expected."""


def _text(value: Any, _: Any) -> str:
    if type(value) is not str:
        raise Unfit("it must be text")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Unfit("it holds half a character") from error
    return value


def _date(value: Any, _: Any) -> date:
    if type(value) is str and re.fullmatch(DATE_PATTERN, value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Unfit("it must be a date from 1900 to 2999, written as 2026-11-20")


def _minute(value: Any, _: Any) -> datetime:
    if type(value) is str and re.fullmatch(MINUTE_PATTERN, value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise Unfit("it must be the site's wall time, without an offset, written as 2026-11-20T10:15")


def _choice(value: Any, kind: type[Enum]) -> Enum:
    for each in kind:
        if type(value) is str and each.value == value:
            return each
    raise Unfit(f"it must be one of: {', '.join(str(each.value) for each in kind)}")


def _refusing(kind: Any) -> _Hook:
    def hook(_value: Any, _kind: Any) -> Any:
        message = f"no strict way is known to read {kind}"
        raise TypeError(message)

    return hook


def _strict(whole: _Hook, truth: _Hook) -> Converter:
    made = Converter(forbid_extra_keys=True)
    # cattrs goes by the method resolution order: without a hook of its own, text would pass
    # for any StrEnum.
    hooks = {str: _text, int: whole, bool: truth, date: _date, datetime: _minute}
    for kind, hook in (*hooks.items(), (StrEnum, _choice), (Enum, _choice)):
        made.register_structure_hook(kind, hook)
    for lax in (float, bytes, dict, list, set, frozenset):
        made.register_structure_hook(lax, _refusing(lax))
    return made


def _json_converter() -> Converter:
    def whole(value: Any, _: Any) -> int:
        if type(value) is float and value.is_integer():
            return int(value)  # JSON has one kind of number: 45.0 is 45, as in a schema
        if type(value) is not int:
            raise Unfit("it must be a whole number")
        return int(value)

    def truth(value: Any, _: Any) -> bool:
        if type(value) is not bool:
            raise Unfit("it must be true or false")
        return value

    made = _strict(whole, truth)
    made.register_structure_hook_factory(many, lambda kind: _listed(made, kind))
    made.register_structure_hook_factory(attrs.has, lambda kind: _object(made, kind))
    return made


def _text_converter() -> Converter:
    def whole(value: Any, _: Any) -> int:
        if not _DIGITS.fullmatch(value):
            raise Unfit("it must be a whole number, in digits")
        return int(value)

    def truth(value: Any, _: Any) -> bool:
        if value not in ("true", "false"):
            raise Unfit("it must be true or false")
        return bool(value == "true")

    return _strict(whole, truth)


def many(kind: Any) -> bool:
    """Tell whether a type is a tuple of any length."""
    origin: Any = get_origin(kind)
    return origin is tuple


def _listed(converter: Converter, kind: Any) -> _Hook:
    """Read a list as a tuple; cattrs alone would take text apart into letters."""
    items = GenericAlias(list, get_args(kind)[:1])
    read = converter.get_structure_hook(items)

    def hook(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise Unfit("it must be a list")
        return tuple(read(value, items))

    return hook


def _object(converter: Converter, kind: type) -> _Hook:
    hints = get_type_hints(kind)
    keys = {
        each.name: override(
            rename=key_name(each.name),
            struct_hook=faceted(
                converter.get_structure_hook(hints[each.name]),
                hints[each.name],
                each.metadata.get(FACETS, {}),
            ),
        )
        for each in attrs.fields(kind)
    }
    read: Any = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **keys)  # type: ignore[arg-type]  # the rest are overrides

    def hook(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            raise Unfit("it must be an object")
        return read(value, kind)

    return hook


def faceted(read: _Hook, kind: Any, facets: Mapping[str, Any]) -> _Hook:
    """Hold what a hook reads against the facets of its field."""

    def hook(value: Any, _: Any) -> Any:
        found = read(value, kind)
        wrong = unfaceted(found, facets)
        if wrong:
            raise Unfit(wrong)
        return found

    return hook if facets else lambda value, _: read(value, kind)


def unfaceted(value: Any, facets: Mapping[str, Any]) -> str:
    """Say which facet a value does not fit; those of a list hold for each of its items."""
    if isinstance(value, tuple):
        return next(filter(None, (unfaceted(each, facets) for each in value)), "")
    if isinstance(value, str):
        if len(value) < facets.get("minLength", 0):
            return "it is empty"
        if len(value) > facets.get("maxLength", len(value)):
            return f"it has over {facets['maxLength']} characters"
        pattern = facets.get("pattern")
        if pattern and not re.fullmatch(pattern, value):
            return "it is blank or holds a control character"
    if isinstance(value, int) and "minimum" in facets:
        low, high = facets["minimum"], facets["maximum"]
        if not low <= value <= high:
            return f"it must be from {low} to {high}"
    return ""


JSON, TEXT = _json_converter(), _text_converter()
