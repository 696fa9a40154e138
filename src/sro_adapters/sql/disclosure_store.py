"""The log of disclosures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
from sqlalchemy import bindparam, delete, func, select

from sro_adapters.sql import rows
from sro_adapters.sql.staging import Log
from sro_adapters.sql.tables import DISCLOSURE
from sro_adapters.sql.transactions import DISTRICT, Transaction
from sro_core.disclosures import Disclosure
from sro_core.ids import StudentRef

_own = (DISCLOSURE.c.district == DISTRICT, DISCLOSURE.c.student == bindparam("of_ref"))
_columns = [each for each in DISCLOSURE.c if each.name not in {"district", "nth"}]
_READ = select(*_columns).where(*_own).order_by(DISCLOSURE.c.nth)
_LAST = select(func.max(DISCLOSURE.c.nth)).where(*_own)
_DELETE = delete(DISCLOSURE).where(*_own)


@attrs.frozen
class SqlDisclosures:
    """Keep disclosures in a table."""

    transaction: Transaction
    log: Log[Disclosure]

    @classmethod
    def on(cls, transaction: Transaction) -> SqlDisclosures:
        """Give the store of a unit of work."""

        def read(ref: StudentRef) -> list[Disclosure]:
            return [rows.disclosure_of(each) for each in transaction.rows(_READ, of_ref=ref)]

        def add(added: Mapping[StudentRef, Sequence[Disclosure]]) -> None:
            for ref, own in added.items():
                last = transaction.rows(_LAST, of_ref=ref)[0][0]
                start = 0 if last is None else last + 1
                made = [
                    rows.disclosure(transaction.district, *each) for each in enumerate(own, start)
                ]
                transaction.insert(DISCLOSURE, made)

        def delete(keys: Sequence[StudentRef]) -> None:
            transaction.run(_DELETE, *({"of_ref": ref} for ref in keys))

        return cls(transaction, Log(read, add, delete))

    def add(self, disclosure: Disclosure) -> None:
        """Add an entry."""
        self.log.append(disclosure.student, disclosure)

    def of(self, ref: StudentRef) -> tuple[Disclosure, ...]:
        """Give the entries of a student, in the order in which they were added."""
        return self.log.of(ref)

    def remove(self, ref: StudentRef) -> int:
        """Take away every entry of a student; give their number."""
        return self.log.remove(ref)

    def write(self) -> None:
        """Write what was added and taken away."""
        self.log.write()
