"""Drills: recording, the terms of assailant drills, taking back, follow-up, what is due."""

from datetime import date, datetime, time
from itertools import count, pairwise

import attrs
import pytest

from sro_adapters.memory import MemoryDatabase
from sro_core import (
    BadValue,
    Conflict,
    DatePeriod,
    Outcome,
    Refused,
    Role,
    SchoolCalendar,
    SchoolSite,
    Session,
    SiteId,
    Unknown,
    Viewer,
    load_rules,
)
from sro_core.desk import Desk
from sro_core.periods import SchoolYear
from sro_core.ports import SiteRecord
from sro_core.privacy import Sensitivity
from sro_core.safety.corrective_actions import CorrectiveAction
from sro_core.safety.drill_rules import (
    Band,
    DrillKind,
    DrillReading,
    DrillRequired,
    DrillTerm,
    Every,
    Level,
    SchoolLevels,
    Timing,
)
from sro_core.safety.drills import Drill, DrillStatus, LedBy, unmet
from sro_core.safety.facts import SchoolFacts
from sro_core.safety.stretches import stretches
from sro_core.usecases import drill_reading, safety_drills, school_facts, site_safety

AT = datetime(2026, 11, 20, 9, 0)
ON = AT.date()
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ADMINISTRATOR = Viewer("a", Role.ADMINISTRATOR, frozenset({MIDDLE}))
OFFICER = Viewer("O-02", Role.OFFICER)
DISTRICT = Viewer("d", Role.DISTRICT)
YEAR = Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5)))
FIRE = Drill(id="d-1", site=MIDDLE, kind=DrillKind.FIRE, on=ON, starts=time(10), leader="principal")
ASSAILANT = attrs.evolve(FIRE, id="d-2", kind=DrillKind.ASSAILANT, on=date(2026, 11, 18))
ACTION = CorrectiveAction(
    id="a-1", site=MIDDLE, drill="d-1", on=ON, what="mend the bell", owner="custodian"
)
TERMS = {
    "age_appropriate": date(2026, 11, 2),
    "announced_at_the_start": date(2026, 11, 18),
    "parents_told_before": date(2026, 11, 16),
    "parents_told_after": date(2026, 11, 18),
    "support_resources": date(2026, 11, 19),
    "no_simulated_gunfire": date(2026, 11, 18),
    "no_deception": date(2026, 11, 18),
}


@pytest.fixture
def desk():
    database = MemoryDatabase()
    with database() as stores:
        for site in (HIGH, MIDDLE):
            calendar = SchoolCalendar(site, (YEAR,))
            stores.sites.put(SiteRecord(SchoolSite(site, site), calendar), 0)
        stores.commit()
    numbers = count(1)
    made = Desk(database, lambda: AT, load_rules("us-ca"), lambda: f"id-{next(numbers)}")
    stated = SchoolFacts(site=MIDDLE, lowest_grade=7, highest_grade=8, capacity=700)
    school_facts.state_facts(made, made.admit(DISTRICT), MIDDLE, lambda _: stated)
    return made


def record(desk, drill, *, viewer=ADMINISTRATOR, version=None):
    return safety_drills.record(desk, desk.admit(viewer), drill, version=version)


def finish(desk, drill=FIRE, *, viewer=ADMINISTRATOR):
    record(desk, drill)
    return safety_drills.finish(desk, desk.admit(viewer), drill.id).record


def confirm(desk, term, on, *, viewer=ADMINISTRATOR):
    return safety_drills.confirm(desk, desk.admit(viewer), "d-2", term, on=on).record


# --- the record


def test_a_drill_is_a_draft_until_the_school_finishes_it(desk):
    assert record(desk, FIRE).record.status is DrillStatus.DRAFT
    with pytest.raises(Refused, match="finish the record of a drill"):
        safety_drills.finish(desk, desk.admit(OFFICER), "d-1")
    done = safety_drills.finish(desk, desk.admit(ADMINISTRATOR), "d-1").record
    assert done.status is DrillStatus.FINISHED


