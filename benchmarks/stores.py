"""Measure the stores against the least that could do the same: import, reading back, bulk writing.

* **import** into SQLite: `sro_adapters.interchange.check` and the submission, with everything they
  check, compare and log, against `csv.reader` and `executemany` of the same rows into the same
  tables and indexes, on connections with the same settings.
* **reading back**: every student's file as records, against the raw rows of the same tables.
* **bulk writing** into PostgreSQL: the rows of attendance by COPY, as the store writes, against
  SQLAlchemy's `executemany` of the same rows, in one transaction each. It wants a server, found as
  the tests find theirs, and is left out where there is none.

* **memory of an import**: the peak of a process of its own that takes in the same students with
  no, half and all of the attendance rows, which come in no order at all.

The two of a pair run in turn in one process; the minimum of each is taken, so the ratio is worth
more than either figure. Run it with ``make bench`` or ``python benchmarks/stores.py``.
"""

from __future__ import annotations

import argparse
import csv
import gc
import itertools
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from sro_adapters.interchange import check
from sro_adapters.sql import SqlDatabase, open_database
from sro_adapters.sql.tables import ATTENDANCE, ENROLLMENT, STEP_TAKEN, STUDENT
from sro_adapters.synthetic import generate
from sro_core import Role, Viewer, load_rules
from sro_core.desk import Desk
from sro_core.ids import DistrictId
from sro_core.usecases import submissions
from sro_core.usecases.submissions import Submission

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.reading import fill, own_peak
from tests.databases import NoServer, Server, server

ON = date(2027, 6, 30)
AT = datetime(2027, 6, 30, 9, 30)
RULES = load_rules("us-ca")
DISTRICT = DistrictId("bench")
TABLES = (STUDENT, ENROLLMENT, ATTENDANCE, STEP_TAKEN)
Timed = Callable[[], float]


def timed(run: Callable[[], object]) -> float:
    """Give the seconds of one run, the collector run before and held during it."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    gc.enable()
    return seconds


def in_turn(runs: int, *pair: Timed) -> list[float]:
    """Give the minimum of each of a pair, run in turn."""
    best = [float("inf")] * len(pair)
    for _ in range(runs):
        for n, run in enumerate(pair):
            best[n] = min(best[n], run())
    return best


def shown(what: str, unit: str, number: int, names: tuple[str, str], best: list[float]) -> None:
    """Print a pair: the least there is, and what the library does."""
    print(f"{what}: {number:,} {unit}")
    for name, seconds in zip(names, best, strict=True):
        print(f"  {name:22}{seconds:8.3f} s  {number / seconds:12,.0f} {unit} a second")
    print(f"  {'ratio':22}{best[1] / best[0]:8.2f}")


# ---------------------------------------------------------------- import


def lines(folder: Path, name: str) -> Iterator[dict[str, int] | list[str]]:
    """Give the places of a file's columns, then its rows."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        yield {heading: n for n, heading in enumerate(next(reader))}
        yield from reader


def columns(folder: Path, name: str, *wanted: str) -> Iterator[list[str]]:
    """Give some columns of a file."""
    rows = lines(folder, name)
    at: Any = next(rows)
    places = [at[each] for each in wanted]
    for row in rows:
        yield [row[n] for n in places]  # type: ignore[index]


EXCUSES = {"": "unknown", "excused": "excused", "unexcused": "unexcused", "unknown": "unknown"}
KINDS = {"absent": "absent", "tardy": "tardy", "present": "present"}
SCOPES = {"daily": "day", "section": "class"}


