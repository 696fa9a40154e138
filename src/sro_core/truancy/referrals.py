"""Referrals: who asked whom to take a matter on, how far it is, and what went with it.

An officer refers to the school's administration; the school refers to a review board, to
probation or to a prosecutor with a packet, or tells the police what the law lets it tell. A
person does each of these. What the officer wrote is the police's record; what became of it at
the school is the school's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.findings import Finding, Outcome
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register
from sro_core.rules import Rule, RuleBook
from sro_core.truancy.classify import Classification
from sro_core.truancy.marks import Mark
from sro_core.truancy.referral_rules import (
    PoliceField,
    PoliceMatter,
    Receiver,
    ReferralWay,
)
from sro_core.truancy.step_log import Evidence


class Stage(StrEnum):
    """How far a referral is."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    IN_WORK = "in work"
    ANSWERED = "answered"
    CLOSED = "closed"
    DECLINED = "declined"


_NEXT: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.OPENED: (Stage.ACKNOWLEDGED, Stage.DECLINED),
    Stage.ACKNOWLEDGED: (Stage.IN_WORK, Stage.ANSWERED, Stage.DECLINED),
    Stage.IN_WORK: (Stage.ANSWERED, Stage.DECLINED),
    Stage.ANSWERED: (Stage.IN_WORK, Stage.CLOSED),
    Stage.DECLINED: (Stage.CLOSED,),
    Stage.CLOSED: (),
}


@attrs.frozen(kw_only=True)
class Body:
    """Name the body a student is referred to, as the family is told it in writing."""

    name: str
    address: str
    reason: str

    def __attrs_post_init__(self) -> None:
        """Refuse a notice that leaves one of them out."""
        for field in ("name", "address", "reason"):
            if not getattr(self, field).strip():
                raise BadValue(f"referral, {field} of the body", "it is blank", "section 48263")


@attrs.frozen(kw_only=True)
class Packet:
    """Hold what goes with a referral outside: what is known, and what was tried at school.

    Attributes:
        attendance: the finding it rests on, frozen.
        notices: reports and notices on record, as date and act.
        attempts: efforts to meet the family, as date and act.
        supports: what was tried at school to help, in words; never empty.
    """

    attendance: Evidence
    notices: tuple[str, ...]
    attempts: tuple[str, ...]
    supports: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse a referral before anything was tried."""
        if not any(each.strip() for each in self.supports):
            raise BadValue(
                "packet", "it names no support that was tried", "section 48263 asks for them"
            )


@attrs.frozen(kw_only=True)
class Told:
    """Hold one thing told to the police, and the law or paper it rests on."""

    field: str
    text: str
    basis: str


@attrs.frozen(kw_only=True)
class Referral:
    """Hold one referral with its log; it is the school's record.

    Attributes:
        id, to, site: its own; to whom; the site that answers.
        on: the day of the referral.
        student: whom it concerns, or empty where nobody was named.
        reason: in the words of whoever referred.
        log: who brought it how far, and when; the note of a mark is the answer.
        contacts: the days of the contacts that it rests on.
        way: id of the rule under which it goes outside.
        body, packet: of a referral outside.
        confirmed: who confirmed the condition of the rule, or empty.
        matter, told: of a referral to the police.
        handed_back: it came for the police and is the administration's.
        outcome_from: the day from which an outcome is awaited, or None.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    id: str
    to: Receiver
    site: SiteId
    on: date
    reason: str
    log: tuple[Mark, ...]
    student: StudentRef = StudentRef("")
    contacts: tuple[date, ...] = ()
    way: str = ""
    body: Body | None = None
    packet: Packet | None = None
    confirmed: str = ""
    matter: str = ""
    told: tuple[Told, ...] = ()
    handed_back: bool = False
    outcome_from: date | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a referral that does not say why or by whom."""
        if not self.reason.strip():
            raise BadValue("referral", "it gives no reason", "say what the matter is")
        if not self.log:
            raise BadValue("referral", "nobody opened it", "a person refers: name them")

    @property
    def stage(self) -> Stage:
        """How far it is."""
        return Stage(self.log[-1].what)

    @property
    def opened_by(self) -> str:
        """Who referred."""
        return self.log[0].by

    @property
    def answer(self) -> str:
        """The last answer or reason given, or empty."""
        told = (Stage.ANSWERED, Stage.DECLINED)
        return next((each.because for each in reversed(self.log) if each.what in told), "")

    def marked(self, mark: Mark) -> Referral:
        """Give the referral one stage further.

        Raises:
            BadValue: that stage does not follow, or an answer or refusal says nothing.
        """
        stage, allowed = Stage(mark.what), _NEXT[self.stage]
        if stage not in allowed:
            following = ", ".join(allowed) or "nothing"
            raise BadValue(f"referral {self.id}", f"it is {self.stage}", f"next is: {following}")
        if stage in (Stage.ANSWERED, Stage.DECLINED) and not mark.because.strip():
            raise BadValue(f"referral {self.id}", f"{stage} without a word", "say what or why")
        return attrs.evolve(self, log=(*self.log, mark))


REFERRALS: Register[Referral] = Register(
    name="referral",
    kind=Referral,
    keeper=Keeper.SCHOOL,
    site=lambda one: one.site,
    concerns=lambda one: one.student,
    on=lambda one: one.on,
)


@attrs.frozen(kw_only=True)
class OfficerReferral:
    """Hold what an officer referred to a school, as the police keep it.

    Attributes:
        id: that of the school's record.
        officer: who referred.
        site, on: where to, and when.
        student: whom it concerns, as the officer named them.
        reason, contacts: what the officer wrote, and the days of their contacts.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    id: str
    officer: str
    site: SiteId
    on: date
    at: datetime
    reason: str
    student: StudentRef = StudentRef("")
    contacts: tuple[date, ...] = ()


