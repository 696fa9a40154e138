"""The forms of steps, letters and referrals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from sro_adapters.wire.keys import of
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Role
from sro_core.rules import Force
from sro_core.truancy.corrections import Lost
from sro_core.truancy.letters import Batch, BatchState, DeliveredBy, Letter
from sro_core.truancy.marks import Mark
from sro_core.truancy.questions import Asked
from sro_core.truancy.referral_rules import Receiver
from sro_core.truancy.referrals import OfficerReferral, Referral, Stage
from sro_core.truancy.step_log import EntryKind, Evidence, StepEntry
from sro_core.truancy.steps import RungState
from sro_core.truancy.steps_taken import Action
from sro_core.usecases.attendance_steps import Judged
from sro_core.usecases.family_letters import Drafted
from sro_core.usecases.officer_referrals import Own

Day = date
"""For forms that have a key of that name."""


@attrs.frozen
class EvidenceForm:
    """What a step or a letter rested on when it was decided."""

    as_of: date = of("as_of")
    since: date = of("since")
    policy: str = of("policy")
    rule: str = of("rule")
    says: str = of("says")
    counted: str = of("counted")
    dates: tuple[date, ...] = of("dates")
    counts: Mapping[str, int] = of("counts", lambda one: dict(one.counts))
    citations: tuple[str, ...] = of("citations")
    readings: tuple[str, ...] = of("readings")
    explanation: str = of("explanation")
    data_through: date | None = of("data_through")


@attrs.frozen
class StepEntryForm:
    """One entry of the log of steps."""

    id: str = of("id")
    student_id: StudentRef = of("student")
    site: SiteId | None = of("site")
    date: date = of("on")
    kind: EntryKind = of("kind")
    step: str = of("step")
    action: Action = of("action")
    means: str = of("means")
    by: str = of("by")
    at: datetime = of("at")
    source: str = of("source")
    letter: str = of("letter")
    referral: str = of("referral")
    about: str = of("about")
    because: str = of("because")
    ground: EvidenceForm | None = of("ground")


@attrs.frozen
class RungForm:
    """Where a student stands with one step of a ladder."""

    step: str
    says: str
    force: Force
    who: Role
    state: RungState
    ground: date | None
    taken: date | None
    waits_for: tuple[str, ...]
    due: date | None
    citations: tuple[str, ...]


@attrs.frozen
class LooseForm:
    """A step on record that bears nothing, and why."""

    key: str
    step: str
    date: date
    because: str


def _rungs(one: Judged) -> list[dict[str, Any]]:
    return [
        {
            "step": each.rule.id,
            "says": each.rule.says,
            "force": str(each.rule.force),
            "who": str(each.rule.value.who),
            "state": str(each.state),
            "ground": each.ground,
            "taken": each.taken.on if each.taken else None,
            "waits_for": list(each.waits_for),
            "due": each.due_by,
            "citations": [cited.key for cited in each.rule.citations],
        }
        for each in one.standing.rungs
    ]


def _loose(one: Judged) -> list[dict[str, Any]]:
    return [
        {"key": each.item.key, "step": each.step, "date": each.item.on, "because": each.because}
        for each in one.standing.loose
    ]


@attrs.frozen
class StandingForm:
    """Where one student stands on the ladders, as the log of steps has it."""

    student_id: StudentRef = of("standing", lambda one: one.subject.id)
    site: SiteId | None = of("standing", lambda one: one.subject.site)
    as_of: date = of("standing", lambda one: one.standing.one.as_of)
    steps: tuple[RungForm, ...] = of("standing", _rungs)
    loose: tuple[LooseForm, ...] = of("standing", _loose)
    log: tuple[StepEntryForm, ...] = of("log", lambda one: one.log.entries)


@attrs.frozen
class LostForm:
    """A step or letter that lost its ground."""

    student_id: StudentRef = of("student")
    site: SiteId | None = of("site")
    key: str = of("key")
    step: str = of("step")
    date: date = of("on")
    because: str = of("because")
    letter: str = of("letter")
    known: EvidenceForm | None = of("known")


@attrs.frozen
class StageMarkForm:
    """Who brought it how far, and when."""

    what: str = of("what")
    by: str = of("by")
    role: Role = of("role")
    at: datetime = of("at")
    because: str = of("because")


@attrs.frozen
class LetterForm:
    """One letter with its words, and the evidence it rests on."""

    id: str = of("id")
    batch: str = of("batch")
    student_id: StudentRef = of("student")
    site: SiteId = of("site")
    step: str = of("step")
    letter: str = of("letter")
    date: date = of("made_on")
    language: str = of("wording", lambda one: one.wording.language)
    wanted: str = of("wording", lambda one: one.wording.wanted)
    direction: str = of("wording", lambda one: str(one.wording.direction))
    translator: str = of("wording", lambda one: one.wording.translator)
    template: str = of("wording", lambda one: one.wording.template)
    title: str = of("wording", lambda one: one.wording.frame.title)
    greeting: str = of("wording", lambda one: one.wording.frame.greeting)
    opening: str = of("wording", lambda one: one.wording.frame.opening)
    items: tuple[str, ...] = of("wording", lambda one: [each.text for each in one.wording.items])
    dates_heading: str = of("wording", lambda one: one.wording.frame.dates_heading)
    closing: str = of("wording", lambda one: one.wording.frame.closing)
    left_out: tuple[str, ...] = of("wording", lambda one: list(one.wording.left_out))
    evidence: EvidenceForm = of("evidence")
    seal: str = of("seal")
    intact: bool = of("seal", lambda one: one.intact)
    held: StageMarkForm | None = of("held")
    delivered: tuple[StageMarkForm, ...] = of("delivered")
    reached: DeliveredBy | None = of("delivered", lambda one: one.reached)


@attrs.frozen
class BatchForm:
    """A batch of letters: how far it is, and who brought it there."""

    id: str = of("id")
    site: SiteId = of("site")
    step: str = of("step")
    date: date = of("made_on")
    state: BatchState = of("log", lambda one: one.state)
    log: tuple[StageMarkForm, ...] = of("log")
    skipped: Mapping[str, str] = of("skipped", lambda one: dict(one.skipped))


@attrs.frozen
class DraftedForm:
    """A batch with its letters."""

    batch: BatchForm = of("batch")
    letters: tuple[LetterForm, ...] = of("letters")


@attrs.frozen
class AskedForm:
    """That a question was asked; the answer is kept nowhere."""

    student_id: StudentRef = of("student")
    site: SiteId | None = of("site")
    question: str = of("question")
    date: date = of("on")
    by: str = of("by")
    at: datetime = of("at")


@attrs.frozen
class BodyForm:
    """The body a student is referred to."""

    name: str
    address: str
    reason: str


@attrs.frozen
class PacketForm:
    """What goes with a referral outside the school."""

    attendance: Mapping[str, Any]
    notices: tuple[str, ...]
    attempts: tuple[str, ...]
    supports: tuple[str, ...]


@attrs.frozen
class ToldToPoliceForm:
    """One thing told to the police, with its basis."""

    field: str
    text: str
    basis: str


@attrs.frozen
class ReferralForm:
    """One referral, as the school keeps it."""

    id: str = of("id")
    to: Receiver = of("to")
    site: SiteId = of("site")
    student_id: StudentRef = of("student")
    date: date = of("on")
    stage: Stage = of("log", lambda one: one.stage)
    by: str = of("log", lambda one: one.opened_by)
    reason: str = of("reason")
    contacts: tuple[Day, ...] = of("contacts")
    log: tuple[StageMarkForm, ...] = of("log")
    way: str = of("way")
    body: BodyForm | None = of("body")
    packet: PacketForm | None = of("packet")
    confirmed: str = of("confirmed")
    matter: str = of("matter")
    told: tuple[ToldToPoliceForm, ...] = of("told")
    handed_back: bool = of("handed_back")
    outcome_from: Day | None = of("outcome_from")


@attrs.frozen
class OfficerReferralForm:
    """What an officer referred; whom it concerns stands in the record alone."""

    id: str = of("id")
    officer: str = of("officer")
    site: SiteId = of("site")
    date: date = of("on")
    reason: str = of("reason")
    contacts: tuple[Day, ...] = of("contacts")


@attrs.frozen
class OwnForm:
    """An officer's own referral, and how far the school is; never its answer."""

    referral: OfficerReferralForm = of("referral")
    stage: Stage = of("stage")
    since: date = of("since")


FORMS: Mapping[type, type] = {
    Asked: AskedForm,
    Batch: BatchForm,
    Drafted: DraftedForm,
    Evidence: EvidenceForm,
    Judged: StandingForm,
    Letter: LetterForm,
    Lost: LostForm,
    Mark: StageMarkForm,
    OfficerReferral: OfficerReferralForm,
    Own: OwnForm,
    Referral: ReferralForm,
    StepEntry: StepEntryForm,
}
