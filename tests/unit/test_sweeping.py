"""A sweep planned, opened, worked, closed, debriefed; and what of it anybody may see."""

from datetime import date, datetime, time, timedelta

import attrs
import pytest

from sro_adapters import wire
from sro_core import BadValue, DatePeriod, Refused, Role, Viewer
from sro_core.contacts.contact import Disposition
from sro_core.contacts.custody import Custody
from sro_core.contacts.stop_data import StopData, StopField
from sro_core.ids import OfficerId
from sro_core.jurisdictions import lay_over
from sro_core.police_records import Category
from sro_core.rotations.assignments import ASSIGNMENTS, Assignment
from sro_core.sites.posts import POSTS, Post
from sro_core.truancy.debriefs import Equity
from sro_core.truancy.field_check import Asked
from sro_core.truancy.sweeps import Team, Zone
from sro_core.usecases import contact_records, field_checks, field_work, sweeping
from sro_core.usecases.field_checks import OrderQuestion
from sro_core.usecases.field_work import Result
from sro_core.usecases.sweeping import SweepPlan
from tests.pages import ROOT
from tests.street import (
    BORN,
    NOW,
    ON,
    RECORDS,
    RULES,
    SERGEANT,
    Field,
    field,
    file,
    named,
    opening,
)

ORDERS = (ROOT / "examples" / "orders" / "california_shapes.toml").read_text("utf-8")
ADMINISTRATOR = Viewer("principal", Role.ADMINISTRATOR)
PLAN = SweepPlan(
    on=ON,
    start=time(9),
    end=time(12),
    zones=(Zone("north", ("transit plaza",)),),
    teams=(Team("A", "north", (OfficerId("O-01"), OfficerId("O-02"))),),
)
STUDENTS = 35
FILES = tuple(file(f"S-{n:05}") for n in range(STUDENTS))
IDENTITIES = tuple(named(f"S-{n:05}", f"Given{chr(97 + n // 10)}{chr(97 + n % 10)}")
                   for n in range(STUDENTS))  # fmt: skip


@pytest.fixture
def world() -> Field:
    return field(rules=lay_over(RULES, ORDERS, file="orders"), files=FILES, identities=IDENTITIES)


def planned(world, **more):
    return sweeping.plan(world.desk, world.access(SERGEANT), attrs.evolve(PLAN, **more)).sweep.id


def lead(world, act, id):
    return act(world.desk, world.access(SERGEANT), id)


def met(world, sweep, who, *, result=None, order=None):
    """One contact of the sweep, from what was seen to what came of it."""
    contact = field_work.open_contact(world.desk, world.access(), opening(sweep=sweep))
    if who is not None:
        name = IDENTITIES[who].given_name
        field_checks.check_student(
            world.desk, world.access(), contact.id, Asked(name, "Sample", BORN)
        )
    if order is not None:
        field_checks.ask_order(world.desk, world.access(), order, contact=contact.id)
    told = result or Result(dispositions=frozenset({Disposition.COUNSELED}))
    return field_work.close_contact(world.desk, world.access(), contact.id, told)


def delivered(to, race=7):
    return Result(
        dispositions=frozenset({Disposition.COUNSELED}),
        custody=Custody(NOW, None, to, NOW + timedelta(minutes=30)),
        stop=StopData(reason=5, assignment=8, race=frozenset({race})),
    )


def swept(world):
    """Forty contacts, six of them with one student; the others with one each."""
    id = planned(world)
    lead(world, sweeping.open_sweep, id)
    whom = [0] * 6 + list(range(1, STUDENTS))
    assert len(whom) == 40
    for n, who in enumerate(whom):
        result = delivered("school") if n < 18 else delivered("parent") if n < 21 else None
        if n == 39:
            result = Result(dispositions=frozenset({Disposition.REFERRED}))
        if n == 38:
            result = Result(dispositions=frozenset({Disposition.NO_ACTION}), mistaken="a day off")
        met(world, id, who, result=result)
    lead(world, sweeping.close_sweep, id)
    return id


def test_forty_contacts_six_with_one_student_debrief_to_thirty_five_students(world):
    id = swept(world)
    figures = lead(world, sweeping.debrief, id).figures
    assert (figures.contacts, figures.students, figures.unidentified) == (40, 35, 0)
    assert figures.delivered == {"parent": 3, "school": 18}
    assert (figures.referred, figures.excepted, figures.mistaken) == (1, 0, 1)
    assert figures.enforced == 21


