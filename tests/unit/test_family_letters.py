"""Letters through the use cases: drafted for whom they are due, released by a person, delivered."""

import attrs
import pytest

from sro_core import Action, BadValue, Excuse, Refused, StudentRef, Unknown
from sro_core.truancy.letters import LETTERS, BatchState, DeliveredBy
from sro_core.truancy.step_log import STEPS
from sro_core.truancy.steps import RungState
from sro_core.usecases.access_control import record_agreement
from sro_core.usecases.attendance_steps import ask, questions_on, standings
from sro_core.usecases.family_letters import deliver, draft, hold, release, review
from sro_core.usecases.letter_batches import batch_of, batches, due, letter, today
from tests.field import (
    ADMINISTRATOR,
    CLERK,
    DAYS,
    HIGH,
    MIDDLE,
    OFFICER,
    ON,
    OPERATOR,
    YEAR,
    desk_on,
    own_rules,
    put_in,
    student,
    viewer,
)

S1, S2, S3 = map(StudentRef, ("S-1", "S-2", "S-3"))
FILES = (
    student("S-1", 5),
    student("S-2", 3),
    student("S-3", 3, born=None),
    student("S-4", 2),
    student("S-5", 3, site=MIDDLE),
)


@pytest.fixture
def desk():
    return desk_on(*FILES)


def drafted(desk, step="first_notice", who=CLERK):
    return draft(desk, desk.admit(who), step, site=HIGH, on=ON)


def asked(desk, *refs):
    for ref in refs or (S1, S2):
        ask(desk, desk.admit(CLERK), ref, questions_on(desk.rules, ON), on=ON)


def released(desk):
    batch = drafted(desk).batch
    asked(desk)
    review(desk, desk.admit(ADMINISTRATOR), batch.id)
    return release(desk, desk.admit(ADMINISTRATOR), batch.id)


def sent(desk, one, how=DeliveredBy.PRINT, because=""):
    return deliver(desk, desk.admit(CLERK), one.id, how, on=ON, because=because)


def test_a_batch_has_a_letter_for_each_for_whom_it_is_due_and_names_whom_it_skips(desk):
    made = drafted(desk)
    assert [each.student for each in made.letters] == [S1, S2]
    assert made.batch.skipped == {S3: "the age is not known"}
    assert made.batch.state is BatchState.DRAFT
    assert all(each.intact for each in made.letters)


def test_nobody_gets_the_same_letter_from_two_batches(desk):
    drafted(desk)
    with pytest.raises(BadValue, match="nobody at HIGH is due one"):
        drafted(desk)


@pytest.mark.parametrize("step", ["report_1", "no_such"])
def test_only_a_step_that_sends_a_letter_is_drafted(desk, step):
    with pytest.raises(BadValue, match="use first_notice"):
        drafted(desk, step)


def test_a_batch_is_reviewed_then_released_each_by_a_named_person(desk):
    made = released(desk)
    assert [each.what for each in made.batch.log] == ["draft", "reviewed", "released"]
    assert [each.by for each in made.batch.log] == [
        "the clerk", "the administrator", "the administrator",
    ]  # fmt: skip


def test_nothing_is_released_before_it_is_reviewed(desk):
    batch = drafted(desk).batch
    asked(desk)
    with pytest.raises(BadValue, match="next is: reviewed"):
        release(desk, desk.admit(ADMINISTRATOR), batch.id)


def test_nothing_is_released_before_every_question_was_asked_about_everybody(desk):
    batch = drafted(desk).batch
    asked(desk, S1)
    review(desk, desk.admit(ADMINISTRATOR), batch.id)
    with pytest.raises(BadValue, match="not asked yet: S-2: disability_plan, housing"):
        release(desk, desk.admit(ADMINISTRATOR), batch.id)
    assert batch_of(desk, desk.admit(CLERK), batch.id).batch.state is BatchState.REVIEWED


@pytest.mark.parametrize("role", ["operator", "auditor", "public", "clerk", "officer", "sergeant"])
def test_nobody_else_releases(desk, role):
    batch = drafted(desk).batch
    for act in (review, release):
        with pytest.raises(Refused):
            act(desk, desk.admit(viewer(role)), batch.id)


def test_a_letter_may_be_held_with_a_reason_and_the_rest_goes(desk):
    made = drafted(desk)
    with pytest.raises(BadValue, match="no reason"):
        hold(desk, desk.admit(CLERK), made.letters[1].id, because=" ")
    hold(desk, desk.admit(CLERK), made.letters[1].id, because="the family was told in person")
    asked(desk, S1)
    review(desk, desk.admit(ADMINISTRATOR), made.batch.id)
    release(desk, desk.admit(ADMINISTRATOR), made.batch.id)
    with pytest.raises(BadValue, match="it is held"):
        sent(desk, made.letters[1])
    with pytest.raises(BadValue, match="too late"):
        hold(desk, desk.admit(CLERK), made.letters[0].id, because="late")


