"""Whether an officer may fill a post on a date: sworn, certified, trained; each finding cited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

import attrs

from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import OfficerId, SiteId
from sro_core.officers.officer import Officer
from sro_core.officers.training import Training, TrainingRequired, standing
from sro_core.privacy import Role, Sensitivity
from sro_core.rules import Rule, RuleBook
from sro_core.sites.posts import Post
from sro_core.sites.profile import Level


class Holds(StrEnum):
    """What an officer must be or have."""

    SWORN = "sworn"
    CERTIFICATE = "basic certificate"


@attrs.frozen
class OfficerRequired:
    """Require of whoever fills a post that they are or have something."""

    holds: Holds


@attrs.frozen
class Serves:
    """Say where an officer serves or shall serve, for the sake of judging it.

    Attributes:
        post: the post.
        level: the level of its site, where known.
        since: the first day there.
    """

    post: Post
    level: Level | None
    since: date


def officer_findings(
    officer: Officer, where: Serves, *, rules: RuleBook, on: date
) -> tuple[Finding, ...]:
    """Judge whether the officer is what the rules require: one finding a rule."""
    return tuple(_required(officer, where, rule, on=on) for rule in rules.all(OfficerRequired, on))


def _required(officer: Officer, where: Serves, rule: Rule[OfficerRequired], *, on: date) -> Finding:
    subject = _subject(officer.id, where.post.site)
    if rule.value.holds is Holds.SWORN:
        code, fine = "not_sworn", on in officer.sworn
        why = f"sworn {officer.sworn}"
    else:
        given = officer.certificate
        code, fine = "certificate_missing", given is not None and given <= on
        why = f"awarded on {given}" if given else "no basic certificate on record"
    what = f"look at the file of {officer.id}: {rule.says}"
    return Finding(
        code=code,
        subject=subject,
        as_of=on,
        outcome=Outcome.NOT_MET if fine else Outcome.MET,
        since=None,
        rule=rule,
        why=why,
        asks=() if fine else (Ask(Role.SERGEANT, what, rule.force, rule, where.since),),
        sensitivity=Sensitivity.PERSONNEL,
    )


def training_findings(
    officer: OfficerId,
    trainings: Iterable[Training],
    where: Serves,
    *,
    rules: RuleBook,
    on: date,
) -> tuple[Finding, ...]:
    """Judge whether an officer has the courses that the post requires on a date.

    Args:
        officer: who.
        trainings: on record, of anybody.
        where: the post, the level of its site and the first day there.
        rules: the book.
        on: the date judged.

    Returns:
        One finding a rule: `training_missing` met or, in the time that the rule gives, pending;
        `training_lapses` pending before the day and in grace, met after; else not met.
    """
    known = tuple(trainings)
    return tuple(
        _training(officer, known, where, rule, on=on)
        for rule in rules.all(TrainingRequired, on)
        if rule.value.binds(where.post, where.level)
    )


def _training(
    officer: OfficerId,
    trainings: tuple[Training, ...],
    where: Serves,
    rule: Rule[TrainingRequired],
    *,
    on: date,
) -> Finding:
    required = rule.value
    stands = standing(trainings, rule, on=on, officer=officer)
    course = " or ".join(required.courses)
    if stands.training is None:
        due = where.since + timedelta(days=required.within_days)
        late = on >= due
        return _told(
            officer,
            where,
            rule,
            on=on,
            code="training_missing",
            outcome=Outcome.MET if late else Outcome.PENDING,
            since=due if late else None,
            why=f"no {course} on record",
            due=due,
            what=f"have {officer} complete {course}",
        )
    lapses, ends = stands.lapses, stands.ends
    done = f"{stands.training.course} completed on {stands.training.completed}"
    if lapses is None or ends is None:
        return _told(
            officer,
            where,
            rule,
            on=on,
            code="training_missing",
            outcome=Outcome.NOT_MET,
            why=f"{done}, never lapses",
        )
    renew = f"have {officer} renew {course}"
    if on >= ends:
        return _told(
            officer,
            where,
            rule,
            on=on,
            code="training_lapses",
            outcome=Outcome.MET,
            since=ends,
            why=f"{done}, lapsed on {lapses}",
            due=lapses,
            what=renew,
        )
    if on >= lapses:
        return _told(
            officer,
            where,
            rule,
            on=on,
            code="training_lapses",
            outcome=Outcome.PENDING,
            since=lapses,
            why=f"{done}, lapsed on {lapses}; in grace until {ends - timedelta(days=1)}",
            due=lapses,
            what=renew,
        )
    told = lapses - timedelta(days=required.warn_days)
    soon = on >= told
    return _told(
        officer,
        where,
        rule,
        on=on,
        code="training_lapses",
        outcome=Outcome.PENDING if soon else Outcome.NOT_MET,
        since=told if soon else None,
        why=f"{done}, lapses on {lapses}",
        due=lapses,
        what=renew if soon else "",
    )


def _told(
    officer: OfficerId,
    where: Serves,
    rule: Rule[TrainingRequired],
    *,
    on: date,
    code: str,
    outcome: Outcome,
    why: str,
    since: date | None = None,
    due: date | None = None,
    what: str = "",
) -> Finding:
    return Finding(
        code=code,
        subject=_subject(officer, where.post.site),
        as_of=on,
        outcome=outcome,
        since=since,
        rule=rule,
        why=why,
        missing=rule.value.courses if code == "training_missing" and what else (),
        asks=(Ask(Role.SERGEANT, what, rule.force, rule, due),) if what else (),
        sensitivity=Sensitivity.PERSONNEL,
    )


def _subject(officer: OfficerId, site: SiteId) -> Subject:
    return Subject("officer", officer, site)


@attrs.frozen
class Lapse:
    """Say on which day somebody who serves is out of compliance, with what and where.

    Attributes:
        officer, site: who and where.
        on: the first such day.
        rule: the requirement.
        why: in words.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONNEL

    officer: OfficerId
    site: SiteId
    on: date
    rule: Rule[TrainingRequired]
    why: str


def first_lapse(
    officer: OfficerId,
    trainings: Iterable[Training],
    where: Serves,
    rule: Rule[TrainingRequired],
    *,
    until: date,
    on: date,
) -> Lapse | None:
    """Give the first day from ``on`` on, within a tour, on which a requirement is not met.

    What will be renewed is not known: only courses completed by ``on`` count.

    Args:
        officer: who.
        trainings: on record.
        rule: the requirement.
        where: the post, and the first day of the tour.
        until: the day after the last of the tour.
        on: as of which day it is asked.
    """
    stands = standing(trainings, rule, on=on, officer=officer)
    first = max(on, where.since)
    if stands.training is None:
        day = max(first, where.since + timedelta(days=rule.value.within_days))
        why = f"no {' or '.join(rule.value.courses)} on record"
    elif stands.ends is None:
        return None
    else:
        day = max(first, stands.ends)
        why = f"{stands.training.course} lapses on {stands.lapses}"
    if day >= until:
        return None
    return Lapse(officer, where.post.site, day, rule, why)
