"""The police's incidents: recorded, listed and counted; nobody is named in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import COUNT, ID, MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.incident_forms import (
    CollectedForm,
    FiguresForm,
    IncidentForm,
    SiteYearForm,
)
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod, SchoolYear
from sro_core.privacy import Permission
from sro_core.safety.incidents import (
    Disposition,
    IncidentKind,
    Part,
    Person,
    Place,
    ReferralBasis,
    SchoolPart,
    SchoolReferral,
    Threat,
)
from sro_core.school_calendar import InSession
from sro_core.usecases import incident_figures, incident_log
from sro_core.usecases.incident_log import Read, SoughtIncidents, ToldIncident

YEAR = {"minimum": 1990, "maximum": 2999}
SHORT = {**MAYBE_WORDS, "maxLength": 60}
_OF_YEAR = "the year in which the school year begins"


@attrs.frozen
class Looked:
    """Ask for incidents."""

    site: SiteId | None = query("only this site's", example="HIGH", facets=ID)
    from_: date | None = query("only from this day on", example="2026-11-01")
    until: date | None = query("only until this day", example="2026-11-30")
    place: Place | None = query("only at this place")
    kind: IncidentKind | None = query("only of this kind")
    session: InSession | None = query("only while school was in session, or was not")
    cursor: str | None = query("where the list goes on, as the answer before it says")
    limit: int | None = query("incidents on the page; the server gives no more than it allows",
                              example=100, facets=COUNT)  # fmt: skip


def days(start: date | None, last: date | None) -> DatePeriod | None:
    """Give the days between two, None where neither is said."""
    if start is not None and last is not None and last < start:
        raise problems.parameter("until", "it ends before it starts")
    return DatePeriod(start, last and last + ONE_DAY) if start or last else None


@attrs.frozen
class OfIncident:
    """Ask for one incident."""

    incident: str = path("its id", example="26-0101")


@attrs.frozen
class PersonTold:
    """A person of an incident, under the department's pseudonym."""

    ref: str = member("the pseudonym", example="P-017", facets=ID)
    part: Part = member("the part they played", default=Part.INVOLVED)
    student: bool | None = member("a student of the site", default=None)
    referred: bool | None = member("the school reported them", default=None)
    arrested: bool | None = member("they were arrested", default=None)
    cited: bool | None = member("they were cited", default=None)
    disposition: Disposition | None = member("what came of it", default=None)


@attrs.frozen
class ReportOfSchool:
    """That the school reported it."""

    basis: ReferralBasis = member("whether it had to")
    by: SchoolPart = member("the part of whoever reported")
    on: date = member("the day", example="2026-11-20")
    ground: str = member("the rule by which it had to", default="", facets=SHORT)


@attrs.frozen
class ThreatTold:
    """What was done about a threat."""

    received_at: datetime = member("when it was received", example="2026-11-20T10:15")
    received_from: SchoolPart = member("the part of whoever reported it")
    evidence: tuple[str, ...] = member("references to the evidence", default=(), facets=WORDS)
    assessed_at: datetime | None = member("when the assessment began", default=None)
    registry_at: datetime | None = member("when the registry was checked", default=None)


@attrs.frozen
class NewIncident:
    """What is said of an incident."""

    place: Place = member("where it was", example="within the site")
    at: datetime = member("the site's wall time", example="2026-11-20T10:15")
    site: SiteId | None = member("the site it concerns", default=None, example="HIGH", facets=ID)
    number: str = member("the police record number", default="", facets=SHORT)
    offenses: tuple[str, ...] = member("codes", default=(), example=["13B"], facets=WORDS)
    persons: tuple[PersonTold, ...] = member("who had a part in it", default=())
    referral: ReportOfSchool | None = member("the school's report", default=None)
    handed_back: bool = member("school rules only, handed back", default=False)
    threat: ThreatTold | None = member("of a threat", default=None)

    def told(self) -> ToldIncident:
        """Give it as the use case takes it."""
        referral = SchoolReferral(**attrs.asdict(self.referral)) if self.referral else None
        threat = Threat(**attrs.asdict(self.threat)) if self.threat else None
        return ToldIncident(
            number=self.number,
            kind=IncidentKind.OFFENSE if threat is None else IncidentKind.THREAT,
            site=self.site,
            place=self.place,
            at=self.at,
            offenses=self.offenses,
            persons=tuple(Person(**attrs.asdict(each)) for each in self.persons),
            referral=referral,
            handed_back=self.handed_back,
            threat=threat,
        )


@attrs.frozen
class ToRecord:
    """Ask to record an incident."""

    incident: NewIncident = body("the incident")


@attrs.frozen
class ToChange:
    """Ask to say all of an incident again."""

    incident: str = path("its id", example="26-0101")
    told: NewIncident = body("all of the incident, as it shall be")


@attrs.frozen
class ToCount:
    """Ask what incidents add up to."""

    site: SiteId | None = query("only this site's", example="HIGH", facets=ID)
    year: int | None = query(_OF_YEAR, example=2026, facets=YEAR)
    place: tuple[Place, ...] = query("only at these places, for exact counts", default=())
    from_: date | None = query("only from this day on, for exact counts")
    until: date | None = query("only until this day, for exact counts")
    exact: bool = query("hide nothing; for whoever may read the incidents", default=False)


