"""Measure the reading of a bundle against a bare `csv.reader`, and the memory that it takes.

Both read the same files in turn in one process; the minimum of each is taken, so the ratio is
worth more than either figure. Memory is the peak of a process of its own, for the same students
with once and twice the attendance rows, which come in no order at all. Run it with ``make bench``
or ``python benchmarks/reading.py``.
"""

from __future__ import annotations

import argparse
import csv
import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sro_adapters.interchange import check
from sro_adapters.synthetic import generate

ON = date(2027, 6, 30)
READ = ("users", "enrollments", "demographics", "attendance")


def bare(folder: Path) -> int:
    """Read every row of the large files and do nothing with it: the least there is."""
    rows = 0
    for name in READ:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows += sum(1 for _ in csv.reader(file)) - 1
    return rows


def read(folder: Path) -> int:
    """Check a bundle and make the file of every student."""
    checked = check(folder)
    return sum(len(file.events) for file in checked.roll.files) if checked.roll else 0


def timed(run: Callable[[Path], int], folder: Path) -> float:
    """Give the seconds of one run, whatever the collector does in it included."""
    gc.collect()
    start = time.perf_counter()
    run(folder)
    return time.perf_counter() - start


def peak(folder: Path) -> float:
    """Give the peak memory in MiB of a process that reads a bundle."""
    given = [sys.executable, __file__, "--peak-of", str(folder)]
    return float(subprocess.run(given, check=True, capture_output=True, text=True).stdout)  # noqa: S603


def own_peak() -> float:
    """Give the peak memory in MiB of this process since it was started.

    Linux only: what `getrusage` says begins with the peak of the process that started it.
    """
    status = Path("/proc/self/status").read_text("utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def fill(folder: Path, rows: int) -> None:
    """Put so many made-up attendance rows into a bundle, in random order."""
    chance = random.Random(3)  # noqa: S311 - made-up rows need seeded numbers, not secret ones
    with (folder / "enrollments.csv").open(encoding="utf-8", newline="") as file:
        homes = {row["userSourcedId"]: row["schoolSourcedId"] for row in csv.DictReader(file)
                 if row["role"] == "student"}  # fmt: skip
    days = [ON - timedelta(45 + n) for n in range(250)]
    school_days = [str(day) for day in days if day.weekday() < 5]
    students = sorted(homes)
    with (folder / "attendance.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(
            ("Student_id", "School_id", "Section_id", "Attendance_date", "Attendance_type",
             "Attendance_status", "Excuse_code", "Minutes_missed")
        )  # fmt: skip
        for _ in range(rows):
            ref, day = chance.choice(students), chance.choice(school_days)
            kind, code = chance.choice((("absent", "UNX"), ("absent", "ILL"), ("tardy", "TDY")))
            minutes = chance.randrange(5, 200)
            lines.writerow((ref, homes[ref], "", day, "section", kind, code, minutes))


def main() -> None:
    """Make the districts, read them, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1_000_000, help="for the memory")
    parser.add_argument("--memory-students", type=int, default=40_000)
    parser.add_argument("--peak-of", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak_of is not None:
        read(asked.peak_of)
        print(own_peak())
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        generate(folder, students=asked.students, seed=3, on=ON)
        rows, least, whole = bare(folder), [], []
        for _ in range(asked.runs):
            least.append(timed(bare, folder))
            whole.append(timed(read, folder))
    print(f"{asked.students:,} students, {rows:,} rows in {', '.join(READ)}")
    print(f"bare reader  {min(least):7.3f} s  {rows / min(least):12,.0f} rows a second")
    print(f"reading      {min(whole):7.3f} s  {rows / min(whole):12,.0f} rows a second")
    print(f"ratio        {min(whole) / min(least):7.1f}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        generate(folder, students=asked.memory_students, seed=3, on=ON)
        for number in (0, asked.rows, 2 * asked.rows):
            fill(folder, number)
            what = f"{asked.memory_students:,} students, {number:,} attendance rows"
            print(f"{what}: peak of {peak(folder):.0f} MiB")


if __name__ == "__main__":
    main()
