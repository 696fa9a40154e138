"""Reviewing attendance: who may, for which site, and what the log says of it."""

from datetime import date, datetime, timedelta
from itertools import count

import attrs
import pytest

from sro_adapters.memory import MemoryDatabase
from sro_core import (
    Agreement,
    AttendanceEvent,
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
    Sensitivity,
    Session,
    SiteId,
    Student,
    StudentFile,
    StudentRef,
    Unknown,
    Viewer,
    classify,
    lay_over,
    load_rules,
)
from sro_core.audit import verify
from sro_core.desk import Desk
from sro_core.privacy import POLICE
from sro_core.usecases.access_control import record_agreement
from sro_core.usecases.attendance_review import due, review, review_one, roll, unverified
from sro_core.usecases.submissions import Submission, submit

ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 30)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
YEAR = Session("2026-27", DatePeriod(date(2026, 8, 17), date(2027, 6, 5)))
ALL_YEAR = DatePeriod(date(2026, 8, 17), None)
OUTREACH = "truancy outreach"
OPERATOR = Viewer("import", Role.OPERATOR, purpose="nightly import")
CLERK = Viewer("j.doe", Role.CLERK, frozenset({HIGH}), purpose="daily review")
DISTRICT = Viewer("d.roe", Role.DISTRICT)
OFFICER = Viewer("O-01", Role.OFFICER, purpose=OUTREACH)
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


def a_roll(*files, sites=(HIGH, MIDDLE), through=ON):
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
    numbers = count(1)
    return Desk(database, lambda: AT, load_rules("us-ca"), lambda: str(next(numbers)))


@pytest.fixture
def full(desk):
    """The same desk with the roll submitted; the log has one entry."""
    take_in(desk, a_roll())
    return desk


def take_in(desk, stated):
    submit(desk, desk.admit(OPERATOR), Submission(stated), on=ON)


def log(database):
    with database() as stores:
        return list(stores.audit.all())


def ids(found):
    return [each.subject.id for each in found]


# --- review


def test_a_review_judges_everybody_with_an_enrolled_day_ordered_by_id_as_text(full):
    found = review(full, full.admit(DISTRICT), on=ON)
    assert ids(found) == ["S-10", "S-2", "S-3", "S-9"]
    assert {each.data_through for each in found} == {ON}
    codes = {each.subject.id: [one.code for one in each.findings] for each in found}
    assert codes == {"S-10": ["truant"], "S-2": [], "S-3": ["truant"], "S-9": ["truant"]}


def test_a_review_holds_the_viewers_sites_only(full):
    assert ids(review(full, full.admit(CLERK), on=ON)) == ["S-2", "S-3", "S-9"]
    nobody = Viewer("x", Role.CLERK, frozenset())
    assert review(full, full.admit(nobody), on=ON) == ()


def test_a_review_of_one_site_holds_that_site_only(full):
    assert ids(review(full, full.admit(DISTRICT), on=ON, site=MIDDLE)) == ["S-10"]
    assert ids(review(full, full.admit(CLERK), on=ON, site=HIGH)) == ["S-2", "S-3", "S-9"]


def test_another_sites_students_are_not_reviewed_whatever_is_asked(full):
    with pytest.raises(Refused, match="MIDDLE is another site"):  # a plainer answer than nothing
        review(full, full.admit(CLERK), on=ON, site=MIDDLE)


@pytest.mark.parametrize("viewer", [DISTRICT, CLERK])
def test_a_site_that_is_not_on_record_is_unknown(full, viewer):
    with pytest.raises(Unknown, match="NOWHERE"):
        review(full, full.admit(viewer), on=ON, site=SiteId("NOWHERE"))


def test_a_viewer_of_a_site_that_is_not_on_record_is_told_so_and_not_given_an_empty_list(full):
    stray = Viewer("x", Role.CLERK, frozenset({HIGH, SiteId("HIHG")}))
    with pytest.raises(Unknown, match="HIHG"):
        review(full, full.admit(stray), on=ON)


def test_the_site_where_the_student_was_last_answers_for_them(desk):
    moved = attrs.evolve(
        student("S-1", absent=3),
        spells=(
            Enrollment(HIGH, DatePeriod(date(2026, 8, 17), date(2026, 10, 5))),
            Enrollment(MIDDLE, DatePeriod(date(2026, 10, 5), None)),
        ),
    )
    take_in(desk, a_roll(moved))
    assert ids(review(desk, desk.admit(CLERK), on=date(2026, 10, 2))) == ["S-1"]
    assert ids(review(desk, desk.admit(CLERK), on=date(2026, 10, 5))) == []
    assert ids(review(desk, desk.admit(DISTRICT), on=date(2026, 10, 5), site=MIDDLE)) == ["S-1"]


def test_each_review_is_one_entry_with_purpose_date_and_number_of_students(full, database):
    review(full, full.admit(CLERK), on=ON)
    review(full, full.admit(DISTRICT), on=ON, site=MIDDLE)
    one, other = log(database)[1:]
    assert (one.actor, one.role, one.purpose) == ("j.doe", "clerk", "daily review")
    assert (one.act, one.subject, one.site) == ("review attendance", "", "")
    assert dict(one.details) == {"as of": "2026-11-20", "students": "3"}
    assert (other.actor, other.site, dict(other.details)["students"]) == ("d.roe", "MIDDLE", "1")
    assert verify(one.district, log(database), [other.head]) == ()


