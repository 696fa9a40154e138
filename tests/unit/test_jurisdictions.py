"""The shipped books: dated, cited, and loadable; and how local policy is laid over one."""

from datetime import date

import pytest

from sro_core import BadRules, Unknown, lay_over, load_rules, shipped
from sro_core.citations import Citation, Standing
from sro_core.permissions import Clearance, Denial, Grant
from sro_core.truancy.criteria import Criterion, ListedFrom
from sro_core.truancy.policy import check_references, policy_on
from sro_core.truancy.submission import ShrinkLimit

BOOKS = {id: load_rules(id) for id in shipped()}
RULES = [
    pytest.param(rule, id=f"{id}:{rule.id}@{rule.effective.start}")
    for id, book in BOOKS.items()
    for rule in book.rules
]
LISTED = """\
[[listed_from]]
id = "percentages_listed_from"
says = "percentages reach the due list from 30 enrolled days on"
cites = ["local: due list"]
from = 2026-07-01
enrolled_days = 30
"""


def test_three_books_are_shipped():
    assert shipped() == ("us-ca", "us-tx", "us-wa")


@pytest.mark.parametrize("id", shipped())
def test_every_book_loads_and_carries_its_own_id(id):
    assert BOOKS[id].id == id
    assert BOOKS[id].title


@pytest.mark.parametrize("id", ["us-zz", "", "..", "US-CA", "us-ca/book.toml"])
def test_a_book_that_is_not_shipped_is_unknown(id):
    with pytest.raises(Unknown, match="rule book"):
        load_rules(id)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_where_it_is_written_and_who_read_it_when(rule):
    assert rule.citations
    for cited in rule.citations:
        assert isinstance(cited, Citation)
        assert cited.title
        local = cited.standing is Standing.LOCAL
        assert cited.link.startswith("docs/" if local else "https://")
        assert isinstance(cited.checked, date)
        assert cited.checked >= date(2026, 1, 1)
        assert isinstance(cited.standing, Standing)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_one_sentence_with_a_first_day(rule):
    assert rule.says.strip() == rule.says
    assert rule.says
    assert not rule.says.endswith(".")
    assert rule.effective.start is not None


@pytest.mark.parametrize("rule", RULES)
def test_nothing_that_nobody_has_read_is_shipped_without_saying_so(rule):
    """What nobody has read is marked in the standing, which every explanation prints."""
    assert all(cited.standing is not Standing.NOT_READ for cited in rule.citations)


@pytest.mark.parametrize("id", shipped())
def test_the_references_of_a_book_hold_on_every_date(id):
    check_references(BOOKS[id])


@pytest.mark.parametrize("id", shipped())
def test_a_book_has_a_policy_on_every_date_on_which_it_changes(id):
    for day in BOOKS[id].turning_points():
        policy = policy_on(BOOKS[id], day)
        assert set(policy.criteria).isdisjoint(policy.not_in_force)


@pytest.mark.parametrize("id", shipped())
def test_no_two_rules_of_one_kind_and_id_hold_on_one_date(id):
    rules = BOOKS[id].rules
    for index, rule in enumerate(rules):
        for other in rules[:index]:
            if type(rule.value) is type(other.value) and rule.id == other.id:
                assert rule.effective.meet(other.effective) is None


@pytest.mark.parametrize("id", shipped())
def test_who_may_do_what_and_how_far_an_import_may_shrink_is_the_same_in_every_book(id):
    kinds = (Grant, Denial, Clearance, ShrinkLimit)
    assert [BOOKS[id].ever(kind) for kind in kinds] == [BOOKS["us-ca"].ever(kind) for kind in kinds]
    assert all(BOOKS[id].ever(kind) for kind in kinds)


def test_rules_that_books_share_name_the_file_in_which_they_stand():
    rule = BOOKS["us-tx"].one(ShrinkLimit, "shrink", date(2026, 9, 1))
    assert rule.place[0] == "us/access.toml"
    own = BOOKS["us-tx"].all(Criterion, date(2026, 9, 1))
    assert {each.place[0] for each in own} == {"us-tx/truancy.toml"}


def test_the_statuses_of_california_are_four():
    ids = [rule.id for rule in BOOKS["us-ca"].all(Criterion, date(2026, 9, 1))]
    assert ids == ["truant", "habitual_truant", "chronic_truant", "chronic_absentee"]


@pytest.mark.parametrize(
    ("on", "id"),
    [
        (date(2009, 12, 31), "us-ca"),
        (date(2010, 1, 1), "us-ca@2010-01-01"),
        (date(2010, 10, 18), "us-ca@2010-01-01"),
        (date(2010, 10, 19), "us-ca@2010-10-19"),
        (date(2026, 9, 1), "us-ca@2011-01-01"),
    ],
)
def test_a_policy_is_named_by_its_book_and_the_latest_start_among_the_rules_that_judge(on, id):
    assert policy_on(BOOKS["us-ca"], on).id == id


def test_local_policy_replaces_a_rule_from_its_date_on():
    book = lay_over(BOOKS["us-ca"], LISTED, file="ours.toml")
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert [rule.value.enrolled_days for rule in book.all(ListedFrom, before)] == [20]
    assert [rule.value.enrolled_days for rule in book.all(ListedFrom, after)] == [30]


def test_local_policy_leaves_the_book_below_as_it_is():
    lay_over(BOOKS["us-ca"], LISTED, file="ours.toml")
    assert BOOKS["us-ca"].all(ListedFrom, date(2026, 9, 1))[0].value.enrolled_days == 20


def test_local_policy_without_a_name_is_called_by_its_file():
    assert lay_over(BOOKS["us-ca"], LISTED, file="ours.toml").name == "us-ca+ours.toml"


def test_local_policy_can_be_laid_over_local_policy():
    city = lay_over(BOOKS["us-ca"], 'id = "city"\n' + LISTED, file="city.toml")
    both = lay_over(city, 'id = "school"\n' + LISTED.replace("30", "40"), file="school.toml")
    assert both.name == "us-ca+city+school"
    assert both.all(ListedFrom, date(2026, 9, 1))[0].value.enrolled_days == 40


def test_local_policy_may_only_cite_what_the_books_cite_or_it_brings():
    with pytest.raises(BadRules, match="no \\[\\[citation\\]\\]"):
        lay_over(BOOKS["us-tx"], LISTED, file="ours.toml")
