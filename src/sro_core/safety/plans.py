"""The safety plan of a site and school year: its sections, who takes part, what was done with it.

Sections of each openness are a type of their own and stand apart, so that what is tactical
cannot be put where it would be public: not by a filter, but because it does not fit. What was
done with a plan stands in records of its own, each about one edition; an edition that
somebody has seen is kept as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue, Unknown
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.privacy import Sensitivity, sensitive
from sro_core.registers import Keeper, Register

_HEX = frozenset("0123456789abcdef")
_SHA256 = 64


class SectionStatus(StrEnum):
    """How far a section has come."""

    OPEN = "open"
    WRITTEN = "written"
    REVIEWED = "reviewed"


class Part(StrEnum):
    """Where a section stands in the plan."""

    BASIC = "basic plan"
    ANNEX = "functional annex"
    HAZARD = "hazard annex"


@attrs.frozen
class Attachment:
    """Refer to a document that is kept elsewhere, with its hash, so that it can be told apart.

    Attributes:
        title: as a reader knows it.
        reference: where it is kept.
        sha256: of its bytes, 64 hexadecimal digits.
    """

    title: str
    reference: str
    sha256: str

    def __attrs_post_init__(self) -> None:
        """Refuse a hash that is none."""
        if len(self.sha256) != _SHA256 or not set(self.sha256) <= _HEX:
            raise BadValue("sha256", "it is no SHA-256", "give 64 hexadecimal digits in lower case")


@attrs.frozen(kw_only=True)
class Section:
    """Hold one section of a plan; its type tells how open it is.

    Attributes:
        id: its name within the plan; stays from edition to edition.
        title: its heading.
        part: where it stands.
        component: id of the rule that asks for it, or empty.
        hazard: the hazard it is about, for a hazard annex.
        owner: who answers for it, by position; empty where nobody does yet.
        status: how far it has come.
        evidence: what shows that it is more than words.
        text: what it says, in lines.
        attachments: documents that belong to it.
    """

    sensitivity: ClassVar[Sensitivity]

    id: str
    title: str
    part: Part = Part.BASIC
    component: str = ""
    hazard: str = ""
    owner: str = ""
    status: SectionStatus = SectionStatus.OPEN
    evidence: str = ""
    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a section without a name, and one that is done and says nothing."""
        if not self.id.strip() or not self.title.strip():
            raise BadValue("section", "it has no id or no title", "give both")
        if self.status is not SectionStatus.OPEN and not (self.text.strip() or self.attachments):
            raise BadValue(
                f"section {self.id}", f"it is {self.status} and says nothing", "leave it open"
            )


@attrs.frozen(kw_only=True)
class PublicSection(Section):
    """A section that everybody may read."""

    sensitivity = Sensitivity.PUBLIC


@attrs.frozen(kw_only=True)
class StaffSection(Section):
    """A section for those who work at the school or with it."""

    sensitivity = Sensitivity.STAFF


@attrs.frozen(kw_only=True)
class TacticalSection(Section):
    """A section with tactical responses, for those cleared for them only."""

    sensitivity = Sensitivity.TACTICAL


SECTIONS: dict[Sensitivity, type[Section]] = {
    Sensitivity.PUBLIC: PublicSection,
    Sensitivity.STAFF: StaffSection,
    Sensitivity.TACTICAL: TacticalSection,
}
"""The type of section for each openness, the most open first."""


def closer(*kinds: Sensitivity) -> Sensitivity:
    """Give the most closed of some kinds."""
    return max(kinds, key=list(SECTIONS).index)


@attrs.frozen
class Contributor:
    """Name somebody who takes part in the plan.

    Attributes:
        party: id of the rule that says in what part.
        who: the person, by position or as the school names them.
    """

    party: str
    who: str

    def __attrs_post_init__(self) -> None:
        """Refuse nobody in no part."""
        if not self.party.strip() or not self.who.strip():
            raise BadValue("contributor", "it names no party or nobody", "give both")


@attrs.frozen
class Hazard:
    """Name a hazard that the team has found at its site, and what it rests on."""

    name: str
    rests_on: str


