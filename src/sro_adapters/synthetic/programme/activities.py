"""Activities and incidents of the illustrative programme: made up, through use cases.

Two officers enter what they do on school days of two months; the sergeant has approved all but
the last days. Incidents are few, as at two real sites, and nobody in them is anybody.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import attrs

from sro_core.desk import Desk
from sro_core.ids import OfficerId, SiteId
from sro_core.periods import ONE_DAY
from sro_core.permissions import Access
from sro_core.privacy import Role, Viewer
from sro_core.safety.activities import Activity, HandedTo, State
from sro_core.safety.incidents import (
    Disposition,
    IncidentKind,
    Person,
    Place,
    ReferralBasis,
    SchoolPart,
    SchoolReferral,
    Threat,
)
from sro_core.usecases import activity_log, incident_log
from sro_core.usecases.activity_log import Told
from sro_core.usecases.incident_log import ToldIncident

HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
WHO = {HIGH: OfficerId("O-01"), MIDDLE: OfficerId("O-02")}
LONG, WAITING = 42, 4
"""Days back to which activities reach, and of which none is approved yet."""
SATURDAY = 5
_ROUND = (
    ("presentation", 45, 30, "civil_rights"),
    ("positive contact", 15, 6, ""),
    ("question", 10, 4, "criminal_law"),
    ("safety meeting", 60, 8, "safety"),
    ("mentoring", 20, 1, ""),
    ("question", 10, 3, "citizenship"),
    ("truancy", 50, 2, "attendance"),
)
_INCIDENTS = (
    (38, time(10, 20), HIGH, Place.WITHIN, "13B"),
    (31, time(12, 35), HIGH, Place.WITHIN, "35A"),
    (30, time(15, 50), MIDDLE, Place.NEAR, "23H"),
    (24, time(11, 5), None, Place.ELSEWHERE, "90J"),
    (17, time(12, 40), MIDDLE, Place.WITHIN, "290"),
    (10, time(9, 15), HIGH, Place.WITHIN, "13C"),
    (9, time(13, 30), HIGH, Place.NEAR, "13B"),
)
"""Of each: how many days before, when, which site, where, and the offense."""


def record(desk: Desk, *, on: date) -> None:
    """Enter what two officers did at their sites, and what happened there."""
    for ago in range(LONG, -1, -1):
        day = on - ago * ONE_DAY
        if day.weekday() < SATURDAY:
            _day(_at(desk, day, 15), day, ago)
    _incidents(desk, on)


def _at(desk: Desk, day: date, hour: int) -> Desk:
    return attrs.evolve(desk, clock=lambda: datetime.combine(day, time(hour)))


def _as(desk: Desk, actor: str, role: Role) -> Access:
    return desk.admit(Viewer(actor, role, None, "demonstration"))


def _day(desk: Desk, day: date, ago: int) -> None:
    """Enter a day: one activity of each officer, and now and then a first contact."""
    sergeant = _as(desk, "demo sergeant", Role.SERGEANT)
    for nth, (site, officer) in enumerate(WHO.items()):
        access = _as(desk, officer, Role.OFFICER)
        kind, minutes, count, topic = _ROUND[(ago + 3 * nth) % len(_ROUND)]
        told = Told(kind=kind, site=site, minutes=minutes, on=day, count=count, topic=topic)
        entered = [activity_log.log(desk, access, told)]
        if ago % 9 == nth:
            entered.append(_first_contact(desk, access, site, day, ago))
        if ago >= WAITING:
            for one in entered:
                activity_log.review(desk, sergeant, one.id, State.APPROVED)
        elif ago == 1 and nth == 1:
            activity_log.review(
                desk, sergeant, entered[0].id, State.RETURNED, because="say which grade it was"
            )


def _first_contact(desk: Desk, access: Access, site: SiteId, day: date, ago: int) -> Activity:
    told = Told(
        kind="parent_contact", site=site, minutes=10, on=day, topic="attendance",
        to=HandedTo.COUNSELLOR, answer_by=day + timedelta(days=2),
    )  # fmt: skip
    one = activity_log.log(desk, access, told)
    return activity_log.answered(desk, access, one.id, on=day) if ago >= WAITING else one


def _incidents(desk: Desk, on: date) -> None:
    then = _at(desk, on, 15)
    access = _as(then, "demo records", Role.RECORDS)
    for nth, (ago, clock, site, place, code) in enumerate(_INCIDENTS, start=1):
        at = datetime.combine(on - ago * ONE_DAY, clock)
        reported = site is not None and place is Place.WITHIN
        person = Person(
            ref=f"P-{nth:03d}", student=site is not None, referred=reported, arrested=False,
            cited=False, disposition=Disposition.COUNSELLED,
        )  # fmt: skip
        told = ToldIncident(
            number=f"26-{100 + nth}", site=site, place=place, at=at, offenses=(code,),
            persons=(person,), referral=_report(at, code) if reported else None,
        )  # fmt: skip
        incident_log.record(then, access, told)
    received = datetime.combine(on, time(9, 40))
    threat = Threat(received_at=received, received_from=SchoolPart.TEACHER, evidence=("E-26-1",),
                    assessed_at=received + timedelta(minutes=15))  # fmt: skip
    told = ToldIncident(
        number="26-120", kind=IncidentKind.THREAT, site=HIGH, place=Place.WITHIN, at=received,
        threat=threat,
    )  # fmt: skip
    incident_log.record(then, access, told)


def _report(at: datetime, code: str) -> SchoolReferral:
    """A report of the school: it had to report drugs, and chose to report the rest."""
    required = code == "35A"
    return SchoolReferral(
        basis=ReferralBasis.REQUIRED if required else ReferralBasis.DISCRETIONARY,
        by=SchoolPart.ADMINISTRATOR,
        on=at.date(),
        ground="48902_drugs" if required else "",
    )
