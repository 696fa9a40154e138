"""The forms of what happens in the field: contacts, the daytime order's answer, sweeps, figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from sro_adapters.wire.keys import of
from sro_adapters.wire.status_forms import CitationForm, cited
from sro_core.contacts.contact import Contact, ContactKind, Disposition, DueNow
from sro_core.findings import Finding, Outcome
from sro_core.ids import OfficerId, SiteId
from sro_core.masking import Masked
from sro_core.police_records import Category
from sro_core.truancy.field_check import FieldAnswer
from sro_core.truancy.order import Answer, OrderAnswer
from sro_core.truancy.sweeps import Mark, Sweep
from sro_core.usecases.sweeping import Planned


def _codes(one: Contact) -> dict[str, Any] | None:
    """Give the stop data by the names of their fields."""
    if one.stop is None:
        return None
    found: dict[str, list[int]] = {}
    for field, code in one.stop.codes():
        found.setdefault(field, []).append(code)
    stop = one.stop
    return {**found, "school": stop.school, "student": stop.student, "age": stop.age}


def _custody(one: Contact) -> dict[str, Any] | None:
    custody = one.custody
    if custody is None:
        return None
    return {
        "since": custody.since,
        "campus": custody.campus,
        "delivered_to": custody.delivered_to,
        "delivered_at": custody.delivered_at,
        "told": [{"whom": str(each.whom), "at": each.at, "by": each.by} for each in custody.told],
    }


@attrs.frozen
class ContactForm:
    """A contact between an officer and a minor; nobody's reference or name is in it."""

    id: str = of("id")
    kind: ContactKind = of("kind")
    officer: OfficerId = of("officer")
    at: datetime = of("at")
    place: str = of("place", lambda one: one.place.name)
    area: str = of("place", lambda one: one.place.area)
    campus: SiteId | None = of("place", lambda one: one.place.campus)
    seen: tuple[str, ...] = of("seen")
    heads: int = of("heads")
    site: SiteId | None = of("site")
    sweep: str = of("sweep")
    identified: bool = of("checks", lambda one: any(each.resolved for each in one.checks))
    answers: tuple[DueNow, ...] = of("checks", lambda one: [str(e.answer) for e in one.checks])
    order: str = of("order", lambda one: one.order.order if one.order else "")
    order_answer: str = of("order", lambda one: one.order.answer if one.order else "")
    exception: str = of("order", lambda one: one.order.exception if one.order else "")
    dispositions: tuple[Disposition, ...] = of(
        "dispositions", lambda one: sorted(map(str, one.dispositions))
    )
    custody: Mapping[str, Any] | None = of("custody", _custody)
    stop: Mapping[str, Any] | None = of("stop", _codes)
    narrative: str = of("narrative")
    mistaken: str = of("mistaken")
    closed: datetime | None = of("closed")
    category: Category | None = of(
        "kept", lambda one: one.kept.category.category if one.kept.category else None
    )


@attrs.frozen
class FieldAnswerForm:
    """Whether somebody who was met is due in school, as of a minute."""

    answer: DueNow = of("answer")
    at: datetime = of("at")
    site: SiteId | None = of("site")
    because: str = of("because")


@attrs.frozen
class OrderAnswerForm:
    """What the daytime order of a place says."""

    answer: Answer = of("answer")
    order: str = of("rule", lambda one: one.rule.id if one.rule else "")
    exception: str = of("exception")
    to_supply: tuple[str, ...] = of("to_supply")
    to_ask: tuple[str, ...] = of("to_ask")
    because: tuple[str, ...] = of("because")
    provides: str = of("provides")
    citations: tuple[CitationForm, ...] = of(
        "rule", lambda one: cited(one.rule.citations) if one.rule else []
    )


def _mark(mark: Mark | None) -> dict[str, Any] | None:
    return None if mark is None else {"by": mark.by, "at": mark.at}


@attrs.frozen
class SweepForm:
    """A sweep: places and teams, never students."""

    id: str = of("id")
    from_: datetime = of("start", lambda one: datetime.combine(one.on, one.start))
    until: datetime = of("end", lambda one: datetime.combine(one.on, one.end))
    zones: tuple[Mapping[str, Any], ...] = of(
        "zones", lambda one: [{"name": e.name, "places": list(e.places)} for e in one.zones]
    )
    teams: tuple[Mapping[str, Any], ...] = of(
        "teams",
        lambda one: [
            {
                "name": each.name,
                "zone": each.zone,
                "officers": list(each.officers),
                "partners": list(each.partners),
            }
            for each in one.teams
        ],
    )
    planned: Mapping[str, Any] | None = of("planned", lambda one: _mark(one.planned))
    opened: Mapping[str, Any] | None = of("opened", lambda one: _mark(one.opened))
    closed: Mapping[str, Any] | None = of("closed", lambda one: _mark(one.closed))
    debriefed: Mapping[str, Any] | None = of("debriefed", lambda one: _mark(one.debriefed))


@attrs.frozen
class AmissForm:
    """What a rule found of a plan."""

    code: str
    outcome: Outcome
    site: SiteId | None
    why: str


@attrs.frozen
class PlannedForm:
    """A sweep, and what its plan lacks."""

    sweep: SweepForm = of("sweep")
    findings: tuple[AmissForm, ...] = of("findings", lambda one: amiss(one.findings))


def amiss(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Give what is amiss or open with a plan."""
    return [
        {"code": each.code, "outcome": str(each.outcome), "site": each.subject.site,
         "why": each.why}
        for each in findings
        if each.outcome is not Outcome.NOT_MET
    ]  # fmt: skip


@attrs.frozen
class MaskedForm:
    """A table of counts as it may be published; a masked count is null."""

    title: str = of("title")
    rows: tuple[str, ...] = of("rows")
    columns: tuple[str, ...] = of("columns")
    cells: tuple[tuple[int | None, ...], ...] = of(
        "cells", lambda one: [list(row) for row in one.cells]
    )
    row_totals: tuple[int | None, ...] = of("row_totals")
    column_totals: tuple[int | None, ...] = of("column_totals")
    total: int | None = of("total")
    note: str = of("note")


FORMS: Mapping[type, type] = {
    Contact: ContactForm,
    FieldAnswer: FieldAnswerForm,
    Masked: MaskedForm,
    OrderAnswer: OrderAnswerForm,
    Planned: PlannedForm,
    Sweep: SweepForm,
}
