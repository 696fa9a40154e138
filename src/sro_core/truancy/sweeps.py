"""District-wide truancy sweeps: zones and teams, hours, partners, and what came of one.

A sweep names places, never students. Immigration authorities are no partner of one (California
Education Code section 234.7): a rule refuses them in words that are data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.contacts.narratives import check_narrative
from sro_core.errors import BadValue
from sro_core.findings import Ask, Finding, Measured, Outcome, Subject
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import ONE_DAY, SchoolYear
from sro_core.privacy import Role, Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import Rule, RuleBook
from sro_core.school_calendar import InSession, SchoolCalendar

_STEP = timedelta(minutes=5)


class SweepDutyKind(StrEnum):
    """What a rule asks of sweeps."""

    EVERY_SITE = "an officer of every site"
    SCHOOL_HOURS = "in school hours"
    PER_YEAR = "so many a school year"
    DEBRIEF = "a debrief"


@attrs.frozen
class SweepDuty:
    """Say what is asked of sweeps.

    Attributes:
        asks: what.
        who: the role that sees to it.
        at_least: sweeps a school year, where it is about their number.
        within_days: of the sweep, where it is about the debrief.
    """

    asks: SweepDutyKind
    who: Role = Role.SERGEANT
    at_least: int = 0
    within_days: int = 0


@attrs.frozen
class BarredPartner:
    """Name agencies that are never a partner.

    Attributes:
        words: parts of names, whole words, in any case.
        letters: short names; taken as such in capitals, or where nothing else is given.
    """

    words: tuple[str, ...]
    letters: tuple[str, ...] = ()

    def bars(self, agency: str) -> bool:
        """Tell whether an agency is one of them."""
        plain = agency.replace(".", "")
        tokens = re.findall(r"\w+", plain)
        text = f" {' '.join(tokens).casefold()} "
        if any(f" {each.casefold()} " in text for each in self.words):
            return True
        return any(each in tokens or text.strip() == each.casefold() for each in self.letters)


@attrs.frozen
class Zone:
    """Name a part of the area, and the public places to look at in it."""

    name: str
    places: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse a zone without places, and places that name somebody."""
        if not self.name.strip() or not any(each.strip() for each in self.places):
            raise BadValue(f"zone {self.name!r}", "it has no name or no place", "name both")
        for text in (self.name, *self.places):
            check_narrative(text, what=f"zone {self.name}")


@attrs.frozen
class Team:
    """Hold who goes where.

    Attributes:
        name: such as ``A``.
        zone: by name.
        officers: of the programme.
        partners: other agencies that take part.
    """

    name: str
    zone: str
    officers: tuple[OfficerId, ...]
    partners: tuple[str, ...] = ()


@attrs.frozen
class Mark:
    """Hold who did something, and when."""

    by: str
    at: datetime


@attrs.frozen(kw_only=True)
class Figures:
    """Hold what came of a sweep, counted once and for all when it was debriefed.

    Attributes:
        contacts: field contacts.
        students: distinct ones among those who were identified.
        unidentified: contacts in which nobody was.
        delivered: to whom minors were delivered, with how many contacts.
        referred, excepted, mistaken, enforced: contacts of that outcome.
        heads: minors in positive contacts.
    """

    contacts: int
    students: int
    unidentified: int
    delivered: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    referred: int = 0
    excepted: int = 0
    mistaken: int = 0
    enforced: int = 0
    heads: int = 0


@attrs.frozen(kw_only=True)
class Sweep:
    """Hold one sweep.

    Attributes:
        id: our own.
        on: its day.
        start, end: local wall times, the end no longer in it.
        zones, teams: the plan.
        planned: by whom.
        opened, closed: by whom; contacts are made in it in between.
        debriefed: by whom.
        figures: what came of it, once debriefed.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    on: date
    start: time
    end: time
    zones: tuple[Zone, ...]
    teams: tuple[Team, ...]
    planned: Mark
    opened: Mark | None = None
    closed: Mark | None = None
    debriefed: Mark | None = None
    figures: Figures | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse hours that end before they start, and teams without a zone or anybody."""
        if self.end <= self.start:
            raise BadValue(f"sweep {self.on}", "it ends before it starts")
        zones = {each.name for each in self.zones}
        for team in self.teams:
            if team.zone not in zones:
                known = ", ".join(sorted(zones)) or "none"
                raise BadValue(f"team {team.name!r}", f"no zone {team.zone!r}", f"zones: {known}")
            if not team.officers:
                raise BadValue(f"team {team.name!r}", "nobody is in it", "name its officers")
        if not self.teams:
            raise BadValue(f"sweep {self.on}", "it has no team", "name teams with their zones")

    @property
    def officers(self) -> frozenset[OfficerId]:
        """Everybody of the programme who takes part."""
        return frozenset(each for team in self.teams for each in team.officers)

    @property
    def running(self) -> bool:
        """Whether it is open."""
        return self.opened is not None and self.closed is None


SWEEPS = Register(name="sweep", kind=Sweep, keeper=Keeper.POLICE, on=lambda one: one.on)


