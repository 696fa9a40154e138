"""What a local policy may open or close to whom, and what no policy may say."""

from datetime import date

import pytest

from sro_core import (
    BadRules,
    BadValue,
    Permission,
    Role,
    Sensitivity,
    lay_over,
)
from sro_core.permissions import Clearance, Grant
from sro_core.privacy import POLICE
from tests.viewers import HIGH, MIDDLE, OUTREACH, RULES, access, agreed, may

P, R, S = Permission, Role, Sensitivity
OVERLAY = """\
[[citation]]
key = "policy"
title = "Policy of the district"
link = "docs/privacy.md"
checked = 2026-07-01
standing = "local policy"

"""


def overlay(text):
    return lay_over(RULES, OVERLAY + text, file="ours.toml")


DENIED = """\
[[denial]]
id = "no_clerks"
says = "clerks of this district review nothing"
cites = ["policy"]
from = 2026-07-01
until = 2027-07-01
permissions = ["review attendance", "read a student's status"]
roles = ["clerk"]
"""
ALSO_GRANTED = """\
[[permission]]
id = "watchers_too"
says = "auditors and clerks review attendance"
cites = ["policy"]
from = 2026-07-01
permission = "review attendance"
roles = ["auditor", "clerk"]
"""


@pytest.mark.parametrize(
    ("on", "denied"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2027, 6, 30), True),
        (date(2027, 7, 1), False),
    ],
)
def test_a_denial_of_an_overlay_beats_the_grant_of_the_book_on_its_days(on, denied):
    clerk = access(R.CLERK, on=on, rules=overlay(DENIED))
    assert may(clerk, P.READ_STATUS, HIGH) is not denied
    if denied:
        assert clerk.why_not(P.READ_STATUS, HIGH) == "clerks of this district review nothing"
    assert may(access(R.DISTRICT, on=on, rules=overlay(DENIED)), P.READ_STATUS, HIGH)
    assert may(clerk, P.READ_DISCLOSURES, HIGH)


def test_a_denial_below_beats_the_grant_of_an_overlay_above():
    rules = lay_over(overlay(DENIED), OVERLAY + ALSO_GRANTED, file="above.toml")
    assert not may(access(R.CLERK, rules=rules), P.REVIEW_ATTENDANCE, HIGH)
    assert may(access(R.AUDITOR, rules=rules), P.REVIEW_ATTENDANCE, HIGH)


def test_a_denial_beats_a_grant_of_the_same_overlay_whatever_comes_first():
    for text in (DENIED + ALSO_GRANTED, ALSO_GRANTED + DENIED):
        assert not may(access(R.CLERK, rules=overlay(text)), P.REVIEW_ATTENDANCE, HIGH)


def test_an_overlay_may_grant_what_the_book_does_not():
    assert may(access(R.AUDITOR, rules=overlay(ALSO_GRANTED)), P.REVIEW_ATTENDANCE, HIGH)
    assert not may(access(R.AUDITOR), P.REVIEW_ATTENDANCE, HIGH)


def test_an_overlay_may_give_a_permission_to_fewer_roles_by_the_same_id():
    text = ALSO_GRANTED.replace("watchers_too", "review_attendance")
    fewer = overlay(text.replace('"auditor", "clerk"', '"district"'))
    assert may(access(R.DISTRICT, rules=fewer), P.REVIEW_ATTENDANCE, HIGH)
    assert not may(access(R.CLERK, rules=fewer), P.REVIEW_ATTENDANCE, HIGH)
    assert may(access(R.CLERK, rules=fewer, on=date(2026, 6, 30)), P.REVIEW_ATTENDANCE, HIGH)


def test_two_grants_add_up_and_either_will_do():
    rules = overlay(ALSO_GRANTED + "states_purpose = true\n")
    assert may(access(R.AUDITOR, purpose="yearly report", rules=rules), P.REVIEW_ATTENDANCE, HIGH)
    assert not may(access(R.AUDITOR, rules=rules), P.REVIEW_ATTENDANCE, HIGH)
    assert may(access(R.CLERK, rules=rules), P.REVIEW_ATTENDANCE, HIGH)


# --- what no overlay may say

OF_POLICE = """\
[[permission]]
id = "police_too"
says = "police do this too"
cites = ["policy"]
from = 2026-07-01
permission = "{permission}"
roles = ["clerk", "{role}"]
under_agreement = {agreed}
"""
LISTS = {
    P.REVIEW_ATTENDANCE,
    P.SUBMIT_ATTENDANCE,
    P.READ_STEPS,
    P.TAKE_STEP,
    P.IMPORT_STEPS,
    P.ASK_FIRST,
    P.DRAFT_LETTERS,
    P.HOLD_LETTER,
    P.RELEASE_LETTERS,
    P.RECORD_DELIVERY,
    P.READ_REFERRALS,
    P.HANDLE_REFERRALS,
    P.REFER_OUTSIDE,
    P.TELL_POLICE,
}
RECORDS = {
    P.READ_STATUS,
    P.OPEN_IDENTITY,
    P.READ_RECORD,
    P.READ_DISCLOSURES,
    P.RECORD_DISCLOSURE,
    P.EXPUNGE,
    P.READ_LETTER,
    P.READ_ANSWER,
}
OF_THE_POLICE = {
    P.READ_INCIDENTS,
    P.RECORD_INCIDENT,
    P.IMPORT_INCIDENTS,
    P.RECORD_CONTACT,
    P.READ_CONTACTS,
    P.DECIDE_RECORD,
}
DECIDED = {P.RECORD_CONTACT, P.DECIDE_RECORD}
"""What a named officer decides, so that auditors and the public are told that first."""


