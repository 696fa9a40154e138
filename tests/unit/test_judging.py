"""From series to findings: outcome, comparison, evidence, what is missing and who must act."""

from datetime import date, timedelta

import pytest

from sro_core import Enrollment, Excuse, Force, Outcome, Role, Sensitivity, lay_over, load_rules
from sro_core.truancy.criteria import Criterion, Window, WindowKind
from tests.strategies import ALWAYS, SITES, absent, acts, judged, plain_calendar

CALIFORNIA, TEXAS, WASHINGTON = (load_rules(id) for id in ("us-ca", "us-tx", "us-wa"))
MON, TUE, WED, THU, FRI = (date(2026, 8, 31) + timedelta(days=n) for n in range(5))
FIVE = absent(MON, TUE, WED, THU, FRI)  # reports due on Wednesday, Thursday and Friday
TWENTY = date(2026, 9, 11)  # the twentieth school day


def asks(found, code):
    return [(ask.who, ask.what, ask.force, ask.due) for ask in found.finding(code).asks]


# ------------------------------------------------------------------ findings


def test_a_finding_shows_the_comparison_that_was_made():
    found = judged(FIVE, rules=CALIFORNIA).finding("truant")
    assert str(found.measured) == "5 occasions (3 needed in one school year)"


def test_a_finding_shows_a_share_with_its_whole():
    found = judged(absent(MON, TUE), rules=CALIFORNIA, on=TWENTY).finding("chronic_absentee")
    assert (found.measured.amount, found.measured.whole, found.measured.limit) == (2, 20, 10)
    assert "2 of 20 enrolled weekdays" in str(found.measured)


def test_a_finding_about_a_student_is_juvenile_information_whatever_its_outcome():
    found = judged(rules=CALIFORNIA, on=date(2026, 9, 1))
    every = [found.finding(code) for code in (*found.policy.criteria, "no_such_rule")]
    assert {each.sensitivity for each in every} == {Sensitivity.JUVENILE}


def test_without_a_rule_in_force_the_finding_says_so():
    found = judged(rules=CALIFORNIA).finding("petition")
    assert (found.outcome, found.rule) == (Outcome.NO_RULE, None)


def test_a_finding_names_the_site_that_answers_for_the_student():
    found = judged(FIVE, rules=CALIFORNIA).finding("truant")
    assert (found.subject.kind, found.subject.id, found.subject.site) == (
        "student",
        "S-1",
        SITES[0],
    )


def test_evidence_is_what_was_counted_in_order():
    found = judged(FIVE[::-1], rules=CALIFORNIA)
    assert found.finding("truant").evidence == (MON, TUE, WED, THU, FRI)
    assert found.finding("habitual_truant").evidence == (WED, THU, FRI)


def test_evidence_of_a_rolling_window_lies_in_one_window():
    days = [date(2026, 9, 1), date(2026, 9, 10), date(2026, 9, 21), date(2026, 10, 12)]
    found = judged(absent(*days), rules=TEXAS).finding("parent_notice")
    first, last = found.evidence[0], found.evidence[-1]
    assert Window(WindowKind.WEEKS, 4).holds(first, last)
    assert found.measured.amount == 3


def test_an_amount_in_a_window_that_is_not_reached_is_the_most_of_any_window():
    days = [date(2026, 9, 1), date(2026, 9, 10), date(2026, 10, 12)]
    found = judged(absent(*days), rules=TEXAS).finding("parent_notice")
    assert (found.outcome, found.measured.amount) == (Outcome.NOT_MET, 2)


def test_readings_of_a_finding_are_those_of_its_rule():
    found = judged(rules=CALIFORNIA)
    assert found.finding("truant").readings == ()
    assert found.finding("chronic_absentee").readings == (
        "chronic_absentee: minimum_expected_days = 0",
    )


def test_missing_acts_are_named_once_each():
    found = judged(FIVE, rules=CALIFORNIA)
    assert found.finding("habitual_truant").missing == ("truancy_report", "conference_effort")


def test_a_criterion_that_any_of_its_parts_meets_is_met_by_the_first():
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(9)]
    found = judged(absent(*days), rules=WASHINGTON).finding("petition")
    assert (found.outcome, found.since) == (Outcome.MET, date(2026, 9, 9))
    assert found.measured.limit == 7


def test_a_criterion_that_no_part_meets_shows_the_nearest():
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(4)]
    found = judged(absent(*days), rules=WASHINGTON).finding("petition")
    assert (found.outcome, found.measured.amount, found.measured.limit) == (Outcome.NOT_MET, 4, 7)


def test_a_part_is_no_status_of_its_own():
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(9)]
    codes = {each.code for each in judged(absent(*days), rules=WASHINGTON).findings}
    assert "seven_in_a_month" not in codes


def test_where_a_share_cannot_be_taken_it_is_undecided_with_the_reason():
    calendars = {SITES[0]: plain_calendar(stated_days=180)}
    found = judged(FIVE, rules=CALIFORNIA, calendars=calendars)
    assert found.finding("chronic_truant").outcome is Outcome.UNDECIDED
    assert "chronic_truant" not in {each.code for each in found.findings}
    assert dict(found.refused)["chronic_truant"].startswith("inside 'the year'")


def test_statuses_that_the_book_has_on_other_dates_are_refused_by_name():
    found = judged(rules=CALIFORNIA, on=date(2026, 9, 1), calendars=None)
    assert found.refused == ()
    early = judged(
        rules=CALIFORNIA,
        on=date(2010, 10, 18),
        calendars={SITES[0]: plain_calendar(period=ALWAYS_2010)},
    )
    codes = ("habitual_truant", "chronic_truant", "chronic_absentee")
    assert early.refused == tuple((code, "no rule in force on 2010-10-18") for code in codes)


