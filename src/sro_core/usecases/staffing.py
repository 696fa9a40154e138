"""Assign officers to posts, end their tours, cover for them: what cannot be is refused whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Unknown
from sro_core.findings import Finding
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.officers.eligibility import Serves, officer_findings, training_findings
from sro_core.officers.officer import OFFICERS, Officer
from sro_core.officers.training import TRAININGS
from sro_core.periods import DatePeriod
from sro_core.permissions import Access
from sro_core.privacy import Permission
from sro_core.rotations.assignments import (
    ASSIGNMENTS,
    TIMES_AWAY,
    Assignment,
    AssignmentKind,
    Duty,
    TimeAway,
    check_fit,
    ended,
)
from sro_core.rotations.gate import OVERRIDES, Override, Passage, check_override, judge
from sro_core.rotations.tenure import break_findings
from sro_core.rules import RuleBook
from sro_core.sites.posts import POSTS, Post, posts_on
from sro_core.sites.profile import PROFILES
from sro_core.sites.terms import TERMS, agreement_findings


@attrs.frozen(kw_only=True)
class ToAssign:
    """Hold what is asked for: who shall fill a post, from when.

    Attributes:
        officer, site: who and where.
        period: the days; open where no end is set.
        post: which post; the site's only or first free one where it is None.
        kind, shared, handover, start_is_bound: as `Assignment` has them.
    """

    officer: OfficerId
    site: SiteId
    period: DatePeriod
    post: PostId | None = None
    kind: AssignmentKind = AssignmentKind.TOUR
    shared: bool = False
    handover: date | None = None
    start_is_bound: bool = False


@attrs.frozen
class Assigned:
    """Hold an assignment that was recorded.

    Attributes:
        assignment: as it is on record.
        warned: findings that do not keep the officer from the post.
        overridden: findings that would, and were overridden.
    """

    assignment: Assignment
    warned: tuple[Finding, ...]
    overridden: tuple[Finding, ...]

    @property
    def site(self) -> SiteId:
        """Where it is."""
        return self.assignment.site


def assignments(
    desk: Desk,
    access: Access,
    *,
    on: date | None = None,
    site: SiteId | None = None,
    officer: OfficerId | None = None,
) -> tuple[Assignment, ...]:
    """Give assignments at the sites that the viewer answers for, by first day.

    Args:
        desk: the stores and rules.
        access: who reads.
        on: only those that run on this date.
        site: only those at this site.
        officer: only those of this officer.

    Raises:
        Refused: the viewer may not, or does not answer for the site.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        if site is not None:
            work.require(site)
        found = work.stores.records(ASSIGNMENTS).all(site=site, concerns=officer)
    return tuple(
        each.record
        for each in found
        if access.viewer.covers(each.record.site) and (on is None or on in each.record.period)
    )


def assign(desk: Desk, access: Access, asked: ToAssign, *, save: bool = True) -> Assigned:
    """Assign an officer to a post.

    Args:
        desk: the stores and rules.
        access: who assigns.
        asked: who, where and when.
        save: False to learn only what stands in the way.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such officer or post.
        BadValue: it cannot be true beside another record, or the gate blocks it; both records,
            and the rule, are named.
    """
    with desk.acting(access, Permission.ASSIGN) as work:
        work.require(asked.site)
        officer = work.stores.records(OFFICERS).get(asked.officer).record
        known = [each.record for each in work.stores.records(ASSIGNMENTS).all()]
        post = _post(work, asked, known)
        new = _new(asked, post)
        twin = next((each for each in known if each.id == new.id), None)
        if twin is not None:
            raise BadValue(new.name, f"{twin.name} is on record already", "end that one first")
        away = [each.record for each in work.stores.records(TIMES_AWAY).all()]
        check_fit(new, post, known, away, rules=desk.rules)
        passage = _passage(work, new, officer, post, known, rules=desk.rules)
        passage.require(f"assignment of {new.officer} to {new.post} from {new.start}")
        if save:
            work.stores.records(ASSIGNMENTS).put(new, 0)
            details = {"officer": new.officer, "post": new.post, "days": str(new.period)}
            if passage.overridden:
                details["overrides"] = ", ".join(each.id for _, each in passage.overridden)
            work.commit(f"assign {new.kind}", site=new.site, about=new.id, details=details)
    return Assigned(new, passage.warned, tuple(each for each, _ in passage.overridden))


def _new(asked: ToAssign, post: Post) -> Assignment:
    return Assignment(
        id=f"{asked.officer}:{post.id}:{asked.period.start}",
        officer=asked.officer,
        post=post.id,
        site=post.site,
        period=asked.period,
        kind=asked.kind,
        shared=asked.shared,
        handover=asked.handover,
        start_is_bound=asked.start_is_bound,
    )


def _post(work: Work, asked: ToAssign, known: Iterable[Assignment]) -> Post:
    """Give the post that is named, or else the first one of the site that is free, by id."""
    records = work.stores.records(POSTS)
    if asked.post is not None:
        return records.get(asked.post).record
    start = asked.period.start
    there = posts_on((each.record for each in records.all()), start or date.min, asked.site)
    if not there:
        raise BadValue(
            f"assignment of {asked.officer} to {asked.site}",
            f"no post is authorised there on {start}",
            "authorise one first",
        )
    filled = {
        each.post
        for each in known
        if each.kind is AssignmentKind.TOUR and start is not None and start in each.period
    }
    free = [each for each in there if each.id not in filled]
    if free and asked.kind is AssignmentKind.TOUR:
        return free[0]
    if len(there) == 1:
        return there[0]
    raise BadValue(
        f"assignment of {asked.officer} to {asked.site}",
        f"it has several posts: {', '.join(each.id for each in there)}",
        "name the post",
    )


