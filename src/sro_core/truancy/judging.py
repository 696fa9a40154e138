"""Hold what was counted for a student against the criteria of a policy; make findings.

Everything a finding says follows from the tally. Acts are never supposed: a level that needs
a report or a conference is met on the day when the last of them is on record, not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

import attrs

from sro_core.findings import Ask, Finding, Measured, Outcome, Subject
from sro_core.privacy import Sensitivity
from sro_core.rules import Rule
from sro_core.truancy.counting import Counter, Tally, subject_days
from sro_core.truancy.criteria import WHOLE, Criterion, Duty, Whole
from sro_core.truancy.policy import Policy, readings_of
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import Action

COMPULSORY_AGE = "compulsory_age"
"""The ages rule of a book that says who is subject to it at all."""

UNITS: Mapping[str, str] = {
    Whole.SCHOOL_DAYS_ENROLLED: "enrolled school days",
    Whole.WEEKDAYS_ENROLLED: "enrolled weekdays",
}


@attrs.frozen
class Verdict:
    """Hold the answer of one criterion.

    Attributes:
        outcome, since, evidence, missing: as in `Finding`.
        amount, limit, whole: the comparison made.
        why: the reason of an undecided outcome.
        part: the criterion that decided, where it is another's.
        counted: the series whose dates are the evidence.
    """

    outcome: Outcome
    since: date | None = None
    evidence: tuple[date, ...] = ()
    missing: tuple[Action, ...] = ()
    amount: int = 0
    limit: int = 0
    whole: int | None = None
    why: str = ""
    part: str = ""
    counted: str = ""


@attrs.frozen
class Judgement:
    """Hold what a policy makes of one student as of one date.

    Attributes:
        file: the student's records.
        as_of: the date judged.
        policy: the policy applied.
        tally: what was counted.
        verdicts: the answer of every criterion in force, by id.
        counter: counts the student again, to say what a change would make of it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    file: StudentFile
    as_of: date
    policy: Policy = attrs.field(repr=False)
    tally: Tally = attrs.field(repr=False)
    verdicts: Mapping[str, Verdict] = attrs.field(repr=False)
    counter: Counter = attrs.field(repr=False, eq=False)

    @property
    def subject(self) -> Subject:
        """The student, and the site that answers for them."""
        return Subject("student", self.file.ref, self.file.site_on(self.as_of))

    @property
    def of_age(self) -> bool | Literal["assumed"]:
        """Whether compulsory age applies on the as-of date; "assumed" where nobody knows."""
        student, ages = self.file.student, self.policy.ages
        if COMPULSORY_AGE not in ages:
            return True
        if student.born is None and student.compulsory_age is None:
            return "assumed"
        low, below = subject_days(student, ages, COMPULSORY_AGE)
        return low <= self.as_of < below


def judge(counter: Counter, file: StudentFile) -> tuple[Tally, dict[str, Verdict]]:
    """Count one student and answer every criterion, in the order of the policy."""
    tally = counter.count(file)
    verdicts: dict[str, Verdict] = {}
    for id, rule in counter.policy.criteria.items():
        criterion = rule.value
        if criterion.subject_to is not None:
            low, below = subject_days(file.student, counter.policy.ages, criterion.subject_to)
            if not low <= counter.on < below:
                verdicts[id] = Verdict(Outcome.NOT_SUBJECT)
                continue
        if criterion.any_of:
            verdicts[id] = _any(criterion, verdicts)
        elif criterion.at_least_percent is not None:
            verdicts[id] = _share(criterion, tally, counter.policy)
        else:
            verdicts[id] = _number(criterion, tally, counter.policy)
    return tally, verdicts


def _any(criterion: Criterion, verdicts: Mapping[str, Verdict]) -> Verdict:
    """Answer with the part met first, or with the one nearest to it."""
    parts = [attrs.evolve(verdicts[part], part=part) for part in criterion.any_of]
    met = [part for part in parts if part.outcome is Outcome.MET]
    if met:
        return min(met, key=lambda part: part.since or date.max)
    return max(parts, key=lambda part: part.amount / max(part.limit, 1))


def _number(criterion: Criterion, tally: Tally, policy: Policy) -> Verdict:
    series = criterion.series or ""
    dates = tally.series[series]
    limit = criterion.at_least or 1
    reached = criterion.window.nth(dates, limit)
    missing = missing_acts(criterion, tally, policy, short=reached is None)
    if reached is not None and not missing:
        since = max([reached, *_needed_since(criterion, tally)])
        window = criterion.window.around(dates, reached)
        return Verdict(Outcome.MET, since, tuple(window), (), len(window), limit, counted=series)
    amount, shown = criterion.window.most(dates), dates
    on_the_way = reached is not None
    if criterion.pending_on is not None:
        waiting = tally.series[criterion.pending_on]
        on_the_way = criterion.window.nth(waiting, limit) is not None
        if on_the_way:
            series, shown = criterion.pending_on, waiting
    outcome = Outcome.PENDING if on_the_way else Outcome.NOT_MET
    return Verdict(outcome, None, tuple(shown), missing, amount, limit, counted=series)


def _share(criterion: Criterion, tally: Tally, policy: Policy) -> Verdict:
    enrolled, dates = tally.enrolled, tally.series[criterion.series or ""]
    whole = enrolled.count if criterion.of is Whole.SCHOOL_DAYS_ENROLLED else enrolled.weekdays
    limit, amount = criterion.at_least_percent or 0, len(dates)
    if enrolled.inexact:
        return Verdict(
            Outcome.UNDECIDED, amount=amount, limit=limit, whole=whole, why=enrolled.inexact
        )
    missing = missing_acts(criterion, tally, policy, short=False)
    reached = (
        amount > 0 and whole >= criterion.minimum_expected_days and WHOLE * amount >= limit * whole
    )
    outcome = (Outcome.PENDING if missing else Outcome.MET) if reached else Outcome.NOT_MET
    series = criterion.series or ""
    return Verdict(outcome, None, tuple(dates), missing, amount, limit, whole, counted=series)


