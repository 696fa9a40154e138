"""Read the rows of a state's directory of public schools as site profiles.

The layout is that of the California Department of Education: CDS code, NCES ids, status,
address, grades, dates. ``No Data`` stands for nothing. What could make two schools out of one, or
one out of two, is a warning with its line: a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import attrs

from sro_adapters.interchange.problems import InputRefused, Report
from sro_adapters.interchange.tables import read_table
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.sites.profile import Address, Grades, Level, SiteProfile, SiteStatus

NO_DATA = "No Data"
SOURCE = "California public schools directory"
COLUMNS = (
    "CDSCode", "NCESDist", "NCESSchool", "StatusType", "School", "Street", "City", "Zip", "Phone",
    "OpenDate", "ClosedDate", "SOC", "GSoffered", "LastUpDate",
)  # fmt: skip
LEVELS = {
    "60": Level.ELEMENTARY,
    "61": Level.ELEMENTARY,
    "62": Level.INTERMEDIATE,
    "64": Level.INTERMEDIATE,
    "66": Level.SECONDARY,
    "67": Level.SECONDARY,
    "68": Level.SECONDARY,
}
"""The level that a school's own class of the state stands for; none where it spans several."""
_DIGITS = {"CDSCode": 14, "NCESDist": 7, "NCESSchool": 5}


@attrs.frozen
class Directory:
    """Hold what was read: the profiles in the order of the file, and every problem."""

    name: str
    profiles: tuple[SiteProfile, ...]
    report: Report


