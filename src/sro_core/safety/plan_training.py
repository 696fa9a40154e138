"""Training of the people who work at a school on its plan: n of N."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register


@attrs.frozen(kw_only=True)
class PlanTraining:
    """Record that people of a site were trained on its plan.

    Attributes:
        id: its own.
        site: where.
        on: the day.
        what: what was trained, in words; nothing of it is tactical.
        by: who gave it.
        staff: who was there, by the references that the school uses.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    site: SiteId
    on: date
    what: str
    by: str
    staff: frozenset[str]

    def __attrs_post_init__(self) -> None:
        """Refuse a training that nobody was at."""
        if not self.staff:
            raise BadValue("staff", "nobody was there", "name at least one reference")


PLAN_TRAININGS = Register(
    name="safety plan training",
    kind=PlanTraining,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    on=lambda one: one.on,
)
