"""The README is short, and everything it shows is so."""

import re
import subprocess
import sys

import pytest

from tests.pages import COMMANDS, ROOT, agree, blocks, commands, run, shown_after

README = ROOT / "README.md"
TEXT = README.read_text("utf-8")
LINKS = re.findall(r"\]\(([^)]+)\)", TEXT)


def test_it_has_at_most_150_lines_and_four_badges():
    assert len(TEXT.splitlines()) <= 150
    assert len(re.findall(r"!\[", TEXT)) <= 4


def test_a_printed_result_stands_within_the_first_25_lines():
    results = [shown for _, shown in shown_after(README, "python") if shown is not None]
    assert results
    assert results[0].line <= 25


def test_what_its_python_prints_is_what_it_shows():
    """The blocks of the page run in one process each and in order, as one program would."""
    code = ""
    for block, shown in shown_after(README, "python"):
        code += block.text
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        assert shown is not None
        assert agree(shown.text, ran.stdout)


def test_its_shell_blocks_hold_commands_to_run():
    assert len(commands(README)) >= 5


def test_its_commands_run_in_order_and_print_what_it_shows(tmp_path, monkeypatch):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    shown = {block.text: out for block, out in shown_after(README, "bash") if out is not None}
    for command in commands(README):
        ran = run(command)
        assert ran.exit_code == 0, f"{command}: {ran.stderr}"
        assert ran.stdout
        expected = shown.get(f"{command}\n")
        assert expected is None or agree(expected.text, ran.stdout)


def test_the_make_targets_it_names_are_there():
    targets = set(
        re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    )
    named = set(re.findall(r"\bmake ([a-z]+)", "\n".join(block.text for block in blocks(README))))
    named |= set(re.findall(r"`make ([a-z]+)", TEXT))
    assert named
    assert named <= targets


@pytest.mark.parametrize("target", sorted({link for link in LINKS if "://" not in link}))
def test_a_link_leads_to_a_file_of_the_repository(target):
    path, _, anchor = target.partition("#")
    assert not path.startswith("/")
    assert (ROOT / path).exists()
    if anchor and path.endswith(".md"):
        page = (ROOT / path).read_text("utf-8")
        headings = {
            re.sub(r"[^\w -]", "", each.lower()).strip().replace(" ", "-")
            for each in re.findall(r"^#+ (.*)$", page, re.MULTILINE)
        }
        assert anchor in headings | set(re.findall(r'id="([^"]+)"', page))


def test_the_options_it_names_are_there():
    options = {name for each in COMMANDS.values() for p in each.params for name in p.opts}
    assert set(re.findall(r"`(--[a-z-]+)", TEXT)) <= options
