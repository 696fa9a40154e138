"""Measure the evaluation of a district year against a bare loop over the same rows.

Both run in turn in one process; the minimum of each is taken, so the ratio is worth more than
either figure. Run it with ``make bench`` or ``python benchmarks/evaluation.py``.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sro_adapters.interchange import read_bundle
from sro_adapters.synthetic import generate
from sro_core import Excuse, Roll, RuleBook, classify, load_rules

ON = date(2027, 6, 30)


def bare_loop(roll: Roll) -> int:
    """Touch every row once and count the unexcused ones of each student: the least there is."""
    truant = 0
    for file in roll.files:
        days = 0
        for event in file.events:
            if event.on <= ON and event.excuse is Excuse.UNEXCUSED:
                days += 1
        truant += days >= 3
    return truant


def evaluated(roll: Roll, rules: RuleBook) -> int:
    """Judge every student; statuses are made where there are any."""
    return sum(1 for student in classify(roll, rules=rules, on=ON) if student.findings)


def timed(run: Callable[[], int]) -> float:
    """Give the seconds of one run, the collector run before and held during it."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    gc.enable()
    return seconds


def main() -> None:
    """Make the district, read it, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30_000)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), students=asked.students, seed=3, on=ON)
        start = time.perf_counter()
        roll = read_bundle(folder)
        reading = time.perf_counter() - start
    rules = load_rules("us-ca")
    rows = sum(len(file.events) for file in roll.files)
    bare, full = [], []
    for _ in range(asked.runs):
        bare.append(timed(lambda: bare_loop(roll)))
        full.append(timed(lambda: evaluated(roll, rules)))
    print(f"{asked.students:,} students, {rows:,} attendance rows, read in {reading:.1f} s")
    print(f"bare loop    {min(bare):7.3f} s  {rows / min(bare):12,.0f} events a second")
    print(f"evaluation   {min(full):7.3f} s  {rows / min(full):12,.0f} events a second")
    print(f"ratio        {min(full) / min(bare):7.1f}")


if __name__ == "__main__":
    main()
