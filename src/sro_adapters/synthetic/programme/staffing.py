"""The officers of the illustrative programme since its first day: who served where, all made up.

The shape follows what newspapers told of the pilot (a first officer on 1 November 2005, three in
2011-12, two later); every name, number and date of a person is invented.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from sro_core.desk import Desk
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.officers.officer import Badge, Officer
from sro_core.officers.selection import Application, Decision
from sro_core.officers.training import Training
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.privacy import Role, Viewer
from sro_core.rotations.assignments import AssignmentKind, AwayFor, Duty, TimeAway
from sro_core.rotations.published import PlannedTour, PublishedPlan
from sro_core.sites.posts import Post
from sro_core.sites.profile import (
    Address,
    Grades,
    Headcount,
    Level,
    SiteProfile,
    StaffContact,
)
from sro_core.sites.terms import AgreementTerms
from sro_core.usecases import officer_files, rotation_plans, site_registry, staffing

HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
HIGH_1, HIGH_2, MIDDLE_1 = PostId("HIGH-1"), PostId("HIGH-2"), PostId("MIDDLE-1")
FIRST_DAY = date(2005, 11, 1)


@attrs.frozen
class _Tour:
    """One tour of the history, and what the officer needed for it."""

    officer: str
    post: PostId
    start: date
    end: date | None = None
    went_to: Duty | None = None
    bound: bool = False
    handover: date | None = None


HISTORY = (
    _Tour("O-11", HIGH_1, FIRST_DAY, date(2009, 8, 1), Duty.PATROL),
    _Tour("O-13", HIGH_2, date(2008, 8, 4), date(2012, 7, 1), Duty.TRAFFIC),
    _Tour("O-12", HIGH_1, date(2009, 8, 1), date(2013, 8, 1), Duty.INVESTIGATIONS),
    _Tour("O-14", MIDDLE_1, date(2009, 8, 3), date(2012, 8, 1), Duty.PATROL),
    _Tour("O-15", MIDDLE_1, date(2012, 8, 1), date(2016, 1, 1), Duty.LEFT, bound=True),
    _Tour("O-17", HIGH_1, date(2013, 8, 1), date(2017, 8, 1), Duty.COMMUNITY),
    _Tour("O-16", MIDDLE_1, date(2015, 8, 17), date(2019, 8, 1), Duty.PATROL),
    _Tour("O-18", HIGH_1, date(2017, 8, 1), date(2021, 8, 1), Duty.INVESTIGATIONS),
    _Tour("O-03", MIDDLE_1, date(2019, 8, 1), date(2023, 8, 1), Duty.PATROL),
    _Tour("O-04", HIGH_1, date(2021, 8, 1), date(2024, 8, 12), Duty.SUPERVISION),
    _Tour("O-05", MIDDLE_1, date(2023, 8, 1), date(2025, 8, 8), Duty.PATROL),
    _Tour("O-01", HIGH_1, date(2024, 8, 5), handover=date(2024, 8, 12)),
    _Tour("O-02", MIDDLE_1, date(2025, 8, 1), handover=date(2025, 8, 8)),
)
NAMES = {"O-01": "Officer Alex Sample", "O-02": "Officer Robin Sample"}
ALL_PARTS = frozenset({"purpose", "roles", "information_sharing", "supervision", "signatures"})


def record(desk: Desk, *, on: date) -> None:
    """Enter sites, posts, officers and their history, as whoever leads the programme would.

    Args:
        desk: on stores that hold the synthetic district.
        on: the day on which the programme stands; later days are planned.
    """
    sergeant = desk.admit(
        Viewer("demo sergeant", Role.SERGEANT, purpose="illustrative programme, synthetic data")
    )
    _sites(desk, sergeant)
    _officers(desk, sergeant)
    for tour in HISTORY:
        _serve(desk, sergeant, tour)
    _selections(desk, sergeant)
    _days_away(desk, sergeant)
    _plan(desk, sergeant, on)


def _sites(desk: Desk, access: Access) -> None:
    profiles = (
        SiteProfile(
            id=HIGH,
            name="Illustrative High School (synthetic)",
            grades=Grades("9", "12"),
            level=Level.SECONDARY,
            address=Address("100 Example Avenue", "Example", "00001"),
            phone="(555) 010-0100",
            headcounts=(Headcount(2005, 1420, 68), Headcount(2026, 1350, 66)),
            staff=(
                StaffContact(
                    name="P. Sample", role="principal", email="principal.high@example.org"
                ),
                StaffContact(name="T. Sample", role="attendance", phone="(555) 010-0101"),
            ),
            source="illustrative",
        ),
        SiteProfile(
            id=MIDDLE,
            name="Illustrative Middle School (synthetic)",
            grades=Grades("7", "8"),
            level=Level.SECONDARY,
            levels={"fire_drills_intermediate": Level.INTERMEDIATE},
            address=Address("200 Example Street", "Example", "00001"),
            phone="(555) 010-0200",
            headcounts=(Headcount(2026, 650, 34),),
            staff=(StaffContact(name="R. Sample", role="principal"),),
            source="illustrative",
        ),
    )
    for profile in profiles:
        site_registry.record_profile(desk, access, profile)
    for id, site, start, end, mailbox in (
        (HIGH_1, HIGH, FIRST_DAY, None, "sro.high@example.org"),
        (HIGH_2, HIGH, date(2008, 8, 1), date(2012, 7, 1), "sro.high@example.org"),
        (MIDDLE_1, MIDDLE, date(2009, 8, 1), None, "sro.middle@example.org"),
    ):
        post = Post(
            id=id,
            site=site,
            period=DatePeriod(start, end),
            mailbox=mailbox,
            authority="council and district (illustrative)",
        )
        site_registry.record_post(desk, access, post)
    for site, parts in ((HIGH, ALL_PARTS), (MIDDLE, ALL_PARTS - {"information_sharing"})):
        site_registry.record_terms(
            desk,
            access,
            AgreementTerms(
                id=f"{site}:2024-07-01",
                site=site,
                period=DatePeriod(date(2024, 7, 1), date(2027, 7, 1)),
                signed=date(2024, 6, 18),
                district_share=Decimal(50),
                duties=("truancy outreach", "safety plan", "presentations", "safety meetings"),
                parts=parts,
                text="with the district's clerk (illustrative)",
            ),
        )


def _officers(desk: Desk, access: Access) -> None:
    first = {each.officer: each.start for each in HISTORY} | {"O-06": date(2027, 8, 1)}
    for number, (id, start) in enumerate(sorted(first.items()), 101):
        sworn = date(start.year - 6, 3, 1)
        left = date(2016, 1, 1) if id == "O-15" else None
        officer = Officer(
            id=OfficerId(id),
            name=NAMES.get(id, f"Officer {id} Sample"),
            sworn=DatePeriod(sworn, left),
            certificate=date(start.year - 5, 3, 1),
            badges=(Badge(str(number), DatePeriod(sworn, left)),),
            published=id in NAMES,
        )
        officer_files.record_officer(desk, access, officer)
        if id == "O-06":
            continue
        basic = date(start.year, 6, 12) if start.month > 7 else date(start.year, 10, 14)  # noqa: PLR2004 - before the tour
        _course(desk, access, id, "sro_basic", basic, "40")
        if id != "O-02":
            _course(desk, access, id, "first_aid", date(start.year, 6, 20), "8")
    for id, course, day, hours in (
        ("O-01", "first_aid", date(2026, 6, 9), "8"),
        ("O-01", "adolescents", date(2025, 10, 7), "12"),
        ("O-01", "calm_voice", date(2026, 2, 11), "4.5"),
        ("O-02", "first_aid", date(2025, 1, 21), "8"),
        ("O-02", "calm_voice", date(2026, 2, 11), "4.5"),
    ):
        _course(desk, access, id, course, day, hours)


def _course(desk: Desk, access: Access, id: str, course: str, day: date, hours: str) -> None:  # noqa: PLR0917 - one line of a table
    topics = frozenset({"de-escalation"}) if course == "calm_voice" else frozenset()
    officer_files.record_training(
        desk,
        access,
        Training(
            id=f"{id}:{course}:{day}",
            officer=OfficerId(id),
            course=course,
            hours=Decimal(hours),
            completed=day,
            provider="illustrative",
            topics=topics,
        ),
    )


def _serve(desk: Desk, access: Access, tour: _Tour) -> None:
    officer = OfficerId(tour.officer)
    site = HIGH if tour.post in (HIGH_1, HIGH_2) else MIDDLE
    staffing.assign(
        desk,
        access,
        staffing.ToAssign(
            officer=officer,
            site=site,
            period=DatePeriod(tour.start, None if tour.post != HIGH_2 else tour.end),
            post=tour.post,
            handover=tour.handover,
        ),
    )
    if tour.end is not None and tour.went_to is not None:
        staffing.end(
            desk,
            access,
            staffing.ToEnd(officer=officer, end=tour.end, went_to=tour.went_to, bound=tour.bound),
        )


def _selections(desk: Desk, access: Access) -> None:
    for post, start, end in (
        (MIDDLE_1, date(2025, 4, 7), date(2025, 4, 26)),
        (HIGH_1, date(2026, 11, 9), date(2026, 12, 5)),
    ):
        officer_files.post_notice(
            desk, access, post, DatePeriod(start, end), "wants to teach and to listen"
        )
    for id, notice_id, day, reason, prefers in (
        ("O-02", "MIDDLE-1:2025-04-07", date(2025, 4, 9), "I coached this age", MIDDLE),
        ("O-06", "MIDDLE-1:2025-04-07", date(2025, 4, 14), "I would like to teach", HIGH),
        ("O-06", "HIGH-1:2026-11-09", date(2026, 11, 12), "I would like to teach", HIGH),
    ):
        application = Application(
            id=f"{notice_id}:{id}:{day}",
            notice=notice_id,
            officer=OfficerId(id),
            on=day,
            reason=reason,
            prefers=(prefers,),
        )
        officer_files.apply(desk, access, application)
    chosen = Decision(date(2025, 5, 5), "demo sergeant", selected=True, grounds="coached youth")
    officer_files.decide(desk, access, "MIDDLE-1:2025-04-07:O-02:2025-04-09", chosen)
    other = Decision(
        date(2025, 5, 5), "demo sergeant", selected=False, grounds="basic course first"
    )
    officer_files.decide(desk, access, "MIDDLE-1:2025-04-07:O-06:2025-04-14", other)


def _days_away(desk: Desk, access: Access) -> None:
    court = DatePeriod(date(2026, 11, 24), date(2026, 11, 25))
    course = DatePeriod(date(2026, 12, 3), date(2026, 12, 4))
    for id, period, reason in (("O-01", court, AwayFor.COURT), ("O-02", course, AwayFor.COURSE)):
        away = TimeAway(
            id=f"{id}:{period.start}", officer=OfficerId(id), period=period, reason=reason
        )
        staffing.record_away(desk, access, away)
    cover = staffing.ToAssign(
        officer=OfficerId("O-02"), site=HIGH, period=court, post=HIGH_1, kind=AssignmentKind.COVER
    )
    staffing.assign(desk, access, cover)


def _plan(desk: Desk, access: Access, on: date) -> None:
    published = date(on.year, 6, 1)
    plan = PublishedPlan(
        id=str(published),
        on=published,
        by="demo sergeant",
        first=on.year,
        last=on.year + 4,
        tours=(
            PlannedTour(OfficerId("O-01"), HIGH, 2024, on.year + 1),
            PlannedTour(OfficerId("O-02"), MIDDLE, 2025, on.year + 2),
            PlannedTour(OfficerId("O-06"), HIGH, on.year + 2, on.year + 4),
        ),
        note="illustrative",
    )
    rotation_plans.publish(desk, access, plan)
