"""The audit log is a chain: whatever is done to it shows."""

from datetime import datetime, timedelta

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sro_core.audit import START, AuditEntry, Break, Head, head, verify

TEXT = ("actor", "role", "act", "subject", "purpose")
words = st.text(max_size=8)
entries = st.fixed_dictionaries(
    {
        "at": st.datetimes(),
        **dict.fromkeys(TEXT, words),
        "details": st.lists(st.tuples(words, words), max_size=3),
    }
)


def chain_of(contents):
    made, previous = [], START
    for each in contents:
        made.append(AuditEntry.after(previous, **each))
        previous = made[-1].hash
    return made


chains = st.lists(entries, min_size=1, max_size=6).map(chain_of)
AT = datetime(2026, 11, 20, 8, 30)


def simple(number):
    return chain_of({"at": AT, "actor": "a", "role": "r", "act": f"act {n}"} for n in range(number))


def places(breaks):
    return [each.place for each in breaks]


def test_the_empty_log_holds():
    assert verify(()) == ()
    assert head(()) == Head(0, START)
    assert verify((), head(())) == ()


@given(chains)
def test_an_untouched_log_holds_with_any_head_noted_on_the_way(chain):
    assert verify(chain) == ()
    for count in range(len(chain) + 1):
        assert verify(chain, head(chain[:count])) == ()


@given(chains)
def test_a_log_may_be_streamed(chain):
    assert head(iter(chain)) == Head(len(chain), chain[-1].hash)
    assert verify(iter(chain), head(iter(chain))) == ()


def changed(entry, field, data):
    """The entry with another value in one field."""
    old = getattr(entry, field)
    if field == "at":
        step = st.timedeltas(timedelta(microseconds=1), timedelta(days=400))
        return attrs.evolve(entry, at=AT if old != AT else AT + data.draw(step))
    if field == "details":
        values = st.lists(st.tuples(words, words), max_size=3).map(tuple)
    elif field in ("previous", "hash"):
        values = st.one_of(st.just(START), st.text("0123456789abcdef", min_size=64, max_size=64))
    else:
        values = words
    return attrs.evolve(entry, **{field: data.draw(values.filter(lambda new: new != old))})


@given(chains, st.data())
def test_a_change_of_any_field_of_any_entry_is_found(chain, data):
    number = data.draw(st.integers(0, len(chain) - 1))
    field = data.draw(st.sampled_from([each.name for each in attrs.fields(AuditEntry)]))
    chain[number] = changed(chain[number], field, data)
    found = verify(chain)
    assert number + 1 in places(found)


@given(chains, st.data())
def test_a_changed_entry_with_a_new_hash_is_found_by_the_next_or_by_the_head(chain, data):
    noted = head(chain)
    number = data.draw(st.integers(0, len(chain) - 1))
    forged = changed(chain[number], data.draw(st.sampled_from(["at", "details", *TEXT])), data)
    chain[number] = attrs.evolve(forged, hash=forged.digest())
    assert verify(chain, noted)
    if number + 1 < len(chain):
        assert places(verify(chain)) == [number + 2]


@given(chains, st.data())
def test_any_removal_is_found_with_a_head(chain, data):
    noted = head(chain)
    gone = data.draw(st.integers(0, len(chain) - 1))
    rest = [*chain[:gone], *chain[gone + 1 :]]
    assert verify(rest, noted)
    if gone + 1 < len(chain):
        assert places(verify(rest)) == [gone + 1]


def test_without_a_head_a_cut_end_does_not_show():
    """The reason why a head is noted elsewhere."""
    chain = simple(3)
    assert verify(chain[:2]) == ()
    assert verify(chain[:2], head(chain)) == (Break(3, "1 entries are gone from the end"),)
    assert verify((), head(chain)) == (Break(1, "3 entries are gone from the end"),)


@given(chains.filter(lambda chain: len(chain) > 1), st.data())
def test_any_swap_is_found(chain, data):
    other = data.draw(st.integers(1, len(chain) - 1))
    one = data.draw(st.integers(0, other - 1))
    chain[one], chain[other] = chain[other], chain[one]
    assert one + 1 in places(verify(chain))


@given(chains, entries, st.data())
def test_an_inserted_entry_is_found(chain, content, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    forged = AuditEntry.after(chain[place - 1].hash if place else START, **content)
    assume(forged != chain[place])
    assert places(verify([*chain[:place], forged, *chain[place:]])) == [place + 2]


@given(chains, st.data())
def test_an_entry_told_twice_is_found(chain, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    assert places(verify([*chain[:place], chain[place], *chain[place:]])) == [place + 2]


def test_a_log_written_anew_does_not_contain_the_noted_head():
    noted = head(simple(2))
    anew = chain_of({"at": AT, "actor": "b", "role": "r", "act": f"act {n}"} for n in range(3))
    assert verify(anew) == ()
    assert verify(anew, noted) == (Break(2, "this is not the entry noted in the head"),)


def test_every_break_is_told_with_its_place_and_reason():
    chain = simple(4)
    chain[1] = attrs.evolve(chain[1], act="another")
    del chain[2]
    assert verify(chain) == (
        Break(2, "this entry was changed"),
        Break(3, "an entry before this one was removed, inserted or swapped"),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"actor": "ab", "role": "c"}, {"actor": "a", "role": "bc"}),
        ({"details": [("a", "b"), ("c", "d")]}, {"details": [("c", "d"), ("a", "b")]}),
        ({"details": [("a", "b")]}, {"details": [("a", "b"), ("", "")]}),
        ({"act": "é"}, {"act": "e\u0301"}),
        ({"act": "\\u00e9"}, {"act": "é"}),
    ],
    ids=["where fields end", "order of details", "empty details", "accents", "escapes"],
)
def test_texts_that_look_alike_have_different_hashes(one, other):
    plain = {"at": AT, "actor": "a", "role": "r", "act": "x"}
    (first,), (second,) = chain_of([plain | one]), chain_of([plain | other])
    assert first.hash != second.hash


def test_the_hash_of_an_entry_never_changes_between_releases():
    """Logs outlive the code that wrote them; this one was written by the first release."""
    (entry,) = chain_of(
        [{"at": AT, "actor": "é", "role": "clerk", "act": "read", "details": [("n", "1")]}]
    )
    assert entry.hash == "301f9f5fc628160c8361c9e0fa7bcf18ae799dd74a044fc54b01c94604208e1b"
