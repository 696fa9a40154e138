"""Contacts and sweeps of the illustrative programme, all made up: one sweep held, one planned.

The officers' week has more minutes without enforcement than with it, as a programme's should.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import attrs

from sro_core.contacts.contact import Contact, Disposition, Place
from sro_core.contacts.custody import Custody, Told, Whom
from sro_core.contacts.stop_data import StopData
from sro_core.desk import Desk
from sro_core.ids import OfficerId
from sro_core.permissions import Access
from sro_core.privacy import Role, Viewer
from sro_core.truancy.field_check import Asked
from sro_core.truancy.sweeps import Team, Zone
from sro_core.usecases import field_checks, field_work, sweeping
from sro_core.usecases.field_work import Opening, Result
from sro_core.usecases.sweeping import SweepPlan

CITY = "El Cerrito"
PURPOSE = "illustrative programme, synthetic data"
SWEPT_DAYS_AGO, NEXT_IN_DAYS = 36, 14
IN_SWEEP = 23
ZONES = (
    Zone("north", ("transit plaza", "the park behind the library")),
    Zone("south", ("shopping center", "the creek trail")),
)
TEAMS = (
    Team("A", "north", (OfficerId("O-01"),), ("County Probation",)),
    Team("B", "south", (OfficerId("O-02"),)),
)
SEEN = ("a minor with a school bag at the place, in school hours",)
ORDER = """\
# Order #2010-02, illustrative; it refuses to decide until its text is supplied. Lay it over the
# rules with --overlay. What can be filled in: docs/orders.md.
id = "el-cerrito-2010-02"
title = "Order #2010-02 (illustrative)"

[[citation]]
key = "#2010-02"
title = "Order #2010-02 of February 2010, as locally supplied; its text was not found"
link = "docs/orders.md#order-2010-02"
checked = 2026-11-23
standing = "local policy"

[[daytime_order]]
id = "2010-02"
says = "order #2010-02 concerns minors in public places during school hours"
cites = ["#2010-02"]
from = 2010-02-01
reading = ["the day in February 2010 was not stated; the first of the month is taken"]
places = ["El Cerrito"]
stated = "the number #2010-02 and February 2010"
inferred = "that it holds in the city and concerns minors in school hours"
"""
"""The overlay of the pilot's order, for a demonstration of what it does not say."""


@attrs.frozen
class _Day:
    """Stand at a minute of the programme, with what each role may do."""

    desk: Desk
    officers: tuple[Access, Access]
    sergeant: Access

    @classmethod
    def at(cls, desk: Desk, moment: datetime) -> _Day:
        then = attrs.evolve(desk, clock=lambda: moment)

        def admit(actor: str, role: Role) -> Access:
            return then.admit(Viewer(actor, role, purpose=PURPOSE))

        officers = (admit("O-01", Role.OFFICER), admit("O-02", Role.OFFICER))
        return cls(then, officers, admit("demo sergeant", Role.SERGEANT))


def record(desk: Desk, *, on: date) -> None:
    """Enter a sweep of last month, the one to come, and this week's contacts.

    Args:
        desk: on stores that hold the synthetic district.
        on: the day on which the programme stands.
    """
    _swept(desk, on - timedelta(days=SWEPT_DAYS_AGO))
    _planned(desk, on, on + timedelta(days=NEXT_IN_DAYS))
    for days_ago in range(4, -1, -1):
        _worked(desk, on - timedelta(days=days_ago), days_ago)


def _plan(on: date) -> SweepPlan:
    return SweepPlan(on=on, start=time(9), end=time(11, 30), zones=ZONES, teams=TEAMS)


def _planned(desk: Desk, on: date, coming: date) -> None:
    day = _Day.at(desk, datetime.combine(on, time(8)))
    sweeping.plan(day.desk, day.sergeant, _plan(coming))


def _swept(desk: Desk, on: date) -> None:
    day = _Day.at(desk, datetime.combine(on, time(9, 30)))
    id = sweeping.plan(day.desk, day.sergeant, _plan(on)).sweep.id
    sweeping.open_sweep(day.desk, day.sergeant, id)
    for n in range(IN_SWEEP):
        delivered = n % 2 == 0
        result = _delivered(day, "school" if n % 6 else "parent") if delivered else _counseled()
        made = _met(day, n, Opening(place=_place(n), seen=SEEN, sweep=id), result)
        if delivered:
            _tell(day, n, made)
    sweeping.close_sweep(day.desk, day.sergeant, id)
    sweeping.debrief(day.desk, day.sergeant, id)


def _place(n: int) -> Place:
    places = [place for zone in ZONES for place in zone.places]
    return Place(places[n % len(places)], CITY)


def _counseled() -> Result:
    return Result(dispositions=frozenset({Disposition.COUNSELED}))


def _delivered(day: _Day, to: str) -> Result:
    at = day.desk.clock()
    return Result(
        dispositions=frozenset({Disposition.COUNSELED}),
        custody=Custody(at, None, to, at + timedelta(minutes=25)),
        stop=StopData(reason=5, reason_given=18, assignment=8, results=frozenset({8, 9})),
    )


def _met(day: _Day, n: int, opening: Opening, result: Result) -> Contact:
    access = day.officers[n % 2]
    contact = field_work.open_contact(day.desk, access, opening)
    # Nobody's name is held in the demonstration, so the school is to be asked.
    asked = Asked("Sample", f"Synthetic-{n}", date(2011, 1, 1 + n % 28))
    field_checks.check_student(day.desk, access, contact.id, asked)
    return field_work.close_contact(day.desk, access, contact.id, result)


def _tell(day: _Day, n: int, contact: Contact) -> None:
    at, access = day.desk.clock() + timedelta(minutes=30), day.officers[n % 2]
    for whom in Whom:
        told = Told(whom, at, access.viewer.actor)
        field_work.tell(day.desk, access, contact.id, told)


def _worked(desk: Desk, on: date, days_ago: int) -> None:
    """Enter one day of this week: positive contacts, and few others."""
    if on.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
        return
    day = _Day.at(desk, datetime.combine(on, time(12, 40)))
    _greet(day, days_ago, "soccer at lunch", 14 + days_ago)
    if days_ago % 2:
        _greet(day, days_ago, "questions about the law of phones at school", 6)
    result = _counseled()
    if days_ago == 1:
        result = Result(
            dispositions=frozenset({Disposition.NO_ACTION}), mistaken="on the way from the dentist"
        )
    _met(day, days_ago, Opening(place=_place(days_ago), seen=SEEN), result)
    if days_ago == 0:
        _met(day, 1, Opening(place=_place(1), seen=SEEN), _delivered(day, "school"))


def _greet(day: _Day, n: int, what: str, heads: int) -> None:
    opening = Opening(place=Place("campus", CITY))
    access = day.officers[n % 2]
    field_work.record_positive(day.desk, access, opening, heads=heads, narrative=what)
