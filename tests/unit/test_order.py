"""What an order may not be, and how its answer explains itself."""

from datetime import datetime, time

import pytest

from sro_core import BadRules, BadValue, load_rules
from sro_core.jurisdictions import lay_over
from sro_core.truancy.order import (
    Circumstances,
    DaytimeOrder,
    Hours,
    LadderStep,
    OrderException,
    decide,
    order_at,
)

ORDER = """
id = "o"
[[citation]]
key = "o"
title = "Order 1"
link = "x"
checked = 2026-11-23
standing = "local policy"
[[daytime_order]]
id = "one"
says = "no minor in the plaza"
cites = ["o"]
from = 2026-09-01
places = ["Sampleton"]
exceptions = ["{exception}"]
"""


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"places": ()}, "holds nowhere"),
        ({"hours": Hours.FIXED}, "fixed hours have a start and an end"),
        ({"hours": Hours.OWN_SCHOOL, "start": time(8), "end": time(9)}, "others none"),
        ({"hours": Hours.FIXED, "start": time(9), "end": time(8)}, "not after the start"),
        ({"ladder": (LadderStep(2, "fine"),)}, "name each once"),
    ],
)
def test_an_order_that_could_never_be_applied_is_refused(settings, what):
    with pytest.raises(BadValue, match=what):
        DaytimeOrder(**({"places": ("Sampleton",)} | settings))


def test_an_exception_that_no_book_has_is_refused_with_its_line():
    with pytest.raises(BadRules) as refused:
        lay_over(load_rules("us-ca"), ORDER.format(exception="good_mood"), file="o.toml")
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.key) == ("o.toml", 9, "exceptions")
    assert "with_adult" in problem.says


def test_an_order_holds_on_its_first_day_and_not_the_day_before():
    rules = lay_over(load_rules("us-ca"), ORDER.format(exception="errand"), file="o.toml")
    assert order_at(rules, "Sampleton", datetime(2026, 9, 1).date()).id == "one"
    assert order_at(rules, "Sampleton", datetime(2026, 8, 31).date()) is None
    assert order_at(rules, "Elsewhere", datetime(2026, 9, 1).date()) is None


def test_an_answer_names_what_is_missing_and_where_it_is_written():
    rules = lay_over(load_rules("us-ca"), ORDER.format(exception="errand"), file="o.toml")
    told = decide(rules, Circumstances(datetime(2026, 9, 1, 10), "Sampleton")).explain()
    assert told.splitlines()[0] == "cannot decide: the order as supplied leaves it open"
    assert "  to supply: the ages it is for" in told
    assert "  to ask: are you on an emergency errand for a parent or guardian?" in told
    assert told.endswith("Order 1 (local policy)")


def test_the_words_never_tell_anybody_to_hold_a_minor():
    says = [rule.says for rule in load_rules("us-ca").ever(OrderException)]
    assert not any(word in each for each in says for word in ("detain", "arrest", "truant"))
