"""Who may do what, and why not: read from rules, on a date, for a viewer."""

from datetime import date, timedelta

import pytest

from sro_core import (
    BadValue,
    DatePeriod,
    Permission,
    Refused,
    Role,
    Sensitivity,
)
from sro_core.privacy import POLICE
from tests.viewers import FIRST, HIGH, MIDDLE, OUTREACH, access, agreed, may

FERPA = r"34 CFR 99\.31\(a\)\(1\).*ask the school"

P, R, S = Permission, Role, Sensitivity
SCHOOL = {R.OPERATOR, R.CLERK, R.ADMINISTRATOR, R.DISTRICT}
PERSONS = {R.CLERK, R.ADMINISTRATOR, R.DISTRICT}
WATCHERS = {R.OPERATOR, R.ADMINISTRATOR, R.DISTRICT, R.AUDITOR}
KEEPERS = {R.OPERATOR, R.ADMINISTRATOR, R.DISTRICT}
ALLOWED = {
    P.REVIEW_ATTENDANCE: SCHOOL,
    P.READ_STATUS: SCHOOL | {R.OFFICER},
    P.SUBMIT_ATTENDANCE: {R.OPERATOR, R.CLERK, R.DISTRICT},
    P.READ_CALENDAR: set(Role),
    P.OPEN_IDENTITY: SCHOOL,
    P.READ_RECORD: {R.OPERATOR, R.ADMINISTRATOR, R.DISTRICT},
    P.READ_DISCLOSURES: SCHOOL,
    P.RECORD_DISCLOSURE: SCHOOL,
    P.EXPUNGE: {R.OPERATOR, R.DISTRICT},
    P.READ_AGREEMENT: set(Role) - {R.PUBLIC},
    P.RECORD_AGREEMENT: {R.OPERATOR, R.DISTRICT},
    P.READ_AUDIT: WATCHERS,
    P.VERIFY_AUDIT: WATCHERS,
    P.MANAGE_TOKENS: {R.OPERATOR},
    P.READ_STAFFING: set(Role) - {R.AUDITOR, R.PUBLIC},
    P.READ_OFFICER_FILE: {R.OPERATOR, R.SERGEANT, R.OFFICER},
    P.KEEP_OFFICERS: {R.OPERATOR, R.SERGEANT},
    P.APPLY: {R.OPERATOR, R.SERGEANT, R.OFFICER},
    P.DECIDE_APPLICATION: {R.OPERATOR, R.SERGEANT},
    P.KEEP_SITES: {R.OPERATOR, R.SERGEANT, R.DISTRICT},
    P.ASSIGN: {R.OPERATOR, R.SERGEANT},
    P.OVERRIDE_GATE: {R.OPERATOR, R.SERGEANT},
    P.PLAN_ROTATION: {R.OPERATOR, R.SERGEANT},
    P.READ_DIRECTORY: set(Role),
    P.READ_STEPS: SCHOOL,
    P.READ_LETTER: SCHOOL | {R.OFFICER},
    P.TAKE_STEP: PERSONS,
    P.IMPORT_STEPS: {R.OPERATOR, R.CLERK, R.DISTRICT},
    P.ASK_FIRST: PERSONS,
    P.DRAFT_LETTERS: PERSONS,
    P.HOLD_LETTER: PERSONS,
    P.RELEASE_LETTERS: {R.ADMINISTRATOR, R.DISTRICT},
    P.RECORD_DELIVERY: PERSONS,
    P.OPEN_REFERRAL: {R.OFFICER, R.SERGEANT},
    P.READ_OWN_REFERRALS: {R.OFFICER, R.SERGEANT},
    P.READ_ANSWER: {R.OFFICER},
    P.READ_REFERRALS: SCHOOL,
    P.HANDLE_REFERRALS: {R.ADMINISTRATOR, R.DISTRICT},
    P.REFER_OUTSIDE: {R.ADMINISTRATOR, R.DISTRICT},
    P.TELL_POLICE: {R.ADMINISTRATOR, R.DISTRICT},
    P.READ_ACTIVITIES: {R.OPERATOR, R.ADMINISTRATOR, R.OFFICER, R.SERGEANT, R.DISTRICT},
    P.LOG_ACTIVITY: {R.OPERATOR, R.OFFICER, R.SERGEANT},
    P.REVIEW_ACTIVITY: {R.OPERATOR, R.SERGEANT},
    P.READ_INCIDENTS: {R.OPERATOR, *POLICE},
    P.RECORD_INCIDENT: {R.OPERATOR, *POLICE},
    P.IMPORT_INCIDENTS: {R.OPERATOR, R.SERGEANT, R.RECORDS},
    P.COUNT_INCIDENTS: {R.OPERATOR, R.ADMINISTRATOR, R.DISTRICT, R.AUDITOR, *POLICE},
    P.REPORT_CIVIL_RIGHTS: {R.OPERATOR, R.DISTRICT, R.RECORDS},
    P.KEEP_OFFENSES: {R.OPERATOR, R.SERGEANT, R.RECORDS},
    P.RECORD_CONTACT: {R.OFFICER, R.SERGEANT},
    P.CHECK_STUDENT: {R.OFFICER, R.SERGEANT},
    P.READ_CONTACTS: {R.OPERATOR, *POLICE},
    P.DECIDE_RECORD: {R.RECORDS},
    P.ASK_ORDER: set(Role) - {R.AUDITOR, R.PUBLIC},
    P.LEAD_SWEEP: {R.OPERATOR, R.SERGEANT},
    P.READ_SWEEPS: {R.OPERATOR, R.ADMINISTRATOR, R.DISTRICT, *POLICE},
    P.STATE_FACTS: KEEPERS,
    P.READ_PLAN: SCHOOL | {R.OFFICER, R.SERGEANT},
    P.READ_PUBLIC_PLAN: set(Role),
    P.WRITE_PLAN: KEEPERS | {R.OFFICER},
    P.RECORD_PLAN_STEP: KEEPERS,
    P.ADOPT_PLAN: KEEPERS,
    P.RECORD_PLAN_TRAINING: KEEPERS | {R.OFFICER},
    P.READ_DRILLS: SCHOOL | {R.OFFICER, R.SERGEANT},
    P.RECORD_DRILL: KEEPERS | {R.OFFICER},
    P.FINISH_DRILL: KEEPERS,
    P.REVERT_DRILL: {R.OPERATOR, R.DISTRICT},
    P.FOLLOW_ACTION: KEEPERS,
    P.READ_TODAY: set(Role),
    P.READ_DUE: set(Role) - {R.AUDITOR, R.PUBLIC},
    P.MANAGE_FEEDS: {R.OPERATOR, R.ADMINISTRATOR, R.SERGEANT, R.DISTRICT},
    P.READ_REPORT: set(Role),
    P.DRAFT_REPORT: {R.OPERATOR, R.SERGEANT, R.DISTRICT},
    P.PUBLISH_REPORT: {R.OPERATOR, R.DISTRICT},
    P.READ_SHEET: {R.OPERATOR, R.SERGEANT, R.OFFICER},
    P.CHANGE_CALENDAR: {R.OPERATOR, R.CLERK, R.ADMINISTRATOR, R.DISTRICT},
}
"""What each role may with a purpose stated, and an agreement that names it."""
STATE_PURPOSE = {
    P.OPEN_IDENTITY, P.READ_RECORD, P.EXPUNGE, P.REFER_OUTSIDE, P.TELL_POLICE,
}  # fmt: skip


