"""Refer a student outside the school, or tell the police of a matter: a person does, named.

With a referral goes what was tried at school; to the police goes only what a rule opens, each
thing with its basis. What leaves is in the log of disclosures for the family.
"""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.disclosures import Disclosure
from sro_core.errors import BadValue, Unknown
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.rules import Rule
from sro_core.truancy.questions import REFERRAL
from sro_core.truancy.referral_rules import PoliceMatter, Receiver, ReferralWay
from sro_core.truancy.referrals import (
    REFERRALS,
    Body,
    Packet,
    Referral,
    Stage,
    Told,
    ground_for,
    told_to_police,
)
from sro_core.truancy.step_log import STEPS, Evidence, StepEntry
from sro_core.truancy.steps import RungState, Standing
from sro_core.truancy.steps_taken import Action
from sro_core.usecases.attendance_steps import Judged, judged, require_asked
from sro_core.usecases.officer_referrals import NOBODY
from sro_core.usecases.referral_inbox import mark

_NOTICES = frozenset({Action.TRUANCY_REPORT, Action.TRUANCY_NOTICE, Action.WRITTEN_WARNING})


@attrs.frozen(kw_only=True)
class Outside:
    """Say how a student is to be referred outside the school.

    Attributes:
        way: id of the rule, such as ``to_review_board``.
        body: name and address of the body, and the reason, as the family is told in writing.
        supports: what was tried at school.
        confirmed: who confirmed the condition of the rule, where it has one.
    """

    way: str
    body: Body
    supports: tuple[str, ...]
    confirmed: str = ""


def refer_outside(
    desk: Desk, access: Access, ref: StudentRef, asked: Outside, *, on: date
) -> Referral:
    """Refer a student to a review board, to probation or to a prosecutor, with a packet.

    Raises:
        Refused: the viewer may not, stated no purpose, or another site answers.
        Unknown: there is no such student or way.
        BadValue: it has no ground that day, or something that comes first is missing.
    """
    with desk.acting(access, Permission.REFER_OUTSIDE, ref) as work:
        way = desk.rules.one(ReferralWay, asked.way, on)
        if way is None:
            known = tuple(each.id for each in desk.rules.all(ReferralWay, on))
            raise Unknown("way of referral", asked.way, known)
        if on > work.at.date():
            raise BadValue(f"referral of {on}", "that day is still to come")
        work.require(work.stores.students.get(ref).record.site_on(on))
        found = next(judged(work, desk.rules, on=on, refs=[ref]), None)
        if found is None or found.standing.subject.site is None:
            raise BadValue(f"student {ref}", f"no enrolled school day in the school year to {on}")
        require_asked(work, desk.rules, [ref], before=REFERRAL, on=on)
        referral = Referral(
            id=desk.new_id(),
            to=way.value.to,
            site=found.standing.subject.site,
            on=on,
            reason=asked.body.reason,
            log=(mark(work, Stage.OPENED),),
            student=ref,
            way=way.id,
            body=asked.body,
            packet=_packet(found, way, asked),
            confirmed=asked.confirmed,
            outcome_from=on if way.value.outcome else None,
        )
        work.stores.records(REFERRALS).put(referral, 0)
        _take_step(desk, work, way, found.standing, referral)
        _disclose(work, referral, asked.body.name, "attendance, notices, attempts and supports",
                  "; ".join(each.title for each in way.citations))  # fmt: skip
        work.commit("refer outside", site=referral.site, details={"way": way.id})
    return referral


def _packet(found: Judged, way: Rule[ReferralWay], asked: Outside) -> Packet:
    one = found.standing.one
    ground = ground_for(way, one, confirmed=asked.confirmed)
    acts = [(each.on, each.action) for each in found.log.until(one.as_of)]
    told = [(f"{on} {action.words}", action in _NOTICES) for on, action in acts]
    return Packet(
        attendance=Evidence(
            as_of=one.as_of,
            since=ground.since or one.as_of,
            policy=one.policy.id,
            rule=ground.code,
            says=ground.rule.says if ground.rule else "",
            counted=ground.counted,
            dates=ground.evidence,
            counts=dict(one.counts),
            citations=tuple(
                f"{each.title} ({each.standing})"
                for each in (ground.rule.citations if ground.rule else ())
            ),
            readings=one.policy.readings,
            explanation=ground.explain(lists=True),
            data_through=one.data_through,
        ),
        notices=tuple(text for text, notice in told if notice),
        attempts=tuple(text for text, notice in told if not notice),
        supports=asked.supports,
    )


