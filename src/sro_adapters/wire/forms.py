"""The forms in which records are shown: for each key its type, and the field it is made of.

A form is never filled in as an object. `sro_adapters.wire.show` walks its keys, leaves out
those whose field is withheld, and the HTTP front derives its schemas from the same types.
"""

from __future__ import annotations

from collections.abc import Mapping

from sro_adapters.wire import (
    activity_forms,
    field_forms,
    incident_forms,
    staffing_forms,
    step_forms,
)
from sro_adapters.wire.record_forms import (
    ActForm,
    AgreementForm,
    AuditEntryForm,
    DisclosureForm,
    FiledForm,
    GuardianForm,
    HeldForm,
    IdentityForm,
    RowForm,
    SiteForm,
    SpellForm,
    TokenForm,
    WithdrawnForm,
)
from sro_adapters.wire.reporting_forms import FORMS as REPORTING
from sro_adapters.wire.safety_forms import FORMS as SAFETY
from sro_adapters.wire.status_forms import (
    DueItemForm,
    FindingForm,
    RuleForm,
    StatusForm,
    UnverifiedForm,
)
from sro_core.audit import AuditEntry
from sro_core.disclosures import Disclosure
from sro_core.due import DueItem
from sro_core.findings import Finding
from sro_core.identities import Guardian, Identity
from sro_core.ports import SiteRecord
from sro_core.rules import Rule
from sro_core.sites import Agreement
from sro_core.students import Enrollment
from sro_core.tokens import AccessToken
from sro_core.truancy.attendance import AttendanceEvent
from sro_core.truancy.classify import Classification
from sro_core.truancy.steps_taken import StepTaken
from sro_core.truancy.submission import Withdrawn
from sro_core.usecases.attendance_review import Unverified
from sro_core.usecases.student_filings import Filed
from sro_core.usecases.student_records import Held

FORMS: Mapping[type, type] = {
    Agreement: AgreementForm,
    AccessToken: TokenForm,
    AttendanceEvent: RowForm,
    AuditEntry: AuditEntryForm,
    Classification: StatusForm,
    Disclosure: DisclosureForm,
    DueItem: DueItemForm,
    Filed: FiledForm,
    Enrollment: SpellForm,
    Finding: FindingForm,
    Guardian: GuardianForm,
    Held: HeldForm,
    Identity: IdentityForm,
    Rule: RuleForm,
    SiteRecord: SiteForm,
    StepTaken: ActForm,
    Unverified: UnverifiedForm,
    Withdrawn: WithdrawnForm,
    **step_forms.FORMS,
    **REPORTING,
    **activity_forms.FORMS,
    **SAFETY,
    **staffing_forms.FORMS,
    **field_forms.FORMS,
    **incident_forms.FORMS,
}
"""Every record that is shown, and its form."""
