"""What becomes of the record of one minor in an incident: a named person decides, one by one."""

from datetime import date, datetime, timedelta

import attrs
import pytest

from sro_core import BadValue, Refused, Role, Unknown, Viewer
from sro_core.due import DueKind
from sro_core.periods import SchoolYear
from sro_core.police_records import Category, Requester
from sro_core.privacy import Permission
from sro_core.safety.incidents import INCIDENTS, Disposition, Part, Person, Place
from sro_core.usecases import (
    incident_figures,
    incident_imports,
    incident_log,
    incident_records,
    report_records,
    submissions,
)
from sro_core.usecases.incident_log import ToldIncident
from tests.served import HIGH, ON, desk_on, operator, roll

MET = datetime(2026, 11, 3, 10, 15)
OVER = MET.date() + timedelta(days=60)
TWO = (
    Person(ref="P-1", student=True, arrested=False, disposition=Disposition.COUNSELLED),
    Person(ref="P-2", student=True, arrested=True, disposition=Disposition.ARRESTED),
    Person(ref="P-3", part=Part.VICTIM),
)


@pytest.fixture
def desk():
    made = desk_on()
    submissions.submit(made, operator(made), submissions.Submission(roll()), on=ON)
    return made


def access(desk, role=Role.RECORDS):
    return desk.admit(Viewer("rec", role))


def told(**facts):
    return ToldIncident(**{
        "number": "26-1", "site": HIGH, "place": Place.WITHIN, "at": MET, "offenses": ("13B",),
        "persons": TWO, **facts,
    })  # fmt: skip


@pytest.fixture
def id(desk):
    return incident_log.record(desk, access(desk), told()).id


def categorize(desk, id, ref="P-1", category=Category.RELEASED, **more):
    return incident_records.give_category(desk, access(desk), id, ref, category, **more)


def sealed(desk, id, *refs):
    for ref in refs:
        categorize(desk, id, ref)
        incident_records.seal(desk, access(desk), id, ref, basis="section 827.95")


def release(desk, id, ref="P-1", to=Requester.PARENT):
    return incident_records.release(
        desk, access(desk), id, ref, to, named="the parent", basis="section 827.95(b)"
    )


def listed(desk):
    return [each.incident for each in incident_log.listed(desk, access(desk))]


def due(desk, on):
    found = incident_log.due(desk, access(desk), on=on)
    return [(each.concerns.id, each.codes, each.who) for each in found
            if each.kind is DueKind.SEALING]  # fmt: skip


def test_each_person_who_was_involved_waits_for_a_category_and_then_for_its_seal(desk, id):
    waiting = due(desk, MET.date())
    assert [(about, who) for about, _, who in waiting] == [
        (f"{id} P-1", Role.RECORDS), (f"{id} P-2", Role.RECORDS)
    ]  # fmt: skip
    categorize(desk, id)
    categorize(desk, id, "P-2", Category.OTHER)
    assert due(desk, OVER) == []
    assert due(desk, OVER + timedelta(days=1)) == [(f"{id} P-1", ("seal_released",), Role.RECORDS)]
    sealed(desk, id, "P-1")
    assert due(desk, OVER + timedelta(days=1)) == []


def test_the_records_units_day_shows_what_waits_and_nobody_elses_does(desk, id):
    def shown(role):
        found = incident_log.today(desk, access(desk, role), on=ON)
        return [line for block in found for line in block.lines if "decision" in line]

    (line,) = shown(Role.RECORDS)
    assert line.startswith("2 records wait for a person's decision, the first: say what category")
    assert line.endswith("(due 2026-12-03)")
    assert shown(Role.SERGEANT) == []
    sealed(desk, id, "P-1", "P-2")
    assert shown(Role.RECORDS) == []


def test_nothing_is_asked_of_who_was_referred_to_probation_in_time(desk, id):
    categorize(desk, id, probation_referral=OVER)
    categorize(desk, id, "P-2", probation_referral=OVER + timedelta(days=1))
    late = due(desk, OVER + timedelta(days=30))
    assert [about for about, _, _ in late] == [f"{id} P-2"]


def test_a_release_has_nobody_else_in_it(desk, id):
    with pytest.raises(Refused, match="nobody has recorded its category"):
        release(desk, id)
    categorize(desk, id)
    given = release(desk, id)
    assert [each.ref for each in given.persons] == ["P-1"]
    assert given.persons[0].kept.releases[-1].by == "rec"
    with pytest.raises(Refused, match="to the minor or the parents only"):
        release(desk, id, to=Requester.AGENCY)
    assert len(listed(desk)[0].persons) == 3


