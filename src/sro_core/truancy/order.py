"""The daytime order: a city's or county's rule for minors in a public place in school hours.

An order is local policy, supplied as an overlay; a state's book only holds the exceptions that
orders choose from. What an order does not supply is not made up: then the answer says what to
supply, and what to ask. It never tells an officer to stop or to hold anybody, and what it
provides for a breach is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import StrEnum

import attrs

from sro_core.errors import BadRules, BadValue, RuleProblem
from sro_core.periods import months_later
from sro_core.rules import Rule, RuleBook
from sro_core.school_calendar import SATURDAY, InSession, SchoolCalendar

NOT_IN_SESSION = "not_in_session"
OTHER_SCHOOL = "private_or_home_school"
"""Exceptions that a calendar, or the kind of school, may answer by itself."""


class Hours(StrEnum):
    """Where an order's hours come from."""

    FIXED = "fixed"
    FIXED_ON_SCHOOL_DAYS = "fixed_on_school_days"
    OWN_SCHOOL = "own_school"


class Attends(StrEnum):
    """Which minors an order is for."""

    COMPULSORY = "compulsory"
    PUBLIC_SCHOOL = "public_school"


class School(StrEnum):
    """What kind of school a minor goes to."""

    PUBLIC = "public"
    PRIVATE = "private"
    HOME = "home"


@attrs.frozen
class LadderStep:
    """Say what an order provides for a breach.

    Attributes:
        nth: the first breach is 1; the last step stands for all further ones.
        consequence: in words; a person decides.
    """

    nth: int
    consequence: str


@attrs.frozen
class OrderException:
    """Name something that takes a minor out of an order, and what to ask about it."""

    question: str


