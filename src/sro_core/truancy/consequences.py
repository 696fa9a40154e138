"""Kinds of rule for later steps: escalation, valid excuses, and dated provisions around them.

The evaluator does not apply these; explanations quote them, and steps and letters rest on
them. They stand here as dated data so that nothing repealed is ever cited.
"""

from __future__ import annotations

from enum import StrEnum

import attrs

from sro_core.privacy import Role


@attrs.frozen
class Escalation:
    """Say what may or must follow a numbered report of one school year.

    Attributes:
        report: which report; 0 for any.
        who: who may or must act.
        ages: the ages to which it is limited (low, below), or empty.
    """

    report: int
    who: Role
    ages: tuple[int, ...] = ()


@attrs.frozen
class ValidExcuse:
    """Name a reason that excuses an absence.

    Attributes:
        days_at_most: how many days, where the source limits them.
        per: what the limit is per, in words.
        condition: what else the source demands, in words.
        confidential: the reason may never appear in a letter or in a police view.
    """

    days_at_most: int | None = None
    per: str = ""
    condition: str = ""
    confidential: bool = False


class Topic(StrEnum):
    """What a provision is about."""

    CONSEQUENCE = "consequence"
    COURT = "court"
    CUSTODY = "custody"
    NOTICE = "notice"
    REFERRAL = "referral"


@attrs.frozen
class Provision:
    """State a dated provision that later steps rest on, and whether it may be offered."""

    topic: Topic