def test_a_finished_record_is_changed_by_nobody_and_taken_back_by_the_district(desk):
    finish(desk)
    with pytest.raises(BadValue, match="its record is finished"):
        record(desk, attrs.evolve(FIRE, students=1))
    with pytest.raises(Refused, match="take back the finished record"):
        safety_drills.revert(desk, desk.admit(ADMINISTRATOR), "d-1", because="typo")
    with pytest.raises(BadValue, match="nothing is said"):
        safety_drills.revert(desk, desk.admit(DISTRICT), "d-1", because=" ")
    back = safety_drills.revert(desk, desk.admit(DISTRICT), "d-1", because="wrong day").record
    assert (back.status, back.because) == (DrillStatus.DRAFT, "wrong day")
    with pytest.raises(BadValue, match="only a finished one"):
        safety_drills.revert(desk, desk.admit(DISTRICT), "d-1", because="again")


@pytest.mark.parametrize(
    ("drill", "words"),
    [
        (attrs.evolve(FIRE, starts=None), "when it began"),
        (attrs.evolve(FIRE, leader=" "), "who led it"),
        (attrs.evolve(FIRE, status=DrillStatus.PLANNED, on=date(2026, 11, 23)), "once it was held"),
        (attrs.evolve(FIRE, status=DrillStatus.CANCELLED, because="smoke"), "only a draft"),
    ],
)
def test_a_record_that_says_too_little_is_not_finished(desk, drill, words):
    record(desk, drill)
    with pytest.raises(BadValue, match=words):
        safety_drills.finish(desk, desk.admit(ADMINISTRATOR), "d-1")


def test_a_draft_does_not_lie_ahead(desk):
    with pytest.raises(BadValue, match="plan the drill instead"):
        record(desk, attrs.evolve(FIRE, on=date(2026, 11, 21)))


def test_a_finished_drill_is_not_recorded_as_such(desk):
    with pytest.raises(BadValue, match="finish the record by itself"):
        record(desk, attrs.evolve(FIRE, status=DrillStatus.FINISHED))


def test_a_drill_of_another_site_is_out_of_reach(desk):
    record(desk, attrs.evolve(FIRE, site=HIGH), viewer=DISTRICT)
    for act in (
        lambda: record(desk, FIRE),
        lambda: record(desk, attrs.evolve(FIRE, site=HIGH)),
        lambda: safety_drills.finish(desk, desk.admit(ADMINISTRATOR), "d-1"),
        lambda: drill_reading.drill(desk, desk.admit(ADMINISTRATOR), "d-1"),
        lambda: drill_reading.report(desk, desk.admit(ADMINISTRATOR), "d-1"),
        lambda: drill_reading.status(desk, desk.admit(ADMINISTRATOR), HIGH, on=ON),
    ):
        with pytest.raises(Refused, match="HIGH is another site"):
            act()
    assert drill_reading.drills(desk, desk.admit(ADMINISTRATOR)) == ()


def test_a_drill_is_changed_over_the_version_that_was_read(desk):
    stored = record(desk, FIRE)
    record(desk, attrs.evolve(FIRE, students=300))
    with pytest.raises(Conflict):
        record(desk, attrs.evolve(FIRE, students=301), version=stored.version)


def test_an_officer_keeps_weaknesses_that_they_cannot_see_and_adds_none(desk):
    record(desk, attrs.evolve(FIRE, weaknesses="gate 3"))
    changed = safety_drills.change(
        desk, desk.admit(OFFICER), "d-1", lambda one: attrs.evolve(one, observations="calm")
    ).record
    assert (changed.weaknesses, changed.observations) == ("gate 3", "calm")
    seen = []
    safety_drills.change(desk, desk.admit(OFFICER), "d-1", lambda one: seen.append(one) or one)
    assert seen[0].weaknesses == ""
    with pytest.raises(Refused, match="write what is tactical"):
        record(desk, attrs.evolve(FIRE, weaknesses="gate 4"), viewer=OFFICER)


@pytest.mark.parametrize(
    "make",
    [
        lambda: attrs.evolve(FIRE, students=-1),
        lambda: attrs.evolve(FIRE, ends=time(10)),
        lambda: attrs.evolve(FIRE, kind=DrillKind.LOCKDOWN, led_by=LedBy.FIRE_DEPARTMENT),
        lambda: attrs.evolve(FIRE, status=DrillStatus.CANCELLED),
    ],
)
def test_what_is_no_drill_cannot_be_built(make):
    with pytest.raises(BadValue):
        make()


# --- terms of assailant drills


