"""Laws of the daytime order: a gap in what is known never counts against a minor."""

from datetime import datetime, timedelta
from pathlib import Path

import attrs
from hypothesis import given
from hypothesis import strategies as st

from sro_core import load_rules
from sro_core.jurisdictions import lay_over
from sro_core.truancy.order import (
    Answer,
    Circumstances,
    DaytimeOrder,
    OrderException,
    School,
    decide,
)
from tests.street import HIGH, calendar

RULES = load_rules("us-ca")
for file in sorted((Path(__file__).parents[2] / "examples" / "orders").glob("*.toml")):
    RULES = lay_over(RULES, file.read_text("utf-8"), file=file.name)
PLACES = [place for rule in RULES.ever(DaytimeOrder) for place in rule.value.places]
EXCEPTIONS = sorted({rule.id for rule in RULES.ever(OrderException)})
QUESTIONS = ["how old are you?", "why are you here?"]

known = st.builds(
    Circumstances,
    at=st.integers(0, 60 * 24 * 14).map(lambda n: datetime(2026, 11, 16) + timedelta(minutes=n)),
    place=st.sampled_from([*PLACES, "Sampleton"]),
    age=st.none() | st.integers(4, 20),
    school=st.none() | st.sampled_from(School),
    calendar=st.sampled_from([None, calendar(HIGH), attrs.evolve(calendar(HIGH), bells={})]),
    claims=st.dictionaries(st.sampled_from(EXCEPTIONS), st.booleans()),
    asked=st.frozensets(st.sampled_from(QUESTIONS)),
)


@given(known)
def test_it_applies_only_where_nothing_is_left_to_ask_or_to_supply(seen):
    found = decide(RULES, seen)
    open_ends = bool(found.to_ask or found.to_supply)
    assert open_ends == (found.answer is Answer.CANNOT_DECIDE)
    if found.answer is Answer.APPLIES:
        order = found.rule.value
        assert set(order.questions) <= seen.asked
        assert seen.age is not None
        assert order.low <= seen.age < order.below
        assert not any(seen.claims.get(id) for id in set(order.exceptions) - {
            "not_in_session", "private_or_home_school"})  # fmt: skip


@given(st.sampled_from(["Los Angeles", "Lynwood", "Cudahy", "Undertown", "Concord"]), st.data())
def test_whatever_is_forgotten_leaves_it_open(place, data):
    """Where it applies, one thing less known makes it undecided: never the other way round."""
    whole = Circumstances(
        datetime(2026, 11, 20, 10, 15), place, 15, School.PUBLIC, calendar(HIGH),
        dict.fromkeys(EXCEPTIONS, False), frozenset(QUESTIONS),
    )  # fmt: skip
    found = decide(RULES, whole)
    assert found.answer is Answer.APPLIES
    given_by_facts = {"not_in_session", "private_or_home_school"}
    asked = sorted(set(found.rule.value.exceptions) - given_by_facts)
    part = data.draw(st.sampled_from(["age", *asked]))
    left = {id: holds for id, holds in whole.claims.items() if id != part}
    less = attrs.evolve(whole, claims=left, age=None if part == "age" else whole.age)
    assert decide(RULES, less).answer is Answer.CANNOT_DECIDE


@given(known, st.sampled_from(EXCEPTIONS))
def test_an_exception_that_holds_never_makes_it_worse(seen, id):
    before = decide(RULES, seen)
    after = decide(RULES, attrs.evolve(seen, claims={**seen.claims, id: True}))
    if before.answer is not Answer.APPLIES:
        assert after.answer is not Answer.APPLIES


@given(known)
def test_every_answer_explains_itself_and_names_its_source(seen):
    found = decide(RULES, seen)
    told = found.explain()
    assert told.startswith(found.answer)
    if found.rule is not None:
        assert found.rule.citations[0].title in told
