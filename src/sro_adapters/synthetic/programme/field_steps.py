"""Steps, letters and referrals of the illustrative programme: made up, through use cases."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import attrs

from sro_core.desk import Desk
from sro_core.ids import SiteId, StudentRef
from sro_core.permissions import Access
from sro_core.privacy import Role, Viewer
from sro_core.truancy.letters import DeliveredBy
from sro_core.truancy.referrals import Stage
from sro_core.truancy.steps import RungState
from sro_core.usecases import (
    attendance_steps,
    family_letters,
    officer_referrals,
    referral_inbox,
)

HIGH = SiteId("HIGH")
NOTICE = "first_notice"
LETTERS = 12
"""So many letters of the batch go out; the rest is held."""


def record(desk: Desk, *, on: date) -> None:
    """Enter a batch that went out, a report that was made, and two referrals of an officer."""
    _letters(_at(desk, on - timedelta(days=1)), on - timedelta(days=1))
    then = _at(desk, on)
    _report(then, on)
    _referrals(then, on)


def _at(desk: Desk, on: date) -> Desk:
    return attrs.evolve(desk, clock=lambda: datetime.combine(on, time(9)))


def _as(desk: Desk, role: Role, name: str, *sites: SiteId) -> Access:
    return desk.admit(Viewer(name, role, frozenset(sites) or None, "demonstration"))


def _letters(desk: Desk, on: date) -> None:
    """Send the notice to the first students for whom it is due; the others are held."""
    clerk = _as(desk, Role.CLERK, "demo clerk", HIGH)
    principal = _as(desk, Role.ADMINISTRATOR, "demo principal", HIGH)
    made = family_letters.draft(desk, clerk, NOTICE, site=HIGH, on=on)
    going, held = made.letters[:LETTERS], made.letters[LETTERS:]
    for each in held:
        family_letters.hold(desk, clerk, each.id, because="the family is called first")
    questions = attendance_steps.questions_on(desk.rules, on)
    for each in going:
        attendance_steps.ask(desk, clerk, each.student, questions, on=on)
    family_letters.review(desk, principal, made.batch.id)
    family_letters.release(desk, principal, made.batch.id)
    for number, each in enumerate(going):
        how = DeliveredBy.PRINT if number % 3 else DeliveredBy.ELECTRONIC
        if number < len(going) - 1:
            family_letters.deliver(desk, clerk, each.id, how, on=on)


def _report(desk: Desk, on: date) -> None:
    """Make one report that is due."""
    clerk = _as(desk, Role.CLERK, "demo clerk", HIGH)
    for one in attendance_steps.standings(desk, clerk, on=on):
        if one.standing.rung("report_1").state is RungState.DUE:
            ref = one.log.file.ref
            attendance_steps.take(desk, clerk, ref, "report_1", on=on, means="to the supervisor")
            return


def _referrals(desk: Desk, on: date) -> None:
    """Open two referrals of an officer: one is answered, one waits longer than it should."""
    officer = _as(desk, Role.OFFICER, "O-01")
    principal = _as(desk, Role.ADMINISTRATOR, "demo principal", HIGH)
    early = _at(desk, on - timedelta(days=14))
    officer_referrals.open_referral(
        early, officer, HIGH, on=on - timedelta(days=14), student=StudentRef("S-00001"),
        reason="met downtown in school hours on two days",
        contacts=(on - timedelta(days=17), on - timedelta(days=14)),
    )  # fmt: skip
    answered = officer_referrals.open_referral(
        early, officer, HIGH, on=on - timedelta(days=14),
        reason="a group meets at the plaza before first bell",
    )  # fmt: skip
    referral_inbox.advance(early, principal, answered.id, Stage.ACKNOWLEDGED)
    said = "a supervisor is at the gate from 8 on"
    referral_inbox.advance(desk, principal, answered.id, Stage.ANSWERED, because=said)
