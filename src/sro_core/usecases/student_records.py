"""One student's record as a whole: who it is, what is held, who saw it, and taking it away.

Each function concerns one student, answers for one site, and is one entry in the audit log.
"""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

import attrs

from sro_core.audit import AuditEntry
from sro_core.desk import Desk, Work
from sro_core.disclosures import Disclosure
from sro_core.errors import BadValue, Unknown
from sro_core.identities import Identity
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.truancy.roll import StudentFile
from sro_core.truancy.submission import Withdrawn
from sro_core.usecases import student_filings
from sro_core.usecases.student_filings import Filed


@attrs.frozen
class Held:
    """Hold everything there is on one student, and nothing of anybody else.

    Attributes:
        ref: the student.
        site: the site that answers today.
        file: enrollment, attendance and acts.
        withdrawn: rows that were replaced or withdrawn.
        identity: names and contacts, None where they are not held.
        filed: steps, letters, referrals and whatever else is filed under the student; what the
            police keep is not among it.
        disclosures: who asked for the record.
        seen: the entries of the audit log about the student: who did or read what. Runs over
            all students of a site name nobody and are not among them.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    ref: StudentRef
    site: SiteId | None
    file: StudentFile
    withdrawn: tuple[Withdrawn, ...]
    identity: Identity | None
    filed: tuple[Filed, ...]
    disclosures: tuple[Disclosure, ...]
    seen: tuple[AuditEntry, ...]


@attrs.frozen
class Expunged:
    """Say what was taken away for good.

    Attributes:
        rows, acts: of the student's file, withdrawn rows included.
        filed: records of registers, such as steps and letters.
        disclosures: entries of the log of disclosures.
        entries: entries of the audit log that no longer say whom they were about.
    """

    rows: int
    acts: int
    filed: int
    disclosures: int
    entries: int


def _opened(work: Work, ref: StudentRef) -> tuple[Stored[StudentFile], SiteId | None]:
    """Give a student's file, and the site that answers, which must be the viewer's."""
    stored = work.stores.students.get(ref)
    site = stored.record.site_on(work.at.date())
    work.require(site)
    return stored, site


@attrs.frozen
class Opened:
    """Hold who a student is, and the site that answers, which decides who sees it."""

    identity: Identity
    site: SiteId | None


def open_identity(desk: Desk, access: Access, ref: StudentRef) -> Opened:
    """Give who a student is; the viewer's purpose goes into the log.

    Raises:
        Refused: the viewer may not, stated no purpose, or another site answers.
        Unknown: there is no such student, or no identity of them is held.
    """
    with desk.reading(access, Permission.OPEN_IDENTITY, ref) as work:
        _, site = _opened(work, ref)
        identity = work.stores.identities.get(ref).record
        work.log("open identity", site=site)
    return Opened(identity, site)


def disclosures(desk: Desk, access: Access, ref: StudentRef) -> tuple[Disclosure, ...]:
    """Give who asked for or received a student's record, in the order in which it was entered.

    Raises:
        Refused: the viewer may not, or another site answers.
        Unknown: there is no such student.
    """
    with desk.reading(access, Permission.READ_DISCLOSURES, ref) as work:
        _, site = _opened(work, ref)
        found = work.stores.disclosures.of(ref)
        work.log("read disclosures", site=site)
    return found


@attrs.frozen
class Request:
    """Hold what somebody outside the school asked of a student's record.

    Attributes:
        to, interest, what, given, basis: as `Disclosure` has them.
    """

    to: str
    interest: str
    what: str
    given: bool
    basis: str = ""


def record_disclosure(desk: Desk, access: Access, ref: StudentRef, request: Request) -> Disclosure:
    """Enter a request for a student's record, granted or not.

    Raises:
        Refused: the viewer may not, or another site answers.
        Unknown: there is no such student.
        BadValue: who, what or what for is blank.
    """
    with desk.acting(access, Permission.RECORD_DISCLOSURE, ref) as work:
        _, site = _opened(work, ref)
        entered = Disclosure(
            student=ref,
            at=work.at,
            to=request.to,
            interest=request.interest,
            what=request.what,
            given=request.given,
            basis=request.basis,
            by=work.viewer.actor,
            site=site,
        )
        work.stores.disclosures.add(entered)
        work.commit("record disclosure", site=site)
    return entered


def held(desk: Desk, access: Access, ref: StudentRef) -> Held:
    """Give everything held on one student, and who saw it.

    Raises:
        Refused: the viewer may not, or another site answers.
        Unknown: there is no such student.
    """
    with desk.reading(access, Permission.READ_RECORD, ref) as work:
        stored, site = _opened(work, ref)
        stores = work.stores
        found = Held(
            ref=ref,
            site=site,
            file=stored.record,
            withdrawn=stores.students.withdrawn(ref),
            identity=_identity(work, ref),
            filed=student_filings.filed(work, ref),
            disclosures=stores.disclosures.of(ref),
            seen=stores.audit.about(ref),
        )
        work.log("read the record held", site=site)
    return found


def _identity(work: Work, ref: StudentRef) -> Identity | None:
    try:
        return work.stores.identities.get(ref).record
    except Unknown:
        return None


def expunge(desk: Desk, access: Access, ref: StudentRef, *, because: str) -> Expunged:
    """Take away everything held on a student for good, on a person's decision.

    The audit log keeps that something was done, by whom and when, and no longer about whom;
    its chain still holds. What lies in backups is not reached.

    Raises:
        Refused: the viewer may not, stated no purpose, or another site answers.
        Unknown: there is no such student.
        BadValue: no reason is given.
    """
    if not because.strip():
        raise BadValue("reason", "it is blank", "name the order or the law it rests on")
    with desk.acting(access, Permission.EXPUNGE) as work:
        stored, site = _opened(work, ref)
        stores = work.stores
        rows = len(stored.record.events) + len(stores.students.withdrawn(ref))
        stores.students.remove(ref, stored.version)
        with suppress(Unknown):  # where none is held
            stores.identities.remove(ref, stores.identities.get(ref).version)
        filed = student_filings.take_away(work, ref)
        entered = stores.disclosures.remove(ref)
        places = tuple(each.place for each in stores.audit.about(ref) if each.matter is not None)
        stores.audit.clear(places)
        gone = Expunged(rows, len(stored.record.steps), filed, entered, len(places))
        details = {"because": because, "entries cleared": str(len(places))}
        work.commit("expunge a student's record", site=site, details=details, clears=places)
    return gone
