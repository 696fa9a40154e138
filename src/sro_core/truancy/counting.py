"""Count one student's year: what each day is worth under each measure, and the series of dates.

Counting is per student and school year, over all schools of the district, up to and including
the as-of date. Rows on other days than enrolled school days are set aside with the reason.
What a day is worth depends on its shape alone, so equal days are valued once a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod, SchoolYear
from sro_core.rules import Rule
from sro_core.school_calendar import SATURDAY, SchoolCalendar
from sro_core.students import Enrollment, Student
from sro_core.truancy.attendance import (
    AttendanceEvent,
    AttendanceKind,
    Excuse,
    Scope,
    StudentDay,
    fold,
)
from sro_core.truancy.measures import Ages, GapReading, Measure, SameDayReading
from sro_core.truancy.policy import Policy
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import StepTaken

ALWAYS = (date.min, date.max)
NEVER = (date.max, date.max)
_UNKNOWN: Mapping[SiteId, int] = {}
Shape = tuple[AttendanceKind, Scope, Excuse]
Worth = tuple[tuple[int, int], ...]


@attrs.frozen
class EnrolledDays:
    """Hold the school days of a set of spells, in one school year to date.

    Attributes:
        days: the dates; where only totals are known, every weekday that may be one.
        count, weekdays: how many school days, and how many of them Monday to Friday.
        inexact: why no percentage can be taken of them, or empty.
    """

    days: frozenset[date]
    count: int
    weekdays: int
    inexact: str = ""


@attrs.frozen
class Tally:
    """Hold what was counted for one student.

    Attributes:
        enrolled: the school days counted against.
        days: the fact of each enrolled school day with a row, by date, ascending.
        outside: rows on other days.
        series: the dates of each measure, repeat and recorded series, ascending.
        ungrounded: recorded acts for which no date was due, by series.
        acts: dates of the acts on record this year, by action.
    """

    enrolled: EnrolledDays
    days: Mapping[date, StudentDay]
    outside: tuple[AttendanceEvent, ...]
    series: dict[str, list[date]]
    ungrounded: dict[str, list[date]]
    acts: dict[str, list[date]]


@attrs.define
class Counter:
    """Count students under one policy as of one date; what students share is kept for the run.

    Attributes:
        policy: the rules.
        calendars: by site; a site without one has no school days.
        on: the as-of date.
    """

    policy: Policy
    calendars: Mapping[SiteId, SchoolCalendar]
    on: date
    period: DatePeriod = attrs.field(init=False)
    _enrolled: dict[tuple[Enrollment, ...], EnrolledDays] = attrs.field(factory=dict, init=False)
    _known: dict[Shape, tuple[StudentDay, Worth] | None] = attrs.field(factory=dict, init=False)
    _worth: dict[StudentDay, Worth] = attrs.field(factory=dict, init=False)
    _measures: tuple[tuple[str, Measure], ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Work out what every student needs."""
        self.period = SchoolYear.of(self.on).to_date(self.on)
        self._measures = tuple((id, rule.value) for id, rule in self.policy.measures.items())

    def enrolled(self, spells: tuple[Enrollment, ...]) -> EnrolledDays:
        """Give the school days of spells; overlapping spells count a date once."""
        found = self._enrolled.get(spells)
        if found is None:
            found = self._enrolled[spells] = _enrolled_days(spells, self.calendars, self.period)
        return found

    def count(self, file: StudentFile) -> Tally:
        """Count one student; the rows may come in any order."""
        enrolled = self.enrolled(file.spells)
        rows: dict[date, list[AttendanceEvent]] = {}
        outside: list[AttendanceEvent] = []
        first, on, school_days = self.period.start, self.on, enrolled.days
        assert first is not None  # noqa: S101 - a school year has a first day
        for event in file.events:
            day = event.on
            if not first <= day <= on:
                continue
            if day not in school_days:
                outside.append(event)
            elif day in rows:
                rows[day].append(event)
            else:
                rows[day] = [event]
        known = self._known
        days: dict[date, StudentDay] = {}
        worth: list[tuple[date, Worth]] = []
        for day in sorted(rows):
            own = rows[day]
            event = own[0]
            if len(own) == 1 and event.minutes is None:
                shape = event.kind, event.scope, event.excuse
                found = known[shape] if shape in known else self._know(shape, own)
            else:
                found = self._valued(fold(own, self._taught(own, day)))
            if found is not None:
                days[day] = found[0]
                worth.append((day, found[1]))
        series = self._series(worth, file.student)
        acts = _acts(file.steps, first, on)
        ungrounded = self._derive(series, acts)
        return Tally(enrolled, days, tuple(outside), series, ungrounded, acts)

    def _know(self, shape: Shape, own: list[AttendanceEvent]) -> tuple[StudentDay, Worth] | None:
        """Value the one row of a day without minutes; rows of one shape make equal days."""
        found = self._known[shape] = self._valued(fold(own, _UNKNOWN))
        return found

    def _valued(self, fact: StudentDay | None) -> tuple[StudentDay, Worth] | None:
        """Give a day with the place and the worth of each measure that counts it."""
        if fact is None:
            return None
        worth = self._worth.get(fact)
        if worth is None:
            values = ((place, value(each, fact)) for place, (_, each) in enumerate(self._measures))
            worth = self._worth[fact] = tuple(each for each in values if each[1])
        return fact, worth

    def _taught(self, rows: list[AttendanceEvent], day: date) -> Mapping[SiteId, int]:
        """Give the minutes taught that day at each site with a row that has minutes."""
        taught = {}
        for row in rows:
            if row.minutes is None or row.kind is AttendanceKind.PRESENT:
                continue
            if (calendar := self.calendars.get(row.site)) is not None:
                minutes = calendar.instructional_minutes(day)
                if minutes is not None:
                    taught[row.site] = minutes
        return taught or _UNKNOWN

    def _series(
        self, days: Iterable[tuple[date, Worth]], student: Student
    ) -> dict[str, list[date]]:
        """Make the series of every measure."""
        series: dict[str, list[date]] = {}
        columns = []
        for id, measure in self._measures:
            dates = series[id] = []
            low, below = subject_days(student, self.policy.ages, measure.subject_to)
            columns.append((dates, low, below, measure.weekdays_only))
        for day, worth in days:
            for place, amount in worth:
                dates, low, below, weekdays_only = columns[place]
                if low <= day < below and not (weekdays_only and day.weekday() >= SATURDAY):
                    dates.extend([day] * amount)
        return series

    def _derive(
        self, series: dict[str, list[date]], acts: dict[str, list[date]]
    ) -> dict[str, list[date]]:
        """Add the series that rest on others; return the acts that have no ground."""
        ungrounded: dict[str, list[date]] = {}
        for id, repeat in self.policy.repeats.items():
            after = self.policy.criteria[repeat.value.after].value
            first = after.window.nth(series.get(after.series or "", []), after.at_least or 1)
            further = [] if first is None else series[repeat.value.measure]
            series[id] = [] if first is None else [first, *(day for day in further if day > first)]
        for id, recorded in self.policy.recorded.items():
            series[id], ungrounded[id] = ground(
                acts.get(recorded.value.act, []), series[recorded.value.grounded_by]
            )
        return ungrounded


