"""Whether a site has held the drills that are asked of it, on any date, and when it will be short.

A requirement is counted in each stretch of the school year by itself. It is short from the
first day on which what is missing no longer fits into the school days left, one drill a day;
that day is told beforehand. What is short stays short: a month cannot be made up for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from sro_core.findings import Fact
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, SchoolYear
from sro_core.rules import Rule, RuleBook
from sro_core.safety.drill_rules import DrillReading, DrillRequired, Every, SchoolLevels
from sro_core.safety.drills import Drill, DrillStatus
from sro_core.safety.facts import SchoolFacts
from sro_core.safety.stretches import Stretch, stretches
from sro_core.school_calendar import SchoolCalendar


@attrs.frozen(kw_only=True)
class StretchCount:
    """Hold what a requirement makes of one stretch on a date.

    Attributes:
        rule: the requirement.
        stretch: where it is counted.
        held: the days on which drills that count were held.
        left: the school days on which one can still be held, the date itself included.
        breach: the first day on which it is short if nothing more is held, or None where
            enough was held.
        as_of: the date.
    """

    rule: Rule[DrillRequired]
    stretch: Stretch
    held: tuple[date, ...]
    left: tuple[date, ...]
    breach: date | None
    as_of: date

    @property
    def missing(self) -> int:
        """How many drills are still to be held."""
        return max(0, self.rule.value.at_least - len(self.held))

    @property
    def short(self) -> bool:
        """Whether it can no longer be met."""
        return self.breach is not None and self.breach <= self.as_of

    @property
    def last_day(self) -> date | None:
        """The last day on which the next missing drill still helps, or None where none does."""
        return None if self.breach is None or self.short else self.breach - ONE_DAY


@attrs.frozen(kw_only=True)
class Requirement:
    """Hold what one requirement makes of a school year at a site.

    Attributes:
        rule: the requirement.
        counts: one a stretch, in order.
        followed: whether it is the source that is followed.
        reading: the rule that says which source is followed, where several differ.
        level: what the source calls the school, and by which reading.
        undecided: the fact that is missing to tell whether it applies, or empty.
        set_aside: drills that do not count, and why.
    """

    rule: Rule[DrillRequired]
    counts: tuple[StretchCount, ...] = ()
    followed: bool = True
    reading: Rule[DrillReading] | None = None
    level: str = ""
    undecided: str = ""
    set_aside: tuple[Fact, ...] = ()

    @property
    def breach(self) -> date | None:
        """The first day of the year on which it is short if nothing more is held."""
        return min((each.breach for each in self.counts if each.breach), default=None)


@attrs.frozen(kw_only=True)
class DrillCompliance:
    """Hold whether a site has held its drills, as of a date.

    Attributes:
        site, year, as_of: where, in which school year, on which date.
        requirements: each that applies, or may apply.
    """

    site: SiteId
    year: SchoolYear
    as_of: date
    requirements: tuple[Requirement, ...] = ()

    @property
    def followed(self) -> tuple[Requirement, ...]:
        """The requirements that are followed and can be judged."""
        return tuple(each for each in self.requirements if each.followed and not each.undecided)

    @property
    def compliant(self) -> bool:
        """Whether nothing that is followed is short on the date."""
        breach = self.breach
        return breach is None or breach > self.as_of

    @property
    def breach(self) -> date | None:
        """The first day of the year on which something is short if nothing more is held."""
        return min((each.breach for each in self.followed if each.breach), default=None)

    @property
    def next_breach(self) -> date | None:
        """The first such day after the date: what can still be kept."""
        days = [
            count.breach
            for each in self.followed
            for count in each.counts
            if count.breach is not None and count.breach > self.as_of
        ]
        return min(days, default=None)


def compliance(
    drills: Iterable[Drill],
    calendar: SchoolCalendar,
    facts: SchoolFacts,
    rules: RuleBook,
    *,
    on: date,
) -> DrillCompliance:
    """Judge the drills of a site in the school year of a date, by the records up to it.

    Args:
        drills: of the site, whatever their dates.
        calendar: of the site.
        facts: what is stated of it.
        rules: with the overlays of the district.
        on: the date.
    """
    year = SchoolYear.of(on)
    school = _School(facts, calendar, tuple(drills), rules, on)
    found = []
    for every in Every:
        whole = stretches(calendar, year, every)
        for rule, parts in _in_force(rules, whole, every).items():
            found.append(_requirement(rule, parts, school))
    if not any(day in year.period for day in calendar.school_days):
        found = [
            Requirement(rule=rule, undecided=f"calendar of {year}")
            for rule in rules.all(DrillRequired, on)
        ]
    judged = tuple(each for each in found if each is not None)
    applying = {each.rule.id for each in judged if not each.undecided}
    return DrillCompliance(
        site=facts.site,
        year=year,
        as_of=on,
        requirements=tuple(_read(each, applying, rules, on) for each in judged),
    )


def _in_force(
    rules: RuleBook, parts: tuple[Stretch, ...], every: Every
) -> dict[Rule[DrillRequired], tuple[Stretch, ...]]:
    """Give the requirements, each with the stretches throughout which it is in force."""
    found: dict[Rule[DrillRequired], tuple[Stretch, ...]] = {}
    for part in parts:
        at_the_end = rules.all(DrillRequired, part.last)
        for rule in rules.all(DrillRequired, part.first):
            if rule.value.every is every and rule in at_the_end:
                found[rule] = (*found.get(rule, ()), part)
    return found


@attrs.frozen
class _School:
    """What a school's drills are judged by."""

    facts: SchoolFacts
    calendar: SchoolCalendar
    drills: tuple[Drill, ...]
    rules: RuleBook
    on: date