def missing_acts(
    criterion: Criterion, tally: Tally, policy: Policy, *, short: bool
) -> tuple[Action, ...]:
    """Name the acts a criterion needs that are not on record in time, each once.

    Args:
        criterion: whose acts are looked for.
        tally: what is on record.
        policy: to find the act behind a recorded series.
        short: the criterion's own series is still too short.
    """
    missing = []
    recorded = policy.recorded.get(criterion.series or "")
    if short and recorded is not None:
        missing.append(recorded.value.act)
    if criterion.needs_since is not None:
        ground = tally.series[criterion.needs_since]
        if not ground:
            missing.append(policy.recorded[criterion.needs_since].value.act)
        missing += [
            act
            for act in criterion.needs
            if not ground or not any(day >= ground[0] for day in tally.acts.get(act, ()))
        ]
    return tuple(dict.fromkeys(missing))


def _needed_since(criterion: Criterion, tally: Tally) -> list[date]:
    """Give the first date of each needed act on or after the ground it rests on."""
    if criterion.needs_since is None:
        return []
    ground = tally.series[criterion.needs_since][0]
    return [min(day for day in tally.acts[act] if day >= ground) for act in criterion.needs]


def finding(judgement: Judgement, code: str) -> Finding:
    """Make the finding of one criterion, whatever its outcome."""
    subject, on = judgement.subject, judgement.as_of
    rule = judgement.policy.criteria.get(code)
    if rule is None:
        return Finding(
            code, subject, on, Outcome.NO_RULE, None, None, sensitivity=Sensitivity.JUVENILE
        )
    verdict = judgement.verdicts[code]
    criterion = judgement.policy.criteria[verdict.part or code].value
    series = (criterion.series or "").replace("_", " ")
    unit = series if criterion.of is None else f"{UNITS[criterion.of]} ({series})"
    return Finding(
        code=code,
        subject=subject,
        as_of=on,
        outcome=verdict.outcome,
        since=verdict.since,
        rule=rule,
        measured=Measured(
            verdict.amount, verdict.limit, unit, verdict.whole, str(criterion.window)
        ),
        evidence=verdict.evidence,
        counted=verdict.counted.replace("_", " "),
        missing=tuple(str(act) for act in verdict.missing),
        why=verdict.why,
        readings=readings_of(rule),
        asks=_asks(judgement, code, verdict),
        sensitivity=Sensitivity.JUVENILE,
    )


def _asks(judgement: Judgement, code: str, verdict: Verdict) -> tuple[Ask, ...]:
    """Turn the duties that a status brings into asks; what is done is not asked again.

    Nothing leaves the school for a student whose age nobody knows: then only the age is asked
    for. Of a student not of compulsory age nothing is asked.
    """
    if verdict.outcome not in (Outcome.MET, Outcome.PENDING) or _too_early(judgement, verdict):
        return ()
    if judgement.of_age is False:
        return ()
    duties = judgement.policy.duties
    if judgement.of_age == "assumed":
        about_age = (each for each in duties if each.value.after == COMPULSORY_AGE)
        return tuple(Ask(each.value.who, each.says, each.force, each) for each in about_age)
    asks = []
    for duty in duties:
        if duty.value.after == code:
            asks += _after_status(duty, judgement, verdict)
        elif verdict.outcome is Outcome.MET:
            asks += _after_series(duty, judgement, code)
    return tuple(asks)


def _too_early(judgement: Judgement, verdict: Verdict) -> bool:
    listed = judgement.policy.listed_from
    return (
        verdict.whole is not None
        and listed is not None
        and verdict.whole < listed.value.enrolled_days
    )


def _after_status(duty: Rule[Duty], judgement: Judgement, verdict: Verdict) -> list[Ask]:
    if duty.value.while_pending != (verdict.outcome is Outcome.PENDING):
        return []
    done = judgement.tally.acts.get(duty.value.done_by or "", [])
    if duty.value.while_pending:
        settled = duty.value.done_by not in verdict.missing
    else:
        settled = any(verdict.since is None or day >= verdict.since for day in done)
    if settled:
        return []
    due = _due_by(duty.id, judgement, verdict.since)
    return [Ask(duty.value.who, duty.says, duty.force, duty, due)]


def _due_by(duty: str, judgement: Judgement, since: date | None) -> date | None:
    """Give the last day for a duty, where a local rule sets one."""
    deadline = judgement.policy.deadlines.get(duty)
    if deadline is None or since is None:
        return None
    site = judgement.subject.site
    calendar = judgement.counter.calendars.get(site) if site else None
    return deadline.value.after(since, calendar)


def _after_series(duty: Rule[Duty], judgement: Judgement, code: str) -> list[Ask]:
    """Ask once for each date of a repeat that no grounded act has used up yet."""
    repeat = judgement.policy.repeats.get(duty.value.after)
    if repeat is None or repeat.value.after != code:
        return []
    due = judgement.tally.series[repeat.id]
    grounded = next(
        (
            judgement.tally.series[id]
            for id, recorded in judgement.policy.recorded.items()
            if recorded.value.grounded_by == repeat.id
        ),
        [],
    )
    return [Ask(duty.value.who, duty.says, duty.force, duty, day) for day in due[len(grounded) :]]
