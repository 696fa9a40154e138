"""A finding explains itself: what was found, since when, by which rule and on what standing."""

from datetime import date

import pytest

from sro_core import (
    BadValue,
    Counterfactual,
    DatePeriod,
    Finding,
    Measured,
    Outcome,
    Rule,
    Sensitivity,
    Subject,
)
from sro_core.citations import Citation, Standing

DAY = date(2026, 9, 3)
WHO = Subject("student", "S-1")
CITED = Citation("EC 1", "Education Code section 1", "https://example.org", DAY, Standing.SECONDARY)
RULE = Rule("truant", "three occasions", DatePeriod(date(2010, 1, 1), None), (CITED,), object())


def test_a_finding_without_a_rule_is_refused():
    with pytest.raises(BadValue, match="it applies no rule"):
        Finding("truant", WHO, DAY, Outcome.NOT_MET, None, None)


def test_only_where_no_rule_is_in_force_a_finding_needs_none():
    found = Finding("truant", WHO, DAY, Outcome.NO_RULE, None, None)
    assert found.explain() == "truant: no rule in force on 2026-09-03"


def test_a_finding_says_outcome_date_rule_comparison_citation_and_days():
    found = Finding(
        "truant",
        WHO,
        DAY,
        Outcome.MET,
        DAY,
        RULE,
        Measured(3, 3, "occasions", None, "school year"),
        counted="occasions",
        evidence=(DAY,),
    )
    assert found.explain(lists=True).splitlines() == [
        "truant: met since 2026-09-03: three occasions",
        "  3 occasions (3 needed in one school year)",
        "  Education Code section 1 (read in a secondary source)",
        "  occasions: 2026-09-03",
    ]


def test_a_pending_finding_says_what_is_still_to_be_on_record():
    found = Finding("truant", WHO, DAY, Outcome.PENDING, None, RULE, missing=("truancy_report",))
    first, _, last = found.explain().splitlines()
    assert first == "truant: pending: three occasions"
    assert last == "  still to be on record: truancy_report"


def test_an_undecided_finding_says_why():
    found = Finding("truant", WHO, DAY, Outcome.UNDECIDED, None, RULE, why="only a total is known")
    assert found.explain() == "truant: undecided, only a total is known"


def test_a_share_is_printed_with_its_whole():
    assert str(Measured(2, 10, "days", 20, "school year")) == "2 of 20 days; 10 % needed"


def test_a_change_is_printed_as_one_sentence():
    assert str(Counterfactual("one more", "truant met")) == "one more: truant met"


def test_a_finding_is_for_staff_unless_somebody_says_otherwise():
    assert Finding("x", WHO, DAY, Outcome.MET, None, RULE).sensitivity is Sensitivity.STAFF
