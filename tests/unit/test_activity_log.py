"""Logging activities: whose they are, who may see and review them, and what the log says."""

from datetime import timedelta

import attrs
import pytest

from sro_core import BadValue, Conflict, Refused, Role, SiteId, Unknown, Viewer
from sro_core.ids import OfficerId
from sro_core.safety.activities import HandedTo, State
from sro_core.safety.activity_rules import TriadRole
from sro_core.usecases import activity_log, activity_overview, reporting, submissions
from sro_core.usecases.activity_log import Told
from sro_core.usecases.activity_overview import Sought
from tests.served import HIGH, MIDDLE, ON, desk_on, operator, roll


@pytest.fixture
def desk():
    made = desk_on()
    submissions.submit(made, operator(made), submissions.Submission(roll()), on=ON)
    return made


def access(desk, actor, role, *sites):
    return desk.admit(Viewer(actor, role, frozenset(sites) or None))


@pytest.fixture
def officer(desk):
    return access(desk, "O-01", Role.OFFICER)


@pytest.fixture
def sergeant(desk):
    return access(desk, "sgt", Role.SERGEANT)


def told(**facts):
    return Told(**{"kind": "presentation", "site": HIGH, "minutes": 45, "on": ON, **facts})


def test_an_officer_enters_and_submits_in_one_go(desk, officer):
    one = activity_log.log(desk, officer, told(count=30, topic="civil rights"))
    assert (one.officer, one.state, one.topic) == ("O-01", State.SUBMITTED, "civil_rights")
    assert (one.triad, one.audience) == (TriadRole.TEACHER, "students")
    assert activity_overview.one(desk, officer, one.id).record == one


def test_what_is_said_stands_over_what_follows_from_the_kind(desk, officer):
    one = activity_log.log(
        desk, officer, told(triad=TriadRole.COUNSELLOR, audience="grade 8"), draft=True
    )
    assert (one.triad, one.audience, one.state) == (
        TriadRole.COUNSELLOR, "grade 8", State.DRAFT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "error", "says"),
    [
        ({"site": SiteId("NOWHERE")}, Unknown, "no site"),
        ({"kind": "dance"}, Unknown, "no kind of activity"),
        ({"topic": "dance"}, Unknown, "no topic"),
        ({"on": ON + timedelta(1)}, BadValue, "has not come yet"),
        ({"note": "with Jordan"}, BadValue, "looks like a name"),
        ({"audience": "Jordan Testperson"}, BadValue, "looks like a name"),
        ({"to": HandedTo.CLERK}, BadValue, "nothing that is handed on"),
        ({"officer": OfficerId("O-02")}, Refused, "another officer"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(desk, officer, facts, error, says):
    with pytest.raises(error, match=says):
        activity_log.log(desk, officer, told(**facts))
    assert activity_overview.listed(desk, operator(desk)) == ()


def test_a_site_may_be_named_in_a_note(desk, officer):
    assert activity_log.log(desk, officer, told(note="in the Middle School gym")).note


def test_others_say_whose_it_is(desk, sergeant):
    with pytest.raises(BadValue, match="say whose activity it is"):
        activity_log.log(desk, sergeant, told())
    assert activity_log.log(desk, sergeant, told(officer=OfficerId("O-02"))).officer == "O-02"


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR, Role.AUDITOR, Role.PUBLIC])
def test_others_enter_nothing(desk, role):
    with pytest.raises(Refused):
        activity_log.log(desk, access(desk, "x", role), told(officer=OfficerId("O-01")))


def test_an_officer_changes_only_their_own(desk, officer):
    other = access(desk, "O-02", Role.OFFICER)
    one = activity_log.log(desk, officer, told(), draft=True)
    for act in (activity_log.submit, activity_log.discard):
        with pytest.raises(Refused, match="another officer"):
            act(desk, other, one.id)
    with pytest.raises(Refused, match="another officer"):
        activity_log.amend(desk, other, one.id, told())


