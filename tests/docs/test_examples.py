"""Every example runs as it stands, prints something, and stays short enough to read at once."""

import filecmp
import subprocess
import sys
from pathlib import Path

import pytest

from sro_adapters.synthetic import generate

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_and_is_short(example):
    ran = subprocess.run(
        [sys.executable, str(example)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()
    assert len(example.read_text("utf-8").splitlines()) < 60


def test_the_example_district_is_what_the_generator_writes(tmp_path):
    generate(tmp_path, students=12, seed=1)
    written = sorted(path.name for path in tmp_path.iterdir())
    shipped = ROOT / "examples" / "el_cerrito"
    _, different, missing = filecmp.cmpfiles(tmp_path, shipped, written, shallow=False)
    assert (different, missing) == ([], [])
