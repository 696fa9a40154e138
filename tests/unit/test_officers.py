"""Officers, badges, courses and cycles: what a file can hold, and what the rules make of it."""

from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest

from sro_core import BadValue, Outcome, Sensitivity, lay_over
from sro_core.officers import Badge, Expiry
from sro_core.officers.cycles import HoursRequired, cycle_hours, cycle_of, hours_findings
from sro_core.officers.eligibility import (
    Serves,
    first_lapse,
    officer_findings,
    training_findings,
)
from sro_core.officers.officer import with_badge
from sro_core.officers.training import TrainingRequired
from sro_core.sites.profile import Level
from tests.staffing import HIGH_POST, ON, ONE, RULES, TWO, course, days, officer

SERVES = Serves(HIGH_POST, Level.SECONDARY, date(2024, 8, 1))
DAY = timedelta(days=1)


def found(trainings, on=ON, serves=SERVES, rules=RULES, who=ONE):
    """The findings of an officer, by rule."""
    made = training_findings(who, trainings, serves, rules=rules, on=on)
    return {each.rule.id: each for each in made}


def test_a_badge_ends_the_one_before():
    two = with_badge(with_badge(officer(), "101", date(2001, 1, 1)), "202", date(2010, 1, 1))
    assert [two.badge_on(date(2009, 12, 31)), two.badge_on(date(2010, 1, 1))] == ["101", "202"]
    assert officer().badge_on(ON) == ""


def test_two_badges_on_one_day_are_refused():
    worn = (Badge("1", days("2001-01-01", "2005-01-01")), Badge("2", days("2004-01-01")))
    with pytest.raises(BadValue, match="badge 2 is worn while badge 1 is"):
        officer(badges=worn)
    with pytest.raises(BadValue, match="badge 1 is worn while badge 2 is"):
        officer(badges=worn[::-1])


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"sworn": days("2000-01-01").meet(days("1999-01-01")), "id": ""}]
)
def test_an_officer_needs_an_id_and_a_name(wrong):
    with pytest.raises(BadValue, match="no id or no name"):
        officer(**wrong)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"hours": "0"}, "no length"),
        ({"expiry": Expiry.ON}, "goes with"),
        ({"expires": date(2030, 1, 1)}, "goes with"),
        ({"expiry": Expiry.ON, "expires": date(2020, 6, 5)}, "before it was completed"),
    ],
)
def test_a_course_that_contradicts_itself_is_refused(wrong, says):
    with pytest.raises(BadValue, match=says):
        course(**wrong)


def test_a_missing_course_is_missing_from_the_first_day_and_on_its_way_before():
    before = found([], on=SERVES.since - DAY)["basic_sro_course"]
    assert (before.code, before.outcome) == ("training_missing", Outcome.PENDING)
    assert [each.due for each in before.asks] == [SERVES.since]
    at = found([], on=SERVES.since)["basic_sro_course"]
    assert (at.code, at.outcome, at.since) == ("training_missing", Outcome.MET, SERVES.since)
    assert at.missing == ("sro_basic",)
    assert at.sensitivity is Sensitivity.PERSONNEL


def test_a_course_with_time_left_may_be_missing_until_it_is_over():
    due = SERVES.since + timedelta(days=180)
    assert found([], on=due - DAY)["first_aid"].outcome is Outcome.PENDING
    assert found([], on=due)["first_aid"].outcome is Outcome.MET


def test_a_course_too_short_or_of_somebody_else_or_later_does_not_count():
    for each in (
        course(hours="39.5"),
        course(who=TWO),
        course(completed=str(ON + DAY)),
        course(course="other"),
    ):
        assert found([each])["basic_sro_course"].outcome is Outcome.MET


def test_a_course_that_never_lapses():
    one = found([course(completed="1999-01-01")])["basic_sro_course"]
    assert (one.outcome, one.asks) == (Outcome.NOT_MET, ())
    assert "never lapses" in one.why


@pytest.mark.parametrize(
    ("on", "outcome", "since"),
    [
        ("2026-12-02", Outcome.NOT_MET, None),
        ("2026-12-03", Outcome.PENDING, "2026-12-03"),
        ("2027-03-02", Outcome.PENDING, "2026-12-03"),
        ("2027-03-03", Outcome.PENDING, "2027-03-03"),
        ("2027-04-01", Outcome.PENDING, "2027-03-03"),
        ("2027-04-02", Outcome.MET, "2027-04-02"),
    ],
)
def test_a_course_lapses_with_warning_before_and_grace_after(on, outcome, since):
    """Completed 2025-03-03: two years, 90 days of warning, 30 of grace."""
    aid = course(course="first_aid", completed="2025-03-03", hours="8")
    one = found([aid], on=date.fromisoformat(on))["first_aid"]
    assert (one.code, one.outcome) == ("training_lapses", outcome)
    assert one.since == (since and date.fromisoformat(since))
    assert [each.due for each in one.asks] == [date(2027, 3, 3)] * (outcome is not Outcome.NOT_MET)


