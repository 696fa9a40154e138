"""Every plan of a tiny problem, tried one by one, from the words of the rules alone.

It shares nothing with the planners or the plan check, not even the records' methods, and knows
no clever step: it lists every schedule of every officer, combines all of them, and compares.
"""

from __future__ import annotations

from itertools import product
from math import ceil

LEVELS = ("vacant", "broken_tenure", "changes", "stagger", "preference")


def best_plan(document):
    """Give the least levels of a problem as JSON has it, as a tuple, or None without a plan."""
    return min((levels(document, plan) for plan in plans(document)), default=None)


def size(document):
    """Count the combinations that would be tried."""
    number = 1
    for officer in document["officers"]:
        number *= len(list(schedules(document, officer)))
    return number


def plans(document):
    """Give every plan that keeps every rule, a list of tours each."""
    first, last = document["years"]
    posts = {site["id"]: site["posts"] for site in document["sites"]}
    pins = {
        (pin["officer"], pin["site"], year)
        for pin in document.get("pinned", [])
        for year in range(pin["from"], pin["to"] + 1)
        if first <= year <= last
    }
    every = [list(schedules(document, officer)) for officer in document["officers"]]
    for chosen in product(*every):
        plan = [tour for schedule in chosen for tour in schedule]
        served = [
            (officer, site, year)
            for officer, site, start, end in plan
            for year in range(max(start, first), end + 1)
        ]
        there = {}
        for _, site, year in served:
            there[site, year] = there.get((site, year), 0) + 1
        if all(number <= posts[site] for (site, _), number in there.items()) and pins <= {*served}:
            yield plan


def schedules(document, officer):
    """Give every way to spend the planned years, as tours (who, where, from, to)."""
    first, _ = document["years"]
    rest = document["tenure"]["break"]
    now = [each for each in document.get("current", []) if each["officer"] == officer["id"]]
    if not now:
        yield from onward(document, officer, first)
        return
    (now,) = now
    # The officer does not continue: the tour ended in the year before the first planned one.
    yield from onward(document, officer, first - 1 + rest + 1)
    end = first
    while may_serve(document, officer, now["site"], end):
        if end - now["since"] + 1 > document["tenure"]["maximum"]:
            break
        for later in onward(document, officer, end + rest + 1):
            yield [(officer["id"], now["site"], now["since"], end), *later]
        end += 1


def onward(document, officer, year):
    """Give every schedule of new tours from a year on."""
    _, last = document["years"]
    if year > last:
        yield []
        return
    yield from onward(document, officer, year + 1)
    for site in document["sites"]:
        end = year
        while may_serve(document, officer, site["id"], end):
            long = end - year + 1
            enough = long >= document["tenure"]["minimum"] or (
                end == last
                and all(
                    available(officer, each)
                    for each in range(last + 1, year + document["tenure"]["minimum"])
                )
            )
            if enough and long <= document["tenure"]["maximum"]:
                for later in onward(document, officer, end + document["tenure"]["break"] + 1):
                    yield [(officer["id"], site["id"], year, end), *later]
            end += 1


def available(officer, year):
    return any(low <= year <= high for low, high in officer["available"])


def may_serve(document, officer, site, year):
    first, last = document["years"]
    return (
        first <= year <= last
        and available(officer, year)
        and not any(
            each["site"] == site and (each.get("until") is None or year <= each["until"])
            for each in officer.get("excluded", [])
        )
        and not any(
            (each["officer"], each["site"]) == (officer["id"], site)
            and each["from"] <= year <= each["to"]
            for each in document.get("forbidden", [])
        )
    )


def levels(document, plan):
    """Give the five levels of a plan."""
    first, last = document["years"]
    years = range(first, last + 1)
    serves = {
        (officer, site, year)
        for officer, site, start, end in plan
        for year in range(start, end + 1)
        if year in years
    }
    vacant = sum(site["posts"] for site in document["sites"]) * len(years) - len(serves)
    broken, going_on = 0, set()
    for now in document.get("current", []):
        end = first - 1
        for officer, site, start, stop in plan:
            if (officer, site, start) == (now["officer"], now["site"], now["since"]):
                end = stop
                going_on.add((officer, site, start))
        if end < last and end - now["since"] + 1 < document["tenure"]["minimum"]:
            broken += 1
    published = {
        (each["officer"], each["site"], year)
        for each in document.get("published", [])
        for year in range(each["from"], each["to"] + 1)
        if year in years
    }
    stagger = 0
    for district in {site["district"] for site in document["sites"]}:
        there = {site["id"] for site in document["sites"] if site["district"] == district}
        posts = sum(site["posts"] for site in document["sites"] if site["id"] in there)
        for year in years:
            starts = sum(
                1
                for officer, site, start, _ in plan
                if site in there and start == year and (officer, site, start) not in going_on
            )
            if year > first:
                stagger += max(0, starts - ceil(_share(document) * posts))
    likes = {each["id"]: each.get("preferences", {}) for each in document["officers"]}
    preference = sum(likes[officer].get(site, 0) for officer, site, _ in serves)
    return vacant, broken, len(published - serves), stagger, preference


def _share(document):
    from fractions import Fraction

    return Fraction(document["stagger_share"])
