"""An officer of the programme: a regular sworn officer, with the badges they wore."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import OfficerId
from sro_core.periods import DatePeriod
from sro_core.privacy import Sensitivity, sensitive
from sro_core.registers import Keeper, Register


@attrs.frozen
class Badge:
    """Hold a badge number and the days it was worn."""

    number: str
    period: DatePeriod


@attrs.frozen(kw_only=True)
class Officer:
    """Hold an officer.

    Attributes:
        id: the department's own id, as text.
        name: as colleagues know them.
        sworn: the days as a regular sworn officer of the department.
        certificate: the day on which the basic certificate was awarded, or None.
        badges: by first day; days do not overlap.
        published: the public may read the name, as the current officer of a site.
        email: their own mailbox at the department; the public gets that of the post.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: OfficerId
    name: str
    sworn: DatePeriod
    certificate: date | None = attrs.field(default=None, metadata=sensitive(Sensitivity.PERSONNEL))
    badges: tuple[Badge, ...] = ()
    published: bool = False
    email: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse an officer without a name or a first day, and two badges on one day."""
        if not self.id or not self.name.strip():
            raise BadValue(f"officer {self.id!r}", "there is no id or no name", "give both")
        if self.sworn.start is None:
            raise BadValue(f"officer {self.id}", "no day of being sworn in", "say since when")
        for one, other in zip(self.badges, self.badges[1:], strict=False):
            if one.period.meet(other.period) or (one.period.start or date.min) > (
                other.period.start or date.min
            ):
                raise BadValue(
                    f"badges of {self.id}",
                    f"badge {other.number} is worn while badge {one.number} is",
                    "end the earlier one first",
                )

    @property
    def officer(self) -> OfficerId:
        """Whose file it is."""
        return self.id

    def badge_on(self, on: date) -> str:
        """Give the number of the badge worn on a date, or nothing."""
        return next((each.number for each in self.badges if on in each.period), "")


def with_badge(officer: Officer, number: str, start: date) -> Officer:
    """Give the officer with a new badge from a day on; the one worn before ends there."""
    worn = tuple(
        attrs.evolve(each, period=DatePeriod(each.period.start, start))
        if each.period.end is None
        else each
        for each in officer.badges
    )
    return attrs.evolve(officer, badges=(*worn, Badge(number, DatePeriod(start, None))))


OFFICERS = Register(
    name="officer",
    kind=Officer,
    keeper=Keeper.PROGRAMME,
    concerns=lambda one: one.id,
    on=lambda one: one.sworn.start,
)
