"""Taking in what a district states: whole or not at all, guarded, counted and on the log."""

from datetime import date, datetime, timedelta
from itertools import count

import attrs
import pytest

from sro_adapters.memory import MemoryDatabase
from sro_core import (
    Action,
    Agreement,
    AttendanceEvent,
    BadValue,
    Conflict,
    DatePeriod,
    Enrollment,
    Excuse,
    Guardian,
    Identity,
    Refused,
    Role,
    Roll,
    SchoolCalendar,
    SchoolSite,
    Session,
    Shrinks,
    SiteId,
    Statement,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
    Viewer,
    lay_over,
    load_rules,
)
from sro_core.audit import verify
from sro_core.desk import Desk
from sro_core.truancy import difference
from sro_core.truancy.difference import Difference, StudentChange
from sro_core.usecases import submissions
from sro_core.usecases.access_control import record_agreement
from sro_core.usecases.submissions import DeclaredScope, Submission

ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 30)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
SPAN = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
YEAR = Session("2026-27", SPAN)
DELTA = Statement(SPAN, whole=False)
WHOLE = Statement(SPAN)
OPERATOR = Viewer("import", Role.OPERATOR, purpose="nightly import")
CLERK = Viewer("j.doe", Role.CLERK, frozenset({HIGH}), purpose="corrections")
MONDAYS = tuple(date(2026, 9, 14) + timedelta(weeks=n) for n in range(10))


def student(ref, site=HIGH, absent=0, *, steps=0, excuse=Excuse.UNEXCUSED):
    """A student enrolled all year and absent on Mondays from 14 September on."""
    ref = StudentRef(ref)
    return StudentFile(
        Student(ref, date(2012, 3, 4)),
        (Enrollment(site, SPAN),),
        tuple(AttendanceEvent(ref, site, on, excuse=excuse) for on in MONDAYS[:absent]),
        tuple(StepTaken(ref, Action.TRUANCY_REPORT, on) for on in MONDAYS[:steps]),
    )


FILES = (
    student("S-10", MIDDLE, absent=3, steps=1),
    student("S-2"),
    student("S-9", absent=3),
)


