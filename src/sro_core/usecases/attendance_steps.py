"""Steps of a ladder: who stands where, what is due, what was done and by whom.

A person takes every step. Each is checked against where the student stands on the day it was
done, and keeps what was known then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import ClassVar

import attrs

from sro_core.desk import Desk, Work
from sro_core.due import Block, DueItem, asked_as, due_list
from sro_core.errors import BadValue, Unknown
from sro_core.findings import Subject
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Permission, Sensitivity
from sro_core.rules import RuleBook
from sro_core.truancy import corrections
from sro_core.truancy.classify import classify
from sro_core.truancy.contents import Question
from sro_core.truancy.corrections import Lost
from sro_core.truancy.ladders import StepKind
from sro_core.truancy.letters import LETTERS, Letter
from sro_core.truancy.questions import ASKED, LETTER, Asked, unasked
from sro_core.truancy.step_log import STEPS, EntryKind, StepEntry, StepLog, logs
from sro_core.truancy.steps import Ladders, RungState, Standing, evidence, finding, standing
from sro_core.usecases.attendance_review import check_sites, roll_of


@attrs.frozen
class Judged:
    """Hold where one student stands, the log it follows from, and the letters on their way."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    standing: Standing
    log: StepLog
    letters: tuple[Letter, ...]

    @property
    def subject(self) -> Subject:
        """The student, and the site that answers."""
        return self.standing.subject

    @property
    def lost(self) -> tuple[Lost, ...]:
        """What lost its ground and nobody has looked at since."""
        return corrections.lost(self.standing, self.log, self.letters)


def judged(
    work: Work, rules: RuleBook, *, on: date, refs: Collection[StudentRef] | None = None
) -> Iterator[Judged]:
    """Say where students stand: all of them, or those named and nobody else."""
    students, filed = work.stores.students, work.stores.records
    if refs is None:
        files = (each.record for each in students.all())
        entries = [each.record for each in filed(STEPS).all()]
        letters = [each.record for each in filed(LETTERS).all()]
    else:
        chosen = sorted(set(refs))
        files = (students.get(each).record for each in chosen)
        entries = [one.record for each in chosen for one in filed(STEPS).all(concerns=each)]
        letters = [one.record for each in chosen for one in filed(LETTERS).all(concerns=each)]
    on_way: dict[StudentRef, list[Letter]] = {}
    for letter in letters:
        if on_its_way(letter):
            on_way.setdefault(letter.student, []).append(letter)
    known: dict[StudentRef, StepLog] = {}

    def noted(every: Iterable[StepLog]) -> Iterator[StepLog]:
        for log in every:
            known[log.file.ref] = log
            yield log

    roll = roll_of(work, (log.joined for log in noted(logs(files, entries))))
    ladders = Ladders.of(rules, on)
    for one in classify(roll, rules=rules, on=on):
        log = known.pop(one.file.ref)
        own = tuple(on_way.get(one.file.ref, ()))
        hand = [each.step for each in own]
        yield Judged(standing(one, log, ladders, in_hand=hand), log, own)


def on_its_way(letter: Letter) -> bool:
    """Tell whether a letter waits to be released or delivered."""
    return letter.held is None and letter.reached is None


def _own(
    desk: Desk, work: Work, *, on: date, site: SiteId | None, refs: Collection[StudentRef] | None
) -> tuple[Judged, ...]:
    check_sites(work, site)
    covers = work.viewer.covers
    return tuple(
        each
        for each in judged(work, desk.rules, on=on, refs=refs)
        if covers(each.standing.subject.site) and site in (None, each.standing.subject.site)
    )


def standings(
    desk: Desk,
    access: Access,
    *,
    on: date,
    site: SiteId | None = None,
    refs: Collection[StudentRef] | None = None,
) -> tuple[Judged, ...]:
    """Say where the students stand for whom the viewer answers.

    Args:
        desk: the stores and rules.
        access: who reads; one entry in the log a run.
        on: the date judged.
        site: only students for whom this site answers.
        refs: only these students, such as those whom a correction touched.

    Raises:
        Refused: the viewer may not list them, or does not answer for the site.
        Unknown: there is no such site or student.
    """
    with desk.reading(access, Permission.READ_STEPS) as work:
        found = _own(desk, work, on=on, site=site, refs=refs)
        work.log("list steps", site=site, details={"as of": str(on), "students": str(len(found))})
    return found


def lost(
    desk: Desk,
    access: Access,
    *,
    on: date,
    site: SiteId | None = None,
    refs: Collection[StudentRef] | None = None,
) -> tuple[Lost, ...]:
    """List the steps and letters that lost their ground; the arguments are those of `standings`."""
    found = standings(desk, access, on=on, site=site, refs=refs)
    return tuple(each for one in found for each in one.lost)


