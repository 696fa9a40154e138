"""Steps through the use cases: who takes them, what they keep, what a correction does to them."""

from datetime import date

import attrs
import pytest

from sro_core import (
    Action,
    BadValue,
    Excuse,
    Outcome,
    Permission,
    Refused,
    Role,
    StudentRef,
    Unknown,
)
from sro_core.audit import verify
from sro_core.truancy.questions import ASKED
from sro_core.truancy.step_log import STEPS, EntryKind
from sro_core.truancy.steps import RungState
from sro_core.usecases import attendance_review
from sro_core.usecases.attendance_steps import (
    ask,
    due,
    lost,
    questions_on,
    settle,
    standings,
    take,
    today,
)
from sro_core.usecases.step_logs import LogRefused, LogRow, take_in
from tests.field import (
    ADMINISTRATOR,
    CLERK,
    DAYS,
    DISTRICT,
    MIDDLE,
    OFFICER,
    ON,
    OPERATOR,
    desk_on,
    own_rules,
    put_in,
    student,
    viewer,
)

S1, S2, S3 = map(StudentRef, ("S-1", "S-2", "S-3"))
FILES = (student("S-1", 5), student("S-2", 3, site=MIDDLE), student("S-3", 3, born=None))


@pytest.fixture
def desk():
    return desk_on(*FILES)


def entries(desk):
    with desk.open() as stores:
        return [each.record for each in stores.records(STEPS).all()]


def ask_all(desk, ref, who=CLERK):
    return ask(desk, desk.admit(who), ref, questions_on(desk.rules, ON), on=ON)


def test_a_step_keeps_who_when_and_what_was_known(desk):
    take(desk, desk.admit(CLERK), S1, "report_1", on=DAYS[3], means="to the supervisor")
    (entry,) = entries(desk)
    assert (entry.by, entry.at, entry.on) == ("the clerk", desk.clock(), DAYS[3])
    assert entry.action is Action.TRUANCY_REPORT
    assert entry.ground.as_of == DAYS[3]
    assert entry.ground.dates == (DAYS[2],)
    assert entry.ground.counts["occasions"] == 4  # what came later was not known then


def test_what_was_entered_counts_in_the_review(desk):
    for n in (1, 2, 3):
        take(desk, desk.admit(CLERK), S1, f"report_{n}", on=DAYS[n + 1])
    take(desk, desk.admit(ADMINISTRATOR), S1, "conference_effort", on=ON, means="telephone")
    one = attendance_review.review_one(desk, desk.admit(CLERK), S1, on=ON)
    assert one.finding("habitual_truant").outcome is Outcome.MET
    many = attendance_review.review(desk, desk.admit(CLERK), on=ON)
    assert [each.reports.made for each in many if each.file.ref == S1] == [tuple(DAYS[2:5])]
    rolled = list(attendance_review.roll(desk, desk.admit(DISTRICT)).files)
    assert len(rolled[0].steps) == 4


@pytest.mark.parametrize(
    ("step", "on", "why"),
    [
        ("report_1", DAYS[1], "no ground yet"),
        ("report_2", ON, "report_1 must be on record first"),
        ("classified_habitual", ON, "no ground yet"),
        ("report_1", date(2026, 11, 21), "still to come"),
        ("first_notice", ON, "not asked yet"),
    ],
)
def test_no_step_without_its_ground_and_none_skipped(desk, step, on, why):
    with pytest.raises(BadValue, match=why):
        take(desk, desk.admit(CLERK), S1, step, on=on)
    assert entries(desk) == []


def test_a_step_is_taken_once(desk):
    take(desk, desk.admit(CLERK), S1, "report_1", on=ON)
    with pytest.raises(BadValue, match=f"it was taken on {ON}"):
        take(desk, desk.admit(CLERK), S1, "report_1", on=ON)


def test_a_notice_by_telephone_wants_the_questions_asked_and_says_how(desk):
    ask_all(desk, S1)
    with pytest.raises(BadValue, match="how the family was told"):
        take(desk, desk.admit(CLERK), S1, "first_notice", on=ON)
    told = take(desk, desk.admit(CLERK), S1, "first_notice", on=ON, means="telephone call")
    assert told.action is Action.TRUANCY_NOTICE


