"""Records as rows and rows as records, the same on both databases; private to this package.

Rows to write have a value for each column of their table, in its order. Days and times are ISO
text, numbers and truth values themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from sro_adapters.sql import documents
from sro_adapters.sql.bulk import Row
from sro_core.disclosures import Disclosure
from sro_core.errors import BadValue
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.ports import SiteRecord
from sro_core.privacy import Role
from sro_core.sites import Agreement, SchoolSite
from sro_core.students import Enrollment, Student
from sro_core.tokens import AccessToken
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, Excuse, Scope
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.steps_taken import Action, StepTaken
from sro_core.truancy.submission import Withdrawn


class _Texts(dict[date, str]):
    """The text of each day that was met; a school year has few."""

    def __missing__(self, day: date) -> str:
        self[day] = text = day.isoformat()
        return text


class _Days(dict[str, date]):
    """The day of each text that was met."""

    def __missing__(self, text: str) -> date:
        self[text] = day = date.fromisoformat(text)
        return day


TEXTS: Final = _Texts()
DAYS: Final = _Days()
KINDS: Final = {each.value: each for each in AttendanceKind}
SCOPES: Final = {each.value: each for each in Scope}
EXCUSES: Final = {each.value: each for each in Excuse}
ACTIONS: Final = {each.value: each for each in Action}
_DAY, _KIND = DAYS.__getitem__, KINDS.__getitem__
_SCOPE, _EXCUSE = SCOPES.__getitem__, EXCUSES.__getitem__


def day_text(day: date | None) -> str | None:
    """Give a day as its column has it."""
    return None if day is None else TEXTS[day]


def day_of(text: str | None) -> date | None:
    """Read a day."""
    return None if text is None else DAYS[text]


def moment_text(moment: datetime | None) -> str | None:
    """Give a time as its column has it, always with microseconds so that text sorts."""
    return None if moment is None else moment.isoformat(" ", "microseconds")


def moment_of(text: str | None) -> datetime | None:
    """Read a time."""
    return None if text is None else datetime.fromisoformat(text)


# ---------------------------------------------------------------- students


def student(district: DistrictId, file: StudentFile, version: int) -> Row:
    """Give the row of a student."""
    who = file.student
    return (district, who.ref, day_text(who.born), who.compulsory_age, version)


def enrollments(district: DistrictId, file: StudentFile) -> Iterator[Row]:
    """Give the rows of a student's spells."""
    for nth, each in enumerate(file.spells):
        period = each.period
        yield (
            district, file.ref, nth, each.site,
            day_text(period.start), day_text(period.end), each.assumed,
        )  # fmt: skip


def attendance(district: DistrictId, file: StudentFile) -> list[Row]:
    """Give the rows of a student's attendance."""
    ref = file.ref
    rows = [
        (
            district, ref, nth, each.site, TEXTS[each.on], each.kind._value_,
            each.scope._value_, each.excuse._value_, each.minutes, each.code, each.section,
        )
        for nth, each in enumerate(file.events)
        if each.student == ref
    ]  # fmt: skip
    if len(rows) != len(file.events):
        raise _stray(ref)
    return rows


def steps(district: DistrictId, file: StudentFile) -> Iterator[Row]:
    """Give the rows of what was done about a student."""
    for nth, each in enumerate(file.steps):
        if each.student != file.ref:
            raise _stray(file.ref)
        yield (district, file.ref, nth, each.action.value, TEXTS[each.on], each.site, each.means)


def events_of(found: Iterable[Row]) -> dict[StudentRef, tuple[AttendanceEvent, ...]]:
    """Read rows of attendance in order of student, by student.

    Millions of rows come this way, so it goes column by column.
    """
    columns = list(zip(*found, strict=True))
    if not columns:
        return {}
    refs, sites, days, kinds, scopes, excuses, *as_they_are = columns
    events = map(
        AttendanceEvent, refs, sites, map(_DAY, days), map(_KIND, kinds),
        map(_SCOPE, scopes), map(_EXCUSE, excuses), *as_they_are,
    )  # fmt: skip
    return {ref: tuple(islice(events, number)) for ref, number in Counter(refs).items()}


def _stray(ref: StudentRef) -> BadValue:
    return BadValue(f"file of {ref}", "it holds a row of another student", "give each their own")


@lru_cache(maxsize=4096)
def spell_of(site: SiteId, starts: str | None, ends: str | None, assumed: object) -> Enrollment:
    """Read a spell; most students of a site have the same, which is then one record."""
    return Enrollment(site, DatePeriod(day_of(starts), day_of(ends)), bool(assumed))


