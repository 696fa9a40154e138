"""Who may do what, and which fields a viewer does not get."""

import attrs
import pytest

from sro_core import Refused, Role, Sensitivity, SiteId, Student, StudentRef, Viewer, withheld
from sro_core.privacy import ALLOWED, CLEARANCE, Permission, sensitive

HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
PUPIL = Student(StudentRef("S-1"))


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


def test_a_viewer_of_every_site_covers_every_site_and_the_district():
    district = Viewer("d", Role.DISTRICT)
    assert district.covers(HIGH)
    assert district.covers(None)


def test_a_viewer_of_one_site_covers_neither_another_nor_the_district():
    clerk = Viewer("c", Role.CLERK, frozenset({HIGH}))
    assert clerk.covers(HIGH)
    assert not clerk.covers(MIDDLE)
    assert not clerk.covers(None)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_permission_is_refused_to_every_role_that_does_not_hold_it(role, permission):
    viewer = Viewer("x", role)
    if role in ALLOWED[permission]:
        viewer.require(permission)
    else:
        with pytest.raises(Refused, match=f"may not {permission}"):
            viewer.require(permission)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT, Role.RECORDS])
def test_police_are_told_to_ask_the_school_about_attendance(role):
    with pytest.raises(Refused, match="ask the school"):
        Viewer("x", role).require(Permission.REVIEW_ATTENDANCE)


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.SERGEANT, Role.RECORDS, Role.AUDITOR, Role.PUBLIC]
)
def test_nobody_outside_of_the_school_gets_a_birth_date(role):
    assert "born" in withheld(PUPIL, Viewer("x", role), HIGH)


def test_every_role_has_a_clearance_and_each_includes_what_is_public():
    assert set(CLEARANCE) == set(Role)
    assert all(Sensitivity.PUBLIC in cleared for cleared in CLEARANCE.values())


def test_a_clerk_gets_the_birth_date_of_the_own_site_and_not_of_another():
    clerk = Viewer("c", Role.CLERK, frozenset({HIGH}))
    assert withheld(PUPIL, clerk, HIGH) == {}
    other = "juvenile information of another site"
    assert withheld(PUPIL, clerk, MIDDLE) == {"born": other, "compulsory_age": other}
    assert withheld(PUPIL, clerk, None) == {"born": other, "compulsory_age": other}


def test_what_is_public_is_never_withheld():
    assert "ref" not in withheld(PUPIL, Viewer("x", Role.PUBLIC), None)


def test_the_reason_names_the_kind_and_the_role():
    reasons = withheld(Post(), Viewer("x", Role.CLERK), HIGH)
    assert reasons == {"officer": "personnel information is not open to the role clerk"}


def test_a_sensitive_record_withholds_every_field_from_a_role_without_clearance():
    assert set(withheld(Note(), Viewer("x", Role.OFFICER), HIGH)) == {
        "text",
        "author",
        "sensitivity",
    }


def test_a_field_may_be_more_sensitive_than_its_record():
    assert set(withheld(Note(), Viewer("x", Role.ADMINISTRATOR), HIGH)) == {"author"}


def test_an_operator_gets_everything():
    assert withheld(Note(), Viewer("x", Role.OPERATOR), None) == {}
