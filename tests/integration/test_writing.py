"""A bundle says what the roll says; what it cannot say is refused and nothing is written."""

from datetime import date, time

import attrs
import pytest

from sro_adapters.interchange import check, read_bundle
from sro_adapters.interchange.layouts import LAYOUTS
from sro_adapters.interchange.writing import WRITTEN, write_bundle
from sro_adapters.synthetic import generate
from sro_core.errors import BadValue
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.school_calendar import BellTime, Session
from sro_core.students import Enrollment
from sro_core.truancy.attendance import AttendanceEvent, Excuse, Scope
from sro_core.truancy.attendance import AttendanceKind as Kind
from sro_core.truancy.roll import Roll, Statement
from sro_core.truancy.steps_taken import Action, StepTaken
from tests.bundles import marks, places, roll_of, small

HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ROLL = roll_of(small(attendance=marks("S-1 2026-09-01 absent UNX", "S-1 2026-09-02 tardy ILL 31")))
FILE = ROLL.files[0]
LATE = FILE.events[1]
CALENDAR = ROLL.calendars[HIGH]
SPELL = FILE.spells[0]


def with_file(**changes):
    return attrs.evolve(ROLL, files=[attrs.evolve(FILE, **changes), *ROLL.files[1:]])


def with_event(**changes):
    return with_file(events=(FILE.events[0], attrs.evolve(LATE, **changes)))


def with_student(**changes):
    return with_file(student=attrs.evolve(FILE.student, **changes))


def with_spells(*spells):
    return with_file(spells=spells)


def with_calendar(**changes):
    calendars = {site: attrs.evolve(each, **changes) for site, each in ROLL.calendars.items()}
    return attrs.evolve(ROLL, calendars=calendars)


def with_sessions(*sessions):
    return with_calendar(sessions=sessions)


def with_site(**changes):
    sites = ROLL.sites | {HIGH: attrs.evolve(ROLL.sites[HIGH], **changes)}
    return attrs.evolve(ROLL, sites=sites)


def spell(start, end, site=HIGH, **more):
    days = [each and date.fromisoformat(each) for each in (start, end)]
    return Enrollment(site, DatePeriod(*days), **more)


(YEAR,) = CALENDAR.sessions
DAY, OTHER_DAY = BellTime(time(8), time(12)), BellTime(time(13), time(15))
ACT = StepTaken(FILE.ref, Action.OTHER, date(2026, 9, 9))
REFUSED = {
    "stated compulsory age": (with_student(compulsory_age=True), "compulsory age"),
    "two files of one student": (
        attrs.evolve(ROLL, files=[FILE, FILE]), "student S-1: it stands twice",
    ),
    "id with a space": (with_file(student=attrs.evolve(FILE.student, ref=" 7"), events=(),
                                  spells=()), "sourcedId ' 7' in users.csv"),
    "assumed spell": (with_spells(attrs.evolve(SPELL, assumed=True)), "assumed"),
    "open start": (with_spells(spell(None, "2026-12-01")), "open"),
    "open end": (with_spells(spell("2026-09-01", None)), "open"),
    "spell without a day": (with_spells(spell("2026-09-01", "2026-09-01")), "no day"),
    "spells that touch": (
        with_spells(spell("2026-09-01", "2026-10-01"), spell("2026-10-01", "2026-11-01")),
        "touches another",
    ),
    "spell at an unknown site": (
        with_spells(spell("2026-09-01", "2026-10-01", SiteId("X"))), "unknown site",
    ),
    "absent in part": (with_event(kind=Kind.PARTIAL), "absent in part"),
    "absent in part with minutes": (with_event(kind=Kind.PARTIAL, minutes=31), "absent in part"),
    "excused presence": (with_event(kind=Kind.PRESENT), "present and excused"),
    "present beside absent": (
        with_event(on=date(2026, 9, 1), kind=Kind.PRESENT, excuse=Excuse.UNKNOWN),
        "present and absent",
    ),
    "two meanings of a code": (
        with_event(code="UNX"), "code 'UNX' is excused here and unexcused elsewhere",
    ),
    "two meanings of no code": (
        with_file(events=tuple(attrs.evolve(each, code="") for each in FILE.events)),
        "code '' is excused here and unexcused elsewhere",
    ),
    "control character": (with_event(code="\x1b"), "control character"),
    "half a character": (with_event(code="\ud800"), "UTF-8"),
    "endless text": (with_event(code="x" * 2**21), "a bundle cannot hold it"),
    "equal rows": (with_file(events=FILE.events * 2), "stands twice"),
    "row of another student": (with_event(student=StudentRef("S-2")), "another student"),
    "row at an unknown site": (with_event(site=SiteId("X")), "unknown site"),
    "act of another student": (
        with_file(steps=(attrs.evolve(ACT, student=StudentRef("S-2")),)), "another student",
    ),
    "act at an unknown site": (
        with_file(steps=(attrs.evolve(ACT, site=SiteId("X")),)), "unknown site",
    ),
    "equal acts": (with_file(steps=(ACT, ACT)), "stands twice"),
    "data through a later date": (
        attrs.evolve(ROLL, data_through={HIGH: date(2026, 9, 30)}), "its last row is of 2026-09-02",
    ),
    "data through no date": (attrs.evolve(ROLL, data_through={}), "2026-09-02"),
    "data of a site without rows": (
        attrs.evolve(ROLL, data_through=ROLL.data_through | {MIDDLE: date(2026, 9, 2)}), "MIDDLE",
    ),
    "only a number of days": (
        with_sessions(attrs.evolve(YEAR, stated_days=180)), "and no more",
    ),
    "session without title": (with_sessions(attrs.evolve(YEAR, title="")), "title"),
    "session without days": (
        with_sessions(Session("Y", DatePeriod(date(2026, 9, 1), date(2026, 9, 1)))), "title",
    ),
    "session twice": (with_sessions(YEAR, YEAR), "stands twice"),
    "session before there was a school": (
        with_sessions(Session("Y", DatePeriod(date(1066, 9, 1), date(1066, 9, 2)))), "1066",
    ),
    "sessions that differ": (
        attrs.evolve(ROLL, calendars=ROLL.calendars | {HIGH: attrs.evolve(CALENDAR, sessions=())}),
        "differ from site to site",
    ),
    "weekday without bells": (with_calendar(bells={0: ()}), "weekday 0"),
    "bells out of order": (with_calendar(bells={0: (OTHER_DAY, DAY)}), "out of order"),
    "bells twice": (with_calendar(bells={0: (DAY, DAY)}), "stands twice"),
    "bells with seconds": (
        with_calendar(bells={0: (BellTime(time(8, 0, 30), time(12)),)}), "08:00",
    ),
    "an eighth weekday": (with_calendar(bells={7: (DAY,)}), "weekday"),
    "impossible minutes": (with_calendar(minutes={date(2026, 9, 4): 1441}), "1441"),
    "site without calendar": (
        attrs.evolve(ROLL, calendars={MIDDLE: ROLL.calendars[MIDDLE]}), "site HIGH",
    ),
    "calendar without site": (attrs.evolve(ROLL, sites={MIDDLE: ROLL.sites[MIDDLE]}), "site HIGH"),
    "calendar of another site": (with_calendar(site=MIDDLE), "site HIGH"),
    "site of another id": (with_site(id=MIDDLE), "site HIGH"),
    "another span than the sessions have": (
        attrs.evolve(ROLL, statement=Statement(DatePeriod(date(2026, 7, 1), date(2027, 7, 1)))),
        "the sessions have another",
    ),
    "somebody who left and is enrolled": (
        attrs.evolve(ROLL, statement=Statement(left=frozenset({(FILE.ref, HIGH)}))),
        "S-1, who left HIGH,",
    ),
    "district without id": (with_site(district=DistrictId("")), "orgs.csv"),
}  # fmt: skip


