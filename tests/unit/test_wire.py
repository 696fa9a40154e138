"""What leaves the library: nothing withheld, whatever the role, and text exactly as documented."""

import json
from datetime import date
from itertools import product

import attrs
import pytest

from sro_adapters import wire
from sro_core import (
    Access,
    AttendanceEvent,
    DatePeriod,
    Enrollment,
    Excuse,
    Finding,
    Force,
    Outcome,
    Role,
    Roll,
    Rule,
    SchoolCalendar,
    Sensitivity,
    Session,
    SiteId,
    Student,
    StudentFile,
    StudentRef,
    Subject,
    Viewer,
    classify,
    load_rules,
    shipped,
)
from sro_core.citations import Citation, Standing
from sro_core.due import DueItem
from sro_core.findings import Measured
from sro_core.permissions import Clearance
from sro_core.privacy import sensitive

ON = date(2026, 11, 20)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
SUBJECT = Subject("student", "S-007", HIGH)
CITED = Citation(
    "48260(a)", "California Education Code section 48260(a)", "https://e.org", ON, Standing.READ
)
RULE = Rule("truant", "a secret rule", DatePeriod(None, None), (CITED,), None)
SCOPES = (None, frozenset({HIGH}), frozenset({MIDDLE}), frozenset())
RULES = load_rules("us-ca")
OPERATOR = Access.of(Viewer("op", Role.OPERATOR), RULES, on=ON)
CLEARED = {
    role: {
        kind
        for rule in RULES.all(Clearance, ON)
        for kind in rule.value.sees
        if role in rule.value.roles and not (rule.value.under_agreement or rule.value.own_file)
    }
    for role in Role
}
for_each_role = pytest.mark.parametrize("role", Role)


def accesses(role):
    """The role for all sites, for the site of the record, for another one and for none."""
    return [Access.of(Viewer("v", role, sites), RULES, on=ON) for sites in SCOPES]


def finding(sensitivity):
    return Finding(
        "secret_code", SUBJECT, ON, Outcome.MET, date(2026, 10, 1), RULE,
        Measured(3, 3, "secret occasions", None, "school year"), (date(2026, 10, 2),),
        ("secret_act",), ("secret reading",), sensitivity=sensitivity,
    )  # fmt: skip


def item(sensitivity):
    return DueItem(
        "secret_kind", "secret act", SUBJECT, Role.CLERK, Force.MUST, date(2026, 10, 1), ON,
        (RULE,), ("secret_code",), sensitivity,
    )  # fmt: skip


def may_see(access, sensitivity):
    """The rule in other words than the code's."""
    viewer = access.viewer
    if sensitivity is Sensitivity.PUBLIC:
        return True
    return sensitivity in CLEARED[viewer.role] and (viewer.sites is None or HIGH in viewer.sites)


# --- withheld


@attrs.frozen
class Notice:
    """A record with fields of every kind."""

    title: str = "open"
    staff: str = attrs.field(default="s", metadata=sensitive(Sensitivity.STAFF))
    personnel: str = attrs.field(default="p", metadata=sensitive(Sensitivity.PERSONNEL))
    juvenile: str = attrs.field(default="j", metadata=sensitive(Sensitivity.JUVENILE))
    tactical: str = attrs.field(default="t", metadata=sensitive(Sensitivity.TACTICAL))
    juvenile_police: str = attrs.field(
        default="jp", metadata=sensitive(Sensitivity.JUVENILE_POLICE)
    )


@for_each_role
def test_a_field_is_withheld_unless_role_and_site_allow_it(role):
    kinds = {"title": Sensitivity.PUBLIC}
    kinds |= {each.name.lower(): each for each in Sensitivity if each is not Sensitivity.PUBLIC}
    for access in accesses(role):
        hidden = access.withheld(Notice(), HIGH)
        assert set(hidden) == {name for name, kind in kinds.items() if not may_see(access, kind)}
        assert all(hidden.values())


@for_each_role
@pytest.mark.parametrize("make", [finding, item])
def test_a_sensitive_record_is_withheld_whole_or_not_at_all(make, role):
    fields = {field.name for field in attrs.fields(type(make(Sensitivity.STAFF)))}
    for access, kind in product(accesses(role), Sensitivity):
        hidden = set(access.withheld(make(kind), HIGH))
        assert hidden == (set() if may_see(access, kind) else fields)


# --- show

SECRETS = ("secret", "S-007", "HIGH", "48260", "2026-10", '"must"', '"met"')


@for_each_role
@pytest.mark.parametrize("make", [finding, item])
def test_nothing_of_a_withheld_record_is_shown(make, role):
    for access, kind in product(accesses(role), Sensitivity):
        shown = wire.show(make(kind), access)
        text = wire.to_json(shown)
        if may_see(access, kind):
            assert "withheld" not in shown
            assert "secret" in text
            assert "48260" in text
        else:
            assert set(shown) == {"withheld"}
            assert all(shown["withheld"].values())
            assert not [each for each in SECRETS if each in text]


