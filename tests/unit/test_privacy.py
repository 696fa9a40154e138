"""Who asks and for which sites, and how a field is marked; who may do what is in permissions."""

import attrs
import pytest

from sro_core import Permission, Role, Sensitivity, SiteId, Viewer
from sro_core.privacy import POLICE, sensitive

HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")


def test_a_viewer_of_every_site_covers_every_site_and_the_district():
    district = Viewer("d", Role.DISTRICT)
    assert district.covers(HIGH)
    assert district.covers(None)


def test_a_viewer_of_one_site_covers_neither_another_nor_the_district():
    clerk = Viewer("c", Role.CLERK, frozenset({HIGH}))
    assert clerk.covers(HIGH)
    assert not clerk.covers(MIDDLE)
    assert not clerk.covers(None)


def test_a_viewer_of_no_site_covers_nothing():
    nobody = Viewer("n", Role.CLERK, frozenset())
    assert not nobody.covers(HIGH)
    assert not nobody.covers(None)


def test_a_viewer_states_no_purpose_unless_asked():
    assert Viewer("c", Role.CLERK).purpose == ""


def test_police_are_the_officer_the_sergeant_and_the_records_unit():
    assert {Role.OFFICER, Role.SERGEANT, Role.RECORDS} == POLICE


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_is_worded_to_follow_may(permission):
    verbs = {"review", "read", "submit", "open", "record", "expunge", "verify", "manage"}
    verbs |= {"log", "import", "count", "report"}
    verbs |= {"keep", "apply", "decide", "assign", "override", "plan", "hold"}
    verbs |= {"change", "publish", "list", "enter", "take", "ask", "draft", "refer"}
    verbs |= {"handle", "tell", "state", "write", "finish", "follow", "check", "release", "lead"}
    assert permission.split()[0] in verbs
    assert not permission.endswith(".")


def test_a_field_is_marked_in_its_metadata_and_its_value_stays():
    @attrs.frozen
    class Post:
        officer: str = attrs.field(metadata=sensitive(Sensitivity.PERSONNEL))

    assert attrs.fields(Post).officer.metadata["sensitivity"] is Sensitivity.PERSONNEL
    assert Post("O-1").officer == "O-1"
