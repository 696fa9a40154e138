"""Writing a safety plan and recording its steps: who may, what is kept, what is found."""

from datetime import date, datetime
from itertools import count

import attrs
import pytest

from sro_adapters.memory import MemoryDatabase
from sro_adapters.testing.records import plain_site
from sro_core import BadValue, Conflict, Outcome, Refused, Role, SiteId, Unknown, Viewer, load_rules
from sro_core.desk import Desk
from sro_core.privacy import Sensitivity
from sro_core.safety.facts import SchoolFacts
from sro_core.safety.plan_acts import status
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plans import (
    Contributor,
    Hazard,
    Plan,
    PublicSection,
    SectionStatus,
    StaffSection,
    TacticalSection,
)
from sro_core.usecases import plan_reading, safety_plans, school_facts, site_safety

AT = datetime(2026, 11, 20, 9, 0)
ON = AT.date()
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ADMINISTRATOR = Viewer("a", Role.ADMINISTRATOR, frozenset({HIGH}))
OFFICER = Viewer("O-01", Role.OFFICER)
DISTRICT = Viewer("d", Role.DISTRICT)
GATES = PublicSection(id="gates", title="Gates", text="Two gates.", status=SectionStatus.WRITTEN)
TEAMS = TacticalSection(id="teams", title="Teams", text="North.", owner="chief")
BELLS = StaffSection(id="bells", title="Bells", text="Two.")


@pytest.fixture
def database():
    made = MemoryDatabase()
    with made() as stores:
        for site in (HIGH, MIDDLE):
            stores.sites.put(plain_site(site), 0)
        stores.commit()
    return made


@pytest.fixture
def desk(database):
    numbers = count(1)
    return Desk(database, lambda: AT, load_rules("us-ca"), lambda: f"id-{next(numbers)}")


def write(desk, section, *, viewer=ADMINISTRATOR, site=HIGH, version=None):
    return safety_plans.write_section(
        desk, desk.admit(viewer), site, section.id, lambda _: section, year=2026, version=version
    )


def step(desk, done, *, viewer=DISTRICT, on=ON, **told):
    return safety_plans.record_step(desk, desk.admit(viewer), HIGH, done, year=2026, on=on, **told)


def read(desk, *, viewer=ADMINISTRATOR, edition=None):
    return plan_reading.plan(desk, desk.admit(viewer), HIGH, year=2026, edition=edition)


def found(desk, on=ON):
    answers = plan_reading.check(desk, desk.admit(DISTRICT), HIGH, on=on)
    return {each.finding.code: each.finding for each in answers}


@pytest.fixture
def begun(desk):
    safety_plans.begin(desk, desk.admit(ADMINISTRATOR), HIGH, year=2026)
    return desk


def log(desk):
    with desk.open() as stores:
        return [(each.act, dict(each.details)) for each in stores.audit.all()]


# --- writing


def test_a_plan_is_begun_once(begun):
    with pytest.raises(Conflict):
        safety_plans.begin(begun, begun.admit(ADMINISTRATOR), HIGH, year=2026)


def test_a_plan_begins_from_the_one_before_with_everything_to_be_reviewed_again(begun):
    write(begun, attrs.evolve(GATES, status=SectionStatus.REVIEWED))
    write(begun, TEAMS)
    new = safety_plans.begin(begun, begun.admit(ADMINISTRATOR), HIGH, year=2027).record
    assert new.section("gates").status is SectionStatus.WRITTEN
    assert new.section("teams") == TEAMS
    assert (new.year, new.edition) == (2027, 1)


def test_a_section_is_written_over_the_plan_that_was_read(begun):
    stored = write(begun, GATES)
    with pytest.raises(Conflict):
        write(begun, BELLS, version=stored.version - 1)
    assert write(begun, BELLS, version=stored.version).record.sections == (GATES, BELLS)


@pytest.mark.parametrize(
    ("viewer", "site"),
    [
        (Viewer("c", Role.CLERK), HIGH),
        (Viewer("s", Role.SERGEANT), HIGH),
        (Viewer("x", Role.PUBLIC), HIGH),
        (ADMINISTRATOR, MIDDLE),
    ],
)
def test_who_may_not_write_does_not(begun, viewer, site):
    safety_plans.begin(begun, begun.admit(DISTRICT), MIDDLE, year=2026)
    with pytest.raises(Refused):
        write(begun, GATES, viewer=viewer, site=site)
    assert read(begun).record.sections == ()


def test_an_officer_writes_what_is_not_tactical(begun):
    assert write(begun, BELLS, viewer=OFFICER).record.staff == (BELLS,)


