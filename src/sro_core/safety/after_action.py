"""The report after a drill: what was held, against what, what it showed, and what follows."""

from __future__ import annotations

from typing import ClassVar

import attrs

from sro_core.ids import SiteId
from sro_core.privacy import Sensitivity
from sro_core.rules import Rule, RuleBook
from sro_core.safety.corrective_actions import CorrectiveAction
from sro_core.safety.drill_rules import DrillRequired, DrillTerm
from sro_core.safety.drills import Drill, terms_of


@attrs.frozen(kw_only=True)
class AfterAction:
    """Hold the report after a drill.

    Attributes:
        drill: the record of it.
        counts_for: the requirements that ask for such drills, of any level.
        terms: what had to be confirmed.
        before: the last drill of its kind at the site before it.
        tried_again: actions of earlier drills that it tried again.
        actions: what follows from it.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.STAFF

    drill: Drill
    counts_for: tuple[Rule[DrillRequired], ...] = ()
    terms: tuple[Rule[DrillTerm], ...] = ()
    before: Drill | None = None
    tried_again: tuple[CorrectiveAction, ...] = ()
    actions: tuple[CorrectiveAction, ...] = ()

    @property
    def site(self) -> SiteId:
        """Where it was held."""
        return self.drill.site

    @property
    def slower_by(self) -> int | None:
        """By how many seconds leaving the building took longer than the time before."""
        now = self.drill.evacuation_seconds
        then = self.before.evacuation_seconds if self.before is not None else None
        return None if now is None or then is None else now - then


def after_action(
    drill: Drill,
    drills: tuple[Drill, ...],
    actions: tuple[CorrectiveAction, ...],
    rules: RuleBook,
) -> AfterAction:
    """Make the report after a drill from what is on record at its site."""
    earlier = [
        each
        for each in drills
        if each.site == drill.site and each.kind is drill.kind and each.on < drill.on
    ]
    return AfterAction(
        drill=drill,
        counts_for=tuple(
            each for each in rules.all(DrillRequired, drill.on) if drill.kind in each.value.counted
        ),
        terms=terms_of(drill, rules),
        before=max(earlier, key=lambda each: (each.on, each.id), default=None),
        tried_again=tuple(each for each in actions if each.retested == drill.id),
        actions=tuple(each for each in actions if each.drill == drill.id),
    )
