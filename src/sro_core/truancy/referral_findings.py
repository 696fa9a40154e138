"""What referrals wait for: an answer that is due, and contacts that make a referral due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sro_core.findings import Ask, Finding, Measured, Outcome, Subject
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import RuleBook
from sro_core.school_calendar import SchoolCalendar
from sro_core.truancy.ladders import Deadline
from sro_core.truancy.referral_rules import ContinuedContacts, Receiver
from sro_core.truancy.referrals import Referral, Stage

_REFER = "refer the matter to the school's administration"


def overdue(
    referral: Referral, rules: RuleBook, calendar: SchoolCalendar | None, *, on: date
) -> Finding | None:
    """Say what a referral waits for, by when; None where nothing is due."""
    stage = "outcome" if referral.outcome_from and referral.stage is Stage.OPENED else ""
    stage = stage or (Stage.ACKNOWLEDGED if referral.stage is Stage.IN_WORK else referral.stage)
    rule = next((each for each in rules.all(Deadline, on) if each.value.of == stage), None)
    if rule is None or referral.stage is Stage.CLOSED:
        return None
    since = _since(referral, stage)
    due = rule.value.after(since, calendar)
    who = Role.DISTRICT if referral.to is Receiver.POLICE else Role.ADMINISTRATOR
    what = {
        Stage.OPENED: "acknowledge the referral, or decline it with a reason",
        Stage.ACKNOWLEDGED: "answer the referral",
        Stage.ANSWERED: "close the referral",
        "outcome": f"ask the {referral.to} what came of the referral",
    }[stage]
    return Finding(
        code="referral_open",
        subject=Subject("referral", referral.id, referral.site),
        as_of=on,
        outcome=Outcome.MET if due is not None and due < on else Outcome.PENDING,
        since=since,
        rule=rule,
        asks=(Ask(who, what, rule.force, rule, due),),
        sensitivity=Sensitivity.JUVENILE,
    )


def _since(referral: Referral, stage: str) -> date:
    if stage == "outcome" and referral.outcome_from is not None:
        return referral.outcome_from
    marks = [each for each in referral.log if each.what == stage]
    return (marks or list(referral.log))[-1].at.date()


def continued(
    rules: RuleBook,
    contacts: Mapping[StudentRef, tuple[date, ...]],
    referred: Mapping[StudentRef, date],
    *,
    site: SiteId | None,
    on: date,
) -> tuple[Finding, ...]:
    """Find the students whose continued contacts make a referral due; the officer decides.

    Args:
        rules: the book.
        contacts: the days on which an officer met each student out of school.
        referred: the day of the last referral of each student; earlier contacts are settled.
        site: the site that answers.
        on: the date judged.
    """
    rule = next(iter(rules.all(ContinuedContacts, on)), None)
    if rule is None:
        return ()
    first, found = on - timedelta(days=rule.value.within_days - 1), []
    for ref, days in sorted(contacts.items()):
        after = referred.get(ref, date.min)
        counted = tuple(sorted(day for day in days if first <= day <= on and day > after))
        if len(counted) < rule.value.contacts:
            continue
        found.append(
            Finding(
                code="continued_contacts",
                subject=Subject("student", ref, site),
                as_of=on,
                outcome=Outcome.MET,
                since=counted[rule.value.contacts - 1],
                rule=rule,
                measured=Measured(
                    len(counted), rule.value.contacts, "contacts", None,
                    f"stretch of {rule.value.within_days} days",
                ),
                counted="contacts",
                evidence=counted,
                asks=(Ask(Role.OFFICER, _REFER, rule.force, rule),),
                sensitivity=Sensitivity.STAFF,
            )
        )  # fmt: skip
    return tuple(found)
