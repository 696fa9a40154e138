"""Encrypt every identity anew, all at once: with another key, for the first time, or no more."""

from __future__ import annotations

import time

from sqlalchemy import Connection, bindparam, select, tuple_, update
from sqlalchemy.exc import DBAPIError

from sro_adapters.sql import documents
from sro_adapters.sql.database import SqlDatabase
from sro_adapters.sql.engines import writing
from sro_adapters.sql.failures import code_of, locked, translated
from sro_adapters.sql.keyring import Keyring
from sro_adapters.sql.tables import AUDIT_HEAD, IDENTITY
from sro_core.errors import StoreFailed

_PAGE = 500
_KEY = (IDENTITY.c.district, IDENTITY.c.student)
_EVERY = (
    select(*_KEY, IDENTITY.c.document, IDENTITY.c.key_id)
    .where(tuple_(*_KEY) > tuple_(bindparam("of_district"), bindparam("of_ref")))
    .order_by(*_KEY)
    .limit(_PAGE)
)
_CHANGE = (
    update(IDENTITY)
    .where(
        IDENTITY.c.district == bindparam("of_district"), IDENTITY.c.student == bindparam("of_ref")
    )
    .values(document=bindparam("new_document"), key_id=bindparam("new_key"))
)
_RISE = update(AUDIT_HEAD).values(revision=AUDIT_HEAD.c.revision + 1)


def rotate_identities(database: SqlDatabase, *, plain: bool = False) -> int:
    """Encrypt every identity with the first key, all at once or none; give the number changed.

    Args:
        database: opened with the new key first, and with every key that is still in use.
        plain: decrypt them instead; they are then kept as text.

    Raises:
        StoreFailed: there is no key, or one that is in use is missing.
    """
    keyring = Keyring() if plain else database.keyring
    if not plain and keyring.first is None:
        raise StoreFailed(
            "the identity keys", "none was given",
            "set SRO_IDENTITY_KEYS to one that sro db key made",
        )  # fmt: skip
    until = time.monotonic() + database.wait
    with translated(database.engine.dialect.name, database.name):
        while True:
            with writing(database.engine.connect()) as connection, connection.begin():
                if _claimed(connection):
                    return _changed(connection, database.keyring, keyring)
            if time.monotonic() > until:
                raise locked(database.name)


def _claimed(connection: Connection) -> bool:
    """Wait for every unit of work that is open; False where PostgreSQL saw an older state."""
    try:
        connection.execute(_RISE)
    except DBAPIError as error:
        raw, kind = error.orig, connection.dialect.name
        if kind == "postgresql" and raw is not None and code_of(kind, raw) in {"40001", "40P01"}:
            connection.rollback()
            return False
        raise
    return True


def _changed(connection: Connection, old: Keyring, new: Keyring) -> int:
    number, last = 0, {"of_district": "", "of_ref": ""}
    while page := connection.execute(_EVERY, last).all():
        changes = []
        for district, ref, text, key in page:
            if key == new.first:
                continue
            opened = old.open(text, key, f"the identity of student {ref}")
            documents.identity(opened, district, ref)
            document, new_key = new.close(opened)
            changes.append(
                {
                    "of_district": district,
                    "of_ref": ref,
                    "new_document": document,
                    "new_key": new_key,
                }
            )
        if changes:
            connection.execute(_CHANGE, changes)
        number += len(changes)
        last = {"of_district": page[-1][0], "of_ref": page[-1][1]}
    return number