@attrs.frozen
class DaytimeOrder:
    """Hold what an order says; None means that it was not supplied.

    Attributes:
        places: the areas it holds in, by name, such as a city's limits.
        low, below: the ages it is for.
        attends: which minors.
        hours: where its hours come from.
        start, end: the fixed hours, the end no longer in them; Monday to Friday.
        exceptions: ids of exceptions, in the order in which they are looked at.
        questions: what must be asked before anything is done.
        ladder: what follows a breach.
        look_back_months: how long an earlier breach counts; None for always.
        stated, inferred: what its source says, and what was only concluded from it.
    """

    places: tuple[str, ...]
    low: int | None = None
    below: int | None = None
    attends: Attends | None = None
    hours: Hours | None = None
    start: time | None = None
    end: time | None = None
    exceptions: tuple[str, ...] | None = None
    questions: tuple[str, ...] = ()
    ladder: tuple[LadderStep, ...] = ()
    look_back_months: int | None = None
    stated: str = ""
    inferred: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse an order that could never be applied as it is written."""
        if not self.places:
            raise BadValue("places", "the order holds nowhere", "name the area")
        fixed = self.hours in (Hours.FIXED, Hours.FIXED_ON_SCHOOL_DAYS)
        if fixed != (self.start is not None and self.end is not None):
            raise BadValue("hours", f"{self.hours} with {self.start} to {self.end}",
                           "fixed hours have a start and an end, others none")  # fmt: skip
        if self.start and self.end and self.end <= self.start:
            raise BadValue("end", "it is not after the start")
        if [each.nth for each in self.ladder] != list(range(1, len(self.ladder) + 1)):
            raise BadValue("ladder", "its steps are not 1, 2, …", "name each once, in order")

    @property
    def to_supply(self) -> tuple[str, ...]:
        """What was not supplied and is needed to decide."""
        ages = self.low is None or self.below is None
        needed = {
            "the ages it is for": ages,
            "whether it is for all of compulsory age or only public schools": not self.attends,
            "its hours, or that they are those of the minor's own school": not self.hours,
            "its exceptions": self.exceptions is None,
        }  # fmt: skip
        return tuple(what for what, missing in needed.items() if missing)


class Answer(StrEnum):
    """What an order says about a minor at a place and minute."""

    APPLIES = "applies"
    EXCEPTED = "excepted"
    NOT_IN_SESSION = "not in session"
    NOT_SUBJECT = "not subject"
    NO_ORDER = "no order in force here"
    CANNOT_DECIDE = "cannot decide"


@attrs.frozen
class Circumstances:
    """Hold what is known about a minor at a place and minute.

    Attributes:
        at: local wall time.
        place: the area, by the name that orders use.
        age: in years, None where it is not known.
        school: the kind of school, None where it is not known.
        calendar: of the minor's own school, None where it is not known.
        claims: exception to whether it was found to hold; those not asked about are left out.
        asked: the questions that were asked.
    """

    at: datetime
    place: str
    age: int | None = None
    school: School | None = None
    calendar: SchoolCalendar | None = None
    claims: Mapping[str, bool] = attrs.field(factory=dict)
    asked: frozenset[str] = frozenset()


@attrs.frozen
class OrderAnswer:
    """Hold an order's answer with its reasons.

    Attributes:
        answer: one of six.
        rule: the order, or None where none is in force.
        exception: which one, where it is excepted.
        to_supply: what the order leaves out.
        to_ask: what nobody has asked yet.
        because: the reasons, a sentence each.
        provides: what the order provides for a breach, counted back; a person decides.
    """

    answer: Answer
    rule: Rule[DaytimeOrder] | None
    exception: str = ""
    to_supply: tuple[str, ...] = ()
    to_ask: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    provides: str = ""

    def explain(self) -> str:
        """Say in words what the order says here, why, and on what standing."""
        which = f" ({self.exception})" if self.exception else ""
        lines = [f"{self.answer}{which}: {'; '.join(self.because)}"]
        lines += [f"  to supply: {each}" for each in self.to_supply]
        lines += [f"  to ask: {each}" for each in self.to_ask]
        lines += [f"  the order provides: {self.provides}; a person decides"] * bool(self.provides)
        if self.rule is not None:
            order = self.rule.value
            lines.append(f"  {self.rule.says}")
            lines += [f"  stated: {order.stated}"] if order.stated else []
            lines += [f"  inferred: {order.inferred}"] if order.inferred else []
            cited = (f"{each.title} ({each.standing})" for each in self.rule.citations)
            lines.append(f"  {'; '.join(cited)}")
        return "\n".join(lines)


def order_at(rules: RuleBook, place: str, on: date) -> Rule[DaytimeOrder] | None:
    """Give the order in force at the place of a contact: it follows the place, not the school."""
    wanted = _plain(place)
    found = [
        each
        for each in rules.all(DaytimeOrder, on)
        if wanted in {_plain(name) for name in each.value.places}
    ]
    return found[-1] if found else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def decide(rules: RuleBook, seen: Circumstances) -> OrderAnswer:
    """Say what the order in force at a place says about a minor.

    Whatever takes the minor out of the order is looked at first, so that a gap in what is known
    never counts against anybody.
    """
    on = seen.at.date()
    rule = order_at(rules, seen.place, on)
    if rule is None:
        return OrderAnswer(
            Answer.NO_ORDER, None, because=(f"no order is in force at {seen.place} on {on}",)
        )
    order = rule.value
    running, why = _running(order, seen)
    if running is InSession.NO:
        return OrderAnswer(Answer.NOT_IN_SESSION, rule, because=(why,))
    outside = _outside(order, seen)
    if outside:
        return OrderAnswer(Answer.NOT_SUBJECT, rule, because=(outside,))
    known = {each.id: each for each in rules.all(OrderException, on)}
    claims = {**seen.claims, **_claims(seen)}
    for id in order.exceptions or ():
        if claims.get(id):
            return OrderAnswer(Answer.EXCEPTED, rule, id, because=(known[id].says,))
    to_ask = [*(each for each in order.questions if each not in seen.asked)]
    to_ask += ["how old are you?"] if seen.age is None and "age" not in to_ask else []
    public_only = order.attends is Attends.PUBLIC_SCHOOL
    to_ask += ["which kind of school do you go to?"] if public_only and not seen.school else []
    to_ask += [why] if running is InSession.UNKNOWN and order.hours else []
    to_ask += [known[id].value.question for id in order.exceptions or () if id not in claims]
    if to_ask or order.to_supply:
        because = "the order as supplied leaves it open" if order.to_supply else "not all is known"
        return OrderAnswer(
            Answer.CANNOT_DECIDE,
            rule,
            to_supply=order.to_supply,
            to_ask=tuple(dict.fromkeys(to_ask)),
            because=(because,),
        )
    because = f"{why}; none of its {len(order.exceptions or ())} exceptions was found to hold"
    return OrderAnswer(Answer.APPLIES, rule, because=(because,))


def _claims(seen: Circumstances) -> dict[str, bool]:
    """Answer what needs no question: school days by the calendar, the kind of school."""
    known: dict[str, bool] = {}
    if seen.calendar is not None:
        known[NOT_IN_SESSION] = not seen.calendar.is_school_day(seen.at.date())
    if seen.school is not None:
        known[OTHER_SCHOOL] = seen.school is not School.PUBLIC
    return known


def _running(order: DaytimeOrder, seen: Circumstances) -> tuple[InSession, str]:
    """Tell whether a minute lies in the order's hours, and by what."""
    at, calendar = seen.at, seen.calendar
    if order.hours is None:
        return InSession.UNKNOWN, "its hours were not supplied"
    if order.hours is Hours.OWN_SCHOOL:
        if calendar is None:
            return InSession.UNKNOWN, "which school do you go to, and is it in session now?"
        running = calendar.in_session(at)
        if running is InSession.UNKNOWN:
            return running, f"what are the bell times of {calendar.site} that day?"
        return running, f"{calendar.site} is {running} at {at:%H:%M} on {at:%A %Y-%m-%d}"
    assert order.start is not None and order.end is not None  # noqa: S101, PT018 - refused on construction
    hours = f"{order.start:%H:%M} to {order.end:%H:%M}, Monday to Friday"
    if at.weekday() >= SATURDAY or not order.start <= at.time() < order.end:
        return InSession.NO, f"{at:%A %H:%M} is outside the hours of the order ({hours})"
    if order.hours is Hours.FIXED_ON_SCHOOL_DAYS:
        if calendar is None:
            return InSession.UNKNOWN, "which school do you go to, and is today a school day there?"
        closed = calendar.why_not(at.date())
        if closed:
            return InSession.NO, f"{calendar.site} has no school on {at:%Y-%m-%d}: {closed}"
    return InSession.YES, f"{at:%A %H:%M} is in the hours of the order ({hours})"


