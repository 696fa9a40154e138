"""What a yearly report counts: each topic with its rows, and whether sites or months stand apart.

Every count of people stands in one table only, for a table is masked by itself.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear


class Apart(StrEnum):
    """What a table keeps apart before it is merged."""

    SITES = "sites"
    MONTHS = "months"


@attrs.frozen(kw_only=True)
class Topic:
    """Say what is counted.

    Attributes:
        id: names it.
        title: of its table.
        says: what a count is, in a sentence.
        rows: key and heading of each row, in order.
        apart: what its table keeps apart.
        coarse: heading of each row once rows are merged, with the keys that it takes in; empty
            where rows stay.
        adds_up: each counted thing stands in one row, so that rows may be summed.
    """

    id: str
    title: str
    says: str
    rows: tuple[tuple[str, str], ...]
    apart: Apart = Apart.SITES
    coarse: tuple[tuple[str, tuple[str, ...]], ...] = ()
    adds_up: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its rows."""
        return tuple(key for key, _ in self.rows)


CONTACTS = Topic(
    id="contacts",
    title="Contacts of officers with minors",
    says="each contact once, by the strongest measure taken",
    rows=(
        ("none", "without enforcement"),
        ("warning", "warning"),
        ("citation", "citation"),
        ("arrest", "arrest"),
        ("other", "other enforcement"),
    ),
    coarse=(("with enforcement", ("warning", "citation", "arrest", "other")),),
)
SWEEPS = Topic(
    id="sweeps",
    title="Minors met in truancy sweeps",
    says="each contact made during a sweep once, by what came of it first",
    rows=(
        ("delivered", "brought to school, or to a parent"),
        ("referred", "referred to the school's administration"),
        ("other", "ended otherwise"),
    ),
)
REFERRALS = Topic(
    id="referrals",
    title="Referrals and their outcomes",
    says="each referral made in the year once, by how far it has come",
    rows=(
        ("waiting", "outcome awaited"),
        ("answered", "answered"),
        ("declined", "declined"),
        ("handed_back", "handed back to the school's administration"),
    ),
)
QUESTIONS = Topic(
    id="questions",
    title="Students' questions to officers",
    says="each question once, by its topic",
    rows=(
        ("civil_rights", "civil rights"),
        ("criminal_law", "criminal law"),
        ("citizenship", "citizenship"),
        ("other", "others"),
    ),
)
FIRST_CONTACTS = Topic(
    id="first_contacts",
    title="First contacts from parents and students",
    says="each first contact once, by whom it came from",
    rows=(("parent", "from parents"), ("student", "from students")),
)
INCIDENTS = Topic(
    id="incidents",
    title="Incidents by juveniles in school hours",
    says="each incident once, by where it was",
    rows=(
        ("within", "within a school site"),
        ("near", "near a school site"),
        ("elsewhere", "elsewhere in the city"),
    ),
    apart=Apart.MONTHS,
)
SCHOOL_REFERRALS = Topic(
    id="school_referrals",
    title="Students whom a school referred to law enforcement, and school-related arrests",
    says="instances, not students; an arrest that followed a referral stands in both rows",
    rows=(
        ("required", "referred, as the law requires"),
        ("discretionary", "referred, at the school's discretion"),
        ("arrest", "arrested in connection with school"),
    ),
    adds_up=False,
)
TOPICS = (
    CONTACTS, SWEEPS, REFERRALS, QUESTIONS, FIRST_CONTACTS, INCIDENTS, SCHOOL_REFERRALS,
)  # fmt: skip
"""Every count of people, in the order of the report."""


@attrs.frozen
class Counted:
    """Hold one counted thing, or several equal ones.

    Attributes:
        topic: the id of its topic.
        row: the key of its row.
        site: the site it is counted for; None where no site answers.
        on: its day.
        number: how many.
    """

    topic: str
    row: str
    site: SiteId | None
    on: date
    number: int = 1

    def __attrs_post_init__(self) -> None:
        """Refuse what no table could hold."""
        topic = next((each for each in TOPICS if each.id == self.topic), None)
        if topic is None or self.row not in topic.keys:
            raise BadValue(f"count {self.topic}/{self.row}", "no table has such a row")
        if self.number < 1:
            raise BadValue(f"count {self.topic}/{self.row}", "it counts nothing")


@attrs.frozen
class Collected:
    """Say that a topic was kept at a site for a school year, so that none found means none.

    Somebody states it; where nothing was counted and nobody stated it, a table stays blank.

    Attributes:
        topic: the id of the topic.
        site: where; None for what no site answers for.
        year: the school year.
        by: who states it.
    """

    topic: str
    site: SiteId | None
    year: SchoolYear
    by: str = ""

    @property
    def id(self) -> str:
        """The id under which it is on record."""
        return f"{self.topic}:{self.year}:{self.site or ''}"
