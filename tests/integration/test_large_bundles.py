"""A bundle of more rows than stand in memory reads as any other, and leaves nothing behind."""

import gc
import tempfile
from random import Random

import pytest

from sro_adapters.interchange import check, read_bundle, register, tables
from sro_adapters.synthetic import generate
from sro_core.truancy.roll import StudentFile
from tests.bundles import full, look, marks, small


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """A district whose attendance stands in no order at all."""
    folder = tmp_path_factory.mktemp("district")
    generate(folder, students=80, seed=4)
    path = folder / "attendance.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    rows += rows[::40]
    Random(1).shuffle(rows)
    path.write_text("\n".join((header, *rows)), "utf-8")
    return folder


@pytest.fixture
def small_memory(monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 20)
    monkeypatch.setattr(register, "IN_MEMORY", 100)
    monkeypatch.setattr(register, "ON_A_SHEET", 30)


def test_more_rows_than_stand_in_memory_read_as_the_same_roll(district, request):
    before = check(district)
    request.getfixturevalue("small_memory")
    after = check(district)
    assert after.report.warnings > 10
    assert list(after.report) == list(before.report)
    assert after.report.counts == before.report.counts
    assert after.roll == before.roll


def test_its_students_are_given_again_each_time_in_order_of_reference(district, small_memory):
    files = read_bundle(district).files
    first = list(files)
    assert all(isinstance(each, StudentFile) for each in first)
    assert [each.ref for each in first] == sorted(each.ref for each in first)
    assert len(files) == len(first)
    assert list(files) == first
    assert list(zip(files, files, strict=True)) == [(each, each) for each in first]


def test_what_rows_say_together_is_told_wherever_they_stand(small_memory, monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    monkeypatch.setattr(register, "IN_MEMORY", 1)
    rows = ["S-1 2026-09-01 absent UNX", "S-2 2026-09-02 absent ILL", "S-1 2026-09-05 absent UNX"]
    checked = look(small(attendance=marks(*rows, *rows[:2], "S-2 2026-09-02 present")))
    assert [(each.code, each.line) for each in checked.report] == [
        ("not_a_school_day", 4), ("identical_row", 5), ("identical_row", 6),
        ("present_and_absent", 7),
    ]  # fmt: skip


def test_the_temporary_file_is_closed_with_the_roll(district, small_memory, monkeypatch):
    made, make = [], tempfile.TemporaryFile

    def making(*args, **more):
        made.append(make(*args, **more))
        return made[-1]

    monkeypatch.setattr(register.tempfile, "TemporaryFile", making)
    checked = check(district)
    assert [file.closed for file in made] == [False]
    del checked
    gc.collect()
    assert [file.closed for file in made] == [True]


def test_whoever_asks_is_told_how_far_it_is(district, small_memory, monkeypatch):
    monkeypatch.setattr("sro_adapters.interchange.rows.TOLD_EVERY", 100)
    told = []
    check(district, progress=lambda *each: told.append(each))
    assert {what for what, _ in told} == {"rows read"}
    numbers = [number for _, number in told]
    assert numbers == sorted(numbers)
    assert [number // 100 for number in numbers] == list(range(1, len(numbers) + 1))


def test_students_are_found_by_their_place(small_memory):
    files = look(full()).roll.files
    assert [files[0].ref, files[1].ref, files[-1].ref] == ["S-1", "S-2", "S-2"]
    assert [file.ref for file in files[1:]] == ["S-2"]
    assert files == list(files)
    assert files == tuple(files)
    assert files != files[1:]
    assert files != "S-1 and S-2"
    for place in (2, -3):
        with pytest.raises(IndexError):
            files[place]


def test_beyond_what_is_listed_the_first_problems_by_line_are(monkeypatch):
    monkeypatch.setattr("sro_adapters.interchange.problems.LISTED", 4)
    rows = [f"S-{1 + n % 2} 2026-09-05 absent {code}" for code in "ABCDEFGHIJ" for n in range(2)]
    rows[5] = "S-1,HIGH,C-9,2026-09-01,section,absent,A,"
    rows[0] = "S-1,HIGH,C-9,2026-09-01,section,absent,B,"
    classes = "sourcedId,schoolSourcedId,termSourcedIds\nC-1,HIGH,FALL\n"
    report = look(small(attendance=marks(*rows), classes=classes)).report
    assert [(each.line, each.code) for each in report] == [
        (2, "unknown_section"), (3, "not_a_school_day"), (4, "not_a_school_day"),
        (5, "not_a_school_day"),
    ]  # fmt: skip
    assert report.counts.total() == 2 + 18 + 10
