"""Ladders as data: what the loader refuses, and by when a step is due."""

from datetime import date

import pytest

from sro_core import BadRules, BadValue, lay_over
from sro_core.rules import Force
from sro_core.truancy.ladders import CountedIn, Deadline, LadderStep
from tests.field import CALENDARS, HIGH, LAW, own_rules

ON = date(2026, 11, 20)
STEP = """
id = "our-district"
title = "Our district"

[[ladder]]
id = "{ladder}"
says = "our own ladder"
cites = ["48260(a)"]
from = 2026-07-01

[[step]]
id = "{id}"
says = "{says}"
cites = ["48260(a)"]
from = 2026-07-01
ladder = "{ladder}"
who = "administrator"
series = "occasions"
at_least = 5
act = "other"
"""


def overlay(text):
    return lay_over(LAW, text, file="ours.toml")


def a_step(id="talk", says="talk with the family", ladder="own"):
    return overlay(STEP.format(id=id, says=says, ladder=ladder))


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("suspension", "send home for a day"),
        ("step_5", "suspend the student for a day"),
        ("step_5", "Suspended from class"),
        ("step_5", "recommend expulsion"),
        ("step_5", "EXPEL the student"),
        ("expelled", "end enrollment"),
        ("step_5", "in-school sus-pen-sion"),
        ("step_5", "s u s p e n s i o n"),
        ("step_5", "suspensión de un día"),
        ("step_5", "expulsión"),
        ("step_5", "\uff53\uff55\uff53\uff50\uff45\uff4e\uff44"),
    ],
)
def test_no_ladder_may_hold_suspension_or_expulsion_for_absence(id, says):
    with pytest.raises(BadRules, match="no ladder may hold suspension or expulsion") as refused:
        a_step(id, says)
    assert refused.value.problems[0].file == "ours.toml"
    assert refused.value.problems[0].table == "step"


def test_nor_may_a_letter_threaten_it():
    with pytest.raises(BadRules, match="no ladder may hold suspension"):
        own_rules(
            more="""
[[letter_item]]
id = "threat"
says = "the letter warns"
cites = ["local: letters"]
from = 2026-07-01
letter = "own_letter"
text = "Your child can be suspended."
"""
        )


def test_any_other_step_is_taken():
    assert a_step().one(LadderStep, "talk", ON).says == "talk with the family"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('ladder = "own"\nwho', 'ladder = "theirs"\nwho', "theirs"),
        ('series = "occasions"', 'series = "tardies"', "tardies"),
        ('act = "other"', 'act = "other"\nafter = ["never"]', "never"),
        ('act = "other"', 'act = "other"\nasked_by = "nobody"', "nobody"),
    ],
)
def test_a_step_refers_only_to_what_is_in_force(old, new, says):
    text = STEP.format(id="talk", says="talk", ladder="own")
    assert old in text
    with pytest.raises(BadRules, match=f"'{says}' is no rule earlier in the book"):
        overlay(text.replace(old, new))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"series": None}, "either a series or a status"),
        ({"status": "truant"}, "either a series or a status"),
        ({"at_least": None}, "either at_least or more_than"),
        ({"more_than": 3}, "either at_least or more_than"),
        ({"at_least": 0}, "too small"),
        ({"ages": (12,)}, "ages are"),
        ({"letter": "first_notice"}, "a letter step names its letter"),
        ({"kind": "letter"}, "a letter step names its letter"),
    ],
)
def test_a_step_whose_ground_cannot_be_told_is_refused(changes, says):
    from sro_core.truancy.ladders import StepKind

    given = {"ladder": "own", "who": "clerk", "series": "occasions", "at_least": 3, **changes}
    given["kind"] = StepKind(given.get("kind", "step"))
    with pytest.raises(BadValue, match=says):
        LadderStep(**given)


def test_more_than_eight_is_the_ninth():
    assert LadderStep("own", "clerk", series="occasions", more_than=8).nth == 9


def test_may_and_shall_survive_into_the_data():
    forces = {each.id: each.force for each in LAW.all(LadderStep, ON)}
    assert {id for id, force in forces.items() if force is Force.MAY} == {
        "weekend_class", "counselor_meeting", "written_warning", "study_assigned",
        "refer_habitual", "juvenile_court",
    }  # fmt: skip
    assert forces["first_notice"] is forces["classified_habitual"] is Force.MUST


@pytest.mark.parametrize(
    ("ground", "within", "counted", "last"),
    [
        (date(2026, 9, 4), 1, CountedIn.SCHOOL_DAYS, date(2026, 9, 7)),  # over a weekend
        (date(2026, 9, 4), 5, CountedIn.SCHOOL_DAYS, date(2026, 9, 11)),
        (date(2026, 9, 4), 5, CountedIn.DAYS, date(2026, 9, 9)),
        (date(2026, 9, 4), 0, CountedIn.SCHOOL_DAYS, date(2026, 9, 4)),
        (date(2027, 6, 3), 3, CountedIn.SCHOOL_DAYS, None),  # the year has but one day left
    ],
)
def test_a_deadline_counts_the_days_after_its_ground(ground, within, counted, last):
    assert Deadline("letter_1", within, counted).after(ground, CALENDARS[HIGH]) == last


def test_a_deadline_in_school_days_needs_a_calendar():
    assert Deadline("letter_1", 5).after(date(2026, 9, 4), None) is None


@pytest.mark.parametrize("text", ["under section 270.1 of the Penal Code", "PC 270.1"])
def test_what_is_repealed_may_stand_in_no_rule_in_force(text):
    with pytest.raises(BadRules, match=r"names 270\.1, which is repealed on 2026-"):
        a_step(says=f"warn of a misdemeanor {text}")
