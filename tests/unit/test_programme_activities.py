"""The illustrative programme has activities to approve and incidents, and names nobody."""

from datetime import date, timedelta

import pytest

from sro_adapters.synthetic.programme import activities
from sro_core import Role, Viewer
from sro_core.ids import OfficerId
from sro_core.safety.activities import State
from sro_core.usecases import activity_overview, incident_log, submissions
from sro_core.usecases.activity_overview import Sought
from tests.served import ON, desk_on, operator, roll


@pytest.fixture(scope="module")
def desk():
    made = desk_on()
    submissions.submit(made, operator(made), submissions.Submission(roll()), on=ON)
    activities.record(made, on=ON)
    return made


def test_all_but_the_last_days_is_approved_and_adds_up(desk):
    found = activity_overview.summarized(desk, operator(desk), on=ON)
    assert found.activities > 40
    assert {each.name for each in found.by_officer} == {"O-01", "O-02"}
    assert found.left_out[State.SUBMITTED] >= 3
    assert found.left_out[State.RETURNED] == 1
    late = Sought(states=frozenset({State.SUBMITTED, State.RETURNED}))
    days = [each.record.on for each in activity_overview.listed(desk, operator(desk), late)]
    assert min(days) > ON - timedelta(days=activities.WAITING)


def test_each_role_has_something_on_its_screen(desk):
    officer = desk.admit(Viewer("O-02", Role.OFFICER))
    (block,) = activity_overview.today(desk, officer, on=ON)
    assert any(line.startswith("returned: ") for line in block.lines)
    (block,) = activity_overview.today(desk, desk.admit(Viewer("s", Role.SERGEANT)), on=ON)
    assert "to approve or return" in block.lines[0]
    (block,) = incident_log.today(desk, officer, on=ON)
    assert any("check the firearm registry" in line for line in block.lines)


def test_incidents_are_at_every_place(desk):
    found = incident_log.listed(desk, operator(desk))
    assert len({each.incident.place for each in found}) == 3
    assert found[-1].incident.on == date(2026, 11, 20)
    assert activity_overview.listed(desk, operator(desk), Sought(officer=OfficerId("O-03"))) == ()
