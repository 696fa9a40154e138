"""Ed-Fi XML becomes a roll, or a report of everything that is wrong with it."""

import zipfile
from collections import Counter
from datetime import date

import attrs
import pytest

from sro_adapters.interchange import edfi
from sro_adapters.interchange.problems import InputRefused, Report, Severity
from sro_adapters.interchange.reading import check, read_bundle
from sro_adapters.interchange.sources import open_source
from sro_core import (
    AttendanceEvent,
    DatePeriod,
    Enrollment,
    Excuse,
    Outcome,
    Session,
    classify,
    load_rules,
)
from sro_core import (
    AttendanceKind as Kind,
)

NAMESPACE = "http://ed-fi.org/5.2.0"
CODES = ("truant", "chronic_absentee", "chronic_truant")


# ---------------------------------------------------------------- a folder made up


def interchange(kind, *records, namespace=NAMESPACE):
    root = f"Interchange{kind}"
    lines = ('<?xml version="1.0"?>', f'<{root} xmlns="{namespace}">', *records, f"</{root}>")
    return "\n".join(lines)


def event(student="007", category="Unexcused Absence", on="2021-09-01", school="S1", **more):
    more = {"part": "", "minutes": "", **more}
    part = f"<EventDuration>{more['part']}</EventDuration>" if more["part"] else ""
    missed = f"<SchoolAttendanceDuration>{more['minutes']}</SchoolAttendanceDuration>"
    return (
        "<StudentSchoolAttendanceEvent><AttendanceEvent>"
        f"<EventDate>{on}</EventDate><AttendanceEventCategory>uri://x#{category}"
        f"</AttendanceEventCategory>{part}</AttendanceEvent><StudentReference><StudentIdentity>"
        f"<StudentUniqueId>{student}</StudentUniqueId></StudentIdentity></StudentReference>"
        f"<SchoolReference><SchoolIdentity><SchoolId>{school}</SchoolId></SchoolIdentity>"
        f"</SchoolReference>{missed if more['minutes'] else ''}</StudentSchoolAttendanceEvent>"
    )


def session(school="S1", begin="2021-08-23", end="2021-12-17", total="81", name="Fall"):
    stated = f"<TotalInstructionalDays>{total}</TotalInstructionalDays>" if total else ""
    return (
        f"<Session><SessionName>{name}</SessionName><BeginDate>{begin}</BeginDate>"
        f"<EndDate>{end}</EndDate>{stated}<SchoolReference><SchoolIdentity>"
        f"<SchoolId>{school}</SchoolId></SchoolIdentity></SchoolReference></Session>"
    )


def pupil(id="007", born="2013-05-01"):
    birth = f"<BirthData><BirthDate>{born}</BirthDate></BirthData>" if born else ""
    return (
        f"<Student><StudentUniqueId>{id}</StudentUniqueId><Name><FirstName>Zelda</FirstName>"
        f"<LastSurname>Zuckerkandl</LastSurname></Name>{birth}</Student>"
    )


def school(id="S1", name="Elm School", district='<LocalEducationAgencyReference ref="L"/>'):
    return (
        f"<School><NameOfInstitution>{name}</NameOfInstitution><SchoolId>{id}</SchoolId>"
        f"{district}</School>"
    )


DISTRICT = (
    '<LocalEducationAgency id="L"><NameOfInstitution>Elm USD</NameOfInstitution>'
    "<LocalEducationAgencyId>0100</LocalEducationAgencyId></LocalEducationAgency>"
)
SESSIONS, PUPILS, SCHOOLS = (session(),), (pupil(),), (school(), DISTRICT)


@pytest.fixture
def folder(tmp_path):
    """Write a folder; what is None is left out."""

    def write(*events, sessions=SESSIONS, pupils=PUPILS, schools=SCHOOLS):
        kinds = {
            "StudentAttendance": events,
            "EducationOrgCalendar": sessions,
            "Student": pupils,
            "EducationOrganization": schools,
        }
        for kind, records in kinds.items():
            if records is not None:
                (tmp_path / "deep" / kind).mkdir(parents=True, exist_ok=True)
                text = interchange(kind, *records)
                (tmp_path / "deep" / kind / "all.XML").write_text(text, "utf-8")
        return tmp_path

    return write