OFFICER_REFERRALS: Register[OfficerReferral] = Register(
    name="referral by an officer",
    kind=OfficerReferral,
    keeper=Keeper.POLICE,
    site=lambda one: one.site,
    concerns=lambda one: one.student,
    on=lambda one: one.on,
)


def ground_for(way: Rule[ReferralWay], one: Classification, *, confirmed: str) -> Finding:
    """Give the status that lets a school refer a student.

    Raises:
        BadValue: none is met, the age is not known, or nobody confirmed the condition.
    """
    what = f"referral of {one.file.ref} to {way.value.to}"
    if one.of_age is not True:
        raise BadValue(what, "the age is not known, or not of compulsory age", "find it out first")
    if way.value.condition and not confirmed.strip():
        raise BadValue(what, f"nobody confirmed that {way.value.condition}", "say who did")
    for code in way.value.grounds:
        if code in one.verdicts and one.verdicts[code].outcome is Outcome.MET:
            return one.finding(code)
    needed = " or ".join(way.value.grounds)
    raise BadValue(what, f"it needs {needed}, which is not met on {one.as_of}")


def told_to_police(
    rules: RuleBook, matter: Rule[PoliceMatter], wanted: Iterable[Told], *, on: date
) -> tuple[Told, ...]:
    """Check each thing that is to be told to the police; give it with its basis.

    Raises:
        BadValue: one may not be told in this matter, or the paper it rests on is not named.
    """
    allowed = {each.id: each for each in rules.all(PoliceField, on)}
    told = []
    for each in wanted:
        rule = allowed.get(each.field)
        if rule is None or matter.id not in rule.value.matters:
            fits = [id for id, one in allowed.items() if matter.id in one.value.matters]
            raise BadValue(
                f"police field {each.field!r}", f"no rule opens it with {matter.id}",
                f"there are: {', '.join(fits) or 'none'}",
            )  # fmt: skip
        if rule.value.needs and not each.basis.strip():
            raise BadValue(f"police field {each.field!r}", f"it rests on {rule.value.needs}",
                           "name it")  # fmt: skip
        cited = "; ".join(one.title for one in rule.citations)
        basis = f"{cited}: {each.basis}" if each.basis else cited
        told.append(attrs.evolve(each, basis=basis))
    if not told:
        raise BadValue("referral to the police", "it tells nothing", "say what was seen")
    return tuple(told)
