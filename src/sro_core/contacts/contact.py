"""One contact between an officer and a minor, and the register it is filed in.

What was seen before a stop is part of it from the start (In re James D., 43 Cal.3d 903). A
positive contact is a kind of its own: nobody is named, nothing is enforced, heads are counted.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.contacts.custody import Custody
from sro_core.contacts.narratives import check_narrative
from sro_core.contacts.stop_data import StopData
from sro_core.errors import BadValue
from sro_core.findings import Subject
from sro_core.ids import OfficerId, SiteId, StudentRef
from sro_core.police_records import Kept
from sro_core.privacy import Sensitivity, sensitive
from sro_core.registers import Keeper, Register


class ContactKind(StrEnum):
    """What sort of contact it was."""

    FIELD = "field contact"
    POSITIVE = "positive contact"


class DueNow(StrEnum):
    """All that an officer is told of whether a student is due in school at a minute."""

    IN_SCHOOL = "in school"
    NOT_IN_SCHOOL = "not in school"
    ASK = "ask the school"


class Disposition(StrEnum):
    """What came of a contact."""

    NO_ACTION = "no action"
    COUNSELED = "counseled"
    WARNED = "written warning"
    DELIVERED = "delivered"
    REFERRED = "referred to the school's administration"
    DIVERTED = "referred to services"
    CITED = "cited"
    ARRESTED = "arrested"


ENFORCED = frozenset({Disposition.WARNED, Disposition.CITED, Disposition.ARRESTED})


@attrs.frozen
class Place:
    """Name where it was.

    Attributes:
        name: such as a plaza or a street corner; never somebody's home.
        area: the city, or the unincorporated area, whose order holds there.
        campus: the site, where it was on one.
    """

    name: str
    area: str
    campus: SiteId | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a place without a name or an area."""
        if not self.name.strip() or not self.area.strip():
            raise BadValue("place", "its name or its area is blank", "give both")


@attrs.frozen
class Check:
    """Hold one try to learn whether somebody is due in school.

    Attributes:
        at: local wall time.
        answer: what was told.
        resolved: exactly one student fitted.
    """

    at: datetime
    answer: DueNow
    resolved: bool


@attrs.frozen
class OrderNote:
    """Hold what the daytime order of the place said.

    Attributes:
        at: local wall time.
        order: its id, or empty where none was in force.
        answer: in words; with it the exception that held.
        asked: the questions that were asked first.
    """

    at: datetime
    order: str
    answer: str
    exception: str = ""
    asked: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Contact:
    """Hold one contact.

    Attributes:
        id: our own.
        kind: field or positive.
        officer: who made it.
        at: local wall time.
        place: where.
        seen: the facts seen before the stop, a sentence each.
        heads: how many minors took part in a positive contact.
        site: the school that the officer worked for, or None.
        sweep: id of the sweep it was made in, or empty.
        student, enrolled: who was met, by the school's reference, and the school that answers;
            police see neither.
        checks: the tries to learn whether they were due in school.
        order: what the daytime order said.
        dispositions, custody, stop, narrative: what came of it.
        mistaken: why it turned out that nothing was amiss, or empty.
        closed: when the officer had entered everything.
        kept: what people decided about the record: its category, releases, sealing.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE_POLICE

    id: str
    kind: ContactKind = ContactKind.FIELD
    officer: OfficerId
    at: datetime
    place: Place
    seen: tuple[str, ...] = ()
    heads: int = 0
    site: SiteId | None = None
    sweep: str = ""
    student: StudentRef | None = attrs.field(
        default=None, repr=False, metadata=sensitive(Sensitivity.JUVENILE)
    )
    enrolled: SiteId | None = attrs.field(default=None, metadata=sensitive(Sensitivity.JUVENILE))
    checks: tuple[Check, ...] = ()
    order: OrderNote | None = None
    dispositions: frozenset[Disposition] = frozenset()
    custody: Custody | None = None
    stop: StopData | None = None
    narrative: str = ""
    mistaken: str = ""
    closed: datetime | None = None
    kept: Kept = attrs.field(factory=Kept)

    def __attrs_post_init__(self) -> None:
        """Refuse a stop without facts, and a positive contact with anything but heads."""
        for text in (*self.seen, self.narrative, self.mistaken):
            check_narrative(text, what=f"contact {self.id}")
        if self.kind is ContactKind.POSITIVE:
            self._check_positive()
        elif not any(each.strip() for each in self.seen):
            raise BadValue("seen", "no fact seen before the stop is given",
                           "enter first what was seen; a look-up never supplies it")  # fmt: skip
        elif self.heads:
            raise BadValue("heads", "only positive contacts count heads", "leave it out")

    def _check_positive(self) -> None:
        told = (self.student, self.checks, self.order, self.dispositions, self.custody, self.stop)
        if any(told):
            raise BadValue(
                f"contact {self.id}",
                "a positive contact names nobody and enforces nothing",
                "record a field contact",
            )
        if self.heads < 1:
            raise BadValue("heads", f"{self.heads} minors took part", "give 1 or more")

    @property
    def sealed(self) -> bool:
        """Whether the record is sealed now."""
        return self.kept.sealed

    @property
    def enforced(self) -> bool:
        """Whether anybody was held, warned in writing, cited or arrested."""
        return self.custody is not None or bool(ENFORCED & self.dispositions)

    @property
    def subject(self) -> Subject:
        """What findings about it are about: the contact, never the student."""
        return Subject("contact", self.id, self.site)


CONTACTS = Register(
    name="contact",
    kind=Contact,
    keeper=Keeper.POLICE,
    site=lambda one: one.site,
    concerns=lambda one: one.student or "",
    on=lambda one: one.at.date(),
)
