"""What the programme knows of a site: ids, grades, address, headcounts and whom to ask there.

The attendance side knows a site by its id and calendar; this record stands beside it and never
changes what is judged of attendance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.periods import DatePeriod, SchoolYear
from sro_core.privacy import Sensitivity, sensitive
from sro_core.registers import Keeper, Register

_CDS, _NCES = re.compile(r"\d{14}"), re.compile(r"\d{12}")
_GRADES = ("P", "TK", "K", *map(str, range(1, 13)))


class Level(StrEnum):
    """The levels that requirements tell apart; which one a site has may differ by requirement."""

    ELEMENTARY = "elementary"
    INTERMEDIATE = "intermediate"
    SECONDARY = "secondary"


class SiteStatus(StrEnum):
    """Whether a site teaches."""

    ACTIVE = "active"
    CLOSED = "closed"
    MERGED = "merged"
    PENDING = "pending"


@attrs.frozen
class Grades:
    """Hold the lowest and the highest grade taught, both included.

    >>> print(Grades.read("7-8"), Grades.read("7"))
    7-8 7
    """

    low: str
    high: str

    def __attrs_post_init__(self) -> None:
        """Refuse grades that nobody teaches, or the wrong way round."""
        for each in (self.low, self.high):
            if each not in _GRADES:
                raise BadValue(f"grade {each!r}", "it is no grade", f"use {', '.join(_GRADES)}")
        if _GRADES.index(self.high) < _GRADES.index(self.low):
            raise BadValue(f"grades {self}", "the first is above the last", "give the lowest first")

    @classmethod
    def read(cls, text: str) -> Self:
        """Read grades as the state writes them: ``9-12``, ``P-K`` or ``7``."""
        low, _, high = text.partition("-")
        return cls(low.strip(), (high or low).strip())

    def has(self, grade: str) -> bool:
        """Tell whether a grade is taught."""
        return (
            _GRADES.index(self.low) <= _GRADES.index(grade) <= _GRADES.index(self.high)
            if grade in _GRADES
            else False
        )

    def __str__(self) -> str:
        """Print as the state does."""
        return self.low if self.low == self.high else f"{self.low}-{self.high}"


@attrs.frozen
class Address:
    """Hold where a site is. Zip codes are text: zeros count."""

    street: str
    city: str
    zip: str = ""

    def __str__(self) -> str:
        """Print on one line."""
        return ", ".join(filter(None, (self.street, f"{self.city} {self.zip}".strip())))


@attrs.frozen
class Headcount:
    """Hold how many people a school year has at a site; the year is named by its first half."""

    year: int
    students: int
    staff: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse fewer than nobody."""
        if self.students < 0 or (self.staff or 0) < 0:
            raise BadValue(f"headcount {self.year}", "it is below 0", "give a number from 0 on")
        SchoolYear(self.year)


@attrs.frozen(kw_only=True)
class StaffContact:
    """Name somebody on the school's side whom the programme works with.

    Attributes:
        name, role: who, and as what: principal, attendance supervisor, safety committee, …
        email, phone: how to reach them.
        period: the days for which it holds.
    """

    name: str
    role: str
    email: str = ""
    phone: str = ""
    period: DatePeriod = attrs.field(factory=lambda: DatePeriod(None, None))


@attrs.frozen(kw_only=True)
class SiteProfile:
    """Hold what the programme knows of a site.

    Attributes:
        id: the site.
        name: as the public knows it.
        cds, nces: the state's id (14 digits) and the nation's (12), or empty.
        status: whether it teaches.
        opened, closed: the first day, and the day on which it had closed.
        grades: those it teaches, where it teaches grades.
        level: the level that most requirements see.
        levels: where a requirement sees another one, by the requirement's id.
        address, phone: public.
        headcounts: by school year, ascending.
        staff: whom to ask on the school's side.
        source, stated: which directory says so, and as of when.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PUBLIC

    id: SiteId
    name: str
    cds: str = ""
    nces: str = ""
    status: SiteStatus = SiteStatus.ACTIVE
    opened: date | None = None
    closed: date | None = None
    grades: Grades | None = None
    level: Level | None = None
    levels: Mapping[str, Level] = attrs.field(factory=dict)
    address: Address | None = None
    phone: str = ""
    headcounts: tuple[Headcount, ...] = ()
    staff: tuple[StaffContact, ...] = attrs.field(default=(), metadata=sensitive(Sensitivity.STAFF))
    source: str = ""
    stated: date | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a site without a name, ids that no directory gives out, and years that repeat."""
        if not self.id or not self.name.strip():
            raise BadValue(f"site {self.id!r}", "it has no id or no name", "give both")
        if self.cds and not _CDS.fullmatch(self.cds):
            raise BadValue(f"CDS {self.cds!r}", "it is not 14 digits", "zeros count: keep it text")
        if self.nces and not _NCES.fullmatch(self.nces):
            raise BadValue(
                f"NCES {self.nces!r}", "it is not 12 digits", "zeros count: keep it text"
            )
        if self.opened and self.closed and self.closed < self.opened:
            raise BadValue(f"site {self.id}", "it closed before it opened", "look at both dates")
        years = [each.year for each in self.headcounts]
        if years != sorted(set(years)):
            raise BadValue(
                f"headcounts of {self.id}",
                "years repeat or are out of order",
                "give one headcount a school year, ascending",
            )

    def level_for(self, requirement: str) -> Level | None:
        """Give the level that a requirement sees, or None where nobody said."""
        return self.levels.get(requirement, self.level)

    def headcount(self, year: int) -> Headcount | None:
        """Give the headcount of a school year."""
        return next((each for each in self.headcounts if each.year == year), None)

    def open_on(self, on: date) -> bool:
        """Tell whether the site teaches that day, as far as is stated."""
        if self.closed is not None:
            return (self.opened is None or self.opened <= on) and on < self.closed
        return self.status is SiteStatus.ACTIVE and (self.opened is None or self.opened <= on)

    def staff_on(self, on: date) -> tuple[StaffContact, ...]:
        """Give whom to ask on a date."""
        return tuple(each for each in self.staff if on in each.period)


def with_headcount(profile: SiteProfile, count: Headcount) -> SiteProfile:
    """Give the profile with a headcount; one of the same year is replaced."""
    others = [each for each in profile.headcounts if each.year != count.year]
    return attrs.evolve(
        profile, headcounts=tuple(sorted((*others, count), key=lambda each: each.year))
    )


PROFILES = Register(
    name="site profile", kind=SiteProfile, keeper=Keeper.PROGRAMME, site=lambda one: one.id
)
