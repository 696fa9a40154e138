"""What the law asks about incidents at schools, as rules: reports, referrals, threats, counts."""

from __future__ import annotations

from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.privacy import Role


@attrs.frozen
class ReferralGround:
    """Name acts that a school must report to the police.

    Attributes:
        acts: which acts, in words.
        by: until when, in words.
    """

    acts: str
    by: str


class ThreatStep(StrEnum):
    """What police must do about a threat, and record."""

    ASSESSMENT = "investigate and assess"
    REGISTRY = "check the firearm registry"


@attrs.frozen
class ThreatDuty:
    """Say what must be done about a threat, and how soon.

    Attributes:
        step: what.
        who: who must see to it.
        within_days: calendar days after the day on which the threat was received.
    """

    step: ThreatStep
    who: Role
    within_days: int

    def __attrs_post_init__(self) -> None:
        """Refuse a duty that ends before the threat was received."""
        if self.within_days < 0:
            raise BadValue("within_days", "it is below zero", "give the days there are for it")


@attrs.frozen
class CivilRightsCount:
    """Say how referrals and arrests are counted for the civil rights data collection.

    Attributes:
        arrests_are_referrals: an arrest counts as a referral too, whoever reported it.
        citations_are_referrals: a citation does.
        within_site_only: an arrest counts where the incident was within the site, or the school
            had reported it; else wherever it was.
    """

    arrests_are_referrals: bool
    citations_are_referrals: bool
    within_site_only: bool
