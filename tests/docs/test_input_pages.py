"""The pages about bundles and their problems say what the code does, no more and no less."""

import ast
import re

import pytest

from sro_adapters.interchange import roster
from sro_adapters.interchange.layouts import LAYOUTS
from tests.pages import ROOT

PACKAGE = ROOT / "src" / "sro_adapters" / "interchange"
ERRORS = ("error", "CellRefused", "XmlRefused")
SAID_BY = (*ERRORS, "warn", "note", "_refused")


def rows_of(text):
    """The cells of each row of a page's tables, without backquotes."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def section(page, heading):
    text = (ROOT / "docs" / page).read_text("utf-8")
    return re.split(r"^#+ ", text.partition(f"\n### {heading}\n")[2], flags=re.MULTILINE)[0]


# ------------------------------------------------------------ bundle.md


def test_every_file_of_a_bundle_has_its_section():
    text = (ROOT / "docs" / "bundle.md").read_text("utf-8")
    assert sorted(re.findall(r"^### (\w+)\.csv$", text, re.MULTILINE)) == sorted(LAYOUTS)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_columns_of_a_file_are_documented_as_they_are_read(name):
    needed = {(True, True): "always", (True, False): "column", (False, False): ""}
    stated = []
    for line in section("bundle.md", f"{name}.csv").splitlines():
        found = re.match(r"\| `(\w+)` \| (\w*) ?\| (.*) \|$", line)
        if found:
            stated.append((found[1], found[2], found[3].startswith("masked")))
    assert stated == [
        (each.name, needed[each.required, each.filled], each.identity)
        for each in LAYOUTS[name].columns
    ]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_columns_that_are_never_read_are_documented(name):
    _, _, stated = section("bundle.md", f"{name}.csv").partition("Never read: ")
    assert set(re.findall(r"`(\w+)`", stated.partition("\n\n")[0])) == LAYOUTS[name].unread


def test_the_required_files_are_named():
    text = (ROOT / "docs" / "bundle.md").read_text("utf-8")
    stated = re.search(r"Four files are required: (.*?)\.", text)[1]
    required = [name for name, layout in LAYOUTS.items() if layout.required]
    assert re.findall(r"\w+", stated.replace(" and ", ", ")) == required


# ------------------------------------------------------------ problems.md


def codes_in(path):
    """Every (code, severity) that a module gives a problem; what is put together is spelt out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = 1 if name == "_refused" else 0
            if name in SAID_BY and len(node.args) > place:
                severity = "warning" if name == "warn" else "either" if name == "note" else "error"
                yield from ((code, severity) for code in spelt(node.args[place]))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            names = [getattr(each, "id", "") for each in node.targets[0].elts]
            if names[0] == "code" and isinstance(node.value, ast.Tuple):
                yield from ((code, "either") for code in spelt(node.value.elts[0]))


def spelt(node):
    """The codes that an expression may give; a name gives none, for it is given elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value] if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", node.value) else []
    if isinstance(node, ast.JoinedStr):
        nouns = ("student", "school") if "noun" in ast.unparse(node) else roster._NOUNS.values()
        return [f"{node.values[0].value}{noun}" for noun in nouns]
    return []


GIVEN = {}
for module in sorted(PACKAGE.rglob("*.py")):
    for given, how in codes_in(module):
        GIVEN.setdefault(given, set()).add(how)
STATED = {
    row[0].strip("`"): row for row in rows_of((ROOT / "docs" / "problems.md").read_text("utf-8"))
}


def test_every_code_of_a_problem_is_documented_and_no_other():
    assert sorted(STATED) == sorted(GIVEN)
    assert len(GIVEN) > 60


@pytest.mark.parametrize("code", sorted(STATED))
def test_a_code_is_documented_once_with_its_severity_its_meaning_and_what_to_do(code):
    _, severity, means, hint = STATED[code]
    assert means
    assert hint
    assert severity in ("error", "warning")
    assert GIVEN[code] - {"either"} <= {severity}
    text = (ROOT / "docs" / "problems.md").read_text("utf-8")
    assert text.count(f"\n| `{code}` |") == 1
