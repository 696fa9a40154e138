"""One family of errors, so that a caller can catch everything the library says no to.

Each error holds its facts as attributes and builds its own sentence: what happened, why it
is wrong, what to do. Ids stand inside as plain text.
"""

from __future__ import annotations

import attrs


class SroError(Exception):
    """Base of every error of this library; never raised itself."""


@attrs.frozen
class BadValue(SroError, ValueError):
    """A record was given a value it cannot hold.

    Attributes:
        what: the field or value, as a reader would name it.
        why: what is wrong with it.
        instead: what would be right, or empty.
    """

    what: str
    why: str
    instead: str = ""

    def __str__(self) -> str:
        """Say what was given, why it is wrong and what would be right."""
        return f"{self.what}: {self.why}" + (f"; {self.instead}" if self.instead else "")


@attrs.frozen
class Refused(SroError):
    """A viewer asked for something that their role does not allow."""

    actor: str
    role: str
    what: str
    why: str

    def __str__(self) -> str:
        """Say who was refused what, and by which rule."""
        return f"{self.actor} ({self.role}) may not {self.what}: {self.why}"


@attrs.frozen
class Conflict(SroError):
    """Somebody else saved the same record first; nothing of this unit of work was saved."""

    what: str

    def __str__(self) -> str:
        """Say which record was changed meanwhile and what to do."""
        return f"{self.what} was changed by somebody else meanwhile; read it again and repeat"


@attrs.frozen
class Unknown(SroError):
    """A record was asked for by an id that is not on record.

    Attributes:
        kind: what was looked for, in words.
        id: the id asked for.
        known: the ids there are, where they are few.
    """

    kind: str
    id: str
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say what was looked for and, where there are few, what there is."""
        known = f"there are: {', '.join(self.known)}" if self.known else "ids are text, zeros count"
        return f"no {self.kind} {self.id!r} on record; check the id ({known})"


@attrs.frozen
class StoreFailed(SroError):
    """A store could not do what it was asked; nothing of this unit of work was saved.

    Attributes:
        what: the store or record, without secrets.
        why: what went wrong.
        instead: what to do about it.
    """

    what: str
    why: str
    instead: str

    def __str__(self) -> str:
        """Say what failed, why and what to do."""
        return f"{self.what}: {self.why}; {self.instead}"


@attrs.frozen
class Shrinks(SroError):
    """A submission would leave much less on record than there is; nothing of it was saved.

    Attributes:
        what: what would become fewer, in words.
        before, after: how many there are, and how many would be left.
        limit: the percentage by which they may shrink without a confirmation.
    """

    what: str
    before: int
    after: int
    limit: int

    def __str__(self) -> str:
        """Say what would be lost and how to go on."""
        lost = (self.before - self.after) * 100 / self.before
        return (
            f"of {self.before:,} {self.what} only {self.after:,} would be left: {lost:.1f} % less, "
            f"and more than {self.limit} % wants a confirmation; look whether the export is "
            "complete, then confirm it"
        )


@attrs.frozen
class RuleProblem:
    """One thing wrong in a rule file.

    Attributes:
        file: the file, as the caller named it.
        line: line of the table's header, 1 for the file itself (TOML keeps no finer position).
        table: the table's name, such as ``measure``.
        key: the key inside the table, or empty.
        says: what is wrong and what is expected.
    """

    file: str
    line: int
    table: str
    key: str
    says: str

    def __str__(self) -> str:
        """Give the place first, as editors understand it."""
        where = f"{self.file}:{self.line}: " + (f"[[{self.table}]] " if self.table else "")
        return where + (f"{self.key}: " if self.key else "") + self.says


@attrs.frozen
class BadRules(SroError):
    """A rule file cannot be used; every problem found in it is listed."""

    problems: tuple[RuleProblem, ...]

    def __str__(self) -> str:
        """List every problem, a line each."""
        head = f"{len(self.problems)} problem(s) in the rules; none of the file is used:"
        return "\n  ".join([head, *map(str, self.problems)])
