"""How much of a section stands in another site's plan: a plan is to be the site's own.

A share of words that stand in both in the same order, shown side by side; a person decides
whether what is the same ought to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

import attrs

from sro_core.ids import SiteId
from sro_core.privacy import Sensitivity
from sro_core.safety.plan_rules import WHOLE, PlanLikeness
from sro_core.safety.plans import Plan, Section, closer


@attrs.frozen(kw_only=True)
class Side:
    """Hold a section of one of the two sites, as open as it is there."""

    site: SiteId
    section: str
    text: str
    sensitivity: Sensitivity

    @classmethod
    def of(cls, site: SiteId, section: Section) -> Side:
        """Give a section of a site as a side."""
        return cls(
            site=site, section=section.id, text=section.text, sensitivity=section.sensitivity
        )


@attrs.frozen(kw_only=True)
class Likeness:
    """Hold how much of a section stands in the plan of another site.

    Attributes:
        site: whose plan was looked at.
        section: which section of it.
        other: the site it is like.
        percent: of the section's words, those that stand there in the same order.
        mine, theirs: both texts, side by side.
        sensitivity: that of the more closed side.
    """

    site: SiteId
    section: str
    other: SiteId
    percent: int
    mine: Side
    theirs: Side
    sensitivity: Sensitivity


def likenesses(plan: Plan, others: Iterable[Plan], rule: PlanLikeness) -> tuple[Likeness, ...]:
    """Find the sections of a plan that are taken over from plans of other sites.

    Args:
        plan: the one looked at.
        others: plans of other sites; those of the same site are passed over.
        rule: from when on a section counts as taken over.

    Returns:
        For each section the plan it is most like, the most alike first.
    """
    theirs = [
        (other.site, section, _words(section))
        for other in others
        if other.site != plan.site
        for section in other.sections
    ]
    found = []
    for section in plan.sections:
        words = _words(section)
        if len(words) < rule.words_at_least:
            continue
        shares = [(_share(words, other), site, like) for site, like, other in theirs]
        percent, site, like = max(
            shares, key=lambda each: (each[0], each[1]), default=(0, plan.site, section)
        )
        if percent >= rule.percent:
            found.append(
                Likeness(
                    site=plan.site,
                    section=section.id,
                    other=site,
                    percent=percent,
                    mine=Side.of(plan.site, section),
                    theirs=Side.of(site, like),
                    sensitivity=closer(section.sensitivity, like.sensitivity),
                )
            )
    return tuple(sorted(found, key=lambda each: (-each.percent, each.section)))


def _words(section: Section) -> list[str]:
    return section.text.casefold().split()


def _share(words: list[str], other: list[str]) -> int:
    """Give the percentage of the words that stand in the other text in the same order."""
    if not words:
        return 0
    blocks = SequenceMatcher(None, words, other, autojunk=False).get_matching_blocks()
    return sum(each.size for each in blocks) * WHOLE // len(words)
