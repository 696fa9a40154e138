"""Whether a student is due in school at a minute: one of three answers, and why, for the school.

The answer is about the calendar, the bells, the enrollment and the excuses on file as of that
minute. It never says that anybody is truant, and is no reason to stop or to hold anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import ClassVar

import attrs

from sro_core.contacts.contact import DueNow
from sro_core.errors import BadValue
from sro_core.identities import Identity
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Sensitivity, sensitive
from sro_core.school_calendar import InSession, SchoolCalendar
from sro_core.truancy.attendance import AttendanceKind, Excuse, Scope
from sro_core.truancy.measures import Ages
from sro_core.truancy.roll import StudentFile


@attrs.frozen
class ChecksLimit:
    """Say how often one contact may ask; more would be a search for somebody."""

    tries: int


@attrs.frozen
class Asked:
    """Hold what an officer was told about who was met.

    Attributes:
        given_name, family_name: as told.
        born: birth date.
    """

    given_name: str
    family_name: str
    born: date

    def __attrs_post_init__(self) -> None:
        """Refuse half a name: nobody is looked up by less."""
        if not self.given_name.strip() or not self.family_name.strip():
            raise BadValue("name", "given or family name is blank", "ask for both, and the date")


@attrs.frozen
class FieldAnswer:
    """Hold the answer to an officer in the field.

    Attributes:
        answer: one of three.
        at: the minute it is of; what is on file may change after it.
        site: the school that answers, or None.
        because: why; it and the school are open where the site's agreement makes the officer a
            school official.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PUBLIC  # the answer, for whoever asked

    answer: DueNow
    at: datetime
    site: SiteId | None = attrs.field(default=None, metadata=sensitive(Sensitivity.JUVENILE))
    because: str = attrs.field(default="", metadata=sensitive(Sensitivity.JUVENILE))


def exactly(identities: Iterable[Identity], asked: Asked) -> Iterator[StudentRef]:
    """Give every student of exactly this name; case and blanks aside nothing near is taken."""
    given, family = _plain(asked.given_name), _plain(asked.family_name)
    for each in identities:
        called = {_plain(each.given_name), _plain(each.preferred_name)} - {""}
        if _plain(each.family_name) == family and given in called:
            yield each.ref


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def due_in_school(
    file: StudentFile,
    calendars: Mapping[SiteId, SchoolCalendar],
    data_through: Mapping[SiteId, date],
    *,
    ages: Ages | None,
    at: datetime,
) -> FieldAnswer:
    """Tell whether a student is due in school at a local wall time.

    Args:
        file: the student's.
        calendars: of the sites.
        data_through: the last date for which each site submitted attendance.
        ages: those of compulsory education, None where no rule is in force.
        at: the minute.
    """
    day = at.date()
    spells = [each for each in file.spells if day in each.period]
    site = spells[0].site if len({each.site for each in spells}) == 1 else None
    if site is None or spells[0].assumed:
        why = "no enrollment at one school is on file for the day"
        return FieldAnswer(DueNow.ASK, at, site or file.site_on(day), why)
    born = file.student.born
    if ages is None or (born is not None and not _of_age(ages, born, day)):
        return FieldAnswer(DueNow.ASK, at, site, "not of the age of compulsory education")
    calendar = calendars[site]
    running = calendar.in_session(at)
    if running is InSession.UNKNOWN or not calendar.dates_known:
        return FieldAnswer(DueNow.ASK, at, site, f"{site}: {InSession.UNKNOWN}")
    if running is InSession.NO:
        why = calendar.why_not(day) or "outside the bells"
        return FieldAnswer(DueNow.NOT_IN_SCHOOL, at, site, f"{site}: {why}")
    return _by_excuse(file, site, data_through.get(site), at)


def _of_age(ages: Ages, born: date, day: date) -> bool:
    first, after = ages.period(born)
    return first <= day < after


def _by_excuse(file: StudentFile, site: SiteId, through: date | None, at: datetime) -> FieldAnswer:
    """Answer by what is on file for a day on which school is in session."""
    rows = [each for each in file.events if each.site == site and each.on == at.date()]
    full = [each for each in rows if _full(each.kind, each.scope)]
    if full and all(each.excuse is Excuse.EXCUSED for each in full):
        return FieldAnswer(DueNow.NOT_IN_SCHOOL, at, site, "an excuse for the day is on file")
    if any(each.excuse is Excuse.EXCUSED for each in rows):
        return FieldAnswer(DueNow.ASK, at, site, "an excuse for part of the day is on file")
    if any(each.kind is AttendanceKind.PRESENT for each in rows):
        return FieldAnswer(DueNow.ASK, at, site, "marked present that day")
    reach = f"; attendance reaches through {through}" if through and through < at.date() else ""
    why = f"no excuse on file as of {at:%Y-%m-%d %H:%M}{reach}"
    return FieldAnswer(DueNow.IN_SCHOOL, at, site, why)


def _full(kind: AttendanceKind, scope: Scope) -> bool:
    return kind is AttendanceKind.ABSENT and scope is Scope.DAY
