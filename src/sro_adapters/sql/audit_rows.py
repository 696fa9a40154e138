"""Entries of the audit log as rows, and rows that somebody tampered with as entries that fail.

A row counts as untouched only if it is, to the character, the row that its own entry would be
stored as. So a change that reads the same, such as another spacing of a text, shows too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sro_adapters.sql.bulk import Row
from sro_core.audit import AuditEntry, Matter
from sro_core.ids import DistrictId

_UNREADABLE = "what is stored is not what was entered"


def entry_row(entry: AuditEntry) -> Row:
    """Give the row of an entry."""
    matter = entry.matter
    about: tuple[str | None, ...] = (None, None, None, None)
    if matter is not None:
        about = (matter.subject, matter.purpose, _json(matter.details), matter.salt)
    return (
        entry.district, entry.place, entry.at.isoformat(), entry.actor, entry.role, entry.act,
        entry.site, *about, entry.sealed, _json(entry.clears), entry.previous, entry.hash,
    )  # fmt: skip


def entry_of(row: Sequence[Any], district: DistrictId, place: int) -> AuditEntry:
    """Read an entry; one that was tampered with comes back so that it does not verify.

    Args:
        row: as the driver has it.
        district: whose log it is.
        place: where it should stand, for a row that does not say so any more.
    """
    stored = tuple(row)
    try:
        entry = _read(stored)
        if _same(entry_row(entry), stored):
            return entry
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        pass  # what is left of it is shown below
    return _failing(stored, district, place)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_PLACE, _MATTER = 1, range(7, 11)


def _same(made: Row, stored: Row) -> bool:
    """Tell whether a row is the one made of it, cells of another type being another row."""
    texts = all(
        type(cell) is str or (cell is None and n in _MATTER)
        for n, cell in enumerate(stored)
        if n != _PLACE
    )
    return texts and type(stored[_PLACE]) is int and made == stored


def _read(row: Row) -> AuditEntry:
    (
        district, place, at, actor, role, act, site,
        subject, purpose, details, salt, sealed, clears, previous, digest,
    ) = row  # fmt: skip
    matter = None
    if (subject, purpose, details, salt) != (None, None, None, None):
        facts = tuple((_text(name), _text(value)) for name, value in json.loads(details))
        matter = Matter(_text(subject), _text(purpose), facts, _text(salt))
    return AuditEntry(
        district, place, datetime.fromisoformat(at), actor, role, act, site,
        matter, sealed, tuple(map(_number, json.loads(clears))), previous, digest,
    )  # fmt: skip


def _text(cell: object) -> str:
    if type(cell) is not str:
        raise TypeError
    return cell


def _number(cell: object) -> int:
    if type(cell) is not int:
        raise TypeError
    return cell


def _failing(row: Row, district: DistrictId, place: int) -> AuditEntry:
    """Show what is left of an entry, sealed with a text that is no digest."""

    def text(value: object) -> str:
        return value if isinstance(value, str) else ""

    number, at = row[1], datetime(1, 1, 1)
    with suppress(ValueError):  # where it cannot be told any more
        at = datetime.fromisoformat(text(row[2])).replace(tzinfo=None)
    return AuditEntry(
        district=district,
        place=number if type(number) is int else place,
        at=at,
        actor=text(row[3]),
        role=text(row[4]),
        act=text(row[5]),
        site=text(row[6]),
        matter=Matter(text(row[7]), text(row[8]), (("log", _UNREADABLE),), text(row[10])),
        sealed=_UNREADABLE,  # no digest is this text, so that the matter never fits
        clears=(),
        previous=text(row[13]),
        hash=text(row[14]),
    )
