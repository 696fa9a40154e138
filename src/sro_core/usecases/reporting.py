"""Gather what every area asks: one due list, and one screen for each role.

Each area finds and shows its own and guards it by its own permissions; here they are joined.
An area that is not open to whoever asks is named with the reason instead.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

import attrs

from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, DueKind, Wanted, joined
from sro_core.errors import Unknown
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.privacy import Permission, Role
from sro_core.rotations.assignments import ASSIGNMENTS
from sro_core.usecases import (
    access_control,
    activity_overview,
    attendance_review,
    attendance_steps,
    audit_log,
    contact_records,
    incident_log,
    letter_batches,
    officer_referrals,
    public_directory,
    referral_inbox,
    site_safety,
    staffing_review,
    sweeping,
    yearly_reports,
)


class ListsDue(Protocol):
    """Lists what an area asks people to do."""

    def __call__(
        self, desk: Desk, access: Access, *, on: date, site: SiteId | None = None
    ) -> tuple[DueItem, ...]:
        """Give the items of the area, those that the viewer may see."""


class ShowsToday(Protocol):
    """Shows what of an area matters to a role."""

    def __call__(
        self, desk: Desk, access: Access, *, on: date, site: SiteId | None = None
    ) -> tuple[Block, ...]:
        """Give the blocks of the area, those that the viewer may see."""


@attrs.frozen
class Area:
    """Hold how an area is asked.

    Attributes:
        name: in words.
        kinds: of its due items.
        needs: the permissions without which its list is not open.
        due: lists its items, or None.
        today: shows its blocks, or None.
        shows: the permissions without which its blocks are not open; `needs` where it is empty.
        whose: the roles whose morning it is part of; others ask for its list. The operator, who
            helps everybody, is shown all of it.
    """

    name: str
    kinds: tuple[DueKind, ...]
    needs: tuple[Permission, ...]
    due: ListsDue | None = None
    today: ShowsToday | None = None
    shows: tuple[Permission, ...] = ()
    whose: frozenset[Role] = frozenset(Role)


SCHOOL = frozenset({Role.CLERK, Role.ADMINISTRATOR, Role.DISTRICT})
ON_DUTY = frozenset({Role.OFFICER, Role.SERGEANT})

AREAS = (
    Area(
        "attendance",
        (DueKind.TRUANCY,),
        (Permission.REVIEW_ATTENDANCE,),
        attendance_review.due,
        attendance_review.today,
        whose=SCHOOL,
    ),
    Area(
        "steps",
        (DueKind.STEP, DueKind.LETTER, DueKind.REFERRAL),
        (Permission.READ_STEPS,),
        attendance_steps.due,
        attendance_steps.today,
        whose=SCHOOL,
    ),
    Area(
        "letters",
        (DueKind.LETTER,),
        (Permission.READ_STEPS,),
        letter_batches.due,
        letter_batches.today,
        whose=SCHOOL,
    ),
    Area(
        "referrals",
        (DueKind.REFERRAL,),
        (Permission.READ_REFERRALS,),
        referral_inbox.due,
        referral_inbox.today,
        whose=SCHOOL | {Role.OFFICER},
    ),
    Area(
        "own referrals",
        (DueKind.REFERRAL,),
        (Permission.READ_OWN_REFERRALS,),
        officer_referrals.due,
        officer_referrals.today,
    ),
    Area(
        "safety plans and drills",
        (DueKind.PLAN, DueKind.DRILL, DueKind.CORRECTIVE_ACTION),
        (Permission.READ_PLAN, Permission.READ_DRILLS),
        site_safety.due,
        site_safety.today,
        whose=frozenset({Role.ADMINISTRATOR, Role.DISTRICT}),
    ),
    Area(
        "activities",
        (DueKind.ACTIVITY,),
        (Permission.READ_ACTIVITIES,),
        activity_overview.due,
        activity_overview.today,
        whose=ON_DUTY,
    ),
    Area(
        "staffing",
        (DueKind.ROTATION, DueKind.TRAINING, DueKind.AGREEMENT),
        (Permission.READ_STAFFING,),
        staffing_review.due,
        staffing_review.today,
        whose=ON_DUTY | {Role.DISTRICT},
    ),
    Area(
        "directory",
        (DueKind.DIRECTORY,),
        (Permission.READ_DIRECTORY,),
        public_directory.due,
        public_directory.today,
        whose=frozenset({Role.PUBLIC}),
    ),
    Area(
        "contacts",
        (DueKind.CONTACT, DueKind.REFERRAL, DueKind.SEALING),
        (Permission.READ_CONTACTS,),
        contact_records.due,
        contact_records.today,
        whose=ON_DUTY | {Role.RECORDS},
    ),
    Area(
        "sweeps",
        (DueKind.SWEEP,),
        (Permission.READ_SWEEPS,),
        sweeping.due,
        sweeping.today,
        whose=ON_DUTY,
    ),
    Area(
        "reports",
        (),
        (Permission.READ_REPORT,),
        None,
        yearly_reports.today,
        whose=frozenset({Role.DISTRICT, Role.PUBLIC}),
    ),
    Area(
        "audit log",
        (),
        (Permission.READ_AUDIT,),
        None,
        audit_log.today,
        whose=frozenset({Role.AUDITOR, Role.DISTRICT}),
    ),
    Area("access", (), (Permission.MANAGE_TOKENS,), None, access_control.today),
    Area(
        "incidents",
        (DueKind.INCIDENT, DueKind.SEALING),
        (Permission.READ_INCIDENTS,),
        incident_log.due,
        incident_log.today,
    ),
)
"""Every area, in the order in which a screen shows them."""
EVERYTHING = Wanted()


@attrs.frozen
class DueList:
    """Hold what is due, and what of it is not open to whoever asked.

    Attributes:
        items: sorted, each ask once.
        left_out: areas by name, each with the reason.
    """

    items: tuple[DueItem, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def due(desk: Desk, access: Access, *, on: date, wanted: Wanted = EVERYTHING) -> DueList:
    """List what the findings of every area ask people to do, as of a date.

    Args:
        desk: the stores and rules.
        access: who reads; each area enters it in the log as it does for itself.
        on: the date judged.
        wanted: which part of it.

    Raises:
        Refused: the viewer may not read the list, or does not answer for the site.
        Unknown: there is no such site.
    """
    asked = [
        area
        for area in AREAS
        if area.due is not None and (not wanted.kinds or wanted.kinds & set(area.kinds))
    ]
    with desk.reading(access, Permission.READ_DUE) as work:
        _check_site(work, wanted.site)
        closed = {area.name: _why_closed(access, area.needs) for area in asked}
        if wanted.person:
            wanted = attrs.evolve(wanted, posts=posts_of(work, wanted.person, on))
    found = [
        area.due(desk, access, on=on, site=wanted.site)
        for area in asked
        if area.due is not None and not closed[area.name]
    ]
    # What is not asked for goes before equal asks merge, so that no area takes another's along.
    every = joined(each for items in found for each in wanted.cut(items))
    shown = tuple(each for each in every if not access.withheld(each, each.concerns.site))
    return DueList(shown, tuple((name, why) for name, why in closed.items() if why))


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show what matters to the viewer's role on a date: the blocks of every area open to them.

    Raises:
        Refused: the viewer may not, or does not answer for the site.
        Unknown: there is no such site.
    """
    with desk.reading(access, Permission.READ_TODAY) as work:
        _check_site(work, site)
    blocks: list[Block] = []
    for area in AREAS:
        if area.today is None or access.viewer.role not in area.whose | {Role.OPERATOR}:
            continue
        if not _why_closed(access, area.shows or area.needs):
            blocks += area.today(desk, access, on=on, site=site)
    return tuple(blocks)


def _check_site(work: Work, site: SiteId | None) -> None:
    """Raise `Unknown` or `Refused` unless the site is on record and the viewer answers for it."""
    if site is None:
        return
    known = work.stores.sites.all()
    if site not in known:
        raise Unknown("site", site, tuple(known))
    work.require(site)


def _why_closed(access: Access, needed: tuple[Permission, ...]) -> str:
    return next(filter(None, map(access.why_not, needed)), "")


def posts_of(work: Work, person: str, on: date) -> frozenset[SiteId]:
    """Give the sites at which an officer serves on a date."""
    return frozenset(
        each.record.site
        for each in work.stores.records(ASSIGNMENTS).all(concerns=person)
        if on in each.record.period
    )
