"""The keys with which identities are encrypted, and what is bound to them.

The first key encrypts, every key decrypts, so that a key is changed by putting a new one in
front. A key appears in no error and no log; what tells keys apart is a part of their digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from sro_core.errors import StoreFailed

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_ID_LENGTH = 12


@attrs.frozen
class Keyring:
    """Hold keys by their ids, the one that encrypts first; without any, texts stay as they are."""

    _keys: dict[str, Fernet] = attrs.field(factory=dict, repr=False)

    @classmethod
    def of(cls, keys: Iterable[str]) -> Keyring:
        """Take keys as `sro db key` makes them.

        Raises:
            StoreFailed: one is no key.
        """
        found: dict[str, Fernet] = {}
        for number, key in enumerate(keys, 1):
            fernet = _fernet()
            try:
                found[_id(key)] = fernet(key)
            except (ValueError, TypeError):
                raise StoreFailed(
                    "the identity keys", f"number {number} is no key", "make one with sro db key"
                ) from None
        return cls(found)

    @property
    def first(self) -> str | None:
        """The id of the key that encrypts, None where there is none."""
        return next(iter(self._keys), None)

    def close(self, text: str) -> tuple[str, str | None]:
        """Encrypt a text; give it with the id of the key."""
        id = self.first
        if id is None:
            return text, None
        return self._keys[id].encrypt(text.encode()).decode(), id

    def open(self, text: str, id: str | None, what: str) -> str:
        """Decrypt a text.

        Args:
            text: as it is stored.
            id: of the key, None where it is not encrypted.
            what: whose text, for errors.

        Raises:
            StoreFailed: the key is not among these, or the text was changed.
        """
        if id is None:
            return text
        if id not in self._keys:
            given = "no key was given" if not self._keys else "its key is not among those given"
            raise StoreFailed(
                what, f"it is encrypted and {given}", f"add the key {id} to SRO_IDENTITY_KEYS"
            )
        from cryptography.fernet import InvalidToken

        try:
            return self._keys[id].decrypt(text).decode()
        except (InvalidToken, ValueError):
            raise StoreFailed(
                what, f"what is stored is not what key {id} encrypted",
                "somebody changed it; restore the latest backup",
            ) from None  # fmt: skip


def _id(key: str) -> str:
    return hashlib.sha256(key.strip().encode()).hexdigest()[:_ID_LENGTH]


def _fernet() -> type[Fernet]:
    try:
        from cryptography.fernet import Fernet
    except ModuleNotFoundError as missing:
        raise StoreFailed(
            "the extra identities",
            f"{missing.name} is missing",
            'pip install "sro-core[identities]"',
        ) from missing
    return Fernet
