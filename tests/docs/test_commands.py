"""The pages of commands have each command with its options, no other, and show true output."""

import json
import re
import shlex
from collections import Counter

import pytest

from tests.pages import COMMANDS, ROOT, agree, run, shown_after

PAGES = [ROOT / "docs" / "commands.md", *sorted((ROOT / "docs" / "commands").glob("*.md"))]
TEXT = "\n".join(each.read_text("utf-8") for each in PAGES)
SECTIONS = {
    " ".join(word for word in heading.split()[1:] if word.islower()): (heading, body)
    for heading, _, body in (
        part.partition("\n") for part in TEXT.split("\n## ") if part[:4] == "sro "
    )
}
OPTIONS = re.compile(r"`(--[a-z-]+)")


def options_of(command):
    """The options that a reader may use, by their long names."""
    return {
        name
        for each in command.params
        if each.param_type_name == "option" and not each.hidden
        for name in each.opts
    }


def test_every_command_has_a_section_and_every_section_a_command():
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_section_names_the_options_of_its_command_and_no_other(name):
    _, body = SECTIONS[name]
    assert set(OPTIONS.findall(body)) == options_of(COMMANDS[name])


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_heading_shows_the_arguments_of_its_command(name):
    heading, _ = SECTIONS[name]
    arguments = [each for each in COMMANDS[name].params if each.param_type_name == "argument"]
    shown = [each.metavar or each.name.upper() for each in arguments]
    assert heading == " ".join(["sro", name, *shown])


def test_options_of_several_commands_are_told_once():
    shared = TEXT.split("## Options of several commands")[1].split("\n## ")[0]
    told = re.findall(r"^\| `(--[a-z-]+)", shared, re.MULTILINE)
    counts = Counter(name for command in COMMANDS.values() for name in options_of(command))
    assert len(told) == len(set(told))
    assert {name for name, number in counts.items() if number > 2} <= set(told) <= set(counts)


@pytest.mark.parametrize("role", ["officer", "clerk", "district", "public"])
def test_roles_are_named(role):
    assert f"`{role}`" in TEXT


@pytest.mark.parametrize("page", PAGES, ids=lambda each: each.stem)
def test_the_examples_print_what_is_shown(page, monkeypatch, tmp_path):
    """They run in the order of the page, on one database."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SRO_DATABASE_URL", f"sqlite:///{tmp_path / 'sro.db'}")
    for block, shown in shown_after(page, "bash"):
        printed = ""
        for line in block.text.splitlines():
            ran = run(line)
            printed += ran.stdout or ran.stderr
        assert shown is not None
        assert agree(shown.text, printed), f"{block.text}{printed}"


@pytest.mark.parametrize("name", ["classify", "due", "unverified", "rules"])
def test_the_keys_of_json_are_those_that_are_printed(name):
    place = [] if name == "rules" else [str(ROOT / "examples" / "el_cerrito")]
    ran = run(shlex.join(["sro", name, *place, "--on", "2026-11-20", "--json"]))
    keys = json.loads(ran.stdout.splitlines()[0])
    assert [key for key in keys if f"`{key}`" not in SECTIONS[name][1]] == []


def test_links_lead_to_files():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)[^)]*\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), target