def due(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[DueItem, ...]:
    """List the steps that are due, and what lost its ground, for a person to decide."""
    found = standings(desk, access, on=on, site=site)
    items: list[DueItem] = []
    for kind in StepKind:
        asked = (
            finding(one.standing, rung)
            for one in found
            for rung in one.standing.rungs
            if rung.ground is not None and rung.rule.value.kind is kind
        )
        items += due_list(kind.value, asked)
    shaken = (each for one in found for each in corrections.findings(one.standing, one.lost))
    return (*items, *due_list("step", shaken))


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show a school role the steps that are due and those that lost their ground."""
    found = standings(desk, access, on=on, site=site)
    counts: dict[str, int] = {}
    for one in found:
        for rung in one.standing.rungs:
            if rung.state is RungState.DUE and rung.rule.value.act is not None:
                counts[rung.rule.id] = counts.get(rung.rule.id, 0) + 1
    said = ", ".join(f"{step} {number}" for step, number in counts.items())
    shaken = [each for one in found for each in one.lost]
    lines = [f"due by step: {said}" if said else "no step is due"]
    lines += (
        [f"{len(shaken)} steps or letters lost their ground: {_told(shaken)}"] if shaken else []
    )
    return (Block("Steps", asked_as("sro steps list", access.viewer, on), tuple(lines)),)


def _told(shaken: list[Lost]) -> str:
    return ", ".join(f"{each.student} {each.step} of {each.on}" for each in shaken[:2])


def _one(desk: Desk, work: Work, ref: StudentRef, on: date) -> tuple[Judged, SiteId | None]:
    """Say where one student stands; their site must be the viewer's."""
    file = work.stores.students.get(ref).record
    site = file.site_on(on)
    work.require(site)
    found = next(judged(work, desk.rules, on=on, refs=[ref]), None)
    if found is None:
        raise BadValue(f"student {ref}", f"no enrolled school day in the school year to {on}")
    return found, site


def take(
    desk: Desk, access: Access, ref: StudentRef, step: str, *, on: date, means: str = ""
) -> StepEntry:
    """Enter a step that was taken; it must have been due on its day.

    Raises:
        Refused: the viewer may not, or another site answers.
        Unknown: there is no such student.
        BadValue: the step was not due that day, or something comes before it.
    """
    with desk.acting(access, Permission.TAKE_STEP, ref) as work:
        if on > work.at.date():
            raise BadValue(f"step of {on}", "that day is still to come", "enter it when it is done")
        found, site = _one(desk, work, ref, on)
        rung = found.standing.due(step)
        value = rung.rule.value
        if value.act is None:
            raise BadValue(f"step {step!r}", "it follows by itself; nobody takes it")
        if value.kind is StepKind.REFERRAL:
            raise BadValue(
                f"step {step!r}", "it is a referral", "refer with: sro referrals outside"
            )
        if value.kind is StepKind.LETTER:
            require_asked(work, desk.rules, [ref], before=LETTER, on=on)
            if not means.strip():
                raise BadValue(
                    f"step {step!r}", "it does not say how the family was told",
                    "say how, such as a telephone call, or draft letters: sro letters draft",
                )  # fmt: skip
        entry = StepEntry(
            id=desk.new_id(),
            student=ref,
            site=site,
            on=on,
            by=work.viewer.actor,
            at=work.at,
            step=step,
            action=value.act,
            means=means,
            ground=evidence(found.standing, rung),
        )
        work.stores.records(STEPS).put(entry, 0)
        work.commit("take step", site=site, details={"step": step, "on": str(on)})
    return entry


def require_asked(
    work: Work, rules: RuleBook, refs: Iterable[StudentRef], *, before: str, on: date
) -> None:
    """Raise `BadValue` unless every question was asked about every student."""
    missing = []
    for ref in refs:
        asked = [each.record for each in work.stores.records(ASKED).all(concerns=ref)]
        open_ = [each.id for each in unasked(rules, asked, before=before, on=on)]
        if open_:
            missing.append(f"{ref}: {', '.join(open_)}")
    if missing:
        raise BadValue(
            "questions that come first", f"not asked yet: {'; '.join(missing)}",
            "ask them, then enter that they were asked: sro steps asked",
        )  # fmt: skip


def settle(
    desk: Desk, access: Access, ref: StudentRef, key: str, *, kind: EntryKind, because: str
) -> StepEntry:
    """Take back a step on record, or let one stand that lost its ground; a person decides.

    The step itself stays as it was entered, with what was known then.

    Raises:
        Refused: the viewer may not, or another site answers.
        Unknown: there is no such student, or no such step of theirs in force.
        BadValue: no reason is given.
    """
    with desk.acting(access, Permission.TAKE_STEP, ref) as work:
        file = work.stores.students.get(ref).record
        site = file.site_on(work.at.date())
        work.require(site)
        entries = tuple(each.record for each in work.stores.records(STEPS).all(concerns=ref))
        log = StepLog(file, entries)
        known = {each.key: each for each in log.in_force}
        if key not in known:
            raise Unknown("step", key, tuple(known))
        entry = StepEntry(
            id=desk.new_id(),
            student=ref,
            site=site,
            on=work.at.date(),
            by=work.viewer.actor,
            at=work.at,
            kind=kind,
            step=known[key].step,
            action=known[key].action,
            about=key,
            because=because,
        )
        work.stores.records(STEPS).put(entry, 0)
        act = "withdraw step" if kind is EntryKind.WITHDRAWN else "let step stand"
        work.commit(act, site=site, details={"step": key})
    return entry


def ask(
    desk: Desk, access: Access, ref: StudentRef, questions: Collection[str], *, on: date
) -> tuple[Asked, ...]:
    """Enter that questions were asked about a student, without the answers.

    Raises:
        Refused: the viewer may not, or another site answers.
        Unknown: there is no such student or question.
    """
    with desk.acting(access, Permission.ASK_FIRST, ref) as work:
        site = work.stores.students.get(ref).record.site_on(on)
        work.require(site)
        known = questions_on(desk.rules, on)
        for each in questions:
            if each not in known:
                raise Unknown("question", each, known)
        entered = tuple(
            Asked(
                id=desk.new_id(), student=ref, site=site, question=each, on=on,
                by=work.viewer.actor, at=work.at,
            )
            for each in questions
        )  # fmt: skip
        for one in entered:
            work.stores.records(ASKED).put(one, 0)
        work.commit("enter questions asked", site=site, details={"questions": " ".join(questions)})
    return entered


def questions_on(rules: RuleBook, on: date) -> tuple[str, ...]:
    """Give the ids of the questions in force on a date."""
    return tuple(each.id for each in rules.all(Question, on))
