"""What goes wrong in a database, in the library's words: each row of the table, and real ones."""
# ruff: noqa: PT012, SIM117 - what fails is a unit of work, in whichever of its lines

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from sro_adapters.sql import open_database, upgrade
from sro_adapters.sql.failures import MEANINGS, Failure, Meanwhile, Unfit, told, translated
from sro_core import (
    BadValue,
    Conflict,
    DatePeriod,
    DistrictId,
    Enrollment,
    SiteId,
    SroError,
    StoreFailed,
    Student,
    StudentFile,
    StudentRef,
)  # fmt: skip

SECRET = "S-00001 Xochitl at sesame"


class Raised(Exception):
    """A driver's error: its message holds what nobody may read."""

    def __init__(self, code):
        super().__init__(SECRET)
        self.sqlstate = self.sqlite_errorname = code


@pytest.mark.parametrize(("database", "code"), MEANINGS)
def test_each_row_of_the_table_says_what_happened_and_what_to_do(database, code):
    meaning = MEANINGS[database, code]
    raised = DBAPIError.instance(SECRET, {"name": SECRET}, Raised(code), Exception)
    error = told(database, "database sro.db", raised)
    kind = {Meanwhile: Conflict, Unfit: BadValue, Failure: StoreFailed}[type(meaning)]
    assert type(error) is kind
    assert SECRET not in str(error) + repr(error)
    if isinstance(meaning, Failure):
        assert str(error) == f"database sro.db: {meaning.why} ({code}); {meaning.instead}"


@pytest.mark.parametrize(
    ("database", "code", "like"),
    [
        ("sqlite", "SQLITE_IOERR_WRITE", "SQLITE_IOERR"),
        ("sqlite", "SQLITE_CANTOPEN_ISDIR", "SQLITE_CANTOPEN"),
        ("sqlite", "SQLITE_READONLY_DBMOVED", "SQLITE_READONLY"),
        ("sqlite", "SQLITE_CONSTRAINT_CHECK", "SQLITE_CONSTRAINT"),
        ("sqlite", "SQLITE_CORRUPT_INDEX", "SQLITE_CORRUPT"),
        ("postgresql", "23514", "23"),
        ("postgresql", "08006", "08"),
        ("postgresql", "28P01", "28"),
        ("postgresql", "57P01", "57"),
        ("postgresql", "58030", "58"),
    ],
)
def test_a_code_that_is_not_in_it_means_what_it_begins_with(database, code, like):
    said = str(told(database, "x", Raised(code)))
    assert said.replace(code, like) == str(told(database, "x", Raised(like)))


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_error_that_nobody_foresaw_says_its_code_and_nothing_of_its_words(database):
    error = told(database, "database sro.db", Raised("99X99"))
    assert str(error) == "database sro.db: it gave the error 99X99; please report it"


@pytest.mark.parametrize("own", [Conflict("x"), BadValue("x", "y"), ValueError("no driver's")])
def test_what_is_no_error_of_a_driver_goes_through_as_it_is(own):
    with pytest.raises(type(own)) as raised, translated("sqlite", "x"):
        raise own
    assert raised.value is own


# ---------------------------------------------------------------- real ones


def file_of(url):
    return make_url(url).database


def student(ref="S-1"):
    period = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
    return StudentFile(
        Student(StudentRef(ref), date(2012, 3, 4)), (Enrollment(SiteId("HIGH"), period),)
    )


def save(database, *files):
    with database.district("EC")() as stores:
        for each in files:
            stores.students.put(each, 0)
        stores.commit()


def failing(url, **options):
    with pytest.raises(StoreFailed) as raised:
        open_database(url, **options)
    assert "S-1" not in str(raised.value)
    return str(raised.value)


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "x.db").write_bytes(b"this is no database at all, S-1\n" * 100)
    said = failing(f"sqlite:///{tmp_path / 'x.db'}")
    assert "the file is no SQLite database (SQLITE_NOTADB); check the path" in said