def test_an_assailant_drill_is_finished_only_when_every_term_is_met(desk):
    record(desk, ASSAILANT)
    for term, on in TERMS.items():
        with pytest.raises(BadValue, match=term):
            safety_drills.finish(desk, desk.admit(ADMINISTRATOR), "d-2")
        confirm(desk, term, on)
    done = safety_drills.finish(desk, desk.admit(ADMINISTRATOR), "d-2").record
    assert done.status is DrillStatus.FINISHED


@pytest.mark.parametrize("left", TERMS)
def test_each_term_alone_keeps_it_a_draft(desk, left):
    record(desk, ASSAILANT)
    for term, on in TERMS.items():
        if term != left:
            confirm(desk, term, on)
    with pytest.raises(BadValue, match=f"not confirmed: {left}"):
        safety_drills.finish(desk, desk.admit(ADMINISTRATOR), "d-2")
    (finding,) = [
        each.finding
        for each in drill_reading.status(desk, desk.admit(DISTRICT), MIDDLE, on=ON).answers
        if each.finding.code == "drill_record_open"
    ]
    assert finding.missing == (left,)


@pytest.mark.parametrize(
    ("term", "on", "right"),
    [
        ("parents_told_before", date(2026, 11, 16), True),
        ("parents_told_before", date(2026, 11, 18), True),
        ("parents_told_before", date(2026, 11, 15), False),
        ("parents_told_before", date(2026, 11, 19), False),
        ("parents_told_after", date(2026, 11, 18), True),
        ("parents_told_after", date(2026, 11, 19), False),
        ("support_resources", date(2026, 11, 18), True),
        ("support_resources", date(2026, 11, 17), False),
        ("age_appropriate", date(2026, 11, 18), True),
        ("age_appropriate", date(2026, 11, 19), False),
    ],
)
def test_a_term_is_met_only_on_a_day_that_is_right(desk, term, on, right):
    record(desk, ASSAILANT)
    left = {each.id for each in unmet(confirm(desk, term, on), desk.rules)}
    assert (term not in left) is right


def test_moving_the_drill_makes_what_was_confirmed_count_no_more(desk):
    record(desk, ASSAILANT)
    confirm(desk, "parents_told_before", date(2026, 11, 16))
    moved = record(desk, attrs.evolve(ASSAILANT, on=date(2026, 11, 9))).record
    assert moved.confirmed
    assert "parents_told_before" in {each.id for each in unmet(moved, desk.rules)}


def test_nobody_confirms_for_a_drill_what_is_not_asked_of_it(desk):
    record(desk, attrs.evolve(ASSAILANT, kind=DrillKind.LOCKDOWN))
    with pytest.raises(BadValue, match="nobody asks it about a lockdown drill"):
        confirm(desk, "age_appropriate", ON)


def test_confirmations_are_entered_one_by_one_and_not_with_the_record(desk):
    record(desk, ASSAILANT)
    kept = confirm(desk, "no_deception", date(2026, 11, 18)).confirmed
    assert kept[0].by == "a"
    assert record(desk, attrs.evolve(ASSAILANT, students=3)).record.confirmed == kept


def test_before_2025_an_assailant_drill_had_no_terms(desk):
    last = attrs.evolve(ASSAILANT, on=date(2024, 12, 31))
    first = attrs.evolve(ASSAILANT, on=date(2025, 1, 1))
    assert unmet(last, desk.rules) == ()
    assert {each.id for each in unmet(first, desk.rules)} == set(TERMS)


# --- what counts, and what is due


def test_a_missing_drill_is_the_administrators_item(desk):
    items = site_safety.due(desk, desk.admit(DISTRICT), on=ON, site=MIDDLE)
    drills = [each for each in items if each.kind == "drill"]
    assert {each.who for each in drills} == {Role.ADMINISTRATOR}
    (fire,) = [each for each in drills if each.what.startswith("hold a drill: fire")]
    assert fire.due == date(2026, 11, 30)


def test_a_drill_that_is_finished_late_counts_for_its_month(desk):
    late = [f"enter the drill (fire) of {month} 2026" for month in ("August", "September")]

    def waiting():
        items = site_safety.due(desk, desk.admit(DISTRICT), on=ON, site=MIDDLE)
        return [words for words in late if any(each.what.startswith(words) for each in items)]

    assert waiting() == late
    finish(desk, attrs.evolve(FIRE, on=date(2026, 8, 20)))
    assert waiting() == late[1:]


