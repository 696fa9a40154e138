"""School resource officer programmes: records in, findings out.

The core is pure: it reads no file, clock or network; dates come in as arguments. The names
below are its promise; what they rest on may move.
"""

from sro_core.audit import AuditEntry, Head
from sro_core.directory import PublicContact
from sro_core.disclosures import Disclosure
from sro_core.errors import (
    BadRules,
    BadValue,
    Conflict,
    Refused,
    Shrinks,
    SroError,
    StoreFailed,
    Unknown,
)
from sro_core.findings import Ask, Counterfactual, Fact, Finding, Measured, Outcome, Subject
from sro_core.identities import Guardian, Identity
from sro_core.ids import DistrictId, OfficerId, PostId, SiteId, StudentRef
from sro_core.jurisdictions import lay_over, load_rules, shipped
from sro_core.officers import Officer, Training
from sro_core.periods import DatePeriod, SchoolYear
from sro_core.permissions import Access
from sro_core.privacy import Permission, Role, Sensitivity, Viewer
from sro_core.rotations.assignments import Assignment
from sro_core.rules import Force, Rule, RuleBook
from sro_core.school_calendar import BellTime, InSession, SchoolCalendar, Session
from sro_core.sites import Agreement, SchoolSite
from sro_core.sites.posts import Post
from sro_core.sites.profile import SiteProfile
from sro_core.sites.terms import AgreementTerms
from sro_core.students import Enrollment, Student
from sro_core.tokens import AccessToken
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, Excuse, Scope
from sro_core.truancy.classify import Classification, classify
from sro_core.truancy.roll import Roll, Statement, StudentFile
from sro_core.truancy.steps_taken import Action, StepTaken

__all__ = [
    "Access",
    "AccessToken",
    "Action",
    "Agreement",
    "AgreementTerms",
    "Ask",
    "Assignment",
    "AttendanceEvent",
    "AttendanceKind",
    "AuditEntry",
    "BadRules",
    "BadValue",
    "BellTime",
    "Classification",
    "Conflict",
    "Counterfactual",
    "DatePeriod",
    "Disclosure",
    "DistrictId",
    "Enrollment",
    "Excuse",
    "Fact",
    "Finding",
    "Force",
    "Guardian",
    "Head",
    "Identity",
    "InSession",
    "Measured",
    "Officer",
    "OfficerId",
    "Outcome",
    "Permission",
    "Post",
    "PostId",
    "PublicContact",
    "Refused",
    "Role",
    "Roll",
    "Rule",
    "RuleBook",
    "SchoolCalendar",
    "SchoolSite",
    "SchoolYear",
    "Scope",
    "Sensitivity",
    "Session",
    "Shrinks",
    "SiteId",
    "SiteProfile",
    "SroError",
    "Statement",
    "StepTaken",
    "StoreFailed",
    "Student",
    "StudentFile",
    "StudentRef",
    "Subject",
    "Training",
    "Unknown",
    "Viewer",
    "classify",
    "lay_over",
    "load_rules",
    "shipped",
]