def least(folder: Path, connection: Any) -> None:
    """Read the files and write the rows they make; nothing is checked, compared or logged."""
    codes = dict(columns(folder, "codes", "Excuse_code", "Excuse"))
    born = dict(columns(folder, "demographics", "sourcedId", "birthDate"))
    nth: Counter[str] = Counter()

    def next_of(ref: str) -> int:
        nth[ref] += 1
        return nth[ref] - 1

    def put(table: Any, rows: Iterator[tuple[object, ...]]) -> None:
        places = ", ".join("?" for _ in table.columns)
        connection.executemany(f"INSERT INTO {table.name} VALUES ({places})", rows)  # noqa: S608

    connection.execute("BEGIN IMMEDIATE")
    put(
        STUDENT,
        ((DISTRICT, ref, born.get(ref) or None, None, 1)
         for ref, role in columns(folder, "users", "sourcedId", "role") if role == "student"),
    )  # fmt: skip
    spells = {  # one of each student and site, as no more of them are written
        (ref, site): (start or None, end or None)
        for ref, site, role, start, end in columns(
            folder, "enrollments",
            "userSourcedId", "schoolSourcedId", "role", "beginDate", "endDate")
        if role == "student"
    }  # fmt: skip
    put(
        ENROLLMENT,
        ((DISTRICT, ref, next_of(ref), site, *days, False)
         for (ref, site), days in spells.items()),
    )  # fmt: skip
    nth.clear()
    put(
        ATTENDANCE,
        ((DISTRICT, ref, next_of(ref), site, day, KINDS[status], SCOPES[scope],
          EXCUSES[codes.get(code, "")], minutes or None, code, section)
         for ref, site, section, day, scope, status, code, minutes in columns(
             folder, "attendance",
             "Student_id", "School_id", "Section_id", "Attendance_date", "Attendance_type",
             "Attendance_status", "Excuse_code", "Minutes_missed")),
    )  # fmt: skip
    nth.clear()
    put(
        STEP_TAKEN,
        ((DISTRICT, ref, next_of(ref), action, day, site or None, means)
         for ref, site, action, day, means in columns(
             folder, "actions", "Student_id", "School_id", "Action", "Date", "Means")),
    )  # fmt: skip
    connection.execute("COMMIT")


def imported(folder: Path, database: SqlDatabase) -> None:
    """Check an export and take it in."""
    desk = Desk(database.district(DISTRICT), lambda: AT, RULES, lambda: secrets.token_hex(16))
    checked = check(folder)
    if checked.roll is None:
        raise SystemExit("the export has errors")
    access = desk.admit(Viewer("bench", Role.OPERATOR, purpose="bench"))
    submissions.submit(desk, access, Submission(checked.roll), on=ON)


def rows_in(database: SqlDatabase) -> list[int]:
    """Count the rows of the tables that both fill."""
    with database.engine.connect() as connection:
        return [
            connection.exec_driver_sql(f"SELECT count(*) FROM {each.name}").scalar_one()  # noqa: S608
            for each in TABLES
        ]


def importing(folder: Path, places: Iterator[Path]) -> tuple[Timed, Timed, list[list[int]]]:
    """Make the pair of the import; each run has an empty database of its own."""
    filled: list[list[int]] = []

    def run(fill: Callable[[SqlDatabase], None]) -> float:
        file = next(places)
        with open_database(f"sqlite:///{file}", create=True) as database:
            seconds = timed(lambda: fill(database))
            filled.append(rows_in(database))
        for each in file.parent.glob(f"{file.name}*"):
            each.unlink()
        return seconds

    def bare(database: SqlDatabase) -> None:
        with database.engine.connect() as connection:
            least(folder, connection.connection.driver_connection)

    return lambda: run(bare), lambda: run(lambda each: imported(folder, each)), filled


# ---------------------------------------------------------------- reading back


def raw(database: SqlDatabase) -> None:
    """Read every row in the order of its key, and keep none."""
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for each in TABLES:
            key = ", ".join(column.name for column in each.primary_key)
            for _ in driver.execute(f"SELECT * FROM {each.name} ORDER BY {key}"):  # noqa: S608
                pass


def records(database: SqlDatabase) -> None:
    """Read every file as records, and keep none."""
    with database.district(DISTRICT)() as stores:
        for _ in stores.students.all():
            pass


# ---------------------------------------------------------------- bulk writing


