"""The schema of a database: what migrations make is what the program declares, on both of them."""

import re
import sqlite3
from contextlib import closing
from datetime import date, datetime

import pytest
from sqlalchemy import create_engine, inspect, make_url
from sqlalchemy.pool import NullPool

from sro_adapters.sql import open_database, upgrade
from sro_adapters.sql.engines import engine_at, read_url
from sro_adapters.sql.schema import REVISIONS, VERSION_TABLE, migrating, run_migrations
from sro_adapters.sql.tables import METADATA, TABLES
from sro_adapters.sql.triggers import create_triggers
from sro_core import Role, StoreFailed, Viewer, load_rules
from sro_core.desk import Desk
from sro_core.usecases import audit_log

SQLITE_CATALOGUE = """
    SELECT 'column', m.name || '.' || x.name, x.type || ' null=' || (1 - x."notnull") || ' key='
           || x.pk || ' default=' || coalesce(x.dflt_value, 'none') || ' hidden=' || x.hidden
      FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table'
    UNION ALL
    SELECT 'foreign key', m.name || '.' || k.id || '.' || k.seq, k."from" || ' to ' || k."table"
           || '.' || k."to" || ' update ' || k.on_update || ' delete ' || k.on_delete
      FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'
    UNION ALL
    SELECT 'index', m.name || '.' || i.name || '.' || c.seqno,
           coalesce(c.name, 'expression') || ' unique=' || i."unique" || ' of ' || i.origin
           || ' partial=' || i.partial || ' descending=' || c."desc" || ' ' || c.coll
      FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) c
     WHERE m.type = 'table' AND c.key
    UNION ALL
    SELECT 'without rowid', name, CASE WHEN sql LIKE '%WITHOUT ROWID%' THEN 'yes' ELSE 'no' END
      FROM sqlite_master WHERE type = 'table'
    UNION ALL
    SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')
"""
POSTGRESQL_CATALOGUE = """
    SELECT 'column', table_name || '.' || column_name, data_type || ' null=' || is_nullable
           || ' default=' || coalesce(column_default, 'none') || ' collation='
           || coalesce(collation_name, 'default')
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index', tablename || '.' || indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public'
    UNION ALL
    SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
"""


def tidy(text):
    return re.sub(r"\s+", " ", text).strip()


def catalogue(connection):
    """Everything there is in a schema, by kind and name, as the database itself describes it."""
    is_sqlite = connection.dialect.name == "sqlite"
    query = SQLITE_CATALOGUE if is_sqlite else POSTGRESQL_CATALOGUE
    found = {(kind, name): tidy(text) for kind, name, text in connection.exec_driver_sql(query)}
    seen = inspect(connection)
    for table in seen.get_table_names():
        if is_sqlite:  # which tells of no constraint by name
            key = seen.get_pk_constraint(table)
            found["key", table] = f"{key['name']} {key['constrained_columns']}"
            for each in seen.get_foreign_keys(table):
                found["foreign key", f"{table}.{each['name']}"] = str(sorted(each.items()))
            for each in seen.get_unique_constraints(table):
                found["unique", f"{table}.{each['name']}"] = str(each["column_names"])
            for each in seen.get_check_constraints(table):
                found["check", f"{table}.{each['name']}"] = tidy(each["sqltext"])
    return {key: text for key, text in found.items() if key[1].partition(".")[0] != VERSION_TABLE}


def unpooled(url):
    return create_engine(read_url(url), poolclass=NullPool)


@pytest.fixture
def declared(empty_url):
    """The catalogue of a database that was made of the declared tables."""
    engine = unpooled(empty_url)
    with engine.begin() as connection:
        METADATA.create_all(connection)
        create_triggers(connection)
        found = catalogue(connection)
        for table in reversed(TABLES):
            connection.exec_driver_sql(f"DROP TABLE {table.name} CASCADE" if engine.dialect.name
                                       == "postgresql" else f"DROP TABLE {table.name}")  # fmt: skip
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP FUNCTION sro_refuse()")
    return found


@pytest.fixture
def migrated(declared, empty_url):
    """A connection to a database that migrations made; what is done on it is undone."""
    upgrade(empty_url)
    engine = engine_at(read_url(empty_url))  # which has SQLite undo changes of the schema too
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_migrated_schema_is_the_declared_one(declared, migrated):
    assert catalogue(migrated) == declared
    kinds = {kind for kind, _ in declared}
    assert {"column", "index", "trigger"} <= kinds
    assert len([key for key in declared if key[0] == "trigger"]) >= 4


CHANGES = {
    "sqlite": (
        "DROP TRIGGER audit_entry_stays",
        "DROP INDEX ix_audit_entry_district_subject",
        "ALTER TABLE student ADD COLUMN more TEXT",
        "ALTER TABLE student RENAME COLUMN born TO birth",
        "ALTER TABLE disclosure RENAME TO disclosures",
        "CREATE UNIQUE INDEX one ON disclosure (district, entered_by)",
    ),
    "postgresql": (
        "DROP TRIGGER audit_entry_is_kept ON audit_entry",
        """ALTER TABLE attendance DROP CONSTRAINT fk_attendance_student,
           ADD CONSTRAINT fk_attendance_student
           FOREIGN KEY (district, student) REFERENCES student (district, ref)""",
        "ALTER TABLE attendance DROP CONSTRAINT ck_attendance_minutes",
        "ALTER TABLE attendance RENAME CONSTRAINT ck_attendance_minutes TO other",
        'ALTER TABLE student ALTER COLUMN ref TYPE text COLLATE "default"',
        "ALTER TABLE audit_entry ALTER COLUMN hash DROP NOT NULL",
        "DROP INDEX ix_audit_entry_district_subject",
        """CREATE OR REPLACE FUNCTION sro_refuse() RETURNS trigger LANGUAGE plpgsql
           AS $$ BEGIN RETURN NEW; END $$""",
    ),
}  # fmt: skip


