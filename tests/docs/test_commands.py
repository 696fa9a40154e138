"""docs/commands.md has every command with every option, none that is not there, and true output."""

import json
import re
import shlex
from collections import Counter

import pytest

from sro_adapters.cli.program import program
from tests.pages import ROOT, agree, commands, run, shown_after

PAGE = ROOT / "docs" / "commands.md"
TEXT = PAGE.read_text("utf-8")
SECTIONS = {
    heading.split()[1]: (heading, body)
    for heading, _, body in (
        part.partition("\n") for part in TEXT.split("\n## ") if part[:4] == "sro "
    )
}
OPTIONS = re.compile(r"`(--[a-z]+)")


def options_of(command):
    """The options that a reader may use, by their long names."""
    return {
        name
        for each in command.params
        if each.param_type_name == "option" and not each.hidden
        for name in each.opts
    }


def test_every_command_has_a_section_and_every_section_a_command():
    assert set(SECTIONS) == set(program.commands)


@pytest.mark.parametrize("name", sorted(program.commands))
def test_a_section_names_the_options_of_its_command_and_no_other(name):
    _, body = SECTIONS[name]
    assert set(OPTIONS.findall(body)) == options_of(program.commands[name])


@pytest.mark.parametrize("name", sorted(program.commands))
def test_a_heading_shows_the_arguments_of_its_command(name):
    heading, _ = SECTIONS[name]
    arguments = [
        each for each in program.commands[name].params if each.param_type_name == "argument"
    ]
    shown = [each.metavar or each.name.upper() for each in arguments]
    assert heading == " ".join(["sro", name, *shown])


def test_shared_options_name_the_commands_that_have_them():
    every = {name: options_of(command) for name, command in program.commands.items()}
    shared = TEXT.split("## Options of several commands")[1].split("\n## ")[0]
    told = {}
    for option, said in re.findall(r"^\| `(--[a-z]+)[^|]*\| ([^|]*) \|", shared, re.MULTILINE):
        named = set(re.findall(r"`([a-z]+)`", said))
        told[option] = set(every) - named if said.startswith("all but") else named
    counts = Counter(option for options in every.values() for option in options)
    assert told == {
        option: {name for name, options in every.items() if option in options}
        for option, number in counts.items()
        if number > 1
    }


@pytest.mark.parametrize("role", ["officer", "clerk", "district", "public"])
def test_roles_are_named(role):
    assert f"`{role}`" in TEXT


@pytest.mark.parametrize("command", sorted(set(commands(PAGE))))
def test_an_example_prints_what_is_shown(command, monkeypatch):
    monkeypatch.chdir(ROOT)
    (shown,) = [out for block, out in shown_after(PAGE, "bash") if block.text == f"{command}\n"]
    ran = run(command)
    assert agree(shown.text, ran.stdout or ran.stderr), ran.stdout + ran.stderr


@pytest.mark.parametrize("name", ["classify", "due", "unverified", "rules"])
def test_the_keys_of_json_are_those_that_are_printed(name):
    place = [] if name == "rules" else [str(ROOT / "examples" / "el_cerrito")]
    ran = run(shlex.join(["sro", name, *place, "--on", "2026-11-20", "--json"]))
    keys = json.loads(ran.stdout.splitlines()[0])
    assert [key for key in keys if f"`{key}`" not in SECTIONS[name][1]] == []


def test_links_lead_to_files():
    for target in re.findall(r"\]\(([^)#:]+)[^)]*\)", TEXT):
        assert (PAGE.parent / target).exists(), target
