"""A synthetic district: its sites, its classes, its staff, and when each site is in session.

Nothing here is a real school. Two sites serve up to 4,000 students; beyond that every thousand
students open a further site. Students sit in groups of 30, each with a morning and an afternoon
class in each semester, so that every enrolment overlaps another one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from random import Random

from attrs import frozen

from sro_adapters.synthetic.schoolyear import (
    DAY,
    SCHOOL_YEAR_BEGINS_IN,
    WEDNESDAY,
    SchoolYear,
    Term,
    school_year,
)

DISTRICT = "DISTRICT"
STUDENTS_OF_TWO_SITES = 4_000
STUDENTS_OF_A_FURTHER_SITE = 1_000
STUDENTS_OF_A_GROUP = 30
STUDENTS_PER_STAFF = 20
STUDENTS_PER_ADMINISTRATOR = 400
YOUNGEST_IN_GRADE = 4
"""A student of grade g turns g + 5 in the school year: nobody turns 18 but by a story."""
BLOCKS = ("AM", "PM")


@frozen(kw_only=True)
class Site:
    """A school with its grades and its bells; `short` rings on Wednesdays instead of `ends`."""

    id: str
    name: str
    grades: tuple[str, ...]
    begins: str
    ends: str
    short: str
    weight: int
    """Its share of the students."""

    def end_of(self, weekday: int) -> str:
        """Give the last bell of a weekday; Monday is 0."""
        return self.short if weekday == WEDNESDAY else self.ends

    def minutes_of(self, weekday: int) -> int:
        """Count the minutes between the first and the last bell of a weekday."""
        return _minutes(self.end_of(weekday)) - _minutes(self.begins)


@frozen(kw_only=True)
class Spell:
    """A stretch of enrolment at a site; `end` is the first day no longer enrolled."""

    site: str
    group: int
    start: date
    end: date

    def covers(self, day: date) -> bool:
        """Tell whether the day is one of enrolment."""
        return self.start <= day < self.end


@frozen(kw_only=True)
class Staff:
    """A person who works at a site, known by id and role only."""

    id: str
    site: str
    role: str


@frozen(kw_only=True)
class SchoolClass:
    """A block of a group in one semester."""

    id: str
    site: str
    group: int
    term: Term
    block: str


@frozen
class District:
    """Sites and calendar as of a date; no student is in it yet."""

    on: date
    sites: tuple[Site, ...]
    year: SchoolYear

    @cached_property
    def days(self) -> Mapping[str, tuple[date, ...]]:
        """Give the school days to date of each site, in order."""
        return {site.id: self.year.school_days(site.id, self.on) for site in self.sites}

    @cached_property
    def closed(self) -> Mapping[str, tuple[date, ...]]:
        """Give the closed days to date of each site, in order."""
        return {site.id: self.year.closed_days(site.id, self.on) for site in self.sites}

    def enrolled_days(self, spells: Sequence[Spell]) -> tuple[date, ...]:
        """List the days on which some site of enrolment is in session, each once."""
        found = {day for spell in spells for day in self.days[spell.site] if spell.covers(day)}
        return tuple(sorted(found))

    def minutes(self, site: str, day: date) -> int:
        """Count the instructional minutes of a school day: the mark's, else between the bells."""
        for mark in self.year.marks:
            if mark.day == day and mark.minutes is not None:
                return mark.minutes
        return next(s for s in self.sites if s.id == site).minutes_of(day.weekday())

    def semester(self, day: date) -> Term:
        """Find the semester of a day."""
        _, fall, spring = self.year.terms
        return fall if day < spring.start else spring

    def classes(self, groups: Mapping[str, int]) -> Iterator[SchoolClass]:
        """List the classes of so many groups at each site."""
        for site in self.sites:
            for group in range(1, groups[site.id] + 1):
                for term in self.year.terms[1:]:
                    yield from classes_of(site.id, group, term)

    def staff(self, students: int) -> list[Staff]:
        """Staff the sites, about one person for 20 students, at least one of each role a site."""
        count = max(2 * len(self.sites), round(students / STUDENTS_PER_STAFF))
        leaders = max(len(self.sites), students // STUDENTS_PER_ADMINISTRATOR)
        roles = ["administrator"] * leaders + ["teacher"] * (count - leaders)
        turns = [site.id for site in self.sites]
        return [
            Staff(id=f"T-{n + 1:04}", site=turns[n % len(turns)], role=role)
            for n, role in enumerate(roles)
        ]


def district(students: int, on: date) -> District:
    """Open as many sites as the students need, in the school year that contains the date."""
    return District(on, tuple(_sites(students)), school_year(on))


def birth_date(year: SchoolYear, grade: str, dice: Random) -> date:
    """Draw a birth date that keeps the student from 6 to 17 all through the school year."""
    youngest = date(year.first - YOUNGEST_IN_GRADE - int(grade), SCHOOL_YEAR_BEGINS_IN, 1)
    return youngest - dice.randint(1, 365) * DAY


def classes_of(site: str, group: int, term: Term) -> Iterator[SchoolClass]:
    """List the classes of one group in one semester."""
    for block in BLOCKS:
        key = f"{site}-{group:03}-{term.id}-{block}"
        yield SchoolClass(id=key, site=site, group=group, term=term, block=block)


def _sites(students: int) -> Iterator[Site]:
    yield _high("HIGH", "Illustrative High School (synthetic)", 2_600)
    yield _middle("MIDDLE", "Illustrative Middle School (synthetic)", 1_400)
    beyond = max(0, students - STUDENTS_OF_TWO_SITES)
    for n in range(3, 3 - -beyond // STUDENTS_OF_A_FURTHER_SITE):
        build = _high if n % 2 else _middle
        name = f"Illustrative School {n} (synthetic)"
        yield build(f"SITE-{n:03}", name, STUDENTS_OF_A_FURTHER_SITE)


def _high(site: str, name: str, weight: int) -> Site:
    return Site(
        id=site,
        name=name,
        grades=("09", "10", "11", "12"),
        begins="08:30",
        ends="15:30",
        short="14:00",
        weight=weight,
    )


def _middle(site: str, name: str, weight: int) -> Site:
    return Site(
        id=site,
        name=name,
        grades=("07", "08"),
        begins="08:15",
        ends="15:00",
        short="13:30",
        weight=weight,
    )


def _minutes(bell: str) -> int:
    hour, minute = bell.split(":")
    return 60 * int(hour) + int(minute)
