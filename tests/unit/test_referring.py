"""Referrals: opened and answered by named persons, with what the law lets go along."""

from datetime import date, datetime, time, timedelta

import attrs
import pytest

from sro_core import Action, Agreement, BadValue, Refused, StudentRef, Unknown
from sro_core.contacts.contact import CONTACTS, Contact, Place
from sro_core.truancy.referral_findings import continued
from sro_core.truancy.referral_rules import Receiver
from sro_core.truancy.referrals import OFFICER_REFERRALS, REFERRALS, Body, Packet, Stage, Told
from sro_core.truancy.step_log import STEPS
from sro_core.usecases.access_control import record_agreement
from sro_core.usecases.attendance_steps import ask, questions_on
from sro_core.usecases.officer_referrals import answer, open_referral, own
from sro_core.usecases.officer_referrals import due as continued_due
from sro_core.usecases.officer_referrals import today as own_today
from sro_core.usecases.referral_inbox import advance, due, inbox, today
from sro_core.usecases.referring_out import ForPolice, Outside, refer_outside, tell_police
from tests.field import (
    ADMINISTRATOR,
    CLERK,
    DAYS,
    HIGH,
    LAW,
    MIDDLE,
    OFFICER,
    ON,
    OPERATOR,
    YEAR,
    desk_on,
    student,
    viewer,
)

S1, S2 = StudentRef("S-1"), StudentRef("S-2")
ACTS = [(Action.TRUANCY_REPORT, day) for day in DAYS[2:5]]
ACTS += [(Action.TRUANCY_NOTICE, DAYS[3]), (Action.CONFERENCE_EFFORT, DAYS[4])]
FILES = (student("S-1", 5, acts=ACTS), student("S-2", 3), student("S-3", 5, born=None))
BODY = Body(name="County SARB", address="1 Main St", reason="habitual truancy")
BOARD = Outside(way="to_review_board", body=BODY, supports=("mentor since September",))


@pytest.fixture
def desk():
    return desk_on(*FILES)


def opened(desk, ref=S1, site=HIGH, who=OFFICER, **more):
    access = desk.admit(who)
    return open_referral(
        desk, access, site, reason="met twice downtown", on=ON, student=ref, **more
    )


def moved(desk, id, *stages, because="talked with the family"):
    for stage in stages:
        found = advance(desk, desk.admit(ADMINISTRATOR), id, stage, because=because)
    return found


ACKNOWLEDGED, IN_WORK, ANSWERED = Stage.ACKNOWLEDGED, Stage.IN_WORK, Stage.ANSWERED


def test_a_referral_is_kept_by_the_police_and_by_the_school_apart(desk):
    kept = opened(desk, contacts=[date(2026, 11, 18), date(2026, 11, 2)])
    with desk.open() as stores:
        assert stores.records(OFFICER_REFERRALS).get(kept.id).record == kept
        received = stores.records(REFERRALS).get(kept.id).record
    assert (received.to, received.stage, received.opened_by) == (
        Receiver.ADMINISTRATION, Stage.OPENED, "O-01",
    )  # fmt: skip
    assert received.contacts == (date(2026, 11, 2), date(2026, 11, 18))
    assert inbox(desk, desk.admit(CLERK)) == (received,)


def test_each_stage_is_by_somebody_at_a_time(desk):
    id = opened(desk).id
    done = moved(desk, id, ACKNOWLEDGED, IN_WORK, ANSWERED, Stage.CLOSED)
    assert [each.what for each in done.log] == [
        "opened", "acknowledged", "in work", "answered", "closed",
    ]  # fmt: skip
    assert {each.by for each in done.log[1:]} == {"the administrator"}
    assert inbox(desk, desk.admit(CLERK)) == ()
    assert inbox(desk, desk.admit(CLERK), closed=True) == (done,)


@pytest.mark.parametrize("stage", [IN_WORK, ANSWERED, Stage.CLOSED, Stage.OPENED])
def test_no_stage_is_skipped(desk, stage):
    with pytest.raises(BadValue, match="next is: acknowledged, declined"):
        moved(desk, opened(desk).id, stage)


@pytest.mark.parametrize("stage", [ANSWERED, Stage.DECLINED])
def test_an_answer_says_something(desk, stage):
    id = opened(desk).id
    moved(desk, id, ACKNOWLEDGED)
    with pytest.raises(BadValue, match="without a word"):
        moved(desk, id, stage, because="  ")