def test_a_review_may_be_read_page_by_page(full, database):
    access = full.admit(DISTRICT)
    whole = review(full, access, on=ON)
    pages, after = [], None
    while page := review(full, access, on=ON, after=after, limit=2):
        pages.append(ids(page))
        after = StudentRef(page[-1].subject.id)
    assert pages == [["S-10", "S-2"], ["S-3", "S-9"]]
    assert review(full, access, on=ON, after=StudentRef("S-2"))[0] == whole[2]
    numbers = [dict(each.details)["students"] for each in log(database)[1:]]
    assert numbers == ["4", "2", "2", "0", "2"]


def test_a_page_counts_the_students_of_the_viewers_sites_only(full):
    assert ids(review(full, full.admit(CLERK), on=ON, limit=2)) == ["S-2", "S-3"]
    assert ids(review(full, full.admit(DISTRICT), on=ON, site=HIGH, limit=1)) == ["S-2"]


def test_a_page_of_no_student_is_empty(full):
    assert review(full, full.admit(DISTRICT), on=ON, limit=0) == ()


@pytest.mark.parametrize("role", POLICE)
def test_police_may_not_review_and_are_told_why_and_that_is_on_the_log(full, database, role):
    police = Viewer("O-01", role)
    for ask in (review, due, unverified):
        with pytest.raises(Refused, match=FERPA):
            ask(full, full.admit(police), on=ON)
    with pytest.raises(Refused, match=FERPA):
        roll(full, full.admit(police))
    assert [each.act for each in log(database)[1:]] == ["refused"] * 4
    assert {(each.actor, each.role) for each in log(database)[1:]} == {("O-01", role)}


@pytest.mark.parametrize("role", POLICE)
def test_police_may_not_read_a_status_and_the_family_can_read_that_they_asked(full, database, role):
    with pytest.raises(Refused, match=FERPA if role is Role.OFFICER else "may not read"):
        review_one(full, full.admit(Viewer("O-01", role)), StudentRef("S-9"), on=ON)
    assert [(each.act, each.subject, each.site) for each in log(database)[1:]] == [
        ("refused", "S-9", "HIGH")
    ]
    with database() as stores:
        (asked,) = stores.disclosures.of(StudentRef("S-9"))
    assert (asked.given, asked.to) == (False, f"O-01 ({role})")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PUBLIC])
def test_others_may_not_review_either(full, role):
    with pytest.raises(Refused, match="may not review attendance"):
        review(full, full.admit(Viewer("somebody", role)), on=ON)


# --- review_one


def test_one_student_is_reviewed_and_logged_by_id(full, database):
    one = review_one(full, full.admit(CLERK), StudentRef("S-9"), on=ON)
    assert one == next(
        each for each in review(full, full.admit(CLERK), on=ON) if each.subject.id == "S-9"
    )
    assert one.finding("truant").outcome is Outcome.MET
    entry = log(database)[1]
    assert (entry.act, entry.subject) == ("review attendance", "S-9")
    assert (entry.purpose, dict(entry.details)) == ("daily review", {"as of": "2026-11-20"})


def test_a_student_without_an_enrolled_day_gives_nothing_and_the_reading_is_logged(full, database):
    assert review_one(full, full.admit(CLERK), StudentRef("S-left"), on=ON) is None
    assert log(database)[-1].subject == "S-left"


def test_a_student_of_another_site_is_refused_and_that_is_on_the_log(full, database):
    with pytest.raises(Refused, match="MIDDLE is another site"):
        review_one(full, full.admit(CLERK), StudentRef("S-10"), on=ON)
    assert [(each.act, each.subject, each.site) for each in log(database)[1:]] == [
        ("refused", "S-10", "MIDDLE")
    ]


def test_a_student_whom_nobody_knows_is_unknown(full):
    with pytest.raises(Unknown, match="zeros count"):
        review_one(full, full.admit(CLERK), StudentRef("S-09"), on=ON)


def agree(desk, site=HIGH):
    term = DatePeriod(date(2026, 7, 1), date(2027, 7, 1))
    agreement = Agreement(site, term, True, frozenset({OUTREACH}))
    record_agreement(desk, desk.admit(OPERATOR), agreement)


def test_an_officer_under_an_agreement_reads_a_status_and_the_family_can_read_that(full, database):
    agree(full)
    ref = StudentRef("S-9")
    found = review_one(full, full.admit(OFFICER), ref, on=ON)
    assert found == review_one(full, full.admit(CLERK), ref, on=ON)
    with database() as stores:
        (given,) = stores.disclosures.of(ref)
    assert (given.given, given.to, given.interest) == (True, "O-01 (officer)", OUTREACH)
    assert (given.what, given.site) == ("read a student's status", HIGH)
    entry = log(database)[-2]
    assert (entry.actor, entry.act, entry.subject) == ("O-01", "review attendance", "S-9")
    assert (entry.purpose, entry.site) == (OUTREACH, "HIGH")


