"""What was in force on a date, in one book and in a book laid over another."""

from datetime import date

import attrs

from sro_core import DatePeriod, Rule, RuleBook
from sro_core.truancy.criteria import ListedFrom
from sro_core.truancy.measures import Ages

OLD, NEW, LATER = date(2010, 1, 1), date(2020, 1, 1), date(2024, 1, 1)


def rule(id, value, start=OLD, end=None, says="so"):
    return Rule(id, says, DatePeriod(start, end), (), value)


FIRST = rule("age", Ages(6, 16), OLD, NEW)
SECOND = rule("age", Ages(6, 18), NEW)
LISTED = rule("listed", ListedFrom(20))
BOOK = RuleBook("state", "State", (FIRST, SECOND, LISTED))
LOCAL = rule("age", Ages(6, 17), LATER)
CITY = RuleBook("city", "City", (LOCAL,))


def test_a_rule_is_in_force_from_its_first_day_and_not_the_day_before():
    assert BOOK.one(Ages, "age", date(2009, 12, 31)) is None
    assert BOOK.one(Ages, "age", OLD) is FIRST


def test_a_rule_is_in_force_until_the_day_before_its_end():
    assert BOOK.one(Ages, "age", date(2019, 12, 31)) is FIRST
    assert BOOK.one(Ages, "age", NEW) is SECOND


def test_before_any_rule_there_is_none():
    assert BOOK.in_force(date(2000, 1, 1)) == ()


def test_rules_are_asked_for_by_kind():
    assert BOOK.all(ListedFrom, NEW) == (LISTED,)
    assert BOOK.one(ListedFrom, "age", NEW) is None


def test_rules_of_a_kind_are_given_whatever_their_dates():
    assert BOOK.ever(Ages) == (FIRST, SECOND)


def test_the_turning_points_are_every_beginning_and_end_in_order():
    assert BOOK.over(CITY).turning_points() == (OLD, NEW, LATER)


def test_an_overlay_counts_on_its_dates_and_the_base_on_others():
    both = CITY.over(BOOK)
    assert both.one(Ages, "age", date(2023, 12, 31)) is SECOND
    assert both.one(Ages, "age", LATER) is LOCAL


def test_an_overlay_that_has_ended_leaves_the_base_in_force():
    ended = attrs.evolve(CITY, rules=(rule("age", Ages(6, 17), NEW, LATER),))
    assert ended.over(BOOK).one(Ages, "age", LATER) is SECOND


def test_an_overlay_stands_in_the_place_of_what_it_replaces():
    ids = [each.id for each in CITY.over(BOOK).in_force(LATER)]
    assert ids == ["age", "listed"]


def test_a_new_rule_of_an_overlay_comes_last():
    city = attrs.evolve(CITY, rules=(rule("own", Ages(6, 17)),))
    assert [each.id for each in city.over(BOOK).in_force(NEW)] == ["age", "listed", "own"]


def test_a_rule_of_another_kind_with_the_same_id_is_not_replaced():
    city = attrs.evolve(CITY, rules=(rule("age", ListedFrom(5)),))
    both = city.over(BOOK)
    assert both.one(Ages, "age", NEW) is SECOND
    assert both.one(ListedFrom, "age", NEW).value == ListedFrom(5)


def test_the_name_of_a_book_tells_the_books_below_it():
    department = RuleBook("police", "Department", ())
    assert department.over(CITY.over(BOOK)).name == "state+city+police"


def test_laying_a_book_over_another_changes_neither():
    CITY.over(BOOK)
    assert CITY.base is None
    assert BOOK.name == "state"


def test_overlays_can_be_put_together_first():
    both = CITY.over(RuleBook("county", "County", ())).over(BOOK)
    assert both.name == "state+county+city"
