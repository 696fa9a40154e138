"""Review who serves where: terms, posts, training, agreements; what is due, and today's screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, DueKind, due_list
from sro_core.findings import Finding, Outcome
from sro_core.ids import OfficerId, SiteId
from sro_core.officers.cycles import hours_findings
from sro_core.officers.eligibility import officer_findings, training_findings
from sro_core.officers.selection import APPLICATIONS, NOTICES, selection_findings
from sro_core.officers.training import TRAININGS
from sro_core.permissions import Access
from sro_core.privacy import Permission, Role
from sro_core.rotations.assignments import ASSIGNMENTS, TIMES_AWAY
from sro_core.rotations.coverage import coverage_findings
from sro_core.rotations.tenure import Served, served, tenure_findings
from sro_core.rules import RuleBook
from sro_core.sites.posts import posts_on
from sro_core.sites.terms import TERMS, agreement_findings
from sro_core.usecases.staffing_board import Board

_KINDS = {
    "rotation_possible": DueKind.ROTATION,
    "rotation_due": DueKind.ROTATION,
    "post_vacant": DueKind.ROTATION,
    "post_double": DueKind.ROTATION,
    "away_uncovered": DueKind.ROTATION,
    "decision_waits": DueKind.ROTATION,
    "agreement_missing": DueKind.AGREEMENT,
    "agreement_ends": DueKind.AGREEMENT,
    "agreement_part_missing": DueKind.AGREEMENT,
}
"""The area of each finding in the due list; training where it is not named."""


def review(
    desk: Desk, access: Access, *, on: date, site: SiteId | None = None
) -> tuple[Finding, ...]:
    """Give what the rules make of staffing on a date, as far as the viewer may see it.

    Args:
        desk: the stores and rules.
        access: who reads; the reading is audited.
        on: the date judged.
        site: only what this site answers for.

    Raises:
        Refused: the viewer may not read who serves where, or does not answer for the site.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        if site is not None:
            work.require(site)
        board = Board.of(work, site)
        found = [
            *_of_officers(work, board, desk.rules, on),
            *_of_posts(work, board, desk.rules, on),
            *_of_sites(work, board, desk.rules, on),
        ]
        shown = tuple(each for each in found if not access.withheld(each, each.subject.site))
        work.log("review staffing", site=site, details={"as of": str(on)})
    return shown


def _of_officers(work: Work, board: Board, rules: RuleBook, on: date) -> list[Finding]:
    trainings = [each.record for each in work.stores.records(TRAININGS).all()]
    found: list[Finding] = []
    told = set()
    for tour in board.running(on):
        officer = board.officers.get(tour.officer)
        where = board.serves(tour)
        if officer is not None:
            found += officer_findings(officer, where, rules=rules, on=on)
        found += training_findings(tour.officer, trainings, where, rules=rules, on=on)
        if tour.officer not in told:
            found += hours_findings(tour.officer, tour.site, trainings, rules=rules, on=on)
            found += [
                each
                for each in tenure_findings(tour.officer, board.assignments, rules=rules, on=on)
                if each.subject.site in {post.site for post in board.posts.values()}
            ]
        told.add(tour.officer)
    return found


def _of_posts(work: Work, board: Board, rules: RuleBook, on: date) -> list[Finding]:
    away = [each.record for each in work.stores.records(TIMES_AWAY).all()]
    notices = [each.record for each in work.stores.records(NOTICES).all()]
    applications = [each.record for each in work.stores.records(APPLICATIONS).all()]
    return [
        *coverage_findings(
            board.posts.values(), board.assignments, away, rules=rules, on=on, teaches=board.teaches
        ),
        *selection_findings(
            (each for each in notices if each.post in board.posts), applications, rules=rules, on=on
        ),
    ]


def _of_sites(work: Work, board: Board, rules: RuleBook, on: date) -> list[Finding]:
    terms = [each.record for each in work.stores.records(TERMS).all()]
    found: list[Finding] = []
    for site in sorted({each.site for each in posts_on(board.posts.values(), on)}):
        record = board.sites.get(site)
        agreements = record.agreements if record else ()
        found += agreement_findings(site, terms, agreements, rules=rules, on=on)
    return found


