"""Attendance rows come in any order and number, and are given by student, as often as asked."""

import gc
import os
import stat
import tempfile
from datetime import date, timedelta
from random import Random

import pytest

from sro_adapters.interchange import register as module
from sro_adapters.interchange.problems import Line
from sro_adapters.interchange.register import Register
from sro_core.truancy.attendance import AttendanceKind, Excuse, Scope

FIRST = date(2026, 8, 17)
LIMITS = (1, 7, 50, 10**6)


def fact(number):
    return (f"SITE-{number % 3}", "", AttendanceKind.ABSENT, Scope.DAY, Excuse.UNKNOWN, number, "")


def rows(count=200, students=9, seed=1):
    """Made-up rows as (student, day, line, fact), in no order but that of lines."""
    chance = Random(seed)
    return [
        (
            f"S-{chance.randrange(students)}",
            FIRST + timedelta(chance.randrange(20)),
            line,
            fact(line),
        )
        for line in range(2, count + 2)
    ]


def filled(given, block=10):
    kept = Register()
    for start in range(0, len(given), block):
        kept.add(*zip(*given[start : start + block], strict=True))
    return kept


def by_student(given):
    """The same as one sort of all rows gives."""
    found = {}
    for ref, day, line, said in sorted(given, key=lambda row: (row[0], row[1])):
        found.setdefault(ref, []).append((day, line, said))
    return list(found.items())


@pytest.fixture
def files(monkeypatch):
    """The temporary files that are made."""
    made, make = [], tempfile.TemporaryFile

    def making(*args, **more):
        made.append(make(*args, **more))
        return made[-1]

    monkeypatch.setattr(module.tempfile, "TemporaryFile", making)
    return made


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("block", [1, 10, 300])
def test_rows_are_given_by_student_and_date_then_as_they_came(monkeypatch, limit, block):
    monkeypatch.setattr(module, "IN_MEMORY", limit)
    given = rows()
    assert list(filled(given, block)) == by_student(given)


@pytest.mark.parametrize("limit", LIMITS)
def test_they_are_given_again_and_side_by_side(monkeypatch, limit):
    monkeypatch.setattr(module, "IN_MEMORY", limit)
    monkeypatch.setattr(module, "ON_A_SHEET", 3)
    kept = filled(rows())
    assert list(kept) == list(kept)
    assert list(zip(kept, kept, strict=True)) == [(page, page) for page in kept]


def test_few_rows_touch_no_file(files):
    filled(rows())
    assert files == []


def test_the_file_has_no_name_and_is_open_to_nobody_else(monkeypatch, files):
    monkeypatch.setattr(module, "IN_MEMORY", 20)
    kept = filled(rows())
    (file,) = files
    found = os.fstat(file.fileno())
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert found.st_nlink == 0
    assert found.st_size > 0
    assert kept.refs == {row[0] for row in rows()}


def test_the_file_is_gone_with_the_register(monkeypatch, files):
    monkeypatch.setattr(module, "IN_MEMORY", 20)
    kept = filled(rows())
    pages = iter(kept)
    next(pages)
    del kept, pages
    gc.collect()
    assert [file.closed for file in files] == [True]


def test_a_line_of_one_of_several_files_stays_one(monkeypatch):
    monkeypatch.setattr(module, "IN_MEMORY", 1)
    kept = Register()
    kept.add(["S-1"], [FIRST], [Line(7, "a.csv", {"Student_id": "pupil"})], [fact(1)])
    ((_, ((_, line, _),)),) = kept
    assert (line, line.file, line.theirs) == (7, "a.csv", {"Student_id": "pupil"})
