"""What the packages promise when they are imported, and what they need for it."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import sro_core
from sro_core import usecases

SOURCE = Path(sro_core.__file__).parent
BLOCK = """
import sys
from importlib.abc import MetaPathFinder

class Only(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if not allowed(name.partition(".")[0]):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Only())
"""
CORE_ONLY = "allowed = {'attr', 'attrs', 'sro_core', *sys.stdlib_module_names}.__contains__\n"


def python(code):
    """Run code in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, encoding="utf-8"
    )


def run(code):
    """Run code that must succeed, and give what it printed."""
    ran = python(code)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_the_core_needs_attrs_alone():
    shown = run(
        BLOCK
        + CORE_ONLY
        + "from sro_core import *\n"
        + "from datetime import date\n"
        + "books = [load_rules(each) for each in shipped()]\n"
        + "on = date(2026, 11, 20)\n"
        + "print([book.id for book in books])\n"
        + "print(list(classify(Roll([], {}), rules=books[0], on=on)))\n"
    )
    assert shown == "['us-ca', 'us-tx', 'us-wa']\n[]\n"


def test_every_module_of_the_core_needs_attrs_alone():
    names = [
        ".".join(("sro_core", *path.relative_to(SOURCE).with_suffix("").parts))
        for path in sorted(SOURCE.rglob("*.py"))
        if path.name != "__init__.py"
    ]
    code = "from importlib import import_module\n"
    assert len(names) > 20
    run(BLOCK + CORE_ONLY + code + f"for name in {names}: import_module(name)\n")


def test_reading_an_export_and_keeping_it_in_memory_need_attrs_alone():
    run(
        BLOCK
        + CORE_ONLY.replace("'sro_core'", "'sro_core', 'sro_adapters'")
        + "import sro_adapters.interchange, sro_adapters.memory, sro_adapters.synthetic\n"
    )


def test_the_list_of_public_names_is_sorted_and_has_each_once():
    assert sro_core.__all__ == sorted(set(sro_core.__all__))


def test_the_list_of_public_names_is_complete():
    found = {
        name
        for name, value in vars(sro_core).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert found == set(sro_core.__all__)


def test_every_public_class_and_function_says_what_it_is():
    for name in sro_core.__all__:
        value = getattr(sro_core, name)
        if value.__module__.startswith("sro_core"):
            assert value.__doc__ or isinstance(value, sro_core.ids.NewType), name


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports say where from in full"
            yield node.module


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.stem)
def test_the_core_knows_no_adapter_and_not_its_own_front_door(path):
    names = set(imported(path))
    assert not any(name.startswith("sro_adapters") for name in names)
    assert "sro_core" not in names


BUILT_IN = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.stem)
def test_the_core_calls_no_built_in_that_reads_prints_or_imports(path):
    """Import contracts cannot see these."""
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & BUILT_IN


def test_importing_the_adapters_imports_nothing():
    shown = run("import sro_adapters, sys; print([m for m in sys.modules if 'sro_' in m])")
    assert shown == "['sro_adapters']\n"


@pytest.mark.parametrize("missing", ["click", "cattrs", "orjson"])
def test_a_missing_package_of_the_command_line_is_told_with_its_extra(missing):
    ran = python(
        BLOCK
        + f"allowed = lambda name: name != {missing!r}\n"
        + "from sro_adapters.cli import main\n"
        + "main()\n"
    )
    said = f'the command sro needs {missing}: pip install "sro-core[cli]"\n'
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", said)


def test_another_missing_module_is_not_blamed_on_the_extra():
    ran = python(
        BLOCK
        + "allowed = lambda name: name != 'csv'\n"
        + "from sro_adapters.cli import main\n"
        + "main()\n"
    )
    assert ran.returncode == 1
    assert "No module named 'csv'" in ran.stderr
    assert "sro-core[cli]" not in ran.stderr


def test_the_contract_tests_say_that_they_need_pytest():
    ran = python(
        BLOCK + "allowed = lambda name: name != 'pytest'\n" + "import sro_adapters.testing\n"
    )
    assert ran.stderr.endswith("sro_adapters.testing needs pytest: pip install pytest\n")


def test_the_use_cases_are_listed_by_subject():
    folder = Path(usecases.__file__).parent
    modules = {each.stem for each in folder.glob("*.py")} - {"__init__"}
    listed = re.findall(r"`(\w+)`", usecases.__doc__)
    assert sorted(listed) == sorted(modules)
