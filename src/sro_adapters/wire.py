"""The one way out for a record: what is withheld from the viewer is left out here.

`show` gives plain data for JSON; nothing else in the adapters renders a record. Converters
are strict both ways: cattrs by default turns None into "None" and 5.7 into 5, and for a legal
classification that would be wrong data accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cattrs.preconf.orjson import make_converter

from sro_core.citations import Citation
from sro_core.due import DueItem
from sro_core.findings import Finding
from sro_core.ids import SiteId
from sro_core.privacy import CLEARANCE, Sensitivity, Viewer, withheld
from sro_core.rules import Rule
from sro_core.truancy.classify import Classification

_out = make_converter(omit_if_default=False)


def to_json(document: Any) -> str:
    """Give a document as one line of JSON, keys in the order they were made."""
    return _out.dumps(document).decode()


def show(record: Any, viewer: Viewer, site: SiteId | None) -> dict[str, Any]:
    """Give a record as plain data, without the fields withheld from the viewer.

    The names of the fields that were left out stand under ``withheld`` with the reason.
    """
    hidden = withheld(record, viewer, site)
    shown = {
        name: value for name, value in _FORMS[type(record)](record).items() if name not in hidden
    }
    if hidden:
        shown["withheld"] = hidden
    return shown


def _citation(citation: Citation) -> dict[str, Any]:
    title, _, section = citation.title.rpartition(" section ")
    return {
        "title": citation.title,
        "section": section if title else citation.key,
        "link": citation.link,
        "standing": str(citation.standing),
    }


def _cited(rule: Rule[object] | None) -> list[dict[str, Any]]:
    return [_citation(each) for each in rule.citations] if rule else []


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "outcome": str(finding.outcome),
        "since": finding.since,
        "missing": list(finding.missing),
        "says": finding.rule.says if finding.rule else "",
        "measured": str(finding.measured),
        "citations": _cited(finding.rule),
        "evidence": list(finding.evidence),
    }


def _due_item(item: DueItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "what": item.what,
        "concerns": item.concerns.id,
        "site": item.concerns.site,
        "who": str(item.who),
        "force": str(item.force),
        "due": item.due,
        "overdue_days": item.overdue_days,
        "codes": list(item.codes),
        "citations": [_citation(each) for each in item.citations],
    }


_FORMS: Mapping[type, Any] = {Finding: _finding, DueItem: _due_item}


def show_classification(one: Classification, viewer: Viewer) -> dict[str, Any]:
    """Give a classification as plain data: one line of ``sro classify --json``.

    A viewer without clearance for juvenile information gets the reason and nothing else.
    """
    site = one.subject.site
    if Sensitivity.JUVENILE not in CLEARANCE[viewer.role] or not viewer.covers(site):
        return {
            "as_of": one.as_of,
            "withheld": {"student": "juvenile information is not open here"},
        }
    return {
        "student_id": one.subject.id,
        "site": site,
        "as_of": one.as_of,
        "policy": one.policy.id,
        "subject": one.of_age,
        "counts": dict(one.counts),
        "reports": _reports(one),
        "findings": [show(each, viewer, site) for each in one.findings],
        "unresolved": [
            {"date": each.on, "reason": each.because, "would_change": each.would_change}
            for each in one.unresolved
        ],
        "set_aside": [{"date": each.on, "reason": each.because} for each in one.set_aside],
        "readings": list(one.policy.readings),
        "would_change": [{"change": each.change, "then": each.then} for each in one.would_change],
        "data_through": one.data_through,
        "refused": [{"code": code, "reason": why} for code, why in one.refused],
    }


def show_unverified(one: Classification, viewer: Viewer) -> list[dict[str, Any]]:
    """Give a student's unverified absences as plain data; nothing without clearance."""
    shown = show_classification(one, viewer)
    return [
        {"student_id": shown["student_id"], "site": shown["site"], **each}
        for each in shown.get("unresolved", ())
    ]


def _reports(one: Classification) -> dict[str, Any]:
    """Give the reports due, made and without ground; empty under a book that has none."""
    due, made, ungrounded = [], [], []
    for id, recorded in one.policy.recorded.items():
        due += one.tally.series[recorded.value.grounded_by]
        made += one.tally.series[id]
        ungrounded += one.tally.ungrounded[id]
    return {"due": sorted(due), "made": sorted(made), "ungrounded": sorted(ungrounded)}


def rule(one: Rule[object]) -> dict[str, Any]:
    """Give a rule as plain data; rules are public."""
    return {
        "id": one.id,
        "says": one.says,
        "force": str(one.force),
        "from": one.effective.start,
        "until": one.effective.end,
        "citations": _cited(one),
        "readings": list(one.readings),
        "value": _out.unstructure(one.value),
    }


def plain(record: Any) -> Any:
    """Give a record that concerns nobody, such as a problem of a file, as plain data."""
    return _out.unstructure(record)
