"""Every error is of one family and says what happened, why it is wrong and what to do."""

import pytest

from sro_core import (
    BadRules,
    BadValue,
    Conflict,
    Refused,
    Shrinks,
    SroError,
    StoreFailed,
    Unknown,
)
from sro_core.errors import RuleProblem

PROBLEM = RuleProblem("a.toml", 7, "measure", "gap", "'x' is none of: y")


@pytest.mark.parametrize(
    "error",
    [
        BadValue("minutes -1", "a day has 0 to 1440"),
        Refused("a.b", "officer", "review attendance", "ask the school"),
        Conflict("student 'S-1'"),
        Unknown("student", "S-1"),
        BadRules((PROBLEM,)),
        StoreFailed("database sro.db", "the disk is full", "make room and repeat"),
        Shrinks("attendance rows", 100, 90, 5),
    ],
)
def test_every_error_is_caught_as_the_library_s_own(error):
    with pytest.raises(SroError) as caught:
        raise error
    assert str(caught.value)


def test_a_bad_value_is_a_value_error_too():
    assert issubclass(BadValue, ValueError)


def test_a_bad_value_says_what_why_and_what_instead():
    assert str(BadValue("age", "it is negative", "give years")) == "age: it is negative; give years"


def test_a_bad_value_without_advice_ends_with_the_reason():
    assert str(BadValue("age", "it is negative")) == "age: it is negative"


def test_a_refusal_names_who_may_not_do_what():
    refused = Refused("a.b", "officer", "review attendance", "ask the school")
    assert str(refused) == "a.b (officer) may not review attendance: ask the school"


def test_an_unknown_record_is_named_as_it_was_asked_for():
    assert "no student '007' on record" in str(Unknown("student", "007"))


def test_an_unknown_record_is_told_with_those_there_are_where_they_are_few():
    said = str(Unknown("site", "HIHG", ("HIGH", "MIDDLE")))
    assert said == "no site 'HIHG' on record; check the id (there are: HIGH, MIDDLE)"


def test_a_store_that_failed_says_what_why_and_what_to_do():
    failed = StoreFailed("database sro.db", "the disk is full", "make room and repeat")
    assert str(failed) == "database sro.db: the disk is full; make room and repeat"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (100, 94, "of 100 attendance rows only 94 would be left: 6.0 % less, "),
        (2000, 1899, "of 2,000 attendance rows only 1,899 would be left: 5.0 % less, "),
        (3, 0, "of 3 attendance rows only 0 would be left: 100.0 % less, "),
    ],
)
def test_what_shrinks_is_told_with_both_numbers_and_how_to_go_on(before, after, said):
    text = str(Shrinks("attendance rows", before, after, 5))
    assert text.startswith(said)
    assert "more than 5 % wants a confirmation" in text
    assert text.endswith("then confirm it")


def test_a_conflict_says_to_read_again():
    assert "read it again" in str(Conflict("student 'S-1'"))


def test_a_problem_in_rules_begins_with_file_and_line_as_editors_want_it():
    assert str(PROBLEM) == "a.toml:7: [[measure]] gap: 'x' is none of: y"


def test_a_problem_of_a_whole_file_names_no_table():
    assert str(RuleProblem("a.toml", 1, "", "", "not TOML")) == "a.toml:1: not TOML"


def test_bad_rules_list_every_problem_on_its_own_line():
    text = str(BadRules((PROBLEM, PROBLEM)))
    assert text.startswith("2 problem(s)")
    assert text.count("a.toml:7") == 2
