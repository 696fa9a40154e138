"""Print records as one JSON object a line, or as a table of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.paper import table
from sro_core.periods import DatePeriod


def print_records(
    shown: Iterable[Mapping[str, Any]], columns: Mapping[str, str], *, as_json: bool
) -> None:
    """Print records that went through `wire.show`.

    Args:
        shown: as plain data.
        columns: the headings of the table, each with its key.
        as_json: one JSON object a line, with every key.
    """
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    table(tuple(columns), [[_cell(each.get(key)) for key in columns.values()] for each in shown])


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return value


def days(start: date | None, last: date | None) -> DatePeriod:
    """Give the period from a first day to a last one, which is in it; open where it is left out."""
    return DatePeriod(start, None if last is None else last + timedelta(days=1))