def test_an_officer_sees_how_far_their_own_are_and_no_others(desk):
    id = opened(desk).id
    opened(desk, who=viewer("officer", actor="O-02"))
    moved(desk, id, ACKNOWLEDGED)
    (mine,) = own(desk, desk.admit(OFFICER))
    assert (mine.referral.id, mine.stage) == (id, ACKNOWLEDGED)


def test_the_answer_is_a_school_record_open_only_as_the_agreement_says(desk):
    id = opened(desk).id
    moved(desk, id, ACKNOWLEDGED, ANSWERED, because="family moved into a shelter")
    officer = attrs.evolve(OFFICER, purpose="truancy outreach")
    with pytest.raises(Refused, match="what the school answered is a school record"):
        answer(desk, desk.admit(officer), id)
    agreed = Agreement(HIGH, YEAR.period, True, frozenset({"truancy outreach"}))
    record_agreement(desk, desk.admit(OPERATOR), agreed)
    assert answer(desk, desk.admit(officer), id) == "family moved into a shelter"
    other = attrs.evolve(officer, actor="O-02")
    with pytest.raises(Refused, match="another officer's referral"):
        answer(desk, desk.admit(other), id)
    with desk.open() as stores:
        assert [each.given for each in stores.disclosures.of(S1)] == [False, True, False]


def test_opening_one_does_not_tell_whether_there_is_such_a_student(desk):
    known, unknown = opened(desk), opened(desk, StudentRef("nobody"))
    assert attrs.evolve(unknown, id=known.id, student=known.student) == known


@pytest.mark.parametrize("role", ["operator", "clerk", "administrator", "records", "public"])
def test_only_officers_and_sergeants_open_one(desk, role):
    with pytest.raises(Refused):
        opened(desk, who=viewer(role))


@pytest.mark.parametrize("role", ["operator", "clerk", "officer", "auditor"])
def test_only_administrators_and_the_district_answer(desk, role):
    id = opened(desk).id
    with pytest.raises(Refused):
        advance(desk, desk.admit(viewer(role)), id, ACKNOWLEDGED)


@pytest.mark.parametrize("role", ["officer", "sergeant", "records"])
def test_no_police_officer_lists_an_inbox(desk, role):
    with pytest.raises(Refused, match="lists students, agreement or not"):
        inbox(desk, desk.admit(viewer(role)))


def test_one_of_another_site_is_not_mine(desk):
    id = opened(desk, site=MIDDLE).id
    assert inbox(desk, desk.admit(CLERK)) == ()
    with pytest.raises(Refused, match="another site"):
        moved(desk, id, ACKNOWLEDGED)


def test_what_waits_is_due_by_local_rule_and_then_overdue():
    desk = desk_on(*FILES)
    id = opened(desk).id
    later = ON + timedelta(days=20)
    (item,) = due(desk, desk.admit(CLERK), on=later)
    assert item.due == date(2026, 11, 24)  # two school days after Friday the 20th
    assert item.overdue_days == 16
    assert "1 of them overdue" in today(desk, desk.admit(CLERK), on=later)[0].lines[0]
    moved(desk, id, ACKNOWLEDGED)
    (item,) = due(desk, desk.admit(CLERK), on=later)
    assert (item.what, item.due) == ("answer the referral", date(2026, 12, 4))


# ---------------------------------------------------------------- continued contacts


@pytest.mark.parametrize(
    ("days", "due_"),
    [
        ([0], False),
        ([0, 29], True),  # both within 30 days, the last one included
        ([0, 30], False),
        ([0, 0], True),
    ],
)
def test_continued_contacts_make_a_referral_due_on_both_sides_of_the_look_back(days, due_):
    met = {S1: tuple(ON - timedelta(days=each) for each in days)}
    found = continued(LAW, met, {}, site=HIGH, on=ON)
    assert bool(found) is due_


def meet(desk, id, ref, on, officer="O-01", **more):
    """A contact on record, as the police keep it."""
    at, place = datetime.combine(on, time(10)), Place("plaza", "Sampleton")
    one = Contact(
        id=id, officer=officer, at=at, place=place,
        seen=("bags in school hours",), site=HIGH, student=ref, **more,
    )  # fmt: skip
    with desk.open(exclusive=True) as stores:
        stores.records(CONTACTS).put(one, 0)
        stores.commit()