def test_the_source_that_is_not_followed_asks_nothing(desk):
    found = drill_reading.status(desk, desk.admit(DISTRICT), MIDDLE, on=ON)
    (statute,) = [
        each.finding
        for each in found.answers
        if each.finding.code == "fire_drill_intermediate_statute_short"
    ]
    assert (statute.asks, statute.outcome) == ((), Outcome.PENDING)
    assert "another source is followed" in statute.why
    assert any("stricter" in said for said in statute.readings)


def test_a_site_without_a_calendar_of_the_year_is_undecided(desk):
    found = drill_reading.status(desk, desk.admit(DISTRICT), MIDDLE, on=date(2028, 11, 20))
    assert {each.finding.outcome for each in found.answers} == {Outcome.UNDECIDED}
    assert all("calendar of 2028-29" in each.finding.why for each in found.answers)


def test_before_any_rule_there_is_none_in_force(desk):
    found = drill_reading.status(desk, desk.admit(DISTRICT), MIDDLE, on=date(2009, 11, 20))
    assert [each.finding.outcome for each in found.answers] == [Outcome.NO_RULE]


def test_a_schedule_avoids_days_to_keep_free_and_days_of_planned_drills(desk):
    access = desk.admit(DISTRICT)
    left = [date(2026, 11, day) for day in (20, 23, 24, 25, 26, 27)]
    school_facts.state_facts(
        desk, access, MIDDLE,
        lambda one: attrs.evolve(one, keep_free=dict.fromkeys(left, "exams")),
    )  # fmt: skip
    plan = attrs.evolve(FIRE, id="p", kind=DrillKind.EARTHQUAKE, status=DrillStatus.PLANNED,
                        on=date(2026, 11, 30))  # fmt: skip
    record(desk, plan)
    schedule = drill_reading.schedule(desk, access, MIDDLE, on=ON)
    november = [each for each in schedule.cannot if each.stretch == "November 2026"]
    assert {each.requirement for each in november} == {
        "alarm_signal", "fire_drill_intermediate_regulation",
    }  # fmt: skip
    assert "exams" in november[0].because
    assert "a drill is planned (earthquake)" in november[0].because
    assert schedule.planned == (date(2026, 11, 30),)
    assert {each.kind for each in schedule.drills} == {DrillKind.FIRE, DrillKind.EARTHQUAKE}


# --- follow-up


def note(desk, new=ACTION, *, viewer=ADMINISTRATOR):
    return safety_drills.note_action(desk, desk.admit(viewer), new.drill, lambda _: new)


def waiting(desk, viewer=DISTRICT, on=ON):
    items = site_safety.due(desk, desk.admit(viewer), on=on, site=MIDDLE)
    return [each.what for each in items if each.kind == "corrective_action"]


def test_an_action_is_open_until_a_later_drill_has_tried_it_again(desk):
    finish(desk, attrs.evolve(FIRE, on=date(2026, 11, 2)))
    finish(desk, attrs.evolve(FIRE, id="d-9", on=date(2026, 11, 19)))
    note(desk, attrs.evolve(ACTION, on=date(2026, 11, 2)))
    access = desk.admit(ADMINISTRATOR)
    assert waiting(desk) == ["see it done by custodian: mend the bell"]
    with pytest.raises(BadValue, match="not held after the action"):
        safety_drills.retest(desk, access, "a-1", drill="d-1", works=True)
    safety_drills.close_action(desk, access, "a-1", done=date(2026, 11, 10))
    assert waiting(desk) == ["try again at the next drill: mend the bell"]
    safety_drills.retest(desk, access, "a-1", drill="d-9", works=False)
    assert waiting(desk) == ["see it done by custodian: mend the bell"]
    safety_drills.close_action(desk, access, "a-1", done=date(2026, 11, 18))
    closed = safety_drills.retest(desk, access, "a-1", drill="d-9", works=True).record
    assert closed.closed
    assert waiting(desk) == []


def test_a_drill_that_is_not_finished_tries_nothing_again(desk):
    record(desk, FIRE)
    note(desk)
    record(desk, attrs.evolve(FIRE, id="d-9"))
    with pytest.raises(BadValue, match="its record is draft"):
        safety_drills.retest(desk, desk.admit(ADMINISTRATOR), "a-1", drill="d-9", works=True)


