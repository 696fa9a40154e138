"""The illustrative programme has plans and drills on which every screen has something to show."""

from datetime import date

import pytest

from sro_adapters.synthetic.programme import safety
from sro_core import Outcome, Role, Viewer
from sro_core.safety.plan_acts import status
from sro_core.usecases import drill_reading, plan_reading, site_safety
from tests.served import MIDDLE, ON, desk_on, operator, roll, submissions


@pytest.fixture(scope="module")
def desk():
    made = desk_on()
    submissions.submit(made, operator(made), submissions.Submission(roll(())), on=ON)
    safety.record(made, on=ON)
    return made


def test_last_years_plan_is_with_the_responders_and_this_years_is_a_draft(desk):
    found = plan_reading.plans(desk, operator(desk), site=MIDDLE)
    assert [(plan.year, status(plan, acts)) for plan, acts in found] == [
        (2025, "shared with responders"),
        (2026, "draft"),
    ]


def test_nothing_is_due_to_the_state(desk):
    answers = plan_reading.check(desk, operator(desk), MIDDLE, on=ON)
    (report,) = [each for each in answers if each.finding.code == "noncompliance_report_due"]
    assert report.finding.outcome is Outcome.NOT_MET


def test_this_months_drill_is_open_and_no_month_is_short(desk):
    found = drill_reading.status(desk, operator(desk), MIDDLE, on=ON).found
    assert found.compliant
    assert found.next_breach == date(2026, 12, 1)


def test_an_administrator_sees_drill_review_and_parts_without_an_owner(desk):
    viewer = Viewer("a", Role.ADMINISTRATOR, frozenset({MIDDLE}))
    blocks = site_safety.today(desk, desk.admit(viewer), on=ON)
    lines = "\n".join(line for each in blocks for line in each.lines)
    for said in (
        "short from 2026-12-01",
        "the regulation is followed as the stricter",
        "review due 2027-03-01",
        "sections without an owner: ",
        "cardiac_arrest",
        "not in it yet: ",
    ):
        assert said in lines


def test_the_public_part_is_there_and_holds_no_tactical_word(desk):
    public = plan_reading.public(desk, desk.admit(Viewer("", Role.PUBLIC)), MIDDLE)
    assert "actical" not in repr(public.sections)
