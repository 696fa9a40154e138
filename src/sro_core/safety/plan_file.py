"""Everything on record about the plan of one site, as it stands on a date."""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.findings import Ask, Subject
from sro_core.ids import SiteId
from sro_core.periods import SchoolYear
from sro_core.privacy import Role
from sro_core.rules import Rule, RuleBook
from sro_core.safety.facts import SchoolFacts
from sro_core.safety.plan_acts import PlanAct
from sro_core.safety.plan_rules import PlanDate, PlanStep
from sro_core.safety.plan_training import PlanTraining
from sro_core.safety.plans import Plan


@attrs.frozen(kw_only=True)
class PlanFile:
    """Hold what a site has on record about its plan.

    Attributes:
        facts: what is stated of the site; facts about nothing where nothing is.
        plans: of any school year.
        acts: what was done with them, in order of date.
        trainings: of its staff on the plan.
    """

    facts: SchoolFacts
    plans: tuple[Plan, ...] = ()
    acts: tuple[PlanAct, ...] = ()
    trainings: tuple[PlanTraining, ...] = ()

    @property
    def site(self) -> SiteId:
        """Whose it is."""
        return self.facts.site


@attrs.frozen(kw_only=True)
class Judging:
    """Hold a file, the rules and the date it is judged on, and what follows from the three."""

    file: PlanFile
    rules: RuleBook
    on: date

    @property
    def subject(self) -> Subject:
        """The site."""
        return Subject("site", self.file.site, self.file.site)

    @property
    def year(self) -> SchoolYear:
        """The school year of the date."""
        return SchoolYear.of(self.on)

    @property
    def plan(self) -> Plan | None:
        """The plan of that school year, or the newest one before it."""
        known = [each for each in self.file.plans if each.year <= self.year.start]
        return max(known, key=lambda each: each.year, default=None)

    def acts(self, step: PlanStep, *, plan: Plan | None = None) -> list[PlanAct]:
        """Give what was done up to the date, of a plan or of all, by date and edition."""
        found = [
            each
            for each in self.file.acts
            if each.step is step and each.on <= self.on and (plan is None or each.plan == plan.id)
        ]
        return sorted(found, key=lambda each: (each.on, each.edition))

    def adopted_in(self, year: SchoolYear) -> date | None:
        """Give the day of a school year on which a plan was last adopted, up to the date."""
        days = [each.on for each in self.acts(PlanStep.ADOPTED) if each.on in year.period]
        return max(days, default=None)

    def adopted_since(self, day: date) -> date | None:
        """Give the first day on or after a day on which a plan was adopted, up to the date."""
        days = [each.on for each in self.acts(PlanStep.ADOPTED) if each.on >= day]
        return min(days, default=None)

    @property
    def review(self) -> Rule[PlanDate] | None:
        """The rule that says by when a plan is reviewed every year, if one is in force."""
        return next(
            (
                each
                for each in self.rules.all(PlanDate, self.on)
                if each.value.step is PlanStep.ADOPTED
            ),
            None,
        )

    @property
    def review_due(self) -> date | None:
        """The day by which this school year's review is due."""
        rule = self.review
        if rule is None:
            return None
        due = rule.value.in_year(self.year)
        grace = rule.value.grace(self.file.facts.opened)
        return due if grace is None else max(due, grace)

    def ask(
        self, rule: Rule[object], who: Role, what: str, due: date | None = None
    ) -> tuple[Ask, ...]:
        """Give one ask of a rule."""
        return (Ask(who, what, rule.force, rule, due),)
