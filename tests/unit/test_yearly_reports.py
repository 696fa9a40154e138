"""A yearly report is drafted by whoever may, published once when the year is over, then kept."""

from collections import Counter
from datetime import date, datetime

import attrs
import pytest

from sro_core import BadValue, Permission, Refused, Role, SchoolYear, SiteId, Unknown
from sro_core.contacts.contact import CONTACTS, Contact, ContactKind, Disposition, Place
from sro_core.ids import OfficerId
from sro_core.officers import Officer
from sro_core.officers.officer import OFFICERS
from sro_core.periods import DatePeriod
from sro_core.police_records import Kept, Sealing
from sro_core.privacy import Viewer
from sro_core.safety.activities import ACTIVITIES, Activity, Move, State
from sro_core.safety.activity_rules import TriadRole
from sro_core.safety.incidents import INCIDENTS, Incident, OffenseRef, Person
from sro_core.safety.incidents import Place as IncidentPlace
from sro_core.usecases import monthly_sheets, report_records, yearly_reports
from tests.served import HIGH, MIDDLE, NOW, ON, operator, serve

YEAR, AFTER = SchoolYear(2026), datetime(2027, 7, 2, 9)


def activity(number, kind="question", **changes):
    plain = Activity(
        id=f"A-{number}", kind=kind, site=HIGH, officer=OfficerId("O-01"), on=date(2026, 10, 5),
        minutes=30, triad=TriadRole.TEACHER, topic="citizenship", count=20, state=State.APPROVED,
        moves=(Move(at=datetime(2026, 10, 6), by="sgt", to=State.APPROVED),),
    )  # fmt: skip
    return attrs.evolve(plain, **changes)


@pytest.fixture
def desk():
    made = serve().desk
    put(made, ACTIVITIES, activity(1), activity(2, topic="criminal_law"),
        activity(3, "truancy", minutes=60, triad=TriadRole.LAW_ENFORCEMENT),
        activity(4, state=State.DRAFT), activity(5, site=MIDDLE, on=date(2026, 9, 7)))  # fmt: skip
    put(made, OFFICERS, Officer(id=OfficerId("O-01"), name="A", sworn=DatePeriod(ON, None)))
    return made


def put(desk, register, *records):
    with desk.open(exclusive=True) as stores:
        for each in records:
            stores.records(register).put(each, 0)
        stores.commit()


def admit(desk, role, actor="v", *sites):
    return desk.admit(Viewer(actor, role, frozenset(sites) or None, "test"))


def told(report, id):
    table = report.table(id)
    return {row.heading: [str(each) for each in row.cells] for row in table.now.rows}


def test_a_draft_counts_what_is_approved(desk):
    report = yearly_reports.draft(desk, operator(desk), YEAR, on=ON)
    assert told(report, "questions")["total"] == ["60"]
    assert told(report, "time")["all activities, minutes"] == ["150"]
    assert told(report, "time")["on truancy, share of all, per cent"] == ["40.0"]
    assert report.published is None


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.AUDITOR, Role.PUBLIC])
def test_who_may_not_reads_no_draft(desk, role):
    with pytest.raises(Refused):
        yearly_reports.draft(desk, admit(desk, role), YEAR, on=ON)


def test_a_draft_is_of_the_whole_district(desk):
    with pytest.raises(Refused, match="whole district"):
        yearly_reports.draft(desk, admit(desk, Role.DISTRICT, "d", HIGH), YEAR, on=ON)


def test_a_year_that_is_not_over_is_not_published(desk):
    with pytest.raises(BadValue, match="the year is not over; publish it from 2027-07-01 on"):
        yearly_reports.publish(desk, operator(desk), YEAR)


def later(desk):
    return attrs.evolve(desk, clock=lambda: AFTER)


def test_a_report_is_published_once_and_read_by_everybody_as_it_was(desk):
    after = later(desk)
    out = yearly_reports.publish(after, operator(after), YEAR)
    assert (out.published, out.by) == (AFTER, "op")
    put(desk, ACTIVITIES, activity(9, count=500))
    for role in Role:
        assert yearly_reports.one(after, admit(after, role), YEAR) == out
    assert yearly_reports.draft(after, operator(after), YEAR, on=AFTER.date()) == out
    with pytest.raises(BadValue, match="it was published on 2027-07-02"):
        yearly_reports.publish(after, operator(after), YEAR)
    assert yearly_reports.published(after, operator(after)) == (out,)


@pytest.mark.parametrize("role", [Role.SERGEANT, Role.ADMINISTRATOR, Role.OFFICER])
def test_who_may_not_publishes_none(desk, role):
    with pytest.raises(Refused):
        yearly_reports.publish(later(desk), admit(desk, role), YEAR)


def test_a_report_that_was_not_published_is_told_with_those_that_were(desk):
    with pytest.raises(Unknown, match="2026-27"):
        yearly_reports.one(desk, admit(desk, Role.PUBLIC), YEAR)


def test_somebody_states_what_was_collected(desk):
    access = operator(desk)
    blank = yearly_reports.draft(desk, access, YEAR, on=ON)
    assert set(told(blank, "incidents")["elsewhere in the city"]) == {""}
    for site in (HIGH, MIDDLE, HIGH):
        made = yearly_reports.state_collected(desk, access, "incidents", site, YEAR)
    assert (made.topic, made.site, made.by) == ("incidents", HIGH, "op")
    none = yearly_reports.draft(desk, access, YEAR, on=ON)
    assert set(told(none, "incidents")["elsewhere in the city"]) == {"*"}


