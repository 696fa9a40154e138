"""Print tables and problems as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from sro_adapters.interchange import Report

SHOWN = 20


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings, columns aligned; nothing but the headings where there are none."""
    lines = [[str("" if cell is None else cell) for cell in row] for row in rows]
    widths = [
        max(len(heading), *(len(line[n]) for line in lines)) if lines else len(heading)
        for n, heading in enumerate(headings)
    ]
    for line in ([*headings], *lines):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def warn(report: Report) -> None:
    """Print the warnings of an input to standard error: the first ones, then their number."""
    problems = list(report)
    for problem in problems[:SHOWN]:
        click.echo(str(problem), err=True)
    left = report.warnings + report.errors - min(len(problems), SHOWN)
    if left:
        click.echo(f"and {left} more; `sro check` lists them", err=True)


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Give a number with its noun.

    >>> plural(1, "student"), plural(2, "day"), plural(2, "entry", "entries")
    ('1 student', '2 days', '2 entries')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {nouns or noun + 's'}"