def test_continued_contacts_ask_the_officer_and_name_the_contact_never_the_student(desk):
    for n, (ref, on) in enumerate([(S1, DAYS[-1]), (S1, ON), (S2, ON)]):
        meet(desk, f"C-{n}", ref, ON - timedelta(days=3) if on == DAYS[-1] else on)
    (item,) = continued_due(desk, desk.admit(OFFICER), on=ON)
    assert (item.concerns.kind, item.concerns.id) == ("contact", "C-1")
    assert S1 not in str(item)
    assert "C-1" in own_today(desk, desk.admit(OFFICER), on=ON)[0].lines[1]
    assert continued_due(desk, desk.admit(viewer("officer", actor="O-02")), on=ON) == ()


def test_a_referral_from_a_contact_takes_whom_it_concerns_from_the_record(desk):
    meet(desk, "C-1", S1, ON - timedelta(days=3))
    meet(desk, "C-2", S1, ON)
    access = desk.admit(OFFICER)
    made = open_referral(desk, access, HIGH, reason="again", on=ON, contact="C-2")
    assert (made.student, made.contacts) == (S1, (ON - timedelta(days=3), ON))
    assert continued_due(desk, access, on=ON) == ()  # what came before it is settled
    other = desk.admit(viewer("officer", actor="O-02"))
    with pytest.raises(Refused, match="another officer's contact"):
        open_referral(desk, other, HIGH, reason="again", on=ON, contact="C-2")
    with pytest.raises(Unknown):
        open_referral(desk, access, HIGH, reason="again", on=ON, contact="C-9")


def test_a_mistaken_contact_makes_no_referral_due(desk):
    meet(desk, "C-1", S1, ON - timedelta(days=3))
    meet(desk, "C-2", S1, ON, mistaken="on the way to the dentist")
    assert continued_due(desk, desk.admit(OFFICER), on=ON) == ()


# ---------------------------------------------------------------- outside the school


def all_asked(desk, ref=S1):
    ask(desk, desk.admit(CLERK), ref, questions_on(desk.rules, ON), on=ON)


def refer(desk, ref=S1, asked=BOARD, who=ADMINISTRATOR):
    return refer_outside(desk, desk.admit(who), ref, asked, on=ON)


def test_a_referral_outside_goes_with_a_packet_and_awaits_its_outcome(desk):
    all_asked(desk)
    sent = refer(desk)
    packet = sent.packet
    assert packet.attendance.rule == "habitual_truant"
    assert len(packet.notices) == 4
    assert packet.attempts == (f"{DAYS[4]} conference effort",)
    assert packet.supports == ("mentor since September",)
    assert sent.outcome_from == ON
    (item,) = due(desk, desk.admit(ADMINISTRATOR), on=ON)
    assert item.what == "ask the review board what came of the referral"
    assert item.due == ON + timedelta(days=30)
    assert "48297" in " ".join(each.key for each in item.citations)


def test_it_is_the_step_taken_and_in_the_log_for_the_family(desk):
    all_asked(desk)
    sent = refer(desk)
    with desk.open() as stores:
        (entry,) = (each.record for each in stores.records(STEPS).all(concerns=S1))
        (told,) = stores.disclosures.of(S1)
    assert (entry.step, entry.referral, entry.by) == (
        "refer_habitual", sent.id, "the administrator",
    )  # fmt: skip
    assert (told.to, told.given, told.by) == ("County SARB", True, "the administrator")
    assert "48263" in told.basis


def test_what_the_board_returns_is_entered_as_its_review(desk):
    all_asked(desk)
    moved(desk, refer(desk).id, ACKNOWLEDGED, ANSWERED, because="met on 3 December")
    with desk.open() as stores:
        acts = [each.record.action for each in stores.records(STEPS).all(concerns=S1)]
    assert Action.SARB_REVIEW in acts


def test_nobody_is_referred_before_the_questions_were_asked(desk):
    with pytest.raises(BadValue, match="not asked yet: S-1: disability_plan"):
        refer(desk)


@pytest.mark.parametrize(
    ("ref", "why"),
    [("S-2", "it needs habitual_truant or chronic_absentee"), ("S-3", "the age is not known")],
)
def test_nobody_is_referred_without_ground_or_age(desk, ref, why):
    all_asked(desk, StudentRef(ref))
    with pytest.raises(BadValue, match=why):
        refer(desk, StudentRef(ref))


