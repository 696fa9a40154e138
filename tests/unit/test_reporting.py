"""The joined due list and the screen of a role: each area guards its own, nothing is silent."""

import attrs
import pytest

from sro_core import Ask, Finding, Force, Outcome, Permission, Refused, Role, Rule, Subject, Unknown
from sro_core.due import Block, DueKind, Wanted, due_list
from sro_core.periods import DatePeriod
from sro_core.privacy import Sensitivity, Viewer
from sro_core.rotations.assignments import ASSIGNMENTS, Assignment
from sro_core.usecases import attendance_review, reporting
from sro_core.usecases.reporting import Area
from tests.served import HIGH, MIDDLE, ON, operator, serve

CITED = Rule("drill_short", "hold drills", DatePeriod(None, None), (), None)


@pytest.fixture
def desk():
    return serve().desk


def drills(_, __, *, on, site=None):
    """An area of its own, whose items are of both sites."""
    found = [
        Finding(
            "drill_short", Subject("site", each, each), on, Outcome.MET, None, CITED,
            asks=(Ask(Role.ADMINISTRATOR, "hold a drill", Force.MUST, CITED, on),),
            sensitivity=Sensitivity.TACTICAL if each == MIDDLE else Sensitivity.STAFF,
        )
        for each in (HIGH, MIDDLE) if site in (None, each)
    ]  # fmt: skip
    return due_list("drill", found)


def blocks(_, __, *, on, site=None):
    return (Block("Drills", f"sro drills --on {on}", (f"at {site or 'every site'}",)),)


DRILLS = Area("drills", (DueKind.DRILL,), (Permission.READ_CALENDAR,), drills, blocks)


@pytest.fixture
def two_areas(monkeypatch):
    monkeypatch.setattr(reporting, "AREAS", (*reporting.AREAS[:1], DRILLS))


def admit(desk, role, *sites):
    return desk.admit(Viewer("v", role, frozenset(sites) or None, "test"))


def test_with_one_area_the_list_is_that_areas(desk):
    access = operator(desk)
    wanted = Wanted(kinds=frozenset({DueKind.TRUANCY}))
    found = reporting.due(desk, access, on=ON, wanted=wanted)
    assert found.items == attendance_review.due(desk, access, on=ON)
    assert found.left_out == ()


def test_an_area_that_is_not_open_is_named_with_the_reason(desk, two_areas):
    found = reporting.due(desk, admit(desk, Role.SERGEANT), on=ON)
    assert [each.kind for each in found.items] == ["drill"]
    ((name, why),) = found.left_out
    assert name == "attendance"
    assert "no police officer lists students" in why


def test_items_of_a_kind_of_information_not_open_to_the_role_are_not_in_the_list(desk, two_areas):
    kinds = {"site": [], "all": []}
    for role in (Role.OPERATOR, Role.OFFICER):
        found = reporting.due(desk, admit(desk, role), on=ON).items
        kinds["all"].append([each.concerns.id for each in found if each.kind == "drill"])
    assert kinds["all"] == [["HIGH", "MIDDLE"], ["HIGH"]]


def test_where_no_area_is_open_the_list_is_empty_and_says_why(desk):
    wanted = Wanted(kinds=frozenset({DueKind.TRUANCY}))
    found = reporting.due(desk, admit(desk, Role.OFFICER), on=ON, wanted=wanted)
    assert found.items == ()
    assert "ask the school" in found.left_out[0][1]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PUBLIC])
def test_who_has_nothing_to_see_to_reads_no_list(desk, role):
    with pytest.raises(Refused):
        reporting.due(desk, admit(desk, role), on=ON)


def test_a_filter_by_area_asks_no_other_area(desk, two_areas):
    wanted = Wanted(kinds=frozenset({DueKind.DRILL}))
    found = reporting.due(desk, admit(desk, Role.SERGEANT), on=ON, wanted=wanted)
    assert found.left_out == ()
    assert len(found.items) == 1


@pytest.mark.parametrize("ask", [
    lambda desk, access, site: reporting.due(desk, access, on=ON, wanted=Wanted(site=site)),
    lambda desk, access, site: reporting.today(desk, access, on=ON, site=site),
], ids=["due", "today"])  # fmt: skip
def test_a_site_must_be_on_record_and_ones_own(desk, ask):
    with pytest.raises(Unknown, match="HIGH, MIDDLE"):
        ask(desk, operator(desk), "NOWHERE")
    with pytest.raises(Refused, match="MIDDLE is another site"):
        ask(desk, admit(desk, Role.CLERK, HIGH), MIDDLE)


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_screen_of_what_is_open_to_it(desk, two_areas, role):
    found = reporting.today(desk, admit(desk, role), on=ON)
    titles = [each.title for each in found]
    assert ("Attendance" in titles) == (
        role in {Role.OPERATOR, Role.CLERK, Role.ADMINISTRATOR, Role.DISTRICT}
    )
    assert "Drills" in titles
    assert all(each.command.startswith("sro ") and each.lines for each in found)


def test_the_attendance_blocks_of_a_site_say_what_is_open_and_due(desk):
    attendance, asked = attendance_review.today(desk, admit(desk, Role.CLERK, HIGH), on=ON)
    assert attendance.lines == (
        "2 unverified absences, the oldest of 2026-11-03; 2 would change a status",
    )
    assert attendance.command == "sro unverified --as clerk:HIGH --on 2026-11-20"
    assert "things to see to" in asked.lines[0]
    assert not [line for line in asked.lines if "S-00004" in line], "that is of the other site"


def test_a_day_without_anything_is_said_in_words(desk):
    access = attrs.evolve(operator(desk))
    attendance, asked = attendance_review.today(desk, access, on=ON.replace(year=2024))
    assert attendance.lines == ("0 unverified absences",)
    assert asked.lines == ("0 things to see to, 0 of them overdue",)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CLERK, Role.ADMINISTRATOR, Role.SERGEANT])
def test_the_joined_list_has_each_item_of_each_open_area_and_no_other(desk, role):
    access = admit(desk, role)
    found = reporting.due(desk, access, on=ON)
    asked = {
        (each.concerns, each.who, each.what, each.due, each.sensitivity)
        for area in reporting.AREAS
        if area.due is not None and area.name not in dict(found.left_out)
        for each in area.due(desk, access, on=ON)
        if not access.withheld(each, each.concerns.site)
    }
    listed = [(e.concerns, e.who, e.what, e.due, e.sensitivity) for e in found.items]
    assert len(listed) == len(set(listed))
    assert set(listed) == asked


def test_every_kind_of_item_is_of_an_area():
    assert {kind for area in reporting.AREAS for kind in area.kinds} >= set(DueKind) - {
        DueKind.INCIDENT
    }


def test_an_officers_posts_decide_what_falls_to_them(desk):
    with desk.open(exclusive=True) as stores:
        stores.records(ASSIGNMENTS).put(
            Assignment(id="a", officer="O-01", post="P", site=HIGH, period=DatePeriod(ON, None)), 0
        )
        stores.commit()
    with desk.reading(operator(desk), Permission.READ_DUE) as work:
        assert reporting.posts_of(work, "O-01", ON) == {HIGH}
        assert reporting.posts_of(work, "O-01", ON.replace(year=2025)) == frozenset()
        assert reporting.posts_of(work, "O-02", ON) == frozenset()
