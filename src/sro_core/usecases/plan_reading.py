"""Read a site's safety plan: its editions, what differs, who was given which, what the rules ask.

Every reading of a plan is on the audit log; the public part is open to everybody and is not.
"""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import Unknown
from sro_core.findings import Finding, Subject
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission, Sensitivity
from sro_core.safety import plan_review
from sro_core.safety.plan_acts import EDITIONS, PLAN_ACTS, PlanAct
from sro_core.safety.plan_differences import SectionDifference
from sro_core.safety.plan_differences import differences as compare
from sro_core.safety.plan_file import PlanFile
from sro_core.safety.plan_likeness import Likeness, likenesses
from sro_core.safety.plan_rules import PlanLikeness, PlanStep
from sro_core.safety.plan_training import PLAN_TRAININGS
from sro_core.safety.plans import PLANS, Plan, plan_id
from sro_core.safety.public_plan import PublicPlan, public_plan
from sro_core.usecases.school_facts import at_site, own_sites, stated


@attrs.frozen
class Answered:
    """Hold a finding about a site's plan or drills as it is shown to whoever asked."""

    finding: Finding

    @property
    def subject(self) -> Subject:
        """The site."""
        return self.finding.subject

    @property
    def sensitivity(self) -> Sensitivity:
        """How open the finding is."""
        return self.finding.sensitivity


def plans(
    desk: Desk, access: Access, *, site: SiteId | None = None
) -> tuple[tuple[Plan, tuple[PlanAct, ...]], ...]:
    """List the plans of the sites that the viewer answers for, with what was done with each."""
    with desk.reading(access, Permission.READ_PLAN) as work:
        found = []
        for own in own_sites(work, site):
            acts = acts_of(work, own)
            found += [
                (each, tuple(act for act in acts if act.plan == each.id))
                for each in plans_of(work, own)
            ]
        work.log("list safety plans", site=site)
    return tuple(found)


def plan(
    desk: Desk, access: Access, site: SiteId, *, year: int, edition: int | None = None
) -> Stored[Plan]:
    """Give the plan of a site and school year: the draft at hand, or an edition that was kept.

    Raises:
        Refused: the viewer may not read it, or answers for another site.
        Unknown: there is no such site, plan or edition.
    """
    with desk.reading(access, Permission.READ_PLAN) as work:
        at_site(work, site)
        found = _edition(work, site, year, edition)
        details = {"edition": str(found.record.edition)}
        work.log("read safety plan", site=site, about=plan_id(site, year), details=details)
    return found


def acts(desk: Desk, access: Access, site: SiteId, *, year: int) -> tuple[PlanAct, ...]:
    """List what was done with a plan, by date: who was given which edition among it."""
    with desk.reading(access, Permission.READ_PLAN) as work:
        at_site(work, site)
        return tuple(each for each in acts_of(work, site) if each.year == year)


def check(desk: Desk, access: Access, site: SiteId, *, on: date) -> tuple[Answered, ...]:
    """Hold a site's plan against everything that the rules ask of it on a date."""
    with desk.reading(access, Permission.READ_PLAN) as work:
        at_site(work, site)
        found = findings(work, desk, site, on)
        work.log("check safety plan", site=site, details={"as of": str(on)})
    return tuple(map(Answered, found))


def findings(work: Work, desk: Desk, site: SiteId, on: date) -> tuple[Finding, ...]:
    """Give every finding about a site's plan, those about likeness to other plans too."""
    file = PlanFile(
        facts=stated(work, site).record,
        plans=plans_of(work, site),
        acts=acts_of(work, site),
        trainings=tuple(each.record for each in work.stores.records(PLAN_TRAININGS).all(site=site)),
    )
    found = plan_review.review(file, desk.rules, on=on)
    for rule in desk.rules.all(PlanLikeness, on):
        found += plan_review.copied(_alike(work, file.plans, rule.value), rule, file=file, on=on)
    return found


def copied(desk: Desk, access: Access, site: SiteId, *, on: date) -> tuple[Likeness, ...]:
    """Show the sections of a site's newest plan that stand in plans of other sites."""
    with desk.reading(access, Permission.READ_PLAN) as work:
        at_site(work, site)
        rules = desk.rules.all(PlanLikeness, on)
        found = tuple(
            each for rule in rules for each in _alike(work, plans_of(work, site), rule.value)
        )
        work.log("compare safety plans", site=site)
    return found


def differences(
    desk: Desk, access: Access, site: SiteId, *, year: int, before: int, after: int | None = None
) -> tuple[SectionDifference, ...]:
    """Compare two editions of a plan; the later one is the draft at hand where it is left out.

    Raises:
        Refused, Unknown: as `plan`.
    """
    with desk.reading(access, Permission.READ_PLAN) as work:
        at_site(work, site)
        one = _edition(work, site, year, before).record
        other = _edition(work, site, year, after).record
        details = {"editions": f"{one.edition} and {other.edition}"}
        work.log("compare editions of safety plan", site=site, about=one.id, details=details)
    return compare(one, other)


def public(desk: Desk, access: Access, site: SiteId) -> PublicPlan:
    """Give the public part of the plan of a site that was adopted last.

    Raises:
        Refused: the viewer may not read it.
        Unknown: there is no such site, or no plan of it was adopted.
    """
    with desk.reading(access, Permission.READ_PUBLIC_PLAN) as work:
        if site not in work.stores.sites.all():
            raise Unknown("site", site)
        adopted = [each for each in acts_of(work, site) if each.step is PlanStep.ADOPTED]
        if adopted:
            last = adopted[-1]
            kept = _edition(work, site, last.year, last.edition).record
            found = public_plan(kept, acts_of(work, site))
            if found is not None:
                return found
    raise Unknown("adopted safety plan of the site", site)


def _alike(work: Work, own: tuple[Plan, ...], rule: PlanLikeness) -> tuple[Likeness, ...]:
    """Compare the newest plan of a site with the newest one of each other site."""
    if not own:
        return ()
    newest: dict[SiteId, Plan] = {}
    for stored in work.stores.records(PLANS).all():
        newest[stored.record.site] = stored.record
    return likenesses(own[-1], newest.values(), rule)


def plans_of(work: Work, site: SiteId) -> tuple[Plan, ...]:
    """Give the plans of a site, the newest last."""
    return tuple(each.record for each in work.stores.records(PLANS).all(site=site))


def acts_of(work: Work, site: SiteId) -> tuple[PlanAct, ...]:
    """Give what was done with the plans of a site, by date; on one day by edition."""
    found = [each.record for each in work.stores.records(PLAN_ACTS).all(site=site)]
    return tuple(sorted(found, key=lambda each: (each.on, each.year, each.edition)))


def _edition(work: Work, site: SiteId, year: int, edition: int | None) -> Stored[Plan]:
    at_hand = work.stores.records(PLANS).get(plan_id(site, year))
    if edition is None or edition == at_hand.record.edition:
        return at_hand
    kept = work.stores.records(EDITIONS).get(f"{plan_id(site, year)}:{edition}")
    return Stored(kept.record.plan, kept.version)
