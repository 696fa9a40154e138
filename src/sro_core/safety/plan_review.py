"""Everything the rules make of a site's plan on a date; each answer names its rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sro_core.findings import Finding, Measured, Outcome
from sro_core.privacy import Sensitivity
from sro_core.rules import Rule, RuleBook
from sro_core.safety.plan_components import components
from sro_core.safety.plan_file import Judging, PlanFile
from sro_core.safety.plan_likeness import Likeness
from sro_core.safety.plan_rules import (
    WHOLE,
    PlanComponent,
    PlanLikeness,
    PlanOwner,
    PlanTrainingNeeded,
)
from sro_core.safety.plan_steps import dates, parties, steps
from sro_core.safety.plans import Plan


def review(file: PlanFile, rules: RuleBook, *, on: date) -> tuple[Finding, ...]:
    """Judge a site's plan as of a date.

    Args:
        file: what is on record about it.
        rules: with the overlays of the district.
        on: the date.

    Returns:
        One finding for each thing a rule asks, in the order of the plan's way; where no rule
        on plans is in force, one that says so.
    """
    judging = Judging(file=file, rules=rules, on=on)
    if not rules.all(PlanComponent, on):
        return (
            Finding("safety_plan", judging.subject, on, Outcome.NO_RULE, since=None, rule=None),
        )
    found = [*dates(judging), *components(judging)]
    plan = judging.plan
    if plan is not None:
        found += [*parties(judging, plan), *steps(judging, plan), *_owners(judging, plan)]
    return (*found, *_training(judging))


def _owners(judging: Judging, plan: Plan) -> Iterator[Finding]:
    """Judge which sections nobody answers for; tactical ones in a finding of their own."""
    open_ones = (*plan.public, *plan.staff)
    for rule in judging.rules.all(PlanOwner, judging.on):
        for kind, sections in (
            (Sensitivity.STAFF, open_ones),
            (Sensitivity.TACTICAL, plan.tactical),
        ):
            if not sections:
                continue
            without = [each.id for each in sections if not each.owner.strip()]
            asks = [
                judging.ask(rule, rule.value.who, f"name who answers for the section {id}",
                            judging.review_due)[0]
                for id in without
            ]  # fmt: skip
            yield Finding(
                code="section_without_owner",
                subject=judging.subject,
                as_of=judging.on,
                outcome=Outcome.MET if without else Outcome.NOT_MET,
                since=None,
                rule=rule,
                missing=tuple(without),
                why="" if without else "every section has one",
                asks=tuple(asks),
                sensitivity=kind,
            )


def _training(judging: Judging) -> Iterator[Finding]:
    """Judge how many of the staff were trained in the school year, of all there are."""
    period = judging.year.to_date(judging.on)
    trained = {who for each in judging.file.trainings if each.on in period for who in each.staff}
    staff = judging.file.facts.staff
    for rule in judging.rules.all(PlanTrainingNeeded, judging.on):
        yield _trained(judging, rule, len(trained), staff)


def _trained(
    judging: Judging, rule: Rule[PlanTrainingNeeded], number: int, staff: int | None
) -> Finding:
    outcome, why, measured, what = Outcome.NOT_MET, "", None, ""
    if staff is None:
        outcome, why = Outcome.UNDECIDED, "not stated: how many people work there"
        what = "state the school's number of staff: training on its safety plan is held against it"
    elif staff:
        measured = Measured(number, WHOLE, "staff trained", staff, "school year")
    if staff is not None and number < staff:
        outcome = Outcome.MET
        what = f"{rule.says} ({number} of {staff} this school year)"
    return Finding(
        code="plan_training_short",
        subject=judging.subject,
        as_of=judging.on,
        outcome=outcome,
        since=None,
        rule=rule,
        measured=measured,
        why=why,
        asks=judging.ask(rule, rule.value.who, what) if what else (),
    )


def copied(
    found: tuple[Likeness, ...], rule: Rule[PlanLikeness], *, file: PlanFile, on: date
) -> tuple[Finding, ...]:
    """Give what follows from sections that are taken over from another site: one finding each."""
    judging = Judging(file=file, rules=RuleBook("", "", ()), on=on)
    return tuple(
        Finding(
            code="section_copied",
            subject=judging.subject,
            as_of=on,
            outcome=Outcome.MET,
            since=None,
            rule=rule,
            measured=Measured(each.percent, rule.value.percent, "words", WHOLE, "section"),
            why=f"{each.section}: {each.percent} % of its words stand in the plan of {each.other}",
            asks=judging.ask(
                rule, rule.value.who, f"make the section {each.section} the site's own"
            ),
            sensitivity=each.sensitivity,
        )
        for each in found
    )
