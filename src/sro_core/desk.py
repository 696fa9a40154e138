"""How every use case works: a permission opens the stores, a commit writes the audit entry.

There is no way to the stores without naming a permission, and none to save anything, or to
have read it, without an entry in the audit log of the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import attrs

from sro_core.audit import AuditEntry
from sro_core.ports import Clock, OpenStores, Stores
from sro_core.privacy import Permission, Viewer
from sro_core.rules import RuleBook


@attrs.frozen
class Work:
    """Hold the stores that a permission opened."""

    stores: Stores
    viewer: Viewer
    clock: Clock

    def commit(self, act: str, subject: str = "", details: Mapping[str, str] | None = None) -> None:
        """Save what was done, or that it was read, together with its audit entry.

        Raises:
            Conflict: somebody else committed first; then nothing is saved.
        """
        entry = AuditEntry.after(
            self.stores.audit.last(),
            at=self.clock(),
            actor=self.viewer.actor,
            role=self.viewer.role,
            act=act,
            subject=subject,
            purpose=self.viewer.purpose,
            details=tuple((details or {}).items()),
        )
        self.stores.audit.add(entry)
        self.stores.commit()


@attrs.frozen
class Desk:
    """Hold what use cases work with.

    Attributes:
        open: opens a unit of work on the stores.
        clock: gives the local wall time, for the audit log only.
        rules: the rule book, with its overlays.
    """

    open: OpenStores
    clock: Clock
    rules: RuleBook

    @contextmanager
    def work(self, viewer: Viewer, permission: Permission) -> Iterator[Work]:
        """Open the stores for a viewer. Raises `Refused` before anything is opened."""
        viewer.require(permission)
        with self.open() as stores:
            yield Work(stores, viewer, self.clock)