@pytest.mark.parametrize("sort", sorted(REFUSED))
def test_what_a_bundle_cannot_hold_is_refused_by_name(tmp_path, sort):
    roll, says = REFUSED[sort]
    with pytest.raises(BadValue) as raised:
        write_bundle(roll, tmp_path / "new")
    assert says in str(raised.value)
    assert not (tmp_path / "new").exists()


def test_the_roll_that_the_others_are_made_of_is_written(tmp_path):
    write_bundle(ROLL, tmp_path / "new" / "folder")
    assert read_bundle(tmp_path / "new" / "folder") == ROLL
    assert places(check(tmp_path).report) == []


def test_a_synthetic_district_comes_back_equal(tmp_path):
    generate(tmp_path / "a", students=60, seed=7)
    roll = read_bundle(tmp_path / "a")
    write_bundle(roll, tmp_path / "b")
    assert read_bundle(tmp_path / "b") == roll


def test_a_folder_that_holds_other_files_is_refused_and_an_older_bundle_replaced(tmp_path):
    write_bundle(with_event(minutes=45), tmp_path)
    write_bundle(ROLL, tmp_path)
    assert read_bundle(tmp_path) == ROLL
    (tmp_path / "roles.csv").write_text("x")
    with pytest.raises(BadValue, match=r"it holds roles\.csv"):
        write_bundle(ROLL, tmp_path)


def test_an_empty_roll_is_a_bundle_of_headers(tmp_path):
    empty = Roll(files=(), calendars={})
    write_bundle(empty, tmp_path)
    assert read_bundle(tmp_path) == empty


def test_every_file_is_declared_and_every_required_column_written(tmp_path):
    write_bundle(ROLL, tmp_path)
    assert sorted(each.stem for each in tmp_path.iterdir()) == sorted(WRITTEN)
    for name, columns in WRITTEN.items():
        written = columns.split()
        assert (tmp_path / f"{name}.csv").read_text().splitlines()[0] == ",".join(written)
        known = LAYOUTS[name].by_name
        assert set(written) <= known.keys()
        assert {each.name for each in known.values() if each.required} <= set(written)


def test_rows_come_back_by_date_whatever_their_order(tmp_path):
    more = AttendanceEvent(FILE.ref, HIGH, date(2026, 8, 20), scope=Scope.CLASS, section="C-1")
    roll = with_file(events=(*reversed(FILE.events), more))
    write_bundle(roll, tmp_path)
    assert read_bundle(tmp_path).files[0].events == (more, *FILE.events)


def test_a_roster_of_changes_and_who_left_come_back(tmp_path):
    left = frozenset({(FILE.ref, MIDDLE), (StudentRef("S-9"), HIGH)})
    roll = attrs.evolve(ROLL, statement=attrs.evolve(ROLL.statement, whole=False, left=left))
    write_bundle(roll, tmp_path)
    assert read_bundle(tmp_path) == roll


def test_a_span_that_nobody_stated_comes_back_as_that_of_the_sessions(tmp_path):
    write_bundle(attrs.evolve(ROLL, statement=Statement()), tmp_path)
    assert read_bundle(tmp_path) == ROLL
