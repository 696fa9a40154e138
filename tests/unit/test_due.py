"""The due list merges equal asks of one subject and puts first what must be done first."""

from datetime import date, timedelta
from random import Random

import attrs
import pytest

from sro_core import (
    Access,
    Ask,
    BadValue,
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
    load_rules,
)
from sro_core.citations import Citation, Standing
from sro_core.due import DueKind, Wanted, asked_as, due_list, joined

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
    officer = Access.of(Viewer("O-01", Role.OFFICER), load_rules("us-ca"), on=ON)
    for order in ((staff, status), (status, staff)):
        for item in listed(*order):
            hidden = officer.withheld(item, HIGH)
            assert "truant" not in item.codes or "codes" in hidden


# --- several areas, and parts of the list


def test_what_two_areas_ask_of_one_subject_is_one_item_of_the_first():
    one, other = due_list("truancy", [finding(ask())]), due_list("step", [finding(ask())])
    (item,) = joined((*one, *other))
    assert item.kind == "truancy"
    assert joined((*other, *one))[0].kind == "step"


def test_an_area_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(BadValue, match="no area is called so; there are: truancy, step"):
        due_list("truency", ())


OFFICER, SITE = Subject("officer", "O-01", HIGH), Subject("site", "HIGH", HIGH)
ITEMS = joined(
    (
        *due_list("truancy", [finding(ask(due=days(-1)))]),
        *due_list("drill", [finding(ask("hold a drill", Role.ADMINISTRATOR, due=days(10)),
                                    subject=SITE)]),
        *due_list("contact", [finding(ask("complete it", Role.OFFICER), subject=TWO)]),
        *due_list("training", [finding(ask("take the course", Role.OFFICER, due=days(30)),
                                       subject=OFFICER)]),
        *due_list("plan", [finding(ask("review it", due=days(11)),
                                   subject=Subject("site", "MIDDLE", MIDDLE))]),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        (Wanted(), "truancy drill plan training contact"),
        (Wanted(site=MIDDLE), "plan"),
        (Wanted(kinds=frozenset({DueKind.PLAN, DueKind.DRILL})), "drill plan"),
        (Wanted(who=Role.OFFICER), "training contact"),
        (Wanted(within=0), "truancy"),
        (Wanted(within=10), "truancy drill"),
        (Wanted(within=11), "truancy drill plan"),
        (Wanted(person="O-01"), "training"),
        (Wanted(person="O-01", posts=frozenset({HIGH})), "training contact"),
        (Wanted(person="O-02", posts=frozenset({HIGH})), "contact"),
        (Wanted(person="O-02", posts=frozenset({MIDDLE})), ""),
        (Wanted(site=HIGH, who=Role.ADMINISTRATOR, within=10), "drill"),
    ],
    ids=str,
)
def test_a_part_of_the_list_is_what_was_asked_for_in_the_same_order(wanted, kinds):
    assert " ".join(each.kind for each in wanted.cut(ITEMS)) == kinds


def test_nobody_asks_for_what_is_due_before_the_date():
    with pytest.raises(BadValue, match="give 0 or more"):
        Wanted(within=-1)


@pytest.mark.parametrize(
    ("viewer", "part"),
    [
        (Viewer("o", Role.OPERATOR), "operator"),
        (Viewer("c", Role.CLERK, frozenset({HIGH})), "clerk:HIGH"),
        (Viewer("c", Role.CLERK, frozenset({HIGH, MIDDLE})), "clerk"),
        (Viewer("O-01", Role.OFFICER), "officer:O-01"),
    ],
)
def test_a_command_is_given_as_the_viewer_asks_it(viewer, part):
    assert asked_as("sro due", viewer, ON) == f"sro due --as {part} --on 2026-11-20"
