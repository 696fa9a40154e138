"""Where a rule is written, and whether anybody has read it there."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import attrs


class Standing(StrEnum):
    """How far a citation can be relied on; printed wherever the rule is applied."""

    READ = "read in the source"
    READ_OLDER = "read in an older copy of the source"
    SECONDARY = "read in a secondary source"
    NOT_READ = "not read; confirm before relying on it"
    LOCAL = "local policy"


@attrs.frozen
class Citation:
    """Name the place where a rule is written.

    Attributes:
        key: the section, as rules of a book cite it: ``48260(a)``.
        title: down to the subsection, as a lawyer would cite it.
        link: a public address of the text.
        checked: the day on which somebody last looked.
        standing: what that somebody read.
    """

    key: str
    title: str
    link: str
    checked: date
    standing: Standing
