"""Findings of every area at random, and the lists made of them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from sro_core import Ask, DatePeriod, Finding, Force, Outcome, Role, Rule, SiteId, Subject
from sro_core.citations import Citation, Standing
from sro_core.due import DueKind
from sro_core.privacy import Sensitivity

ON = date(2026, 11, 20)
SITES = (SiteId("HIGH"), SiteId("MIDDLE"))
SECRET = "S-0000"
"""What the id of every student of these tests begins with; no calendar may have it."""
SUBJECTS = (
    *(Subject("student", f"{SECRET}{n}", SITES[n % 2]) for n in range(3)),
    Subject("officer", "O-01", SITES[0]),
    Subject("officer", "O-02", None),
    *(Subject("site", each, each) for each in SITES),
    Subject("district", "0007", None),
    Subject("contact", f"{SECRET}9", SITES[0]),
)
"""Whom findings are about, one of a kind that no calendar knows too."""


def rule(key):
    cited = Citation(key, f"section {key}", "https://e.org", ON, Standing.READ)
    return Rule(f"rule_{key}", f"{key} is asked", DatePeriod(None, None), (cited,), None)


RULES = tuple(map(rule, "abc"))
ACTS = ("see to it", f"write to the parents of {SECRET}1", "hold it")
"""What is asked, in words of anybody; one act names a student, as words may."""

asks = st.builds(
    Ask,
    who=st.sampled_from((Role.CLERK, Role.ADMINISTRATOR, Role.OFFICER)),
    what=st.sampled_from(ACTS),
    force=st.sampled_from(Force),
    rule=st.sampled_from(RULES),
    due=st.none() | st.integers(-3, 40).map(lambda n: ON + timedelta(days=n)),
)
findings = st.builds(
    Finding,
    code=st.sampled_from(("one", "two")),
    subject=st.sampled_from(SUBJECTS),
    as_of=st.just(ON),
    outcome=st.just(Outcome.MET),
    since=st.none(),
    rule=st.sampled_from(RULES),
    asks=st.lists(asks, max_size=4).map(tuple),
    sensitivity=st.sampled_from(Sensitivity),
)
areas = st.dictionaries(st.sampled_from(DueKind), st.lists(findings, max_size=4), max_size=5)
"""Findings by area."""
