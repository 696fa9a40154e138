"""Synthetic districts with known truth: a OneRoster bundle, attendance, and what must be found.

Every student lives one story that was written to reach, or just to miss, a status; the truth file
says which and since when, by construction. Nothing comes from a real person or school, and the same
arguments give the same bytes. The meaning of the statuses is that of California's Education Code,
sections 48260 to 48263.6 and 60901(c)(1), under the default readings.
"""

from datetime import date
from pathlib import Path
from random import Random

from attrs import frozen

from sro_adapters.synthetic.district import District, district
from sro_adapters.synthetic.faulty import STUDENTS as FAULTY_STUDENTS
from sro_adapters.synthetic.faulty import faulty_lines, mistakes, quiet_tales
from sro_adapters.synthetic.files import attendance_lines, contents, write_bundle, write_truth
from sro_adapters.synthetic.stories import first_day_to_tell, tales

__all__ = ["Summary", "generate", "write_faulty_export"]

DEMO_DATE = date(2026, 11, 20)


@frozen(kw_only=True)
class Summary:
    """What was written: numbers of sites, students, staff and rows, and the as-of date."""

    sites: int
    students: int
    staff: int
    attendance_rows: int
    on: date


def generate(folder: Path, *, students: int, seed: int, on: date = DEMO_DATE) -> Summary:
    """Write a synthetic district and the truth about it as of a date.

    The folder is made where it is missing, and files of the same names are replaced. From the
    second week of the school year on every number of students will do; a story that needs more days
    than there are gives way to a simpler one.

    Args:
        folder: Where the CSV files go.
        students: How many; from 50 on every story has at least one.
        seed: The same seed gives the same bytes.
        on: The as-of date; it chooses the school year, and no row is later.

    Raises:
        ValueError: If there is no student, or the date is before the second week of its year.
    """
    place = _open(folder, students, on)
    told = list(tales(place, students, Random(seed)))
    written = contents(place, told)
    lines = attendance_lines(told)
    write_bundle(folder, written, lines)
    write_truth(folder, told, on)
    return Summary(
        sites=len(place.sites),
        students=len(told),
        staff=len(written.staff),
        attendance_rows=len(lines),
        on=on,
    )


def write_faulty_export(folder: Path, *, seed: int, on: date = DEMO_DATE) -> None:
    """Write a small export with six planted mistakes, and no truth, since it must be refused.

    Args:
        folder: Where the CSV files go.
        seed: The same seed gives the same bytes.
        on: The as-of date, as for `generate`.

    Raises:
        ValueError: If the date is before the second week of its school year.
    """
    place = _open(folder, FAULTY_STUDENTS, on)
    told = quiet_tales(place, Random(seed))
    lines = faulty_lines(told, mistakes(place, told))
    write_bundle(folder, contents(place, told), lines)


def _open(folder: Path, students: int, on: date) -> District:
    if students < 1:
        raise ValueError(f"a district needs a student: {students} asked for, ask for 1 or more")
    place = district(students, on)
    first = first_day_to_tell(place)
    if on < first:
        raise ValueError(
            f"{on} is too early in its school year: {first} is the first date with enough days"
        )
    folder.mkdir(parents=True, exist_ok=True)
    return place
