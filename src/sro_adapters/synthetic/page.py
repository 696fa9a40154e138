"""The page of one synthetic student: what a story lays on it, and what must follow.

A story lays attendance rows and acts on school days of its own choosing and states the findings at
once, from what it meant by each row. Nothing reads the rows back: an evaluator that disagrees with
the truth disagrees with the intention, not with a second evaluator.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

from attrs import define, field, frozen

from sro_adapters.synthetic.district import District, Spell, classes_of
from sro_adapters.synthetic.schoolyear import is_weekday

EXCUSED = ("ILL", "ILL", "ILL", "MED", "MED", "BRV", "REL")
"""Codes of excused absences, by how often they are drawn."""
UNEXCUSED, LATE, UNVERIFIED, UNLISTED = "UNX", "TDY", "UNV", "ZZ"
"""Unexcused absence, unexcused tardy, listed as unknown, not listed at all."""

REPORT, NOTICE, EFFORT, REVIEW = (
    "truancy_report",
    "truancy_notice",
    "conference_effort",
    "sarb_review",
)
MEANS = {REPORT: "form", NOTICE: "e-mail", EFFORT: "telephone call", REVIEW: "meeting"}
OCCASIONS_OF_A_TRUANT = 3
LONGEST_GAP = 200
"""Minutes; shorter than any school day, so that a gap stays a gap."""


@frozen(kw_only=True)
class Row:
    """One line of the attendance export; `minutes` is text, blank where none were recorded."""

    day: date
    site: str
    section: str = ""
    status: str
    code: str
    minutes: str = ""


@frozen
class Act:
    """Something that staff did and recorded."""

    action: str
    day: date
    site: str


@frozen(kw_only=True)
class Finding:
    """A status that must be found on the as-of date; `missing` lists acts."""

    code: str
    outcome: str
    since: date | None = None
    missing: tuple[str, ...] = ()


@frozen(kw_only=True)
class Tale:
    """A finished page: a student, the record, and the truth about it."""

    student: str
    story: str
    grade: str
    born: date | None
    spells: tuple[Spell, ...]
    rows: tuple[Row, ...]
    acts: tuple[Act, ...]
    findings: tuple[Finding, ...]


@define(kw_only=True)
class Page:
    """A page that a story is writing on.

    `days` are the enrolled school days to date, `weekdays` those of them from Monday to Friday.
    `unexcused` counts the full days laid that count against the student, `absent` the weekdays
    laid as absent in full; `reported` is the date of the first report that stands on a due one.
    """

    student: str
    grade: str
    born: date | None
    district: District
    dice: Random
    spells: tuple[Spell, ...] = ()
    days: Sequence[date] = ()
    weekdays: Sequence[date] = ()
    unexcused: int = 0
    absent: int = 0
    reported: date | None = None
    rows: list[Row] = field(factory=list)
    acts: list[Act] = field(factory=list)
    findings: list[Finding] = field(factory=list)
    _taken: set[date] = field(factory=set)

    def enrol(self, *spells: Spell) -> None:
        """Set the spells of enrolment, before any row is laid."""
        self.spells = spells
        self.days = self.district.enrolled_days(spells)
        self.weekdays = [day for day in self.days if is_weekday(day)]

    def pick(self, count: int, among: Sequence[date] | None = None) -> list[date]:
        """Take so many free weekdays, in order; no day is taken twice."""
        pool = self.weekdays if among is None else among
        drawn = self.dice.sample(pool, min(len(pool), count + len(self._taken)))
        days = sorted([day for day in drawn if day not in self._taken][:count])
        if len(days) < count:
            raise LookupError(f"{self.student}: {count} free days wanted, {len(days)} found")
        self._taken.update(days)
        return days

    def share(self, rate: float) -> int:
        """Count the days that make up a share of the weekdays, rounded up or down by chance."""
        return int(len(self.weekdays) * rate + self.dice.random())

    def later(self, day: date) -> date:
        """Find the same day or, by chance, the next one of the student's school days."""
        at = bisect_left(self.days, day) + self.dice.randrange(2)
        return max(day, self.days[min(at, len(self.days) - 1)])

    def row(self, day: date, status: str, code: str, minutes: int | None = None) -> None:
        """Lay a daily row, and count nothing: the story says what it means."""
        site, text = self._spell(day).site, _text(minutes)
        self.rows.append(Row(day=day, site=site, status=status, code=code, minutes=text))

    def full(
        self, day: date, code: str, *, minutes: int | None = None, subject: bool = True
    ) -> None:
        """Lay an absence of the full day; not `subject`: the student is of no compulsory age."""
        self.row(day, "absent", code, minutes)
        self.absent += is_weekday(day)
        self.unexcused += code == UNEXCUSED and subject

    def excused(self, days: Iterable[date]) -> None:
        """Lay full days, each with some valid excuse."""
        for day in days:
            self.full(day, self.dice.choice(EXCUSED))

    def gap(self, day: date, minutes: int) -> None:
        """Lay an unexcused gap: late, left early, or absent from a class, by chance."""
        shape = self.dice.choice((self.tardy, self.left_early, self.missed_class))
        shape(day, minutes)

    def tardy(self, day: date, minutes: int | None) -> None:
        """Lay an unexcused tardy; without minutes its length is unknown."""
        self.row(day, "tardy", LATE, minutes)

    def left_early(self, day: date, minutes: int) -> None:
        """Lay an unexcused absence for a part of the day."""
        self.row(day, "absent", UNEXCUSED, minutes)

    def missed_class(self, day: date, minutes: int | None) -> None:
        """Lay an unexcused absence from one class of the day; its length may be unknown."""
        spell = self._spell(day)
        classes = list(classes_of(spell.site, spell.group, self.district.semester(day)))
        self.rows.append(
            Row(
                day=day,
                site=spell.site,
                section=self.dice.choice(classes).id,
                status="absent",
                code=UNEXCUSED,
                minutes=_text(minutes),
            )
        )

    def background(self) -> None:
        """Lay a little of what every student has and what counts for no truancy status.

        Excused days, tardies of at most 30 minutes, and an excused appointment of any length.
        """
        free = len(self.weekdays) - len(self._taken)
        lots = (self.share(0.012), self.share(0.015), self.share(0.004))
        absences, tardies, appointments = lots
        if sum(lots) > free:
            return
        self.excused(self.pick(absences))
        for day in self.pick(tardies):
            self.tardy(day, self.dice.randint(3, 30))
        for day in self.pick(appointments):
            self.row(day, "absent", "MED", self.dice.randint(20, LONGEST_GAP))

    def act(self, action: str, day: date) -> date:
        """Record an act."""
        self.acts.append(Act(action, day, self._spell(day).site))
        return day

    def find(self, code: str, *missing: str, since: date | None = None) -> None:
        """State that a status is met, or pending where an act is missing."""
        outcome = "pending" if missing else "met"
        self.findings.append(Finding(code=code, outcome=outcome, since=since, missing=missing))

    def truant(self, occasions: Sequence[date]) -> None:
        """State that the third occasion made the student a truant."""
        self.find("truant", since=occasions[OCCASIONS_OF_A_TRUANT - 1])

    def tale(self, story: str) -> Tale:
        """Close the page: add what the shares of days laid amount to."""
        self._find_shares()
        return Tale(
            student=self.student,
            story=story,
            grade=self.grade,
            born=self.born,
            spells=self.spells,
            rows=tuple(self.rows),
            acts=tuple(self.acts),
            findings=tuple(self.findings),
        )

    def _find_shares(self) -> None:
        """State the two statuses that any story reaches by the tenth part of its days.

        Without a report that stands, no act can stand on or after it: then all four are missing.
        """
        if 10 * self.unexcused >= len(self.days):
            missing = [REPORT] if self.reported is None else []
            missing += [action for action in (NOTICE, EFFORT, REVIEW) if not self._stands(action)]
            self.find("chronic_truant", *missing)
        if self.absent and 10 * self.absent >= len(self.weekdays):
            self.find("chronic_absentee")

    def _stands(self, action: str) -> bool:
        """Tell whether the act was laid on or after the first report that stands."""
        reported = self.reported
        return reported is not None and any(
            act.action == action and act.day >= reported for act in self.acts
        )

    def _spell(self, day: date) -> Spell:
        """Find the spell of a day; outside all of them, the last."""
        return next((spell for spell in self.spells if spell.covers(day)), self.spells[-1])


def _text(minutes: int | None) -> str:
    return "" if minutes is None else str(minutes)
