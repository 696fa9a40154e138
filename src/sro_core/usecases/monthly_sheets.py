"""An officer's monthly sheet: what they did in a month, and in the school year up to its end.

It is of the officer's own file: they and the sergeant read it, and nobody publishes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sro_core.contacts.contact import CONTACTS
from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Unknown
from sro_core.ids import OfficerId
from sro_core.officers.officer import OFFICERS
from sro_core.periods import ONE_DAY, DatePeriod, SchoolYear, months_later
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.reports.report import Report
from sro_core.reports.yearly import share, sheet
from sro_core.safety.activities import ACTIVITIES, Activity, State
from sro_core.safety.drills import DRILLS, DrillStatus
from sro_core.truancy.referrals import OFFICER_REFERRALS
from sro_core.usecases.report_records import TRUANCY


def monthly(desk: Desk, access: Access, officer: OfficerId, month: date, *, on: date) -> Report:
    """Put the sheet of an officer and month together.

    Args:
        desk: the stores and rules.
        access: who reads it.
        officer: whose.
        month: any day of it.
        on: nothing after this day is counted.

    Raises:
        Refused: it is neither the viewer's own nor theirs to read.
        Unknown: there is no such officer.
        BadValue: the month has not begun.
    """
    first = month.replace(day=1)
    after = months_later(first, 1)
    if on < first:
        raise BadValue(f"sheet of {first:%B %Y}", f"the month has not begun on {on}")
    through = min(on, after - ONE_DAY)
    with desk.reading(access, Permission.READ_SHEET) as work:
        access.require(Permission.READ_SHEET, officer=officer)
        _check_officer(work, officer)
        year = SchoolYear.of(first).period
        own = DatePeriod(first, through + ONE_DAY)
        to_date = DatePeriod(year.start, through + ONE_DAY)
        made = sheet(
            officer=officer,
            month=first,
            through=through,
            rules=desk.rules,
            figures=_figures(work, officer, own, to_date),
        )
        work.log("read monthly sheet", about=made.id)
    return made


def _check_officer(work: Work, officer: OfficerId) -> None:
    known = tuple(each.record.id for each in work.stores.records(OFFICERS).all())
    if officer not in known and not work.stores.records(ACTIVITIES).all(concerns=officer):
        raise Unknown("officer", officer, known)


def _figures(
    work: Work, officer: OfficerId, month: DatePeriod, to_date: DatePeriod
) -> Iterator[tuple[str, str, Decimal | None, Decimal | None]]:
    """Give title, heading, the month's amount and that of the year to date."""
    every = [
        each.record
        for each in work.stores.records(ACTIVITIES).all(concerns=officer, within=to_date)
        if each.record.state is State.APPROVED
    ]
    own = [each for each in every if each.on in month]
    for triad in dict.fromkeys(sorted(each.triad.value for each in every)):
        both = _minutes(own, triad), _minutes(every, triad)
        yield "Time", f"{triad}, minutes", both[0], both[1]
    yield "Time", "all activities, minutes", _minutes(own), _minutes(every)
    shares = [_truancy(some) for some in (own, every)]
    yield "Time", "on truancy, share of all, per cent", shares[0], shares[1]
    for kind in dict.fromkeys(sorted(each.kind for each in every)):
        name = kind.replace("_", " ")
        numbers = [sum(each.kind == kind for each in some) for some in (own, every)]
        yield "Activities", name, Decimal(numbers[0]), Decimal(numbers[1])
    referred = [each.record for each in work.stores.records(OFFICER_REFERRALS).all(within=to_date)]
    mine = [each for each in referred if each.officer == officer]
    yield ("Field work", "referrals to a school's administration",
           Decimal(sum(each.on in month for each in mine)), Decimal(len(mine)))  # fmt: skip
    met = [
        each.record
        for each in work.stores.records(CONTACTS).all(within=to_date)
        if each.record.officer == officer and not each.record.sealed
    ]
    for heading, some in (
        ("contacts, all", met),
        ("contacts without enforcement", [each for each in met if not each.enforced]),
    ):
        own_number = sum(each.at.date() in month for each in some)
        yield "Field work", heading, Decimal(own_number), Decimal(len(some))
    drills = [
        each.record
        for each in work.stores.records(DRILLS).all(within=to_date)
        if each.record.status is DrillStatus.FINISHED and officer in each.record.assisted_by
    ]
    yield ("Field work", "drills assisted",
           Decimal(sum(each.on in month for each in drills)), Decimal(len(drills)))  # fmt: skip


def _minutes(some: list[Activity], triad: str = "") -> Decimal:
    return Decimal(sum(each.minutes for each in some if triad in ("", each.triad.value)))


def _truancy(some: list[Activity]) -> Decimal | None:
    every = _minutes(some)
    part = Decimal(sum(each.minutes for each in some if each.kind == TRUANCY))
    return share(part, every) if every else None