def test_a_tactical_action_is_shown_to_nobody_who_is_not_cleared(desk):
    record(desk, FIRE)
    note(desk, attrs.evolve(ACTION, sensitivity=Sensitivity.TACTICAL))
    assert waiting(desk, OFFICER) == []
    assert waiting(desk) == ["see it done by custodian: mend the bell"]
    with pytest.raises(BadValue, match="it is staff or tactical"):
        attrs.evolve(ACTION, sensitivity=Sensitivity.PUBLIC)


def test_an_action_of_no_drill_is_unknown(desk):
    with pytest.raises(Unknown):
        note(desk)


def test_an_officer_follows_up_on_nothing(desk):
    record(desk, FIRE)
    with pytest.raises(Refused):
        note(desk, viewer=OFFICER)


def test_the_report_after_a_drill_is_made_of_what_is_on_record(desk):
    slow = attrs.evolve(FIRE, on=date(2026, 11, 2), evacuation_seconds=200)
    finish(desk, slow)
    note(desk, attrs.evolve(ACTION, on=date(2026, 11, 2)))
    access = desk.admit(ADMINISTRATOR)
    safety_drills.close_action(desk, access, "a-1", done=date(2026, 11, 10))
    finish(desk, attrs.evolve(FIRE, id="d-9", evacuation_seconds=180))
    safety_drills.retest(desk, access, "a-1", drill="d-9", works=True)
    report = drill_reading.report(desk, access, "d-9")
    assert (report.slower_by, report.before.id) == (-20, "d-1")
    assert [each.id for each in report.tried_again] == ["a-1"]
    assert report.actions == ()
    assert "fire_drill_intermediate_regulation" in [each.id for each in report.counts_for]


# --- today


def test_an_administrator_sees_days_left_the_breach_date_and_which_source_is_stricter(desk):
    blocks = site_safety.today(desk, desk.admit(ADMINISTRATOR), on=ON)
    drills = next(each for each in blocks if each.title == "Drills at MIDDLE")
    (fire,) = [line for line in drills.lines if line.startswith("fire: 1 to hold")]
    assert "school days left: 11-20, 11-23, 11-24, 11-25 and 3 more" in fire
    assert "short from 2026-12-01" in fire
    assert "the regulation is followed as the stricter" in fire
    assert drills.command == "sro drills status MIDDLE --as administrator:MIDDLE --on 2026-11-20"
    assert site_safety.today(desk, desk.admit(OFFICER), on=ON) == ()


# --- rules that say nothing usable are refused


@pytest.mark.parametrize(
    "make",
    [
        lambda: DrillRequired(DrillKind.FIRE, 0, Every.YEAR),
        lambda: DrillRequired(DrillKind.FIRE, 1, Every.YEAR, levels=(Level.SECONDARY,)),
        lambda: DrillReading("a", ()),
        lambda: DrillReading("a", ("a",)),
        lambda: SchoolLevels(()),
        lambda: SchoolLevels((Band(Level.SECONDARY, highest_at_most=8),)),
        lambda: SchoolLevels((Band(Level.SECONDARY),)).of(8, 7),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(make):
    with pytest.raises(BadValue):
        make()


@pytest.mark.parametrize("timing", Timing)
def test_every_timing_takes_the_day_of_the_drill(timing):
    assert DrillTerm((DrillKind.FIRE,), timing).fits(ON, ON)


# --- stretches of the year


def calendar(*sessions):
    return SchoolCalendar(
        MIDDLE, tuple(Session(f"s{n}", DatePeriod(*each)) for n, each in enumerate(sessions))
    )


def test_sessions_of_the_calendar_are_its_quarters_and_semesters():
    cuts = [date(2026, 8, 17), date(2026, 10, 19), date(2027, 1, 4), date(2027, 3, 22),
            date(2027, 6, 5)]  # fmt: skip
    year = SchoolYear(2026)
    quarters = calendar(*pairwise(cuts))
    assert [each.first for each in stretches(quarters, year, Every.QUARTER)] == cuts[:4]
    assert [each.first for each in stretches(quarters, year, Every.SEMESTER)] == cuts[:3:2]
    semesters = calendar((cuts[0], cuts[2]), (cuts[2], cuts[4]))
    assert [each.first for each in stretches(semesters, year, Every.SEMESTER)] == cuts[:3:2]
    assert len(stretches(semesters, year, Every.QUARTER)) == 4
    one = calendar((cuts[0], cuts[4]))
    assert "calendar does not say it" in stretches(one, year, Every.QUARTER)[0].how
    assert stretches(one, SchoolYear(2030), Every.MONTH) == ()
