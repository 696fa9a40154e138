"""Activities: what can be recorded, from draft to approved, what waits, what they add up to."""

from datetime import date, datetime, timedelta

import attrs
import pytest

from sro_core import BadValue, Outcome, Role, SiteId, Unknown, lay_over, load_rules
from sro_core.ids import OfficerId
from sro_core.safety.activities import Activity, HandedOn, HandedTo, State
from sro_core.safety.activity_review import findings, summary
from sro_core.safety.activity_rules import ActivityKind, TriadRole, kind_of, topic_of

ON, AT = date(2026, 11, 20), datetime(2026, 11, 20, 15, 5)
RULES = load_rules("us-ca")
HIGH = SiteId("HIGH")


def activity(**facts):
    return Activity(**{
        "id": "A-1", "kind": "presentation", "site": HIGH, "officer": OfficerId("O-01"), "on": ON,
        "minutes": 45, "triad": TriadRole.TEACHER, **facts,
    })  # fmt: skip


def moved(one, *states, at=AT):
    for state in states:
        because = "say how many" if state is State.RETURNED else ""
        one = one.moved(state, at=at, by="sgt", because=because)
    return one


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"minutes": 0}, "no number of minutes of one day"),
        ({"minutes": 1441}, "no number of minutes of one day"),
        ({"count": -1}, "leave it out where nobody counted"),
        ({"officer": " "}, "say whose activity it is"),
        ({"handed_on": HandedOn(to=HandedTo.CLERK, answer_by=ON - timedelta(1))}, "before the con"),
        ({"handed_on": HandedOn(to=HandedTo.CLERK, answered=ON - timedelta(1))}, "before the con"),
    ],
)
def test_what_cannot_be_is_refused(facts, says):
    with pytest.raises(BadValue, match=says):
        activity(**facts)


def test_the_shortest_and_the_longest_pass():
    assert activity(minutes=1).minutes == 1
    assert activity(minutes=1440, count=0).count == 0


MOVES = {
    ("draft", "submitted"), ("submitted", "draft"), ("submitted", "returned"),
    ("submitted", "approved"), ("returned", "submitted"), ("approved", "returned"),
}  # fmt: skip


@pytest.mark.parametrize("start", State)
@pytest.mark.parametrize("to", State)
def test_an_activity_moves_only_where_it_may(start, to):
    one = attrs.evolve(activity(), state=start)
    if (start, to) in MOVES:
        after = moved(one, to)
        assert (after.state, after.moves[-1].by, after.since) == (to, "sgt", ON)
        assert bool(after.asked) == (to is State.RETURNED)
    else:
        with pytest.raises(BadValue, match=f"it is {start}; it can become"):
            moved(one, to)


def test_nothing_is_returned_without_a_reason():
    with pytest.raises(BadValue, match="say what is to be mended"):
        moved(activity(), State.SUBMITTED).moved(State.RETURNED, at=AT, by="sgt", because=" ")


def test_a_first_contact_is_answered_once():
    one = activity(handed_on=HandedOn(to=HandedTo.CLERK))
    assert one.answered(ON).handed_on.waits is False
    for other in (one.answered(ON), activity(), activity(handed_on=HandedOn(to=HandedTo.NOBODY))):
        with pytest.raises(BadValue, match="nobody waits"):
            other.answered(ON)


# ---------------------------------------------------------------- what waits


def codes(*activities, on=ON, rules=RULES):
    return [(each.code, each.outcome) for each in findings(activities, rules, on=on)]


@pytest.mark.parametrize(
    ("states", "code", "who", "days"),
    [
        ((State.SUBMITTED,), "activity_not_approved", Role.SERGEANT, 7),
        ((State.SUBMITTED, State.RETURNED), "activity_returned", Role.OFFICER, 7),
    ],
)
def test_what_is_submitted_waits_for_review_and_what_is_returned_for_mending(
    states, code, who, days
):
    one = moved(activity(), *states)
    (found,) = findings([one], RULES, on=ON)
    (ask,) = found.asks
    assert (found.code, found.outcome, ask.who) == (code, Outcome.PENDING, who)
    assert ask.due == ON + timedelta(days)
    assert "presentation, 2026-11-20, O-01 (A-1)" in ask.what
    assert codes(one, on=ask.due) == [(code, Outcome.PENDING)]
    assert codes(one, on=ask.due + timedelta(1)) == [(code, Outcome.MET)]