def test_any_difference_between_the_two_would_show(declared, migrated):
    """Triggers, actions, checks, names and collations too; else the test above proves nothing."""
    for change in CHANGES[migrated.dialect.name]:
        migrated.exec_driver_sql(change)
        assert catalogue(migrated) != declared, change
        migrated.rollback()
    assert catalogue(migrated) == declared


def test_sqlite_shows_a_lost_action_and_a_lost_check(empty_sqlite_url):
    """SQLite changes neither in place, so the tables are made anew without them."""
    engine = unpooled(empty_sqlite_url)
    with engine.begin() as connection:
        METADATA.create_all(connection)
        whole = catalogue(connection)
        sql = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'attendance'"
        ).scalar_one()
        for lost in (" ON DELETE CASCADE", " WITHOUT ROWID"):
            connection.exec_driver_sql("DROP TABLE attendance")
            connection.exec_driver_sql(sql.replace(lost, ""))
            assert catalogue(connection) != whole, lost
        connection.exec_driver_sql("DROP TABLE attendance")
        check = re.search(r"CONSTRAINT ck_attendance_minutes CHECK \([^)]*\), ", sql)[0]
        connection.exec_driver_sql(sql.replace(check, ""))
        assert catalogue(connection) != whole, check


def test_every_constraint_has_a_name_of_our_own(migrated):
    if migrated.dialect.name == "postgresql":
        query = "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        names = [name for (name,) in migrated.exec_driver_sql(query)]
    else:
        seen = inspect(migrated)
        names = [
            each["name"]
            for table in seen.get_table_names()
            for each in (
                seen.get_pk_constraint(table), *seen.get_foreign_keys(table),
                *seen.get_unique_constraints(table), *seen.get_check_constraints(table),
            )
        ]  # fmt: skip
    of_ours = [name for name in names if name and not name.startswith(VERSION_TABLE)]
    assert len(names) - len(of_ours) <= 1, "but that of Alembic's own table"
    assert all(re.fullmatch("(pk|fk|uq|ck)_[a-z_]+", name) for name in of_ours), of_ours


def test_an_upgrade_may_be_repeated(empty_url):
    assert upgrade(empty_url).endswith(f": made, schema {REVISIONS[-1]}")
    assert upgrade(empty_url).endswith(f": up to date already, schema {REVISIONS[-1]}")


@pytest.fixture(params=REVISIONS[:-1])
def older(request, empty_url):
    """A database of an older revision, with a log."""
    if empty_url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(empty_url).database)):
            pass  # it is there
    engine = engine_at(read_url(empty_url))
    with migrating(engine) as connection:
        run_migrations(connection, request.param)
    engine.dispose()
    return empty_url


def test_an_older_schema_is_not_used_but_brought_up_to_date(older):
    with pytest.raises(StoreFailed, match=r"its schema is an older one; run sro db upgrade"):
        open_database(older)
    assert upgrade(older).endswith(f": brought up to date, schema {REVISIONS[-1]}")
    with open_database(older) as database:
        desk = Desk(
            database.district("EC"),
            lambda: datetime(2026, 11, 20),
            load_rules("us-ca"),
            lambda: "1",
        )
        access = desk.admit(Viewer("auditor", Role.AUDITOR))
        audit_log.entries(desk, access)
        assert audit_log.check(desk, access).head.count == 1


def test_rows_of_an_older_schema_stay(older):
    engine = unpooled(older)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO student (district, ref, born, compulsory_age, version)"
            " VALUES ('EC', 'S-1', '2012-03-04', NULL, 7)"
        )
    upgrade(older)
    with open_database(older) as database, database.district("EC")() as stores:
        (stored,) = stores.students.all()
    assert (stored.version, stored.record.student.born) == (7, date(2012, 3, 4))


def test_a_newer_schema_is_left_alone(url):
    engine = unpooled(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        before = catalogue(connection)
    for use in (open_database, upgrade):
        with pytest.raises(StoreFailed, match="made by a newer program; upgrade the program"):
            use(url)
    with engine.connect() as connection:
        assert catalogue(connection) == before


def test_tables_of_another_program_are_left_alone(empty_url):
    engine = unpooled(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE student (name TEXT)")
    for use in (open_database, upgrade):
        with pytest.raises(StoreFailed, match="not of this program; check the address"):
            use(empty_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["student"]


def test_an_upgrade_that_fails_changes_nothing(older):
    """It is one transaction, on SQLite too."""
    engine = unpooled(older)
    with engine.connect() as connection:
        before = catalogue(connection)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE police_record (id TEXT)")
    with pytest.raises(StoreFailed):
        upgrade(older)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE police_record")
        assert catalogue(connection) == before
    assert "brought up to date" in upgrade(older)


def test_it_can_be_taken_back_to_nothing(empty_url):
    upgrade(empty_url)
    engine = engine_at(read_url(empty_url))
    with migrating(engine) as connection:
        run_migrations(connection, "base")
        assert catalogue(connection) == {}
    engine.dispose()
    assert ": made" in upgrade(empty_url)
