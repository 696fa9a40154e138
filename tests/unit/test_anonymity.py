"""Short notes name nobody: what looks like a person is refused, and plain notes pass."""

import pytest

from sro_core import BadValue
from sro_core.safety.anonymity import refuse_persons, why_not_anonymous


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("spoke with Jordan Testperson", "a name"),
        ("spoke with Jordan", "a name"),
        ("mother of Juan came", "a name"),
        ("José García", "a name"),
        ("MARIA TESTPERSON", "a name"),
        ("Mr. Testperson", "a name"),
        ("J. Testperson", "a name"),
        ("O'Brien Kelly", "a name"),
        ("Jordan, Kim and others", "a name"),
        ("write to someone@example.org", "an e-mail address"),
        ("call 510 555 0100", "a telephone number"),
        ("(510) 555-0100", "a telephone number"),
        ("+1.510.555.0100", "a telephone number"),
        ("12 Main Street", "a street address"),
        ("student 9876543", "a telephone number"),
        ("student 987654", "an id"),
        ("S-00001", "an id"),
        ("AB12345", "an id"),
        ("born in May", "a birth date"),
        ("her DOB", "a birth date"),
        ("see https://example.org/x", "an address on the web"),
        ("ask @somebody", "an address on the web"),
    ],
)
def test_what_looks_like_a_person_is_found(text, looks):
    assert f"looks like {looks}" in why_not_anonymous(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "after lunch",
        "Talk on civil rights, Fourth Amendment, about 30 in grade 8",
        "Know Your Rights",
        "PC 242 and Ed. 48260.5(a)",
        "AB 1858 conditions, SB98",
        "13 June 2026, 2026-06-13, 6/13/2026",
        "Red Ribbon Week. Then the library",
        "45 minutes, 1,200 students",
        "room B12, SRO and POST training",
        "spoke with a parent about attendance",
    ],
)
def test_a_plain_note_passes(text):
    assert why_not_anonymous(text) == ""


def test_names_of_places_pass_where_they_are_known():
    assert why_not_anonymous("at Portola Korematsu")
    assert why_not_anonymous("at Portola Korematsu", known=["Portola Middle", "Korematsu"]) == ""


def test_a_refusal_says_what_to_write_instead():
    with pytest.raises(BadValue, match="'Jordan' looks like a name; name no person here; if it"):
        refuse_persons("note", "spoke with Jordan")
    refuse_persons("note", "spoke with jordan")  # what cannot be seen is not found


def test_a_note_is_short():
    refuse_persons("note", "a" * 200)
    with pytest.raises(BadValue, match="201 characters; give at most 200"):
        refuse_persons("note", "a" * 201)