@attrs.frozen
class OfYear:
    """Ask for a site and school year."""

    site: SiteId = path("the district's own id of the site", example="HIGH")
    begins: str = path(_OF_YEAR, example="2026", facets={"pattern": "^(19|20)[0-9]{2}$"})

    @property
    def school_year(self) -> SchoolYear:
        """The school year. Raises the problem of what is no year."""
        if not (
            self.begins.isascii() and self.begins.isdigit() and len(self.begins) == len("2026")
        ):
            raise problems.parameter("begins", "it must be a year, such as 2026")
        return SchoolYear(int(self.begins))


@attrs.frozen
class IncidentLine:
    """An incident, and whether school was in session."""

    incident: IncidentForm
    session: InSession


@attrs.frozen
class IncidentPage:
    """Incidents by day and id."""

    items: tuple[IncidentLine, ...]
    next: str | None


def line(call: Call, read: Read) -> dict[str, Any]:
    """Give an incident as it is read."""
    return {"incident": wire.show(read.incident, call.access), "session": str(read.session)}


def every(call: Call, asked: Looked) -> Answer:
    """List incidents."""
    sought = SoughtIncidents(
        site=asked.site, within=days(asked.from_, asked.until), place=asked.place,
        kind=asked.kind, session=asked.session,
    )  # fmt: skip
    page = call.page(
        asked, (str, str, int), site=asked.site, **{"from": asked.from_}, until=asked.until,
        place=asked.place, kind=asked.kind, session=asked.session,
    )  # fmt: skip
    found = incident_log.listed(call.desk, call.access, sought)
    shown, last = page.cut(found, lambda each: (str(each.incident.on), each.incident.id))
    return page.answer([line(call, each) for each in shown], last)


def one(call: Call, asked: OfIncident) -> Answer:
    """Give one incident."""
    read = incident_log.opened(call.desk, call.access, asked.incident)
    return Answer(line(call, read), version=read.version)


def record(call: Call, asked: ToRecord) -> Answer:
    """Record an incident."""
    made = incident_log.record(call.desk, call.access, asked.incident.told())
    return one(call, OfIncident(made.id))


def change(call: Call, asked: ToChange) -> Answer:
    """Say all of an incident again over the version that was read."""
    version = call.version(f"incident {asked.incident}")
    told = asked.told.told()
    incident_log.record(call.desk, call.access, told, id=asked.incident, version=version)
    return one(call, OfIncident(asked.incident))


def figures(call: Call, asked: ToCount) -> Answer:
    """Add incidents up."""
    found = incident_figures.figures(
        call.desk,
        call.access,
        on=call.today,
        site=asked.site,
        places=asked.place or tuple(Place),
        year=None if asked.year is None else SchoolYear(asked.year),
        within=days(asked.from_, asked.until),
        exact=asked.exact,
    )
    return Answer(wire.show(found, call.access))


def civil_rights(call: Call, asked: OfYear) -> Answer:
    """Count referrals and arrests of a site and school year."""
    found = incident_figures.civil_rights_data(
        call.desk, call.access, asked.site, asked.school_year, on=call.today
    )
    return Answer(wire.show(found, call.access))


def collect(call: Call, asked: OfYear) -> Answer:
    """State that they were kept."""
    made = incident_figures.state_collected(call.desk, call.access, asked.site, asked.school_year)
    return Answer(wire.show(made, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="incidents",
        method="GET",
        path="/api/incidents",
        says="List incidents; persons stand in them under pseudonyms",
        does=every,
        asks=Looked,
        gives=IncidentPage,
        permission=Permission.READ_INCIDENTS,
    ),
    Operation(
        id="incident",
        method="GET",
        path="/api/incidents/{incident}",
        says="Give one incident",
        does=one,
        asks=OfIncident,
        gives=IncidentLine,
        permission=Permission.READ_INCIDENTS,
        tagged=True,
    ),
    Operation(
        id="record_incident",
        method="POST",
        path="/api/incidents",
        says="Record an incident or a threat",
        does=record,
        asks=ToRecord,
        gives=IncidentLine,
        permission=Permission.RECORD_INCIDENT,
        status=201,
        tagged=True,
    ),
    Operation(
        id="change_incident",
        method="PUT",
        path="/api/incidents/{incident}",
        says="Say all of an incident again",
        does=change,
        asks=ToChange,
        gives=IncidentLine,
        permission=Permission.RECORD_INCIDENT,
        tagged=True,
        fits=True,
    ),
    Operation(
        id="incident_figures",
        method="GET",
        path="/api/incident-figures",
        says="Count incidents by place, hour, weekday and offense; small counts are masked",
        does=figures,
        asks=ToCount,
        gives=FiguresForm,
        permission=Permission.COUNT_INCIDENTS,
        more="With `exact` it asks for the permission to read incidents instead.",
    ),
    Operation(
        id="civil_rights",
        method="GET",
        path="/api/civil-rights/{site}/{begins}",
        says="Count referrals and arrests of a site and school year for civil rights data",
        does=civil_rights,
        asks=OfYear,
        gives=SiteYearForm,
        permission=Permission.REPORT_CIVIL_RIGHTS,
    ),
    Operation(
        id="collect_civil_rights",
        method="PUT",
        path="/api/civil-rights/{site}/{begins}/collection",
        says="State that referrals and arrests of a site and school year were kept",
        does=collect,
        asks=OfYear,
        gives=CollectedForm,
        permission=Permission.RECORD_INCIDENT,
    ),
)
