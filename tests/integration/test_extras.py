"""A missing extra is told in one line that names it, whatever the command."""

import subprocess
import sys

import pytest

CASES = {
    ("click",): ("--help", "cli"),
    ("orjson",): ("--help", "cli"),
    ("sqlalchemy",): ("classify", "sql"),
    ("alembic",): ("db upgrade --database sqlite:///new.db", "sql"),
    ("psycopg",): ("db upgrade --database postgresql://x/y", "postgres"),
    ("flask",): ("serve", "http"),
    ("waitress",): ("serve", "http"),
    ("jinja2",): ("serve", "http"),
    ("cryptography",): ("db key", "identities"),
}
RUN = """
import sys
for name in {missing!r}:
    sys.modules[name] = None
sys.argv = ["sro", *{command!r}.split()]
from sro_adapters.cli import main
main()
"""


@pytest.mark.parametrize("missing", CASES, ids=lambda names: names[0])
def test_the_extra_to_install_is_named(missing, sqlite_url, monkeypatch, tmp_path):
    command, extra = CASES[missing]
    monkeypatch.setenv("SRO_DATABASE_URL", sqlite_url)
    ran = subprocess.run(
        [sys.executable, "-c", RUN.format(missing=missing, command=command)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert f'pip install "sro-core[{extra}]"' in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_the_core_needs_attrs_alone():
    """Every package of an extra is missing; the core is imported and judges by the law."""
    gone = (
        "alembic", "cattrs", "click", "cryptography", "drawsvg", "flask", "highspy", "icalendar",
        "jinja2", "numpy", "orjson", "psycopg", "sqlalchemy", "vobject", "waitress", "weasyprint",
    )  # fmt: skip
    code = (
        f"import sys\nfor name in {gone!r}: sys.modules[name] = None\n"
        "from sro_core import load_rules\nprint(load_rules('us-ca').id)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("us-ca", "")