def roll(born=date(2012, 3, 4)):
    ref = StudentRef("S-007")
    year = Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5)))
    days = [date(2026, 9, 14), date(2026, 9, 21), date(2026, 9, 28)]
    events = [AttendanceEvent(ref, HIGH, day, excuse=Excuse.UNEXCUSED) for day in days]
    events.append(AttendanceEvent(ref, HIGH, date(2026, 10, 5)))
    spells = (Enrollment(HIGH, DatePeriod(date(2026, 8, 17), None)),)
    file = StudentFile(Student(ref, born), spells, tuple(events))
    return Roll([file], {HIGH: SchoolCalendar(HIGH, (year,))}, {}, {HIGH: ON})


@pytest.fixture(scope="module")
def judged():
    (one,) = classify(roll(), rules=load_rules("us-ca"), on=ON)
    return one


@for_each_role
def test_a_classification_is_shown_to_cleared_roles_of_the_site_only(judged, role):
    secrets = ("S-007", "HIGH", "truant", "2026-09", "2012")
    for access in accesses(role):
        shown = wire.show(judged, access)
        texts = wire.to_json(shown), wire.explain(judged, access, lists=True)
        if may_see(access, Sensitivity.JUVENILE):
            assert "withheld" not in "".join(texts)
            assert shown["student_id"] == "S-007"
            assert "S-007" in texts[1]
        else:
            assert set(shown) == {"withheld"}
            assert texts[1].startswith("withheld: juvenile information")
            assert not [each for each in secrets if each in "".join(texts)]


@for_each_role
def test_no_birth_date_is_ever_shown(judged, role):
    for access in accesses(role):
        every = [wire.show(each, access) for each in (judged, *judged.findings)]
        words = wire.explain(judged, access, lists=True)
        assert "2012-03-04" not in wire.to_json(every) + words


def test_a_classification_has_the_documented_keys_in_order(judged):
    shown = json.loads(wire.to_json(wire.show(judged, OPERATOR)))
    assert list(shown) == [
        "student_id", "site", "as_of", "policy", "subject", "counts", "series", "reports",
        "findings",
        "unresolved", "set_aside", "readings", "would_change", "data_through", "refused",
    ]  # fmt: skip
    assert shown["policy"] == "us-ca@2011-01-01"
    assert (shown["as_of"], shown["data_through"]) == ("2026-11-20", "2026-11-20")
    assert shown["subject"] is True
    assert shown["counts"]["occasions"] == 3
    assert shown["reports"] == {"due": ["2026-09-28"], "made": [], "ungrounded": []}
    (truant,) = shown["findings"]
    assert (truant["code"], truant["outcome"], truant["since"]) == ("truant", "met", "2026-09-28")
    assert truant["missing"] == []
    assert truant["evidence"] == ["2026-09-14", "2026-09-21", "2026-09-28"]
    assert set(truant["citations"][0]) == {"title", "section", "link", "standing"}
    assert truant["citations"][0]["section"] == "48260(a)"
    (unresolved,) = shown["unresolved"]
    assert set(unresolved) == {"date", "reason", "would_change"}
    assert unresolved["date"] == "2026-10-05"


@pytest.mark.parametrize(
    ("born", "subject"), [(date(2012, 3, 4), True), (date(2008, 3, 4), False), (None, "assumed")]
)
def test_subject_says_whether_the_age_is_right_wrong_or_assumed(born, subject):
    (one,) = classify(roll(born), rules=load_rules("us-ca"), on=ON)
    assert wire.show(one, OPERATOR)["subject"] == subject


def test_only_the_keys_that_are_wanted_are_made(judged):
    wanted = ("student_id", "counts", "findings")
    assert tuple(wire.show(judged, OPERATOR, only=wanted)) == wanted


def test_a_finding_without_a_rule_in_force_is_shown_as_such(judged):
    shown = wire.show(judged.finding("not_a_status"), OPERATOR)
    assert (shown["outcome"], shown["says"], shown["citations"]) == ("no rule in force", "", [])
    assert "None" not in wire.to_json(shown)


def test_every_shipped_rule_can_be_written_as_json():
    for book in shipped():
        for rule in load_rules(book).ever(object):
            shown = json.loads(wire.to_json(wire.public(rule)))
            assert shown["id"] == rule.id
            assert shown["citations"]


def test_json_keeps_text_as_it_is_and_stays_on_one_line():
    line = wire.to_json({"b": "é 学\n", "a": ["007", None, True, ON]})
    assert line == '{"b":"é 学\\n","a":["007",null,true,"2026-11-20"]}'