def problems(path):
    return [(each.severity, each.code) for each in check(path).report]


def errors(path):
    return [each for each in check(path).report if each.severity is Severity.ERROR]


def only_error(path):
    (error,) = errors(path)
    return error


def only_warning(path):
    (warning,) = check(path).report
    assert warning.severity is Severity.WARNING
    return warning


def events_of(path):
    (file,) = read_bundle(path).files
    return file.events


# ---------------------------------------------------------------- what is read


def test_a_folder_becomes_a_roll(folder):
    path = folder(event(), event(on="2021-09-02", category="Tardy", minutes="45"))
    checked = check(path)
    assert (checked.form, list(checked.report)) == ("Ed-Fi XML", [])
    (file,) = checked.roll.files
    assert (file.ref, file.student.born) == ("007", date(2013, 5, 1))
    fall = DatePeriod(date(2021, 8, 23), date(2021, 12, 18))
    assert file.spells == (Enrollment("S1", fall, assumed=True),)
    assert checked.roll.calendars["S1"].sessions == (Session("Fall", fall, 81),)
    site = checked.roll.sites["S1"]
    assert (site.id, site.name, site.district) == ("S1", "Elm School", "0100")
    assert checked.roll.data_through == {"S1": date(2021, 9, 2)}


def test_a_zip_is_read_as_the_folder_is(folder, tmp_path_factory):
    path = folder(event(), event("8"), pupils=(pupil(), pupil("8")))
    packed = tmp_path_factory.mktemp("packed") / "edfi.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for each in path.rglob("*.XML"):
            archive.write(each, each.relative_to(path))
    assert read_bundle(packed) == read_bundle(path)


UNKNOWN, EXCUSED, UNEXCUSED = Excuse.UNKNOWN, Excuse.EXCUSED, Excuse.UNEXCUSED
MEANINGS = [
    ({"category": "Excused Absence"}, (Kind.ABSENT, EXCUSED, None)),
    ({"category": "Unexcused Absence"}, (Kind.ABSENT, UNEXCUSED, None)),
    ({"category": "Unexcused Absence", "part": "1"}, (Kind.ABSENT, UNEXCUSED, None)),
    ({"category": "Excused Absence", "part": "1.0", "minutes": "9"}, (Kind.ABSENT, EXCUSED, None)),
    ({"category": "Excused Absence", "part": "0.5"}, (Kind.PARTIAL, EXCUSED, None)),
    ({"category": "Unexcused Absence", "part": ".5"}, (Kind.PARTIAL, UNEXCUSED, None)),
    ({"category": "Excused Absence", "part": "0.5", "minutes": "90"}, (Kind.PARTIAL, EXCUSED, 90)),
    ({"category": "Unexcused Absence", "minutes": "90"}, (Kind.ABSENT, UNEXCUSED, 90)),
    ({"category": "Tardy"}, (Kind.TARDY, UNKNOWN, None)),
    ({"category": "Tardy", "minutes": "45"}, (Kind.TARDY, UNKNOWN, 45)),
    ({"category": "Early departure", "minutes": "30"}, (Kind.PARTIAL, UNKNOWN, 30)),
    ({"category": "Partial", "part": "0.5"}, (Kind.PARTIAL, UNKNOWN, None)),
    ({"category": "In Attendance"}, (Kind.PRESENT, UNKNOWN, None)),
    ({"category": "Present", "part": "1", "minutes": "390"}, (Kind.PRESENT, UNKNOWN, None)),
]  # fmt: skip


@pytest.mark.parametrize(("given", "meant"), MEANINGS)
def test_a_category_means_what_it_says(folder, given, meant):
    kind, excuse, minutes = meant
    assert events_of(folder(event(**given))) == (
        AttendanceEvent(
            "007", "S1", date(2021, 9, 1), kind, excuse=excuse, minutes=minutes,
            code=given["category"],
        ),
    )  # fmt: skip


def test_ids_keep_their_leading_zeros_and_are_told_apart(folder):
    path = folder(
        event("007", school="01"),
        event("7", school="1"),
        pupils=(pupil("007"), pupil("7", born="")),
        sessions=(session("01"), session("1")),
        schools=(school("01"), school("1", district=""), DISTRICT),
    )
    roll = read_bundle(path)
    assert {file.ref: {each.site for each in file.spells} for file in roll.files} == {
        "007": {"01"},
        "7": {"1"},
    }
    assert set(roll.sites) == set(roll.calendars) == {"01", "1"}
    assert [file.student.born for file in roll.files] == [date(2013, 5, 1), None]
    assert roll.sites["1"].district is None


