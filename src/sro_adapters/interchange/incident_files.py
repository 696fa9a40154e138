"""Read a department's own export of incidents by a map: every problem at once, or all of it.

Rows of one record number are one incident: each adds a person or an offense. No name is read:
persons stand in it under pseudonyms, and what is none is refused unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import attrs

from sro_adapters.interchange import columns
from sro_adapters.interchange.columns import CellRefused
from sro_adapters.interchange.incident_map import IncidentMap
from sro_adapters.interchange.problems import MASK, InputRefused, Report
from sro_adapters.interchange.tables import read_table
from sro_core.errors import BadValue, Unknown
from sro_core.ids import SiteId
from sro_core.safety.incidents import (
    Disposition,
    Part,
    Person,
    Place,
    ReferralBasis,
    SchoolPart,
    SchoolReferral,
)
from sro_core.safety.offenses import Offenses
from sro_core.usecases.incident_log import ToldIncident

E = TypeVar("E")
W = TypeVar("W", bound=StrEnum)
_DATES = {
    "year-month-day": ("%Y-%m-%d",),
    "day/month/year": ("%d/%m/%Y", "%d/%m/%y"),
    "month/day/year": ("%m/%d/%Y", "%m/%d/%y"),
}
_TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%H%M")
_OF_THE_INCIDENT = ("site", "place", "at", "referral", "handed_back")


@attrs.frozen
class CheckedIncidents:
    """Hold what an export says.

    Attributes:
        told: its incidents, in the order in which they come.
        rows: how many rows it has.
        set_aside: rows of adults, which are not counted here.
        report: the warnings.
    """

    told: tuple[ToldIncident, ...]
    rows: int
    set_aside: int
    report: Report


def read_incidents(
    path: Path, mapped: IncidentMap, *, sites: Mapping[SiteId, str], offenses: Offenses
) -> CheckedIncidents:
    """Read an export.

    Args:
        path: the CSV file.
        mapped: what its columns and words mean.
        sites: id and name of the sites on record.
        offenses: every table of codes.

    Raises:
        InputRefused: it has errors; every one is told, and nothing of it is used.
    """
    report = Report()
    if not path.is_file():
        report.error("no_such_input", path.name, "there is no such file", "check the path")
        raise InputRefused(path.name, report)
    reading = _Reading(path.name, mapped, sites, offenses, report)
    for line, row in reading.rows(path):
        reading.take(line, row)
    if report.errors:
        raise InputRefused(path.name, report)
    return CheckedIncidents(tuple(reading.found.values()), reading.count, reading.set_aside, report)


@attrs.define
class _Reading:
    """The state of reading one export."""

    file: str
    mapped: IncidentMap
    sites: Mapping[SiteId, str]
    offenses: Offenses
    report: Report
    found: dict[str, ToldIncident] = attrs.field(factory=dict)
    count: int = 0
    set_aside: int = 0

    def rows(self, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each row by our columns, its cells stripped."""
        table = read_table(self.file, lambda: path.open("rb"), self.report)
        if table is None:
            return
        places = {}
        for ours, theirs in self.mapped.columns.items():
            if theirs not in table.header:
                says = f"there is no column {theirs!r} for {ours!r}"
                known = f"there are: {', '.join(table.header)}"
                self.report.error("map_no_column", self.file, says, known, line=1)
                continue
            places[ours] = table.header.index(theirs)
        if len(places) < len(self.mapped.columns):
            return
        for lines, block in table.blocks():
            for line, cells in zip(lines, block, strict=True):
                yield line, {ours: cells[place].strip() for ours, place in places.items()}

    def take(self, line: int, row: dict[str, str]) -> None:
        """Add a row to the incident of its number, or say everything wrong with it."""
        self.count += 1
        cells = _Cells(self, line, row)
        if cells.get("juvenile", _truth) is False:
            self.set_aside += 1
            return
        number = cells.needed("number", columns.text)
        at = self._at(cells)
        place = cells.needed("place", _word(Place))
        site = cells.get("site", self._site)
        offenses = cells.get("offense", lambda cell: self._codes(cell, at)) or ()
        person = self._person(cells)
        referral = self._referral(cells, at)
        handed_back = bool(cells.get("handed_back", _truth))
        if not row["offense"] and not handed_back:
            cells.error("blank_cell", "offense", "it is blank", "fill it in, or hand it back")
        if cells.bad or number is None or at is None or place is None:
            return
        made = cells.attempt("number", lambda: ToldIncident(
            number=number, site=site, place=place, at=at, offenses=offenses,
            persons=(person,) if person else (), referral=referral, handed_back=handed_back,
        ))  # fmt: skip
        if made is not None:
            self._add(cells, made)

    def _add(self, cells: _Cells, made: ToldIncident) -> None:
        before = self.found.get(made.number)
        if before is None:
            self.found[made.number] = made
            return
        for name in _OF_THE_INCIDENT:
            if getattr(before, name) != getattr(made, name):
                column = "date" if name == "at" else name
                says = f"another row of {made.number} says something else"
                cells.error("rows_disagree", column, says, "keep the one that is right")
                return
        known = {each.ref: each for each in before.persons}
        for each in made.persons:
            if known.setdefault(each.ref, each) != each:
                says = f"another row of {made.number} says something else of this person"
                cells.error("rows_disagree", "person", says, "keep the one that is right")
                return
        codes = tuple(dict.fromkeys((*before.offenses, *made.offenses)))
        self.found[made.number] = attrs.evolve(
            before, persons=tuple(known.values()), offenses=codes
        )

    def _at(self, cells: _Cells) -> datetime | None:
        day = cells.needed("date", self._day)
        clock = cells.needed("time", _clock)
        return None if day is None or clock is None else datetime.combine(day, clock.time())

    def _day(self, cell: str) -> date:
        found = _parsed(cell, _DATES[self.mapped.dates])
        if found is None or found.year < columns.FIRST_YEAR:
            hint = f"the map says dates are written {self.mapped.dates}"
            raise CellRefused("bad_date", "it is no date from 1900 on", hint)
        return found.date()

    def _site(self, cell: str) -> SiteId:
        for id, name in self.sites.items():
            if cell in (id, name):
                return id
        known = f"there are: {', '.join(self.sites)}; say under [values.site] which it is"
        raise CellRefused("unknown_school", "no such site is on record", known)

    def _codes(self, cell: str, at: datetime | None) -> tuple[str, ...]:
        table = f"{self.mapped.table}:" if self.mapped.table else ""
        found = []
        for each in filter(None, map(str.strip, cell.split(self.mapped.separator))):
            code = each if ":" in each else f"{table}{each}"
            try:
                found.append(str(self.offenses.find(code, at.date() if at else date.max)))
            except Unknown as error:
                hint = "take its table in: sro incident codes"
                raise CellRefused("unknown_offense", f"no table has {code}", hint) from error
            except BadValue as error:
                if at is not None:
                    raise CellRefused("not_in_force", error.why, error.instead) from error
        return tuple(each.partition(" ")[0] for each in found)

    def _person(self, cells: _Cells) -> Person | None:
        ref = cells.get("person", columns.text)
        facts: dict[str, Any] = {
            name: cells.get(name, _truth) for name in ("student", "referred", "arrested", "cited")
        }
        part = cells.get("part", _word(Part)) or Part.INVOLVED
        disposition = cells.get("disposition", _word(Disposition))
        if not ref:
            return None
        return cells.attempt(
            "person", lambda: Person(ref=ref, part=part, disposition=disposition, **facts)
        )

    def _referral(self, cells: _Cells, at: datetime | None) -> SchoolReferral | None:
        basis = cells.get("referral", _word(ReferralBasis))
        by = cells.get("referral_by", _word(SchoolPart))
        on = cells.get("referral_on", self._day) or (at.date() if at else None)
        ground = cells.get("ground", columns.text) or ""
        if basis is None or on is None:
            return None
        return cells.attempt(
            "referral",
            lambda: SchoolReferral(
                basis=basis, by=by or SchoolPart.ADMINISTRATOR, on=on, ground=ground
            ),
        )