def check_partners(rules: RuleBook, sweep: Sweep) -> None:
    """Raise `BadValue` with the rule's words if an agency is never a partner."""
    for team in sweep.teams:
        for partner in team.partners:
            for rule in rules.all(BarredPartner, sweep.on):
                if rule.value.bars(partner):
                    cited = ", ".join(each.title for each in rule.citations)
                    raise BadValue(f"partner {partner!r}", rule.says, f"leave it out ({cited})")


def plan_findings(
    rules: RuleBook,
    sweep: Sweep,
    calendars: Mapping[SiteId, SchoolCalendar],
    posts: Mapping[SiteId, frozenset[OfficerId]] | None,
) -> tuple[Finding, ...]:
    """Hold the plan of a sweep against the rules: hours at each site, an officer of each.

    Args:
        rules: those in force on its day.
        sweep: the plan.
        calendars: of every site of the district.
        posts: who serves that day at each site that has a post; None where nobody keeps it.
    """
    found = []
    for rule in rules.all(SweepDuty, sweep.on):
        if rule.value.asks is SweepDutyKind.EVERY_SITE:
            sites = sorted(posts or calendars)
            found += [_covered(rule, sweep, site, posts) for site in sites]
        elif rule.value.asks is SweepDutyKind.SCHOOL_HOURS:
            found += [
                _in_hours(rule, sweep, site, calendar)
                for site, calendar in sorted(calendars.items())
            ]
    return tuple(found)


def _covered(
    rule: Rule[SweepDuty],
    sweep: Sweep,
    site: SiteId,
    posts: Mapping[SiteId, frozenset[OfficerId]] | None,
) -> Finding:
    if not posts:
        return _finding(rule, sweep, site, Outcome.UNDECIDED, "nobody keeps who serves there")
    if posts[site] & sweep.officers:
        return _finding(rule, sweep, site, Outcome.NOT_MET, f"an officer of {site} takes part")
    return _finding(rule, sweep, site, Outcome.MET, f"{rule.says}: none of {site}")


def _in_hours(
    rule: Rule[SweepDuty], sweep: Sweep, site: SiteId, calendar: SchoolCalendar
) -> Finding:
    at, end = datetime.combine(sweep.on, sweep.start), datetime.combine(sweep.on, sweep.end)
    answers = set()
    while at < end:
        answers.add(calendar.in_session(at))
        at += _STEP
    if InSession.UNKNOWN in answers:
        return _finding(rule, sweep, site, Outcome.UNDECIDED, f"{site}: {InSession.UNKNOWN}")
    if answers == {InSession.YES}:
        return _finding(rule, sweep, site, Outcome.NOT_MET, f"{site} is in session throughout")
    closed = calendar.why_not(sweep.on) or "outside the bells for a part of it"
    return _finding(rule, sweep, site, Outcome.MET, f"{rule.says}: {site} is not, {closed}")


def _finding(
    rule: Rule[SweepDuty], sweep: Sweep, site: SiteId, outcome: Outcome, why: str
) -> Finding:
    """Say it of one site; what is amiss asks whoever leads the sweep."""
    asks = (Ask(rule.value.who, why, rule.force, rule, sweep.on),) if outcome is Outcome.MET else ()
    return Finding(rule.id, Subject("sweep", sweep.id, site), sweep.on, outcome, None, rule,
                   why=why, asks=asks)  # fmt: skip


def year_findings(rules: RuleBook, sweeps: Iterable[Sweep], *, on: date) -> tuple[Finding, ...]:
    """Find what a school year still asks: further sweeps, and debriefs of those that were held."""
    year = SchoolYear.of(on)
    held = [each for each in sweeps if each.on in year.period and each.on <= on and each.closed]
    found = []
    for rule in rules.all(SweepDuty, on):
        if rule.value.asks is SweepDutyKind.PER_YEAR:
            found.append(_number(rule, len(held), year, on))
        elif rule.value.asks is SweepDutyKind.DEBRIEF:
            found += [_debrief(rule, each, on) for each in held if each.debriefed is None]
    return tuple(found)


def _number(rule: Rule[SweepDuty], held: int, year: SchoolYear, on: date) -> Finding:
    wanted, last = rule.value.at_least, date(year.start + 1, 6, 30)
    measured = Measured(held, wanted, "sweeps", None, f"school year {year}")
    short = held < wanted
    what = f"plan a sweep: {held} of {wanted} this school year"
    ask = Ask(rule.value.who, what, rule.force, rule, last)
    return Finding(
        code=rule.id,
        subject=Subject("district", str(year)),
        as_of=on,
        outcome=Outcome.PENDING if short else Outcome.NOT_MET,
        since=None,
        rule=rule,
        measured=measured,
        asks=(ask,) if short else (),
    )


def _debrief(rule: Rule[SweepDuty], sweep: Sweep, on: date) -> Finding:
    due = sweep.on + rule.value.within_days * ONE_DAY
    ask = Ask(rule.value.who, rule.says, rule.force, rule, due)
    subject = Subject("sweep", sweep.id)
    return Finding(rule.id, subject, on, Outcome.MET, sweep.on, rule, asks=(ask,))