@pytest.mark.parametrize(
    "namespace", ["http://ed-fi.org/0320", "http://ed-fi.org/6.1.0", "http://www.tea.state.tx.us/x"]
)
def test_another_version_is_read_the_same(folder, namespace):
    path = folder(event())
    before = read_bundle(path)
    for each in path.rglob("*.XML"):
        each.write_text(each.read_text("utf-8").replace(NAMESPACE, namespace), "utf-8")
    assert read_bundle(path) == before


def test_students_of_older_versions_come_with_their_parents(folder):
    path = folder(event(), pupils=None)
    parents = "<Parent><ParentUniqueId>P</ParentUniqueId></Parent>"
    (path / "p.xml").write_text(interchange("StudentParent", pupil(), parents), "utf-8")
    (file,) = read_bundle(path).files
    assert file.student.born == date(2013, 5, 1)


def test_a_utf_16_file_is_read(folder):
    path = folder(event(), schools=(school(name="Æsop"), DISTRICT))
    before = read_bundle(path)
    for each in path.rglob("*.XML"):
        text = each.read_text("utf-8").replace('"1.0"', '"1.0" encoding="utf-16"')
        each.write_bytes(text.encode("utf-16"))
    assert read_bundle(path) == before
    assert before.sites["S1"].name == "Æsop"


def test_a_student_of_two_schools_is_enrolled_in_both(folder):
    path = folder(
        event(school="S1"),
        event(school="S2", on="2022-02-01"),
        sessions=(session(), session("S2", "2022-01-04", "2022-05-27", "88", "Spring")),
        schools=None,
    )
    roll = read_bundle(path)
    (file,) = roll.files
    assert [(each.site, str(each.period)) for each in file.spells] == [
        ("S1", "2021-08-23..2021-12-17"),
        ("S2", "2022-01-04..2022-05-27"),
    ]
    assert {site.name for site in roll.sites.values()} == {"S1", "S2"}


def test_a_day_on_which_only_the_other_school_teaches_is_a_school_day(folder):
    other = session("S2", "2022-01-04", "2022-05-27", "88", "Spring")
    path = folder(
        event(school="S2"), event(school="S1", on="2022-02-01"), sessions=(session(), other),
        schools=None,
    )  # fmt: skip
    assert problems(path) == []


def test_students_without_an_event_are_not_in_the_roll(folder):
    path = folder(event(), pupils=(pupil(), pupil("8")))
    assert [file.ref for file in read_bundle(path).files] == ["007"]


def test_without_students_and_schools_on_file_events_stand_alone(folder):
    path = folder(event(), pupils=None, schools=None)
    assert problems(path) == []
    (file,) = read_bundle(path).files
    assert file.student.born is None


def test_nothing_of_a_name_is_kept_or_told(folder):
    path = folder(event(), event(on="2021-09-05"), pupils=(pupil(), pupil("8", born="1 May 2013")))
    checked = check(path)
    (refused,) = errors(path)
    assert "Z" not in " ".join(map(str, checked.report))
    assert (refused.code, refused.column) == ("bad_date", "BirthData/BirthDate")
    assert "2013" not in str(refused)


# ---------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("made", "code", "column", "value"),
    [
        (event(category="Asleep"), "unknown_category", edfi.CATEGORY, "uri://x#Asleep"),
        (event(on="2021-02-30"), "bad_date", edfi.DATE, "2021-02-30"),
        (event(on=""), "blank_cell", edfi.DATE, ""),
        (event(""), "blank_cell", edfi.STUDENT_OF, ""),
        (event(" 007"), "space_around_id", edfi.STUDENT_OF, " 007"),
        (event(school=" "), "blank_cell", edfi.SCHOOL_OF, " "),
        (event(part="2"), "bad_number", "AttendanceEvent/EventDuration", "2"),
        (event(minutes="1441"), "bad_number", "SchoolAttendanceDuration", "1441"),
        (event("8"), "unknown_student", edfi.STUDENT_OF, "8"),
        (event(school="S9"), "unknown_school", edfi.SCHOOL_OF, "S9"),
    ],
)  # fmt: skip
def test_a_cell_that_is_refused_is_named(folder, made, code, column, value):
    path = folder(
        event(),
        made.replace("><", ">\n<")
        .replace(">\n</Ev", "></Ev")
        .replace(">\n</StudentU", "></StudentU"),
    )
    error = only_error(path)
    assert error.file == "deep/StudentAttendance/all.XML"
    assert (error.code, error.column, error.value) == (code, column, value)
    line = (path / error.file).read_text("utf-8").splitlines()[error.line - 1]
    assert line.startswith(f"<{column.rpartition('/')[2]}>")
    assert error.hint


