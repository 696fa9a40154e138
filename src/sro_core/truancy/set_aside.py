"""Why a day with a row does not count: the reasons an explanation owes its reader."""

from __future__ import annotations

from datetime import date

from sro_core.findings import Fact
from sro_core.rules import Rule
from sro_core.school_calendar import SATURDAY
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, StudentDay
from sro_core.truancy.counting import subject_days
from sro_core.truancy.judging import Judgement
from sro_core.truancy.measures import GapReading, Measure, SameDayReading


def set_aside(judgement: Judgement) -> tuple[Fact, ...]:
    """List the days with a row that were left out of a count, each reason once, by date.

    Days whose absences all have a valid excuse are not listed: nobody would expect them.
    """
    facts = [
        Fact(event.on, _outside(event, judgement))
        for event in judgement.tally.outside
        if event.kind is not AttendanceKind.PRESENT
    ]
    for day, fact in judgement.tally.days.items():
        reasons = [fact.unresolved] if fact.unresolved else []
        if fact.ignored:
            reasons.append(f"{fact.ignored} partial absence(s) covered by the full-day absence")
        for rule in judgement.policy.measures.values():
            reasons += _reasons(rule, day, fact, judgement)
        facts += [Fact(day, because) for because in reasons]
    return tuple(sorted(dict.fromkeys(facts), key=lambda each: (each.on, each.because)))


def _outside(event: AttendanceEvent, judgement: Judgement) -> str:
    day = event.on
    reasons = []
    for spell in judgement.file.spells:
        calendar = judgement.counter.calendars.get(spell.site)
        if day in spell.period:
            why = calendar.why_not(day) if calendar else "its calendar is missing"
            reasons.append(f"not a school day at {spell.site}: {why}")
    return "; ".join(sorted(set(reasons))) or "not enrolled on this day"


def _reasons(rule: Rule[Measure], day: date, fact: StudentDay, judgement: Judgement) -> list[str]:
    """Say why a day counts for less than its rows under one measure."""
    measure = rule.value
    low, below = subject_days(judgement.file.student, judgement.policy.ages, measure.subject_to)
    counts = any(excuse in measure.excuse for excuse, _ in fact.gaps) and measure.counts_gaps
    if fact.full is not None:
        counts = fact.full in measure.excuse
    if counts and not low <= day < below:
        return [f"not of compulsory age on this day ({measure.subject_to})"]
    if fact.full is not None:
        weekend = measure.weekdays_only and day.weekday() >= SATURDAY
        return [f"a {day:%A}: left out of {rule.id}"] if weekend and counts else []
    return _gap_reasons(measure, fact) if measure.counts_gaps else []


def _gap_reasons(measure: Measure, fact: StudentDay) -> list[str]:
    gaps = [
        minutes for excuse, minutes in fact.gaps if excuse in measure.excuse and minutes is not None
    ]
    limit = measure.gap_more_than_minutes
    if limit is None:
        unknown = gaps and fact.taught is None
        return ["bell times not known, so no share of the day can be taken"] if unknown else []
    if measure.gap is GapReading.SUM_OF_DAY and len(gaps) > 1:
        total = sum(gaps)
        return [] if total > limit else [f"{total} min in all is not more than {limit}"]
    reasons = [
        f"exactly {limit} min is not more than {limit}"
        if each == limit
        else f"{each} min is not more than {limit}"
        for each in gaps
        if each <= limit
    ]
    over = sum(each > limit for each in gaps)
    if over > 1 and measure.same_day is SameDayReading.COLLAPSE_TO_ONE:
        reasons.append(f"{over} partial absences over {limit} min on this day count once")
    return reasons
