"""Calendar feeds: what leaves the programme as dates, for whoever holds the address.

A calendar is copied to phones and servers that nobody here answers for. So a line of it is
made of a type that can hold no student's id, no officer's and no words that anybody wrote:
kinds, roles, dates, numbers, the public record of a site, and rules. Immigration agencies
cannot be a reader (California Education Code section 234.7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum, StrEnum

import attrs
from attrs.validators import deep_iterable, instance_of, optional

from sro_core.due import DueItem, DueKind
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.permissions import BarredReader
from sro_core.privacy import Role, Viewer
from sro_core.registers import Keeper, Register
from sro_core.rules import Force, Rule, RuleBook
from sro_core.sites import SchoolSite

TITLES: Mapping[DueKind, str] = {
    DueKind.TRUANCY: "Attendance reports and notices",
    DueKind.STEP: "Steps in attendance cases",
    DueKind.LETTER: "Letters to review",
    DueKind.REFERRAL: "Referrals to answer",
    DueKind.CONTACT: "Contacts to complete",
    DueKind.SWEEP: "Sweep",
    DueKind.ROTATION: "Rotation",
    DueKind.TRAINING: "Training",
    DueKind.AGREEMENT: "Agreement",
    DueKind.DIRECTORY: "Public directory",
    DueKind.PLAN: "Safety plan",
    DueKind.DRILL: "Drill",
    DueKind.CORRECTIVE_ACTION: "Corrective action",
    DueKind.ACTIVITY: "Activities",
    DueKind.INCIDENT: "Incidents",
    DueKind.SEALING: "Records to seal",
}
"""What a calendar calls each area."""
_NOBODYS = frozenset({"site", "officer", "district"})
"""Kinds of subject that are no minor; whatever else is asked about is treated as one."""


class Reader(StrEnum):
    """Who can be given a feed. There is no member for a federal or immigration agency."""

    SCHOOL = "school"
    DISTRICT = "district"
    POLICE = "police"
    FIRE = "fire"


@attrs.frozen(kw_only=True)
class FeedItem:
    """Hold one line of a calendar; see the module for what it cannot hold.

    Attributes:
        kind: the area.
        day: the day on which it is due, or planned.
        planned: it is an appointment, not a date by which something is due.
        detail: which one of its area, out of a list that the code or the law fixes.
        who: the role that has to see to it, where one has.
        force: must or may, where something is asked.
        begins: local wall time, None for the whole day.
        minutes: how long it takes, where it has a time.
        number: how many equal things are due; None where they concern students.
        site: where.
        rules: those that ask for it.
    """

    kind: DueKind = attrs.field(validator=instance_of(DueKind))
    day: date = attrs.field(validator=instance_of(date))
    planned: bool = attrs.field(default=False, validator=instance_of(bool))
    detail: Enum | None = attrs.field(default=None, validator=optional(instance_of(Enum)))
    who: Role | None = attrs.field(default=None, validator=optional(instance_of(Role)))
    force: Force | None = attrs.field(default=None, validator=optional(instance_of(Force)))
    begins: time | None = attrs.field(default=None, validator=optional(instance_of(time)))
    minutes: int = attrs.field(default=60, validator=instance_of(int))
    number: int | None = attrs.field(default=None, validator=optional(instance_of(int)))
    site: SchoolSite | None = attrs.field(default=None, validator=optional(instance_of(SchoolSite)))
    rules: tuple[Rule[object], ...] = attrs.field(
        default=(), validator=deep_iterable(instance_of(Rule))
    )

    @property
    def title(self) -> str:
        """What a calendar shows on the day."""
        what = TITLES[self.kind]
        if self.detail is not None:
            what = f"{what}: {str(self.detail.value).replace('_', ' ')}"
        if self.number is not None and self.number > 1:
            what = f"{what} ({self.number})"
        where = f", {self.site.name}" if self.site else ""
        if self.planned:
            return f"{what}{where}"
        return f"{what}{where}: {'may be done by' if self.force is Force.MAY else 'due'}"

    @property
    def mark(self) -> str:
        """The line as one text: while it is equal, nothing that a reader sees has changed."""
        said = "; ".join(each.says for each in self.rules)
        at = f"{self.begins} {self.minutes}" if self.begins else ""
        return f"{self.day} {at} | {self.title} | {self.who or ''} | {said}"


@attrs.frozen
class Keyed:
    """Hold a line with the name of what it is about.

    Attributes:
        key: names it among all that a feed shows, whatever its date; it never leaves the store.
        item: the line.
    """

    key: str
    item: FeedItem


def lines_of(items: Iterable[DueItem], sites: Mapping[SiteId, SchoolSite]) -> tuple[Keyed, ...]:
    """Make lines of what is due on a date; what has no date is in no calendar.

    What concerns students is one line for a site, area, role and day, and says no number. Of
    anything else equal things due on one day are one line; a later date of the same thing is
    the same line moved.
    """
    found: dict[tuple[str, date], list[DueItem]] = {}
    for item in items:
        if item.due is not None:
            found.setdefault((_key(item), item.due), []).append(item)
    lines, places = [], dict.fromkeys((key for key, _ in found), 0)
    for (key, day), equal in sorted(found.items(), key=lambda each: each[0]):
        lines.append(Keyed(f"{key} {places[key]}", _line(day, equal, sites)))
        places[key] += 1
    return tuple(lines)


def _key(item: DueItem) -> str:
    """Name what an item is about; of a student only where and when."""
    area = f"{item.kind} {item.concerns.site or ''} {item.who}"
    if item.concerns.kind not in _NOBODYS:
        return f"{area} students {item.due}"
    rules = " ".join(sorted(each.id for each in item.rules))
    return f"{area} {item.concerns.kind} {item.concerns.id} {rules}"


def _line(day: date, equal: list[DueItem], sites: Mapping[SiteId, SchoolSite]) -> FeedItem:
    one = equal[0]
    students = any(each.concerns.kind not in _NOBODYS for each in equal)
    must = any(each.force is Force.MUST for each in equal)
    rules = {each.id: each for item in equal for each in item.rules}
    return FeedItem(
        kind=DueKind(one.kind),
        day=day,
        who=one.who,
        force=Force.MUST if must else Force.MAY,
        number=None if students else len(equal),
        site=None if one.concerns.site is None else sites.get(one.concerns.site),
        rules=tuple(rules[id] for id in sorted(rules)),
    )


# ---------------------------------------------------------------- what was published last


@attrs.frozen
class Line:
    """Hold what was published last under a UID.

    Attributes:
        key: what it is about, as `Keyed` has it.
        uid: says nothing and never changes.
        sequence: rises by one with each change.
        mark: the line as one text.
        changed: when it was first published so.
    """

    key: str
    uid: str
    sequence: int
    mark: str
    changed: datetime


@attrs.frozen
class Entry:
    """Hold a line as a calendar has it; for the attributes see `Line`."""

    uid: str
    sequence: int
    changed: datetime
    item: FeedItem


@attrs.frozen
class Published:
    """Hold what a feed published last.

    Attributes:
        id: of the feed.
        lines: by key; those that are no longer shown stay, for they may come back.
    """

    id: str
    lines: tuple[Line, ...] = ()

    def updated(
        self, shown: Iterable[Keyed], *, at: datetime, new_id: Callable[[], str]
    ) -> Published:
        """Give what is published now: new UIDs for new lines, a higher sequence for changed ones.

        Where nothing changed the result is equal.
        """
        lines = {each.key: each for each in self.lines}
        for each in shown:
            last, mark = lines.get(each.key), each.item.mark
            if last is None:
                lines[each.key] = Line(each.key, new_id(), 0, mark, at)
            elif last.mark != mark:
                lines[each.key] = attrs.evolve(
                    last, sequence=last.sequence + 1, mark=mark, changed=at
                )
        return attrs.evolve(self, lines=tuple(lines[key] for key in sorted(lines)))

    def entries(self, shown: Iterable[Keyed]) -> tuple[Entry, ...]:
        """Give the lines that are shown now as a calendar has them, by day."""
        lines = {each.key: each for each in self.lines}
        found = [
            Entry(lines[each.key].uid, lines[each.key].sequence, lines[each.key].changed, each.item)
            for each in shown
        ]
        return tuple(sorted(found, key=lambda each: (each.item.day, each.item.title, each.uid)))


# ---------------------------------------------------------------- who holds an address


@attrs.frozen(kw_only=True)
class Feed:
    """Hold who reads a feed and what is in it; its address is a secret of its own.

    Attributes:
        id: the public part of the address.
        digest: of the secret part, as hexadecimal text.
        reader, name: who holds the address: of which kind, and in words.
        role: what they may see is what this role may.
        officer: only what this officer has to see to, or empty.
        site: only of this site, None for the district.
        kinds: only these areas; all of them where it is empty.
        made: when, and `by` whom.
        expires: the first moment at which it no longer holds.
        used: the last day on which it was read, or None.
        revoked: when it was taken back, or None.
    """

    id: str
    digest: str = attrs.field(repr=False)
    reader: Reader
    name: str
    role: Role
    officer: str = ""
    site: SiteId | None = None
    kinds: frozenset[DueKind] = frozenset()
    made: datetime
    by: str
    expires: datetime
    used: date | None = None
    revoked: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a feed that never held, or that nobody reads."""
        if self.expires <= self.made:
            raise BadValue("feed", "it expires before it is made", "give at least one day")
        if not self.name.strip():
            raise BadValue("feed", "nobody reads it", "name the person or system")
        if self.officer and self.role is not Role.OFFICER:
            raise BadValue("feed", "only an officer's feed is of one officer", "give the role")

    def why_not(self, at: datetime) -> str:
        """Give the reason why the feed does not hold at a moment, or nothing if it does."""
        if self.revoked is not None and self.revoked <= at:
            return f"the feed was revoked on {self.revoked:%Y-%m-%d}"
        if at >= self.expires:
            return f"the feed expired on {self.expires:%Y-%m-%d}"
        return ""

    @property
    def viewer(self) -> Viewer:
        """Who asks when the address is read."""
        sites = None if self.site is None else frozenset({self.site})
        return Viewer(self.officer or f"feed {self.id}", self.role, sites, "calendar feed")


def why_barred(name: str, rules: RuleBook, on: date) -> str:
    """Give the reason why nobody of this name is given a feed, or nothing.

    >>> from sro_core import load_rules
    >>> why_barred("ICE field office", load_rules("us-ca"), date(2026, 11, 20))[:42]
    'schools give immigration agencies no infor'
    """
    letters = "".join(c if c.isalnum() else " " for c in name.replace(".", "")).lower()
    words = f" {' '.join(letters.split())} "
    for rule in rules.all(BarredReader, on):
        if any(f" {each.lower()} " in words for each in rule.value.names):
            return rule.says
    return ""


FEEDS = Register(
    name="feed", kind=Feed, keeper=Keeper.PROGRAMME,
    site=lambda one: one.site, concerns=lambda one: one.officer, on=lambda one: one.made.date(),
)  # fmt: skip
PUBLISHED = Register(name="published feed", kind=Published, keeper=Keeper.PROGRAMME)
