"""Read a map of a department's export of incidents: TOML that says what its columns and words mean.

It is read strictly: whatever is not understood is refused, all of it at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from sro_adapters.interchange.mapfile import DATES
from sro_adapters.interchange.problems import InputRefused, Report

NEEDED = ("number", "date", "time", "place", "offense")
"""Columns without which no incident can be made."""
COLUMNS = (
    *NEEDED, "site", "person", "part", "student", "referred", "arrested", "cited", "disposition",
    "referral", "referral_by", "referral_on", "ground", "handed_back", "juvenile",
)  # fmt: skip
"""Every column there is, by our name."""
_TOP = frozenset({"columns", "values", "dates", "table", "separator"})


@attrs.frozen(kw_only=True)
class IncidentMap:
    """Hold how an export of incidents is read.

    Attributes:
        columns: our column to theirs.
        values: our column to their words and ours.
        dates: how dates are written, as maps of exports have it.
        table: the table in which offense codes without a colon stand; empty for any.
        separator: stands between several codes in one cell.
    """

    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    dates: str = DATES[0]
    table: str = ""
    separator: str = ";"


def read_map(path: Path) -> IncidentMap:
    """Read a map.

    Raises:
        InputRefused: with everything that is not understood.
    """
    report = Report()
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        report.error("bad_map", path.name, f"it cannot be read: {error}", "give a TOML file")
        raise InputRefused(path.name, report) from error
    made = _made(found, path.name, report)
    if report.errors:
        raise InputRefused(path.name, report)
    return made


def _made(found: Mapping[str, Any], file: str, report: Report) -> IncidentMap:
    def refuse(says: str, hint: str) -> None:
        report.error("bad_map", file, says, hint)

    for key in sorted(set(found) - _TOP):
        refuse(f"{key!r} is no setting", f"there are: {', '.join(sorted(_TOP))}")
    columns = _texts(found.get("columns", {}), "columns", refuse)
    values = {
        name: _texts(each, f"values.{name}", refuse)
        for name, each in _table(found.get("values", {}), "values", refuse).items()
    }
    for name in sorted({*columns, *values} - set(COLUMNS)):
        refuse(f"{name!r} is no column of ours", f"there are: {', '.join(COLUMNS)}")
    for name in (each for each in NEEDED if each not in columns):
        refuse(f"it does not say which column is {name!r}", "name it under [columns]")
    dates = found.get("dates", DATES[0])
    if dates not in DATES:
        refuse(f"{dates!r} is no way to write a date", f"there are: {', '.join(DATES)}")
    for name in ("table", "separator"):
        if not isinstance(found.get(name, ""), str):
            refuse(f"{name} is no text", "write it in quotes")
    rest = {name: found[name] for name in ("table", "separator") if name in found}
    return IncidentMap(columns=columns, values=values, dates=dates, **rest)


def _table(value: Any, where: str, refuse: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    refuse(f"{where} is no table", f"write [{where}]")
    return {}


def _texts(value: Any, where: str, refuse: Any) -> dict[str, str]:
    table = _table(value, where, refuse)
    for key in (key for key, each in table.items() if not isinstance(each, str)):
        refuse(f"{where}.{key} is no text", "write it in quotes")
    return {key: each for key, each in table.items() if isinstance(each, str)}
