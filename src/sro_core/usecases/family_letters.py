"""Letters to families: drafted for whom a letter is due, reviewed, released by a person, delivered.

A letter that was delivered is the step taken; one that was not is none, and the step is due
again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.rules import Rule
from sro_core.truancy.contents import ENGLISH
from sro_core.truancy.ladders import LadderStep, StepKind
from sro_core.truancy.letters import (
    BATCHES,
    LETTERS,
    Batch,
    BatchState,
    DeliveredBy,
    Letter,
    Order,
    compose,
)
from sro_core.truancy.marks import Mark
from sro_core.truancy.questions import LETTER
from sro_core.truancy.step_log import STEPS, StepEntry
from sro_core.truancy.steps import RungState
from sro_core.usecases.attendance_review import check_sites
from sro_core.usecases.attendance_steps import judged, require_asked

_NO_LANGUAGES: Mapping[StudentRef, str] = {}


@attrs.frozen
class Drafted:
    """Hold a batch with its letters."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    batch: Batch
    letters: tuple[Letter, ...]

    @property
    def site(self) -> SiteId:
        """The site that sends them."""
        return self.batch.site


def _mark(work: Work, what: str, because: str = "") -> Mark:
    viewer = work.viewer
    return Mark(what=what, by=viewer.actor, role=viewer.role, at=work.at, because=because)


def draft(
    desk: Desk,
    access: Access,
    step: str,
    *,
    site: SiteId,
    on: date,
    languages: Mapping[StudentRef, str] = _NO_LANGUAGES,
) -> Drafted:
    """Draft a letter for every student of a site for whom the step is due.

    Students for whom it would be due if their age were known get none; the batch names them.

    Args:
        desk: the stores and rules.
        access: who drafts.
        step: id of a ladder step that sends a letter.
        site: which site's students.
        on: the date of the letters.
        languages: in which language a family reads, where that is not English.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such site.
        BadValue: no ladder has such a step, or nobody is to get a letter.
    """
    with desk.acting(access, Permission.DRAFT_LETTERS) as work:
        check_sites(work, site)
        _letter_step(desk, step, on)
        id = desk.new_id()
        letters: list[Letter] = []
        skipped: dict[str, str] = {}
        for each in judged(work, desk.rules, on=on):
            if each.standing.subject.site != site:
                continue
            state, ref = each.standing.rung(step).state, each.log.file.ref
            if state is RungState.UNDECIDED:
                skipped[ref] = "the age is not known"
            elif state is RungState.DUE:
                language = languages.get(ref, ENGLISH)
                order = Order(id=desk.new_id(), batch=id, step=step, made_on=on, language=language)
                letters.append(compose(each.standing, order, desk.rules))
        if not letters:
            left = f"; of {len(skipped)} the age is not known" if skipped else ""
            raise BadValue(f"letters of {step!r}", f"nobody at {site} is due one on {on}{left}")
        batch = Batch(
            id=id, site=site, step=step, made_on=on, log=(_mark(work, BatchState.DRAFT),),
            skipped=skipped,
        )  # fmt: skip
        work.stores.records(BATCHES).put(batch, 0)
        for letter in letters:
            work.stores.records(LETTERS).put(letter, 0)
        details = {"step": step, "letters": str(len(letters)), "skipped": str(len(skipped))}
        work.commit("draft letters", site=site, about=id, details=details)
    return Drafted(batch, tuple(letters))


def _letter_step(desk: Desk, step: str, on: date) -> Rule[LadderStep]:
    rule = desk.rules.one(LadderStep, step, on)
    if rule is None or rule.value.kind is not StepKind.LETTER:
        known = [
            each.id for each in desk.rules.all(LadderStep, on) if each.value.kind is StepKind.LETTER
        ]
        raise BadValue(f"step {step!r}", "it sends no letter", f"use {', '.join(known) or 'none'}")
    return rule


def with_letters(work: Work, id: str) -> tuple[Stored[Batch], tuple[Stored[Letter], ...]]:
    """Give a batch with its letters by student; its site must be the viewer's."""
    stored = work.stores.records(BATCHES).get(id)
    work.require(stored.record.site)
    day = stored.record.made_on
    letters = work.stores.records(LETTERS).all(site=stored.record.site)
    own = [each for each in letters if each.record.batch == id and each.record.made_on == day]
    return stored, tuple(sorted(own, key=lambda each: each.record.student))


def review(desk: Desk, access: Access, id: str) -> Drafted:
    """Mark a batch as reviewed, on a person's word.

    Raises:
        Refused, Unknown, BadValue: the viewer may not, there is none, or it is no draft.
    """
    return _advance(desk, access, id, BatchState.REVIEWED)


def release(desk: Desk, access: Access, id: str) -> Drafted:
    """Release a reviewed batch, on a person's word; only then may it be printed or sent.

    Raises:
        Refused, Unknown: the viewer may not, or there is none.
        BadValue: it is not reviewed, a letter was changed or lost its ground, or a question
            was not asked; all are named.
    """
    return _advance(desk, access, id, BatchState.RELEASED)


