"""The forms of what the rules make of records, and of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from sro_adapters.wire.keys import of
from sro_core.citations import Citation
from sro_core.findings import Counterfactual, Outcome
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Role
from sro_core.rules import Force
from sro_core.truancy.classify import Reports


@attrs.frozen
class CitationForm:
    """Where a rule is written, and how that was read."""

    title: str
    section: str
    link: str
    standing: str


def cited(citations: tuple[Citation, ...]) -> list[dict[str, str]]:
    """Give citations as plain data; they are public."""
    return [
        {
            "title": each.title,
            "section": each.key,
            "link": each.link,
            "standing": str(each.standing),
        }
        for each in citations
    ]


@attrs.frozen
class FindingForm:
    """A status that is met or pending, and what it rests on."""

    code: str = of("code")
    outcome: Outcome = of("outcome")
    since: date | None = of("since")
    missing: tuple[str, ...] = of("missing")
    says: str = of("rule", lambda one: one.rule.says if one.rule else "")
    measured: str | None = of("measured", lambda one: one.measured and str(one.measured))
    citations: tuple[CitationForm, ...] = of(
        "rule", lambda one: cited(one.rule.citations) if one.rule else []
    )
    counted: str = of("counted")
    evidence: tuple[date, ...] = of("evidence")


@attrs.frozen
class DueItemForm:
    """One thing that waits for somebody."""

    kind: str = of("kind")
    what: str = of("what")
    concerns: str = of("concerns", lambda one: one.concerns.id)
    site: SiteId | None = of("concerns", lambda one: one.concerns.site)
    who: Role = of("who")
    force: Force = of("force")
    due: date | None = of("due")
    overdue_days: int = of("due", lambda one: one.overdue_days)
    codes: tuple[str, ...] = of("codes")
    citations: tuple[CitationForm, ...] = of("rules", lambda one: cited(one.citations))


@attrs.frozen
class UnverifiedForm:
    """An absence that nobody has settled."""

    student_id: StudentRef = of("subject", lambda one: one.subject.id)
    site: SiteId | None = of("subject", lambda one: one.subject.site)
    date: date = of("day", lambda one: one.day.on)
    reason: str = of("day", lambda one: one.day.because)
    would_change: str = of("day", lambda one: one.day.would_change)


@attrs.frozen
class OpenDayForm:
    """A day that cannot be settled yet, and what it would change."""

    date: date
    reason: str
    would_change: str


@attrs.frozen
class DayForm:
    """A day that a count left out, and why."""

    date: date
    reason: str


@attrs.frozen
class RefusedForm:
    """A status that could not be judged, and why."""

    code: str
    reason: str


@attrs.frozen
class StatusForm:
    """What the rules make of one student on a date."""

    student_id: StudentRef = of("file", lambda one: one.subject.id)
    site: SiteId | None = of("file", lambda one: one.subject.site)
    as_of: date = of("as_of")
    policy: str = of("policy", lambda one: one.policy.id)
    subject: bool | str = of("file", lambda one: one.of_age)
    counts: Mapping[str, int] = of("tally", lambda one: dict(one.counts))
    series: Mapping[str, tuple[date, ...]] = of(
        "tally", lambda one: {id: list(days) for id, days in one.tally.series.items()}
    )
    reports: Reports = of("tally", lambda one: one.reports)
    findings: tuple[FindingForm, ...] = of("verdicts", lambda one: one.findings)
    unresolved: tuple[OpenDayForm, ...] = of(
        "tally",
        lambda one: [
            {"date": each.on, "reason": each.because, "would_change": each.would_change}
            for each in one.unresolved
        ],
    )
    set_aside: tuple[DayForm, ...] = of(
        "tally", lambda one: [{"date": each.on, "reason": each.because} for each in one.set_aside]
    )
    readings: tuple[str, ...] = of("policy", lambda one: list(one.policy.readings))
    would_change: tuple[Counterfactual, ...] = of("verdicts", lambda one: one.would_change)
    data_through: date | None = of("data_through")
    refused: tuple[RefusedForm, ...] = of(
        "verdicts", lambda one: [{"code": code, "reason": why} for code, why in one.refused]
    )


@attrs.frozen
class RuleForm:
    """One dated, cited datum; its value has the keys of its kind."""

    id: str = of("id")
    says: str = of("says")
    force: Force = of("force")
    from_: date | None = of("effective", lambda one: one.effective.start)
    until: date | None = of("effective", lambda one: one.effective.end)
    citations: tuple[CitationForm, ...] = of("rules", lambda one: cited(one.citations))
    readings: tuple[str, ...] = of("readings")
    value: Mapping[str, Any] = of("value")
