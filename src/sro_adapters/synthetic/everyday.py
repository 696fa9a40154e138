"""Stories of students without a truancy status: the many, and those who miss one by a hair.

Each function writes one student's page. What its docstring derives is what must be found; the two
statuses that go by a tenth of the days are added when the page is closed. All work from the sixth
school day on unless the story is registered with more days.
"""

from sro_adapters.synthetic.page import LATE, UNEXCUSED, UNLISTED, UNVERIFIED, Page
from sro_adapters.synthetic.schoolyear import SATURDAY, weekday_from


def steady(page: Page) -> None:
    """Miss next to nothing: excused days and short tardies count for no truancy status."""
    page.background()


def excused_only(page: Page) -> None:
    """Miss up to a twelfth of the days, every one excused: no occasion, so no truancy status."""
    page.excused(page.pick(page.share(page.dice.uniform(0.01, 0.08))))
    for day in page.pick(page.share(0.02)):
        page.tardy(day, page.dice.randint(3, 30))


def once_or_twice(page: Page) -> None:
    """Miss one or two days without excuse: one or two occasions of three."""
    for day in page.pick(page.dice.randint(1, 2)):
        page.full(day, UNEXCUSED)
    page.background()


def short_tardies(page: Page) -> None:
    """Come 10 to 30 minutes late again and again, once exactly 30: never more than 30 minutes."""
    late = page.pick(4 + page.share(0.04))
    for n, day in enumerate(late):
        page.tardy(day, 30 if n == 0 else page.dice.randint(10, 30))


def two_days_and_30_minutes(page: Page) -> None:
    """Miss two days, and exactly 30 minutes of a third: two occasions, for 30 is not over 30."""
    first, second, third = page.pick(3)
    page.full(first, UNEXCUSED)
    page.full(second, UNEXCUSED)
    page.gap(third, 30)
    page.background()


def three_gaps_one_day(page: Page) -> None:
    """Miss one day in full and three times 45 minutes of another: two occasions, one a day."""
    full, day = page.pick(2)
    page.full(full, UNEXCUSED)
    for shape in (page.tardy, page.missed_class, page.left_early):
        shape(day, 45)
    page.background()


def two_short_gaps(page: Page) -> None:
    """Miss two days, and twice 20 minutes of a third: no single gap is over 30, so two.

    One of the gaps is an absence from a class, which is no absence of the day.
    """
    first, second, third = page.pick(3)
    page.full(first, UNEXCUSED)
    page.full(second, UNEXCUSED)
    page.tardy(third, 20)
    page.missed_class(third, 20)
    page.background()


def day_and_gap_together(page: Page) -> None:
    """Miss two days, one of them also with a gap of 45 minutes: the gap is ignored, so two."""
    first, second = page.pick(2)
    page.full(first, UNEXCUSED)
    page.missed_class(first, 45)
    page.full(second, UNEXCUSED)
    page.background()


def unverified(page: Page) -> None:
    """Miss two days without excuse and one or two unverified: unknown never counts, so two.

    The unverified days are absences all the same, and count toward the tenth of chronic absence.
    """
    first, second, *rest = page.pick(page.dice.randint(3, 4))
    page.full(first, UNEXCUSED)
    page.full(second, UNEXCUSED)
    for day in rest:
        page.full(day, UNVERIFIED)
    page.background()


def unlisted_code(page: Page) -> None:
    """Miss two days without excuse, two under a code in no list: unknown, so two occasions.

    One of the two is a gap of 45 minutes; it is no absence of the day either.
    """
    first, second, third, fourth = page.pick(4)
    page.full(first, UNEXCUSED)
    page.full(second, UNEXCUSED)
    page.full(third, UNLISTED)
    page.row(fourth, "tardy", UNLISTED, 45)
    page.background()


def unknown_length(page: Page) -> None:
    """Miss two days, come late on a third and miss a class on a fourth: two occasions.

    No minutes were recorded for the latter two, so these days are unresolved.
    """
    first, second, third, fourth = page.pick(4)
    page.full(first, UNEXCUSED)
    page.full(second, UNEXCUSED)
    page.tardy(third, None)
    page.missed_class(fourth, None)
    page.background()


def contradictory_day(page: Page) -> None:
    """Miss two days, and a third recorded both excused and unexcused: unresolved, so two.

    The student was absent that day under either record, so it counts toward chronic absence.
    """
    first, second, third = page.pick(3)
    page.full(first, UNEXCUSED)
    page.full(second, UNEXCUSED)
    page.row(third, "absent", UNEXCUSED)
    page.full(third, "ILL")
    page.background()


def repeated_rows(page: Page) -> None:
    """Miss two days, each recorded two or three times over: identical rows are one, so two."""
    for day in page.pick(2):
        page.full(day, UNEXCUSED)
        page.rows += page.rows[-1:] * page.dice.randint(1, 2)


def no_school(page: Page) -> None:
    """Miss two school days, and a closed day and a plain Saturday: these are set aside, so two.

    Before the year's first closed day the Saturday stands alone.
    """
    for day in page.pick(2):
        page.full(day, UNEXCUSED)
    year, home = page.district.year, page.spells[0].site
    closed = page.district.closed[home]
    for day in (*page.dice.sample(closed, min(1, len(closed))), weekday_from(year.start, SATURDAY)):
        page.row(day, "absent", UNEXCUSED)
    page.background()


def excused_gaps(page: Page) -> None:
    """Miss two days, and long parts of two others with excuse: only unexcused gaps count, so two.

    On one of the two days an unexcused gap of 25 minutes stands beside the excused one.
    """
    first, second, third, fourth = page.pick(4)
    page.full(first, UNEXCUSED)
    page.full(second, UNEXCUSED)
    page.row(third, "absent", "MED", 150)
    page.row(fourth, "absent", "MED", 90)
    page.row(fourth, "tardy", LATE, 25)
