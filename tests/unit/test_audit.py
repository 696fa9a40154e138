"""The audit log is a chain: what an entry holds, where the chain breaks, and what may go."""

from datetime import datetime

import attrs
import pytest

from sro_core import BadValue, DistrictId, Sensitivity
from sro_core.audit import START, AuditEntry, Break, Head, Matter, head_of, verify

AT = datetime(2026, 11, 20, 8, 30)
EC = DistrictId("EC")
FIELDS = {"at": AT, "actor": "a", "role": "r", "act": "x", "site": "HIGH"}


def chain_of(contents, district=EC):
    made, head = [], Head(district)
    for each in contents:
        made.append(AuditEntry.after(head, **(FIELDS | {"matter": Matter()} | each)))
        head = made[-1].head
    return made


def simple(number, **more):
    return chain_of({"act": f"act {n}"} | more for n in range(1, number + 1))


def test_the_empty_log_holds():
    assert verify(EC, ()) == ()
    assert head_of(EC, ()) == Head(EC, 0, START)
    assert verify(EC, (), [Head(EC)]) == ()


def test_each_entry_has_its_place_and_follows_the_one_before():
    one, two, three = simple(3)
    assert [each.place for each in (one, two, three)] == [1, 2, 3]
    assert (one.previous, two.previous, three.previous) == (START, one.hash, two.hash)
    assert {each.district for each in (one, two, three)} == {EC}
    assert three.head == Head(EC, 3, three.hash) == head_of(EC, (one, two, three))
    assert verify(EC, (one, two, three), [three.head]) == ()


def test_an_entry_tells_what_it_was_about_as_long_as_that_is_there():
    (entry,) = chain_of([{"matter": Matter("S-1", "daily review", (("rows", "7"),), "salt")}])
    assert (entry.subject, entry.purpose) == ("S-1", "daily review")
    assert entry.details == (("rows", "7"),)
    bare = attrs.evolve(entry, matter=None)
    assert (bare.subject, bare.purpose, bare.details) == ("", "", ())


def test_an_entry_without_matter_is_about_nobody():
    (entry,) = chain_of([{"matter": None}])
    assert entry.matter == Matter()


def test_only_the_matter_says_something_of_a_minor():
    tagged = {
        each.name: each.metadata["sensitivity"]
        for each in attrs.fields(AuditEntry)
        if "sensitivity" in each.metadata
    }
    assert tagged == {"matter": Sensitivity.JUVENILE}


def test_the_salt_of_a_matter_is_not_printed():
    assert "pepper" not in repr(Matter("S-1", salt="pepper"))


def test_the_same_matter_with_another_salt_is_sealed_otherwise():
    """Else anybody could try the ids of all students against what is left of a cleared entry."""
    one, other = (
        chain_of([{"matter": Matter("S-1", salt=salt)}])[0] for salt in ("pepper", "salt")
    )
    assert one.sealed != other.sealed


# --- taking matter away


def cleared(chain, *places):
    return [attrs.evolve(each, matter=None) if each.place in places else each for each in chain]


def test_matter_may_be_taken_away_where_a_later_entry_says_so():
    chain = simple(3, matter=Matter("S-1", "why", salt="s"))
    last = AuditEntry.after(chain[-1].head, **FIELDS, matter=Matter(), clears=(1, 3))
    assert verify(EC, [*cleared(chain, 1, 3), last], [last.head]) == ()


def test_matter_that_is_gone_without_an_entry_that_says_so_is_told():
    chain = simple(3, matter=Matter("S-1", "why", salt="s"))
    says = "what it was about was taken away, and no later entry says so"
    assert verify(EC, cleared(chain, 2)) == (Break(2, says),)


def test_an_earlier_entry_cannot_say_that_matter_was_taken_away():
    first = AuditEntry.after(Head(EC), **FIELDS, matter=Matter(), clears=(1, 2))
    second = AuditEntry.after(first.head, **FIELDS, matter=Matter("S-1"), clears=(2,))
    assert [each.place for each in verify(EC, cleared([first, second], 1, 2))] == [1, 2]


def test_an_entry_may_say_that_matter_goes_which_is_still_there():
    """A backup from before it went, held against the log of today, is not broken by that."""
    chain = simple(2)
    last = AuditEntry.after(chain[-1].head, **FIELDS, matter=Matter(), clears=(1,))
    assert verify(EC, [*chain, last]) == ()


# --- what is broken


def test_a_changed_entry_and_a_changed_matter_are_told_alike():
    chain = simple(3, matter=Matter("S-1", "why", salt="s"))
    other = attrs.evolve(chain[1], matter=Matter("S-2", "why", salt="s"))
    assert verify(EC, [chain[0], other, chain[2]]) == (Break(2, "this entry was changed"),)
    other = attrs.evolve(chain[1], actor="b")
    assert verify(EC, [chain[0], other, chain[2]]) == (Break(2, "this entry was changed"),)


def test_an_entry_of_another_district_does_not_belong_there():
    chain = simple(2)
    (foreign,) = chain_of([{}], district=DistrictId("other"))
    assert Break(1, "this entry was changed") in verify(EC, [foreign])
    assert verify(DistrictId("other"), chain)


def test_without_a_head_a_cut_end_does_not_show():
    """The reason why a head is noted elsewhere."""
    chain = simple(3)
    head = chain[-1].head
    assert verify(EC, chain[:2]) == ()
    assert verify(EC, chain[:2], [head]) == (Break(3, "1 entry is gone from the end"),)
    assert verify(EC, (), [head]) == (Break(1, "3 entries are gone from the end"),)