def bulk_pair(
    found: Server, rows: dict[str, list[tuple[Any, ...]]]
) -> tuple[SqlDatabase, Timed, Timed]:
    """Make the pair of bulk writing: SQLAlchemy's, then the store's, each into an empty table.

    A roll-back alone would leave dead rows, at which every later run has to look.
    """
    database = open_database(found.url_of(found.copy()))
    before = (STUDENT,)
    with database.district(DISTRICT)(exclusive=True) as stores:
        for table in before:
            stores.transaction.insert(table, rows[table.name])
        stores.transaction.commit()
    names = ATTENDANCE.columns.keys()
    dicts = [dict(zip(names, row, strict=True)) for row in rows[ATTENDANCE.name]]
    statement = insert(ATTENDANCE)

    def empty() -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {ATTENDANCE.name}")

    def executemany() -> float:
        empty()
        with database.engine.connect() as connection:
            seconds = timed(lambda: connection.execute(statement, dicts))
            connection.rollback()
        return seconds

    def copied() -> float:
        empty()
        with database.district(DISTRICT)(exclusive=True) as stores:
            return timed(lambda: stores.transaction.insert(ATTENDANCE, rows[ATTENDANCE.name]))

    return database, executemany, copied


# ---------------------------------------------------------------- memory


def peak(folder: Path, database: Path) -> float:
    """Give the peak memory in MiB of a process that takes an export in."""
    given = [sys.executable, __file__, "--peak-of", str(folder), str(database)]
    return float(subprocess.run(given, check=True, capture_output=True, text=True).stdout)  # noqa: S603


def show_memory(students: int, rows: int) -> None:
    """Take in more and more rows of the same students."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "export")
        generate(folder, students=students, seed=3, on=ON)
        for number in (0, rows // 2, rows):
            fill(folder, number)
            mib = peak(folder, Path(made, f"{number}.db"))
            print(f"import of {students:,} students, {number:,} attendance rows: {mib:.0f} MiB")


def main() -> None:
    """Make the district, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--bulk-rows", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=1_000_000, help="for the memory")
    parser.add_argument("--peak-of", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak_of is not None:
        folder, file = asked.peak_of
        with open_database(f"sqlite:///{file}", create=True) as database:
            imported(folder, database)
        print(own_peak())
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "export")
        generate(folder, students=asked.students, seed=3, on=ON)
        places = (Path(made, f"{n}.db") for n in itertools.count())
        bare, ours, filled = importing(folder, places)
        best = in_turn(asked.runs, bare, ours)
        few = max(map(sum, filled)) / min(map(sum, filled)) - 1
        if few > 0.001:  # identical rows of attendance collapse in an import, there are a few
            raise SystemExit(f"the two do not fill the same: {filled}")
        names = ("csv and executemany", "sro import")
        shown("import into SQLite", "rows", sum(filled[0]), names, best)
        with open_database(f"sqlite:///{next(places)}", create=True) as database:
            imported(folder, database)
            best = in_turn(
                asked.runs, lambda: timed(lambda: raw(database)),
                lambda: timed(lambda: records(database)),
            )  # fmt: skip
            names = ("raw rows", "records")
            shown("reading back from SQLite", "rows", sum(filled[0]), names, best)
            rows = kept(database, asked.bulk_rows)
    show_memory(asked.students, asked.rows)
    try:
        with server() as address:
            database, executemany, copied = bulk_pair(Server(address), rows)
            best = in_turn(asked.runs, executemany, copied)
            database.close()
    except NoServer as none:
        print(f"bulk writing into PostgreSQL: left out, {none}")
        return
    names = ("SQLAlchemy executemany", "COPY, as the store")
    number = len(rows[ATTENDANCE.name])
    shown("bulk writing into PostgreSQL", "rows", number, names, best)
    print(f"  {'times as fast':22}{best[0] / best[1]:8.2f}")


def kept(database: SqlDatabase, most: int) -> dict[str, list[tuple[Any, ...]]]:
    """Give the rows of students and of attendance, so many of the latter."""
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        found = {
            STUDENT.name: driver.execute("SELECT * FROM student").fetchall(),
            ATTENDANCE.name: driver.execute("SELECT * FROM attendance LIMIT ?", (most,)).fetchall(),
        }
    ages = STUDENT.columns.keys().index("compulsory_age")
    found[STUDENT.name] = [
        (*row[:ages], None if row[ages] is None else bool(row[ages]), *row[ages + 1 :])
        for row in found[STUDENT.name]
    ]
    return found


if __name__ == "__main__":
    main()