@pytest.mark.parametrize(
    "element", ["EventDate", "AttendanceEventCategory", "StudentUniqueId", "SchoolId"]
)
def test_an_element_that_is_missing_is_told_on_the_line_of_its_record(folder, element):
    made = event().replace(f"<{element}>", "<Other>").replace(f"</{element}>", "</Other>")
    error = only_error(folder(event(), made))
    assert (error.code, error.line) == ("blank_cell", 4)
    assert error.column.endswith(element)


@pytest.mark.parametrize("element", ["BeginDate", "EndDate", "SchoolId"])
def test_a_session_without_its_dates_or_school_is_refused_and_nothing_that_follows(folder, element):
    made = session().replace(f"<{element}>", "<Other>").replace(f"</{element}>", "</Other>")
    error = only_error(folder(event(), event(on="2021-09-05"), sessions=(made,)))
    assert (error.code, error.file) == ("blank_cell", "deep/EducationOrgCalendar/all.XML")
    assert error.column.endswith(element)


@pytest.mark.parametrize(
    ("made", "code", "column"),
    [
        (session(end="2021-08-22"), "end_before_start", "EndDate"),
        (session(end="2031-12-17"), "session_too_long", "EndDate"),
        (session(begin="9999-06-01", end="9999-12-31"), "session_too_long", "EndDate"),
        (session(end="2021-13-17"), "bad_date", "EndDate"),
        (session(total="0"), "bad_number", "TotalInstructionalDays"),
        (session(total="81.5"), "bad_number", "TotalInstructionalDays"),
    ],
)
def test_a_session_that_cannot_be_is_an_error(folder, made, code, column):
    error = only_error(folder(event(), sessions=(made,)))
    assert (error.code, error.column) == (code, column)


def test_a_session_of_one_day_stands(folder):
    path = folder(event(on="2021-08-23"), sessions=(session(end="2021-08-23", total="1"),))
    assert problems(path) == []


def test_sessions_without_a_total_have_their_weekdays(folder):
    path = folder(event(), sessions=(session(end="2021-08-29", total=""),))
    assert [each.code for each in check(path).report] == ["no_total", "not_a_school_day"]
    calendar = read_bundle(path).calendars["S1"]
    assert calendar.dates_known
    assert len(calendar.school_days) == 5


def test_beside_a_stated_total_a_missing_one_is_the_weekdays(folder):
    path = folder(
        event(), sessions=(session(), session("S1", "2022-01-03", "2022-01-16", "", "Spring"))
    )
    assert only_warning(path).code == "no_total"
    assert [each.stated_days for each in read_bundle(path).calendars["S1"].sessions] == [81, 10]


def test_more_days_than_weekdays_are_told(folder):
    warning = only_warning(folder(event(), sessions=(session(total="169"),)))
    assert (warning.code, warning.value) == ("too_many_days", "169")
    assert "85 weekdays" in warning.says


def test_a_session_inside_another_adds_nothing(folder):
    quarter = session(end="2021-10-15", total="39", name="First quarter")
    path = folder(event(), sessions=(quarter, session()))
    assert only_warning(path).code == "session_inside"
    assert [each.title for each in read_bundle(path).calendars["S1"].sessions] == ["Fall"]


@pytest.mark.parametrize(
    "other", [session(begin="2021-12-17", end="2022-05-27"), session(total="80", name="Autumn")]
)
def test_sessions_that_overlap_would_count_days_twice(folder, other):
    assert only_error(folder(event(), sessions=(session(), other))).code == "overlapping_sessions"