def roll(*files, sites=(HIGH, MIDDLE), through=ON, statement=DELTA, **more):
    return Roll(
        files,
        {site: SchoolCalendar(site, (YEAR,), **more) for site in sites},
        {site: SchoolSite(site, f"{site} school") for site in sites},
        dict.fromkeys(sites, through),
        statement,
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
    submit(desk, roll(*FILES))
    return desk


def submit(desk, stated, viewer=OPERATOR, on=ON, **more):
    """Submit, and hold the submission to its dry run and to its repetition."""
    files = tuple(stated.files)

    def again():
        return Submission(attrs.evolve(stated, files=files), **more)

    access = desk.admit(viewer)
    told = submissions.check(desk, access, again(), on=on)
    done = submissions.submit(desk, access, again(), on=on)
    assert done == told, "what a dry run says, a submission does"
    repeated = submissions.check(desk, access, again(), on=on)
    assert repeated == Difference(), "a second submission changes nothing"
    return done


def submit_once(desk, stated, viewer=OPERATOR, on=ON, **more):
    """Submit, where it is refused or its source is used up."""
    return submissions.submit(desk, desk.admit(viewer), Submission(stated, **more), on=on)


def log(database, act=None):
    with database() as stores:
        return [each for each in stores.audit.all() if act in (None, each.act)]


def saved(database):
    with database() as stores:
        return (
            [each.record for each in stores.students.all()],
            {id: each.record for id, each in stores.sites.all().items()},
            [each.record for each in stores.identities.all()],
        )


def kept(database, ref):
    with database() as stores:
        return stores.students.get(StudentRef(ref))


def withdrawn(database, ref):
    with database() as stores:
        return stores.students.withdrawn(StudentRef(ref))


# --- taken in whole


def test_a_roll_is_saved_whole_with_one_entry(desk, database):
    found = submit_once(desk, roll(*FILES), source="sis-export.zip")
    assert found.changes == 5  # three students, two sites
    files, sites, identities = saved(database)
    assert files == list(FILES)
    assert {id: each.data_through for id, each in sites.items()} == {HIGH: ON, MIDDLE: ON}
    assert identities == []
    (entry,) = log(database)
    assert (entry.actor, entry.role, entry.act) == ("import", "operator", "submit attendance")
    assert (entry.purpose, entry.subject, entry.site) == ("nightly import", "", "")
    assert dict(entry.details) == {
        "source": "sis-export.zip",
        "changes": "5",
        "sites new": "2",
        "students new": "3",
        "rows added": "6",
        "acts added": "1",
    }


def test_the_difference_counts_everything_and_lists_the_students(desk):
    found = submit(desk, roll(*FILES))
    assert found == Difference(
        sites_new=2,
        students_new=3,
        rows_added=6,
        acts_added=1,
        students=(
            StudentChange(StudentRef("S-10"), True, 3, 0, 0, 1, False, False),
            StudentChange(StudentRef("S-2"), True, 0, 0, 0, 0, False, False),
            StudentChange(StudentRef("S-9"), True, 3, 0, 0, 0, False, False),
        ),
    )


def test_what_changes_is_counted_by_sort(full):
    excused = student("S-9", absent=1, excuse=Excuse.EXCUSED)
    moved = attrs.evolve(student("S-2"), spells=(Enrollment(MIDDLE, SPAN),), steps=())
    stated = roll(moved, excused, statement=WHOLE, through=date(2026, 11, 21))
    found = submit(full, stated, confirmed=True)
    assert attrs.evolve(found, students=()) == Difference(
        sites_changed=2,
        students_changed=3,
        students_left=1,
        rows_added=1,
        rows_replaced=1,
    )
    assert found.changes == 5
    assert [(each.student, each.enrollment, each.left) for each in found.students] == [
        ("S-10", True, True),
        ("S-2", True, False),
        ("S-9", False, False),
    ]


def test_only_so_many_students_are_listed_but_all_are_counted(desk, monkeypatch):
    monkeypatch.setattr(difference, "LISTED", 2)
    found = submit(desk, roll(*FILES))
    assert [each.student for each in found.students] == ["S-10", "S-2"]
    assert found.students_new == 3


def test_a_second_submission_changes_nothing_the_versions_neither(full, database):
    with database() as stores:
        before = list(stores.students.all()), dict(stores.sites.all())
    assert submit(full, roll(*FILES)) == Difference()
    with database() as stores:
        assert (list(stores.students.all()), dict(stores.sites.all())) == before


def test_a_second_submission_is_on_the_log_all_the_same(full, database):
    submit_once(full, roll(*FILES), source="again")
    entry = log(database, "submit attendance")[-1]
    assert dict(entry.details) == {"source": "again", "changes": "0"}
    assert verify(entry.district, log(database), [entry.head]) == ()


def test_a_roll_that_names_fewer_students_leaves_the_others(full, database):
    assert submit(full, roll(FILES[2])) == Difference()
    assert saved(database)[0] == list(FILES)


def test_only_what_changed_is_saved(full, database):
    before = kept(database, "S-10"), kept(database, "S-9")
    submit(full, roll(*FILES[:2], student("S-9", absent=4)))
    assert kept(database, "S-10") == before[0]
    assert kept(database, "S-9").version > before[1].version


# --- nothing by halves


def test_a_dry_run_saves_nothing_and_is_on_the_log(desk, database):
    access = desk.admit(OPERATOR)
    identities = [Identity(StudentRef("S-2"), "Ana")]
    submission = Submission(roll(*FILES), identities=identities, source="export")
    found = submissions.check(desk, access, submission, on=ON)
    assert found.changes == 6
    assert saved(database) == ([], {}, [])
    (entry,) = log(database)
    assert (entry.act, dict(entry.details)["changes"]) == ("check attendance", "6")


def test_nothing_is_saved_of_a_source_that_fails_on_the_way(desk, database):
    def files():
        yield FILES[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit_once(desk, attrs.evolve(roll(), files=files()))
    assert saved(database) == ([], {}, [])
    assert log(database) == []
    assert submit(desk, roll(*FILES)).changes == 5


def test_whoever_submits_waits_for_nobody_who_reads(desk, database):
    with database() as reader:
        submit(desk, roll(*FILES))
        assert list(reader.students.all()) == []


@pytest.mark.parametrize(
    "files",
    [(FILES[2], FILES[0]), (FILES[0], FILES[0])],
    ids=["out of order", "twice"],
)
def test_a_stream_that_is_out_of_order_is_refused_whole(desk, database, files):
    with pytest.raises(BadValue, match="order by reference"):
        submit_once(desk, attrs.evolve(roll(), files=iter(files)))
    assert saved(database) == ([], {}, [])


def test_files_in_a_list_may_stand_in_any_order_and_each_once(desk, database):
    submit(desk, roll(*FILES[::-1]))
    assert saved(database)[0] == list(FILES)
    with pytest.raises(BadValue, match="it comes twice"):
        submit_once(desk, roll(FILES[0], FILES[0]))


def test_source_and_store_are_laid_over_each_other_in_the_order_of_text(desk, database):
    before = [student(ref, absent=1) for ref in ("10", "9", "a", "é")]
    after = [student(ref, absent=2) for ref in ("010", "10", "B", "a", "z", "é")]
    submit(desk, roll(*before))
    found = submit(desk, roll(*after))
    assert [(each.student, each.is_new) for each in found.students] == [
        ("010", True),
        ("10", False),
        ("B", True),
        ("a", False),
        ("z", True),
        ("é", False),
    ]
    absent = {file.ref: len(file.events) for file in saved(database)[0]}
    assert absent == {"010": 2, "10": 2, "9": 1, "B": 2, "a": 2, "z": 2, "é": 2}


# --- rows, scopes and rosters


def test_rows_that_are_replaced_are_kept_as_withdrawn(full, database):
    found = submit(full, roll(student("S-9", absent=3, excuse=Excuse.EXCUSED)))
    assert (found.rows_added, found.rows_replaced) == (3, 3)
    gone = withdrawn(database, "S-9")
    assert tuple(each.event for each in gone) == FILES[2].events
    assert {(each.at, each.because) for each in gone} == {(AT, "replaced by a later export")}
    assert withdrawn(database, "S-10") == ()


def test_dates_that_are_not_stated_stay(full, database):
    other = student("S-9", absent=0)
    late = AttendanceEvent(StudentRef("S-9"), HIGH, date(2026, 11, 18))
    submit(full, roll(attrs.evolve(other, events=(late,))))
    assert kept(database, "S-9").record.events == (*FILES[2].events, late)


def test_with_a_scope_the_rows_that_the_source_no_longer_has_are_withdrawn(full, database):
    scope = DeclaredScope(MONDAYS[1], MONDAYS[2] + timedelta(days=1))
    found = submit(full, roll(student("S-9", absent=2)), scope=scope, confirmed=True)
    assert (found.rows_withdrawn, found.students_changed) == (3, 2)
    assert kept(database, "S-9").record.events == FILES[2].events[:2]
    assert kept(database, "S-10").record.events == FILES[0].events[:1]
    assert [each.event.on for each in withdrawn(database, "S-10")] == list(MONDAYS[1:3])
    (gone,) = withdrawn(database, "S-9")
    assert gone.because == "a later export of these dates no longer has it"


def test_a_scope_of_some_sites_leaves_the_rows_of_others(full, database):
    scope = DeclaredScope(SPAN.start, SPAN.end, frozenset({HIGH}))
    submit(full, roll(), scope=scope, confirmed=True)
    assert kept(database, "S-9").record.events == ()
    assert kept(database, "S-10").record.events == FILES[0].events


def test_a_scope_of_a_site_that_the_source_does_not_have_is_refused(full, database):
    scope = DeclaredScope(SPAN.start, SPAN.end, frozenset({HIGH, MIDDLE}))
    with pytest.raises(BadValue, match="scope MIDDLE: the export has no such site"):
        submit_once(full, roll(sites=(HIGH,)), scope=scope, confirmed=True)
    assert saved(database)[0] == list(FILES)


def test_a_scope_that_ends_before_it_starts_is_refused(full):
    with pytest.raises(BadValue, match="it ends before it starts"):
        submit_once(full, roll(), scope=DeclaredScope(SPAN.end, SPAN.start))


def test_a_student_missing_from_a_whole_roster_has_left(full, database):
    found = submit(full, roll(*FILES[:2], statement=WHOLE), confirmed=True)
    assert (found.students_left, found.students_changed) == (1, 1)
    assert kept(database, "S-9").record.spells == (Enrollment(HIGH, DatePeriod(SPAN.start, ON)),)
    assert kept(database, "S-9").record.events == FILES[2].events


def test_a_student_whom_a_delta_deletes_has_left(full, database):
    left = attrs.evolve(DELTA, left=frozenset({(StudentRef("S-9"), HIGH)}))
    assert submit(full, roll(statement=left), confirmed=True).students_left == 1
    assert kept(database, "S-9").record.spells[0].period.end == ON


def test_who_comes_back_is_enrolled_again(full, database):
    submit(full, roll(*FILES[:2], statement=WHOLE), confirmed=True)
    later = ON + timedelta(days=3)
    again = attrs.evolve(FILES[2], spells=(Enrollment(HIGH, DatePeriod(later, SPAN.end)),))
    submit(full, roll(*FILES[:2], again, statement=WHOLE), on=later)
    assert kept(database, "S-9").record.spells[-1].period == DatePeriod(later, SPAN.end)


# --- sites


def test_a_day_submitted_through_never_goes_back(full, database):
    assert submit(full, roll(through=date(2026, 11, 1))) == Difference()
    assert submit(full, roll(through=None)) == Difference()
    assert submit(full, roll(through=date(2026, 11, 21))).sites_changed == 2
    assert {each.data_through for each in saved(database)[1].values()} == {date(2026, 11, 21)}


def test_a_calendar_is_laid_over_and_the_agreements_stay(full, database):
    term = DatePeriod(date(2026, 7, 1), date(2027, 7, 1))
    agreement = Agreement(HIGH, term, True, frozenset({"truancy outreach"}))
    record_agreement(full, full.admit(OPERATOR), agreement)
    found = submit(full, roll(sites=(HIGH,), closed={date(2026, 11, 11): "Veterans Day"}))
    assert (found.sites_changed, found.sites_new) == (1, 0)
    record = saved(database)[1][HIGH]
    assert record.calendar.closed == {date(2026, 11, 11): "Veterans Day"}
    assert record.agreements == (agreement,)


def test_a_site_that_is_not_stated_stays(full, database):
    assert submit(full, roll(sites=(HIGH,))) == Difference()
    assert set(saved(database)[1]) == {HIGH, MIDDLE}


def test_a_site_that_was_renamed_is_changed(full, database):
    stated = roll(sites=(HIGH,))
    renamed = attrs.evolve(stated, sites={HIGH: SchoolSite(HIGH, "Peñón High")})
    assert submit(full, renamed).sites_changed == 1
    assert saved(database)[1][HIGH].site.name == "Peñón High"


# --- identities


def identity(ref, name="Ana", **more):
    return Identity(StudentRef(ref), name, **more)


def test_identities_are_kept_apart_and_counted(desk, database):
    found = submit(desk, roll(*FILES), identities=[identity("S-10"), identity("S-2")])
    assert found.identities_changed == 2
    assert saved(database)[2] == [identity("S-10"), identity("S-2")]
    assert "Ana" not in repr(found)
    assert "Ana" not in repr(log(database))


def test_only_identities_that_changed_are_saved(desk, database):
    submit(desk, roll(*FILES), identities=[identity("S-10"), identity("S-2"), identity("S-9")])
    with database() as stores:
        before = list(stores.identities.all())
    changed = identity("S-2", guardians=(Guardian("Eva"),))
    found = submit(desk, roll(), identities=[identity("S-10"), changed])
    assert found == Difference(identities_changed=1)
    with database() as stores:
        one, other, third = stores.identities.all()
    assert (one, third) == (before[0], before[2])
    assert other.record == changed
    assert other.version > before[1].version


def test_identities_may_come_one_by_one(desk, database):
    stated = (identity(ref) for ref in ("010", "10", "S-2"))
    submit_once(desk, roll(*FILES), identities=stated)
    again = (identity(ref, "Eva") for ref in ("01", "10", "S-1", "S-2", "S-3"))
    assert submit_once(desk, roll(), identities=again).identities_changed == 5
    found = {each.ref: each.given_name for each in saved(database)[2]}
    assert found == {
        "01": "Eva",
        "010": "Ana",
        "10": "Eva",
        "S-1": "Eva",
        "S-2": "Eva",
        "S-3": "Eva",
    }


# --- the guard against a truncated export


def hundred(rows=100):
    """Twenty students with five rows each, less what the last ones lost."""
    spread = [max(0, min(5, rows - 5 * n)) for n in range(20)]
    return [student(f"S-{n:02}", absent=absent) for n, absent in enumerate(spread)]


SCOPE = DeclaredScope(SPAN.start, SPAN.end)


def test_exactly_five_per_cent_less_rows_need_no_confirmation(desk):
    submit(desk, roll(*hundred()))
    assert submit(desk, roll(*hundred(95)), scope=SCOPE).rows_withdrawn == 5


def test_more_than_five_per_cent_less_rows_are_refused_and_nothing_is_saved(desk, database):
    submit(desk, roll(*hundred()))
    before, entries = saved(database), log(database)
    for run in (submissions.check, submissions.submit):
        with pytest.raises(Shrinks, match="of 100 attendance rows only 94 would be left") as said:
            run(desk, desk.admit(OPERATOR), Submission(roll(*hundred(94)), scope=SCOPE), on=ON)
        assert (said.value.before, said.value.after, said.value.limit) == (100, 94, 5)
    assert (saved(database), log(database)) == (before, entries)


def test_more_than_five_per_cent_less_may_be_confirmed(desk):
    submit(desk, roll(*hundred()))
    found = submit(desk, roll(*hundred(50)), scope=SCOPE, confirmed=True)
    assert found.rows_withdrawn == 50


def test_rows_that_are_replaced_by_fewer_shrink_too(desk):
    ref, day = StudentRef("S-1"), MONDAYS[0]
    many = tuple(AttendanceEvent(ref, HIGH, day, section=str(n)) for n in range(20))
    stated = attrs.evolve(student("S-1"), events=many)
    submit(desk, roll(stated))
    submit(desk, roll(attrs.evolve(stated, events=many[:19])))
    with pytest.raises(Shrinks):
        submit_once(desk, roll(attrs.evolve(stated, events=many[:18])))


def test_rows_outside_of_the_scope_do_not_hide_what_shrinks_in_it(desk):
    submit(desk, roll(*hundred()))
    scope = DeclaredScope(MONDAYS[4], MONDAYS[5])  # twenty rows
    fewer = [student(f"S-{n:02}", absent=5 if n < 18 else 4) for n in range(20)]
    with pytest.raises(Shrinks, match="of 20 attendance rows only 18"):
        submit_once(desk, roll(*fewer), scope=scope)


def test_exactly_five_per_cent_fewer_students_need_no_confirmation(desk):
    submit(desk, roll(*hundred()))
    stated = roll(*hundred()[:19], statement=WHOLE)
    assert submit(desk, stated).students_left == 1


def test_more_than_five_per_cent_fewer_students_are_refused(desk, database):
    submit(desk, roll(*hundred()))
    before = saved(database)
    stated = roll(*hundred()[:18], statement=WHOLE)
    with pytest.raises(Shrinks, match="of 20 students enrolled only 18 would be left"):
        submit_once(desk, stated)
    assert saved(database) == before
    assert submit(desk, stated, confirmed=True).students_left == 2


def test_an_empty_store_does_not_shrink(desk):
    assert submit(desk, roll(statement=WHOLE), scope=SCOPE).sites_new == 2


@pytest.mark.parametrize(("percent", "refused"), [(49, True), (50, False)])
def test_a_district_may_set_another_limit_in_an_overlay(desk, percent, refused):
    text = f"""\
[[shrink_limit]]
id = "shrink"
says = "an import may shrink what is on record a good deal"
cites = ["local: import"]
from = 2026-07-01
percent = {percent}
"""
    own = attrs.evolve(desk, rules=lay_over(desk.rules, text, file="ours.toml"))
    submit(own, roll(*hundred()))
    if refused:
        with pytest.raises(Shrinks, match="more than 49 %"):
            submit_once(own, roll(*hundred(50)), scope=SCOPE)
    else:
        assert submit(own, roll(*hundred(50)), scope=SCOPE).rows_withdrawn == 50


def test_where_no_limit_is_in_force_nothing_is_refused(desk):
    long_ago = date(2009, 12, 31)
    submit(desk, roll(*hundred()))
    assert submit(desk, roll(), scope=SCOPE, on=long_ago).rows_withdrawn == 100


# --- who may


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR, Role.CLERK, Role.DISTRICT}))
def test_other_roles_may_not_submit_and_that_is_on_the_log(desk, database, role):
    viewer = Viewer("somebody", role)
    for run in (submissions.check, submissions.submit):
        with pytest.raises(Refused, match="submit attendance"):
            run(desk, desk.admit(viewer), Submission(roll(*FILES)), on=ON)
    assert saved(database) == ([], {}, [])
    assert [(each.act, each.actor) for each in log(database)] == [("refused", "somebody")] * 2


