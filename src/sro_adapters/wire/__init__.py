"""The one way out for a record: what is withheld from the viewer is left out here.

`show` gives plain data for JSON and tables, `explain` the words; nothing else in the adapters
renders a record that concerns somebody. Each key of a form names the field it comes from, so
that a withheld field takes everything made of it along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import cache
from typing import Any

import attrs
from cattrs.preconf.orjson import make_converter

from sro_adapters.wire import keys
from sro_adapters.wire.forms import FORMS
from sro_core.findings import Subject
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.truancy.classify import Classification

_out = make_converter()


def to_json(document: Any) -> str:
    """Give a document as one line of JSON, keys in the order they were made."""
    return _out.dumps(document).decode()


def plain(record: Any) -> Any:
    """Give a record that concerns nobody, such as a problem of a file, as plain data."""
    return _out.unstructure(record)


@attrs.frozen
class _Key:
    """One key of a form: its name, the record's field it comes from, and how it is made."""

    name: str
    field: str
    make: Callable[[Any], Any] | None


@cache
def _keys(form: type) -> tuple[_Key, ...]:
    return tuple(
        _Key(key_name(each.name), each.metadata[keys.OF], each.metadata[keys.MAKE])
        for each in attrs.fields(form)
    )


def key_name(name: str) -> str:
    """Give the key of a form's attribute: ``from_`` is ``from``.

    >>> key_name("from_")
    'from'
    """
    return name.removesuffix("_")


def show(
    record: Any, access: Access, *, site: SiteId | None = None, only: Collection[str] = ()
) -> dict[str, Any]:
    """Give a record as plain data, without what is withheld from the viewer.

    The fields that were left out stand under ``withheld`` with the reason.

    Args:
        record: one that has a form, such as a classification, a finding or a disclosure.
        access: who reads.
        site: the site that answers for a record that does not say so itself.
        only: the keys wanted; all of them where it is empty.
    """
    site = _site_of(record) or site
    hidden = access.withheld(record, site)
    shown = {
        key.name: _render(
            key.make(record) if key.make else getattr(record, key.field), access, site
        )
        for key in _keys(_form_of(record))
        if key.field not in hidden and (not only or key.name in only)
    }
    return {**shown, "withheld": hidden} if hidden else shown


def _form_of(record: Any) -> type:
    return FORMS[type(record)]


def _render(value: Any, access: Access, site: SiteId | None) -> Any:
    kind = type(value)
    if kind in FORMS:
        return show(value, access, site=site)
    if kind is tuple:
        if value and type(value[0]) in FORMS:
            return [show(each, access, site=site) for each in value]
        return [_out.unstructure(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return _parts(value, access, site) if attrs.has(kind) else value


def _parts(value: Any, access: Access, site: SiteId | None) -> Any:
    """Give a part of a record that has no form of its own, without what is withheld."""
    hidden = access.withheld(value, _site_of(value) or site)
    shown = _out.unstructure(value)
    if not hidden or not isinstance(shown, dict):
        return shown
    return {**{name: each for name, each in shown.items() if name not in hidden},
            "withheld": hidden}  # fmt: skip


def _site_of(record: Any) -> SiteId | None:
    """Find the site that answers for a record."""
    for name in ("subject", "concerns"):
        subject = getattr(record, name, None)
        if isinstance(subject, Subject):
            return subject.site
    own = getattr(record, "site", None)
    if own is not None and attrs.has(type(own)):
        own = own.id
    return SiteId(own) if isinstance(own, str) and own else None


def explain(one: Classification, access: Access, *, lists: bool = False) -> str:
    """Give an explanation in words, or the reason why the viewer does not get it."""
    hidden = access.withheld(one, one.subject.site)
    if hidden:
        return "withheld: " + "; ".join(dict.fromkeys(hidden.values()))
    return one.explain(lists=lists)


def public(record: Any) -> Mapping[str, Any]:
    """Give a record that is public by its kind, such as a rule, as plain data."""
    return {
        key.name: _plain(key.make(record) if key.make else getattr(record, key.field))
        for key in _keys(_form_of(record))
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return _out.unstructure(value) if attrs.has(type(value)) else value
