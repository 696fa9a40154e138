"""Kill a working process at random moments, and see that nothing acknowledged was lost.

A worker imports rolls, enters disclosures, records agreements and reads, one act after the
other, and says so before and after each. It is killed with SIGKILL at a random moment; then
the database must hold every act that was acknowledged, the one that was under way wholly or not
at all, and an audit chain that verifies. Each act is one entry in the log, so that the number
of entries says how many acts are in.

    python -m tests.crash --kills 200             # SQLite and PostgreSQL
    python -m tests.crash --kills 50 --only sqlite
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from sro_adapters.sql import open_database, upgrade
from sro_core import (
    Agreement,
    AttendanceEvent,
    DatePeriod,
    DistrictId,
    Enrollment,
    Excuse,
    Role,
    Roll,
    SchoolCalendar,
    SchoolSite,
    Session,
    SiteId,
    Statement,
    Student,
    StudentFile,
    StudentRef,
    Viewer,
    load_rules,
)
from sro_core.desk import Desk
from sro_core.usecases import access_control, attendance_review, audit_log, student_records
from sro_core.usecases.student_records import Request
from sro_core.usecases.submissions import Submission, submit
from tests.databases import Server, server

DISTRICT, HIGH = DistrictId("EC"), SiteId("HIGH")
YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
ON = date(2026, 11, 20)
STUDENTS = 120
REFS = [StudentRef(f"S-{n:05}") for n in range(STUDENTS)]
ACTS = ("import", "disclose", "agree", "read")
RULES = load_rules("us-ca")
WORKER = "sro_crash_worker"


class State(NamedTuple):
    """What the database must hold after a number of acts."""

    entries: int
    variant: str
    disclosures: int
    purposes: str


def after(acts):
    """Say what the database holds after so many acts; the first one is an import."""
    counts = {kind: len(range(n, acts, len(ACTS))) for n, kind in enumerate(ACTS)}
    return State(
        acts,
        f"v{counts['import'] - 1}" if acts else "",
        counts["disclose"],
        f"purpose {counts['agree'] - 1}" if counts["agree"] else "",
    )


def roll(variant):
    """Make a roll that differs from that of any other variant in every student."""
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(6)]
    files = [
        StudentFile(
            Student(ref, date(2012, 3, 4)),
            (Enrollment(HIGH, YEAR),),
            tuple(
                AttendanceEvent(ref, HIGH, day, excuse=Excuse.UNEXCUSED, code=variant)
                for day in days
            ),
        )
        for ref in REFS
    ]
    calendar = SchoolCalendar(HIGH, (Session("2026-27", YEAR),))
    site = SchoolSite(HIGH, "High School", DISTRICT)
    return Roll(files, {HIGH: calendar}, {HIGH: site}, {HIGH: ON}, Statement(YEAR))


def desk_on(database):
    """Give a desk whose clock stands still: the state must not depend on it."""
    opened = database.district(DISTRICT)
    return Desk(opened, lambda: datetime(2026, 11, 20, 9, 0), RULES, lambda: "salt")


def act(desk, number):
    """Do the act of a number."""
    access = desk.admit(Viewer("worker", Role.OPERATOR, None, "crash test"))
    kind, turn = ACTS[number % len(ACTS)], number // len(ACTS)
    if kind == "import":
        submit(desk, access, Submission(roll(f"v{turn}"), confirmed=True), on=ON)
    elif kind == "disclose":
        request = Request(f"agency {turn}", "case", "attendance", given=True)
        student_records.record_disclosure(desk, access, REFS[0], request)
    elif kind == "agree":
        made = Agreement(HIGH, YEAR, True, frozenset({f"purpose {turn}"}))
        access_control.record_agreement(desk, access, made)
    else:
        attendance_review.review_one(desk, access, REFS[-1], on=ON)


def work(url, first, pipe):
    """Do act after act from a number on, and say so before and after each."""
    database = open_database(url)
    desk = desk_on(database)
    os.write(pipe, b"R")
    for number in range(first, sys.maxsize):
        os.write(pipe, b"B")
        act(desk, number)
        os.write(pipe, b"A")


def run_and_kill(url, first, seconds):
    """Let a worker run for some time from an act on, kill it, and count what it acknowledged."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        try:
            work(url, first, theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    said = os.read(ours, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while chunk := os.read(ours, 2**16):
        said += chunk
    os.close(ours)
    assert os.WIFSIGNALED(status), "the worker ended by itself"
    return said.count(b"A"), said.endswith(b"B")


def settled(url):
    """Wait until the server has noticed that the worker is gone."""
    if not url.startswith("postgresql"):
        return
    database = open_database(url)
    query = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name")
    with database.engine.connect() as connection:
        while connection.execute(query, {"name": WORKER}).scalar_one():
            connection.rollback()
            time.sleep(0.005)
    database.close()


def found(url):
    """Read what the database holds, and check that the chain verifies."""
    database = open_database(url)
    try:
        desk = desk_on(database)
        access = desk.admit(Viewer("checker", Role.AUDITOR))
        verified = audit_log.check(desk, access)
        assert verified.breaks == (), verified.breaks
        with desk.open() as stores:
            files = [each.record for each in stores.students.all()]
            codes = {event.code for file in files for event in file.events}
            assert len(codes) <= 1, f"half an import: {codes}"
            assert len(files) in (0, STUDENTS), f"half an import: {len(files)} students"
            sites = stores.sites.all()
            agreed = sites[HIGH].record.agreements if HIGH in sites else ()
            return State(
                verified.head.count,
                "".join(codes),
                len(stores.disclosures.of(REFS[0])),
                "".join(purpose for each in agreed for purpose in each.purposes),
            )
    finally:
        database.close()


def crash(url, kills, *, seed=1, longest=0.3):
    """Kill a worker again and again; raise `AssertionError` at the first thing lost.

    Returns:
        How many acts are in at the end, and how many kills struck while one was under way.
    """
    dice = random.Random(seed)
    worker_url = url
    if url.startswith("postgresql"):
        worker_url += ("&" if "?" in url else "?") + f"application_name={WORKER}"
    upgrade(url)
    done = midway = 0
    for _ in range(kills):
        acknowledged, begun = run_and_kill(worker_url, done, dice.uniform(0, longest))
        settled(url)
        state = found(url)
        least = done + acknowledged
        assert least <= state.entries <= least + begun, (
            f"{least} acts were acknowledged, {state.entries} are in"
        )
        assert state == after(state.entries)
        done, midway = state.entries, midway + begun
    return done, midway


def main():
    """Run it on both databases, or one, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="on each database")
    parser.add_argument("--seed", type=int, default=1)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--only", choices=["sqlite", "postgresql"])
    which.add_argument("--url", help="an empty database, and no other")
    asked = parser.parse_args()
    if asked.url:
        report(asked.url.partition(":")[0], asked.url, asked)
        return
    if asked.only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            report("SQLite", f"sqlite:///{Path(folder) / 'sro.db'}", asked)
    if asked.only != "sqlite":
        with server() as address:
            found = Server(address)
            report("PostgreSQL", found.url_of(found.create()), asked)


def report(name, url, asked):
    """Run it on one database and print what was seen."""
    start = time.perf_counter()
    done, midway = crash(url, asked.kills, seed=asked.seed)
    seconds = time.perf_counter() - start
    print(  # noqa: T201 - a script's report
        f"{name}: {asked.kills} kills, {midway} of them in the middle of an act; "
        f"{done} acts are in, none that was acknowledged was lost, no half import, "
        f"the chain verifies ({seconds:.0f} s)"
    )


if __name__ == "__main__":
    main()