@attrs.frozen
class _Row:
    """One row with its line; a cell of nothing is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        value = self.cells[column].strip()
        return "" if value == NO_DATA else value

    @property
    def name(self) -> str:
        """The school as messages call it."""
        gone = f", {self['StatusType'].lower()} {self['ClosedDate']}" if self["ClosedDate"] else ""
        return f"{self['School']} (line {self.line}{gone})"


@attrs.frozen
class _Told:
    """Note what is wrong with a row, or strange."""

    report: Report
    file: str

    def error(self, code: str, row: _Row, column: str, says: str, hint: str) -> None:
        """Note what keeps the file out."""
        value = row.cells[column]
        self.report.error(code, self.file, says, hint, line=row.line, column=column, value=value)

    def warn(self, code: str, row: _Row, column: str, says: str, hint: str) -> None:
        """Note what a person should look at."""
        value = row.cells[column]
        self.report.warn(code, self.file, says, hint, line=row.line, column=column, value=value)


def read_directory(path: Path, *, known_as: Mapping[str, SiteId] | None = None) -> Directory:
    """Read a directory file.

    Args:
        path: the CSV file.
        known_as: by CDS code, the district's own id of a site; others are filed by their code.

    Raises:
        InputRefused: it has errors; every problem is listed, and nothing of it is used.
    """
    report, file = Report(), path.name
    if not path.is_file():
        report.error("no_such_file", file, "there is no such file", "give a CSV file")
        raise InputRefused(str(path), report)
    table = read_table(file, lambda: path.open("rb"), report)
    if table is None:
        raise InputRefused(str(path), report)
    for column in COLUMNS:
        if column not in table.header:
            says = "the column is missing"
            report.error(
                "missing_column", file, says, "export the whole row", line=1, column=column
            )
    if report.errors:
        raise InputRefused(str(path), report)
    rows = [
        _Row(line, dict(zip(table.header, cells, strict=True)))
        for lines, block in table.blocks()
        for line, cells in zip(lines, block, strict=True)
    ]
    own = known_as or {}
    for code in sorted(set(own) - {each["CDSCode"] for each in rows}):
        says = f"no row has the code that {own[code]} was said to have"
        report.error(
            "unknown_code", file, says, "codes are 14 digits", column="CDSCode", value=code
        )
    told = _Told(report, file)
    profiles = [each for row in rows if (each := _profile(row, own, told)) is not None]
    _ids_once(rows, told)
    _look_alikes(rows, told)
    if report.errors:
        raise InputRefused(str(path), report)
    return Directory(file, tuple(profiles), report)


def _profile(row: _Row, known_as: Mapping[str, SiteId], told: _Told) -> SiteProfile | None:
    before = told.report.errors
    for column, digits in _DIGITS.items():
        _check_digits(row, column, digits, told)
    status = _status(row, told)
    dates = {each: _date(row, each, told) for each in ("OpenDate", "ClosedDate", "LastUpDate")}
    if not row["School"]:
        told.error("blank_cell", row, "School", "the school has no name", "fill it in")
    if told.report.errors > before or status is None:
        return None
    _warn_of_gaps(row, status, told)
    cds, nces = row["CDSCode"], row["NCESDist"] + row["NCESSchool"]
    try:
        return SiteProfile(
            id=known_as.get(cds, SiteId(cds)),
            name=row["School"],
            cds=cds,
            nces=nces if row["NCESSchool"] else "",
            status=status,
            opened=dates["OpenDate"],
            closed=dates["ClosedDate"],
            grades=_grades(row, told),
            level=_level(row, told),
            address=Address(row["Street"], row["City"], row["Zip"]) if row["Street"] else None,
            phone=row["Phone"],
            source=SOURCE,
            stated=dates["LastUpDate"],
        )
    except BadValue as wrong:
        told.error("row_contradicts", row, "ClosedDate", str(wrong), "look at the row")
        return None


def _check_digits(row: _Row, column: str, digits: int, told: _Told) -> None:
    value = row[column]
    if not value and column == "NCESSchool":
        return  # it is warned of with the other gaps
    if re.fullmatch(rf"[0-9]{{{digits}}}", value):
        return
    if re.fullmatch(r"[0-9]+", value) and len(value) < digits:
        says = f"it has {len(value)} digits of {digits}; leading zeros are lost"
        told.error("zeros_lost", row, column, says, "export it as text")
    else:
        says = f"it is not {digits} digits"
        told.error("bad_id", row, column, says, "export it as text, not as a number")


def _status(row: _Row, told: _Told) -> SiteStatus | None:
    value = row["StatusType"].lower()
    if value not in set(SiteStatus):
        says = f"it is none of: {', '.join(SiteStatus)}"
        told.error("bad_status", row, "StatusType", says, "look at the row")
        return None
    if value == SiteStatus.MERGED:
        says = "the school was merged into another one, which the directory does not name"
        told.warn("school_merged", row, "StatusType", says, "look up what became of it")
    return SiteStatus(value)


def _date(row: _Row, column: str, told: _Told) -> date | None:
    value = row[column]
    if not value:
        return None
    try:
        return datetime.strptime(value, "%m/%d/%Y").date()
    except ValueError:
        told.error("bad_date", row, column, "it is no date", "write it as 08/17/2026")
        return None


def _warn_of_gaps(row: _Row, status: SiteStatus, told: _Told) -> None:
    """Tell where nothing is stated that a programme would look for."""
    wanted = ["NCESSchool"]
    wanted += ["Phone"] if status is SiteStatus.ACTIVE else ["ClosedDate"]
    for column in wanted:
        if not row[column]:
            says = f"nothing is stated ({NO_DATA} is no value)"
            told.warn("no_data", row, column, says, "taken in without it")


def _grades(row: _Row, told: _Told) -> Grades | None:
    value = row["GSoffered"]
    if not value:
        told.warn("no_data", row, "GSoffered", "nothing is stated", "taken in without it")
        return None
    try:
        return Grades.read(value)
    except BadValue:
        told.warn("no_grades", row, "GSoffered", "these are no grades", "taken in without")
        return None


def _level(row: _Row, told: _Told) -> Level | None:
    level = LEVELS.get(row["SOC"])
    if level is None:
        says = "this class of school stands for no one level"
        told.warn("level_open", row, "SOC", says, "state it with `sro sites record`")
    return level


def _ids_once(rows: list[_Row], told: _Told) -> None:
    for column in ("CDSCode", "NCESSchool"):
        first: dict[tuple[str, str], _Row] = {}
        for row in rows:
            key = (row["NCESDist"] if column == "NCESSchool" else "", row[column])
            other = first.setdefault(key, row)
            if row[column] and other is not row:
                says = f"{other.name} has this id already"
                told.error("id_twice", row, column, says, "look at both rows")


def _look_alikes(rows: list[_Row], told: _Told) -> None:
    """Tell which rows may be one school listed twice, or share an address or a telephone."""
    for row, others in _alike(rows, lambda each: _key(each, "School", "Street")):
        says = f"it is listed twice, also as {_names(others)}"
        told.warn("listed_twice", row, "School", says, "both are taken in, by their codes")
    for row, others in _alike(rows, lambda each: _key(each, "Street", "City")):
        strange = [each for each in others if each["School"].lower() != row["School"].lower()]
        if strange:
            says = f"it is also the address of {_names(strange)}"
            hint = "find a site by its id, never by its address"
            told.warn("shared_address", row, "Street", says, hint)
    for row, others in _alike(rows, lambda each: _key(each, "Phone")):
        says = f"it is also the number of {_names(others)}"
        told.warn("shared_phone", row, "Phone", says, "ask each school for its own")


def _key(row: _Row, *columns: str) -> str:
    parts = [re.sub(r"[^a-z0-9]+", " ", row[each].lower()).strip() for each in columns]
    return "|".join(parts) if all(parts) else ""


def _alike(rows: list[_Row], key: Callable[[_Row], str]) -> Iterator[tuple[_Row, list[_Row]]]:
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    for row in rows:
        group = groups[key(row)]
        if key(row) and len(group) > 1:
            yield row, [each for each in group if each is not row]


def _names(rows: Iterable[_Row]) -> str:
    return " and ".join(each.name for each in rows)