def test_what_stands_twice_counts_once(folder):
    path = folder(
        event(), event(), pupils=(pupil(), pupil()), sessions=(session(), session()),
        schools=(school(), school(), DISTRICT),
    )  # fmt: skip
    assert problems(path) == [(Severity.WARNING, "identical_row")] * 4
    roll = read_bundle(path)
    assert len(roll.calendars["S1"].sessions) == 1
    assert [len(file.events) for file in roll.files] == [1]


def test_one_id_may_not_be_of_two(folder):
    path = folder(
        event(), pupils=(pupil(), pupil(born="2014-01-01")), schools=(school(), school(name="Oak"))
    )
    assert [each.code for each in errors(path)] == ["duplicate_id", "duplicate_id"]


def test_an_element_that_stands_twice_is_refused(folder):
    made = event().replace("<EventDate>", "<EventDate>2021-09-03</EventDate><EventDate>")
    error = only_error(folder(event(), made))
    assert (error.code, error.column) == ("duplicate_element", "AttendanceEvent/EventDate")


@pytest.mark.parametrize("order", [1, -1])
def test_present_beside_absent_is_an_error(folder, order):
    rows = [event(category="Present"), event(category="Excused Absence", part="1")][::order]
    error = only_error(folder(*rows))
    assert (error.code, error.line) == ("present_and_absent", 4)


@pytest.mark.parametrize("category", ["Tardy", "Partial", "Early departure"])
def test_present_beside_a_part_of_the_day_is_none(folder, category):
    assert problems(folder(event(category="Present"), event(category=category))) == []
    half = event(category="Excused Absence", part="0.5")
    assert problems(folder(event(category="In Attendance"), half)) == []


def test_two_absences_of_a_day_are_both_kept(folder):
    path = folder(event(), event(category="Excused Absence"))
    assert problems(path) == []
    assert len(events_of(path)) == 2


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("2021-09-05", "a Sunday"),
        ("2021-12-18", "outside the school year's sessions"),
        ("2021-08-20", "outside the school year's sessions"),
    ],
)
def test_a_date_that_is_no_school_day_is_a_warning_and_set_aside(folder, on, reason):
    path = folder(event(), event(on=on))
    warning = only_warning(path)
    assert (warning.code, warning.line, warning.value) == ("not_a_school_day", 4, on)
    assert reason in warning.says
    assert len(events_of(path)) == 2


def test_the_last_day_of_a_session_is_in_it(folder):
    assert problems(folder(event(on="2021-12-17"))) == []


@pytest.mark.parametrize(
    ("sessions", "schools"),
    [((), (school(),)), (None, None), ((session("S2"),), (school(), school("S2")))],
)
def test_a_school_without_sessions_is_told_once(folder, sessions, schools):
    path = folder(event(), event(on="2021-09-02"), sessions=sessions, schools=schools)
    error = only_error(path)
    assert (error.code, error.line, error.value) == ("no_session", 3, "S1")
    assert "2 event(s)" in error.says
    assert "EducationOrgCalendar" in error.hint


def test_references_to_a_refused_student_are_not_told_again(folder):
    path = folder(event(), event(on="2021-09-02"), pupils=(pupil(born="soon"), pupil("8")))
    error = only_error(path)
    assert (error.code, error.value) == ("bad_date", "•••")


def test_references_to_a_refused_session_are_not_told_again(folder):
    path = folder(event(), sessions=(session(total="x"), session("S2")), schools=None)
    assert only_error(path).code == "bad_number"


@pytest.mark.parametrize("kind", ["Student", "EducationOrgCalendar", "EducationOrganization"])
def test_references_into_a_file_that_is_cut_off_are_not_told_again(folder, kind):
    path = folder(event("8"), event(school="S2"), event(on="2021-09-05"))
    file = path / "deep" / kind / "all.XML"
    file.write_text(file.read_text("utf-8")[:-30], "utf-8")
    error = errors(path)[0]
    others = {"Student": ["unknown_school"], "EducationOrgCalendar": ["unknown_student"]}
    left = others.get(kind, ["no_session", "unknown_student"])
    assert (error.code, error.file) == ("bad_xml", f"deep/{kind}/all.XML")
    assert "ends before" in error.says
    assert sorted(each.code for each in errors(path)[1:]) == left


