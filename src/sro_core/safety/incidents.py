"""What happened: incidents by juveniles in and about school hours, and threats against schools.

They are records of the police and name nobody: persons stand under pseudonyms of the
department's own, never under a student's id, so that the school's records stay apart. A threat
(California Education Code sections 49390 to 49395) is a kind of its own: received when, from
which part people play, what was done; it is never scored.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.police_records import Kept
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.safety.offenses import OffenseRef

_PSEUDONYM = re.compile(r"[A-Za-z]{0,6}-?[0-9][A-Za-z0-9-]{0,20}")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,30}")


class IncidentKind(StrEnum):
    """Whether something was done, or threatened."""

    OFFENSE = "offense"
    THREAT = "threat"


class Place(StrEnum):
    """Where it was, seen from the school; every count says which."""

    WITHIN = "within the site"
    NEAR = "near the site"
    ELSEWHERE = "elsewhere in the city"


class Part(StrEnum):
    """The part a person played."""

    INVOLVED = "involved"
    VICTIM = "victim"
    WITNESS = "witness"


class Disposition(StrEnum):
    """What came of it for a person."""

    WARNED = "warned and released"
    COUNSELLED = "counselled and released"
    DIVERTED = "diverted"
    CITED = "cited"
    ARRESTED = "arrested"
    PROBATION = "referred to probation"
    SCHOOL = "handed back to the school"
    UNFOUNDED = "unfounded"


class ReferralBasis(StrEnum):
    """Whether the school had to report, or chose to."""

    REQUIRED = "required"
    DISCRETIONARY = "discretionary"


class SchoolPart(StrEnum):
    """The part that somebody plays at or about a school; never a person."""

    ADMINISTRATOR = "administrator"
    TEACHER = "teacher"
    COUNSELLOR = "counsellor"
    SECURITY = "security staff"
    STAFF = "other staff"
    STUDENT = "student"
    PARENT = "parent"
    OFFICER = "officer"
    PUBLIC = "anybody else"


STAFF = frozenset({
    SchoolPart.ADMINISTRATOR, SchoolPart.TEACHER, SchoolPart.COUNSELLOR, SchoolPart.SECURITY,
    SchoolPart.STAFF,
})  # fmt: skip
"""Who can refer for the school."""


@attrs.frozen(kw_only=True)
class Person:
    """Hold one person of an incident, under a pseudonym.

    Attributes:
        ref: the department's pseudonym; the same person has the same one everywhere.
        part: the part they played.
        student: whether they are a student of the site; None where that is not known.
        referred: whether the school reported them to the police; None where it was not recorded.
        arrested: whether they were arrested; None where it was not recorded.
        cited: whether they were cited; None where it was not recorded.
        disposition: what came of it, None while that is open.
        kept: what people decided about their record: its category, releases, sealing.
    """

    ref: str
    part: Part = Part.INVOLVED
    student: bool | None = None
    referred: bool | None = None
    arrested: bool | None = None
    cited: bool | None = None
    disposition: Disposition | None = None
    kept: Kept = attrs.field(factory=Kept)
    sensitivity = Sensitivity.JUVENILE_POLICE

    def __attrs_post_init__(self) -> None:
        """Refuse a name where a pseudonym belongs."""
        if not _PSEUDONYM.fullmatch(self.ref):
            why = "it is no pseudonym, and no name belongs here"
            raise BadValue("person", why, "give letters and a number such as P-017")


@attrs.frozen(kw_only=True)
class SchoolReferral:
    """Hold that the school reported the incident.

    Attributes:
        basis: whether it had to.
        by: the part of whoever reported.
        on: the day.
        ground: the id of the rule by which it had to, or empty.
    """

    basis: ReferralBasis
    by: SchoolPart
    on: date
    ground: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a duty without its ground, and a report by somebody who is not the school."""
        if (self.basis is ReferralBasis.REQUIRED) != bool(self.ground):
            why = "a required report names its ground, a discretionary one has none"
            raise BadValue("ground", why, "name the rule, such as 48902_drugs, or leave it out")
        if self.by not in STAFF:
            raise BadValue("by", f"{self.by} does not refer for the school")


@attrs.frozen(kw_only=True)
class Threat:
    """Hold what was done about a threat; what was threatened stays in the evidence.

    Attributes:
        received_at: when the police received it.
        received_from: the part of whoever reported it.
        evidence: references to what was handed over; never the thing itself.
        assessed_at: when the investigation and assessment began, or None.
        registry_at: when the firearm registry was checked, or None.
    """

    received_at: datetime
    received_from: SchoolPart
    evidence: tuple[str, ...] = ()
    assessed_at: datetime | None = None
    registry_at: datetime | None = None
    sensitivity = Sensitivity.JUVENILE_POLICE

    def __attrs_post_init__(self) -> None:
        """Refuse what was done before the threat was received."""
        for name in ("assessed_at", "registry_at"):
            at = getattr(self, name)
            if at is not None and at < self.received_at:
                raise BadValue(name, f"{at} is before it was received, {self.received_at}")


