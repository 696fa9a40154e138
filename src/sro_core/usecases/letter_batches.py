"""Read the letters: batches with their states for the school, one letter for whoever may."""

from __future__ import annotations

from datetime import date

from sro_core.desk import Desk
from sro_core.due import Block, DueItem, asked_as, due_list
from sro_core.errors import Unknown
from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Permission, Role, Sensitivity
from sro_core.rules import Force
from sro_core.truancy.ladders import LadderStep
from sro_core.truancy.letters import BATCHES, LETTERS, BatchState, Letter
from sro_core.usecases.attendance_steps import on_its_way
from sro_core.usecases.family_letters import Drafted, with_letters


def batches(desk: Desk, access: Access, *, site: SiteId | None = None) -> tuple[Drafted, ...]:
    """List the batches of the viewer's sites with their letters, by date.

    Raises:
        Refused: the viewer may not, or does not answer for the site.
    """
    with desk.reading(access, Permission.READ_STEPS) as work:
        if site is not None:
            work.require(site)
        letters: dict[str, list[Letter]] = {}
        for each in work.stores.records(LETTERS).all(site=site):
            letters.setdefault(each.record.batch, []).append(each.record)
        found = tuple(
            Drafted(
                each.record,
                tuple(sorted(letters.get(each.record.id, ()), key=lambda one: one.student)),
            )
            for each in work.stores.records(BATCHES).all(site=site)
            if access.viewer.covers(each.record.site)
        )
        work.log("list letters", site=site, details={"batches": str(len(found))})
    return found


def batch_of(desk: Desk, access: Access, id: str) -> Drafted:
    """Give one batch with its letters. Raises as `batches` does, and `Unknown`."""
    with desk.reading(access, Permission.READ_STEPS) as work:
        stored, letters = with_letters(work, id)
        work.log("read letters", site=stored.record.site, about=id)
    return Drafted(stored.record, tuple(each.record for each in letters))


def letter(desk: Desk, access: Access, ref: StudentRef, id: str) -> Letter:
    """Give one letter about a student.

    Raises:
        Refused: the viewer may not; police only under an agreement that says so.
        Unknown: there is no such letter of the student.
    """
    with desk.reading(access, Permission.READ_LETTER, ref) as work:
        site = work.stores.students.get(ref).record.site_on(work.at.date())
        work.require(site)
        filed = work.stores.records(LETTERS).all(concerns=ref)
        own = {each.record.id: each.record for each in filed}
        if id not in own:
            raise Unknown("letter", id)
        work.log("read letter", site=site, details={"letter": id})
    return own[id]


_WAITS = {
    BatchState.DRAFT: (Role.ADMINISTRATOR, "review the drafted letters"),
    BatchState.REVIEWED: (Role.ADMINISTRATOR, "release the reviewed letters, or hold them"),
    BatchState.RELEASED: (Role.CLERK, "send the released letters and record how"),
}


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List the batches that wait for a person."""
    found = []
    for each in batches(desk, access, site=site):
        batch, waits = each.batch, sum(1 for one in each.letters if on_its_way(one))
        rule = desk.rules.one(LadderStep, batch.step, batch.made_on)
        if batch.state not in _WAITS or rule is None or not waits or batch.made_on > on:
            continue
        who, what = _WAITS[batch.state]
        said = f"{what}: {waits} of {batch.step}, drafted on {batch.made_on}"
        found.append(
            Finding(
                code="letters_wait",
                subject=Subject("batch", batch.id, batch.site),
                as_of=on,
                outcome=Outcome.MET,
                since=batch.made_on,
                rule=rule,
                asks=(Ask(who, said, Force.MUST, rule),),
                sensitivity=Sensitivity.STAFF,
            )
        )
    return due_list("letter", found)


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show a school role the batches that wait."""
    lines = tuple(f"{each.concerns.site}: {each.who}: {each.what}"
                  for each in due(desk, access, on=on, site=site))  # fmt: skip
    command = asked_as("sro letters list", access.viewer, on)
    return (Block("Letters", command, lines or ("no letter waits",)),)