def test_a_log_written_anew_does_not_contain_the_noted_head():
    noted = simple(2)[-1].head
    anew = simple(3, actor="b")
    assert verify(EC, anew) == ()
    assert verify(EC, anew, [noted]) == (Break(2, "this is not the entry noted in the head"),)


def test_a_head_of_no_entries_is_the_beginning_of_every_chain_and_no_other():
    entries = simple(2)
    assert verify(EC, entries, [Head(EC)]) == ()
    assert verify(EC, entries, [Head(EC, 0, "f" * 64)]) == (
        Break(1, "no chain begins with the head that was noted"),
    )


def test_every_noted_head_must_be_there():
    chain = simple(3)
    heads = [Head(EC), *(each.head for each in chain)]
    assert verify(EC, chain, heads) == ()
    forged = Head(EC, 2, "f" * 64)
    assert [each.place for each in verify(EC, chain, [*heads, forged])] == [2]


def test_removed_entries_are_told_with_their_place_and_number():
    chain = simple(5)
    assert verify(EC, chain[1:]) == (
        Break(1, "1 entry is missing here: removed, or the rest moved"),
    )
    assert verify(EC, [chain[0], *chain[3:]]) == (
        Break(2, "2 entries are missing here: removed, or the rest moved"),
    )


def test_an_inserted_entry_is_told_once_and_the_rest_is_not_blamed():
    chain = simple(5)
    forged = AuditEntry.after(chain[1].head, **FIELDS, matter=Matter())
    taken = Break(3, "this entry was inserted: its place is taken")
    assert verify(EC, [*chain[:2], forged, *chain[2:]], [chain[-1].head]) == (taken,)


def test_an_entry_inserted_with_a_place_long_taken_is_told_with_it_and_where_it_stands():
    chain = simple(5)
    forged = AuditEntry.after(chain[0].head, **FIELDS, matter=Matter())
    assert verify(EC, [*chain[:4], forged, chain[4]], [chain[-1].head]) == (
        Break(2, "this entry was inserted: its place is taken"),
        Break(5, "it does not follow the entry before it: one was changed, inserted or swapped"),
    )


def test_an_entry_told_twice_is_found_once():
    chain = simple(5)
    taken = Break(3, "this entry was inserted: its place is taken")
    assert verify(EC, [*chain[:3], *chain[2:]]) == (taken,)


def test_every_break_is_told_with_its_place_and_reason():
    chain = simple(4)
    chain[1] = attrs.evolve(chain[1], act="another")
    del chain[2]
    assert verify(EC, chain) == (
        Break(2, "this entry was changed"),
        Break(3, "1 entry is missing here: removed, or the rest moved"),
    )


def test_an_entry_that_was_written_anew_is_told_by_the_next_one():
    chain = simple(3)
    chain[1] = AuditEntry.after(chain[0].head, **(FIELDS | {"actor": "b"}), matter=Matter())
    says = "it does not follow the entry before it: one was changed, inserted or swapped"
    assert verify(EC, chain) == (Break(3, says),)


# --- text that is hashed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"actor": "ab", "role": "c"}, {"actor": "a", "role": "bc"}),
        ({"site": "HIGH", "act": ""}, {"site": "", "act": "HIGH"}),
        ({"clears": (1, 2)}, {"clears": (12,)}),
        ({"act": "é"}, {"act": "e\u0301"}),
        ({"act": "\\u00e9"}, {"act": "é"}),
        (
            {"matter": Matter(details=(("a", "b"), ("c", "d")))},
            {"matter": Matter(details=(("c", "d"), ("a", "b")))},
        ),
        (
            {"matter": Matter(details=(("a", "b"),))},
            {"matter": Matter(details=(("a", "b"), ("", "")))},
        ),
        ({"matter": Matter("ab", "c")}, {"matter": Matter("a", "bc")}),
        ({"matter": Matter("", salt="s")}, {"matter": Matter("s")}),
    ],
    ids=[
        "where fields end",
        "which field",
        "which places",
        "accents",
        "escapes",
        "order of details",
        "empty details",
        "where the matter's fields end",
        "salt is no subject",
    ],
)
def test_texts_that_look_alike_have_different_hashes(one, other):
    (first,), (second,) = chain_of([one]), chain_of([other])
    assert first.hash != second.hash


def test_the_hash_of_an_entry_never_changes_between_releases():
    """Logs outlive the code that wrote them."""
    matter = Matter("S-1", "é", (("n", "1"),), "salt")
    (entry,) = chain_of([{"actor": "é", "matter": matter, "clears": (7,)}])
    assert entry.sealed == "395622d9cdae068455c9cd89a3d3f2b309b8417a7dbe67c44865f1729dd30293"
    assert entry.hash == "196fb33cfa31ecd8ac5f61a63dd4c0a81d457a84e9ac2a81aeb78039732b5680"


# --- heads on paper


def test_a_head_is_read_as_it_was_printed():
    head = simple(3)[-1].head
    assert str(head) == f"3:{head.hash}"
    assert Head.read("EC", str(head)) == head
    assert Head.read("EC", f"  {head}\n") == head
    assert Head.read("EC", str(Head(EC))) == Head(EC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "3",
        "3:",
        f"x:{'f' * 64}",
        f"-1:{'f' * 64}",
        f"²:{'f' * 64}",
        f"3:{'f' * 63}",
        f"3:{'f' * 65}",
        f"3:{'g' * 64}",
        f"3:{'F' * 64}",
        f"3:{'f' * 64}:",
    ],
)
def test_what_is_no_head_is_refused_with_its_form(text):
    with pytest.raises(BadValue, match="COUNT:HASH"):
        Head.read("EC", text)
