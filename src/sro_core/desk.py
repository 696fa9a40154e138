"""How every use case works: a permission opens the stores, an entry in the log ends the work.

There is no way to the stores without naming a permission, none to save anything without an
entry in the same transaction, and none to have read anything without one of its own. Who was
refused what is on the log too; and what police ask of one student's record, given or refused,
goes into the log of disclosures with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import attrs

from sro_core.audit import AuditEntry, Matter
from sro_core.disclosures import Disclosure
from sro_core.errors import Refused, Unknown
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.ports import Clock, NewId, OpenStores, Stores
from sro_core.privacy import POLICE, Permission, Viewer
from sro_core.rules import RuleBook


@attrs.frozen
class Work:
    """Hold the stores that a permission opened.

    Attributes:
        stores: of one unit of work.
        access: who works, and what they may see.
        permission: the one that opened it.
        concerning: the student whose record it is about, or None.
        at: local wall time at which it was opened.
    """

    stores: Stores
    access: Access
    permission: Permission
    concerning: StudentRef | None
    at: datetime
    _desk: Desk = attrs.field(alias="desk")

    @property
    def viewer(self) -> Viewer:
        """Who works."""
        return self.access.viewer

    def require(self, site: SiteId | None) -> None:
        """Raise `Refused` unless the permission holds at the site that answers.

        For a student of no site nobody answers but whoever sees the whole district.
        """
        if site is None:
            self.access.require_whole(self.permission)
        else:
            self.access.require(self.permission, site)

    def commit(
        self,
        act: str,
        *,
        site: SiteId | None = None,
        about: str = "",
        details: Mapping[str, str] | None = None,
        clears: tuple[int, ...] = (),
    ) -> None:
        """Save what was done, together with its entry in the log.

        Args:
            act: what was done.
            site: the site that answers for it, None for the district.
            about: the id of what it was about, where that is no student.
            details: further facts.
            clears: places of entries whose matter this act takes away.

        Raises:
            Conflict: somebody else committed first; then nothing is saved.
        """
        self._enter(self.stores, act, site, details or {}, clears=clears, about=about)

    def log(
        self,
        act: str,
        *,
        site: SiteId | None = None,
        about: str = "",
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Enter in the log what was read; only then give it away.

        The entry has a unit of work of its own, so that long readings hold up nobody.
        """
        with self._desk.open(exclusive=True) as stores:
            self._disclose(stores, site, "the site's agreement with the police", given=True)
            self._enter(stores, act, site, details or {}, about=about)

    def refuse(self, refused: Refused) -> None:
        """Enter in the log what the viewer was refused."""
        site = None
        if self.concerning is not None:
            try:
                site = self.stores.students.get(self.concerning).record.site_on(self.at.date())
            except Unknown:
                pass  # there is no record that could have been asked for
            else:
                self._disclose(self.stores, site, refused.why, given=False)
        details = {"asked to": refused.what, "because": refused.why}
        self._enter(self.stores, "refused", site, details)

    def _disclose(self, stores: Stores, site: SiteId | None, basis: str, *, given: bool) -> None:
        """Enter for the family what police asked of a student's record."""
        viewer = self.viewer
        if self.concerning is None or viewer.role not in POLICE:
            return
        stores.disclosures.add(
            Disclosure(
                student=self.concerning,
                at=self.at,
                to=f"{viewer.actor} ({viewer.role})",
                interest=viewer.purpose.strip() or "not stated",
                what=self.permission,
                given=given,
                basis=basis,
                by="entered by the system",
                site=site,
            )
        )

    def _enter(
        self,
        stores: Stores,
        act: str,
        site: SiteId | None,
        details: Mapping[str, str],
        *,
        clears: tuple[int, ...] = (),
        about: str = "",
    ) -> None:
        """Add the entry of this work to the log of a unit of work, and commit it."""
        matter = Matter(
            subject=self.concerning or about,
            purpose=self.viewer.purpose,
            details=tuple(details.items()),
            salt=self._desk.new_id(),
        )
        entry = AuditEntry.after(
            stores.audit.head(),
            at=self.at,
            actor=self.viewer.actor,
            role=self.viewer.role,
            act=act,
            site=site or "",
            matter=matter,
            clears=clears,
        )
        stores.audit.add(entry)
        stores.commit()


@attrs.frozen
class Desk:
    """Hold what use cases work with.

    Attributes:
        open: opens a unit of work on the stores of a district.
        clock: gives the local wall time: of entries in the log, and for who may do what today.
        rules: the rule book, with its overlays.
        new_id: gives ids and salts.
    """

    open: OpenStores
    clock: Clock
    rules: RuleBook
    new_id: NewId

    def admit(self, viewer: Viewer) -> Access:
        """Give what a viewer may do and see today; use cases ask for it."""
        with self.open() as stores:
            records = [each.record for each in stores.sites.all().values()]
        agreements = [each for record in records for each in record.agreements]
        return Access.of(viewer, self.rules, on=self.clock().date(), agreements=agreements)

    @contextmanager
    def reading(
        self, access: Access, permission: Permission, concerning: StudentRef | None = None
    ) -> Iterator[Work]:
        """Open the stores to read. Raises `Refused` before anything is opened.

        Args:
            access: who reads.
            permission: what they need.
            concerning: the student whose record it is about, if it is about one.
        """
        with self._work(access, permission, concerning, exclusive=False) as work:
            yield work

    @contextmanager
    def acting(
        self, access: Access, permission: Permission, concerning: StudentRef | None = None
    ) -> Iterator[Work]:
        """Open the stores to change something; the arguments are those of `reading`."""
        with self._work(access, permission, concerning, exclusive=True) as work:
            yield work

    @contextmanager
    def _work(
        self,
        access: Access,
        permission: Permission,
        concerning: StudentRef | None,
        *,
        exclusive: bool,
    ) -> Iterator[Work]:
        def work(stores: Stores) -> Work:
            return Work(stores, access, permission, concerning, self.clock(), desk=self)

        try:
            access.require(permission)
            with self.open(exclusive=exclusive) as stores:
                yield work(stores)
        except Refused as refused:
            with self.open(exclusive=True) as stores:
                work(stores).refuse(refused)
            raise
