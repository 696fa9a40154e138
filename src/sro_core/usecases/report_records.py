"""Read the records of every area as a report counts them, and nothing of whom they are about.

What is sealed is not counted; what a report published before stays there as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from sro_core.contacts import contact
from sro_core.desk import Work
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod, SchoolYear
from sro_core.reports.counting import PROGRAMME
from sro_core.reports.topics import (
    CONTACTS,
    FIRST_CONTACTS,
    INCIDENTS,
    QUESTIONS,
    REFERRALS,
    SCHOOL_REFERRALS,
    SWEEPS,
    Counted,
)
from sro_core.reports.yearly import COST, POPULATION, TIME, WORK, Figure, share
from sro_core.safety import incidents
from sro_core.safety.activities import ACTIVITIES, Activity, State
from sro_core.safety.drills import DRILLS, DrillStatus
from sro_core.safety.plan_acts import PLAN_ACTS
from sro_core.safety.plan_rules import PlanStep
from sro_core.school_calendar import InSession, SchoolCalendar
from sro_core.sites.profile import PROFILES
from sro_core.sites.terms import TERMS
from sro_core.truancy import referrals
from sro_core.truancy.sweeps import SWEEPS as SWEEPS_HELD

QUESTION, FROM_PARENT, FROM_STUDENT, TRUANCY = (
    "question", "parent_contact", "student_contact", "truancy",
)  # fmt: skip
"""Ids of kinds of activity that a report tells apart."""
_WHERE = {
    incidents.Place.WITHIN: "within",
    incidents.Place.NEAR: "near",
    incidents.Place.ELSEWHERE: "elsewhere",
}
EVENTS = {
    "presentation": "presentations and lessons",
    "safety_meeting": "safety meetings",
    "training_given": "trainings given",
}


def counted(work: Work, years: tuple[SchoolYear, ...]) -> Iterator[Counted]:
    """Give what a report counts of people met, in some school years."""
    within = _within(years)
    for each in _approved(work, within):
        yield from _of_activity(each)
    for stored in work.stores.records(referrals.REFERRALS).all(within=within):
        one = stored.record
        yield Counted(REFERRALS.id, _came_of(one), one.site, one.on)
    for met in work.stores.records(contact.CONTACTS).all(within=within):
        yield from _of_contact(met.record)
    calendars = [each.record.calendar for each in work.stores.sites.all().values()]
    for stored_one in work.stores.records(incidents.INCIDENTS).all(within=within):
        if not stored_one.record.sealed:
            yield from _of_incident(stored_one.record.unsealed(), calendars)


def _within(years: tuple[SchoolYear, ...]) -> DatePeriod:
    return DatePeriod(min(years).period.start, max(years).period.end)


def _approved(work: Work, within: DatePeriod) -> Iterator[Activity]:
    for stored in work.stores.records(ACTIVITIES).all(within=within):
        if stored.record.state is State.APPROVED:
            yield stored.record


def _of_activity(one: Activity) -> Iterator[Counted]:
    if one.kind == QUESTION and one.count:
        row = one.topic if one.topic in QUESTIONS.keys else "other"
        yield Counted(QUESTIONS.id, row, one.site, one.on, one.count)
    elif one.kind in (FROM_PARENT, FROM_STUDENT):
        row = "parent" if one.kind == FROM_PARENT else "student"
        yield Counted(FIRST_CONTACTS.id, row, one.site, one.on, one.count or 1)


def _of_contact(one: contact.Contact) -> Iterator[Counted]:
    """Count a field contact once; a sealed one counts no more."""
    if one.kind is not contact.ContactKind.FIELD or one.sealed:
        return
    on = one.at.date()
    yield Counted(CONTACTS.id, _strongest(one), one.site, on)
    if one.sweep:
        yield Counted(SWEEPS.id, _ended(one), one.site, on)


def _of_incident(one: incidents.Incident, calendars: Iterable[SchoolCalendar]) -> Iterator[Counted]:
    """Count an offense once where it was, and instances of referral and arrest by the school.

    School hours are those of its site; of what concerns no site, those of any.
    """
    if one.kind is not incidents.IncidentKind.OFFENSE or one.handed_back:
        return
    own = [each for each in calendars if one.site in (None, each.site)]
    if any(each.in_session(one.at) is InSession.YES for each in own):
        yield Counted(INCIDENTS.id, _WHERE[one.place], one.site, one.on)
    if one.referral is not None:
        yield Counted(SCHOOL_REFERRALS.id, one.referral.basis.value, one.site, one.on)
    arrested = sum(each.arrested is True for each in one.persons)
    if arrested and (one.referral is not None or one.place is incidents.Place.WITHIN):
        yield Counted(SCHOOL_REFERRALS.id, "arrest", one.site, one.on, arrested)


def _strongest(one: contact.Contact) -> str:
    for what, row in (
        (contact.Disposition.ARRESTED, "arrest"),
        (contact.Disposition.CITED, "citation"),
        (contact.Disposition.WARNED, "warning"),
    ):
        if what in one.dispositions:
            return row
    return "other" if one.enforced else "none"


def _ended(one: contact.Contact) -> str:
    if contact.Disposition.DELIVERED in one.dispositions:
        return "delivered"
    return "referred" if contact.Disposition.REFERRED in one.dispositions else "other"


def _came_of(one: referrals.Referral) -> str:
    if one.handed_back:
        return "handed_back"
    if one.stage is referrals.Stage.DECLINED:
        return "declined"
    answered = one.stage in (referrals.Stage.ANSWERED, referrals.Stage.CLOSED)
    return "answered" if answered else "waiting"


def figures(work: Work, year: SchoolYear) -> Iterator[Figure]:
    """Give the plain figures of a school year: people at school, money, minutes, events."""
    yield from _population(work, year)
    yield from _cost(work, year)
    yield from _time(work, year)
    yield from _events(work, year)


def _population(work: Work, year: SchoolYear) -> Iterator[Figure]:
    sums: dict[str, int] = {}
    for stored in work.stores.records(PROFILES).all():
        for each in stored.record.headcounts:
            if each.year == year.start:
                for row, number in (("students", each.students), ("staff", each.staff)):
                    if number is not None:
                        sums[row] = sums.get(row, 0) + number
                        site = stored.record.id
                        yield Figure(POPULATION.id, row, site, year, Decimal(number))
    for row, number in sums.items():
        yield Figure(POPULATION.id, row, PROGRAMME, year, Decimal(number))


def _cost(work: Work, year: SchoolYear) -> Iterator[Figure]:
    """Give what the agreements in force on the last day of the year say; nothing is prorated."""
    end = year.period.end
    assert end is not None  # noqa: S101 - a school year has a last day
    last = end - ONE_DAY
    for stored in work.stores.records(TERMS).all():
        one = stored.record
        if last not in one.period:
            continue
        for row, amount in (
            ("district pays in the agreement's whole term, dollars", one.amount),
            ("district's share of the cost, per cent", one.district_share),
        ):
            if amount is not None:
                yield Figure(COST.id, row, one.site, year, amount)


def _time(work: Work, year: SchoolYear) -> Iterator[Figure]:
    minutes: dict[str, int] = {}
    every = truancy = 0
    for one in _approved(work, year.period):
        row = f"{one.triad.value}, minutes"
        minutes[row] = minutes.get(row, 0) + one.minutes
        every += one.minutes
        truancy += one.minutes if one.kind == TRUANCY else 0
    if not every:
        return
    for row in sorted(minutes):
        yield Figure(TIME.id, row, PROGRAMME, year, Decimal(minutes[row]))
        part = share(Decimal(minutes[row]), Decimal(every))
        told = row.replace("minutes", "share of all, per cent")
        yield Figure(TIME.id, told, PROGRAMME, year, part)
    yield Figure(TIME.id, "all activities, minutes", PROGRAMME, year, Decimal(every))
    yield Figure(TIME.id, "on truancy, minutes", PROGRAMME, year, Decimal(truancy))
    part = share(Decimal(truancy), Decimal(every))
    yield Figure(TIME.id, "on truancy, share of all, per cent", PROGRAMME, year, part)


def _events(work: Work, year: SchoolYear) -> Iterator[Figure]:
    numbers: Counter[tuple[str, str]] = Counter()
    for row, site in _held(work, year.period):
        numbers[row, PROGRAMME] += 1
        if site is not None:
            numbers[row, site] += 1
    for (row, column), number in sorted(numbers.items()):
        yield Figure(WORK.id, row, column, year, Decimal(number))


def _held(work: Work, within: DatePeriod) -> Iterator[tuple[str, SiteId | None]]:
    """Give each event that was held, and where."""
    for drill in work.stores.records(DRILLS).all(within=within):
        if drill.record.status is DrillStatus.FINISHED:
            yield "drills held", drill.record.site
    for act in work.stores.records(PLAN_ACTS).all(within=within):
        if act.record.step is PlanStep.ADOPTED:
            yield "safety plans adopted", act.record.site
    for one in _approved(work, within):
        if one.kind in EVENTS:
            yield EVENTS[one.kind], one.site
    for sweep in work.stores.records(SWEEPS_HELD).all(within=within):
        if sweep.record.closed is not None:
            yield "truancy sweeps held", None
