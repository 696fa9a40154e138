"""A contact from what was seen to what came of it; who is told what, and what is logged."""

from datetime import date, datetime, timedelta

import attrs
import pytest

from sro_adapters import wire
from sro_core import BadValue, DatePeriod, Excuse, Refused, Role, SiteId, Unknown, Viewer, classify
from sro_core.contacts.contact import CONTACTS, Disposition, DueNow
from sro_core.contacts.custody import Custody, Told, Whom
from sro_core.contacts.stop_data import StopData
from sro_core.ids import OfficerId
from sro_core.jurisdictions import lay_over
from sro_core.registers import Keeper
from sro_core.truancy.order import Answer
from sro_core.usecases import attendance_review, field_checks, field_work
from sro_core.usecases.field_checks import OrderQuestion
from sro_core.usecases.field_work import Result
from tests.pages import ROOT
from tests.street import (
    ANA,
    BEN,
    CLERK,
    HIGH,
    NOBODY,
    NOW,
    ON,
    OPERATOR,
    OTHER,
    PLAZA,
    RULES,
    SERGEANT,
    TWIN,
    absent,
    field,
    file,
    opening,
)

COUNSELED = Result(dispositions=frozenset({Disposition.COUNSELED}))
STOP = StopData(reason=5, assignment=8)
AGREED = Viewer("O-01", Role.OFFICER, purpose="truancy outreach")
ORDERS = (ROOT / "examples" / "orders" / "california_shapes.toml").read_text("utf-8")


@pytest.fixture
def world():
    return field()


def opened(world, viewer=None, **more):
    return field_work.open_contact(
        world.desk, world.access(*([viewer] if viewer else [])), opening(**more)
    )


def check(world, contact, asked, viewer=None):
    access = world.access(*([viewer] if viewer else []))
    return field_checks.check_student(world.desk, access, contact.id, asked)


def kept(world, id):
    with world.database() as stores:
        return stores.records(CONTACTS).get(id).record


# --- opening


def test_a_contact_is_a_record_of_the_police():
    assert CONTACTS.keeper is Keeper.POLICE


def test_a_contact_begins_with_what_was_seen(world):
    contact = opened(world)
    assert contact.officer == "O-01"
    assert contact.at == NOW
    assert world.log()[-1].act == "open contact"
    with pytest.raises(BadValue, match="a look-up never supplies it"):
        opened(world, seen=())


def test_an_officer_enters_their_own_contacts_only(world):
    with pytest.raises(Refused, match="each officer enters their own"):
        opened(world, officer=OfficerId("O-02"))
    assert opened(world, SERGEANT, officer=OfficerId("O-02")).officer == "O-02"


def test_a_contact_is_at_sites_there_are_and_not_in_the_future(world):
    with pytest.raises(Unknown):
        opened(world, site=SiteId("NOWHERE"))
    with pytest.raises(BadValue, match="future"):
        opened(world, at=NOW + timedelta(minutes=1))
    with pytest.raises(Unknown, match="no sweep"):
        opened(world, sweep="none")


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR, Role.DISTRICT, Role.RECORDS])
def test_the_school_records_and_reads_no_contact(world, role):
    with pytest.raises(Refused):
        opened(world, Viewer("x", role))
    if role is not Role.RECORDS:
        with pytest.raises(Refused):
            field_work.contacts(world.desk, world.access(Viewer("x", role)))


# --- in school, not in school, ask the school


def test_three_answers_are_all_that_an_officer_gets(world):
    contact = opened(world)
    assert check(world, contact, ANA).answer is DueNow.IN_SCHOOL
    assert check(world, contact, BEN).answer is DueNow.NOT_IN_SCHOOL
    assert check(world, contact, NOBODY).answer is DueNow.ASK


def test_two_of_one_name_and_birth_date_are_nobody(world):
    contact = opened(world)
    assert check(world, contact, TWIN).answer is DueNow.ASK
    assert kept(world, contact.id).student is None


def test_a_near_birth_date_is_nobody(world):
    contact = opened(world)
    near = attrs.evolve(ANA, born=date(2011, 3, 5))
    assert check(world, contact, near) == check(world, contact, NOBODY)


def test_each_try_is_on_the_log_without_the_name_and_in_the_log_for_the_family(world):
    contact = opened(world)
    check(world, contact, NOBODY)
    check(world, contact, ANA)
    tries = [each for each in world.log() if each.act == "check student"]
    told = [dict(each.matter.details) for each in tries]
    assert told == [
        {"answer": "ask the school", "one student": "no"},
        {"answer": "in school", "one student": "yes"},
    ]
    assert {each.matter.subject for each in tries} == {contact.id}
    assert not any("Ana" in str(each) or "Sample" in str(each) for each in world.log())
    (disclosed,) = world.disclosures("S-00001")
    assert disclosed.to == "O-01 (officer)"
    assert disclosed.what == "ask whether a student is due in school"
    assert disclosed.given
    assert disclosed.interest == "field contact at transit plaza"
    assert world.disclosures("S-00002") == ()


