"""What one change of the records would make of a student's statuses.

What an excuse, an act or a settled day would make of it is found by judging the student again
with the records changed. How many more absences reach a status is counted, each taken to fall
on one of the next school days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

import attrs

from sro_core.findings import Counterfactual, Outcome
from sro_core.periods import SchoolYear, months_later
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, Excuse
from sro_core.truancy.counting import Counter, subject_days
from sro_core.truancy.criteria import WHOLE, Criterion, WindowKind
from sro_core.truancy.judging import Judgement, Verdict, judge
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import StepTaken

_LISTED = (Outcome.MET, Outcome.PENDING)


@attrs.frozen
class OpenDay:
    """Name a day that cannot be settled yet, and what settling it would change.

    Attributes:
        on: the day.
        because: what is not known of it.
        would_change: what would be found if it were unexcused.
        changes: whether that would change any status.
    """

    on: date
    because: str
    would_change: str
    changes: bool


def unresolved(judgement: Judgement) -> tuple[OpenDay, ...]:
    """List the unresolved days of a student with what each would change if it were unexcused."""
    found = []
    for day, fact in judgement.tally.days.items():
        if fact.unresolved:
            changes = _if_unexcused(judgement, {day})
            said = "if unexcused: " + ("; ".join(changes) or "no status changes")
            found.append(OpenDay(day, fact.unresolved, said, bool(changes)))
    return tuple(found)


def if_all_unexcused(judgement: Judgement) -> str:
    """Say what all unresolved days together would change if they were unexcused."""
    days = {day for day, fact in judgement.tally.days.items() if fact.unresolved}
    if not days:
        return ""
    changes = "; ".join(_if_unexcused(judgement, days)) or "no status changes"
    return f"if {'it is' if len(days) == 1 else f'all {len(days)} are'} unexcused: {changes}"


def would_change(judgement: Judgement) -> tuple[Counterfactual, ...]:
    """List what would change a student's statuses, the next level first."""
    found: list[Counterfactual] = []
    for code, rule in judgement.policy.criteria.items():
        outcome = judgement.verdicts[code].outcome
        if rule.value.part or rule.value.any_of:
            continue
        if outcome is Outcome.MET:
            found += _withdrawn_by(judgement, code)
        elif outcome is Outcome.PENDING:
            found.append(_completed_by(judgement, code))
        elif outcome is Outcome.NOT_MET:
            found += _reached_by(judgement, code)
    return tuple(found)


def _completed_by(judgement: Judgement, code: str) -> Counterfactual:
    """Name the acts that a pending status waits for, and what they would make of it today."""
    criterion, verdict = judgement.policy.criteria[code].value, judgement.verdicts[code]
    recorded = judgement.policy.recorded.get(criterion.series or "")
    said, steps = [], list(judgement.file.steps)
    for act in verdict.missing:
        counted = recorded is not None and recorded.value.act is act
        number = verdict.limit - verdict.amount if counted else 1
        said.append(f"{number} more {act.words}{'s' if number > 1 else ''}")
        steps += [StepTaken(judgement.file.ref, act, judgement.as_of)] * number
    file = attrs.evolve(judgement.file, steps=tuple(steps))
    after = _again(judgement, file)[code].outcome
    then = f"{code} met" if after is Outcome.MET else f"{code} still {after}: no report is due yet"
    return Counterfactual(" and ".join(said) + " on record", then)


def _noun(series: str, number: int) -> str:
    """Give the name of a series in words, in the singular for one."""
    words = series.split("_")
    return " ".join(word.removesuffix("s") if number == 1 else word for word in words)


def _reached_by(judgement: Judgement, code: str) -> list[Counterfactual]:
    """Say how far it is to a status that is not met, or to its being pending."""
    criterion, verdict = judgement.policy.criteria[code].value, judgement.verdicts[code]
    series, more = criterion.series or "", verdict.limit - verdict.amount
    narrow = criterion.window.kind is not WindowKind.SCHOOL_YEAR
    then, where = f"{code} {'pending' if verdict.missing else 'met'}", ""
    if criterion.pending_on is not None:
        series = criterion.pending_on
        more, then = verdict.limit - len(judgement.tally.series[series]), f"{code} pending"
    elif verdict.whole is not None:
        share = _more_for_share(criterion, verdict)
        if share is None:
            return []
        more, where = share, ", on the next school days"
    elif narrow:
        days = judgement.tally.series[series]
        more = verdict.limit - sum(criterion.window.holds(day, judgement.as_of) for day in days)
        where = f" in the running {criterion.window}"
    if not _still_counts(judgement, series) or more > _days_left(judgement, criterion):
        return []
    return [Counterfactual(f"{more} more {_noun(series, more)}{where}", then)]