def _requirement(
    rule: Rule[DrillRequired], parts: tuple[Stretch, ...], school: _School
) -> Requirement | None:
    """Judge one requirement, or give None where it does not apply to the school."""
    facts, on = school.facts, school.on
    wanted, level, undecided = rule.value, "", ""
    if wanted.buildings is not None:
        subject = facts.subject_to(wanted.buildings)
        if subject is False:
            return None
        undecided = "" if subject else "capacity and classrooms"
    if wanted.levels:
        scheme = school.rules.one(SchoolLevels, wanted.levels_by, on)
        if facts.lowest_grade is None or facts.highest_grade is None or scheme is None:
            undecided = "grades"
        else:
            own = scheme.value.of(facts.lowest_grade, facts.highest_grade)
            if own not in wanted.levels:
                return None
            level = f"{own}: {scheme.says}"
    if undecided:
        return Requirement(rule=rule, undecided=undecided)
    held, aside = _counted(wanted, school)
    counts = tuple(count(rule, part, held, on) for part in parts)
    return Requirement(rule=rule, counts=counts, level=level, set_aside=aside)


def _counted(wanted: DrillRequired, school: _School) -> tuple[frozenset[date], tuple[Fact, ...]]:
    """Give the days of drills that count up to a date, and those that do not, with the reason."""
    held, aside, year = set(), [], SchoolYear.of(school.on)
    for drill in sorted(school.drills, key=lambda each: (each.on, each.id)):
        if drill.kind not in wanted.counted or drill.on > school.on or drill.on not in year.period:
            continue
        why = school.calendar.why_not(drill.on)
        if drill.status is not DrillStatus.FINISHED:
            aside.append(Fact(drill.on, f"its record is {drill.status}, not finished"))
        elif why is not None:
            aside.append(Fact(drill.on, f"no school day: {why}"))
        elif drill.on in held:
            aside.append(Fact(drill.on, "another drill of that day counts already"))
        else:
            held.add(drill.on)
    return frozenset(held), tuple(aside)


def count(
    rule: Rule[DrillRequired], stretch: Stretch, held: frozenset[date], on: date
) -> StretchCount:
    """Count a requirement in one stretch, as of a date."""
    own = tuple(day for day in stretch.days if day in held)
    missing = rule.value.at_least - len(own)
    return StretchCount(
        rule=rule,
        stretch=stretch,
        held=own,
        left=tuple(day for day in stretch.days if day >= on and day not in held),
        breach=None if missing <= 0 else _breach(stretch, held, missing),
        as_of=on,
    )


def _breach(stretch: Stretch, held: frozenset[date], missing: int) -> date:
    """Give the first day on which fewer free school days are left than drills are missing."""
    free = [day for day in stretch.days if day not in held]
    if len(free) < missing:
        return stretch.first
    return free[-missing] + ONE_DAY


def _read(one: Requirement, applying: set[str], rules: RuleBook, on: date) -> Requirement:
    """Mark a requirement as followed or not, where sources differ for the school."""
    for reading in rules.all(DrillReading, on):
        chosen = reading.value
        if chosen.follow not in applying or not applying & set(chosen.instead_of):
            continue
        if one.rule.id == chosen.follow:
            return attrs.evolve(one, reading=reading)
        if one.rule.id in chosen.instead_of:
            return attrs.evolve(one, followed=False, reading=reading)
    return one