def test_only_drafts_and_returned_ones_are_changed(desk, officer, sergeant):
    one = activity_log.log(desk, officer, told())
    with pytest.raises(BadValue, match="take it back first"):
        activity_log.amend(desk, officer, one.id, told(minutes=20))
    with pytest.raises(BadValue, match="take it back first"):
        activity_log.discard(desk, officer, one.id)
    activity_log.review(desk, sergeant, one.id, State.RETURNED, because="minutes?")
    after = activity_log.amend(desk, officer, one.id, told(minutes=20))
    assert (after.minutes, after.state, after.asked) == (20, State.RETURNED, "minutes?")
    again = activity_log.submit(desk, officer, one.id)
    assert (again.asked, len(again.moves)) == ("", 3)


def test_a_change_over_another_version_conflicts(desk, officer):
    one = activity_log.log(desk, officer, told(), draft=True)
    activity_log.amend(desk, officer, one.id, told(minutes=20), version=1)
    with pytest.raises(Conflict):
        activity_log.amend(desk, officer, one.id, told(minutes=30), version=1)


def test_a_change_keeps_that_a_contact_was_answered(desk, officer):
    contact = told(kind="parent contact", to=HandedTo.CLERK)
    one = activity_log.log(desk, officer, contact, draft=True)
    activity_log.answered(desk, officer, one.id, on=ON)
    after = activity_log.amend(desk, officer, one.id, attrs.evolve(contact, minutes=5))
    assert (after.handed_on.answered, after.minutes) == (ON, 5)
    with pytest.raises(BadValue, match="has not come yet"):
        activity_log.answered(desk, officer, one.id, on=ON + timedelta(1))


def test_a_draft_taken_away_is_gone(desk, officer):
    one = activity_log.log(desk, officer, told())
    activity_log.take_back(desk, officer, one.id)
    activity_log.discard(desk, officer, one.id)
    with pytest.raises(Unknown):
        activity_overview.one(desk, officer, one.id)


def test_nobody_reviews_their_own_and_only_a_supervisor_reviews(desk, officer):
    one = activity_log.log(desk, officer, told())
    with pytest.raises(Refused):
        activity_log.review(desk, officer, one.id, State.APPROVED)
    own = access(desk, "O-01", Role.SERGEANT)
    with pytest.raises(Refused, match="their own"):
        activity_log.review(desk, own, one.id, State.APPROVED)


def test_a_review_approves_or_returns_without_naming_anybody(desk, officer, sergeant):
    one = activity_log.log(desk, officer, told())
    with pytest.raises(BadValue, match="is no review"):
        activity_log.review(desk, sergeant, one.id, State.DRAFT)
    with pytest.raises(BadValue, match="looks like a name"):
        activity_log.review(desk, sergeant, one.id, State.RETURNED, because="who is Jordan")
    assert activity_log.review(desk, sergeant, one.id, State.APPROVED).state is State.APPROVED


def test_a_sergeant_of_one_site_reviews_there_only(desk, officer):
    one = activity_log.log(desk, officer, told(site=MIDDLE))
    with pytest.raises(Refused, match="MIDDLE is another site"):
        activity_log.review(desk, access(desk, "s", Role.SERGEANT, HIGH), one.id, State.APPROVED)


SEEN = {
    ("O-01", Role.OFFICER): {"draft", "submitted", "approved", "approved elsewhere"},
    ("O-02", Role.OFFICER): {"approved", "approved elsewhere"},
    ("sgt", Role.SERGEANT): {"draft", "submitted", "approved", "approved elsewhere"},
    ("a", Role.ADMINISTRATOR, HIGH): {"approved"},
    ("s", Role.SERGEANT, HIGH): {"draft", "submitted", "approved"},
    ("d", Role.DISTRICT): {"approved", "approved elsewhere"},
}


