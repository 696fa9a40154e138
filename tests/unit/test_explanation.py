"""What is said about one student: the deciding day and the counts first, lists on request."""

from datetime import date, timedelta

import attrs
import pytest

from sro_core import (
    AttendanceKind,
    DatePeriod,
    Enrollment,
    Excuse,
    Roll,
    Scope,
    classify,
    load_rules,
)
from tests.strategies import ALWAYS, SITES, absent, acts, judged, plain_calendar

CALIFORNIA = load_rules("us-ca")
HIGH, MIDDLE, _ = SITES
MON, TUE, WED, THU, FRI = (date(2026, 8, 31) + timedelta(days=n) for n in range(5))
FIVE = absent(MON, TUE, WED, THU, FRI)


def said(*args, lists=False, **more):
    return judged(*args, rules=CALIFORNIA, **more).explain(lists=lists)


def test_the_first_line_names_student_site_date_rules_and_the_data():
    first = said(FIVE).splitlines()[0]
    assert first == ("S-1 at HIGH on 2027-01-29, rules us-ca@2011-01-01, no attendance submitted")


def test_every_status_is_said_met_or_not():
    text = said(absent(MON, TUE))
    assert "truant: not met, 2 occasions (3 needed in one school year)" in text
    for code in ("habitual_truant", "chronic_truant", "chronic_absentee"):
        assert f"{code}: not met" in text


def test_a_status_that_is_met_tells_since_when_by_what_and_on_which_standing():
    text = said(absent(MON, TUE, WED))
    assert f"truant: met since {WED}: three occasions in one school year" in text
    assert "California Education Code section 48260(a) (read in the source)" in text


def test_a_pending_status_names_what_is_not_on_record():
    assert "still to be on record: truancy_report, conference_effort" in said(FIVE)


def test_reports_due_made_and_without_ground_are_told_with_their_dates():
    text = said(FIVE, acts(truancy_report=(TUE, WED)))
    assert (
        f"truancy report: 3 due ({WED}, {THU}, {FRI}), 1 made ({WED}), 1 without ground ({TUE})"
    ) in text


@pytest.mark.parametrize(
    ("reports", "quoted"),
    [
        (1, "after report 1 (may): the student, and the parent as appropriate"),
        (2, "after report 2 (may): a peace officer may give the student a written warning"),
        (3, "after report 3 (must): the student shall be classified a habitual truant"),
    ],
)
def test_what_the_code_attaches_to_the_last_report_is_quoted(reports, quoted):
    assert quoted in said(FIVE, acts(truancy_report=(FRI,) * reports), lists=True)


def test_without_a_report_nothing_is_quoted():
    assert "after report" not in said(FIVE, lists=True)


def test_what_follows_the_fourth_report_is_quoted_after_the_fifth_too():
    days = [MON + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8)]
    text = said(absent(*days), acts(truancy_report=(date(2026, 10, 1),) * 5), lists=True)
    assert "jurisdiction of the juvenile court" in text


def test_open_days_are_counted_and_the_first_three_shown():
    text = said(absent(MON, TUE, WED, THU, excuse=Excuse.UNKNOWN))
    assert "unverified: 4; if all 4 are unexcused: truant met" in text
    assert f"{WED}: full-day absence with no known excuse" in text
    assert f"{THU}: full-day absence" not in text
    assert "and 1 more; ask for the lists" in text


def test_days_set_aside_are_counted_and_the_first_three_shown():
    tardy = (AttendanceKind.TARDY, Scope.DAY, Excuse.UNEXCUSED, 30)
    text = said(absent(MON, TUE, WED, THU, shape=tardy))
    assert "set aside: 4" in text
    assert f"{MON}: exactly 30 min is not more than 30" in text
    assert f"{THU}: exactly" not in text


def test_with_lists_everything_is_shown():
    tardy = (AttendanceKind.TARDY, Scope.DAY, Excuse.UNEXCUSED, 30)
    text = said((*FIVE, *absent(MON + timedelta(days=8), shape=tardy)), lists=True)
    assert f"occasions: {MON}, {TUE}, {WED}, {THU}, {FRI}" in text
    assert "ask for the lists" not in text


def test_with_lists_every_reading_applied_is_told():
    text = said(lists=True)
    for reading in judged(rules=CALIFORNIA).policy.readings:
        assert reading in text
    assert "occasions: gap_more_than_minutes = 30" in text
    assert "compliance with section 48291 is not evaluated" in text


def test_without_lists_the_readings_are_left_out():
    assert "readings applied" not in said()


def test_what_would_change_the_statuses_stands_last():
    lines = said(absent(MON, TUE)).splitlines()
    assert "    1 more occasion: truant met" in lines[lines.index("  what would change this:") :]


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (None, "age not known: assumed of compulsory age, for screening only"),
        (date(2009, 1, 29), "not of compulsory age on this day"),
    ],
)
def test_an_age_that_matters_is_told(born, words):
    assert words in said(born=born)


def test_a_usual_age_is_not_told():
    assert "age" not in said().splitlines()[1].split(":")[0]


def test_enrolment_that_nobody_supplied_is_told():
    assumed = (Enrollment(HIGH, ALWAYS, assumed=True),)
    assert "enrolment was not supplied" in said(spells=assumed)
    assert "enrolment was not supplied" not in said()


def test_a_status_without_a_rule_on_the_date_is_told():
    text = said(
        on=date(2010, 10, 18),
        calendars={HIGH: plain_calendar(period=DatePeriod(date(2010, 8, 16), date(2011, 6, 4)))},
    )
    assert "chronic_truant: no rule in force on 2010-10-18" in text


def test_an_undecided_share_is_told_with_the_reason():
    text = said(calendars={HIGH: plain_calendar(stated_days=180)})
    assert "chronic_absentee: undecided, inside 'the year', of which only a total" in text


# ------------------------------------------------------------------ until when there is data


def through(submitted, on=date(2026, 9, 11)):
    file = judged(rules=CALIFORNIA).file
    file = attrs.evolve(
        file,
        spells=(Enrollment(HIGH, ALWAYS), Enrollment(MIDDLE, DatePeriod(date(2027, 7, 1), None))),
    )
    calendars = {HIGH: plain_calendar(), MIDDLE: plain_calendar(MIDDLE)}
    roll = Roll([file], calendars, data_through=submitted)
    (found,) = classify(roll, rules=CALIFORNIA, on=on)
    return found


def test_the_last_date_with_data_is_told():
    found = through({HIGH: date(2026, 9, 9)})
    assert found.data_through == date(2026, 9, 9)
    assert "data through 2026-09-09" in found.explain()


def test_data_reaches_no_further_than_the_date_judged():
    assert through({HIGH: date(2027, 1, 1)}).data_through == date(2026, 9, 11)


def test_a_school_where_the_student_is_not_enrolled_this_year_says_nothing():
    assert through({MIDDLE: date(2026, 9, 9)}).data_through is None


def test_without_data_that_is_told():
    assert "no attendance submitted" in through({}).explain()