@attrs.define
class _Cells:
    """The cells of one row, and whether any of them is refused."""

    reading: _Reading
    line: int
    row: Mapping[str, str]
    bad: bool = False

    def get(self, name: str, read: Callable[[str], E]) -> E | None:
        """Read a cell; None where it is blank, not there, or refused, which is then told."""
        cell = self.row.get(name, "")
        if not cell:
            return None
        values = self.reading.mapped.values.get(name, {})
        try:
            return read(values.get(cell, cell))
        except CellRefused as refused:
            self.error(refused.code, name, refused.says, refused.hint)
            return None

    def needed(self, name: str, read: Callable[[str], E]) -> E | None:
        """Read a cell that may not be blank."""
        if not self.row.get(name):
            self.error("blank_cell", name, "it is blank", "fill it in")
        return self.get(name, read)

    def attempt(self, name: str, make: Callable[[], E]) -> E | None:
        """Make something of the cells, or say why it cannot be made."""
        try:
            return make()
        except BadValue as error:
            self.error("does_not_fit", name, f"{error.what}: {error.why}", error.instead)
            return None

    def error(self, code: str, name: str, says: str, hint: str) -> None:
        """Say what is wrong with a cell; that of a person is not shown."""
        self.bad = True
        self.reading.report.error(
            code,
            self.reading.file,
            says,
            hint,
            line=self.line,
            column=self.reading.mapped.columns.get(name, name),
            value=MASK if name == "person" else self.row.get(name, ""),
        )


def _parsed(cell: str, forms: tuple[str, ...]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    return None


def _clock(cell: str) -> datetime:
    found = _parsed(cell.upper(), _TIMES)
    if found is None:
        raise CellRefused("bad_time", "it is no time of day", "write it as 08:30 or 8:30 AM")
    return found


def _truth(cell: str) -> bool:
    known = {"yes": True, "true": True, "y": True, "1": True}
    known |= {"no": False, "false": False, "n": False, "0": False}
    if cell.lower() not in known:
        raise CellRefused("bad_boolean", "it is neither yes nor no", "write yes or no, or map it")
    return known[cell.lower()]


def _word(kind: type[W]) -> Callable[[str], W]:
    words = {each.value.lower(): each for each in kind}

    def read(cell: str) -> W:
        if cell.lower() not in words:
            hint = f"use one of {', '.join(words)}, or map it"
            raise CellRefused("bad_choice", "it is none of the words allowed here", hint)
        return words[cell.lower()]

    return read