@pytest.mark.parametrize("sites", [(MIDDLE,), (HIGH, MIDDLE)])
def test_a_clerk_may_not_submit_for_another_site(desk, database, sites):
    with pytest.raises(Refused, match="submit for MIDDLE: it is another site"):
        submit_once(desk, roll(*FILES, sites=sites), CLERK)
    assert saved(database) == ([], {}, [])
    (entry,) = log(database)
    assert (entry.act, dict(entry.details)["asked to"]) == ("refused", "submit for MIDDLE")


def test_a_clerk_submits_for_their_own_site(desk):
    assert submit(desk, roll(FILES[2], sites=(HIGH,)), CLERK).changes == 2


def test_a_whole_roster_of_one_site_ends_nothing_at_another(full, database):
    """The other site's students are missing from it, as they should be."""
    stated = roll(FILES[1], FILES[2], sites=(HIGH,), statement=WHOLE)
    assert submit(full, stated, CLERK) == Difference()
    assert kept(database, "S-10").record == FILES[0]


def test_a_scope_of_a_clerk_withdraws_nothing_of_another_site(full, database):
    scope = DeclaredScope(SPAN.start, SPAN.end)
    submit(full, roll(sites=(HIGH,)), CLERK, scope=scope, confirmed=True)
    assert kept(database, "S-10").record.events == FILES[0].events
    assert kept(database, "S-9").record.events == ()


