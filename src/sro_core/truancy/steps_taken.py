"""The log of acts on record: what was done about a student's absences, by date.

A report is an act, not arithmetic (In re A.N. (2020) 9 Cal.5th 343): it counts because
somebody made it and it was entered.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import attrs

from sro_core.ids import SiteId, StudentRef


class Action(StrEnum):
    """The acts that rules ask for or rest on."""

    TRUANCY_REPORT = "truancy_report"
    TRUANCY_NOTICE = "truancy_notice"
    CONFERENCE_EFFORT = "conference_effort"
    CONFERENCE_HELD = "conference_held"
    SARB_REVIEW = "sarb_review"
    WRITTEN_WARNING = "written_warning"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The act as staff and families read it."""
        if self is Action.SARB_REVIEW:
            return "review by the attendance review board"
        return self.value.replace("_", " ")


@attrs.frozen
class StepTaken:
    """Hold one act on record.

    Attributes:
        student: whom it concerns.
        action: what was done.
        on: when.
        site: the site that did it, where given.
        means: how, in the words of whoever entered it.
    """

    student: StudentRef
    action: Action
    on: date
    site: SiteId | None = None
    means: str = ""
