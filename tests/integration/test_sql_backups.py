"""Backups and restoring: consistent while others work, whole or not at all, chains checked."""

import os
import sqlite3
import stat
import threading
import time
from contextlib import closing
from datetime import date, datetime
from itertools import count
from pathlib import Path

import attrs
import pytest
from sqlalchemy import make_url

from sro_adapters.interchange import read_bundle
from sro_adapters.sql import backup, open_database, restore
from sro_adapters.sql.copying import counts
from sro_adapters.sql.engines import engine_at, read_url
from sro_adapters.sql.schema import REVISIONS, migrating, run_migrations
from sro_core import (
    Agreement,
    DatePeriod,
    Guardian,
    Identity,
    Role,
    SiteId,
    StoreFailed,
    StudentRef,
    Viewer,
    load_rules,
)  # fmt: skip
from sro_core.desk import Desk
from sro_core.usecases import access_control, attendance_review, audit_log, student_records
from sro_core.usecases.student_records import Request
from sro_core.usecases.submissions import Submission, submit
from tests.pages import ROOT

ON = date(2026, 11, 20)
NUMBERS = count(1)
OPERATOR = Viewer("operator", Role.OPERATOR, purpose="a backup")


def desk_on(database):
    opened = database.district("EC")
    return Desk(
        opened, lambda: datetime(2026, 11, 20, 9), load_rules("us-ca"), lambda: str(next(NUMBERS))
    )


def fill(database):
    """Put something into every table that a desk can reach."""
    desk = desk_on(database)
    access = desk.admit(OPERATOR)
    roll = read_bundle(ROOT / "examples" / "el_cerrito")
    people = [Identity(StudentRef("S-00001"), "Ana", guardians=(Guardian("Eva"),))]
    submit(desk, access, Submission(roll, identities=people), on=ON)
    term = DatePeriod(date(2026, 7, 1), None)
    access_control.record_agreement(
        desk, access, Agreement(SiteId("HIGH"), term, True, frozenset({"outreach"}))
    )
    for number in range(3):
        asked = Request(f"agency {number}", "case", "attendance", given=False)
        student_records.record_disclosure(desk, access, StudentRef("S-00002"), asked)


def state(database):
    """What a district holds, as records."""
    with database.district("EC")() as stores:
        return (
            [attrs.astuple(each) for each in stores.students.all()],
            dict(stores.sites.all()),
            list(stores.identities.all()),
            stores.disclosures.of(StudentRef("S-00002")),
            list(stores.audit.all()),
            stores.audit.head(),
        )


@pytest.fixture
def filled(url):
    with open_database(url) as database:
        fill(database)
        yield database


def test_what_is_restored_is_what_was_there_whatever_the_databases_are(
    filled, empty_sqlite_url, postgresql, tmp_path
):
    rows = backup(filled, tmp_path / "backup")
    server = postgresql.url_of(postgresql.create())
    for address in (f"sqlite:///{tmp_path / 'again.db'}", server):
        assert restore(tmp_path / "backup", address) == rows
        with open_database(address) as again:
            assert state(again) == state(filled)
            with filled.engine.connect() as before, again.engine.connect() as after:
                assert counts(before) == counts(after)
                assert sum(counts(after).values()) == rows
            desk = desk_on(again)
            assert audit_log.check(desk, desk.admit(OPERATOR)).breaks == ()
            fill_more = Request("later", "case", "attendance", given=False)
            student_records.record_disclosure(
                desk, desk.admit(OPERATOR), StudentRef("S-00003"), fill_more
            )


def test_a_backup_is_for_its_owner_only_and_takes_the_place_of_nothing(filled, tmp_path):
    backup(filled, tmp_path / "backup")
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    before = (tmp_path / "backup").read_bytes()
    with pytest.raises(StoreFailed, match="it is there already; name another one"):
        backup(filled, tmp_path / "backup")
    assert (tmp_path / "backup").read_bytes() == before
    kept = make_url(str(filled.url)).database
    assert {each.name for each in tmp_path.iterdir()} - {
        Path(kept).name, f"{Path(kept).name}-wal", f"{Path(kept).name}-shm"
    } == {"backup"}  # fmt: skip