# --- what the shipped rules let whom do


def test_every_permission_is_held_by_somebody_and_listed_here():
    assert set(ALLOWED) == set(Permission)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_the_table_says_and_nothing_else(role, permission):
    found = access(role, purpose=OUTREACH, agreements=[agreed()])
    if role in ALLOWED[permission]:
        found.require(permission, HIGH)
        found.require(permission)
    else:
        with pytest.raises(Refused, match=f"may not {permission}") as refused:
            found.require(permission, HIGH)
        assert refused.value.why
        assert (refused.value.actor, refused.value.role) == ("somebody", role)
        assert refused.value.what == permission


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_no_role_may_anything_on_the_day_before_the_rules_begin(role, permission):
    agreements = [agreed(period=DatePeriod(date(2009, 1, 1), None))]
    first = access(role, purpose=OUTREACH, on=FIRST, agreements=agreements)
    before = access(role, purpose=OUTREACH, on=FIRST - timedelta(days=1), agreements=agreements)
    assert may(first, permission, HIGH) == (role in ALLOWED[permission])
    assert not may(before, permission, HIGH)


@pytest.mark.parametrize("role", POLICE)
@pytest.mark.parametrize("agreements", [(), (agreed(),)], ids=["no agreement", "agreement"])
def test_police_never_list_students_agreement_or_not(role, agreements):
    found = access(role, purpose=OUTREACH, agreements=agreements)
    for permission in (P.REVIEW_ATTENDANCE, P.SUBMIT_ATTENDANCE):
        with pytest.raises(Refused, match=FERPA):
            found.require(permission, HIGH)


def test_an_officer_without_an_agreement_is_told_which_rule_keeps_the_status_from_them():
    with pytest.raises(Refused, match=FERPA):
        access(R.OFFICER, purpose=OUTREACH).require(P.READ_STATUS)


@pytest.mark.parametrize("role", [R.SERGEANT, R.RECORDS])
def test_an_agreement_opens_a_status_to_officers_and_to_no_other_police(role):
    found = access(role, purpose=OUTREACH, agreements=[agreed()])
    assert found.why_not(P.READ_STATUS, HIGH) == f"the role {role} does not hold this permission"


# --- agreements