def test_nothing_is_taken_for_a_student_of_unknown_age(desk):
    with pytest.raises(BadValue, match="age not known"):
        take(desk, desk.admit(CLERK), S3, "report_1", on=ON)


def test_that_questions_were_asked_is_kept_without_the_answers(desk):
    ask_all(desk, S1)
    with desk.open() as stores:
        kept = [each.record for each in stores.records(ASKED).all(concerns=S1)]
    assert {each.question for each in kept} == set(questions_on(desk.rules, ON))
    assert {each.by for each in kept} == {"the clerk"}
    with pytest.raises(Unknown, match="question"):
        ask(desk, desk.admit(CLERK), S1, ["immigration"], on=ON)


@pytest.mark.parametrize(
    "role", ["operator", "auditor", "public", "officer", "sergeant", "records"]
)
def test_whoever_is_no_person_of_the_school_takes_no_step(desk, role):
    access = desk.admit(viewer(role))
    for act in (
        lambda: take(desk, access, S1, "report_1", on=ON),
        lambda: ask(desk, access, S1, ["language"], on=ON),
        lambda: settle(desk, access, S1, "x", kind=EntryKind.WITHDRAWN, because="y"),
    ):
        with pytest.raises(Refused, match=r"a named person|lists students"):
            act()


def test_nobody_unnamed_takes_a_step(desk):
    from sro_core import Viewer

    nobody = desk.admit(Viewer("  ", Role.CLERK, purpose="x"))
    with pytest.raises(Refused, match="nobody is named"):
        take(desk, nobody, S1, "report_1", on=ON)


def test_another_site_takes_no_step_of_mine(desk):
    with pytest.raises(Refused, match="MIDDLE is another site"):
        take(desk, desk.admit(CLERK), S2, "report_1", on=ON)
    assert [one.log.file.ref for one in standings(desk, desk.admit(CLERK), on=ON)] == [S1, S3]


def test_police_list_nobody_and_are_told_by_which_rule(desk):
    with pytest.raises(Refused, match=r"34 CFR 99\.31\(a\)\(1\)"):
        standings(desk, desk.admit(OFFICER), on=ON)


def excuse(desk, ref, days, number=5):
    """The late excuse of some days, as an export states it."""
    file = student(ref, number)
    own = tuple(
        attrs.evolve(each, excuse=Excuse.EXCUSED) if each.on in days else each
        for each in file.events
    )
    rest = [each for each in FILES if each.ref != ref]
    put_in(desk, attrs.evolve(file, events=own), *rest)


def test_a_late_excuse_takes_the_ground_of_a_report_which_stays_with_what_was_known(desk):
    took = take(desk, desk.admit(CLERK), S1, "report_1", on=DAYS[2])
    assert lost(desk, desk.admit(CLERK), on=ON) == ()
    excuse(desk, S1, DAYS[2:5])
    (gone,) = lost(desk, desk.admit(CLERK), on=ON)
    assert (gone.student, gone.step, gone.key) == (S1, "report_1", took.id)
    assert gone.known == took.ground
    assert gone.known.dates == (DAYS[2],)
    (item,) = [one for one in due(desk, desk.admit(CLERK), on=ON) if one.codes == ("ground_lost",)]
    assert item.kind == "step"
    assert entries(desk) == [took]


@pytest.mark.parametrize("kind", [EntryKind.WITHDRAWN, EntryKind.UPHELD])
def test_a_person_takes_it_back_or_lets_it_stand_with_a_reason(desk, kind):
    took = take(desk, desk.admit(CLERK), S1, "report_1", on=DAYS[2])
    excuse(desk, S1, DAYS[2:5])
    with pytest.raises(BadValue, match="which step or why"):
        settle(desk, desk.admit(CLERK), S1, took.id, kind=kind, because=" ")
    settle(desk, desk.admit(CLERK), S1, took.id, kind=kind, because="excuse came late")
    assert lost(desk, desk.admit(CLERK), on=ON) == ()
    assert len(entries(desk)) == 2


def test_a_report_that_was_taken_back_bears_nothing_when_its_ground_returns(desk):
    took = take(desk, desk.admit(CLERK), S1, "report_1", on=DAYS[2])
    excuse(desk, S1, DAYS[2:5])
    settle(desk, desk.admit(CLERK), S1, took.id, kind=EntryKind.WITHDRAWN, because="excused")
    put_in(desk, *FILES)
    (found,) = standings(desk, desk.admit(CLERK), on=ON, refs=[S1])
    assert found.standing.rung("report_1").state is RungState.DUE