def test_a_folder_in_place_of_a_file(tmp_path):
    assert "the file cannot be opened" in failing(f"sqlite:///{tmp_path}")


def test_a_file_in_a_folder_that_is_not_there(tmp_path):
    assert "cannot be made" in failing(f"sqlite:///{tmp_path}/no/sro.db", create=True)


def test_a_damaged_file(sqlite_url):
    with open_database(sqlite_url) as database:
        save(database, *(student(f"S-{n}") for n in range(400)))
    with closing(sqlite3.connect(file_of(sqlite_url))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'student'"
        ).fetchone()[0]
    with Path(file_of(sqlite_url)).open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    with open_database(sqlite_url) as database, pytest.raises(StoreFailed) as raised:
        with database.district("EC")() as stores:
            list(stores.students.all())
    assert "the file is damaged (SQLITE_CORRUPT" in str(raised.value)


def test_a_full_disk_saves_nothing_and_says_so(sqlite_url):
    with open_database(sqlite_url) as database:
        save(database, student())
        with database.district("EC")(exclusive=True) as stores:
            driver = stores.transaction.connection.connection.driver_connection
            pages = driver.execute("PRAGMA page_count").fetchone()[0]
            driver.execute(f"PRAGMA max_page_count = {pages}")
            with pytest.raises(StoreFailed, match=r"the disk is full \(SQLITE_FULL\); make room"):
                for n in range(2, 30_000):
                    stores.students.put(student(f"S-{n}"), 0)
                stores.commit()
            driver.execute("PRAGMA max_page_count = 1073741823")
        with database.district("EC")() as stores:
            assert [each.record.ref for each in stores.students.all()] == ["S-1"]


def test_a_file_that_may_only_be_read(sqlite_url, tmp_path):
    """Root may write whatever its rights say, so SQLite is told."""
    with open_database(sqlite_url) as database:
        with pytest.raises(StoreFailed, match=r"the file may only be read \(SQLITE_READONLY"):
            with database.district("EC")() as stores:
                driver = stores.transaction.connection.connection.driver_connection
                driver.execute("PRAGMA query_only = ON")
                try:
                    stores.students.put(student(), 0)
                    stores.commit()
                finally:
                    driver.execute("PRAGMA query_only = OFF")


def test_whoever_waits_too_long_is_told_so(url):
    with open_database(url) as first, open_database(url, wait=0.2) as second:
        with first.district("EC")(exclusive=True) as stores:
            stores.students.put(student(), 0)
            with pytest.raises(StoreFailed, match="somebody else kept it locked for too long"):
                with second.district("EC")(exclusive=True):
                    pass


def test_a_table_that_is_gone(url):
    with open_database(url) as database:
        with database.engine.begin() as connection:
            connection.execute(text("DROP TABLE disclosure"))
        with database.district("EC")() as stores:
            with pytest.raises(StoreFailed, match=r"a table is missing .*; run sro db upgrade"):
                stores.disclosures.of(StudentRef("S-1"))


def test_a_text_that_postgresql_cannot_hold(postgresql_url):
    with open_database(postgresql_url) as database:
        with pytest.raises(BadValue, match="a character that the database cannot hold"):
            save(database, student("S-\0"))


@pytest.mark.parametrize("name", ["A\ud800", "\udfffna"])
def test_half_of_a_surrogate_pair_is_refused_by_both(url, name):
    with open_database(url) as database, pytest.raises(BadValue, match="cannot hold"):
        with database.district("EC")() as stores:
            stores.students.put(student(name), 0)
            stores.commit()


def test_a_server_that_is_not_there(tmp_path):
    said = failing(f"postgresql://sro:sesame@/sro?host={tmp_path}")
    assert "it cannot be reached" in said
    assert "sesame" not in said