def test_a_letter_whose_ground_went_before_its_release_is_not_released(desk):
    batch = drafted(desk).batch
    asked(desk)
    review(desk, desk.admit(ADMINISTRATOR), batch.id)
    file = student("S-2", 3)
    late = tuple(attrs.evolve(each, excuse=Excuse.EXCUSED) for each in file.events)
    put_in(desk, *(attrs.evolve(file, events=late) if one.ref == S2 else one for one in FILES))
    with pytest.raises(BadValue, match="ground is no longer there for: S-2"):
        release(desk, desk.admit(ADMINISTRATOR), batch.id)


def test_a_letter_that_was_changed_is_not_released(desk):
    made = drafted(desk)
    asked(desk)
    review(desk, desk.admit(ADMINISTRATOR), made.batch.id)
    with desk.open(exclusive=True) as stores:
        stored = stores.records(LETTERS).get(made.letters[0].id)
        forged = attrs.evolve(stored.record.evidence, dates=tuple(DAYS[:2]))
        stores.records(LETTERS).put(attrs.evolve(stored.record, evidence=forged), stored.version)
        stores.commit()
    with pytest.raises(BadValue, match="changed since it was drafted: S-1"):
        release(desk, desk.admit(ADMINISTRATOR), made.batch.id)


def test_nothing_is_sent_before_it_is_released(desk):
    with pytest.raises(BadValue, match="its batch is draft"):
        sent(desk, drafted(desk).letters[0])


def test_a_delivered_letter_is_the_step_taken_with_the_evidence_of_the_letter(desk):
    made = released(desk)
    for one in made.letters:
        sent(desk, one)
    with desk.open() as stores:
        (entry,) = (each.record for each in stores.records(STEPS).all(concerns=S1))
    assert entry.action is Action.TRUANCY_NOTICE
    assert (entry.letter, entry.ground) == (made.letters[0].id, made.letters[0].evidence)
    assert batch_of(desk, desk.admit(CLERK), made.batch.id).batch.state is BatchState.DELIVERED
    (found,) = standings(desk, desk.admit(CLERK), on=ON, refs=[S1])
    assert found.standing.rung("first_notice").state is RungState.TAKEN


def test_a_letter_that_reached_nobody_is_no_step_and_is_due_again(desk):
    one = released(desk).letters[0]
    with pytest.raises(BadValue, match="why nothing reached"):
        sent(desk, one, DeliveredBy.NONE)
    sent(desk, one, DeliveredBy.NONE, "returned by the post")
    (found,) = standings(desk, desk.admit(CLERK), on=ON, refs=[S1])
    assert found.standing.rung("first_notice").state is RungState.DUE


def test_print_after_e_mail_is_one_step(desk):
    one = released(desk).letters[0]
    sent(desk, one, DeliveredBy.ELECTRONIC)
    assert sent(desk, one, DeliveredBy.BOTH).reached is DeliveredBy.BOTH
    with desk.open() as stores:
        assert len(stores.records(STEPS).all(concerns=S1)) == 1


def test_own_letters_of_a_district_go_the_same_way():
    desk = desk_on(student("S-1", 6), rules=own_rules())
    made = drafted(desk, "letter_1")
    asked(desk, S1)
    review(desk, desk.admit(ADMINISTRATOR), made.batch.id)
    release(desk, desk.admit(ADMINISTRATOR), made.batch.id)
    sent(desk, made.letters[0])
    assert [each.student for each in drafted(desk, "letter_2").letters] == [S1]


def test_a_letter_is_a_school_record_open_to_police_only_under_an_agreement(desk):
    from sro_core import Agreement

    one = drafted(desk).letters[0]
    assert letter(desk, desk.admit(CLERK), S1, one.id) == one
    officer = attrs.evolve(OFFICER, purpose="truancy outreach")
    with pytest.raises(Refused, match="letters are school records"):
        letter(desk, desk.admit(officer), S1, one.id)
    agreed = Agreement(HIGH, YEAR.period, True, frozenset({"truancy outreach"}))
    record_agreement(desk, desk.admit(OPERATOR), agreed)
    assert letter(desk, desk.admit(officer), S1, one.id) == one
    with desk.open() as stores:
        assert [each.given for each in stores.disclosures.of(S1)] == [False, True]
    with pytest.raises(Unknown):
        letter(desk, desk.admit(CLERK), S2, one.id)


def test_a_batch_of_another_site_is_not_mine(desk):
    made = draft(desk, desk.admit(viewer("clerk", MIDDLE)), "first_notice", site=MIDDLE, on=ON)
    with pytest.raises(Refused, match="another site"):
        batch_of(desk, desk.admit(CLERK), made.batch.id)
    assert batches(desk, desk.admit(CLERK)) == ()


def test_the_due_list_follows_a_batch(desk):
    made = drafted(desk)
    waits = [each.what for each in due(desk, desk.admit(CLERK), on=ON)]
    assert waits == [f"review the drafted letters: 2 of first_notice, drafted on {ON}"]
    assert "review the drafted letters" in today(desk, desk.admit(CLERK), on=ON)[0].lines[0]
    asked(desk)
    review(desk, desk.admit(ADMINISTRATOR), made.batch.id)
    release(desk, desk.admit(ADMINISTRATOR), made.batch.id)
    assert due(desk, desk.admit(CLERK), on=ON)[0].what.startswith("send the released letters")
    for one in made.letters:
        sent(desk, one)
    assert due(desk, desk.admit(CLERK), on=ON) == ()