@pytest.mark.parametrize("declared", [PublicSection, StaffSection, TacticalSection])
def test_an_officer_neither_writes_nor_overwrites_a_tactical_section(begun, declared):
    write(begun, TEAMS)
    with pytest.raises(Refused, match="tactical information is not open") as refused:
        write(begun, declared(id="teams", title="Teams", text="mine"), viewer=OFFICER)
    assert "North" not in str(refused.value)
    with pytest.raises(Refused):
        safety_plans.remove_section(begun, begun.admit(OFFICER), HIGH, "teams", year=2026)
    assert read(begun).record.tactical == (TEAMS,)


def test_an_officer_makes_no_section_tactical(begun):
    with pytest.raises(Refused):
        write(begun, attrs.evolve(TEAMS, id="new"), viewer=OFFICER)


def test_a_section_that_is_not_there_cannot_be_taken_out(begun):
    with pytest.raises(Unknown):
        safety_plans.remove_section(begun, begun.admit(DISTRICT), HIGH, "none", year=2026)


def test_a_plan_that_was_not_begun_is_unknown(desk):
    with pytest.raises(Unknown):
        write(desk, GATES)


def test_a_contributor_is_named_as_a_party_of_the_rules(begun):
    new = Contributor("principal", "the principal")
    for _ in range(2):
        stored = safety_plans.name_contributor(
            begun, begun.admit(ADMINISTRATOR), HIGH, new, year=2026
        )
    assert stored.record.contributors == (new,)
    with pytest.raises(Unknown, match="party to a safety plan"):
        safety_plans.name_contributor(
            begun, begun.admit(ADMINISTRATOR), HIGH, Contributor("king", "x"), year=2026
        )


def test_a_hazard_of_the_same_name_is_replaced(begun):
    access = begun.admit(ADMINISTRATOR)
    for rests_on in ("a map", "a better map"):
        stored = safety_plans.name_hazard(begun, access, HIGH, Hazard("flood", rests_on), year=2026)
    assert stored.record.hazards == (Hazard("flood", "a better map"),)


# --- steps and editions


def test_an_edition_that_somebody_saw_is_kept_and_the_next_change_begins_the_next(begun):
    write(begun, GATES)
    step(begun, PlanStep.REVIEW)
    assert write(begun, GATES).record.edition == 1, "nothing changed"
    changed = attrs.evolve(GATES, text="Three gates.")
    assert write(begun, changed).record.edition == 2
    assert write(begun, attrs.evolve(GATES, text="Four gates.")).record.edition == 2
    assert read(begun, edition=1).record.section("gates") == GATES
    assert read(begun, edition=2).record.section("gates").text == "Four gates."
    with pytest.raises(Unknown):
        read(begun, edition=3)


def test_what_follows_adoption_is_about_the_edition_that_was_adopted(begun):
    write(begun, GATES)
    step(begun, PlanStep.ADOPTED)
    write(begun, attrs.evolve(GATES, text="Three gates."))
    given = step(begun, PlanStep.GIVEN, party="fire_department", to="the department")
    assert given.edition == 1
    assert step(begun, PlanStep.NOTICE, party="mayor").edition == 2


def test_nothing_is_given_before_it_was_adopted(begun):
    with pytest.raises(BadValue, match="no edition was adopted yet"):
        step(begun, PlanStep.GIVEN, party="fire_department")


def test_a_step_does_not_lie_ahead(begun):
    with pytest.raises(BadValue, match="lies ahead"):
        step(begun, PlanStep.MEETING, on=date(2026, 11, 21))


@pytest.mark.parametrize("done", [PlanStep.NOTICE, PlanStep.CONSULTED, PlanStep.GIVEN])
def test_what_is_done_with_somebody_names_the_party(begun, done):
    step(begun, PlanStep.ADOPTED)
    with pytest.raises(BadValue, match="it names no party"):
        step(begun, done)
    with pytest.raises(Unknown):
        step(begun, done, party="king")


def test_an_officer_records_no_step(begun):
    with pytest.raises(Refused):
        step(begun, PlanStep.MEETING, viewer=OFFICER)
    with pytest.raises(Refused, match="record that a safety plan is adopted"):
        step(begun, PlanStep.ADOPTED, viewer=OFFICER)