def test_a_first_contact_waits_until_the_day_promised_or_three_days():
    one = activity(kind="parent_contact", handed_on=HandedOn(to=HandedTo.CLERK))
    promised = attrs.evolve(one, handed_on=HandedOn(to=HandedTo.CLERK, answer_by=date(2026, 12, 1)))
    assert [each.asks[0].due for each in findings([one, promised], RULES, on=ON)] == [
        date(2026, 11, 23), date(2026, 12, 1),
    ]  # fmt: skip
    assert codes(one.answered(ON), activity()) == []
    assert codes(activity(handed_on=HandedOn(to=HandedTo.NOBODY))) == []


def test_drafts_and_approved_ones_ask_nothing():
    assert codes(activity(), moved(activity(), State.SUBMITTED, State.APPROVED)) == []


def test_before_the_policy_nothing_is_asked():
    early = datetime(2009, 12, 1, 9)
    one = moved(activity(on=early.date()), State.SUBMITTED, at=early)
    assert codes(one, on=date(2009, 12, 31)) == []
    assert codes(one, on=date(2010, 1, 1)) == [("activity_not_approved", Outcome.MET)]


# ---------------------------------------------------------------- what they add up to


def test_only_what_is_approved_is_counted_and_what_is_not_is_said():
    approved = moved(activity(count=30), State.SUBMITTED, State.APPROVED)
    uncounted = attrs.evolve(approved, id="A-2", count=None, kind="mentoring", minutes=15,
                             triad=TriadRole.COUNSELLOR, topic="safety")  # fmt: skip
    found = summary([approved, uncounted, moved(activity(), State.SUBMITTED)], RULES, on=ON)
    assert (found.activities, found.minutes) == (2, 60)
    assert [(each.name, each.minutes, each.count) for each in found.by_triad] == [
        ("law enforcement", 0, None), ("counsellor", 15, None), ("teacher", 45, 30),
    ]  # fmt: skip
    assert [(each.name, each.uncounted) for each in found.by_kind] == [
        ("Mentoring", 1), ("Presentation", 0),
    ]  # fmt: skip
    assert [each.name for each in found.by_topic] == ["Safety", "no topic"]
    assert found.left_out == {State.SUBMITTED: 1}


def test_zero_and_not_counted_are_apart():
    none = moved(activity(count=0), State.SUBMITTED, State.APPROVED)
    (line,) = summary([none], RULES, on=ON).by_kind
    assert (line.count, line.uncounted) == (0, 0)


# ---------------------------------------------------------------- kinds and topics


@pytest.mark.parametrize(
    "asked", ["presentation", "Presentation", "pres", "PRESENTATION ", "first contact of a parent"]
)
def test_a_kind_is_found_by_id_label_or_beginning(asked):
    assert kind_of(RULES, asked, ON).id in ("presentation", "parent_contact")


@pytest.mark.parametrize("asked", ["", "p", "dance", "first contact"])
def test_a_kind_that_is_none_or_several_is_refused_with_those_there_are(asked):
    with pytest.raises(Unknown, match="safety_meeting"):
        kind_of(RULES, asked, ON)


def test_a_topic_is_found_with_spaces_or_without():
    for asked in ("civil rights", "civil_rights", "Civil-Rights", "civil"):
        assert topic_of(RULES, asked, ON).id == "civil_rights"


OVERLAY = """
id = "dept"
title = "Department"
[[citation]]
key = "order"
title = "Order 12"
link = "https://police.example/12"
checked = 2026-11-25
standing = "local policy"
[[activity_kind]]
id = "home_visit"
says = "a visit to a home"
cites = ["order"]
from = 2026-07-01
label = "Home visit"
triad = "counsellor"
"""


def test_a_department_adds_a_kind_from_a_day_on():
    rules = lay_over(RULES, OVERLAY, file="dept.toml")
    assert kind_of(rules, "home visit", date(2026, 7, 1)).value.triad is TriadRole.COUNSELLOR
    with pytest.raises(Unknown):
        kind_of(rules, "home visit", date(2026, 6, 30))


def test_before_there_were_rules_there_is_no_kind():
    assert RULES.all(ActivityKind, date(2009, 12, 31)) == ()
    assert len(RULES.all(ActivityKind, date(2010, 1, 1))) == 10