def test_a_clerk_cannot_take_away_the_rows_of_another_site(full, database):
    """Naming one's own site only does not make the students of other sites one's own."""
    claimed = student("S-10", HIGH, absent=3, excuse=Excuse.EXCUSED)
    submit(full, roll(claimed, sites=(HIGH,)), CLERK)
    record = kept(database, "S-10").record
    assert [each for each in record.events if each.site == MIDDLE] == list(FILES[0].events)
    assert Enrollment(MIDDLE, SPAN) in record.spells


@pytest.mark.parametrize(
    "stated",
    [
        student("S-10", MIDDLE, absent=3, excuse=Excuse.EXCUSED),
        attrs.evolve(student("S-10"), spells=(Enrollment(MIDDLE, DatePeriod(ON, SPAN.end)),)),
        student("S-new", MIDDLE),
    ],
    ids=["rows", "spells", "a new student"],
)
def test_a_clerk_cannot_state_anything_of_another_site_by_leaving_it_out(full, database, stated):
    before = saved(database)
    with pytest.raises(Refused, match="MIDDLE"):
        submit_once(full, roll(stated, sites=(HIGH,)), CLERK)
    assert saved(database) == before


@pytest.mark.parametrize("days", [0, 30])
def test_a_clerk_cannot_take_over_a_student_who_is_enrolled_elsewhere(full, database, days):
    """Neither today nor later: whoever answers for a student reads their record."""
    before = saved(database)
    start = ON + timedelta(days)
    claimed = attrs.evolve(student("S-10"), spells=(Enrollment(HIGH, DatePeriod(start, SPAN.end)),))
    for run in (submissions.check, submissions.submit):
        with pytest.raises(Refused, match="take over student S-10: MIDDLE is another site"):
            run(full, full.admit(CLERK), Submission(roll(claimed, sites=(HIGH,))), on=ON)
    assert saved(database) == before


