"""Access tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import BindParameter, bindparam, delete, select

from sro_adapters.sql import rows
from sro_adapters.sql.staging import Staging
from sro_adapters.sql.tables import ACCESS_TOKEN
from sro_adapters.sql.transactions import DISTRICT, Transaction
from sro_core.ports import Stored
from sro_core.tokens import AccessToken

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_ALL = (
    select(*ACCESS_TOKEN.c[1:])
    .where(ACCESS_TOKEN.c.district == DISTRICT)
    .order_by(ACCESS_TOKEN.c.id)
)
_SOME = _ALL.where(ACCESS_TOKEN.c.id.in_(_IDS))
_DELETE = delete(ACCESS_TOKEN).where(
    ACCESS_TOKEN.c.district == DISTRICT, ACCESS_TOKEN.c.id == bindparam("of_id")
)


@attrs.frozen
class TokenRows:
    """The rows in which tokens lie."""

    transaction: Transaction

    def many(self, keys: Sequence[str]) -> dict[str, Stored[AccessToken]]:
        """Give these tokens, those there are."""
        found = self.transaction.rows(_SOME, ids=list(keys)) if keys else ()
        return {row[0]: Stored(rows.token_of(row[:-1]), row[-1]) for row in found}

    def versions(self, keys: Sequence[str]) -> dict[str, int]:
        """Give their versions only."""
        return {id: each.version for id, each in self.many(keys).items()}

    def stream(self, after: str | None) -> Iterator[tuple[str, Stored[AccessToken]]]:
        """Give every token in order of ids; there are few enough to read at once."""
        for row in self.transaction.rows(_ALL):
            if after is None or row[0] > after:
                yield row[0], Stored(rows.token_of(row[:-1]), row[-1])

    def weight(self, record: AccessToken) -> int:  # noqa: ARG002 - as the protocol has it
        """Tell how many rows a token takes."""
        return 1

    def add(self, records: Mapping[str, Stored[AccessToken]]) -> None:
        """Write tokens where there are none."""
        district = self.transaction.district
        made = [rows.token(district, each.record, each.version) for each in records.values()]
        self.transaction.insert(ACCESS_TOKEN, made)

    def replace(self, records: Mapping[str, Stored[AccessToken]]) -> None:
        """Write tokens over those there are."""
        self.delete(list(records))
        self.add(records)

    def delete(self, keys: Sequence[str]) -> None:
        """Take tokens away."""
        self.transaction.run(_DELETE, *({"of_id": id} for id in keys))


@attrs.frozen
class SqlTokens:
    """Keep tokens in a table."""

    table: Staging[str, AccessToken]

    @classmethod
    def on(cls, transaction: Transaction) -> SqlTokens:
        """Give the store of a unit of work."""
        return cls(Staging("token", TokenRows(transaction)))

    def get(self, id: str) -> Stored[AccessToken]:
        """Give a token. Raises `Unknown` where there is none."""
        return self.table.get(id)

    def all(self) -> tuple[Stored[AccessToken], ...]:
        """Give every token, ordered by when it was made, then by id."""
        every = (stored for _, stored in self.table.stream())
        return tuple(sorted(every, key=lambda each: (each.record.made, each.record.id)))

    def put(self, token: AccessToken, version: int) -> None:
        """Save a token over the version that was read."""
        self.table.put(token.id, token, version)

    def write(self) -> None:
        """Write what was saved."""
        self.table.write()
