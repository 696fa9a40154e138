"""Kinds of rule for referrals: on what ground, with what, and what may be told to whom."""

from __future__ import annotations

from enum import StrEnum

import attrs

from sro_core.errors import BadValue


class Receiver(StrEnum):
    """Who may be asked to take a matter on."""

    ADMINISTRATION = "administration"
    REVIEW_BOARD = "review board"
    PROBATION = "probation"
    PROSECUTOR = "prosecutor"
    POLICE = "police"


@attrs.frozen
class ReferralWay:
    """Say when a school may refer a student outside, and what it takes.

    Attributes:
        to: whom.
        grounds: the statuses of which one must be met.
        condition: what must be so beside it; whoever refers confirms it by name, or empty.
        notice: the family is told in writing who the body is, where, and why.
        outcome: the body returns what came of it; awaited from the day of the referral.
        step: id of the ladder step that it takes, or empty.
    """

    to: Receiver
    grounds: tuple[str, ...]
    condition: str = ""
    notice: bool = True
    outcome: bool = True
    step: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a referral without a ground, and the two kinds that rest on other rules."""
        if not self.grounds:
            raise BadValue("grounds", "nobody is referred for nothing", "name a status")
        if self.to in (Receiver.ADMINISTRATION, Receiver.POLICE):
            raise BadValue("to", f"a referral to {self.to} rests on rules of its own")


@attrs.frozen
class ContinuedContacts:
    """Say when an officer's continued contacts with one student make a referral due (local).

    Attributes:
        contacts: from this number on,
        within_days: in so many calendar days, the last contact included.
    """

    contacts: int
    within_days: int

    def __attrs_post_init__(self) -> None:
        """Refuse numbers that nothing meets."""
        if self.contacts < 1 or self.within_days < 1:
            raise BadValue("continued_contacts", "both numbers start at 1")


@attrs.frozen
class PoliceMatter:
    """Name a kind of matter that a school may have for the police.

    Attributes:
        handed_back: it is for the school's administration and goes back to it.
    """

    handed_back: bool = False


@attrs.frozen
class PoliceField:
    """Open one thing to the police with a referral, and nothing that is not named so.

    Attributes:
        matters: ids of the matters with which it may be given.
        needs: the paper it rests on in each case, such as a court order; or empty.
    """

    matters: tuple[str, ...]
    needs: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse what is given with nothing."""
        if not self.matters:
            raise BadValue("matters", "it names none")
