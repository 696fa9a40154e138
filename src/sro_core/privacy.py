"""Who asks and in which part, what there is to be allowed, and how open a field is.

Who may do and see what is not here: it is dated, cited data, read by `sro_core.permissions`.
"""

from __future__ import annotations

from enum import StrEnum

import attrs

from sro_core.ids import SiteId


class Role(StrEnum):
    """The parts people play in a programme."""

    OPERATOR = "operator"
    CLERK = "clerk"
    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    SERGEANT = "sergeant"
    DISTRICT = "district"
    RECORDS = "records"
    AUDITOR = "auditor"
    PUBLIC = "public"


POLICE = frozenset({Role.OFFICER, Role.SERGEANT, Role.RECORDS})
"""The roles of the police; what they ask of a student's record is logged for the family."""

SYSTEM = frozenset({Role.OPERATOR, Role.AUDITOR, Role.PUBLIC})
"""The roles that run or watch the system; none of them decides about anybody."""


class Sensitivity(StrEnum):
    """What kind of harm a field could do in the wrong hands."""

    PUBLIC = "public"
    STAFF = "staff"
    PERSONNEL = "personnel"
    JUVENILE = "juvenile"
    """A school's records of a student."""
    JUVENILE_POLICE = "juvenile police"
    """A police record of a minor, which is no school's."""
    TACTICAL = "tactical"


class Permission(StrEnum):
    """What a use case lets somebody do; worded to follow "may"."""

    REVIEW_ATTENDANCE = "review attendance"
    READ_STATUS = "read a student's status"
    SUBMIT_ATTENDANCE = "submit attendance"
    READ_CALENDAR = "read a site's calendar"
    OPEN_IDENTITY = "open a student's identity"
    READ_RECORD = "read everything held on a student"
    READ_DISCLOSURES = "read a student's disclosures"
    RECORD_DISCLOSURE = "record a disclosure"
    EXPUNGE = "expunge a student's record"
    READ_AGREEMENT = "read a site's agreement"
    RECORD_AGREEMENT = "record a site's agreement"
    READ_AUDIT = "read the audit log"
    VERIFY_AUDIT = "verify the audit log"
    MANAGE_TOKENS = "manage access tokens"

    # officers, sites, rotations
    READ_STAFFING = "read who serves where"
    READ_OFFICER_FILE = "read an officer's file"
    KEEP_OFFICERS = "keep officers' files"
    APPLY = "apply for a post"
    DECIDE_APPLICATION = "decide about an application"
    KEEP_SITES = "keep sites, posts and terms of agreements"
    ASSIGN = "assign officers"
    OVERRIDE_GATE = "override what blocks an assignment"
    PLAN_ROTATION = "plan rotations"
    READ_DIRECTORY = "read the public directory"

    # steps, letters, referrals
    READ_STEPS = "list where students stand"
    READ_LETTER = "read a student's letter"
    TAKE_STEP = "enter a step taken"
    IMPORT_STEPS = "take in a log of steps"
    ASK_FIRST = "enter that a question was asked"
    DRAFT_LETTERS = "draft letters"
    HOLD_LETTER = "hold a letter back"
    RELEASE_LETTERS = "review and release letters"
    RECORD_DELIVERY = "record how a letter was delivered"
    OPEN_REFERRAL = "refer a matter to a school"
    READ_OWN_REFERRALS = "read one's own referrals"
    READ_ANSWER = "read the answer to a referral"
    READ_REFERRALS = "list a site's referrals"
    HANDLE_REFERRALS = "handle a site's referrals"
    REFER_OUTSIDE = "refer a student outside the school"
    TELL_POLICE = "tell the police of a matter"

    # contacts, the order, sweeps
    RECORD_CONTACT = "record a contact"
    CHECK_STUDENT = "ask whether a student is due in school"
    READ_CONTACTS = "read contacts"
    DECIDE_RECORD = "decide what becomes of a police record"
    ASK_ORDER = "ask what the daytime order says"
    LEAD_SWEEP = "plan and lead a sweep"
    READ_SWEEPS = "read sweeps"

    # safety plans, drills
    STATE_FACTS = "state what safety rules ask about a school"
    READ_PLAN = "read a site's safety plan"
    READ_PUBLIC_PLAN = "read the public part of a site's safety plan"
    WRITE_PLAN = "write a site's safety plan"
    RECORD_PLAN_STEP = "record what is done with a safety plan"
    ADOPT_PLAN = "record that a safety plan is adopted"
    RECORD_PLAN_TRAINING = "record training on a safety plan"
    READ_DRILLS = "read a site's drills"
    RECORD_DRILL = "record a drill"
    FINISH_DRILL = "finish the record of a drill"
    REVERT_DRILL = "take back the finished record of a drill"
    FOLLOW_ACTION = "follow up on what a drill showed"

    # activities, incidents
    READ_ACTIVITIES = "read activities"
    LOG_ACTIVITY = "log an activity"
    REVIEW_ACTIVITY = "review activities"
    READ_INCIDENTS = "read incidents"
    RECORD_INCIDENT = "record an incident"
    IMPORT_INCIDENTS = "import incidents"
    COUNT_INCIDENTS = "count incidents"
    REPORT_CIVIL_RIGHTS = "report civil rights data"
    KEEP_OFFENSES = "keep the table of offenses"

    # the due list, feeds, reports
    READ_TODAY = "read what today asks"
    READ_DUE = "read the due list"
    MANAGE_FEEDS = "manage calendar feeds"
    CHANGE_CALENDAR = "change a site's calendar"
    READ_REPORT = "read a published report"
    DRAFT_REPORT = "read a draft report"
    PUBLISH_REPORT = "publish a yearly report"
    READ_SHEET = "read an officer's monthly sheet"


@attrs.frozen
class Viewer:
    """Say who asks, in which role, for which sites and what for.

    Attributes:
        actor: who it is, as the audit log shall name them.
        role: the part they play.
        sites: the sites they answer for; None means every site of the district.
        purpose: what they need it for, in words; kept on the audit log.
        program: whether it is a program that asks, with nobody before it; it decides nothing
            about a person, whatever its role.

    >>> clerk = Viewer("j.doe", Role.CLERK, frozenset({SiteId("HIGH")}))
    >>> clerk.covers(SiteId("MIDDLE"))
    False
    """

    actor: str
    role: Role
    sites: frozenset[SiteId] | None = None
    purpose: str = ""
    program: bool = False

    def covers(self, site: SiteId | None) -> bool:
        """Tell whether the viewer answers for the site (None: for the whole district)."""
        return self.sites is None or (site is not None and site in self.sites)


def sensitive(sensitivity: Sensitivity) -> dict[str, Sensitivity]:
    """Give the attrs field metadata that marks a field as sensitive."""
    return {"sensitivity": sensitivity}
