"""The forms of records that are kept: of a student, of a site, and of who was let in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from sro_adapters.wire.keys import of
from sro_core.ids import SiteId, StudentRef
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Role
from sro_core.truancy.attendance import AttendanceKind, Excuse, Scope
from sro_core.truancy.steps_taken import Action


@attrs.frozen
class GuardianForm:
    """A parent or guardian."""

    given_name: str = of("given_name")
    family_name: str = of("family_name")
    email: str = of("email")
    phone: str = of("phone")


@attrs.frozen
class IdentityForm:
    """Who a student is."""

    student_id: StudentRef = of("ref")
    given_name: str = of("given_name")
    middle_name: str = of("middle_name")
    family_name: str = of("family_name")
    preferred_name: str = of("preferred_name")
    email: str = of("email")
    phone: str = of("phone")
    guardians: tuple[GuardianForm, ...] = of("guardians")


@attrs.frozen
class DisclosureForm:
    """One request for a student's record, granted or not."""

    student_id: StudentRef = of("student")
    at: datetime = of("at")
    to: str = of("to")
    interest: str = of("interest")
    what: str = of("what")
    given: bool = of("given")
    basis: str = of("basis")
    by: str = of("by")
    site: SiteId | None = of("site")


@attrs.frozen
class AuditEntryForm:
    """One act or reading; what it was about may be withheld or taken away."""

    place: int = of("place")
    at: datetime = of("at")
    actor: str = of("actor")
    role: str = of("role")
    act: str = of("act")
    site: str = of("site")
    subject: str = of("matter", lambda one: one.subject)
    purpose: str = of("matter", lambda one: one.purpose)
    details: Mapping[str, str] = of("matter", lambda one: dict(one.details))
    cleared: bool = of("sealed", lambda one: one.matter is None)
    hash: str = of("hash")


@attrs.frozen
class SpellForm:
    """One spell of a student at a site; `until` is the last day."""

    site: SiteId = of("site")
    from_: date | None = of("period", lambda one: one.period.start)
    until: date | None = of("period", lambda one: last_day(one.period))
    assumed: bool = of("assumed")


@attrs.frozen
class RowForm:
    """One attendance row."""

    date: date = of("on")
    site: SiteId = of("site")
    kind: AttendanceKind = of("kind")
    scope: Scope = of("scope")
    excuse: Excuse = of("excuse")
    minutes: int | None = of("minutes")
    code: str = of("code")
    section: str = of("section")


@attrs.frozen
class WithdrawnForm:
    """A row that is no longer on record."""

    row: RowForm = of("event")
    at: datetime = of("at")
    because: str = of("because")


@attrs.frozen
class ActForm:
    """One act on record."""

    action: Action = of("action")
    date: date = of("on")
    site: SiteId | None = of("site")
    means: str = of("means")


@attrs.frozen
class FiledForm:
    """One record that is filed under a student: what it is, of which day, and all of its fields."""

    what: str = of("what")
    date: date | None = of("on")
    record: Mapping[str, Any] = of("record")


@attrs.frozen
class HeldForm:
    """Everything held on one student, and who saw it."""

    student_id: StudentRef = of("ref")
    site: SiteId | None = of("site")
    born: date | None = of("file", lambda one: one.file.student.born)
    spells: tuple[SpellForm, ...] = of("file", lambda one: one.file.spells)
    attendance: tuple[RowForm, ...] = of("file", lambda one: one.file.events)
    acts: tuple[ActForm, ...] = of("file", lambda one: one.file.steps)
    withdrawn: tuple[WithdrawnForm, ...] = of("withdrawn")
    identity: IdentityForm | None = of("identity")
    filed: tuple[FiledForm, ...] = of("filed")
    disclosures: tuple[DisclosureForm, ...] = of("disclosures")
    seen: tuple[AuditEntryForm, ...] = of("seen")


@attrs.frozen
class AgreementForm:
    """What a site's agreement says about student records; `until` is the last day."""

    from_: date | None = of("period", lambda one: one.period.start)
    until: date | None = of("period", lambda one: last_day(one.period))
    school_official: bool = of("school_official")
    purposes: tuple[str, ...] = of("purposes", lambda one: sorted(one.purposes))


@attrs.frozen
class SiteForm:
    """A school site, how far its attendance reaches, and its agreements with the police."""

    id: SiteId = of("site", lambda one: one.site.id)
    name: str = of("site", lambda one: one.site.name)
    district: str | None = of("site", lambda one: one.site.district)
    identifier: str = of("site", lambda one: one.site.identifier)
    data_through: date | None = of("data_through")
    agreements: tuple[AgreementForm, ...] = of("agreements")


@attrs.frozen
class TokenForm:
    """An access token, without its secret."""

    id: str = of("id")
    actor: str = of("actor")
    role: Role = of("role")
    sites: tuple[SiteId, ...] | None = of(
        "sites", lambda one: None if one.sites is None else sorted(one.sites)
    )
    made: datetime = of("made")
    by: str = of("by")
    expires: datetime = of("expires")
    used: date | None = of("used")
    revoked: datetime | None = of("revoked")
    program: bool = of("program")


def last_day(period: DatePeriod) -> date | None:
    """Give the last day of a period as people write it, or None where it is open."""
    return None if period.end is None else period.end - ONE_DAY
