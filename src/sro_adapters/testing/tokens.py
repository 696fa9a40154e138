"""What every `TokenStore` promises."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from sro_adapters.testing.kept import ID, KeptContract
from sro_adapters.testing.records import IDS, NOON, full_token, plain_token
from sro_core.errors import Unknown
from sro_core.ids import SiteId
from sro_core.ports import OpenStores, Stored, Stores
from sro_core.privacy import Role
from sro_core.tokens import AccessToken


class TokenStoreContract(KeptContract[AccessToken]):
    """Hold a token store to `sro_core.ports.TokenStore`."""

    def plain(self, id: str) -> AccessToken:
        return plain_token(id)

    def full(self, id: str) -> AccessToken:
        return full_token(id)

    def changed(self, record: AccessToken, mark: str) -> AccessToken:
        return attrs.evolve(record, actor=record.actor + mark)

    def put(self, stores: Stores, record: AccessToken, version: int) -> None:
        stores.tokens.put(record, version)

    def every(self, stores: Stores) -> dict[str, Stored[AccessToken]]:
        return {each.record.id: each for each in stores.tokens.all()}

    def find(self, stores: Stores, id: str) -> Stored[AccessToken]:
        return stores.tokens.get(id)

    def test_a_token_that_is_not_there_is_unknown(self, database: OpenStores) -> None:
        self.save(database, *map(plain_token, IDS))
        with database() as stores:
            for absent in (ID, "00010", "b", ""):
                with pytest.raises(Unknown) as raised:
                    stores.tokens.get(absent)
                assert raised.value.id == absent

    def test_tokens_are_ordered_by_when_they_were_made_then_by_id(
        self, database: OpenStores
    ) -> None:
        ages = {"9": 0, "10": 0, "b": 2, "A": 1, "a": 1, "B": 1}
        made = [
            attrs.evolve(plain_token(id), made=NOON - timedelta(microseconds=age))
            for id, age in ages.items()
        ]
        self.save(database, *made)
        assert list(self.saved(database)) == ["b", "A", "B", "a", "10", "9"]

    @pytest.mark.parametrize("sites", [None, (), ("0042",), ("42", "0042", "é, «x»")])
    def test_every_site_and_no_site_are_told_apart(
        self, database: OpenStores, sites: tuple[str, ...] | None
    ) -> None:
        covered = None if sites is None else frozenset(map(SiteId, sites))
        token = attrs.evolve(plain_token(ID), sites=covered)
        self.save(database, token)
        assert self.one(database).record == token
        assert self.one(database).record.sites == covered

    @pytest.mark.parametrize("role", Role)
    def test_a_token_may_speak_for_any_role(self, database: OpenStores, role: Role) -> None:
        self.save(database, attrs.evolve(plain_token(ID), role=role))
        assert self.one(database).record.role is role

    def test_a_token_that_is_used_and_then_revoked_says_both(self, database: OpenStores) -> None:
        self.save(database, plain_token(ID))
        first = self.one(database)
        used = attrs.evolve(first.record, used=date(2026, 11, 23))
        self.save(database, used, version=first.version)
        revoked = attrs.evolve(used, revoked=NOON + timedelta(days=4))
        self.save(database, revoked, version=self.one(database).version)
        assert self.one(database).record == revoked
