"""What blocks an assignment, what only warns, and how a block is overridden."""

from datetime import date, timedelta

import pytest

from sro_core import BadValue, Role, lay_over
from sro_core.officers.eligibility import Serves, officer_findings, training_findings
from sro_core.rotations.gate import Override, check_override, judge
from sro_core.sites.profile import Level
from tests.staffing import HIGH_POST, MIDDLE_POST, ON, ONE, RULES, TWO, course, days, officer

SERVES = Serves(HIGH_POST, Level.SECONDARY, ON)


def findings(*trainings, one=None):
    return (
        *officer_findings(one or officer(), SERVES, rules=RULES, on=ON),
        *training_findings(ONE, trainings, SERVES, rules=RULES, on=ON),
    )


def override(**more):
    told = {
        "id": "V-1",
        "officer": ONE,
        "post": HIGH_POST.id,
        "code": "training_missing",
        "rule": "basic_sro_course",
        "approver": "Sgt. Example",
        "role": Role.SERGEANT,
        "reason": "the course is in January",
        "period": days("2026-11-01", "2027-01-30"),
    }
    return Override(**{**told, **more})


def passage(found, *overrides, rules=RULES):
    return judge(found, overrides, HIGH_POST.id, rules=rules, on=ON)


def test_a_missing_course_blocks_with_its_rule_and_what_would_cure_it():
    made = passage(findings())
    assert [each.code for each in made.blocked] == ["training_missing"]
    assert [each.rule.id for each in made.warned] == ["first_aid"]
    with pytest.raises(
        BadValue, match=r"no sro_basic on record: .*40 hours.*local policy.*overridden"
    ):
        made.require("tour A-1")


def test_with_the_course_nothing_blocks():
    made = passage(findings(course()))
    assert (made.blocked, made.overridden) == ((), ())
    made.require("tour A-1")


def test_an_override_lets_one_finding_pass_for_one_officer_at_one_post():
    made = passage(findings(), override())
    assert [each.id for _, each in made.overridden] == ["V-1"]
    for other in (
        override(officer=TWO),
        override(post=MIDDLE_POST.id),
        override(rule="first_aid"),
        override(code="training_lapses"),
        override(period=days("2026-11-01", "2026-11-20")),
        override(period=days("2026-11-21", "2026-12-20")),
    ):
        assert [each.code for each in passage(findings(), other).blocked] == ["training_missing"]


def test_nobody_overrides_what_the_law_requires():
    one = officer(certificate=None)
    made = passage(
        findings(course(), one=one), override(code="certificate_missing", rule="basic_course")
    )
    assert [each.code for each in made.blocked] == ["certificate_missing"]
    with pytest.raises(BadValue, match="approved by: nobody"):
        check_override(override(code="certificate_missing"), rules=RULES, on=ON)


def test_an_override_has_approver_reason_and_expiry():
    for wrong in ({"reason": " "}, {"approver": ""}, {"period": days("2026-11-01")}):
        with pytest.raises(BadValue):
            override(**wrong)
    check_override(override(), rules=RULES, on=ON)
    with pytest.raises(BadValue, match="role operator does not approve"):
        check_override(override(role=Role.OPERATOR), rules=RULES, on=ON)
    long = days("2026-11-01", str(date(2026, 11, 1) + timedelta(days=91)))
    with pytest.raises(BadValue, match=r"91 days.*end on 2027-01-29 or sooner"):
        check_override(override(period=long), rules=RULES, on=ON)
    with pytest.raises(BadValue, match="only warns"):
        check_override(override(code="agreement_missing"), rules=RULES, on=ON)


def test_a_department_lets_a_finding_warn_only():
    text = """
id = "ours"
title = "Our department"
[[gate]]
id = "untrained"
says = "a missing course warns"
cites = ["local: staffing"]
from = 2020-01-01
codes = ["training_missing"]
effect = "warn"
"""
    made = passage(findings(), rules=lay_over(RULES, text, file="ours.toml"))
    assert made.blocked == ()
    assert {each.rule.id for each in made.warned} == {"basic_sro_course", "first_aid"}


@pytest.mark.parametrize(
    "wrong",
    [
        'effect = "block"\napprovers = ["sergeant"]',
        'effect = "warn"\napprovers = ["sergeant"]\nlongest_days = 3',
    ],
)
def test_an_override_without_end_is_refused_in_a_book(wrong):
    text = f"""
id = "x"
title = "x"
[[gate]]
id = "g"
says = "x"
cites = ["local: staffing"]
from = 2020-01-01
codes = ["x"]
{wrong}
"""
    with pytest.raises(Exception, match=r"longest_days|approvers"):
        lay_over(RULES, text, file="x.toml")
