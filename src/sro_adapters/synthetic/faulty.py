"""A small export with planted mistakes, to show what a check of the files says.

Four mistakes are errors, two are warnings; all stand in `attendance.csv`, and apart from them the
files are in order: thirty students, none of whose stories leaves a warning.
"""

from collections.abc import Sequence
from datetime import date
from random import Random

from attrs import frozen

from sro_adapters.synthetic import chronics, everyday, truants
from sro_adapters.synthetic.district import District
from sro_adapters.synthetic.files import Line, attendance_lines
from sro_adapters.synthetic.page import UNEXCUSED, Tale
from sro_adapters.synthetic.schoolyear import SUNDAY, weekday_from
from sro_adapters.synthetic.stories import Story, tales

STUDENTS = 30
QUIET = (
    Story(truants.three_days, 1),
    Story(truants.two_days_and_31_minutes, 1),
    Story(chronics.often_excused, 3),
    Story(everyday.short_tardies, 2),
    Story(everyday.excused_only, 8),
)
"""Stories whose rows a check passes without a word."""


@frozen
class Mistake:
    """A planted line, and what a check must say of it."""

    line: Line
    level: str
    says: str


def quiet_tales(district: District, dice: Random) -> list[Tale]:
    """Tell thirty years in which the files alone are in order."""
    return list(tales(district, STUDENTS, dice, QUIET))


def mistakes(district: District, told: Sequence[Tale]) -> list[Mistake]:
    """Plant one mistake of each kind, each on another student.

    The present row stands beside an absence that is on file: the first of the student of three
    days. The others name the second school day, or the date that their mistake is about.
    """
    absent = told[0].rows[0]
    second = district.days[told[0].spells[0].site][1]
    sunday = weekday_from(district.year.start, SUNDAY)
    return [
        Mistake(_line(told[1], "2026-02-30", "absent", UNEXCUSED), "error", "impossible date"),
        Mistake(("S-99999", *_line(told[2], second, "absent", "ILL")[1:]), "error", "unknown id"),
        Mistake(_line(told[3], second, "tardy", "TDY", "4O"), "error", "minutes are no number"),
        Mistake(_line(told[0], absent.day, "present", ""), "error", "present beside absent"),
        Mistake(_line(told[4], second, "absent", "QQ"), "warning", "code in no list"),
        Mistake(_line(told[5], sunday, "absent", UNEXCUSED), "warning", "no school day"),
    ]


def faulty_lines(told: Sequence[Tale], planted: Sequence[Mistake]) -> list[Line]:
    """Mix the planted lines into the attendance of the others, in the order of dates."""
    lines = [*attendance_lines(told), *(mistake.line for mistake in planted)]
    return sorted(lines, key=lambda line: str(line[3]))


def _line(tale: Tale, day: date | str, status: str, code: str, minutes: str = "") -> Line:
    return tale.student, tale.spells[0].site, "", day, "daily", status, code, minutes
