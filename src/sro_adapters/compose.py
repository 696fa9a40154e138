"""Join a store, a rule book and an input into a desk that use cases can work with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sro_adapters.interchange import Checked, InputRefused, check
from sro_adapters.memory import MemoryDatabase
from sro_core.desk import Desk
from sro_core.errors import BadValue
from sro_core.jurisdictions import lay_over, load_rules
from sro_core.privacy import Role, Viewer
from sro_core.rules import RuleBook
from sro_core.usecases import attendance_review

ZONE = "America/Los_Angeles"


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
    desk = Desk(MemoryDatabase(), lambda: now_in(zone), rules)
    operator = Viewer("import", Role.OPERATOR, purpose=f"read {checked.name}")
    attendance_review.submit(desk, operator, checked.roll)
    return desk, checked
