"""Make every table of the stores, with the triggers that keep the log.

Revision: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, then what refers to them."""
    _sites()
    _students()
    _gone()
    _people()
    _access()
    _log()
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take everything away; triggers go with their tables."""
    for table in (
        "agreement",
        "site",
        "step_taken",
        "attendance",
        "enrollment",
        "student",
        "withdrawn",
        "identity",
        "disclosure",
        "access_token",
        "audit_entry",
        "audit_head",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION sro_refuse()")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _TEXT, nullable=nullable)


def _nth() -> sa.Column[int]:
    return sa.Column("nth", sa.Integer, nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.BigInteger, nullable=False)


def _check(table: str, name: str, sql: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(sql, name=f"ck_{table}_{name}")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("district", *columns, name=f"pk_{table}")


def _of_student(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["district", "student"],
        ["student.district", "student.ref"],
        name=f"fk_{table}_student",
        ondelete="CASCADE",
    )


def _sites() -> None:
    op.create_table(
        "site",
        _text("district"),
        _text("id"),
        _text("name"),
        _text("of_district", nullable=True),
        _text("identifier"),
        sa.Column("data_through", sa.Date),
        _text("calendar"),
        sa.Column("calendar_schema", sa.Integer, nullable=False),
        _version(),
        _key("site", "id"),
        _check("site", "version", "version > 0"),
        _check("site", "calendar_schema", "calendar_schema > 0"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "agreement",
        _text("district"),
        _text("site"),
        _nth(),
        sa.Column("starts", sa.Date),
        sa.Column("ends", sa.Date),
        sa.Column("school_official", sa.Boolean, nullable=False),
        _text("purposes"),
        _key("agreement", "site", "nth"),
        sa.ForeignKeyConstraint(
            ["district", "site"],
            ["site.district", "site.id"],
            name="fk_agreement_site",
            ondelete="CASCADE",
        ),
        _check("agreement", "nth", "nth >= 0"),
        _check("agreement", "ends", "ends >= starts"),
        _check("agreement", "school_official", "school_official IN (TRUE, FALSE)"),
        sqlite_with_rowid=False,
    )


def _students() -> None:
    op.create_table(
        "student",
        _text("district"),
        _text("ref"),
        sa.Column("born", sa.Date),
        sa.Column("compulsory_age", sa.Boolean),
        _version(),
        _key("student", "ref"),
        _check("student", "version", "version > 0"),
        _check("student", "compulsory_age", "compulsory_age IN (TRUE, FALSE)"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "enrollment",
        _text("district"),
        _text("student"),
        _nth(),
        _text("site"),
        sa.Column("starts", sa.Date),
        sa.Column("ends", sa.Date),
        sa.Column("assumed", sa.Boolean, nullable=False),
        _key("enrollment", "student", "nth"),
        _of_student("enrollment"),
        _check("enrollment", "nth", "nth >= 0"),
        _check("enrollment", "ends", "ends >= starts"),
        _check("enrollment", "assumed", "assumed IN (TRUE, FALSE)"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attendance",
        _text("district"),
        _text("student"),
        _nth(),
        *_row("attendance"),
        _key("attendance", "student", "nth"),
        _of_student("attendance"),
        _check("attendance", "nth", "nth >= 0"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "step_taken",
        _text("district"),
        _text("student"),
        _nth(),
        _text("action"),
        sa.Column("day", sa.Date, nullable=False),
        _text("site", nullable=True),
        _text("means"),
        _key("step_taken", "student", "nth"),
        _of_student("step_taken"),
        _check("step_taken", "nth", "nth >= 0"),
        _check(
            "step_taken",
            "action",
            "action = 'truancy_report' OR action = 'truancy_notice'"
            " OR action = 'conference_effort' OR action = 'conference_held'"
            " OR action = 'sarb_review' OR action = 'written_warning' OR action = 'other'",
        ),
        sqlite_with_rowid=False,
    )


def _row(table: str) -> tuple[sa.Column[Any] | sa.CheckConstraint, ...]:
    return (
        _text("site"),
        sa.Column("day", sa.Date, nullable=False),
        _text("kind"),
        _text("scope"),
        _text("excuse"),
        sa.Column("minutes", sa.Integer),
        _text("code"),
        _text("section"),
        _check(
            table,
            "kind",
            "kind = 'absent' OR kind = 'absent in part' OR kind = 'tardy' OR kind = 'present'",
        ),
        _check(table, "scope", "scope = 'day' OR scope = 'class'"),
        _check(
            table,
            "excuse",
            "excuse = 'excused' OR excuse = 'unexcused' OR excuse = 'unknown'",
        ),
        _check(table, "minutes", "minutes >= 0 AND minutes <= 1440"),
    )


def _gone() -> None:
    op.create_table(
        "withdrawn",
        _text("district"),
        _text("student"),
        _nth(),
        *_row("withdrawn"),
        sa.Column("at", sa.TIMESTAMP, nullable=False),
        _text("because"),
        _key("withdrawn", "student", "nth"),
        _check("withdrawn", "nth", "nth >= 0"),
        sqlite_with_rowid=False,
    )


def _people() -> None:
    op.create_table(
        "identity",
        _text("district"),
        _text("student"),
        _text("document"),
        _text("key_id", nullable=True),
        _version(),
        _key("identity", "student"),
        _check("identity", "version", "version > 0"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "disclosure",
        _text("district"),
        _text("student"),
        _nth(),
        sa.Column("at", sa.TIMESTAMP, nullable=False),
        _text("disclosed_to"),
        _text("interest"),
        _text("part"),
        sa.Column("given", sa.Boolean, nullable=False),
        _text("basis"),
        _text("entered_by"),
        _text("site", nullable=True),
        _key("disclosure", "student", "nth"),
        _check("disclosure", "nth", "nth >= 0"),
        _check("disclosure", "given", "given IN (TRUE, FALSE)"),
        sqlite_with_rowid=False,
    )


def _access() -> None:
    op.create_table(
        "access_token",
        _text("district"),
        _text("id"),
        _text("digest"),
        _text("actor"),
        _text("role"),
        _text("sites", nullable=True),
        sa.Column("made", sa.TIMESTAMP, nullable=False),
        _text("made_by"),
        sa.Column("expires", sa.TIMESTAMP, nullable=False),
        sa.Column("used", sa.Date),
        sa.Column("revoked", sa.TIMESTAMP),
        sa.Column("program", sa.Boolean, nullable=False),
        _version(),
        _key("access_token", "id"),
        _check("access_token", "version", "version > 0"),
        _check(
            "access_token",
            "role",
            "role = 'operator' OR role = 'clerk' OR role = 'administrator' OR role = 'officer'"
            " OR role = 'sergeant' OR role = 'district' OR role = 'records'"
            " OR role = 'auditor' OR role = 'public'",
        ),
        _check("access_token", "expires", "expires > made"),
        sqlite_with_rowid=False,
    )


def _log() -> None:
    op.create_table(
        "audit_entry",
        _text("district"),
        sa.Column("place", sa.BigInteger, nullable=False),
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
        _key("audit_entry", "place"),
        _check("audit_entry", "place", "place > 0"),
        sa.UniqueConstraint("district", "previous", name="uq_audit_entry_district_previous"),
    )
    op.create_index("ix_audit_entry_district_subject", "audit_entry", ["district", "subject"])
    op.create_table(
        "audit_head",
        _text("district"),
        sa.Column("count", sa.BigInteger, nullable=False),
        _text("hash"),
        sa.Column("revision", sa.BigInteger, nullable=False),
        _key("audit_head"),
        _check("audit_head", "count", "count >= 0"),
        _check("audit_head", "revision", "revision >= 0"),
        sqlite_with_rowid=False,
    )


TRIGGERS = {
    "sqlite": (
        """CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'entries of the audit log stay'); END""",
        """CREATE TRIGGER audit_entry_holds BEFORE UPDATE ON audit_entry