@pytest.mark.parametrize("agreed", ["true", "false"])
@pytest.mark.parametrize("role", sorted(POLICE))
@pytest.mark.parametrize("permission", Permission)
def test_no_overlay_opens_lists_to_police_nor_records_without_an_agreement(
    permission, role, agreed
):
    text = OF_POLICE.format(permission=permission, role=role, agreed=agreed)
    if permission in LISTS:
        with pytest.raises(BadRules, match="no police officer lists students"):
            overlay(text)
    elif permission in RECORDS and agreed == "false":
        with pytest.raises(BadRules, match="only under an agreement"):
            overlay(text)
    elif permission in OF_THE_POLICE:  # the text names clerks too
        with pytest.raises(BadRules, match="not the school's to open"):
            overlay(text)
    else:
        assert overlay(text)


@pytest.mark.parametrize("role", sorted(set(Role) - POLICE - {R.OPERATOR}))
def test_no_overlay_opens_police_records_of_minors_to_anybody_else(role):
    with pytest.raises(BadValue, match="not the school's to open"):
        Clearance((role,), (S.PUBLIC, S.JUVENILE_POLICE))
    for permission in OF_THE_POLICE:
        decides = permission in DECIDED and role in {R.AUDITOR, R.PUBLIC}
        why = "a named person decides this" if decides else "not the school's to open"
        with pytest.raises(BadValue, match=why):
            Grant(permission, (R.SERGEANT, role))


@pytest.mark.parametrize("role", sorted(POLICE | {R.OPERATOR}))
def test_police_open_their_own_records_of_minors(role):
    assert Clearance((role,), (S.JUVENILE_POLICE,))
    assert Grant(P.READ_INCIDENTS, (role,))


def test_lists_stay_closed_to_police_where_an_overlay_takes_the_denial_away():
    text = """\
[[denial]]
id = "no_lists_for_police"
says = "the public lists no students"
cites = ["policy"]
from = 2026-07-01
permissions = ["review attendance"]
roles = ["public"]
"""
    for role in POLICE:
        found = access(role, purpose=OUTREACH, agreements=[agreed()], rules=overlay(text))
        assert not may(found, P.REVIEW_ATTENDANCE, HIGH)
        assert not may(found, P.SUBMIT_ATTENDANCE, HIGH)


def test_an_overlay_may_open_more_to_officers_under_an_agreement():
    text = OF_POLICE.format(permission=P.OPEN_IDENTITY, role="officer", agreed="true")
    rules = overlay(text + "states_purpose = true\n")
    found = access(R.OFFICER, purpose=OUTREACH, agreements=[agreed()], rules=rules)
    assert may(found, P.OPEN_IDENTITY, HIGH)
    assert not may(found, P.OPEN_IDENTITY, MIDDLE)
    assert not may(access(R.OFFICER, purpose=OUTREACH, rules=rules), P.OPEN_IDENTITY, HIGH)


@pytest.mark.parametrize("role", sorted(POLICE))
def test_no_overlay_lets_police_see_student_records_without_an_agreement(role):
    text = f"""\
[[clearance]]
id = "police_too"
says = "police see student records"
cites = ["policy"]
from = 2026-07-01
roles = ["{role}"]
sees = ["staff", "juvenile"]
"""
    with pytest.raises(BadRules, match="only under an agreement"):
        overlay(text)
    rules = overlay(text + "under_agreement = true\n")
    found = access(role, purpose=OUTREACH, agreements=[agreed()], rules=rules)
    assert found.sees(S.JUVENILE, HIGH)
    assert not access(role, purpose=OUTREACH, rules=rules).sees(S.JUVENILE, HIGH)


# --- what an overlay may see


def test_an_overlay_may_open_more_to_a_role():
    text = """\
[[clearance]]
id = "auditors"
says = "auditors see student records"
cites = ["policy"]
from = 2026-07-01
roles = ["auditor"]
sees = ["juvenile"]
"""
    assert access(R.AUDITOR, rules=overlay(text)).sees(S.JUVENILE, HIGH)
    assert not access(R.AUDITOR, rules=overlay(text), on=date(2026, 6, 30)).sees(S.JUVENILE, HIGH)


def test_a_clearance_that_opens_nothing_is_refused():
    with pytest.raises(BadValue, match="name at least one"):
        Clearance((R.CLERK,), ())


@pytest.mark.parametrize(
    ("wrong", "right"),
    [('"clerk"', '"janitor"'), ("review attendance", "review everything")],
)
def test_an_overlay_with_a_role_or_permission_that_nobody_knows_is_refused(wrong, right):
    with pytest.raises(BadRules):
        overlay(DENIED.replace(wrong, right))
