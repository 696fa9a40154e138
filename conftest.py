"""Runs the examples in README.md, docs/ and the docstrings of src/ as tests, with Sybil.

A fenced `python` block of a page is executed; one that begins with `>>>` must also print what it
says. The blocks of a page share their names and run from top to bottom. A page's `bash` blocks are
not run here. `<!-- skip: next "reason" -->` in front of a block leaves it out, with the reason in
the report.
"""

from doctest import ELLIPSIS

import pytest
from sybil import Sybil
from sybil.integration.pytest import SybilItem
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

pages = Sybil(
    patterns=["*.md"],
    parsers=[SkipParser(), PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)],
    fixtures=["at_the_root"],
)
docstrings = Sybil(
    path="src",
    patterns=["*.py"],
    parsers=[DocTestParser(optionflags=ELLIPSIS)],
    fixtures=["at_the_root"],
)
pytest_collect_file = (pages + docstrings).pytest()


@pytest.fixture
def at_the_root(pytestconfig, monkeypatch):
    """Stand in the repository's root, as a reader of its pages does."""
    monkeypatch.chdir(pytestconfig.rootpath)


def pytest_collection_modifyitems(items):
    """Put the examples behind the tests, in the order of their pages; tests stay shuffled."""
    items.sort(
        key=lambda item: (
            (str(item.path), item.example.line) if isinstance(item, SybilItem) else ("", 0)
        )
    )
