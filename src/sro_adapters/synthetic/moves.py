"""Stories of students who move or grow up: sites, dates of enrolment, ages.

Counting is over all sites of the district and the student's own enrolled days. From the eighteenth
birthday on, absences count for no truancy status and still for chronic absence; a student whose
birth date is unknown is assumed to be of compulsory age.
"""

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from sro_adapters.synthetic.chronics import join, tenth
from sro_adapters.synthetic.district import birth_date
from sro_adapters.synthetic.page import UNEXCUSED, Page
from sro_adapters.synthetic.truants import occasions

OF_AGE = 18
OLDEST_GRADE = "12"


def transfer(page: Page) -> None:
    """Miss two days at the first site and one at the second: three of the district, so truant."""
    moved = page.weekdays[len(page.weekdays) // 2]
    _move(page, leave=moved, enter=moved)
    before = [day for day in page.weekdays if day < moved]
    days = [*page.pick(2, before), *page.pick(1, [d for d in page.weekdays if d >= moved])]
    for day in days:
        page.full(day, UNEXCUSED)
    page.truant(days)
    page.background()


def two_sites_at_once(page: Page) -> None:
    """Belong to both sites for two weeks, and miss a tenth of the weekdays, each counted once.

    The enrolment begins so that they come in tens: counting a date twice would fall below ten per
    cent. All are excused: chronic absentee and nothing else.
    """
    half = len(page.weekdays) // 2
    _move(page, leave=page.weekdays[half + 9], enter=page.weekdays[half])
    join(page, page.weekdays[len(page.weekdays) % 10])
    page.excused(page.pick(tenth(page.weekdays)))


def leaver(page: Page) -> None:
    """Miss two days, leave, and be marked absent on the day of leaving and after: set aside.

    The end of an enrolment is its first day without school, so two occasions remain, in a share of
    the days until then.
    """
    last = len(page.weekdays) - 1
    left = page.dice.randint(last // 2 + 1, last)
    gone = page.weekdays[left:]
    page.enrol(evolve(page.spells[0], end=gone[0]))
    for day in page.pick(2):
        page.full(day, UNEXCUSED)
    for day in gone[:2]:
        page.row(day, "absent", UNEXCUSED)
    page.background()


def late_joiner(page: Page) -> None:
    """Join for the last ten days or fewer and miss one, excused: a tenth, so chronic absentee."""
    few = min(10, len(page.weekdays) // 2)
    join(page, page.weekdays[-few])
    page.excused(page.pick(1))


def adult(page: Page) -> None:
    """Be 18 from the first school day on, and miss five days: not subject, so no truancy status.

    The five days are absences of a weekday all the same.
    """
    page.grade, page.born = OLDEST_GRADE, _born_for(page.district.year.start)
    for day in page.pick(5):
        page.full(day, UNEXCUSED, subject=False)


def turns_18(page: Page) -> None:
    """Miss two days, then the eighteenth birthday and a day after: two occasions count."""
    _miss_around_birthday(page, 2)


def truant_then_18(page: Page) -> None:
    """Miss three days, then the eighteenth birthday and a day after: truant since the third.

    Later days make no report due.
    """
    page.truant(_miss_around_birthday(page, 3))


def unknown_age(page: Page) -> None:
    """Have no birth date on record and three or four occasions: assumed subject, so truant."""
    page.born = None
    page.truant(occasions(page, page.dice.randint(3, 4)))
    page.background()


def _miss_around_birthday(page: Page, before: int) -> list[date]:
    """Miss so many days before the eighteenth birthday, the birthday itself, and one after."""
    weekdays = page.weekdays
    candidates: Sequence[date] = [
        day for day in weekdays[before:-1] if (day.month, day.day) != (2, 29)
    ]
    birthday = page.dice.choice(candidates)
    page.grade, page.born = OLDEST_GRADE, _born_for(birthday)
    counted = page.pick(before, [day for day in weekdays if day < birthday])
    for day in counted:
        page.full(day, UNEXCUSED)
    page.full(birthday, UNEXCUSED, subject=False)
    later = page.pick(1, [day for day in weekdays if day > birthday])
    page.full(later[0], UNEXCUSED, subject=False)
    return counted


def _born_for(birthday: date) -> date:
    return birthday.replace(year=birthday.year - OF_AGE)


def _move(page: Page, *, leave: date, enter: date) -> None:
    """Leave the site of the page on one day and enter another, in the nearest grade it has."""
    district, home = page.district, page.spells[0]
    other = next(site for site in district.sites if site.id != home.site)
    page.grade = min(other.grades, key=lambda grade: abs(int(grade) - int(page.grade)))
    page.born = birth_date(district.year, page.grade, page.dice)
    page.enrol(evolve(home, end=leave), evolve(home, site=other.id, group=1, start=enter))
