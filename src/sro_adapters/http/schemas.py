"""JSON Schema 2020-12 out of types: attrs classes, new types, enumerations, unions, tuples, maps.

A form of `sro_adapters.wire` has no key that must be there, since any may be withheld; what
was left out stands under ``withheld``. Every other class has all of its keys, and a body those
without a default.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import attrs

from sro_adapters.http.conversion import DATE_PATTERN, MINUTE_PATTERN
from sro_adapters.http.fields import EXAMPLE, FACETS, LEFT_OUT, PLACE, SAYS
from sro_adapters.wire import key_name, keys

_PLAIN: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    date: {"type": "string", "format": "date"},
    Any: {},
    object: {},
}
_WALL_TIME = {
    "type": "string",
    "description": "local wall time of the site, without an offset",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{6})?)?$",
}
_WITHHELD = {
    "type": "object",
    "description": "fields of the record that you do not get, each with the reason",
    "additionalProperties": {"type": "string"},
}


@attrs.frozen
class Schemas:
    """Gather schemas; each class gets a name and stands once.

    Attributes:
        named: the schemas of classes, by name.
    """

    named: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    _kinds: dict[str, type] = attrs.field(factory=dict)

    def of(self, kind: Any) -> dict[str, Any]:
        """Give the schema of a type. Raises `TypeError` for one that has none here."""
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if kind is datetime:
            return dict(_WALL_TIME)
        if isinstance(kind, NewType):
            return self.of(kind.__supertype__)
        origin, inside = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(each) for each in inside]}
        if origin is tuple and inside[1:] == (...,):
            return {"type": "array", "items": self.of(inside[0])}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            values = self.of(inside[1])
            return {"type": "object"} | ({"additionalProperties": values} if values else {})
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"type": "string", "enum": [str(each.value) for each in kind]}
        if isinstance(kind, type) and attrs.has(kind):
            return self._reference(kind)
        message = f"no schema is known for {kind!r}"
        raise TypeError(message)

    def _reference(self, kind: type) -> dict[str, Any]:
        name = kind.__name__.removesuffix("Form").lstrip("_")
        if self._kinds.setdefault(name, kind) is not kind:
            message = f"two classes are named {name}"
            raise TypeError(message)
        if name not in self.named:
            self.named[name] = {}  # it may hold itself
            self.named[name].update(self._object(kind))
        return {"$ref": f"#/components/schemas/{name}"}

    def _object(self, kind: type) -> dict[str, Any]:
        hints, fields = get_type_hints(kind), attrs.fields(kind)
        shown = any(keys.OF in each.metadata for each in fields)
        sent = any(PLACE in each.metadata for each in fields)
        properties = {key_name(each.name): self.field(each, hints[each.name]) for each in fields}
        made: dict[str, Any] = {"type": "object"}
        if kind.__doc__ and not kind.__name__.startswith("_"):
            made["description"] = kind.__doc__.partition("\n")[0]
        made["properties"] = properties | ({"withheld": _WITHHELD} if shown else {})
        required = [
            key_name(each.name)
            for each in fields
            if not shown
            and LEFT_OUT not in each.metadata
            and not (sent and each.default is not attrs.NOTHING)
        ]
        return made | {"required": required, "additionalProperties": False}

    def field(self, field: attrs.Attribute[Any], hint: Any) -> dict[str, Any]:
        """Give the schema of a field that may carry facets, words and an example."""
        made, told = self.of(hint), field.metadata
        if LEFT_OUT in told:
            return something(made)
        if PLACE not in told:
            return made
        inner = made["items"] if made.get("type") == "array" else made
        inner = next((each for each in made.get("anyOf", ()) if each.get("type") != "null"), inner)
        inner.update(told[FACETS])
        for one, pattern in ((date, DATE_PATTERN), (datetime, MINUTE_PATTERN)):
            if one in (hint, *get_args(hint)):
                inner["pattern"] = pattern
        if told[EXAMPLE] is not None:
            made["examples"] = [told[EXAMPLE]]
        return made | ({"description": told[SAYS]} if told[SAYS] else {})


def something(schema: dict[str, Any]) -> dict[str, Any]:
    """Give a schema without the alternative of being null."""
    left: list[dict[str, Any]] = [
        each for each in schema.get("anyOf", ()) if each != {"type": "null"}
    ]
    if len(left) != 1:
        return schema
    return left[0] | {key: value for key, value in schema.items() if key != "anyOf"}