def test_a_plan_comes_from_draft_to_responders(begun):
    def now():
        ((plan, acts),) = plan_reading.plans(begun, begun.admit(ADMINISTRATOR))
        return status(plan, acts)

    write(begun, GATES)
    seen = [now()]
    for done, party in (
        (PlanStep.REVIEW, ""), (PlanStep.MEETING, ""), (PlanStep.ADOPTED, ""),
        (PlanStep.FORWARDED, ""), (PlanStep.GIVEN, "law_enforcement"),
    ):  # fmt: skip
        step(begun, done, party=party)
        seen.append(now())
    assert seen == [
        "draft", "in review", "public meeting held", "adopted", "forwarded",
        "shared with responders",
    ]  # fmt: skip
    write(begun, BELLS)
    assert now() == "draft"


def test_who_was_given_which_edition_is_listed(begun):
    step(begun, PlanStep.ADOPTED)
    step(begun, PlanStep.GIVEN, party="law_enforcement", to="El Cerrito", tactical=True)
    acts = plan_reading.acts(begun, begun.admit(ADMINISTRATOR), HIGH, year=2026)
    assert [(each.step, each.edition, each.to, each.tactical) for each in acts] == [
        (PlanStep.ADOPTED, 1, "", False), (PlanStep.GIVEN, 1, "El Cerrito", True),
    ]  # fmt: skip


def test_every_act_and_reading_is_on_the_log(begun):
    write(begun, GATES)
    step(begun, PlanStep.MEETING)
    read(begun)
    acts = [act for act, _ in log(begun)]
    assert acts == [
        "begin safety plan", "write section", "record step of safety plan", "read safety plan",
    ]  # fmt: skip
    assert "Two gates" not in str(log(begun))


# --- what is found


def test_the_committee_is_complete_when_each_party_is_named(begun):
    assert found(begun)["principal_not_on_committee"].outcome is Outcome.PENDING
    new = Contributor("principal", "the principal")
    safety_plans.name_contributor(begun, begun.admit(DISTRICT), HIGH, new, year=2026)
    assert found(begun)["principal_not_on_committee"].outcome is Outcome.NOT_MET
    assert found(begun)["parent_not_on_committee"].asks[0].due == date(2027, 3, 1)


def test_a_notice_after_the_meeting_is_none(begun):
    step(begun, PlanStep.MEETING, on=date(2026, 11, 10))
    step(begun, PlanStep.NOTICE, party="mayor", on=date(2026, 11, 11))
    assert found(begun)["mayor_not_notified"].outcome is Outcome.PENDING
    step(begun, PlanStep.NOTICE, party="mayor", on=date(2026, 11, 9))
    assert found(begun)["mayor_not_notified"].outcome is Outcome.NOT_MET


def test_an_adoption_without_a_public_meeting_is_found(begun):
    assert found(begun)["public_meeting_missing"].outcome is Outcome.PENDING
    step(begun, PlanStep.ADOPTED, on=date(2026, 11, 10))
    step(begun, PlanStep.MEETING, on=date(2026, 11, 11))
    assert found(begun)["public_meeting_missing"].outcome is Outcome.MET
    step(begun, PlanStep.MEETING, on=date(2026, 11, 9))
    assert found(begun)["public_meeting_missing"].outcome is Outcome.NOT_MET


def test_responders_are_given_every_edition_that_is_adopted(begun):
    code = "fire_department_not_given_the_plan"
    assert found(begun)[code].why == "it is not adopted yet"
    step(begun, PlanStep.ADOPTED)
    assert found(begun)[code].outcome is Outcome.MET
    step(begun, PlanStep.GIVEN, party="fire_department")
    assert found(begun)[code].outcome is Outcome.NOT_MET
    write(begun, GATES)
    step(begun, PlanStep.ADOPTED)
    assert found(begun)[code].outcome is Outcome.MET


def test_the_vote_on_tactical_parts_is_announced_where_there_are_any(begun):
    step(begun, PlanStep.ADOPTED)
    assert found(begun)["tactical_vote_missing"].outcome is Outcome.NOT_SUBJECT
    write(begun, TEAMS)
    step(begun, PlanStep.ADOPTED)
    finding = found(begun)["tactical_vote_missing"]
    assert (finding.outcome, finding.asks[0].who) == (Outcome.MET, Role.DISTRICT)
    step(begun, PlanStep.TACTICAL_VOTE)
    assert found(begun)["tactical_vote_missing"].outcome is Outcome.NOT_MET


def test_a_tactical_section_without_an_owner_is_a_tactical_finding(begun):
    write(begun, attrs.evolve(TEAMS, owner=""))
    write(begun, BELLS)
    kinds = {
        each.finding.sensitivity: each.finding.missing
        for each in plan_reading.check(begun, begun.admit(DISTRICT), HIGH, on=ON)
        if each.finding.code == "section_without_owner"
    }
    assert kinds == {Sensitivity.STAFF: ("bells",), Sensitivity.TACTICAL: ("teams",)}
    officers = site_safety.due(begun, begun.admit(OFFICER), on=ON, site=HIGH)
    assert [each for each in officers if "teams" in each.what] == []
    assert [each for each in officers if "bells" in each.what]


