"""Forms that are known by name: told by files and headings, never a bundle or Ed-Fi."""

import io

import pytest

from sro_adapters.interchange.formats import headings, plain, recognise
from sro_adapters.interchange.sources import Source


def source(files, name="exports/north"):
    made = {}
    for path, text in files.items():
        content = text if isinstance(text, bytes) else text.encode()
        made[path] = lambda content=content: io.BytesIO(content)
    return Source(name, made)


KNOWN = [
    ({"Student.csv": "SIS ID,School SIS ID,Username\n"}, "Data Sync v1"),
    ({"StudentEnrollment.csv": "Section SIS ID,SIS ID\n", "School.csv": "SIS ID,Name"}, "Sync v1"),
    (
        {
            "users.csv": "sourcedId,orgSourcedIds,username,password,role\n",
            "classes.csv": "sourcedId,orgSourcedId,title\n",
            "enrollments.csv": "classSourcedId,userSourcedId,role\n",
        },
        "Data Sync v2 CSV",
    ),
    (
        {
            "a/enrollments.csv": "classSourcedId,userSourcedId,role\n",
            "a/roles.csv": "userSourcedId,orgSourcedId,role\n",
        },
        "Data Sync v2.1 CSV",
    ),
    ({"m365/Person/part1.csv": "edp_1,Ada,,Lovelace\n"}, "OEA normalised"),
    ({"Org/part-0001.csv": "edp_sch0,High\n"}, "OEA normalised"),
    (
        {"day1/a/part1.csv": "student_id,attendance_date,attendance_type,PresenceFlag\n"},
        "Contoso",
    ),
    ({"students/part1.csv": "SIS ID,School SIS ID,ELLStatus,CumulativeGPA\n"}, "Contoso"),
    ({"e.csv": "sid,school_year,school_code,enrollment_date,withdrawal_date\n"}, "OpenSDP"),
    ({"a.csv": "Academic Year,Attend Rate Pct,Days Attended Cnt,Days Member Cnt\n"}, "Maryland"),
    ({"a.csv": "absentee_students,total_students,chronically_absent_rate\n"}, "Colorado"),
    ({"pubschls.csv": "CDSCode,NCESDist,NCESSchool,StatusType\n"}, "California public schools"),
    ({"o.csv": "OFFENSE_TYPE_ID,OFFENSE_CODE,CRIME_AGAINST\n"}, "NIBRS"),
    ({"doj.csv": "offenseCode,offenseStatute\n"}, "Cal-RIPA"),
    ({"t.csv": "PartitionKey,RowKey,StopTemplate\n"}, "Cal-RIPA"),
    ({"reason.csv": '"CODE","REASON_FOR_STOP"\n'}, "RIPA stop data"),
    ({"deep/er/year.ICS": "BEGIN:VCALENDAR\n"}, "iCalendar"),
    ({"one.vcf": "BEGIN:VCARD\n"}, "contact cards"),
    ({"y.csv": "start,end,kind\n"}, "school-calendar dates"),
    ({"Instance1.txt": "# a comment\r\nSECTION_HORIZON\r\n14\r\n"}, "NRP"),
    ({"rates.xlsx": b"PK"}, "Excel"),
    ({"export.zip": b"PK"}, "zip in it"),
]


@pytest.mark.parametrize(("files", "name"), KNOWN)
def test_a_form_is_known_by_name(files, name):
    found = recognise(source(files))
    assert found is not None
    assert name in found.name
    assert found.missing
    assert found.hint


ONEROSTER = {
    "orgs.csv": "sourcedId,name,type\n",
    "users.csv": "sourcedId,orgSourcedIds,role,username,givenName,familyName\n",
    "enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\n",
}


@pytest.mark.parametrize(
    "files",
    [
        {},
        ONEROSTER,
        {f"deep/{path}": text for path, text in ONEROSTER.items()},
        ONEROSTER | {"year.ics": "", "rates.xlsx": b"", "days.csv": "start,end,kind\n"},
        {"manifest.csv": "propertyName,value\n", "year.ics": ""},
        {"attendance.csv": "Student_id,Attendance_date,Attendance_type,Attendance_status\n"},
        {"orgs.csv": "name,type\n"},
        {"enrollments.csv": "sourcedId,classSourcedId,userSourcedId,role\n"},
        {"anything.csv": "a,b\n", "notes.txt": "SECTION\n"},
        {"broken.csv": b'"a\xff\n', "blank.csv": "", "nul.csv": b"\0\0"},
        {
            "StudentSchoolAttendance.xml": '<InterchangeStudentAttendance xmlns="http://ed-fi.org/5.2.0"/>',
            "year.ics": "",
        },
    ],
)
def test_what_is_read_as_it_is_or_unknown_has_no_form(files):
    assert recognise(source(files)) is None


def test_several_forms_are_named_together():
    found = recognise(source({"one.vcf": "", "y.ics": ""}))
    assert found.name == "iCalendar files (.ics) and contact cards (.vcf)"
    assert found.hint.startswith("give one of them alone; ")


def test_parts_of_a_table_are_called_by_their_folder():
    files = {"part1.csv": "\ufeffA b,C_d\n", "day1/Students/part-00.csv": "x", "Marks.csv": '"un'}
    found = {each.path: each for each in headings(source(files))}
    assert {path: each.about for path, each in found.items()} == {
        "part1.csv": "north", "day1/Students/part-00.csv": "students", "Marks.csv": "marks",
    }  # fmt: skip
    assert found["part1.csv"].header == ("A b", "C_d")
    assert found["part1.csv"].names == {"ab", "cd"}
    assert plain(" Student-ID_number ") == "studentidnumber"
