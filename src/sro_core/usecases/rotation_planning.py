"""Make the planning problem of the years to come out of what is on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue
from sro_core.ids import DistrictId, OfficerId, SiteId
from sro_core.officers.officer import OFFICERS, Officer
from sro_core.officers.selection import APPLICATIONS
from sro_core.periods import ONE_DAY, SchoolYear
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.rotations.assignments import ASSIGNMENTS, Assignment, tours
from sro_core.rotations.problem import Candidate, Incumbent, Post, Problem, Tour, TourLimits, Years
from sro_core.rotations.published import PLANS
from sro_core.rotations.tenure import Stagger, Tenure
from sro_core.rules import RuleBook
from sro_core.sites.posts import POSTS, posts_on

_LATE = (10, 1)
"""A tour that has ended by then did not serve the school year; schools have long begun."""


def problem(desk: Desk, access: Access, *, on: date, years: int) -> Problem:
    """Give the problem of the next school years, as of a date.

    Posts, terms and the published plan are those on record; preferences are what officers last
    applied for, and somebody who did not apply costs more than anybody who did. Whoever ended a
    tour waits for the break. Courses are not looked at, since they can be completed before a
    tour begins; `rotation_plans.compliance` tells what is missing.

    Args:
        desk: the stores and rules.
        access: who plans.
        on: as of which date; the first year planned is the next school year.
        years: how many.

    Raises:
        Refused: the viewer may not plan, or answers for some sites only.
        BadValue: no policy says how long an officer serves, or somebody serves two sites.
    """
    first = SchoolYear.of(on).start + 1
    with desk.reading(access, Permission.PLAN_ROTATION) as work:
        access.require_whole(Permission.PLAN_ROTATION)
        limits = _limits(desk.rules, on)
        planned = Years(first, first + years - 1)
        every = [each.record for each in work.stores.records(ASSIGNMENTS).all()]
        officers = [each.record for each in work.stores.records(OFFICERS).all()]
        serving = {each.officer: each for each in _serving(every, on, first)}
        sites = _sites(work, planned, {each.site for each in serving.values()})
        wishes = _wishes(work, [each.id for each in sites])
        unasked = {each.id: len(sites) + 1 for each in sites}
        plans = [e.record for e in work.stores.records(PLANS).all() if e.record.on <= on]
        stagger = desk.rules.all(Stagger, on)
        found = Problem(
            years=planned,
            limits=limits,
            stagger_share=Decimal(stagger[-1].value.percent if stagger else 100) / 100,
            sites=sites,
            officers=tuple(
                Candidate(
                    id=each.id,
                    available=span,
                    preferences=wishes.get(each.id, {} if each.id in serving else unasked),
                )
                for each in officers
                if (span := _available(each, every, serving.get(each.id), limits, planned))
            ),
            current=tuple(
                Incumbent(
                    officer=each.officer,
                    site=each.site,
                    since=SchoolYear.of(each.start).start,
                )
                for each in serving.values()
            ),
            published=tuple(
                Tour(officer=each.officer, site=each.site, first=each.first, last=each.last)
                for each in (plans[-1].tours if plans else ())
                if each.last >= first
            ),
        )
        work.log("make planning problem", details={"as of": str(on), "years": str(years)})
    return found


def _limits(rules: RuleBook, on: date) -> TourLimits:
    policies = rules.all(Tenure, on)
    if not policies:
        raise BadValue("tenure", f"no policy of {on} says how long an officer serves",
                       "state one in an overlay")  # fmt: skip
    policy = policies[-1].value
    return TourLimits(
        minimum=max(policy.minimum_years, 1),
        maximum=policy.maximum_years,
        between=policy.break_years,
    )


def last_year(end: date) -> int:
    """Give the last school year that a tour served, of the day after its last."""
    year = SchoolYear.of(end - ONE_DAY).start
    return year if end > date(year, *_LATE) else year - 1


def _serving(every: Iterable[Assignment], on: date, first: int) -> tuple[Assignment, ...]:
    """Give the tours that run on the date and have no end before the first planned year."""
    found: dict[OfficerId, Assignment] = {}
    for each in tours(every):
        end = each.period.end
        if on not in each.period or (end is not None and last_year(end) < first):
            continue
        other = found.setdefault(each.officer, each)
        if other is not each:
            why = f"{other.name} and {each.name} run at once; a plan has an officer at one site"
            raise BadValue(f"tours of {each.officer}", why, "end one of them first")
    return tuple(found.values())


def _available(
    officer: Officer,
    every: Iterable[Assignment],
    serving: Assignment | None,
    limits: TourLimits,
    planned: Years,
) -> tuple[Years, ...]:
    """Give the years in which an officer can serve, past the plan as far as a tour may run."""
    assert officer.sworn.start is not None  # noqa: S101 - an officer always has one
    first = SchoolYear.of(officer.sworn.start).start
    last = planned.last + limits.maximum
    if officer.sworn.end is not None:
        last = min(last, last_year(officer.sworn.end))
    if serving is not None and serving.period.end is not None:
        last = min(last, last_year(serving.period.end))
    if serving is None:
        ends = [
            each.period.end
            for each in tours(every)
            if each.officer == officer.id and each.period.end is not None
        ]
        if ends:
            first = max(first, last_year(max(ends)) + limits.between + 1)
    return (Years(first, last),) if first <= last and last >= planned.first else ()


def _sites(work: Work, planned: Years, serving: set[SiteId]) -> tuple[Post, ...]:
    """Give the sites with their number of posts by year; a site without any is left out."""
    posts = [each.record for each in work.stores.records(POSTS).all()]
    known = work.stores.sites.all()
    found = []
    for site in sorted({each.site for each in posts}):
        counts = {year: len(posts_on(posts, date(year, *_LATE), site)) for year in planned}
        if not any(counts.values()) and site not in serving:
            continue
        usual = counts[planned.first]
        district = known[site].record.site.district if site in known else None
        found.append(
            Post(
                id=site,
                district=district or DistrictId("district"),
                posts=usual,
                changed={year: number for year, number in counts.items() if number != usual},
            )
        )
    return tuple(found)


def _wishes(work: Work, sites: list[SiteId]) -> Mapping[OfficerId, Mapping[SiteId, int]]:
    """Give what each officer last applied for: a site costs as many as were named before it."""
    found: dict[OfficerId, Mapping[SiteId, int]] = {}
    for stored in work.stores.records(APPLICATIONS).all():
        each = stored.record
        if each.prefers and each.withdrawn is None:
            named = [site for site in each.prefers if site in sites]
            found[each.officer] = {
                site: named.index(site) if site in named else len(named) for site in sites
            }
    return found
