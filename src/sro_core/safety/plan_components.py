"""What a plan must contain: each component that the rules ask, held against the plan.

A component comes into force on a date; one that is asked from the next review on is pending
until that review or its latest date has passed, so that a plan adopted before stays whole.
"""

from __future__ import annotations

from datetime import date

from sro_core.findings import Finding, Outcome
from sro_core.periods import ONE_DAY
from sro_core.privacy import Role
from sro_core.rules import Rule
from sro_core.safety.facts import SchoolFacts
from sro_core.safety.plan_file import Judging
from sro_core.safety.plan_rules import PlanComponent
from sro_core.safety.plans import Plan, SectionStatus

_FACTS = "state the school's {}: a part of its safety plan depends on it"


def components(judging: Judging) -> list[Finding]:
    """Judge every component in force; recommended annexes ask nothing."""
    return [
        _component(judging, rule)
        for rule in judging.rules.all(PlanComponent, judging.on)
        if not rule.value.annex
    ]


def applies(wanted: PlanComponent, facts: SchoolFacts) -> tuple[bool | None, str]:
    """Tell whether a component is asked of a school; None where a fact is missing, which is named.

    Returns:
        The answer, and in words what it rests on.
    """
    if wanted.lowest_grade is not None and wanted.highest_grade is not None:
        taught = facts.teaches(wanted.lowest_grade, wanted.highest_grade)
        span = f"{wanted.lowest_grade} to {wanted.highest_grade}"
        if not taught:
            return taught, "grades" if taught is None else f"it teaches none of grades {span}"
    if wanted.fire_zones and facts.fire_zone not in wanted.fire_zones:
        if facts.fire_zone is None:
            return None, "fire hazard severity zone"
        return False, f"its fire hazard severity zone: {facts.fire_zone}"
    if wanted.buildings is not None:
        subject = facts.subject_to(wanted.buildings)
        if not subject:
            return subject, "capacity and classrooms" if subject is None else "its buildings"
    if wanted.where is not None and not facts.holds.get(wanted.where, False):
        if wanted.where not in facts.holds:
            return None, f"answer on: {wanted.where}"
        return False, f"not the case: {wanted.where}"
    return True, ""


def _component(judging: Judging, rule: Rule[PlanComponent]) -> Finding:
    asked, because = applies(rule.value, judging.file.facts)
    if asked is None:
        asks = judging.ask(rule, Role.ADMINISTRATOR, _FACTS.format(because), judging.review_due)
        return _found(judging, rule, Outcome.UNDECIDED, why=f"not stated: {because}", asks=asks)
    if not asked:
        return _found(judging, rule, Outcome.NOT_SUBJECT, why=because)
    plan = judging.plan
    if plan is None:
        return _found(judging, rule, Outcome.UNDECIDED, why="there is no plan on record")
    if written(plan, rule.id):
        return _found(judging, rule, Outcome.NOT_MET, why="the plan has it")
    due = _asked_by(judging, rule)
    late = due is None or judging.on > due
    what = f"write this part of the safety plan: {rule.says}"
    return _found(
        judging,
        rule,
        Outcome.MET if late else Outcome.PENDING,
        since=due + ONE_DAY if late and due else rule.effective.start if late else None,
        asks=judging.ask(rule, Role.ADMINISTRATOR, what, due or judging.review_due),
    )


def written(plan: Plan, component: str) -> bool:
    """Tell whether a plan has a section for a component that says something."""
    return any(each.status is not SectionStatus.OPEN for each in plan.of_component(component))


def _asked_by(judging: Judging, rule: Rule[PlanComponent]) -> date | None:
    """Give the last day on which a plan may still lack it, or None where that is over or never was.

    A plan adopted on or after the rule's first day has been through the review it speaks of.
    """
    start, wanted = rule.effective.start, rule.value
    if start is None or not (wanted.at_next_review or wanted.at_latest):
        return None
    days = [wanted.at_latest] if wanted.at_latest else []
    if wanted.at_next_review:
        adopted = judging.adopted_since(start)
        if adopted is not None:
            return adopted
        if judging.review is not None:
            days.append(judging.review.value.on_or_after(start))
    return min(days, default=None)


def _found(
    judging: Judging, rule: Rule[PlanComponent], outcome: Outcome, **more: object
) -> Finding:
    facts = {"since": None} | more
    return Finding(
        code=f"{rule.id}_missing",
        subject=judging.subject,
        as_of=judging.on,
        outcome=outcome,
        rule=rule,
        readings=rule.readings,
        **facts,  # type: ignore[arg-type]  # the fields of a finding, by name
    )