def _take_step(
    desk: Desk, work: Work, way: Rule[ReferralWay], standing: Standing, referral: Referral
) -> None:
    """Enter the ladder step that the referral takes, if it is due."""
    rungs = [each for each in standing.rungs if each.rule.id == way.value.step]
    if rungs and rungs[0].state is RungState.DUE and referral.packet is not None:
        action = rungs[0].rule.value.act or Action.OTHER
        ground = referral.packet.attendance
        entry = StepEntry(
            id=desk.new_id(),
            student=referral.student,
            site=referral.site,
            on=referral.on,
            by=work.viewer.actor,
            at=work.at,
            step=way.value.step,
            action=action,
            means=f"referral to the {referral.to}",
            ground=ground,
            referral=referral.id,
        )
        work.stores.records(STEPS).put(entry, 0)


def _disclose(work: Work, referral: Referral, to: str, what: str, basis: str) -> None:
    """Enter for the family what left the school with a referral."""
    work.stores.disclosures.add(
        Disclosure(
            student=referral.student,
            at=work.at,
            to=to,
            interest=referral.reason,
            what=what,
            given=True,
            basis=basis,
            by=work.viewer.actor,
            site=referral.site,
        )
    )


@attrs.frozen(kw_only=True)
class ForPolice:
    """Say what is to be told to the police.

    Attributes:
        matter: id of the rule, such as ``reportable_act``.
        agency: who is told.
        told: each thing with the paper it rests on, where it needs one.
        reason: what the matter is.
        student: whom it concerns, or nobody.
    """

    matter: str
    agency: str
    reason: str
    told: tuple[Told, ...] = ()
    student: StudentRef = NOBODY


def tell_police(
    desk: Desk, access: Access, site: SiteId, asked: ForPolice, *, on: date
) -> Referral:
    """Tell the police of a matter, only what a rule opens; one of school rules goes back.

    Raises:
        Refused: the viewer may not, stated no purpose, or it is another site.
        Unknown: there is no such matter, site or student.
        BadValue: something may not be told, or the paper it rests on is not named.
    """
    with desk.acting(access, Permission.TELL_POLICE, asked.student or None) as work:
        if site not in work.stores.sites.all():
            raise Unknown("site", site)
        work.require(site)
        if asked.student:
            work.require(work.stores.students.get(asked.student).record.site_on(on))
        matter = desk.rules.one(PoliceMatter, asked.matter, on)
        if matter is None:
            known = tuple(each.id for each in desk.rules.all(PoliceMatter, on))
            raise Unknown("matter", asked.matter, known)
        back = matter.value.handed_back
        told = () if back else told_to_police(desk.rules, matter, asked.told, on=on)
        referral = Referral(
            id=desk.new_id(),
            to=Receiver.ADMINISTRATION if back else Receiver.POLICE,
            site=site,
            on=on,
            reason=asked.reason,
            log=(mark(work, Stage.OPENED, matter.says if back else ""),),
            student=asked.student,
            matter=matter.id,
            told=told,
            handed_back=back,
        )
        work.stores.records(REFERRALS).put(referral, 0)
        if referral.student and referral.told:
            what = ", ".join(each.field.replace("_", " ") for each in referral.told)
            basis = "; ".join(each.basis for each in referral.told)
            _disclose(work, referral, asked.agency, what, basis)
        act = "hand back to administration" if referral.handed_back else "tell the police"
        details = {"matter": matter.id, "told": " ".join(each.field for each in referral.told)}
        work.commit(act, site=site, about=referral.id, details=details)
    return referral
