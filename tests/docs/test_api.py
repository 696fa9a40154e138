"""docs/api.md lists every public name once, with a line each, and none that is not there."""

import re
from importlib import import_module

import pytest

import sro_core
from tests.pages import ROOT

TEXT = (ROOT / "docs" / "api.md").read_text("utf-8")
LISTED = [
    (name, said)
    for names, said in re.findall(r"^\| (`[^|]*`) \| ([^|]*) \|$", TEXT, re.MULTILINE)
    for name in re.findall(r"`([\w.]+)`", names)
]


def test_every_public_name_of_the_core_has_its_line():
    names = [name for name, _ in LISTED if "." not in name]
    assert sorted(names) == sro_core.__all__


def test_every_line_says_something():
    assert all(len(said.split()) > 2 for _, said in LISTED)


@pytest.mark.parametrize(
    "package",
    [
        "sro_adapters.http", "sro_adapters.interchange", "sro_adapters.sql", "sro_adapters.testing",
    ],
)  # fmt: skip
def test_every_public_name_of_a_listed_package_has_its_line(package):
    names = [name.rpartition(".")[2] for name, _ in LISTED if name.rpartition(".")[0] == package]
    assert sorted(names) == sorted(import_module(package).__all__)


@pytest.mark.parametrize("name", [name for name, _ in LISTED if "." in name])
def test_a_name_with_a_path_is_there(name):
    module, _, attribute = name.rpartition(".")
    assert hasattr(import_module(module), attribute)