def test_a_student_who_has_left_elsewhere_is_taken_in_by_a_clerk(full, database):
    """The other site has ended the enrollment, or the district states both at once."""
    start = DatePeriod(ON, SPAN.end)
    left = attrs.evolve(student("S-10"), spells=(Enrollment(MIDDLE, DatePeriod(SPAN.start, ON)),))
    submit(full, roll(left, sites=(MIDDLE,), statement=WHOLE), confirmed=True)
    came = attrs.evolve(student("S-10"), spells=(Enrollment(HIGH, start),))
    submit(full, roll(came, sites=(HIGH,)), CLERK)
    assert kept(database, "S-10").record.site_on(ON) == HIGH


def test_the_district_may_state_that_a_student_is_enrolled_at_two_sites(full, database):
    both = attrs.evolve(student("S-10"), spells=(Enrollment(HIGH, DatePeriod(ON, SPAN.end)),))
    submit(full, roll(both, sites=(HIGH,)))
    assert kept(database, "S-10").record.site_on(ON) == HIGH


def test_a_clerk_cannot_end_an_enrollment_of_another_site(full, database):
    left = attrs.evolve(DELTA, left=frozenset({(StudentRef("S-10"), MIDDLE)}))
    with pytest.raises(Refused, match="MIDDLE"):
        submit_once(full, roll(sites=(HIGH,), statement=left), CLERK, confirmed=True)
    assert kept(database, "S-10").record == FILES[0]