@attrs.frozen(kw_only=True)
class Incident:
    """Hold one incident.

    Attributes:
        id: the police record number, or an id of its own where it has none yet.
        number: the police record number, or empty.
        kind: whether something was done or threatened.
        site: the site it concerns, None where it concerns none.
        place: where it was, seen from the site.
        at: the site's wall time.
        offenses: by their codes; none for a threat that is no offense.
        persons: under pseudonyms.
        referral: the school's report, None where the school did not report it.
        handed_back: a matter of school rules only, handed back to administration.
        threat: what was done about it, of a threat.
    """

    id: str
    number: str = ""
    kind: IncidentKind = IncidentKind.OFFENSE
    site: SiteId | None
    place: Place
    at: datetime
    offenses: tuple[OffenseRef, ...] = ()
    persons: tuple[Person, ...] = ()
    referral: SchoolReferral | None = None
    handed_back: bool = False
    threat: Threat | None = None
    sensitivity = Sensitivity.JUVENILE_POLICE

    def __attrs_post_init__(self) -> None:
        """Refuse what does not go together, and a person who stands twice."""
        what = f"incident {self.id}"
        if self.number and not _NUMBER.fullmatch(self.number):
            raise BadValue("number", f"{self.number!r} is no record number")
        if self.site is None and self.place is not Place.ELSEWHERE:
            raise BadValue(what, f"it is {self.place} and names no site", "name the site")
        if (self.kind is IncidentKind.THREAT) != (self.threat is not None):
            raise BadValue(what, "a threat says when it was received, and nothing else does")
        if self.kind is IncidentKind.OFFENSE and not self.offenses and not self.handed_back:
            raise BadValue(what, "it names no offense", "give a code, or hand it back")
        refs = [each.ref for each in self.persons]
        if len(set(refs)) != len(refs):
            raise BadValue(what, "a person stands twice in it")
        if self.referral is not None and self.referral.on < self.at.date():
            raise BadValue("referral", f"{self.referral.on} is before the incident, {self.at}")
        if self.referral is not None and self.site is None:
            raise BadValue("referral", "it names no site that could have reported it")

    @property
    def on(self) -> date:
        """The day it was."""
        return self.at.date()

    @property
    def sealed(self) -> bool:
        """Whether everybody who was involved has their record sealed, so that nothing is left."""
        involved = [each.kept.sealed for each in self.persons if each.part is Part.INVOLVED]
        return bool(involved) and all(involved)

    def unsealed(self) -> Incident:
        """Give it without the persons whose record is sealed, as if they were not in it."""
        shown = tuple(each for each in self.persons if not each.kept.sealed)
        return self if shown == self.persons else attrs.evolve(self, persons=shown)

    def told_again(self, made: Incident) -> Incident:
        """Give what is told of it again, with what people decided about records, sealed ones too.

        Of a person whose record is sealed it stays as it was, whatever is told.
        """
        before = {each.ref: each for each in self.persons}
        told = [
            before[one.ref]
            if one.ref in before and before[one.ref].kept.sealed
            else attrs.evolve(one, kept=before[one.ref].kept if one.ref in before else one.kept)
            for one in made.persons
        ]
        refs = {each.ref for each in told}
        sealed = [each for each in self.persons if each.kept.sealed and each.ref not in refs]
        return attrs.evolve(made, persons=(*told, *sealed))


INCIDENTS = Register(
    name="incident",
    kind=Incident,
    keeper=Keeper.POLICE,
    site=lambda one: one.site,
    on=lambda one: one.on,
)


@attrs.frozen(kw_only=True)
class Collected:
    """State that referrals and arrests of a site and school year were kept as they should.

    Without it nothing that was not recorded counts as zero.

    Attributes:
        id: ``site:year``.
        site: whose.
        year: the year in which the school year starts.
        on: when it was stated.
        by: who states it.
    """

    id: str
    site: SiteId
    year: int
    on: date
    by: str

    @classmethod
    def of(cls, site: SiteId, year: int, *, on: date, by: str) -> Collected:
        """Make one."""
        return cls(id=f"{site}:{year}", site=site, year=year, on=on, by=by)


COLLECTIONS = Register(
    name="statement of collection",
    kind=Collected,
    keeper=Keeper.POLICE,
    site=lambda one: one.site,
    on=lambda one: one.on,
)