def terms_served(
    desk: Desk, access: Access, *, on: date, site: SiteId | None = None
) -> tuple[Served, ...]:
    """Give who serves where on a date, for how long already and until when, by site.

    Raises:
        Refused: as `review` does.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        if site is not None:
            work.require(site)
        board = Board.of(work, site)
    found = [
        one
        for officer in sorted({each.officer for each in board.running(on)})
        for one in served(officer, board.assignments, rules=desk.rules, on=on)
        if one.tour.post in board.posts
    ]
    return tuple(sorted(found, key=lambda each: (each.tour.site, each.tour.post, each.officer)))


def officers_at(work: Work, on: date) -> dict[SiteId, frozenset[OfficerId]]:
    """Give who serves at which site on a date, cover included, for other areas to be handed."""
    found: dict[SiteId, frozenset[OfficerId]] = {}
    for each in work.stores.records(ASSIGNMENTS).all():
        if on in each.record.period:
            there = found.get(each.record.site, frozenset())
            found[each.record.site] = there | {each.record.officer}
    return found


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List what staffing asks people to do, as of a date."""
    found = review(desk, access, on=on, site=site)
    by_kind: dict[DueKind, list[Finding]] = {}
    for each in found:
        by_kind.setdefault(_KINDS.get(each.code, DueKind.TRAINING), []).append(each)
    return tuple(item for kind, some in by_kind.items() for item in due_list(kind, some))


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show what of staffing matters to a role: who serves, who may or must go, what lapses."""
    blocks = [_serving(desk, access, on, site)]
    if access.viewer.role in (Role.SERGEANT, Role.OPERATOR, Role.OFFICER):
        blocks.append(_lapsing(desk, access, on, site))
    return tuple(each for each in blocks if each.lines)


def _serving(desk: Desk, access: Access, on: date, site: SiteId | None) -> Block:
    viewer = access.viewer
    lines = []
    for one in terms_served(desk, access, on=on, site=site):
        if viewer.role is Role.OFFICER and one.officer != viewer.actor:
            continue
        if on >= one.ends:
            then = f"rotation overdue since {one.ends}"
        elif on >= one.notice:
            then = f"rotation due by {one.ends}"
        elif on >= one.possible:
            then = f"rotation possible since {one.possible}"
        else:
            then = f"rotation possible from {one.possible}"
        lines.append(f"{one.tour.site}: {one.officer}, {one.words}; {then}")
    if viewer.role is not Role.OFFICER:
        lines += _open_posts(desk, access, on, site)
    return Block("Who serves where", _command("rotation status", access, on), tuple(lines))


def _open_posts(desk: Desk, access: Access, on: date, site: SiteId | None) -> list[str]:
    asks: Callable[[Finding], bool] = lambda each: each.code in (  # noqa: E731 - a filter, said once
        "post_vacant", "post_double", "away_uncovered",
    ) and each.outcome in (Outcome.MET, Outcome.PENDING)  # fmt: skip
    return [
        f"{each.subject.id}: {each.why}"
        for each in review(desk, access, on=on, site=site)
        if asks(each)
    ]


def _lapsing(desk: Desk, access: Access, on: date, site: SiteId | None) -> Block:
    codes = ("training_missing", "training_lapses", "not_sworn", "certificate_missing")
    lines = [
        f"{each.subject.id}: {each.why}"
        for each in review(desk, access, on=on, site=site)
        if each.code in codes and each.outcome in (Outcome.MET, Outcome.PENDING)
    ]
    return Block("Training", _command("rotation compliance", access, on), tuple(lines))


def _command(name: str, access: Access, on: date) -> str:
    viewer = access.viewer
    part = f"{viewer.role}:{viewer.actor}" if viewer.role is Role.OFFICER else str(viewer.role)
    return f"sro {name} --as {part} --on {on}"
