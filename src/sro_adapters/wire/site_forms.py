"""The forms of sites, posts, agreements and public contacts; `until` is the last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from sro_adapters.wire.keys import of
from sro_adapters.wire.record_forms import last_day
from sro_core.directory import PublicContact
from sro_core.ids import PostId, SiteId
from sro_core.sites.posts import Post
from sro_core.sites.profile import Headcount, Level, SiteProfile, SiteStatus, StaffContact
from sro_core.sites.terms import AgreementTerms


def first_day(one: Any) -> date | None:
    """Give the first day of a record's period, or None where it is open."""
    found: date | None = one.period.start
    return found


def last_of(one: Any) -> date | None:
    """Give the last day of a record's period, or None where it is open."""
    return last_day(one.period)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


@attrs.frozen
class HeadcountForm:
    """How many people a school year has at a site."""

    year: int = of("year")
    students: int = of("students")
    staff: int | None = of("staff")


@attrs.frozen
class StaffContactForm:
    """Whom to ask on the school's side."""

    name: str = of("name")
    role: str = of("role")
    email: str = of("email")
    phone: str = of("phone")
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)


@attrs.frozen
class ProfileForm:
    """What the programme knows of a site; ids of state and nation are text."""

    id: SiteId = of("id")
    name: str = of("name")
    cds: str = of("cds")
    nces: str = of("nces")
    status: SiteStatus = of("status")
    opened: date | None = of("opened")
    closed: date | None = of("closed")
    grades: str | None = of("grades", lambda one: one.grades and str(one.grades))
    level: Level | None = of("level")
    levels: Mapping[str, Level] = of("levels", lambda one: dict(one.levels))
    address: str | None = of("address", lambda one: one.address and str(one.address))
    phone: str = of("phone")
    headcounts: tuple[HeadcountForm, ...] = of("headcounts")
    staff: tuple[StaffContactForm, ...] = of("staff")
    source: str = of("source")
    stated: date | None = of("stated")


@attrs.frozen
class PostForm:
    """One authorised post."""

    id: PostId = of("id")
    site: SiteId = of("site")
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)
    title: str = of("title")
    mailbox: str = of("mailbox")
    phone: str = of("phone")
    authority: str = of("authority")


@attrs.frozen
class TermsForm:
    """The terms of an agreement; shares and amounts are text, so that they stay exact."""

    id: str = of("id")
    site: SiteId = of("site")
    from_: date | None = of("period", first_day)
    until: date | None = of("period", last_of)
    signed: date | None = of("signed")
    district_share: str | None = of("district_share", lambda one: _text(one.district_share))
    amount: str | None = of("amount", lambda one: _text(one.amount))
    duties: tuple[str, ...] = of("duties", lambda one: list(one.duties))
    parts: tuple[str, ...] = of("parts", lambda one: sorted(one.parts))
    text: str = of("text")


@attrs.frozen
class PublicContactForm:
    """Whom the public reaches for a site on a date."""

    site: SiteId = of("site")
    name: str = of("name")
    address: str | None = of("address", lambda one: one.address and str(one.address))
    post: PostId = of("post")
    title: str = of("title")
    mailbox: str = of("mailbox")
    phone: str = of("phone")
    officers: tuple[str, ...] = of("officers", lambda one: list(one.officers))
    as_of: date = of("as_of")


FORMS: Mapping[type, type] = {
    AgreementTerms: TermsForm,
    Headcount: HeadcountForm,
    Post: PostForm,
    PublicContact: PublicContactForm,
    SiteProfile: ProfileForm,
    StaffContact: StaffContactForm,
}
"""Every record of sites that is shown, and its form."""