def test_a_clerk_cannot_replace_the_identity_of_a_student_of_another_site(full, database):
    submit(full, roll(), identities=[identity("S-10")])
    with pytest.raises(Refused, match="MIDDLE"):
        submit_once(full, roll(sites=(HIGH,)), CLERK, identities=[identity("S-10", "Mallory")])
    assert saved(database)[2] == [identity("S-10")]


def test_a_clerk_keeps_the_identities_of_their_own_students_new_ones_too(full, database):
    stated = roll(FILES[2], student("S-new"), sites=(HIGH,))
    found = submit(full, stated, CLERK, identities=[identity("S-9"), identity("S-new")])
    assert (found.identities_changed, found.students_new) == (2, 1)
    assert saved(database)[2] == [identity("S-9"), identity("S-new")]


def test_a_clerk_cannot_replace_an_identity_of_nobody_on_record(full, database):
    """Nobody answers for it but whoever sees the whole district."""
    submit(full, roll(), identities=[identity("S-77")])
    with pytest.raises(Refused, match="no site"):
        submit_once(full, roll(sites=(HIGH,)), CLERK, identities=[identity("S-77", "Mallory")])
    assert saved(database)[2] == [identity("S-77")]


def test_whether_a_clerk_may_replace_an_identity_is_the_same_in_a_dry_run(full, database):
    """Whoever claims a student of another site in the same submission gains nothing by it."""
    submit(full, roll(), identities=[identity("S-10")])
    claimed = attrs.evolve(student("S-10"), spells=(Enrollment(HIGH, DatePeriod(ON, SPAN.end)),))
    for run in (submissions.check, submissions.submit):
        submission = Submission(
            roll(claimed, sites=(HIGH,)), identities=[identity("S-10", "Mallory")]
        )
        with pytest.raises(Refused, match="MIDDLE"):
            run(full, full.admit(CLERK), submission, on=ON)
    assert saved(database)[2] == [identity("S-10")]


