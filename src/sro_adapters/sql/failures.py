"""What the drivers' errors mean: the one place where they become errors of this library.

Drivers put cell values and addresses into their messages, so nothing of a message is passed on;
an error is known by its code, and only where a driver gives none by its words.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import attrs
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from sro_core.errors import BadValue, Conflict, SroError, StoreFailed


@attrs.frozen
class Failure:
    """Say why a store failed, and what to do about it."""

    why: str
    instead: str


@attrs.frozen
class Meanwhile:
    """Somebody else committed first."""


@attrs.frozen
class Unfit:
    """A text holds a character that the database cannot hold."""


Meaning = Failure | Meanwhile | Unfit

_LOCKED = Failure(
    "somebody else kept it locked for too long",
    "try again, or look for a process that hangs in the middle of its work",
)
_FULL = Failure("the disk is full", "make room, then repeat; nothing is half saved")
_REFUSED = Failure(
    "it refuses a row that breaks one of its constraints",
    "this is a mistake in the program or in what it was given; please report it",
)
_CORRUPT = Failure("the file is damaged", "keep it aside and restore the latest backup")
_DISK = Failure("the disk gave an error", "look after the disk, then repeat or restore a backup")
_NO_RIGHT = Failure(
    "its user may not do that", "grant the user the rights to the tables, or name another user"
)
_UNREACHABLE = Failure(
    "it cannot be reached", "look whether the server runs, and check its host and port"
)
_PASSWORD = Failure(
    "it does not accept the user or the password", "check both in the address of the database"
)
_NO_DATABASE = Failure("there is no such database", "create it (createdb), or check its name")
_GONE = Failure("the server ended the connection", "repeat when it runs again")
_CROWDED = Failure(
    "it takes no more connections", "try again, or raise max_connections of the server"
)
_NO_TABLES = Failure("a table is missing", "run sro db upgrade, or check the address")
_NO_MEMORY = Failure("it ran out of memory", "try again with less going on at once")
_CANCELLED = Failure("the statement was cancelled", "repeat")
_OTHER_PROGRAM = Failure("it was made by a newer program", "upgrade the program")

MEANINGS: dict[tuple[str, str], Meaning] = {
    ("sqlite", "SQLITE_BUSY"): _LOCKED,
    ("sqlite", "SQLITE_BUSY_SNAPSHOT"): Meanwhile(),
    ("sqlite", "SQLITE_LOCKED"): _LOCKED,
    ("sqlite", "SQLITE_CONSTRAINT"): _REFUSED,
    ("sqlite", "SQLITE_CONSTRAINT_PRIMARYKEY"): Meanwhile(),
    ("sqlite", "SQLITE_CONSTRAINT_UNIQUE"): Meanwhile(),
    ("sqlite", "SQLITE_CORRUPT"): _CORRUPT,
    ("sqlite", "SQLITE_FULL"): _FULL,
    ("sqlite", "SQLITE_IOERR"): _DISK,
    ("sqlite", "SQLITE_NOMEM"): _NO_MEMORY,
    ("sqlite", "SQLITE_INTERRUPT"): _CANCELLED,
    ("sqlite", "SQLITE_NOTADB"): Failure(
        "the file is no SQLite database", "check the path; nothing was changed"
    ),
    ("sqlite", "SQLITE_CANTOPEN"): Failure(
        "the file cannot be opened", "check the path and the rights to the file and its folder"
    ),
    ("sqlite", "SQLITE_READONLY"): Failure(
        "the file may only be read", "get the right to write the file and its folder"
    ),
    ("sqlite", "SQLITE_PERM"): _NO_RIGHT,
    ("sqlite", "no such table"): _NO_TABLES,
    ("sqlite", "not utf-8"): _CORRUPT,
    ("postgresql", "40001"): Meanwhile(),
    ("postgresql", "40P01"): Meanwhile(),
    ("postgresql", "23505"): Meanwhile(),
    ("postgresql", "23"): _REFUSED,
    ("postgresql", "22P05"): Unfit(),
    ("postgresql", "22021"): Unfit(),
    ("postgresql", "NUL"): Unfit(),
    ("postgresql", "08"): _UNREACHABLE,
    ("postgresql", "25006"): Failure(
        "the server takes no changes; it may be a standby", "name the server that does"
    ),
    ("postgresql", "28"): _PASSWORD,
    ("postgresql", "3D000"): _NO_DATABASE,
    ("postgresql", "42501"): _NO_RIGHT,
    ("postgresql", "42P01"): _NO_TABLES,
    ("postgresql", "53100"): _FULL,
    ("postgresql", "53200"): _NO_MEMORY,
    ("postgresql", "53300"): _CROWDED,
    ("postgresql", "55P03"): _LOCKED,
    ("postgresql", "57014"): _CANCELLED,
    ("postgresql", "57"): _GONE,
    ("postgresql", "58"): _DISK,
    ("postgresql", "XX001"): _CORRUPT,
    ("postgresql", "XX002"): _CORRUPT,
}
"""What an error means, by database and code; a code stands for all that begin with it."""

# Of a connection that never came about the driver gives words only.
_WORDS = (
    ("postgresql", re.compile("too many clients|connection slots"), "53300"),
    ("postgresql", re.compile("authentication failed|no password supplied|no pg_hba"), "28"),
    ("postgresql", re.compile(r'database ".*" does not exist'), "3D000"),
    ("postgresql", re.compile(r'role ".*" does not exist'), "28"),
    ("postgresql", re.compile("server closed|terminat|connection is (lost|closed)"), "57"),
    ("postgresql", re.compile("refused|No such file|could not|timeout|failed to resolve"), "08"),
    ("postgresql", re.compile(r"NUL \(0x00\)"), "NUL"),
    ("sqlite", re.compile("^no such table"), "no such table"),
    ("sqlite", re.compile("^Could not decode to UTF-8"), "not utf-8"),
)


@contextmanager
def translated(database: str, what: str) -> Iterator[None]:
    """Turn what a driver raises into an error of this library.

    Args:
        database: ``sqlite`` or ``postgresql``.
        what: the database or what is done with it, without secrets.
    """
    try:
        yield
    except UnicodeEncodeError:
        raise _unfit() from None
    except SroError:
        raise
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise told(database, what, error) from None
    except Exception as error:
        if database == "postgresql" and type(error).__module__.startswith("psycopg"):
            raise told(database, what, error) from None
        raise


def told(database: str, what: str, error: Exception) -> SroError:
    """Give the error of this library that a driver's error amounts to."""
    raw = error.orig if isinstance(error, DBAPIError) and error.orig else error
    code = code_of(database, raw)
    meaning = meaning_of(database, code)
    if isinstance(meaning, Meanwhile):
        return Conflict("what is on record")
    if isinstance(meaning, Unfit):
        return _unfit()
    if meaning is None:
        return StoreFailed(what, f"it gave the error {code}", "please report it")
    return StoreFailed(what, f"{meaning.why} ({code})", meaning.instead)


def code_of(database: str, error: BaseException) -> str:
    """Give the code of a driver's error, or the name of its class where there is none."""
    code = getattr(error, "sqlstate" if database == "postgresql" else "sqlite_errorname", None)
    if code and code != "SQLITE_ERROR":
        return str(code)
    for of, words, meant in _WORDS:
        if of == database and words.search(str(error)):
            return meant
    return str(code or type(error).__name__)


def meaning_of(database: str, code: str) -> Meaning | None:
    """Look a code up: itself, then what it begins with."""
    for length in range(len(code), 1, -1):
        meaning = MEANINGS.get((database, code[:length]))
        if meaning is not None:
            return meaning
    return None


def locked(what: str) -> StoreFailed:
    """Give the error of whoever waited too long."""
    return StoreFailed(what, _LOCKED.why, _LOCKED.instead)


def is_locked(error: BaseException) -> bool:
    """Tell whether SQLite refused because another connection is writing just now."""
    raw = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return getattr(raw, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def _unfit() -> BadValue:
    return BadValue(
        "a text", "it holds a character that the database cannot hold",
        "take out what is no text, such as a NUL or half of a surrogate pair",
    )  # fmt: skip
