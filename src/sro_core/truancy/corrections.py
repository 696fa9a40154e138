"""What a correction takes the ground of: steps and letters that rest on what is no longer so.

A late excuse, another date or a changed enrollment touches a student; only the students touched
are looked at again. What was decided stays on record with what was known then. A person looks
at what lost its ground and takes it back, or lets it stand with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

import attrs

from sro_core.findings import Ask, Finding, Outcome
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import Force
from sro_core.truancy.letters import Letter
from sro_core.truancy.step_log import Evidence, StepLog
from sro_core.truancy.steps import Rung, Standing


@attrs.frozen(kw_only=True)
class Lost:
    """Name one step or letter that lost its ground.

    Attributes:
        student, site: whom it concerns; the site that answers.
        key: of the step in the log, or the id of a letter that is still on its way.
        step: id of the ladder step.
        on: the day of the step or letter.
        because: what is missing now.
        letter: id of the letter it came with, or empty.
        known: what was known when it was decided; None for what was imported.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    student: StudentRef
    site: SiteId | None
    key: str
    step: str
    on: date
    because: str
    letter: str = ""
    known: Evidence | None = None


def lost(standing: Standing, log: StepLog, letters: Iterable[Letter] = ()) -> tuple[Lost, ...]:
    """List what lost its ground for one student; what a person let stand is left out.

    Args:
        standing: where the student stands now.
        log: of the same student.
        letters: of the same student, those that are not delivered and not held.
    """
    entries = {each.id: each for each in log.entries}
    found = []
    for key, rung, because in _groundless(standing):
        entry = entries.get(key)
        if key not in log.upheld:
            found.append(
                Lost(
                    student=log.file.ref,
                    site=standing.subject.site,
                    key=key,
                    step=rung.rule.id,
                    on=next(each.on for each in log.until(standing.one.as_of) if each.key == key),
                    because=because,
                    letter=entry.letter if entry else "",
                    known=entry.ground if entry else None,
                )
            )
    found += [_on_its_way(each, standing) for each in letters if _shaken(each, standing)]
    return tuple(found)


def _groundless(standing: Standing) -> Iterable[tuple[str, Rung, str]]:
    """Give what is on record without a ground: loose, or counted once whatever its ground."""
    for loose in standing.loose:
        yield loose.item.key, standing.rung(loose.step), loose.because
    for rung in standing.rungs:
        if rung.taken is not None and (rung.ground is None or rung.ground > rung.taken.on):
            yield rung.taken.key, rung, f"{rung.rule.id} has no ground on {rung.taken.on} any more"


def _shaken(letter: Letter, standing: Standing) -> bool:
    """Tell whether a letter on its way names a day that no longer counts, or has no ground."""
    rung = standing.rung(letter.step)
    return rung.ground is None or rung.ground != letter.evidence.since


def _on_its_way(letter: Letter, standing: Standing) -> Lost:
    ground = standing.rung(letter.step).ground
    now = f"came on {ground}" if ground else "is gone"
    return Lost(
        student=letter.student,
        site=standing.subject.site,
        key=letter.id,
        step=letter.step,
        on=letter.made_on,
        because=f"its ground of {letter.evidence.since} {now}; hold it and draft it again",
        letter=letter.id,
        known=letter.evidence,
    )


def findings(standing: Standing, found: Iterable[Lost]) -> tuple[Finding, ...]:
    """Give what lost its ground as findings that ask a person to decide."""
    made = []
    for each in found:
        rule = standing.rung(each.step).rule
        what = f"look at {each.step} of {each.on}: {each.because}; take it back or let it stand"
        made.append(
            Finding(
                code="ground_lost",
                subject=standing.subject,
                as_of=standing.one.as_of,
                outcome=Outcome.MET,
                since=None,
                rule=rule,
                why=each.because,
                asks=(Ask(Role.ADMINISTRATOR, what, Force.MUST, rule),),
                sensitivity=Sensitivity.JUVENILE,
            )
        )
    return tuple(made)


def reviewed(
    before: Mapping[StudentRef, tuple[Lost, ...]],
    again: Mapping[StudentRef, tuple[Lost, ...]],
) -> dict[StudentRef, tuple[Lost, ...]]:
    """Lay what was found for the students touched over what was found for all before."""
    merged = {**before, **again}
    return {ref: found for ref, found in sorted(merged.items()) if found}