def test_an_officer_under_an_agreement_of_another_site_is_refused(full, database):
    agree(full, MIDDLE)
    with pytest.raises(Refused, match=FERPA):
        review_one(full, full.admit(OFFICER), StudentRef("S-9"), on=ON)
    with database() as stores:
        assert [each.given for each in stores.disclosures.of(StudentRef("S-9"))] == [False]
    assert review_one(full, full.admit(OFFICER), StudentRef("S-10"), on=ON)


def test_an_officer_under_an_agreement_still_lists_nobody(full):
    agree(full)
    for ask in (review, due, unverified):
        with pytest.raises(Refused, match="no police officer lists students"):
            ask(full, full.admit(OFFICER), on=ON)


def test_what_a_district_denies_in_an_overlay_is_refused(full):
    text = """\
[[denial]]
id = "no_clerks"
says = "clerks of this district read no status"
cites = ["local: access"]
from = 2026-07-01
permissions = ["read a student's status"]
roles = ["clerk"]
"""
    strict = attrs.evolve(full, rules=lay_over(full.rules, text, file="ours.toml"))
    with pytest.raises(Refused, match="clerks of this district read no status"):
        review_one(strict, strict.admit(CLERK), StudentRef("S-9"), on=ON)
    assert review(strict, strict.admit(CLERK), on=ON)


# --- unverified absences


def test_unverified_absences_are_listed_by_what_they_change_then_by_date(desk, database):
    def unknown(ref, *days, site=HIGH, absent=0):
        rows = tuple(AttendanceEvent(StudentRef(ref), site, on) for on in days)
        known = student(ref, site, absent)
        return attrs.evolve(known, events=(*known.events, *rows))

    early, late = date(2026, 9, 2), date(2026, 11, 4)
    take_in(
        desk,
        a_roll(
            unknown("S-1", early),
            unknown("S-2", late, absent=2),
            unknown("S-3", early, site=MIDDLE),
        ),
    )
    found = unverified(desk, desk.admit(DISTRICT), on=ON)
    assert [(each.subject.id, each.day.on) for each in found] == [
        ("S-2", late),
        ("S-1", early),
        ("S-3", early),
    ]
    assert found[0].day.changes
    assert ids(unverified(desk, desk.admit(CLERK), on=ON)) == ["S-2", "S-1"]
    assert ids(unverified(desk, desk.admit(DISTRICT), on=ON, site=MIDDLE)) == ["S-3"]
    assert [each.act for each in log(database)[1:]] == ["review attendance"] * 3
    assert all(each.sensitivity is Sensitivity.JUVENILE for each in found)


# --- the roll


def test_the_roll_gives_the_whole_district_to_be_judged_elsewhere(full):
    whole = roll(full, full.admit(DISTRICT))
    assert list(whole.files) == sorted(FILES, key=lambda file: file.ref)
    assert whole.sites == a_roll().sites
    assert whole.calendars == a_roll().calendars
    assert whole.data_through == {HIGH: ON, MIDDLE: ON}
    judged = classify(whole, rules=full.rules, on=ON)
    assert ids(judged) == ids(review(full, full.admit(DISTRICT), on=ON))


def test_each_time_the_roll_is_gone_through_is_on_the_log(full, database):
    whole = roll(full, full.admit(DISTRICT))
    assert len(log(database)) == 1
    for _ in range(2):
        assert len(list(whole.files)) == len(FILES)
    read = log(database)[1:]
    assert [(each.actor, each.act, each.subject) for each in read] == [
        ("d.roe", "read the roll", "")
    ] * 2


def test_the_roll_is_not_for_whoever_answers_for_some_sites_only(full, database):
    with pytest.raises(Refused, match="the whole district"):
        roll(full, full.admit(CLERK))
    assert [each.act for each in log(database)[1:]] == ["refused"]


# --- due


def test_the_due_list_holds_the_viewers_sites_only_and_is_logged(full, database):
    assert {item.concerns.id for item in due(full, full.admit(CLERK), on=ON)} == {"S-3", "S-9"}
    assert {item.concerns.id for item in due(full, full.admit(DISTRICT), on=ON)} == {
        "S-10",
        "S-3",
        "S-9",
    }
    assert {item.concerns.id for item in due(full, full.admit(DISTRICT), on=ON, site=MIDDLE)} == {
        "S-10"
    }
    assert [dict(each.details)["students"] for each in log(database)[1:]] == ["3", "4", "1"]


def test_for_a_student_of_unknown_age_only_the_age_is_asked_for(full):
    (item,) = [item for item in due(full, full.admit(CLERK), on=ON) if item.concerns.id == "S-3"]
    assert (item.who, item.force, item.due) == (Role.CLERK, Force.MUST, None)
    assert "nothing leaves the school" in item.what


def test_a_report_is_due_on_the_day_the_student_became_truant(full):
    first = due(full, full.admit(CLERK), on=ON)[0]
    assert (first.concerns.id, first.due, first.who) == ("S-9", date(2026, 9, 28), Role.CLERK)
    assert first.overdue_days == 53
