"""Incidents, offenses and threats: what can be recorded, and what they add up to."""

from datetime import date, datetime, timedelta

import attrs
import pytest

from sro_core import BadValue, DatePeriod, Outcome, SiteId, Unknown, load_rules
from sro_core.safety.incident_counts import by_hour, by_offense, by_place
from sro_core.safety.incident_review import findings
from sro_core.safety.incidents import (
    Incident,
    IncidentKind,
    Person,
    Place,
    ReferralBasis,
    SchoolPart,
    SchoolReferral,
    Threat,
)
from sro_core.safety.offenses import OffenseEntry, OffenseRef, Offenses, OffenseTable
from sro_core.school_calendar import InSession

ON, AT = date(2026, 11, 20), datetime(2026, 11, 20, 10, 15)
HIGH = SiteId("HIGH")
RULES = load_rules("us-ca")
ASSAULT = OffenseRef(table="own", code="13B", title="Simple assault", group="assault")


def incident(**facts):
    return Incident(**{
        "id": "26-1", "site": HIGH, "place": Place.WITHIN, "at": AT, "offenses": (ASSAULT,),
        **facts,
    })  # fmt: skip


def referral(**facts):
    return SchoolReferral(**{
        "basis": ReferralBasis.DISCRETIONARY, "by": SchoolPart.TEACHER, "on": ON, **facts,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"site": None}, "names no site"),
        ({"offenses": ()}, "names no offense"),
        ({"kind": IncidentKind.THREAT}, "says when it was received"),
        ({"threat": Threat(received_at=AT, received_from=SchoolPart.TEACHER)}, "nothing else does"),
        ({"persons": (Person(ref="P-1"), Person(ref="P-1"))}, "stands twice"),
        ({"referral": referral(on=ON - timedelta(1))}, "before the incident"),
        ({"site": None, "place": Place.ELSEWHERE, "referral": referral()}, "names no site"),
        ({"number": "26 1"}, "no record number"),
    ],
)
def test_what_does_not_go_together_is_refused(facts, says):
    with pytest.raises(BadValue, match=says):
        incident(**facts)


def test_what_goes_together_passes():
    assert incident(offenses=(), handed_back=True).handed_back
    assert incident(site=None, place=Place.ELSEWHERE).site is None
    threat = Threat(received_at=AT, received_from=SchoolPart.PARENT)
    assert incident(kind=IncidentKind.THREAT, threat=threat, offenses=()).on == ON


@pytest.mark.parametrize("ref", ["Jordan", "Jordan Testperson", "", "Lopez, M", "P-", "J 17"])
def test_a_name_is_no_pseudonym(ref):
    with pytest.raises(BadValue, match="no name belongs here"):
        Person(ref=ref)


@pytest.mark.parametrize("ref", ["P-017", "J1", "26-0101-2", "0042"])
def test_a_pseudonym_has_a_number(ref):
    assert Person(ref=ref).ref == ref


@pytest.mark.parametrize(
    "facts",
    [
        {"basis": ReferralBasis.REQUIRED},
        {"ground": "48902_drugs"},
        {"by": SchoolPart.PARENT},
        {"by": SchoolPart.OFFICER},
    ],
)
def test_a_referral_is_the_schools_and_a_required_one_has_its_ground(facts):
    with pytest.raises(BadValue):
        referral(**facts)
    assert referral(basis=ReferralBasis.REQUIRED, ground="48902_drugs")


@pytest.mark.parametrize("name", ["assessed_at", "registry_at"])
def test_nothing_is_done_about_a_threat_before_it_is_received(name):
    with pytest.raises(BadValue, match="before it was received"):
        Threat(
            received_at=AT, received_from=SchoolPart.TEACHER, **{name: AT - timedelta(minutes=1)}
        )


def test_no_incident_and_no_threat_has_a_score():
    names = {each.name for kind in (Incident, Threat, Person) for each in attrs.fields(kind)}
    assert not {name for name in names if "score" in name or "risk" in name or "level" in name}


# ---------------------------------------------------------------- offenses


def table(*entries, id="doj"):
    return OffenseTable(id=id, title="t", taken=AT, entries=entries)


OLD = OffenseEntry(
    code="23009", title="THEFT", group="PC felony",
    effective=DatePeriod(date(1967, 11, 8), date(2020, 10, 29)),
)  # fmt: skip


def test_a_code_is_found_in_our_own_table_first_and_in_another_by_its_name():
    both = table(OffenseEntry(code="13B", title="other", group="g"), id="nibrs")
    found = Offenses(RULES, (both,))
    assert found.find("13B", ON) == ASSAULT
    assert found.find("nibrs:13B", ON).title == "other"
    assert found.find("own:13B", ON) == ASSAULT