@attrs.frozen(kw_only=True)
class Plan:
    """Hold the plan of a site for a school year, as it is being worked on.

    Attributes:
        site, year: whose, and the calendar year in which the school year begins.
        edition: the number of the text at hand; the first is 1.
        public, staff, tactical: its sections, by how open they are.
        contributors: who takes part.
        hazards: what was found at the site.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    site: SiteId
    year: int
    edition: int = 1
    public: tuple[PublicSection, ...] = ()
    staff: tuple[StaffSection, ...] = ()
    tactical: tuple[TacticalSection, ...] = attrs.field(
        default=(), metadata=sensitive(Sensitivity.TACTICAL)
    )
    contributors: tuple[Contributor, ...] = ()
    hazards: tuple[Hazard, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse two sections of one name, and a section among those of another openness."""
        SchoolYear(self.year)
        if self.edition < 1:
            raise BadValue("edition", f"{self.edition} is below 1")
        for kind in SECTIONS.values():
            for each in getattr(self, kind.sensitivity):
                if type(each) is not kind:
                    raise BadValue("plan", f"a section does not belong to the {kind.sensitivity}")
        ids = [each.id for each in self.sections]
        for id in sorted({each for each in ids if ids.count(each) > 1}):
            raise BadValue(f"section {id}", "it stands twice in the plan")

    @property
    def id(self) -> str:
        """There is one a site and school year."""
        return plan_id(self.site, self.year)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section: first the public ones, then those for staff, then the tactical."""
        return (*self.public, *self.staff, *self.tactical)

    @property
    def parts(self) -> Iterator[tuple[Part, Section]]:
        """Every section in the order of a plan: basic plan, functional annexes, hazard annexes."""
        for part in Part:
            yield from ((part, each) for each in self.sections if each.part is part)

    def section(self, id: str) -> Section:
        """Give one section. Raises `Unknown` where there is none."""
        for each in self.sections:
            if each.id == id:
                return each
        raise Unknown("section of the plan", id)

    def finds(self, id: str) -> Section | None:
        """Give one section, or None where there is none."""
        return next((each for each in self.sections if each.id == id), None)

    def of_component(self, component: str) -> tuple[Section, ...]:
        """Give the sections that answer to a component."""
        return tuple(each for each in self.sections if each.component == component)

    def with_section(self, section: Section) -> Plan:
        """Give the plan with a section added, or in the place of the one of its id."""
        lists: dict[str, tuple[Section, ...]] = {}
        for openness in SECTIONS:
            before: tuple[Section, ...] = getattr(self, openness)
            after = tuple(section if each.id == section.id else each for each in before)
            if openness is not section.sensitivity:
                after = tuple(each for each in after if each.id != section.id)
            elif section.id not in [each.id for each in before]:
                after = (*before, section)
            lists[openness] = after
        return attrs.evolve(self, **lists)  # type: ignore[arg-type]  # sorted by their type above

    def without_section(self, id: str) -> Plan:
        """Give the plan without a section. Raises `Unknown` where there is none."""
        gone = self.section(id)
        left = tuple(each for each in getattr(self, gone.sensitivity) if each.id != id)
        return attrs.evolve(self, **{gone.sensitivity.value: left})  # type: ignore[arg-type]  # as above

    def with_contributor(self, new: Contributor) -> Plan:
        """Give the plan with somebody who takes part."""
        if new in self.contributors:
            return self
        return attrs.evolve(self, contributors=(*self.contributors, new))

    def for_year(self, year: int) -> Plan:
        """Give the plan as the draft of another school year, everything to be reviewed again."""
        plan = attrs.evolve(self, year=year, edition=1)
        for each in self.sections:
            if each.status is SectionStatus.REVIEWED:
                plan = plan.with_section(attrs.evolve(each, status=SectionStatus.WRITTEN))
        return plan


def plan_id(site: SiteId, year: int) -> str:
    """Give the id of the plan of a site and school year."""
    return f"{site}:{year}"


def _first_day(year: int) -> date:
    start = SchoolYear(year).period.start
    assert start is not None  # noqa: S101 - a school year has both ends
    return start


PLANS = Register(
    name="safety plan",
    kind=Plan,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    on=lambda one: _first_day(one.year),
)