def _passage(
    work: Work,
    new: Assignment,
    officer: Officer,
    post: Post,
    known: Iterable[Assignment],
    *,
    rules: RuleBook,
) -> Passage:
    """Judge, as of the first day, what stands between the officer and the post."""
    stores, start = work.stores, new.start
    profiles = {each.record.id: each.record for each in stores.records(PROFILES).all()}
    level = profiles[post.site].level if post.site in profiles else None
    where = Serves(post, level, start)
    trainings = [each.record for each in stores.records(TRAININGS).all(concerns=officer.id)]
    overrides = [each.record for each in stores.records(OVERRIDES).all(concerns=officer.id)]
    terms = [each.record for each in stores.records(TERMS).all(site=post.site)]
    site = stores.sites.all().get(post.site)
    found = [
        *officer_findings(officer, where, rules=rules, on=start),
        *training_findings(officer.id, trainings, where, rules=rules, on=start),
        *agreement_findings(
            post.site, terms, site.record.agreements if site else (), rules=rules, on=start
        ),
    ]
    if new.kind is AssignmentKind.TOUR:
        found += break_findings(officer.id, post.site, known, rules=rules, start=start)
    return judge(found, overrides, post.id, rules=rules, on=start)


@attrs.frozen(kw_only=True)
class ToEnd:
    """Hold how a tour ended or will end.

    Attributes:
        officer: whose tour.
        end: the day after its last.
        went_to: the kind of duty the officer went to, or goes to.
        because: why, in words.
        bound: only known is that it had ended by then.
        post: which post, where the officer fills several.
    """

    officer: OfficerId
    end: date
    went_to: Duty
    because: str = ""
    bound: bool = False
    post: PostId | None = None


def end_of(
    desk: Desk, access: Access, id: str, *, end: date, went_to: Duty, because: str, bound: bool
) -> Assignment:
    """End the tour of an assignment by its id, as `end` does."""
    with desk.acting(access, Permission.ASSIGN) as work:
        return _end(work, desk.rules, id, end, went_to, because=because, bound=bound)


def end(desk: Desk, access: Access, asked: ToEnd) -> Assignment:
    """End a tour, or tell the day on which one ended of which only a bound was known.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: the officer has no tour to end.
        BadValue: it would end before it starts, has ended already, or the post is not named.
    """
    with desk.acting(access, Permission.ASSIGN) as work:
        records = work.stores.records(ASSIGNMENTS)
        stored = [
            each
            for each in records.all(concerns=asked.officer)
            if asked.post in (None, each.record.post)
            and (each.record.went_to is None or each.record.end_is_bound)
            and each.record.start < asked.end
        ]
        if not stored:
            raise Unknown("tour to end, of officer", asked.officer)
        if len(stored) > 1 and len({each.record.post for each in stored}) > 1:
            posts = ", ".join(each.record.post for each in stored)
            raise BadValue(
                f"tours of {asked.officer}", f"there are several: {posts}", "name the post"
            )
        return _end(
            work,
            desk.rules,
            stored[-1].record.id,
            asked.end,
            asked.went_to,
            because=asked.because,
            bound=asked.bound,
        )


def _end(
    work: Work, rules: RuleBook, id: str, end: date, went_to: Duty, *, because: str, bound: bool
) -> Assignment:
    records = work.stores.records(ASSIGNMENTS)
    known = records.get(id)
    work.require(known.record.site)
    period = DatePeriod(known.record.period.start, end)
    changed = ended(known.record, period, went_to, because=because, bound=bound)
    post = work.stores.records(POSTS).get(changed.post).record
    others = [each.record for each in records.all()]
    away = [each.record for each in work.stores.records(TIMES_AWAY).all()]
    check_fit(changed, post, others, away, rules=rules)
    records.put(changed, known.version)
    details = {"officer": changed.officer, "days": str(changed.period), "to": went_to}
    work.commit("end tour", site=changed.site, about=id, details=details)
    return changed


def record_away(desk: Desk, access: Access, new: TimeAway) -> TimeAway:
    """Record when an officer is away; the same again is replaced.

    Raises:
        Refused: the viewer may not.
        Unknown: there is no such officer.
    """
    with desk.acting(access, Permission.ASSIGN) as work:
        work.stores.records(OFFICERS).get(new.officer)
        records = work.stores.records(TIMES_AWAY)
        known = {each.record.id: each for each in records.all(concerns=new.officer)}
        records.put(new, known[new.id].version if new.id in known else 0)
        work.commit("record time away", about=new.officer, details={"days": str(new.period)})
    return new


def override(desk: Desk, access: Access, new: Override) -> Override:
    """Record that a finding may pass, approved by whoever is at the desk.

    Raises:
        Refused: the viewer may not.
        Unknown: there is no such officer or post.
        BadValue: the rule does not allow it, or it is on record already.
    """
    with desk.acting(access, Permission.OVERRIDE_GATE) as work:
        work.stores.records(OFFICERS).get(new.officer)
        post = work.stores.records(POSTS).get(new.post).record
        work.require(post.site)
        signed = attrs.evolve(new, approver=work.viewer.actor, role=work.viewer.role)
        check_override(signed, rules=desk.rules, on=new.period.start or work.at.date())
        records = work.stores.records(OVERRIDES)
        if any(each.record.id == new.id for each in records.all(concerns=new.officer)):
            raise BadValue(f"override {new.id}", "it is on record already", "nothing to do")
        records.put(signed, 0)
        details = {"officer": new.officer, "finding": new.code, "until": str(new.period)}
        work.commit("override", site=post.site, about=new.id, details=details)
    return signed
