"""Identities, each one document that may be encrypted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import BindParameter, bindparam, delete, select, update

from sro_adapters.sql import documents
from sro_adapters.sql.keyring import Keyring
from sro_adapters.sql.staging import Staging
from sro_adapters.sql.tables import IDENTITY
from sro_adapters.sql.transactions import DISTRICT, Transaction
from sro_core.identities import Identity
from sro_core.ids import StudentRef
from sro_core.ports import Stored

PAGE = 500
_REFS: BindParameter[Any] = bindparam("refs", expanding=True)
_columns = (IDENTITY.c.student, IDENTITY.c.document, IDENTITY.c.key_id, IDENTITY.c.version)
_SOME = select(*_columns).where(IDENTITY.c.district == DISTRICT, IDENTITY.c.student.in_(_REFS))
_FIRST_PAGE = (
    select(*_columns)
    .where(IDENTITY.c.district == DISTRICT)
    .order_by(IDENTITY.c.student)
    .limit(PAGE)
)
_NEXT_PAGE = _FIRST_PAGE.where(IDENTITY.c.student > bindparam("after"))
_VERSIONS = select(IDENTITY.c.student, IDENTITY.c.version).where(
    IDENTITY.c.district == DISTRICT, IDENTITY.c.student.in_(_REFS)
)
_one = (IDENTITY.c.district == DISTRICT, IDENTITY.c.student == bindparam("of_ref"))
_CHANGE = (
    update(IDENTITY)
    .where(*_one)
    .values(
        document=bindparam("new_document"),
        key_id=bindparam("new_key"),
        version=bindparam("new_version"),
    )
)
_DELETE = delete(IDENTITY).where(*_one)


@attrs.frozen
class IdentityRows:
    """The rows in which identities lie."""

    transaction: Transaction
    keyring: Keyring

    def many(self, keys: Sequence[StudentRef]) -> dict[StudentRef, Stored[Identity]]:
        """Give the identities of these students, those there are."""
        found: dict[StudentRef, Stored[Identity]] = {}
        for start in range(0, len(keys), PAGE):
            refs = list(keys[start : start + PAGE])
            for ref, text, key, version in self.transaction.rows(_SOME, refs=refs):
                found[ref] = Stored(self._read(ref, text, key), version)
        return found

    def versions(self, keys: Sequence[StudentRef]) -> dict[StudentRef, int]:
        """Give their versions only."""
        found: dict[StudentRef, int] = {}
        for start in range(0, len(keys), PAGE):
            refs = list(keys[start : start + PAGE])
            found.update(dict(map(tuple, self.transaction.rows(_VERSIONS, refs=refs))))
        return found

    def stream(self, after: StudentRef | None) -> Iterator[tuple[StudentRef, Stored[Identity]]]:
        """Give every identity behind a reference, in order; a page of them is in memory."""
        found = self.transaction.found
        while True:
            with found(_FIRST_PAGE) if after is None else found(_NEXT_PAGE, after=after) as rows:
                page = list(rows)
            for ref, text, key, version in page:
                yield ref, Stored(self._read(ref, text, key), version)
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def _read(self, ref: StudentRef, text: str, key: str | None) -> Identity:
        plain = self.keyring.open(text, key, f"the identity of student {ref}")
        return documents.identity(plain, self.transaction.district, ref)

    def weight(self, record: Identity) -> int:
        """Tell how many rows an identity takes; it is longer than others."""
        return 2 + len(record.guardians)

    def add(self, records: Mapping[StudentRef, Stored[Identity]]) -> None:
        """Write identities where there are none."""
        self.transaction.insert(
            IDENTITY,
            (
                (self.transaction.district, ref, *self._closed(each.record), each.version)
                for ref, each in records.items()
            ),
        )

    def _closed(self, record: Identity) -> tuple[str, str | None]:
        text = documents.identity_text(self.transaction.district, record)
        return self.keyring.close(text)

    def replace(self, records: Mapping[StudentRef, Stored[Identity]]) -> None:
        """Write identities over those there are."""
        changes = []
        for ref, each in records.items():
            document, key = self._closed(each.record)
            changes.append(
                {
                    "of_ref": ref,
                    "new_document": document,
                    "new_key": key,
                    "new_version": each.version,
                }
            )
        self.transaction.run(_CHANGE, *changes)

    def delete(self, keys: Sequence[StudentRef]) -> None:
        """Take identities away."""
        self.transaction.run(_DELETE, *({"of_ref": ref} for ref in keys))


@attrs.frozen
class SqlIdentities:
    """Keep identities in a table."""

    table: Staging[StudentRef, Identity]

    @classmethod
    def on(cls, transaction: Transaction, keyring: Keyring) -> SqlIdentities:
        """Give the store of a unit of work."""
        return cls(Staging("identity", IdentityRows(transaction, keyring)))

    def get(self, ref: StudentRef) -> Stored[Identity]:
        """Give an identity. Raises `Unknown` where there is none."""
        return self.table.get(ref)

    def all(self) -> Iterator[Stored[Identity]]:
        """Stream every identity, ordered by reference as text."""
        return (stored for _, stored in self.table.stream())

    def put(self, identity: Identity, version: int) -> None:
        """Save an identity over the version that was read."""
        self.table.put(identity.ref, identity, version)

    def remove(self, ref: StudentRef, version: int) -> None:
        """Take an identity away for good."""
        self.table.remove(ref, version)

    def write(self) -> None:
        """Write what was saved."""
        self.table.write()
