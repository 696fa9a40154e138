"""Whom the public reaches: before, during and after a rotation."""

from datetime import date, timedelta

import attrs
import pytest

from sro_core import Outcome
from sro_core.directory import contact_findings, directory
from sro_core.rotations.assignments import AssignmentKind
from tests.staffing import (
    HIGH,
    HIGH_POST,
    MIDDLE,
    MIDDLE_POST,
    ON,
    ONE,
    POSTS,
    PROFILES,
    RULES,
    TWO,
    officer,
    tour,
)

OFFICERS = {ONE: officer(ONE, published=True), TWO: officer(TWO, published=True)}
KNOWN = [
    tour("A-1", ONE, "2022-08-01", "2026-06-15"),
    tour("A-2", TWO, "2026-06-08", handover=date(2026, 6, 15)),
]


def high(on, known=KNOWN, officers=OFFICERS, profiles=PROFILES, posts=POSTS):
    found = directory(profiles, posts, known, officers, on=date.fromisoformat(str(on)))
    return next((each for each in found if each.site == HIGH), None)


@pytest.mark.parametrize(
    ("on", "names"),
    [
        ("2022-07-31", ()),
        ("2022-08-01", ("Officer O-01",)),
        ("2026-06-07", ("Officer O-01",)),
        ("2026-06-08", ("Officer O-01", "Officer O-02")),
        ("2026-06-14", ("Officer O-01", "Officer O-02")),
        ("2026-06-15", ("Officer O-02",)),
    ],
)
def test_the_contact_follows_the_post(on, names):
    found = high(on)
    assert found.officers == names
    assert (found.mailbox, str(found.address)) == (
        "sro.high@example.org",
        "1 High Street, Example 00001",
    )


def test_a_name_is_told_only_where_it_is_published():
    assert high(ON, officers={TWO: officer(TWO)}).officers == ()
    assert high(ON, officers={}).officers == ()


def test_the_telephone_is_the_posts_or_else_the_sites():
    assert high(ON).phone == "(555) 010-0001"
    own = attrs.evolve(HIGH_POST, phone="(555) 010-0009")
    assert high(ON, posts=[own]).phone == "(555) 010-0009"


def test_nobody_is_told_who_may_have_left_or_who_covers():
    gone = tour("A-1", ONE, "2022-08-01", "2027-06-15", end_is_bound=True)
    assert high(ON, [gone]).officers == ()
    cover = tour("C-1", ONE, "2026-11-01", "2026-12-01", kind=AssignmentKind.COVER)
    assert high(ON, [cover]).officers == ()


def test_a_site_that_closed_has_no_contact():
    closed = attrs.evolve(PROFILES[0], closed=ON)
    assert high(ON, profiles=[closed]) is None
    assert high(ON - timedelta(days=1), profiles=[closed]) is not None


def test_a_site_that_nobody_described_goes_by_its_id():
    assert (high(ON, profiles=[]).name, high(ON, profiles=[]).address) == ("HIGH", None)


def test_a_site_without_a_contact_is_found():
    def judged(posts, on=ON):
        found = contact_findings(
            directory(PROFILES, posts, [], {}, on=on), [HIGH, MIDDLE], rules=RULES, on=on
        )
        return {each.subject.id: (each.outcome, each.why) for each in found}

    assert {each[0] for each in judged(POSTS).values()} == {Outcome.NOT_MET}
    mute = attrs.evolve(MIDDLE_POST, mailbox="")
    assert judged([HIGH_POST, mute])["MIDDLE"] == (Outcome.MET, "no mailbox for MIDDLE-1")
    assert judged([HIGH_POST])["MIDDLE"] == (Outcome.MET, "no post there")
    assert judged(POSTS, date(2004, 12, 31)) == {}
