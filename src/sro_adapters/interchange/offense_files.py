"""Read tables of offense codes: the FBI's NIBRS list, and the statute codes of California's DOJ.

A row that cannot be used is refused with its line and reason, and the others are kept: such a
list is somebody else's, and one bad line of five thousand keeps nobody from the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import attrs

from sro_adapters.interchange.problems import InputRefused, Report
from sro_adapters.interchange.tables import read_table
from sro_core.errors import BadValue
from sro_core.periods import DatePeriod
from sro_core.safety.offenses import ALWAYS, OffenseEntry, OffenseTable

_NIBRS = ("OFFENSE_CODE", "OFFENSE_NAME", "OFFENSE_CATEGORY_NAME")
_DOJ = (
    "offenseCode", "offenseStatute", "offenseTypeOfStatuteCD", "statuteLiteral",
    "offenseTypeOfCharge", "offenseEnacted", "offenseRepealed",
)  # fmt: skip
_CHARGES = {"F": "felony", "M": "misdemeanor", "I": "infraction"}
_SHORTEST = 4
"""No code of the DOJ has fewer digits; a test entry has."""


@attrs.frozen
class ReadOffenses:
    """Hold a table that was read, and the rows that were refused.

    Attributes:
        table: the codes that can be used.
        report: the others, as warnings.
    """

    table: OffenseTable
    report: Report


@attrs.frozen
class _Refused(Exception):
    says: str
    hint: str
    column: str


def read_nibrs(path: Path, *, taken: datetime) -> ReadOffenses:
    """Read the FBI's list of offenses: codes are text of which every zero counts."""
    return _read(path, _nibrs_entry, _NIBRS, id="nibrs", title="FBI NIBRS offenses", taken=taken)


def read_doj(path: Path, *, taken: datetime) -> ReadOffenses:
    """Read the statute codes of California's DOJ, each with the days on which it was law."""
    return _read(
        path, _doj_entry, _DOJ, id="doj", title="California DOJ statute codes", taken=taken
    )


READERS: Mapping[str, Callable[..., ReadOffenses]] = {"nibrs": read_nibrs, "doj": read_doj}
"""What reads each form."""


def _read(
    path: Path,
    entry: Callable[[Mapping[str, str]], OffenseEntry],
    needed: tuple[str, ...],
    *,
    id: str,
    title: str,
    taken: datetime,
) -> ReadOffenses:
    report = Report()
    found: dict[str, OffenseEntry] = {}
    for line, row in _rows(path, needed, report):
        try:
            made = entry(row)
            _refuse_twin(made, found, needed[0])
            found[made.code] = made
        except _Refused as refused:
            report.warn(
                "offense_refused", path.name, refused.says, refused.hint,
                line=line, column=refused.column, value=row[refused.column],
            )  # fmt: skip
        except BadValue as error:
            report.warn(
                "offense_refused", path.name, error.why, error.instead,
                line=line, column=needed[0], value=row[needed[0]],
            )  # fmt: skip
    if report.errors:
        raise InputRefused(path.name, report)
    return ReadOffenses(
        OffenseTable(id=id, title=title, taken=taken, entries=tuple(found.values())), report
    )


def _refuse_twin(made: OffenseEntry, found: Mapping[str, OffenseEntry], column: str) -> None:
    if made.code in found:
        raise _Refused("the code stands twice", "keep one of them", column)


def _rows(
    path: Path, needed: tuple[str, ...], report: Report
) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        report.error("no_such_input", path.name, "there is no such file", "check the path")
        return
    table = read_table(path.name, lambda: path.open("rb"), report)
    if table is None:
        return
    for name in (each for each in needed if each not in table.header):
        report.error("missing_column", path.name, f"there is no column {name!r}", line=1)
    if report.errors:
        return
    places = {name: table.header.index(name) for name in needed}
    for lines, block in table.blocks():
        for line, cells in zip(lines, block, strict=True):
            yield line, {name: cells[place].strip() for name, place in places.items()}


def _nibrs_entry(row: Mapping[str, str]) -> OffenseEntry:
    code = row["OFFENSE_CODE"]
    if not code.isalnum():
        raise _Refused(f"{code!r} is no code of one offense", "nothing", "OFFENSE_CODE")
    group = row["OFFENSE_CATEGORY_NAME"] or "not said"
    return OffenseEntry(code=code, title=row["OFFENSE_NAME"], group=group.lower(), effective=ALWAYS)


def _doj_entry(row: Mapping[str, str]) -> OffenseEntry:
    code = row["offenseCode"]
    if len(code) < _SHORTEST or not code.isdigit():
        says = f"no code of the DOJ is like {code!r}, so it is a test entry"
        raise _Refused(says, "nothing; it is left out", "offenseCode")
    enacted, repealed = _day(row, "offenseEnacted"), _day(row, "offenseRepealed")
    if repealed is not None and enacted is not None and repealed < enacted:
        raise _Refused("it was repealed before it was enacted", "ask the DOJ", "offenseRepealed")
    # The lists give the last day on which a section was law, such as 31 December.
    end = None if repealed is None else repealed + timedelta(days=1)
    statute = f"{row['offenseTypeOfStatuteCD']} {row['offenseStatute']}"
    charge = _CHARGES.get(row["offenseTypeOfCharge"], "other")
    return OffenseEntry(
        code=code,
        title=f"{row['statuteLiteral']} ({statute})",
        group=f"{row['offenseTypeOfStatuteCD']} {charge}",
        effective=DatePeriod(enacted, end),
    )


def _day(row: Mapping[str, str], column: str) -> date | None:
    cell = row[column]
    if not cell:
        return None
    try:
        return date.fromisoformat(cell[:10])
    except ValueError as error:
        says = "it is no date"
        raise _Refused(says, "it is written as 2010-01-31T00:00:00Z", column) from error
