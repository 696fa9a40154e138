"""Publish rotation plans, and look ahead over them: who will lack what, how posts will stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue
from sro_core.officers.eligibility import Lapse
from sro_core.officers.officer import OFFICERS
from sro_core.officers.training import TRAININGS
from sro_core.periods import DatePeriod, SchoolYear
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.rotations.assignments import TIMES_AWAY
from sro_core.rotations.compliance import Stay, forecast, post_for, stays
from sro_core.rotations.coverage import Stretch, stretches
from sro_core.rotations.published import PLANS, PublishedPlan
from sro_core.sites.posts import POSTS
from sro_core.usecases.staffing_board import Board


def compliance(
    desk: Desk, access: Access, *, on: date, until: date | None = None
) -> tuple[Lapse, ...]:
    """Give on which day somebody will be out of compliance, over tours on record and the plan.

    Args:
        desk: the stores and rules.
        access: who reads; the reading is audited.
        on: as of which day; what was completed by then counts.
        until: how far to look; the end of the published plan, or four years, where left out.

    Raises:
        Refused: the viewer may not; officers see their own only.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        board = Board.of(work, None)
        plan = _latest(work, on)
        end = until or (SchoolYear(plan.last).period.end if plan else None)
        end = end or date(on.year + 4, on.month, 1)
        trainings = [each.record for each in work.stores.records(TRAININGS).all()]
        where = [*stays(board.assignments, board.posts, on=on, until=end)]
        where += _planned(plan, board, on, end)
        levels = {id: each.level for id, each in board.profiles.items()}
        found = forecast(where, trainings, levels, rules=desk.rules, on=on)
        shown = tuple(each for each in found if not access.withheld(each, each.site))
        work.log("forecast compliance", details={"as of": str(on), "until": str(end)})
    return shown


def _planned(plan: PublishedPlan | None, board: Board, on: date, until: date) -> Iterable[Stay]:
    for tour in plan.tours if plan else ():
        start, end = tour.period.start, tour.period.end
        post = post_for(board.posts.values(), tour.site, max(on, start or on))
        if post is None or start is None or end is None or min(end, until) <= max(on, start):
            continue
        yield Stay(officer=tour.officer, post=post, start=start, end=min(end, until))


def _latest(work: Work, on: date) -> PublishedPlan | None:
    found = [each.record for each in work.stores.records(PLANS).all() if each.record.on <= on]
    return found[-1] if found else None


def published(desk: Desk, access: Access, *, on: date) -> PublishedPlan | None:
    """Give the plan that counts on a date: the latest one published by then.

    Whoever answers for some sites gets the tours there.

    Raises:
        Refused: the viewer may not read who serves where.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        found = _latest(work, on)
    if found is None or access.viewer.sites is None:
        return found
    own = tuple(each for each in found.tours if access.viewer.covers(each.site))
    return attrs.evolve(found, tours=own)


def publish(desk: Desk, access: Access, plan: PublishedPlan) -> PublishedPlan:
    """Publish a rotation plan; those before it stay on record.

    Raises:
        Refused: the viewer may not.
        Unknown: it names an officer who is not on record.
        BadValue: one was published on that day, or no post is authorised at a site it names.
    """
    with desk.acting(access, Permission.PLAN_ROTATION) as work:
        work.access.require_whole(Permission.PLAN_ROTATION)
        signed = attrs.evolve(plan, by=work.viewer.actor)
        posts = [each.record for each in work.stores.records(POSTS).all()]
        for tour in signed.tours:
            work.stores.records(OFFICERS).get(tour.officer)
            if not any(each.site == tour.site and each.period.meet(tour.period) for each in posts):
                raise BadValue(f"plan {plan.id}", f"{tour.site} has no post in these years",
                               "authorise one first")  # fmt: skip
        records = work.stores.records(PLANS)
        if any(each.record.id == plan.id for each in records.all()):
            raise BadValue(f"plan {plan.id}", "one was published that day", "publish another day")
        records.put(signed, 0)
        details = {"years": f"{plan.first} to {plan.last}", "tours": str(len(plan.tours))}
        work.commit("publish plan", about=plan.id, details=details)
    return signed


def timeline(desk: Desk, access: Access, *, within: DatePeriod) -> tuple[Stretch, ...]:
    """Give how each post stood and will stand, stretch by stretch, by post and day.

    Raises:
        Refused: the viewer may not read who serves where.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        board = Board.of(work, None)
        away = [each.record for each in work.stores.records(TIMES_AWAY).all()]
    return tuple(
        each
        for id in sorted(board.posts)
        for each in stretches(board.posts[id], board.assignments, away, within=within)
    )