def test_a_district_that_is_not_there_is_a_warning(folder):
    given = (
        "<LocalEducationAgencyReference><LocalEducationAgencyIdentity><LocalEducationAgencyId>"
        "0200</LocalEducationAgencyId></LocalEducationAgencyIdentity></LocalEducationAgencyReference>"
    )
    path = folder(event(), schools=(school(district=given), DISTRICT))
    assert (only_warning(path).code, only_warning(path).value) == ("unknown_district", "0200")
    path = folder(event(), schools=(school(),))
    assert (only_warning(path).code, only_warning(path).value) == ("unknown_district", "L")
    path = folder(event(), schools=(school(district=given),))
    assert problems(path) == []
    assert read_bundle(path).sites["S1"].district == "0200"


# ---------------------------------------------------------------- files


def test_files_that_are_not_read_are_told(folder):
    path = folder(event())
    (path / "LICENSE").write_text("free", "utf-8")
    (path / "staff.xml").write_text(interchange("StaffAssociation", "<Staff/>"), "utf-8")
    report = check(path).report
    assert [(each.file, each.code) for each in report] == [
        ("LICENSE", "unread_file"),
        ("staff.xml", "unread_file"),
    ]
    assert report.errors == 0


def test_records_that_could_change_a_count_and_are_not_read_are_told(folder):
    period = "<StudentSectionAttendanceEvent/>"
    closed = "<CalendarDate><Date>2021-09-06</Date></CalendarDate>"
    path = folder(event(), period, period, sessions=(session(), "<GradingPeriod/>", closed))
    told = [(each.code, each.line, each.says) for each in check(path).report]
    assert told == [
        ("unread_record", 5, "1 record(s) CalendarDate are not read"),
        ("unread_record", 4, "2 record(s) StudentSectionAttendanceEvent are not read"),
    ]


def test_without_events_there_is_nothing_to_judge(folder):
    path = folder()
    assert problems(path) == [(Severity.WARNING, "no_attendance")]
    assert read_bundle(path).files == ()


def test_a_document_type_is_refused_in_every_file(folder):
    path = folder(event())
    text = '<!DOCTYPE a [<!ENTITY e "lol">]><a>&e;</a>'
    (path / "other.xml").write_text(text, "utf-8")
    for each in path.rglob("*.XML"):
        each.write_text(each.read_text("utf-8").replace("?>", "?><!DOCTYPE a>"), "utf-8")
    attendance = path / "deep" / "StudentAttendance" / "all.XML"
    named = attendance.read_text("utf-8").replace(
        "DOCTYPE a", "DOCTYPE InterchangeStudentAttendance"
    )
    attendance.write_text(named, "utf-8")
    assert edfi.found_in(open_source(path))
    assert [each.code for each in errors(path)] == ["xml_doctype"] * 5
    with pytest.raises(InputRefused):
        read_bundle(path)


def test_an_entity_bomb_costs_nothing(folder):
    path = folder(event())
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 20))
    doctype = f'<!DOCTYPE InterchangeStudentAttendance [<!ENTITY e0 "lol">{nested}]>'
    file = path / "deep" / "StudentAttendance" / "all.XML"
    file.write_text(
        file.read_text("utf-8").replace("?>", f"?>{doctype}").replace("007", "&e19;"), "utf-8"
    )
    assert only_error(path).code == "xml_doctype"  # expanded, 20^19 times "lol" would never end


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "bad_xml", 1),
        (b"<a>\n<b></a>", "bad_xml", 2),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "bad_encoding", 1),
        (b"<InterchangeStudent>\n\xc6</InterchangeStudent>", "bad_encoding", 2),
    ],
)
def test_a_file_that_is_no_xml_is_an_error(folder, data, code, line):
    path = folder(event())
    (path / "broken.xml").write_bytes(data)
    if b"InterchangeStudent" in data or line == 1:
        error = only_error(path)
        assert (error.code, error.file, error.line) == (code, "broken.xml", line)
    else:
        assert only_warning(path).code == "unread_file"  # its root tells that it is not for us


def test_a_cut_attendance_file_is_refused(folder):
    path = folder(*[event(on=f"2021-09-{n:02}") for n in range(6, 11)])
    file = path / "deep" / "StudentAttendance" / "all.XML"
    whole = file.read_bytes()
    for cut in range(len(whole) - 1, 60, -97):
        file.write_bytes(whole[:cut])
        checked = check(path)
        assert checked.roll is None
        assert checked.report.errors