def _outside(order: DaytimeOrder, seen: Circumstances) -> str:
    """Say why the order is not for this minor, or nothing."""
    if seen.age is not None:
        if order.below is not None and seen.age >= order.below:
            return f"{seen.age} years old; the order is for those under {order.below}"
        if order.low is not None and seen.age < order.low:
            return f"{seen.age} years old; the order is for those of {order.low} and over"
    public_only = order.attends is Attends.PUBLIC_SCHOOL
    if public_only and seen.school in (School.PRIVATE, School.HOME):
        return f"{seen.school} school; the order is for public-school students"
    return ""


def ladder_step(order: DaytimeOrder, earlier: Iterable[date], on: date) -> LadderStep | None:
    """Give what the order provides for a breach of a day, or None where it provides nothing.

    An earlier breach counts up to the day before its date comes round after the look-back.

    >>> order = DaytimeOrder(("Sampleton",), look_back_months=12, ladder=(
    ...     LadderStep(1, "written warning"), LadderStep(2, "infraction")))
    >>> ladder_step(order, [date(2026, 2, 2)], date(2027, 2, 1)).consequence
    'infraction'
    >>> ladder_step(order, [date(2026, 2, 2)], date(2027, 2, 2)).consequence
    'written warning'
    """
    months = order.look_back_months
    counted = [
        day for day in earlier if day < on and (months is None or on < months_later(day, months))
    ]
    fitting = [each for each in order.ladder if each.nth <= len(counted) + 1]
    return fitting[-1] if fitting else None


def check_orders(rules: RuleBook) -> None:
    """Raise `BadRules` if an order names an exception that no book has on its dates."""
    problems = []
    for rule in rules.ever(DaytimeOrder):
        for id in rule.value.exceptions or ():
            lasting = [
                each
                for each in rules.ever(OrderException)
                if each.id == id and each.effective.meet(rule.effective)
            ]
            if not lasting:
                known = ", ".join(sorted({each.id for each in rules.ever(OrderException)}))
                says = f"{id!r} is no exception in force on its dates (there are: {known})"
                problems.append(RuleProblem(*rule.place, rule.table, "exceptions", says))
    if problems:
        raise BadRules(tuple(problems))
