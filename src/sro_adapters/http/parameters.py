"""Read what an operation asks for out of the path, the query and the body of a request.

Every fault is told at once, with the name of the parameter or the pointer to the field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, TypeVar, get_args, get_type_hints

import attrs
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from sro_adapters.http import problems
from sro_adapters.http.conversion import JSON, TEXT, Unfit, faceted, many
from sro_adapters.http.fields import FACETS, PLACE, Place
from sro_adapters.http.problems import Fault, Problem
from sro_adapters.wire import key_name

C = TypeVar("C")


@attrs.frozen
class _Declared:
    """One parameter that is declared: its attribute, its type, and how its text is read."""

    name: str
    place: Place
    many: bool
    required: bool
    read: Callable[[Any], Any]


@cache
def _declared(kind: type) -> Mapping[str, _Declared]:
    hints = get_type_hints(kind)
    found = {}
    for each in attrs.fields(kind):
        hint, place = hints[each.name], each.metadata[PLACE]
        several = many(hint)
        converter = JSON if place is Place.BODY else TEXT
        inner = get_args(hint)[0] if several else hint
        hook = faceted(converter.get_structure_hook(inner), inner, each.metadata[FACETS])
        found[key_name(each.name)] = _Declared(
            each.name,
            place,
            several,
            each.default is attrs.NOTHING,
            partial(_only, hook),
        )
    return found


def _only(hook: Callable[[Any, Any], Any], raw: Any) -> Any:
    return hook(raw, None)


def body_of(kind: Any) -> str | None:
    """Give the name of the field that is the JSON body, if the class declares one."""
    return next((key for key, each in _declared(kind).items() if each.place is Place.BODY), None)


def read(
    kind: type[C],
    path: Mapping[str, str],
    query: Mapping[str, list[str]],
    body: Callable[[], Any] | None = None,
) -> C:
    """Make what an operation asks for out of a request.

    Args:
        kind: the class that declares it.
        path: the ids in the path, decoded.
        query: the parameters, decoded, each with every value it was given.
        body: gives the JSON body, parsed; asked only where the class declares one.

    Raises:
        Problem: it does not fit; all faults are told.
    """
    wanted: Any = kind
    declared = _declared(wanted)
    given: dict[str, list[str]] = {**query, **{name: [text] for name, text in path.items()}}
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name in given:
        if name not in declared or (declared[name].place is Place.PATH) != (name in path):
            known = ", ".join(each for each in declared if declared[each].place is Place.QUERY)
            said = f"there is no such parameter; there are: {known or 'none'}"
            faults.append(Fault(said, parameter=name))
    for name, each in declared.items():
        if each.place is Place.BODY:
            assert body is not None  # noqa: S101 - the front parses where one is declared
            _read_body(each, body(), values, faults)
        elif name in given:
            _read_parameter(name, each, given[name], values, faults)
    if faults:
        raise problems.invalid(faults)
    return kind(**values)


def _read_parameter(
    name: str, declared: _Declared, texts: list[str], values: dict[str, Any], faults: list[Fault]
) -> None:
    if not declared.many and len(texts) > 1:
        faults.append(Fault("it is given more than once", parameter=name))
        return
    found = []
    for text in texts:
        try:
            found.append(declared.read(text))
        except Unfit as error:
            faults.append(Fault(str(error), parameter=name))
    if len(found) == len(texts):
        values[declared.name] = tuple(found) if declared.many else found[0]


def _read_body(
    declared: _Declared, document: Any, values: dict[str, Any], faults: list[Fault]
) -> None:
    try:
        values[declared.name] = declared.read(document)
    except (Unfit, BaseValidationError) as error:
        faults += _faults(error, "")


def _faults(error: BaseException, pointer: str) -> list[Fault]:
    """List what is wrong inside, each with its place."""
    if isinstance(error, ForbiddenExtraKeysError):
        known = ", ".join(key_name(each.name) for each in attrs.fields(error.cl))
        said = f"there is no such field; there are: {known}"
        return [
            Fault(said, f"{pointer}/{_escaped(str(each))}") for each in sorted(error.extra_fields)
        ]
    if isinstance(error, BaseValidationError):
        return [
            fault for each in error.exceptions for fault in _faults(each, pointer + _step(each))
        ]
    if isinstance(error, KeyError):
        return [Fault("it is missing", pointer)]
    return [Fault(str(error), pointer)]


def _step(error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f"/{_escaped(key_name(note.name))}"
        if isinstance(note, IterableValidationNote):
            return f"/{note.index}"
    return ""


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def parse(raw: bytes) -> Any:
    """Parse a JSON body: UTF-8, no key twice, no number that JSON does not have.

    Raises:
        Problem: it is no such text.
    """
    try:
        return json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Problem(problems.MALFORMED, "the body is no JSON in UTF-8, each key once") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a key comes twice"
        raise ValueError(message)
    return found


def _no_number(name: str) -> Any:
    message = f"{name} is no number of JSON"
    raise ValueError(message)
