"""The due list merges equal asks of one subject and puts first what must be done first."""

from datetime import date, timedelta
from random import Random

import attrs
import pytest

from sro_core import (
    Ask,
    DatePeriod,
    Finding,
    Force,
    Outcome,
    Role,
    Rule,
    Sensitivity,
    SiteId,
    Subject,
    Viewer,
    withheld,
)
from sro_core.citations import Citation, Standing
from sro_core.due import due_list

ON = date(2026, 11, 20)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ONE, TWO = Subject("student", "S-1", HIGH), Subject("student", "S-2", HIGH)


def cited(key):
    return Citation(key, f"Code section {key}", f"https://example.org/{key}", ON, Standing.READ)


def rule(*keys):
    return Rule("duty", "do it", DatePeriod(None, None), tuple(map(cited, keys or "1")), None)


def ask(what="hold a conference", who=Role.CLERK, force=Force.MUST, due=None, cites=()):
    return Ask(who, what, force, rule(*cites), due)


def finding(*asks, subject=ONE, code="truant", sensitivity=Sensitivity.JUVENILE):
    met = Outcome.MET
    return Finding(code, subject, ON, met, None, rule(), asks=tuple(asks), sensitivity=sensitivity)


def listed(*findings):
    return due_list("truancy", findings)


def days(number):
    return ON + timedelta(days=number)


def test_nothing_asked_is_nothing_due():
    assert listed() == listed(finding()) == ()


def test_an_item_says_everything_that_the_finding_asks():
    (item,) = listed(finding(ask("send the notice", due=days(-3), cites=("48260.5",))))
    assert (item.kind, item.what, item.who) == ("truancy", "send the notice", Role.CLERK)
    assert (item.concerns, item.force, item.as_of) == (ONE, Force.MUST, ON)
    assert (item.due, item.codes) == (days(-3), ("truant",))
    assert [each.key for each in item.citations] == ["48260.5"]
    assert item.sensitivity is Sensitivity.JUVENILE


def test_equal_asks_of_one_subject_become_one_item_that_keeps_all_sources():
    first = finding(ask(cites=("48262", "48263")), code="habitual_truant")
    second = finding(ask(cites=("48263", "48263.6")), code="chronic_truant")
    (item,) = listed(first, second, first)
    assert item.codes == ("habitual_truant", "chronic_truant")
    assert [each.key for each in item.citations] == ["48262", "48263", "48263.6"]


@pytest.mark.parametrize(
    "other",
    [
        finding(ask(), subject=TWO),
        finding(ask(who=Role.ADMINISTRATOR)),
        finding(ask("hold another conference")),
        finding(ask(), subject=attrs.evolve(ONE, kind="officer")),
        finding(ask(), subject=attrs.evolve(ONE, site=MIDDLE)),
    ],
    ids=["subject", "role", "act", "kind of subject", "site"],
)
def test_asks_that_differ_in_whom_or_what_stay_apart(other):
    assert len(listed(finding(ask()), other)) == 2


@pytest.mark.parametrize("forces", [(Force.MUST, Force.MAY), (Force.MAY, Force.MUST)])
def test_what_one_source_commands_and_another_allows_is_a_duty(forces):
    (item,) = listed(*(finding(ask(force=each)) for each in forces))
    assert item.force is Force.MUST


def test_two_choices_do_not_make_a_duty():
    (item,) = listed(finding(ask(force=Force.MAY)), finding(ask(force=Force.MAY)))
    assert item.force is Force.MAY


@pytest.mark.parametrize(
    ("dates", "items"),
    [((days(4), days(4)), 1), ((None, None), 1), ((days(4), days(-2)), 2), ((None, days(4)), 2)],
)
def test_asks_merge_where_they_are_due_on_the_same_day(dates, items):
    found = listed(*(finding(ask(due=each)) for each in dates))
    assert [each.due for each in found] == sorted(set(dates), key=lambda day: day or date.max)
    assert len(found) == items


@pytest.mark.parametrize(
    ("due", "overdue"), [(days(-1), 1), (days(-400), 400), (ON, 0), (days(1), 0), (None, 0)]
)
def test_overdue_days_are_calendar_days_after_the_date_and_never_negative(due, overdue):
    (item,) = listed(finding(ask(due=due)))
    assert item.overdue_days == overdue


def test_duties_stand_before_choices_dates_before_none_the_longest_overdue_first():
    wanted = [
        ("S-2", ask("c", due=days(-9))),
        ("S-1", ask("c", due=days(-1))),
        ("S-10", ask("b", due=days(2))),
        ("S-2", ask("b", Role.ADMINISTRATOR, due=days(2))),
        ("S-2", ask("a", due=days(2))),
        ("S-2", ask("b", due=days(2))),
        ("S-1", ask("no date")),
        ("S-1", ask("may", force=Force.MAY, due=days(-30))),
        ("S-1", ask("may, no date", force=Force.MAY)),
    ]
    findings = [finding(each, subject=attrs.evolve(ONE, id=id)) for id, each in wanted]
    for seed in range(20):
        Random(seed).shuffle(findings)
        found = [(item.concerns.id, item.who, item.what) for item in listed(*findings)]
        assert found == [(id, each.who, each.what) for id, each in wanted]


def test_merging_does_not_open_a_finding_to_somebody_who_may_not_see_it():
    """An officer may know what staff are asked, not that a student's status asks the same."""
    staff = finding(ask(), code="staff_matter", sensitivity=Sensitivity.STAFF)
    status = finding(ask(), code="truant", sensitivity=Sensitivity.JUVENILE)
    officer = Viewer("O-01", Role.OFFICER)
    for order in ((staff, status), (status, staff)):
        for item in listed(*order):
            hidden = withheld(item, officer, HIGH)
            assert "truant" not in item.codes or "codes" in hidden
