"""Law that the evaluation quotes but does not apply holds on its dates, and on no other day.

`dated_law.toml` lists it in plain words; a rule that the books have and the list has not fails
here, so that nobody adds law without saying from when it holds.
"""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from sro_core import Force, load_rules, shipped
from sro_core.jurisdictions import KINDS

WRITTEN = tomllib.loads(Path(__file__).with_name("dated_law.toml").read_text("utf-8"))["law"]
LAW = [
    law | {"rules": book}
    for law in WRITTEN
    for book in (shipped() if law["rules"] == "us" else (law["rules"],))
]
ACCESS = ("permission", "denial", "clearance", "shrink_limit")
QUOTED = ("excuse", "escalation", "provision", "duty", "listed_from", *ACCESS)
ONE_DAY = timedelta(days=1)


def named(law):
    """Give the kind and the id of a row."""
    (kind,) = set(law) & set(QUOTED)
    return kind, law[kind]


def in_force(law, on):
    kind, id = named(law)
    return load_rules(law["rules"]).one(KINDS[kind], id, on)


@pytest.mark.parametrize(
    "law", LAW, ids=lambda law: f"{law['rules']}:{named(law)[1]}@{law['in_force']}"
)
def test_it_holds_on_its_first_day_and_not_on_the_day_before(law):
    rule = in_force(law, law["in_force"])
    force = Force.MAY if "may" in law else Force.MUST
    assert rule.force is force
    assert law.get(force, law.get("says")) in rule.says
    before = in_force(law, law["in_force"] - ONE_DAY)
    if law.get("replaces"):
        assert before.says != rule.says
    else:
        assert before is None


@pytest.mark.parametrize(
    "law",
    [law for law in LAW if "ended" in law],
    ids=lambda law: f"{law['rules']}:{named(law)[1]}@{law['ended']}",
)
def test_it_holds_on_its_last_day_and_not_on_the_day_after(law):
    rule = in_force(law, law["in_force"])
    assert in_force(law, law["ended"] - ONE_DAY) == rule
    assert in_force(law, law["ended"]) != rule


def test_every_rule_that_is_quoted_is_listed():
    listed = {(law["rules"], *named(law), law["in_force"], law.get("ended")) for law in LAW}
    shipped_rules = {
        (book, kind, rule.id, rule.effective.start, rule.effective.end)
        for book in shipped()
        for kind in QUOTED
        for rule in load_rules(book).ever(KINDS[kind])
    }
    assert listed == shipped_rules