def _days_left(judgement: Judgement, criterion: Criterion) -> int:
    """Give how many school days at most are still to come in the window that now runs."""
    end = SchoolYear.of(judgement.as_of).period.end or date.max
    if criterion.window.kind is WindowKind.CALENDAR_MONTH:
        end = min(end, months_later(judgement.as_of.replace(day=1), 1))
    left = 0
    for spell in judgement.file.spells:
        calendar = judgement.counter.calendars.get(spell.site)
        days = calendar.school_days if calendar else ()
        until = min(end, spell.period.end or end)
        left += max(0, bisect_left(days, until) - bisect_right(days, judgement.as_of))
    return left


def _still_counts(judgement: Judgement, series: str) -> bool:
    """Tell whether the student's age lets a further day count in a series."""
    policy = judgement.policy
    if series in policy.recorded:
        series = policy.recorded[series].value.grounded_by
    if series in policy.repeats:
        series = policy.repeats[series].value.measure
    ages = policy.measures[series].value.subject_to
    low, below = subject_days(judgement.file.student, policy.ages, ages)
    return low <= judgement.as_of < below


def _more_for_share(criterion: Criterion, verdict: Verdict) -> int | None:
    """Give how many absent days in a row reach the share; each is an enrolled day as well."""
    if verdict.limit >= WHOLE:
        return None
    whole = verdict.whole or 0
    short = verdict.limit * whole - WHOLE * verdict.amount
    return max(1, criterion.minimum_expected_days - whole, -(-short // (WHOLE - verdict.limit)))


def _withdrawn_by(judgement: Judgement, code: str) -> list[Counterfactual]:
    """Name the single days that, excused, would withdraw a status or leave it pending."""
    found: dict[Outcome, list[date]] = {}
    for day, fact in judgement.tally.days.items():
        if fact.excused:
            continue
        after = _again(judgement, excused(judgement.file, day))[code].outcome
        if after is not Outcome.MET:
            found.setdefault(after, []).append(day)
    if not found:
        return [Counterfactual("any single absence excused", f"{code} stays met all the same")]
    changes = []
    for outcome, days in found.items():
        one = "this absence" if len(days) == 1 else "any one of these absences"
        then = f"{code} pending" if outcome is Outcome.PENDING else f"{code} withdrawn"
        changes.append(Counterfactual(f"{one} excused: {', '.join(map(str, days))}", then))
    return changes


def _if_unexcused(judgement: Judgement, days: set[date]) -> list[str]:
    after = _again(judgement, _unexcused(judgement, days))
    return [
        f"{code} {verdict.outcome}" + (f" since {verdict.since}" if verdict.since else "")
        for code, verdict in after.items()
        if not judgement.policy.criteria[code].value.part
        and verdict.outcome in _LISTED
        and _pair(verdict) != _pair(judgement.verdicts[code])
    ]


def _pair(verdict: Verdict) -> tuple[Outcome, date | None]:
    return verdict.outcome, verdict.since


def _again(judgement: Judgement, file: StudentFile) -> dict[str, Verdict]:
    return judge(judgement.counter, file)[1]


def excused(file: StudentFile, day: date) -> StudentFile:
    """Give the file with every absence of one day excused."""
    events = tuple(
        attrs.evolve(event, excuse=Excuse.EXCUSED) if event.on == day else event
        for event in file.events
    )
    return attrs.evolve(file, events=events)


def _unexcused(judgement: Judgement, days: set[date]) -> StudentFile:
    """Give the file with the open points of some days settled against the student.

    An unknown excuse becomes unexcused, and so does a full-day row that another one contradicts;
    an unknown length becomes the day's minutes less one, more than any limit for a gap.
    """
    facts = judgement.tally.days
    events = tuple(
        _worst(judgement.counter, event, whole_day=facts[event.on].full is not None)
        if event.on in days and event.kind is not AttendanceKind.PRESENT
        else event
        for event in judgement.file.events
    )
    return attrs.evolve(judgement.file, events=events)


def _worst(counter: Counter, event: AttendanceEvent, *, whole_day: bool) -> AttendanceEvent:
    if whole_day:
        return attrs.evolve(event, excuse=Excuse.UNEXCUSED)
    if event.excuse is Excuse.EXCUSED:
        return event
    minutes = event.minutes
    if minutes is None:
        calendar = counter.calendars.get(event.site)
        taught = calendar.instructional_minutes(event.on) if calendar else None
        minutes = taught - 1 if taught else LONG
    return attrs.evolve(event, excuse=Excuse.UNEXCUSED, minutes=minutes)


LONG = 300
"""Minutes of a long partial absence, where the length of the day is not known."""
