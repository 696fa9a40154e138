"""What one change of the records would make of a status; every answer must be true."""

from datetime import date, timedelta

import pytest

from sro_core import Action, AttendanceKind, Excuse, Outcome, Scope, lay_over, load_rules
from tests.strategies import absent, acts, judged

CALIFORNIA, WASHINGTON = load_rules("us-ca"), load_rules("us-wa")
MON, TUE, WED, THU, FRI = (date(2026, 8, 31) + timedelta(days=n) for n in range(5))
NEXT_TUE = date(2026, 9, 8)


def changes(*args, **more):
    """Give what would change, as sentences."""
    return [str(each) for each in judged(*args, rules=CALIFORNIA, **more).would_change]


def about(code, *args, **more):
    return [each for each in changes(*args, **more) if code in each]


# ------------------------------------------------------------------ on the way up


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((), "3 more occasions: truant met"),
        ((MON,), "2 more occasions: truant met"),
        ((MON, TUE), "1 more occasion: truant met"),
    ],
)
def test_it_is_said_how_many_occasions_are_left(days, said):
    assert said in changes(absent(*days))


def test_the_next_level_is_told_by_the_reports_that_would_be_due():
    assert about("habitual", absent(MON, TUE, WED)) == [
        "2 more reports due: habitual_truant pending"
    ]


def test_a_share_grows_with_every_day_absent_since_each_is_enrolled_too():
    """1 of 20 days; 2 of 21 would be less than a tenth, 3 of 22 are more."""
    (said,) = about("chronic_absentee", absent(MON), on=date(2026, 9, 11))
    assert said == "2 more weekdays absent, on the next school days: chronic_absentee met"


def test_a_pending_status_names_the_acts_that_are_missing():
    (said,) = about(
        "habitual", absent(MON, TUE, WED, THU, FRI), acts(truancy_report=(WED, THU, FRI))
    )
    assert said == "1 more conference effort on record: habitual_truant met"


def test_a_pending_status_says_how_many_reports_are_missing():
    steps = acts(truancy_report=WED, conference_effort=WED)
    (said,) = about("habitual", absent(MON, TUE, WED, THU, FRI), steps)
    assert said == "2 more truancy reports on record: habitual_truant met"


def test_where_the_month_counts_only_the_running_month_is_counted():
    found = judged(absent(TUE, WED), rules=WASHINGTON, on=date(2026, 10, 2))
    said = [str(each) for each in found.would_change]
    assert "3 more unexcused absences in the running calendar month: conference met" in said


def test_of_a_student_past_compulsory_age_no_status_is_near():
    assert about("truant met", born=date(2008, 10, 1)) == []


def test_where_too_few_days_are_expected_one_more_absence_is_not_enough():
    rule = (
        '[[criterion]]\nid = "chronic_absentee"\nsays = "s"\ncites = ["60901(c)(1)"]\n'
        'from = 2011-01-01\nseries = "weekdays_absent"\nat_least_percent = 10\n'
        'of = "weekdays_enrolled"\nminimum_expected_days = 31\n'
    )
    book = lay_over(CALIFORNIA, rule, file="ours.toml")
    said = judged(absent(MON, TUE), rules=book, on=FRI).would_change
    assert not [each for each in said if str(each).startswith("1 more weekday absent")]


def test_acts_are_named_as_enough_only_where_they_are():
    """On the first day nothing is due yet, so a report made now would have no ground."""
    first_day = date(2026, 8, 17)
    (said,) = about("chronic_truant", absent(first_day), on=first_day)
    assert said.endswith("chronic_truant still pending: no report is due yet")
    every = ("truancy_report", "truancy_notice", "conference_effort", "sarb_review")
    assert all(Action(act).words in said for act in every)
    steps = acts(**dict.fromkeys(every, first_day))
    after = judged(absent(first_day), steps, rules=CALIFORNIA, on=first_day)
    assert after.finding("chronic_truant").outcome is Outcome.PENDING


# ------------------------------------------------------------------ on the way down


