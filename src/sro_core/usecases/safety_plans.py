"""Write a site's safety plan and record the steps that people take with it.

Whoever writes a section must be cleared for it, for what it was and for what it becomes.
Nobody adopts a plan here: that people did is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Conflict, Refused, Unknown
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.safety.plan_acts import EDITIONS, PLAN_ACTS, PlanAct, PlanEdition
from sro_core.safety.plan_rules import PlanParty, PlanStep
from sro_core.safety.plan_training import PLAN_TRAININGS, PlanTraining
from sro_core.safety.plans import PLANS, Contributor, Hazard, Plan, Section, plan_id
from sro_core.usecases.plan_reading import acts_of, plans_of
from sro_core.usecases.school_facts import at_site

_ADOPTING = (PlanStep.ADOPTED, PlanStep.TACTICAL_VOTE, PlanStep.REPORTED)


def begin(desk: Desk, access: Access, site: SiteId, *, year: int) -> Stored[Plan]:
    """Begin the plan of a school year, from the newest one before it where there is one.

    Raises:
        Refused, Unknown: as `plan`.
        Conflict: it was begun already.
    """
    with desk.acting(access, Permission.WRITE_PLAN) as work:
        at_site(work, site)
        before = [each for each in plans_of(work, site) if each.year < year]
        new = before[-1].for_year(year) if before else Plan(site=site, year=year)
        work.stores.records(PLANS).put(new, 0)
        found = work.stores.records(PLANS).get(new.id)
        work.commit("begin safety plan", site=site, about=new.id)
    return found


def write_section(
    desk: Desk,
    access: Access,
    site: SiteId,
    id: str,
    make: Callable[[Section | None], Section],
    *,
    year: int,
    version: int | None = None,
) -> Stored[Plan]:
    """Put a section into a plan, in the place of the one of its id.

    Args:
        desk: the stores and rules.
        access: who writes; they must be cleared for the section as it was and as it becomes.
        site: whose plan it is.
        id: of the section.
        make: gives the section from what it was, None where it is new.
        year: of the plan.
        version: of the plan that was read, None to take it as it is now.

    Raises:
        Refused: the viewer may not write the plan, or answers for another site.
        Unknown: there is no such site or plan.
        Conflict: the plan is no longer of that version.
    """

    def change(work: Work, before: Plan) -> Plan:
        old = before.finds(id)
        if old is not None:
            _cleared(work, site, old.sensitivity)
        new = make(old)
        _cleared(work, site, new.sensitivity)
        return before.with_section(new)

    return _change(
        desk, access, site, change, year=year, act="write section", what=id, version=version
    )


def remove_section(
    desk: Desk, access: Access, site: SiteId, id: str, *, year: int, version: int | None = None
) -> Stored[Plan]:
    """Take a section out of a plan; editions that were kept still have it."""

    def change(work: Work, before: Plan) -> Plan:
        _cleared(work, site, before.section(id).sensitivity)
        return before.without_section(id)

    return _change(
        desk, access, site, change, year=year, act="remove section", what=id, version=version
    )


def name_contributor(
    desk: Desk, access: Access, site: SiteId, new: Contributor, *, year: int
) -> Stored[Plan]:
    """Name somebody who takes part in a plan. Raises `Unknown` for a party that no rule knows."""

    def change(work: Work, before: Plan) -> Plan:
        _known_party(desk, new.party, work.at.date())
        return before.with_contributor(new)

    return _change(desk, access, site, change, year=year, act="name contributor", what=new.party)


def name_hazard(
    desk: Desk, access: Access, site: SiteId, new: Hazard, *, year: int
) -> Stored[Plan]:
    """Name a hazard that was found at a site; one of the same name is replaced."""

    def change(_: Work, before: Plan) -> Plan:
        others = tuple(each for each in before.hazards if each.name != new.name)
        return attrs.evolve(before, hazards=(*others, new))

    return _change(desk, access, site, change, year=year, act="name hazard")


def _change(
    desk: Desk,
    access: Access,
    site: SiteId,
    change: Callable[[Work, Plan], Plan],
    *,
    year: int,
    act: str,
    what: str = "",
    version: int | None = None,
) -> Stored[Plan]:
    """Change the draft at hand; an edition that somebody has seen is followed by the next."""
    with desk.acting(access, Permission.WRITE_PLAN) as work:
        at_site(work, site)
        stored = work.stores.records(PLANS).get(plan_id(site, year))
        if version is not None and version != stored.version:
            raise Conflict(f"safety plan {stored.record.id}")
        before = stored.record
        after = change(work, before)
        if after != before and _kept(work, before):
            after = attrs.evolve(after, edition=before.edition + 1)
        work.stores.records(PLANS).put(after, stored.version)
        found = work.stores.records(PLANS).get(after.id)
        details = {"edition": str(after.edition)} | ({"what": what} if what else {})
        work.commit(act, site=site, about=after.id, details=details)
    return found


def record_step(
    desk: Desk,
    access: Access,
    site: SiteId,
    step: PlanStep,
    *,
    year: int,
    on: date,
    party: str = "",
    to: str = "",
    tactical: bool = False,
) -> PlanAct:
    """Record what was done with the edition at hand; it is kept from then on as it is.

    Args:
        desk: the stores and rules.
        access: who records it.
        site: whose plan it is.
        step: what was done.
        year: of the plan.
        on: the day on which it was.
        party: id of the rule that says to or with whom.
        to: that party by name.
        tactical: what was given had the tactical parts in it.

    Raises:
        Refused: the viewer may not record this step, or is not cleared for what was given.
        Unknown: there is no such site, plan or party.
        BadValue: the day lies ahead, or an edition is given that was not adopted.
    """
    needed = Permission.ADOPT_PLAN if step in _ADOPTING else Permission.RECORD_PLAN_STEP
    with desk.acting(access, needed) as work:
        at_site(work, site)
        if on > work.at.date():
            raise BadValue("on", f"{on} lies ahead", "record what was done once it was")
        if party:
            _known_party(desk, party, on)
        if tactical:
            _cleared(work, site, Sensitivity.TACTICAL)
        at_hand = work.stores.records(PLANS).get(plan_id(site, year)).record
        own = [each for each in acts_of(work, site) if each.plan == at_hand.id]
        edition = _edition_of(step, at_hand, own)
        act = PlanAct(
            id=desk.new_id(), site=site, year=year, edition=edition, step=step, on=on,
            by=access.viewer.actor, party=party, to=to, tactical=tactical,
        )  # fmt: skip
        work.stores.records(PLAN_ACTS).put(act, 0)
        if not _kept(work, at_hand):
            work.stores.records(EDITIONS).put(PlanEdition(plan=at_hand, on=on), 0)
        details = {"step": str(step), "edition": str(edition), "party": party}
        work.commit("record step of safety plan", site=site, about=at_hand.id, details=details)
    return act


def _edition_of(step: PlanStep, at_hand: Plan, own: list[PlanAct]) -> int:
    """Give the edition that a step is about: the newest adopted one for what follows adoption."""
    adopted = [each.edition for each in own if each.step is PlanStep.ADOPTED]
    if step not in (PlanStep.FORWARDED, PlanStep.GIVEN):
        return at_hand.edition
    if not adopted:
        raise BadValue(f"{step}", "no edition was adopted yet", "record the adoption first")
    return max(adopted)


def record_training(
    desk: Desk, access: Access, site: SiteId, *, on: date, what: str, staff: frozenset[str]
) -> PlanTraining:
    """Record that people of a site were trained on its plan."""
    with desk.acting(access, Permission.RECORD_PLAN_TRAINING) as work:
        at_site(work, site)
        if on > work.at.date():
            raise BadValue("on", f"{on} lies ahead", "record a training once it was")
        new = PlanTraining(
            id=desk.new_id(), site=site, on=on, what=what, by=access.viewer.actor, staff=staff
        )
        work.stores.records(PLAN_TRAININGS).put(new, 0)
        work.commit("record training on safety plan", site=site, about=new.id,
                    details={"people": str(len(staff))})  # fmt: skip
    return new


def _kept(work: Work, at_hand: Plan) -> bool:
    kept = work.stores.records(EDITIONS).all(site=at_hand.site)
    return any(each.record.id == f"{at_hand.id}:{at_hand.edition}" for each in kept)


def _cleared(work: Work, site: SiteId, kind: Sensitivity) -> None:
    """Raise `Refused` unless the viewer may see sections of a kind; what it holds is not told."""
    if not work.access.sees(kind, site):
        why = f"{kind} information is not open to the role {work.viewer.role}"
        raise Refused(work.viewer.actor, work.viewer.role, f"write {kind} sections", why)


def _known_party(desk: Desk, party: str, on: date) -> None:
    known = {each.id: each for each in desk.rules.all(PlanParty, on)}
    if party not in known:
        raise Unknown("party to a safety plan", party, tuple(known))
