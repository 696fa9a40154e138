"""The command as it is installed: real processes, the demonstration, pipes."""

import contextlib
import io
import os
import re
import shutil
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


def blocks(printed):
    """Give each block of the demonstration: its heading, its commands and what it shows."""
    for part in printed.partition("\nTry next:\n")[0].split("\n\n"):
        head, *shown = part.splitlines()
        found = re.fullmatch(r"(.*) \((sro .*)\)", head)
        if found:
            yield found[1], found[2].split("; "), [line.strip() for line in shown]


def tries(printed):
    """Give the commands to try next, each without what it is piped into."""
    text = printed.partition("\nTry next:\n")[2]
    parts = (part.strip() for line in text.splitlines() for part in line.split("&&"))
    return [part.partition(" | ")[0] for part in parts]


def test_the_demonstration_prints_one_screen_or_two(demo):
    assert 40 <= len(demo.splitlines()) <= 150
    assert "Illustrative programme, synthetic data" in demo
    assert "2 sites, 2,000 students, 100 staff" in demo
    assert "None" not in demo
    assert "Traceback" not in demo


def test_the_demonstration_shows_each_role_what_it_gets(demo):
    shown = {who: "\n".join(lines) for who, _, lines in blocks(demo)}
    assert {"Attendance clerk, HIGH", "One student explained", "Sergeant", "SRO on campus",
            "Assistant principal, MIDDLE", "Council and public", "Auditor",
            "Developer"} <= shown.keys()  # fmt: skip
    asked = shown["The same officer asks for a list"]
    assert "refused: no police officer lists students" in asked
    assert "the chain holds" in shown["Auditor"]
    assert re.search(r"^attendance\.csv:\d+: error ", shown["Developer"], re.MULTILINE)


def auditor_sums_up(said, shown):
    """The head is the one that the command gives, and the last entry stands in the list."""
    assert shown[0] in said
    who, _, act = shown[1].partition(";")[0].partition(": ")
    assert re.search(rf"  {who}  .*  {act}  ", said)


def developer_sums_up(said, shown):
    """The problem stands in the report; the Python runs."""
    errors = re.search(r"^(\d+ errors)", said, re.MULTILINE)[1]
    assert shown[0] == f"the first export had {errors}, so nothing of it was used; one of them:"
    assert shown[1] in said
    with contextlib.redirect_stdout(io.StringIO()) as told:
        exec("\n".join(line.replace("print", "    print") for line in shown[3:]), {})
    assert "truant" in told.getvalue()


# A block that words things anew, rather than show what its command prints, is held to it here.
SUMS_UP = {
    "Auditor": auditor_sums_up,
    "Developer": developer_sums_up,
}


@pytest.fixture
def small_demo(monkeypatch, tmp_path):
    """The demonstration of a smaller district, where its reader stands and as it says."""
    monkeypatch.setattr(demonstration, "STUDENTS", 200)
    monkeypatch.chdir(tmp_path)
    printed = run("sro demo").stdout
    url = re.search(r"^export SRO_DATABASE_URL=(\S+)", printed, re.MULTILINE)[1]
    monkeypatch.setenv("SRO_DATABASE_URL", url)
    return printed


def test_every_command_beside_a_block_runs_and_says_what_was_shown(small_demo, tmp_path):
    """Each on the demonstration as it was left, since what is read is on the log."""
    (tmp_path / "demo").rename("kept")
    found = list(blocks(small_demo))
    assert len(found) >= 6
    for who, commands, shown in found:
        shutil.rmtree("demo", ignore_errors=True)
        shutil.copytree("kept", "demo")
        ran = [run(command) for command in commands]
        said = "".join(each.stdout + each.stderr for each in ran)
        failed = any(line.startswith("refused: ") for line in shown) or "first_export" in said
        assert {each.exit_code for each in ran} == {int(failed)}, (who, said)
        if who in SUMS_UP:
            SUMS_UP[who](said, shown)
        else:
            printed = " ".join(said.split())
            for line in shown:
                if re.match(r"\d+ entries; head ", line):
                    continue  # each reading is one more entry
                assert " ".join(line.removeprefix("refused: ").split()) in printed, who


def test_the_commands_that_are_no_block_run_too(small_demo):
    imported = re.search(r"^(sro import [^:]+:\S+):", small_demo, re.MULTILINE)[1]
    assert " 0 changes" in run(imported).stdout
    found = tries(small_demo)
    assert len(found) >= 3
    for command in found:
        ran = run(command)
        assert (ran.exit_code, bool(ran.stdout)) == (0, True), (command, ran.stderr)


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
