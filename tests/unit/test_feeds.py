"""A feed's line can hold no student's data; it keeps its UID for life and says when it changed."""

import itertools
import types
import typing
from datetime import date, datetime, time, timedelta
from enum import Enum

import attrs
import pytest

from sro_core import BadValue, Force, Role, Rule, SchoolSite, SiteId, Viewer, load_rules
from sro_core.due import DueItem, DueKind
from sro_core.feeds import TITLES, Feed, FeedItem, Keyed, Published, Reader, lines_of, why_barred
from sro_core.findings import Subject
from sro_core.privacy import Sensitivity
from tests.strategies_due import RULES, SECRET

ON, AT = date(2026, 11, 20), datetime(2026, 11, 20, 9, 30)
HIGH = SiteId("HIGH")
SITES = {HIGH: SchoolSite(HIGH, "High School")}
SITE = Subject("site", "HIGH", HIGH)
BOOK = load_rules("us-ca")


def item(kind="drill", *, subject=SITE, who=Role.ADMINISTRATOR, days=10, what="hold it", rule=0):
    due = None if days is None else ON + timedelta(days=days)
    return DueItem(
        DueKind(kind), what, subject, who, Force.MUST, due, ON, (RULES[rule],), ("c",),
        Sensitivity.STAFF,
    )  # fmt: skip


def student(n):
    return Subject("student", f"{SECRET}{n}", HIGH)


# --- what a line can hold


def test_no_field_of_a_line_can_hold_a_students_id_or_anybodys_words():
    """Kinds out of fixed lists, dates, numbers, the public site and rules; text in no form."""
    open_types = {DueKind, date, time, bool, int, Enum, Role, Force, SchoolSite, types.NoneType}
    for name, hint in typing.get_type_hints(FeedItem).items():
        found = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        if name == "rules":
            assert hint == tuple[Rule[object], ...]
            continue
        assert set(found) <= open_types, name


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "drill"},
        {"detail": "S-00001"},
        {"who": "clerk"},
        {"site": HIGH},
        {"number": "S-00001"},
        {"rules": ("S-00001",)},
        {"day": "2026-11-20"},
        {"begins": "S-00001"},
    ],
    ids=str,
)
def test_a_line_given_anything_else_is_refused_when_it_is_built(wrong):
    with pytest.raises(TypeError):
        FeedItem(**({"kind": DueKind.DRILL, "day": ON} | wrong))


def test_every_area_has_a_title():
    assert set(TITLES) == set(DueKind)


# --- which lines there are


def test_what_concerns_students_is_one_line_without_a_number():
    found = lines_of([item("truancy", subject=student(n), what=f"write {SECRET}{n}")
                      for n in range(3)], SITES)  # fmt: skip
    ((line),) = found
    assert line.item.number is None
    assert line.item.title == "Attendance reports and notices, High School: due"
    assert SECRET not in repr(line)


def test_a_subject_of_a_kind_nobody_knows_is_treated_as_a_student():
    ((line),) = lines_of([item("sealing", subject=Subject("contact", f"{SECRET}9", HIGH))], SITES)
    assert SECRET not in repr(line)
    assert line.item.number is None


def test_equal_things_of_a_site_due_on_one_day_are_one_line_with_their_number():
    ((line),) = lines_of([item("plan", what="name an owner"), item("plan", what="adopt it")], SITES)
    assert line.item.title == "Safety plan (2), High School: due"


def test_what_has_no_date_is_in_no_calendar():
    assert lines_of([item(days=None)], SITES) == ()


def test_other_roles_rules_days_and_areas_are_other_lines():
    different = [item(), item(who=Role.OFFICER), item(rule=1), item(days=11), item("plan")]
    found = lines_of(different, SITES)
    assert len({each.key for each in found}) == len(found) == 5


# --- what was published last


def published(*shown, last=None, at=AT):
    ids = (f"uid-{n}" for n in itertools.count(100 if last else 1))
    return (last or Published("f")).updated(shown, at=at, new_id=lambda: next(ids))


def one_line(days):
    ((line),) = lines_of([item(days=days)], SITES)
    return line


