"""Triggers that keep the log append-only; whoever goes round them is told by the chain.

Of an entry only its matter may be taken away. Disclosures and withdrawn rows may be deleted, for
that is what expungement does, but never changed.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_STAYS = (
    "district", "place", "at", "actor", "role", "act", "site",
    "sealed", "clears", "previous", "hash",
)  # fmt: skip
_MATTER = ("subject", "purpose", "details", "salt")
_CLEARED = " AND ".join(f"NEW.{each} IS NULL" for each in _MATTER)


def _same(operator: str) -> str:
    return " AND ".join(f"NEW.{each} {operator} OLD.{each}" for each in _STAYS)


_SQLITE = (
    """CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'entries of the audit log stay'); END""",
    f"""CREATE TRIGGER audit_entry_holds BEFORE UPDATE ON audit_entry
WHEN NOT ({_CLEARED} AND {_same("IS")})
BEGIN SELECT RAISE(ABORT, 'of an audit entry only its matter is taken away'); END""",
    """CREATE TRIGGER disclosure_holds BEFORE UPDATE ON disclosure
BEGIN SELECT RAISE(ABORT, 'disclosures are never changed'); END""",
    """CREATE TRIGGER withdrawn_holds BEFORE UPDATE ON withdrawn
BEGIN SELECT RAISE(ABORT, 'withdrawn rows are never changed'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION sro_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION sro_refuse('entries of the audit log stay')""",
    """CREATE TRIGGER audit_entry_is_kept BEFORE TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION sro_refuse('entries of the audit log stay')""",
    f"""CREATE TRIGGER audit_entry_holds BEFORE UPDATE ON audit_entry FOR EACH ROW
WHEN (NOT ({_CLEARED} AND {_same("IS NOT DISTINCT FROM")}))
EXECUTE FUNCTION sro_refuse('of an audit entry only its matter is taken away')""",
    """CREATE TRIGGER disclosure_holds BEFORE UPDATE ON disclosure
FOR EACH ROW EXECUTE FUNCTION sro_refuse('disclosures are never changed')""",
    """CREATE TRIGGER withdrawn_holds BEFORE UPDATE ON withdrawn
FOR EACH ROW EXECUTE FUNCTION sro_refuse('withdrawn rows are never changed')""",
)
TRIGGERS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
"""What creates them, by the name of the database."""


def create_triggers(connection: Connection) -> None:
    """Create every trigger; the tables must be there."""
    for statement in TRIGGERS[connection.dialect.name]:
        connection.execute(text(statement))
