"""The tables, the same on SQLite and PostgreSQL; private to this package.

Every key begins with the district, so that districts do not see each other. Text is ordered by
code point, as Python orders it. Days and times are ISO text on the way in and out, on both
databases; the day in `ends` is the first one behind. Constraints and indexes all have names,
because a migration can only change what it can name.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine, UserDefinedType

from sro_core.privacy import Role
from sro_core.registers import Keeper
from sro_core.truancy.attendance import AttendanceKind, Excuse, Scope
from sro_core.truancy.steps_taken import Action


class Day(UserDefinedType[str]):
    """A DATE column that is written and read as ISO text."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the type for both databases."""
        return "DATE"


class Moment(UserDefinedType[str]):
    """A TIMESTAMP column of local wall time that is written and read as ISO text."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the type for both databases."""
        return "TIMESTAMP"


TEXT: TypeEngine[str] = Text().with_variant(Text(collation="C"), "postgresql")

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _key(name: str, type_: TypeEngine[str] | type[TypeEngine[int]] = TEXT) -> Column[Any]:
    return Column(name, type_, primary_key=True, autoincrement=False)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, TEXT, nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Day, nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Moment, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable)


def _truth(name: str, *, nullable: bool = False) -> Column[bool]:
    return Column(name, Boolean, nullable=nullable)


def _check(name: str, sql: str) -> CheckConstraint:
    return CheckConstraint(sql, name=name)


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    # SQLite builds an index of the list for each row where IN names more than two values; this
    # form makes the import of a year more than twice as fast.
    return _check(column, " OR ".join(f"{column} = '{each.value}'" for each in values))


def _version() -> tuple[Column[int], CheckConstraint]:
    return Column("version", BigInteger, nullable=False), _check("version", "version > 0")


def _of_student() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["district", "student"], ["student.district", "student.ref"], ondelete="CASCADE"
    )


def _row() -> tuple[Column[Any] | CheckConstraint, ...]:
    """Give what a row of attendance says, on record or withdrawn."""
    return (
        _text("site"),
        _day("day"),
        _text("kind"),
        _text("scope"),
        _text("excuse"),
        _number("minutes", nullable=True),
        _text("code"),
        _text("section"),
        _one_of("kind", AttendanceKind),
        _one_of("scope", Scope),
        _one_of("excuse", Excuse),
        _check("minutes", "minutes >= 0 AND minutes <= 1440"),
    )


# Rows lie in order of their key, so that a student's lie together and the key is stored once.
_IN_ORDER: dict[str, Any] = {"sqlite_with_rowid": False}

