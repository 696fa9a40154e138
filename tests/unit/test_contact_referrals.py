"""From a contact to the school, and the ladder of an order: by acts of a person."""

from datetime import datetime, timedelta

import attrs
import pytest

from sro_adapters import wire
from sro_core import BadValue, Refused, Unknown
from sro_core.contacts.contact import Disposition
from sro_core.contacts.stop_data import StopData
from sro_core.jurisdictions import lay_over
from sro_core.police_records import Category
from sro_core.truancy.order import OrderException
from sro_core.truancy.referral_rules import ContinuedContacts
from sro_core.truancy.referrals import OFFICER_REFERRALS, REFERRALS
from sro_core.usecases import contact_records, contact_referrals, field_checks, field_work
from sro_core.usecases.field_checks import OrderQuestion
from sro_core.usecases.field_work import Result
from tests.pages import ROOT
from tests.street import (
    ANA,
    HIGH,
    MIDDLE,
    NOW,
    ON,
    OTHER,
    PLAZA,
    RECORDS,
    RULES,
    SERGEANT,
    field,
    opening,
)

ORDERS = (ROOT / "examples" / "orders" / "california_shapes.toml").read_text("utf-8")
STOP = StopData(reason=5, assignment=8)
LIMIT = RULES.all(ContinuedContacts, ON)[0].value


@pytest.fixture
def world():
    return field(rules=lay_over(RULES, ORDERS, file="orders"))


def met(world, asked=ANA, *, ask=None, area="El Cerrito", mistaken="",
        disposition=Disposition.COUNSELED):  # fmt: skip
    """One contact with a student; the answer of the order, if it was asked."""
    place, answer = attrs.evolve(PLAZA, area=area), None
    access = world.access()
    contact = field_work.open_contact(world.desk, access, opening(place=place))
    field_checks.check_student(world.desk, access, contact.id, asked)
    if ask is not None:
        answer = field_checks.ask_order(world.desk, access, ask, contact=contact.id)
    result = Result(dispositions=frozenset({disposition}), stop=STOP, mistaken=mistaken)
    field_work.close_contact(world.desk, access, contact.id, result)
    return contact.id, answer


def refer(world, id, site=HIGH, viewer=None, reason="met there twice"):
    access = world.access(*filter(None, [viewer]))
    return contact_referrals.refer(world.desk, access, id, site, reason=reason)


def records(world, register):
    with world.database() as stores:
        return [each.record for each in stores.records(register).all()]


def due(world, on=ON, viewer=SERGEANT):
    found = contact_records.due(world.desk, world.access(viewer), on=on)
    return [each for each in found if each.kind == "referral"]


def test_the_school_of_the_student_gets_the_reference_and_the_officer_keeps_none(world):
    id, _ = met(world)
    own = refer(world, id)
    (received,) = records(world, REFERRALS)
    (kept,) = records(world, OFFICER_REFERRALS)
    assert (received.student, received.contacts) == ("S-00001", (ON,))
    assert (kept.student, kept.id) == ("", received.id)
    assert own == kept
    assert "S-00001" not in wire.to_json(wire.plain(kept))


def test_another_school_gets_the_matter_without_the_student(world):
    id, _ = met(world)
    refer(world, id, MIDDLE)
    (received,) = records(world, REFERRALS)
    assert received.student == ""


def test_an_officer_refers_out_of_their_own_contacts_to_schools_there_are(world):
    id, _ = met(world)
    with pytest.raises(Refused, match="own"):
        refer(world, id, viewer=OTHER)
    with pytest.raises(Unknown):
        refer(world, id, "NOWHERE")
    with pytest.raises(BadValue):
        refer(world, id, reason=" ")
    positive = field_work.record_positive(world.desk, world.access(), opening(seen=()), heads=3)
    with pytest.raises(BadValue, match="positive contact"):
        refer(world, positive.id)
    assert records(world, REFERRALS) == []


def test_continued_contacts_make_a_referral_due_and_name_a_contact_never_the_student(world):
    ids = []
    for n in range(LIMIT.contacts):
        assert due(world) == []
        world.now = NOW - timedelta(days=LIMIT.contacts - 1 - n)
        ids.append(met(world)[0])
    (item,) = due(world)
    assert item.concerns.id == ids[-1]
    assert item.concerns.kind == "contact"
    assert "S-00001" not in str(item.concerns)
    refer(world, ids[-1])
    assert due(world) == []


def test_contacts_outside_the_stretch_of_days_do_not_count(world):
    for n in range(LIMIT.contacts):
        world.now = NOW - timedelta(days=n)
        met(world)
    world.now = NOW
    first = ON - timedelta(days=LIMIT.contacts - 1)
    last_day = first + timedelta(days=LIMIT.within_days - 1)
    assert len(due(world, on=last_day)) == 1
    assert due(world, on=last_day + timedelta(days=1)) == []


def asked():
    claims = dict.fromkeys((each.id for each in RULES.ever(OrderException)), False)
    return OrderQuestion(age=15, site=HIGH, claims=claims)


def breach(world, at, **more):
    world.now = at
    return met(world, ask=asked(), area="Concord", disposition=Disposition.WARNED, **more)


def test_an_order_that_applies_says_what_it_provides_for_the_next_breach(world):
    id, first = breach(world, datetime(2026, 11, 17, 10))
    _, second = breach(world, datetime(2026, 11, 18, 10))
    assert (first.provides, second.provides) == ("warning", "fine of 100 dollars")
    assert "a person decides" in second.explain()
    contact_records.give_category(world.desk, world.access(RECORDS), id, Category.OUTSIDE)
    contact_records.seal(world.desk, world.access(RECORDS), id, basis="827.95")
    assert breach(world, datetime(2026, 11, 19, 10))[1].provides == "fine of 100 dollars"


def test_a_mistaken_contact_is_no_breach(world):
    breach(world, datetime(2026, 11, 17, 10), mistaken="a day off")
    assert breach(world, datetime(2026, 11, 18, 10))[1].provides == "warning"


def test_who_is_not_identified_has_no_step_on_the_ladder(world):
    nobody = attrs.evolve(ANA, given_name="Nobody")
    assert breach(world, datetime(2026, 11, 17, 10), asked=nobody)[1].provides == ""
