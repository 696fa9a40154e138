"""The forms of incidents, of offenses, and of what incidents add up to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from sro_adapters.wire.field_forms import MaskedForm
from sro_adapters.wire.keys import of
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY
from sro_core.police_records import Category
from sro_core.safety.incident_counts import Tally
from sro_core.safety.incidents import (
    Collected,
    Disposition,
    Incident,
    IncidentKind,
    Part,
    Person,
    Place,
    ReferralBasis,
    SchoolPart,
    SchoolReferral,
    Threat,
)
from sro_core.safety.offenses import OffenseRef
from sro_core.usecases.incident_figures import Figures, SiteYear


@attrs.frozen
class OffenseForm:
    """An offense, as it was called when the incident was recorded."""

    table: str = of("table")
    code: str = of("code")
    title: str = of("title")
    group: str = of("group")


@attrs.frozen
class IncidentPersonForm:
    """A person under a pseudonym; null where something was not recorded."""

    ref: str = of("ref")
    part: Part = of("part")
    student: bool | None = of("student")
    referred: bool | None = of("referred")
    arrested: bool | None = of("arrested")
    cited: bool | None = of("cited")
    disposition: Disposition | None = of(
        "disposition", lambda one: one.disposition and one.disposition.value
    )
    category: Category | None = of(
        "kept", lambda one: one.kept.category.category if one.kept.category else None
    )


@attrs.frozen
class IncidentReferralForm:
    """That the school reported an incident."""

    basis: ReferralBasis = of("basis")
    by: SchoolPart = of("by")
    on: date = of("on")
    ground: str = of("ground")


@attrs.frozen
class ThreatForm:
    """What was done about a threat."""

    received_at: datetime = of("received_at")
    received_from: SchoolPart = of("received_from")
    evidence: tuple[str, ...] = of("evidence", lambda one: list(one.evidence))
    assessed_at: datetime | None = of("assessed_at")
    registry_at: datetime | None = of("registry_at")


@attrs.frozen
class IncidentForm:
    """One incident; whether school was in session stands beside it."""

    id: str = of("id")
    number: str = of("number")
    kind: IncidentKind = of("kind")
    site: SiteId | None = of("site")
    place: Place = of("place")
    at: datetime = of("at")
    offenses: tuple[OffenseForm, ...] = of("offenses")
    persons: tuple[IncidentPersonForm, ...] = of("persons")
    referral: IncidentReferralForm | None = of("referral")
    handed_back: bool = of("handed_back")
    threat: ThreatForm | None = of("threat")


@attrs.frozen
class FiguresForm:
    """What the incidents of some days add up to; `until` is the last of them."""

    site: SiteId | None = of("site")
    from_: date | None = of("within", lambda one: one.within.start)
    until: date | None = of("within", lambda one: one.within.end and one.within.end - ONE_DAY)
    places: tuple[Place, ...] = of("places", lambda one: [each.value for each in one.places])
    masked: bool = of("masked")
    by_place: MaskedForm = of("by_place")
    by_hour: MaskedForm = of("by_hour")
    by_offense: MaskedForm = of("by_offense")


@attrs.frozen
class CivilRightsTallyForm:
    """Instances and students, null where nobody collected them; `unrecorded` are in neither."""

    instances: int | None = of("instances")
    students: int | None = of("students")
    unrecorded: int = of("unrecorded")


@attrs.frozen
class SiteYearForm:
    """What a site counts for the civil rights data collection in a school year."""

    site: SiteId = of("site")
    year: str = of("year", lambda one: str(one.year))
    referrals: CivilRightsTallyForm = of("counts", lambda one: one.counts.referrals)
    arrests: CivilRightsTallyForm = of("counts", lambda one: one.counts.arrests)
    collected: bool = of("counts", lambda one: one.counts.collected)
    counted_by: str = of("reading", lambda one: one.reading.says)


@attrs.frozen
class CollectedForm:
    """A statement that referrals and arrests were kept."""

    site: SiteId = of("site")
    year: int = of("year")
    on: date = of("on")
    by: str = of("by")


FORMS: Mapping[type, type] = {
    Collected: CollectedForm,
    Figures: FiguresForm,
    Incident: IncidentForm,
    OffenseRef: OffenseForm,
    Person: IncidentPersonForm,
    SchoolReferral: IncidentReferralForm,
    SiteYear: SiteYearForm,
    Tally: CivilRightsTallyForm,
    Threat: ThreatForm,
}