# --- told on the way


def test_progress_is_told_now_and_then(desk, monkeypatch):
    monkeypatch.setattr(submissions, "_EVERY", 2)
    told = []
    files = [student(f"S-{n}") for n in range(5)]
    submission = Submission(roll(*files), progress=lambda what, number: told.append((what, number)))
    submissions.submit(desk, desk.admit(OPERATOR), submission, on=ON)
    assert told == [("students compared", 2), ("students compared", 4)]


def test_every_record_that_changes_is_told_with_the_version_that_it_has(full, database):
    told = []

    def over(kind, id, version):
        told.append((kind, id, version))

    with database() as stores:
        version = stores.students.get(StudentRef("S-9")).version
        site = stores.sites.all()[HIGH].version
    stated = roll(student("S-9", absent=4), student("S-99"), sites=(HIGH,), closed={ON: "x"})
    submission = Submission(stated, identities=[identity("S-9")], over=over)
    submissions.check(full, full.admit(OPERATOR), submission, on=ON)
    assert told == [
        ("site", "HIGH", site),
        ("identity", "S-9", 0),
        ("student", "S-9", version),
        ("student", "S-99", 0),
    ]


def test_a_submission_that_is_not_what_was_agreed_to_is_not_saved(full, database):
    before, entries = saved(database), log(database)
    asked = []

    def agreed(difference):
        asked.append(difference.rows_added)
        return False

    with pytest.raises(Conflict, match="what the submission would change"):
        submit_once(full, roll(student("S-9", absent=4)), agreed=agreed)
    assert asked == [1]
    assert (saved(database), log(database)) == (before, entries)
    assert submit_once(full, roll(student("S-9", absent=4)), agreed=lambda _: True).changes == 1
