"""What becomes of the police's records of minors: a named person decides, each time."""

from datetime import date, datetime, timedelta

import pytest

from sro_core import BadValue, Refused, Role, Unknown, Viewer
from sro_core.contacts.contact import Disposition
from sro_core.contacts.custody import Custody, Told, Whom
from sro_core.contacts.stop_data import StopData
from sro_core.jurisdictions import lay_over
from sro_core.police_records import Category, Requester
from sro_core.truancy.debriefs import counted
from sro_core.usecases import contact_records, field_work
from sro_core.usecases.field_work import Result
from tests.pages import ROOT
from tests.street import (
    HIGH,
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

PILOT = (ROOT / "examples" / "orders" / "el_cerrito_2010-02.toml").read_text("utf-8")


@pytest.fixture
def world():
    return field(rules=lay_over(RULES, PILOT, file="order"))


def made(world, **more):
    contact = field_work.open_contact(world.desk, world.access(), opening())
    told = {"dispositions": frozenset({Disposition.COUNSELED})} | more
    return field_work.close_contact(world.desk, world.access(), contact.id, Result(**told)).id


def category(world, id, category=Category.RELEASED, **more):
    return contact_records.give_category(world.desk, world.access(RECORDS), id, category, **more)


def release(world, id, to=Requester.PARENT, **more):
    told = {"named": "the parent", "basis": "section 827.95(b)"} | more
    return contact_records.release(world.desk, world.access(RECORDS), id, to, **told)


def seal(world, id, viewer=RECORDS, act=contact_records.seal):
    return act(world.desk, world.access(viewer), id, basis="section 827.95")


def due(world, on, viewer=RECORDS, **more):
    return contact_records.due(world.desk, world.access(viewer), on=on, **more)


def test_nothing_is_released_before_a_person_has_recorded_the_category(world):
    id = made(world)
    with pytest.raises(Refused, match="nobody has recorded its category"):
        release(world, id)
    category(world, id)
    assert release(world, id).kept.releases[-1].by == "rec"


@pytest.mark.parametrize("which", [each for each in Category if each is not Category.OTHER])
def test_a_protected_record_goes_to_the_family_only(world, which):
    id = made(world)
    category(world, id, which)
    for to in (Requester.AGENCY, Requester.COURT):
        with pytest.raises(Refused, match="to the minor or the parents only"):
            release(world, id, to)
    release(world, id, Requester.MINOR)


def test_another_record_goes_to_an_agency_on_a_basis(world):
    id = made(world)
    category(world, id, Category.OTHER)
    with pytest.raises(BadValue, match="on what basis"):
        release(world, id, Requester.AGENCY, basis=" ")
    assert release(world, id, Requester.AGENCY, named="Probation", basis="W&I 828")


def test_only_the_records_unit_decides(world):
    id = made(world)
    for role in (Role.OFFICER, Role.SERGEANT, Role.CLERK, Role.DISTRICT):
        viewer = Viewer("O-01", role)
        with pytest.raises(Refused):
            contact_records.give_category(world.desk, world.access(viewer), id, Category.DIVERTED)
        with pytest.raises(Refused):
            seal(world, id, viewer)


def test_a_positive_contact_is_a_record_of_nobody(world):
    positive = field_work.record_positive(world.desk, world.access(), opening(seen=()), heads=3)
    with pytest.raises(BadValue, match="a record of nobody"):
        category(world, positive.id)


def test_a_sealed_record_is_as_if_it_were_not_there(world):
    id = made(world)
    with pytest.raises(Refused, match="nobody has recorded its category"):
        seal(world, id)
    category(world, id)
    seal(world, id)
    assert field_work.contacts(world.desk, world.access()) == ()
    for viewer in (None, SERGEANT):
        with pytest.raises(Unknown):
            field_work.contact(world.desk, world.access(*filter(None, [viewer])), id)
    with pytest.raises(Refused, match="it is sealed"):
        release(world, id)
    with pytest.raises(Refused, match="sealed already"):
        seal(world, id)
    assert due(world, ON + timedelta(days=400)) == ()


def test_sealed_rows_leave_later_counts(world):
    ids = [made(world) for _ in range(3)]
    every = field_work.contacts(world.desk, world.access())
    category(world, ids[0])
    sealed = seal(world, ids[0])
    assert counted(every).contacts == 3
    assert counted([sealed, *every[1:]]).contacts == 2


def test_a_court_unseals_on_a_basis(world):
    id = made(world)
    category(world, id)
    with pytest.raises(Refused, match="not sealed"):
        seal(world, id, act=contact_records.unseal)
    seal(world, id)
    with pytest.raises(BadValue, match="basis"):
        contact_records.unseal(world.desk, world.access(RECORDS), id, basis=" ")
    assert not seal(world, id, act=contact_records.unseal).sealed
    assert [each.act for each in world.log()[-2:]] == ["seal contact", "unseal contact"]


def test_the_category_is_due_to_the_records_unit_within_thirty_days(world):
    id = made(world)
    (item,) = due(world, ON)
    assert (item.kind, item.who, item.due) == ("sealing", Role.RECORDS, date(2026, 12, 20))
    assert item.concerns.id == id
    assert due(world, date(2026, 12, 21))[0].overdue_days == 1


def test_who_must_be_told_is_due_the_same_day_until_they_are(world):
    custody = Custody(NOW, HIGH, "parent", NOW + timedelta(minutes=30))
    id = made(world, custody=custody, stop=StopData(reason=5, assignment=8))

    def asked():
        items = due(world, ON, SERGEANT)
        return {(each.codes, each.who) for each in items if each.kind == "contact"}

    assert asked() == {
        (("tell_parent_of_custody",), Role.OFFICER),
        (("tell_school_of_custody",), Role.OFFICER),
        (("tell_parent_of_removal",), Role.ADMINISTRATOR),
    }
    told = Told(Whom.PARENT, NOW, "O-01")
    field_work.tell(world.desk, world.access(), id, told)
    assert asked() == {(("tell_school_of_custody",), Role.OFFICER)}


def test_officers_are_asked_of_their_own_contacts(world):
    made(world, custody=Custody(NOW), stop=StopData(reason=5, assignment=8))
    assert len(due(world, ON, Viewer("O-01", Role.OFFICER))) == 3
    assert due(world, ON, OTHER) == ()
    assert due(world, ON, SERGEANT, site=HIGH) == ()
    with pytest.raises(Unknown):
        due(world, ON, SERGEANT, site="NOWHERE")


def test_today_counts_this_week_and_says_what_the_order_lacks(world):
    made(world)
    made(world, custody=Custody(NOW), stop=StopData(reason=5, assignment=8), mistaken="a day off")
    field_work.record_positive(world.desk, world.access(), opening(seen=()), heads=24)
    contacts, order = contact_records.today(world.desk, world.access(), on=ON)
    assert contacts.lines == (
        "2 contacts in seven days, 1 of them without enforcement",
        "24 minors met in positive contacts",
        "1 in which it turned out that nothing was amiss",
    )
    assert contacts.command == "sro contact list --as officer:O-01 --on 2026-11-20"
    assert order.lines[0].startswith("the order at El Cerrito (2010-02) cannot decide; to supply:")
    world.now = datetime(2026, 11, 27, 8, 0)
    (later, _) = contact_records.today(world.desk, world.access(), on=date(2026, 11, 27))
    assert later.lines[0].startswith("0 contacts")


def test_without_an_order_that_lacks_something_there_is_no_block():
    plain = field()
    assert len(contact_records.today(plain.desk, plain.access(), on=ON)) == 1
    assert PLAZA.area == "El Cerrito"


def test_the_records_units_day_begins_with_what_waits_for_a_decision(world):
    id = made(world)

    def first(viewer):
        block, *_ = contact_records.today(world.desk, world.access(viewer), on=ON)
        return block.lines[0]

    assert first(RECORDS).startswith("1 record waits for a person's decision, the first: say what")
    assert first(SERGEANT).startswith("1 contact in seven days")
    category(world, id)
    seal(world, id)
    assert first(RECORDS).startswith("0 contacts in seven days")
