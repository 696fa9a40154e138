"""A refused cell gives exactly one problem that names it, for every column of every file.

The bundle is whole and its rows refer to each other, so that a row left out would be missed in
many places; nothing of that may be reported again.
"""

import attrs
import pytest

from sro_adapters.interchange.layouts import LAYOUTS
from sro_adapters.interchange.problems import MASK, Severity
from tests.bundles import full, look, places, rows_of_full, texts

VERSIONS = ("1.1", "1.2")
WHOLE = {version: rows_of_full(version) for version in VERSIONS}
TEXTS = {version: full(version) for version in VERSIONS}
COLUMNS = [
    pytest.param(version, layout, column, id=f"{version} {layout.name}.{column.name}")
    for version in VERSIONS
    for layout in LAYOUTS.values()
    for column in layout.columns
    if layout.name in WHOLE[version] and column.name in WHOLE[version][layout.name][0]
]
FILLED = [each for each in COLUMNS if each.values[2].filled]
REQUIRED = [each for each in COLUMNS if each.values[2].required]


def only_problem(version, layout, rows):
    """The single problem of the whole bundle with one file replaced."""
    report = look(TEXTS[version] | texts({layout.name: rows})).report
    assert len(places(report)) == 1, places(report)
    return report.problems[0]


def each_spoiled(version, layout, column, cell):
    """Every way to put the cell into one row of the file, with the line it then stands on."""
    rows = WHOLE[version][layout.name]
    for number, row in enumerate(rows):
        spoiled = [*rows[:number], row | {column.name: cell}, *rows[number + 1 :]]
        yield number + 2, spoiled


@pytest.mark.parametrize("version", VERSIONS)
def test_the_whole_bundle_has_no_problem(version):
    checked = look(TEXTS[version])
    assert places(checked.report) == []
    assert len(checked.roll.files) == 2


def test_every_column_of_every_file_is_filled_in_one_of_the_versions():
    tested = {(each.values[1].name, each.values[2].name) for each in COLUMNS}
    known = {(layout.name, column.name) for layout in LAYOUTS.values() for column in layout.columns}
    assert tested == known
    for rows in WHOLE.values():
        assert all(cell for lines in rows.values() for row in lines for cell in row.values())


@pytest.mark.parametrize(("version", "layout", "column"), COLUMNS)
def test_a_refused_cell_gives_one_error_that_names_it(version, layout, column):
    for line, rows in each_spoiled(version, layout, column, column.refuses):
        problem = only_problem(version, layout, rows)
        assert problem.severity is Severity.ERROR
        assert (problem.file, problem.line) == (f"{layout.name}.csv", line)
        assert problem.column == column.name
        assert problem.value == (MASK if column.identity else column.refuses)
        assert problem.code
        assert problem.says
        assert problem.hint


@pytest.mark.parametrize("blank", ["", "  "])
@pytest.mark.parametrize(("version", "layout", "column"), FILLED)
def test_a_blank_cell_that_must_be_filled_gives_one_error(version, layout, column, blank):
    for line, rows in each_spoiled(version, layout, column, blank):
        problem = only_problem(version, layout, rows)
        assert (problem.severity, problem.code) == (Severity.ERROR, "blank_cell")
        assert (problem.file, problem.line) == (f"{layout.name}.csv", line)
        assert problem.column == column.name


@pytest.mark.parametrize(("version", "layout", "column"), REQUIRED)
def test_a_missing_required_column_gives_one_error(version, layout, column):
    rows = [
        {name: cell for name, cell in row.items() if name != column.name}
        for row in WHOLE[version][layout.name]
    ]
    problem = only_problem(version, layout, rows)
    assert (problem.severity, problem.code) == (Severity.ERROR, "missing_column")
    assert (problem.file, problem.line) == (f"{layout.name}.csv", 1)
    assert problem.column == column.name


@pytest.mark.parametrize("version", VERSIONS)
def test_all_problems_of_all_files_are_told_at_once(version):
    spoiled = {
        name: [row | {LAYOUTS[name].columns[-1].name: LAYOUTS[name].columns[-1].refuses}
               for row in rows]
        for name, rows in WHOLE[version].items()
        if LAYOUTS[name].columns[-1].name in rows[0]
    }  # fmt: skip
    report = look(TEXTS[version] | texts(spoiled)).report
    found = {(each.file, each.line) for each in report}
    assert found == {
        (f"{name}.csv", line + 2) for name, rows in spoiled.items() for line in range(len(rows))
    }


def test_an_identity_is_masked_wherever_a_problem_is_shown():
    rows = [attrs.evolve(each) for layout in LAYOUTS.values() for each in layout.columns]
    masked = {each.name for each in rows if each.identity}
    assert {"givenName", "familyName", "email", "phone", "sms", "username", "Sis_id"} <= masked