def test_what_is_stated_must_be_known_and_not_yet_published(desk):
    access = operator(desk)
    with pytest.raises(Unknown, match="contacts, sweeps"):
        yearly_reports.state_collected(desk, access, "nonsense", HIGH, YEAR)
    with pytest.raises(Unknown, match="HIGH, MIDDLE"):
        yearly_reports.state_collected(desk, access, "incidents", SiteId("NO"), YEAR)
    after = later(desk)
    yearly_reports.publish(after, operator(after), YEAR)
    with pytest.raises(BadValue, match="published already"):
        yearly_reports.state_collected(after, operator(after), "incidents", HIGH, YEAR)


# --- contacts and sweeps


def met(number, **changes):
    plain = Contact(
        id=f"C-{number}", officer=OfficerId("O-01"), at=datetime(2026, 10, 7, 10, 15),
        place=Place("Plaza", "El Cerrito"), seen=("on foot at 10:15",), site=HIGH,
    )  # fmt: skip
    return attrs.evolve(plain, **changes)


SEALED = Kept(sealings=(Sealing(sealed=True, basis="827.95", by="records", at=NOW),))


def test_contacts_count_once_by_the_strongest_measure_and_sealed_ones_no_more(desk):
    many = [met(f"n{n}") for n in range(20)]
    many += [met(f"c{n}", dispositions=frozenset({Disposition.WARNED, Disposition.CITED}))
             for n in range(12)]  # fmt: skip
    many += [met(f"w{n}", dispositions=frozenset({Disposition.WARNED})) for n in range(13)]
    many += [met(f"s{n}", kept=SEALED) for n in range(15)]
    positive = met("p", kind=ContactKind.POSITIVE, seen=(), heads=30)
    put(desk, CONTACTS, positive, *many)
    with desk.reading(operator(desk), Permission.DRAFT_REPORT) as work:
        found = Counter(
            each.row for each in report_records.counted(work, (YEAR,)) if each.topic == "contacts"
        )
    assert found == {"none": 20, "citation": 12, "warning": 13}


def test_contacts_of_a_sweep_count_by_what_came_of_them(desk):
    delivered, referred = (
        frozenset({each}) for each in (Disposition.DELIVERED, Disposition.REFERRED)
    )
    put(desk, CONTACTS, met(1, sweep="SW", dispositions=delivered), met(2, sweep="SW"),
        met(3, sweep="SW", dispositions=referred), met(4))  # fmt: skip
    with desk.reading(operator(desk), Permission.DRAFT_REPORT) as work:
        found = Counter(
            each.row for each in report_records.counted(work, (YEAR,)) if each.topic == "sweeps"
        )
    assert found == {"delivered": 1, "referred": 1, "other": 1}


# --- incidents


def test_offenses_in_school_hours_count_where_they_were(desk):
    def one(number, at, place, site=HIGH, **more):
        code = OffenseRef(table="nibrs", code="13B", title="Simple assault", group="assault")
        return Incident(id=f"I-{number}", site=site, place=place, at=at, offenses=(code,), **more)

    hours, evening = datetime(2026, 10, 7, 10, 15), datetime(2026, 10, 7, 19)
    put(desk, INCIDENTS,
        one(1, hours, IncidentPlace.WITHIN,
            persons=(Person(ref="P-001", arrested=True), Person(ref="P-002"))),
        one(2, hours, IncidentPlace.ELSEWHERE, site=None),
        one(3, evening, IncidentPlace.NEAR),
        one(4, hours, IncidentPlace.NEAR, handed_back=True))  # fmt: skip
    with desk.reading(operator(desk), Permission.DRAFT_REPORT) as work:
        found = Counter(
            (each.topic, each.row)
            for each in report_records.counted(work, (YEAR,))
            if each.topic in ("incidents", "school_referrals")
        )
    assert found == {
        ("incidents", "within"): 1,
        ("incidents", "elsewhere"): 1,
        ("school_referrals", "arrest"): 1,
    }


# --- an officer's sheet


def sheet(desk, access, officer="O-01", month=date(2026, 10, 1)):
    return monthly_sheets.monthly(desk, access, OfficerId(officer), month, on=ON)


def test_a_sheet_has_the_month_and_the_year_to_its_end(desk):
    report = sheet(desk, admit(desk, Role.SERGEANT))
    assert told(report, "time")["all activities, minutes"] == ["120", "150"]
    assert told(report, "activities")["question"] == ["2", "3"]
    assert report.title == "Monthly sheet of O-01, October 2026"
    assert report.through == date(2026, 10, 31)


def test_an_officer_reads_their_own_sheet_and_nobody_elses(desk):
    assert sheet(desk, admit(desk, Role.OFFICER, "O-01")).officer == "O-01"
    with pytest.raises(Refused):
        sheet(desk, admit(desk, Role.OFFICER, "O-02"))
    with pytest.raises(Refused):
        sheet(desk, admit(desk, Role.ADMINISTRATOR))


def test_a_sheet_of_nobody_or_of_a_month_to_come_is_refused(desk):
    with pytest.raises(Unknown, match="O-01"):
        sheet(desk, operator(desk), "O-99")
    with pytest.raises(BadValue, match="has not begun"):
        sheet(desk, operator(desk), month=date(2026, 12, 5))


def test_a_month_without_work_has_no_share(desk):
    report = sheet(desk, operator(desk), month=date(2026, 11, 5))
    assert told(report, "time")["on truancy, share of all, per cent"] == ["", "40.0"]
