"""The short form of `tests/crash.py`; the long one is `make crash`."""

import subprocess
import sys

from tests.pages import ROOT


def test_nothing_acknowledged_is_lost_when_a_process_is_killed(empty_url):
    """In a process of its own, since it forks."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.crash", "--kills", "6", "--url", empty_url],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "6 kills" in ran.stdout
    assert "none that was acknowledged was lost" in ran.stdout
