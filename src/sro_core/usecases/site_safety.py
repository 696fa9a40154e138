"""What plans and drills ask of whom, and what of them somebody wants to see in the morning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, DueKind, asked_as, due_list
from sro_core.findings import Finding, Outcome
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.privacy import Permission, Role
from sro_core.safety.drill_compliance import DrillCompliance, StretchCount
from sro_core.safety.drill_review import current
from sro_core.usecases import drill_reading, plan_reading
from sro_core.usecases.school_facts import own_sites

_LISTED = 4
_Finds = Callable[[Work, Desk, SiteId, date], tuple[Finding, ...]]
_AREAS: tuple[tuple[DueKind, Permission, _Finds], ...] = (
    (DueKind.PLAN, Permission.READ_PLAN, plan_reading.findings),
    (DueKind.DRILL, Permission.READ_DRILLS, drill_reading.findings),
    (DueKind.CORRECTIVE_ACTION, Permission.READ_DRILLS, drill_reading.action_findings),
)


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List what plans, drills and corrective actions ask people to do, as of a date.

    What is not open to the viewer is left out.

    Raises:
        Refused: the viewer may not read them, or does not answer for the site.
        Unknown: there is no such site.
    """
    items: list[DueItem] = []
    for kind, permission, find in _AREAS:
        with desk.reading(access, permission) as work:
            found = [each for own in own_sites(work, site) for each in find(work, desk, own, on)]
        items += (
            each
            for each in due_list(kind, found)
            if access.sees(each.sensitivity, each.concerns.site)
        )
    return tuple(items)


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show an administrator the drills that are open and what the plan waits for, by site."""
    viewer = access.viewer
    if viewer.role is not Role.ADMINISTRATOR:
        return ()
    blocks = []
    with desk.reading(access, Permission.READ_DRILLS) as work:
        for own in own_sites(work, site):
            lines = tuple(_drill_lines(drill_reading.judged(work, desk, own, on), on))
            if lines:
                command = asked_as(f"sro drills status {own}", viewer, on)
                blocks.append(Block(f"Drills at {own}", command, lines))
            plan = plan_reading.findings(work, desk, own, on)
            lines = tuple(_plan_lines(access, own, plan))
            if lines:
                command = asked_as(f"sro plans check {own}", viewer, on)
                blocks.append(Block(f"Safety plan of {own}", command, lines))
    return tuple(blocks)


def _drill_lines(found: DrillCompliance, on: date) -> Iterator[str]:
    for each in found.followed:
        now = current(each, on)
        if now is not None and now.missing and now.stretch.first <= on:
            reading = f"; {each.reading.says}" if each.reading is not None else ""
            yield f"{_open_drill(now)}{reading}"
        late = [one.stretch.label for one in each.counts if one.short and one is not now]
        if late:
            yield f"{each.rule.value.kind}: short in {', '.join(late)}"
    missing = [each.undecided for each in found.requirements if each.undecided]
    if missing:
        yield f"not stated: {', '.join(dict.fromkeys(missing))}"


def _open_drill(now: StretchCount) -> str:
    days = [f"{day:%m-%d}" for day in now.left]
    left = ", ".join(days[:_LISTED]) + (
        f" and {len(days) - _LISTED} more" if days[_LISTED:] else ""
    )
    if now.short:
        return f"{now.rule.value.kind}: short in {now.stretch.label} since {now.breach}"
    return (
        f"{now.rule.value.kind}: {now.missing} to hold in {now.stretch.label}, "
        f"school days left: {left}; short from {now.breach}"
    )


def _plan_lines(access: Access, site: SiteId, found: Iterable[Finding]) -> Iterator[str]:
    seen = [
        each
        for each in found
        if each.outcome in (Outcome.MET, Outcome.PENDING, Outcome.UNDECIDED)
        and access.sees(each.sensitivity, site)
    ]
    for each in seen:
        if each.code == "plan_review_due" and each.asks:
            yield f"review due {each.asks[0].due}"
    without = [id for each in seen if each.code == "section_without_owner" for id in each.missing]
    if without:
        yield f"sections without an owner: {', '.join(without)}"
    missing = [
        each.code.removesuffix("_missing")
        for each in seen
        if each.code.endswith("_missing") and each.outcome is not Outcome.UNDECIDED
    ]
    if missing:
        more = f" and {len(missing) - _LISTED} more" if missing[_LISTED:] else ""
        yield f"not in it yet: {', '.join(missing[:_LISTED])}{more}"
    stated = [each for each in seen if each.outcome is Outcome.UNDECIDED and each.asks]
    if stated:
        yield f"cannot be judged until it is stated: {'; '.join(_facts(stated))}"


def _facts(found: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(each.why.removeprefix("not stated: ") for each in found))
