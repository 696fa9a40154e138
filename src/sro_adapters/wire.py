"""The one way out for a record: what is withheld from the viewer is left out here.

`show` gives plain data for JSON and tables, `explain` the words; nothing else in the adapters
renders a record that concerns somebody. Each key of the data names the field it comes from,
so that a withheld field takes everything made of it along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import attrs
from cattrs.preconf.orjson import make_converter

from sro_core.citations import Citation
from sro_core.due import DueItem
from sro_core.findings import Finding, Subject
from sro_core.privacy import Viewer, withheld
from sro_core.rules import Rule
from sro_core.truancy.classify import Classification
from sro_core.usecases.attendance_review import Unverified

_out = make_converter()


def to_json(document: Any) -> str:
    """Give a document as one line of JSON, keys in the order they were made."""
    return _out.dumps(document).decode()


def plain(record: Any) -> Any:
    """Give a record that concerns nobody, such as a problem of a file, as plain data."""
    return _out.unstructure(record)


@attrs.frozen
class _Key:
    """One key of the data: the record's field it comes from, and how it is made."""

    field: str
    make: Callable[[Any, Viewer], Any]


def _same(field: str) -> _Key:
    return _Key(field, lambda record, _: getattr(record, field))


def _text(field: str) -> _Key:
    return _Key(field, lambda record, _: str(getattr(record, field)))


def _made(field: str, make: Callable[[Any], Any]) -> _Key:
    return _Key(field, lambda record, _: make(record))


def show(record: Any, viewer: Viewer, *, only: Collection[str] = ()) -> dict[str, Any]:
    """Give a record as plain data, without what is withheld from the viewer.

    The fields that were left out stand under ``withheld`` with the reason.

    Args:
        record: a classification, a finding or an item of the due list.
        viewer: who reads.
        only: the keys wanted; all of them where it is empty.
    """
    subject: Subject = getattr(record, _SUBJECT[type(record)])
    hidden = withheld(record, viewer, subject.site)
    shown = {
        name: key.make(record, viewer)
        for name, key in _FORMS[type(record)].items()
        if key.field not in hidden and (not only or name in only)
    }
    return {**shown, "withheld": hidden} if hidden else shown


def explain(one: Classification, viewer: Viewer, *, lists: bool = False) -> str:
    """Give an explanation in words, or the reason why the viewer does not get it."""
    hidden = withheld(one, viewer, one.subject.site)
    if hidden:
        return "withheld: " + "; ".join(dict.fromkeys(hidden.values()))
    return one.explain(lists=lists)


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


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "title": citation.title,
        "section": citation.key,
        "link": citation.link,
        "standing": str(citation.standing),
    }


def _cited(one: Rule[object] | None) -> list[dict[str, Any]]:
    return [_citation(each) for each in one.citations] if one else []


def _unresolved(one: Classification) -> list[dict[str, Any]]:
    return [
        {"date": each.on, "reason": each.because, "would_change": each.would_change}
        for each in one.unresolved
    ]


_FINDING = {
    "code": _same("code"),
    "outcome": _text("outcome"),
    "since": _same("since"),
    "missing": _made("missing", lambda finding: list(finding.missing)),
    "says": _made("rule", lambda finding: finding.rule.says if finding.rule else ""),
    "measured": _made("measured", lambda finding: finding.measured and str(finding.measured)),
    "citations": _made("rule", lambda finding: _cited(finding.rule)),
    "counted": _same("counted"),
    "evidence": _made("evidence", lambda finding: list(finding.evidence)),
}
_DUE_ITEM = {
    "kind": _same("kind"),
    "what": _same("what"),
    "concerns": _made("concerns", lambda item: item.concerns.id),
    "site": _made("concerns", lambda item: item.concerns.site),
    "who": _text("who"),
    "force": _text("force"),
    "due": _same("due"),
    "overdue_days": _made("due", lambda item: item.overdue_days),
    "codes": _made("codes", lambda item: list(item.codes)),
    "citations": _made("citations", lambda item: [_citation(each) for each in item.citations]),
}
_UNVERIFIED = {
    "student_id": _made("subject", lambda one: one.subject.id),
    "site": _made("subject", lambda one: one.subject.site),
    "date": _made("day", lambda one: one.day.on),
    "reason": _made("day", lambda one: one.day.because),
    "would_change": _made("day", lambda one: one.day.would_change),
}
_CLASSIFICATION = {
    "student_id": _made("file", lambda one: one.subject.id),
    "site": _made("file", lambda one: one.subject.site),
    "as_of": _same("as_of"),
    "policy": _made("policy", lambda one: one.policy.id),
    "subject": _made("file", lambda one: one.of_age),
    "counts": _made("tally", lambda one: dict(one.counts)),
    "series": _made("tally", lambda one: {id: list(days) for id, days in one.tally.series.items()}),
    "reports": _made("tally", lambda one: plain(one.reports)),
    "findings": _Key("verdicts", lambda one, viewer: [show(f, viewer) for f in one.findings]),
    "unresolved": _made("tally", _unresolved),
    "set_aside": _made(
        "tally", lambda one: [{"date": each.on, "reason": each.because} for each in one.set_aside]
    ),
    "readings": _made("policy", lambda one: list(one.policy.readings)),
    "would_change": _made("verdicts", lambda one: [plain(each) for each in one.would_change]),
    "data_through": _same("data_through"),
    "refused": _made(
        "verdicts", lambda one: [{"code": code, "reason": why} for code, why in one.refused]
    ),
}
_FORMS: Mapping[type, Mapping[str, _Key]] = {
    Finding: _FINDING,
    DueItem: _DUE_ITEM,
    Unverified: _UNVERIFIED,
    Classification: _CLASSIFICATION,
}
_SUBJECT: Mapping[type, str] = {
    Finding: "subject",
    DueItem: "concerns",
    Unverified: "subject",
    Classification: "subject",
}