def test_a_moved_drill_keeps_its_uid_and_raises_its_sequence():
    first = published(one_line(10))
    moved = published(one_line(14), last=first, at=AT + timedelta(days=1))
    (was,), (now,) = first.entries([one_line(10)]), moved.entries([one_line(14)])
    assert was.uid == now.uid
    assert (was.sequence, now.sequence) == (0, 1)
    assert (was.changed, now.changed) == (AT, AT + timedelta(days=1))
    assert now.item.day == ON + timedelta(days=14)


def test_a_line_that_is_the_same_changes_nothing():
    first = published(one_line(10))
    assert published(one_line(10), last=first, at=AT + timedelta(days=9)) == first


def test_a_line_that_went_and_comes_back_is_the_same_line():
    first = published(one_line(10))
    gone = published(last=first)
    assert gone.entries([]) == ()
    (back,) = published(one_line(40), last=gone).entries([one_line(40)])
    assert (back.uid, back.sequence) == ("uid-1", 1)


def test_lines_of_a_calendar_stand_by_day():
    lines = lines_of([item(days=3), item("plan", days=1)], SITES)
    days = [each.item.day for each in published(*lines).entries(lines)]
    assert days == sorted(days)


def test_an_appointment_says_what_it_is_and_when():
    planned = FeedItem(kind=DueKind.DRILL, day=ON, planned=True, detail=Role.CLERK,
                       begins=time(10, 15), minutes=20, site=SITES[HIGH])  # fmt: skip
    assert planned.title == "Drill: clerk, High School"
    later = attrs.evolve(planned, begins=time(10, 30))
    first = published(Keyed("drill 7", planned))
    assert published(Keyed("drill 7", later), last=first).lines[0].sequence == 1


# --- who holds an address


def feed(**changes):
    plain = {
        "id": "0123456789ab", "digest": "d", "reader": Reader.SCHOOL, "name": "front office",
        "role": Role.ADMINISTRATOR, "made": AT, "by": "op", "expires": AT + timedelta(days=1),
    }  # fmt: skip
    return Feed(**(plain | changes))


def test_a_feed_holds_until_it_expires_or_is_taken_back():
    made = feed()
    assert made.why_not(AT) == ""
    assert made.why_not(AT + timedelta(days=1)) == "the feed expired on 2026-11-21"
    taken = attrs.evolve(made, revoked=AT + timedelta(hours=1))
    assert taken.why_not(AT) == ""
    assert taken.why_not(AT + timedelta(hours=1)) == "the feed was revoked on 2026-11-20"


def test_the_secret_of_a_feed_is_not_in_its_text():
    assert "digest" not in repr(feed())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expires": AT}, "expires before it is made"),
        ({"name": " "}, "nobody reads it"),
        ({"officer": "O-01"}, "only an officer's feed"),
    ],
)
def test_a_feed_that_could_not_be_right_is_refused(changes, said):
    with pytest.raises(BadValue, match=said):
        feed(**changes)


def test_a_feed_asks_in_its_role_for_its_site():
    assert feed(site=HIGH).viewer == Viewer(
        "feed 0123456789ab", Role.ADMINISTRATOR, frozenset({HIGH}), "calendar feed"
    )
    assert feed(role=Role.OFFICER, officer="O-01").viewer.actor == "O-01"


def test_no_kind_of_reader_is_a_federal_agency():
    assert set(Reader) == {"school", "district", "police", "fire"}


@pytest.mark.parametrize(
    "name",
    ["ICE", "I.C.E., office", "U.S. Immigration and Customs Enforcement", "ice office 7", "CBP",
     "Border Patrol, sector 2", "Department of Homeland Security (DHS)", "uscis"],
)  # fmt: skip
def test_immigration_agencies_are_barred_by_name(name):
    assert why_barred(name, BOOK, ON)


@pytest.mark.parametrize("name", ["front office", "Officer Price", "fire marshal", "Justice class"])
def test_other_names_are_not(name):
    assert why_barred(name, BOOK, ON) == ""


def test_the_law_of_california_is_named_from_its_day_and_local_policy_before():
    first = date(2025, 9, 20)
    assert "234.7" in why_barred("ICE", BOOK, first)
    assert "234.7" not in why_barred("ICE", BOOK, first - timedelta(days=1))
    assert why_barred("ICE", BOOK, first - timedelta(days=1))
    assert why_barred("ICE", load_rules("us-tx"), first)