def ground(acts: Iterable[date], due: list[date]) -> tuple[list[date], list[date]]:
    """Split acts into grounded and ungrounded: each uses up the next due date on or before it."""
    grounded: list[date] = []
    ungrounded: list[date] = []
    for act in sorted(acts):
        if len(grounded) < len(due) and due[len(grounded)] <= act:
            grounded.append(act)
        else:
            ungrounded.append(act)
    return grounded, ungrounded


def subject_days(
    student: Student, ages: Mapping[str, Rule[Ages]], id: str | None
) -> tuple[date, date]:
    """Give the first and the after-last day on which an age rule applies to a student.

    An unknown age is assumed to be subject unless the school has stated otherwise.
    """
    if id is None:
        return ALWAYS
    if student.born is not None:
        return ages[id].value.period(student.born)
    return NEVER if student.compulsory_age is False else ALWAYS


def value(measure: Measure, fact: StudentDay) -> int:
    """Say what one student-day is worth under a measure, apart from age and weekday."""
    if fact.full is not None:
        return int(measure.full_day and fact.full in measure.excuse)
    if not measure.counts_gaps:
        return 0
    lengths = [
        minutes for excuse, minutes in fact.gaps if minutes is not None and excuse in measure.excuse
    ]
    if measure.gap is GapReading.SUM_OF_DAY:
        lengths = [sum(lengths)]
    over = sum(_over(measure, each, fact.taught) for each in lengths)
    return over if measure.same_day is SameDayReading.PER_EVENT else min(over, 1)


def _over(measure: Measure, minutes: int, taught: int | None) -> bool:
    if measure.gap_more_than_minutes is not None:
        return minutes > measure.gap_more_than_minutes
    share = measure.gap_more_than_percent_of_day or 0
    return taught is not None and minutes * 100 > share * taught


def _acts(steps: Iterable[StepTaken], first: date, on: date) -> dict[str, list[date]]:
    acts: dict[str, list[date]] = {}
    for step in steps:
        if first <= step.on <= on:
            acts.setdefault(step.action, []).append(step.on)
    for dates in acts.values():
        dates.sort()
    return acts


def _enrolled_days(
    spells: tuple[Enrollment, ...], calendars: Mapping[SiteId, SchoolCalendar], period: DatePeriod
) -> EnrolledDays:
    days: set[date] = set()
    stated, inexact = 0, ""
    totals: set[SiteId] = set()
    for spell in spells:
        within = spell.period.meet(period)
        calendar = calendars.get(spell.site)
        if within is None or calendar is None:
            continue
        days.update(day for day in calendar.school_days if day in within)
        if not calendar.dates_known and spell.site not in totals:
            totals.add(spell.site)
            total, why = _stated_total(spell, calendar, period)
            stated, inexact = stated + total, inexact or why
    if not totals:
        weekdays = sum(1 for day in days if day.weekday() < SATURDAY)
        return EnrolledDays(frozenset(days), len(days), weekdays)
    if len(spells) > 1:
        inexact = inexact or "several enrolments where only totals of school days are stated"
    return EnrolledDays(frozenset(days), stated, stated, inexact)


def _stated_total(
    spell: Enrollment, calendar: SchoolCalendar, period: DatePeriod
) -> tuple[int, str]:
    """Add the stated school days of the sessions ended by the as-of date.

    A session still running, or one that the spell covers in part, has no countable number.
    """
    total, why = 0, ""
    for session in calendar.sessions:
        within = session.period.meet(period)
        if within is None:
            continue
        covered = spell.period.meet(session.period)
        if covered is None:
            continue
        if period.end is not None and session.after > period.end:
            last = session.after - ONE_DAY
            why = f"inside {session.title!r}, of which only a total of days is stated; ends {last}"
        elif (covered.start, covered.end) != (session.period.start, session.period.end):
            why = f"enrolled for a part of {session.title!r}, of which only a total is stated"
        else:
            total += session.stated_days or 0
    return total, why