ALWAYS_2010 = type(ALWAYS)(date(2010, 8, 16), date(2011, 6, 4))


@pytest.mark.parametrize(
    ("born", "stated", "of_age"),
    [
        (date(2012, 3, 1), None, True),
        (date(2009, 1, 29), None, False),
        (date(2009, 1, 30), True, True),
        (None, None, "assumed"),
        (None, True, True),
        (None, False, False),
    ],
)
def test_age_is_judged_on_the_date_or_stated_or_assumed(born, stated, of_age):
    found = judged(rules=CALIFORNIA, born=born, compulsory_age=stated)
    assert found.of_age == of_age


# ------------------------------------------------------------------ who must do what


def test_every_report_due_is_asked_for_with_its_date():
    reports = [ask for ask in asks(judged(FIVE, rules=CALIFORNIA), "truant") if ask[3]]
    assert [ask[3] for ask in reports] == [WED, THU, FRI]
    assert {ask[0] for ask in reports} == {Role.CLERK}
    assert {ask[1] for ask in reports} == {"make and enter the truancy report"}


def test_a_report_that_was_made_is_not_asked_for_again():
    found = judged(FIVE, acts(truancy_report=(WED, THU)), rules=CALIFORNIA)
    assert [ask[3] for ask in asks(found, "truant") if ask[3]] == [FRI]


def test_a_report_without_ground_settles_nothing():
    found = judged(FIVE, acts(truancy_report=TUE), rules=CALIFORNIA)
    assert [ask[3] for ask in asks(found, "truant") if ask[3]] == [WED, THU, FRI]


def test_a_notice_that_was_sent_since_is_not_asked_for_again():
    notice = "review and send the first truancy notice to the parent"
    assert notice in {ask[1] for ask in asks(judged(FIVE, rules=CALIFORNIA), "truant")}
    for sent, asked in ((TUE, True), (WED, False), (FRI, False)):
        found = judged(FIVE, acts(truancy_notice=sent), rules=CALIFORNIA)
        assert (notice in {ask[1] for ask in asks(found, "truant")}) is asked


def test_may_and_must_survive():
    forces = {ask[1]: ask[2] for ask in asks(judged(FIVE, rules=CALIFORNIA), "truant")}
    assert forces["review and send the first truancy notice to the parent"] is Force.MUST
    assert [force for what, force in forces.items() if "counsellor" in what] == [Force.MAY]


def test_a_conference_is_asked_for_while_the_status_is_pending():
    conference = "make an effort to hold a conference with the parent and the student"
    pending = judged(FIVE, acts(truancy_report=(WED, THU, FRI)), rules=CALIFORNIA)
    assert [ask[1] for ask in asks(pending, "habitual_truant")] == [conference]
    steps = acts(truancy_report=(WED, THU, FRI), conference_effort=FRI)
    met = judged(FIVE, steps, rules=CALIFORNIA)
    assert conference not in [ask[1] for ask in asks(met, "habitual_truant")]


def test_a_status_that_is_not_met_asks_nothing():
    assert asks(judged(absent(MON), rules=CALIFORNIA), "truant") == []


@pytest.mark.parametrize(("on", "listed"), [(date(2026, 9, 10), False), (TWENTY, True)])
def test_a_share_asks_for_something_from_twenty_enrolled_days_on(on, listed):
    found = judged(absent(MON, TUE), rules=CALIFORNIA, on=on)
    assert found.finding("chronic_absentee").outcome is Outcome.MET
    assert bool(asks(found, "chronic_absentee")) is listed


def test_of_a_student_of_unknown_age_only_the_age_is_asked():
    """Nothing leaves the house for a student whose age nobody knows."""
    found = judged(FIVE, rules=CALIFORNIA, born=None)
    (ask,) = found.finding("truant").asks
    assert "find out the birth date" in ask.what
    asked = [ask.what for each in found.findings for ask in each.asks]
    assert all("birth date" in what for what in asked)


def test_of_a_student_whose_age_the_school_states_the_acts_are_asked():
    found = judged(FIVE, rules=CALIFORNIA, born=None, compulsory_age=True)
    assert len(found.finding("truant").asks) > 1


def test_of_a_student_past_compulsory_age_nothing_is_asked():
    found = judged(FIVE, rules=CALIFORNIA, born=date(2008, 10, 1))
    assert found.of_age is False
    assert found.finding("truant").outcome is Outcome.MET
    assert asks(found, "truant") == []


# ------------------------------------------------------------------ odds


def test_an_unknown_excuse_leaves_a_day_counted_as_absent():
    found = judged(absent(MON, TUE, excuse=Excuse.UNKNOWN), rules=CALIFORNIA, on=TWENTY)
    assert [each.code for each in found.findings] == ["chronic_absentee"]


def test_a_student_without_a_spell_is_not_judged():
    assert judged(FIVE, rules=CALIFORNIA, spells=()) is None


def test_a_student_enrolled_where_nobody_teaches_is_not_judged():
    assert judged(FIVE, rules=CALIFORNIA, spells=(Enrollment(SITES[1], ALWAYS),)) is None


def test_a_criterion_prints_its_window_in_words():
    assert str(Criterion(series="a", at_least=1).window) == "school year"
    assert str(Window(WindowKind.MONTHS, 6)) == "6 months of a school year"


def test_a_district_s_own_day_for_the_due_list_counts_under_any_id():
    rule = (
        '[[listed_from]]\nid = "ours"\nsays = "from 40 days on"\ncites = ["60901(c)(1)"]\n'
        "from = 2011-01-01\nenrolled_days = 40\n"
    )
    book = lay_over(CALIFORNIA, rule, file="ours.toml")
    found = judged(absent(MON, TUE), rules=book, on=TWENTY)
    assert asks(found, "chronic_absentee") == []