def test_each_of_three_absences_would_withdraw_the_status():
    (said,) = about("truant withdrawn", absent(MON, TUE, WED))
    assert said == f"any one of these absences excused: {MON}, {TUE}, {WED}: truant withdrawn"


def test_with_four_absences_no_single_one_does():
    assert about(": truant", absent(MON, TUE, WED, THU)) == [
        "any single absence excused: truant stays met all the same"
    ]


def test_a_day_whose_rows_count_for_nothing_is_not_named():
    tardy = absent(FRI, shape=(AttendanceKind.TARDY, Scope.DAY, Excuse.UNEXCUSED, 30))
    (said,) = about("truant withdrawn", (*absent(MON, TUE, WED), *tardy))
    assert str(FRI) not in said


def test_a_status_that_would_be_pending_is_not_called_withdrawn():
    events = absent(MON, TUE, WED, THU, FRI, NEXT_TUE)
    steps = acts(truancy_report=(WED, THU, FRI), conference_effort=FRI)
    excused = (*absent(MON, excuse=Excuse.EXCUSED), *events[1:])
    after = judged(excused, steps, rules=CALIFORNIA).finding("habitual_truant")
    assert after.outcome is Outcome.PENDING
    assert about("habitual_truant withdrawn", events, steps) == []


# ------------------------------------------------------------------ days left open


def test_an_open_day_says_what_it_would_change():
    events = (*absent(MON, TUE), *absent(WED, excuse=Excuse.UNKNOWN))
    (found,) = judged(events, rules=CALIFORNIA).unresolved
    assert (found.on, found.because) == (WED, "full-day absence with no known excuse")
    assert found.would_change == f"if unexcused: truant met since {WED}"


def test_an_open_day_that_would_change_nothing_says_so():
    (found,) = judged(absent(MON, excuse=Excuse.UNKNOWN), rules=CALIFORNIA).unresolved
    assert found.would_change == "if unexcused: no status changes"


def test_an_open_day_that_would_come_first_changes_since_when():
    events = (*absent(TUE, WED, THU), *absent(MON, excuse=Excuse.UNKNOWN))
    (found,) = judged(events, rules=CALIFORNIA).unresolved
    assert found.would_change == f"if unexcused: truant met since {WED}"


def test_all_open_days_together_may_change_what_none_does_alone():
    events = (*absent(MON), *absent(TUE, WED, excuse=Excuse.UNKNOWN))
    found = judged(events, rules=CALIFORNIA)
    assert {each.would_change for each in found.unresolved} == {"if unexcused: no status changes"}
    assert found.if_all_unexcused == f"if all 2 are unexcused: truant met since {WED}"


def test_without_open_days_there_is_nothing_to_say():
    assert judged(absent(MON), rules=CALIFORNIA).if_all_unexcused == ""


def test_a_tardy_of_unknown_length_is_taken_as_long():
    events = (
        *absent(MON, TUE),
        *absent(WED, shape=(AttendanceKind.TARDY, Scope.DAY, Excuse.UNEXCUSED, None)),
    )
    (found,) = judged(events, rules=CALIFORNIA).unresolved
    assert found.would_change == f"if unexcused: truant met since {WED}"


def test_a_short_gap_with_no_known_excuse_changes_nothing():
    events = (
        *absent(MON, TUE),
        *absent(WED, shape=(AttendanceKind.TARDY, Scope.DAY, Excuse.UNKNOWN, 10)),
    )
    (found,) = judged(events, rules=CALIFORNIA).unresolved
    assert found.would_change == "if unexcused: no status changes"


def test_a_day_on_which_two_records_disagree_says_what_it_would_change():
    events = (*absent(MON, TUE, WED), *absent(WED, excuse=Excuse.EXCUSED))
    (found,) = judged(events, rules=CALIFORNIA).unresolved
    assert found.would_change == f"if unexcused: truant met since {WED}"


def test_nothing_is_near_that_the_school_days_left_cannot_hold():
    """On the last day of a month no further absence of that month can come."""
    last = date(2026, 9, 30)
    said = [str(each) for each in judged(absent(TUE), rules=WASHINGTON, on=last).would_change]
    assert not [each for each in said if "running calendar month" in each]