@pytest.mark.parametrize("who", SEEN)
def test_each_sees_their_own_what_they_review_and_what_is_approved(desk, officer, sergeant, who):
    activity_log.log(desk, officer, told(note="draft"), draft=True)
    activity_log.log(desk, officer, told(note="submitted"))
    for note, site in (("approved", HIGH), ("approved elsewhere", MIDDLE)):
        one = activity_log.log(desk, officer, told(note=note, site=site))
        activity_log.review(desk, sergeant, one.id, State.APPROVED)
    actor, role, *sites = who
    seen = access(desk, actor, role, *sites)
    listed = activity_overview.listed(desk, seen)
    assert {each.record.note for each in listed} == SEEN[who]
    for each in activity_overview.listed(desk, operator(desk)):
        if each.record.note not in SEEN[who]:
            with pytest.raises(Unknown):
                activity_overview.one(desk, seen, each.record.id)


def test_a_list_is_cut_as_asked(desk, officer):
    for day in (ON, ON - timedelta(1)):
        for draft in (True, False):
            activity_log.log(desk, officer, told(on=day), draft=draft)
    states = frozenset({State.DRAFT, State.RETURNED})
    assert len(activity_overview.listed(desk, officer, Sought(states=states))) == 2
    assert len(activity_overview.listed(desk, officer, Sought(officer=OfficerId("O-02")))) == 0
    seen = access(desk, "a", Role.ADMINISTRATOR, HIGH)
    with pytest.raises(Refused):
        activity_overview.listed(desk, seen, Sought(site=MIDDLE))


def test_every_act_is_on_the_audit_log_about_the_activity(desk, officer, sergeant):
    one = activity_log.log(desk, officer, told(), draft=True)
    activity_log.submit(desk, officer, one.id)
    activity_log.review(desk, sergeant, one.id, State.APPROVED)
    with desk.open() as stores:
        entries = [each for each in stores.audit.all() if each.matter.subject == one.id]
    assert [(each.act, each.actor, each.site) for each in entries] == [
        ("log activity", "O-01", HIGH), ("submit activity", "O-01", HIGH),
        ("approve activity", "sgt", HIGH),
    ]  # fmt: skip


# ---------------------------------------------------------------- due and today


def test_each_ask_is_one_item_of_whoever_may_see_it(desk, officer, sergeant):
    waiting = activity_log.log(desk, officer, told(kind="parent contact", to=HandedTo.CLERK))
    back = activity_log.log(desk, officer, told())
    activity_log.review(desk, sergeant, back.id, State.RETURNED, because="how many?")
    items = activity_overview.due(desk, sergeant, on=ON)
    assert sorted((each.who, each.codes[0]) for each in items) == [
        ("officer", "activity_returned"), ("officer", "first_contact_unanswered"),
        ("sergeant", "activity_not_approved"),
    ]  # fmt: skip
    assert {each.concerns.id for each in items} == {"O-01", waiting.id}
    assert activity_overview.due(desk, access(desk, "O-02", Role.OFFICER), on=ON) == ()


def test_an_officer_and_a_sergeant_find_theirs_on_one_screen(desk, officer, sergeant):
    one = activity_log.log(desk, officer, told(count=30))
    (mine,) = activity_overview.today(desk, officer, on=ON)
    assert mine.lines == (
        "1 so far, 45 minutes", "2026-11-20 presentation at HIGH, 45 min, 30",
    )  # fmt: skip
    (theirs,) = activity_overview.today(desk, sergeant, on=ON)
    assert theirs.lines[0] == "1 to approve or return"
    assert one.id in theirs.lines[1]
    assert activity_overview.today(desk, access(desk, "d", Role.DISTRICT), on=ON) == ()
    assert mine in reporting.today(desk, officer, on=ON)


def test_the_due_list_has_the_area(desk, officer):
    activity_log.log(desk, officer, told(kind="student contact", to=HandedTo.COUNSELLOR))
    found = reporting.due(desk, operator(desk), on=ON)
    assert [each.codes for each in found.items if each.kind == "activity"]
