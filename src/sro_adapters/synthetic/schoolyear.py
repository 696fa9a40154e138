"""The school year of a synthetic district: its sessions, its exceptions, its bells.

A year runs from mid August to early June, in two semesters. Among its exceptions are a holiday of
every kind that counting must survive: a break of a week, a day closed at one site only, a day
closed everywhere and made up on a Saturday, and minimum days with fewer minutes.
"""

from datetime import date, timedelta
from functools import cached_property

from attrs import frozen

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
SCHOOL_YEAR_BEGINS_IN = 7
MINUTES_OF_A_MINIMUM_DAY = 240
CLOSED_SITE = "HIGH"
"""The one site with a closed day of its own."""


@frozen(kw_only=True)
class Term:
    """A session as OneRoster has it: `end` is the day after its last one."""

    id: str
    title: str
    type: str
    start: date
    end: date
    parent: str = ""


@frozen(kw_only=True)
class Mark:
    """A day that differs from the pattern of the week; a blank site means every site."""

    day: date
    kind: str
    label: str
    site: str = ""
    minutes: int | None = None


@frozen
class SchoolYear:
    """The year that begins on 1 July of `first`."""

    first: int

    @property
    def start(self) -> date:
        """Give the first day of instruction, a Monday."""
        return weekday_from(date(self.first, 8, 11), MONDAY)

    @property
    def middle(self) -> date:
        """Give the first day of the second semester, after two weeks of winter break."""
        return self._winter_break + 2 * WEEK

    @property
    def end(self) -> date:
        """Give the day after the last day of instruction, a Saturday."""
        return weekday_from(date(self.first + 1, 6, 4), FRIDAY) + DAY

    @property
    def make_up_saturday(self) -> date:
        """Give the Saturday on which every site makes up the smoke day."""
        return weekday_from(date(self.first, 10, 8), SATURDAY)

    @property
    def _winter_break(self) -> date:
        return weekday_from(date(self.first, 12, 20), MONDAY)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Give the school year and its two semesters, which meet without a gap."""
        ending = self.first + 1
        year = Term(
            id=f"YEAR-{ending}",
            title=f"School year {self.first}-{ending}",
            type="schoolYear",
            start=self.start,
            end=self.end,
        )
        fall = Term(
            id=f"FALL-{self.first}",
            title=f"Fall semester {self.first}",
            type="semester",
            start=self.start,
            end=self.middle,
            parent=year.id,
        )
        spring = Term(
            id=f"SPRING-{ending}",
            title=f"Spring semester {ending}",
            type="semester",
            start=self.middle,
            end=self.end,
            parent=year.id,
        )
        return year, fall, spring

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Give closed, added and minimum days in the order of their dates."""
        return tuple(
            sorted((*self._closed(), *self._added(), *self._minimum()), key=lambda mark: mark.day)
        )

    def _closed(self) -> list[Mark]:
        first, last = self.first, self.first + 1
        thanksgiving = weekday_from(date(first, 11, 22), THURSDAY)
        single = {
            weekday_from(date(first, 9, 1), MONDAY): "Labor Day",
            weekday_from(date(first, 9, 15), THURSDAY): "Smoke day",
            _nearest_weekday(date(first, 11, 11)): "Veterans Day",
            weekday_from(date(last, 1, 15), MONDAY): "Martin Luther King Jr. Day",
            weekday_from(date(last, 2, 15), MONDAY): "Presidents' Day",
            weekday_from(date(last, 5, 25), MONDAY): "Memorial Day",
        }
        breaks = {
            thanksgiving - 3 * DAY: "Thanksgiving break",
            self._winter_break: "Winter break",
            self._winter_break + WEEK: "Winter break",
            weekday_from(date(last, 4, 1), MONDAY): "Spring break",
        }
        closed = [Mark(day=day, kind="closed", label=label) for day, label in single.items()]
        for monday, label in breaks.items():
            closed += [Mark(day=monday + n * DAY, kind="closed", label=label) for n in range(5)]
        outage = weekday_from(date(first, 10, 1), TUESDAY)
        closed.append(Mark(day=outage, kind="closed", label="Power outage", site=CLOSED_SITE))
        return closed

    def _added(self) -> list[Mark]:
        saturday = self.make_up_saturday
        label = "Make-up for the smoke day"
        return [Mark(day=saturday, kind="added", label=label, minutes=MINUTES_OF_A_MINIMUM_DAY)]

    def _minimum(self) -> list[Mark]:
        days = {
            self.start + 11 * DAY: "Back-to-school day",
            weekday_from(date(self.first, 10, 25), FRIDAY): "Conferences",
            self._winter_break - 3 * DAY: "Before winter break",
            weekday_from(date(self.first + 1, 3, 8), FRIDAY): "Conferences",
            self.end - DAY: "Last day of school",
        }
        return [
            Mark(day=day, kind="minimum", label=label, minutes=MINUTES_OF_A_MINIMUM_DAY)
            for day, label in days.items()
        ]

    def closed_days(self, site: str, through: date) -> tuple[date, ...]:
        """List the days closed at a site up to and including a date."""
        return tuple(
            mark.day
            for mark in self.marks
            if mark.kind == "closed" and mark.site in {"", site} and mark.day <= through
        )

    def school_days(self, site: str, through: date) -> tuple[date, ...]:
        """List the school days of a site up to and including a date, in order."""
        closed = set(self.closed_days(site, through))
        added = {mark.day for mark in self.marks if mark.kind == "added"}
        last = min(through, self.end - DAY)
        span = (self.start + n * DAY for n in range((last - self.start).days + 1))
        return tuple(day for day in span if (is_weekday(day) and day not in closed) or day in added)


def school_year(on: date) -> SchoolYear:
    """Find the school year, 1 July to 30 June, that contains a date."""
    return SchoolYear(on.year if on.month >= SCHOOL_YEAR_BEGINS_IN else on.year - 1)


def is_weekday(day: date) -> bool:
    """Tell Monday to Friday from the weekend."""
    return day.weekday() < SATURDAY


def weekday_from(day: date, weekday: int) -> date:
    """Find the first such weekday on or after a date; Monday is 0."""
    return day + (weekday - day.weekday()) % 7 * DAY


def _nearest_weekday(day: date) -> date:
    """Move a holiday off the weekend: Saturday to Friday, Sunday to Monday."""
    return day + {SATURDAY: -DAY, SUNDAY: DAY}.get(day.weekday(), 0 * DAY)
