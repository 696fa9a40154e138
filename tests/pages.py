"""Read the code blocks of a Markdown page, and run its commands as a reader would."""

import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from click.testing import CliRunner

from sro_adapters import compose
from sro_adapters.cli.program import program

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 30, 9, 30)
"""When the commands of pages and tests are run, whatever the day is."""
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language, its text, and the line on which its text begins."""

    language: str
    text: str
    line: int


def blocks(page):
    """Give the fenced blocks of a page, in order."""
    text = page.read_text("utf-8")
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start(2)) + 1)
        for found in _FENCE.finditer(text)
    ]


def shown_after(page, language):
    """Give each block of a language with the block of output that follows it, or None."""
    found = blocks(page)
    for block, after in zip(found, [*found[1:], None], strict=True):
        if block.language == language:
            yield block, after if after is not None and after.language in ("", "text") else None


def commands(page):
    """Give the `sro` commands in the bash blocks of a page, without their comments."""
    return [
        line.partition(" #")[0].strip()
        for block in blocks(page)
        if block.language == "bash"
        for line in block.text.splitlines()
        if line.startswith("sro ")
    ]


def leaves(group, path=()):
    """Give every command by the words that call it, those of groups inside too."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(leaves(program))


def run(command):
    """Run one `sro` command in this process, where the test stands, at `NOW`."""
    with patch.object(compose, "now_in", lambda _: NOW):
        ran = _run(command)
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


def _run(command):
    return CliRunner().invoke(program, shlex.split(command)[1:], prog_name="sro")


def agree(shown, printed):
    """Tell whether a page shows what was printed.

    A line of three dots stands for any lines, an ellipsis for the rest of a word or sentence.
    """
    parts = [
        re.escape(part).replace("…", "[^\n]*")
        for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    ]
    return re.fullmatch("(?:.*\n)*".join(parts), printed) is not None
