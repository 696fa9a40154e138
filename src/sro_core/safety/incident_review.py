"""What incidents ask of the police: threats to be assessed, records of minors to be decided on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.police_records import sealing_findings
from sro_core.privacy import Sensitivity
from sro_core.rules import Rule, RuleBook
from sro_core.safety.incident_rules import ThreatDuty, ThreatStep
from sro_core.safety.incidents import Incident, Part, Threat

CODES = {
    ThreatStep.ASSESSMENT: "threat_not_assessed",
    ThreatStep.REGISTRY: "registry_not_checked",
}
"""The condition that each step not taken is."""


def findings(incidents: Iterable[Incident], rules: RuleBook, *, on: date) -> tuple[Finding, ...]:
    """Give what the rules in force make of threats on a date; nothing weighs how grave one is."""
    return tuple(
        _finding(one, one.threat, duty, on)
        for one in incidents
        if one.threat is not None and one.threat.received_at.date() <= on
        for duty in rules.all(ThreatDuty, on)
        if not _done(one.threat, duty.value.step, on)
        and one.threat.received_at.date() in duty.effective
    )


def record_findings(
    incidents: Iterable[Incident], rules: RuleBook, *, on: date
) -> tuple[Finding, ...]:
    """Find what a person has to decide about the records of those involved, sealed ones apart."""
    return tuple(
        finding
        for one in incidents
        for person in one.persons
        if person.part is Part.INVOLVED and not person.kept.sealed
        for finding in sealing_findings(
            rules,
            one.at,
            person.kept.category,
            Subject("incident", f"{one.id} {person.ref}", one.site),
            on=on,
        )
    )


def _done(threat: Threat, step: ThreatStep, on: date) -> bool:
    at: datetime | None = (
        threat.assessed_at if step is ThreatStep.ASSESSMENT else threat.registry_at
    )
    return at is not None and at.date() <= on


def _finding(one: Incident, threat: Threat, duty: Rule[ThreatDuty], on: date) -> Finding:
    received = threat.received_at.date()
    due = received + timedelta(days=duty.value.within_days)
    late = on > due
    ask = Ask(
        duty.value.who, f"{duty.value.step}: threat {one.id} of {received}", duty.force, duty, due
    )
    return Finding(
        code=CODES[duty.value.step],
        subject=Subject("incident", one.id, one.site),
        as_of=on,
        outcome=Outcome.MET if late else Outcome.PENDING,
        since=due + timedelta(days=1) if late else None,
        rule=duty,
        counted="received on",
        evidence=(received,),
        asks=(ask,),
        sensitivity=Sensitivity.JUVENILE_POLICE,
    )
