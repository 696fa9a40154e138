"""Made-up police departments as planning problems: seeded, so that everybody gets the same.

A department has sites of three levels in districts, officers of whom most lack something that
some level asks for, officers who serve when the plan begins, and a published plan that single
officers have since dropped out of: each problem is one of planning again.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from sro_core.ids import DistrictId, OfficerId, SiteId
from sro_core.rotations.problem import (
    Candidate,
    Exclusion,
    Incumbent,
    Post,
    Problem,
    Tour,
    TourLimits,
    Years,
)

FIRST = 2026
LEVELS = ("elementary", "middle", "high")
SITES_A_DISTRICT = 8
TWO_POSTS, EARLY, LONG, LACKING, COURSE, RELATIVE, HELD = 0.12, 0.7, 0.8, 0.35, 0.5, 0.04, 0.9
"""How often a site has two posts, an officer is there from the first year, stays past the last,
lacks what a level asks for, gets the course some day, has a relative at a site; a post is held."""
SITES_AN_AREA = 80  # officers of a large department work in one area of it


def department(
    *, sites: int, officers: int, years: int = 10, seed: int = 0, disrupted: float = 0.05
) -> Problem:
    """Make a department.

    Args:
        sites: how many.
        officers: how many.
        years: how many are planned.
        seed: of all random numbers.
        disrupted: the part of the officers who have dropped out since the plan was published.
    """
    dice = Random(seed)
    places = [
        Post(
            id=SiteId(f"S-{n:03}"),
            district=DistrictId(f"D-{n // SITES_A_DISTRICT}"),
            posts=2 if dice.random() < TWO_POSTS else 1,
        )
        for n in range(sites)
    ]
    levels = {place.id: dice.choices(LEVELS, (1, 3, 4))[0] for place in places}
    areas = -(-sites // SITES_AN_AREA)
    afar = [_outside(places, areas, area) for area in range(areas)]
    people = [
        _candidate(dice, n, places[n % areas :: areas], levels, years=years, afar=afar[n % areas])
        for n in range(officers)
    ]
    limits = TourLimits(minimum=2, maximum=4, between=2)
    current = _incumbents(dice, people, places)
    planned = Years(FIRST, FIRST + years - 1)
    published = _published(dice, people, places, current, limits=limits, planned=planned)
    return Problem(
        years=planned,
        limits=limits,
        stagger_share=Decimal("0.4"),
        sites=tuple(places),
        officers=tuple(_disrupted(dice, each, disrupted) for each in people),
        current=tuple(current),
        published=tuple(published),
    )


def _outside(places: list[Post], areas: int, area: int) -> list[Exclusion]:
    return [
        Exclusion(site=place.id, reason="works in another area")
        for n, place in enumerate(places)
        if n % areas != area
    ]


def _candidate(
    dice: Random,
    n: int,
    places: list[Post],
    levels: dict[SiteId, str],
    *,
    years: int,
    afar: list[Exclusion],
) -> Candidate:
    last = FIRST + years + 5
    start = FIRST if dice.random() < EARLY else FIRST + dice.randrange(1, max(2, years - 2))
    end = last if dice.random() < LONG else min(last, start + dice.randrange(3, years + 2))
    lacking = {level for level in LEVELS if dice.random() < LACKING}
    if len(lacking) == len(LEVELS):
        lacking = {LEVELS[0]}
    course = FIRST + dice.randrange(years) if dice.random() < COURSE else None
    excluded, preferences = [*afar], {}
    for place in places:
        if dice.random() < RELATIVE:
            excluded.append(Exclusion(site=place.id, reason="a relative attends the school"))
        elif levels[place.id] in lacking:
            reason = f"no course for {levels[place.id]} schools"
            excluded.append(Exclusion(site=place.id, reason=reason, until=course))
        preferences[place.id] = dice.choice((0, 2, 5, 9, 14, 20, 28, 36))
    return Candidate(
        id=OfficerId(f"O-{n:04}"),
        available=(Years(start, end),),
        excluded=tuple(excluded),
        preferences=preferences,
    )


def _incumbents(dice: Random, people: list[Candidate], places: list[Post]) -> list[Incumbent]:
    """Fill most posts, each with an officer who is eligible there in the first year."""
    free = [each for each in people if each.is_available(FIRST)]
    dice.shuffle(free)
    found = []
    for place in places:
        for _ in range(place.posts):
            able = (n for n, each in enumerate(free) if not each.excluded_from(place.id, FIRST))
            n = next(able, None)
            if n is not None and dice.random() < HELD:
                officer = free.pop(n)
                since = FIRST - dice.randrange(1, 5)
                found.append(Incumbent(officer=officer.id, site=place.id, since=since))
    return found


def _published(
    dice: Random,
    people: list[Candidate],
    places: list[Post],
    current: list[Incumbent],
    *,
    limits: TourLimits,
    planned: Years,
) -> list[Tour]:
    """Make a plan as people make it: post by post, whoever is free next, the first four years."""
    horizon = min(planned.first + 3, planned.last)
    free = {each.id: planned.first for each in people}
    posts = {(place.id, n): planned.first for place in places for n in range(place.posts)}
    made = []
    for each in current:
        last = min(each.since + dice.randrange(2, limits.maximum + 1) - 1, planned.last)
        free[each.officer] = max(last + 1, planned.first) + limits.between
        if last >= planned.first:
            made.append(Tour(officer=each.officer, site=each.site, first=each.since, last=last))
            n = next(n for n in range(9) if posts.get((each.site, n)) == planned.first)
            posts[each.site, n] = last + 1
    liking = {
        place.id: sorted(people, key=lambda each: (each.preferences.get(place.id, 99), each.id))
        for place in places
    }
    for (site, _), start in sorted(posts.items(), key=lambda item: (item[1], item[0])):
        year = start
        while year <= horizon:
            last = min(year + dice.randrange(2, limits.maximum + 1) - 1, planned.last)
            span = range(year, max(last, year + 1) + 1)
            officer = next((x for x in liking[site] if _can(x, site, span, free[x.id])), None)
            if officer is not None:
                made.append(Tour(officer=officer.id, site=site, first=year, last=last))
                free[officer.id] = last + 1 + limits.between
            year = year + 1 if officer is None else last + 1
    return made


def _can(officer: Candidate, site: SiteId, span: range, free: int) -> bool:
    return (
        site in officer.preferences  # it lies in the officer's area
        and free <= span[0]
        and all(map(officer.is_available, span))
        and not any(officer.excluded_from(site, year) for year in span)
    )


def _disrupted(dice: Random, officer: Candidate, part: float) -> Candidate:
    if dice.random() >= part:
        return officer
    return Candidate(
        id=officer.id,
        available=(Years(FIRST + 20, FIRST + 20),),
        excluded=officer.excluded,
        preferences=officer.preferences,
    )
