"""Turn parsed TOML into attrs objects without guessing.

The core depends on attrs alone, so it has this small structurer of its own: attrs classes,
enums, dates, text, whole numbers, booleans, tuples, sets and optionals; nothing is converted,
nothing unknown is accepted.
"""

from __future__ import annotations

import types
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from sro_core.errors import BadValue


class Refusal(Exception):  # never leaves the reader
    """Carry every reason why a value does not fit, with the key each belongs to."""

    def __init__(self, reasons: list[tuple[str, str]]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def structure_fields(kind: type, table: dict[str, Any]) -> Any:
    """Build an attrs object from a table, or raise `Refusal` with everything wrong in it."""
    fields = {each.name: each for each in attrs.fields(kind) if each.init}
    known = ", ".join(sorted(fields)) or "none here"
    unknown = f"no setting of this engine; a rule is refused, never approximated (known: {known})"
    reasons = [(key, unknown) for key in table if key not in fields]
    values = {}
    for name, field in fields.items():
        if name not in table:
            if field.default is attrs.NOTHING:
                reasons.append((name, "missing"))
            continue
        try:
            values[name] = structure(table[name], _hints(kind)[name])
        except Refusal as refusal:
            reasons += [(f"{name}.{key}" if key else name, why) for key, why in refusal.reasons]
    if reasons:
        raise Refusal(reasons)
    try:
        return kind(**values)
    except BadValue as wrong:
        raise Refusal([("", str(wrong))]) from wrong


def structure(value: Any, kind: Any) -> Any:
    """Give the value as the wanted type, or raise `Refusal`."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return structure(value, next(each for each in arguments if each is not types.NoneType))
    if origin in (tuple, frozenset):
        if not isinstance(value, list):
            raise Refusal([("", f"expected a list, found {value!r}")])
        return origin(structure(each, arguments[0]) for each in value)
    if attrs.has(kind):
        if not isinstance(value, dict):
            raise Refusal([("", f"expected a table, found {value!r}")])
        return structure_fields(kind, value)
    if issubclass(kind, Enum):
        return _member(value, kind)
    if type(value) is not kind:
        raise Refusal([("", f"expected {_NAMES.get(kind, kind.__name__)}, found {value!r}")])
    return value


def _member(value: Any, kind: type[Enum]) -> Enum:
    for member in kind:
        if type(value) is str and value == member.value:
            return member
    choices = ", ".join(str(each.value) for each in kind)
    raise Refusal([("", f"{value!r} is none of: {choices}")])


_NAMES = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    date: "a date",
    datetime: "a time",
}
