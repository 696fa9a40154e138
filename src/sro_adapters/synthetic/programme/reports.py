"""The years before of the illustrative programme, all made up: some activities, and one report.

Two school years have activities, so that the yearly report of the later one, which is
published, has the year before beside it, and a row that is masked.
"""

from __future__ import annotations

from datetime import date, datetime, time

import attrs

from sro_core.desk import Desk
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import SchoolYear
from sro_core.privacy import Role, Viewer
from sro_core.safety.activities import HandedTo, State
from sro_core.usecases import activity_log, yearly_reports
from sro_core.usecases.activity_log import Told

PURPOSE = "illustrative programme, synthetic data"
POSTS = ((SiteId("HIGH"), OfficerId("O-01"), 3), (SiteId("MIDDLE"), OfficerId("O-02"), 2))
"""Site, officer, and how much happens there."""
WEEKS = ((10, 14), (3, 10))
"""Month and day of the weeks that stand for a year."""
WORK = (
    ("question", "civil_rights", 30, 11),
    ("question", "criminal_law", 20, 2),
    ("question", "citizenship", 30, 13),
    ("student_contact", "", 40, 12),
    ("parent_contact", "", 40, 9),
    ("presentation", "safety", 50, 28),
    ("truancy", "", 60, 6),
)
"""Kind, topic, minutes, and how many it reached where little happens."""


def record(desk: Desk, *, on: date) -> None:
    """Enter the activities of two school years that are over, and publish the later's report."""
    standing = attrs.evolve(desk, clock=lambda: datetime.combine(on, time(9)))
    sergeant = standing.admit(Viewer("sergeant", Role.SERGEANT, None, PURPOSE))
    last = SchoolYear(SchoolYear.of(on).start - 1)
    for year, more in ((SchoolYear(last.start - 1), 0), (last, 1)):
        for site, officer, busy in POSTS:
            own = standing.admit(Viewer(officer, Role.OFFICER, None, PURPOSE))
            for month, day in WEEKS:
                for kind, topic, minutes, reached in WORK:
                    first = kind.endswith("_contact")
                    told = Told(
                        kind=kind,
                        site=site,
                        minutes=minutes * busy,
                        on=date(year.start + (month < 7), month, day),  # noqa: PLR2004 - July
                        count=reached * busy + more,
                        topic=topic,
                        to=HandedTo.NOBODY if first else None,
                    )
                    one = activity_log.log(standing, own, told)
                    activity_log.review(standing, sergeant, one.id, State.APPROVED)
    district = standing.admit(Viewer("district", Role.DISTRICT, None, PURPOSE))
    yearly_reports.publish(standing, district, last)