SITE = Table(
    "site",
    METADATA,
    _key("district"),
    _key("id"),
    _text("name"),
    _text("of_district", nullable=True),
    _text("identifier"),
    _day("data_through", nullable=True),
    _text("calendar"),
    _number("calendar_schema"),
    *_version(),
    _check("calendar_schema", "calendar_schema > 0"),
    **_IN_ORDER,
)
AGREEMENT = Table(
    "agreement",
    METADATA,
    _key("district"),
    _key("site"),
    _key("nth", Integer),
    _day("starts", nullable=True),
    _day("ends", nullable=True),
    _truth("school_official"),
    _text("purposes"),
    ForeignKeyConstraint(["district", "site"], ["site.district", "site.id"], ondelete="CASCADE"),
    _check("nth", "nth >= 0"),
    _check("ends", "ends >= starts"),
    _check("school_official", "school_official IN (TRUE, FALSE)"),
    **_IN_ORDER,
)
STUDENT = Table(
    "student",
    METADATA,
    _key("district"),
    _key("ref"),
    _day("born", nullable=True),
    _truth("compulsory_age", nullable=True),
    *_version(),
    _check("compulsory_age", "compulsory_age IN (TRUE, FALSE)"),
    **_IN_ORDER,
)
ENROLLMENT = Table(
    "enrollment",
    METADATA,
    _key("district"),
    _key("student"),
    _key("nth", Integer),
    _text("site"),
    _day("starts", nullable=True),
    _day("ends", nullable=True),
    _truth("assumed"),
    _of_student(),
    _check("nth", "nth >= 0"),
    _check("ends", "ends >= starts"),
    _check("assumed", "assumed IN (TRUE, FALSE)"),
    **_IN_ORDER,
)
ATTENDANCE = Table(
    "attendance",
    METADATA,
    _key("district"),
    _key("student"),
    _key("nth", Integer),
    *_row(),
    _of_student(),
    _check("nth", "nth >= 0"),
    **_IN_ORDER,
)
STEP_TAKEN = Table(
    "step_taken",
    METADATA,
    _key("district"),
    _key("student"),
    _key("nth", Integer),
    _text("action"),
    _day("day"),
    _text("site", nullable=True),
    _text("means"),
    _of_student(),
    _check("nth", "nth >= 0"),
    _one_of("action", Action),
    **_IN_ORDER,
)
# Without a foreign key: what was withdrawn is never changed, a student's file is rewritten.
WITHDRAWN = Table(
    "withdrawn",
    METADATA,
    _key("district"),
    _key("student"),
    _key("nth", Integer),
    *_row(),
    _moment("at"),
    _text("because"),
    _check("nth", "nth >= 0"),
    **_IN_ORDER,
)
# Identities and disclosures outlive a file and may come before it, so they refer to none.
IDENTITY = Table(
    "identity",
    METADATA,
    _key("district"),
    _key("student"),
    _text("document"),
    _text("key_id", nullable=True),
    *_version(),
    **_IN_ORDER,
)
DISCLOSURE = Table(
    "disclosure",
    METADATA,
    _key("district"),
    _key("student"),
    _key("nth", Integer),
    _moment("at"),
    _text("disclosed_to"),
    _text("interest"),
    _text("part"),
    _truth("given"),
    _text("basis"),
    _text("entered_by"),
    _text("site", nullable=True),
    _check("nth", "nth >= 0"),
    _check("given", "given IN (TRUE, FALSE)"),
    **_IN_ORDER,
)
ACCESS_TOKEN = Table(
    "access_token",
    METADATA,
    _key("district"),
    _key("id"),
    _text("digest"),
    _text("actor"),
    _text("role"),
    _text("sites", nullable=True),
    _moment("made"),
    _text("made_by"),
    _moment("expires"),
    _day("used", nullable=True),
    _moment("revoked", nullable=True),
    _truth("program"),
    *_version(),
    _one_of("role", Role),
    _check("expires", "expires > made"),
    **_IN_ORDER,
)
# Its time is text: the very text that is hashed.
AUDIT_ENTRY = Table(
    "audit_entry",
    METADATA,
    _key("district"),
    _key("place", BigInteger),
    _text("at"),
    _text("actor"),
    _text("role"),
    _text("act"),
    _text("site"),
    _text("subject", nullable=True),
    _text("purpose", nullable=True),
    _text("details", nullable=True),
    _text("salt", nullable=True),
    _text("sealed"),
    _text("clears"),
    _text("previous"),
    _text("hash"),
    _check("place", "place > 0"),
    UniqueConstraint("district", "previous"),
    Index(None, "district", "subject"),
)
# One row a district. The revision counts the units of work that committed, so that whoever waits
# for the row learns whether there is something new.
AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    _key("district"),
    Column("count", BigInteger, nullable=False),
    _text("hash"),
    Column("revision", BigInteger, nullable=False),
    _check("count", "count >= 0"),
    _check("revision", "revision >= 0"),
    **_IN_ORDER,
)


def _records(keeper: Keeper) -> Table:
    return Table(
        f"{keeper}_record",
        METADATA,
        _key("district"),
        _key("kind"),
        _key("id"),
        _text("site", nullable=True),
        _text("concerns"),
        _day("day", nullable=True),
        _text("document"),
        _number("form"),
        *_version(),
        _check("form", "form > 0"),
        Index(None, "district", "kind", "site"),
        Index(None, "district", "kind", "concerns"),
        **_IN_ORDER,
    )


RECORDS = {keeper: _records(keeper) for keeper in Keeper}
"""The tables of the registers: those of the school and of the police lie apart."""

TABLES = tuple(METADATA.sorted_tables)
"""Every table, those that are referred to before those that refer to them."""