def _advance(desk: Desk, access: Access, id: str, state: BatchState) -> Drafted:
    with desk.acting(access, Permission.RELEASE_LETTERS) as work:
        stored, letters = with_letters(work, id)
        batch = stored.record.marked(_mark(work, state))
        going = [each.record for each in letters if each.record.held is None]
        if state is BatchState.RELEASED:
            _check(desk, work, batch, going)
        work.stores.records(BATCHES).put(batch, stored.version)
        act = "review letters" if state is BatchState.REVIEWED else "release letters"
        details = {"letters": str(len(going)), "held": str(len(letters) - len(going))}
        work.commit(act, site=batch.site, about=id, details=details)
    return Drafted(batch, tuple(each.record for each in letters))


def _check(desk: Desk, work: Work, batch: Batch, going: list[Letter]) -> None:
    """Raise `BadValue` unless each letter may leave: whole, on its ground, everything asked."""
    if not going:
        raise BadValue(
            f"batch {batch.id}", "every letter of it is held", "there is nothing to send"
        )
    changed = [each.student for each in going if not each.intact]
    if changed:
        raise BadValue(f"batch {batch.id}", f"changed since it was drafted: {', '.join(changed)}")
    today, refs = work.at.date(), [each.student for each in going]
    now = {
        each.log.file.ref: each.standing
        for each in judged(work, desk.rules, on=max(today, batch.made_on), refs=refs)
    }
    shaken = []
    for letter in going:
        rung = now[letter.student].rung(batch.step) if letter.student in now else None
        holds = rung is not None and rung.state is RungState.IN_HAND
        if not holds or rung is None or rung.ground != letter.evidence.since:
            shaken.append(letter.student)
    if shaken:
        raise BadValue(
            f"batch {batch.id}", f"the ground is no longer there for: {', '.join(shaken)}",
            "hold these letters, with the reason: sro letters hold",
        )  # fmt: skip
    require_asked(work, desk.rules, refs, before=LETTER, on=max(today, batch.made_on))


def _letter(work: Work, id: str) -> tuple[Stored[Letter], Stored[Batch]]:
    stored = work.stores.records(LETTERS).get(id)
    work.require(stored.record.site)
    return stored, work.stores.records(BATCHES).get(stored.record.batch)


def hold(desk: Desk, access: Access, id: str, *, because: str) -> Letter:
    """Mark a letter that it is not to be sent, with the reason.

    Raises:
        Refused, Unknown: the viewer may not, or there is none.
        BadValue: no reason is given, or it was released already.
    """
    if not because.strip():
        raise BadValue("do not send", "it gives no reason", "say why")
    with desk.acting(access, Permission.HOLD_LETTER) as work:
        stored, batch = _letter(work, id)
        if batch.record.state not in (BatchState.DRAFT, BatchState.REVIEWED):
            raise BadValue(f"letter {id}", f"its batch is {batch.record.state}", "it is too late")
        held = attrs.evolve(stored.record, held=_mark(work, "do not send", because))
        work.stores.records(LETTERS).put(held, stored.version)
        work.commit("hold letter", site=held.site, about=held.student, details={"letter": id})
    return held


def deliver(
    desk: Desk, access: Access, id: str, how: DeliveredBy, *, on: date, because: str = ""
) -> Letter:
    """Record how a released letter was delivered; with the last one the batch is delivered.

    Raises:
        Refused, Unknown: the viewer may not, or there is none.
        BadValue: it is not released, is held, or was not delivered without a reason.
    """
    with desk.acting(access, Permission.RECORD_DELIVERY) as work:
        stored, batch = _letter(work, id)
        letter, state = stored.record, batch.record.state
        if state not in (BatchState.RELEASED, BatchState.DELIVERED) or letter.held is not None:
            why = "it is held" if letter.held else f"its batch is {state}"
            raise BadValue(f"letter {id}", why, "a letter is released before it is sent")
        if how is DeliveredBy.NONE and not because.strip():
            raise BadValue(f"letter {id}", "it does not say why nothing reached the family")
        if not batch.record.made_on <= on <= work.at.date():
            raise BadValue(f"letter {id}", f"{on} is before its date or still to come")
        first = letter.reached in (None, DeliveredBy.NONE)
        marked = attrs.evolve(letter, delivered=(*letter.delivered, _mark(work, how, because)))
        work.stores.records(LETTERS).put(marked, stored.version)
        if how is not DeliveredBy.NONE and first:
            work.stores.records(STEPS).put(_step(desk, work, marked, how, on), 0)
        _close(work, batch)
        details = {"letter": id, "how": how}
        work.commit("record delivery", site=letter.site, about=letter.student, details=details)
    return marked


def _step(desk: Desk, work: Work, letter: Letter, how: DeliveredBy, on: date) -> StepEntry:
    rule = _letter_step(desk, letter.step, letter.made_on)
    assert rule.value.act is not None  # noqa: S101 - a letter is an act
    return StepEntry(
        id=desk.new_id(),
        student=letter.student,
        site=letter.site,
        on=on,
        by=work.viewer.actor,
        at=work.at,
        step=letter.step,
        action=rule.value.act,
        means=f"letter, {how}",
        ground=letter.evidence,
        letter=letter.id,
    )


def _close(work: Work, batch: Stored[Batch]) -> None:
    _, letters = with_letters(work, batch.record.id)
    open_ = [each for each in letters if each.record.held is None and each.record.reached is None]
    if not open_ and batch.record.state is BatchState.RELEASED:
        done = batch.record.marked(_mark(work, BatchState.DELIVERED))
        work.stores.records(BATCHES).put(done, batch.version)
