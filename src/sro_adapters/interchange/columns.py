"""What a cell of a column may hold; anything else is refused, nothing is guessed.

A reader takes the text of a cell and gives its value, or raises `CellRefused`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import attrs

from sro_core.truancy.attendance import MINUTES_OF_A_DAY

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")


@attrs.frozen
class CellRefused(Exception):
    """A cell does not hold what its column may hold."""

    code: str
    says: str
    hint: str


FIRST_YEAR, LAST_YEAR = 1900, 9999
Reader = Callable[[str], Any]


@attrs.frozen
class Column:
    """Describe one column of a file.

    Attributes:
        name: as the standard or this library has it.
        read: turns a cell into its value.
        refuses: a cell that is refused, for documentation and tests.
        required: the column must be there.
        filled: the cell may not be blank.
        identity: the value could name a person or tell about one; it is masked when shown.
    """

    name: str
    read: Reader
    refuses: str
    required: bool = False
    filled: bool = False
    identity: bool = False


def text(cell: str) -> str:
    """Take free text; control characters are refused."""
    if not cell.isprintable() and any(
        ord(each) < ord(" ") and each not in "\t\r\n" for each in cell
    ):
        raise CellRefused("control_character", "it holds a control character", "remove it")
    return cell


@lru_cache(maxsize=65536)
def identifier(cell: str) -> str:
    """Take an id unchanged, as text; spaces around it would make it another id."""
    text(cell)
    if cell != cell.strip():
        raise CellRefused("space_around_id", "an id has spaces around it", "remove them")
    return cell


@lru_cache(maxsize=4096)
def identifiers(cell: str) -> tuple[str, ...]:
    """Take a list of ids, separated by commas."""
    return tuple(identifier(each.strip()) for each in text(cell).split(",") if each.strip())


@lru_cache(maxsize=4096)
def day(cell: str) -> date | None:
    """Take a date as ISO 8601 has it, 2026-09-01; blank is None."""
    if not cell.strip():
        return None
    try:
        if _DAY.fullmatch(cell.strip()):  # else it also takes 2026-W36-2
            found = date.fromisoformat(cell.strip())
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found
    except ValueError:
        pass
    raise CellRefused("bad_date", "it is no date from 1900 on", "write it as 2026-09-01")


@lru_cache(maxsize=4096)
def moment(cell: str) -> datetime | None:
    """Take a date and time as ISO 8601 has it; blank is None."""
    if not cell.strip():
        return None
    try:
        return datetime.fromisoformat(cell.strip())
    except ValueError as error:
        raise CellRefused(
            "bad_time", "it is no date and time", "write it as 2026-09-01T08:30:00Z"
        ) from error


def clock(cell: str) -> time | None:
    """Take a wall time, 08:30; blank is None."""
    if not cell.strip():
        return None
    try:
        if _CLOCK.fullmatch(cell.strip()):
            hour, _, minute = cell.strip().partition(":")
            return time(int(hour), int(minute))
    except ValueError:
        pass
    raise CellRefused("bad_time", "it is no time of day", "write it as 08:30")


def boolean(cell: str) -> bool | None:
    """Take true or false; blank is None."""
    known = {"true": True, "false": False, "": None}
    if cell.strip().lower() not in known:
        raise CellRefused("bad_boolean", "it is neither true nor false", "write true or false")
    return known[cell.strip().lower()]


_DIGITS = 9  # int() has an error of its own for thousands of them


def whole(low: int, high: int) -> Reader:
    """Take a whole number between two bounds; blank is None."""

    @lru_cache(maxsize=4096)
    def read(cell: str) -> int | None:
        bare = cell.strip()
        if not bare:
            return None
        if bare.isascii() and bare.isdigit() and len(bare) <= _DIGITS and low <= int(bare) <= high:
            return int(bare)
        raise CellRefused(
            "bad_number", f"it is no whole number from {low} to {high}", "write digits only"
        )

    return read


minutes = whole(0, MINUTES_OF_A_DAY)
year = whole(FIRST_YEAR, LAST_YEAR)


def choice(*values: str) -> Reader:
    """Take one of the given words, however capitalised; blank is empty text."""
    known = {each.lower(): each for each in values} | {"": ""}

    @lru_cache(maxsize=1024)
    def read(cell: str) -> str:
        found = known.get(cell.strip().lower())
        if found is None:
            raise CellRefused(
                "bad_choice", "it is none of the words allowed here", f"use {', '.join(values)}"
            )
        return found

    return read


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday(cell: str) -> int | None:
    """Take a weekday by its English name or the first three letters; Monday is 0."""
    bare = cell.strip().lower()
    for number, name in enumerate(_DAYS):
        if bare in (name.lower(), name[:3].lower()):
            return number
    raise CellRefused("bad_weekday", "it is no weekday", f"use {', '.join(_DAYS)}")
