"""What a contact may not be: a stop without facts, texts that name somebody, unfit codes."""

from datetime import date, datetime

import attrs
import pytest

from sro_core import BadRules, BadValue, load_rules
from sro_core.contacts.contact import Check, Contact, ContactKind, Disposition, DueNow, Place
from sro_core.contacts.custody import Custody, check_delivery
from sro_core.contacts.narratives import check_narrative
from sro_core.contacts.stop_data import StopCode, StopData, check_stop_data
from sro_core.jurisdictions import KINDS, lay_over
from tests.street import NOW, O1, PLAZA, RULES, SEEN

PLAIN = Contact(id="c", officer=O1, at=NOW, place=PLAZA, seen=SEEN)
POSITIVE = Contact(id="p", kind=ContactKind.POSITIVE, officer=O1, at=NOW, place=PLAZA, heads=12)


@pytest.mark.parametrize("seen", [(), ("",), ("  ", "\t")])
def test_without_a_fact_seen_before_it_there_is_no_contact(seen):
    with pytest.raises(BadValue, match="a look-up never supplies it"):
        attrs.evolve(PLAIN, seen=seen)


@pytest.mark.parametrize(
    "more",
    [
        {"student": "S-00001"},
        {"checks": (Check(NOW, DueNow.ASK, False),)},
        {"dispositions": frozenset({Disposition.COUNSELED})},
        {"custody": Custody(NOW)},
        {"stop": StopData(reason=5, assignment=8)},
        {"heads": 0},
    ],
)
def test_a_positive_contact_names_nobody_enforces_nothing_and_counts_heads(more):
    with pytest.raises(BadValue):
        attrs.evolve(POSITIVE, **more)


def test_a_field_contact_counts_no_heads():
    with pytest.raises(BadValue, match="only positive contacts count heads"):
        attrs.evolve(PLAIN, heads=3)


def test_a_place_has_a_name_and_an_area():
    with pytest.raises(BadValue):
        Place("plaza", " ")


@pytest.mark.parametrize(
    "text",
    [
        "wrote to ana@home.example about it",
        "call 510-555-0100 again",
        "call (510) 555 0100 again",
        "born 2011-03-04, he said",
        "born 3/4/2011, he said",
        "born March 4, 2011, he said",
        "born 4 March 2011, he said",
        "badge of school: 0012345",
        "the school's number S-00004",
    ],
)
def test_identifiers_that_have_a_form_are_refused_everywhere(text):
    with pytest.raises(BadValue, match="name nobody"):
        check_narrative(text, what="narrative")
    for more in ({"narrative": text}, {"seen": (text,)}, {"mistaken": text}):
        with pytest.raises(BadValue):
            attrs.evolve(PLAIN, **more)


@pytest.mark.parametrize(
    "text",
    [
        "two minors at 10:15 at the plaza, unit 12, walked to school in 20 minutes",
        "gate B-12; about 3 of 15; order 2010-02",
        "x" * 250,
    ],
)
def test_ordinary_words_and_numbers_pass(text):
    check_narrative(text, what="narrative", names=["Ana", "S-00001"])


def test_250_characters_are_the_most():
    with pytest.raises(BadValue, match="251 characters"):
        check_narrative("x" * 251, what="narrative")


@pytest.mark.parametrize(
    "text", ["met ANA there", "Peñón said so", "penon said it", "mary jane, she"]
)
def test_a_name_is_found_in_any_case_without_accents_and_in_two_words(text):
    with pytest.raises(BadValue, match="a name or id by which the student is known") as refused:
        check_narrative(text, what="narrative", names=["Ana", "Peñón", "Mary Jane"])
    assert "Ana" not in str(refused.value)


def test_a_name_inside_another_word_is_no_name():
    check_narrative("bananas at the stand", what="narrative", names=["Ana", "", "X"])


def test_custody_ends_after_it_began_and_with_somebody():
    with pytest.raises(BadValue, match="before it began"):
        Custody(NOW, None, "school", datetime(2026, 11, 20, 10, 14))
    with pytest.raises(BadValue, match="both whom and when"):
        Custody(NOW, None, "school")
    check_delivery(RULES, Custody(NOW))
    check_delivery(RULES, Custody(NOW, None, "parent", NOW))
    with pytest.raises(BadValue, match="counselor, parent, school, youth_service"):
        check_delivery(RULES, Custody(NOW, None, "a friend", NOW))


def codes(on=date(2026, 11, 20), **more):
    check_stop_data(RULES, StopData(**({"reason": 5, "assignment": 8} | more)), on)


def test_a_sweep_in_the_street_is_reason_5_without_the_student_flag():
    codes(results=frozenset({7, 8, 9, 14}), race=frozenset({3, 7}), gender=2)


def test_everything_that_does_not_fit_is_told_at_once():
    with pytest.raises(BadValue) as refused:
        codes(reason=7, results=frozenset({12, 99}))
    told = str(refused.value)
    assert "reason 7" in told
    assert "result 12" in told
    assert "result 99 is no code in force" in told


def test_the_student_flag_stands_only_at_a_school():
    with pytest.raises(BadValue, match="only for a contact at a school"):
        codes(student=True)
    codes(reason=7, student=True, school="07617960000001", results=frozenset({12, 13}),
          disability=frozenset({7}))  # fmt: skip


def test_a_consensual_encounter_counts_only_with_a_search():
    with pytest.raises(BadValue, match="basis of the search"):
        codes(reason=6)
    codes(reason=6, search=frozenset({13}), student=True, school="07617960000001")


def test_every_code_of_the_state_is_dated_and_holds_from_its_first_day():
    for rule in RULES.ever(StopCode):
        first = rule.effective.start
        held = {each.id for each in RULES.all(StopCode, first)}
        before = {each.id for each in RULES.all(StopCode, date.fromordinal(first.toordinal() - 1))}
        assert rule.id in held
        assert rule.id not in before


FIELD_KINDS = ("order_exception", "small_cells", "checks_limit", "sweep_duty", "barred_partner",
               "delivery", "telling", "stop_code", "sealing", "record_category")  # fmt: skip


@pytest.mark.parametrize("name", FIELD_KINDS)
def test_a_rule_of_the_field_holds_on_its_first_day_and_not_the_day_before(name):
    kind, rules = KINDS[name], load_rules("us-ca")
    assert rules.ever(kind)
    for rule in rules.ever(kind):
        first = rule.effective.start
        assert rules.one(kind, rule.id, first) is not None
        assert rules.one(kind, rule.id, date.fromordinal(first.toordinal() - 1)) is None


def grant(permission, role):
    return f"""
id = "o"
[[citation]]
key = "o"
title = "Policy"
link = "x"
checked = 2026-11-23
standing = "local policy"
[[permission]]
id = "wide"
says = "everybody"
cites = ["o"]
from = 2026-09-01
permission = "{permission}"
roles = ["{role}"]
"""


@pytest.mark.parametrize(
    "permission", ["record a contact", "read contacts", "decide what becomes of a police record"]
)
@pytest.mark.parametrize("role", ["clerk", "administrator", "district", "auditor", "public"])
def test_no_book_opens_records_of_the_police_to_others(permission, role):
    with pytest.raises(BadRules, match=r"not the school's to open|a named person decides"):
        lay_over(load_rules("us-ca"), grant(permission, role), file="o.toml")