WHEN NOT (NEW.subject IS NULL AND NEW.purpose IS NULL AND NEW.details IS NULL AND NEW.salt IS NULL\
 AND NEW.district IS OLD.district AND NEW.place IS OLD.place AND NEW.at IS OLD.at\
 AND NEW.actor IS OLD.actor AND NEW.role IS OLD.role AND NEW.act IS OLD.act\
 AND NEW.site IS OLD.site AND NEW.sealed IS OLD.sealed AND NEW.clears IS OLD.clears\
 AND NEW.previous IS OLD.previous AND NEW.hash IS OLD.hash)
BEGIN SELECT RAISE(ABORT, 'of an audit entry only its matter is taken away'); END""",
        """CREATE TRIGGER disclosure_holds BEFORE UPDATE ON disclosure
BEGIN SELECT RAISE(ABORT, 'disclosures are never changed'); END""",
        """CREATE TRIGGER withdrawn_holds BEFORE UPDATE ON withdrawn
BEGIN SELECT RAISE(ABORT, 'withdrawn rows are never changed'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION sro_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION sro_refuse('entries of the audit log stay')""",
        """CREATE TRIGGER audit_entry_is_kept BEFORE TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION sro_refuse('entries of the audit log stay')""",
        """CREATE TRIGGER audit_entry_holds BEFORE UPDATE ON audit_entry FOR EACH ROW
WHEN (NOT (NEW.subject IS NULL AND NEW.purpose IS NULL AND NEW.details IS NULL\
 AND NEW.salt IS NULL AND NEW.district IS NOT DISTINCT FROM OLD.district\
 AND NEW.place IS NOT DISTINCT FROM OLD.place AND NEW.at IS NOT DISTINCT FROM OLD.at\
 AND NEW.actor IS NOT DISTINCT FROM OLD.actor AND NEW.role IS NOT DISTINCT FROM OLD.role\
 AND NEW.act IS NOT DISTINCT FROM OLD.act AND NEW.site IS NOT DISTINCT FROM OLD.site\
 AND NEW.sealed IS NOT DISTINCT FROM OLD.sealed AND NEW.clears IS NOT DISTINCT FROM OLD.clears\
 AND NEW.previous IS NOT DISTINCT FROM OLD.previous AND NEW.hash IS NOT DISTINCT FROM OLD.hash))
EXECUTE FUNCTION sro_refuse('of an audit entry only its matter is taken away')""",
        """CREATE TRIGGER disclosure_holds BEFORE UPDATE ON disclosure
FOR EACH ROW EXECUTE FUNCTION sro_refuse('disclosures are never changed')""",
        """CREATE TRIGGER withdrawn_holds BEFORE UPDATE ON withdrawn
FOR EACH ROW EXECUTE FUNCTION sro_refuse('withdrawn rows are never changed')""",
    ),
}