def test_a_step_that_is_not_on_record_cannot_be_taken_back(desk):
    with pytest.raises(Unknown, match="step"):
        settle(desk, desk.admit(CLERK), S1, "no such", kind=EntryKind.WITHDRAWN, because="x")


def test_the_due_list_has_steps_letters_and_referrals_by_kind():
    desk = desk_on(student("S-1", 9), rules=own_rules())
    for n in (1, 2, 3):
        take(desk, desk.admit(CLERK), S1, f"report_{n}", on=DAYS[n + 1])
    kinds = {(each.kind, each.codes[0]) for each in due(desk, desk.admit(CLERK), on=ON)}
    assert {("letter", "letter_1"), ("step", "written_warning")} <= kinds
    assert all(code not in {"first_notice", "report_4"} for _, code in kinds)  # duties ask those


def test_today_names_what_is_due_by_step(desk):
    (block,) = today(desk, desk.admit(CLERK), on=ON)
    assert block.command == f"sro steps list --as clerk:HIGH --on {ON}"
    assert "report_1 1" in block.lines[0]


def test_each_act_is_one_entry_in_a_log_that_holds(desk):
    take(desk, desk.admit(CLERK), S1, "report_1", on=ON)
    ask_all(desk, S1)
    with desk.open() as stores:
        log = list(stores.audit.all())
        assert verify(log[0].district, log, [stores.audit.head()]) == ()
    assert [each.act for each in log[-2:]] == ["take step", "enter questions asked"]
    assert log[-1].matter.subject == S1


# ---------------------------------------------------------------- the school's own log


def rows(*given):
    return [
        LogRow(line=line, student=StudentRef(ref), step=step, on=on)
        for line, (ref, step, on) in enumerate(given, 2)
    ]


def test_a_log_is_taken_in_as_steps_and_again_changes_nothing(desk):
    log = rows(("S-1", "truancy_report", DAYS[2]), ("S-1", "report_2", DAYS[3]))
    first = take_in(desk, desk.admit(OPERATOR), log, source="log.csv")
    again = take_in(desk, desk.admit(OPERATOR), log, source="log.csv")
    assert (first.entered, first.known, again.entered, again.known) == (2, 0, 0, 2)
    (found,) = standings(desk, desk.admit(CLERK), on=ON, refs=[S1])
    taken = [each.rule.id for each in found.standing.rungs if each.state is RungState.TAKEN]
    assert taken == ["report_1", "report_2"]


def test_of_a_log_every_problem_is_told_and_nothing_is_saved(desk):
    log = rows(
        ("S-1", "report_1", DAYS[2]),
        ("S-404", "report_1", DAYS[2]),
        ("S-1", "phone_home", DAYS[2]),
        ("S-1", "report_1", date(2026, 12, 1)),
    )
    with pytest.raises(LogRefused) as refused:
        take_in(desk, desk.admit(OPERATOR), log, source="log.csv")
    assert [(each.line, each.code) for each in refused.value.problems] == [
        (3, "unknown_student"), (4, "unknown_step"), (5, "future_date"),
    ]  # fmt: skip
    assert entries(desk) == []


def test_what_of_a_log_has_no_ground_is_listed(desk):
    take_in(desk, desk.admit(OPERATOR), rows(("S-1", "report_1", DAYS[0])), source="log.csv")
    (gone,) = lost(desk, desk.admit(CLERK), on=ON)
    assert (gone.step, gone.known) == ("report_1", None)


def test_a_clerk_of_one_site_takes_in_no_log_of_another(desk):
    with pytest.raises(LogRefused, match="another site"):
        take_in(desk, desk.admit(CLERK), rows(("S-2", "report_1", DAYS[2])), source="log.csv")


def test_no_book_gives_a_decision_to_the_system():
    from sro_core.permissions import DECISIONS, Grant

    for permission in DECISIONS:
        for role in (Role.OPERATOR, Role.AUDITOR, Role.PUBLIC):
            with pytest.raises(BadValue, match="a named person decides this"):
                Grant(permission, (role,))
    assert Permission.RELEASE_LETTERS in DECISIONS
