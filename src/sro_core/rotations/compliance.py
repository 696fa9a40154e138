"""On which day somebody who serves, or is planned to serve, will lack a required course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.officers.eligibility import Lapse, Serves, first_lapse
from sro_core.officers.training import Training, TrainingRequired
from sro_core.rotations.assignments import Assignment, tours
from sro_core.rules import RuleBook
from sro_core.sites.posts import Post, posts_on
from sro_core.sites.profile import Level


@attrs.frozen(kw_only=True)
class Stay:
    """Say from when to when an officer is, or is planned to be, at a post."""

    officer: OfficerId
    post: Post
    start: date
    end: date


def stays(
    assignments: Iterable[Assignment], posts: Mapping[PostId, Post], *, on: date, until: date
) -> tuple[Stay, ...]:
    """Give the tours on record that run on a date or later, cut off at ``until``."""
    return tuple(
        Stay(officer=each.officer, post=posts[each.post], start=each.start, end=end)
        for each in tours(assignments)
        if each.post in posts
        and (end := min(each.period.end or until, until)) > max(on, each.start)
    )


def forecast(
    where: Iterable[Stay],
    trainings: Iterable[Training],
    levels: Mapping[SiteId, Level | None],
    *,
    rules: RuleBook,
    on: date,
) -> tuple[Lapse, ...]:
    """Give the first day of each stay on which a required course is missing, by day.

    Judged by the courses completed by ``on`` and the requirements in force then: what will be
    taught or required later is not known.

    Args:
        where: tours on record and planned.
        trainings: on record.
        levels: of the sites.
        rules: the book.
        on: as of which day it is asked.
    """
    known = tuple(trainings)
    found: dict[tuple[OfficerId, SiteId, str], Lapse] = {}
    for stay in where:
        level = levels.get(stay.post.site)
        serves = Serves(stay.post, level, stay.start)
        for rule in rules.all(TrainingRequired, on):
            if not rule.value.binds(stay.post, level):
                continue
            lapse = first_lapse(stay.officer, known, serves, rule, until=stay.end, on=on)
            if lapse is None:
                continue
            key = (lapse.officer, lapse.site, rule.id)
            if key not in found or lapse.on < found[key].on:
                found[key] = lapse
    return tuple(
        sorted(found.values(), key=lambda each: (each.on, each.officer, each.site, each.rule.id))
    )


def post_for(posts: Iterable[Post], site: SiteId, on: date) -> Post | None:
    """Give a post of a site on a date, the first by id, for a plan that names sites only."""
    return next(iter(posts_on(posts, on, site)), None)
