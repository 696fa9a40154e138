"""The command line on real input of others: the figures that were counted by hand."""

import json
import shutil
from collections import Counter

import pytest
from click.testing import CliRunner

from sro_adapters.cli.program import program

ON = ("--on", "2022-05-27", "--json")


def classified(folder):
    ran = CliRunner().invoke(program, ["classify", str(folder), *ON])
    assert ran.exit_code == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def statuses(found):
    return Counter((each["code"], each["outcome"]) for one in found for each in one["findings"])


@pytest.fixture
def edfi(shared_data):
    return shared_data / "edfi-data-standard-v5"


def test_the_ed_fi_sample_gives_the_statuses_that_were_counted(edfi):
    found = classified(edfi)
    assert len(found) == 115
    counted = statuses(found)
    assert counted["truant", "met"] == 27
    assert counted["chronic_absentee", "met"] == 17
    assert counted["chronic_truant", "pending"] == 6


def test_without_birth_dates_the_five_year_olds_are_screened_too(edfi, tmp_path):
    folder = shutil.copytree(edfi, tmp_path / "edfi", copy_function=shutil.copyfile)
    students = folder / "Student.xml"
    lines = students.read_text("utf-8").splitlines()
    students.write_text("\n".join(line for line in lines if "BirthDate" not in line), "utf-8")
    found = classified(folder)
    assert {each["subject"] for each in found} == {"assumed"}
    counted = statuses(found)
    assert counted["truant", "met"] == 35
    assert counted["chronic_absentee", "met"] == 17
    assert counted["chronic_truant", "pending"] == 7


def test_each_tardy_on_a_possible_school_day_is_unresolved_with_what_it_would_change(edfi):
    open_days = [each for one in classified(edfi) for each in one["unresolved"]]
    assert len(open_days) == 63
    assert all(each["would_change"].startswith("if unexcused: ") for each in open_days)


def test_inside_a_session_of_totals_it_is_said_that_percentages_are_not_judged(edfi):
    ran = CliRunner().invoke(program, ["classify", str(edfi), "--on", "2022-03-01"])
    assert "chronic_absentee not judged for 115 students: inside" in ran.stdout
