"""Submitting and reviewing attendance: who may, for which site, and what the log says of it."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import attrs
import pytest

from sro_adapters.memory import MemoryDatabase
from sro_core import (
    AttendanceEvent,
    Conflict,
    DatePeriod,
    Enrollment,
    Excuse,
    Force,
    Outcome,
    Refused,
    Role,
    Roll,
    SchoolCalendar,
    SchoolSite,
    Session,
    SiteId,
    Student,
    StudentFile,
    StudentRef,
    Unknown,
    Viewer,
    load_rules,
)
from sro_core.audit import verify
from sro_core.desk import Desk
from sro_core.usecases.attendance_review import due, review, review_one, submit

ON = date(2026, 11, 20)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
YEAR = Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5)))
ALL_YEAR = DatePeriod(date(2026, 8, 17), None)
OPERATOR = Viewer("import", Role.OPERATOR, purpose="nightly import")
CLERK = Viewer("j.doe", Role.CLERK, frozenset({HIGH}), purpose="daily review")
DISTRICT = Viewer("d.roe", Role.DISTRICT)
FERPA = r"34 CFR 99\.31\(a\)\(1\).*ask the school"


def student(ref, site=HIGH, absent=0, born=date(2012, 3, 4), period=ALL_YEAR):
    """A student absent without excuse on Mondays from 14 September on."""
    ref = StudentRef(ref)
    mondays = [date(2026, 9, 14) + timedelta(weeks=n) for n in range(absent)]
    return StudentFile(
        Student(ref, born),
        (Enrollment(site, period),),
        tuple(AttendanceEvent(ref, site, on, excuse=Excuse.UNEXCUSED) for on in mondays),
    )


FILES = (
    student("S-9", absent=3),
    student("S-10", MIDDLE, absent=3),
    student("S-2"),
    student("S-3", born=None, absent=3),
    student("S-left", period=DatePeriod(date(2025, 8, 18), date(2026, 6, 6))),
)


def roll(*files, sites=(HIGH, MIDDLE), through=ON):
    return Roll(
        files or FILES,
        {site: SchoolCalendar(site, (YEAR,)) for site in sites},
        {site: SchoolSite(site, f"{site} school") for site in sites},
        dict.fromkeys(sites, through),
    )


@pytest.fixture
def database():
    return MemoryDatabase()


@pytest.fixture
def desk(database):
    """A desk on an empty store."""
    return Desk(database, lambda: datetime(2026, 11, 20, 8, 30), load_rules("us-ca"))


@pytest.fixture
def full(desk):
    """The same desk with the roll submitted."""
    submit(desk, OPERATOR, roll())
    return desk


def log(database):
    with database() as stores:
        return list(stores.audit.all())


def saved(database):
    with database() as stores:
        return list(stores.students.all()), dict(stores.sites.all())


def ids(found):
    return [each.subject.id for each in found]


# --- submit


def test_a_roll_is_saved_whole_with_one_entry(desk, database):
    assert submit(desk, OPERATOR, roll()) == 7  # five students, two sites
    files, sites = saved(database)
    assert files == sorted(FILES, key=lambda file: file.ref)
    assert {id: stored.record.data_through for id, stored in sites.items()} == {
        HIGH: ON,
        MIDDLE: ON,
    }
    (entry,) = log(database)
    assert (entry.actor, entry.role, entry.act) == ("import", "operator", "submit attendance")
    assert (entry.purpose, entry.details) == ("nightly import", (("records changed", "7"),))


def test_a_second_submit_changes_nothing_and_logs_nothing(full, database):
    before = saved(database), log(database)
    assert submit(full, OPERATOR, roll()) == 0
    assert (saved(database), log(database)) == before


def test_only_what_changed_is_saved(full, database):
    assert submit(full, OPERATOR, roll(*FILES[:4], student("S-left", absent=1))) == 1
    assert submit(full, OPERATOR, roll(through=date(2026, 11, 21))) == 3  # S-left back, two sites
    assert [dict(each.details)["records changed"] for each in log(database)] == ["7", "1", "3"]


def test_a_roll_that_names_fewer_students_leaves_the_others(full, database):
    assert submit(full, OPERATOR, roll(FILES[0])) == 0
    assert len(saved(database)[0]) == len(FILES)


@pytest.mark.parametrize("role", [*(set(Role) - {Role.OPERATOR, Role.CLERK, Role.DISTRICT})])
def test_other_roles_may_not_submit(desk, database, role):
    with pytest.raises(Refused, match="submit attendance"):
        submit(desk, Viewer("somebody", role), roll())
    assert (saved(database), log(database)) == (([], {}), [])


@pytest.mark.parametrize("sites", [(MIDDLE,), (HIGH, MIDDLE)])
def test_a_clerk_may_not_submit_for_another_site(desk, database, sites):
    with pytest.raises(Refused, match="submit for MIDDLE: it is another site"):
        submit(desk, CLERK, roll(sites=sites))
    assert (saved(database), log(database)) == (([], {}), [])


def test_a_clerk_submits_for_their_own_site(desk):
    assert submit(desk, CLERK, roll(FILES[0], sites=(HIGH,))) == 2


@pytest.mark.parametrize("claimed", [HIGH, MIDDLE])
def test_a_clerk_cannot_take_away_the_rows_of_another_site(full, database, claimed):
    """Naming one's own site only does not make the students of other sites one's own."""
    with suppress(Refused):
        submit(full, CLERK, roll(student("S-10", claimed), sites=(HIGH,)))
    with database() as stores:
        kept = stores.students.get(StudentRef("S-10")).record
    assert [each.site for each in kept.events] == [MIDDLE] * 3


def test_somebody_elses_commit_meanwhile_is_a_conflict_and_nothing_is_saved(desk, database):
    def files():
        yield FILES[0]
        submit(desk, OPERATOR, roll(student("S-9")))

    with pytest.raises(Conflict):
        submit(desk, OPERATOR, attrs.evolve(roll(), files=files()))
    assert saved(database)[0] == [student("S-9")]
    assert len(log(database)) == 1


# --- review


def test_a_review_judges_everybody_with_an_enrolled_day_ordered_by_id_as_text(full):
    found = review(full, DISTRICT, on=ON)
    assert ids(found) == ["S-10", "S-2", "S-3", "S-9"]
    assert {each.data_through for each in found} == {ON}
    codes = {each.subject.id: [one.code for one in each.findings] for each in found}
    assert codes == {"S-10": ["truant"], "S-2": [], "S-3": ["truant"], "S-9": ["truant"]}


def test_a_review_holds_the_viewers_sites_only(full):
    assert ids(review(full, CLERK, on=ON)) == ["S-2", "S-3", "S-9"]
    nobody = Viewer("x", Role.CLERK, frozenset())
    assert review(full, nobody, on=ON) == ()


def test_a_review_of_one_site_holds_that_site_only(full):
    assert ids(review(full, DISTRICT, on=ON, site=MIDDLE)) == ["S-10"]
    assert ids(review(full, CLERK, on=ON, site=HIGH)) == ["S-2", "S-3", "S-9"]


def test_another_sites_students_are_not_reviewed_whatever_is_asked(full):
    with suppress(Refused):  # a plainer answer than nothing
        assert review(full, CLERK, on=ON, site=MIDDLE) == ()


def test_the_site_where_the_student_was_last_answers_for_them(desk):
    moved = attrs.evolve(
        student("S-1", absent=3),
        spells=(
            Enrollment(HIGH, DatePeriod(date(2026, 8, 17), date(2026, 10, 5))),
            Enrollment(MIDDLE, DatePeriod(date(2026, 10, 5), None)),
        ),
    )
    submit(desk, OPERATOR, roll(moved))
    assert ids(review(desk, CLERK, on=date(2026, 10, 2))) == ["S-1"]
    assert ids(review(desk, CLERK, on=date(2026, 10, 5))) == []
    assert ids(review(desk, DISTRICT, on=date(2026, 10, 5), site=MIDDLE)) == ["S-1"]


def test_each_review_is_one_entry_with_purpose_date_and_number_of_students(full, database):
    review(full, CLERK, on=ON)
    review(full, DISTRICT, on=ON, site=MIDDLE)
    one, other = log(database)[1:]
    assert (one.actor, one.role, one.purpose) == ("j.doe", "clerk", "daily review")
    assert (one.act, one.subject) == ("review attendance", "")
    assert dict(one.details) == {"as of": "2026-11-20", "students": "3"}
    assert (other.actor, other.subject, dict(other.details)["students"]) == ("d.roe", "MIDDLE", "1")
    assert verify(log(database)) == ()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT, Role.RECORDS])
def test_police_may_not_review_and_are_told_why(full, database, role):
    before = log(database)
    police = Viewer("O-01", role)
    for ask in (
        lambda: review(full, police, on=ON),
        lambda: review_one(full, police, StudentRef("S-9"), on=ON),
        lambda: due(full, police, on=ON),
    ):
        with pytest.raises(Refused, match=FERPA):
            ask()
    assert log(database) == before


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PUBLIC])
def test_others_may_not_review_either(full, role):
    with pytest.raises(Refused, match="may not review attendance"):
        review(full, Viewer("somebody", role), on=ON)


# --- review_one


def test_one_student_is_reviewed_and_logged_by_id(full, database):
    one = review_one(full, CLERK, StudentRef("S-9"), on=ON)
    assert one == next(each for each in review(full, CLERK, on=ON) if each.subject.id == "S-9")
    assert one.finding("truant").outcome is Outcome.MET
    entry = log(database)[1]
    assert (entry.act, entry.subject) == ("review attendance", "S-9")
    assert (entry.purpose, dict(entry.details)) == ("daily review", {"as of": "2026-11-20"})


def test_a_student_without_an_enrolled_day_gives_nothing_and_the_reading_is_logged(full, database):
    assert review_one(full, CLERK, StudentRef("S-left"), on=ON) is None
    assert log(database)[-1].subject == "S-left"


def test_a_student_of_another_site_is_refused(full, database):
    before = log(database)
    with pytest.raises(Refused, match="another site"):
        review_one(full, CLERK, StudentRef("S-10"), on=ON)
    assert log(database) == before


def test_a_student_whom_nobody_knows_is_unknown(full):
    with pytest.raises(Unknown, match="zeros count"):
        review_one(full, CLERK, StudentRef("S-09"), on=ON)


# --- due


def test_the_due_list_holds_the_viewers_sites_only_and_is_logged(full, database):
    assert {item.concerns.id for item in due(full, CLERK, on=ON)} == {"S-3", "S-9"}
    assert {item.concerns.id for item in due(full, DISTRICT, on=ON)} == {"S-10", "S-3", "S-9"}
    assert {item.concerns.id for item in due(full, DISTRICT, on=ON, site=MIDDLE)} == {"S-10"}
    assert [dict(each.details)["students"] for each in log(database)[1:]] == ["3", "4", "1"]


def test_for_a_student_of_unknown_age_only_the_age_is_asked_for(full):
    (item,) = [item for item in due(full, CLERK, on=ON) if item.concerns.id == "S-3"]
    assert (item.who, item.force, item.due) == (Role.CLERK, Force.MUST, None)
    assert "nothing leaves the school" in item.what


def test_a_report_is_due_on_the_day_the_student_became_truant(full):
    first = due(full, CLERK, on=ON)[0]
    assert (first.concerns.id, first.due, first.who) == ("S-9", date(2026, 9, 28), Role.CLERK)
    assert first.overdue_days == 53
