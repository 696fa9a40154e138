"""Offenses by their codes: a small table of our own as rules, and others that are imported.

A code is text of which every character counts, and belongs to a table: the same letters mean
one thing in NIBRS and another in a state's list. An entry holds on the days on which its
section was in force.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

import attrs

from sro_core.errors import BadValue, Unknown
from sro_core.periods import DatePeriod
from sro_core.registers import Keeper, Register
from sro_core.rules import RuleBook

ALWAYS = DatePeriod(None, None)
OWN = "own"
"""The table of the rule book."""


@attrs.frozen
class Offense:
    """Describe an offense of our own table.

    Attributes:
        label: what it is called.
        group: what it is counted under.
    """

    label: str
    group: str

    def __attrs_post_init__(self) -> None:
        """Refuse an offense that nobody could name or count."""
        for name in ("label", "group"):
            if not getattr(self, name).strip():
                raise BadValue(name, "it is empty", "give the words")


@attrs.frozen(kw_only=True)
class OffenseEntry:
    """Hold one code of an imported table.

    Attributes:
        code: as the table has it.
        title: what it is called there.
        group: what it is counted under.
        effective: the days on which it holds.
    """

    code: str
    title: str
    group: str
    effective: DatePeriod = ALWAYS

    def __attrs_post_init__(self) -> None:
        """Refuse a code that could not be written in a cell or after a colon."""
        if not self.code or self.code != self.code.strip() or ":" in self.code:
            raise BadValue("code", f"{self.code!r} is no code", "give it without spaces or colon")


@attrs.frozen(kw_only=True)
class OffenseTable:
    """Hold a table of offenses as it was taken in.

    Attributes:
        id: its short name, which stands before a code: ``nibrs``, ``doj``.
        title: what it is.
        taken: when it was taken in.
        entries: its codes, in order, each once.
    """

    id: str
    title: str
    taken: datetime
    entries: tuple[OffenseEntry, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse codes that stand twice, and the name of our own table."""
        if self.id == OWN:
            raise BadValue("table", f"{OWN!r} is the name of our own", "give it another name")
        twice = [code for code, times in Counter(e.code for e in self.entries).items() if times > 1]
        if twice:
            raise BadValue(f"table {self.id}", f"the code {twice[0]} stands twice")


@attrs.frozen(kw_only=True)
class OffenseRef:
    """Name an offense as an incident carries it, so that it says the same when tables change.

    Attributes:
        table, code: where it stands.
        title, group: what it was called there when the incident was recorded.
    """

    table: str
    code: str
    title: str
    group: str

    def __str__(self) -> str:
        """Print the table, the code and its words."""
        return f"{self.table}:{self.code} {self.title}"


OFFENSE_TABLES = Register(name="offense table", kind=OffenseTable, keeper=Keeper.POLICE)


@attrs.frozen
class Offenses:
    """Find offenses by code, in our own table first and then in those taken in.

    Attributes:
        rules: the book with our own.
        tables: those taken in.
    """

    rules: RuleBook
    tables: tuple[OffenseTable, ...] = ()

    def find(self, asked: str, on: date) -> OffenseRef:
        """Give the offense of a code that was in force on a day.

        Args:
            asked: a code, or ``table:code``.
            on: the day of the incident.

        Raises:
            Unknown: no table has the code.
            BadValue: it was not in force that day.
        """
        table, colon, code = asked.strip().rpartition(":")
        known = [*self._named(code, table if colon else "")]
        for ref, effective in known:
            if on in effective:
                return ref
        if known:
            days = "; ".join(f"{ref.table} {effective}" for ref, effective in known)
            raise BadValue(f"offense {asked}", f"it was not in force on {on}", f"it was: {days}")
        raise Unknown("offense code", asked, tuple(self._own_codes(on)))

    def _named(self, code: str, table: str) -> Iterable[tuple[OffenseRef, DatePeriod]]:
        if table in ("", OWN):
            for rule in self.rules.ever(Offense):
                if rule.id == code:
                    value = rule.value
                    ref = OffenseRef(table=OWN, code=rule.id, title=value.label, group=value.group)
                    yield ref, rule.effective
        for each in self.tables:
            if table in ("", each.id):
                for entry in each.entries:
                    if entry.code == code:
                        ref = OffenseRef(
                            table=each.id, code=code, title=entry.title, group=entry.group
                        )
                        yield ref, entry.effective

    def _own_codes(self, on: date) -> Iterable[str]:
        return (each.id for each in self.rules.all(Offense, on))
