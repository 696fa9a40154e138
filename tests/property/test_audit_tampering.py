"""Whatever is done to the audit log shows, and the break names the spot or the one beside it."""

from datetime import datetime, timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from sro_core import DistrictId
from sro_core.audit import START, AuditEntry, Head, Matter, head_of, verify

EC = DistrictId("EC")
AT = datetime(2026, 11, 20, 8, 30)
words = st.text(max_size=8)
pairs = st.lists(st.tuples(words, words), max_size=3).map(tuple)
matters = st.builds(Matter, words, words, pairs, words)
contents = st.fixed_dictionaries(
    {
        "at": st.datetimes(),
        **dict.fromkeys(("actor", "role", "act", "site"), words),
        "matter": matters,
        "clears": st.lists(st.integers(1, 6), max_size=2).map(tuple),
    }
)


def chain_of(contents):
    made, head = [], Head(EC)
    for each in contents:
        made.append(AuditEntry.after(head, **each))
        head = made[-1].head
    return made


chains = st.lists(contents, min_size=1, max_size=6).map(chain_of)
FIELDS = [each.name for each in attrs.fields(AuditEntry)]
OF_MATTER = [each.name for each in attrs.fields(Matter)]


def spot(data, chain, first=0):
    return data.draw(st.integers(first, len(chain) - 1), label="spot")


def near(breaks, place):
    """There is a break at the place or beside it, and none before that."""
    found = [each.place for each in breaks]
    return bool(found) and abs(min(found) - place) <= 1


def other_values(name, old):
    """Values of a field that are not the one it has."""
    if name == "at":
        step = st.timedeltas(timedelta(microseconds=1), timedelta(days=400))
        return step.map(lambda by: AT + by) | st.just(AT)
    if name == "matter":
        return matters
    if name in ("details", "clears"):
        return pairs if name == "details" else st.lists(st.integers(1, 9), max_size=3).map(tuple)
    if name == "place":
        return st.integers(0, 9)
    if name in ("previous", "hash", "sealed"):
        return st.just(START) | st.text("0123456789abcdef", min_size=64, max_size=64)
    return words


def changed(data, record, names):
    name = data.draw(st.sampled_from(names), label="field")
    old = getattr(record, name)
    new = data.draw(other_values(name, old).filter(lambda value: value != old), label="value")
    return attrs.evolve(record, **{name: new})


@given(chains)
def test_an_untouched_log_holds_with_any_heads_noted_on_the_way(chain):
    heads = [head_of(EC, chain[:count]) for count in range(len(chain) + 1)]
    assert verify(EC, chain) == ()
    assert verify(EC, iter(chain), iter(heads)) == ()
    assert heads[-1] == Head(EC, len(chain), chain[-1].hash)


@given(chains, st.data())
def test_a_change_of_any_field_of_any_entry_is_found(chain, data):
    """A store gives entries in the order of their places, whatever these have become."""
    noted = chain[-1].head
    number = spot(data, chain)
    chain[number] = changed(data, chain[number], FIELDS)
    breaks = verify(EC, sorted(chain, key=lambda each: each.place), [noted])
    assert any(abs(each.place - (number + 1)) <= 1 for each in breaks)


@given(chains, st.data())
def test_a_change_of_any_field_but_the_place_is_told_at_the_very_entry(chain, data):
    number = spot(data, chain)
    names = [name for name in FIELDS if name != "place"]
    chain[number] = changed(data, chain[number], names)
    assert min(each.place for each in verify(EC, chain)) == number + 1


@given(chains, st.data())
def test_a_change_of_any_field_of_any_matter_is_found_and_nothing_else_is_blamed(chain, data):
    number = spot(data, chain)
    forged = changed(data, chain[number].matter, OF_MATTER)
    chain[number] = attrs.evolve(chain[number], matter=forged)
    assert [each.place for each in verify(EC, chain)] == [number + 1]


@given(chains, st.data())
def test_a_changed_entry_with_a_new_hash_is_found_by_the_next_or_by_the_head(chain, data):
    noted = chain[-1].head
    number = spot(data, chain)
    names = ("at", "actor", "role", "act", "site", "clears", "sealed")
    forged = changed(data, attrs.evolve(chain[number], matter=None), names)
    forged = attrs.evolve(forged, matter=chain[number].matter)
    chain[number] = attrs.evolve(forged, hash=forged.digest())
    assert near(verify(EC, chain, [noted]), number + 1)


@given(chains, matters, st.data())
def test_a_matter_that_was_sealed_anew_is_found_by_the_next_or_by_the_head(chain, matter, data):
    noted = chain[-1].head
    number = spot(data, chain)
    assume(matter.digest() != chain[number].sealed)
    forged = attrs.evolve(chain[number], matter=matter, sealed=matter.digest())
    chain[number] = attrs.evolve(forged, hash=forged.digest())
    assert near(verify(EC, chain, [noted]), number + 1)


