"""What a sweep is, who may be part of it, and what rules ask of its plan and of a year."""

from datetime import date, datetime, time

import attrs
import pytest

from sro_core import BadValue, Outcome, StudentRef
from sro_core.contacts.contact import Contact
from sro_core.ids import OfficerId
from sro_core.truancy.sweeps import (
    SWEEPS,
    Figures,
    Mark,
    Sweep,
    Team,
    Zone,
    check_partners,
    plan_findings,
    year_findings,
)
from tests.street import HIGH, MIDDLE, NOW, ON, RULES, calendar

O1, O2 = OfficerId("O-01"), OfficerId("O-02")
PLAN = Sweep(
    id="s",
    on=ON,
    start=time(9, 0),
    end=time(11, 0),
    zones=(Zone("north", ("transit plaza", "the park")), Zone("south", ("the mall",))),
    teams=(Team("A", "north", (O1,), ("County Probation",)), Team("B", "south", (O2,))),
    planned=Mark("sgt", NOW),
)
CALENDARS = {HIGH: calendar(HIGH), MIDDLE: calendar(MIDDLE)}
POSTS = {HIGH: frozenset({O1}), MIDDLE: frozenset({O2})}
DONE = Figures(contacts=0, students=0, unidentified=0)


def findings(sweep=PLAN, posts=POSTS, calendars=CALENDARS):
    found = plan_findings(RULES, sweep, calendars, posts)
    return {(each.code, each.subject.site): each for each in found}


def test_a_good_plan_lacks_nothing():
    assert {each.outcome for each in findings().values()} == {Outcome.NOT_MET}


def test_a_site_without_an_officer_is_a_finding_that_asks_the_sergeant():
    alone = attrs.evolve(PLAN, teams=PLAN.teams[:1])
    found = findings(alone)
    assert found["sweep_site_without_officer", HIGH].outcome is Outcome.NOT_MET
    missing = found["sweep_site_without_officer", MIDDLE]
    assert missing.outcome is Outcome.MET
    assert missing.why == "officers of every site take part in a sweep: none of MIDDLE"
    assert missing.asks[0].who == "sergeant"


def test_a_vacant_site_is_covered_by_nobody():
    vacant = {HIGH: POSTS[HIGH], MIDDLE: frozenset()}
    assert findings(posts=vacant)["sweep_site_without_officer", MIDDLE].outcome is Outcome.MET


def test_a_site_that_has_no_post_needs_nobody():
    assert ("sweep_site_without_officer", MIDDLE) not in findings(posts={HIGH: POSTS[HIGH]})


@pytest.mark.parametrize("posts", [None, {}])
def test_where_nobody_keeps_posts_it_is_undecided_and_not_silent(posts):
    found = findings(posts=posts)["sweep_site_without_officer", HIGH]
    assert (found.outcome, found.why) == (Outcome.UNDECIDED, "nobody keeps who serves there")


@pytest.mark.parametrize(
    ("day", "start", "end", "outcome"),
    [
        (ON, time(8, 30), time(15, 30), Outcome.NOT_MET),
        (ON, time(8, 25), time(15, 30), Outcome.MET),
        (ON, time(8, 30), time(15, 35), Outcome.MET),
        (date(2026, 11, 26), time(9), time(11), Outcome.MET),
        (date(2026, 11, 21), time(9), time(11), Outcome.MET),
    ],
)
def test_its_hours_are_held_against_every_calendar(day, start, end, outcome):
    found = findings(attrs.evolve(PLAN, on=day, start=start, end=end))
    for site in (HIGH, MIDDLE):
        assert found["sweep_outside_school_hours", site].outcome is outcome


def test_bells_that_nobody_supplied_leave_it_undecided():
    silent = {HIGH: attrs.evolve(calendar(HIGH), bells={})}
    found = findings(calendars=silent)["sweep_outside_school_hours", HIGH]
    assert found.outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    "agency",
    [
        "ICE",
        "I.C.E.",
        "ice",
        "U.S. Immigration and Customs Enforcement",
        "Customs and Border Protection",
        "US border patrol, sector 4",
        "USCIS field office",
        "Homeland Security Investigations",
        "HSI San Francisco",
    ],
)
@pytest.mark.parametrize("on", [date(2010, 1, 4), date(2025, 9, 19), date(2025, 9, 22), ON])
def test_immigration_authorities_are_refused_in_words(agency, on):
    team = attrs.evolve(PLAN.teams[0], partners=("County Probation", agency))
    with pytest.raises(BadValue, match="immigration authorities are never a partner") as refused:
        check_partners(RULES, attrs.evolve(PLAN, on=on, teams=(team,)))
    assert ("section 234.7" in str(refused.value)) == (on >= date(2025, 9, 20))


@pytest.mark.parametrize(
    "agency", ["County Probation", "Ice rink staff", "Office of Education", "Sheriff", "Justice"]
)
def test_other_agencies_take_part(agency):
    team = attrs.evolve(PLAN.teams[0], partners=(agency,))
    check_partners(RULES, attrs.evolve(PLAN, teams=(team,)))


@pytest.mark.parametrize(
    "more",
    [
        {"start": time(11), "end": time(11)},
        {"teams": ()},
        {"teams": (Team("A", "west", (O1,)),)},
        {"teams": (Team("A", "north", ()),)},
    ],
)
def test_a_plan_that_is_none_is_refused(more):
    with pytest.raises(BadValue):
        attrs.evolve(PLAN, **more)


@pytest.mark.parametrize("places", [(), (" ",), ("home of 510-555-0100",), ("S-00004 at home",)])
def test_a_zone_names_places_and_nobody(places):
    with pytest.raises(BadValue):
        Zone("north", places)


def test_a_sweep_has_no_field_for_a_student():
    for kind in (Sweep, Zone, Team, Figures):
        assert not any("StudentRef" in str(each.type) for each in attrs.fields(kind))
    assert "StudentRef" in str(attrs.fields(Contact).student.type)
    assert SWEEPS.concerns(PLAN) == StudentRef("")


def held(on, debriefed=True):
    mark = Mark("sgt", datetime.combine(on, time(12)))
    done = {"debriefed": mark, "figures": DONE} if debriefed else {}
    return attrs.evolve(PLAN, id=str(on), on=on, opened=mark, closed=mark, **done)


def year(*sweeps, on=ON):
    return {each.code: each for each in year_findings(RULES, sweeps, on=on)}


def test_two_sweeps_a_school_year_are_asked_for():
    one, other = held(date(2026, 9, 10)), held(date(2026, 10, 10))
    short = year(one)["sweeps_short"]
    assert short.outcome is Outcome.PENDING
    assert short.asks[0].what == "plan a sweep: 1 of 2 this school year"
    assert short.asks[0].due == date(2027, 6, 30)
    assert year(one, other)["sweeps_short"].asks == ()


def test_sweeps_of_another_school_year_or_never_held_do_not_count():
    before, planned = held(date(2026, 6, 30)), attrs.evolve(PLAN, on=date(2026, 9, 10))
    assert year(before, planned)["sweeps_short"].measured.amount == 0


def test_a_debrief_is_due_a_week_after_the_sweep():
    found = year(held(date(2026, 11, 10), debriefed=False))["sweep_debrief"]
    assert found.asks[0].due == date(2026, 11, 17)
    assert "sweep_debrief" not in year(held(date(2026, 11, 10)))
