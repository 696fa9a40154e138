"""School resource officer programmes: records in, findings out.

The core is pure: it reads no file, clock or network; dates come in as arguments. The names
below are its promise; what they rest on may move.
"""

from sro_core.errors import BadRules, BadValue, Conflict, Refused, SroError, Unknown
from sro_core.findings import Ask, Counterfactual, Fact, Finding, Measured, Outcome, Subject
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.jurisdictions import lay_over, load_rules, shipped
from sro_core.periods import DatePeriod, SchoolYear
from sro_core.privacy import Role, Sensitivity, Viewer, withheld
from sro_core.rules import Force, Rule, RuleBook
from sro_core.school_calendar import BellTime, InSession, SchoolCalendar, Session
from sro_core.sites import SchoolSite
from sro_core.students import Enrollment, Student
from sro_core.truancy.attendance import AttendanceEvent, AttendanceKind, Excuse, Scope
from sro_core.truancy.classify import Classification, classify
from sro_core.truancy.roll import Roll, StudentFile
from sro_core.truancy.steps_taken import Action, StepTaken

__all__ = [
    "Action",
    "Ask",
    "AttendanceEvent",
    "AttendanceKind",
    "BadRules",
    "BadValue",
    "BellTime",
    "Classification",
    "Conflict",
    "Counterfactual",
    "DatePeriod",
    "DistrictId",
    "Enrollment",
    "Excuse",
    "Fact",
    "Finding",
    "Force",
    "InSession",
    "Measured",
    "Outcome",
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
    "SiteId",
    "SroError",
    "StepTaken",
    "Student",
    "StudentFile",
    "StudentRef",
    "Subject",
    "Unknown",
    "Viewer",
    "classify",
    "lay_over",
    "load_rules",
    "shipped",
    "withheld",
]