# --- the dates of the school year, and whose they are


@pytest.mark.parametrize(
    ("on", "outcome", "since"),
    [
        (date(2026, 7, 1), Outcome.PENDING, None),
        (date(2027, 3, 1), Outcome.PENDING, None),
        (date(2027, 3, 2), Outcome.MET, date(2027, 3, 2)),
        (date(2027, 6, 30), Outcome.MET, date(2027, 3, 2)),
    ],
)
def test_the_review_is_due_on_the_first_of_march(desk, on, outcome, since):
    finding = found(desk, on)["plan_review_due"]
    assert (finding.outcome, finding.since) == (outcome, since)
    (ask,) = finding.asks
    assert (ask.who, ask.due) == (Role.ADMINISTRATOR, date(2027, 3, 1))


def test_an_adoption_in_the_school_year_settles_the_review(begun):
    step(begun, PlanStep.ADOPTED, on=date(2026, 7, 1))
    assert found(begun)["plan_review_due"].outcome is Outcome.NOT_MET
    assert found(begun, date(2027, 7, 1))["plan_review_due"].outcome is Outcome.PENDING


def test_a_new_school_has_a_year_from_its_opening(desk):
    stated = SchoolFacts(site=HIGH, opened=date(2026, 8, 17))
    school_facts.state_facts(desk, desk.admit(DISTRICT), HIGH, lambda _: stated)
    (ask,) = found(desk, date(2027, 3, 15))["plan_review_due"].asks
    assert ask.due == date(2027, 8, 17)
    assert found(desk, date(2027, 3, 15))["plan_review_due"].outcome is Outcome.PENDING
    report = found(desk, date(2027, 9, 1))["noncompliance_report_due"]
    assert report.outcome is Outcome.NOT_SUBJECT


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2026, 10, 15), Outcome.PENDING), (date(2026, 10, 16), Outcome.MET)],
)
def test_the_district_reports_by_the_fifteenth_of_october(desk, on, outcome):
    finding = found(desk, on)["noncompliance_report_due"]
    assert finding.outcome is outcome
    (ask,) = finding.asks
    assert (ask.who, ask.due) == (Role.DISTRICT, date(2026, 10, 15))


def test_a_report_or_an_adoption_of_the_year_before_settles_it(begun):
    code = "noncompliance_report_due"
    step(begun, PlanStep.ADOPTED, on=date(2026, 6, 30))
    assert found(begun)[code].outcome is Outcome.NOT_MET
    assert found(begun, date(2027, 7, 2))[code].outcome is Outcome.PENDING


def test_a_report_made_settles_it(begun):
    step(begun, PlanStep.REPORTED, on=date(2026, 10, 1))
    assert found(begun)["noncompliance_report_due"].why == "reported 2026-10-01"


# --- training


def test_staff_trained_is_n_of_n_and_people_count_once(begun):
    assert found(begun)["plan_training_short"].outcome is Outcome.UNDECIDED
    stated = SchoolFacts(site=HIGH, staff=3)
    school_facts.state_facts(begun, begun.admit(DISTRICT), HIGH, lambda _: stated)
    for staff in ({"T-1"}, {"T-1", "T-2"}):
        safety_plans.record_training(
            begun, begun.admit(OFFICER), HIGH, on=ON, what="drop", staff=frozenset(staff)
        )
    finding = found(begun)["plan_training_short"]
    assert str(finding.measured) == "2 of 3 staff trained; 100 % needed"
    assert finding.asks[0].force == "may"
    safety_plans.record_training(
        begun, begun.admit(OFFICER), HIGH, on=ON, what="drop", staff=frozenset({"T-3"})
    )
    assert found(begun)["plan_training_short"].outcome is Outcome.NOT_MET
    assert found(begun, date(2027, 8, 1))["plan_training_short"].outcome is Outcome.MET


# --- the site's own


WORDS = " ".join(f"word{n}" for n in range(60))


