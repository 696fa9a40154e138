"""The command as it is installed: real processes, the demonstration, pipes."""

import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from sro_adapters.cli import demo as demonstration
from tests.bundles import marks, small, write
from tests.pages import run

BIN = Path(sysconfig.get_path("scripts"))
ENV = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


def shell(command, folder):
    """Run a command line as a reader would type it."""
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=ENV, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder):
    """The demonstration, run once in a folder of its own."""
    ran = shell("sro demo", folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def commands(printed):
    """The commands that the demonstration prints: behind its headings, and to try next."""
    text, _, after = printed.partition("Try next:\n")
    tries = (each.strip() for each in re.split(r"\n|&&", after))
    return [
        *re.findall(r"\((sro [^)]*)\)$", text, re.MULTILINE),
        *(each.partition(" | ")[0] for each in tries if each),
    ]


def test_the_demonstration_prints_one_screen_or_two(demo):
    assert 35 <= len(demo.splitlines()) <= 55
    assert "Illustrative programme, synthetic data" in demo
    assert "2 sites, 2,000 students, 100 staff" in demo
    assert "None" not in demo
    assert "Traceback" not in demo


def test_the_demonstration_shows_each_role_what_it_gets(demo):
    for who in (
        "Attendance clerk",
        "One student explained",
        "Assistant principal",
        "SRO on campus",
    ):
        assert re.search(rf"^{who}", demo, re.MULTILINE), who
    assert "refused: school records are open to police only under an agreement" in demo
    assert re.search(r"^  attendance\.csv:\d+: error ", demo, re.MULTILINE)


def test_every_command_of_the_demonstration_runs_and_says_what_was_shown(monkeypatch, tmp_path):
    """Of a smaller district, since each command reads it anew."""
    monkeypatch.setattr(demonstration, "STUDENTS", 200)
    monkeypatch.chdir(tmp_path)
    printed = run("sro demo").stdout
    found = commands(printed)
    assert len(found) >= 9
    for command in found:
        refused = "officer" in command or "first_export" in command
        ran = run(command)
        assert ran.exit_code == (1 if refused else 0), (command, ran.stderr)
        if command.startswith("sro explain"):
            shown = [f"  {line}" for line in ran.stdout.splitlines()]
            assert "\n".join(shown) in printed
        elif "officer" in command:
            assert ran.stdout == ""
            assert ran.stderr.rpartition("may not review attendance: ")[2] in printed
        else:
            assert ran.stdout


def test_a_reader_that_stops_early_brings_no_traceback(demo, folder):
    """Of 2,000 lines only the first is wanted; warnings go another way."""
    ran = shell("sro classify demo/bundle --on 2026-11-20 --json 2>errors | head -1", folder)
    assert ran.stdout.startswith('{"student_id":"S-00001"')
    assert len(ran.stdout.splitlines()) == 1
    errors = (folder / "errors").read_text("utf-8")
    assert "warning" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("sro --version", 0),
        ("sro classify nowhere", 1),
        ("sro classify nowhere --on tomorrow", 2),
    ],
)
def test_exit_statuses_are_those_of_the_process(command, status, tmp_path):
    ran = shell(command, tmp_path)
    assert ran.returncode == status
    assert bool(ran.stdout) == (status == 0)
    assert bool(ran.stderr) == (status != 0)


def test_ids_and_names_outside_of_ascii_are_printed_whatever_the_locale(tmp_path):
    """As in a cron job, which has none."""
    rows = marks("é 2026-09-01 absent UNX")
    enrolled = "sourcedId,schoolSourcedId,userSourcedId,role\nE,HIGH,é,student\n"
    users = "sourcedId,role\né,student\n"
    write(small(users=users, enrollments=enrolled, attendance=rows), tmp_path)
    ran = shell("LC_ALL=C sro classify . --on 2026-11-20 --json", tmp_path)
    assert ran.stdout.startswith('{"student_id":"é"')
