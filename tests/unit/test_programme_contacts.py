"""The illustrative programme's contacts and sweeps, made through use cases on any day."""

from datetime import datetime, timedelta

import pytest

from sro_adapters.synthetic.programme import contacts
from sro_core.jurisdictions import lay_over
from sro_core.truancy.order import DaytimeOrder
from sro_core.usecases import audit_log, contact_records, field_work, sweeping
from tests.pages import ROOT
from tests.street import OFFICER, ON, OPERATOR, RULES, SERGEANT, field


@pytest.fixture
def world():
    made = field(rules=lay_over(RULES, contacts.ORDER, file="order"))
    made.now = datetime(2026, 11, 21, 9)
    contacts.record(made.desk, on=ON)
    return made


def test_the_week_has_more_contacts_without_enforcement_than_with_it(world):
    (contact, order) = contact_records.today(world.desk, world.access(SERGEANT), on=ON)
    assert contact.lines[0] == "6 contacts in seven days, 5 of them without enforcement"
    assert contact.lines[1] == "92 minors met in positive contacts"
    assert "cannot decide; to supply:" in order.lines[0]


def test_a_sweep_was_held_and_the_next_one_is_planned(world):
    (block,) = sweeping.today(world.desk, world.access(SERGEANT), on=ON)
    assert block.lines[0] == "next: 2026-12-04 09:00 to 11:30, 2 teams, 4 places"
    assert block.lines[1].startswith("last: 2026-10-15: contacts 23")


def test_each_officer_has_their_own_and_the_log_holds(world):
    mine = field_work.contacts(world.desk, world.access(OFFICER))
    every = field_work.contacts(world.desk, world.access(SERGEANT))
    assert {each.officer for each in mine} == {"O-01"}
    assert len(mine) < len(every)
    assert audit_log.check(world.desk, world.access(OPERATOR)).breaks == ()


def test_the_order_of_the_demonstration_is_that_of_the_examples():
    text = (ROOT / "examples" / "orders" / "el_cerrito_2010-02.toml").read_text("utf-8")
    shipped, shown = (
        lay_over(RULES, each, file="o").ever(DaytimeOrder)[0] for each in (text, contacts.ORDER)
    )
    assert shipped == shown


@pytest.mark.parametrize("days", range(7))
def test_it_can_stand_on_any_day(days):
    made = field()
    made.now = datetime(2026, 12, 24, 9)
    contacts.record(made.desk, on=ON + timedelta(days=days))
    assert len(field_work.contacts(made.desk, made.access(SERGEANT))) > 20