def test_a_certificate_says_until_when_over_what_the_rule_says():
    told = {"course": "first_aid", "completed": "2020-01-01", "hours": "8"}
    never = course(**told, expiry=Expiry.NEVER)
    assert found([never])["first_aid"].outcome is Outcome.NOT_MET
    until = course(**told, expiry=Expiry.ON, expires=date(2030, 1, 1))
    assert "lapses on 2030-01-01" in found([until])["first_aid"].why
    assert found([never, until])["first_aid"].why.endswith("never lapses")


def test_a_requirement_may_hold_for_a_level_or_a_post_only():
    only = TrainingRequired(courses=("x",), levels=(Level.ELEMENTARY,))
    assert not only.binds(HIGH_POST, Level.SECONDARY)
    assert only.binds(HIGH_POST, Level.ELEMENTARY)
    post = attrs.evolve(only, levels=(), posts=(HIGH_POST.id,))
    assert post.binds(HIGH_POST, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"courses": ()},
        {"courses": ("x",), "grace_days": -1},
        {"courses": ("x",), "valid_months": 0},
    ],
)
def test_a_requirement_that_nothing_meets_is_refused(wrong):
    with pytest.raises(BadValue):
        TrainingRequired(**wrong)


def test_before_the_rule_there_is_no_finding():
    assert found([], on=date(2009, 12, 31)) == {}
    assert set(found([], on=date(2010, 1, 1))) == {"basic_sro_course", "first_aid"}


def test_only_a_sworn_officer_with_the_certificate_is_fit():
    def outcomes(one, on=ON):
        made = officer_findings(one, SERVES, rules=RULES, on=on)
        return {each.code: each.outcome for each in made}

    assert outcomes(officer()) == {
        "not_sworn": Outcome.NOT_MET,
        "certificate_missing": Outcome.NOT_MET,
    }
    left = officer(sworn=days("2000-01-01", str(ON)))
    assert outcomes(left)["not_sworn"] is Outcome.MET
    assert outcomes(left, ON - DAY)["not_sworn"] is Outcome.NOT_MET
    assert outcomes(officer(certificate=None))["certificate_missing"] is Outcome.MET
    assert outcomes(officer(certificate=ON + DAY))["certificate_missing"] is Outcome.MET


def test_the_day_out_of_compliance_within_a_tour():
    (rule,) = [each for each in RULES.all(TrainingRequired, ON) if each.id == "first_aid"]
    aid = course(course="first_aid", completed="2025-03-03", hours="8")

    def day(trainings, until=date(2028, 7, 1)):
        lapse = first_lapse(ONE, trainings, SERVES, rule, until=until, on=ON)
        return lapse and lapse.on

    assert day([aid]) == date(2027, 4, 2)
    assert day([aid], date(2027, 4, 2)) is None
    assert day([aid], date(2027, 4, 3)) == date(2027, 4, 2)
    assert day([]) == ON
    assert day([attrs.evolve(aid, expiry=Expiry.NEVER)]) is None


@pytest.mark.parametrize(
    ("on", "start", "end"),
    [
        ("2019-01-01", "2019-01-01", "2021-01-01"),
        ("2020-12-31", "2019-01-01", "2021-01-01"),
        ("2021-01-01", "2021-01-01", "2023-01-01"),
    ],
)
def test_cycles_follow_one_another(on, start, end):
    required = HoursRequired(24, 24, date(2019, 1, 1))
    assert cycle_of(required, date.fromisoformat(on)) == days(start, end)
    assert cycle_of(required, date(2018, 12, 31)) is None


def test_a_cycle_that_begins_within_a_month():
    required = HoursRequired(24, 1, date(2019, 1, 15))
    assert cycle_of(required, date(2019, 2, 14)) == days("2019-01-15", "2019-02-15")
    assert cycle_of(required, date(2019, 2, 15)) == days("2019-02-15", "2019-03-15")


def test_hours_of_a_cycle_with_a_quota():
    talks = course(course="talk", completed="2025-02-01", hours="21.5")
    (one,) = cycle_hours(ONE, [talks, course(completed="2024-12-31")], rules=RULES, on=ON)
    assert (one.hours, dict(one.short)) == (
        Decimal("21.5"),
        {"": Decimal("2.5"), "de-escalation": Decimal(4)},
    )
    calm = course(
        course="calm", completed="2025-03-01", hours="4", topics=frozenset({"de-escalation"})
    )
    (fine,) = hours_findings(ONE, None, [talks, calm], rules=RULES, on=ON)
    assert (fine.outcome, fine.measured.amount) == (Outcome.NOT_MET, 25)
    (short,) = hours_findings(ONE, None, [talks], rules=RULES, on=ON)
    assert (short.code, short.outcome) == ("hours_short", Outcome.PENDING)
    assert [(each.due, each.what) for each in short.asks] == [
        (date(2026, 12, 31), "have O-01 complete 2.5 h of training, 4 h of de-escalation")
    ]


def test_quotas_over_the_whole_are_refused_in_a_book():
    text = """
id = "x"
title = "x"
[[hours_required]]
id = "refresher_hours"
says = "x"
cites = ["local: staffing"]
from = 2020-01-01
hours = 4
months = 12
first = 2020-01-01
quotas = [{ topic = "a", hours = 5 }]
"""
    with pytest.raises(Exception, match="over the hours of the cycle"):
        lay_over(RULES, text, file="x.toml")
