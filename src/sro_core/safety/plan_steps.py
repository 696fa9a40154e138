"""Who takes part in a plan and what is done with it, held against the rules.

The committee that writes it, those who must be consulted, the public meeting and its written
notices, the adoption, and who is given which edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sro_core.findings import Ask, Finding, Outcome
from sro_core.periods import ONE_DAY, SchoolYear
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import Force, Rule
from sro_core.safety.plan_file import Judging
from sro_core.safety.plan_rules import PlanDate, PlanParty, PlanStep, PlanStepNeeded, Takes
from sro_core.safety.plans import Plan

_CODES = {
    Takes.WRITES: "{}_not_on_committee",
    Takes.CONSULTED: "{}_not_consulted",
    Takes.NOTIFIED: "{}_not_notified",
    Takes.GIVEN: "{}_not_given_the_plan",
}
_ASKS = {
    Takes.WRITES: "name a member of the planning committee: {}",
    Takes.CONSULTED: "consult on the safety plan, and record it: {}",
    Takes.NOTIFIED: "send written notice of the public meeting on the plan to {}",
    Takes.GIVEN: "share the adopted safety plan with {}",
}
_DONE = {
    Takes.CONSULTED: PlanStep.CONSULTED,
    Takes.NOTIFIED: PlanStep.NOTICE,
    Takes.GIVEN: PlanStep.GIVEN,
}


def parties(judging: Judging, plan: Plan) -> Iterator[Finding]:
    """Judge who takes part; what a source only encourages asks nothing."""
    for rule in judging.rules.all(PlanParty, judging.on):
        if rule.force is Force.MUST:
            for takes in rule.value.takes:
                yield _party(judging, plan, rule, takes)


def _party(judging: Judging, plan: Plan, rule: Rule[PlanParty], takes: Takes) -> Finding:
    code = _CODES[takes].format(rule.id)
    adopted = judging.acts(PlanStep.ADOPTED, plan=plan)
    if takes is Takes.GIVEN and not adopted:
        return _found(judging, rule, code, Outcome.NOT_MET, why="it is not adopted yet")
    if _takes_part(judging, plan, rule.id, takes):
        return _found(judging, rule, code, Outcome.NOT_MET, why="on record")
    late = bool(adopted)
    asks = judging.ask(rule, Role.ADMINISTRATOR, _ASKS[takes].format(rule.says), judging.review_due)
    return _found(judging, rule, code, Outcome.MET if late else Outcome.PENDING, asks=asks)


def _takes_part(judging: Judging, plan: Plan, party: str, takes: Takes) -> bool:
    if takes is Takes.WRITES:
        return any(each.party == party for each in plan.contributors)
    acts = [each for each in judging.acts(_DONE[takes], plan=plan) if each.party == party]
    if takes is Takes.GIVEN:
        newest = judging.acts(PlanStep.ADOPTED, plan=plan)[-1].edition
        return any(each.edition >= newest for each in acts)
    if takes is Takes.NOTIFIED:
        held = judging.acts(PlanStep.MEETING, plan=plan)
        return any(not held or each.on <= held[-1].on for each in acts)
    return bool(acts)


def steps(judging: Judging, plan: Plan) -> Iterator[Finding]:
    """Judge which step of its way a plan lacks."""
    adopted = judging.acts(PlanStep.ADOPTED, plan=plan)
    for rule in judging.rules.all(PlanStepNeeded, judging.on):
        wanted, code = rule.value, f"{rule.id}_missing"
        if wanted.with_tactical_parts and not plan.tactical:
            yield _found(judging, rule, code, Outcome.NOT_SUBJECT, why="it has no tactical part")
            continue
        if not wanted.before_adoption and not adopted:
            yield _found(judging, rule, code, Outcome.NOT_MET, why="it is not adopted yet")
            continue
        acts = judging.acts(wanted.step, plan=plan)
        if wanted.before_adoption and adopted:
            acts = [each for each in acts if each.on <= adopted[-1].on]
        elif adopted:
            acts = [each for each in acts if each.edition >= adopted[-1].edition]
        if acts:
            yield _found(judging, rule, code, Outcome.NOT_MET, why=f"{wanted.step}, {acts[-1].on}")
            continue
        asks = judging.ask(rule, wanted.who, rule.says, judging.review_due)
        outcome = Outcome.MET if adopted else Outcome.PENDING
        yield _found(judging, rule, code, outcome, asks=asks)


def dates(judging: Judging) -> Iterator[Finding]:
    """Judge the dates of the school year: the review, and the report to the state."""
    for rule in judging.rules.all(PlanDate, judging.on):
        wanted = rule.value
        judge = _report if wanted.for_year_before else _review
        yield judge(judging, rule)


def _review(judging: Judging, rule: Rule[PlanDate]) -> Finding:
    due, code = rule.value.in_year(judging.year), f"{rule.id}_due"
    grace = rule.value.grace(judging.file.facts.opened)
    if grace is not None and grace > due:
        due = grace
    done = judging.adopted_in(judging.year)
    if done is not None:
        return _found(judging, rule, code, Outcome.NOT_MET, why=f"adopted {done}")
    asks = judging.ask(rule, rule.value.who, rule.says, due)
    return _dated(judging, rule, code, due, asks)


def _report(judging: Judging, rule: Rule[PlanDate]) -> Finding:
    """Judge whether the site is to be reported for the school year that ended."""
    code, before = f"{rule.id}_due", SchoolYear(judging.year.start - 1)
    due = rule.value.in_year(judging.year)
    opened, review = judging.file.facts.opened, judging.review
    grace = review.value.grace(opened) if review is not None else None
    if grace is not None and grace >= _last_day(before):
        return _found(judging, rule, code, Outcome.NOT_SUBJECT, why=f"the school opened {opened}")
    done = judging.adopted_in(before)
    if done is not None:
        return _found(judging, rule, code, Outcome.NOT_MET, why=f"adopted {done}")
    told = [each.on for each in judging.acts(rule.value.step) if each.on in judging.year.period]
    if told:
        return _found(judging, rule, code, Outcome.NOT_MET, why=f"reported {told[-1]}")
    what = f"{rule.says}: no plan of {before} is on record as adopted for {judging.file.site}"
    return _dated(judging, rule, code, due, judging.ask(rule, rule.value.who, what, due))


def _last_day(year: SchoolYear) -> date:
    end = year.period.end
    assert end is not None  # noqa: S101 - a school year has both ends
    return end - ONE_DAY


def _dated(
    judging: Judging, rule: Rule[object], code: str, due: date, asks: tuple[Ask, ...]
) -> Finding:
    late = judging.on > due
    return _found(
        judging,
        rule,
        code,
        Outcome.MET if late else Outcome.PENDING,
        since=due + ONE_DAY if late else None,
        asks=asks,
    )


def _found(
    judging: Judging,
    rule: Rule[object],
    code: str,
    outcome: Outcome,
    *,
    since: date | None = None,
    why: str = "",
    asks: tuple[Ask, ...] = (),
    sensitivity: Sensitivity = Sensitivity.STAFF,
) -> Finding:
    return Finding(
        code=code,
        subject=judging.subject,
        as_of=judging.on,
        outcome=outcome,
        since=since,
        rule=rule,
        readings=rule.readings,
        why=why,
        asks=asks,
        sensitivity=sensitivity,
    )