@pytest.mark.parametrize(
    ("on", "opens"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2027, 6, 30), True),
        (date(2027, 7, 1), False),
    ],
)
def test_an_agreement_opens_a_status_from_its_first_day_to_its_last(on, opens):
    found = access(R.OFFICER, purpose=OUTREACH, on=on, agreements=[agreed()])
    assert may(found, P.READ_STATUS) is opens
    assert may(found, P.READ_STATUS, HIGH) is opens
    assert found.sees(S.JUVENILE, HIGH) is opens


def test_an_agreement_opens_a_status_at_its_site_only():
    found = access(R.OFFICER, purpose=OUTREACH, agreements=[agreed(HIGH)])
    assert may(found, P.READ_STATUS, HIGH)
    assert not may(found, P.READ_STATUS, MIDDLE)
    assert not found.sees(S.JUVENILE, MIDDLE)
    assert not found.sees(S.JUVENILE, None)


@pytest.mark.parametrize("purpose", ["", "   ", "curiosity", "Truancy outreach", "outreach"])
def test_a_purpose_that_the_agreement_does_not_name_opens_nothing(purpose):
    found = access(R.OFFICER, purpose=purpose, agreements=[agreed()])
    assert not may(found, P.READ_STATUS)
    assert not may(found, P.READ_STATUS, HIGH)
    assert not found.sees(S.JUVENILE, HIGH)


def test_any_purpose_of_the_agreement_will_do():
    for purpose in ("safety plan", OUTREACH):
        found = access(
            R.OFFICER, purpose=purpose, agreements=[agreed(purposes=("safety plan", OUTREACH))]
        )
        assert may(found, P.READ_STATUS, HIGH)


def test_an_agreement_that_makes_nobody_a_school_official_opens_nothing():
    found = access(R.OFFICER, purpose=OUTREACH, agreements=[agreed(school_official=False)])
    assert not may(found, P.READ_STATUS, HIGH)
    assert not found.sees(S.JUVENILE, HIGH)


def test_school_officials_for_no_purpose_are_refused():
    with pytest.raises(BadValue, match="name at least one purpose"):
        agreed(purposes=())


def test_one_of_several_agreements_is_enough():
    old = agreed(period=DatePeriod(date(2025, 7, 1), date(2026, 7, 1)))
    found = access(R.OFFICER, purpose=OUTREACH, agreements=[old, agreed(MIDDLE), agreed(HIGH)])
    assert may(found, P.READ_STATUS, HIGH)
    assert may(found, P.READ_STATUS, MIDDLE)


def test_an_agreement_does_not_reach_beyond_the_sites_of_the_officer():
    found = access(R.OFFICER, [MIDDLE], OUTREACH, agreements=[agreed(HIGH), agreed(MIDDLE)])
    assert found.why_not(P.READ_STATUS, HIGH) == "HIGH is another site"
    assert may(found, P.READ_STATUS, MIDDLE)
    assert not found.sees(S.JUVENILE, HIGH)
    assert found.sees(S.JUVENILE, MIDDLE)


def test_an_agreement_opens_no_identity_no_record_and_no_list():
    found = access(R.OFFICER, purpose=OUTREACH, agreements=[agreed()])
    for permission in (P.OPEN_IDENTITY, P.READ_RECORD, P.READ_DISCLOSURES, P.REVIEW_ATTENDANCE):
        assert not may(found, permission, HIGH)


# --- purposes


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("purpose", ["", " \t\n"])
def test_some_permissions_want_a_purpose_and_say_so(permission, purpose):
    holders = [role for role in Role if role in ALLOWED[permission]]
    found = access(holders[0], purpose=purpose)
    if permission is P.READ_ANSWER:
        assert "for a purpose it names" in found.why_not(permission)
        return
    if permission in STATE_PURPOSE:
        assert found.why_not(permission, HIGH).endswith("; state the purpose")
    else:
        assert may(found, permission, HIGH)
    assert may(access(holders[0], purpose="a request"), permission, HIGH)


# --- sites


def test_a_viewer_of_one_site_may_there_and_not_at_another():
    clerk = access(R.CLERK, [HIGH])
    assert may(clerk, P.READ_STATUS, HIGH)
    assert clerk.why_not(P.READ_STATUS, MIDDLE) == "MIDDLE is another site"
    assert may(clerk, P.READ_STATUS)  # to be asked again once the site is known


def test_a_viewer_of_no_site_may_nowhere():
    assert not may(access(R.CLERK, []), P.READ_STATUS, HIGH)


def test_what_concerns_the_whole_district_wants_a_viewer_of_every_site():
    access(R.DISTRICT).require_whole(P.REVIEW_ATTENDANCE)
    with pytest.raises(Refused, match="they answer for HIGH, MIDDLE") as refused:
        access(R.DISTRICT, [MIDDLE, HIGH]).require_whole(P.REVIEW_ATTENDANCE)
    assert "the whole district" in refused.value.why
    with pytest.raises(Refused, match=FERPA):
        access(R.OFFICER).require_whole(P.REVIEW_ATTENDANCE)