def test_a_database_that_is_not_there(postgresql):
    address = postgresql.address.set(database="nowhere", password="sesame")
    said = failing(address.render_as_string(hide_password=False))
    assert "there is no such database" in said
    assert "createdb" in said
    assert "sesame" not in said


def test_a_password_that_is_wrong(postgresql):
    address = postgresql.address.set(username="stranger", password="sesame")
    said = failing(address.render_as_string(hide_password=False))
    assert "it does not accept the user or the password" in said
    assert "sesame" not in said


def test_a_user_without_rights(postgresql, postgresql_url):
    with open_database(postgresql_url) as database:
        with database.engine.begin() as connection:
            connection.execute(text("DROP ROLE IF EXISTS sro_reader"))
            connection.execute(text("CREATE ROLE sro_reader LOGIN"))
            connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO sro_reader"))
        reader = make_url(postgresql_url).set(username="sro_reader")
        with open_database(reader.render_as_string(hide_password=False)) as other:
            with pytest.raises(StoreFailed, match=r"its user may not do that .*; grant"):
                save(other, student())
        with database.engine.begin() as connection:
            connection.execute(text("DROP OWNED BY sro_reader"))
            connection.execute(text("DROP ROLE sro_reader"))


def test_a_server_that_ends_the_connection_saves_nothing(postgresql, postgresql_url):
    with open_database(postgresql_url) as database:
        with pytest.raises(StoreFailed, match=r"the server ended the connection"):
            with database.district("EC")() as stores:
                stores.students.put(student(), 0)
                (pid,) = stores.transaction.connection.execute(
                    text("SELECT pg_backend_pid()")
                ).one()
                postgresql.run(f"SELECT pg_terminate_backend({pid})")
                stores.commit()
        with database.district("EC")() as stores:
            assert list(stores.students.all()) == []


def test_a_row_that_breaks_a_constraint_is_refused_without_its_values(url):
    with open_database(url) as database:
        with pytest.raises(StoreFailed) as raised:
            with (
                database.engine.begin() as connection,
                translated(database.engine.dialect.name, database.name),
            ):
                connection.execute(
                    text("INSERT INTO disclosure VALUES ('EC', 'S-1', -1, '2026-11-20 09:00:00',"
                         " 'Xochitl', 'x', 'x', TRUE, 'x', 'x', NULL)")
                )  # fmt: skip
        assert "it refuses a row that breaks one of its constraints" in str(raised.value)
        assert "Xochitl" not in str(raised.value)
        assert raised.value.__cause__ is None, "the driver's words go no further"


def test_a_link_that_dies_in_the_middle_of_a_copy_is_told(postgresql, postgresql_url):
    """The import of a year goes by COPY; the server is told to end it half way."""
    with open_database(postgresql_url) as database:
        with pytest.raises(StoreFailed), database.district("EC")(exclusive=True) as stores:
            (pid,) = stores.transaction.connection.execute(text("SELECT pg_backend_pid()")).one()
            killer = threading.Timer(
                0.05, lambda: postgresql.run(f"SELECT pg_terminate_backend({pid})")
            )
            killer.start()
            for n in range(100_000):
                stores.students.put(student(f"S-{n}"), 0)
            killer.join()
            stores.commit()
        with database.district("EC")() as stores:
            assert list(stores.students.all()) == []


def test_every_error_of_this_kind_is_the_librarys(sqlite_url):
    """One of SQLAlchemy's own, with values in it, is translated as any other."""
    error = OperationalError(SECRET, {"name": SECRET}, sqlite3.OperationalError(SECRET))
    with pytest.raises(SroError) as raised, translated("sqlite", "database sro.db"):
        raise error
    assert SECRET not in str(raised.value)
    shutil.copy(file_of(sqlite_url), f"{file_of(sqlite_url)}.copy")
    with open_database(sqlite_url) as database:
        assert DistrictId("EC") not in database.districts()
    assert upgrade(sqlite_url)
