"""The illustrative programme beside its students: made-up records of each area, through use cases.

Everything is synthetic. It stands on the date it is given, and each area adds its own in a
module of its name.
"""

from __future__ import annotations

from datetime import date

from sro_adapters.synthetic.programme import (
    activities,
    contacts,
    field_steps,
    reports,
    safety,
    staffing,
)
from sro_core.desk import Desk

AREAS = (
    staffing.record,
    safety.record,
    contacts.record,
    field_steps.record,
    activities.record,
    reports.record,
)
"""What enters the records of each area, those that others build on first."""


def record(desk: Desk, *, on: date) -> None:
    """Enter the records of every area, in the order in which they need each other.

    Args:
        desk: on stores that hold the synthetic district.
        on: the day on which the programme stands.
    """
    for enter in AREAS:
        enter(desk, on=on)
