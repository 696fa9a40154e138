"""Runs the cases of civil rights counts that a lawyer can read."""

import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from sro_core import SiteId, load_rules
from sro_core.safety.incident_counts import Tally, civil_rights
from sro_core.safety.incident_rules import CivilRightsCount
from sro_core.safety.incidents import Disposition, Incident, Part, Person, Place
from sro_core.safety.offenses import OffenseRef

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "incidents.toml").read_text("utf-8"))["case"]
(SHIPPED,) = load_rules("us-ca").all(CivilRightsCount, date(2026, 11, 20))
ASSAULT = OffenseRef(table="own", code="13B", title="Simple assault", group="assault")
SAID = {"yes": True, "no": False, "-": None}


def person(line):
    return Person(
        ref=line["ref"],
        part=Part(line.get("part", "involved")),
        student=SAID[line.get("student", "yes")],
        referred=SAID[line["referred"]],
        arrested=SAID[line["arrested"]],
        cited=SAID[line.get("cited", "no")],
        disposition=Disposition(line["disposition"]) if "disposition" in line else None,
    )


def incidents(lines):
    for id in dict.fromkeys(line["incident"] for line in lines):
        own = [line for line in lines if line["incident"] == id]
        yield Incident(
            id=id, site=SiteId("HIGH"), place=Place(own[0]["place"]), offenses=(ASSAULT,),
            at=datetime(2026, 10, 6, 10, 15), persons=tuple(map(person, own)),
        )  # fmt: skip


def tally(told):
    return Tally(told.get("instances"), told.get("students"), told["unrecorded"])


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_case(case):
    reading = CivilRightsCount(**case["reading"]) if "reading" in case else SHIPPED.value
    found = civil_rights(incidents(case["persons"]), reading, collected=case["collected"])
    assert found.referrals == tally(case["referrals"])
    assert found.arrests == tally(case["arrests"])
    assert found.collected is case["collected"]
