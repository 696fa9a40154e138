"""Rows that are read together say what each of them says alone."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_adapters.interchange import blocks, tables
from sro_adapters.interchange.blocks import Keys, read_blocks
from sro_adapters.interchange.columns import CellRefused
from sro_adapters.interchange.layouts import LAYOUTS
from sro_adapters.interchange.problems import Report
from sro_adapters.interchange.rows import Files
from sro_adapters.interchange.tables import Table
from tests.bundles import full, look, marks, small

COLUMNS = [column for layout in LAYOUTS.values() for column in layout.columns]
CELLS = st.text(max_size=3) | st.sampled_from(
    ("", " ", "7", " 7", "7 ", "a b", "\u00a0", "\u3000x", "a\u2028", "\ufeff", "\x07", "x\ny",
     "\t", "active", "student", "2026-09-01", "true", "08:30", "Mon", "absent", "daily", "excused")
)  # fmt: skip


def alone(column, cell):
    """The value of one cell, or why it is refused."""
    if column.filled and not cell.strip():
        return CellRefused("blank_cell", "it may not be blank", "fill it in")
    try:
        return column.read(cell)
    except CellRefused as why:
        return why


@given(st.sampled_from(COLUMNS), st.lists(CELLS, min_size=1, max_size=5))
def test_cells_are_read_together_as_each_would_be_alone(column, cells):
    layout = attrs.evolve(LAYOUTS["codes"], columns=(column,))
    rows = [[cell] for cell in cells]
    table = Table("x.csv", (column.name,), lambda: iter([(range(2, len(rows) + 2), rows)]))
    report, keys = Report(), Keys()
    read = {}
    for block in read_blocks(table, layout, report, keys):
        read |= dict(zip(block.lines, block[column.name], strict=True))
    known = {line: alone(column, cell) for line, cell in enumerate(cells, 2)}
    refused = {line: why for line, why in known.items() if isinstance(why, CellRefused)}
    assert read == {line: value for line, value in known.items() if line not in refused}
    assert [(each.line, each.code) for each in report] == [
        (line, why.code) for line, why in refused.items()
    ]
    assert keys.complete is (not refused)


SPOILED = {
    "good": small(attendance=marks(*(f"S-{1 + n % 2} 2026-09-1{n} absent UNX" for n in range(9)))),
    "all": full(),
    "a bad row": small(attendance=marks(*["S-1 2026-09-01 absent"] * 5, "S-1 2026-02-30 absent")),
    "everything": small(
        users=(
            "sourcedId,status,role\nS-1,,student\nS-2,,student\nS-2,,student\nS-2,active,student\n"
            "S-3,tobedeleted,student\n\n,,student\nT-1,,pupil\nT-2,,teacher,\n S-4,,student\n"
            'S-5,"student\n'
        ),
        attendance=marks(
            "S-1 2026-09-01 absent UNX", "S-1 2026-09-01 absent UNX", "S-9 2026-09-01 absent",
            "S-2 2026-09-05 absent QQ", "S-2 2026-09-02 present", "S-2 2026-09-02 absent QQ",
            "S-3 2026-09-02 absent QQ", "S-1,,,2026-09-02,daily,gone,,", "S-1,HIGH",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_how_many_rows_are_read_at_once_changes_nothing(monkeypatch, name, size):
    before = look(SPOILED[name])
    monkeypatch.setattr(tables, "AT_ONCE", size)
    after = look(SPOILED[name])
    assert list(after.report) == list(before.report)
    assert after.report.counts == before.report.counts
    assert after.roll == before.roll


def test_what_is_remembered_of_a_column_has_an_end(monkeypatch):
    monkeypatch.setattr(blocks, "REMEMBERED", 2)
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    after = look(SPOILED["good"])
    monkeypatch.undo()
    assert after.roll == look(SPOILED["good"]).roll


def test_whoever_asks_is_told_how_many_rows_were_read(monkeypatch):
    monkeypatch.setattr("sro_adapters.interchange.rows.TOLD_EVERY", 3)
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    told = []
    rows = [[f"C-{n}", "excused"] for n in range(8)]
    pairs = [(range(n + 2, n + 4), rows[n : n + 2]) for n in range(0, 8, 2)]
    table = Table("codes.csv", ("Excuse_code", "Excuse"), lambda: iter(pairs))
    files = Files({"codes": table}, Report(), lambda *each: told.append(each))
    assert len(list(files.records(LAYOUTS["codes"]))) == 8
    assert told == [("rows read", 4), ("rows read", 6)]
