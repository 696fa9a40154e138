"""Stories of truants and habitual truants: occasions, reports due, reports made, efforts.

The third occasion and each later one make a report due. A recorded report stands ("is grounded")
when a due report, not yet used, is due on or before its date. Habitual takes three that stand and
an effort for a conference on or after the first of them; with three due and not that, it is
pending. Where no act is laid, five occasions therefore leave both acts missing.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sro_adapters.synthetic.page import EFFORT, LONGEST_GAP, NOTICE, REPORT, UNEXCUSED, Page

REPORTS_OF_A_HABITUAL_TRUANT = 3


def two_days_and_31_minutes(page: Page) -> None:
    """Miss two days, and 31 minutes of a third: three occasions, truant since the last."""
    days = page.pick(3)
    short = page.dice.randrange(3)
    for n, day in enumerate(days):
        if n == short:
            page.gap(day, 31)
        else:
            page.full(day, UNEXCUSED)
    page.truant(days)
    page.background()


def three_days(page: Page) -> None:
    """Miss three days: truant since the third."""
    days = page.pick(3)
    for day in days:
        page.full(day, UNEXCUSED)
    page.truant(days)
    page.background()


def whole_days_in_minutes(page: Page) -> None:
    """Miss three days, recorded as all minutes of each: three full days, truant since the third.

    A minimum day and a short Wednesday are taken where there are any: fewer minutes fill them.
    """
    days = _short_days_first(page)
    for day in days:
        page.full(day, UNEXCUSED, minutes=page.district.minutes(page.spells[0].site, day))
    page.truant(days)
    page.background()


def all_but_a_minute(page: Page) -> None:
    """Miss three days but for one minute each: three gaps, so truant, and no day absent in full."""
    days = _short_days_first(page)
    for day in days:
        page.left_early(day, page.district.minutes(page.spells[0].site, day) - 1)
    page.truant(days)
    page.background()


def make_up_saturday(page: Page) -> None:
    """Miss two weekdays and the make-up Saturday: a school day too, so the third occasion.

    It is no weekday, so chronic absence has two days of it. Before that Saturday: three weekdays.
    """
    saturday = page.district.year.make_up_saturday
    if saturday not in page.days:
        three_days(page)
        return
    days = sorted([*page.pick(2), saturday])
    for day in days:
        page.full(day, UNEXCUSED)
    page.truant(days)
    page.background()


def reports_due(page: Page) -> None:
    """Have four occasions and no report: truant; two reports are due, none was made."""
    page.truant(occasions(page, 4))
    page.background()


def reports_on_time(page: Page) -> None:
    """Have four occasions and both reports due: truant; habitual takes a third report."""
    days = occasions(page, 4)
    page.truant(days)
    made = reports(page, days[2:])
    page.act(NOTICE, page.later(made[0]))
    page.background()


def report_beyond_due(page: Page) -> None:
    """Have four occasions and three reports: two are due, the third has no ground. Truant."""
    days = occasions(page, 4)
    page.truant(days)
    made = reports(page, days[2:])
    page.act(REPORT, page.later(made[1]))
    page.act(EFFORT, page.later(made[1]))
    page.background()


def habitual(page: Page) -> None:
    """Have three reports that stand and an effort on or after the first: habitual truant.

    Since the later of the third report and the effort, which may come before or after it.
    """
    days = occasions(page, page.dice.randint(5, 6))
    page.truant(days)
    made = reports(page, days[2:5])
    effort = page.act(EFFORT, page.later(page.dice.choice(made)))
    page.act(NOTICE, page.later(made[0]))
    page.find("habitual_truant", since=max(made[2], effort))
    page.background()


def habitual_without_acts(page: Page) -> None:
    """Have five or six occasions and no act: three reports due, pending both report and effort."""
    days = occasions(page, page.dice.randint(5, 6))
    page.truant(days)
    page.find("habitual_truant", REPORT, EFFORT)
    page.background()


def habitual_lacks_report(page: Page) -> None:
    """Have three reports due, two made, and an effort: pending the third report."""
    days = occasions(page, 5)
    page.truant(days)
    made = reports(page, days[2:4])
    page.act(EFFORT, page.later(made[0]))
    page.find("habitual_truant", REPORT)
    page.background()


def habitual_lacks_effort(page: Page) -> None:
    """Have three reports that stand and no effort for a conference: pending the effort."""
    days = occasions(page, 5)
    page.truant(days)
    reports(page, days[2:])
    page.find("habitual_truant", EFFORT)
    page.background()


def effort_too_early(page: Page) -> None:
    """Have three reports that stand, the only effort before the first: pending an effort."""
    days = occasions(page, 5)
    page.truant(days)
    page.act(EFFORT, days[page.dice.randrange(2)])
    reports(page, days[2:])
    page.find("habitual_truant", EFFORT)
    page.background()


def report_too_early(page: Page) -> None:
    """Have three reports, the first on the second occasion: nothing was due, so two stand.

    The effort is after both of them; pending the third report.
    """
    days = occasions(page, 5)
    page.truant(days)
    page.act(REPORT, days[1])
    made = reports(page, days[2:4])
    page.act(EFFORT, page.later(made[1]))
    page.find("habitual_truant", REPORT)
    page.background()


def last_years_acts(page: Page) -> None:
    """Have five occasions, and three reports and an effort in May before: another school year.

    They count for nothing now: pending both.
    """
    days = occasions(page, 5)
    page.truant(days)
    may = date(page.district.year.first, 5, 4)
    for n, action in enumerate((REPORT, REPORT, REPORT, EFFORT)):
        page.act(action, may + n * timedelta(days=7))
    page.find("habitual_truant", REPORT, EFFORT)
    page.background()


def occasions(page: Page, count: int) -> list[date]:
    """Lay so many occasions, mostly full days and some gaps of 31 minutes or more."""
    days = page.pick(count)
    for day in days:
        if page.dice.random() < 0.7:  # noqa: PLR2004
            page.full(day, UNEXCUSED)
        else:
            page.gap(day, page.dice.randint(31, LONGEST_GAP))
    return days


def reports(page: Page, due: Sequence[date]) -> list[date]:
    """Make a report for each date due, on it or the next school day: all of them stand."""
    made: list[date] = []
    for day in due:
        made.append(page.act(REPORT, page.later(max(day, made[-1]) if made else day)))
    page.reported = made[0]
    return made


def _short_days_first(page: Page) -> list[date]:
    """Take a day of each length there is, and fill up to three."""
    home = page.spells[0].site
    by_minutes: dict[int, date] = {}
    for day in page.dice.sample(page.weekdays, len(page.weekdays)):
        by_minutes.setdefault(page.district.minutes(home, day), day)
    lengths = page.pick(min(3, len(by_minutes)), sorted(by_minutes.values()))
    return sorted(lengths + page.pick(3 - len(lengths)))