def test_small_counts_of_it_are_masked_beside_earlier_ones(world):
    id = swept(world)
    with pytest.raises(Refused, match="not debriefed yet"):
        lead(world, sweeping.beside, id)
    lead(world, sweeping.debrief, id)
    shown = sweeping.beside(world.desk, world.access(ADMINISTRATOR), id)
    assert shown.rows[:3] == ("contacts", "distinct students", "delivered")
    assert [row[0] for row in shown.cells] == [40, 35, 21, None, None, None, 21]
    assert sweeping.figures(world.desk, world.access(ADMINISTRATOR), id) is None
    assert sweeping.figures(world.desk, world.access(SERGEANT), id).referred == 1


def test_earlier_sweeps_stand_beside_it_and_later_ones_do_not(world):
    first = swept(world)
    lead(world, sweeping.debrief, first)
    world.now = datetime(2026, 12, 4, 9, 0)
    second = planned(world, on=date(2026, 12, 4))
    lead(world, sweeping.open_sweep, second)
    lead(world, sweeping.close_sweep, second)
    lead(world, sweeping.debrief, second)
    assert lead(world, sweeping.beside, second).columns == ("2026-11-20 09:00", "2026-12-04 09:00")
    assert lead(world, sweeping.beside, first).columns == ("2026-11-20 09:00",)


def test_a_debrief_stays_as_it_was_when_a_record_is_sealed_later(world):
    id = swept(world)
    before = lead(world, sweeping.debrief, id).figures
    (sealed,) = [each.id for each in field_work.contacts(world.desk, world.access(), sweep=id)
                 if Disposition.REFERRED in each.dispositions]  # fmt: skip
    contact_records.give_category(world.desk, world.access(RECORDS), sealed, Category.OUTSIDE)
    contact_records.seal(world.desk, world.access(RECORDS), sealed, basis="section 827.95")
    assert sweeping.figures(world.desk, world.access(SERGEANT), id) == before
    pooled = sweeping.equity_figures(world.desk, world.access(SERGEANT), Equity(), on=ON)
    assert pooled.total == 34


def test_excepted_and_unidentified_contacts_are_counted(world):
    id = planned(world)
    lead(world, sweeping.open_sweep, id)
    met(world, id, None)
    plaza = opening(sweep=id)
    contact = field_work.open_contact(
        world.desk, world.access(),
        attrs.evolve(plaza, place=attrs.evolve(plaza.place, area="Los Angeles")),
    )  # fmt: skip
    question = OrderQuestion(age=15, claims={"medical": True})
    field_checks.ask_order(world.desk, world.access(), question, contact=contact.id)
    told = Result(dispositions=frozenset({Disposition.NO_ACTION}))
    field_work.record_positive(world.desk, world.access(), opening(seen=(), sweep=id), heads=4)
    lead(world, sweeping.close_sweep, id)
    with pytest.raises(Refused, match="1 of its contacts are still open"):
        lead(world, sweeping.debrief, id)
    field_work.close_contact(world.desk, world.access(), contact.id, told)
    figures = lead(world, sweeping.debrief, id).figures
    assert (figures.contacts, figures.students, figures.unidentified) == (2, 0, 2)
    assert (figures.excepted, figures.heads) == (1, 4)


def test_contacts_are_made_in_a_sweep_while_it_is_open(world):
    id = planned(world)
    with pytest.raises(BadValue, match="not open"):
        met(world, id, None)
    lead(world, sweeping.open_sweep, id)
    met(world, id, None)
    lead(world, sweeping.close_sweep, id)
    with pytest.raises(BadValue, match="not open"):
        met(world, id, None)


def test_a_sweep_is_opened_on_its_day_once_and_closed_once(world):
    id = planned(world)
    with pytest.raises(Refused, match="it is not open"):
        lead(world, sweeping.close_sweep, id)
    with pytest.raises(Refused, match="not closed yet"):
        lead(world, sweeping.debrief, id)
    early = planned(world, on=date(2026, 11, 23))
    with pytest.raises(Refused, match="planned for 2026-11-23"):
        lead(world, sweeping.open_sweep, early)
    lead(world, sweeping.open_sweep, id)
    with pytest.raises(Refused, match="opened by sgt"):
        lead(world, sweeping.open_sweep, id)
    lead(world, sweeping.close_sweep, id)
    lead(world, sweeping.debrief, id)
    with pytest.raises(Refused, match="debriefed by sgt"):
        lead(world, sweeping.debrief, id)


