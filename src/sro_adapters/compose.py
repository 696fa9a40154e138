"""Join a store, a rule book and an input into a desk that use cases can work with."""

from __future__ import annotations

import getpass
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sro_adapters.interchange import Checked, InputRefused, check
from sro_adapters.memory import MemoryDatabase
from sro_core.desk import Desk
from sro_core.errors import BadValue, StoreFailed
from sro_core.ids import DistrictId
from sro_core.jurisdictions import lay_over, load_rules
from sro_core.privacy import Role, Viewer
from sro_core.rotations.planner import DefaultPlanner, Planner
from sro_core.rules import RuleBook
from sro_core.truancy.roll import Roll
from sro_core.usecases import attendance_review, submissions
from sro_core.usecases.submissions import Submission

if TYPE_CHECKING:
    from sro_adapters.sql import SqlDatabase

ZONE = "America/Los_Angeles"
DATABASE = "sqlite:///sro.db"
UNNAMED = DistrictId("district")
"""The district of an export that names none."""
KEYS = "SRO_IDENTITY_KEYS"
"""The environment variable with the keys of identities, separated by commas, the newest first."""
PLANNERS = ("best", "default", "highs")
"""The planners of rotations by name; the best is the one that the installed extras allow."""

SESSION_KEY = "SRO_SESSION_KEY"
"""The environment variable with the text that signs the cookies of who is signed in."""


def now_in(zone: str) -> datetime:
    """Give the local wall time of a time zone, without its offset.

    Raises:
        BadValue: there is no such zone.
    """
    try:
        return datetime.now(ZoneInfo(zone)).replace(tzinfo=None)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadValue(f"time zone {zone!r}", "there is no such zone", f"such as {ZONE}") from error


def rules_with(book: str, overlays: Iterable[Path] = ()) -> RuleBook:
    """Load a shipped book and lay local policy over it, the last overlay on top.

    Raises:
        Unknown: no such book. BadRules: an overlay cannot be used. BadValue: nor be read.
    """
    rules = load_rules(book)
    for path in overlays:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadValue(
                f"overlay {path}", f"it cannot be read: {error}", "give a TOML file"
            ) from error
        rules = lay_over(rules, text, file=str(path))
    return rules


