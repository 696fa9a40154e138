"""``sro classify``, ``explain``, ``unverified`` and ``due``: what attendance means on a date."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Request, request_options, site_option
from sro_adapters.cli.paper import plural, table
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Role
from sro_core.truancy.classify import Classification
from sro_core.usecases import attendance_review

NOTHING = "no status changes"


@click.command()
@request_options
@site_option
def classify(as_json: bool, site: str | None, **asked: Any) -> None:
    """List what the rules make of every student on a date.

    PATH is a bundle: a folder or zip of OneRoster CSV with attendance, or Ed-Fi XML.
    """
    request = Request.of(**asked)
    found = _review(request, site)
    if as_json:
        for one in found:
            click.echo(wire.to_json(wire.show_classification(one, request.viewer)))
        return
    rows = [
        (
            one.subject.id,
            one.subject.site,
            each.code,
            each.outcome,
            each.since,
            " ".join(each.missing),
        )
        for one in found
        for each in one.findings
    ]
    table(("student", "site", "status", "outcome", "since", "not on record"), rows)
    counts = Counter(f"{code} {outcome}" for _, _, code, outcome, _, _ in rows)
    said = ", ".join(f"{number} {name}" for name, number in counts.items()) or "no status"
    click.echo(f"{plural(len(found), 'student')} on {request.on} under {_policy(found)}: {said}")


def _review(request: Request, site: str | None) -> tuple[Classification, ...]:
    chosen = SiteId(site) if site else None
    return attendance_review.review(request.desk, request.viewer, on=request.on, site=chosen)


def _policy(found: tuple[Classification, ...]) -> str:
    return found[0].policy.id if found else "no policy"


@click.command()
@click.argument("student")
@request_options
@click.option("--lists", is_flag=True, help="Also the days counted and set aside, and readings.")
def explain(student: str, as_json: bool, lists: bool, **asked: Any) -> None:
    """Say in words what the rules make of one STUDENT, why, and what would change it."""
    request = Request.of(**asked)
    ref = StudentRef(student)
    one = attendance_review.review_one(request.desk, request.viewer, ref, on=request.on)
    if one is None:
        click.echo(f"{student} has no enrolled school day in the school year to {request.on}")
    elif as_json:
        click.echo(wire.to_json(wire.show_classification(one, request.viewer)))
    else:
        click.echo(one.explain(lists=lists))


@click.command()
@request_options
@site_option
def unverified(as_json: bool, site: str | None, **asked: Any) -> None:
    """List the absences nobody has settled, and what settling each would change."""
    request = Request.of(**asked)
    rows = [
        each for one in _review(request, site) for each in wire.show_unverified(one, request.viewer)
    ]
    rows.sort(key=lambda row: (NOTHING in row["would_change"], row["date"], row["student_id"]))
    if as_json:
        for row in rows:
            click.echo(wire.to_json(row))
        return
    table(
        ("student", "site", "date", "what is open", "what it would change"),
        [tuple(row.values()) for row in rows],
    )
    telling = sum(NOTHING not in row["would_change"] for row in rows)
    click.echo(
        f"{plural(len(rows), 'unverified absence')}, {telling} of which would change a status"
    )


@click.command()
@request_options
@site_option
@click.option("--who", type=click.Choice([str(role) for role in Role]), help="Only this role's.")
def due(as_json: bool, site: str | None, who: str | None, **asked: Any) -> None:
    """List who must or may do what: the due list. It reads what findings ask, and does nothing."""
    request = Request.of(**asked)
    chosen = SiteId(site) if site else None
    items = [
        item
        for item in attendance_review.due(request.desk, request.viewer, on=request.on, site=chosen)
        if who in (None, item.who)
    ]
    if as_json:
        for item in items:
            click.echo(wire.to_json(wire.show(item, request.viewer, item.concerns.site)))
        return
    table(
        ("due", "overdue", "force", "who", "concerns", "what"),
        [(i.due, i.overdue_days or "", i.force, i.who, i.concerns.id, i.what) for i in items],
    )
    click.echo(f"{plural(len(items), 'item')} on {request.on}")
