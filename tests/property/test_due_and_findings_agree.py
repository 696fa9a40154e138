"""The due list is what the findings ask, item by item, whatever the areas and their order."""

from hypothesis import given
from hypothesis import strategies as st

from sro_core.due import Wanted, due_list, joined
from tests.strategies_due import SITES, areas


def asked(by_area):
    """Every ask as what makes it one item, with its area, status and force."""
    return [
        (each.subject, ask.who, ask.what, ask.due, each.sensitivity, kind, each.code, ask.force)
        for kind, found in by_area.items()
        for each in found
        for ask in each.asks
    ]


def item_key(item):
    return (item.concerns, item.who, item.what, item.due, item.sensitivity)


def listed(by_area):
    return joined(item for kind, found in by_area.items() for item in due_list(kind, found))


@given(areas)
def test_every_ask_is_in_exactly_one_item_and_every_item_is_asked(by_area):
    items, every = listed(by_area), asked(by_area)
    keys = [item_key(each) for each in items]
    assert len(set(keys)) == len(keys)
    assert set(keys) == {each[:5] for each in every}
    for item in items:
        own = [each for each in every if each[:5] == item_key(item)]
        assert item.kind == own[0][5]
        assert set(item.codes) == {each[6] for each in own}
        assert item.force == ("must" if "must" in {each[7] for each in own} else "may")


@given(areas)
def test_each_areas_list_and_the_joined_one_agree_item_by_item(by_area):
    items = {item_key(each): each for each in listed(by_area)}
    for kind, found in by_area.items():
        for own in due_list(kind, found):
            whole = items.pop(item_key(own), None) or next(
                each for each in listed(by_area) if item_key(each) == item_key(own)
            )
            assert set(own.rules) <= set(whole.rules)
            assert set(own.codes) <= set(whole.codes)
    assert items == {}


@given(areas, st.integers(0, 50), st.sampled_from(SITES))
def test_parts_of_the_list_are_its_items_and_nothing_else(by_area, days, site):
    items = listed(by_area)
    soon = Wanted(within=days).cut(items)
    assert list(soon) == [
        each for each in items if each.due and (each.due - each.as_of).days <= days
    ]
    here = Wanted(site=site).cut(items)
    assert [each for each in items if each not in here] == [
        each for each in items if each.concerns.site != site
    ]


@given(areas, st.randoms())
def test_the_order_of_areas_changes_no_item_but_for_the_name_of_the_area(by_area, random):
    kinds = list(by_area.items())
    random.shuffle(kinds)
    again = listed(dict(kinds))
    assert [item_key(each) for each in again] == [item_key(each) for each in listed(by_area)]
