"""``sro classify``, ``explain`` and ``unverified``: what attendance means on a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Request, request_options, site_option
from sro_adapters.cli.paper import plural, table
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Permission
from sro_core.truancy.classify import Classification
from sro_core.truancy.policy import policy_on
from sro_core.usecases import attendance_review


@click.command()
@request_options
@site_option
def classify(as_json: bool, site: str | None, **asked: Any) -> None:
    """List what the rules make of every student on a date.

    PATH is a bundle: a folder or zip of OneRoster CSV with attendance, or Ed-Fi XML. Without
    it, what is in the database.
    """
    request = _lists(**asked)
    found = _review(request, site)
    if as_json:
        for one in found:
            click.echo(wire.to_json(wire.show(one, request.access)))
        return
    rows = [
        (
            student["student_id"],
            student["site"],
            *(each[key] for key in ("code", "outcome", "since")),
            each["citations"][0]["section"],
            " ".join(each["missing"]),
        )
        for student in _shown(found, request, "student_id", "site", "findings")
        for each in student["findings"]
    ]
    headings = ("student", "site", "status", "outcome", "since", "section", "not on record")
    table(headings, rows)
    counts = Counter(f"{row[2]} {row[3]}" for row in rows)
    said = ", ".join(f"{number} {name}" for name, number in counts.items()) or "no status"
    policy = policy_on(request.rules, request.on).id
    click.echo(f"{plural(len(found), 'student')} on {request.on} under {policy}: {said}")
    _not_judged(found)


def _not_judged(found: tuple[Classification, ...]) -> None:
    """Say how many students a status could not be judged for, and why."""
    refused = Counter(each for one in found for each in one.refused)
    for (code, why), number in sorted(refused.items()):
        click.echo(f"{code} not judged for {plural(number, 'student')}: {why}")


def _shown(
    found: tuple[Classification, ...], request: Request, *keys: str
) -> Iterator[dict[str, Any]]:
    for one in found:
        yield wire.show(one, request.access, only=keys)


def _lists(**asked: Any) -> Request:
    return Request.of(permission=Permission.REVIEW_ATTENDANCE, **asked)


def _review(request: Request, site: str | None) -> tuple[Classification, ...]:
    chosen = SiteId(site) if site else None
    return attendance_review.review(request.desk, request.access, on=request.on, site=chosen)


@click.command()
@click.argument("student")
@request_options
@click.option("--lists", is_flag=True, help="Also the days counted and set aside, and readings.")
def explain(student: str, as_json: bool, lists: bool, **asked: Any) -> None:
    """Say in words what the rules make of one STUDENT, why, and what would change it."""
    request = Request.of(permission=Permission.READ_STATUS, **asked)
    ref = StudentRef(student)
    one = attendance_review.review_one(request.desk, request.access, ref, on=request.on)
    if one is None:
        said = f"{student} has no enrolled school day in the school year to {request.on}"
        click.echo(said, err=as_json)
    elif as_json:
        click.echo(wire.to_json(wire.show(one, request.access)))
    else:
        click.echo(wire.explain(one, request.access, lists=lists))


@click.command()
@request_options
@site_option
def unverified(as_json: bool, site: str | None, **asked: Any) -> None:
    """List the absences nobody has settled, and what settling each would change."""
    request = _lists(**asked)
    chosen = SiteId(site) if site else None
    found = attendance_review.unverified(request.desk, request.access, on=request.on, site=chosen)
    rows = [wire.show(each, request.access) for each in found]
    if as_json:
        for row in rows:
            click.echo(wire.to_json(row))
        return
    table(
        ("student", "site", "date", "what is open", "what it would change"),
        [tuple(row.values()) for row in rows],
    )
    telling = sum(each.day.changes for each in found)
    said = plural(len(rows), "unverified absence")
    click.echo(f"{said}, {telling} of which would change a status")
