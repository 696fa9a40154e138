"""How records of a kind are filed: under which name, by whom they are kept, how they are found.

A register is declared beside its record, in the module of its subject. Records of the school
and of the police are kept apart (34 CFR 99.8; California Education Code section 49076), those
of the programme itself are neither's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

import attrs

from sro_core.ids import SiteId
from sro_core.periods import DatePeriod

T = TypeVar("T")


class Keeper(StrEnum):
    """Whose record it is."""

    PROGRAMME = "programme"
    SCHOOL = "school"
    POLICE = "police"


def _own_id(record: Any) -> str:
    found: str = record.id
    return found


def _nowhere(_: Any) -> SiteId | None:
    return None


def _nobody(_: Any) -> str:
    return ""


def _never(_: Any) -> date | None:
    return None


@attrs.frozen(kw_only=True, eq=False)
class Register(Generic[T]):
    """Say how the records of one kind are filed.

    Attributes:
        name: what one of them is called, on record and in errors.
        kind: the attrs class of its records.
        keeper: whose records they are.
        id: gives the id under which a record is filed.
        site: gives the site that answers for it, None for the district.
        concerns: gives whom it is about, an officer or a student; empty for nobody.
        on: gives the day it is of, None where it has none.

    >>> from sro_core import SiteId
    >>> @attrs.frozen
    ... class Meeting:
    ...     id: str
    ...     site: SiteId
    ...     on: date
    >>> meetings = Register(
    ...     name="meeting", kind=Meeting, keeper=Keeper.PROGRAMME,
    ...     site=lambda one: one.site, on=lambda one: one.on,
    ... )
    >>> meetings.fits(Meeting("m-1", SiteId("HIGH"), date(2026, 11, 20)), site=SiteId("MIDDLE"))
    False
    """

    name: str
    kind: type[T]
    keeper: Keeper
    id: Callable[[T], str] = _own_id
    site: Callable[[T], SiteId | None] = _nowhere
    concerns: Callable[[T], str] = _nobody
    on: Callable[[T], date | None] = _never

    def fits(
        self,
        record: T,
        *,
        site: SiteId | None = None,
        concerns: str | None = None,
        within: DatePeriod | None = None,
    ) -> bool:
        """Tell whether a record is one of those looked for; None looks for any."""
        day = self.on(record)
        return (
            (site is None or self.site(record) == site)
            and (concerns is None or self.concerns(record) == concerns)
            and (within is None or (day is not None and day in within))
        )

    def place(self, record: T) -> tuple[date, str]:
        """Give where a record stands among others: by its day, then by its id."""
        return self.on(record) or date.min, self.id(record)
