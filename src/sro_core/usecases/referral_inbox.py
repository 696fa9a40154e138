"""The referrals that a site's administration takes on and answers, each act by a named person."""

from __future__ import annotations

from datetime import date

from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, asked_as, due_list
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.truancy.marks import Mark
from sro_core.truancy.referral_findings import overdue
from sro_core.truancy.referral_rules import Receiver
from sro_core.truancy.referrals import REFERRALS, Referral, Stage
from sro_core.truancy.step_log import STEPS, StepEntry
from sro_core.truancy.steps_taken import Action


def mark(work: Work, stage: Stage, because: str = "") -> Mark:
    """Say that whoever works brought a referral to a stage."""
    viewer = work.viewer
    return Mark(what=stage, by=viewer.actor, role=viewer.role, at=work.at, because=because)


def inbox(
    desk: Desk, access: Access, *, site: SiteId | None = None, closed: bool = False
) -> tuple[Referral, ...]:
    """List the referrals of the viewer's sites, by date; those closed only where asked for.

    Raises:
        Refused: the viewer may not, or does not answer for the site.
    """
    with desk.reading(access, Permission.READ_REFERRALS) as work:
        if site is not None:
            work.require(site)
        found = tuple(
            each.record
            for each in work.stores.records(REFERRALS).all(site=site)
            if access.viewer.covers(each.record.site)
            and (closed or each.record.stage is not Stage.CLOSED)
        )
        work.log("list referrals", site=site, details={"referrals": str(len(found))})
    return found


def advance(desk: Desk, access: Access, id: str, stage: Stage, *, because: str = "") -> Referral:
    """Bring a referral one stage further: acknowledged, in work, answered, declined, closed.

    An answer of the review board is entered as its review.

    Raises:
        Refused: the viewer may not, or it is another site's.
        Unknown: there is none.
        BadValue: the stage does not follow, or an answer or refusal says nothing.
    """
    with desk.acting(access, Permission.HANDLE_REFERRALS) as work:
        stored = work.stores.records(REFERRALS).get(id)
        work.require(stored.record.site)
        marked = stored.record.marked(mark(work, stage, because))
        work.stores.records(REFERRALS).put(marked, stored.version)
        if marked.to is Receiver.REVIEW_BOARD and stage is Stage.ANSWERED:
            entry = StepEntry(
                id=desk.new_id(),
                student=marked.student,
                site=marked.site,
                on=work.at.date(),
                by=work.viewer.actor,
                at=work.at,
                action=Action.SARB_REVIEW,
                means="outcome returned",
                referral=id,
            )
            work.stores.records(STEPS).put(entry, 0)
        about = marked.student or id
        details = {"referral": id, "stage": stage}
        work.commit("answer referral", site=marked.site, about=about, details=details)
    return marked


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List the referrals that wait for the school, and by when."""
    found = inbox(desk, access, site=site)
    with desk.reading(access, Permission.READ_REFERRALS) as work:
        sites = work.stores.sites.all()
    calendars = {id: each.record.calendar for id, each in sites.items()}
    waiting = (
        overdue(each, desk.rules, calendars.get(each.site), on=on)
        for each in found
        if each.on <= on
    )
    return due_list("referral", (each for each in waiting if each is not None))


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show a school role what its inbox waits for, the longest overdue first."""
    items = due(desk, access, on=on, site=site)
    late = sum(1 for each in items if each.overdue_days)
    lines = [f"{len(items)} referrals wait, {late} of them overdue"]
    lines += [f"{each.what}, due {each.due}" for each in items[:2]]
    command = asked_as("sro referrals inbox", access.viewer, on)
    return (Block("Referrals", command, tuple(lines)),)
