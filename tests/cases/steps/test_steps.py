"""Runs the plain cases of this folder: the law on one side, what is expected on the other."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from sro_core import (
    Action,
    AttendanceEvent,
    DatePeriod,
    Enrollment,
    Excuse,
    Roll,
    SchoolCalendar,
    Session,
    SiteId,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
    classify,
    load_rules,
)
from sro_core.periods import SchoolYear
from sro_core.truancy.step_log import StepLog
from sro_core.truancy.steps import Ladders, RungState, standing
from sro_core.truancy.wording import wording

HERE = Path(__file__).parent
NOTICE = tomllib.loads((HERE / "notice_contents.toml").read_text("utf-8"))
ESCALATION = tomllib.loads((HERE / "escalation.toml").read_text("utf-8"))
RULES = load_rules("us-ca")
MAIN, PUPIL = SiteId("MAIN"), StudentRef("A. Pupil")
WORDS = {
    *("name", "on", "absences", "reports", "notice", "effort", "age"),
    *("due", "taken", "waits", "not_subject", "age_unknown", "loose"),
}


@pytest.mark.parametrize("row", NOTICE["row"], ids=lambda row: row["item"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_the_notice_says_what_the_law_of_its_day_asks(row, side):
    on = NOTICE[side]
    said = {each.item: each.text for each in words(on)}
    assert (row["item"] in said) is row[side]
    assert any(row["says"] in text for text in said.values()) is row[side]


@pytest.mark.parametrize("side", ["before", "after"])
def test_the_notice_says_nothing_else(side):
    on = NOTICE[side]
    listed = [row["item"] for row in NOTICE["row"] if row[side]]
    assert [each.item for each in words(on)] == listed


def words(on):
    return wording(RULES, NOTICE["letter"], classified=on, made=on).items


@pytest.mark.parametrize("case", ESCALATION["case"], ids=lambda case: case["name"])
def test_what_follows_a_report(case):
    assert set(case) <= WORDS
    found = stand(case)
    states = {each.rule.id: each.state for each in found.rungs}
    due = [f"{each.rule.force} {each.rule.id}" for each in found.rungs
           if each.state is RungState.DUE]  # fmt: skip
    assert due == case["due"]
    for word, state in (
        ("taken", RungState.TAKEN),
        ("waits", RungState.WAITS),
        ("not_subject", RungState.NOT_SUBJECT),
        ("age_unknown", RungState.UNDECIDED),
    ):
        if word in case:
            assert [id for id, each in states.items() if each is state] == case[word]
    assert [each.step for each in found.loose] == case.get("loose", [])


def stand(case):
    on = case.get("on", date(2026, 11, 20))
    year = SchoolYear.of(on).start
    session = Session("the year", DatePeriod(date(year, 8, 17), date(year + 1, 6, 5)))
    calendar = SchoolCalendar(MAIN, (session,))
    days = calendar.school_days[10:]
    acts = [(Action.TRUANCY_REPORT, days[n - 1]) for n in case.get("reports", [])]
    acts += [(Action.TRUANCY_NOTICE, days[case["notice"] - 1])] if "notice" in case else []
    acts += [(Action.CONFERENCE_EFFORT, days[case["effort"] - 1])] if "effort" in case else []
    age = case.get("age", 14)
    file = StudentFile(
        Student(PUPIL, date(year - age, 8, 1) if age else None),
        (Enrollment(MAIN, session.period),),
        tuple(
            AttendanceEvent(PUPIL, MAIN, day, excuse=Excuse.UNEXCUSED)
            for day in days[: case["absences"]]
        ),
        tuple(StepTaken(PUPIL, action, day) for action, day in acts),
    )
    one = next(classify(Roll([file], {MAIN: calendar}), rules=RULES, on=on))
    return standing(one, StepLog(file), Ladders.of(RULES, on))