def test_a_section_of_another_site_is_shown_side_by_side(begun):
    safety_plans.begin(begun, begun.admit(DISTRICT), MIDDLE, year=2026)
    write(begun, StaffSection(id="one", title="One", text=WORDS))
    theirs = StaffSection(id="two", title="Two", text=WORDS.replace("word3 ", "other "))
    write(begun, theirs, site=MIDDLE, viewer=DISTRICT)
    (one,) = plan_reading.copied(begun, begun.admit(DISTRICT), HIGH, on=ON)
    assert (one.section, one.other, one.percent) == ("one", MIDDLE, 98)
    assert (one.mine.text, one.theirs.text) == (WORDS, theirs.text)
    finding = found(begun)["section_copied"]
    assert finding.asks[0].force == "may"


def test_a_section_that_is_short_or_its_own_is_not_shown(begun):
    safety_plans.begin(begun, begun.admit(DISTRICT), MIDDLE, year=2026)
    short = " ".join(WORDS.split()[:39])
    own = " ".join(f"own{n}" for n in range(60))
    for id, text in (("short", short), ("own", own)):
        write(begun, StaffSection(id=id, title=id, text=text))
    write(begun, StaffSection(id="x", title="x", text=WORDS), site=MIDDLE, viewer=DISTRICT)
    assert plan_reading.copied(begun, begun.admit(DISTRICT), HIGH, on=ON) == ()


def test_likeness_is_as_closed_as_the_more_closed_side(begun):
    safety_plans.begin(begun, begun.admit(DISTRICT), MIDDLE, year=2026)
    write(begun, StaffSection(id="one", title="One", text=WORDS))
    theirs = TacticalSection(id="two", title="Two", text=WORDS)
    write(begun, theirs, site=MIDDLE, viewer=DISTRICT)
    (one,) = plan_reading.copied(begun, begun.admit(DISTRICT), HIGH, on=ON)
    assert one.sensitivity is Sensitivity.TACTICAL


# --- the public part


def test_the_public_reads_what_was_adopted_last(begun):
    anybody = begun.admit(Viewer("", Role.PUBLIC))
    with pytest.raises(Unknown, match="adopted safety plan"):
        plan_reading.public(begun, anybody, HIGH)
    write(begun, GATES)
    write(begun, TEAMS)
    write(begun, BELLS)
    step(begun, PlanStep.MEETING)
    step(begun, PlanStep.ADOPTED)
    write(begun, attrs.evolve(GATES, text="Three gates, not adopted."))
    public = plan_reading.public(begun, anybody, HIGH)
    assert public.sections == (GATES,)
    assert (public.adopted, public.meeting, public.school_year) == (ON, ON, "2026-27")
    with pytest.raises(Unknown):
        plan_reading.public(begun, anybody, SiteId("NOWHERE"))


# --- facts


def test_facts_are_stated_over_what_was_read(desk):
    access = desk.admit(DISTRICT)
    assert school_facts.facts(desk, access, HIGH).version == 0
    school_facts.state_facts(
        desk, access, HIGH, lambda one: attrs.evolve(one, capacity=50), version=0
    )
    with pytest.raises(Conflict):
        school_facts.state_facts(
            desk, access, HIGH, lambda one: attrs.evolve(one, capacity=51), version=0
        )
    stored = school_facts.state_facts(
        desk, access, HIGH, lambda one: attrs.evolve(one, classrooms=2)
    )
    assert (stored.record.capacity, stored.record.classrooms) == (50, 2)
    with pytest.raises(Refused):
        school_facts.state_facts(desk, desk.admit(OFFICER), HIGH, lambda one: one)


@pytest.mark.parametrize("grades", [(None, 3), (3, None), (4, 3), (-1, 3), (0, 13)])
def test_half_or_turned_grades_are_refused(grades):
    with pytest.raises(BadValue):
        SchoolFacts(site=HIGH, lowest_grade=grades[0], highest_grade=grades[1])


def test_before_any_rule_there_is_none_in_force(desk):
    (one,) = plan_reading.check(desk, desk.admit(DISTRICT), HIGH, on=date(2009, 12, 31))
    assert one.finding.outcome is Outcome.NO_RULE


@pytest.mark.parametrize(
    "make",
    [
        lambda: Plan(site=HIGH, year=2026, public=(TEAMS,)),
        lambda: Plan(site=HIGH, year=2026, staff=(GATES,)),
        lambda: Plan(
            site=HIGH, year=2026, staff=(BELLS,), public=(attrs.evolve(GATES, id="bells"),)
        ),
        lambda: Plan(site=HIGH, year=2026, edition=0),
        lambda: attrs.evolve(GATES, text=""),
        lambda: attrs.evolve(GATES, id=" "),
        lambda: Contributor("", "x"),
    ],
)
def test_what_is_no_plan_cannot_be_built(make):
    with pytest.raises(BadValue):
        make()