def test_a_backup_that_fails_leaves_nothing(filled, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        backup(filled, tmp_path / "backup")
    assert not [each for each in tmp_path.iterdir() if "backup" in each.name]


def test_a_backup_while_others_work_is_of_one_moment_and_holds_nobody_up(filled, tmp_path):
    """Each act is a disclosure and an entry, so one without the other would show."""
    desk, done, stop = desk_on(filled), [], threading.Event()

    def work():
        while not stop.is_set():
            asked = Request(f"agency {len(done)}", "case", "attendance", given=True)
            student_records.record_disclosure(
                desk, desk.admit(OPERATOR), StudentRef("S-00004"), asked
            )
            done.append(1)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(4):
            while len(done) < 3 * (number + 1) and worker.is_alive():
                time.sleep(0.005)
            backup(filled, tmp_path / f"backup {number}")
            before = len(done)
            while len(done) == before and worker.is_alive():
                time.sleep(0.005)
    finally:
        stop.set()
        worker.join()
    seen = []
    for number in range(4):
        restore(tmp_path / f"backup {number}", f"sqlite:///{tmp_path}/{number}.db")
        with open_database(f"sqlite:///{tmp_path}/{number}.db") as again:
            with again.district("EC")() as stores:
                entered = len(stores.disclosures.of(StudentRef("S-00004")))
                acts = [each.act for each in stores.audit.all(5)]
            assert acts == ["record disclosure"] * entered
            seen.append(entered)
    assert seen == sorted(seen)
    assert seen[0] < seen[-1], "nobody worked meanwhile"


def test_a_backup_whose_log_was_tampered_with_is_not_restored(filled, tmp_path, postgresql):
    backup(filled, tmp_path / "backup")
    with closing(sqlite3.connect(tmp_path / "backup")) as connection:
        connection.execute("DROP TRIGGER audit_entry_holds")
        connection.execute("UPDATE audit_entry SET actor = 'nobody' WHERE place = 2")
        connection.commit()
    server = postgresql.url_of(postgresql.create())
    for address in (f"sqlite:///{tmp_path / 'again.db'}", server):
        with pytest.raises(StoreFailed, match="the audit log of district EC: it does not hold at"):
            restore(tmp_path / "backup", address)
    assert not (tmp_path / "again.db").exists()
    with pytest.raises(StoreFailed, match="no tables"):
        open_database(server)


def test_only_an_empty_database_is_restored_into(filled, tmp_path):
    backup(filled, tmp_path / "backup")
    before = state(filled)
    with pytest.raises(StoreFailed, match=r"it is there already|there are tables in it"):
        restore(tmp_path / "backup", str(filled.url.render_as_string(hide_password=False)))
    assert state(filled) == before


@pytest.mark.parametrize("content", [None, b"", b"no database, " * 300])
def test_what_is_no_backup_is_not_restored(content, tmp_path, empty_sqlite_url):
    if content is not None:
        (tmp_path / "backup").write_bytes(content)
    with pytest.raises(StoreFailed):
        restore(tmp_path / "backup", empty_sqlite_url)
    assert not Path(make_url(empty_sqlite_url).database).exists()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_backup_is_brought_up_to_date_on_the_way_and_stays_as_it_is(
    revision, tmp_path, empty_url
):
    older = tmp_path / "older.db"
    older.touch()
    engine = engine_at(read_url(f"sqlite:///{older}"))
    with migrating(engine) as connection:
        run_migrations(connection, revision)
        connection.exec_driver_sql(
            "INSERT INTO student (district, ref, version) VALUES ('EC', 'S-1', 1)"
        )
    engine.dispose()
    before = older.read_bytes()
    assert restore(older, empty_url) == 1
    assert older.read_bytes() == before
    with open_database(empty_url) as database, database.district("EC")() as stores:
        assert [each.record.ref for each in stores.students.all()] == ["S-1"]


def test_identities_stay_encrypted_in_a_backup(url, tmp_path):
    from cryptography.fernet import Fernet

    key = Fernet.generate_key().decode()
    with open_database(url, identity_keys=[key]) as database:
        fill(database)
        backup(database, tmp_path / "backup")
    assert b"Ana" not in (tmp_path / "backup").read_bytes()
    restore(tmp_path / "backup", f"sqlite:///{tmp_path / 'again.db'}")
    with open_database(f"sqlite:///{tmp_path / 'again.db'}", identity_keys=[key]) as again:
        desk = desk_on(again)
        opened = student_records.open_identity(desk, desk.admit(OPERATOR), StudentRef("S-00001"))
        assert opened.identity.given_name == "Ana"
        assert attendance_review.review(desk, desk.admit(OPERATOR), on=ON)
