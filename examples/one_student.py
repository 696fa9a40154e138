"""Judge one student without any file: records in, findings out."""

from datetime import date

from sro_core import (
    AttendanceEvent,
    AttendanceKind,
    DatePeriod,
    Enrollment,
    Excuse,
    Roll,
    SchoolCalendar,
    Session,
    SiteId,
    Student,
    StudentFile,
    StudentRef,
    classify,
    load_rules,
)

site, student = SiteId("HIGH"), StudentRef("S-1")
year = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
calendar = SchoolCalendar(site, (Session("2026-27", year),), closed={date(2026, 9, 7): "Labor Day"})
nobody = Student(student, born=date(2011, 3, 9))


def absent(day: int, minutes: int | None = None) -> AttendanceEvent:
    """Give an unexcused full day of September, or a tardy of so many minutes."""
    kind = AttendanceKind.ABSENT if minutes is None else AttendanceKind.TARDY
    when = date(2026, 9, day)
    return AttendanceEvent(student, site, when, kind, excuse=Excuse.UNEXCUSED, minutes=minutes)


for minutes in (30, 31):
    events = (absent(1), absent(2), absent(7), absent(8, minutes))
    file = StudentFile(nobody, (Enrollment(site, year),), events)
    roll = Roll([file], {site: calendar})
    for found in classify(roll, rules=load_rules("us-ca"), on=date(2026, 9, 30)):
        print(f"--- tardy by {minutes} minutes on the fourth day")
        print(found.explain())
