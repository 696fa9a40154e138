"""What the rules ask of police records of minors, on both sides of each date and period."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from sro_core import BadValue, load_rules
from sro_core.contacts.custody import Custody, Told, Whom, to_tell
from sro_core.contacts.stop_data import StopData, check_stop_data
from sro_core.findings import Subject
from sro_core.ids import SiteId
from sro_core.police_records import Category, CategoryGiven, sealing_findings

WRITTEN = tomllib.loads(Path(__file__).with_name("police_records.toml").read_text("utf-8"))
RULES = load_rules("us-ca")
SUBJECT = Subject("contact", "c")
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("case", WRITTEN["sealing"], ids=lambda case: case["says"])
def test_sealing_comes_up_when_the_rule_says(case):
    made = datetime.combine(case.get("contact", date(2026, 9, 1)), time(10))
    given = CategoryGiven(Category(case["category"]), "rec", made, case.get("probation"))
    found = sealing_findings(RULES, made, given, SUBJECT, on=case["on"])
    assert [each.outcome for each in found] == ([case["expect"]] if case["expect"] != "nothing"
                                                else [])  # fmt: skip
    assert all(bool(each.asks) == (each.outcome == "met") for each in found)


@pytest.mark.parametrize("case", WRITTEN["telling"], ids=lambda case: case["says"])
def test_who_must_be_told(case):
    since = datetime(2026, 9, 1, 10)
    told = ()
    if "told" in case:
        at = since + timedelta(minutes=5)
        told = (Told(Whom.PARENT, at, "O-01", case["told"] == "without the place"),)
    custody = Custody(
        since,
        SiteId("HIGH") if case.get("campus") else None,
        abuse_suspected=case.get("abuse", False),
        told=told,
    )
    found = to_tell(RULES, custody, SUBJECT, as_of=case.get("at", since))
    outcomes = [each.outcome for each in found if each.code == case["rule"]]
    assert outcomes == ([] if case["expect"] == "nothing" else [case["expect"]])


def fits(case, on):
    data = StopData(
        reason=case.get("reason", 5),
        assignment=8,
        results=frozenset({case["result"]} if "result" in case else ()),
        reason_given=case.get("given"),
    )
    try:
        check_stop_data(RULES, data, on)
    except BadValue:
        return False
    return True


@pytest.mark.parametrize("case", WRITTEN["code"], ids=lambda case: case["says"])
def test_a_code_fits_from_its_first_day_to_its_last(case):
    assert fits(case, case["first"])
    assert not fits(case, case["first"] - ONE_DAY)
    if "last" in case:
        assert fits(case, case["last"])
        assert not fits(case, case["last"] + ONE_DAY)
