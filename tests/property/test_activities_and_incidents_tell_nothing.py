"""No role and no way shows of activities and incidents what is not open to it.

Random records are entered; every page, endpoint and screen of this area is asked by every role,
and held to what the clearances say of the text that was planted.
"""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sro_core import Refused, Role, Sensitivity, Viewer
from sro_core.masking import SmallCells
from sro_core.safety.activities import State
from sro_core.safety.incidents import Disposition, Part, Person, Place
from sro_core.usecases import activity_log, incident_figures, incident_log, reporting
from sro_core.usecases.activity_log import Told
from sro_core.usecases.incident_log import ToldIncident
from tests.served import HIGH, MIDDLE, NOW, ON, operator, serve

ROUTES = (
    "/api/activities", "/api/activity-summary", "/api/incidents", "/api/incident-figures",
    "/api/incident-figures?exact=true", "/api/civil-rights/HIGH/2026", "/api/due", "/api/today",
    "/api/audit", "/activities", "/activities/new", "/incidents", "/incidents/figures",
    "/incidents/figures?exact=true", "/",
)  # fmt: skip
FACT = st.none() | st.booleans()
PERSONS = st.lists(
    st.builds(
        dict, part=st.sampled_from(Part), student=FACT, referred=FACT, arrested=FACT, cited=FACT,
        disposition=st.none() | st.sampled_from(Disposition),
    ),
    max_size=3,
)  # fmt: skip
INCIDENTS = st.lists(
    st.tuples(
        st.sampled_from([HIGH, MIDDLE]), st.sampled_from(Place), st.integers(0, 60 * 24 * 40),
        st.sampled_from(["13B", "290", "35A", "520"]), PERSONS,
    ),
    max_size=4,
)  # fmt: skip


def enter(served, incidents):
    """Enter incidents, and an activity that was returned; gives what was planted."""
    desk, who = served.desk, operator(served.desk)
    pseudonyms = {HIGH: [], MIDDLE: []}
    for n, (site, place, ago, code, persons) in enumerate(incidents):
        people = []
        for k, facts in enumerate(persons):
            ref = f"{n}{k}-planted"
            people.append(Person(ref=ref, **facts))
            pseudonyms[site].append(ref)
        told = ToldIncident(
            number=f"26-{n}", site=site, place=place, at=NOW - timedelta(minutes=ago),
            offenses=(code,), persons=tuple(people),
        )  # fmt: skip
        incident_log.record(desk, who, told)
    told = Told(kind="mentoring", site=HIGH, minutes=15, on=ON, officer="O-09")
    one = activity_log.log(desk, who, told)
    because = "too many minutes planted"
    activity_log.review(desk, who, one.id, State.RETURNED, because=because)
    activity_log.submit(desk, who, one.id)
    activity_log.review(desk, who, one.id, State.APPROVED)
    return pseudonyms, because


@given(INCIDENTS)
@settings(max_examples=12)
def test_what_is_planted_comes_out_only_where_it_is_open(incidents):
    served = serve()
    pseudonyms, because = enter(served, incidents)
    for role in Role:
        access = served.desk.admit(Viewer("x", role, frozenset({HIGH})))
        for route in ROUTES:
            said = served.ask(route, role, HIGH).text
            for site, refs in pseudonyms.items():
                if not access.sees(Sensitivity.JUVENILE_POLICE, site):
                    assert not [each for each in refs if each in said], (role, route)
            if not access.sees(Sensitivity.PERSONNEL, HIGH):
                assert because not in said, (role, route)


@given(
    st.lists(st.tuples(st.sampled_from(Place), st.integers(0, 23), st.integers(1, 28)), max_size=60)
)
@settings(max_examples=10)
def test_no_count_up_to_the_threshold_is_shown_to_the_school(found):
    served = serve()
    desk, who = served.desk, operator(served.desk)
    for n, (place, hour, day) in enumerate(found):
        told = ToldIncident(
            number=f"26-{n}", site=HIGH, place=place, at=datetime(2026, 10, day, hour),
            offenses=("13B",),
        )  # fmt: skip
        incident_log.record(desk, who, told)
    school = desk.admit(Viewer("a", Role.ADMINISTRATOR, frozenset({HIGH})))
    figures = incident_figures.figures(desk, school, on=ON)
    (rule,) = desk.rules.all(SmallCells, ON)
    for table in (figures.by_place, figures.by_hour, figures.by_offense):
        shown = [cell for row in table.cells for cell in row]
        shown += [*table.row_totals, *table.column_totals, table.total]
        assert not [each for each in shown if each is not None and each <= rule.value.at_most]


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR, Role.DISTRICT, Role.AUDITOR])
def test_no_screen_and_no_due_list_of_a_school_has_an_incident(role):
    served = serve()
    enter(served, [(HIGH, Place.WITHIN, 5, "13B", [])])
    access = served.desk.admit(Viewer("x", role, frozenset({HIGH})))
    try:
        blocks = reporting.today(served.desk, access, on=ON)
    except Refused:
        return
    assert not [each for each in blocks if "ncident" in each.title]
