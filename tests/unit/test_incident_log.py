"""Recording, importing and counting incidents: who may, what is refused, what is masked."""

from datetime import date, datetime, timedelta

import attrs
import pytest

from sro_adapters.interchange import InputRefused
from sro_adapters.interchange.incident_files import read_incidents
from sro_adapters.interchange.incident_map import read_map
from sro_adapters.interchange.offense_files import read_doj, read_nibrs
from sro_core import BadValue, Conflict, DatePeriod, Refused, Role, SiteId, Unknown, Viewer
from sro_core.periods import SchoolYear
from sro_core.privacy import POLICE
from sro_core.safety.incidents import (
    IncidentKind,
    Person,
    Place,
    ReferralBasis,
    SchoolPart,
    SchoolReferral,
    Threat,
)
from sro_core.safety.offenses import OffenseTable
from sro_core.school_calendar import InSession
from sro_core.usecases import (
    incident_figures,
    incident_imports,
    incident_log,
    reporting,
    submissions,
)
from sro_core.usecases.incident_log import SoughtIncidents, ToldIncident
from tests.pages import ROOT
from tests.served import HIGH, MIDDLE, NOW, ON, desk_on, operator, roll

EXAMPLE = ROOT / "examples" / "incidents"
YEAR = SchoolYear(2026)


@pytest.fixture
def desk():
    made = desk_on()
    submissions.submit(made, operator(made), submissions.Submission(roll()), on=ON)
    return made


def access(desk, role, *sites):
    return desk.admit(Viewer(f"the {role}", role, frozenset(sites) or None))


@pytest.fixture
def records(desk):
    return access(desk, Role.RECORDS)


def told(**facts):
    return ToldIncident(**{
        "site": HIGH, "place": Place.WITHIN, "at": datetime(2026, 11, 19, 10, 15),
        "offenses": ("13B",), **facts,
    })  # fmt: skip


def test_an_incident_is_recorded_under_its_number_or_an_id_of_its_own(desk, records):
    assert incident_log.record(desk, records, told(number="26-1")).id == "26-1"
    assert incident_log.record(desk, records, told()).id.startswith("I-")
    with pytest.raises(BadValue, match="26-1 is incident 26-1's; change that one"):
        incident_log.record(desk, records, told(number="26-1"))