def test_there_are_three_tries_and_no_more(world):
    contact = opened(world)
    for _ in range(3):
        check(world, contact, NOBODY)
    with pytest.raises(Refused, match="at most three times"):
        check(world, contact, ANA)
    assert world.disclosures("S-00001") == ()


def test_nobody_asks_without_a_contact_of_their_own_that_is_open(world):
    contact = opened(world)
    with pytest.raises(Refused, match="own"):
        check(world, contact, ANA, OTHER)
    field_work.close_contact(world.desk, world.access(), contact.id, COUNSELED)
    with pytest.raises(Refused, match="it was closed"):
        check(world, contact, ANA)
    with pytest.raises(Refused):
        check(world, contact, ANA, CLERK)


def test_what_an_officer_is_shown_says_neither_school_nor_reason_without_an_agreement(world):
    contact = opened(world)
    found = check(world, contact, ANA)
    shown = wire.show(found, world.access(), site=found.site)
    assert set(shown) == {"answer", "at", "withheld"}
    assert len(wire.to_json(shown)) < 256


def test_an_agreement_for_the_purpose_opens_the_reason():
    world = field(agreement=True)
    contact = opened(world)
    found = check(world, contact, ANA, AGREED)
    shown = wire.show(found, world.access(AGREED), site=found.site)
    assert shown["because"] == "no excuse on file as of 2026-11-20 10:15"
    assert shown["site"] == "HIGH"
    other = wire.show(found, world.access(), site=found.site)
    assert "because" not in other


def test_no_answer_says_truant_or_tells_anybody_to_hold_somebody(world):
    found = check(world, opened(world), ANA)
    words = f"{found.answer} {found.because}"
    assert not any(word in words for word in ("truant", "detain", "hold", "arrest", "custody"))


# --- the order


def ordered():
    return field(rules=lay_over(RULES, ORDERS, file="orders"))


def test_the_order_follows_the_place_of_the_contact():
    world = ordered()
    inside = opened(world, place=attrs.evolve(PLAZA, area="Los Angeles"))
    outside = opened(world)
    question = OrderQuestion(age=15, site=HIGH, claims={"errand": True})
    for contact, answer in ((inside, Answer.EXCEPTED), (outside, Answer.NO_ORDER)):
        found = field_checks.ask_order(world.desk, world.access(), question, contact=contact.id)
        assert found.answer is answer
        assert kept(world, contact.id).order.answer == answer
    assert kept(world, inside.id).order.exception == "errand"
    assert kept(world, outside.id).order.order == ""


def test_an_order_can_be_asked_about_without_a_contact():
    world = ordered()
    question = OrderQuestion(area="Los Angeles", age=15, site=HIGH)
    found = field_checks.ask_order(world.desk, world.access(CLERK), question)
    assert found.answer is Answer.CANNOT_DECIDE
    with pytest.raises(Unknown):
        field_checks.ask_order(
            world.desk, world.access(), attrs.evolve(question, site=SiteId("NOWHERE"))
        )
    with pytest.raises(Refused):
        field_checks.ask_order(world.desk, world.access(Viewer("p", Role.PUBLIC)), question)


# --- what came of it


def close(world, contact, **more):
    told = {"dispositions": frozenset({Disposition.COUNSELED})} | more
    return field_work.close_contact(world.desk, world.access(), contact.id, Result(**told))


def test_what_came_of_it_is_entered_once(world):
    contact = opened(world)
    assert close(world, contact).closed == NOW
    with pytest.raises(Refused, match="it was closed"):
        close(world, contact)


def test_something_came_of_it(world):
    with pytest.raises(BadValue, match="dispositions"):
        close(world, opened(world), dispositions=frozenset())


@pytest.mark.parametrize(
    "more",
    [
        {"dispositions": frozenset({Disposition.CITED})},
        {"dispositions": frozenset({Disposition.WARNED})},
        {"custody": Custody(NOW)},
    ],
)
def test_whoever_was_held_warned_or_cited_has_the_states_codes(world, more):
    contact = opened(world)
    with pytest.raises(BadValue, match="give the state's codes"):
        close(world, contact, **more)
    assert close(world, contact, stop=STOP, **more).enforced