def test_who_is_sealed_is_answered_as_if_they_were_not_in_it(desk, id):
    sealed(desk, id, "P-2")
    (shown,) = listed(desk)
    assert [each.ref for each in shown.persons] == ["P-1", "P-3"]
    assert shown == incident_log.opened(desk, access(desk), id).incident
    with pytest.raises(Refused, match="it is sealed"):
        release(desk, id, "P-2")


def test_with_the_last_one_involved_the_incident_is_as_if_it_were_not_there(desk, id):
    sealed(desk, id, "P-1", "P-2")
    assert listed(desk) == []
    for act in (
        lambda: incident_log.opened(desk, access(desk), id),
        lambda: incident_log.record(desk, access(desk), told(), id=id),
    ):
        with pytest.raises(Unknown):
            act()
    with pytest.raises(BadValue, match="cannot be used") as refused:
        incident_log.record(desk, access(desk), told())
    assert "P-1" not in str(refused.value)
    incident_records.unseal(desk, access(desk), id, "P-1", basis="order 26-0113")
    assert [[one.ref for one in each.persons] for each in listed(desk)] == [["P-1", "P-3"]]


def test_what_is_sealed_leaves_every_later_count(desk, id):
    year = SchoolYear.of(MET.date())

    def counts():
        found = incident_figures.figures(desk, access(desk), on=ON, year=year, exact=True)
        with desk.reading(operator(desk), Permission.DRAFT_REPORT) as work:
            rows = [each.row for each in report_records.counted(work, (year,))]
        return found.by_place.total, "arrest" in rows

    assert counts() == (1, True)
    sealed(desk, id, "P-2")
    assert counts() == (1, False)
    sealed(desk, id, "P-1")
    assert counts() == (0, False)


def test_who_says_all_of_it_again_keeps_what_was_decided(desk, id):
    categorize(desk, id)
    sealed(desk, id, "P-2")
    later = attrs.evolve(TWO[0], disposition=Disposition.DIVERTED)
    incident_log.record(desk, access(desk), told(persons=(later, TWO[2])), id=id)
    (shown,) = listed(desk)
    assert shown.persons[0].kept.category.category is Category.RELEASED
    assert shown.persons[0].disposition is Disposition.DIVERTED
    with pytest.raises(BadValue, match="cannot be recorded in it") as refused:
        incident_log.record(desk, access(desk), told(), id=id)
    assert "P-2" not in str(refused.value)
    incident_records.unseal(desk, access(desk), id, "P-2", basis="order 26-0113")
    assert {each.ref for each in listed(desk)[0].persons} == {"P-1", "P-2", "P-3"}


def test_an_export_that_tells_of_it_again_unseals_nothing(desk, id):
    sealed(desk, id, "P-2")

    def again(**facts):
        return incident_imports.take_in(desk, operator(desk), (told(**facts),))

    assert again().unchanged == ("26-1",)
    assert again(persons=(attrs.evolve(TWO[1], arrested=False), *TWO[:1])).changed == ("26-1",)
    assert [each.ref for each in listed(desk)[0].persons] == ["P-1"]
    incident_records.unseal(desk, access(desk), id, "P-2", basis="order 26-0113")
    back = next(each for each in listed(desk)[0].persons if each.ref == "P-2")
    assert back.arrested is True


def test_who_is_no_juvenile_of_it_has_no_record_in_it(desk, id):
    with pytest.raises(BadValue, match="they are a victim in it"):
        categorize(desk, id, "P-3")
    with pytest.raises(Unknown, match="P-9"):
        categorize(desk, id, "P-9")


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.RECORDS])
def test_only_the_records_unit_decides(desk, id, role):
    with pytest.raises(Refused):
        incident_records.give_category(desk, access(desk, role), id, "P-1", Category.DIVERTED)


def test_each_decision_is_on_the_log_which_names_no_pseudonym(desk, id):
    sealed(desk, id, "P-1")
    incident_records.unseal(desk, access(desk), id, "P-1", basis="order 26-0113")
    with desk.open() as stores:
        acts = [each.act for each in stores.audit.all()][-3:]
        matters = [str(each.matter) for each in stores.audit.all()]
        (person, *_) = stores.records(INCIDENTS).get(id).record.persons
    assert acts == ["give category", "seal incident", "unseal incident"]
    assert not [each for each in matters if "P-1" in each]
    assert [(each.by, each.sealed) for each in person.kept.sealings] == [
        ("rec", True), ("rec", False)
    ]  # fmt: skip
    with pytest.raises(BadValue, match="basis"):
        incident_records.seal(desk, access(desk), id, "P-1", basis=" ")


def test_the_day_of_the_law_decides_whether_a_category_is_asked_for(desk):
    old = incident_log.record(desk, access(desk), told(at=datetime(2026, 11, 1, 9))).id
    assert due(desk, date(2026, 10, 31)) == []
    assert {about.split()[0] for about, _, _ in due(desk, date(2026, 11, 1))} == {old}
