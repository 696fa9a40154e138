"""What the drills of a site ask of whom: findings, made of what compliance says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sro_core.findings import Ask, Finding, Measured, Outcome, Subject
from sro_core.privacy import Role
from sro_core.rules import Rule, RuleBook
from sro_core.safety.drill_compliance import DrillCompliance, Requirement, StretchCount
from sro_core.safety.drill_rules import DrillRequired
from sro_core.safety.drills import Drill, DrillStatus, unmet


def review(found: DrillCompliance) -> tuple[Finding, ...]:
    """Judge each requirement: short, open with a day by which, or held."""
    subject = Subject("site", found.site, found.site)
    if not found.requirements:
        return (Finding("drills_short", subject, found.as_of, Outcome.NO_RULE, None, None),)
    return tuple(_finding(each, subject, found.as_of) for each in found.requirements)


def _finding(one: Requirement, subject: Subject, on: date) -> Finding:
    rule = one.rule
    readings = [*rule.readings, one.level] if one.level else [*rule.readings]
    if one.reading is not None:
        readings.append(one.reading.says)
    readings += dict.fromkeys(each.stretch.how for each in one.counts if each.stretch.how)
    asks: tuple[Ask, ...] = ()
    outcome, since, why, measured = Outcome.NOT_MET, None, "", None
    short = [each for each in one.counts if each.short]
    now = current(one, on)
    if one.undecided:
        outcome, why = Outcome.UNDECIDED, f"not stated: {one.undecided}"
        what = f"state the school's {one.undecided}: drills asked of it depend on that"
        asks = (Ask(Role.ADMINISTRATOR, what, rule.force, rule),)
    else:
        shown = now or (short[-1] if short else None)
        if shown is not None:
            measured = Measured(
                len(shown.held), rule.value.at_least, _unit(rule), None, str(rule.value.every)
            )
        if short:
            outcome, since = Outcome.MET, one.breach
            why = f"short in {', '.join(each.stretch.label for each in short)}"
        elif now is not None and now.missing:
            outcome = Outcome.PENDING
        if one.followed:
            asks = tuple(_asks(one, now, on))
        else:
            why = "; ".join(filter(None, (why, "another source is followed")))
    return Finding(
        code=f"{rule.id}_short",
        subject=subject,
        as_of=on,
        outcome=outcome,
        since=since,
        rule=rule,
        measured=measured,
        counted="drills held",
        evidence=tuple(day for each in one.counts for day in each.held),
        readings=tuple(readings),
        why=why,
        asks=asks,
    )


def current(one: Requirement, on: date) -> StretchCount | None:
    """Give the stretch that is running on a date, or the next one; None where the year is over."""
    return next((each for each in one.counts if each.stretch.last >= on), None)


def _asks(one: Requirement, now: StretchCount | None, on: date) -> Iterator[Ask]:
    rule = one.rule
    for each in one.counts:
        if each.short and each is not now:
            what = (
                f"enter the drill ({rule.value.kind}) of {each.stretch.label} if it was held; "
                "it cannot be made up for"
            )
            yield Ask(rule.value.who, what, rule.force, rule, each.stretch.last)
    if now is not None and now.missing and now.stretch.first <= on:
        held = f"{len(now.held)} of {rule.value.at_least}"
        what = f"hold a drill: {rule.value.kind} ({now.stretch.label}: {held} held)"
        yield Ask(rule.value.who, what, rule.force, rule, now.last_day or now.stretch.last)


def _unit(rule: Rule[DrillRequired]) -> str:
    return f"{rule.value.kind} drills held"


def open_records(drills: Iterable[Drill], rules: RuleBook, *, on: date) -> tuple[Finding, ...]:
    """Give what records of drills wait for: a drill held whose record is not finished."""
    found = []
    for drill in drills:
        if drill.on > on or drill.status not in (DrillStatus.DRAFT, DrillStatus.PLANNED):
            continue
        left = unmet(drill, rules)
        rule = next(iter(left), None) or next(
            (
                each
                for each in rules.all(DrillRequired, drill.on)
                if drill.kind in each.value.counted
            ),
            None,
        )
        if rule is None:
            continue
        what = f"finish the record of the drill ({drill.kind}) of {drill.on}, or cancel it"
        if left:
            what += f"; not confirmed: {', '.join(each.id for each in left)}"
        found.append(
            Finding(
                code="drill_record_open",
                subject=Subject("site", drill.site, drill.site),
                as_of=on,
                outcome=Outcome.MET,
                since=drill.on,
                rule=rule,
                missing=tuple(each.id for each in left),
                asks=(Ask(Role.ADMINISTRATOR, what, rule.force, rule),),
            )
        )
    return tuple(found)
