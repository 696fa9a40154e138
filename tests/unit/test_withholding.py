"""Who sees which kind of information, and the reason for what is kept from them."""

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest

from sro_core import (
    Access,
    BadValue,
    Identity,
    Permission,
    Role,
    Sensitivity,
    Student,
    StudentRef,
    Viewer,
)
from sro_core.audit import AuditEntry, Head, Matter
from sro_core.ids import OfficerId
from sro_core.officers import Training
from sro_core.permissions import Clearance
from sro_core.privacy import sensitive
from tests.viewers import FIRST, HIGH, MIDDLE, ON, OUTREACH, RULES, access, agreed

P, R, S = Permission, Role, Sensitivity
SEES = {
    R.OPERATOR: set(Sensitivity),
    R.CLERK: {S.PUBLIC, S.STAFF, S.JUVENILE},
    R.ADMINISTRATOR: {S.PUBLIC, S.STAFF, S.JUVENILE, S.TACTICAL},
    R.DISTRICT: {S.PUBLIC, S.STAFF, S.JUVENILE, S.TACTICAL},
    R.OFFICER: {S.PUBLIC, S.STAFF, S.JUVENILE_POLICE},
    R.SERGEANT: {S.PUBLIC, S.STAFF, S.PERSONNEL, S.JUVENILE_POLICE},
    R.RECORDS: {S.PUBLIC, S.STAFF, S.JUVENILE_POLICE},
    R.AUDITOR: {S.PUBLIC},
    R.PUBLIC: {S.PUBLIC},
}


def test_every_role_stands_in_the_table():
    assert set(SEES) == set(Role)


@pytest.mark.parametrize("kind", Sensitivity)
@pytest.mark.parametrize("role", Role)
def test_nothing_is_open_on_the_day_before_the_rules_begin(role, kind):
    assert access(role, on=FIRST).sees(kind, HIGH) == (kind in SEES[role])
    assert not access(role, on=FIRST - timedelta(days=1)).sees(kind, HIGH)


@attrs.frozen
class Note:
    """A record that speaks for all of its fields."""

    text: str = "x"
    author: str = attrs.field(default="y", metadata=sensitive(Sensitivity.PERSONNEL))
    sensitivity: Sensitivity = Sensitivity.TACTICAL


@attrs.frozen
class Post:
    """A record of which nothing is sensitive but one field."""

    place: str = "gate"
    officer: str = attrs.field(default="O-1", metadata=sensitive(Sensitivity.PERSONNEL))


@attrs.frozen
class Box:
    """A record of one sensitivity."""

    sensitivity: Sensitivity


PUPIL = Student(StudentRef("S-1"))


@pytest.mark.parametrize("kind", Sensitivity)
@pytest.mark.parametrize("role", Role)
def test_a_role_gets_the_kinds_of_information_of_the_table_and_no_other(role, kind):
    found = access(role)
    hidden = found.withheld(Box(kind), HIGH)
    assert found.sees(kind, HIGH) == (kind in SEES[role])
    if kind in SEES[role]:
        assert hidden == {}
    else:
        assert hidden == {"sensitivity": f"{kind} information is not open to the role {role}"}


@pytest.mark.parametrize("kind", Sensitivity)
@pytest.mark.parametrize("role", Role)
def test_a_role_of_one_site_gets_of_another_what_is_public(role, kind):
    found = access(role, [HIGH])
    for site in (MIDDLE, None):
        assert found.sees(kind, site) == (kind is S.PUBLIC)
        assert (found.withheld(Box(kind), site) == {}) == (kind is S.PUBLIC)


@pytest.mark.parametrize("role", [R.OFFICER, R.SERGEANT, R.RECORDS, R.AUDITOR, R.PUBLIC])
def test_nobody_outside_of_the_school_gets_a_birth_date(role):
    assert "born" in access(role).withheld(PUPIL, HIGH)


@pytest.mark.parametrize("role", [R.OFFICER, R.SERGEANT, R.RECORDS, R.AUDITOR, R.PUBLIC])
def test_nobody_outside_of_the_school_gets_anything_of_an_identity(role):
    identity = Identity(StudentRef("S-1"), "Ana")
    fields = {each.name for each in attrs.fields(Identity)}
    assert set(access(role).withheld(identity, HIGH)) == fields


