"""What `sro classify` finds in synthetic districts is their truth, student by student."""

import csv
import json

import pytest
from click.testing import CliRunner

from sro_adapters.cli.program import program

DISTRICTS = [(1, 60), (2, 500), (3, 2000)]


def sro(*args):
    ran = CliRunner().invoke(program, [str(each) for each in args])
    assert ran.exit_code == 0, ran.stderr
    return ran.stdout


def truth(folder):
    """Each student's statuses: (code, outcome, since, acts not on record)."""
    students = {}
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = students.setdefault(row["student_id"], set())
            if row["code"]:
                missing = frozenset(row["missing"].split())
                found.add((row["code"], row["outcome"], row["since"] or None, missing))
    return students


def classified(printed):
    students = {}
    for line in printed.splitlines():
        student = json.loads(line)
        assert student["student_id"] not in students
        students[student["student_id"]] = {
            (each["code"], each["outcome"], each["since"], frozenset(each["missing"]))
            for each in student["findings"]
        }
    return students


@pytest.mark.parametrize(("seed", "students"), DISTRICTS)
def test_every_student_is_found_with_exactly_their_statuses(seed, students, tmp_path):
    sro("generate", tmp_path, "--students", students, "--seed", seed)
    found = classified(sro("classify", tmp_path, "--on", "2026-11-20", "--json"))
    assert len(found) == students
    assert found == truth(tmp_path)


@pytest.mark.parametrize("on", ["2026-08-28", "2027-02-01", "2027-06-30"])
def test_the_truth_holds_on_other_dates_too(on, tmp_path):
    sro("generate", tmp_path, "--students", 60, "--seed", 4, "--on", on)
    assert classified(sro("classify", tmp_path, "--on", on, "--json")) == truth(tmp_path)
