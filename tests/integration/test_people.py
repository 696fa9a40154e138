"""Names, contacts and guardians are read for whoever asks, and for nobody else."""

import pytest

from sro_adapters.interchange import check
from sro_adapters.interchange.problems import MASK
from sro_core.identities import Guardian, Identity
from tests.bundles import full, marks, pack, small

HEAD = (
    "sourcedId,status,role,agentSourcedIds,givenName,middleName,familyName,preferredGivenName,"
    "email,phone,sms,password\n"
)
USERS = HEAD + (
    "T-1,,teacher,,Theo,,Teach,,t@example.org,,,\n"
    'S-2,,student,"G-2,G-1,T-1,G-9,G-3,X",Bo,,Beta,,,,555-0102,\n'
    "G-1,,parent,,Gala,,Alpha,,g@example.org,555-0103,555-0104,secret\n"
    "S-1,,student,G-1,Ana,Inés,Peñón,Anita,ana@example.org,555-0101,,secret\n"
    "G-2,,guardian,S-2,Gus,,Beta,,,,555-0105,\n"
    "G-3,,relative,,Rea,,Beta,,,,,\n"
    "G-9,tobedeleted,parent,,Gone,,Away,,,,,\n"
)
GALA = Guardian("Gala", "Alpha", "g@example.org", "555-0103")
ANA = Identity(
    "S-1", "Ana", "Inés", "Peñón", "Anita", "ana@example.org", "555-0101", guardians=(GALA,)
)
BO = Identity(
    "S-2", "Bo", family_name="Beta", phone="555-0102",
    guardians=(Guardian("Gus", "Beta", "", "555-0105"), GALA, Guardian("Rea", "Beta")),
)  # fmt: skip


def found(files, path):
    checked = check(pack(files, path / "b.zip"))
    assert checked.report.errors == 0, list(checked.report)
    return checked


def test_the_students_of_a_roll_are_told_by_reference_with_their_guardians(tmp_path):
    checked = found(small(users=USERS), tmp_path)
    assert list(checked.identities()) == [ANA, BO]
    assert list(checked.identities()) == [ANA, BO]


def test_in_version_1_2_roles_tell_who_is_a_guardian(tmp_path):
    users = 'sourcedId,givenName,agentSourcedIds\nS-1,Ana,"G-1,T-1"\nG-1,Gala,\nT-1,Theo,\n'
    roles = (
        "sourcedId,status,userSourcedId,role,orgSourcedId\nR-1,,S-1,student,HIGH\n"
        "R-2,,G-1,guardian,HIGH\nR-3,tobedeleted,T-1,parent,HIGH\nR-4,,T-1,teacher,HIGH\n"
    )
    enrollments = small()["enrollments.csv"].replace("E-2,HIGH,S-2,student,,\n", "")
    files = small(users=users, roles=roles, enrollments=enrollments)
    assert list(found(files, tmp_path).identities()) == [
        Identity("S-1", "Ana", guardians=(Guardian("Gala"),))
    ]


MAP = """\
title = "Pupils and days"
assume_enrolled = true

[[table]]
is = "users"
from = "pupils.csv"
[table.columns]
sourcedId = "no"
givenName = "first"
familyName = "last"
[table.constants]
role = "student"

[[table]]
is = "attendance"
from = "days.csv"
[table.columns]
Student_id = "no"
Attendance_date = "day"
[table.constants]
School_id = "HIGH"
Attendance_type = "daily"
Attendance_status = "absent"

[[rows]]
is = "orgs"
rows = [{ sourcedId = "HIGH" }]

[[rows]]
is = "academicSessions"
rows = [
  { sourcedId = "y", type = "schoolYear", startDate = 2026-08-20, endDate = "2027-06-05" },
]
"""


def test_a_mapped_export_tells_what_its_map_names_of_those_on_the_roll(tmp_path):
    files = {
        "pupils.csv": "no,first,last,phone\n2,Bo,Beta,1\n1,Ana,Alpha,1\n3,Cy,Gamma,1\n",
        "days.csv": "no,day\n2,2026-09-01\n1,2026-09-01\n",
    }
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    checked = check(pack(files, tmp_path / "b.zip"), map_file=tmp_path / "map.toml")
    assert list(checked.identities()) == [
        Identity("1", "Ana", family_name="Alpha"), Identity("2", "Bo", family_name="Beta"),
    ]  # fmt: skip
    assert not checked.roll.statement.whole


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_same_people_are_told_of_each_version(tmp_path, version):
    told = list(found(full(version), tmp_path).identities())
    assert [(each.ref, each.family_name) for each in told] == [
        ("S-1", "familyName of S-1"), ("S-2", "familyName of S-2"),
    ]  # fmt: skip
    preferred = "" if version == "1.1" else "preferredGivenName of S-1"
    assert told[0].preferred_name == preferred


def test_an_input_with_errors_tells_nobody(tmp_path):
    checked = check(pack(small(users=USERS + "S-7,,pupil\n"), tmp_path / "b.zip"))
    assert checked.roll is None
    assert list(checked.identities()) == []


def test_names_stand_in_no_report_and_no_record_of_a_roll(tmp_path):
    users = USERS.replace("Inés", "In\x07es")
    refused = check(pack(small(users=users), tmp_path / "a.zip"))
    (error,) = refused.report
    assert (error.column, error.value) == ("middleName", MASK)
    checked = found(small(users=USERS, attendance=marks("S-1 2026-09-05 absent QQ")), tmp_path)
    told = repr(checked) + repr(list(checked.report)) + repr(list(checked.roll.files))
    told += repr(list(checked.identities()))
    for secret in ("Ana", "Anita", "Peñón", "Gala", "example.org", "555-", "secret"):
        assert secret not in told
