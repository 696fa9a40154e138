"""How an operation declares what it asks for: a class whose fields say where each value stands.

The facets of a field are those of JSON Schema. They are both what the document says and what
is checked, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

PLACE, SAYS, FACETS, EXAMPLE, LEFT_OUT = "place", "says", "facets", "example", "left out"

ID: Mapping[str, Any] = {
    "minLength": 1,
    "maxLength": 256,
    "pattern": r"^[^\u0000-\u001f\u007f]+$",
}
"""An id: text as the district has it, without control characters."""
WORDS: Mapping[str, Any] = {
    "minLength": 1,
    "maxLength": 1000,
    "pattern": r"^[^\u0000-\u001f\u007f]*[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$",
}
"""Words on one line, not blank."""
MAYBE_WORDS: Mapping[str, Any] = {"maxLength": 1000, "pattern": r"^[^\u0000-\u001f\u007f]*$"}
"""Words on one line, or nothing."""
COUNT: Mapping[str, Any] = {"minimum": 1, "maximum": 1_000_000}


class Place(StrEnum):
    """Where a value stands in a request."""

    PATH = "path"
    QUERY = "query"
    BODY = "body"


def _field(
    place: Place, says: str, default: Any, example: Any, facets: Mapping[str, Any] | None
) -> Any:
    told = {PLACE: place, SAYS: says, FACETS: dict(facets or {}), EXAMPLE: example}
    return attrs.field(default=default, metadata=told)


def path(says: str, *, example: str, facets: Mapping[str, Any] = ID) -> Any:
    """Declare an id in the path."""
    return _field(Place.PATH, says, attrs.NOTHING, example, facets)


def query(
    says: str,
    *,
    default: Any = None,
    example: Any = None,
    facets: Mapping[str, Any] | None = None,
) -> Any:
    """Declare a parameter of the query; it may be left out."""
    return _field(Place.QUERY, says, default, example, facets)


def body(says: str) -> Any:
    """Declare the JSON body; its class declares its fields with `member`."""
    return _field(Place.BODY, says, attrs.NOTHING, None, None)


def member(
    says: str,
    *,
    default: Any = attrs.NOTHING,
    example: Any = None,
    facets: Mapping[str, Any] | None = None,
) -> Any:
    """Declare a field of a JSON body."""
    return _field(Place.BODY, says, default, example, facets)


def left_out() -> Any:
    """Declare a key of an answer that is left out where there is nothing to say."""
    return attrs.field(default=None, metadata={LEFT_OUT: True})