@pytest.mark.parametrize("name", ["a.csv", "attendance.txt"])
def test_only_a_file_of_attendance_makes_it_ed_fi(folder, tmp_path, name):
    assert not edfi.found_in(open_source(tmp_path))
    (tmp_path / name).write_text(interchange("StudentAttendance"), "utf-8")
    (tmp_path / "student.xml").write_text(interchange("Student"), "utf-8")
    (tmp_path / "broken.xml").write_text("<", "utf-8")
    assert not edfi.found_in(open_source(tmp_path))
    folder(event())
    assert edfi.found_in(open_source(tmp_path))


# ---------------------------------------------------------------- the sample district of Ed-Fi


@pytest.fixture(scope="module")
def sample(shared_data):
    report = Report()
    roll = edfi.read_edfi(open_source(shared_data / "edfi-data-standard-v5"), report)
    return roll, report


@pytest.fixture(scope="module")
def rules():
    return load_rules("us-ca")


def count(roll, rules, on, *, ageless=False):
    files = roll.files
    if ageless:
        files = [
            attrs.evolve(each, student=attrs.evolve(each.student, born=None)) for each in files
        ]
    judged = list(classify(attrs.evolve(roll, files=files), rules=rules, on=on))
    outcomes = Counter((code, each.verdicts[code].outcome) for each in judged for code in CODES)
    return judged, outcomes


def test_the_sample_is_read_in_full(sample):
    roll, report = sample
    events = [event for file in roll.files for event in file.events]
    assert (len(roll.files), len(events), report.errors) == (115, 831, 0)
    assert Counter(each.code for each in events) == {
        "Excused Absence": 461,
        "Unexcused Absence": 304,
        "Tardy": 66,
    }
    assert {each.site for each in events} == {"255901107"}
    assert all(each.minutes is not None for each in events if each.kind is Kind.TARDY)
    assert all(file.student.born is not None for file in roll.files)
    assert roll.sites["255901107"].name == "Grand Bend Elementary School"
    assert roll.sites["255901107"].district == "255901"


def test_the_three_tardies_of_a_sunday_are_warnings(sample):
    _, report = sample
    told = [each for each in report if each.code == "not_a_school_day"]
    assert [each.value for each in told] == ["2022-05-15"] * 3
    assert all("a Sunday" in each.says for each in told)
    assert {each.code for each in report} == {"not_a_school_day", "unread_file", "unread_record"}


@pytest.mark.parametrize(("ageless", "truant", "pending"), [(False, 27, 6), (True, 35, 7)])
def test_the_sample_is_judged_at_the_end_of_its_year(sample, rules, ageless, truant, pending):
    judged, outcomes = count(sample[0], rules, date(2022, 5, 27), ageless=ageless)
    assert len(judged) == 115
    assert outcomes["truant", Outcome.MET] == truant
    assert outcomes["chronic_absentee", Outcome.MET] == 17
    assert outcomes["chronic_truant", Outcome.PENDING] == pending
    assert {each.counts["school_days_enrolled"] for each in judged} == {169}


def test_every_tardy_of_a_possible_school_day_is_left_open(sample, rules):
    judged, _ = count(sample[0], rules, date(2022, 5, 27))
    left = [each for one in judged for each in one.unresolved]
    assert len(left) == 63
    assert all(each.would_change for each in left)
    assert sum(len(each.tally.outside) for each in judged) == 3


def test_inside_a_session_percentages_are_refused_with_the_reason(sample, rules):
    judged, outcomes = count(sample[0], rules, date(2022, 3, 1))
    assert outcomes["chronic_absentee", Outcome.UNDECIDED] == 115
    assert outcomes["chronic_absentee", Outcome.MET] == 0
    reasons = {dict(each.refused)["chronic_absentee"] for each in judged}
    (reason,) = reasons
    assert "2021-2022 Spring Semester" in reason
    assert "2022-05-27" in reason


def test_between_the_sessions_percentages_are_of_the_first(sample, rules):
    judged, outcomes = count(sample[0], rules, date(2022, 1, 3))
    assert outcomes["chronic_absentee", Outcome.UNDECIDED] == 0
    assert {each.counts["weekdays_enrolled"] for each in judged} == {81}
