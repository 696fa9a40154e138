"""Whoever gets round the database and changes the stored log is found, and the place is named."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_adapters.interchange import read_bundle
from sro_adapters.sql import open_database
from sro_core import DistrictId, Head, Role, StudentRef, Viewer, load_rules
from sro_core.desk import Desk
from sro_core.usecases import attendance_review, audit_log, student_records
from sro_core.usecases.student_records import Request
from sro_core.usecases.submissions import Submission, submit
from tests.pages import ROOT

ON = date(2026, 11, 20)
COLUMNS = (
    "district", "place", "at", "actor", "role", "act", "site", "subject", "purpose", "details",
    "salt", "sealed", "clears", "previous", "hash",
)  # fmt: skip
MATTER = ("subject", "purpose", "details", "salt")


def desk_on(database):
    opened = database.district("DISTRICT")
    salts = iter(map(str, range(1000)))
    return Desk(opened, lambda: datetime(2026, 11, 20, 9), load_rules("us-ca"), lambda: next(salts))


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """A database whose log has a dozen entries, one of them cleared of whom it was about."""
    file = tmp_path_factory.mktemp("chain") / "sro.db"
    with open_database(f"sqlite:///{file}", create=True) as database:
        desk = desk_on(database)
        access = desk.admit(Viewer("operator é", Role.OPERATOR, None, "a «test»"))
        roll = read_bundle(ROOT / "examples" / "el_cerrito")
        submit(desk, access, Submission(roll, source="example"), on=ON)
        for number in range(1, 9):
            ref = StudentRef(f"S-{number:05}")
            attendance_review.review_one(desk, access, ref, on=ON)
        request = Request("agency", "case", "attendance", given=False)
        student_records.record_disclosure(desk, access, StudentRef("S-00002"), request)
        student_records.expunge(desk, access, StudentRef("S-00003"), because="an order")
    with closing(sqlite3.connect(file)) as connection:
        for name in ("audit_entry_stays", "audit_entry_holds"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.commit()
    return file


def checked(file, noted=()):
    with open_database(f"sqlite:///{file}") as database:
        desk = desk_on(database)
        return audit_log.check(desk, desk.admit(Viewer("auditor", Role.AUDITOR)), noted)


@pytest.fixture(scope="module")
def tampered(chain, tmp_path_factory):
    """Give what runs statements on a copy of the database and checks the chain."""
    copy = tmp_path_factory.mktemp("tampered") / "sro.db"

    def tamper(*statements):
        for each in copy.parent.iterdir():
            each.unlink()
        shutil.copy(chain, copy)
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for statement, *values in statements:
                connection.execute(statement, values)
            connection.commit()
        return checked(copy)

    return tamper


@pytest.fixture(scope="module")
def entries(chain):
    with closing(sqlite3.connect(chain)) as connection:
        query = f"SELECT {', '.join(COLUMNS)} FROM audit_entry ORDER BY place"
        return connection.execute(query).fetchall()


def test_untouched_it_holds(tampered, entries):
    found = tampered()
    assert found.breaks == ()
    assert found.head.count == len(entries) == 11


def test_the_database_itself_refuses(chain, tmp_path):
    with open_database(f"sqlite:///{tmp_path / 'fresh.db'}", create=True) as database:
        desk = desk_on(database)
        attendance_review.review(desk, desk.admit(Viewer("op", Role.OPERATOR)), on=ON)
    with closing(sqlite3.connect(tmp_path / "fresh.db")) as connection:
        for statement in (
            "DELETE FROM audit_entry",
            "UPDATE audit_entry SET actor = 'nobody'",
            "UPDATE audit_entry SET subject = NULL",
            "UPDATE audit_entry SET hash = NULL",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


@given(data=st.data())
def test_any_byte_of_any_cell_is_found_and_the_entry_named(tampered, entries, data):
    row = data.draw(st.sampled_from(entries))
    filled = [n for n, cell in enumerate(row) if cell not in (None, "") and n != 1]
    column = data.draw(st.sampled_from(filled))
    before = row[column].encode()
    at = data.draw(st.integers(0, len(before) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != before[at]))
    after = before[:at] + bytes([other]) + before[at + 1 :]
    statement = f"UPDATE audit_entry SET {COLUMNS[column]} = CAST(? AS TEXT) WHERE place = ?"
    found = tampered((statement, after, row[1]))
    named = {each.place for each in found.breaks}
    assert row[1] in named or row[1] + 1 in named, (COLUMNS[column], before, after)


@given(data=st.data())
def test_any_other_value_of_a_cell_is_found(tampered, entries, data):
    """Another text, number or type, or nothing at all, even if it would be read as the same.

    A number in a column of text is kept as its text, so that one is no other value.
    """
    row = data.draw(st.sampled_from(entries))
    column = data.draw(st.sampled_from(range(2, len(COLUMNS))))
    cell = row[column]
    others = st.one_of(
        st.text(max_size=8), st.none(), st.integers(-5, 5), st.binary(max_size=4),
        st.sampled_from([f"{cell} ", f" {cell}", str(cell).upper(), str(cell).replace(", ", ",")]),
        st.sampled_from([each[column] for each in entries]),
    )  # fmt: skip

    def differs(value):
        kept = str(value) if isinstance(value, int) else value
        return (type(kept), kept) != (type(cell), cell)

    other = data.draw(others.filter(differs))
    try:
        found = tampered(
            (f"UPDATE audit_entry SET {COLUMNS[column]} = ? WHERE place = ?", other, row[1])
        )
    except sqlite3.IntegrityError:
        return  # the table itself does not take it
    named = {each.place for each in found.breaks}
    assert named & {row[1], row[1] + 1}, (COLUMNS[column], cell, other)


@given(first=st.integers(1, 11), last=st.integers(1, 11))
def test_removed_entries_are_named_the_last_ones_too(tampered, first, last):
    first, last = min(first, last), max(first, last)
    found = tampered(("DELETE FROM audit_entry WHERE place BETWEEN ? AND ?", first, last))
    assert first in {each.place for each in found.breaks}


@given(place=st.integers(1, 11))
def test_removed_entries_are_named_though_the_rest_moved_up(tampered, place):
    found = tampered(
        ("DELETE FROM audit_entry WHERE place = ?", place),
        ("UPDATE audit_entry SET place = -place WHERE place > ?", place),
        ("UPDATE audit_entry SET place = -place - 1 WHERE place < 0",),
    )
    assert {each.place for each in found.breaks} & {place, place + 1}


@given(place=st.integers(1, 11))
def test_an_end_that_was_cut_off_shows_against_the_head_that_is_kept_apart(
    tampered, entries, place
):
    """And against one noted elsewhere, where the one in the database was changed to fit."""
    found = tampered(("DELETE FROM audit_entry WHERE place >= ?", place))
    assert place in {each.place for each in found.breaks}
    before = entries[place - 2] if place > 1 else None
    fitting = (place - 1, before[-1] if before else "0" * 64)
    cut = tampered(
        ("DELETE FROM audit_entry WHERE place >= ?", place),
        ("UPDATE audit_head SET count = ?, hash = ?", *fitting),
    )
    # The last entry took the matter of another away; without it, that one is named.
    assert {each.place for each in cut.breaks} <= {4}
    assert cut.head == Head(DistrictId("DISTRICT"), *fitting)


def test_a_head_noted_elsewhere_shows_what_the_one_in_the_database_cannot(
    chain, tampered, entries, tmp_path
):
    noted = Head(DistrictId("DISTRICT"), 11, entries[-1][-1])
    copy = shutil.copy(chain, tmp_path / "cut.db")
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("DELETE FROM audit_entry WHERE place = 11")
        connection.execute("UPDATE audit_head SET count = 10, hash = ?", [entries[9][-1]])
        connection.commit()
    assert [each.place for each in checked(copy).breaks] == [4], "what the last one took away"
    broken = checked(copy, [noted]).breaks[-1]
    assert (broken.place, broken.why) == (11, "1 entry is gone from the end")


@given(one=st.integers(1, 11), other=st.integers(1, 11))
def test_swapped_entries_are_named(tampered, one, other):
    if one == other:
        return
    move = "UPDATE audit_entry SET place = ? WHERE place = ?"
    found = tampered((move, -1, one), (move, one, other), (move, other, -1))
    named = {each.place for each in found.breaks}
    assert {one, other} <= named


@given(place=st.integers(1, 12), copied=st.integers(1, 11))
def test_an_inserted_entry_is_named(tampered, entries, place, copied):
    """A copy of another entry, made to fit as well as it can be, the rest moved down."""
    fresh = list(entries[copied - 1])
    fresh[1], fresh[13] = place, "f" * 64
    cells = ", ".join("?" * len(fresh))
    found = tampered(
        ("UPDATE audit_entry SET place = -place WHERE place >= ?", place),
        ("UPDATE audit_entry SET place = -place + 1 WHERE place < 0",),
        (f"INSERT INTO audit_entry ({', '.join(COLUMNS)}) VALUES ({cells})", *fresh),
    )
    assert place in {each.place for each in found.breaks}


@given(place=st.integers(1, 11))
def test_matter_taken_away_without_an_entry_that_says_so_is_named(tampered, entries, place):
    cleared = ", ".join(f"{each} = NULL" for each in MATTER)
    found = tampered((f"UPDATE audit_entry SET {cleared} WHERE place = ?", place))
    was_cleared = entries[place - 1][7] is None
    assert [each.place for each in found.breaks] == ([] if was_cleared else [place])