@pytest.mark.parametrize("asked", ["", "13b", "013B", "doj:13B", "nowhere:1"])
def test_a_code_that_no_table_has_is_refused_with_our_own(asked):
    with pytest.raises(Unknown, match="13B"):
        Offenses(RULES, (table(OLD),)).find(asked, ON)


def test_a_code_holds_on_its_days_and_not_the_day_after():
    found = Offenses(RULES, (table(OLD),))
    assert found.find("23009", date(2020, 10, 28)).group == "PC felony"
    with pytest.raises(BadValue, match=r"not in force on 2020-10-29; it was: doj 1967-11-08\.\."):
        found.find("23009", date(2020, 10, 29))
    with pytest.raises(BadValue, match="not in force"):
        found.find("13B", date(2009, 12, 31))
    assert found.find("13B", date(2010, 1, 1)) == ASSAULT


def test_a_table_has_each_code_once_and_a_name_of_its_own():
    with pytest.raises(BadValue, match="23009 stands twice"):
        table(OLD, OLD)
    with pytest.raises(BadValue, match="the name of our own"):
        table(id="own")
    with pytest.raises(BadValue, match="no code"):
        OffenseEntry(code="a:b", title="", group="")


# ---------------------------------------------------------------- threats


def threat(**facts):
    told = Threat(received_at=AT, received_from=SchoolPart.TEACHER, **facts)
    return incident(kind=IncidentKind.THREAT, threat=told, offenses=())


def codes(one, on):
    return {(each.code, each.outcome) for each in findings([one], RULES, on=on)}


def test_a_threat_asks_for_an_assessment_and_the_registry_at_once():
    both = {"threat_not_assessed", "registry_not_checked"}
    assert codes(threat(), ON) == {(code, Outcome.PENDING) for code in both}
    assert codes(threat(), ON + timedelta(1)) == {(code, Outcome.MET) for code in both}
    assert codes(threat(assessed_at=AT, registry_at=AT), ON + timedelta(9)) == set()
    assert codes(threat(assessed_at=AT), ON) == {("registry_not_checked", Outcome.PENDING)}
    assert codes(incident(), ON) == set()
    assert codes(threat(), ON - timedelta(1)) == set()


def test_before_2023_nothing_was_asked_of_a_threat():
    before = datetime(2022, 12, 31, 9)
    told = Threat(received_at=before, received_from=SchoolPart.TEACHER)
    old = attrs.evolve(threat(), at=before, threat=told)
    assert codes(old, date(2023, 1, 5)) == set()
    first = datetime(2023, 1, 1, 9)
    told = Threat(received_at=first, received_from=SchoolPart.TEACHER)
    assert len(codes(attrs.evolve(old, at=first, threat=told), date(2023, 1, 5))) == 2


# ---------------------------------------------------------------- counts

MANY = (
    incident(),
    incident(id="2", at=datetime(2026, 11, 18, 6, 59), place=Place.NEAR),
    incident(id="3", at=datetime(2026, 11, 21, 18, 0), site=None, place=Place.ELSEWHERE),
    incident(id="4", offenses=(), handed_back=True),
)


def cells(counts):
    return {
        (row, column): count
        for row, line in zip(counts.rows, counts.cells, strict=True)
        for column, count in zip(counts.columns, line, strict=True)
        if count
    }


def test_a_count_by_place_says_whether_school_was_in_session():
    found = by_place(MANY, lambda one: InSession.YES if one.at == AT else InSession.NO)
    assert cells(found) == {
        ("within the site", "in session"): 2, ("near the site", "not in session"): 1,
        ("elsewhere in the city", "not in session"): 1,
    }  # fmt: skip


def test_a_count_by_hour_says_where_and_its_rows_tell_nothing():
    found = by_hour(MANY, Place)
    assert found.title.endswith("wherever they were")
    assert cells(found) == {
        ("10", "Fri"): 2, ("before 07", "Wed"): 1, ("after 17", "Sat"): 1,
    }  # fmt: skip
    none = by_hour((), [Place.NEAR])
    assert none.title.endswith("near the site")
    assert (none.rows, none.columns) == (found.rows, found.columns)


def test_a_count_by_offense_says_where_and_its_rows_tell_nothing_where_they_are_given():
    assert cells(by_offense(MANY, Place)) == {
        ("assault", "within the site"): 1, ("assault", "near the site"): 1,
        ("assault", "elsewhere in the city"): 1, ("school rules only", "within the site"): 1,
    }  # fmt: skip
    given = by_offense(MANY, [Place.WITHIN], ["robbery"])
    assert given.rows == ("robbery", "threat", "school rules only", "other")
    assert cells(given) == {
        ("other", "within the site"): 1, ("school rules only", "within the site"): 1,
    }  # fmt: skip
    assert by_offense((), [Place.WITHIN], ["robbery"]).rows == given.rows