def test_every_role_gets_what_is_public():
    assert all(access(role).sees(S.PUBLIC, None) for role in Role)
    assert "ref" not in access(R.PUBLIC).withheld(PUPIL, None)


def test_a_clerk_gets_the_birth_date_of_the_own_site_and_not_of_another():
    clerk = access(R.CLERK, [HIGH])
    assert clerk.withheld(PUPIL, HIGH) == {}
    other = "juvenile information of another site"
    assert clerk.withheld(PUPIL, MIDDLE) == {"born": other, "compulsory_age": other}
    assert clerk.withheld(PUPIL, None) == {"born": other, "compulsory_age": other}


def test_an_officer_under_an_agreement_gets_the_birth_date_at_its_site_and_nothing_tactical():
    officer = access(R.OFFICER, purpose=OUTREACH, agreements=[agreed()])
    assert officer.withheld(PUPIL, HIGH) == {}
    assert set(officer.withheld(PUPIL, MIDDLE)) == {"born", "compulsory_age"}
    assert officer.withheld(Box(S.TACTICAL), HIGH)
    assert officer.withheld(Box(S.PERSONNEL), HIGH)


@pytest.mark.parametrize("role", [R.SERGEANT, R.RECORDS, R.AUDITOR, R.PUBLIC])
def test_an_agreement_opens_records_to_nobody_but_officers(role):
    found = access(role, purpose=OUTREACH, agreements=[agreed()])
    assert not found.sees(S.JUVENILE, HIGH)


def test_the_reason_names_the_kind_and_the_role():
    reasons = access(R.CLERK).withheld(Post(), HIGH)
    assert reasons == {"officer": "personnel information is not open to the role clerk"}


def test_a_sensitive_record_withholds_every_field_from_a_role_without_clearance():
    assert set(access(R.OFFICER).withheld(Note(), HIGH)) == {"text", "author", "sensitivity"}


def test_a_field_is_never_more_open_than_its_record():
    """The sergeant sees what is personnel, and nothing of a record that is tactical."""
    assert set(access(R.SERGEANT).withheld(Note(), HIGH)) == {"text", "author", "sensitivity"}


def test_a_field_may_be_more_sensitive_than_its_record():
    assert set(access(R.ADMINISTRATOR).withheld(Note(), HIGH)) == {"author"}


def test_an_operator_gets_everything():
    assert access(R.OPERATOR).withheld(Note(), None) == {}


@pytest.mark.parametrize(
    ("role", "hidden"), [(R.OPERATOR, False), (R.ADMINISTRATOR, False), (R.AUDITOR, True)]
)
def test_what_an_entry_of_the_log_was_about_is_kept_from_whoever_sees_no_student(role, hidden):
    entry = AuditEntry.after(
        Head("EC"),
        at=ON,
        actor="a",
        role="clerk",
        act="open identity",
        site="HIGH",
        matter=Matter("S-1"),
    )
    expected = {"matter"} if hidden else set()
    assert set(access(role).withheld(entry, HIGH)) == expected


# --- officers' own files


def own(actor="O-01", role=R.OFFICER):
    return Access.of(Viewer(actor, role), RULES, on=ON)


def test_an_officer_opens_their_own_file_and_nobody_elses():
    assert not own().why_not(P.READ_OFFICER_FILE, officer="O-01")
    assert not own().why_not(P.READ_OFFICER_FILE)
    why = "an officer reads their own file and nobody else's"
    assert own().why_not(P.READ_OFFICER_FILE, officer="O-02") == why
    assert not own("sgt", R.SERGEANT).why_not(P.READ_OFFICER_FILE, officer="O-02")


def test_an_officer_sees_personnel_facts_of_themselves_only():
    def hidden(viewer, officer):
        course = Training(
            id="T", officer=OfficerId(officer), course="c", hours=Decimal(1), completed=ON
        )
        return set(viewer.withheld(course, None))

    everything = {field.name for field in attrs.fields(Training)}
    assert hidden(own(), "O-01") == set()
    assert hidden(own(), "O-02") == everything
    assert hidden(own("O-01", R.CLERK), "O-01") == everything
    assert hidden(own("sgt", R.SERGEANT), "O-02") == set()


def test_officers_files_are_never_public():
    with pytest.raises(BadValue, match=r"832\.7"):
        Clearance(roles=(R.PUBLIC,), sees=(S.PERSONNEL,))
