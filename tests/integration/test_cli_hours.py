"""`sro hours`: the school's hours for anybody, and nothing of a student even when it fails."""

import json

import pytest
from click.testing import CliRunner

from sro_adapters.cli.program import program
from sro_adapters.synthetic import generate, write_faulty_export


@pytest.fixture
def district(tmp_path):
    generate(tmp_path / "good", students=5, seed=1)
    write_faulty_export(tmp_path / "bad", seed=1)
    return tmp_path


def hours(*args):
    return CliRunner().invoke(program, ["hours", *map(str, args)])


@pytest.mark.parametrize("role", ["officer:O-01", "public", "clerk:MIDDLE"])
def test_any_role_is_told_whether_school_is_in_session(district, role):
    ran = hours("HIGH", district / "good", "--at", "2026-11-20T10:15", "--as", role)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("HIGH on Friday 2026-11-20 at 10:15: in session (bells ")


def test_as_json_it_is_one_object(district):
    ran = hours("HIGH", district / "good", "--at", "2026-11-21 10:15", "--json")
    assert json.loads(ran.stdout) == {
        "site": "HIGH",
        "at": "2026-11-21T10:15:00",
        "answer": "not in session",
        "because": "a Saturday",
    }


def test_an_export_with_errors_tells_their_number_and_no_row(district):
    ran = hours("HIGH", district / "bad", "--at", "2026-11-20T10:15", "--as", "public")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "the export has 4 errors" in ran.stderr
    assert "S-" not in ran.stderr
    assert "attendance.csv" not in ran.stderr


def test_an_unknown_site_is_told_with_the_known_ones(district):
    ran = hours("NOWHERE", district / "good", "--at", "2026-11-20T10:15")
    assert ran.exit_code == 1
    assert "there are: HIGH, MIDDLE" in ran.stderr
