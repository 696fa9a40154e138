"""The planning problem made of what is on record, and the plan that is published."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count

import pytest

from sro_adapters.memory import MemoryDatabase
from sro_adapters.planning import documents
from sro_adapters.synthetic.programme import staffing as demo
from sro_adapters.testing.records import plain_site
from sro_adapters.wire import to_json
from sro_adapters.wire.plan_documents import read_tours
from sro_core import BadValue, Refused, Role, Unknown, Viewer
from sro_core.desk import Desk
from sro_core.ids import OfficerId
from sro_core.rotations.plan_check import check_plan
from sro_core.rotations.planner import DefaultPlanner
from sro_core.rotations.problem import Years
from sro_core.rotations.published import PlannedTour, PublishedPlan
from sro_core.usecases import rotation_planning, rotation_plans
from sro_core.usecases.rotation_planning import last_year
from tests.staffing import HIGH, MIDDLE, ON, ONE, RULES, TWO


@pytest.fixture(scope="module")
def desk():
    database = MemoryDatabase()
    with database() as stores:
        for site in (HIGH, MIDDLE):
            stores.sites.put(plain_site(site), 0)
        stores.commit()
    ids = count(1)
    made = Desk(database, lambda: datetime(2026, 11, 20, 8), RULES, lambda: f"id-{next(ids)}")
    demo.record(made, on=ON)
    return made


def sergeant(desk, role=Role.SERGEANT, sites=None):
    return desk.admit(Viewer("sgt", role, sites))


@pytest.fixture(scope="module")
def problem(desk):
    return rotation_planning.problem(desk, sergeant(desk), on=ON, years=5)


def test_the_years_terms_and_posts_are_those_on_record(problem):
    assert problem.years == Years(2027, 2031)
    limits = problem.limits
    assert (limits.minimum, limits.maximum, limits.between) == (2, 4, 2)
    assert problem.stagger_share == Decimal("0.4")
    assert [(each.id, each.posts, dict(each.changed)) for each in problem.sites] == [
        (HIGH, 1, {}),
        (MIDDLE, 1, {}),
    ]


def test_who_serves_and_what_was_published(problem):
    assert [(each.officer, each.site, each.since) for each in problem.current] == [
        (ONE, HIGH, 2024),
        (TWO, MIDDLE, 2025),
    ]
    assert [(each.officer, each.first, each.last) for each in problem.published] == [
        ("O-01", 2024, 2027),
        ("O-02", 2025, 2028),
        ("O-06", 2028, 2030),
    ]


def test_whoever_ended_a_tour_waits_for_the_break_and_who_left_is_not_there(problem):
    first = {each.id: each.available[0].first for each in problem.officers}
    assert (first["O-05"], first["O-04"]) == (2027, 2026)  # last years 2024 and 2023, two between
    assert "O-15" not in first


def test_nobody_is_planned_who_did_not_apply_where_somebody_did(problem):
    wishes = {each.id: dict(each.preferences) for each in problem.officers}
    assert wishes["O-06"] == {HIGH: 0, MIDDLE: 1}
    assert wishes["O-01"] == {}
    assert wishes["O-11"] == {HIGH: 3, MIDDLE: 3}


@pytest.mark.parametrize(
    ("end", "year"),
    [("2025-08-08", 2024), ("2025-10-01", 2024), ("2025-10-02", 2025), ("2026-07-01", 2025)],
)
def test_a_tour_that_ends_in_summer_did_not_serve_the_year_that_begins(end, year):
    assert last_year(date.fromisoformat(end)) == year


def test_the_plan_passes_the_plan_check_and_can_be_published(desk, problem):
    plan = DefaultPlanner(seed=1).solve(problem)
    assert check_plan(problem, plan).broken == ()
    tours = read_tours(to_json(documents.plan_document(plan)), "answer")
    assert {(each.officer, each.site) for each in tours} == {
        (each.officer, each.site) for each in plan.tours
    }
    record = PublishedPlan(
        id="2026-11-20", on=ON, by="?", first=2027, last=2031, tours=tours, note="tried"
    )
    done = rotation_plans.publish(desk, sergeant(desk), record)
    assert done.by == "sgt"
    assert rotation_plans.published(desk, sergeant(desk), on=ON) == done
    before = rotation_plans.published(desk, sergeant(desk), on=date(2026, 11, 19))
    assert before.id == "2026-06-01"
    with pytest.raises(BadValue, match="one was published that day"):
        rotation_plans.publish(desk, sergeant(desk), record)


def test_only_whoever_leads_the_whole_programme_plans(desk):
    for access in (sergeant(desk, Role.DISTRICT), sergeant(desk, sites=frozenset({HIGH}))):
        with pytest.raises(Refused):
            rotation_planning.problem(desk, access, on=ON, years=5)


def test_out_of_compliance_over_tours_and_plan(desk):
    found = rotation_plans.compliance(desk, sergeant(desk), on=ON, until=date(2031, 7, 1))
    told = [(str(each.on), each.officer, each.rule.id) for each in found]
    assert ("2027-02-20", "O-02", "first_aid") in told  # lapses 2027-01-21, 30 days of grace
    own = desk.admit(Viewer("O-02", Role.OFFICER))
    seen = rotation_plans.compliance(desk, own, on=ON)
    assert {each.officer for each in seen} == {"O-02"}


def test_a_plan_that_cannot_be_is_refused(desk):
    def plan(*tours, **more):
        told = {"id": "x", "on": date(2026, 11, 21), "by": "s", "first": 2027, "last": 2030}
        return PublishedPlan(**{**told, **more}, tours=tours)

    here = PlannedTour(ONE, HIGH, 2027, 2028)
    with pytest.raises(BadValue, match=r"O-01 is at HIGH and at MIDDLE in 2028"):
        plan(here, PlannedTour(ONE, MIDDLE, 2028, 2029))
    with pytest.raises(BadValue, match="2026 is before 2027"):
        PlannedTour(ONE, HIGH, 2027, 2026)
    with pytest.raises(BadValue, match="nobody published it"):
        plan(here, by=" ")
    access = sergeant(desk)
    with pytest.raises(Unknown, match="O-99"):
        rotation_plans.publish(desk, access, plan(PlannedTour(OfficerId("O-99"), HIGH, 2027, 2028)))
    with pytest.raises(BadValue, match="no post in these years"):
        rotation_plans.publish(desk, access, plan(PlannedTour(ONE, MIDDLE, 2001, 2002)))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"tours": []}', '{"tours": [{"officer": "O"}]}',
     '{"tours": [{"officer": "O", "site": "S", "from": "2026", "to": 2027}]}',
     '{"tours": [{"officer": 1, "site": "S", "from": 2026, "to": 2027}]}'],
)  # fmt: skip
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(BadValue):
        read_tours(text, "file")