@pytest.mark.parametrize(
    ("facts", "error", "says"),
    [
        ({"site": SiteId("NOWHERE")}, Unknown, "no site"),
        ({"offenses": ("99Z",)}, Unknown, "no offense code"),
        ({"at": NOW + timedelta(minutes=1)}, BadValue, "has not come yet"),
        ({"referral": SchoolReferral(basis=ReferralBasis.REQUIRED, by=SchoolPart.TEACHER, on=ON,
                                     ground="nothing")}, Unknown, "48902_weapons"),
        ({"at": datetime(2009, 11, 19, 10)}, BadValue, "not in force"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(desk, records, facts, error, says):
    with pytest.raises(error, match=says):
        incident_log.record(desk, records, told(**facts))
    assert incident_log.listed(desk, records) == ()


def test_a_change_is_over_what_was_read_and_takes_no_others_number(desk, records):
    incident_log.record(desk, records, told(number="26-1"))
    one = incident_log.record(desk, records, told())
    after = incident_log.record(desk, records, told(number="26-2"), id=one.id, version=1)
    assert (after.id, after.number) == (one.id, "26-2")
    with pytest.raises(Conflict):
        incident_log.record(desk, records, told(), id=one.id, version=1)
    with pytest.raises(BadValue, match="26-1 is incident 26-1's"):
        incident_log.record(desk, records, told(number="26-1"), id=one.id)


@pytest.mark.parametrize("role", sorted(set(Role) - POLICE - {Role.OPERATOR}))
def test_nobody_but_police_opens_or_records_an_incident(desk, records, role):
    incident_log.record(desk, records, told(number="26-1"))
    other = access(desk, role)
    for act in (
        lambda: incident_log.listed(desk, other),
        lambda: incident_log.opened(desk, other, "26-1"),
        lambda: incident_log.record(desk, other, told()),
        lambda: incident_imports.take_in(desk, other, [told(number="1")]),
        lambda: incident_log.due(desk, other, on=ON),
        lambda: incident_log.today(desk, other, on=ON),
    ):
        with pytest.raises(Refused):
            act()


def test_police_of_one_site_see_its_incidents_only(desk, records):
    incident_log.record(desk, records, told(number="1"))
    incident_log.record(desk, records, told(number="2", site=MIDDLE))
    incident_log.record(desk, records, told(number="3", site=None, place=Place.ELSEWHERE))
    own = access(desk, Role.OFFICER, HIGH)
    assert [each.incident.id for each in incident_log.listed(desk, own)] == ["1"]
    assert len(incident_log.listed(desk, records)) == 3
    for id in ("2", "3"):
        with pytest.raises(Refused):
            incident_log.opened(desk, own, id)
    with pytest.raises(Refused):
        incident_log.listed(desk, own, SoughtIncidents(site=MIDDLE))


def test_whether_school_was_in_session_follows_from_the_calendar_and_bells(desk, records):
    for number, at, answer in (
        ("1", datetime(2026, 11, 19, 8, 30), InSession.YES),
        ("2", datetime(2026, 11, 19, 8, 29), InSession.NO),
        ("3", datetime(2026, 11, 14, 10, 0), InSession.NO),
    ):
        incident_log.record(desk, records, told(number=number, at=at))
        assert incident_log.opened(desk, records, number).session is answer
    incident_log.record(desk, records, told(number="4", site=None, place=Place.ELSEWHERE))
    assert incident_log.opened(desk, records, "4").session is InSession.UNKNOWN
    found = incident_log.listed(desk, records, SoughtIncidents(session=InSession.YES))
    assert [each.incident.id for each in found] == ["1"]


def test_reading_and_recording_are_on_the_audit_log(desk, records):
    incident_log.record(desk, records, told(number="26-1"))
    incident_log.opened(desk, records, "26-1")
    incident_log.listed(desk, records)
    with desk.open() as stores:
        acts = [each.act for each in stores.audit.all()]
    assert acts[-3:] == ["record incident", "read incident", "list incidents"]


def test_threats_are_due_and_on_the_screen_of_the_day(desk, records):
    threat = Threat(received_at=NOW, received_from=SchoolPart.TEACHER)
    one = incident_log.record(
        desk, records,
        told(kind=IncidentKind.THREAT, threat=threat, offenses=(), at=NOW),
    )  # fmt: skip
    items = incident_log.due(desk, records, on=ON)
    assert {(each.who, each.due) for each in items} == {(Role.OFFICER, ON)}
    (block,) = incident_log.today(desk, access(desk, Role.OFFICER), on=ON)
    assert one.id in block.lines[0]
    assert len(block.lines) == 3
    found = reporting.due(desk, access(desk, Role.OFFICER), on=ON)
    assert len([each for each in found.items if each.kind == "incident"]) == 2
    assert incident_log.today(desk, records, on=ON - timedelta(9)) == ()


# ---------------------------------------------------------------- import


def read(desk, who, text=None, mapped=None, tmp_path=None):
    path, map_file = EXAMPLE / "export.csv", EXAMPLE / "map.toml"
    if text is not None:
        path = tmp_path / "export.csv"
        path.write_text(text)
    if mapped is not None:
        map_file = tmp_path / "map.toml"
        map_file.write_text(mapped)
    known = incident_imports.known(desk, who)
    return read_incidents(path, read_map(map_file), sites=known.sites, offenses=known.offenses)


def test_an_export_is_taken_in_whole_and_again_changes_nothing(desk, records):
    checked = read(desk, records)
    assert (checked.rows, checked.set_aside, len(checked.told)) == (7, 1, 5)
    dry = incident_imports.take_in(desk, records, checked.told, dry_run=True)
    assert len(dry.new) == 5
    assert incident_log.listed(desk, records) == ()
    assert incident_imports.take_in(desk, records, checked.told) == dry
    again = incident_imports.take_in(desk, records, read(desk, records).told)
    assert (again.new, again.changed, len(again.unchanged)) == ((), (), 5)
    one = incident_log.opened(desk, records, "26-0101").incident
    assert [each.ref for each in one.persons] == ["J-001", "J-002"]
    assert (one.referral.basis, one.at) == ("discretionary", datetime(2026, 9, 14, 10, 15))
    two = incident_log.opened(desk, records, "26-0119").incident
    assert [each.code for each in two.offenses] == ["23H", "290"]


def test_an_export_changes_what_it_says_otherwise_and_keeps_what_it_does_not_tell(desk, records):
    known = incident_log.record(desk, records, told())
    threat = Threat(received_at=NOW, received_from=SchoolPart.TEACHER)
    incident_log.record(
        desk, records,
        told(number="26-0140", kind=IncidentKind.THREAT, threat=threat, at=NOW), id=known.id,
    )  # fmt: skip
    done = incident_imports.take_in(desk, records, read(desk, records).told)
    assert (len(done.new), done.changed) == (4, ("26-0140",))
    one = incident_log.opened(desk, records, known.id).incident
    assert (one.threat, one.kind) == (threat, IncidentKind.THREAT)
    assert one.offenses[0].code == "520"


def test_an_export_of_another_site_is_refused_whole(desk, records):
    own = access(desk, Role.RECORDS, HIGH)
    with pytest.raises(Refused):
        incident_imports.take_in(desk, own, read(desk, own).told)
    assert incident_log.listed(desk, records) == ()


def test_a_number_stands_once_and_is_never_missing(desk, records):
    for wrong in ([told()], [told(number="1"), told(number="1")]):
        with pytest.raises(BadValue):
            incident_imports.take_in(desk, records, wrong)


BAD = """\
n,d,t,s,p,o,who,arrested,ref
26-1,11/31/2026,10:15,HIGH,within the site,13B,P-1,yes,
26-2,11/19/2026,25:15,NOWHERE,in space,99Z,Jordan Testperson,perhaps,
26-3,11/19/2026,,HIGH,within the site,,P-1,no,
26-4,11/19/2009,10:15,HIGH,within the site,13B,P-1,no,
26-5,11/19/2026,10:15,HIGH,within the site,13B,P-1,no,
26-5,11/19/2026,10:15,HIGH,near the site,13B,P-2,no,required
26-5,11/19/2026,10:15,HIGH,within the site,13B,P-1,yes,
,11/19/2026,10:15,HIGH,within the site,13B,P-1,no,
"""
MAP = """\
dates = "month/day/year"
[columns]
number = "n"
date = "d"
time = "t"
site = "s"
place = "p"
offense = "o"
person = "who"
arrested = "arrested"
referral = "ref"
"""


def test_every_problem_of_an_export_is_told_at_once_and_no_name(desk, records, tmp_path):
    with pytest.raises(InputRefused) as refused:
        read(desk, records, BAD, MAP, tmp_path)
    found = [(each.line, each.column, each.code) for each in refused.value.report]
    assert found == [
        (2, "d", "bad_date"),
        (3, "arrested", "bad_boolean"), (3, "o", "unknown_offense"), (3, "p", "bad_choice"),
        (3, "s", "unknown_school"), (3, "t", "bad_time"), (3, "who", "does_not_fit"),
        (4, "o", "blank_cell"), (4, "t", "blank_cell"),
        (5, "o", "not_in_force"),
        (7, "ref", "does_not_fit"), (8, "who", "rows_disagree"),
        (9, "n", "blank_cell"),
    ]  # fmt: skip
    assert "Testperson" not in str(refused.value)


def test_a_name_where_a_pseudonym_belongs_is_refused_unseen(desk, records, tmp_path):
    text = BAD.splitlines()[0] + "\n26-5,11/19/2026,10:15,HIGH,within the site,13B,Jo Test,no,\n"
    with pytest.raises(InputRefused, match="no name belongs here") as refused:
        read(desk, records, text, MAP, tmp_path)
    assert "Jo Test" not in str(refused.value)


@pytest.mark.parametrize(
    ("mapped", "says"),
    [
        ("[columns]\nnumber = 'n'\n", "which column is 'date'"),
        (MAP + "colour = 'c'\n", "'colour' is no column of ours"),
        (MAP.replace("month/day/year", "american"), "no way to write a date"),
        ("x = 1\n" + MAP, "'x' is no setting"),
        (MAP + "cited = 3\n", "columns.cited is no text"),
        ("not toml", "it cannot be read"),
        (MAP.replace('"who"', '"nobody"'), "there is no column 'nobody' for 'person'"),
    ],
)
def test_a_map_that_is_not_understood_is_refused(desk, records, tmp_path, mapped, says):
    with pytest.raises(InputRefused, match=says):
        read(desk, records, BAD.splitlines()[0] + "\n", mapped, tmp_path)


# ---------------------------------------------------------------- tables of offenses


def test_a_table_is_kept_in_the_place_of_the_one_of_its_name(desk, records, tmp_path):
    path = tmp_path / "nibrs.csv"
    head = "OFFENSE_CODE,OFFENSE_NAME,OFFENSE_CATEGORY_NAME\n"
    path.write_text(head + "09C,Justifiable Homicide,Homicide Offenses\n23*,x,y\n09C,again,y\n")
    found = read_nibrs(path, taken=NOW)
    assert [(each.line, each.code) for each in found.report] == [
        (3, "offense_refused"), (4, "offense_refused"),
    ]  # fmt: skip
    assert incident_log.keep_offenses(desk, records, found.table)
    later = attrs.evolve(found.table, taken=NOW + timedelta(1))
    assert not incident_log.keep_offenses(desk, records, later)
    kept = incident_log.offenses(desk, records)
    assert kept.find("nibrs:09C", ON).title == "Justifiable Homicide"
    with pytest.raises(Refused):
        incident_log.keep_offenses(desk, access(desk, Role.OFFICER), found.table)


def test_incidents_keep_the_words_they_were_recorded_with(desk, records):
    def keep(title):
        entry = {"code": "1234", "group": "g"}
        from sro_core.safety.offenses import OffenseEntry

        table = OffenseTable(id="own2", title="t", taken=NOW,
                             entries=(OffenseEntry(title=title, **entry),))  # fmt: skip
        incident_log.keep_offenses(desk, records, table)

    keep("as it was")
    incident_log.record(desk, records, told(number="1", offenses=("own2:1234",)))
    keep("as it is")
    assert incident_log.opened(desk, records, "1").incident.offenses[0].title == "as it was"


def test_the_lists_of_others_are_read_and_the_test_entry_is_refused(shared_data):
    nibrs = read_nibrs(shared_data / "nibrs" / "nibrs_offense_type.csv", taken=NOW)
    codes = {each.code: each for each in nibrs.table.entries}
    assert len(codes) == 85
    assert codes["09C"].title == "Justifiable Homicide"
    doj = read_doj(shared_data / "cal-ripa" / "doj_statute_codes.csv", taken=NOW)
    assert len(doj.table.entries) == 5061
    first, *_ = doj.report
    assert (first.line, first.value) == (2, "1")
    assert "it is a test entry" in first.says
    theft = next(each for each in doj.table.entries if each.code == "23009")
    assert date(2020, 10, 28) in theft.effective
    assert date(2020, 10, 29) not in theft.effective


# ---------------------------------------------------------------- figures


def fill(desk, records, number, **facts):
    for each in range(number):
        at = facts.get("at", datetime(2026, 10, 5 + each % 5, 9 + each % 5, 15))
        incident_log.record(desk, records, told(**facts | {"at": at}))


def test_counts_are_masked_for_the_school_and_exact_for_police(desk, records):
    fill(desk, records, 12)
    fill(desk, records, 3, place=Place.NEAR)
    school = incident_figures.figures(desk, access(desk, Role.ADMINISTRATOR, HIGH), on=ON)
    assert school.masked
    assert school.by_place.row_totals[1] is None
    assert all(cell is None for row in school.by_hour.cells for cell in row)
    police = incident_figures.figures(desk, records, on=ON, exact=True)
    assert police.by_place.row_totals == (12, 3, 0)
    assert sum(cell for row in police.by_hour.cells for cell in row) == 15
    near = incident_figures.figures(desk, records, on=ON, exact=True, places=(Place.NEAR,))
    assert near.by_hour.total == 3
    assert near.by_hour.title.endswith("near the site")


@pytest.mark.parametrize("asked", [{"within": DatePeriod(ON, None)}, {"places": (Place.NEAR,)}])
def test_masked_figures_are_of_whole_months_and_every_place(desk, records, asked):
    with pytest.raises(BadValue, match="masked figures are of a school year"):
        incident_figures.figures(desk, records, on=ON, **asked)
    fill(desk, records, 1, at=datetime(2026, 11, 2, 10))
    found = incident_figures.figures(desk, access(desk, Role.DISTRICT), on=ON)
    assert found.within == DatePeriod(date(2026, 7, 1), date(2026, 11, 1))
    whole = incident_figures.figures(desk, access(desk, Role.DISTRICT), on=date(2027, 9, 2),
                                     year=YEAR)  # fmt: skip
    assert whole.within == YEAR.period


def test_the_school_gets_no_exact_counts_and_no_other_sites(desk, records):
    administrator = access(desk, Role.ADMINISTRATOR, HIGH)
    with pytest.raises(Refused, match="may not read incidents"):
        incident_figures.figures(desk, administrator, on=ON, exact=True)
    with pytest.raises(Refused, match="MIDDLE is another site"):
        incident_figures.figures(desk, administrator, on=ON, site=MIDDLE)
    with pytest.raises(Refused):
        incident_figures.figures(desk, access(desk, Role.CLERK), on=ON)


def test_what_happened_cannot_be_told_from_the_rows_of_a_masked_table(desk, records):
    administrator = access(desk, Role.ADMINISTRATOR, HIGH)
    before = incident_figures.figures(desk, administrator, on=ON)
    fill(desk, records, 1, at=datetime(2026, 10, 6, 21, 0), offenses=("200",))
    assert incident_figures.figures(desk, administrator, on=ON) == before


# ---------------------------------------------------------------- civil rights data


def referred(number, ref="P-1", **facts):
    person = Person(ref=ref, student=True, referred=True, arrested=False)
    return told(number=number, persons=(person,), **facts)


def test_counts_stay_blank_until_somebody_states_that_they_were_kept(desk, records):
    for number in ("1", "2"):
        incident_log.record(desk, records, referred(number))
    incident_log.record(desk, records, referred("3", site=MIDDLE))
    before = incident_figures.civil_rights_data(desk, records, HIGH, YEAR, on=ON)
    assert (before.counts.referrals.instances, before.counts.collected) == (None, False)
    incident_figures.state_collected(desk, records, HIGH, YEAR)
    incident_figures.state_collected(desk, records, HIGH, YEAR)  # again changes nothing
    after = incident_figures.civil_rights_data(
        desk, access(desk, Role.DISTRICT), HIGH, YEAR, on=ON
    ).counts
    assert (after.referrals.instances, after.referrals.students) == (2, 1)
    assert (after.arrests.instances, after.arrests.students) == (0, 0)
    other = incident_figures.civil_rights_data(desk, records, MIDDLE, YEAR, on=ON)
    assert other.counts.referrals.instances is None


def test_a_year_that_has_not_begun_was_not_collected(desk, records):
    with pytest.raises(BadValue, match="2027-28 has not begun"):
        incident_figures.state_collected(desk, records, HIGH, SchoolYear(2027))
    with pytest.raises(Unknown):
        incident_figures.state_collected(desk, records, SiteId("NOWHERE"), YEAR)
    with pytest.raises(Refused):
        incident_figures.civil_rights_data(desk, access(desk, Role.OFFICER), HIGH, YEAR, on=ON)
