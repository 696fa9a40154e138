"""Where a student stands: from the log alone, none skipped, each on its ground."""

from datetime import date, datetime

import attrs
import pytest

from sro_core import Action, BadValue, Outcome, Roll, StepTaken, classify
from sro_core.truancy.step_log import EntryKind, StepEntry, StepLog, key_of
from sro_core.truancy.steps import Ladders, RungState, evidence, finding, standing
from tests.field import CALENDARS, DAYS, HIGH, LAW, ON, own_rules, student

AT = datetime(2026, 11, 20, 8, 30)
OWN = own_rules()


def entry(id, step, on, action=Action.OTHER, **more):
    given = {"id": id, "student": "S-1", "site": HIGH, "on": on, "by": "j.doe", "at": AT}
    return StepEntry(**given, step=step, action=action, **more)


def stand(file, *entries, rules=OWN, on=ON, in_hand=()):
    log = StepLog(file, entries)
    one = next(classify(Roll([log.joined], CALENDARS), rules=rules, on=on))
    return standing(one, log, Ladders.of(rules, on), in_hand=in_hand)


def states(found, *steps):
    return [found.rung(step).state for step in steps]


LETTERS = ("letter_1", "letter_2", "letter_3")
DUE, AHEAD, WAITS, TAKEN = RungState.DUE, RungState.AHEAD, RungState.WAITS, RungState.TAKEN


@pytest.mark.parametrize(
    ("absent", "expected"),
    [
        (2, [AHEAD, AHEAD, AHEAD]),
        (3, [DUE, AHEAD, AHEAD]),
        (5, [DUE, AHEAD, AHEAD]),
        (6, [DUE, WAITS, AHEAD]),
        (8, [DUE, WAITS, AHEAD]),
        (9, [DUE, WAITS, WAITS]),
    ],
)
def test_a_local_ladder_of_three_six_and_more_than_eight_skips_none(absent, expected):
    assert states(stand(student("S-1", absent)), *LETTERS) == expected


def test_the_next_letter_is_due_once_the_one_before_is_on_record():
    found = stand(student("S-1", 9), entry("1", "letter_1", DAYS[8]))
    assert states(found, *LETTERS) == [TAKEN, DUE, WAITS]
    assert found.rung("letter_2").ground == DAYS[5]


def test_a_letter_out_of_its_order_bears_nothing_and_is_listed():
    found = stand(student("S-1", 9), entry("1", "letter_2", DAYS[8]))
    assert states(found, *LETTERS) == [DUE, WAITS, WAITS]
    assert [(each.step, each.because) for each in found.loose] == [
        ("letter_2", "letter_1 is not on record before it")
    ]


def test_a_step_before_its_ground_bears_nothing_and_is_listed():
    found = stand(student("S-1", 3), entry("1", "letter_1", DAYS[1]))
    assert states(found, "letter_1") == [DUE]
    assert found.loose[0].because == f"the ground of letter_1 came only on {DAYS[2]}"


@pytest.mark.parametrize(("setting", "expected"), [("anew", DUE), ("once", TAKEN)])
def test_a_step_that_lost_its_ground_is_asked_again_if_the_ladder_says_so(setting, expected):
    """The letter went out on the third absence; that was excused, another came later."""
    file = student("S-1", 4)
    file = attrs.evolve(file, events=(*file.events[:2], file.events[3]))
    found = stand(file, entry("1", "letter_1", DAYS[2]), rules=own_rules(setting))
    assert states(found, "letter_1") == [expected]


def test_where_a_student_stands_does_not_depend_on_the_order_of_the_log():
    log = [entry("1", "letter_1", DAYS[3]), entry("2", "letter_2", DAYS[6])]
    one, other = (stand(student("S-1", 9), *each) for each in (log, log[::-1]))
    assert states(one, *LETTERS) == states(other, *LETTERS) == [TAKEN, TAKEN, DUE]


def test_a_withdrawn_step_is_as_if_it_had_not_been_taken_and_both_entries_stay():
    taken = entry("1", "letter_1", DAYS[3])
    back = entry("2", "letter_1", ON, kind=EntryKind.WITHDRAWN, about="1", because="wrong child")
    log = StepLog(student("S-1", 3), (taken, back))
    assert states(stand(log.file, taken, back), "letter_1") == [DUE]
    assert log.entries == (taken, back)