def event_of(  # noqa: PLR0917 - the columns, in their order
    student: StudentRef, site: SiteId, day: str, kind: str, scope: str, excuse: str,
    minutes: int | None, code: str, section: str,
) -> AttendanceEvent:  # fmt: skip
    """Read a row of attendance."""
    return AttendanceEvent(
        student,
        site,
        DAYS[day],
        KINDS[kind],
        SCOPES[scope],
        EXCUSES[excuse],
        minutes,
        code,
        section,
    )


def step_of(
    student: StudentRef, action: str, day: str, site: SiteId | None, means: str
) -> StepTaken:
    """Read an act on record."""
    return StepTaken(student, ACTIONS[action], DAYS[day], site, means)


def student_of(ref: StudentRef, born: str | None, compulsory_age: object) -> Student:
    """Read a student."""
    return Student(ref, day_of(born), None if compulsory_age is None else bool(compulsory_age))


def withdrawn(district: DistrictId, nth: int, gone: Withdrawn) -> Row:
    """Give the row of a row that was withdrawn."""
    each = gone.event
    return (
        district, each.student, nth, each.site, TEXTS[each.on], each.kind.value,
        each.scope.value, each.excuse.value, each.minutes, each.code, each.section,
        moment_text(gone.at), gone.because,
    )  # fmt: skip


def withdrawn_of(row: Sequence[Any]) -> Withdrawn:
    """Read a row that was withdrawn: the student, the row itself, when and why."""
    *event, at, because = row
    return Withdrawn(event_of(*event), datetime.fromisoformat(at), because)


# ---------------------------------------------------------------- sites


def site(district: DistrictId, record: SiteRecord, version: int) -> Row:
    """Give the row of a site."""
    school = record.site
    return (
        district, school.id, school.name, school.district, school.identifier,
        day_text(record.data_through), documents.calendar_text(record.calendar),
        documents.CALENDAR.newest, version,
    )  # fmt: skip


def agreements(district: DistrictId, record: SiteRecord) -> Iterator[Row]:
    """Give the rows of a site's agreements."""
    for nth, each in enumerate(record.agreements):
        if each.site != record.site.id:
            raise BadValue(f"site {record.site.id}", "an agreement is another site's")
        yield (
            district, each.site, nth, day_text(each.period.start), day_text(each.period.end),
            each.school_official, documents.write(sorted(each.purposes)),
        )  # fmt: skip


def agreement_of(
    site: SiteId, starts: str | None, ends: str | None, official: object, purposes: str
) -> Agreement:
    """Read an agreement."""
    period = DatePeriod(day_of(starts), day_of(ends))
    return Agreement(site, period, bool(official), frozenset(documents.texts(purposes)))


def site_of(row: Sequence[Any], agreed: tuple[Agreement, ...]) -> SiteRecord:
    """Read a site."""
    id, name, of_district, identifier, data_through, text, schema = row
    return SiteRecord(
        SchoolSite(id, name, of_district, identifier),
        documents.calendar(text, schema),
        day_of(data_through),
        agreed,
    )


# ---------------------------------------------------------------- disclosures and tokens


def disclosure(district: DistrictId, nth: int, each: Disclosure) -> Row:
    """Give the row of a disclosure."""
    return (
        district, each.student, nth, moment_text(each.at), each.to, each.interest, each.what,
        each.given, each.basis, each.by, each.site,
    )  # fmt: skip


def disclosure_of(row: Sequence[Any]) -> Disclosure:
    """Read a disclosure."""
    student, at, to, interest, what, given, basis, by, site = row
    return Disclosure(
        student, datetime.fromisoformat(at), to, interest, what, bool(given), basis, by, site
    )


def token(district: DistrictId, each: AccessToken, version: int) -> Row:
    """Give the row of a token."""
    sites = None if each.sites is None else documents.write(sorted(each.sites))
    return (
        district, each.id, each.digest, each.actor, each.role.value, sites,
        moment_text(each.made), each.by, moment_text(each.expires), day_text(each.used),
        moment_text(each.revoked), each.program, version,
    )  # fmt: skip


def token_of(row: Sequence[Any]) -> AccessToken:
    """Read a token."""
    id, digest, actor, role, sites, made, by, expires, used, revoked, program = row
    return AccessToken(
        id=id,
        digest=digest,
        actor=actor,
        role=Role(role),
        sites=None if sites is None else frozenset(map(SiteId, documents.texts(sites))),
        made=datetime.fromisoformat(made),
        by=by,
        expires=datetime.fromisoformat(expires),
        used=day_of(used),
        revoked=moment_of(revoked),
        program=bool(program),
    )
