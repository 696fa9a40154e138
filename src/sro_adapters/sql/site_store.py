"""Sites with their calendars and agreements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import attrs
from sqlalchemy import BindParameter, Select, bindparam, delete, select

from sro_adapters.sql import rows
from sro_adapters.sql.staging import Staging
from sro_adapters.sql.tables import AGREEMENT, SITE
from sro_adapters.sql.transactions import DISTRICT, Transaction
from sro_core.errors import StoreFailed
from sro_core.ids import SiteId
from sro_core.ports import SiteRecord, Stored
from sro_core.sites import Agreement

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_SITES = select(*SITE.c[1:]).where(SITE.c.district == DISTRICT).order_by(SITE.c.id)
_SOME = _SITES.where(SITE.c.id.in_(_IDS))
_AGREEMENTS = (
    select(
        AGREEMENT.c.site, AGREEMENT.c.starts, AGREEMENT.c.ends,
        AGREEMENT.c.school_official, AGREEMENT.c.purposes,
    )
    .where(AGREEMENT.c.district == DISTRICT)
    .order_by(AGREEMENT.c.site, AGREEMENT.c.nth)
)  # fmt: skip
_SOME_AGREEMENTS = _AGREEMENTS.where(AGREEMENT.c.site.in_(_IDS))
_VERSIONS = select(SITE.c.id, SITE.c.version).where(
    SITE.c.district == DISTRICT, SITE.c.id.in_(_IDS)
)
_DELETE = delete(SITE).where(SITE.c.district == DISTRICT, SITE.c.id == bindparam("of_id"))


@attrs.frozen
class SiteRows:
    """The rows in which sites lie."""

    transaction: Transaction

    def many(self, keys: Sequence[SiteId]) -> dict[SiteId, Stored[SiteRecord]]:
        """Give these sites, those there are."""
        return self._read(_SOME, _SOME_AGREEMENTS, ids=list(keys)) if keys else {}

    def versions(self, keys: Sequence[SiteId]) -> dict[SiteId, int]:
        """Give their versions only."""
        if not keys:
            return {}
        return dict(map(tuple, self.transaction.rows(_VERSIONS, ids=list(keys))))

    def stream(self, after: SiteId | None) -> Iterator[tuple[SiteId, Stored[SiteRecord]]]:
        """Give every site in order; there are few enough to read at once."""
        for id, stored in self._read(_SITES, _AGREEMENTS).items():
            if after is None or id > after:
                yield id, stored

    def _read(
        self, sites: Select[Any], agreements: Select[Any], **values: object
    ) -> dict[SiteId, Stored[SiteRecord]]:
        agreed: dict[SiteId, list[Agreement]] = defaultdict(list)
        found: dict[SiteId, Stored[SiteRecord]] = {}
        try:
            for site, *rest in self.transaction.rows(agreements, **values):
                agreed[site].append(rows.agreement_of(site, *rest))
            for *row, version in self.transaction.rows(sites, **values):
                record = rows.site_of(row, tuple(agreed.get(row[0], ())))
                found[record.site.id] = Stored(record, version)
        except (KeyError, TypeError, ValueError):
            raise StoreFailed(
                "the sites", "what is stored cannot be read", "restore the latest backup"
            ) from None
        return found

    def weight(self, record: SiteRecord) -> int:
        """Tell how many rows a site takes."""
        return 1 + len(record.agreements)

    def add(self, records: Mapping[SiteId, Stored[SiteRecord]]) -> None:
        """Write sites where there are none."""
        district, insert = self.transaction.district, self.transaction.insert
        insert(SITE, [rows.site(district, each.record, each.version) for each in records.values()])
        agreed = (rows.agreements(district, each.record) for each in records.values())
        insert(AGREEMENT, chain.from_iterable(agreed))

    def replace(self, records: Mapping[SiteId, Stored[SiteRecord]]) -> None:
        """Write sites over those there are."""
        self.delete(list(records))
        self.add(records)

    def delete(self, keys: Sequence[SiteId]) -> None:
        """Take sites away, with their agreements."""
        self.transaction.run(_DELETE, *({"of_id": id} for id in keys))


@attrs.frozen
class SqlSites:
    """Keep sites in tables."""

    table: Staging[SiteId, SiteRecord]

    @classmethod
    def on(cls, transaction: Transaction) -> SqlSites:
        """Give the store of a unit of work."""
        return cls(Staging("site", SiteRows(transaction)))

    def all(self) -> Mapping[SiteId, Stored[SiteRecord]]:
        """Give every site, ordered by id as text."""
        return dict(self.table.stream())

    def put(self, record: SiteRecord, version: int) -> None:
        """Save a site over the version that was read."""
        self.table.put(record.site.id, record, version)

    def write(self) -> None:
        """Write what was saved."""
        self.table.write()
