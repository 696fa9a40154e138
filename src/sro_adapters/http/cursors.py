"""Cursors: where a list goes on, as text that only this list and this query take back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sro_adapters.http import problems
from sro_adapters.http.problems import Problem

_CHECK = 16
"""Digits of the check: a slip or a cursor of another list is caught; nothing rests on it."""

Position = tuple[str | int, ...]


def written(position: Sequence[str | int], listing: str, query: Mapping[str, str]) -> str:
    """Write a position in a list as a cursor.

    Args:
        position: the sort key of the last item that was given.
        listing: the list, by the name of its operation.
        query: what was asked of it, the cursor and the number of items apart.
    """
    raw = json.dumps([_check(position, listing, query), *position], ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def read(text: str, kinds: Sequence[type], listing: str, query: Mapping[str, str]) -> Position:
    """Read a cursor back.

    Raises:
        Problem: it is none of this list and query.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _foreign() from error
    if not isinstance(found, list) or [type(each) for each in found[1:]] != list(kinds):
        raise _foreign()
    check, *position = found
    if check != _check(position, listing, query):
        raise _foreign()
    return tuple(position)


def _check(position: Sequence[Any], listing: str, query: Mapping[str, str]) -> str:
    told = json.dumps([list(position), listing, sorted(query.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:_CHECK]


def _foreign() -> Problem:
    return problems.parameter("cursor", "it is no cursor that this list gave for this query")
