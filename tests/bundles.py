"""Small bundles for tests: files as text in memory, looked at without a disk.

`small()` is the least that reads without a word; `full()` has every file and every column
filled. Both are plain dictionaries from a file's name to its text, made to be spoiled.
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sro_adapters.interchange import Checked, Report
from sro_adapters.interchange.bundle import open_tables, read_tables
from sro_adapters.interchange.layouts import LAYOUTS
from sro_adapters.interchange.sources import Source

MARK_HEADER = (
    "Student_id,School_id,Section_id,Attendance_date,Attendance_type,Attendance_status,"
    "Excuse_code,Minutes_missed\n"
)
SMALL = {
    "orgs.csv": (
        "sourcedId,name,type,parentSourcedId\n"
        "D,Illustrative District,district,\n"
        "HIGH,Pine High,school,D\n"
        "MIDDLE,Oak Middle,school,D\n"
    ),
    "academicSessions.csv": (
        "sourcedId,title,type,startDate,endDate\n"
        "Y,2026-27,schoolYear,2026-08-17,2027-06-05\n"
        "FALL,Fall,term,2026-08-17,2026-12-19\n"
    ),
    "users.csv": "sourcedId,role\nS-1,student\nS-2,student\nT-1,teacher\n",
    "enrollments.csv": (
        "sourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
        "E-1,HIGH,S-1,student,,\n"
        "E-2,HIGH,S-2,student,,\n"
        "E-3,HIGH,T-1,teacher,,\n"
    ),
    "codes.csv": "Excuse_code,Excuse\nILL,excused\nUNX,unexcused\nUNV,unknown\n",
    "attendance.csv": MARK_HEADER,
}


def small(**texts: str | None) -> dict[str, str]:
    """Make the least bundle; a keyword replaces a file, adds one, or takes it out with None."""
    files = SMALL | {f"{name}.csv": text for name, text in texts.items() if text is not None}
    return {name: text for name, text in files.items() if texts.get(name[:-4], text) is not None}


def marks(*rows: str) -> str:
    """Make attendance.csv of rows; what a row leaves out at its end is blank.

    A row begins with the student, the date and the status: ``S-1 2026-09-01 absent UNX 30``,
    at HIGH and daily; a row that holds a comma stands as it is.
    """
    lines = []
    for row in rows:
        if "," in row:
            lines.append(row)
            continue
        student, on, status, code, minutes = [*row.split(), "", ""][:5]
        lines.append(f"{student},HIGH,,{on},daily,{status},{code},{minutes}")
    return MARK_HEADER + "".join(f"{line}\n" for line in lines)


def source(files: Mapping[str, str | bytes], name: str = "bundle") -> Source:
    """Hold files in memory as an opened folder."""
    raw = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
    return Source(name, {path: lambda data=data: io.BytesIO(data) for path, data in raw.items()})


def look(files: Mapping[str, str | bytes]) -> Checked:
    """Check a bundle in memory."""
    report = Report()
    roll = read_tables(open_tables(source(files), report), report)
    return Checked("bundle", "OneRoster CSV", report, None if report.errors else roll)


def roll_of(files: Mapping[str, str | bytes]):
    """Read a bundle in memory that must not have any problem."""
    checked = look(files)
    assert places(checked.report) == []
    return checked.roll


def places(report: Report) -> list[str]:
    """Give what a report says, a line each: ``error bad_date attendance.csv:2 Attendance_date=x``.

    Sentences and hints are left out, so that a test does not hold on to words.
    """
    return [
        f"{each.severity} {each.code} {each.file}"
        + (f":{each.line}" if each.line else "")
        + (f" {each.column}={each.value}" if each.column else "")
        for each in report
    ]


def said(**texts):
    """What is said of the small bundle with these files in place of its own."""
    return places(look(small(**texts)).report)


def said_of_marks(*rows, **texts):
    return said(attendance=marks(*rows), **texts)


def write(files: Mapping[str, str | bytes], folder: Path) -> Path:
    """Write files below a folder."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def pack(files: Mapping[str, str | bytes], path: Path, inside: str = "") -> Path:
    """Write files as a zip, their names after `inside`."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(inside + name, text)
    return path


# ------------------------------------------------------------ every file, every column filled

Row = dict[str, str]
Rows = dict[str, list[Row]]
STAMP = {"status": "active", "dateLastModified": "2026-08-01T08:30:00.000Z"}


def _stamped(*rows: Row) -> list[Row]:
    return [row | STAMP for row in rows]


def _user(id: str, **more: str) -> Row:
    row = {column.name: f"{column.name} of {id}" for column in LAYOUTS["users"].columns}
    known = {
        "sourcedId": id,
        "enabledUser": "true",
        "orgSourcedIds": "HIGH,MIDDLE",
        "grades": "09,10",
        "agentSourcedIds": "A-1",
        "primaryOrgSourcedId": "HIGH",
    }
    return row | known | more


def rows_of_full(version: str = "1.1") -> Rows:
    """Give the rows of a bundle that has every file of a version and every column filled."""
    rows = {
        "orgs": _stamped(
            {"sourcedId": "D", "name": "District", "type": "district", "identifier": "0160",
             "parentSourcedId": "D"},
            {"sourcedId": "HIGH", "name": "Pine High", "type": "school",
             "identifier": "01612590000001", "parentSourcedId": "D"},
            {"sourcedId": "MIDDLE", "name": "Oak Middle", "type": "school",
             "identifier": "01612590000002", "parentSourcedId": "D"},
        ),
        "academicSessions": _stamped(
            {"sourcedId": "Y", "title": "2026-27", "type": "schoolYear",
             "startDate": "2026-08-17", "endDate": "2027-06-05", "parentSourcedId": "Y",
             "schoolYear": "2027"},
            {"sourcedId": "FALL", "title": "Fall", "type": "semester",
             "startDate": "2026-08-17", "endDate": "2026-12-19", "parentSourcedId": "Y",
             "schoolYear": "2027"},
        ),
        "users": _stamped(
            _user("S-1", role="student"),
            _user("S-2", role="student"),
            _user("T-1", role="teacher", agentSourcedIds="S-1,S-2"),
        ),
        "roles": _stamped(
            *(
                {"sourcedId": f"R-{user}", "userSourcedId": user, "roleType": "primary",
                 "role": "teacher" if user == "T-1" else "student", "beginDate": "2026-08-17",
                 "endDate": "2027-06-05", "orgSourcedId": "HIGH", "userProfileSourcedId": "P-1"}
                for user in ("S-1", "S-2", "T-1")
            )
        ),
        "courses": _stamped(
            {"sourcedId": "ALGEBRA", "schoolYearSourcedId": "Y", "title": "Algebra",
             "courseCode": "101", "grades": "09,10", "orgSourcedId": "HIGH", "subjects": "Math",
             "subjectCodes": "02052"},
        ),
        "classes": _stamped(
            {"sourcedId": "C-1", "title": "Algebra, 1st", "grades": "09,10",
             "courseSourcedId": "ALGEBRA", "classCode": "101-1", "classType": "homeroom",
             "location": "Room 9", "schoolSourcedId": "HIGH", "termSourcedIds": "FALL,Y",
             "subjects": "Math", "subjectCodes": "02052", "periods": "1,2"},
        ),
        "enrollments": _stamped(
            *(
                {"sourcedId": f"E-{user}", "classSourcedId": "C-1", "schoolSourcedId": "HIGH",
                 "userSourcedId": user, "role": "teacher" if user == "T-1" else "student",
                 "primary": "false", "beginDate": "2026-08-17", "endDate": "2027-06-05"}
                for user in ("S-1", "S-2", "T-1")
            )
        ),
        "demographics": _stamped(
            {"sourcedId": "S-1", "birthDate": "2011-03-01"},
            {"sourcedId": "S-2", "birthDate": "2012-02-29"},
        ),
        "codes": [
            {"Excuse_code": "ILL", "Excuse": "excused", "Reason": "illness"},
            {"Excuse_code": "UNX", "Excuse": "unexcused", "Reason": "no valid excuse"},
        ],
        "calendar": [
            {"School_id": "HIGH", "Date": "2026-09-07", "Kind": "closed", "Label": "Labor Day",
             "Minutes": "0"},
            {"School_id": "HIGH", "Date": "2026-09-12", "Kind": "added", "Label": "make-up",
             "Minutes": "200"},
            {"School_id": "MIDDLE", "Date": "2026-09-04", "Kind": "minimum", "Label": "early",
             "Minutes": "180"},
        ],
        "bells": [
            {"School_id": site, "Weekday": weekday, "Start": "08:30", "End": "15:05"}
            for site in ("HIGH", "MIDDLE")
            for weekday in ("Monday", "Tue", "wednesday", "Thursday", "Friday")
        ],
        "attendance": [
            {"Student_id": "S-1", "School_id": "HIGH", "Section_id": "C-1",
             "Attendance_date": "2026-09-01", "Attendance_type": "section",
             "Attendance_status": "absent", "Excuse_code": "UNX", "Sis_id": "4711",
             "Minutes_missed": "50"},
            {"Student_id": "S-2", "School_id": "HIGH", "Section_id": "C-1",
             "Attendance_date": "2026-09-12", "Attendance_type": "daily",
             "Attendance_status": "tardy", "Excuse_code": "ILL", "Sis_id": "4712",
             "Minutes_missed": "31"},
        ],
        "actions": [
            {"Student_id": "S-1", "School_id": "HIGH", "Action": "truancy_report",
             "Date": "2026-09-09", "Means": "form filed"},
            {"Student_id": "S-2", "School_id": "HIGH", "Action": "conference_effort",
             "Date": "2026-09-10", "Means": "telephone"},
        ],
    }  # fmt: skip
    if version == "1.1":
        del rows["roles"]
        for user in rows["users"]:
            for name in [name for name in user if "Master" in name or "preferred" in name]:
                del user[name]
            del user["primaryOrgSourcedId"], user["pronouns"]
    else:
        for user in rows["users"]:
            del user["role"], user["orgSourcedIds"]
    stated = [
        ("manifest.version", "1.0"),
        ("oneroster.version", version),
        *((f"file.{name}", "bulk") for name in rows if not LAYOUTS[name].ours),
    ]
    manifest = [{"propertyName": name, "value": value} for name, value in stated]
    return {"manifest": manifest} | rows


def texts(rows: Rows) -> dict[str, str]:
    """Write rows as the texts of files."""
    files = {}
    for name, lines in rows.items():
        out = io.StringIO()
        table = csv.DictWriter(out, list(lines[0]), lineterminator="\r\n")
        table.writeheader()
        table.writerows(lines)
        files[f"{name}.csv"] = out.getvalue()
    return files


def full(version: str = "1.1") -> dict[str, str]:
    """Make a bundle that has every file of a version and every column filled."""
    return texts(rows_of_full(version))