class _Ids:
    """Give ids: 44 bits of time in milliseconds, each later than the last, and 84 of chance."""

    def __init__(self) -> None:
        self._turn, self._last = threading.Lock(), 0

    def __call__(self) -> str:
        """Give text that nobody can guess, that never comes again, and sorts behind the last.

        So records of one day stand in the order in which they were made. Ids that are read out
        are its first 14 characters: the time, and chance enough for those of one millisecond.
        """
        with self._turn:
            self._last = max(time.time_ns() // 1_000_000, self._last + 1)
            return f"{self._last:011x}{secrets.token_hex(11)[1:]}"


new_id = _Ids()


def identity_keys() -> tuple[str, ...]:
    """Give the keys of identities from the environment; none where they are not encrypted."""
    return tuple(filter(None, (each.strip() for each in os.environ.get(KEYS, "").split(","))))


def session_key() -> bytes | None:
    """Give the key of sessions from the environment; None where each process makes its own."""
    return os.environ.get(SESSION_KEY, "").strip().encode() or None


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Say which extra to install where a package of it is missing.

    Raises:
        StoreFailed: it is missing.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("sro_"):
            raise
        raise StoreFailed(
            f"the extra {extra}", f"{missing.name} is missing", f'pip install "sro-core[{extra}]"'
        ) from missing


def database_at(url: str, *, create: bool = False) -> SqlDatabase:
    """Open a database.

    Args:
        url: such as ``sqlite:///sro.db`` or ``postgresql://user@host/sro``.
        create: make it where there is none yet.

    Raises:
        StoreFailed: it cannot be opened, or its schema is not this program's.
    """
    with needs("sql"):
        from sro_adapters.sql import open_database
    return open_database(url, create=create, identity_keys=identity_keys())


def desk_at(database: SqlDatabase, district: DistrictId, rules: RuleBook, zone: str = ZONE) -> Desk:
    """Give the desk of a district in a database."""
    return Desk(database.district(district), lambda: now_in(zone), rules, new_id)


def district_of(database: SqlDatabase, named: str | None) -> DistrictId:
    """Give the district that is asked for, or the only one there is.

    Raises:
        BadValue: there is none, or there are several and none was named.
    """
    known: tuple[DistrictId, ...] = database.districts()
    if named is not None:
        if named not in known:
            raise BadValue(
                f"district {named!r}", "nothing of it is on record",
                f"there is: {', '.join(known) or 'none; sro import comes first'}",
            )  # fmt: skip
        return DistrictId(named)
    if len(known) == 1:
        return known[0]
    if not known:
        raise BadValue("the database", "it is empty", "take in an export first: sro import PATH")
    raise BadValue(
        "the database", f"it holds {len(known)} districts", f"name one: {', '.join(known)}"
    )


def read_database(
    url: str, *, district: str | None = None, purpose: str = "", zone: str = ZONE
) -> Roll:
    """Read a database as a roll; each time its files are gone through is on the audit log.

    Args:
        url: such as ``sqlite:///sro.db``.
        district: whose, where the database holds several.
        purpose: what for; kept on the log.
        zone: the sites' time zone, for the time in the log.

    Raises:
        StoreFailed: it cannot be opened. BadValue: it is empty, or holds several districts.
    """
    database = database_at(url)
    desk = desk_at(database, district_of(database, district), load_rules("us-ca"), zone)
    return attendance_review.roll(desk, desk.admit(Viewer(login(), Role.OPERATOR, None, purpose)))


def login() -> str:
    """Give the name of whoever runs the program, as the log shall name them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"


def district_for(database: SqlDatabase, roll: Roll, named: str | None) -> DistrictId:
    """Give the district that an export belongs to: as named, as it says itself, or the only one.

    Raises:
        BadValue: it cannot be told, or it would be a second district that nobody named.
    """
    if named is not None:
        return DistrictId(named)
    stated = sorted({each.district for each in roll.sites.values() if each.district})
    known = database.districts()
    if len(stated) > 1:
        raise BadValue(
            "the export", f"its schools belong to {', '.join(stated)}",
            "say whose it is with --district",
        )  # fmt: skip
    if not stated:
        if len(known) > 1:
            raise BadValue(
                "the export", "it does not say which district it is of",
                f"say so with --district: {', '.join(known)}",
            )  # fmt: skip
        return known[0] if known else UNNAMED
    if known and stated[0] not in known:
        raise BadValue(
            "the export", f"it is of district {stated[0]}, the database holds {', '.join(known)}",
            "name it with --district if it is to be added",
        )  # fmt: skip
    return stated[0]


def desk_on(
    path: Path, rules: RuleBook, *, zone: str = ZONE, map_file: Path | None = None
) -> tuple[Desk, Checked]:
    """Read an input into a store in memory and give the desk on it, with what was found.

    Raises:
        InputRefused: the input has errors; then there is no desk.
    """
    checked = check(path, map_file=map_file)
    if checked.roll is None:
        raise InputRefused(checked.name, checked.report)
    desk = Desk(MemoryDatabase(), lambda: now_in(zone), rules, new_id)
    reader = desk.admit(Viewer("import", Role.OPERATOR, purpose=f"read {checked.name}"))
    submission = Submission(checked.roll, source=checked.name)
    submissions.submit(desk, reader, submission, on=desk.clock().date())
    return desk, checked


def planner_called(name: str, *, seed: int = 1, steps: int = 20_000) -> Planner:
    """Give a planner of rotations.

    Args:
        name: one of `PLANNERS`.
        seed: of the default planner.
        steps: the most that its search takes.

    Raises:
        BadValue: it needs packages that are not installed.
    """
    if name != "default":
        try:
            from sro_adapters.planning.highs import HighsPlanner

            return HighsPlanner()
        except ModuleNotFoundError as missing:
            if name == "highs":
                what = f"it needs {missing.name}"
                how = 'pip install "sro-core[plan]"'
                raise BadValue("planner highs", what, how) from missing
    return DefaultPlanner(seed=seed, steps=steps)
