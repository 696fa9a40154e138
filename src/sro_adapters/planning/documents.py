"""Planning problems and plans as JSON documents; `reading` turns them back into equal records."""

from __future__ import annotations

from typing import Any

import attrs

from sro_core.rotations.alternatives import Alternative
from sro_core.rotations.plan import Because, Cure, Plan
from sro_core.rotations.problem import Candidate, Post, Problem, Tour


def problem_document(problem: Problem) -> dict[str, Any]:
    """Give a problem as a document; reading it back gives an equal problem."""
    return {
        "years": [problem.years.first, problem.years.last],
        "tenure": {
            "minimum": problem.limits.minimum,
            "maximum": problem.limits.maximum,
            "break": problem.limits.between,
        },
        "stagger_share": str(problem.stagger_share),
        "sites": [_post(each) for each in problem.sites],
        "officers": [_candidate(each) for each in problem.officers],
        "current": [attrs.asdict(each) for each in problem.current],
        **{
            name: [tour_document(each) for each in getattr(problem, name)]
            for name in ("published", "pinned", "forbidden")
        },
    }


def _post(post: Post) -> dict[str, Any]:
    shown = {"id": post.id, "district": post.district, "posts": post.posts}
    if post.changed:
        shown["posts_by_year"] = {str(year): number for year, number in post.changed.items()}
    return shown


def _candidate(officer: Candidate) -> dict[str, Any]:
    return {
        "id": officer.id,
        "available": [[span.first, span.last] for span in officer.available],
        "excluded": [attrs.asdict(each) for each in officer.excluded],
        "preferences": dict(officer.preferences),
    }


def tour_document(tour: Tour) -> dict[str, Any]:
    """Give a tour as a document."""
    return {"officer": tour.officer, "site": tour.site, "from": tour.first, "to": tour.last}


def plan_document(plan: Plan) -> dict[str, Any]:
    """Give a plan as a document."""
    shown: dict[str, Any] = {
        "status": plan.status.value,
        "levels": [
            {"name": each.name.value, "value": each.value, "bound": each.bound}
            for each in plan.levels
        ],
        "tours": [tour_document(each) for each in plan.tours],
        "vacant": [
            {
                "site": each.site,
                "year": each.year,
                "posts": each.posts,
                "because": [_because(reason) for reason in each.because],
                "cures": [_cure(cure) for cure in each.cures],
            }
            for each in plan.vacant
        ],
        "planner": plan.planner,
    }
    if plan.conflicts:
        shown["conflicts"] = list(plan.conflicts)
    return shown


def alternative_document(one: Alternative) -> dict[str, Any]:
    """Give an alternative as a document."""
    return {
        "officer": one.officer,
        "site": one.site,
        "year": one.year,
        "status": one.plan.status.value,
        "costs": {name.value: cost for name, cost in one.costs.items()},
        "why_not": list(one.why_not),
        "text": one.text,
    }


def _because(reason: Because) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "code": reason.code, "officers": reason.officers, "text": reason.text
    }  # fmt: skip
    if reason.posts:
        shown["posts"] = [{"site": post.site, "year": post.year} for post in reason.posts]
        shown["can_fill"] = reason.can_fill
    return shown


def _cure(cure: Cure) -> dict[str, Any]:
    shown: dict[str, Any] = {"code": cure.code, "text": cure.text}
    if cure.officer:
        shown["officer"] = cure.officer
    if cure.site:
        shown["site"] = cure.site
    return {**shown, "from": cure.first, "to": cure.last, "vacant": cure.vacant}