def test_an_imported_act_can_be_withdrawn_too():
    act = (Action.TRUANCY_REPORT, DAYS[2])
    file = student("S-1", 3, acts=[act])
    assert states(stand(file), "report_1") == [TAKEN]
    key = key_of(StepTaken(file.ref, *act))
    back = entry("2", "", ON, kind=EntryKind.WITHDRAWN, about=key, because="never sent")
    assert states(stand(file, back), "report_1") == [DUE]


def test_an_act_that_was_entered_and_imported_counts_once():
    act = (Action.TRUANCY_REPORT, DAYS[3])
    again = entry("1", "report_1", DAYS[3], Action.TRUANCY_REPORT)
    found = stand(student("S-1", 5, acts=[act]), again)
    assert states(found, "report_1", "report_2") == [TAKEN, DUE]


def test_what_is_entered_here_counts_in_the_statuses():
    file = student("S-1", 5)
    log = [entry(str(n), f"report_{n}", DAYS[n + 1], Action.TRUANCY_REPORT) for n in (1, 2, 3)]
    log.append(entry("4", "conference_effort", DAYS[3], Action.CONFERENCE_EFFORT))
    found = stand(file, *log)
    assert found.one.finding("habitual_truant").outcome is Outcome.MET
    assert states(found, "classified_habitual", "refer_habitual") == [TAKEN, DUE]


def test_another_school_year_starts_at_the_foot_of_the_ladder():
    found = stand(student("S-1", 3), entry("1", "letter_1", date(2026, 5, 1)))
    assert states(found, "letter_1") == [DUE]
    assert found.loose == ()


def test_a_letter_in_hand_is_not_asked_for_again():
    found = stand(student("S-1", 3), in_hand=["letter_1"])
    assert states(found, "letter_1") == [RungState.IN_HAND]
    assert finding(found, found.rung("letter_1")).asks == ()


def test_of_a_student_of_unknown_age_nothing_is_asked():
    found = stand(student("S-1", 9, born=None))
    assert states(found, "letter_1", "report_1") == [RungState.UNDECIDED] * 2
    assert all(not each.asks for each in found.findings())


def test_a_student_past_compulsory_age_is_not_subject():
    found = stand(student("S-1", 9, born=date(2008, 11, 1)))
    assert states(found, "letter_1") == [RungState.NOT_SUBJECT]


def test_a_deadline_gives_its_last_day():
    (ask,) = finding(stand(student("S-1", 3)), stand(student("S-1", 3)).rung("letter_1")).asks
    assert ask.due == date(2026, 9, 21)  # five school days after 14 September


def test_a_deadline_on_a_duty_dates_what_the_status_asks():
    asks = {each.rule.id: each.due for each in stand(student("S-1", 3)).one.finding("truant").asks}
    assert asks["send_notice"] == date(2026, 9, 28)
    plain = stand(student("S-1", 3), rules=LAW).one.finding("truant").asks
    assert {each.rule.id: each.due for each in plain}["send_notice"] is None


def test_what_a_duty_asks_for_already_is_not_asked_twice():
    found = stand(student("S-1", 3))
    assert finding(found, found.rung("first_notice")).asks == ()
    assert finding(found, found.rung("letter_1")).asks


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("letter_2", "letter_1 must be on record first"),
        ("letter_3", "no ground yet"),
        ("nothing", "no ladder has it"),
    ],
)
def test_a_step_that_is_not_due_is_refused_with_the_reason(step, why):
    with pytest.raises(BadValue, match=why):
        stand(student("S-1", 6)).due(step)


def test_evidence_says_what_was_known():
    found = stand(student("S-1", 4))
    kept = evidence(found, found.rung("letter_1"))
    assert kept.since == DAYS[2]
    assert kept.dates == tuple(DAYS[:3])
    assert kept.counts["occasions"] == 4
    assert kept.citations
    with pytest.raises(BadValue, match="no ground"):
        evidence(found, found.rung("letter_2"))


@pytest.mark.parametrize("changes", [{"by": " "}, {"kind": EntryKind.WITHDRAWN, "about": "1"}])
def test_an_entry_names_who_and_a_withdrawal_why(changes):
    with pytest.raises(BadValue):
        attrs.evolve(entry("1", "letter_1", DAYS[3]), **changes)