def test_a_condition_is_confirmed_by_name(desk):
    all_asked(desk)
    asked = attrs.evolve(BOARD, way="to_probation")
    with pytest.raises(BadValue, match="nobody confirmed that the county's probation department"):
        refer(desk, asked=asked)
    sent = refer(desk, asked=attrs.evolve(asked, confirmed="R. Roe, 3 Nov"))
    assert (sent.to, sent.confirmed) == (Receiver.PROBATION, "R. Roe, 3 Nov")


@pytest.mark.parametrize("role", ["operator", "clerk", "officer", "sergeant", "public"])
def test_nobody_else_refers_outside(desk, role):
    with pytest.raises(Refused):
        refer(desk, who=viewer(role))


def test_it_wants_a_purpose(desk):
    with pytest.raises(Refused, match="state the purpose"):
        refer(desk, who=attrs.evolve(ADMINISTRATOR, purpose=""))


def test_there_is_no_other_way(desk):
    with pytest.raises(Unknown, match="way of referral 'to_immigration'"):
        refer(desk, asked=attrs.evolve(BOARD, way="to_immigration"))


@pytest.mark.parametrize("field", ["name", "address", "reason"])
def test_the_notice_names_body_address_and_reason(field):
    with pytest.raises(BadValue, match=field):
        attrs.evolve(BODY, **{field: " "})


def test_nothing_goes_without_supports_that_were_tried(desk):
    all_asked(desk)
    with pytest.raises(BadValue, match="no support that was tried"):
        refer(desk, asked=attrs.evolve(BOARD, supports=(" ",)))
    assert Packet


# ---------------------------------------------------------------- to the police


def tell(desk, matter, *told, student_=S1, who=ADMINISTRATOR):
    asked = ForPolice(
        matter=matter, agency="City police", reason="a knife at lunch", told=told, student=student_
    )
    return tell_police(desk, desk.admit(who), HIGH, asked, on=ON)


SAW = Told(field="act", text="a knife was shown at lunch", basis="")


def test_each_thing_told_to_the_police_has_its_basis(desk):
    sent = tell(desk, "reportable_act", SAW)
    assert (sent.to, sent.stage) == (Receiver.POLICE, Stage.OPENED)
    assert sent.told[0].basis == "California Education Code section 48902"
    with desk.open() as stores:
        (told,) = stores.disclosures.of(S1)
    assert (told.to, told.what) == ("City police", "act")


@pytest.mark.parametrize("field", ["name", "address", "attendance", "transfer_location"])
def test_what_no_rule_opens_is_not_told(desk, field):
    with pytest.raises(BadValue, match="no rule opens it with reportable_act"):
        tell(desk, "reportable_act", Told(field=field, text="…", basis="they asked"))


def test_a_record_goes_only_with_the_paper_it_rests_on(desk):
    record = Told(field="record", text="attendance of 20 November", basis=" ")
    with pytest.raises(BadValue, match="written consent or the court's order"):
        tell(desk, "other_matter", record)
    sent = tell(desk, "other_matter", attrs.evolve(record, basis="order 26-0113"))
    assert sent.told[0].basis.endswith("49076(a): order 26-0113")


def test_a_matter_of_school_rules_alone_goes_back_to_the_administration(desk):
    back = tell(desk, "school_rules", SAW)
    assert back.handed_back
    assert (back.to, back.told) == (Receiver.ADMINISTRATION, ())
    assert inbox(desk, desk.admit(CLERK)) == (back,)
    with desk.open() as stores:
        assert stores.disclosures.of(S1) == ()


@pytest.mark.parametrize("role", ["operator", "clerk", "officer", "records", "auditor"])
def test_nobody_else_tells_the_police(desk, role):
    with pytest.raises(Refused):
        tell(desk, "reportable_act", SAW, who=viewer(role))


def test_telling_nothing_is_no_referral(desk):
    with pytest.raises(BadValue, match="it tells nothing"):
        tell(desk, "reportable_act")
    with pytest.raises(Unknown, match="matter"):
        tell(desk, "truancy", SAW)


def test_times_are_those_of_the_desk(desk):
    assert opened(desk).at == datetime(2026, 11, 20, 8, 30)