def test_only_the_sergeant_leads_and_it_is_the_whole_districts(world):
    id = planned(world)
    officer = Viewer("O-01", Role.OFFICER)
    for viewer in (officer, ADMINISTRATOR, Viewer("s", Role.SERGEANT, frozenset({"HIGH"}))):
        with pytest.raises(Refused):
            sweeping.plan(world.desk, world.access(viewer), PLAN)
    for act in (sweeping.open_sweep, sweeping.close_sweep, sweeping.debrief):
        with pytest.raises(Refused):
            act(world.desk, world.access(officer), id)
    assert sweeping.sweep(world.desk, world.access(officer), id).sweep.id == id
    with pytest.raises(Refused):
        sweeping.sweeps(world.desk, world.access(Viewer("p", Role.PUBLIC)))


def test_a_barred_partner_keeps_the_whole_plan_out(world):
    team = Team("A", "north", (OfficerId("O-01"),), ("ICE",))
    with pytest.raises(BadValue, match="immigration authorities"):
        planned(world, teams=(team,))
    assert sweeping.sweeps(world.desk, world.access(SERGEANT)) == ()


def test_what_is_amiss_is_told_with_the_plan(world):
    since = DatePeriod(date(2026, 8, 1), None)
    with world.database() as stores:
        for site in ("HIGH", "MIDDLE"):
            post = Post(id=f"{site}-1", site=site, period=since)
            stores.records(POSTS).put(post, 0)
        serves = Assignment(id="a", officer="O-01", post="HIGH-1", site="HIGH", period=since)
        stores.records(ASSIGNMENTS).put(serves, 0)
        stores.commit()
    found = sweeping.plan(world.desk, world.access(SERGEANT), PLAN)
    amiss = wire.show(found, world.access(SERGEANT))["findings"]
    assert [(each["code"], each["site"]) for each in amiss] == [
        ("sweep_site_without_officer", "MIDDLE")
    ]


def test_equity_figures_are_by_year_and_pooled_and_masked(world):
    swept(world)
    with pytest.raises(Refused):
        sweeping.equity_figures(world.desk, world.access(Viewer("c", Role.CLERK)), Equity(), on=ON)
    shown = sweeping.equity_figures(world.desk, world.access(SERGEANT), Equity(), on=ON)
    rows = dict(zip(shown.rows, shown.cells, strict=True))
    assert shown.columns == ("2026-27",)
    assert shown.total == 35
    assert rows["not recorded"] == (19,)
    assert rows["Asian"] == (None,)  # nobody
    assert rows["White"] == (None,)  # 16, which with the total would give the others away
    only = sweeping.equity_figures(
        world.desk, world.access(SERGEANT), Equity(StopField.RACE, enforced=True), on=ON
    )
    assert only.title.endswith("held, warned, cited or arrested")
    assert only.total == 16  # of 21 contacts six were one student's


def test_due_asks_for_a_second_sweep_and_for_the_debrief(world):
    id = swept(world)
    items = sweeping.due(world.desk, world.access(SERGEANT), on=ON)
    assert {(each.kind, each.codes, each.concerns.id) for each in items} == {
        ("sweep", ("sweeps_short",), "2026-27"),
        ("sweep", ("sweep_debrief",), id),
    }
    assert sweeping.due(world.desk, world.access(SERGEANT), on=ON, site="HIGH") == ()


def test_due_asks_to_mend_a_plan_before_its_day(world):
    id = planned(world, on=date(2026, 11, 26))
    items = sweeping.due(world.desk, world.access(SERGEANT), on=ON)
    asked = [each for each in items if each.concerns.id == id]
    assert len(asked) == 2
    assert all(each.due == date(2026, 11, 26) for each in asked)
    assert "closed (Thanksgiving)" in asked[0].what


def test_today_shows_the_next_sweep_and_the_last_one(world):
    id = swept(world)
    lead(world, sweeping.debrief, id)
    planned(world, on=date(2026, 12, 4))
    (block,) = sweeping.today(world.desk, world.access(SERGEANT), on=ON)
    assert block.lines == (
        "next: 2026-12-04 09:00 to 12:00, 1 teams, 1 places",
        "last: 2026-11-20: contacts 40, distinct students 35, delivered 21",
        "plan a sweep: 1 of 2 this school year",
    )
    assert sweeping.today(world.desk, world.access(SERGEANT), on=ON, site="HIGH") == ()


def test_without_a_rule_of_masking_nothing_is_published():
    bare = field(rules=attrs.evolve(RULES, rules=()))
    with pytest.raises((BadValue, Refused)):
        sweeping.equity_figures(bare.desk, bare.access(SERGEANT), Equity(), on=ON)