def test_a_delivery_is_a_disposition_and_goes_where_a_rule_says(world):
    custody = Custody(NOW, None, "school", NOW + timedelta(minutes=20))
    closed = close(world, opened(world), custody=custody, stop=STOP)
    assert Disposition.DELIVERED in closed.dispositions
    with pytest.raises(BadValue, match="no rule names it"):
        close(world, opened(world), custody=attrs.evolve(custody, delivered_to="x"), stop=STOP)
    early = attrs.evolve(custody, since=NOW - timedelta(minutes=1))
    with pytest.raises(BadValue, match="before the contact"):
        close(world, opened(world), custody=early, stop=STOP)


@pytest.mark.parametrize("name", ["Ana", "rosalind", "Annie", "SAMPLE", "S-00001"])
def test_a_narrative_names_nobody_whom_the_contact_is_about(world, name):
    contact = opened(world)
    check(world, contact, ANA)
    with pytest.raises(BadValue, match="name nobody"):
        close(world, contact, narrative=f"talked with {name} at the plaza")
    assert close(world, contact, narrative="talked at the plaza").narrative


def test_names_of_guardians_are_not_given_away_by_what_is_refused(world):
    """An officer must not be able to try out names of the family."""
    contact = opened(world)
    check(world, contact, ANA)
    assert close(world, contact, narrative="talked with Gloria Keeper at the plaza")


def test_the_school_and_the_parent_are_told(world):
    contact = opened(world)
    close(world, contact, custody=Custody(NOW), stop=STOP)
    told = Told(Whom.PARENT, NOW, "O-01")
    changed = field_work.tell(world.desk, world.access(), contact.id, told)
    assert changed.custody.told == (told,)
    other = opened(world)
    close(world, other)
    with pytest.raises(BadValue, match="nobody was held"):
        field_work.tell(world.desk, world.access(), other.id, told)


# --- positive contacts, lists


def test_a_positive_contact_is_heads_and_nothing_else(world):
    made = field_work.record_positive(
        world.desk, world.access(), opening(seen=()), heads=24, narrative="soccer at lunch"
    )
    assert (made.heads, made.student, made.enforced) == (24, None, False)
    with pytest.raises(BadValue, match="names nobody"):
        attrs.evolve(made, student="S-00001")


def test_an_officer_lists_their_own_contacts_and_no_student(world):
    mine, theirs = opened(world), opened(world, OTHER)
    check(world, mine, ANA)
    listed = field_work.contacts(world.desk, world.access())
    assert [each.id for each in listed] == [mine.id]
    shown = wire.show(listed[0], world.access())
    assert "S-00001" not in wire.to_json(shown)
    assert shown["identified"]
    every = field_work.contacts(world.desk, world.access(SERGEANT))
    assert {each.id for each in every} == {mine.id, theirs.id}
    assert not any("S-00001" in wire.to_json(wire.show(each, world.access(SERGEANT)))
                   for each in every)  # fmt: skip
    assert field_work.contact(world.desk, world.access(), mine.id).id == mine.id
    with pytest.raises(Refused, match="own"):
        field_work.contact(world.desk, world.access(), theirs.id)


def test_contacts_are_listed_by_days_and_sweep(world):
    contact = opened(world)
    day = DatePeriod(ON, ON + timedelta(days=1))
    within = field_work.contacts(world.desk, world.access(), within=day)
    assert [each.id for each in within] == [contact.id]
    assert field_work.contacts(world.desk, world.access(), sweep="other") == ()


def test_reminders_are_of_their_day():
    world = field()
    assert any("17 or under" in each for each in field_work.reminders(world.desk, ON))
    assert any("15 or under" in each
               for each in field_work.reminders(world.desk, date(2020, 12, 31)))  # fmt: skip


# --- contacts never feed a status


def test_what_the_rules_make_of_attendance_is_the_same_with_and_without_contacts():
    days = [date(2026, 9, day) for day in (1, 2, 3)]
    student = file("S-00001", events=[absent("S-00001", Excuse.UNEXCUSED, on=day) for day in days])
    world = field(files=[student])

    def statuses():
        roll = attendance_review.roll(world.desk, world.access(OPERATOR))
        return tuple(classify(roll, rules=RULES, on=ON))

    before = statuses()
    contact = opened(world)
    check(world, contact, ANA)
    close(world, contact, custody=Custody(NOW), stop=STOP,
          dispositions=frozenset({Disposition.CITED, Disposition.REFERRED}))  # fmt: skip
    assert statuses() == before
    with world.database() as stores:
        assert stores.students.get(student.ref).record == student


def test_a_check_at_night_is_not_in_school(world):
    contact = opened(world)
    world.now = datetime(2026, 11, 20, 22, 0)
    assert check(world, contact, ANA).answer is DueNow.NOT_IN_SCHOOL