@given(chains, st.data())
def test_a_removed_entry_is_found_with_a_head_the_last_one_too(chain, data):
    noted = chain[-1].head
    gone = spot(data, chain)
    rest = [*chain[:gone], *chain[gone + 1 :]]
    assert [each.place for each in verify(EC, rest, [noted])] == [gone + 1]
    if gone + 1 < len(chain):
        assert [each.place for each in verify(EC, rest)] == [gone + 1]


@given(chains.filter(lambda chain: len(chain) > 1), st.data())
def test_a_removed_entry_is_found_though_the_rest_is_numbered_anew(chain, data):
    """Who does not write every later hash anew breaks each entry whose place he changes."""
    gone = data.draw(st.integers(0, len(chain) - 2))
    moved = [attrs.evolve(each, place=each.place - 1) for each in chain[gone + 1 :]]
    assert near(verify(EC, [*chain[:gone], *moved], [chain[-1].head]), gone + 1)


@given(chains, st.data())
def test_a_cut_end_is_found_with_a_head_whatever_is_left(chain, data):
    left = spot(data, chain)
    breaks = verify(EC, chain[:left], [chain[-1].head])
    assert [each.place for each in breaks] == [left + 1]


@given(chains.filter(lambda chain: len(chain) > 1), st.data())
def test_swapped_entries_are_found(chain, data):
    other = spot(data, chain, first=1)
    one = data.draw(st.integers(0, other - 1))
    chain[one], chain[other] = chain[other], chain[one]
    assert near(verify(EC, chain), one + 1)


@given(chains, contents, st.data())
def test_an_inserted_entry_is_found_and_the_rest_is_not_blamed(chain, content, data):
    number = spot(data, chain)
    forged = AuditEntry.after(head_of(EC, chain[:number]), **content)
    assume(forged != chain[number])
    breaks = verify(EC, [*chain[:number], forged, *chain[number:]])
    assert [each.place for each in breaks] == [number + 1]


@given(chains, contents, st.data())
def test_an_entry_inserted_with_any_place_is_found(chain, content, data):
    number = spot(data, chain)
    before = Head(EC, data.draw(st.integers(0, 8)), data.draw(st.sampled_from(chain)).hash)
    forged = AuditEntry.after(before, **content)
    assume(forged not in chain)
    assert verify(EC, [*chain[:number], forged, *chain[number:]], [chain[-1].head])


@given(chains, st.data())
def test_an_entry_told_twice_is_found_and_the_rest_is_not_blamed(chain, data):
    number = spot(data, chain)
    breaks = verify(EC, [*chain[:number], chain[number], *chain[number:]])
    assert [each.place for each in breaks] == [number + 1]


@given(chains, contents)
def test_an_entry_added_behind_the_head_is_no_break_of_the_chain(chain, content):
    """Which is why the head that is kept apart is held against the number of entries too."""
    added = AuditEntry.after(chain[-1].head, **content)
    assert verify(EC, [*chain, added], [chain[-1].head]) == ()


def bare(chain, places):
    return [attrs.evolve(each, matter=None) if each.place in places else each for each in chain]


plain = contents.map(lambda content: content | {"clears": ()})
plain_chains = st.lists(plain, min_size=1, max_size=6).map(chain_of)


@given(plain_chains, st.data())
def test_matter_that_went_without_an_entry_is_found_at_its_very_place(chain, data):
    places = data.draw(st.sets(st.integers(1, len(chain)), min_size=1))
    broken = verify(EC, bare(chain, places), [chain[-1].head])
    assert [each.place for each in broken] == sorted(places)


@given(plain_chains, contents, st.data())
def test_matter_that_went_with_an_entry_leaves_the_chain_whole(chain, content, data):
    places = data.draw(st.sets(st.integers(1, len(chain)), min_size=1))
    told = AuditEntry.after(chain[-1].head, **(content | {"clears": tuple(places)}))
    assert verify(EC, [*bare(chain, places), told], [told.head]) == ()


@given(plain_chains, contents, st.data())
def test_matter_that_an_entry_does_not_name_is_found_though_it_names_others(chain, content, data):
    places = data.draw(st.sets(st.integers(1, len(chain)), min_size=1))
    silent = data.draw(st.sampled_from(sorted(places)))
    named = tuple(places - {silent})
    told = AuditEntry.after(chain[-1].head, **(content | {"clears": named}))
    broken = verify(EC, [*bare(chain, places), told], [told.head])
    assert [each.place for each in broken] == [silent]


@given(plain_chains, st.data())
def test_a_cleared_entry_is_as_tamper_proof_as_any(chain, data):
    number = spot(data, chain)
    told = AuditEntry.after(
        chain[-1].head, at=AT, actor="a", role="r", act="x", site="", clears=(number + 1,)
    )
    cleared = [*bare(chain, {number + 1}), told]
    names = [name for name in FIELDS if name not in ("matter", "place")]
    cleared[number] = changed(data, cleared[number], names)
    assert near(verify(EC, cleared), number + 1)
