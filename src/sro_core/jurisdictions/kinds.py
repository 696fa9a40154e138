"""The kinds of rule that a book may hold: the name of their table, and the class of their value."""

from __future__ import annotations

from sro_core.contacts.custody import Delivery, Telling
from sro_core.contacts.stop_data import StopCode
from sro_core.directory import ContactRequired
from sro_core.masking import SmallCells
from sro_core.officers.cycles import HoursRequired
from sro_core.officers.eligibility import OfficerRequired
from sro_core.officers.selection import PostingPeriod
from sro_core.officers.training import TrainingRequired
from sro_core.permissions import BarredReader, Clearance, Denial, Grant
from sro_core.police_records import CategoryRule, SealingRule
from sro_core.reports.merging import MergeTables
from sro_core.rotations.assignments import Handover
from sro_core.rotations.coverage import AwayCovered, PostFilled
from sro_core.rotations.gate import Gate
from sro_core.rotations.tenure import Stagger, Tenure
from sro_core.safety.activity_rules import ActivityDuty, ActivityKind, ActivityTopic
from sro_core.safety.corrective_actions import ActionFollowed
from sro_core.safety.drill_rules import DrillReading, DrillRequired, DrillTerm, SchoolLevels
from sro_core.safety.incident_rules import CivilRightsCount, ReferralGround, ThreatDuty
from sro_core.safety.offenses import Offense
from sro_core.safety.plan_rules import (
    PlanComponent,
    PlanDate,
    PlanLikeness,
    PlanOwner,
    PlanParty,
    PlanStepNeeded,
    PlanTrainingNeeded,
)
from sro_core.sites.terms import AgreementPart, AgreementTerm
from sro_core.truancy.consequences import Escalation, Provision, ValidExcuse
from sro_core.truancy.contents import LetterItem, LetterKind, Question, Repeal, Translation
from sro_core.truancy.criteria import Criterion, Duty, ListedFrom
from sro_core.truancy.field_check import ChecksLimit
from sro_core.truancy.ladders import Deadline, Ladder, LadderStep
from sro_core.truancy.measures import Ages, Measure, Recorded, Repeat
from sro_core.truancy.order import DaytimeOrder, OrderException
from sro_core.truancy.referral_rules import (
    ContinuedContacts,
    PoliceField,
    PoliceMatter,
    ReferralWay,
)
from sro_core.truancy.submission import ShrinkLimit
from sro_core.truancy.sweeps import BarredPartner, SweepDuty

KINDS: dict[str, type] = {
    # who may do and see what
    "permission": Grant,
    "denial": Denial,
    "clearance": Clearance,
    # attendance
    "ages": Ages,
    "measure": Measure,
    "repeat": Repeat,
    "recorded": Recorded,
    "criterion": Criterion,
    "duty": Duty,
    "listed_from": ListedFrom,
    "escalation": Escalation,
    "excuse": ValidExcuse,
    "provision": Provision,
    "shrink_limit": ShrinkLimit,
    # officers, sites, rotations
    "officer_required": OfficerRequired,
    "training_required": TrainingRequired,
    "hours_required": HoursRequired,
    "posting_period": PostingPeriod,
    "tenure": Tenure,
    "stagger": Stagger,
    "handover": Handover,
    "post_filled": PostFilled,
    "away_covered": AwayCovered,
    "gate": Gate,
    "agreement_term": AgreementTerm,
    "agreement_part": AgreementPart,
    "contact_required": ContactRequired,
    # steps, letters, referrals
    "ladder": Ladder,
    "step": LadderStep,
    "deadline": Deadline,
    "letter": LetterKind,
    "letter_item": LetterItem,
    "translation": Translation,
    "repeal": Repeal,
    "question": Question,
    "referral_way": ReferralWay,
    "continued_contacts": ContinuedContacts,
    "police_matter": PoliceMatter,
    "police_field": PoliceField,
    # contacts, the order, sweeps, masking
    "daytime_order": DaytimeOrder,
    "order_exception": OrderException,
    "small_cells": SmallCells,
    "checks_limit": ChecksLimit,
    "sweep_duty": SweepDuty,
    "barred_partner": BarredPartner,
    "delivery": Delivery,
    "telling": Telling,
    "stop_code": StopCode,
    "sealing": SealingRule,
    "record_category": CategoryRule,
    # safety plans, drills
    "plan_component": PlanComponent,
    "plan_party": PlanParty,
    "plan_step": PlanStepNeeded,
    "plan_date": PlanDate,
    "plan_owner": PlanOwner,
    "plan_training": PlanTrainingNeeded,
    "plan_likeness": PlanLikeness,
    "school_levels": SchoolLevels,
    "drill_required": DrillRequired,
    "drill_reading": DrillReading,
    "drill_term": DrillTerm,
    "action_followed": ActionFollowed,
    # activities, incidents
    "activity_kind": ActivityKind,
    "activity_topic": ActivityTopic,
    "activity_duty": ActivityDuty,
    "offense": Offense,
    "referral_ground": ReferralGround,
    "threat_duty": ThreatDuty,
    "civil_rights_count": CivilRightsCount,
    # the due list, feeds, reports
    "barred_reader": BarredReader,
    "merge_tables": MergeTables,
}
